"""Find packages that are the same by construction, so that rounding cannot tell them apart.

Values that do the same on every path (of a term that is off, or of a cap that never binds) make super-columns that are
the same numbers. What is summed for them may differ in the last digit by where they stand: they are given one worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jaxtyping import Float, Int

    from dealwright.engine.grids.package_columns import GroupColumns, PackageColumns, PackageIndex

GLANCE = 64
"""Paths by which options are told apart at first: most differ on any of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """Hold, along each axis of the packages, the first place at which all is the same.

    Attributes:
        axes: of each level, super-column of the first half and of the second the first that is the same.
    """

    axes: tuple[Int[np.ndarray, " level"], Int[np.ndarray, " first"], Int[np.ndarray, " second"]]

    @staticmethod
    def of(columns: PackageColumns, index: PackageIndex) -> Alike:
        """Look at the columns of a grid.

        Args:
            columns: what the grid is made of.
            index: which groups stand in which half.
        """
        first = [_options(group) for group in columns.groups]
        halves = [_joined([first[place] for place in half]) for half in index.halves]
        return Alike((_firsts(columns.stake.reshape(len(columns.stake), -1)), halves[0], halves[1]))

    def within(self, first: slice, second: slice) -> Alike:
        """Look at a part of the grid: the first place within it.

        Args:
            first: super-columns of the first half.
            second: super-columns of the second half.
        """
        level, *halves = self.axes
        one, two = (
            np.unique(each[part], return_index=True, return_inverse=True)
            for each, part in zip(halves, (first, second), strict=True)
        )
        return Alike((level, one[1][one[2]], two[1][two[2]]))

    def same(self, values: Float[np.ndarray, "... level first second"]) -> Float[np.ndarray, "... level first second"]:
        """Give alike packages the value of the first of them, in place.

        Args:
            values: a figure of all packages.
        """
        for axis, firsts in zip((-3, -2, -1), self.axes, strict=True):
            moved = np.flatnonzero(firsts != np.arange(len(firsts)))
            if len(moved):
                along = np.moveaxis(values, axis, 0)  # a view
                along[moved] = along[firsts[moved]]
        return values


def _options(group: GroupColumns) -> Int[np.ndarray, " option"]:
    """Say of each option of a group which is the first that is the same."""
    every = [column for _, column in group.columns()]
    seen = np.concatenate([column[:, :GLANCE] for column in every], axis=1) if every else np.zeros((group.options, 0))
    glance = _firsts(seen)
    found = np.arange(group.options)
    for option in np.flatnonzero(glance != found).tolist():
        rivals = np.flatnonzero((glance[:option] == glance[option]) & (found[:option] == np.arange(option))).tolist()
        found[option] = next((other for other in rivals if _equal(every, other, option)), option)
    return found


def _equal(every: Iterable[Float[np.ndarray, "option path"]], one: int, other: int) -> bool:
    return all(np.array_equal(column[one], column[other]) for column in every)


def _firsts(rows: Float[np.ndarray, "row number"]) -> Int[np.ndarray, " row"]:
    """Say of each row which is the first that is the same."""
    seen: dict[bytes, int] = {}
    return np.array([seen.setdefault(row.tobytes(), place) for place, row in enumerate(rows + 0.0)])


def _joined(firsts: Sequence[Int[np.ndarray, " _"]]) -> Int[np.ndarray, " column"]:
    """Say the same of super-columns of some groups, the last group's option running fastest."""
    found = np.zeros(1, dtype=np.intp)
    for each in firsts:
        found = (found[:, None] * len(each) + each).ravel()
    return found
