"""Bargains over a deal: the worth of every package from columns, what no deal is worth, the frontier, the solutions, and how sure we are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.bargaining import bargain
from dealwright.engine import beliefs as belief
from dealwright.engine import measures
from dealwright.engine.columns import Setting, options, package_columns
from dealwright.engine.exit import find_exit
from dealwright.engine.grid import value_packages
from dealwright.engine.lines import Rates
from dealwright.engine.plan import Plan, plan
from dealwright.engine.result import Estimate
from dealwright.engine.scenario import Scene, independent
from dealwright.engine.view import FuturesView
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.result import Bargain
    from dealwright.deal.deal import Deal
    from dealwright.engine.package_columns import PackageColumns, PackageIndex
    from dealwright.engine.worth import Samples, Traits
    from dealwright.lang.load import Loaded
    from dealwright.world.futures import Futures

    Progress = Callable[[int, int], None]

LIMIT = 2_000_000
"""Most packages of one grid."""


@dataclass(frozen=True, slots=True)
class World:
    """The packages that share their futures.

    Args:
        overrides: Values of the paths that change drivers, facts, companies or parties.
        setting: What the columns of these packages have in common.
        columns: The columns.
        index: How packages are numbered among them.
        first: Number of the first of these packages among all.
    """

    overrides: dict[str, str]
    setting: Setting
    columns: PackageColumns
    index: PackageIndex
    first: int


@dataclass(frozen=True, slots=True)
class Grid:
    """All packages of a negotiation.

    Args:
        worlds: The packages, world by world.
        values: Values of each negotiable path.
        worth: Worth by the bargain's measure; (party, package) money.
    """

    worlds: tuple[World, ...]
    values: Mapping[str, Sequence[str]]
    worth: Float[ndarray, "party package"]

    def package(self, number: int) -> dict[str, str]:
        """Say what a package sets, in the order of the file."""
        world = next(w for w in reversed(self.worlds) if w.first <= number)
        level, chosen = world.index.choice(number - world.first)
        laid = dict(world.overrides)
        laid |= options(self.values, world.setting.plan.stakes)[level]
        for group, option in zip(world.setting.plan.groups, chosen, strict=False):
            laid |= options(self.values, group.paths)[option]
        return {path: laid[path] for path in self.values}


def negotiate(loaded: Loaded, draws: Draws, *, fresh: bool = True, progress: Progress | None = None) -> Bargain:
    """Bargain over a deal.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section.
        draws: The draws of its futures.
        fresh: Whether the packages that solutions name are valued again on fresh futures.
        progress: Is told how many parts of the work are done, of how many.

    Returns:
        The bargain.

    Raises:
        ArithmeticError: If there are more packages than `LIMIT`.
    """
    deal = _deal(loaded)
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    tell = progress or (lambda _done, _of: None)
    parties = tuple(deal.negotiate.between)
    refusing = Scene(loaded.no_deal() if deal.negotiate.no_deal else loaded, draws)
    reservation = {party: reserve(refusing, party) for party in parties}
    tell(1, 4)
    grid = value_grid(loaded, draws, progress=lambda done, of: tell(1 + done / of, 4))
    tell(2, 4)
    found = bargain(
        grid.worth, reservation, describe=grid.package, paths_of_terms=tuple(grid.values), measure=deal.worth_by,
        outside={party: reserve(Scene(loaded.outside(party), draws), party).value for party in deal.negotiate.outside if party in parties},
    )  # fmt: skip
    found = replace(found, notes=(*found.notes, *_notes(refusing)))
    if fresh:
        found = on_fresh_futures(found, loaded, draws)
    tell(4, 4)
    return found


def _deal(loaded: Loaded) -> Deal:
    assert loaded.deal is not None  # noqa: S101 - only checked deals come here
    return loaded.deal


def reserve(scene: Scene, party: str) -> Estimate:
    """Estimate what a scenario is worth to a party at central beliefs, by the bargain's measure."""
    deal = _deal(scene.loaded)
    traits = belief.traits(deal, party)
    return by_measure(deal, scene.samples(party, traits), traits, independent(scene.draws))


def by_measure(deal: Deal, found: Samples, traits: Traits, replicates: int) -> Estimate:
    """Take the bargain's one measure of a party's samples."""
    if deal.worth_by == "mean_at_discount":
        return measures.mean(found.at_discount, replicates)
    return measures.certainty_equivalent(found.risk_free, traits.risk_tolerance, replicates)


def value_grid(loaded: Loaded, draws: Draws, *, progress: Progress | None = None) -> Grid:
    """Value every package of a negotiation at central beliefs.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        progress: Is told how many worlds are done, of how many.

    Returns:
        The grid.

    Raises:
        ArithmeticError: If there are more packages than `LIMIT`.
    """
    values = loaded.ranges()
    packages = prod(len(each) for each in values.values())
    if packages > LIMIT:
        message = (
            f"the ranges make {packages:,} packages; at most {LIMIT:,} are valued at once: widen a step or drop a path"
        )
        raise ArithmeticError(message)
    signed = loaded.package({})
    laid_out = plan(_deal(signed), tuple(values))
    worlds: list[World] = []
    worths = []
    chosen = options(values, laid_out.worlds)
    share: Futures | None = None
    for done, overrides in enumerate(chosen):
        setting = _setting(loaded.package(overrides), draws, laid_out, values, share)
        share = share or setting.futures
        columns = package_columns(setting, measure=_deal(loaded).worth_by, replicates=draws.replicates)
        valued = value_packages(columns)
        worlds.append(World(overrides, setting, columns, valued.index, done * valued.index.packages))
        worths.append(valued.certainty_equivalent)
        if progress is not None:
            progress(done + 1, len(chosen))
    return Grid(tuple(worlds), values, np.concatenate(worths, axis=1))


