"""The arithmetic of periodic payments: minimum, caps, cumulative caps, and their statement."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import multiply
from dealwright.terms.account import Account, Line
from dealwright.terms.beyond import days_of, later
from dealwright.terms.life import life
from dealwright.terms.opening import paid_before, used_before
from dealwright.terms.outcome import Flow, Outcome, State
from dealwright.terms.periods import Cells, cells, days_before, promised
from dealwright.terms.rows import running_total
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.commitment import Commitment
    from dealwright.terms.outcome import Statement
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.view import View

    Number = float | Float[ndarray, "path 1"]


def participation(term: Royalty, view: View) -> Outcome:
    """Pay a share of a base: period cap, then minimum, then cumulative cap, prorated to the days of the term's life.

    A negative base pays nothing. Where `opening: {used_this_period: ...}` says what the period that holds `as_of` has
    paid already, cap and minimum of that period count its earlier days too, less what was paid.

    Args:
        term: The royalty.
        view: The futures.

    Returns:
        One flow from payer to payee and its statement.
    """
    starts = year_start(term)
    pieces = cells(life(term, view), view.grid, term.period, starts)
    due = np.maximum(pieces.money(multiply(term.rate, term.on), view), 0.0)
    before, used = used_already(term, view, pieces, term.period)
    if term.period_cap is not None:
        due = np.minimum(due, np.maximum(promised(term.period_cap, view, pieces, before, starts) - used, 0.0))
    if term.minimum is not None:
        due = np.maximum(due, promised(term.minimum, view, pieces, before, starts) - used)
    more = later(term, view, pieces, due, limited=term.cap is not None)
    in_all = due if more is None else more.join(due)
    start = paid_before(term, view, limit_of(term.cap, view))
    paid, balance = cumulative_cap(in_all, term.cap, start, view)
    days = days_of(term, view, pieces, more)
    flow = Flow(term.payer, term.payee, paid, days, lasting=None if more is None else more.lasting)
    shown = [Line("due", due), Line("paid", paid), None if balance is None else Line("balance", balance, "level")]
    closing = partial(State, paid=start + np.sum(paid[:, : len(pieces.length)], axis=1, keepdims=True))
    lines = statement(pieces, view, due=due, paid=paid, balance=balance)
    return Outcome((flow,), lines, closing, accounted(pieces, days, shown))


def used_already(
    term: Royalty | Commitment, view: View, pieces: Cells, period: str
) -> tuple[Float[ndarray, "_ period"] | float, Float[ndarray, "_ period"] | float]:
    """Tell what of the contract period that holds `as_of` lies before it, where the opening says what it has seen.

    Args:
        term: The term; without `opening: {used_this_period: ...}` nothing before `as_of` counts.
        view: The futures.
        pieces: The periods of the term's life.
        period: How long they are.

    Returns:
        Days before `as_of` that count, and money that was used, by period.
    """
    used = used_before(term, view)
    before = None if used is None else days_before(term, view, pieces, period)
    if used is None or before is None:
        return 0.0, 0.0
    return before, used * (np.arange(before.shape[1]) == 0)[None, :]


def cumulative_cap(
    due: Float[ndarray, "_ period"], cap: Expression | None, start: Number, view: View
) -> tuple[Float[ndarray, "_ period"], Float[ndarray, "_ period"] | None]:
    """Stop paying once all that was ever paid reaches a cap.

    Args:
        due: Money due per period.
        cap: The most that is ever paid, or none.
        start: What was paid before, counted against the cap.
        view: The futures.

    Returns:
        What is paid per period, and what is left under the cap after it (none without a cap).
    """
    if cap is None:
        return due, None
    limit = np.maximum(view.number(cap), start)
    total = np.minimum(running_total(due) + start, limit)
    paid = np.diff(np.concatenate([np.broadcast_to(start, (total.shape[0], 1)), total], axis=1), axis=1)
    return paid, limit - total


def limit_of(cap: Expression | None, view: View) -> Number:
    """Return a limit as a number; 0 where there is none."""
    return 0.0 if cap is None else view.number(cap)


def statement(
    pieces: Cells, view: View, **lines: Float[ndarray, "_ _"] | None
) -> Callable[[], dict[str, Float[ndarray, "path step"]]]:
    """Lay a term's lines per period out on the steps of the futures, once they are asked for.

    Args:
        pieces: The cells of the term's life.
        view: The futures.
        lines: What there is per period, and later; lines that are none are left out.

    Returns:
        What computes the statement.
    """
    steps, periods = len(view.grid.edges) - 1, len(pieces.length)

    def lay() -> dict[str, Float[ndarray, "path step"]]:
        return {
            name: _level(pieces, line, steps) if name == "balance" else pieces.by_step(line[:, :periods], steps)
            for name, line in lines.items()
            if line is not None
        }

    return lay


def accounted(pieces: Cells, paid_on: Float[ndarray, "..."], lines: Iterable[Line | None]) -> Callable[[], Account]:
    """Put a clause's lines per contract period into its account, once it is asked for.

    Args:
        pieces: The cells of the term's life.
        paid_on: Day on which each period is paid; (period,) or (path, period), later years behind are left out.
        lines: The lines, in the order of the clause; those that are none are left out, as is what comes later.

    Returns:
        What computes the account.
    """
    periods = len(pieces.length)
    kept = tuple(replace(line, amounts=line.amounts[:, :periods]) for line in lines if line is not None)
    days = np.atleast_2d(paid_on)[:, :periods]
    return lambda: Account(pieces.begins, pieces.close, days, kept)


def together(*statements: Statement) -> Statement:
    """Add up statements, line by line."""
    total: Statement = {}
    for each in statements:
        total |= {name: total[name] + line if name in total else line for name, line in each.items()}
    return total


def _level(pieces: Cells, line: Float[ndarray, "path period"], steps: int) -> Float[ndarray, "path step"]:
    where = np.clip(np.searchsorted(pieces.step, np.arange(steps), side="right") - 1, 0, len(pieces.step) - 1)
    return line[:, pieces.period[where]]
