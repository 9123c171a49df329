"""What is expected of an outcome given what is known: weighted least squares over the paths.

Terms that run alike know much of the same. What they share is laid out, weighed and multiplied once, so that each adds
only the columns that are its own. A column is a product of a few rows, and is made where it is read: rows are stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.pays import pays
from dealwright.terms.amounts.given import given

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    Factors = Sequence[Sequence[int]]

FEWEST_PER_COLUMN = 12
"""Paths that each column of the regression must have; where there are fewer, the last columns are left out."""
AT_ONCE = 2**14
"""Paths that are added up at once: a few tens of columns of them stay in the processor's cache."""
FOR_EACH = 4
"""Numbers that a loop saves for each of a column: it reads a few rows in place of every column."""
NO_ROW = -1
"""Stands behind the last factor of a column that has fewer than another."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Columns that many regressions on the same paths have in common.

    Args:
        rows: What they are products of.
        factors: The rows of which each column is the product; of none it is one everywhere.
        squares: Weighted sum of each times each.
        parts: Of how many columns each part of them consists.
    """

    rows: Float[ndarray, "row path"]
    factors: Factors
    squares: Float[ndarray, "column column"]
    parts: Sequence[int]

    @property
    def nbytes(self) -> int:
        """Return the size of its arrays in bytes."""
        return self.rows.nbytes + self.squares.nbytes

    @staticmethod
    def of(rows: Float[ndarray, "row path"], parts: Sequence[Factors], weights: Float[ndarray, " path"]) -> Shared:
        """Multiply columns with each other; those that are nothing everywhere are left out.

        Args:
            rows: What they are products of.
            parts: The rows of which each column of each part is the product.
            weights: How much each path counts.
        """
        none, factors = np.empty((0, len(weights))), list(chain.from_iterable(parts))
        squares = _sums((none, rows), factors, len(factors), none, weights)[0]
        there = np.diag(squares) > 0.0
        counts = [int(np.sum(each)) for each in np.split(there, np.cumsum([len(part) for part in parts])[:-1])]
        kept = [each for each, is_there in zip(factors, there, strict=True) if is_there]
        return Shared(rows, kept, squares[np.ix_(there, there)], counts)


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known on each path.

    Args:
        rows: Rows of this regression alone.
        factors: The rows of which each of its own columns is the product; those of `shared` count on from its own.
        weights: How much each path counts.
        shared: Columns that others have, too; none where there are none.
        order: Places of all columns, the own ones first and then the shared, in the order in which they count.
    """

    rows: Float[ndarray, "row path"]
    factors: Factors
    weights: Float[ndarray, " path"]
    shared: Shared | None = None
    order: Sequence[int] | Int[ndarray, " place"] | None = field(default=None)

    def expectations(self, actual: Mapping[str, Float[ndarray, " path"]]) -> dict[str, Float[ndarray, " path"]]:
        """Return what is expected of each of some outcomes, of the same weighted mean as what came.

        Args:
            actual: What came, by name.
        """
        rows = self.rows, self.rows[:0] if self.shared is None else self.shared.rows
        own, others = len(self.factors), () if self.shared is None else self.shared.factors
        factors = [*self.factors, *(tuple(place + len(self.rows) for place in each) for each in others)]
        squares, sides = _sums(rows, factors, own, np.array(list(actual.values())), self.weights)
        if self.shared is not None:
            squares = np.block([[squares[:, :own], squares[:, own:]], [squares[:, own:].T, self.shared.squares]])
        order = np.arange(len(sides)) if self.order is None else np.asarray(self.order)
        kept = order[: max(1, len(self.weights) // FEWEST_PER_COLUMN)]
        solved = _solved(squares[np.ix_(kept, kept)], sides[kept])
        fitted = _fitted(rows, [factors[place] for place in kept], solved)
        return {
            name: _same_mean(each, came, self.weights)
            for each, (name, came) in zip(fitted, actual.items(), strict=True)
        }


def expectation(
    basis: Float[ndarray, "column path"], actual: Float[ndarray, " path"], weights: Float[ndarray, " path"]
) -> Float[ndarray, " path"]:
    """Return what is expected given a state, of the same weighted mean as what came.

    Args:
        basis: What is known, laid out for least squares; the first columns count most.
        actual: What came.
        weights: How much each path counts.
    """
    return Basis(basis, [(place,) for place in range(len(basis))], weights).expectations({"": actual})[""]


def _solved(
    squares: Float[ndarray, "column column"], sides: Float[ndarray, "column outcome"]
) -> Float[ndarray, "column outcome"]:
    """Solve for the weights of columns, each measured by its own size, so that none is lost beside larger ones."""
    sizes = np.sqrt(np.diag(squares))
    sizes[sizes == 0.0] = 1.0
    found: Float[ndarray, "column outcome"]
    found, *_ = np.linalg.lstsq(squares / np.outer(sizes, sizes), sides / sizes[:, None], rcond=1e-11)
    return found / sizes[:, None]


def _sums(
    rows: tuple[Float[ndarray, "own path"], Float[ndarray, "shared path"]],
    factors: Factors,
    first: int,
    actual: Float[ndarray, "outcome path"],
    weights: Float[ndarray, " path"],
) -> tuple[Float[ndarray, "first column"], Float[ndarray, "column outcome"]]:
    """Return the weighted sums of each of the first columns times each, and of each column times each outcome."""
    squares, by_outcome = np.empty((first, len(factors))), np.empty((len(actual), len(factors)))
    sides = by_outcome.T
    if pays(FOR_EACH * len(factors) * len(weights)):
        from dealwright.engine.kernels.sums import write_sums

        laid, (own, shared) = _by_number(factors), map(given, rows)
        write_sums(own, shared, laid, given(actual), given(weights), squares, by_outcome)
        return squares, sides
    squares[:], sides[:] = 0.0, 0.0
    for begin in range(0, len(weights), AT_ONCE):
        some = slice(begin, begin + AT_ONCE)
        columns = _columns(rows, factors, some)
        squares += (columns[:first] * weights[some]) @ columns.T
        sides += columns @ (actual[:, some] * weights[some]).T
    return squares, sides


def _fitted(
    rows: tuple[Float[ndarray, "own path"], Float[ndarray, "shared path"]],
    factors: Factors,
    weights: Float[ndarray, "column outcome"],
) -> Float[ndarray, "outcome path"]:
    """Return the sums of columns, each times its weight."""
    found = np.empty((weights.shape[1], rows[0].shape[1]))
    if pays(FOR_EACH * len(factors) * found.shape[1]):
        from dealwright.engine.kernels.sums import write_weighted

        own, shared = map(given, rows)
        write_weighted(own, shared, _by_number(factors), given(weights), found)
        return found
    for begin in range(0, found.shape[1], AT_ONCE):
        some = slice(begin, begin + AT_ONCE)
        found[:, some] = weights.T @ _columns(rows, factors, some)
    return found


def _columns(
    rows: tuple[Float[ndarray, "own path"], Float[ndarray, "shared path"]], factors: Factors, paths: slice
) -> Float[ndarray, "column _"]:
    """Lay out columns on some paths."""
    every = [*rows[0], *rows[1]]
    found = np.ones((len(factors), len(range(*paths.indices(rows[0].shape[1])))))
    for column, each in zip(found, factors, strict=True):
        for place in each:
            np.multiply(column, every[place][paths], out=column)
    return found


def _by_number(factors: Factors) -> Int[ndarray, "column factor"]:
    """Lay out the factors of columns as the loops have them."""
    found = np.full((len(factors), max(1, *map(len, factors), 1)), NO_ROW)
    for column, each in enumerate(factors):
        found[column, : len(each)] = each
    return found


def _same_mean(
    fitted: Float[ndarray, " path"], actual: Float[ndarray, " path"], weights: Float[ndarray, " path"]
) -> Float[ndarray, " path"]:
    """Keep the sign of one-signed outcomes and the weighted mean of all."""
    bound = np.maximum if np.min(actual) >= 0.0 else np.minimum if np.max(actual) <= 0.0 else None
    if bound is None:
        found: Float[ndarray, " path"] = fitted + (weights @ (actual - fitted)) / weights.sum()
        return found
    fitted = bound(fitted, 0.0)
    mean = weights @ fitted
    return fitted * (weights @ actual / mean) if mean != 0.0 else actual
