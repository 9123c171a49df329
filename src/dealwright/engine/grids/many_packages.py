"""Value many packages of one world at once, path by path, in double precision: the same sums as for one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.package_columns import equity_of, unpaid_share

if TYPE_CHECKING:
    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.engine.grids.package_columns import PackageColumns

    PerPath = Float[ndarray, "package path"]


def values_of_packages(
    columns: PackageColumns, levels: Int[ndarray, " package"], options: Int[ndarray, "group package"]
) -> Float[ndarray, "package party path"]:
    """Value packages, each to the last digit as `value_of_package` values it alone.

    What is the same at every level of the stakes is worked out once.

    Args:
        columns: what the grid is made of.
        levels: the level of the stakes of each package, from 0.
        options: the option of each group, in the order of the groups, that each package chooses, from 0.

    Returns:
        Present value to each party on each path, in currency.
    """
    options, of = np.unique(options, axis=1, return_inverse=True)
    value = np.zeros((options.shape[1], len(columns.parties), columns.paths))
    for number, party in enumerate(columns.parties):
        for group, option in zip(columns.groups, options, strict=True):
            if party in group.direct:
                value[:, number] += group.direct[party][option]
    equity = [_left(columns, place, options, value) for place in range(len(columns.companies))]
    of = of.ravel()
    value = value[of]
    for place, left in enumerate(equity):
        for number in range(len(columns.parties)):
            stake = columns.stake[levels, number, place]
            if stake.any():
                value[:, number] += stake[:, None] * (columns.equity_weight[number, place] * left)[of]
    return value


def _left(
    columns: PackageColumns,
    place: int,
    options: Int[ndarray, "group package"],
    value: Float[ndarray, "package party path"],
) -> PerPath:
    """Return what a company is left with, and take what it leaves unpaid from whom it owes it to."""
    resources, owed, lost = _at_exit(columns, place, options)
    if lost:
        share = unpaid_share(resources, owed)
        for number, party in enumerate(columns.parties):
            if party in lost:
                value[:, number] -= columns.discount[number, place] * lost[party] * share
    return equity_of(resources, step=columns.companies[place] in columns.steps)


def _at_exit(
    columns: PackageColumns, place: int, options: Int[ndarray, "group package"]
) -> tuple[PerPath, PerPath, dict[str, PerPath]]:
    """Add up a company's resources at its exit, what it owes, and what each payee loses if it is paid nothing."""
    company, shape = columns.companies[place], (options.shape[1], columns.paths)
    resources = np.repeat(columns.equity[place].astype(np.float64)[None], shape[0], axis=0)
    owed = np.zeros(shape)
    lost: dict[str, PerPath] = {}
    for group, option in zip(columns.groups, options, strict=True):
        if company in group.at_exit:
            resources += group.at_exit[company][option]
        for remainder in group.owed_by(company):
            owed += remainder[option]
        for party in columns.parties:
            at_stake = group.lost_by(company, party)
            if at_stake is not None:
                lost[party] = lost.get(party, np.zeros(shape)) + at_stake[option]
    return resources, owed, lost
