"""Says what would make a grid cheaper, and when it is too much: sentences for who wrote the ranges."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from dealwright.bargain.packages import MOST_WORLDS
from dealwright.deal.talk import MOST_IN_MEMORY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.bargain.plan_result import GridPlan, GroupPlan
    from dealwright.engine.grids.costs import Sizes

LONG = 10.0
"""Seconds on two processors from which it is said what would make a grid cheaper."""
TOO_LONG = 3600.0
"""Seconds on two processors from which a grid is called too much for one machine."""
LARGE = 8_000_000_000
"""Bytes of columns from which it is said that they are many."""
MOST_OF_IT = 0.4
"""Share of the time from which a part is worth a word."""


def advice(plan: GridPlan, sizes: Sizes) -> tuple[str, ...]:
    """Say what would make a grid cheaper.

    Args:
        plan: How its packages would be valued.
        sizes: Of what it is made.

    Returns:
        Sentences, those that stop it first; none where it is cheap.
    """
    return (*_too_much(plan), *(_cheaper(plan, sizes) if plan.cost.seconds[2] > LONG else ()))


def _too_much(plan: GridPlan) -> Iterator[str]:
    for path in plan.idle:
        if (values := plan.values[path]) > 1:
            many = plan.packages // values
            yield f"leave out `{path}`: it moves nobody at the table, and without it there are {many:,} packages"
    if plan.futures > MOST_WORLDS:
        over = " and ".join(f"`{path}`" for path in plan.worlds)
        yield f"{plan.futures:,} worlds are more than the {MOST_WORLDS:,} that are opened: take larger steps in {over}"
    if plan.packages > MOST_IN_MEMORY:
        yield (
            f"more than {MOST_IN_MEMORY:,} packages are kept on disk, part by part: a stopped run goes on where it was,"
            " and `--workers` or `--cluster` shares the work"
        )
    if plan.cost.seconds[2] > TOO_LONG:
        yield "this is too much for one machine: widen steps or drop paths as follows"
    if plan.cost.memory["columns"] > LARGE:
        yield (
            f"the columns take {plan.cost.memory['columns'] / 1e9:.0f} GB: fewer `--paths`, or fewer values of what"
            " moves the largest group"
        )


def _cheaper(plan: GridPlan, sizes: Sizes) -> Iterator[str]:
    cost, whole = plan.cost.parts, sum(plan.cost.parts.values())
    if cost["columns"] > MOST_OF_IT * whole:
        largest = max(plan.groups, key=lambda group: group.options)
        if largest.options > 1:
            yield _of_group(plan, largest)
            slow = [*_slow(largest, sizes)]
            if slow:
                yield f"each of its columns is slow: {', '.join(slow)}"
        if plan.futures > 1:
            path = max(plan.worlds, key=lambda each: plan.values[each])
            yield f"drop the range of `{path}`: each of its {plan.values[path]} values has all columns of its own"
    if cost["packages"] > MOST_OF_IT * whole:
        widest = max(plan.values, key=lambda path: plan.values[path])
        yield f"widen the step of `{widest}`: half its {plan.values[widest]:,} values are half the packages"
        if plan.levels > 1 and any(way.method == "pairs" for way in plan.ways):
            yield f"space the levels of {', '.join(f'`{path}`' for path in plan.stakes)} evenly: a ladder is faster"
    if cost["refinement"] > MOST_OF_IT * whole:
        yield "most of the time goes to values between the steps: `refine: no` under `negotiate` leaves them out"
    if cost["solutions"] > MOST_OF_IT * whole:
        times = f"redrawn {sizes.redrawn} times"
        yield f"most of the time goes to what a party knows and we do not, {times}: name fewer in `known_to`"


def _of_group(plan: GridPlan, group: GroupPlan) -> str:
    """Name the range that makes most of a group's columns."""
    path = max(group.paths, key=lambda each: plan.values[each])
    rest = prod(plan.values[each] for each in group.paths if each != path)
    many = f", {rest:,} in place of {group.options:,}" if rest > 1 else ""
    return f"drop the range of `{path}`: it multiplies the columns of `{group.name}` by {plan.values[path]}{many}"


def _slow(group: GroupPlan, sizes: Sizes) -> Iterator[str]:
    for name in group.terms:
        if name in sizes.deciding:
            yield f"the holder of `{name}` decides anew in each (`exercise: always` or `never` would not)"
    for name in group.companies:
        if name in sizes.settling:
            yield f"`{name}` pays its securities anew in each"
