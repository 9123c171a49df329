"""What is expected of an outcome given what is known: weighted least squares over the paths.

Terms that run alike know much of the same. What they share is laid out, weighed and multiplied once, so that each adds
only the columns that are its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.pays import pays
from dealwright.terms.amounts.given import given

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

FEWEST_PER_COLUMN = 12
"""Paths that each column of the regression must have; where there are fewer, the last columns are left out."""
AT_ONCE = 2**14
"""Paths that are added up at once: a few tens of columns of them stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Columns that many regressions on the same paths have in common.

    Args:
        rows: The columns.
        squares: Weighted sum of each times each.
        parts: Of how many columns each part of them consists.
    """

    rows: Float[ndarray, "column path"]
    squares: Float[ndarray, "column column"]
    parts: Sequence[int]

    @property
    def nbytes(self) -> int:
        """Return the size of its arrays in bytes."""
        return self.rows.nbytes + self.squares.nbytes

    @staticmethod
    def of(rows: Float[ndarray, "column path"], weights: Float[ndarray, " path"], parts: Sequence[int]) -> Shared:
        """Multiply columns with each other.

        Args:
            rows: The columns.
            weights: How much each path counts.
            parts: Of how many columns each part of them consists.
        """
        none = np.empty((0, len(weights)))
        return Shared(rows, _sums(rows, none, none, weights)[0], parts)


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known on each path.

    Args:
        own: Columns of this regression alone.
        weights: How much each path counts.
        shared: Columns that others have, too; none where there are none.
        order: Places of all columns, the own ones first and then the shared, in the order in which they count.
    """

    own: Float[ndarray, "column path"]
    weights: Float[ndarray, " path"]
    shared: Shared | None = None
    order: Sequence[int] | Int[ndarray, " place"] | None = field(default=None)

    def expectations(self, actual: Mapping[str, Float[ndarray, " path"]]) -> dict[str, Float[ndarray, " path"]]:
        """Return what is expected of each of some outcomes, of the same weighted mean as what came.

        Args:
            actual: What came, by name.
        """
        squares, sides = self._sums(np.array(list(actual.values())))
        order = np.arange(len(sides)) if self.order is None else np.asarray(self.order)
        kept = order[: max(1, len(self.weights) // FEWEST_PER_COLUMN)]
        coefficients = np.zeros_like(sides)
        coefficients[kept], *_ = np.linalg.lstsq(squares[np.ix_(kept, kept)], sides[kept], rcond=1e-11)
        fitted = coefficients[: len(self.own)].T @ self.own
        if self.shared is not None:
            fitted += coefficients[len(self.own) :].T @ self.shared.rows
        return {
            name: _same_mean(each, came, self.weights)
            for each, (name, came) in zip(fitted, actual.items(), strict=True)
        }

    def _sums(
        self, actual: Float[ndarray, "outcome path"]
    ) -> tuple[Float[ndarray, "column column"], Float[ndarray, "column outcome"]]:
        """Return the weighted sums of each column times each, and of each times what came."""
        shared = self.own[:0] if self.shared is None else self.shared.rows
        rows, sides = _sums(self.own, shared, actual, self.weights)
        if self.shared is None:
            return rows, sides
        own, across = rows[:, : len(self.own)], rows[:, len(self.own) :]
        return np.block([[own, across], [across.T, self.shared.squares]]), sides


def expectation(
    basis: Float[ndarray, "column path"], actual: Float[ndarray, " path"], weights: Float[ndarray, " path"]
) -> Float[ndarray, " path"]:
    """Return what is expected given a state, of the same weighted mean as what came.

    Args:
        basis: What is known, laid out for least squares; the first columns count most.
        actual: What came.
        weights: How much each path counts.
    """
    return Basis(basis, weights).expectations({"": actual})[""]


def _sums(
    own: Float[ndarray, "own path"],
    shared: Float[ndarray, "shared path"],
    actual: Float[ndarray, "outcome path"],
    weights: Float[ndarray, " path"],
) -> tuple[Float[ndarray, "own column"], Float[ndarray, "column outcome"]]:
    """Return the weighted sums of each own column times each column, and of each column times each outcome."""
    columns = len(own) + len(shared)
    squares, sides = np.empty((len(own), columns)), np.empty((columns, len(actual)))
    if pays(columns * len(weights)):
        from dealwright.engine.kernels.sums import write_sums

        write_sums(*(given(each) for each in (own, shared, actual, weights)), squares, sides)
        return squares, sides
    squares[:], sides[:] = 0.0, 0.0
    for begin in range(0, len(weights), AT_ONCE):
        some = slice(begin, begin + AT_ONCE)
        weighted, came = own[:, some] * weights[some], actual[:, some] * weights[some]
        squares[:, : len(own)] += weighted @ own[:, some].T
        squares[:, len(own) :] += weighted @ shared[:, some].T
        sides[: len(own)] += own[:, some] @ came.T
        sides[len(own) :] += shared[:, some] @ came.T
    return squares, sides


def _same_mean(
    fitted: Float[ndarray, " path"], actual: Float[ndarray, " path"], weights: Float[ndarray, " path"]
) -> Float[ndarray, " path"]:
    """Keep the sign of one-signed outcomes and the weighted mean of all."""
    for sign in (1.0, -1.0):
        if np.all(sign * actual >= 0.0):
            fitted = sign * np.maximum(sign * fitted, 0.0)
            mean = weights @ fitted
            return fitted * (weights @ actual / mean) if mean != 0.0 else actual
    found: Float[ndarray, " path"] = fitted + (weights @ (actual - fitted)) / weights.sum()
    return found
