"""Say what outcomes are worth where issues work together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.lang.genius.woven import Grid, Products

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float, Int

    from dealwright.lang.genius.issue import Value
    from dealwright.lang.genius.woven import Factor, Woven

    Column = Float[np.ndarray, " outcome"]


def woven(
    utility: Woven, values: Sequence[Sequence[Value]], places: Int[np.ndarray, "outcome issue"]
) -> Float[np.ndarray, " outcome"]:
    """Evaluate a utility that is made of factors.

    Args:
        utility: The factors, and how they are put together.
        values: The values of each issue.
        places: Which value of each issue each outcome takes.

    Returns:
        The utility of each outcome; not a number where a root of what is below zero is asked for.
    """
    columns = [_factor(each, values, places) for each in utility.factors]
    return _multiplied(utility.products, columns, len(places))


def _factor(factor: Factor, values: Sequence[Sequence[Value]], places: Int[np.ndarray, "outcome issue"]) -> Column:
    """Evaluate what some issues make, by the places of their values."""
    if isinstance(factor.function, Grid):
        known = dict(factor.function.entries)
        shape = [len(values[issue]) for issue in factor.issues]
        rows = [[known[tuple(_at(values, factor.issues, spot))]] for spot in np.ndindex(*shape)]
        table = np.array(rows, dtype=float).reshape(shape)
        return np.asarray(table[tuple(places[:, issue] for issue in factor.issues)])
    if isinstance(factor.function, Products):
        columns = [np.array([float(value) for value in values[at]])[places[:, at]] for at in factor.issues]
        return _multiplied(factor.function, columns, len(places))
    issue = factor.issues[0]
    return np.asarray(np.array(factor.function.of(values[issue]), dtype=float)[places[:, issue]])


def _at(values: Sequence[Sequence[Value]], issues: Sequence[int], spot: Sequence[int]) -> list[Value]:
    return [values[issue][place] for issue, place in zip(issues, spot, strict=True)]


def _multiplied(products: Products, columns: Sequence[Column], count: int) -> Column:
    """Add products of powers, in their order."""
    total = np.full(count, products.offset)
    with np.errstate(all="ignore"):
        for coefficient, powers in products.terms:
            term = np.full(count, coefficient)
            for at, power in powers:
                term *= columns[at] ** power
            total += term
    return total
