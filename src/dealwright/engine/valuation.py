"""Values a deal: every scenario to every party, on the same draws."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.deal.expression import Name, show
from dealwright.engine import beliefs as belief
from dealwright.engine.belief_states import value_in_turn
from dealwright.engine.company_worth import company_worth, driver_fans, term_fans
from dealwright.engine.effects import gain
from dealwright.engine.exercising.told import exercises
from dealwright.engine.heading import heading_of
from dealwright.engine.result import PartyCard, ScenarioWorth, Valuation
from dealwright.engine.scenario import Scene, independent, party_worth
from dealwright.engine.statement import yearly_flows
from dealwright.engine.worth import Samples

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.engine.result import PartyWorth
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Progress = Callable[[int, int], None]

IN_FORCE = "in_force"
"""The scenario in which nothing is laid over the file."""
FEW = 2048
"""Paths on which facts that a party knows and we do not are redrawn."""


def value_deal(
    loaded: Loaded,
    draws: Draws,
    *,
    scenarios: Sequence[str] | None = None,
    fans: bool = False,
    progress: Progress | None = None,
) -> Valuation:
    """Value a deal in every scenario.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        scenarios: Names of the scenarios wanted (`in_force` for the file as it stands); all by default.
        fans: Whether percentiles of drivers and terms over time are wanted, too.
        progress: Is told how many scenarios are done, of how many.

    Returns:
        The worth of every scenario to every party.
    """
    deal = loaded.sound
    names = list(scenarios) if scenarios else [IN_FORCE, *deal.scenarios]
    base = Scene(loaded, draws)
    no_deal = _no_deal(base, deal)
    scenes = {name: _opened(base, name, no_deal) for name in names}
    fewer = few(draws)
    small = {name: scene.on(fewer) for name, scene in scenes.items()}
    value_in_turn(list(small.values()), list(deal.parties), seed=draws.seed)
    out = {}
    for done, (name, scene) in enumerate(scenes.items()):
        out[name] = _scenario(scene, name, small[name], no_deal, fans=fans)
        if progress is not None:
            progress(done + 1, len(scenes))
    return Valuation(
        **heading_of(loaded, draws),
        horizon=deal.dates[1],
        scenarios=out,
        parties=cards(loaded),
        worth_by=deal.worth_by,
        no_deal=None if deal.negotiate is None else deal.negotiate.no_deal,
        warnings=tuple(belief.not_counted(deal)),
        titles={f"terms.{name}": term.title for name, term in deal.terms.items() if term.title},
    )


def _opened(base: Scene, name: str, no_deal: Scene | None) -> Scene:
    """Open a scenario, with what holds if it is signed and does not close."""
    deal = base.loaded.sound
    if no_deal is not None and deal.negotiate is not None and name == deal.negotiate.no_deal:
        return no_deal
    scene = base if name == IN_FORCE else _scene(base, name)
    if no_deal is not None and may_not_close(deal, name):
        scene.otherwise = (chance_of_closing(deal), no_deal)
    return scene


def _scene(base: Scene, name: str) -> Scene:
    return Scene(base.loaded.scenario(name), base.draws)


def _no_deal(base: Scene, deal: Deal) -> Scene | None:
    if deal.negotiate is None or deal.negotiate.no_deal is None:
        return None
    return _scene(base, deal.negotiate.no_deal)


def may_not_close(deal: Deal, name: str) -> bool:
    """Tell whether a scenario is what signing makes of a deal that may then fail to close."""
    return name == deal.signed and deal.closing is not None


def chance_of_closing(deal: Deal) -> float:
    """Return the chance that what is signed closes, 0 to 1; 1 where the deal says nothing of it."""
    return 1.0 if deal.closing is None else belief.constant(deal, deal.closing.probability)  # type: ignore[union-attr]


def refused_deal(loaded: Loaded, name: str) -> Loaded | None:
    """Return the deal that holds where a scenario is signed and does not close; None where that cannot be."""
    deal = loaded.sound
    if deal.negotiate is None or deal.negotiate.no_deal is None or not may_not_close(deal, name):
        return None
    return loaded.scenario(deal.negotiate.no_deal)


def _scenario(scene: Scene, name: str, small: Scene, no_deal: Scene | None, *, fans: bool) -> ScenarioWorth:
    deal = scene.loaded.sound
    parties: dict[str, PartyWorth] = {}
    for party in deal.parties:
        refused = None if no_deal is None or no_deal is scene else no_deal.present_values(party, {})
        worth, seen = party_worth(scene, party, seed=scene.draws.seed, no_deal=refused, small=small)
        error = None if no_deal is None or refused is None else _gain_error(no_deal, scene, party, (refused, seen))
        parties[party] = replace(worth, gain_error=error)
    known = scene.known(next(iter(deal.parties)))
    books = scene.books(known)[0][1]
    scenario = deal.scenarios.get(name)
    return ScenarioWorth(
        name=name,
        title=(scenario.title if scenario is not None and scenario.title else None)
        or ("Contract in force" if name == IN_FORCE else name.replace("_", " ")),
        parties=parties,
        companies={each: company_worth(books, each, replicates=independent(scene.draws)) for each in deal.companies},
        fans=driver_fans(books) if fans else {},
        term_fans=term_fans(books) if fans else {},
        statement=yearly_flows(books) if fans else (),
        changes={} if scenario is None else {path: scene.loaded.text_at(path) or "" for path in scenario.overrides},
        options=exercises(scene),
        read_as=scene.read_as(known),
    )


def _gain_error(no_deal: Scene, scene: Scene, party: str, found: tuple[Float[ndarray, " path"], Samples]) -> float:
    """Return the error of a party's gain over no deal: on the same futures luck cancels."""
    deal, refused = scene.loaded.sound, Samples(found[0], {})
    traits = belief.traits(no_deal.loaded.sound, party), belief.traits(deal, party)
    if deal.worth_by == "mean_at_discount":
        refused = no_deal.samples(party, traits[0], {})
    return gain(deal.worth_by, (refused, found[1]), traits, scene.draws).standard_error


def few(draws: Draws) -> Draws:
    """Return the first paths of some draws: those on which facts that a party knows and we do not are redrawn."""
    return replace(draws, replicates=1, paths_per_replicate=min(FEW, draws.paths_per_replicate))


def cards(loaded: Loaded) -> dict[str, PartyCard]:
    """Say how to name each party, and the preferences its worth rests on, as written."""
    deal = loaded.sound

    def written(path: str, expression: Expression | None) -> str:
        if isinstance(expression, Name) and expression.name in deal.facts:
            return written(f"facts.{expression.name}.is", deal.facts[expression.name].is_)
        return "" if expression is None else loaded.text_at(path) or show(expression)

    return {
        key: PartyCard(
            party.name or key,
            party.short or "",
            written(f"parties.{key}.discount", party.discount),
            written(f"parties.{key}.risk_tolerance", party.risk_tolerance),
        )
        for key, party in deal.parties.items()
    }
