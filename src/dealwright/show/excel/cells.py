"""Computes with cells: a node knows what a spreadsheet would compute, and the formula by which it would."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LARGEST = 700.0
Value = float | bool | str
"""What a cell holds: a number (a moment as a serial number), a condition, a text."""

_ATOM, _POWER, _NEGATION, _PRODUCT, _SUM, _JOINED, _COMPARISON = 9, 8, 7, 6, 5, 4, 3
_BINDS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER, "&": _JOINED}
_BINDS |= dict.fromkeys(("<", "<=", ">", ">=", "=", "<>"), _COMPARISON)


class NotLiveError(Exception):
    """Says why something cannot be a live formula; the sheet then holds the engine's value, with this reason."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A place on a sheet.

    Args:
        sheet: The sheet's name.
        row: From 0.
        column: From 0.
        name: Its defined name; empty without one.
    """

    sheet: str
    row: int
    column: int
    name: str = ""

    def text(self, sheet: str) -> str:
        """Return how a formula on a sheet names it."""
        return self.name or f"{_on(self.sheet, sheet)}{letters(self.column)}{self.row + 1}"


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """Cells side by side in one row, or one above the other in one column."""

    first: Cell
    last: Cell

    def text(self, sheet: str) -> str:
        """Return how a formula on a sheet names it."""
        ends = (f"${letters(each.column)}${each.row + 1}" for each in (self.first, self.last))
        return _on(self.first.sheet, sheet) + ":".join(ends)


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A formula and its value.

    Args:
        parts: Its text, with the cells that it names.
        value: What it comes to.
        binding: How tightly its outermost operator binds.
    """

    parts: tuple[str | Cell | Range, ...]
    value: Value
    binding: int = _ATOM

    @property
    def constant(self) -> bool:
        """Say whether it names no cell."""
        return all(isinstance(part, str) for part in self.parts)

    @property
    def number(self) -> float:
        """Return its value as a number; a condition counts as 1 or 0."""
        if isinstance(self.value, str):
            message = f"`{self.value}` is no number"
            raise NotLiveError(message)
        return float(self.value)

    def text(self, sheet: str) -> str:
        """Write the formula, without the sign that begins it, as it stands on a sheet."""
        return "".join(part if isinstance(part, str) else part.text(sheet) for part in self.parts)

    def __add__(self, other: Number) -> Node:
        """Add."""
        return _operation("+", self, node(other), self.number + node(other).number)

    def __radd__(self, other: Number) -> Node:
        """Add to a number."""
        return node(other) + self

    def __sub__(self, other: Number) -> Node:
        """Subtract."""
        return _operation("-", self, node(other), self.number - node(other).number)

    def __rsub__(self, other: Number) -> Node:
        """Subtract from a number."""
        return node(other) - self

    def __mul__(self, other: Number) -> Node:
        """Multiply."""
        return _operation("*", self, node(other), self.number * node(other).number)

    def __rmul__(self, other: Number) -> Node:
        """Multiply a number."""
        return node(other) * self

    def __truediv__(self, other: Number) -> Node:
        """Divide."""
        right = node(other)
        return _operation("/", self, right, self.number / right.number if right.number else math.nan)

    def __rtruediv__(self, other: Number) -> Node:
        """Divide a number."""
        return node(other) / self

    def __pow__(self, other: Number) -> Node:
        """Raise to a power."""
        return _operation("^", self, node(other), _power(self.number, node(other).number))

    def __neg__(self) -> Node:
        """Change the sign."""
        if self.constant and self.binding == _ATOM:
            return node(-self.number)
        return Node(("-", *_bracketed(self, _ATOM)), -self.number, _NEGATION)

    def __lt__(self, other: Number) -> Node:
        """Compare."""
        return _operation("<", self, node(other), self.number < node(other).number)

    def __le__(self, other: Number) -> Node:
        """Compare."""
        return _operation("<=", self, node(other), self.number <= node(other).number)

    def __gt__(self, other: Number) -> Node:
        """Compare."""
        return _operation(">", self, node(other), self.number > node(other).number)

    def __ge__(self, other: Number) -> Node:
        """Compare."""
        return _operation(">=", self, node(other), self.number >= node(other).number)

    def equals(self, other: Number) -> Node:
        """Compare for equality."""
        return _operation("=", self, node(other), self.value == node(other).value)

    def differs(self, other: Number) -> Node:
        """Compare for difference."""
        return _operation("<>", self, node(other), self.value != node(other).value)


