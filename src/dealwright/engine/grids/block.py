"""Gather what one block of paths needs: the groups of each half joined to super-columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Bool, Float, Int

    from dealwright.engine.grids.package_columns import GroupColumns, PackageColumns

    Column = Float[np.ndarray, "option path"]


@dataclass(frozen=True, slots=True, eq=False)
class Half:
    """Hold the super-columns of one half on a block of paths, in double precision.

    Attributes:
        direct: present value to each party, in currency.
        at_exit: effect on each company's resources, in currency of that day.
        owed: all that a company owes after its exit, in currency of that day, by the company's place, if anything.
        at_stake: what a party goes without if nothing of that is paid, by (company, party), where it is owed anything.
    """

    direct: Float[np.ndarray, "party column path"]
    at_exit: Float[np.ndarray, "company column path"]
    owed: Mapping[int, Float[np.ndarray, "column path"]]
    at_stake: Mapping[tuple[int, int], Float[np.ndarray, "column path"]]

    @property
    def width(self) -> int:
        """How many super-columns there are."""
        return int(self.direct.shape[1])

    def part(self, rows: slice | Int[np.ndarray, " row"], paths: Int[np.ndarray, " path"] | None = None) -> Half:
        """Take some super-columns on some paths.

        Args:
            rows: which super-columns.
            paths: places of the paths in this block; None for all of them.

        Returns:
            The smaller half, path contiguous.
        """

        def pick(array: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
            chosen = array[..., rows, :] if isinstance(rows, slice) else np.take(array, rows, axis=-2, mode="clip")
            return chosen if paths is None else np.take(chosen, paths, axis=-1, mode="clip")

        owed = {company: pick(remainder) for company, remainder in self.owed.items()}
        at_stake = {pair: pick(remainder) for pair, remainder in self.at_stake.items()}
        return Half(pick(self.direct), pick(self.at_exit), owed, at_stake)


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """Hold what the packages of a block have in common on each path.

    Attributes:
        equity: each company's resources at its exit before the groups, in currency of that day.
        weight: factor from a company's equity to a party's present value.
        discount: factor from what a company leaves unpaid to a party's present value.
        direct: the middle of what the second half is directly worth to each party.
        at_exit: the middle of its effect on each company's resources.
        steps: which companies' equity is one or nothing.
    """

    equity: Float[np.ndarray, "company path"]
    weight: Float[np.ndarray, "party company path"]
    discount: Float[np.ndarray, "party company path"]
    direct: Float[np.ndarray, "party path"]
    at_exit: Float[np.ndarray, "company path"]
    steps: Bool[np.ndarray, " company"]

    def on(self, paths: slice | Int[np.ndarray, " path"]) -> Given:
        """Take some paths.

        Args:
            paths: places of the paths.

        Returns:
            The same on these.
        """
        every = (self.equity, self.weight, self.discount, self.direct, self.at_exit)
        equity, weight, discount, direct, at_exit = (np.ascontiguousarray(each[..., paths]) for each in every)
        return Given(equity, weight, discount, direct, at_exit, self.steps)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Hold everything about some packages on a block of paths.

    Attributes:
        halves: the super-columns of either half.
        given: what all packages have in common.
    """

    halves: tuple[Half, Half]
    given: Given

    @property
    def paths(self) -> int:
        """How many paths there are."""
        return int(self.given.equity.shape[1])

    def part(self, rows: slice, columns: slice, paths: Int[np.ndarray, " path"] | None = None) -> Block:
        """Take some pairs of super-columns on some paths.

        Args:
            rows: super-columns of the first half.
            columns: super-columns of the second half.
            paths: places of the paths in this block; None for all of them.

        Returns:
            The smaller block.
        """
        first, second = self.halves
        given = self.given if paths is None else self.given.on(paths)
        return Block((first.part(rows, paths), second.part(columns, paths)), given)


