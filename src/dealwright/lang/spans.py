"""Say what lies between the values of a range: where each stands on the line, and the text of any place between."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from dealwright.lang.literal import read_literal
from dealwright.lang.steps import DAYS, DURATION, MONTHS, amount_text, duration_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.deal.expression import Quantity

FINER = 100
"""A written value is at least so many times finer than the narrowest step of its range."""
FINEST_RATE = Decimal("0.0001")
"""What is written in percent is at least as fine as 0.01 %."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of numbers, dates or durations, of which some were written in a range.

    Args:
        steps: The places of the written values, rising: plain units of a number, days of a date (since year 1), months
            or days of a duration.
        texts: How each of them is written.
        unit: The distance between neighbouring places that can be written.
        kind: What the values are: `number`, `date` or `duration`.
        models: Values that show how a number is written.
        word: The word in which a duration is written.
    """

    steps: tuple[float, ...]
    texts: tuple[str, ...]
    unit: Decimal
    kind: str
    models: tuple[Quantity, ...]
    word: str = ""

    @property
    def finer(self) -> bool:
        """Tell whether anything can be written between two neighbouring steps."""
        widest = max(after - before for before, after in pairwise(self.steps))
        return widest >= 2 * float(self.unit) * (1.0 - 1e-9)

    def nearest(self, place: float) -> float:
        """Return the nearest place that can be written, between the ends."""
        step = min(self.steps, key=lambda each: abs(each - place))
        if abs(step - place) <= float(self.unit) / 2:
            return step
        count = (Decimal(repr(place)) / self.unit).to_integral_value(ROUND_HALF_EVEN)
        return min(max(float(count * self.unit), self.steps[0]), self.steps[-1])

    def text(self, place: float) -> str:
        """Write a place that can be written (see `nearest`) the way the range is written."""
        if place in self.steps:
            return self.texts[self.steps.index(place)]
        exact = (Decimal(repr(place)) / self.unit).to_integral_value(ROUND_HALF_EVEN) * self.unit
        if self.kind == "date":
            return dt.date.fromordinal(int(exact)).isoformat()
        if self.kind == "duration":
            return duration_text(exact, self.word)
        return amount_text(exact, *self.models)

    def place(self, text: str) -> float:
        """Return the place of a value that the range, or this span, has written."""
        if text in self.texts:
            return self.steps[self.texts.index(text)]
        if self.kind == "date":
            return float(dt.date.fromisoformat(text).toordinal())
        if self.kind == "duration":
            return float(text.partition(" ")[0])
        read = read_literal(text, "USD")  # of money only the amount counts here
        return float(read.value)  # type: ignore[union-attr,arg-type]


def span_of(values: Sequence[Quantity]) -> Span | None:
    """Return the span of the values of a range.

    Args:
        values: The values, rising, each as the file writes it.

    Returns:
        The span; None where they are fewer than two, or no numbers, dates or durations of one kind.
    """
    kinds = {value.kind for value in values}
    if len(values) < 2 or len(kinds) > 1:  # noqa: PLR2004 - both ends
        return None
    kind, texts = kinds.pop(), tuple(value.written for value in values)
    if kind == "number":
        places = tuple(float(value.value) for value in values)  # type: ignore[arg-type]
        return Span(places, texts, _finest(places, texts), kind, tuple(values))
    if kind == "date":
        days = tuple(float(value.value.toordinal()) for value in values if isinstance(value.value, dt.date))
        return Span(days, texts, Decimal(1), kind, tuple(values))
    return _durations(texts, tuple(values)) if kind == "duration" else None


def _finest(places: Sequence[float], texts: Sequence[str]) -> Decimal:
    """Return the power of ten that is a hundredth of the narrowest step, or less."""
    narrowest = min(Decimal(repr(after)) - Decimal(repr(before)) for before, after in pairwise(places))
    unit = Decimal(10) ** (narrowest / FINER).adjusted()
    return min(unit, FINEST_RATE) if any("%" in text for text in texts) else unit


def _durations(texts: tuple[str, ...], values: tuple[Quantity, ...]) -> Span | None:
    """Count in months where all of them are whole months, else in days."""
    parts = [part for part in map(DURATION.fullmatch, texts) if part]
    words = {part["word"] for part in parts}
    sizes, word = (MONTHS, "month") if words <= MONTHS.keys() else (DAYS, "day")
    if len(parts) < len(texts) or not words <= sizes.keys():
        return None
    places = tuple(float(Decimal(part["count"]) * sizes[part["word"]]) for part in parts)
    return Span(places, texts, Decimal(1), "duration", values, word)
