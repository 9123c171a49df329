"""The arithmetic of periodic payments: minimum, caps, cumulative caps, and their statement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.account import Account, Line
from dealwright.terms.amounts.rows import running_total
from dealwright.terms.days.periods import Cells, days_before
from dealwright.terms.opening import used_before

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
