"""The price at which an option is exercised: read on the day, at fair value, or as appraised; floor and cap apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.days.closing import last_moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.option import Option
    from dealwright.terms.view import View

    Row = Float[ndarray, " path"]


def agreed_price(term: Option, days: Row, view: View) -> Row | None:
    """Return the price of an exercise on some days.

    Args:
        term: The option.
        days: One day of each path, from the opening of `as_of`; infinite where there is no exercise, and what is
            returned counts for nothing.
        view: The futures, as the option sees them.

    Returns:
        The price on each path; none where the option has none.
    """
    if not term.priced_by:
        return None
    at = last_moment(np.minimum(days, view.grid.edges[-1]))
    seen = view.at_fair_value(view.fair_value(days)) if term.at_fair_value else view
    price = seen.at(term.price, at) if term.price is not None else _appraised(term, at, seen)
    if term.price_floor is not None:
        price = np.maximum(price, np.ravel(view.number(term.price_floor)))
    if term.price_cap is not None:
        price = np.minimum(price, np.ravel(view.number(term.price_cap)))
    return price


def _appraised(term: Option, at: Row, view: View) -> Row:
    """Return the mean of two appraisals, or what a third makes of it where the two are too far apart."""
    one, other = (view.at(each, at) for each in term.appraisals or ())
    mean: Row = (one + other) / 2.0
    if term.third is None or term.apart is None:
        return mean
    allowed = np.ravel(view.number(term.apart)) * np.minimum(one, other)
    third = view.at(term.third, at)
    return np.where(np.abs(one - other) > allowed, _with_third(term, one, other, third), mean)


def _with_third(term: Option, one: Row, other: Row, third: Row) -> Row:
    """Return the price that a third appraisal settles, in the way that the contract says."""
    if term.third_counts == "alone":
        return third
    if term.third_counts == "all":
        return np.asarray((one + other + third) / 3.0)
    if term.third_counts == "nearer":
        higher, lower = np.maximum(one, other), np.minimum(one, other)
        return np.asarray((third + np.where(third - lower < higher - third, lower, higher)) / 2.0)
    return _nearest_two([one, other, third])


def _nearest_two(appraisals: Sequence[Row]) -> Row:
    """Return the mean of the two nearest of three, of equally near ones the two higher."""
    low, middle, high = np.sort(np.array(appraisals), axis=0)
    found: Row = np.where(middle - low < high - middle, low + middle, middle + high) / 2.0
    return found
