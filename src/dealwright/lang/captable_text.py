"""Write a cap table as the text of a file of its own, so that reading it again gives an equal table."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, get_args

from dealwright.deal.measure import Measure
from dealwright.deal.securities import CapTableFile, NewClass
from dealwright.deal.securities_events import EVENT_KINDS
from dealwright.equity.declared import MADE
from dealwright.equity.exact import NOTHING
from dealwright.equity.securities import AntiDilution, IpoRatchet
from dealwright.lang.exact_text import decimal_or_quotient, money_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from dealwright.equity.captable import CapTable
    from dealwright.equity.financing import Round
    from dealwright.equity.securities import Extra

WIDTH = 120
"""Longest line of an entry; a longer one has a line for each key."""

_SHAPES: dict[type[Any], type[BaseModel]] = {kind: shape for shape, kind in MADE.items() if shape is not NewClass}
_KINDS: dict[type[Any], str] = {MADE[shape]: shape.model_fields["kind"].default for shape in EVENT_KINDS}
_BY_NAME = ("stakeholders", "classes", "pools", "convertibles", "rights")
_IN_ORDER = ("rounds", "financings", "headlines", "valuations")
_SINGLE = ("ipo", "exit", "rounding")
_SAFE = re.compile(r"[^\W_](?:[\w./$+@%()'-]| (?=[\w./$+@%()'-]))*")
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def captable_text(table: CapTable) -> str:
    """Write a cap table.

    Args:
        table: A company's securities; `others` has no place in a file of its own.

    Returns:
        The text of a whole file, an entry a line where it is short.
    """
    writer = _Writer(table)
    return "\n".join(writer.lines()) + "\n"


@dataclasses.dataclass(frozen=True, slots=True)
class _Writer:
    """Write one table."""

    table: CapTable

    def lines(self) -> Iterator[str]:
        """Yield the lines of the file."""
        table = self.table
        yield "captable: 1"
        yield f"company: {text(table.company)}"
        yield f"currency: {text(table.currency)}"
        yield f"as_of: {table.as_of.isoformat()}"
        for key in CapTableFile.model_fields:
            yield from self.section(key)

    def section(self, key: str) -> Iterator[str]:
        """Yield the lines of a section, with a blank one before it; nothing where it is empty."""
        if key in _BY_NAME or key in _IN_ORDER:
            content = getattr(self.table, key)
            each = content.items() if isinstance(content, Mapping) else [(entry.id, entry) for entry in content]
            entries = [self.entry(f"{text(name)}:", self.pairs(entry, name)) for name, entry in each]
        elif key in _SINGLE:
            thing = getattr(self.table, key)
            pairs = {} if thing is None else self.pairs(thing)
            entries = [[f"  {name}: {value}" for name, value in pairs.items()]] if pairs else []
        elif key == "events":
            entries = [self.entry("-", self.pairs(event)) for event in self.table.events]
        elif key == "sources":
            entries = [[f"  {text(name)}: {text(words)}"] for name, words in self.table.sources.items()]
        elif key == "extras":
            entries = [[f"  - {_foreign(extra)}"] for extra in self.table.extras]
        else:
            return
        if entries:
            yield ""
            yield f"{key}:"
            for entry in entries:
                yield from entry

    def entry(self, head: str, pairs: Mapping[str, str]) -> list[str]:
        """Return the lines of one entry: one, or one for each key."""
        line = f"  {head} {_flow(pairs)}"
        if len(line) <= WIDTH or not pairs:
            return [line]
        rest = [f"    {key}: {value}" for key, value in pairs.items()]
        return [f"  - {rest[0].lstrip()}", *rest[1:]] if head == "-" else [f"  {head}", *rest]

    def pairs(self, thing: Any, name: str | None = None) -> dict[str, str]:  # noqa: ANN401 - any dataclass of the model
        """Return the keys that say something, with their values as text.

        Args:
            thing: A dataclass of the model.
            name: What the section calls it, if it is an entry of a section of names.
        """
        kind = type(thing)
        shape = _SHAPES[kind]
        pairs = {"kind": _KINDS[kind]} if kind in _KINDS else {}
        for field in dataclasses.fields(thing):
            value = getattr(thing, field.name)
            if field.name == "place" or value == _default(field) or (field.name in {"id", "name"} and value == name):
                continue
            if field.name == "new_class":
                pairs |= self.new_class(thing)
            else:
                pairs[field.name] = self.value(value, _unit(shape, field.name))
        return pairs

    def new_class(self, round_: Round) -> dict[str, str]:
        """Return how a round says which class it issues: by its name, or by its terms."""
        new = round_.new_class
        if self.table.classes.get(new.id) == new:
            return {} if new.id == round_.id else {"new_class": text(new.id)}
        return {"new_class": _flow(self.pairs(new, round_.id))}

    def value(self, value: object, unit: str) -> str:
        """Write one value."""
        match value:
            case Fraction():
                said = _number(value, unit, self.table.currency)
            case Mapping():
                said = _flow({text(str(key)): self.value(inner, unit) for key, inner in value.items()})
            case tuple():
                said = f"[{', '.join(self.value(inner, unit) for inner in value)}]"
            case AntiDilution(kind=kind) if value == AntiDilution(kind) and kind != "none":
                said = kind
            case IpoRatchet():
                said = _number(value.multiple, "multiple", self.table.currency)
            case _ if type(value) in _SHAPES:
                said = _flow(self.pairs(value))
            case _:
                said = _plain(value)
        return said


def _plain(value: object) -> str:
    """Write what is neither a number nor holds anything else."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return text(value)
    return "none" if value is None else str(value)


def text(words: str) -> str:
    """Write words so that they are read as the same words, in quotes where they need them."""
    if _SAFE.fullmatch(words) and words != "none":
        return words
    escaped = "".join(_ESCAPED.get(letter) or (letter if letter.isprintable() else _escape(letter)) for letter in words)
    return f'"{escaped}"'


def _escape(letter: str) -> str:
    code = ord(letter)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - what each escape can say


def _flow(pairs: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{key}: {value}' for key, value in pairs.items())}}}"


def _foreign(extra: Extra) -> str:
    content = json.dumps(dict(extra.content)).replace("'", "''")
    return f"{{of: {text(extra.of)}, content: '{content}'}}"


def _default(field: dataclasses.Field[Any]) -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _unit(shape: type[BaseModel], key: str) -> str:
    """Return what the numbers under a key measure; nothing where it has none."""
    found = shape.model_fields.get(key)
    if found is None:
        return ""
    measured = next((note for note in found.metadata if isinstance(note, Measure)), None) or _measure(found.annotation)
    return measured.unit if measured is not None else ""


def _measure(annotation: object) -> Measure | None:
    """Return the first measure within an annotation."""
    notes = getattr(annotation, "__metadata__", ())
    own = next((note for note in notes if isinstance(note, Measure)), None)
    return own or next((found for inner in get_args(annotation) if (found := _measure(inner)) is not None), None)


def _number(value: Fraction, unit: str, currency: str) -> str:
    """Write a number as its key measures it."""
    if unit == "money":
        return money_text(value, currency)
    if unit in {"share", "rate"} and value != NOTHING:
        return decimal_or_quotient(value, "%")
    if unit == "multiple":
        return decimal_or_quotient(value, "x")
    return decimal_or_quotient(value)
