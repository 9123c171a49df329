"""The arithmetic of milestones on amounts: when a sum passes a threshold, to the day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Binary, Call
from dealwright.terms.amounts.rows import running_total
from dealwright.terms.dated.reached import paid_once
from dealwright.terms.dated.straight import is_much, passed_straight
from dealwright.terms.dated.stretches import each_cell, stretches_of
from dealwright.terms.days.life import in_life, life, open_from
from dealwright.terms.days.periods import cells
from dealwright.terms.opening import base_before, used_before
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.dated.stretches import Stretches
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.milestone import Milestone
    from dealwright.terms.outcome import Outcome, State
    from dealwright.terms.view import View

    Number = float | Float[ndarray, "path 1"]
    Amounts = Float[ndarray, "path cell"]

ONE_BY_ONE = 50
"""So often at most a repeated milestone is laid out one by one; what comes more often is by steps of the futures."""
ROUNDING = 1e-12
"""Part of a threshold by which a sum may miss it and still have reached it."""


@dataclass(frozen=True)
class Sums:
    """What a flow has added up to, piece by piece of a term's life: even within a piece, with a leap at its end.

    Args:
        stretches: The pieces.
        before: The sum at the beginning of each; (path or 1, piece).
        after: The sum at the end of each, likewise.
    """

    stretches: Stretches
    before: Amounts
    after: Amounts

    @property
    def even(self) -> Amounts:
        """Return the sum at the end of each piece before what is paid then."""
        return np.asarray(self.after - self.stretches.leaps)

    @property
    def highest(self) -> Float[ndarray, "path 1"]:
        """Return the most that it ever comes to."""
        sums = [np.max(each, axis=1, keepdims=True) for each in (self.before, self.even, self.after)]
        found: Float[ndarray, "path 1"] = np.maximum.reduce(sums)
        return found

    def passes(self, threshold: Number) -> Float[ndarray, " path"]:
        """Return the first day on which the sum passes a threshold; infinite for never."""
        high = np.maximum(self.even, self.after)
        hit = (high >= np.asarray(threshold) * (1.0 - ROUNDING)) & (high > self.before)
        first = np.argmax(hit, axis=1)
        rows = np.arange(len(hit))
        stretches = self.stretches
        before, even, opens, closes = (
            np.broadcast_to(each, hit.shape)[rows, first]
            for each in (self.before, self.even, stretches.begins, stretches.close)
        )
        wanted = np.broadcast_to(np.ravel(threshold), before.shape)
        day = opens + (closes - opens) * _part(wanted - before, even - before)
        return np.where(hit.any(axis=1), day, np.inf)


def _part(wanted: Amounts, grown: Amounts) -> Amounts:
    """Return after which part of a piece a sum has grown by so much; the whole where only a payment at its end does."""
    reached = (grown > 0.0) & (wanted <= grown)
    return np.where(reached, np.clip(wanted / np.where(reached, grown, 1.0), 0.0, 1.0), 1.0)


def threshold_payments(term: Milestone, view: View) -> Outcome:
    """Pay for each threshold that the sum of a flow passes, once.

    Args:
        term: The milestone.
        view: The futures.

    Returns:
        One flow with an entry for each threshold, and its account.
    """
    if term.rolling is not None:
        return _rolling(term, view)
    straight = _straight(term, view)
    if straight is not None:
        return straight
    sums, start = _sums(term, view)
    if term.every is not None:
        paid = _repeated(term, view, sums, start, view.number(term.every))
    else:
        tiers = term.tiers or []
        paid = _each_once(term, view, sums, _still_ahead(term, view, start), [tier.amount for tier in tiers])

    def closing() -> State:
        if term.within is None:
            return replace(paid.closing(), base=sums.after[:, -1:])
        return replace(paid.closing(), base=np.maximum(start, sums.highest), kept=_under_way(sums, term, view))

    return replace(paid, closing=closing)


def _still_ahead(term: Milestone, view: View, start: Number) -> list[Number]:
    """Return the thresholds, infinite where they had been reached before the term began."""
    return [np.where(start < at, at, np.inf) for at in (view.number(tier.at) for tier in term.tiers or [])]


def _straight(term: Milestone, view: View) -> Outcome | None:
    """Pay tiers of the sum over a term's life, of a flow that runs evenly, by compiled loops; else none."""
    if term.tiers is None or term.of is None or term.within is not None:
        return None
    pieces, start = each_cell(_periods(term, view)), base_before(term, view)
    even, paid = view.apart(term.of) if is_much(pieces, view) else ([], [])
    if paid or len(even) != 1 or not np.all(even[0][0] == 1.0):
        return None
    ahead = [(at, np.asarray(at) * (1.0 - ROUNDING)) for at in _still_ahead(term, view, start)]
    met = passed_straight(pieces.money(even[0][1], view), pieces, start, ahead, view)
    if met is None:
        return None
    done = paid_once(term, view, [tier.amount for tier in term.tiers], met)

    def closing() -> State:
        sums, _ = _sums(term, view)
        return replace(done.closing(), base=sums.after[:, -1:])

    return replace(done, closing=closing)


