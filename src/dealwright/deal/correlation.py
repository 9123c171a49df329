"""Reads which shocks move together, and how far: pairs of drivers, their matrix, and its triangular root."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ROUNDING = 1e-10


@dataclass(frozen=True, slots=True, order=True)
class Shock:
    """One Brownian motion that moves a driver.

    Args:
        driver: Name of the driver.
        of_growth: Whether it moves the driver's growth rather than its level.

    Example:
        >>> str(Shock("revenue", of_growth=True))
        'revenue.growth'
    """

    driver: str
    of_growth: bool = False

    def __str__(self) -> str:
        """Write the shock as the deal file does."""
        return f"{self.driver}.growth" if self.of_growth else self.driver


def pair(text: str) -> tuple[Shock, Shock] | None:
    """Read `revenue ~ multiple` or `revenue.growth ~ multiple`; None if it is no pair.

    Example:
        >>> [str(shock) for shock in pair("revenue.growth ~ multiple")]
        ['revenue.growth', 'multiple']
    """
    parts = [part.strip() for part in text.split("~")]
    if len(parts) != 2 or not all(parts):  # noqa: PLR2004 - a pair
        return None
    first, second = (Shock(part.removesuffix(".growth"), part.endswith(".growth")) for part in parts)
    return first, second


def matrix(shocks: Sequence[Shock], pairs: Mapping[tuple[Shock, Shock], float]) -> list[list[float]]:
    """Return the correlation matrix of some shocks; pairs that are not given are independent."""
    result = [[float(row == column) for column in range(len(shocks))] for row in range(len(shocks))]
    place = {shock: index for index, shock in enumerate(shocks)}
    for (first, second), correlation in pairs.items():
        if first in place and second in place and first != second:
            row, column = place[first], place[second]
            result[row][column] = result[column][row] = correlation
    return result


def cholesky(correlations: Sequence[Sequence[float]]) -> list[list[float]] | None:
    """Return the lower triangular root of a correlation matrix; None if the matrix is none.

    A matrix that is only just positive (perfect correlation) has a root; one with a negative direction has not.

    Args:
        correlations: A symmetric matrix with ones on its diagonal.

    Example:
        >>> cholesky([[1.0, 0.6], [0.6, 1.0]])
        [[1.0, 0.0], [0.6, 0.8]]
        >>> cholesky([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]]) is None
        True
    """
    root = [[0.0] * len(correlations) for _ in correlations]
    for row, given in enumerate(correlations):
        for column in range(row + 1):
            rest = given[column] - sum(root[row][k] * root[column][k] for k in range(column))
            if row == column:
                if rest < -_ROUNDING:
                    return None
                root[row][row] = max(rest, 0.0) ** 0.5
            elif root[column][column] > _ROUNDING**0.5:
                root[row][column] = rest / root[column][column]
            elif abs(rest) > _ROUNDING**0.5:
                return None
    return root
