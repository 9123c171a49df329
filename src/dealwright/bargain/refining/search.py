"""Search between the steps for a better package: models of a shrinking reach, each try valued exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.refining.goals import first_of_best

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.refining.goals import Goal
    from dealwright.bargain.refining.model import Model
    from dealwright.bargain.refining.room import Room

    Place = Float[ndarray, " axis"]

CLOSER = 0.25
"""Factor by which the reach shrinks once the model has nothing farther off to offer."""
PATIENCE = 2
"""Models in a row that promise or bring next to nothing before a search ends."""
FARTHER = 2.0
"""Factor by which it grows where the best place stands at its edge."""
CORRECTIONS = 4
"""Most tries on one model, each of which it is shifted through."""
MARGINS = (0.0, 0.25, 1.0)
"""Where all places that can be written next to the best one are refused, how far from that to stay, in roundings."""
ENOUGH = 1e-11
"""A gain of less is none, in units of the money at stake."""
HOPE = 1e-10
"""A model that promises no more than this promises nothing."""
WORTHWHILE = 1e-6
"""A model that promised no more than this is the last."""
EDGE = 0.999
"""A try beyond this part of the reach stands at its edge."""
TIDY = 1e-6
"""What moving to a step of the range may cost, in units of the money at stake."""
ROUNDING = 1e-9
"""Part of a range by which places differ through rounding alone."""


def search(room: Room, goal: Goal, start: Place, rounds: int, columns: int) -> Place:
    """Search for the best package by a goal near where a search starts.

    Args:
        room: The packages.
        goal: What is to be as large as it can be.
        start: Where to start: a place that can be written.
        rounds: Most models that are made.
        columns: Once so many columns were computed, no more models are made.

    Returns:
        The best place found; the start if nothing is better.
    """
    best, reach, model, left = start, room.steps(start), None, PATIENCE
    for _ in range(rounds):
        model = room.model(best, reach, model)
        if model is None or room.valued.columns >= columns:
            break
        before, tried = _score(goal, room, best), _tried(room, goal, best, model)
        best = _leapt(room, goal, best, tried.best)
        reach = reach * (FARTHER if tried.at_edge else CLOSER)
        still = tried.hopeless or 0 < _score(goal, room, best) - before <= WORTHWHILE
        left = left - 1 if still else PATIENCE  # a wide model may hide what lies near
        if tried.right or left == 0 or np.all(reach < room.finest):
            break
    return _tidy(room, goal, best, start)


def _leapt(room: Room, goal: Goal, before: Place, here: Place) -> Place:
    """Go on in the direction in which a model has led, ever farther: so a ridge is followed that no model sees."""
    step, score = here - before, _score(goal, room, here)
    while step.any():
        farther = room.written(np.clip(here + step, 0.0, 1.0))
        better = _score(goal, room, farther)
        if better <= score + WORTHWHILE:
            break
        here, score, step = farther, better, 2.0 * (farther - here)
    return here


def _tidy(room: Room, goal: Goal, place: Place, start: Place) -> Place:
    """Go back to where the search started, or else to a step of the range, along each axis where that costs nothing."""
    score = _score(goal, room, place)
    for axis, step in enumerate(room.nearest_steps(place)):
        for tidier in (start[axis], step):
            tried = place.copy()
            tried[axis] = tidier
            if tidier != place[axis] and _score(goal, room, tried) >= score - TIDY:
                place = tried
                break
    return place


@dataclass(frozen=True, slots=True)
class _Tried:
    """What came of one model.

    Args:
        best: The best place.
        at_edge: Whether it stands where the model ends and the ranges go on.
        hopeless: Whether the model never promised much.
        right: Whether it was right in every try, and has no more to offer.
    """

    best: Place
    at_edge: bool
    hopeless: bool
    right: bool


def _tried(room: Room, goal: Goal, centre: Place, model: Model) -> _Tried:
    """Try what a model proposes, shifting it through each try: so it learns by how much a balance was missed."""
    best, score, at_edge, right, much = centre, _score(goal, room, centre), False, True, False
    for number in range(CORRECTIONS):
        place, promised = _proposed(room, goal, centre, model)
        if promised <= score + HOPE:
            done = not at_edge
            return _Tried(best, at_edge, hopeless=done and not much, right=done and right and number > 0)
        much = much or promised > score + WORTHWHILE
        gain = room.gain(place)
        if gain is None:
            break
        better = float(goal.score(gain[:, None])[0])
        right = right and abs(better - promised) <= HOPE
        model = model.through(place - centre, gain)
        if better > score + ENOUGH:
            best, score, at_edge = place, better, _stands_at_edge(place - centre, model, centre)
    return _Tried(best, at_edge, hopeless=not at_edge and not much, right=False)


def _score(goal: Goal, room: Room, place: Place) -> float:
    gain = room.gain(place)
    return -np.inf if gain is None else float(goal.score(gain[:, None])[0])


def _proposed(room: Room, goal: Goal, centre: Place, model: Model) -> tuple[Place, float]:
    """Return the place that can be written and is best by the model, next to where the model has most of the goal."""
    rounding = np.abs(model.linear) @ room.finest  # what writing a place may cost each party
    place, promised = centre, -np.inf
    for part in MARGINS:
        aimed = goal if part == 0.0 else replace(goal, floor=goal.floor + part * rounding)
        tries = room.around(centre + aimed.climb(model))
        scores = goal.score(model.gains(tries - centre[:, None]))
        best = first_of_best(scores)
        if scores[best] > promised:
            place, promised = np.asarray(tries[:, best]), float(scores[best])
        if scores[best] > -np.inf and part == 0.0:
            break
    return place, promised


def _stands_at_edge(step: Place, model: Model, centre: Place) -> bool:
    """Tell whether a step ends where the model ends, but the ranges go on."""
    up = (step >= EDGE * model.high) & (step > 0) & (centre + model.high < 1.0 - ROUNDING)
    down = (step <= EDGE * model.low) & (step < 0) & (centre + model.low > ROUNDING)
    return bool((up | down).any())
