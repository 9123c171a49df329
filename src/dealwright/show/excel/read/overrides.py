"""Turn what was typed over inputs into overrides of the deal file, in the words of the file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from dealwright.deal.expression import Quantity, Uncertain, show, show_literal
from dealwright.deal.rebuilt import rebuilt
from dealwright.show.excel.dates import moment
from dealwright.show.excel.read.typed import BadCell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dealwright.deal.expression import Expression
    from dealwright.show.excel.inputs import Input, Inputs
    from dealwright.show.excel.read.typed import Typed

PERCENT = 100.0
PLAIN = 1e15
SAME = 1e-14
"""Part of a number by which two that a workbook holds may differ and be one: it keeps sixteen digits."""
_LAST_DAY = 2_958_465.0
_YES = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Change:
    """An input that was changed.

    Args:
        cells: Where it was typed; several where they are numbers of one expression.
        path: What to set, as `--set` takes it.
        was: What the tool wrote, in the file's words.
        now: What it is to be, in the file's words.
        note: What a reader should know of it; empty where there is nothing.
    """

    cells: tuple[str, ...]
    path: str
    was: str
    now: str
    note: str = ""

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {"cells": list(self.cells), "path": self.path, "was": self.was, "now": self.now, "note": self.note}


@dataclass(slots=True)
class Compared:
    """What was typed, beside what the file says.

    Args:
        changes: Inputs that were changed, in the order of the sheet.
        bad: Cells that cannot be read back.
        notes: What else a reader should know.
    """

    changes: list[Change] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, cell: str, what: str, expected: str, mend: str) -> None:
        """Note a cell that cannot be read back."""
        self.bad.append(BadCell(cell, what, expected, mend))


def compared(rows: Sequence[Typed], inputs: Inputs, expression_at: Callable[[str], Expression | None]) -> Compared:
    """Find what was changed.

    Args:
        rows: The rows of the sheet.
        inputs: The inputs of the file that the workbook was made of.
        expression_at: Gives the whole expression that stands at a path of an input.

    Returns:
        The changes as overrides, and every cell that cannot be read.
    """
    found = Compared()
    known = {(each.path, each.part): each for each in inputs.all}
    seen: set[tuple[str, int]] = set()
    parts: dict[str, list[tuple[Typed, Input, Any]]] = {}
    for row in rows:
        key = (row.path, row.part)
        each = known.get(key)
        if each is None:
            near = f"number {row.part} of `{row.path}`" if row.part else f"`{row.path}`"
            found.bad.append(
                BadCell(row.cell, f"{near} is no input of this file", "a path of the file", "undo the row")
            )
            continue
        if key in seen:
            found.bad.append(
                BadCell(row.cell, f"`{row.path}` stands on the sheet twice", "one row", "delete one of them")
            )
            continue
        seen.add(key)
        value = _value(row, each, found)
        if value is not None and not _same(value, row.was):
            parts.setdefault(row.path, []).append((row, each, value))
    gone = [path for path, part in known if (path, part) not in seen]
    if gone:
        found.notes.append(
            f"{len(gone)} inputs have no row any more, and count as the file says: {', '.join(gone[:5])}"
        )
    for path, changed in parts.items():
        found.changes.append(_change(path, changed, (inputs, expression_at)))
    return found


def _value(row: Typed, each: Input, found: Compared) -> Any:  # noqa: ANN401 - a number, a date, a truth or a word
    """Return what a cell holds, or note why it cannot be read; none then."""
    expected, example = EXPECTED[each.kind], _example(row, each)
    if row.was is None or isinstance(row.was, str) is not (each.kind == "text"):
        what = "what the tool wrote for this input is not beside it any more"
        found.bad.append(
            BadCell(row.cell, what, "the column `As the tool read it` as it was", "make the workbook again")
        )
        return None
    if row.formula and not _plain(row.value):
        what = f"`{row.formula[:60]}` is a formula, and nobody has computed it yet"
        found.bad.append(
            BadCell(row.cell, what, expected, f"type a value such as {example}, or save it in a spreadsheet")
        )
        return None
    value = _as_kind(row.value, each.kind)
    if value is None:
        what = "the cell is empty" if row.value is None else f"`{str(row.value)[:60]}` is {_named(row.value)}"
        found.refuse(row.cell, f"`{row.path}`: {what}", expected, f"type {example}")
        return None
    if row.formula:
        found.notes.append(f"{row.cell} holds the formula `{row.formula[:60]}`: its value {row.value} was read")
    return value


def _plain(value: object) -> bool:
    return isinstance(value, int | float | bool | dt.date) or (isinstance(value, str) and not value.startswith("#"))


EXPECTED = {
    "money": "an amount of money, as a plain number",
    "exact_money": "an amount of money, as a plain number",
    "share": "a part of the whole, from 0% to 100%, as a number",
    "number": "a number",
    "power": "a number",
    "pieces": "a number",
    "exact": "a number",
    "count": "a whole number",
    "years": "a number of years",
    "date": "a date",
    "condition": "TRUE or FALSE",
    "text": "one of the words beside it",
}
"""What each kind of input holds."""


def _example(row: Typed, each: Input) -> str:
    """Return something that could be typed: what the tool had written."""
    value = _as_kind(row.was, each.kind)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.12g}" if abs(value) < PLAIN else f"{value:.0f}"
    return "1" if value is None else str(value)


def _named(value: object) -> str:
    if isinstance(value, str) and value.startswith("#"):
        return "an error of the spreadsheet"
    words = {bool: "a condition", str: "text", dt.datetime: "a date", dt.date: "a date"}
    return words.get(type(value), "a number")


def _as_kind(value: object, kind: str) -> Any:  # noqa: ANN401 - as above
    """Return a value as one of a kind; none where it is no such value."""
    if kind == "text":
        return value.strip() if isinstance(value, str) and value.strip() and not value.startswith("#") else None
    if kind == "condition":
        if isinstance(value, str):
            return _YES.get(value.strip().lower())
        return bool(value) if isinstance(value, bool | int | float) and value in (0, 1) else None
    if kind == "date":
        return _date(value)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _date(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    number = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _LAST_DAY
    return moment(float(value)) if number else None  # type: ignore[arg-type]  # it is a number


def _same(value: object, was: object) -> bool:
    if isinstance(value, dt.date):
        return value == _date(was)
    if isinstance(value, float) and isinstance(was, int | float):
        return abs(value - float(was)) <= SAME * max(abs(value), abs(float(was)))
    if isinstance(value, bool):
        return bool(value == _as_kind(was, "condition"))
    return bool(value == was)


def _change(
    path: str,
    changed: Sequence[tuple[Typed, Input, Any]],
    by: tuple[Inputs, Callable[[str], Expression | None]],
) -> Change:
    """Return the change of one path: of its whole value, or of numbers inside its expression."""
    inputs, expression_at = by
    cells = tuple(row.cell for row, _, _ in changed)
    set_at = f"{path}.is" if path.startswith("facts.") and path.count(".") == 1 else path
    row, each, value = changed[0]
    literal = inputs.written(each)
    if literal is None:  # a word
        return Change(cells, set_at, str(row.was), str(value))
    if not each.part:
        note = ""
        if isinstance(literal, Uncertain):
            note = (
                f"the file says {show(literal)}, of which the sheet has the median: this takes its place and is certain"
            )
        return Change(cells, set_at, _words(literal, _as_kind(row.was, each.kind)), _words(literal, value), note)
    new = {other.literal: _in_words(inputs.written(other), typed) for _, other, typed in changed}
    whole = expression_at(path)
    assert whole is not None  # noqa: S101 - its numbers were found in it
    return Change(cells, set_at, show(whole), show(rebuilt(whole, lambda at: new.get(id(at)))))


def _quantity(literal: Quantity | Uncertain | None, value: Any) -> Quantity:  # noqa: ANN401 - as above
    """Return a literal like another, of another value."""
    like = literal
    if isinstance(like, Uncertain):
        like = next(iter(like.parameters), None) or like.choices[0][0]
    assert isinstance(like, Quantity)  # noqa: S101 - what every number of a file is
    return replace(like, value=value)


def _in_words(literal: Quantity | Uncertain | None, value: Any) -> Quantity:  # noqa: ANN401 - as above
    """Return a literal like another, of another value, with what the file is to say."""
    assert literal is not None  # noqa: S101 - it is a number of the file
    return replace(_quantity(literal, value), written=_words(literal, value))


def _words(literal: Quantity | Uncertain, value: Any) -> str:  # noqa: ANN401 - as above
    """Write a value as the file would: in percent or as a multiple where the file does."""
    found = _quantity(literal, value)
    like = found.written
    if isinstance(found.value, float) and like.endswith(("%", "x")):
        factor = PERCENT if like.endswith("%") else 1.0
        text = f"{found.value * factor:.12g}"
        if float(text) / factor == found.value:
            return f"{text}{like[-1]}"
    return show_literal(replace(found, written=""))


def as_overrides(changes: Iterable[Change]) -> Mapping[str, str]:
    """Return changes as pairs of path and value."""
    return {change.path: change.now for change in changes}
