"""Makes columns of packages that no grid holds: a new value of a path costs one column of its group, and is kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from dealwright.engine.grids.columns import (
    LeftUnpaidError,
    UnsoundPackageError,
    group_columns,
    mixed,
    package_columns,
    stakes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.engine.grids.columns import Setting
    from dealwright.engine.grids.package_columns import GroupColumns, PackageColumns

    Stakes = tuple[Float[ndarray, "level party company"], Float[ndarray, "party company path"]]

Columns = TypeVar("Columns")

KEPT = 512
"""Columns kept at most; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class ColumnStore:
    """The columns of packages that share their futures, each computed once.

    Args:
        settings: What the columns have in common, for each reading of the deal with the paths on which it holds.
        measure: `certainty_equivalent` or `mean_at_discount`.
        replicates: Number of independent scramblings of the futures.
    """

    settings: Sequence[tuple[Bool[ndarray, " path"] | None, Setting]]
    measure: str
    replicates: int
    _groups: dict[Hashable, GroupColumns] = field(default_factory=dict, init=False)
    _stakes: dict[Hashable, Stakes] = field(default_factory=dict, init=False)
    _first: list[PackageColumns] = field(default_factory=list, init=False)

    def columns(self, package: Mapping[str, str]) -> PackageColumns | None:
        """Return the columns of one package: one option per group, one level of the stakes.

        Args:
            package: A value of each negotiable path, as a deal file writes it.

        Returns:
            The columns; None where these values cannot stand together.
        """
        alone = {path: (text,) for path, text in package.items()}
        try:
            parts = [
                (mask, self._part(place, replace(setting, values=alone)))
                for place, (mask, setting) in enumerate(self.settings)
            ]
        except (UnsoundPackageError, LeftUnpaidError):
            return None
        return mixed(parts)

    def _part(self, place: int, alone: Setting) -> PackageColumns:
        """Put the columns of one reading together."""
        if len(self._first) == place:
            self._first.append(package_columns(alone, measure=self.measure, replicates=self.replicates))
        first = self._first[place]
        groups = [self._group(place, number, alone) for number in range(len(alone.plan.groups))]
        stake, weight = self._once(
            (place, *(alone.values[path] for path in alone.plan.stakes)),
            self._stakes,
            partial(stakes, alone, first.parties),
        )
        return replace(first, groups=(*groups, first.groups[-1]), stake=stake, equity_discount=weight)

    def _group(self, place: int, number: int, alone: Setting) -> GroupColumns:
        group = alone.plan.groups[number]
        key = (place, number, *(alone.values[path] for path in group.paths))
        return self._once(key, self._groups, partial(group_columns, alone, group))

    @staticmethod
    def _once(key: Hashable, kept: dict[Hashable, Columns], compute: Callable[[], Columns]) -> Columns:
        """Return some columns, computed once as long as they are kept."""
        if key not in kept:
            if len(kept) == KEPT:
                del kept[next(iter(kept))]
            kept[key] = compute()
        return kept[key]
