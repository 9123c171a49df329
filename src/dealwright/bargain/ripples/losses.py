"""Values a deal again without one of its counterparties, with and without what the file says replaces its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.ripples.dependence_result import Change, Loss
from dealwright.bargain.ripples.lost import gone_too, replaces_something, without
from dealwright.engine import beliefs as belief
from dealwright.engine import measures
from dealwright.engine.effects import gain
from dealwright.engine.scenario import Scene, independent
from dealwright.engine.worth import Samples

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.bargain.ripples.lost import Lost
    from dealwright.engine.books import Books
    from dealwright.engine.worth import Traits
    from dealwright.lang.load import Loaded

    Opening = Callable[[Loaded], Scene]

MEASURES = ("mean_at_discount", "certainty_equivalent")


def loss_of(scene: Scene, who: str, on: date | None, opening: Opening) -> Loss | None:
    """Say what it costs the others to lose a counterparty.

    Args:
        scene: The deal as it stands.
        who: The party or company that is lost.
        on: The day at whose close its terms end; None for today, from its opening.
        opening: Opens a changed deal as the scene was opened.

    Returns:
        The changes for all others; none where nothing would end.

    Raises:
        NotLostError: If the deal cannot stand without its terms, or there is no such counterparty or day.
    """
    gone = without(scene.loaded, who, on, replaced=False)
    company = who in scene.loaded.sound.companies
    if not (company or gone.ended or gone.unpaid_rounds):
        return None
    found = Loss(gone.ended, gone.fallen, gone.unpaid_rounds, _changes(scene, who, _Gone(gone, who, on, opening)))
    if not replaces_something(scene.loaded, who):
        return found
    other = without(scene.loaded, who, on, replaced=True)
    replaced = _changes(scene, who, _Gone(other, who, on, opening))
    return Loss(
        found.ended, found.fallen, found.unpaid_rounds, found.without, other.replaced_by, other.fallen, replaced
    )


def _changes(scene: Scene, who: str, gone: _Gone) -> dict[str, Change]:
    """Compare every other side with what it has without the counterparty, on the same futures."""
    deal = scene.loaded.sound
    found = {}
    for party in deal.parties:
        if party == who:
            continue
        before, after = belief.traits(deal, party), belief.traits(gone.scene.loaded.sound, party)
        samples = scene.samples(party, before), gone.samples(party, after)
        mean, sure = (gain(measure, samples, (before, after), scene.draws) for measure in MEASURES)
        found[party] = Change(mean, sure)
    for company in deal.companies:
        if company != who:
            change = gone.equity(company) - equity_of(scene, company)
            found[company] = Change(measures.mean(change, independent(scene.draws)))
    return found


class _Gone:
    """A deal without a counterparty; stakes in a lost company are worth something only where its exit came before."""

    def __init__(self, lost: Lost, who: str, on: date | None, opening: Opening) -> None:
        self.scene = opening(lost.loaded)
        deal = lost.loaded.sound
        self.worthless = opening(gone_too(lost, who)) if who in deal.companies else None
        self.sold: Bool[ndarray, " path"] | None = None
        if self.worthless is not None and on is not None:
            day = float((on - deal.dates[0]).days + 1)
            self.sold = over_all(self.scene, lambda books: books.companies[who].exit.day) <= day
        elif self.worthless is not None:
            self.scene = self.worthless

    def samples(self, party: str, traits: Traits) -> Samples:
        """Discount what a party has."""
        sold, kept = self.sold, self.scene.samples(party, traits)
        if sold is None or self.worthless is None:
            return kept
        lost = self.worthless.samples(party, traits)
        names, nothing = dict.fromkeys([*kept.by_line, *lost.by_line]), np.zeros(len(sold))
        return Samples(
            np.where(sold, kept.risk_free, lost.risk_free),
            {n: np.where(sold, kept.by_line.get(n, nothing), lost.by_line.get(n, nothing)) for n in names},
        )

    def equity(self, company: str) -> Float[ndarray, " path"]:
        """Discount a company's equity at its cost of capital."""
        kept = equity_of(self.scene, company)
        if self.sold is None or self.worthless is None:
            return kept
        return np.where(self.sold, kept, equity_of(self.worthless, company))


def equity_of(scene: Scene, company: str) -> Float[ndarray, " path"]:
    """Discount a company's equity at its cost of capital, over all that anybody knows."""

    def worth(books: Books) -> Float[ndarray, " path"]:
        firm = books.companies[company]
        return np.asarray(firm.exit.discount(firm.exit.rate) * firm.equity)

    return over_all(scene, worth)


def over_all(scene: Scene, of: Callable[[Books], Float[ndarray, " path"]]) -> Float[ndarray, " path"]:
    """Compute something of the books of a scenario, readings and closing on paths of their own."""
    found = np.zeros(scene.draws.paths)
    for mask, books in scene.books({}):
        np.copyto(found, of(books), where=True if mask is None else mask)
    return found if scene.otherwise is None else np.where(scene.closes(), found, over_all(scene.otherwise[1], of))


def losses_of(scene: Scene, wanted: Mapping[str, object], on: date | None, opening: Opening) -> dict[str, Loss]:
    """Say what it costs to lose each of several counterparties, left out where nothing would end.

    Args:
        scene: The deal as it stands.
        wanted: The counterparties.
        on: As for `loss_of`.
        opening: As for `loss_of`.
    """
    found = {who: loss_of(scene, who, on, opening) for who in wanted}
    return {who: loss for who, loss in found.items() if loss is not None}
