"""Makes columns of packages between the steps of a grid: a new value of a path costs one column of its group."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.bends import over_hinges
from dealwright.engine.grids.columns import (
    NoPlainSumError,
    columns_of,
    mixed_group,
    stakes,
)
from dealwright.engine.grids.laying import UnsoundPackageError
from dealwright.engine.grids.package_columns import GroupColumns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.engine.grids.columns import Setting
    from dealwright.engine.grids.package_columns import PackageColumns
    from dealwright.engine.grids.plan import Plan

KEPT = 256
"""New columns kept at most; the oldest goes first."""


@dataclass(slots=True)
class ColumnStore:
    """The columns of packages that share their futures: those of the grid, and new ones as they are asked for.

    Args:
        grid: The columns of the grid.
        settings: What they have in common, for each reading of the deal with the paths on which it holds.
        computed: How many new columns were computed.
    """

    grid: PackageColumns
    settings: Sequence[tuple[Bool[ndarray, " path"] | None, Setting]]
    computed: int = field(default=0, init=False)
    _groups: dict[tuple[str, ...], GroupColumns] = field(default_factory=dict, init=False)
    _stakes: dict[tuple[str, ...], Float[ndarray, "level party company"]] = field(default_factory=dict, init=False)

    def columns(self, package: Mapping[str, str]) -> PackageColumns | None:
        """Return the columns of one package: one option per group, one level of the stakes.

        Args:
            package: A value of each negotiable path, as a deal file writes it.

        Returns:
            The columns; None where these values cannot stand together.
        """
        try:
            groups = [self._group(number, package) for number in range(len(self._plan.groups))]
            stake = self._stake(package)
        except (UnsoundPackageError, NoPlainSumError):
            return None
        return replace(self.grid, groups=(*groups, *self.grid.groups[len(groups) :]), stake=stake)

    def _group(self, number: int, package: Mapping[str, str]) -> GroupColumns:
        """Return the column of one group: the grid's, or a new one, computed once."""
        paths = self._plan.groups[number].paths
        option = self._place(paths, package)
        if option is not None:
            return _option(self.grid.groups[number], option)
        key = (str(number), *(package[path] for path in paths))
        if key not in self._groups:
            if len(self._groups) == KEPT:
                del self._groups[next(iter(self._groups))]
            alone = [(_alone(each, package), each.plan.groups[number]) for _, each in self.settings]
            parts = [next(columns_of(each, [group])) for each, group in alone]
            mixed = mixed_group([mask for mask, _ in self.settings], parts)
            self._groups[key] = over_hinges(mixed, self.grid.companies)
            self.computed += 1
        return self._groups[key]

    def _stake(self, package: Mapping[str, str]) -> Float[ndarray, "level party company"]:
        """Return what each party holds of each company: no reading words that otherwise, or the plan settles it."""
        level = self._place(self._plan.stakes, package)
        if level is not None:
            return self.grid.stake[level : level + 1]
        key = tuple(package[path] for path in self._plan.stakes)
        if key not in self._stakes:
            self._stakes[key] = self._new_stake(package)
        return self._stakes[key]

    def _new_stake(self, package: Mapping[str, str]) -> Float[ndarray, "level party company"]:
        """Compute what each party holds; of what securities pay it holds what it holds on the grid."""
        setting = _alone(self.settings[0][1], package)
        found, stake = stakes(setting, self.grid.parties)[0], self.grid.stake[:1].copy()
        for place, company in enumerate(self._plan.companies):
            if setting.futures.deal.companies[company].securities is None:
                stake[:, :, self.grid.companies.index(company)] = found[:, :, place]
        return stake

    @property
    def _plan(self) -> Plan:
        return self.settings[0][1].plan

    def _place(self, paths: Sequence[str], package: Mapping[str, str]) -> int | None:
        """Find some values of a package among the products of the grid's; none where one is between its steps."""
        values = self.settings[0][1].values
        if any(package[path] not in values[path] for path in paths):
            return None
        places = [list(values[path]).index(package[path]) for path in paths]
        return int(np.ravel_multi_index(places, [len(values[path]) for path in paths])) if paths else 0


def _alone(setting: Setting, package: Mapping[str, str]) -> Setting:
    return replace(setting, values={path: (text,) for path, text in package.items()})


def _option(group: GroupColumns, option: int) -> GroupColumns:
    """Take one option of a group, without copying it."""
    here = slice(option, option + 1)
    return GroupColumns(
        group.name,
        1,
        {party: column[here] for party, column in group.direct.items()},
        {company: column[here] for company, column in group.at_exit.items()},
        {key: column[here] for key, column in group.owed.items()},
        {key: column[here] for key, column in group.at_stake.items()},
    )