def _rolling(term: Milestone, view: View) -> Outcome:
    """Pay each tier when the sum over a time that ends then first reaches it."""
    runs, start = life(term, view), base_before(term, view)
    begins = open_from(term, runs, view)
    tiers, found = term.tiers or [], []
    for tier in tiers:
        if term.of is None or term.rolling is None:
            break
        day = view.first_time(Binary(">=", Call("trailing", (term.of, term.rolling)), tier.at), begins)
        open_ = (np.ravel(start) < np.ravel(view.number(tier.at))) & (
            in_life(runs, day[:, None], closing=True)[:, 0] > 0
        )
        found.append(np.where(open_, day, np.inf))
    paid = paid_once(term, view, [tier.amount for tier in tiers], np.stack(found, axis=1))

    def closing() -> State:
        reached = start
        for tier, day in zip(tiers, found, strict=True):
            reached = np.maximum(reached, np.where(np.isfinite(day)[:, None], view.number(tier.at), 0.0))
        return replace(paid.closing(), base=reached)

    return replace(paid, closing=closing)


def _each_once(
    term: Milestone, view: View, sums: Sums, thresholds: Sequence[Number], amounts: Sequence[Expression | None]
) -> Outcome:
    met = [np.broadcast_to(sums.passes(each), (view.paths,)) for each in thresholds]
    return paid_once(term, view, amounts, np.stack(met, axis=1))


def _repeated(term: Milestone, view: View, sums: Sums, start: Number, step: Number) -> Outcome:
    """Pay each time that the sum has grown by a step; often ones piece by piece, on the mean of their days."""
    done = np.floor(_exactly(start / step))
    left = np.inf if term.most is None else np.maximum(np.asarray(view.number(term.most)) - done, 0.0)
    often = int(np.max(np.minimum(np.floor(_exactly(sums.highest / step)) - done, left)))
    if often <= ONE_BY_ONE:
        thresholds = [np.where(count <= left, step * (done + count), np.inf) for count in range(1, max(often, 1) + 1)]
        return _each_once(term, view, sums, thresholds, [term.amount])
    high = np.maximum(np.maximum.accumulate(sums.after, axis=1), start)
    passed = np.minimum(np.floor(_exactly(high / step)) - done, left)
    times = np.diff(passed, axis=1, prepend=0.0)
    mean = step * (done + passed - (times - 1.0) / 2.0)
    part = _part(mean - sums.before, sums.even - sums.before)
    begins, close = sums.stretches.begins, sums.stretches.close
    days = np.where(times > 0, begins + part * (close - begins), np.inf)
    return paid_once(term, view, [term.amount], np.broadcast_to(days, (view.paths, days.shape[1])), times=times)


def _exactly(count: Number) -> Number:
    """Take what is a whole number but for rounding as one."""
    whole = np.rint(count)
    return np.where(np.abs(count - whole) < 1e-9, whole, count)  # noqa: PLR2004 - rounding


def _sums(term: Milestone, view: View) -> tuple[Sums, Number]:
    """Add up what counts, and say what had been reached before the term begins."""
    of_periods = _periods(term, view)
    stretches = stretches_of(term.of, of_periods, open_from(term, life(term, view), view), view)
    money, start = stretches.money, base_before(term, view)
    total = running_total(money)
    if term.within is None:
        after = total + start
        return Sums(stretches, after - money, after), start
    used = used_before(term, view)
    after = total - stretches.at_first(total - money) + _seen(of_periods, stretches, used, view)
    if used is not None and term.paid == "reached":  # what this period has reached before fell due before
        start = np.maximum(start, used)
    return Sums(stretches, after - money, after), start


def _periods(term: Milestone, view: View) -> Cells:
    return cells(life(term, view), view.grid, term.within or view.grid.step, year_start(term))


SUM, BEGAN = "sum of the period", "period began"
"""What the period under way has come to and when it began, as one wording hands them on to the next."""


def _seen(of_periods: Cells, stretches: Stretches, used: Number | None, view: View) -> Amounts:
    """Return what the period that was under way when the life began had come to, in each piece of it."""
    if view.handed is None:
        return np.asarray((0.0 if used is None else used) * (stretches.period == 0))
    opens = of_periods.whole[stretches.period]
    return np.where(opens == view.handed.kept.get(BEGAN, -np.inf), view.handed.kept.get(SUM, 0.0), 0.0)


def _under_way(sums: Sums, term: Milestone, view: View) -> dict[str, Number]:
    """Hand on what the period in which the life ends has come to until then."""
    stretches = sums.stretches
    there = (stretches.close > stretches.begins) | (stretches.leaps != 0.0)
    there, after, period = np.broadcast_arrays(there, sums.after, stretches.period)
    last = np.where(np.any(there, axis=1), there.shape[1] - 1 - np.argmax(there[:, ::-1], axis=1), 0)
    rows = np.arange(len(last))
    return {SUM: after[rows, last][:, None], BEGAN: _periods(term, view).whole[period[rows, last]][:, None]}
