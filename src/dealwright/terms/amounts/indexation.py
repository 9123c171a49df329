"""The arithmetic of an index: by how much an amount has grown since the index stood at its base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.calendar import add_years

if TYPE_CHECKING:
    from datetime import date

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.payment import Payment
    from dealwright.terms.view import View


def index_factors(term: Payment, view: View, days: Float[ndarray, "..."]) -> Float[ndarray, "path entry"]:
    """Return the index level on each day over its level at the base.

    With a floor or a cap on the yearly change the index is reviewed on the anniversaries of the base, and holds from
    one review to the next. The first after `as_of` may look back over several years; floor and cap then compound.

    Args:
        term: The payment; without `indexed_by` everything is 1.
        view: The futures.
        days: Days from the opening of `as_of`; (entry,) or (path, entry).

    Returns:
        Factors; (path or 1, entry).
    """
    days = np.atleast_2d(days)
    if term.indexed_by is None:
        return np.ones((1, 1))
    start = view.grid.as_of if term.indexed_from is None else view.calendar_date(term.indexed_from)
    base = _levels(term, view, view.grid.day(start)) if term.index_base is None else view.number(term.index_base)
    if term.index_floor is None and term.index_cap is None:
        return np.concatenate(np.broadcast_arrays(*(_levels(term, view, day) for day in days.T)), axis=1) / base
    return _reviewed(term, view, days, start, base)


def _levels(term: Payment, view: View, day: float | Float[ndarray, " _"]) -> Float[ndarray, "path 1"]:
    return np.reshape(view.at(term.indexed_by, day), (-1, 1)) if term.indexed_by is not None else np.ones((1, 1))


def _reviewed(
    term: Payment, view: View, days: Float[ndarray, "_ entry"], start: date, base: float | Float[ndarray, "path 1"]
) -> Float[ndarray, "path entry"]:
    low = -np.inf if term.index_floor is None else view.number(term.index_floor)
    high = np.inf if term.index_cap is None else view.number(term.index_cap)
    factor: Float[ndarray, "path 1"] = np.ones((1, 1))
    reviews: list[float] = []
    factors, level, seen = [factor], base, 0
    last = min(float(np.max(days)), view.grid.edges[-1])
    year = 1
    while (day := view.grid.day(add_years(start, year))) <= last:
        if day >= 0:
            now = _levels(term, view, day)
            least, most = (np.maximum(1.0 + each, 0.0) ** (year - seen) for each in (low, high))
            factor = factor * np.clip(now / level, least, most)
            reviews, factors, level, seen = [*reviews, day], [*factors, factor], now, year
        year += 1
    which = np.searchsorted(np.array(reviews), days, side="right")
    table = np.concatenate(np.broadcast_arrays(*factors), axis=1)
    which, table = (np.broadcast_to(each, (max(len(which), len(table)), each.shape[1])) for each in (which, table))
    return np.take_along_axis(table, which, axis=1)
