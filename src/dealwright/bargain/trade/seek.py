"""Find where a function of one number passes through nothing: looked for on a range, then closed in on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST = 40
"""Steps of closing in at most."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two neighbouring places between which a function passes through nothing, or one at which it is nothing.

    Args:
        low: The one.
        high: The other; the same where the function is nothing there.
        at: The one of them at which the function is nearer to nothing.
    """

    low: float
    high: float
    at: float


def crossings(
    of: Callable[[float], float],
    places: Sequence[float],
    nearest: Callable[[float], float],
    unit: float = inf,
    small: float = 0.0,
) -> list[Crossing]:
    """Find where a function passes through nothing.

    Args:
        of: The function.
        places: Rising places at which it is looked at, with both ends.
        nearest: Gives the nearest place that there is.
        unit: How far neighbouring places lie apart; infinite where there are only those that are looked at.
        small: A value of the function that is as good as nothing.

    Returns:
        Every place found at which it changes its sign, rising; where it only touches nothing, that as well.

    Source:
        The modified regula falsi of Dowell and Jarratt (Illinois), BIT 11(2), 1971, with bisection where it is slow.
    """
    looked = [(place, of(place)) for place in _with_turns(of, places, nearest, unit, small)]
    found: list[Crossing] = []
    for (low, below), (high, above) in pairwise(looked):
        if below == 0.0:
            found.append(Crossing(low, low, low))
        elif below * above < 0.0:
            found.append(_closed_in(of, (low, below), (high, above), nearest, unit, small))
    if looked and looked[-1][1] == 0.0:
        found.append(Crossing(looked[-1][0], looked[-1][0], looked[-1][0]))
    return found


def _with_turns(
    of: Callable[[float], float], places: Sequence[float], nearest: Callable[[float], float], unit: float, small: float
) -> list[float]:
    """Add places where the function comes close to nothing and turns back, as far as a parabola tells."""
    found = set(places)
    values = [of(place) for place in places]
    for left, here, right in zip(range(len(places)), range(1, len(places)), range(2, len(places)), strict=False):
        sides = [values[each] for each in (left, here, right)]
        if min(sides) * max(sides) < 0.0 or abs(sides[1]) > min(abs(sides[0]), abs(sides[2])):
            continue
        turn = _turn(*(places[each] for each in (left, here, right)), *sides)
        for _ in range(3):  # the parabola through the last three, a few times
            turn = nearest(turn)
            if not places[left] < turn < places[right] or abs(turn - places[here]) < unit / 2:
                break
            found.add(turn)
            value = of(turn)
            if value * sides[1] <= 0.0 or abs(value) <= small:
                break
            turn = _turn(places[left], turn, places[right], sides[0], value, sides[2])
    return sorted(found)


def _turn(a: float, b: float, c: float, at_a: float, at_b: float, at_c: float) -> float:
    """Return where the parabola through three points turns."""
    one, other = (b - a) * (at_b - at_c), (b - c) * (at_b - at_a)
    return b if one == other else b - 0.5 * ((b - a) * one - (b - c) * other) / (one - other)


def _closed_in(
    of: Callable[[float], float],
    low: tuple[float, float],
    high: tuple[float, float],
    nearest: Callable[[float], float],
    unit: float,
    small: float,
) -> Crossing:
    kept = 0
    (a, at_a), (b, at_b) = low, high
    left, right = at_a, at_b  # weights of the ends, halved for one that is kept twice
    for step in range(MOST):
        if b - a <= unit * 1.5 or min(abs(at_a), abs(at_b)) <= small:
            break
        middle = a + (b - a) * (left / (left - right)) if step % 4 != 3 else (a + b) / 2  # noqa: PLR2004 - every fourth
        place = nearest(min(max(middle, a + unit), b - unit))
        if not a < place < b:
            place = nearest((a + b) / 2)
            if not a < place < b:
                break
        value = of(place)
        if value == 0.0:
            return Crossing(place, place, place)
        if value * at_a < 0.0:
            b, at_b, right = place, value, value
            left, kept = (left / 2 if kept == -1 else at_a), -1
        else:
            a, at_a, left = place, value, value
            right, kept = (right / 2 if kept == 1 else at_b), 1
    return Crossing(a, b, a if abs(at_a) <= abs(at_b) else b)
