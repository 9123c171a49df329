"""Plans how a bargain's packages would be valued, from the file alone: nothing is simulated."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import combinations, product
from math import prod
from typing import TYPE_CHECKING

from dealwright.bargain.figures import WORTH_ALONE
from dealwright.bargain.packages import forms, taken_for_known
from dealwright.bargain.plan_advice import advice
from dealwright.bargain.plan_result import GridPlan, GroupPlan
from dealwright.deal.expression import Quantity
from dealwright.deal.talk import MOST_IN_MEMORY
from dealwright.engine import beliefs as belief
from dealwright.engine.grids.costs import Sizes, foresee
from dealwright.engine.grids.laying import laid_over
from dealwright.engine.grids.package_columns import PackageIndex
from dealwright.engine.grids.plan import plan, wordings_of
from dealwright.engine.grids.precision import precision_for
from dealwright.engine.grids.said import Said
from dealwright.engine.grids.ways import even, ways
from dealwright.engine.issuers.owners import owners
from dealwright.engine.scenario import Scene
from dealwright.ground.calendar import DAYS_PER_YEAR, MONTHS_PER_STEP, TimeGrid
from dealwright.terms.option import Option
from dealwright.world.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.bargain.figures import Figures
    from dealwright.deal.deal import Deal
    from dealwright.engine.grids.costs import Cost
    from dealwright.engine.grids.plan import Group, Plan
    from dealwright.lang.load import Loaded
    from dealwright.terms import Term

FOUND = 1000
"""Packages of a frontier, taken for many."""
TOGETHER = 5
"""Ranges of which all ends are laid together; of more that meet, those of any two."""
NO_DRAWS = Draws(0, 2, 2)
"""Draws on which nothing is valued: only which readings are in play is asked of them."""


def plan_grid(
    loaded: Loaded,
    paths: int,
    used: Plan | None = None,
    figures: Figures = WORTH_ALONE,
    *,
    refined: bool | None = None,
) -> GridPlan:
    """Plan how the packages of a negotiation would be valued.

    Args:
        loaded: The deal, with a `negotiate:` section.
        paths: Futures on which they would be.
        used: How its grid was put together, where it was valued already.
        figures: What is worked out of each package.
        refined: Whether the parties may agree on values between the steps of a range; None leaves it to the file.

    Returns:
        The plan, with what it is foreseen to cost.

    Raises:
        UnsoundPackageError: If ends of ranges cannot stand together, so that the packages would not be valued.
    """
    values = loaded.ranges()
    counts = {path: len(each) for path, each in values.items()}
    signed = Scene(loaded.package({}), NO_DRAWS, forms=forms(loaded))
    readings = list(signed.readings(taken_for_known(loaded.sound, signed.doubts)))
    wordings = [each for _, read, _ in readings for each in wordings_of(read, values)]
    found = used or plan(wordings, counts)
    if used is None:
        _lay_the_ends(signed.loaded, found, values)
    options = [prod(counts[path] for path in group.paths) for group in found.groups]
    levels = prod(counts[path] for path in found.stakes)
    index = PackageIndex.of(levels, [*options, 1])  # a last group is of those who buy in later rounds
    evenly = len(found.stakes) == 1 and _even(loaded, found.stakes[0], values[found.stakes[0]])
    chosen = ways(found, wordings, _tolerances(loaded.sound), levels, evenly=evenly)
    worlds = len(readings) * prod(counts[path] for path in found.worlds if path not in found.idle)
    from dealwright.engine.grids.tiles import tiles_of, widest

    tiles = tiles_of(index, paths, len(chosen))
    sizes = replace(
        _sizes(found, wordings, paths, worlds, index),
        redrawn=_redrawn(loaded.sound, signed.doubts),
        told=_told(counts, tails=figures.tails),
        believed=tuple(_believed(wordings, signed.doubts, _tolerances(loaded.sound))),
        owing=any(way.owed for way in chosen),
        tile=widest(tiles, paths),
        between=_between(loaded, found, refined=refined),
    )
    changing = [path for path in found.worlds if path not in found.idle]
    planned = GridPlan(
        signed.loaded.sound.title,
        paths,
        counts,
        {path: "securities" if ".securities." in path else path.split(".")[0] for path in changing},
        found.idle,
        found.stakes,
        evenly,
        tuple(_group(group, size) for group, size in zip(found.groups, options, strict=True)),
        found.companies,
        found.settled,
        _halves(found, index),
        index.shape[1:],
        len(tiles),
        precision_for(index.packages, paths, figures.precision).name,
        len(readings),
        chosen,
        foresee(found.groups, counts, chosen, sizes),
    )
    planned = replace(planned, cost=_with_results(planned, tails=figures.tails))
    return replace(planned, advice=advice(planned, sizes))


def _lay_the_ends(loaded: Loaded, found: Plan, values: Mapping[str, Sequence[str]]) -> None:
    """Lay ends of ranges that meet in a group or in the stakes over the deal, as a valuation of all packages will."""
    for paths in (found.stakes, *(group.paths for group in found.groups)):
        ends = {path: tuple(dict.fromkeys((values[path][0], values[path][-1]))) for path in paths}
        several = [tuple(ends)] if len(ends) <= TOGETHER else list(combinations(ends, 2))
        for some in several if len(ends) > 1 else ():
            for chosen in product(*(ends[path] for path in some)):
                laid_over(loaded, dict(zip(some, chosen, strict=True)))


def may_refine(deal: Deal) -> bool:
    """Tell whether the file lets the parties agree on values between the steps of a range."""
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    return deal.negotiate.refine is None or bool(belief.constant(deal, deal.negotiate.refine))


def _between(loaded: Loaded, found: Plan, *, refined: bool | None) -> tuple[str, ...]:
    """Name the paths of which values between the steps are tried."""
    wanted = may_refine(loaded.sound) if refined is None else refined
    return tuple(path for path in loaded.spans() if path not in found.worlds) if wanted else ()


def _told(counts: Mapping[str, int], *, tails: bool) -> int:
    """Say of how many packages it is told how far they may fall: of all that are kept, else of those that are found."""
    many = prod(counts.values())
    return (many if many > MOST_IN_MEMORY else min(many, FOUND)) if tails else 0


def _with_results(planned: GridPlan, *, tails: bool) -> Cost:
    """Return the cost with what all packages take, on disk where they are kept there."""
    copies = prod(planned.values[path] for path in planned.idle)
    kept = planned.cost.memory["results"] * copies
    if planned.on_disk:
        from dealwright.bargain.tiled.folder import room_for
        from dealwright.bargain.tiled.table import figures_in

        figures = len(figures_in(tails=tails)) * len(planned.ways)
        kept = room_for(planned.packages, figures, len(planned.values), planned.tiles * planned.futures * copies)
    return replace(planned.cost, memory={**planned.cost.memory, "results": kept})


def _group(group: Group, options: int) -> GroupPlan:
    terms, companies = tuple(sorted(group.terms)), tuple(sorted(group.companies))
    return GroupPlan(group.name, terms, companies, group.paths, options, group.links)


def _halves(found: Plan, index: PackageIndex) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the groups of either half."""
    first, second = (
        tuple(found.groups[place].name for place in half if place < len(found.groups)) for half in index.halves
    )
    return first, second