def take_half(
    columns: PackageColumns,
    groups: Sequence[GroupColumns],
    paths: Int[np.ndarray, " path"],
    rows: slice,
    *,
    owing: bool = True,
) -> Half:
    """Add up the columns of some groups for combinations of options, the last group's running fastest.

    Args:
        columns: what the grid is made of.
        groups: the groups of the half.
        paths: which paths.
        rows: which of the super-columns.
        owing: whether a company may fail to pay what it owes on any of the paths; if not, that is left out.

    Returns:
        The half, in double precision.
    """
    joined = partial(_super_columns, [group.options for group in groups], paths=paths, rows=rows)
    direct = np.empty((len(columns.parties), rows.stop - rows.start, len(paths)))
    at_exit = np.empty((len(columns.companies), *direct.shape[1:]))
    owed, at_stake = {}, {}
    for place, party in enumerate(columns.parties):
        joined([_present(group.direct.get(party)) for group in groups], direct[place])
    for place, company in enumerate(columns.companies):
        joined([_present(group.at_exit.get(company)) for group in groups], at_exit[place])
        if not owing:
            continue
        if any(group.owed_by(company) for group in columns.groups):
            owed[place] = np.empty(direct.shape[1:])
            joined([group.owed_by(company) for group in groups], owed[place])
        for number, party in enumerate(columns.parties):
            if any((company, party) in group.owed for group in columns.groups):
                at_stake[place, number] = np.empty(direct.shape[1:])
                joined([_present(group.lost_by(company, party)) for group in groups], at_stake[place, number])
    return Half(direct, at_exit, owed, at_stake)


def direct_sums(
    columns: PackageColumns, groups: Sequence[GroupColumns], rows: slice
) -> Float[np.ndarray, "party column"]:
    """Add up over all paths what combinations of options are directly worth to each party.

    Args:
        columns: what the grid is made of.
        groups: the groups of the half.
        rows: which of its super-columns.
    """
    sizes, whole = [group.options for group in groups], np.zeros(1, dtype=np.intp)
    found = np.empty((len(columns.parties), rows.stop - rows.start))
    for place, party in enumerate(columns.parties):
        sums = [[each.sum(axis=1, keepdims=True) for each in _present(g.direct.get(party))] for g in groups]
        _super_columns(sizes, sums, found[place][:, None], paths=whole, rows=rows)
    return found


def _present(column: Column | None) -> list[Column]:
    return [] if column is None else [column]


def _super_columns(
    sizes: Sequence[int],
    columns: Sequence[Sequence[Column]],
    out: Float[np.ndarray, "column path"],
    *,
    paths: Int[np.ndarray, " path"],
    rows: slice,
) -> None:
    """Join group after group; of each join only the columns that the wanted ones start with are kept."""
    parts = [part for part in zip(sizes, columns, _begun(sizes, rows), strict=True) if part[0] > 1 or part[1]]
    total, begun = np.zeros((1, len(paths))), 0
    for place, (size, present, kept) in enumerate(parts):
        wanted = slice(kept.start - begun * size, kept.stop - begun * size)
        options = wanted if len(total) == 1 else slice(0, size)  # all others are options of none that is kept
        step = _sum_of([np.take(column[options], paths, axis=1, mode="clip") for column in present], options)
        whole = len(total) > 1 and (wanted.start, wanted.stop) == (0, len(total) * size)
        if whole and place == len(parts) - 1:
            np.add(total[:, None], step, out=out.reshape(len(total), size, -1))
            return
        joined = (total[:, None] + step).reshape(-1, len(paths))
        total, begun = joined if len(total) == 1 else joined[wanted], kept.start
    out[:] = total


def _sum_of(columns: Sequence[Column], options: slice) -> Float[np.ndarray, "option _"]:
    """Add up columns; nothing where there are none."""
    if not columns:
        return np.zeros((options.stop - options.start, 1))
    found: Float[np.ndarray, "option _"] = columns[0] if len(columns) == 1 else np.sum(columns, axis=0)
    return found


def _begun(sizes: Sequence[int], rows: slice) -> list[slice]:
    """Say which joins of the first group, of the first two and so on the wanted super-columns start with."""
    kept = [rows]
    for size in sizes[:0:-1]:
        kept.append(slice(kept[-1].start // size, -(-kept[-1].stop // size)))
    return kept[::-1][: len(sizes)]
