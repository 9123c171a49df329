"""The sheet of inputs: every number that the deal file says, blue, named after its path, with its source beside it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dealwright.deal.expression import Quantity, Schedule, Uncertain, children, show
from dealwright.ground.unit import Unit
from dealwright.show.excel.book import serial
from dealwright.show.excel.cells import node
from dealwright.show.words import capital, spoken
from dealwright.world.beliefs import expressions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node

HEAD = (
    "What",
    "Value",
    "Unit",
    "As the file says it",
    "Status",
    "Source",
    "Path in the deal file",
    "Part",
    "In this workbook",
)
WIDTHS = (42, 19, 11, 24, 13, 42, 40, 6, 36)
UNIT, VALUE, PART = HEAD.index("Unit"), HEAD.index("Value"), HEAD.index("Part")
"""Columns of the value, of its unit, and of which number of an expression it is."""
SECTIONS = {
    "": "The deal",
    "facts": "Facts and assumptions",
    "parties": "Parties",
    "drivers": "What will happen",
    "correlations": "Correlations",
    "exchange_rates": "Exchange rates",
    "companies": "Companies",
    "terms": "Terms",
}
"""Sections of the sheet by section of the deal file, with their titles."""
_HEADER = ("as_of", "horizon", "inflation", "risk_free", "closing")
_PLAIN = (0.0, 1.0)
_YEARS, _MANY = range(1900, 2200), 10_000
_SMALL, _PRICE, _HUGE = 1e-4, 1_000, 1e15
"""Below and above which a number is shown by its power of ten, and from which on money is no price of something."""
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[RrCc]")
LIVE, FEEDS, FIXED = "live", "partly", "fixed"


@dataclass(slots=True)
class Input:
    """One number of the deal file.

    Args:
        path: Where it stands.
        part: Which of the numbers of an expression it is, from 1; 0 where the whole value is one number.
        said: How the file says it.
        cell: The cell that holds it.
        row: Its row on the sheet.
        kind: What it holds, as the styles name it.
        literal: Which number of the deal it is, by identity.
    """

    path: str
    part: int
    said: str
    cell: Node
    row: int
    kind: str
    literal: int


@dataclass(slots=True)
class Inputs:
    """All numbers of a deal, by what they are in it.

    Args:
        sheet: Where they stand.
        given: Values in the certain case of what is not known for sure, by fact or by path.
        head: Row of the heads of the columns.
    """

    sheet: Sheet
    given: Mapping[str, float]
    by_literal: dict[int, Input] = field(default_factory=dict)
    by_path: dict[str, Input] = field(default_factory=dict)
    all: list[Input] = field(default_factory=list)
    head: int = 0
    _alive: list[object] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)

    def literal(self, literal: Quantity | Uncertain) -> Node | None:
        """Return the cell of a number of the file; none where it has none: a plain 0 or 1 inside an expression."""
        found = self.by_literal.get(id(literal))
        return None if found is None else found.cell

    def fact(self, name: str) -> Node | None:
        """Return the cell of a fact that is not known for sure."""
        found = self.by_path.get(f"facts.{name}")
        return None if found is None else found.cell

    def written(self, each: Input) -> Quantity | Uncertain | None:
        """Return the number of the file that an input is; none for a word."""
        found = (literal for literal in self._alive if id(literal) == each.literal)
        return next((one for one in found if isinstance(one, Quantity | Uncertain)), None)

    def add(self, path: str, part: int, literal: Quantity | Uncertain, value: float | dt.date, told: Told) -> None:
        """Write one number into the next row."""
        kind, unit = _kind(literal, value)
        row = self.sheet.row
        content = serial(value) if isinstance(value, dt.date) else value
        self.sheet.put(row, 0, told.title if not part else f"{told.title}, number {part}", "wrapped")
        cell = self.sheet.put(row, 1, node(content), f"input_{kind}", self._name(path, part))
        beside = (unit, told.said or show(literal), told.status, told.source)
        for place, text in enumerate(beside, start=2):
            self.sheet.put(row, place, text, "beside" if place == UNIT else "wrapped")
        self.sheet.put(row, 6, path, "label")
        if part:
            self.sheet.put(row, PART, float(part), "place")
        self.sheet.row += 1
        found = Input(path, part, show(literal), cell, row, kind, id(literal))
        self.by_literal[id(literal)] = found
        self._alive.append(literal)
        self.all.append(found)
        self.by_path[f"{path}#{part}" if part else path] = found

    def _name(self, path: str, part: int) -> str:
        """Return a defined name that a spreadsheet accepts, made of the path."""
        name = re.sub(r"\W+", "_", f"{path}_{part}" if part else path).strip("_") or "input"
        if _CELL_LIKE.fullmatch(name) or not (name[0].isalpha()):
            name = f"input_{name}"
        name, count = name[:240], 2
        base = name
        while name.casefold() in self._names:
            name, count = f"{base}_{count}", count + 1
        self._names.add(name.casefold())
        return name


@dataclass(frozen=True, slots=True)
class Told:
    """What is told beside a number."""

    title: str
    status: str = ""
    source: str = ""
    said: str = ""


def lay_inputs(deal: Deal, sheet: Sheet, given: Mapping[str, float]) -> Inputs:
    """Write every number of a deal.

    Args:
        deal: The deal, in the form that holds in the certain case.
        sheet: Where to.
        given: Values in the certain case of what is not known for sure.

    Returns:
        The inputs, by what they are in the deal.
    """
    inputs = Inputs(sheet, given)
    lay_head(inputs)
    for section, title in SECTIONS.items():
        found = list(_of_section(deal, section))
        if not found:
            continue
        sheet.put(sheet.row + 1, 0, title, "section")
        sheet.row += 2
        for path, literal, part, told in found:
            value = _value(literal, path, part, given)
            if value is not None:
                inputs.add(path, part, literal, value, told)
    return inputs


def lay_head(inputs: Inputs) -> None:
    """Write the heads of the columns, which stay in sight, into the next row."""
    sheet = inputs.sheet
    sheet.widths |= dict(enumerate(WIDTHS))
    inputs.head = sheet.line(*HEAD, style="head")
    sheet.put(inputs.head, VALUE, HEAD[VALUE], "head_right")
    for place in (UNIT, PART):
        sheet.put(inputs.head, place, HEAD[place], "head_beside")
    sheet.frozen = (sheet.row, UNIT)


def _of_section(deal: Deal, section: str) -> Iterator[tuple[str, Quantity | Uncertain, int, Told]]:
    if not section:
        shapes: list[tuple[str, Any]] = [(name, getattr(deal, name)) for name in _HEADER]
    else:
        shapes = [(f"{section}.{name}", shape) for name, shape in getattr(deal, section).items()]
    for path, shape in shapes:
        if section == "facts" and shape.is_ is None:
            yield from _disputed(deal, path, shape)
            continue
        for place, expression in expressions(shape, path):
            here = path if section == "facts" else place.replace(".points.", ".", 1)
            if section == "facts" and place != f"{path}.is":
                continue
            yield from _numbers(here, expression, _told(deal, shape, here))


def expression_at(deal: Deal, path: str) -> Expression | None:
    """Return the whole expression that stands at the path of an input; none where there is none.

    Args:
        deal: The deal in which inputs were laid.
        path: The path.
    """
    section, _, name = path.partition(".")
    if section == "facts":
        fact = deal.facts.get(name)
        return None if fact is None else fact.is_
    shapes = getattr(deal, section, None)
    if not isinstance(shapes, dict):
        return shapes
    found = (pair for key, shape in shapes.items() for pair in expressions(shape, f"{section}.{key}"))
    return next((expression for place, expression in found if place == path), None)


def _disputed(deal: Deal, path: str, fact: Any) -> Iterator[tuple[str, Quantity | Uncertain, int, Told]]:  # noqa: ANN401 - a fact
    """Yield a fact whose readings are numbers: the one that holds in the certain case."""
    readings = fact.readings or []
    if any(reading.overlay is not None for reading in readings):
        return
    first = next((each.is_ for each in readings if isinstance(each.is_, Quantity)), Quantity(0.0))
    weights = "; ".join(f"{reading.called(k)} {show(reading.weight)}" for k, reading in enumerate(readings))
    told = _told(deal, fact, path)
    yield path, Quantity(first.value, first.unit, first.kind), 0, Told(told.title, "disputed", told.source, weights)


def _numbers(path: str, expression: Expression, told: Told) -> Iterator[tuple[str, Quantity | Uncertain, int, Told]]:
    """Yield the numbers of an expression: the whole of it, or those inside it, counted."""
    if isinstance(expression, Quantity | Uncertain):
        yield path, expression, 0, told
        return
    if isinstance(expression, Schedule):
        for point, value in expression.points:
            yield from _numbers(f"{path}.{point}", value, Told(f"{told.title}, {point}", told.status, told.source))
        return
    for part, literal in enumerate(_inside(expression), start=1):
        yield path, literal, part, told


def _inside(expression: Expression) -> Iterator[Quantity | Uncertain]:
    if isinstance(expression, Uncertain):
        yield expression
    elif isinstance(expression, Quantity):
        plain = (
            isinstance(expression.value, int | float) and expression.value in _PLAIN and "%" not in expression.written
        )
        if not plain:
            yield expression
    else:
        for each in children(expression):
            yield from _inside(each)


def _value(literal: Quantity | Uncertain, path: str, part: int, given: Mapping[str, float]) -> float | dt.date | None:
    """Return what a literal is in the certain case; none where it is no number."""
    for key in (path.removeprefix("facts.") if path.startswith("facts.") else path,):
        if not part and key in given:
            return float(given[key])
    if isinstance(literal, Uncertain):
        return float(given[path]) if path in given else None
    return literal.value if isinstance(literal.value, int | float | dt.date) else None


def _kind(literal: Quantity | Uncertain, value: object) -> tuple[str, str]:
    """Return how a number is shown, and its unit in words."""
    like = literal
    if isinstance(literal, Uncertain):
        like = next(iter(literal.parameters), None) or literal.choices[0][0]
    assert isinstance(like, Quantity)  # noqa: S101 - what an uncertain value is made of
    if isinstance(value, bool):
        return "condition", "yes or no"
    if isinstance(value, dt.date):
        return "date", "date"
    if like.unit == Unit.YEAR or like.kind == "duration":
        return "years", "years"
    if like.unit != Unit.NONE:
        return _money_kind(value), str(like.unit)
    if "%" in like.written or "%" in getattr(literal, "written", ""):
        return "share", ""
    return _plain_kind(value), ""


def _money_kind(value: object) -> str:
    """Return how money is shown: a price needs its decimals, an amount that is not round its cents."""
    if not isinstance(value, float) or _SMALL <= abs(value) < _PRICE:
        return "number"
    if 0.0 < abs(value) < _SMALL or abs(value) >= _HUGE:
        return "power"
    return "number" if value == 0.0 else "money" if value == round(value) else "exact_money"


def _plain_kind(value: object) -> str:
    """Return how a number without a unit is shown: a calendar year, a count of shares, or any other."""
    if isinstance(value, int | float) and (0.0 < abs(value) < _SMALL or abs(value) >= _HUGE):
        return "power"
    if not isinstance(value, int | float) or value != int(value):
        return "number"
    return "count" if value in _YEARS else "pieces" if abs(value) >= _MANY else "number"


def _told(deal: Deal, shape: Any, path: str) -> Told:  # noqa: ANN401 - a declared shape of any kind
    """Return what the file tells beside a number: its title, status and source."""
    title = getattr(shape, "title", None) or getattr(shape, "name", None) or ""
    last = path.split(".", 2)[-1] if path.count(".") > 1 else ""
    words = capital(title or spoken(path.split(".")[1 if "." in path else 0]))
    words = f"{words}: {spoken(last.replace('.', ', '))}" if last else words
    status = getattr(shape, "status", None) or ""
    return Told(words, status, _source(deal, shape))


def _cited(shape: Any) -> list[str]:  # noqa: ANN401 - a declared shape of any kind
    """Return the sources that a shape names, or its readings do, each once."""
    named = [
        each.source for each in (shape, *(getattr(shape, "readings", None) or ())) if getattr(each, "source", None)
    ]
    return list(dict.fromkeys(name for each in named for name in ([each] if isinstance(each, str) else each)))


def _source(deal: Deal, shape: Any) -> str:  # noqa: ANN401 - a declared shape of any kind
    said = []
    for name in _cited(shape):
        source = deal.sources.get(name)
        words = (source.publisher or source.title or name) if source else name
        grade = f" (grade {source.grade})" if source and source.grade else ""
        said.append(f"{words}{grade}")
    reason = getattr(shape, "reason", None)
    return "; ".join([*said, *([reason] if reason else [])])