def _even(loaded: Loaded, path: str, written: Sequence[str]) -> bool:
    """Tell whether the values of a path are evenly spaced numbers."""
    numbers = [each.value for each in loaded.quantities(path) if each.written in written]
    plain = [float(each) for each in numbers if isinstance(each, int | float) and not isinstance(each, bool)]
    return len(plain) == len(numbers) and even(plain)


def _tolerances(deal: Deal) -> dict[str, float | None]:
    """Return the risk tolerance of each party at the table; none where its mean counts."""
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    mean = deal.worth_by == "mean_at_discount"
    return {p: None if mean else belief.traits(deal, p).risk_tolerance for p in deal.negotiate.between}


def _redrawn(deal: Deal, doubts: Sequence[belief.Doubt]) -> int:
    """Count how often what a party at the table knows and we do not is drawn: each reading once, if they are few."""
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    return _states([doubt for doubt in doubts if doubt.known_to & set(deal.negotiate.between)])


def _states(known: Sequence[belief.Doubt]) -> int:
    """Count in how many ways some facts are taken to be true."""
    if any(doubt.distribution is not None for doubt in known):
        return belief.OUTER_DRAWS
    return min(belief.OUTER_DRAWS, prod(len(doubt.values) for doubt in known)) if known else 0


def _believed(
    wordings: Sequence[Deal], doubts: Sequence[belief.Doubt], tolerances: Mapping[str, float | None]
) -> Iterator[tuple[int, frozenset[str]]]:
    """Say of each party in how many states of what it knows a package is valued again, and which terms these move."""
    said = Said.of(wordings)
    for party, tolerance in tolerances.items():
        known = [doubt for doubt in doubts if party in doubt.known_to]
        names = {doubt.name for doubt in known}
        names |= {
            path.split(".")[1] for fact in names & wordings[0].facts.keys() for path in _reworded(wordings[0], fact)
        }
        moved = (name for name, each in said.terms.items() if any(said.behind(one) & names for one in each))
        if known and tolerance is not None:
            yield _states(known), frozenset(moved)


