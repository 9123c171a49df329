"""Frame the pictures of an exit: the axis of exit values, the verticals at breakpoints, and what they are told by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.show import number
from dealwright.show.captable.exits import BEFORE
from dealwright.show.charts.axis import Axis
from dealwright.show.charts.layers import power_ticks, ticks
from dealwright.show.charts.stacked import Band, Frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.show.captable.exits import Exits, Group

EXACT = "Exact; no simulation"


@dataclass(frozen=True, slots=True)
class Break:
    """An exit value at which something changes.

    Attributes:
        at: Exit value, in money.
        price: Money per as-converted common share there; None where that is not what changes.
        what: What happens, in words.
    """

    at: float
    price: float | None
    what: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the figures of one company's exit share.

    Attributes:
        key: What their names on the page begin with.
        currency: Of all money.
        source: Left foot.
    """

    key: str
    currency: str
    source: str


def exit_scale(exits: Exits) -> number.Scale:
    """Return the scale that exit values and what is paid are written in."""
    return number.scale_of([float(exits.values[-1])])


def exit_axis(exits: Exits, told: Told, *, wide: bool, about: int) -> Axis:
    """Return the axis of exit values.

    Args:
        exits: What everybody gets.
        told: The currency.
        wide: Whether it is drawn in ratios, from below the first breakpoint.
        about: How many marks would do.
    """
    scale = exit_scale(exits)
    high = float(exits.values[-1]) / scale.factor
    if not wide:
        return Axis(0.0, high, _marked(ticks(0.0, high, about)), f"exit value, {scale.title(told.currency)}")
    low = exits.breaks[0] / scale.factor / BEFORE
    marks = {at: _short(at * scale.factor) for at in power_ticks(low, high)}
    return Axis(low, high, marks, f"exit value, {told.currency}", logarithmic=True)


def amount_axis(high: float) -> Axis:
    """Return the upright axis of money."""
    return Axis(0.0, high, _marked(ticks(0.0, high, 5)), "")


def _marked(steps: Sequence[float]) -> dict[float, str]:
    """Write the marks of an axis with one count of decimals."""
    decimals = max((len(f"{step:g}".partition(".")[2]) for step in steps), default=0)
    return {step: number.plain(step, decimals) for step in steps}


def _short(amount: float) -> str:
    scale = number.scale_of([amount])
    return f"{amount / scale.factor:g}{scale.suffix}"


def exit_frame(exits: Exits, across: Axis, upright: Axis) -> tuple[Frame, Float[ndarray, " exit"]]:
    """Return the frame of a picture over exit values, and which of the values it shows."""
    factor = exit_scale(exits).factor
    places = exits.values / factor
    kept = places >= across.low * (1 - 1e-12)
    point = tuple(number.money(float(value)) for value in exits.values[kept])
    marks = tuple(at / factor for at in exits.breaks)
    return Frame(across, upright, tuple(map(float, places[kept])), marks, point), np.asarray(kept)


def band_of(group: Group, heights: Sequence[float], told: Sequence[str], end: str) -> Band:
    """Return a group as a band of a stack."""
    return Band(group.name, group.colour.token, group.colour.shade, tuple(map(float, heights)), tuple(told), end)
