"""Cuts steps where `before` and `after` change: at the events and dates that an expression asks for."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.deal.driver import Event
from dealwright.deal.expression import Call, Name, show, walk
from dealwright.world.frames import overlap

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.world.frames import StepEnds
    from dealwright.world.futures import Futures

    Span = tuple[Float[ndarray, "step _"], Float[ndarray, "step _"]]


def day_of(when: Expression, futures: Futures) -> Any:  # noqa: ANN401 - a number, or one per path
    """Return the day of an event on each path, or of a date; both infinite where it never comes."""
    if isinstance(when, Name) and isinstance(futures.deal.drivers.get(when.name), Event):
        return futures.event(when.name)
    return np.asarray(futures.number(when), dtype=float)


def spans(expression: Expression, steps: StepEnds) -> list[Span]:
    """Cut the days that count of every step where an expression's `before` and `after` change.

    Args:
        expression: What is evaluated; what stands behind its names counts.
        steps: The steps, with their window.

    Returns:
        First and last days of the parts of every step, in the order of time; within each nothing changes.
    """
    futures = steps.futures
    days = [np.ravel(each) for each in _switches(expression, futures)]
    opens, closes = overlap(steps.edges.days[:, 0], steps.window)
    cuts = np.sort(np.broadcast_arrays(*days), axis=0) if days else np.empty((0, 1))
    marks = [opens, *(np.clip(cut[None, :], opens, closes) for cut in cuts), closes]
    return list(itertools.pairwise(marks))


def _switches(expression: Expression, futures: Futures) -> list[Any]:
    """Return the days of the events and dates that an expression, or what stands behind its names, asks for."""
    days, waiting, seen = {}, [expression], set()
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, Call) and part.function in {"before", "after"}:
                days[show(part.arguments[0])] = day_of(part.arguments[0], futures)
            elif isinstance(part, Name) and part.name not in seen and (behind := futures.behind(part.name)) is not None:
                seen.add(part.name)
                waiting.append(behind)
    return list(days.values())
