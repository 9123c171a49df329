"""What was invested and what of it, with its return, is still to be paid back, in cells from pay day to pay day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import Node, both, choose, greatest, least, node, total

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dealwright.show.excel.terms.columns import Put

    Clock = Callable[[Node, Node], Node]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is put in on a day.

    Args:
        day: The day.
        amount: How much.
        same_day: Whether what is paid at that moment already finds it: it is put in just before.
    """

    day: Node
    amount: Node
    same_day: bool = False

    def before(self, day: Node) -> Node:
        """Say whether it was put in before a day."""
        return self.day <= day if self.same_day else self.day < day


def invested_by(contributions: Sequence[Contribution], day: Node) -> Node:
    """Add up what was put in before a day."""
    return total([choose(each.before(day), each.amount, 0.0) for each in contributions])


@dataclass(frozen=True, slots=True)
class Hurdle:
    """What a return still asks for.

    Args:
        name: What the lines of its tier are called.
        rate: The yearly return.
        simple: Whether it is earned on what is still invested only, and paid before it.
        capital: What is still invested; where the return is compounded, with all that it has earned.
        earned: What a simple return has earned and was not yet paid.
        day: The day to which it is told; none where nothing was told yet.
        told: Whether what is put in on that very day is told, too.
        clock: Counts the years between days.
    """

    name: str
    rate: Node
    simple: bool
    capital: Node
    earned: Node
    day: Node | None
    told: bool
    clock: Clock

    @property
    def due(self) -> Node:
        """Return what is still to be paid to reach the hurdle."""
        return self.capital + self.earned

    def at(self, day: Node, contributions: Sequence[Contribution], put: Put) -> Hurdle:
        """Let the return be earned up to a day, with what is put in before it."""
        capital, gained = self._earned(self.capital, day if self.day is None else self.day, day)
        earned = self.earned + gained
        for each in contributions:
            new = choose(both(self._later(each), each.before(day)), each.amount, 0.0)
            grown, gained = self._earned(new, least(each.day, day), day)
            capital, earned = capital + grown, earned + gained
        capital = put(f"{self.name} still asks for", capital, "level", shown=False)
        if self.simple:
            earned = put(f"{self.name} has earned", earned, "level", shown=False)
        return replace(self, capital=capital, earned=earned, day=day, told=False)

    def begun(self, start: Node, contributions: Sequence[Contribution], paid: Node) -> Hurdle:
        """Tell what is asked for on the first day, of what was put in by then, after all that was paid before."""
        capital, earned = node(0.0), node(0.0)
        for each in contributions:
            new = choose(each.day <= start, each.amount, 0.0)
            grown, gained = self._earned(new, least(each.day, start), start)
            capital, earned = capital + grown, earned + gained
        first = least(earned, paid) if self.simple else node(0.0)
        left = capital - (paid - first)
        return replace(
            self, capital=greatest(left, 0.0) if self.simple else left, earned=earned - first, day=start, told=True
        )

    def less(self, paid: Node, where: str, put: Put) -> Hurdle:
        """Pay some of it: a simple return first what it has earned."""
        if not self.simple:
            return replace(self, capital=self.capital - paid)
        first = least(self.earned, paid)
        capital = greatest(self.capital - (paid - first), 0.0)
        capital = put(f"{self.name} invested after tier {where}", capital, "level", shown=False)
        earned = put(f"{self.name} earned after tier {where}", self.earned - first, "level", shown=False)
        return replace(self, capital=capital, earned=earned)

    def _later(self, each: Contribution) -> Node:
        """Say whether it was put in since the hurdle was told."""
        if self.day is None:
            return node(True)  # noqa: FBT003 - a condition
        return each.day > self.day if self.told or each.same_day else each.day >= self.day

    def _earned(self, capital: Node, since: Node, day: Node) -> tuple[Node, Node]:
        """Return capital and what it has earned beside it from one day to another."""
        years = self.clock(since, day)
        if self.simple:
            return capital, capital * self.rate * years
        return capital * (1.0 + self.rate) ** years, node(0.0)
