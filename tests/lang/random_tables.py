"""Random cap tables that can be declared: every shape with every key, whether or not the events add up.

A table is made from one seed, so that it may be large without costing Hypothesis a draw for every key.
"""

import dataclasses
import datetime as dt
import string
from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

from dealwright.deal.measure import Measure, Refers
from dealwright.deal.securities import CapTableFile, NewClass, PricedRound
from dealwright.equity.captable import CapTable
from dealwright.equity.declared import MADE
from dealwright.equity.financing import Round
from dealwright.equity.securities import AntiDilution, Extra, IpoRatchet

NAMES: Mapping[str, tuple[str, ...]] = {
    "stakeholders": ("ana", "none", "Fund One, L.P.", "a: b", "yes", "4f2c-11"),
    "classes": ("common", "series_a", "# odd"),
    "pools": ("plan",),
    "convertibles": ("safe_1", "note #2"),
    "rights": ("grant", "2024-05-01"),
}
LETTERS = string.ascii_letters + string.digits + " .,:;#'\"\\-{}[]%@&*!|>?`\u00e9\u4e2d\U0001f600\n\t"
_MISSING = dataclasses.MISSING


def tables() -> st.SearchStrategy[CapTable]:
    """Draw a cap table."""
    return st.integers(0, 2**48).map(lambda seed: Maker(Random(seed)).table())  # noqa: S311 - no secret


class Maker:
    """Make random things of the model, as their declared shapes allow."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def chance(self) -> bool:
        """Toss a coin."""
        return self.random.random() < 0.5

    def words(self) -> str:
        """Make up some words."""
        return "".join(self.random.choices(LETTERS, k=self.random.randint(1, 12)))

    def day(self) -> dt.date:
        """Choose a day."""
        return dt.date(1990, 1, 1) + dt.timedelta(self.random.randint(0, 25_000))

    def number(self, measure: Measure) -> Any:
        """Choose a value of a measure."""
        if measure.unit == "date":
            return self.day()
        if measure.unit == "condition":
            return self.chance()
        if measure.unit == "count":
            return self.random.randint(int(measure.low or 0), 120)
        low = 0 if measure.above is None else 1
        most = 10**6 if measure.high == 1 else self.random.choice([10, 10**6, 10**13])
        below = 10**6 if measure.high == 1 else self.random.choice([1, 7, 10**4, 10**6])
        return Fraction(self.random.randint(low, most), below)

    def of(self, annotation: Any, notes: tuple[Any, ...] = ()) -> Any:  # noqa: PLR0911 - one for each kind
        """Make a value that an annotation of a declared shape allows."""
        notes = (*notes, *getattr(annotation, "__metadata__", ()))
        for note in notes:
            if isinstance(note, Measure):
                return self.number(note)
            if isinstance(note, Refers):
                return self.random.choice(NAMES.get(note.sections[0]) or (self.words(),))
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self.of(arguments[0], tuple(arguments[1:]))
        if origin in {Union, UnionType}:
            return self.of(self.random.choice([each for each in arguments if each is not NoneType]))
        if origin is Literal:
            return self.random.choice(arguments)
        if origin is list:
            return tuple(self.of(arguments[0]) for _ in range(self.random.randint(0, 2)))
        if origin is dict:
            return {self.of(arguments[0]): self.of(arguments[1]) for _ in range(self.random.randint(0, 3))}
        return self.made(annotation) if issubclass(annotation, BaseModel) else self.words()

    def made(self, shape: type[BaseModel], name: str | None = None, **given: Any) -> Any:
        """Make the dataclass that a declared shape becomes."""
        kind = MADE[shape]
        content: dict[str, Any] = dict(given) if name is None else {"id": name, **given}
        groups = (*getattr(shape, "EXACTLY_ONE", ()), *getattr(shape, "AT_LEAST_ONE", ()))
        chosen = {self.random.choice(group) for group in groups}
        barred = {key for group in groups for key in group} - chosen
        for field in dataclasses.fields(kind):
            key = field.name
            required = field.default is _MISSING and field.default_factory is _MISSING
            if key == "place" or key in content or key in barred:
                continue
            if not (required or key in chosen or self.chance()):
                continue
            info = shape.model_fields.get(key)
            value = self.words() if info is None else self.of(info.annotation, tuple(info.metadata))
            content[key] = _SHORT.get(key, lambda same: same)(value)
        return kind(**content)

    def section(self, section: str, names: tuple[str, ...]) -> dict[str, Any]:
        """Make a section of names."""
        shape = get_args(CapTableFile.model_fields[section].annotation)[1]
        return {name: self.made(shape, name) for name in names}

    def round(self, name: str, classes: Mapping[str, Any]) -> Round:
        """Make a round that issues a known class or one of its own."""
        new = self.random.choice([*classes.values(), self.made(NewClass, "series_n"), self.made(NewClass, name)])
        made: Round = self.made(PricedRound, name, new_class=new)
        return made

    def table(self) -> CapTable:
        """Make a table."""
        sections: dict[str, Any] = {section: self.section(section, names) for section, names in NAMES.items()}
        for section in ("financings", "headlines", "valuations"):
            names = ("one", "two: 2")[: self.random.randint(0, 2)]
            sections[section] = tuple(self.section(section, names).values())
        event = get_args(CapTableFile.model_fields["events"].annotation)[0]
        for key in ("ipo", "exit", "rounding"):
            if self.chance():
                sections[key] = self.made(get_args(CapTableFile.model_fields[key].annotation)[0])
        foreign = {self.words(): self.random.choice([None, True, 5, 1.5, self.words(), [self.words()]])}
        return CapTable(
            company=self.words(),
            currency="USD",
            as_of=self.day(),
            **sections,
            events=tuple(self.of(event) for _ in range(self.random.randint(0, 12))),
            rounds=tuple(self.round(name, sections["classes"]) for name in ("seed", "series_a")),
            sources={self.words(): self.words()} if self.chance() else {},
            extras=(Extra(self.words(), foreign),) if self.chance() else (),
        )


def _protection(value: Any) -> Any:
    return AntiDilution(value) if isinstance(value, str) else value


def _ratchet(value: Any) -> Any:
    return IpoRatchet(value) if isinstance(value, Fraction) else value


def _day_of_month(value: str) -> str | int:
    return int(value) if value.isdigit() else value


_SHORT: Mapping[str, Callable[[Any], Any]] = {
    "anti_dilution": _protection,
    "ipo_ratchet": _ratchet,
    "day_of_month": _day_of_month,
}
