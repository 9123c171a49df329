"""Rates that change on a day, in formulas: the life is cut there, and each part has what was set last by then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import Node, both, choose, greatest, least, node, span
from dealwright.show.excel.terms.acting import LifeNodes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dealwright.show.excel.terms.context import TermContext
    from dealwright.terms.royalty_clauses import RateChange


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a royalty's life in which the same changes of its rate have come.

    Args:
        life: When it begins and ends.
        set_by: Changes that set rates, in the order of the file: whether each was the last of those before it, of one
            day the later in the file; and the change.
        times: By what the changes that have come multiply every rate.
    """

    life: LifeNodes
    set_by: Sequence[tuple[Node, RateChange]]
    times: Node

    def last(self, first: Node, of: Callable[[RateChange], Node]) -> Node:
        """Return what the change says that was the last to set rates.

        Args:
            first: What holds where none has.
            of: Gives what a change says.
        """
        found = first
        for is_last, change in self.set_by:
            found = choose(is_last, of(change), found)
        return found


def stretches_of(changes: Sequence[RateChange], context: TermContext, whole: LifeNodes) -> list[Stretch]:
    """Cut a life where the rate changes, and write the days.

    Args:
        changes: The changes of the rate.
        context: The term's context.
        whole: The life.
    """
    days = [context.moment(change.on) for change in changes]
    marks = [whole.start, *_in_order(days, context), whole.end]
    found = []
    for passed in range(len(changes) + 1):
        start = greatest(whole.start, least(marks[passed], whole.end))
        end = greatest(start, least(marks[passed + 1], whole.end))
        life = LifeNodes(
            context.block.single(f"Rate {passed + 1} holds from", "date", start),
            context.block.single("up to", "date", end),
        )
        come = [day <= marks[passed] if passed else node(False) for day in days]  # noqa: FBT003 - a condition
        found.append(Stretch(life, list(_set_by(changes, days, come)), _step_downs(changes, come, context)))
    return found


def _in_order(days: Sequence[Node], context: TermContext) -> list[Node]:
    """Return days in their order, which may change where they move."""
    if len(days) == 1 or all(day.constant for day in days):
        return sorted(days, key=lambda day: day.number)
    row = context.block.single_row("Days on which the rate changes", "date", days)
    numbers = sorted(day.number for day in row)
    whole = span(row).parts
    return [Node(("SMALL(", *whole, f",{place})"), number) for place, number in enumerate(numbers, start=1)]


def _set_by(changes: Sequence[RateChange], days: Sequence[Node], come: Sequence[Node]) -> list[tuple[Node, RateChange]]:
    """Return the changes that set rates, each with whether it is the last of those before it that have come."""
    found, latest = [], node(-1.0)
    for change, day, there in zip(changes, days, come, strict=True):
        if change.times is None:
            last = both(there, day >= latest)
            found.append((last, change))
            latest = choose(last, day, latest)
    return found


def _step_downs(changes: Sequence[RateChange], come: Sequence[Node], context: TermContext) -> Node:
    """Return by what the changes that have come multiply every rate."""
    times = node(1.0)
    for change, there in zip(changes, come, strict=True):
        if change.times is not None:
            times = times * choose(there, context.number(change.times), 1.0)
    return times
