"""Adds up what each term is expected to move in each calendar year, side by side."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.result import YearlyFlow

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.books import Books
    from dealwright.ground.calendar import TimeGrid
    from dealwright.terms import Flow


def yearly_flows(books: Books) -> tuple[YearlyFlow, ...]:
    """Take the expected amount that each term in force moves to each of its sides, year by year.

    Args:
        books: The deal on its futures.

    Returns:
        One flow per term, side and kind of value, in the file's order; money of the year, not discounted. What moves
        after the horizon stands under the year that follows it.
    """
    grid = books.view.grid
    found: dict[tuple[str, str, bool], Float[ndarray, " year"]] = {}
    for term in books.view.terms:
        for flow in books.view.outcome(term).flows:
            amounts = _by_year(flow, grid)
            for side, sign in ((flow.payee, 1.0), (flow.payer, -1.0)):
                if side is not None and np.any(amounts):
                    key = (term, side, flow.cash)
                    found[key] = found.get(key, np.zeros(len(amounts))) + sign * amounts
    first = grid.as_of.year
    return tuple(
        YearlyFlow(term, side, {first + place: float(amount) for place, amount in enumerate(amounts)}, cash=cash)
        for (term, side, cash), amounts in found.items()
        if np.any(amounts)
    )


def _by_year(flow: Flow, grid: TimeGrid) -> Float[ndarray, " year"]:
    """Return the mean over paths of a flow in each calendar year, and after the horizon."""
    years = range(grid.as_of.year + 1, grid.horizon.year + 1)
    starts = [*((dt.date(year, 1, 1) - grid.as_of).days for year in years), grid.edges[-1]]
    places = np.searchsorted(np.array(starts, dtype=float), flow.days, side="right")
    paths = max(flow.amount.shape[0], places.shape[0] if places.ndim > 1 else 1)
    shape = (paths, flow.amount.shape[1])
    weights, bins = np.broadcast_to(flow.amount, shape), np.broadcast_to(places, shape)
    found: Float[ndarray, " year"] = np.bincount(bins.ravel(), weights.ravel(), minlength=len(starts) + 1) / paths
    return found
