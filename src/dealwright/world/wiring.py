"""Says how the names of a deal hang together: what stands behind each, how an expression of them changes in time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING

from dealwright.deal.driver import Constant, Derived, Event
from dealwright.deal.expression import BUILT_IN_NAMES, Call, Name, Schedule, TermField, Uncertain, children

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from dealwright.deal.correlation import Shock
    from dealwright.deal.driver import Driver
    from dealwright.deal.expression import Expression
    from dealwright.deal.source import Fact


@dataclass(frozen=True, slots=True)
class Motion:
    """How an expression changes in time.

    Args:
        moves: Whether something in it runs within a step: a driver, a running sum.
        held: Whether something in it stands for a whole step: `before`, `after`, `year`, a result of a term.
        windowed: Whether that is `before` or `after`, which a window changes.
        terms: Whether it uses results of terms.
        drawn: Whether an uncertain literal stands in it.
        names: Drivers, facts and events that it uses.
    """

    moves: bool = False
    held: bool = False
    windowed: bool = False
    terms: bool = False
    drawn: bool = False
    names: frozenset[str] = frozenset()

    def __or__(self, other: Motion) -> Motion:
        """Return how two expressions change together."""
        return Motion(
            self.moves or other.moves,
            self.held or other.held,
            self.windowed or other.windowed,
            self.terms or other.terms,
            self.drawn or other.drawn,
            self.names | other.names,
        )


STILL = Motion()
"""How an expression changes in which nothing does."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the deal says of one driver, event or fact.

    Args:
        said: All that it says, its slot included.
        shocks: The shocks that move it.
        literals: Uncertain literals that stand in it.
        inner: Names that it uses.
    """

    said: Hashable
    shocks: tuple[Shock, ...] = ()
    literals: tuple[Uncertain, ...] = ()
    inner: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Wiring:
    """How the names of a deal hang together, on whatever futures: forms that share drivers and facts share it.

    Args:
        drivers: The deal's drivers.
        facts: The deal's facts.
        given: Facts that have a value of their own in place of what the deal says.
        parts: What the deal says of each name, once it was asked for.
    """

    drivers: Mapping[str, Driver]
    facts: Mapping[str, Fact]
    given: frozenset[str] = frozenset()
    parts: dict[str, Part] = field(default_factory=dict, repr=False)
    _motions: dict[int, tuple[Expression, Motion]] = field(default_factory=dict, init=False, repr=False)

    def behind(self, name: str) -> Expression | None:
        """Return the expression that a name stands for, if it does: a derived driver, a constant, a certain fact."""
        driver = self.drivers.get(name)
        if isinstance(driver, Derived | Constant):
            return driver.is_
        fact = self.facts.get(name)
        if driver is not None or fact is None or name in self.given or isinstance(fact.is_, Uncertain):
            return None
        return fact.is_

    def moves(self, name: str) -> bool:
        """Say whether a name is a driver that runs in time by itself."""
        return name in self.drivers and not isinstance(self.drivers[name], Derived | Constant | Event)

    def motion(self, expression: Expression) -> Motion:
        """Tell how an expression changes in time."""
        known = self._motions.get(id(expression))
        if known is None:
            known = self._motions[id(expression)] = (
                expression,
                self._motion(expression),
            )  # kept alive under its identity
        return known[1]

    def _motion(self, expression: Expression) -> Motion:
        inside = children(expression)
        found = reduce(Motion.__or__, map(self.motion, inside)) if inside else STILL
        match expression:
            case Name(name):
                found = self._motion_of_name(name)
            case TermField():
                found = Motion(held=True, terms=True)
            case Uncertain():
                found = Motion(drawn=True)
            case Call("before" | "after"):
                found = replace(found, moves=False, held=True, windowed=True)
            case Call("at"):  # one moment on each path, whatever the time
                found = replace(found, moves=False, held=False, windowed=False)
            case Schedule() | Call("cumulative" | "trailing" | "inflated" | "deflated"):
                found = replace(found, moves=True)
            case _:
                pass
        return found

    def _motion_of_name(self, name: str) -> Motion:
        if name in BUILT_IN_NAMES:
            return Motion(held=True)
        itself = Motion(names=frozenset({name}))
        behind = self.behind(name)
        if behind is not None:
            return replace(self.motion(behind), drawn=False) | itself  # the name stands for what was drawn, too
        return replace(itself, moves=self.moves(name))
