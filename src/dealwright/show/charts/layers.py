"""Small pieces that several pictures draw with: scales, ticks, text with a halo, rules."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dealwright.show.charts.text_width import text_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.show.charts.picture import Spec

_YEARS = (1, 2, 5, 10, 20, 50)
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_ENOUGH = 3
"""Powers of ten that mark an axis well by themselves."""


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return few round ticks inside a domain.

    Args:
        low: lower end of the domain.
        high: upper end of the domain.
        about: how many ticks would do.

    Example:
        >>> ticks(-8, 165), ticks(0.0, 1.0, 4)
        ([0, 50, 100, 150], [0, 0.25, 0.5, 0.75, 1])
    """
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return [low]
    raw = span / max(1, about)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * step for step in _STEPS if power * step >= raw * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [_tidy(index * step) for index in range(first, last + 1)]


def power_ticks(low: float, high: float) -> list[float]:
    """Return the powers of ten inside a positive domain, and thrice them where those are few.

    Example:
        >>> power_ticks(2.0, 1500.0), power_ticks(0.5, 40.0)
        ([10, 100, 1000], [1, 3, 10, 30])
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    tens = [power for power in powers if low <= 10.0**power <= high]
    steps = (1.0,) if len(tens) >= _ENOUGH else (1.0, 3.0)
    marks = [_tidy(step * 10.0**power) for power in powers for step in steps]
    return [mark for mark in marks if low <= mark <= high]


def year_ticks(first: float, last: float, about: int) -> list[int]:
    """Return few round years inside a span.

    Example:
        >>> year_ticks(2025.2, 2034.9, 5), year_ticks(2025.2, 2041.0, 4)
        ([2026, 2028, 2030, 2032, 2034], [2030, 2035, 2040])
        >>> year_ticks(2026.0, 2034.9, 3)
        [2026, 2028, 2030, 2032, 2034]
    """
    fewest = next((place for place, step in enumerate(_YEARS) if (last - first) / step <= about), len(_YEARS) - 1)
    found: list[int] = []
    for step in reversed(_YEARS[: fewest + 1]):  # one year alone tells no distance
        found = list(range(math.ceil(first / step) * step, math.floor(last) + 1, step))
        if len(found) > 1:
            break
    return found


def fitting_ticks(domain: Sequence[float], about: int, pixels: float) -> list[float]:
    """Return ticks whose labels stay inside an axis that is so many pixels long.

    Example:
        >>> fitting_ticks((0, 110), 2, 300), fitting_ticks((0, 110), 2, 30)
        ([0, 100], [0])
    """
    low, high = domain
    per_unit = pixels / (high - low)

    def fits(value: float) -> bool:
        half = text_width(f"+{abs(value):,}") / 2
        return value == 0 or half <= (value - low) * per_unit <= pixels - half

    return [value for value in ticks(low, high, about) if fits(value)]


def _tidy(value: float) -> float:
    rounded = float(f"{value:.10g}")
    return int(rounded) if rounded.is_integer() else rounded


def position(field: str, domain: Sequence[float], axis: Mapping[str, Any] | None, *, logarithmic: bool = False) -> Spec:
    """Return a quantitative position channel on a fixed domain, a positive one if it is logarithmic."""
    scale: Spec = {"domain": [float(domain[0]), float(domain[1])], "nice": False}
    scale |= {"type": "log"} if logarithmic else {"zero": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None if axis is None else dict(axis)}


def text_layer(data: str, style: str | list[str], encoding: Mapping[str, Any], **mark: object) -> Spec:
    """Return a layer of text in a named style; further properties of the mark pass through."""
    return {"data": {"name": data}, "mark": {"type": "text", "style": style, **mark}, "encoding": dict(encoding)}


def haloed(data: str, style: str, encoding: Mapping[str, Any], **mark: object) -> list[Spec]:
    """Return a text twice: once as its halo in the surface's colour, once in its own."""
    return [
        text_layer(data, [style, "halo"], encoding, **mark),
        text_layer(data, style, encoding, **mark),
    ]


def number_labels(*, change: bool = False, suffix: str = "") -> str:
    """Return the axis label expression that writes a true minus, and a plus on changes.

    Example:
        >>> number_labels(suffix="x")
        "(datum.value < 0 ? '−' : '') + format(abs(datum.value), ',') + 'x'"
    """
    plus = "datum.value > 0 ? '+' : " if change else ""
    end = f" + '{suffix}'" if suffix else ""
    return f"({plus}datum.value < 0 ? '−' : '') + format(abs(datum.value), ','){end}"
