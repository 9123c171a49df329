"""What a term moves after the horizon, where the file says that it goes on: `beyond: perpetuity(g)`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Call
from dealwright.ground.calendar import add_years
from dealwright.terms.days.business_days import paid_on
from dealwright.terms.days.life import life
from dealwright.terms.outcome import Flow
from dealwright.terms.pay_days import at_end

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.base import Term
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import OnDemand
    from dealwright.terms.view import View

    Number = float | Float[ndarray, "path 1"]

YEAR = 365.0
LONGEST = 300
"""Years laid out one by one at most, where a limit may change what comes; from then on each is like the last."""


@dataclass(frozen=True, slots=True)
class Later:
    """What comes after the horizon, year by year.

    Args:
        amounts: What comes in each year; (path or 1, year).
        days: The middle of each year, in days from the opening of `as_of`.
        lasting: The yearly growth with which the last of them comes again every year for ever; none if it does not.
    """

    amounts: Float[ndarray, "path year"]
    days: Float[ndarray, " year"]
    lasting: Number | None

    def join(self, amounts: Float[ndarray, "_ entry"]) -> Float[ndarray, "_ _"]:
        """Put what comes later behind what came up to the horizon."""
        return _joined(amounts, self.amounts)

    def beside(self, closes: Float[ndarray, "_ period"]) -> Float[ndarray, "_ _"]:
        """Put the close of each later year behind the days on which periods close."""
        return _joined(closes, self.days[None, :] + YEAR / 2.0)


def later(
    term: Term, view: View, pieces: Cells, amounts: Float[ndarray, "path period"], *, limited: bool = False
) -> Later | None:
    """Let amounts go on after the horizon, growing at a constant rate from a year of what they were at the end.

    Args:
        term: The term; it goes on with `beyond: perpetuity(g)`, up to the close of `until` if it has one.
        view: The futures.
        pieces: The periods that the amounts are of.
        amounts: What came in each period.
        limited: Whether a limit on the sum will change what comes, so that every year must be laid out.

    Returns:
        What comes later; none where nothing does.
    """
    if not (isinstance(term.beyond, Call) and term.beyond.function == "perpetuity"):
        return None
    horizon = view.grid.edges[-1]
    last = np.inf if term.until is None else view.grid.closing(view.calendar_date(term.until))
    if last <= horizon:
        return None
    growth, runs = view.number(term.beyond.arguments[0]), life(term, view)
    left = (last - horizon) / YEAR
    shown = 1.0 if left > LONGEST and not limited else min(left, float(LONGEST))
    years = np.arange(np.ceil(shown))
    part = np.minimum(1.0, shown - years)
    first = _year(pieces, amounts, view, runs.start) * (np.asarray(runs.end) >= horizon)
    days = horizon + (years + part / 2.0) * YEAR
    return Later(first * (1.0 + growth) ** (years + 1.0) * part, days, growth if left > LONGEST else None)


def accruing(
    term: Term,
    view: View,
    sides: tuple[str | None, str | None],
    amounts: Float[ndarray, "path period"] | OnDemand,
    pieces: Cells,
    *,
    invoiced: bool = False,
    cash: bool = True,
) -> Flow:
    """Move what accrues period by period, and goes on after the horizon where the term does.

    Args:
        term: The term.
        view: The futures.
        sides: Payer and payee.
        amounts: Money of each period.
        pieces: The periods.
        invoiced: Whether the term's own words say when a period is paid; otherwise in its middle.
        cash: Whether it is paid money.

    Returns:
        The flow.
    """
    flow = Flow(*sides, amounts, pieces, cash)
    more = None if term.beyond is None else later(term, view, pieces, flow.amount)
    when = when_of(term, view, pieces, more, invoiced=invoiced)
    if more is None:
        return replace(flow, when=when)
    return Flow(*sides, more.join(flow.amount), when, cash, more.lasting)


def when_of(
    term: Term, view: View, pieces: Cells, more: Later | None, *, invoiced: bool = True
) -> Float[ndarray, "..."] | Cells:
    """Return when what accrued is paid, as a flow says it: the periods themselves, where it is in their middle.

    Args:
        term: The term.
        view: The futures.
        pieces: The periods.
        more: What comes after the horizon.
        invoiced: Whether the term's own words say when a period is paid; otherwise in its middle.
    """
    if more is None and not (invoiced and at_end(term)):
        return pieces
    return days_of(term, view, pieces, more) if invoiced else _joined_to(pieces.middle, more)


def days_of(term: Term, view: View, pieces: Cells, more: Later | None) -> Float[ndarray, "..."]:
    """Return when what accrued is paid, period by period and then year by year.

    Args:
        term: It pays in the middle of a period, or at its end and as much later as its words say.
        view: The futures.
        pieces: The periods.
        more: What comes after the horizon: paid as long after the middle of its year as in the last period, but on no
            day of a calendar that nobody has written yet.

    Returns:
        Days from the opening of `as_of`; (period,), (path, period) or (1, period).
    """
    if not at_end(term):
        return _joined_to(pieces.middle, more)
    days = paid_on(term, view, pieces.close)
    after = getattr(term, "pays_after", None)
    lag = float(pieces.length[-1]) / 2.0 + (0.0 if after is None else view.number(after) * YEAR)
    return _joined_to(days, more, lag)


def _joined_to(
    days: Float[ndarray, "..."], more: Later | None, lag: float | Float[ndarray, "..."] = 0.0
) -> Float[ndarray, "..."]:
    return days if more is None else _joined(days, np.asarray(more.days + lag))


def _year(
    pieces: Cells, amounts: Float[ndarray, "path period"], view: View, start: float | Float[ndarray, "path 1"]
) -> Float[ndarray, "path 1"]:
    """Return what the days of the last year up to the horizon brought, and would have in a whole year of such days."""
    horizon = view.grid.edges[-1]
    closing = view.grid.horizon + dt.timedelta(1)
    opens = view.grid.day(add_years(closing, -1.0))
    inside = np.clip(pieces.close - np.maximum(pieces.close - pieces.overlap, opens), 0.0, None)
    part = np.divide(inside, pieces.overlap, out=np.zeros_like(inside), where=pieces.overlap > 0)
    lived = horizon - np.maximum(start, opens)
    whole = np.divide(horizon - opens, lived, out=np.zeros_like(lived), where=lived > 0)
    return np.asarray(np.sum(amounts * part, axis=1, keepdims=True) * whole)


def in_all(flow: Flow, rate: float | Float[ndarray, "..."]) -> Float[ndarray, "path entry"]:
    """Return a flow's entries, the last worth all that it stands for where it comes again every year for ever.

    Args:
        flow: The flow.
        rate: Effective yearly rate at which it is discounted; scalar, (path,) or (path, 1). Where it does not exceed
            the growth, the sum stops after `LONGEST` years.

    Returns:
        The entries; (path or 1, entry).
    """
    if flow.lasting is None:
        return flow.amount
    kept = np.atleast_2d((1.0 + flow.lasting) / (1.0 + np.reshape(rate, (-1, 1))))
    apart = np.where(kept == 1.0, 1.0, 1.0 - kept)
    stopped = np.where(kept == 1.0, LONGEST, (1.0 - np.maximum(kept, 1.0) ** LONGEST) / apart)
    times = np.where(kept < 1.0, 1.0 / apart, stopped)
    return np.asarray(_joined(flow.amount[:, :-1], flow.amount[:, -1:] * times))


def _joined(first: Float[ndarray, "..."], then: Float[ndarray, "..."]) -> Float[ndarray, "..."]:
    """Put columns behind columns; one row stands for all."""
    if first.ndim == then.ndim == 1:
        return np.concatenate([first, then])
    first, then = np.atleast_2d(first), np.atleast_2d(then)
    rows = max(len(first), len(then))
    return np.concatenate([np.broadcast_to(each, (rows, each.shape[1])) for each in (first, then)], axis=1)
