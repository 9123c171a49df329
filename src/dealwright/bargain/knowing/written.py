"""Writes a number in the way in which the file writes another: as a share, a multiple, money, a duration."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dealwright.deal.expression import Quantity

SCALES = (("tn", 1e12), ("bn", 1e9), ("m", 1e6), ("k", 1e3))
DIGITS = 3


def written(number: float, model: Quantity) -> str:
    """Write a number with three significant digits, as another number of its kind is written.

    Args:
        number: The number, in plain units (a duration in years).
        model: The other number.

    Example:
        >>> from dealwright.deal.expression import Quantity
        >>> written(0.0651, Quantity(0.08, written="8%")), written(13_460_000_000.0, Quantity(1e9, written="1bn USD"))
        ('6.51%', '13.5bn USD')
    """
    text = model.written
    if "%" in text:
        return f"{_short(100.0 * number)}%"
    if model.kind == "duration":
        return f"{_short(number)} years"
    if text.endswith("x"):
        return f"{_short(number)}x"
    suffix = text.lstrip("+-0123456789._").lstrip("ktbnm").strip() if text else ""
    scale, factor = next(((name, size) for name, size in SCALES if abs(number) >= size), ("", 1.0))
    return f"{_short(number / factor)}{scale} {suffix}".strip()


def _short(number: float) -> str:
    if number == 0 or not math.isfinite(number):
        return "0"
    decimals = max(0, DIGITS - 1 - math.floor(math.log10(abs(float(f"{number:.{DIGITS}g}")))))
    text = f"{number:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
