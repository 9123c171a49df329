"""Computes the columns of a grid: what each option of each group of terms is worth on every path."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, product
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from dealwright.engine.books import Books, additions, after_losses, close_company, closing_order, holdings, shares_of
from dealwright.engine.executors.executor import never
from dealwright.engine.executors.threads import Threads
from dealwright.engine.exit import Exit, find_exit
from dealwright.engine.grids.bends import alike, with_bends, with_bought
from dealwright.engine.grids.laying import laid_over
from dealwright.engine.grids.package_columns import GroupColumns, PackageColumns
from dealwright.engine.issuers.owners import owners
from dealwright.engine.issuers.payoffs import payoffs
from dealwright.engine.lines import YEAR, Rates, equity_factor, kept_after_tax, own_rate, wholes
from dealwright.engine.unpaid import at_stake
from dealwright.engine.view import FuturesView

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.books import CompanyBooks
    from dealwright.engine.grids.plan import Group, Plan
    from dealwright.engine.worth import Traits
    from dealwright.lang.load import Loaded
    from dealwright.world.futures import Futures

    Column = Float[ndarray, "... path"]

Key = TypeVar("Key", str, tuple[str, str])

MANY = 2**13
"""Paths from which options are computed on threads: below, to start them costs more than they save."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What every column of one grid has in common.

    Args:
        loaded: The deal as signing makes it.
        futures: Its futures.
        plan: How the grid is put together.
        values: Values of each negotiable path, as a deal file writes them.
        rates: Rates of each party at the table, in the bargain's one measure.
        traits: What each party at the table is like.
        exits: Exits of the companies that couple the groups, before any term.
    """

    loaded: Loaded
    futures: Futures
    plan: Plan
    values: Mapping[str, Sequence[str]]
    rates: Mapping[str, Rates]
    traits: Mapping[str, Traits]
    exits: Mapping[str, Exit]


class NoPlainSumError(Exception):
    """Says that a company is to be settled inside a group after all: what it adds up to over groups is no plain sum.

    Another company, settled inside a group, leaves it something unpaid in some futures; or what its own securities pay
    is no sum of hinges and steps of its equity.

    Args:
        company: The company.
    """

    def __init__(self, company: str) -> None:
        super().__init__(company)
        self.company = company


def options(values: Mapping[str, Sequence[str]], paths: Sequence[str]) -> list[dict[str, str]]:
    """List every product of the values of some paths; the last path runs fastest."""
    return [dict(zip(paths, chosen, strict=True)) for chosen in product(*(values[p] for p in paths))]


def option_at(values: Mapping[str, Sequence[str]], paths: Sequence[str], number: int) -> dict[str, str]:
    """Return one product of the values of some paths by its place in `options`, without listing the others."""
    places = np.unravel_index(number, [len(values[path]) for path in paths]) if paths else ()
    return {path: values[path][int(place)] for path, place in zip(paths, places, strict=True)}


def package_columns(setting: Setting, *, measure: str, replicates: int) -> PackageColumns:
    """Compute everything that the worth of every package is computed from.

    Args:
        setting: The grid.
        measure: `certainty_equivalent` or `mean_at_discount`.
        replicates: Number of independent scramblings of the futures.

    Returns:
        The columns, levels of the stakes in the order of `options(values, plan.stakes)`.

    Raises:
        NoPlainSumError: If the plan must settle one more company with its debtor.
    """
    parties = tuple(setting.rates)
    companies = setting.plan.companies
    paths = setting.futures.paths
    groups = tuple(columns_of(setting, setting.plan.groups))
    stake, weight = stakes(setting, parties)
    kept = {party: kept_after_tax(setting.futures.deal, party, FuturesView(setting.futures)) for party in parties}
    discount = np.array(
        [[kept[p] * setting.exits[c].discount(setting.rates[p].party) for c in companies] for p in parties]
    ).reshape(len(parties), len(companies), paths)
    equity = np.array([_own(setting, c) for c in companies]).reshape(len(companies), paths)
    tolerance = tuple(setting.traits[p].risk_tolerance if measure == "certainty_equivalent" else None for p in parties)
    columns = PackageColumns(
        parties,
        companies,
        (*groups, _paid_in_rounds(setting, parties)),
        stake,
        equity,
        discount,
        tolerance,
        weight,
        replicates,
    )
    for company in companies:
        if setting.futures.deal.companies[company].securities is not None:
            columns = _paid_by_hinges(setting, columns, company)
        else:
            columns = _also_bought(setting, columns, company)
    return columns


def _also_bought(setting: Setting, columns: PackageColumns, company: str) -> PackageColumns:
    """Let whoever holds a stake that the package scales have what it buys in later rounds beside that."""
    deal, exit_ = setting.futures.deal, setting.exits[company]
    holders, weight = owners(deal, company, deal.terms), np.zeros((len(columns.parties), columns.paths))
    for place, party in enumerate(columns.parties):
        if party in holders and party in exit_.bought:
            weight[place] = exit_.bought[party] * _worth_of_equity(setting, party, exit_)
    return with_bought(columns, company, weight) if weight.any() else columns


def _paid_by_hinges(setting: Setting, columns: PackageColumns, company: str) -> PackageColumns:
    """Let a company pay what its securities promise.

    Raises:
        NoPlainSumError: Where that is no sum of hinges and steps.
    """
    deal, exit_ = setting.futures.deal, setting.exits[company]
    view = FuturesView.of(deal, setting.futures)
    found = payoffs(deal, company, exit_.time, view, columns.parties)
    if found is None:
        raise NoPlainSumError(company)
    factor = [_worth_of_equity(setting, party, exit_) for party in setting.rates]
    return with_bends(columns, company, found, np.array(factor))


def mixed(parts: Sequence[tuple[Bool[ndarray, " path"] | None, PackageColumns]]) -> PackageColumns:
    """Put columns together that each hold on paths of their own.

    Args:
        parts: Columns with the paths on which they hold, made by one plan; `None` holds on all and stands alone.

    Returns:
        The columns of all paths.
    """
    if parts[0][0] is None:
        return parts[0][1]
    masks, same = [mask for mask, _ in parts], alike([part for _, part in parts])
    return replace(
        same[0],
        groups=tuple(mixed_group(masks, each) for each in zip(*(part.groups for part in same), strict=True)),
        equity=_sum([mask * part.equity for mask, part in zip(masks, same, strict=True)]),
        discount=_sum([mask * part.discount for mask, part in zip(masks, same, strict=True)]),
        equity_discount=_sum([mask * part.equity_weight for mask, part in zip(masks, same, strict=True)]),
        steps=frozenset[str]().union(*(part.steps for part in same)),
    )


def mixed_group(masks: Sequence[Bool[ndarray, " path"] | None], parts: Sequence[GroupColumns]) -> GroupColumns:
    """Put the columns of one group together that each hold on paths of their own (see `mixed`)."""

    def mix(each: Sequence[Mapping[Key, Column]]) -> dict[Key, Column]:
        return {
            key: _sum([mask * columns[key] for mask, columns in zip(masks, each, strict=True) if key in columns])
            for key in dict.fromkeys(key for columns in each for key in columns)
        }

    first = parts[0]
    if masks[0] is None:
        return first
    direct, at_exit = mix([part.direct for part in parts]), mix([part.at_exit for part in parts])
    owed, lost = mix([part.owed for part in parts]), mix([part.at_stake for part in parts])
    return GroupColumns(first.name, first.options, direct, at_exit, owed, lost)


def _sum(columns: Sequence[Column]) -> Column:
    total: Column = np.sum(columns, axis=0)
    return total


def _own(setting: Setting, name: str) -> Float[ndarray, " path"]:
    if any(name in group.companies for group in setting.plan.groups):
        return np.zeros(setting.futures.paths)
    found: Float[ndarray, " path"] = setting.exits[name].own + setting.exits[name].rounds
    return found


def columns_of(setting: Setting, groups: Sequence[Group]) -> Iterator[GroupColumns]:
    """Compute the columns of groups, one for every product of the values of their paths, all of them side by side.

    Args:
        setting: The grid.
        groups: Some of its plan's groups.

    Yields:
        The columns of each group.

    Raises:
        UnsoundPackageError: If some values cannot stand together.
        NoPlainSumError: If the plan must settle one more company with its debtor.
    """
    chosen = [options(setting.values, group.paths) for group in groups]
    tasks = [(group, overrides) for group, each in zip(groups, chosen, strict=True) for overrides in each]
    work = partial(_option, setting)
    at_once = len(tasks) > 1 and setting.futures.paths >= MANY
    results = Threads().results(work, tasks, stopped=never) if at_once else map(work, tasks)
    filled = iter(results)
    for group, each in zip(groups, chosen, strict=True):
        yield _filled(group, list(islice(filled, len(each))), setting.futures.paths)
    next(filled, None)  # lets the threads go


def _filled(group: Group, options: Sequence[_Option], paths: int) -> GroupColumns:
    """Stack what the options of a group do."""
    found = {
        name: _put_together([getattr(each, name) for each in options], paths)
        for name in ("direct", "at_exit", "owed", "at_stake")
    }
    found["at_stake"] = {key: column for key, column in found["at_stake"].items() if key in found["owed"]}
    return GroupColumns(group.name, len(options), **found)


def _put_together(options: Sequence[Mapping[Key, Column]], paths: int) -> dict[Key, Column]:
    """Stack what each option does under each key, where any of them does anything."""
    found = {}
    for key in dict.fromkeys(key for option in options for key in option):
        column = np.zeros((len(options), paths))
        for number, option in enumerate(options):
            column[number] = option.get(key, 0.0)
        if column.any():
            found[key] = column
    return found


@dataclass(frozen=True, slots=True)
class _Option:
    """What one option of a group does on each path; see `GroupColumns`."""

    direct: dict[str, Column]
    at_exit: dict[str, Column]
    owed: dict[tuple[str, str], Column]
    at_stake: dict[tuple[str, str], Column]


def _option(setting: Setting, task: tuple[Group, Mapping[str, str]]) -> _Option:
    """Compute one option of a group."""
    group, overrides = task
    deal = laid_over(setting.loaded, overrides).sound
    view = FuturesView.of(deal, setting.futures)
    settled: dict[str, CompanyBooks] = {}
    for name in closing_order(deal, view):
        if name in group.companies and name not in setting.plan.companies:
            settled[name] = close_company(deal, name, view, settled)
    _look_for_creditors(setting, deal, view, settled)
    inside = replace(view, terms={name: term for name, term in view.terms.items() if name in group.terms})
    direct = wholes(Books(deal, inside, settled), setting.rates)
    nothing = partial(np.zeros, setting.futures.paths)
    found = _Option(direct, defaultdict(nothing), defaultdict(nothing), defaultdict(nothing))
    for company in setting.plan.companies:
        exit_ = setting.exits[company]
        if company in group.companies:
            exit_ = find_exit(deal, company, view)
            found.at_exit[company] = exit_.own + exit_.rounds
        time = exit_.time
        added_by = additions(deal, view, time, group.terms)
        added_by |= after_losses(deal, view, settled, time, group.terms) | holdings(view, settled, time, deal)
        for name, added in added_by.items():
            found.at_exit[company] = found.at_exit[company] + added.value
            for payee, debt in added.owed.items():
                found.owed[company, payee] = found.owed[company, payee] + debt
                if payee in setting.rates:
                    lost = at_stake(name, payee, added, time, own_rate(view, name, setting.rates[payee]), view)
                    lost = lost / time.discount(setting.rates[payee].party)
                    found.at_stake[company, payee] = found.at_stake[company, payee] + lost
    return found


def _look_for_creditors(setting: Setting, deal: Deal, view: FuturesView, settled: Mapping[str, CompanyBooks]) -> None:
    """See that whoever holds a company to which something stays unpaid can be charged its share of it in this group.

    Raises:
        NoPlainSumError: Where that company is not settled in the group.
    """
    for books in settled.values():
        for (_, payee), lost in books.unpaid.items():
            held = owners(deal, payee, view.terms) if payee in deal.companies else frozenset()
            if payee not in settled and held & setting.rates.keys() and lost.any():
                raise NoPlainSumError(payee)


def stakes(
    setting: Setting, parties: Sequence[str]
) -> tuple[Float[ndarray, "level party company"], Float[ndarray, "party company path"]]:
    """Compute each party's share in each company at each level, and what the whole of its equity is worth to it."""
    companies = setting.plan.companies
    levels = options(setting.values, setting.plan.stakes)
    stake = np.zeros((len(levels), len(parties), len(companies)))
    weight = np.zeros((len(parties), len(companies), setting.futures.paths))
    view = FuturesView(setting.futures)
    for level, overrides in enumerate(levels):
        deal = laid_over(setting.loaded, overrides).sound
        terms = FuturesView.of(deal, setting.futures).terms
        for c, name in enumerate(companies):
            undiluted = shares_of(name, terms, setting.exits[name].undiluted(), view)
            stake[level, :, c] = [float(np.max(undiluted.get(party, 0.0))) for party in parties]
    for c, name in enumerate(companies):
        exit_ = setting.exits[name]
        holders = owners(setting.futures.deal, name, setting.futures.deal.terms)
        for p, party in enumerate(parties):
            share = exit_.dilution
            if party in exit_.bought and party not in holders:
                share, stake[:, p, c] = exit_.bought[party], 1.0
            weight[p, c] = share * _worth_of_equity(setting, party, exit_)
    return stake, weight


def _worth_of_equity(setting: Setting, party: str, exit_: Exit) -> Float[ndarray, " path"]:
    """Say what one unit of a company's equity at its exit is worth to a party, after its tax."""
    deal, view = setting.futures.deal, FuturesView(setting.futures)
    kept = kept_after_tax(deal, party, view)
    return np.asarray(kept * equity_factor(deal, exit_.name, exit_, view, setting.rates[party]))


def _paid_in_rounds(setting: Setting, parties: Sequence[str]) -> GroupColumns:
    """Charge the parties at the table what they pay in later rounds."""
    direct = {}
    for party in parties:
        kept = kept_after_tax(setting.futures.deal, party, FuturesView(setting.futures))
        paid = [
            -kept * money * (1.0 + setting.rates[party].party) ** (-day / YEAR)
            for exit_ in setting.exits.values() for who, day, money in exit_.paid if who == party
        ]  # fmt: skip
        if paid:
            direct[party] = np.sum(paid, axis=0)[None, :]
    return GroupColumns("paid in later rounds", 1, direct)
