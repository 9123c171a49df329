"""Reads a term's account on one path, or on the mean over several, as rows of one period each."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.engine.statements.chosen import Rows
    from dealwright.terms.account import Account

A_MOMENT = 1e-6
"""Part of a day by which two moments may differ and still be the same."""
_DIGITS = 6
_ADDED = ("money", "level")
"""Sorts of lines that count as nothing where a term has no days."""


@dataclass(frozen=True, slots=True)
class Row:
    """One period of a term.

    Args:
        opens: The day on which it opens, from the opening of `as_of`: of several paths, the first.
        closes: The day on which it closes: of several paths, the last.
        paid_on: The day of payment; not a number where that is not one day.
        amounts: What each line holds.
    """

    opens: float
    closes: float
    paid_on: float
    amounts: dict[str, float] = field(default_factory=dict)


def rows_of(account: Account, rows: Rows) -> list[Row]:
    """Read an account on the paths that count.

    Args:
        account: The account.
        rows: The paths.

    Returns:
        The periods that have days on one of the paths, or in which money is due.
    """
    opens, closes, paid = (_taken(days, rows) for days in (account.opens, account.closes, account.paid_on))
    opens, closes, paid = np.broadcast_arrays(opens, closes, paid)
    lines = {line.name: (line.sort, _taken(line.amounts, rows)) for line in account.lines}
    moves = np.zeros(opens.shape[1], dtype=bool)
    for sort, amounts in lines.values():
        moves |= np.any(amounts != 0, axis=0) & (sort in {"money", "count"})
    found = []
    for place in np.flatnonzero(np.any(closes > opens + A_MOMENT, axis=0) | moves):
        alive = closes[:, place] > opens[:, place] + A_MOMENT
        counted = alive if alive.any() else np.ones_like(alive)
        amounts_here = {
            name: _mean(amounts[:, place], None if sort in _ADDED else counted)
            for name, (sort, amounts) in lines.items()
        }
        days = paid[counted, place]
        one_day = float(days[0]) if np.ptp(days) <= A_MOMENT else math.nan
        first, last = float(opens[counted, place].min()), float(closes[counted, place].max())
        found.append(Row(first, last, one_day, amounts_here))
    return found


def merged(parts: Iterable[tuple[float, list[Row]]], sorts: dict[str, str]) -> list[Row]:
    """Add up the rows of several forms of a deal; periods that open on the same day are the same.

    Args:
        parts: The weight of each form, and its rows.
        sorts: What each line holds.

    Returns:
        Rows in the order of their opening; shares and numbers are means over the forms that have the period.
    """
    gathered: dict[tuple[int, int], list[tuple[float, Row]]] = {}
    for weight, rows in parts:
        turns: dict[int, int] = {}
        for row in rows:
            day = round(row.opens)
            turns[day] = turns.get(day, 0) + 1
            gathered.setdefault((day, turns[day]), []).append((weight, row))
    return [_together(gathered[key], sorts) for key in sorted(gathered)]


def one_a_day(rows: list[Row], sorts: dict[str, str]) -> list[Row]:
    """Put rows together that have the same days, as of several fields of a licence.

    Args:
        rows: Rows of one term, in order.
        sorts: What each line holds: what adds up is added, of anything else, such as an exchange rate, there is one.

    Returns:
        The rows, in the order of their opening and then of their payment.
    """
    found: dict[tuple[float, float, float], Row] = {}
    for place, row in enumerate(rows):
        paid = -1.0 - place if math.isnan(row.paid_on) else round(row.paid_on, _DIGITS)
        key = (round(row.opens, _DIGITS), round(row.closes, _DIGITS), paid)
        had = found[key].amounts if key in found else {}
        amounts = {
            name: had.get(name, 0.0) + row.amounts.get(name, 0.0)
            if sorts[name] in _ADDED
            else had.get(name) or row.amounts.get(name, 0.0)
            for name in dict.fromkeys((*had, *row.amounts))
        }
        found[key] = Row(row.opens, row.closes, row.paid_on, amounts)
    return sorted(found.values(), key=_by_day)


def _by_day(row: Row) -> tuple[int, float]:
    return math.floor(row.opens), math.inf if math.isnan(row.paid_on) else row.paid_on


def _together(found: list[tuple[float, Row]], sorts: dict[str, str]) -> Row:
    if len(found) == 1 and found[0][0] == 1.0:
        return found[0][1]
    whole = sum(weight for weight, _ in found)
    names = dict.fromkeys(name for _, row in found for name in row.amounts)
    amounts = {
        name: sum(weight * row.amounts.get(name, 0.0) for weight, row in found)
        / (1.0 if sorts[name] in _ADDED else whole)
        for name in names
    }
    rows = [row for _, row in found]
    paid = {row.paid_on for row in rows}
    one_day = paid.pop() if len(paid) == 1 else math.nan
    return Row(min(row.opens for row in rows), max(row.closes for row in rows), one_day, amounts)


def _taken(array: Float[ndarray, "_ period"], rows: Rows) -> Float[ndarray, "_ period"]:
    """Return the paths that count; one that stands for all stands for them."""
    if len(array) == 1 or rows is None:
        return array
    return array[[rows]] if isinstance(rows, int) else array[rows]


def _mean(amounts: Float[ndarray, " path"], counted: Bool[ndarray, " _"] | None) -> float:
    """Return the mean over the paths that count; the amount itself where it is one for all."""
    if len(amounts) == 1:
        return float(amounts[0])
    chosen = amounts if counted is None else amounts[np.broadcast_to(counted, amounts.shape)]
    return float(np.mean(chosen))