def _setting(
    loaded: Loaded, draws: Draws, laid_out: Plan, values: Mapping[str, Sequence[str]], share: Futures | None
) -> Setting:
    deal = _deal(loaded)
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    facts, loaded = central(loaded)
    deal = _deal(loaded)
    futures = simulate(deal, draws, facts=facts, share=share)
    view = FuturesView(futures)
    traits = {party: belief.traits(deal, party) for party in deal.negotiate.between}  # type: ignore[union-attr]
    own = deal.worth_by == "mean_at_discount"
    free = belief.constant(deal, deal.risk_free)
    rates = {party: Rates(each.discount if own else free, own_rates=own) for party, each in traits.items()}
    exits = {name: find_exit(deal, name, view) for name in laid_out.companies}
    return Setting(loaded, futures, laid_out, values, rates, traits, exits)


def central(loaded: Loaded) -> tuple[dict[str, float], Loaded]:
    """Fix what someone at the table knows at its central value; what nobody knows stays inside everyone's expectation.

    Returns:
        The facts fixed, and the deal with the likeliest reading of each disputed clause.
    """
    deal = _deal(loaded)
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    table = set(deal.negotiate.between)
    facts = {}
    for doubt in belief.doubts(deal):
        if doubt.structural:
            loaded = loaded.reading(doubt.name, int(doubt.central))
        elif doubt.known_to & table:
            facts[doubt.name] = doubt.central
    return facts, loaded


def _notes(scene: Scene) -> list[str]:
    deal = _deal(scene.loaded)
    known = [doubt for doubt in scene.doubts if doubt.known_to & set(deal.negotiate.between)]  # type: ignore[union-attr]
    unsure = [party for party in deal.negotiate.between if belief.uncertain_traits(deal, party)]  # type: ignore[union-attr]
    return ["all packages are compared at central beliefs"] if known or unsure else []


def on_fresh_futures(found: Bargain, loaded: Loaded, draws: Draws) -> Bargain:
    """Value the packages that solutions name again on futures they were not chosen on.

    Picking the best of many estimates flatters it; the second figure does not.

    Args:
        found: The bargain.
        loaded: The deal.
        draws: The draws it was found on.

    Returns:
        The same bargain with `fresh` and `fresh_surplus` of each solution.
    """
    deal = _deal(loaded)
    again = Draws(draws.seed + 1_000_003, draws.replicates, draws.paths_per_replicate, draws.mode)
    _, known = central(loaded)
    refusing = Scene(central(loaded.no_deal() if deal.negotiate and deal.negotiate.no_deal else loaded)[1], again)
    held = {party: _sample(refusing, party) for party in found.between}
    valued: dict[tuple[tuple[str, str], ...], tuple[dict[str, Estimate], dict[str, Estimate]]] = {}
    for solution in found.solutions.values():
        key = tuple(solution.package.items())
        if key not in valued:
            scene = Scene(central(loaded.package(dict(solution.package)))[1], again, share=refusing.share)
            valued[key] = _compare(scene, held)
    del known
    return replace(found, solutions={
        name: replace(each, fresh=valued[tuple(each.package.items())][0], fresh_surplus=valued[tuple(each.package.items())][1])
        for name, each in found.solutions.items()
    })  # fmt: skip


def _sample(scene: Scene, party: str) -> tuple[Samples, Traits]:
    traits = belief.traits(_deal(scene.loaded), party)
    return scene.samples(party, traits), traits


def _compare(
    scene: Scene, held: Mapping[str, tuple[Samples, Traits]]
) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    """Estimate a package's worth and its gain, the gain's error from differences on the same futures."""
    deal, replicates = _deal(scene.loaded), independent(scene.draws)
    worth, gain = {}, {}
    for party, (refused, traits) in held.items():
        signed, own = _sample(scene, party)
        worth[party] = by_measure(deal, signed, own, replicates)
        blocks = np.array(
            [_blocks(deal, found, each, scene.draws.replicates) for found, each in ((signed, own), (refused, traits))]
        )
        gains = blocks[0] - blocks[1]
        value = worth[party].value - by_measure(deal, refused, traits, replicates).value
        gain[party] = Estimate(value, measures.spread(gains) if len(gains) > 1 else worth[party].standard_error)
    return worth, gain


def _blocks(deal: Deal, found: Samples, traits: Traits, replicates: int) -> Float[ndarray, " replicate"]:
    sample = found.at_discount if deal.worth_by == "mean_at_discount" else found.risk_free
    blocks = measures.by_replicate(sample, replicates)
    if deal.worth_by == "mean_at_discount" or traits.risk_tolerance is None:
        return np.mean(blocks, axis=1)
    return measures.exponential_equivalent(blocks, traits.risk_tolerance)
