"""Say in what unit a number is, and what other kinds of value there are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable


class Kind(StrEnum):
    """Name what a value is when it is not a number with a unit."""

    DATE = "date"
    CONDITION = "condition"
    EVENT = "event"
    TEXT = "text"
    NONE = "none"
    ANY = "any"
    """Fits everywhere: a literal zero, or something already reported as wrong."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Hold a product of powers of base units: currency codes, `year`, and counted things.

    Args:
        powers: Base units with their non-zero powers, sorted by name.

    Example:
        >>> str(Unit.of("USD") / Unit.of("year"))
        'USD/year'
        >>> Unit.of("USD") / Unit.of("USD") == Unit.NONE
        True
    """

    powers: tuple[tuple[str, int], ...] = ()

    NONE: ClassVar[Unit]
    """The unit of a pure number."""
    YEAR: ClassVar[Unit]
    """The unit of a duration."""

    @classmethod
    def of(cls, base: str) -> Unit:
        """Return the unit that is one base unit, such as `USD`."""
        return cls(((base, 1),))

    @classmethod
    def product(cls, powers: Iterable[tuple[str, int]]) -> Unit:
        """Return the product of powers of base units, in any order and with repeats."""
        total: dict[str, int] = {}
        for base, power in powers:
            total[base] = total.get(base, 0) + power
        return cls(tuple(sorted((base, power) for base, power in total.items() if power)))

    def __mul__(self, other: Unit) -> Unit:
        """Return the unit of a product."""
        return Unit.product(self.powers + other.powers)

    def __truediv__(self, other: Unit) -> Unit:
        """Return the unit of a quotient."""
        return self * other**-1

    def __pow__(self, exponent: int) -> Unit:
        """Return the unit of a whole power."""
        return Unit.product((base, power * exponent) for base, power in self.powers)

    def root(self) -> Unit | None:
        """Return the unit of the square root, or None if there is none."""
        if any(power % 2 for _, power in self.powers):
            return None
        return Unit(tuple((base, power // 2) for base, power in self.powers))

    def __str__(self) -> str:
        """Write the unit as it is written after a number: `USD/year`; a pure number is `number`."""
        over = [_power(base, power) for base, power in self.powers if power > 0]
        under = [_power(base, -power) for base, power in self.powers if power < 0]
        if not over and not under:
            return "number"
        return "/".join(["*".join(over) or "1", *under])


def _power(base: str, power: int) -> str:
    return base if power == 1 else f"{base}^{power}"


Unit.NONE = Unit()
Unit.YEAR = Unit.of("year")


def describe(what: Unit | Kind) -> str:
    """Return words for a unit or kind, to stand in a sentence: `a pure number`, `USD/year`, `a date`."""
    if isinstance(what, Unit):
        special = {Unit.NONE: "a pure number", Unit.YEAR: "a duration"}
        return special.get(what, str(what))
    words = {
        Kind.DATE: "a date",
        Kind.CONDITION: "a condition (yes or no)",
        Kind.EVENT: "an event",
        Kind.TEXT: "text",
        Kind.NONE: "`none`",
        Kind.ANY: "anything",
    }
    return words[what]
