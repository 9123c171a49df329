"""Carries what no stake scales into a grid: each hinge of what a company pays stands as a company of its own.

What securities pay is a sum of bend x max(0, E - at) over hinges that no package moves. So each hinge is a company with
the resources E - at, of which every party holds its bend, whatever the level of the stakes. Where what they pay jumps,
as a class must convert at an offering of so much, a company with the resources E - at has an equity of one or nothing.
What a holder buys in a later round is a company with the resources E, of which it holds as much at every level.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.grids.package_columns import GroupColumns, PackageColumns
    from dealwright.engine.issuers.payoffs import Payoffs

OVER = " over hinge "
"""Stands between a company and the number of its hinge."""


def with_bends(
    columns: PackageColumns, company: str, payoffs: Payoffs, factor: Float[ndarray, "party path"]
) -> PackageColumns:
    """Let a company pay its equity by hinges.

    Args:
        columns: What a grid is made of; of its parties the payoffs tell what each gets.
        company: One of its companies, in which nobody holds a stake there.
        payoffs: The hinges, the first at nothing, and the steps.
        factor: From what a party is paid at the exit to its present value.

    Returns:
        The same with a company for each further hinge, named by `hinge`, and for each step, named by `step`.
    """
    place = columns.companies.index(company)
    weights = factor[:, None] * payoffs.bend
    stake, weight = columns.stake.copy(), columns.equity_weight.copy()
    stake[:, :, place], weight[:, place] = 1.0, weights[:, 0]
    wider = replace(columns, stake=stake, equity_discount=weight)
    hinged = _with_companies(wider, company, payoffs.at[1:], weights[:, 1:])
    names = [step(company, number) for number in range(len(payoffs.step_at))]
    stepped = _with_companies(hinged, company, payoffs.step_at, factor[:, None] * payoffs.step, names)
    return replace(stepped, steps=columns.steps.union(names))


def with_bought(columns: PackageColumns, company: str, weight: Float[ndarray, "party path"]) -> PackageColumns:
    """Let parties have a share of a company beside the stakes that a package scales: one bought in a later round.

    Args:
        columns: What a grid is made of.
        company: One of its companies, which has no securities.
        weight: What that share makes of one unit of its equity at the exit, as present value.

    Returns:
        The same with a company more, of the same equity, of which each party holds that share at every level.
    """
    return _with_companies(columns, company, np.zeros((1, columns.paths)), weight[:, None], [f"{company}{OVER}bought"])


def hinge(company: str, number: int) -> str:
    """Name the company that stands for a hinge of another, from 1; the first, 0, is the company itself."""
    return f"{company}{OVER}{number}"


def step(company: str, number: int) -> str:
    """Name the company that stands for a step of another, from 0."""
    return f"{company}{OVER}step {number}"


def alike(parts: Sequence[PackageColumns]) -> list[PackageColumns]:
    """Give columns of one grid the same companies: hinges that some lack are there of nobody.

    Args:
        parts: The columns, made by one plan, each for some of the paths.
    """
    every = list(dict.fromkeys(name for part in parts for name in part.companies))
    return [_sorted(part, every) for part in parts]


def _sorted(columns: PackageColumns, companies: Sequence[str]) -> PackageColumns:
    for missing in [name for name in companies if name not in columns.companies]:
        of = missing.rpartition(OVER)[0]
        columns = _with_companies(
            columns, of, np.zeros((1, columns.paths)), np.zeros((len(columns.parties), 1, columns.paths)), [missing]
        )
    order = [columns.companies.index(name) for name in companies]
    return replace(
        columns,
        companies=tuple(companies),
        stake=columns.stake[:, :, order],
        equity=columns.equity[order],
        discount=columns.discount[:, order],
        equity_discount=columns.equity_weight[:, order],
    )


def _with_companies(
    columns: PackageColumns,
    company: str,
    at: Float[ndarray, "hinge path"],
    weights: Float[ndarray, "party hinge path"],
    names: Sequence[str] | None = None,
) -> PackageColumns:
    """Add companies whose resources are so much under those of another, and of which each party holds all."""
    place, new = columns.companies.index(company), len(at)
    names = [hinge(company, number) for number in range(1, new + 1)] if names is None else names
    ones = np.ones((*columns.stake.shape[:2], new))
    discount = np.repeat(columns.discount[:, place : place + 1], new, axis=1)
    return replace(
        columns,
        companies=(*columns.companies, *names),
        groups=tuple(_touching(group, company, names) for group in columns.groups),
        stake=np.concatenate([columns.stake, ones], axis=2),
        equity=np.concatenate([columns.equity, columns.equity[place] - at]),
        discount=np.concatenate([columns.discount, discount], axis=1),
        equity_discount=np.concatenate([columns.equity_weight, weights], axis=1),
    )


def over_hinges(group: GroupColumns, companies: Sequence[str]) -> GroupColumns:
    """Let new columns of a group move the companies that stand for hinges in a grid.

    Args:
        group: The columns, as the group alone has them.
        companies: The companies of the grid.
    """
    for name in companies:
        company, over, _ = name.rpartition(OVER)
        if over:
            group = _touching(group, company, [name])
    return group


def _touching(group: GroupColumns, company: str, names: Sequence[str]) -> GroupColumns:
    """Let a group move further companies as it moves one."""
    if company not in group.at_exit:
        return group
    return replace(group, at_exit={**group.at_exit, **dict.fromkeys(names, group.at_exit[company])})
