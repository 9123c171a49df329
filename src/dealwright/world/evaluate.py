"""Evaluates expressions of a deal on its futures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.deal.expression import show
from dealwright.world.conditions import first_time
from dealwright.world.frames import EVERY, NO_TERMS, Days, Edges, StepEnds
from dealwright.world.value import rates, value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.world.futures import Futures

    Fields = Mapping[tuple[str, str], Float[ndarray, "path step"]]
    Window = tuple[Float[ndarray, "..."] | float, Float[ndarray, "..."] | float]

__all__ = ["NotFiniteError", "evaluate", "first_time", "step_rates"]


class NotFiniteError(ArithmeticError):
    """Some path makes an expression infinite or no number: a division by zero, the logarithm of nothing.

    Args:
        expression: The expression; its `place` says where it stands.
        share: On which share of the values, from 0 to 1.
    """

    def __init__(self, expression: Expression, share: float) -> None:
        self.expression = expression
        self.share = share
        super().__init__(f"`{show(expression)}` is no finite number in {share:.3%} of its futures")


def evaluate(
    expression: Expression,
    futures: Futures,
    *,
    at: Float[ndarray, "..."] | None = None,
    sign: int | None = None,
    term_fields: Fields = NO_TERMS,
) -> Any:  # noqa: ANN401 - a number or an array
    """Evaluate an expression at the edges of the steps, or at given days.

    Args:
        expression: What to evaluate; dates become days from the opening of `as_of`, durations years.
        futures: The futures.
        at: Days, (path,) or (path, row), where one path may stand for all; before `as_of` drivers are extended
            backwards, after the horizon they stand still.
        sign: Stands for all that decides the days, if they are looked at again.
        term_fields: Results of terms by name and field, (path, step): yearly rates, or balances.

    Returns:
        At the edges a number where nothing varies, else (path, edge) with either length one where all are alike; at
        given days an array of their shape, with as many paths as the expression has where that is one.

    Raises:
        NotFiniteError: If a value is infinite or no number.
    """
    if at is None:
        rows = _finite(expression, value, Edges(futures, term_fields))
        return rows.T if isinstance(rows, np.ndarray) else rows
    days = np.asarray(at, dtype=float)
    moments = days.T if days.ndim > 1 else days[None, :]
    rows = np.asarray(_finite(expression, value, Days(futures, term_fields, moments, sign=sign)))
    rows = np.broadcast_to(rows, np.broadcast_shapes(rows.shape, moments.shape))
    return rows.T if days.ndim > 1 else rows[0]


def step_rates(
    expression: Expression,
    futures: Futures,
    *,
    steps: slice = EVERY,
    window: Window | None = None,
    term_fields: Fields = NO_TERMS,
) -> Any:  # noqa: ANN401 - a number or an array
    """Evaluate an expression over each step: the average of the step's two ends.

    Within a step `before(event)` is the fraction of the step, or of its overlap with the window, before the event,
    `after` the rest, and `year` the step's calendar year.

    Args:
        expression: What to evaluate.
        futures: The futures.
        steps: Which steps; all by default.
        window: First and last day that count, each one number, one per path, or (step, path).
        term_fields: Results of terms by name and field, (path, step).

    Returns:
        A number, or (path, step) with either length one where all are alike.

    Raises:
        NotFiniteError: If a value is infinite or no number.
    """
    rows = _finite(expression, rates, StepEnds(futures, term_fields, window=window, part=steps))
    return rows.T if isinstance(rows, np.ndarray) else rows


def _finite(expression: Expression, compute: Any, frame: Any) -> Any:  # noqa: ANN401 - one of two evaluations, in its frame
    with np.errstate(all="ignore"):
        rows = compute(expression, frame)
    if isinstance(rows, str) or np.isfinite(np.sum(rows)):  # one that is infinite or no number shows in the sum
        return rows
    finite = np.isfinite(rows)
    if not np.all(finite):
        raise NotFiniteError(expression, 1.0 - float(np.mean(finite)))
    return rows
