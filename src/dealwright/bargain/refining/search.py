"""Search between the steps for a better package: models of a shrinking reach, each try valued exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.refining.goals import Goal
    from dealwright.bargain.refining.model import Model
    from dealwright.bargain.refining.room import Room

    Place = Float[ndarray, " axis"]

CLOSER = 0.25
"""Factor by which the reach shrinks once the model has nothing farther off to offer."""
CORRECTIONS = 3
"""Most tries on one model, each of which it is shifted through."""
ENOUGH = 1e-11
"""A gain of less is none, in units of the money at stake."""
HOPE = 1e-10
"""A model that promises no more than this promises nothing."""
EDGE = 0.999
"""A try beyond this part of the reach stands at its edge."""
TIDY = 1e-6
"""What moving to a step of the range may cost, in units of the money at stake."""
ROUNDING = 1e-9
"""Part of a range by which places differ through rounding alone."""


def search(room: Room, goal: Goal, start: Place, rounds: int) -> Place:
    """Search for the best package by a goal near where a search starts.

    Args:
        room: The packages.
        goal: What is to be as large as it can be.
        start: Where to start: a place that can be written.
        rounds: Most models that are made.

    Returns:
        The best place found; the start if nothing is better.
    """
    best, reach = start, room.steps(start)
    for _ in range(rounds):
        model = room.model(best, reach)
        if model is None:
            break
        tried = _tried(room, goal, best, model)
        best = tried.best
        if not tried.at_edge:
            reach = reach * CLOSER
        if tried.hopeless or np.all(reach < room.finest):
            break
    return _tidy(room, goal, best)


def _tidy(room: Room, goal: Goal, place: Place) -> Place:
    """Move to the nearest step of each range where that costs nothing: what has no effect stays as it is usual."""
    score = _score(goal, room, place)
    for axis, step in enumerate(room.nearest_steps(place)):
        tidier = place.copy()
        tidier[axis] = step
        if tidier[axis] != place[axis] and _score(goal, room, tidier) >= score - TIDY:
            place = tidier
    return place


@dataclass(frozen=True, slots=True)
class _Tried:
    """What came of one model.

    Args:
        best: The best place.
        at_edge: Whether it stands where the model ends and the ranges go on.
        hopeless: Whether the model was right and has no more to offer.
    """

    best: Place
    at_edge: bool
    hopeless: bool


def _tried(room: Room, goal: Goal, centre: Place, model: Model) -> _Tried:
    """Try what a model proposes, shifting it through each try, as long as the tries get better."""
    best, score, at_edge, right = centre, _score(goal, room, centre), False, True
    for _ in range(CORRECTIONS):
        place, promised = _proposed(room, goal, centre, model)
        if promised <= score + HOPE:
            return _Tried(best, at_edge, hopeless=right and not at_edge)
        gain = room.gain(place)
        better = -np.inf if gain is None else float(goal.score(gain[:, None])[0])
        if gain is None or better <= score + ENOUGH:
            break
        right = right and abs(better - promised) <= HOPE
        model = model.through(place - centre, gain)
        best, score, at_edge = place, better, _stands_at_edge(place - centre, model, centre)
    return _Tried(best, at_edge, hopeless=False)


def _score(goal: Goal, room: Room, place: Place) -> float:
    gain = room.gain(place)
    return -np.inf if gain is None else float(goal.score(gain[:, None])[0])


def _proposed(room: Room, goal: Goal, centre: Place, model: Model) -> tuple[Place, float]:
    """Return the place that can be written and is best by the model, next to where the model has most of the goal."""
    tries = room.around(centre + goal.climb(model))
    scores = goal.score(model.gains(tries - centre[:, None]))
    best = int(np.argmax(scores))
    return np.asarray(tries[:, best]), float(scores[best])


def _stands_at_edge(step: Place, model: Model, centre: Place) -> bool:
    """Tell whether a step ends where the model ends, but the ranges go on."""
    up = (step >= EDGE * model.high) & (step > 0) & (centre + model.high < 1.0 - ROUNDING)
    down = (step <= EDGE * model.low) & (step < 0) & (centre + model.low > ROUNDING)
    return bool((up | down).any())