Number: TypeAlias = Node | float | bool | str


def node(value: Number) -> Node:
    """Return a constant as a node; a node stays what it is."""
    if isinstance(value, Node):
        return value
    if isinstance(value, bool):
        return Node(("TRUE" if value else "FALSE",), value)
    if isinstance(value, str):
        return Node((quoted(value),), value)
    number = float(value)
    if not math.isfinite(number):
        raise NotLiveError("a number in it is not finite")
    text = f"{int(number)}" if number == int(number) and abs(number) < 1e15 else repr(number).upper()  # noqa: PLR2004
    return Node((text,), number, _ATOM if number >= 0 else _NEGATION)


def reference(cell: Cell, value: Value) -> Node:
    """Return what stands in a cell."""
    return Node((cell,), value)


def quoted(text: str) -> str:
    """Write a text as a formula does."""
    return '"' + text.replace('"', '""') + '"'


def least(*values: Number) -> Node:
    """Return the least of some numbers."""
    return _extreme("MIN", min, values)


def greatest(*values: Number) -> Node:
    """Return the greatest of some numbers."""
    return _extreme("MAX", max, values)


def choose(condition: Number, then: Number, otherwise: Number) -> Node:
    """Return one of two by a condition; one that names no cell is decided now."""
    truth, yes, no = node(condition), node(then), node(otherwise)
    if truth.constant:
        return yes if truth.value else no
    return _call("IF", (truth, yes, no), truth.value if _wrong(truth) else yes.value if truth.value else no.value)


def both(*conditions: Number) -> Node:
    """Say whether all of some conditions hold."""
    return _logical("AND", all, True, conditions)  # noqa: FBT003 - what an empty list comes to


def either(*conditions: Number) -> Node:
    """Say whether one of some conditions holds."""
    return _logical("OR", any, False, conditions)  # noqa: FBT003 - what an empty list comes to


def negated(condition: Number) -> Node:
    """Say whether a condition does not hold."""
    truth = node(condition)
    return (
        node(not truth.value)
        if truth.constant
        else _call("NOT", (truth,), math.nan if _wrong(truth) else not truth.value)
    )


def ratio(over: Number, under: Number) -> Node:
    """Divide; by nothing gives nothing."""
    over, under = node(over), node(under)
    if under.constant:
        return over / under if under.value else node(0.0)
    value = over.number / under.number if under.number else 0.0
    divided = Node((*_bracketed(over, _PRODUCT), "/", *_bracketed(under, _POWER)), value, _PRODUCT)
    return choose(under.equals(0.0), 0.0, divided)


def function(name: str, compute: Callable[..., Value], *values: Number) -> Node:
    """Call a function of the spreadsheet on numbers.

    Args:
        name: Its name there.
        compute: What computes the same here.
        values: What it is called with.
    """
    nodes = [node(value) for value in values]
    numbers = [each.number for each in nodes]
    return _call(name, nodes, math.nan if any(map(math.isnan, numbers)) else compute(*numbers))


def exp(value: Number) -> Node:
    """Return e to a power."""
    return function("EXP", lambda number: math.exp(number) if number < _LARGEST else math.nan, value)


def log(value: Number) -> Node:
    """Return the natural logarithm."""
    return function("LN", lambda number: math.log(number) if number > 0 else math.nan, value)


def root(value: Number) -> Node:
    """Return the square root."""
    return function("SQRT", lambda number: math.sqrt(number) if number >= 0 else math.nan, value)


def rounded(value: Number, digits: int = 0) -> Node:
    """Round as a spreadsheet does, halves away from zero."""
    scale = 10.0**digits
    here = node(value)
    finite = math.isfinite(here.number)
    away = math.copysign(math.floor(abs(here.number) * scale + 0.5) / scale, here.number) if finite else math.nan
    return _call("ROUND", (here, node(float(digits))), away)


def span(cells: Sequence[Node]) -> Node:
    """Return the range of nodes that are neighbouring cells; its value is their sum."""
    first, last = cells[0].parts[0], cells[-1].parts[0]
    if not (isinstance(first, Cell) and isinstance(last, Cell) and first.sheet == last.sheet):
        raise NotLiveError("it is no range of cells")
    return Node((Range(first, last),), math.fsum(each.number for each in cells))