def _reworded(deal: Deal, fact: str) -> list[str]:
    """List the paths that readings of a fact word anew."""
    return [path for reading in deal.facts[fact].readings or () for path in reading.overlay or {}]


def _sizes(found: Plan, wordings: Sequence[Deal], paths: int, worlds: int, index: PackageIndex) -> Sizes:
    """Say of what a grid is made; what is owed, redrawn, worked on at once and tried between steps is not yet known."""
    first = wordings[0]
    terms: Mapping[str, str] = {name: term.kind for deal in wordings for name, term in deal.terms.items()}
    sides = {name: {side for deal in wordings for side in deal.terms[name].sides} for name in first.terms}
    issuing = [name for name, company in first.companies.items() if company.securities is not None]
    return Sizes(
        paths,
        TimeGrid.of(*first.dates, first.step).steps,
        tuple(driver.kind for driver in first.drivers.values()),
        terms,
        frozenset(name for name, each in sides.items() if each & first.companies.keys()),
        tuple(name for name in issuing if name in found.companies),
        tuple(name for name in issuing if name in found.settled),
        {name: days for deal in wordings for name, term in deal.terms.items() if (days := _weighed_on(term, deal))},
        worlds,
        frozenset(name for name in terms if _anew(Said.of(wordings), found, name)),
        index.levels,
        index.shape[1:],
        (*index.shape[1:], paths),
        (),
        len(found.companies) + sum(_bought_by_holders(first, name) for name in found.companies),
        owing=False,
        redrawn=0,
        believed=(),
        told=0,
    )


def _bought_by_holders(deal: Deal, name: str) -> bool:
    """Tell whether a holder at the table buys more of a company in a later round: that counts as one company more."""
    table = () if deal.negotiate is None else deal.negotiate.between
    company = deal.companies[name]
    holders = owners(deal, name, deal.terms).intersection(table) if company.securities is None else ()
    return any(each.by in holders for each in company.rounds)


def _anew(said: Said, found: Plan, name: str) -> bool:
    """Tell whether a term does something else in each world: by its own words, or those behind them."""
    changed = {path.split(".")[1] for path in found.worlds if ".securities." not in path}
    return any(said.behind(each) & changed for each in said.terms[name])


def _weighed_on(term: Term, deal: Deal) -> int:
    """Count the days on which somebody weighs whether to exercise an option; none where nobody does."""
    if not isinstance(term, Option) or (term.exercise != "best" and not term.at_fair_value):
        return 0
    if term.awaited or term.on is not None:
        return 1
    as_of, horizon = deal.dates
    first, last = (
        each.value if isinstance(each, Quantity) and isinstance(each.value, dt.date) else otherwise
        for each, otherwise in ((term.from_, as_of), (term.until, horizon))
    )
    days = (min(last, horizon) - max(first, as_of)).days
    return max(1, round(days / DAYS_PER_YEAR * 12 / MONTHS_PER_STEP[term.every]))
