"""Say which values a path may take when a goal is sought: a negotiable range, the range of an assumption, or bounds."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from dealwright.bargain.trade.issues import held_at, spelled
from dealwright.deal.expression import Quantity, Uncertain, names
from dealwright.engine import beliefs as belief
from dealwright.ground.closest import closest, listed
from dealwright.ground.unit import Unit
from dealwright.lang.compose import compose_value
from dealwright.lang.grammar import Grammar
from dealwright.lang.numbers import number_text, numbers_of
from dealwright.lang.parse import parse
from dealwright.lang.ranges import parse_range
from dealwright.lang.spans import span_of
from dealwright.lang.steps import amount_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.lang.load import Loaded
    from dealwright.lang.numbers import Number
    from dealwright.lang.spans import Span

POINTS = 17
"""Values at which a range is looked at before a goal is closed in on."""
PERCENTILES = (0.05, 0.95)
"""Ends of what is uncertain."""
WIDE = 3.0
"""A number without a range is varied from nothing up to so many times itself."""


SHORT = 60
"""Letters of what the file says that are told."""


class NoVariableError(LookupError):
    """Says why a path cannot be varied, and what can."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A path that is varied over a range.

    Args:
        path: The path.
        held: What the deal now says there, as written.
        span: What lies between the ends; none where there are only single values.
        values: The values at which it is looked at, as written: rising, with both ends.
        steps: The values that the file's range has, where it has any.
        because: Why the range is this one, in words.
    """

    path: str
    held: str
    span: Span | None
    values: tuple[str, ...]
    steps: tuple[str, ...]
    because: str

    def place(self, text: str) -> float:
        """Return where a value stands: in plain units, days of dates, or by its number among single values."""
        return float(self.values.index(text)) if self.span is None else self.span.place(text)

    def text(self, place: float) -> str:
        """Write the value nearest to a place."""
        if self.span is None:
            return self.values[min(max(round(place), 0), len(self.values) - 1)]
        return self.span.text(self.span.nearest(place))

    @property
    def unit(self) -> float:
        """Return the distance of neighbouring values that can be written."""
        return 1.0 if self.span is None else float(self.span.unit)

    @property
    def kind(self) -> str:
        """Return what the values are: `number`, `date`, `duration`, or `list`."""
        return "list" if self.span is None else self.span.kind


def variable_of(loaded: Loaded, path: str, within: str = "") -> Variable:
    """Find over which values a path is varied.

    Args:
        loaded: The deal where its terms stand.
        path: A negotiable path, or that of any number, date or duration; a fact by its name alone, too.
        within: A range such as `5% .. 40%`; by default the file's own, of the negotiation or of the assumption.

    Raises:
        NoVariableError: If nothing there can be varied.
    """
    wanted = path if path in loaded.over() else spelled(loaded, path)
    held = held_at(loaded, wanted)
    if within:
        return _within(loaded, wanted, held, within)
    if wanted in loaded.over():
        quantities = loaded.quantities(wanted)
        span = loaded.spans().get(wanted)
        steps = tuple(each.written for each in quantities)
        return Variable(wanted, held, span, _some(steps), steps if span else (), "the range that is negotiated")
    return _of_number(loaded, wanted, held)


def _some(values: Sequence[str]) -> tuple[str, ...]:
    """Keep some of many values, evenly, with both ends."""
    if len(values) <= POINTS:
        return tuple(values)
    last = len(values) - 1
    return tuple(values[round(place * last / (POINTS - 1))] for place in range(POINTS))


def _within(loaded: Loaded, path: str, held: str, within: str) -> Variable:
    node, problems = compose_value(within, "<range>")
    quantities = None if node is None else parse_range(node, loaded.currency_at(path), POINTS)[0]
    span = None if problems or quantities is None else span_of(quantities)
    if span is None:
        raise NoVariableError(f"`{within}` is no range to vary {path} in: give one such as `5% .. 40%`")
    if loaded.node_at(path) is None:
        raise NoVariableError(_nothing(loaded, path))
    return Variable(path, held, span, _some(span.texts), (), "the range that was asked for")


def _of_number(loaded: Loaded, path: str, held: str) -> Variable:
    mine = [each for each in numbers_of(loaded) if each.path == path]
    if not mine:
        raise NoVariableError(_nothing(loaded, path))
    uncertain = mine[0].value
    if isinstance(uncertain, Uncertain) and uncertain.choices:
        choices = tuple(each.written for each, _ in uncertain.choices)
        return Variable(path, held, None, choices, (), "the values of which the file says it is one")
    if isinstance(uncertain, Uncertain):
        return _varied(loaded, path, held, mine[0], percentiles(loaded, uncertain), "the 5th to the 95th percentile")
    if not isinstance(mine[0].value, Quantity):
        raise NoVariableError(_put_together(loaded, path, held))
    number = mine[0]
    if isinstance(number.literal.value, bool):
        return Variable(path, held, None, ("no", "yes"), (), "yes and no")
    if number.range is not None:
        return _varied(loaded, path, held, number, number.range, "the range that the file states")
    return _varied(loaded, path, held, number, _wide(loaded, number), "no range is stated, so a wide one is looked at")


def percentiles(loaded: Loaded, value: Uncertain) -> tuple[float, float]:
    """Return the 5th and the 95th percentile of what is uncertain; an interval says them itself."""
    if value.family == "interval":
        said = [each.value for each in value.parameters if isinstance(each.value, float)]
        return min(said), max(said)
    low, high = (belief.constant(loaded.sound, value, level) for level in PERCENTILES)
    return low, high


def _wide(loaded: Loaded, number: Number) -> tuple[float, float]:
    value = number.literal.value
    if isinstance(value, dt.date):
        first, last = loaded.sound.dates
        return float(first.toordinal() + 1), float(last.toordinal())
    plain = float(value)  # type: ignore[arg-type]
    if number.measure.unit in {"share", "condition_or_share"}:
        return 0.0, 1.0
    far = WIDE * plain or 1.0
    return (0.0, far) if far > 0 else (far, 0.0)


def _varied(loaded: Loaded, path: str, held: str, number: Number, ends: tuple[float, float], because: str) -> Variable:
    """Spread values evenly between two ends, each written as the number is."""
    low, high = ends
    found: dict[str, Quantity] = {}
    for place in range(POINTS):
        at = low + (high - low) * place / (POINTS - 1)
        text = _text(number, at, high - low)
        node, _ = compose_value(text, "<value>")
        read = None if node is None else parse(node, Grammar(loaded.currency_at(path)))[0]
        if isinstance(read, Quantity):
            found[text] = replace(read, written=text)
    span = span_of(tuple(found.values()))
    if span is None or number.measure.unit == "count":
        return Variable(path, held, None, tuple(found), (), because)
    return Variable(path, held, span, span.texts, (), because)


def _text(number: Number, at: float, width: float) -> str:
    """Write a value the way the number is written."""
    literal = number.literal
    if literal.kind == "date":
        return number_text(literal, dt.date.fromordinal(round(at)))
    value = _rounded(number, at, width)
    return number_text(literal, value) if literal.kind == "duration" else amount_text(Decimal(repr(value)), literal)


def _rounded(number: Number, at: float, width: float) -> float:
    """Round a value to what reads well: whole counts, whole months, a ten-thousandth of the range."""
    if number.measure.unit == "count":
        return float(round(at))
    if number.literal.kind == "duration":
        months = at * 12
        return round(months) / 12 if width * 12 >= POINTS else round(at * 365) / 365
    step = 10.0 ** _magnitude(width / 10_000)
    return round(round(at / step) * step, 12) if number.literal.unit == Unit.NONE else round(at / step) * step


def _magnitude(value: float) -> int:
    return math.floor(math.log10(value)) if value > 0 else -4


def _nothing(loaded: Loaded, path: str) -> str:
    known = [*loaded.over(), *(each.path.removesuffix(".is") for each in numbers_of(loaded))]
    if loaded.node_at(path) is not None:
        return _put_together(loaded, path, loaded.text_at(path) or "")
    near = closest(path, known)
    return f"there is no `{path}` to vary" + (f"; `{near}` is near" if near else "")


def _put_together(loaded: Loaded, path: str, held: str) -> str:
    node = loaded.node_at(path)
    said = None if node is None else parse(node, Grammar(loaded.currency_at(path), terms=True, schedule=True))[0]
    facts = [] if said is None else [f"facts.{each}" for each in names(said) if each in loaded.sound.facts]
    below = [each.path for each in numbers_of(loaded) if each.path.startswith(f"{path}.")]
    inside = facts or below
    more = f"; vary {listed(inside)}, or give a range as in `--range '1% .. 9%'`" if inside else ""
    said_there = held if len(held) <= SHORT else f"{held[: SHORT - 1]}…"
    return f"`{path}` says `{said_there}`, which is no single number{more}"
