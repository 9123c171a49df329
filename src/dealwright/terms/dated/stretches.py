"""A term's life cut into stretches in which a flow runs evenly, with what is paid at the end of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.calendar import WHOLE

if TYPE_CHECKING:
    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.view import View

    Each = Float[ndarray, "path stretch"]
    Moment = float | Float[ndarray, " path"]


@dataclass(frozen=True)
class Stretches:
    """Stretches of a term's life, one after the other, each within one step and one period; (path or 1, stretch).

    Args:
        period: Index of the period of each.
        begins: When each begins.
        close: When each ends, at the latest with the life.
        money: What is paid in each, at its end included.
        leaps: What is paid at its end, on a day of its own.
    """

    period: Int[ndarray, "path stretch"]
    begins: Each
    close: Each
    money: Each
    leaps: Each

    def at_first(self, amounts: Each) -> Each:
        """Return what amounts are in the first stretch of the period of each."""
        changes = np.diff(self.period, axis=1, prepend=-1) != 0
        first = np.maximum.accumulate(np.where(changes, np.arange(changes.shape[1]), 0), axis=1)
        rows = max(len(first), len(amounts))
        first, amounts = (np.broadcast_to(each, (rows, each.shape[1])) for each in (first, amounts))
        return np.take_along_axis(amounts, first, axis=1)


def stretches_of(flow: Expression | None, of_periods: Cells, since: Moment, view: View) -> Stretches:
    """Cut a life where steps and periods begin, and where a flow is paid on a day of its own.

    Args:
        flow: The yearly flow; none for nothing.
        of_periods: The life in steps and periods.
        since: Its first moment; what is paid then counts.
        view: The futures.
    """
    count, pieces = len(of_periods.step), each_cell(of_periods)
    even, paid = ([], []) if flow is None else view.apart(flow)
    money = np.zeros((1, count))
    for factor, part in even:
        money = money + factor * pieces.money(part, view)
    whole = Stretches(of_periods.period[None, :], pieces.begins, pieces.close, money, np.zeros((1, 1)))
    return _cut(whole, paid, since) if paid else whole


def each_cell(of_periods: Cells) -> Cells:
    """Return a life of which each piece, of one step and one period, stands for itself.

    Args:
        of_periods: The life in steps and periods.
    """
    each, days = np.arange(len(of_periods.step)), of_periods.closes - of_periods.opens
    return replace(of_periods, period=each, first=each, length=days, whole=of_periods.opens)


def _cut(whole: Stretches, paid: list[tuple[Each, Each]], since: Moment) -> Stretches:
    """Cut stretches at the payments that are made in them, from the first moment of the life up to its close."""
    rows = max(
        len(each) for each in (whole.close, whole.money, whole.begins, *(each for pair in paid for each in pair))
    )
    amounts, moments = (
        np.concatenate([np.broadcast_to(each[place], (rows, np.shape(each[place])[1])) for each in paid], axis=1)
        for place in range(2)
    )
    begins, close, money = (
        np.broadcast_to(each, (rows, each.shape[1])) for each in (whole.begins, whole.close, whole.money)
    )
    nearest = np.rint(np.where(np.isfinite(moments), moments, -1.0))
    moments = np.where(np.abs(moments - nearest) <= WHOLE, nearest, moments)
    lived = np.max(np.where(close > begins, close, -np.inf), axis=1, keepdims=True)
    counts = (moments >= np.reshape(since, (-1, 1)) - WHOLE) & (moments <= lived)
    marks = np.concatenate([np.where(counts, moments, close[:, -1:]), close], axis=1)  # a payment comes before a close
    leaps = np.concatenate([np.where(counts, amounts, 0.0), np.zeros_like(close)], axis=1)
    over = (close <= begins) & (close <= begins[:, :1])  # of pieces before the life
    keys = np.where(np.concatenate([np.zeros_like(counts), over], axis=1), -np.inf, marks)
    order = np.argsort(keys, axis=1, kind="stable")
    marks, leaps = (np.take_along_axis(each, order, axis=1) for each in (marks, leaps))
    closed = (order >= amounts.shape[1]).astype(int)
    which = np.minimum(np.cumsum(closed, axis=1) - closed, close.shape[1] - 1)
    opens = np.take_along_axis(begins, which, axis=1)
    opens[:, 1:] = np.maximum(opens[:, 1:], marks[:, :-1])
    days = np.maximum(marks - opens, 0.0)
    per_day = np.divide(money, close - begins, out=np.zeros(money.shape), where=close > begins)
    even = np.take_along_axis(per_day, which, axis=1) * days
    return Stretches(whole.period[0][which], marks - days, marks, even + leaps, leaps)
