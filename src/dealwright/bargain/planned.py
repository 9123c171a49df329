"""Plans how a bargain's packages would be valued, from the file alone: nothing is simulated."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from dealwright.bargain.packages import forms, taken_for_known
from dealwright.bargain.plan_result import GridPlan, GroupPlan
from dealwright.engine import beliefs as belief
from dealwright.engine.grids.costs import Sizes, foresee
from dealwright.engine.grids.links import COMPANY
from dealwright.engine.grids.package_columns import PackageIndex
from dealwright.engine.grids.plan import plan, wordings_of
from dealwright.engine.grids.ways import even, ways
from dealwright.engine.scenario import Scene
from dealwright.ground.calendar import TimeGrid
from dealwright.terms.option import Option
from dealwright.world.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.deal.deal import Deal
    from dealwright.engine.grids.plan import Plan
    from dealwright.lang.load import Loaded

FEW = Draws(0, 2, 2)
"""Draws on which nothing is valued: only which readings are in play is asked of them."""


def plan_grid(loaded: Loaded, paths: int) -> GridPlan:
    """Plan how the packages of a negotiation would be valued.

    Args:
        loaded: The deal, with a `negotiate:` section.
        paths: Futures on which they would be.

    Returns:
        The plan, with what it is foreseen to cost.
    """
    values = loaded.ranges()
    counts = {path: len(each) for path, each in values.items()}
    signed = Scene(loaded.package({}), FEW, forms=forms(loaded))
    readings = list(signed.readings(taken_for_known(loaded.sound, signed.doubts)))
    wordings = [each for _, read, _ in readings for each in wordings_of(read, values)]
    found = plan(wordings, tuple(values))
    groups = (*found.groups, None)
    options = [1 if group is None else prod(counts[path] for path in group.paths) for group in groups]
    levels = prod(counts[path] for path in found.stakes)
    index = PackageIndex.of(levels, options)
    evenly = len(found.stakes) == 1 and _even(loaded, found.stakes[0], values[found.stakes[0]])
    chosen = ways(found, wordings, _tolerances(loaded.sound), levels, evenly=evenly)
    deal = signed.loaded.sound
    sizes = Sizes(
        paths,
        TimeGrid.of(*deal.dates, deal.step).steps,
        len(deal.drivers),
        prod(counts[path] for path in found.worlds),
        len(readings),
        levels,
        index.shape[1:],
        len(chosen),
        len(found.companies),
    )
    cost = foresee(found.groups, counts, _slow(found, wordings), chosen, sizes)
    first, second = (
        tuple(found.groups[place].name for place in half if place < len(found.groups)) for half in index.halves
    )
    planned = [
        GroupPlan(
            group.name, tuple(sorted(group.terms)), tuple(sorted(group.companies)), group.paths, size, group.links
        )
        for group, size in zip(found.groups, options, strict=False)
    ]
    return GridPlan(
        deal.title,
        paths,
        counts,
        {path: path.split(".")[0] for path in found.worlds},
        found.stakes,
        evenly,
        tuple(planned),
        found.companies,
        found.settled,
        (first, second),
        index.shape[1:],
        len(readings),
        chosen,
        cost,
    )


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


def _slow(found: Plan, wordings: Sequence[Deal]) -> Mapping[str, str]:
    """Name what takes long to compute: waterfalls, and options whose holders decide."""
    slow = {}
    for deal in wordings:
        for name in found.settled:
            if name in deal.companies and deal.companies[name].securities is not None:
                slow[COMPANY + name] = "securities"
        for name, term in deal.terms.items():
            if isinstance(term, Option) and (term.exercise == "best" or term.at_fair_value):
                slow[name] = "decided"
    return slow
