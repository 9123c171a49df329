"""Say what a grid of packages is made of: columns of worth per option and path, and how a package chooses among them.

A package chooses one option of each group and one level of the stakes. On one path it is worth to party p

    V_p = sum_g direct_gp + sum_c s_pc W_pc max(0, E_c) - sum_c D_pc unpaid_pc,    E_c = E0_c + sum_g at_exit_gc,

with the stake s_pc of the level, the discount factors W (of the equity) and D from the company's exit to `as_of`.
Where a company's resources E_c are negative it leaves min(-E_c, O_c) unpaid of the remainders O_c that it still owes
after its exit, and its payees lose in proportion to what each is owed (pari passu).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jaxtyping import Bool, Float


@dataclass(frozen=True, slots=True, eq=False)
class GroupColumns:
    """Hold what one additive group of terms does, for each of its options, on each path. What is absent is zero.

    A group's options are the product of the values of the negotiable parameters that its terms share; a part of the
    deal that nobody negotiates is a group of one option.

    Attributes:
        name: the group's name, for messages.
        options: how many options the group has, at least one.
        direct: present value to each party, what it is owed counted as if paid in full, in currency; (option, path).
        at_exit: effect on each company's resources at its exit, value of that day, in currency; (option, path).
        owed: what a company still owes to a payee after its exit, by (company, payee), value of the day of exit, in
            currency, at least zero; (option, path). A payee who is no party of the grid only shares in what there is.
        at_stake: what the payee goes without if nothing of that is paid, likewise, of either sign; zero where nothing
            is owed, and `owed` where it is not given. The two differ where company and payee count at different rates.
    """

    name: str
    options: int
    direct: Mapping[str, Float[np.ndarray, "option path"]] = field(default_factory=dict)
    at_exit: Mapping[str, Float[np.ndarray, "option path"]] = field(default_factory=dict)
    owed: Mapping[tuple[str, str], Float[np.ndarray, "option path"]] = field(default_factory=dict)
    at_stake: Mapping[tuple[str, str], Float[np.ndarray, "option path"]] = field(default_factory=dict)

    def lost_by(self, company: str, payee: str) -> Float[np.ndarray, "option path"] | None:
        """Return what a payee goes without if a company pays it nothing of what it owes, if it owes it anything."""
        return self.at_stake.get((company, payee), self.owed.get((company, payee)))

    def owed_by(self, company: str) -> list[Float[np.ndarray, "option path"]]:
        """Return what the group lets a company owe, one array per payee."""
        return [owed for (payer, _), owed in self.owed.items() if payer == company]

    def columns(self) -> Iterator[tuple[str, Float[np.ndarray, "option path"]]]:
        """Yield every array with a name for messages."""
        yield from ((f"{self.name}.direct[{party}]", column) for party, column in self.direct.items())
        yield from ((f"{self.name}.at_exit[{company}]", column) for company, column in self.at_exit.items())
        for what, columns in (("owed", self.owed), ("at_stake", self.at_stake)):
            yield from ((f"{self.name}.{what}[{payer}, {payee}]", column) for (payer, payee), column in columns.items())


@dataclass(frozen=True, slots=True, eq=False)
class PackageColumns:
    """Hold everything that the worth of every package of a grid is computed from.

    Attributes:
        parties: the parties whose worth is asked for, one axis of the arrays below.
        companies: the companies with limited liability, another axis.
        groups: the additive groups, in an order of the caller's choice.
        stake: share of each company that each party holds at each level, any sign; (level, party, company).
        equity: each company's resources at its exit before the groups, in currency of that day; (company, path).
        discount: factor from the company's exit to `as_of` at the rate of the party's measure; (party, company, path).
        risk_tolerance: of each party, in currency, over zero; None values the party by its mean.
        equity_discount: the same for the equity, where dilution or a lock-up makes it another; None if it is
            `discount`.
        replicates: independent scramblings that the paths consist of, in equal consecutive blocks.
        steps: companies whose equity is one where their resources are not under zero, and else nothing.

    Raises:
        ValueError: if shapes do not agree, a number is not finite, a remainder is negative, or a risk tolerance is
            not positive.
    """

    parties: tuple[str, ...]
    companies: tuple[str, ...]
    groups: tuple[GroupColumns, ...]
    stake: Float[np.ndarray, "level party company"]
    equity: Float[np.ndarray, "company path"]
    discount: Float[np.ndarray, "party company path"]
    risk_tolerance: tuple[float | None, ...]
    equity_discount: Float[np.ndarray, "party company path"] | None = None
    replicates: int = 1
    steps: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what cannot be summed."""
        shape = (len(self.parties), len(self.companies), self.paths)
        _demand("stake", self.stake, (len(self.stake), *shape[:2]))
        _demand("equity", self.equity, shape[1:])
        _demand("discount", self.discount, shape)
        _demand("equity_discount", self.equity_weight, shape)
        for group in self.groups:
            for name, column in group.columns():
                _demand(name, column, (group.options, self.paths))
            if any((column < 0).any() for column in group.owed.values()):
                raise ValueError(f"{group.name}: a remainder owed is negative")
        known = all(tolerance is None or tolerance > 0 for tolerance in self.risk_tolerance)
        if not known or len(self.risk_tolerance) != len(self.parties):
            raise ValueError("each party needs a risk tolerance over zero, or None")
        if len(self.stake) == 0 or self.paths == 0 or self.replicates < 1 or self.paths % self.replicates:
            raise ValueError("a grid needs a level, a path, and replicates of equal size")

    @property
    def paths(self) -> int:
        """How many futures there are."""
        return int(self.discount.shape[-1])

    @property
    def stepping(self) -> Bool[np.ndarray, " company"]:
        """Which companies' equity is a step."""
        return np.array([company in self.steps for company in self.companies], dtype=np.bool_)

    @property
    def rate(self) -> Float[np.ndarray, " party"]:
        """One over each party's risk tolerance, per unit of currency; zero for a party valued by its mean."""
        return np.array([0.0 if tolerance is None else 1 / tolerance for tolerance in self.risk_tolerance])

    @property
    def equity_weight(self) -> Float[np.ndarray, "party company path"]:
        """The factor from a company's equity at its exit to a party's present value."""
        return self.discount if self.equity_discount is None else self.equity_discount