def total(cells: Sequence[Node]) -> Node:
    """Add up nodes: one range where they are neighbouring cells."""
    kept = [each for each in cells if not (each.constant and each.value == 0)]
    if len(kept) > 1 and _neighbours(kept):
        return _call("SUM", (span(kept),), math.fsum(each.number for each in kept))
    found = node(0.0)
    for each in kept:
        found = found + each
    return found


def products(left: Sequence[Node], right: Sequence[Node]) -> Node:
    """Add up the products of nodes pair by pair: over two ranges where both are neighbouring cells."""
    if len(left) > 1 and _neighbours(left) and _neighbours(right):
        value = math.fsum(one.number * other.number for one, other in zip(left, right, strict=True))
        return _call("SUMPRODUCT", (span(left), span(right)), value)
    return total([one * other for one, other in zip(left, right, strict=True)])


def letters(column: int) -> str:
    """Name a column by its place from 0.

    Example:
        >>> letters(0), letters(27)
        ('A', 'AB')
    """
    found, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        found = chr(ord("A") + place) + found
    return found


def _on(sheet: str, other: str) -> str:
    if sheet == other:
        return ""
    return f"{sheet}!" if sheet.isalnum() else f"'{sheet}'!"


def _neighbours(nodes: Sequence[Node]) -> bool:
    cells = [each.parts[0] for each in nodes if len(each.parts) == 1 and isinstance(each.parts[0], Cell)]
    if len(cells) != len(nodes) or not cells:
        return False
    first = cells[0]
    across = all((c.sheet, c.row, c.column) == (first.sheet, first.row, first.column + k) for k, c in enumerate(cells))
    return across or all(
        (c.sheet, c.row, c.column) == (first.sheet, first.row + k, first.column) for k, c in enumerate(cells)
    )


def _bracketed(of: Node, binding: int) -> tuple[str | Cell | Range, ...]:
    return of.parts if of.binding >= binding else ("(", *of.parts, ")")


def _is(of: Node, number: float) -> bool:
    return of.constant and of.value == number and not isinstance(of.value, bool | str)


def _operation(op: str, left: Node, right: Node, value: Value) -> Node:
    """Put two nodes together; what changes nothing is left out."""
    if (op in "+-" and _is(right, 0.0)) or (op in "*/^" and _is(right, 1.0)):
        return left
    if (op == "+" and _is(left, 0.0)) or (op == "*" and _is(left, 1.0)):
        return right
    if op == "*" and (_is(left, 0.0) or _is(right, 0.0)):
        return node(0.0)
    if op == "-" and _is(left, 0.0):
        return -right
    binds = _BINDS[op]
    looser = _ATOM if op == "^" else binds
    tighter = _ATOM if op == "^" else binds + 1
    parts = (*_bracketed(left, looser), op, *_bracketed(right, tighter))
    return Node(parts, math.nan if _wrong(left) or _wrong(right) else value, binds)


def _wrong(of: Node) -> bool:
    """Say whether a spreadsheet would show an error."""
    return isinstance(of.value, float) and math.isnan(of.value)


def _power(base: float, exponent: float) -> float:
    try:
        found = base**exponent
    except (ZeroDivisionError, OverflowError):
        return math.nan
    return math.nan if isinstance(found, complex) else float(found)


def _call(name: str, values: Sequence[Node], value: Value) -> Node:
    parts: list[str | Cell | Range] = [f"{name}("]
    for place, each in enumerate(values):
        parts += ["," if place else "", *each.parts]
    return Node((*parts, ")"), value)


def _extreme(name: str, choose_: Callable[..., float], values: Sequence[Number]) -> Node:
    nodes = [node(value) for value in values]
    fixed, moving = [each for each in nodes if each.constant], [each for each in nodes if not each.constant]
    best = [node(choose_(each.number for each in fixed))] if fixed else []
    kept = [*moving, *best]
    if len(kept) == 1:
        return kept[0]
    numbers = [each.number for each in kept]
    return _call(name, kept, math.nan if any(map(math.isnan, numbers)) else choose_(numbers))


def _logical(name: str, compute: Callable[..., bool], empty: bool, conditions: Sequence[Number]) -> Node:  # noqa: FBT001
    nodes = [node(each) for each in conditions]
    moving = [each for each in nodes if not each.constant]
    if any(bool(each.value) is not empty for each in nodes if each.constant):
        return node(not empty)
    if not moving:
        return node(empty)
    if len(moving) == 1:
        return moving[0]
    found = compute(bool(each.value) for each in moving)
    return _call(name, moving, math.nan if any(map(_wrong, moving)) else found)
