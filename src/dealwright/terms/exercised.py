"""The arithmetic of an option once its exercise is decided: the days on which it may be, and what is then paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.account import Account, Line, within_date
from dealwright.terms.agreed_price import agreed_price
from dealwright.terms.dated.on_dates import by_step
from dealwright.terms.days.business_days import noticed
from dealwright.terms.days.closing import close_of_period, last_moment
from dealwright.terms.days.life import Life, beginning, life
from dealwright.terms.days.periods import cells
from dealwright.terms.outcome import Flow, Outcome

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.option import Option
    from dealwright.terms.outcome import Statement
    from dealwright.terms.view import View

    Days = Float[ndarray, " path"]


def decision_days(term: Option, view: View) -> list[Days]:
    """List the days on which an option may be exercised, in the order of time.

    Args:
        term: The option.
        view: The futures.

    Returns:
        Each (path,): days from the opening of `as_of`, infinite where the option cannot be exercised then: outside its
        life, after the exit of the company whose stake it is about, or where `if` does not hold.
    """
    runs = life(term, view)
    if term.awaited:
        days = [np.minimum.reduce([view.event(name) for name in term.awaited])]
    elif term.on is not None:
        days = [np.full(view.paths, view.grid.closing(view.calendar_date(term.on)))]
    else:
        pieces = cells(_widest(term, runs, view), view.grid, term.every)
        closes = np.unique(pieces.closes[np.append(pieces.first[1:], len(pieces.closes)) - 1])
        days = [np.full(view.paths, close) for close in closes]
    begins, ends = beginning(term, view), np.ravel(runs.end)
    if term.company is not None:
        ends = np.minimum(ends, view.exit_day(term.company))
    found = [np.where((each >= begins) & (each <= ends), each, np.inf) for each in days]
    return [_allowed(term, each, view) for each in found]


def _widest(term: Option, runs: Life, view: View) -> Life:
    """Return the window of an option by its dates alone: the days of decision are the same whatever happens."""
    first = 0.0 if term.from_ is None else max(0.0, view.grid.day(view.calendar_date(term.from_)))
    return Life(first, runs.last, first, runs.last)


def _allowed(term: Option, days: Days, view: View) -> Days:
    if term.if_ is None:
        return days
    last = view.grid.edges[-1]
    holds = view.at(term.if_, last_moment(np.minimum(days, last))) > 0.5  # noqa: PLR2004 - yes is 1, no is 0
    return np.where(holds, days, np.inf)


def effect(term: Option, decided: Days, view: View) -> Days:
    """Return the day on which an exercise takes effect: the decision and the notice."""
    day = noticed(decided, term.notice, view, closing=True)
    return day if term.notice_to is None else close_of_period(day, term.notice_to, view.grid)


def paid_at_once(term: Option, days: Days, view: View) -> Days:
    """Return what the holder is paid, less what it pays, in an exercise on some days; (path,) money."""
    price = agreed_price(term, days, view)
    received = 0.0 if term.receives is None else view.at(term.receives, last_moment(days))
    paid = 0.0 if price is None else price * (1.0 if term.sells == "yes" else -1.0)
    return np.zeros(view.paths) + received + paid


def exercised_flows(term: Option, view: View) -> Outcome:
    """Pay the price, and what the holder receives, on the day of exercise.

    Args:
        term: The option.
        view: The futures; `view.occurs` is the day of exercise.

    Returns:
        The flows and their account.
    """
    horizon = view.grid.edges[-1]
    day = np.full(view.paths, np.inf) if view.occurs is None else view.occurs
    happens = day <= (horizon if term.company is None else view.exit_day(term.company))
    at = np.where(happens, day, horizon)
    agreed = agreed_price(term, np.where(happens, at, np.inf), view)
    price = None if agreed is None else (agreed * happens)[:, None]
    received = _on_day(term.receives, last_moment(at), happens, view)
    seller, buyer = term.trades
    flows = [Flow(buyer, seller, price, at[:, None])] if price is not None else []
    flows += [Flow(term.writer, term.holder, received, at[:, None])] if received is not None else []
    edges = np.array(view.grid.edges)

    def lines() -> Statement:
        return {"paid": sum((by_step(flow.amount, flow.days, edges) for flow in flows), np.zeros((1, len(edges) - 1)))}

    def account() -> Account:
        named = (("price", price), ("received", received))
        shown = [Line("exercised", happens[:, None].astype(float), "count")]
        shown += [Line(name, amount) for name, amount in named if amount is not None]
        stated = within_date(at, closing=True)[:, None]
        return Account(stated, stated, stated, tuple(shown), at[:, None])

    return Outcome(tuple(flows), lines, account=account)


def _on_day(
    expression: Expression | None, at: Days, happens: Bool[ndarray, " path"], view: View
) -> Float[ndarray, "path 1"] | None:
    return None if expression is None else (view.at(expression, at) * happens)[:, None]
