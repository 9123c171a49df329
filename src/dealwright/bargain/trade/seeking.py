"""Finds which value of a path reaches a goal, and where each party is indifferent between signing and no deal."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.bargain.trade.desk import CannotStandError
from dealwright.bargain.trade.goal import Goal, of_party, of_result
from dealwright.bargain.trade.seek import crossings
from dealwright.bargain.trade.sought import Answer, At, Sought
from dealwright.bargain.trade.variable import NoVariableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.trade.desk import Desk
    from dealwright.bargain.trade.seek import Crossing
    from dealwright.bargain.trade.variable import Variable
    from dealwright.engine.result import Estimate

SURE = 0.02
"""Part of a standard error within which a goal is met as well as it can be told."""
EXACT = 1e-9
"""Part of a figure that is rounding."""
MEANT = 2.0
"""A goal is met where it is within so many standard errors, or within what one written digit moves."""
FEW = 9
"""Values of the range that are looked at where each takes a valuation of a whole scenario."""
APART = 0.005
"""Part of the range over which a slope is taken at least."""


@dataclass(frozen=True)
class Track:
    """A figure along the values of a path.

    Args:
        desk: The deal where its terms stand.
        goal: The figure, and how much of it is wanted.
        variable: The values.
    """

    desk: Desk
    goal: Goal
    variable: Variable
    known: dict[float, Estimate] = field(default_factory=dict)

    def at(self, place: float) -> Estimate:
        """Return the figure at a place."""
        if place not in self.known:
            self.known[place] = self._figure({self.variable.path: self.variable.text(place)})
        return self.known[place]

    def now(self) -> Estimate:
        """Return the figure where the deal stands."""
        return self._figure({})

    def _figure(self, changes: dict[str, str]) -> Estimate:
        if self.goal.figure:
            return of_party(self.desk, self.goal.party, self.goal.figure, changes)
        return of_result(self.desk, self.goal.path, changes)

    def off(self, place: float) -> float:
        """Return how far the figure at a place is off the goal; what rounding leaves is nothing."""
        figure = self.at(place)
        off = figure.value - self.goal.target
        return 0.0 if abs(off) <= EXACT * max(abs(figure.value), abs(self.goal.target)) else off


def seek(desk: Desk, goal: Goal, variable: Variable) -> Sought:
    """Find which values of a path reach a goal.

    Args:
        desk: The deal where its terms stand.
        goal: The goal.
        variable: The values.

    Returns:
        Every one that was found on the range.

    Raises:
        NoVariableError: If the path moves nothing of the goal, or no value of it can stand.
        NoGoalError: If the goal is no figure of the deal.
    """
    track = Track(desk, goal, variable)
    places = _standing(track)
    figures = [track.at(place) for place in places]
    rounding = EXACT * max(abs(each.value) for each in figures)
    if max(each.value for each in figures) - min(each.value for each in figures) <= rounding:
        raise NoVariableError(f"{variable.path} moves nothing of {goal.path}: it is the same over the whole range")
    small = SURE * min(each.standard_error for each in figures)
    nearest = (lambda place: float(round(place))) if variable.span is None else variable.span.nearest
    found = crossings(track.off, places, nearest, variable.unit, small)
    answers = tuple(_answer(track, each) for each in found)
    ends = At(variable.text(places[0]), figures[0]), At(variable.text(places[-1]), figures[-1])
    return Sought(
        goal=f"{goal.path}={goal.written}",
        target=goal.target,
        party=goal.party,
        figure=goal.figure,
        path=variable.path,
        held=variable.held,
        kind=variable.kind,
        now=track.now(),
        ends=ends,
        range_is=variable.because,
        answers=answers,
        looked_at=len(track.known),
    )


def _standing(track: Track) -> list[float]:
    """Return the places of the range at which the deal can stand, as a range may reach further than that."""
    found, why = [], ""
    each = 1 if track.goal.figure or len(track.variable.values) <= FEW else 2
    for text in track.variable.values[::each]:
        place = track.variable.place(text)
        try:
            track.at(place)
        except CannotStandError as reason:
            why = str(reason)
            continue
        found.append(place)
    if not found:
        raise NoVariableError(f"no value of {track.variable.path} can stand: {why}")
    return sorted(found)


def _answer(track: Track, crossing: Crossing) -> Answer:
    figure, variable = track.at(crossing.at), track.variable
    value, slope = variable.text(crossing.at), _slope(track, crossing)
    error = None if slope is None or not figure.standard_error else figure.standard_error / abs(slope)
    if variable.span is None or crossing.low == crossing.high:
        between = None if crossing.low == crossing.high else _between(track, crossing)
        return Answer(value, error if variable.span is not None else None, figure, between, _steps(track, crossing.at))
    by_unit = 0.0 if slope is None else abs(slope) * variable.unit
    met = abs(figure.value - track.goal.target) <= max(MEANT * figure.standard_error, MEANT * by_unit)
    leaps = not met or abs(track.at(crossing.high).value - track.at(crossing.low).value) > _most(track, figure, by_unit)
    between = _between(track, crossing) if leaps and crossing.high - crossing.low <= 1.5 * variable.unit else None
    return Answer(value, None if between else error, figure, between, _steps(track, crossing.at))


def _most(track: Track, figure: Estimate, by_unit: float) -> float:
    """Return the most that a figure moves from one value to the next where it does not leap."""
    del track
    return max(10 * MEANT * by_unit, MEANT * figure.standard_error)


def _between(track: Track, crossing: Crossing) -> tuple[At, At]:
    low, high = (At(track.variable.text(place), track.at(place)) for place in (crossing.low, crossing.high))
    return low, high


def _slope(track: Track, crossing: Crossing) -> float | None:
    """Return how fast the figure moves near a place, over what was looked at on both sides of it."""
    places = sorted(track.known)
    apart = APART * (places[-1] - places[0])
    low = max((each for each in places if each <= crossing.low - apart), default=crossing.low)
    high = min((each for each in places if each >= crossing.high + apart), default=crossing.high)
    if low == high:
        return None
    found = (track.at(high).value - track.at(low).value) / (high - low)
    return found or None


def _steps(track: Track, place: float) -> tuple[At, ...]:
    """Return the figure at the steps of the range next to a place; none where it is a step, or there are none."""
    variable = track.variable
    steps = sorted(variable.place(each) for each in variable.steps)
    if not steps or place in steps:
        return ()
    after = bisect_right(steps, place)
    near: Sequence[float] = steps[max(0, after - 1) : after + 1]
    return tuple(At(variable.text(each), track.at(each)) for each in near)


def break_even(desk: Desk, variable: Variable) -> tuple[Sought, ...]:
    """Find where each party is indifferent between signing and no deal.

    Args:
        desk: The deal where its terms stand, of a file that bargains.
        variable: The path that is varied.

    Returns:
        What was found for each party whose gain moves with it.

    Raises:
        NoVariableError: If nobody's does.
    """
    found, still = [], ""
    for party in desk.parties:
        try:
            found.append(seek(desk, Goal(f"party.{party}.gain", 0.0, "0", party, "gain"), variable))
        except NoVariableError as reason:
            still = str(reason)
    if not found:
        raise NoVariableError(still)
    return tuple(found)
