"""Says from whom each party's worth comes, and each company's equity, in one scenario of a deal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.ripples.concentration import shares
from dealwright.bargain.ripples.dependence_result import Dependence, Reliance, Tie
from dealwright.bargain.ripples.losses import losses_of
from dealwright.bargain.ripples.origins import Origins, origins_of_company, origins_of_party
from dealwright.engine import beliefs as belief
from dealwright.engine import measures
from dealwright.engine.heading import heading_of
from dealwright.engine.lines import Rates
from dealwright.engine.naming import cards
from dealwright.engine.scenario import Scene, independent
from dealwright.engine.stage import chance_of_closing
from dealwright.engine.valuation import refused_deal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.ripples.dependence_result import Kind
    from dealwright.bargain.ripples.origins import Origin
    from dealwright.engine.books import Books
    from dealwright.engine.result import Estimate
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Samples = Mapping[Origin, Float[ndarray, " path"]]


def find_dependence(
    loaded: Loaded, draws: Draws, scenario: str, *, losing: Sequence[str] | None = None, on: date | None = None
) -> Dependence:
    """Say who depends on whom.

    Args:
        loaded: The scenario's deal, checked and calibrated.
        draws: The draws of its futures.
        scenario: The scenario's name.
        losing: Counterparties whose loss is looked at; all by default.
        on: The day at whose close the terms with a lost counterparty end; None for today, from its opening.

    Returns:
        The dependence of every party and company.

    Raises:
        NotLostError: If there is no such counterparty, or the day lies outside the deal.
    """
    deal, scene = loaded.sound, scene_of(loaded, draws, scenario)
    return Dependence(
        **heading_of(loaded, draws),
        scenario=scenario,
        sides={
            **{party: _of_party(scene, party) for party in deal.parties},
            **{company: _of_company(scene, company) for company in deal.companies},
        },
        parties=cards(loaded),
        companies={name: company.name or name for name, company in deal.companies.items()},
        titles={f"terms.{name}": term.title for name, term in deal.terms.items() if term.title},
        worth_by=deal.worth_by,
        losses=losses_of(
            scene,
            dict.fromkeys([*deal.parties, *deal.companies] if losing is None else losing),
            on,
            lambda changed: scene_of(changed, draws, scenario),
        ),
        lost_on=on,
    )


def scene_of(loaded: Loaded, draws: Draws, scenario: str) -> Scene:
    """Open a scenario, with what holds if it is signed and does not close."""
    refused = refused_deal(loaded, scenario)
    otherwise = None if refused is None else (chance_of_closing(loaded.sound), Scene(refused, draws))
    return Scene(loaded, draws, otherwise)


def _of_party(scene: Scene, party: str) -> Reliance:
    """Attribute a party's mean at its own rate, over all that anybody knows; its index at the risk-free rate, too."""
    own = Rates(belief.traits(scene.loaded.sound, party).discount, own_rates=True)
    found = reliance("party", origins_in(scene, lambda books: origins_of_party(books, party, own)), scene.draws)
    free = origins_in(scene, lambda books: origins_of_party(books, party, scene.risk_free))
    return replace(found, herfindahl_at_risk_free=reliance("party", free, scene.draws).herfindahl)


def _of_company(scene: Scene, company: str) -> Reliance:
    return reliance("company", origins_in(scene, lambda books: origins_of_company(books, company)), scene.draws)


def origins_in(scene: Scene, attribute: Callable[[Books], Origins]) -> Samples:
    """Attribute the books of a scenario over all that anybody knows, readings and closing on paths of their own.

    Args:
        scene: The scenario.
        attribute: Attributes one set of books.

    Returns:
        Present value on each path by line and counterparty.
    """
    found = Origins()
    for mask, books in scene.books({}):
        for key, sample in attribute(books).items():
            found.add(*key, np.where(True if mask is None else mask, sample, 0.0))
    if scene.otherwise is not None:
        closes, refused = scene.closes(), origins_in(scene.otherwise[1], attribute)
        found = Origins({key: np.where(closes, sample, 0.0) for key, sample in found.items()})
        for key, sample in refused.items():
            found.add(*key, np.where(closes, 0.0, sample))
    return {key: np.broadcast_to(sample, (scene.draws.paths,)) for key, sample in found.items()}


def reliance(kind: Kind, origins: Samples, draws: Draws) -> Reliance:
    """Sum what comes from each counterparty, and say how concentrated that is.

    A line brings value or costs it by its mean; what costs value is kept apart, and has no part in the shares of what
    is received.

    Args:
        kind: `party` or `company`.
        origins: Present value on each path by line and counterparty.
        draws: The draws.
    """
    replicates, nothing = independent(draws), np.zeros(draws.paths)
    total: dict[str, Float[ndarray, " path"]] = {}
    received, given = dict[str, "Float[ndarray, ' path']"](), dict[str, "Float[ndarray, ' path']"]()
    for (_, who), sample in origins.items():
        total[who] = total.get(who, nothing) + sample
        side = received if np.mean(sample) > 0 else given
        side[who] = side.get(who, nothing) + sample
    parts, index = shares(received, replicates)
    parts_given, index_given = shares(given, replicates)

    def estimate(sample: Float[ndarray, " path"]) -> Estimate:
        return measures.mean(sample, replicates)

    ties = {
        who: Tie(
            estimate(sample),
            estimate(received.get(who, nothing)),
            estimate(given.get(who, nothing)),
            parts.get(who),
            parts_given.get(who),
            {line: estimate(each) for (line, other), each in origins.items() if other == who},
        )
        for who, sample in total.items()
    }
    order = sorted(ties, key=lambda who: (-ties[who].received.value, ties[who].given.value))
    return Reliance(
        kind,
        estimate(sum(total.values(), nothing)),
        estimate(sum(received.values(), nothing)),
        estimate(sum(given.values(), nothing)),
        index,
        index_given,
        {who: ties[who] for who in order},
    )
