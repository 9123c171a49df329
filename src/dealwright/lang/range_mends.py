"""Write what to type in place of a range whose ends or steps do not lead anywhere."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from dealwright.deal.expression import Quantity
from dealwright.lang.grammar import RANGE_LIMIT
from dealwright.lang.steps import amount_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENOUGH = 20
"""Steps that a range has at most in a proposal that is free to choose them."""


def usual_step(values: Sequence[Quantity]) -> str:
    """Return a step that suits the values of a range."""
    first = next((value for value in values if value.value), Quantity(0.0))
    if first.kind in {"date", "duration"}:
        return "1 year"
    suffix = re.sub(r"^-?[\d._]+", "", first.written)
    return f"1{suffix}"


def with_round_step(low: Quantity, high: Quantity, most: int = ENOUGH) -> str:
    """Write a range of numbers with the smallest round step that leads from end to end in so many, else in more.

    Args:
        low: The low end.
        high: The high end, above it.
        most: How many steps are enough.

    Returns:
        What to do; empty where no round step leads there, or the ends are no numbers.

    Example:
        >>> with_round_step(Quantity(0.0, written="0%"), Quantity(0.2, written="20%"))
        'write `0% .. 20% by 1%`'
    """
    if low.kind != "number" or high.kind != "number":
        return ""
    width = Decimal(repr(high.value)) - Decimal(repr(low.value))
    whole = all(re.fullmatch(r"-?[\d_]+", each.written) for each in (low, high))
    enough, more = (list(_round(width / steps)) if width > 0 else [] for steps in (most, RANGE_LIMIT - 1))
    sizes = [*enough, *reversed([each for each in more if each not in enough])]
    step = next((each for each in sizes if width % each == 0 and (each % 1 == 0 or not whole)), None)
    return "" if step is None else f"write `{low.written} .. {high.written} by {amount_text(step, high, low)}`"


def _round(least: Decimal) -> Iterator[Decimal]:
    """List round numbers from a least one on, by rising size."""
    for power in range(least.adjusted(), least.adjusted() + 4):
        for digit in (1, 2, 5):
            number = Decimal(digit).scaleb(power)
            if number >= least:
                yield number


def swapped(low: Quantity, high: Quantity, step: Quantity | None) -> str:
    """Write a range with the low end first and a step that leads up; without one where it has none.

    Args:
        low: What stands first.
        high: What stands second.
        step: The step, if there is one.
    """
    low, high = sorted((low, high), key=lambda quantity: quantity.value)  # type: ignore[arg-type,return-value]
    if step is None:
        return f"write `{low.written} .. {high.written}`"
    if not step.value:
        return with_round_step(low, high) or f"write `{low.written} .. {high.written} by {usual_step([high, low])}`"
    return f"write `{low.written} .. {high.written} by {step.written.lstrip('-')}`"


def larger_steps(low: Quantity, high: Quantity) -> str:
    """Write a range with the smallest steps of which it may have so many."""
    return with_round_step(low, high, RANGE_LIMIT - 1) or "take larger steps"


def same_suffix(low: Quantity, high: Quantity, step: Quantity) -> str:
    """Give the low end the percent sign that it lacks beside the others; empty if that is not it."""
    lacks = high.written.endswith("%") and step.written.endswith("%") and re.fullmatch(r"[\d.]+", low.written)
    return f"write `{low.written}% .. {high.written} by {step.written}`" if lacks else ""