def _demand(name: str, column: np.ndarray, shape: tuple[int, ...]) -> None:
    if column.shape != shape:
        raise ValueError(f"{name} has shape {column.shape}, not {shape}")
    if not np.isfinite(column).all():
        raise ValueError(f"{name} holds a number that is not finite")


@dataclass(frozen=True, slots=True)
class PackageIndex:
    """Number the packages of a grid: level of the stakes, option of the first half, option of the second half.

    The groups stand in two halves, each of which is joined to super-columns; in a half the last group's option runs
    fastest. A package's number is its place in the flattened array (level, i, j).

    Attributes:
        levels: how many levels the stakes have.
        options: how many options each group has, in the order of the groups.
        halves: places of the groups in the first and in the second half.

    Example:
        >>> index = PackageIndex.of(levels=3, options=(4, 2, 5))
        >>> index.shape, index.packages
        ((3, 5, 8), 120)
        >>> index.choice(119)
        (2, (3, 1, 4))
        >>> index.number(2, (3, 1, 4))
        119
    """

    levels: int
    options: tuple[int, ...]
    halves: tuple[tuple[int, ...], tuple[int, ...]]

    @staticmethod
    def of(levels: int, options: Sequence[int]) -> PackageIndex:
        """Split the groups so that both halves have about as many super-columns.

        Args:
            levels: how many levels the stakes have, at least one.
            options: how many options each group has, each at least one.

        Returns:
            The numbering; of equally good splits the one whose first half comes first.
        """
        everything = range(len(options))
        wide = sorted(everything, key=lambda place: -options[place])[:12]
        splits = (chosen for size in range(len(wide) + 1) for chosen in combinations(wide, size))
        first = min(splits, key=lambda chosen: _columns_of(chosen, options))
        halves = tuple(sorted(first)), tuple(place for place in everything if place not in first)
        return PackageIndex(levels, tuple(options), halves)

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many levels, super-columns of the first half and of the second half there are."""
        first, second = (prod(self.options[place] for place in half) for half in self.halves)
        return self.levels, first, second

    @property
    def packages(self) -> int:
        """How many packages there are."""
        return prod(self.shape)

    def choice(self, number: int) -> tuple[int, tuple[int, ...]]:
        """Say what a package chooses.

        Args:
            number: the package's number, from 0.

        Returns:
            Its level, and its option of each group in the order of the groups.
        """
        level, first, second = (int(each) for each in np.unravel_index(number, self.shape))
        return self.chosen(level, first, second)

    def chosen(self, level: int, first: int, second: int) -> tuple[int, tuple[int, ...]]:
        """Say what the package at a place of (level, i, j) chooses.

        Args:
            level: the level of the stakes, from 0.
            first: super-column of the first half, from 0.
            second: super-column of the second half, from 0.

        Returns:
            Its level, and its option of each group in the order of the groups.
        """
        chosen = [0] * len(self.options)
        for half, column in zip(self.halves, (first, second), strict=True):
            sizes = tuple(self.options[place] for place in half)
            for place, option in zip(half, np.unravel_index(column, sizes) if half else (), strict=True):
                chosen[place] = int(option)
        return level, tuple(chosen)

    def number(self, level: int, options: Sequence[int]) -> int:
        """Give the number of the package with these choices: the reverse of `choice`.

        Args:
            level: the level of the stakes, from 0.
            options: the option of each group in the order of the groups, from 0.

        Returns:
            The package's number.
        """
        columns = []
        for half in self.halves:
            sizes = [self.options[place] for place in half]
            columns.append(int(np.ravel_multi_index([options[place] for place in half], sizes)) if half else 0)
        return int(np.ravel_multi_index((level, *columns), self.shape))


def _columns_of(chosen: Sequence[int], options: Sequence[int]) -> int:
    first = prod(options[place] for place in chosen)
    return first + prod(options) // first


def value_of_package(columns: PackageColumns, level: int, options: Sequence[int]) -> Float[np.ndarray, "party path"]:
    """Value one package alone, in double precision: what every faster way is tested against.

    Args:
        columns: what the grid is made of.
        level: the level of the stakes, from 0.
        options: the option of each group in the order of the groups, from 0.

    Returns:
        Present value to each party on each path, in currency.
    """
    value, equity = parts_of_package(columns, options)
    for place, worth in enumerate(np.moveaxis(equity, 1, 0)):
        value += columns.stake[level, :, place, None] * worth
    return value


def parts_of_package(
    columns: PackageColumns, options: Sequence[int]
) -> tuple[Float[np.ndarray, "party path"], Float[np.ndarray, "party company path"]]:
    """Work out what is the same at every level of the stakes.

    Args:
        columns: what the grid is made of.
        options: the option of each group in the order of the groups, from 0.

    Returns:
        Present value without equity; and what the whole of each company's equity is worth, in currency.
    """
    value = np.zeros((len(columns.parties), columns.paths))
    equity = np.zeros((len(columns.parties), len(columns.companies), columns.paths))
    chosen = list(zip(columns.groups, options, strict=True))
    for number, party in enumerate(columns.parties):
        for group, option in chosen:
            value[number] += group.direct[party][option] if party in group.direct else 0.0
    for place in range(len(columns.companies)):
        resources, owed, lost = _at_exit(columns, place, chosen)
        left = equity_of(resources, step=columns.companies[place] in columns.steps)
        equity[:, place] = columns.equity_weight[:, place] * left
        share = unpaid_share(resources, owed)
        for number, party in enumerate(columns.parties):
            value[number] -= columns.discount[number, place] * lost.get(party, 0.0) * share
    return value, equity


def _at_exit(
    columns: PackageColumns, place: int, chosen: Sequence[tuple[GroupColumns, int]]
) -> tuple[Float[np.ndarray, " path"], Float[np.ndarray, " path"], dict[str, Float[np.ndarray, " path"]]]:
    """Add up a company's resources at its exit, what it owes, and what each payee loses if it is paid nothing."""
    company = columns.companies[place]
    resources, owed = columns.equity[place].astype(np.float64), np.zeros(columns.paths)
    lost: dict[str, Float[np.ndarray, " path"]] = {}
    for group, option in chosen:
        if company in group.at_exit:
            resources = resources + group.at_exit[company][option]
        for remainder in group.owed_by(company):
            owed = owed + remainder[option]
        for party in columns.parties:
            at_stake = group.lost_by(company, party)
            if at_stake is not None:
                lost[party] = lost.get(party, np.zeros(columns.paths)) + at_stake[option]
    return resources, owed, lost


def equity_of(resources: Float[np.ndarray, "*any"], *, step: bool) -> Float[np.ndarray, "*any"]:
    """Say what companies are left with.

    Args:
        resources: what they have at their exits, all they owe counted, in currency.
        step: whether that counts as one, whatever it is.

    Returns:
        Their equity, at least zero, or one or nothing.
    """
    left: Float[np.ndarray, "*any"] = (resources >= 0).astype(np.float64) if step else np.maximum(0.0, resources)
    return left


def unpaid_share(resources: Float[np.ndarray, "*any"], owed: Float[np.ndarray, "*any"]) -> Float[np.ndarray, "*any"]:
    """Say which share of its remainders a company leaves unpaid.

    Args:
        resources: the company's resources at its exit, all it owes counted, in currency.
        owed: all remainders it owes, in currency, at least zero.

    Returns:
        The share, 0 to 1; 0 where nothing is owed.
    """
    short = np.minimum(np.maximum(0.0, -resources), owed)
    share = np.zeros(resources.shape)
    np.divide(short, owed, out=share, where=owed > 0)
    return share
