"""Read the plain entries of a long list straight to the model: literals and names only, as their shapes declare them.

Whatever is not surely what the whole reader would read without a problem is refused here, and read there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, get_args, get_origin

from dealwright.deal.measure import Measure, Refers
from dealwright.deal.securities import CapTableFile
from dealwright.deal.securities_events import EVENT_KINDS
from dealwright.equity.declared import MADE
from dealwright.lang.literal import SCALES

if TYPE_CHECKING:
    from pydantic import BaseModel

    from dealwright.ground.place import Place

Read: TypeAlias = Callable[[str, "Names"], object]
"""Reads the text of one value, and notes the name that it is; None where it is not plain."""

_DIGITS = r"(?:0|[1-9]\d{0,2}(?:_\d{3})+|[1-9]\d{0,17})(?:\.\d{1,18})?"
_NUMBER = re.compile(_DIGITS)
_MONEY = re.compile(rf"(?P<number>{_DIGITS})(?P<scale>k|m|bn|tn)? (?P<currency>[A-Z]{{3}})")
_PERCENT = re.compile(rf"(?P<number>{_DIGITS})%")
_MULTIPLE = re.compile(rf"(?P<number>{_DIGITS})x")
_WHOLE = re.compile(r"0|[1-9]\d{0,5}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FLAGS = {"yes": True, "no": False}
_NAMED = ("stakeholders", "classes", "pools", "convertibles", "rights")
_ROWS = ("stakeholders", "convertibles", "rights")


class Names:
    """What plain entries name, and what their money must be in.

    Args:
        currency: Code of the file's currency.
    """

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.used: dict[str, dict[str, None]] = {}
        self.numbers: dict[tuple[str, str], object] = {}

    def use(self, section: str, name: str) -> str:
        """Note that a name must be declared in a section."""
        self.used.setdefault(section, {})[name] = None
        return name


class PlainShape:
    """Read plain mappings of one declared shape.

    Args:
        shape: The shape.
    """

    def __init__(self, shape: type[BaseModel]) -> None:
        self.kind = MADE[shape]
        apart = frozenset() if "kind" in self.kind.__dataclass_fields__ else frozenset({"kind"})
        fields = {key: field for key, field in shape.model_fields.items() if key not in apart}
        readers = {key: _reader(field.annotation, tuple(field.metadata)) for key, field in fields.items()}
        self.reads = {key: read for key, read in readers.items() if read is not None}
        self.needed = frozenset(key for key, field in fields.items() if field.is_required())
        self.groups = tuple(frozenset(group) for group in getattr(shape, "EXACTLY_ONE", ()))

    def content(self, pairs: dict[str, Any], names: Names) -> dict[str, object] | None:
        """Return the values of a mapping by key; None where one is not plain, or a key is missing or strange."""
        made: dict[str, object] = {}
        for key, text in pairs.items():
            read = self.reads.get(key)
            if read is None:
                return None
            if isinstance(read, PlainShape):
                inner = read.content(text, names) if isinstance(text, dict) else None
                value: object = None if inner is None else read.kind(**inner)
            else:
                value = read(text, names) if isinstance(text, str) else None
            if value is None:
                return None
            if key != "note":
                made[key] = value
        if not self.needed <= pairs.keys() or any(len(group & pairs.keys()) != 1 for group in self.groups):
            return None
        return made


@cache
def plain_shapes() -> tuple[dict[str, PlainShape], dict[str, PlainShape]]:
    """Return the shapes of entries by section, and those of events by kind."""
    sections = {name: PlainShape(get_args(CapTableFile.model_fields[name].annotation)[1]) for name in _ROWS}
    events = {shape.model_fields["kind"].default: PlainShape(shape) for shape in EVENT_KINDS}
    return sections, events


def plain_entry(section: str, name: str, pairs: dict[str, Any], names: Names, place: Place) -> Any:  # noqa: ANN401 - any dataclass of the model
    """Return the thing that a plain entry of a section of names declares; None where it is not plain."""
    shape = plain_shapes()[0][section]
    content = shape.content(pairs, names)
    if content is None:
        return None
    if section == "stakeholders":
        content.setdefault("name", name)
    return shape.kind(id=name, place=place, **content)


def plain_event(pairs: dict[str, Any], names: Names, place: Place) -> Any:  # noqa: ANN401 - any event of the model
    """Return the event that a plain entry declares; None where it is not plain."""
    shape = plain_shapes()[1].get(pairs.pop("kind", ""))
    content = None if shape is None else shape.content(pairs, names)
    return None if shape is None or content is None else shape.kind(place=place, **content)


def _reader(annotation: Any, notes: tuple[Any, ...]) -> Read | PlainShape | None:  # noqa: ANN401, PLR0911 - any annotation, one for each kind
    """Return what reads the values of a key; None where only the whole reader can."""
    notes = (*notes, *getattr(annotation, "__metadata__", ()))
    for note in notes:
        if isinstance(note, Measure):
            return _numbers(note)
        if isinstance(note, Refers):
            return _name(note.sections[0]) if note.sections[0] in _NAMED else _text
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _reader(arguments[0], arguments[1:])
    if origin is Literal:
        return _words(arguments) if "1" not in arguments else None
    some = [each for each in arguments if each is not type(None)]
    if origin is not None and origin not in {list, dict} and len(some) == 1:
        return _reader(some[0], ())
    if annotation is str:
        return _text
    return PlainShape(annotation) if isinstance(annotation, type) and annotation in MADE else None


def _text(text: str, names: Names) -> object:
    del names
    return None if text == "none" else text


def _name(section: str) -> Read:
    def read(text: str, names: Names) -> object:
        return None if text == "none" else names.use(section, text)

    return read


def _words(allowed: tuple[Any, ...]) -> Read:
    known = {word: word for word in allowed if word != "none"}

    def read(text: str, names: Names) -> object:
        del names
        return known.get(text)

    return read


def _numbers(measure: Measure) -> Read:
    """Return what reads literals of a measure; the same text gives the same number."""
    read = {"money": _money, "date": _day, "condition": _flag, "count": _count}.get(measure.unit) or _pure(measure.unit)

    def bounded(text: str, names: Names) -> object:
        key = (measure.unit, text)
        value = names.numbers.get(key)
        if value is None:
            value = names.numbers[key] = read(text, names)
        inside = not isinstance(value, Fraction | int) or isinstance(value, bool) or _within(value, measure)
        return value if inside else None

    return bounded


def _within(value: Fraction | int, measure: Measure) -> bool:
    low, high, above = measure.low, measure.high, measure.above
    return (above is None or value > above) and (low is None or value >= low) and (high is None or value <= high)


def _fraction(number: str, power: int = 0) -> Fraction:
    whole, _, part = number.replace("_", "").partition(".")
    power -= len(part)
    digits = int(whole + part)
    return Fraction(digits * 10**power) if power >= 0 else Fraction(digits, 10**-power)


def _money(text: str, names: Names) -> object:
    found = _MONEY.fullmatch(text)
    if found is None or found["currency"] != names.currency:
        return None
    return _fraction(found["number"], SCALES[found["scale"] or ""])


def _pure(unit: str) -> Read:
    form, power = {"share": (_PERCENT, -2), "rate": (_PERCENT, -2), "multiple": (_MULTIPLE, 0)}.get(unit, (_NUMBER, 0))

    def read(text: str, names: Names) -> object:
        del names
        found = form.fullmatch(text)
        return None if found is None else _fraction(found["number"] if form is not _NUMBER else text, power)

    return read


def _count(text: str, names: Names) -> object:
    del names
    return int(text) if _WHOLE.fullmatch(text) else None


def _day(text: str, names: Names) -> object:
    del names
    if not _DAY.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _flag(text: str, names: Names) -> object:
    del names
    return _FLAGS.get(text)
