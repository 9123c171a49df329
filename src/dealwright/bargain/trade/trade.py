"""Tells what the terms of a deal trade for, where it stands or at any package."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dealwright.bargain.literals import literals_of
from dealwright.bargain.trade.issues import issues_of
from dealwright.bargain.trade.rates import exchange_rates
from dealwright.bargain.trade.result import Trade
from dealwright.engine.result import PartyCard
from dealwright.engine.sensitivities.ground import Grounds
from dealwright.engine.sensitivities.sensitivities import titles_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.trade.issues import Issue
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


@dataclass(frozen=True)
class Desk:
    """A deal where its terms stand, and the futures on which they are traded.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        at: The package from which terms are moved, `path: value as written`; nothing for today's terms.
        named: What the package is called; empty for one that was given, or none.
    """

    loaded: Loaded
    draws: Draws
    at: Mapping[str, str]
    named: str = ""

    @cached_property
    def standing(self) -> Loaded:
        """Return the deal where its terms stand: signed, where it says what signing changes."""
        if self.loaded.negotiate is None and not self.at:
            return self.loaded
        return self.loaded.package(dict(self.at)) if self.loaded.negotiate is not None else self._laid

    @cached_property
    def _laid(self) -> Loaded:
        return self.loaded.with_overrides(dict(self.at))

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Name those who trade: who is at the table, or everyone where nobody is."""
        negotiate = self.loaded.negotiate
        return tuple(self.loaded.sound.parties if negotiate is None else negotiate.between)

    @cached_property
    def grounds(self) -> Grounds:
        """Return the deal where it stands on its futures."""
        refused = self.loaded.no_deal() if self.loaded.negotiate and self.loaded.sound.closing is not None else None
        return Grounds(self.standing, self.draws, self.parties, 0, exact=False, refused=refused)

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """Return what can be traded."""
        return issues_of(self.standing, self.grounds.scale)


def trade(desk: Desk) -> Trade:
    """Tell what the terms of a deal trade for.

    Args:
        desk: The deal where its terms stand.

    Returns:
        Exchange rates.
    """
    deal, draws, grounds = desk.standing.sound, desk.draws, desk.grounds
    rates, _ = exchange_rates(grounds, desk.issues)
    mean = deal.worth_by == "mean_at_discount"
    return Trade(
        title=deal.title,
        file=desk.loaded.file,
        digest=desk.loaded.digest,
        seed=draws.seed,
        paths=draws.paths,
        currency=deal.currency,
        as_of=deal.dates[0],
        worth_by=deal.worth_by,
        at=dict(desk.at),
        named=desk.named,
        worth={p: each.mean if mean else each.certainty_equivalent for p, each in grounds.all.base.items()},
        parties={key: PartyCard(deal.parties[key].name or key, deal.parties[key].short or "") for key in deal.parties},
        titles=titles_of(deal),
        literals=literals_of(desk.loaded),
        before_tax=deal.before_tax,
        price_basis=deal.prices,
        rates=rates,
    )
