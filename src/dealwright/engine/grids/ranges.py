"""Bound on each path what any package of a grid may do: whether a company may be short, how far exponents may reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.package_columns import equity_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jaxtyping import Bool, Float

    from dealwright.engine.grids.flights import Flight
    from dealwright.engine.grids.package_columns import GroupColumns, PackageColumns, PackageIndex

FAINT, NOTHING = 1e-5, 1e-12
"""Largest exponents of a utility under which its distance from one is lost in rounding, and under which it is nothing:
the mean is then the certainty equivalent to a part in 10^13."""


@dataclass(frozen=True, slots=True, eq=False)
class HalfRange:
    """Bound what the super-columns of one half are on each path.

    Attributes:
        direct: least and greatest present value to each party.
        at_exit: least and greatest effect on each company's resources.
        owed: the most it lets each company owe.
        at_stake: the most a party may go without or gain, whatever the sign.
    """

    direct: tuple[Float[np.ndarray, "party path"], Float[np.ndarray, "party path"]]
    at_exit: tuple[Float[np.ndarray, "company path"], Float[np.ndarray, "company path"]]
    owed: Float[np.ndarray, "company path"]
    at_stake: Float[np.ndarray, "party company path"]


@dataclass(frozen=True, slots=True, eq=False)
class Ranges:
    """Bound what all packages of a grid are on each path.

    Attributes:
        halves: the same of either half.
        least: the least a company's resources may be.
        greatest: the most they may be.
        owed: the most a company may owe.
        steps: which companies' equity is a step.
    """

    halves: tuple[HalfRange, HalfRange]
    least: Float[np.ndarray, "company path"]
    greatest: Float[np.ndarray, "company path"]
    owed: Float[np.ndarray, "company path"]
    steps: Bool[np.ndarray, " company"]

    @staticmethod
    def of(columns: PackageColumns, index: PackageIndex) -> Ranges:
        """Bound a grid: the least of a sum over groups, each free to choose, is the sum of the least.

        Args:
            columns: what the grid is made of.
            index: which groups stand in which half.

        Returns:
            The bounds.
        """
        first, second = (_half(columns, [columns.groups[place] for place in half]) for half in index.halves)
        least, greatest = (columns.equity + (one + two) for one, two in zip(first.at_exit, second.at_exit, strict=True))
        return Ranges((first, second), least, greatest, first.owed + second.owed, columns.stepping)

    @property
    def alive(self) -> Bool[np.ndarray, "company path"]:
        """Whether a company is never short."""
        return self.least >= 0

    @property
    def clear(self) -> Bool[np.ndarray, " path"]:
        """Whether each company is never short, or never pays any of what it owes."""
        dead = np.where(self.steps[:, None], self.greatest < 0, self.greatest <= -self.owed)
        return np.asarray(np.all(self.alive | dead, axis=0))

    @property
    def short(self) -> Float[np.ndarray, " path"]:
        """The share of packages in which companies are short, about."""
        width = np.where(self.greatest > self.least, self.greatest - self.least, 1.0)
        return np.asarray(np.clip(-self.least / width, 0.0, 1.0).sum(axis=0))

    def rates(self, columns: PackageColumns) -> tuple[Float[np.ndarray, " party"], Float[np.ndarray, " party"]]:
        """Choose the rate at which each party's utility is computed.

        A party that minds next to no risk has utilities of all but one, of which rounding leaves little. What risk
        takes off its mean is in proportion to the rate as long as that is small: up to `FAINT` the next term is under
        a part in 10^10 of the worth. So it is computed at a larger rate, and a part of it is taken.

        Args:
            columns: what the grid is made of.

        Returns:
            The rates, zero where the mean counts; and that part, one where the rate is the party's own.

        Source: the expansion of a certainty equivalent in cumulants, mean - variance / (2 rho) + ...
        """
        exponent = columns.rate * self.largest(columns)
        faint = (exponent > 0) & (exponent < FAINT)
        part = np.where(faint, exponent / FAINT, 1.0)
        return np.where(faint & (exponent < NOTHING), 0.0, columns.rate / part), part

    def largest(self, columns: PackageColumns) -> Float[np.ndarray, " party"]:
        """Bound the worth of any package to each party on any path, of either sign.

        Args:
            columns: what the grid is made of.
        """
        largest = np.zeros((len(columns.parties), columns.paths))
        for half in self.halves:
            largest += np.max(np.abs(half.direct), axis=0)
            largest += np.einsum("pcn,pcn->pn", np.abs(columns.discount), half.at_stake)
        equity = np.where(self.steps[:, None], 1.0, np.maximum(np.abs(self.least), np.abs(self.greatest)))
        held = np.abs(columns.stake).max(axis=0)
        largest += np.einsum("pc,pcn,cn->pn", held, np.abs(columns.equity_weight), equity)
        return np.asarray(largest.max(axis=1))

    def reach(
        self, columns: PackageColumns, flight: Flight
    ) -> tuple[Float[np.ndarray, " path"], Float[np.ndarray, " path"]]:
        """Say how large the exponents of a flight may be.

        Args:
            columns: what the grid is made of.
            flight: whose utility, and at which levels.

        Returns:
            The greatest exponent of any package; and how far that of the second half's factor may be from its middle.
        """
        party, weight = flight.party, columns.equity_weight[flight.party]
        low = self.halves[0].direct[0][party] + self.halves[1].direct[0][party]
        lost = self.halves[0].at_stake[party] + self.halves[1].at_stake[party]
        apart = self.halves[1].direct[1][party] - self.halves[1].direct[0][party]
        for company, factor in enumerate(weight):
            stakes = [stake[company] * factor for stake in (flight.stake, flight.last_stake)]
            step = bool(self.steps[company])
            equity = [equity_of(end[company], step=step) for end in (self.least, self.greatest)]
            low = low + np.min([stake * each for stake in stakes for each in equity], axis=0)
            short = np.abs(columns.discount[party, company]) * (self.least[company] < 0)
            low = low - short * lost[company]
            width = self.halves[1].at_exit[1][company] - self.halves[1].at_exit[0][company]
            apart = apart + np.max(np.abs(stakes), axis=0) * width * (not step)
            apart = apart + 2 * short * self.halves[1].at_stake[party, company]
        return (flight.shift - low) * flight.rate, apart / 2 * flight.rate


def _half(columns: PackageColumns, groups: Sequence[GroupColumns]) -> HalfRange:
    shape = (len(columns.parties), len(columns.companies), columns.paths)
    direct, at_exit = np.zeros((2, shape[0], shape[2])), np.zeros((2, *shape[1:]))
    owed, at_stake = np.zeros(shape[1:]), np.zeros(shape)
    for group in groups:
        for p, party in enumerate(columns.parties):
            _extend(direct[:, p], group.direct.get(party))
        for c, company in enumerate(columns.companies):
            _extend(at_exit[:, c], group.at_exit.get(company))
            owed[c] += _greatest(group.owed_by(company))
            for p, party in enumerate(columns.parties):
                lost = group.lost_by(company, party)
                at_stake[p, c] += 0.0 if lost is None else np.abs(lost).max(axis=0)
    return HalfRange((direct[0], direct[1]), (at_exit[0], at_exit[1]), owed, at_stake)


def _extend(ends: Float[np.ndarray, "two path"], column: Float[np.ndarray, "option path"] | None) -> None:
    if column is not None:
        ends[0] += column.min(axis=0)
        ends[1] += column.max(axis=0)


def _greatest(columns: Iterable[Float[np.ndarray, "option path"]]) -> Float[np.ndarray, " path"] | float:
    owed = list(columns)
    return np.sum(owed, axis=0).max(axis=0) if owed else 0.0
