"""The years of a loan's periods, by the day count that its contract names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.calendar import MONTHS_PER_STEP
from dealwright.terms.days.business_days import later_by
from dealwright.terms.days.year_fractions import years_between

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.loan import Loan
    from dealwright.terms.view import View

    Rows = Float[ndarray, "_ day"]

MOST_PERIODS = 1300
"""A hundred years of months, and a little more."""
YEAR_OF_MONTHS = 12


def months_apart(term: Loan) -> int:
    """Return the months between two days of interest; a year where the contract names none."""
    return YEAR_OF_MONTHS if term.every is None else MONTHS_PER_STEP[term.every]


def regular_days(term: Loan, view: View, lent: Rows, matures: Rows) -> Rows:
    """Return the ends of regular periods, from one not after the first day to one not before the maturity.

    Args:
        term: The loan; its days of interest count from `first`, or from the day on which it is made.
        view: The futures.
        lent: The day on which it is made; (row, 1).
        matures: Its maturity; (row, 1).
    """
    months, base = months_apart(term), _base(term, view, lent)
    found: list[Rows] = []
    for way in (-1, 0, 1):
        number = way
        while len(found) < MOST_PERIODS:
            day = later_by(base, number * months / YEAR_OF_MONTHS, view.grid)
            found.append(day)
            if way == 0 or np.all(day <= lent if way < 0 else day >= matures):
                break
            number += way
    return np.sort(np.concatenate(np.broadcast_arrays(*found), axis=1), axis=1)


def _base(term: Loan, view: View, lent: Rows) -> Rows:
    return lent if term.first is None else np.full((1, 1), view.grid.day(view.calendar_date(term.first)))


def loan_years(term: Loan, view: View, regular: Rows | None, begins: Rows, ends: Rows) -> Rows:
    """Return the years of some periods of a loan.

    Args:
        term: The loan.
        view: The futures.
        regular: The ends of its regular periods, where the day count asks for them.
        begins: First days.
        ends: Last days; they do not count.

    Source:
        ICMA rule 251.1: the days of each regular period that the interest is for, over all of that period's days times
        the periods in a year; so that every whole period is as long as the others, and a long or a short one is counted
        by the regular ones that it lies in. The other day counts are those of ISDA 2006, section 4.16.
    """
    if term.day_count != "actual/actual icma":
        return years_between(begins, ends, view.grid, term.day_count)
    return np.zeros((1, 1)) if regular is None else _passed(ends, regular, term) - _passed(begins, regular, term)


def _passed(days: Rows, regular: Rows, term: Loan) -> Rows:
    total = np.zeros((1, 1))
    for first, last in zip(regular.T[:-1], regular.T[1:], strict=True):
        part = (days - first[:, None]) / np.maximum(last - first, 1.0)[:, None]
        total = total + np.clip(part, 0.0, 1.0)
    return np.asarray(total * months_apart(term) / YEAR_OF_MONTHS)
