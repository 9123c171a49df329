"""Derive the unit of every driver, fact and result of a term from what the file says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from dealwright.deal.driver import Constant, Derived, Event, GeometricBrownian, Growth, MeanReverting, ScheduleDriver
from dealwright.deal.expression import FAIR_VALUE
from dealwright.deal.source import Fact
from dealwright.ground.unit import Kind, Unit
from dealwright.lang.order import in_order
from dealwright.lang.units import check_units

if TYPE_CHECKING:
    from dealwright.deal.expression import Expression
    from dealwright.lang.entry import Entry


class UnitsOfNames(Mapping[str, "Unit | Kind"]):
    """Know the unit or kind of every name that an expression may use; each is derived when first asked for.

    Args:
        entries: The facts, drivers and terms of the file.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._known: dict[str, Unit | Kind] = {}
        self._waiting: dict[str, Entry] = {}
        for entry in entries:
            if entry.path[0] != "terms":
                self._waiting[entry.name] = entry
            else:
                money = Unit.of(entry.currency)
                results = {"due": money / Unit.YEAR, "paid": money / Unit.YEAR, "balance": money}
                self._known |= {f"terms.{entry.name}.{field}": unit for field, unit in results.items()}
                if getattr(entry.shape, "HAPPENS", False):
                    self._known[entry.name] = Kind.EVENT
                if getattr(entry.shape, "stake", None) is not None:
                    self._known[FAIR_VALUE] = money

    def __getitem__(self, name: str) -> Unit | Kind:
        """Return the unit of a name; `Kind.ANY` where its own definition is wrong or goes round in a circle."""
        if name not in self._known and name not in self._waiting:
            raise KeyError(name)
        for needed in in_order((name,), self._needs, self._known):
            self._known[needed] = Kind.ANY  # until it is derived, lest a circle never ends
            self._known[needed] = self._derive(self._waiting[needed].shape)
        return self._known[name]

    def _needs(self, name: str) -> Iterable[str]:
        return [use for use in self._waiting[name].uses if use in self._waiting] if name in self._waiting else ()

    def __iter__(self) -> Iterator[str]:
        yield from self._waiting
        yield from (name for name in self._known if name not in self._waiting)

    def __len__(self) -> int:
        return len(set(self._waiting) | set(self._known))

    def __contains__(self, name: object) -> bool:
        return name in self._waiting or name in self._known

    def of(self, expression: Expression | None) -> Unit | Kind:
        """Return the unit of an expression, as far as it has one."""
        return Kind.ANY if expression is None else check_units(expression, self)[0]

    def _derive(self, shape: object) -> Unit | Kind:
        """Return the unit of what a fact or driver stands for."""
        match shape:
            case Event():
                unit: Unit | Kind = Kind.EVENT
            case Growth():
                unit = self._of_growth(shape)
            case MeanReverting() | GeometricBrownian():
                unit = self.of(shape.start)
            case ScheduleDriver():
                # A first point of nothing, such as 0%, has no unit of its own.
                units = (self.of(point) for point in shape.points.values())
                unit = next((each for each in units if each is not Kind.ANY), Kind.ANY)
            case Constant() | Derived():
                unit = self.of(shape.is_)
            case Fact():
                unit = self._of_fact(shape)
            case _:
                unit = Kind.ANY
        return unit

    def _of_growth(self, shape: Growth) -> Unit | Kind:
        """Return the unit of the level, of which a calendar year's total is the sum over that year."""
        if shape.start is not None or not shape.total:
            return self.of(shape.start)
        total = self.of(next(iter(shape.total.values())))
        if not isinstance(total, Unit):
            return Kind.ANY
        return total if dict(total.powers).get("year", 0) < 0 else total / Unit.YEAR  # said to be wrong elsewhere

    def _of_fact(self, shape: Fact) -> Unit | Kind:
        """Return the unit of a fact's value or of the first of its readings."""
        if shape.is_ is not None:
            return self.of(shape.is_)
        nothing = Kind.NONE if shape.kind == "structural readings" else Kind.ANY
        return next((self.of(reading.is_) for reading in shape.readings or () if reading.is_ is not None), nothing)
