"""Lay out who owns what: by holder, by class, with pools and convertibles apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity.accrual import interest
from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.ledger import holdings_over_time

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from dealwright.equity.captable import CapTable
    from dealwright.equity.holdings import HeldPool, Holdings
    from dealwright.equity.securities import Convertible


@dataclass(frozen=True, slots=True)
class HolderRow:
    """What one holder has.

    Attributes:
        holder: Stakeholder.
        shares: Shares by class.
        rights: Shares that rights give, by class.
        as_converted: Shares outstanding, as converted into common.
        fully_diluted: These and the shares of rights, as converted.
        votes: Votes of its shares.
        share_as_converted: Part of all shares outstanding, as a fraction.
        share_fully_diluted: Part of all shares fully diluted, pools included, as a fraction.
        share_of_votes: Part of all votes, as a fraction.
    """

    holder: str
    shares: Mapping[str, Exact]
    rights: Mapping[str, Exact]
    as_converted: Exact
    fully_diluted: Exact
    votes: Exact
    share_as_converted: Exact
    share_fully_diluted: Exact
    share_of_votes: Exact


@dataclass(frozen=True, slots=True)
class ClassRow:
    """What is there of one class.

    Attributes:
        of: Class.
        authorised: Most shares that may be issued; None: no limit.
        shares: Shares outstanding.
        rights: Shares that rights outstanding give.
        ratio: Common shares that a share converts into, for the class as a whole.
        as_converted: Shares outstanding, as converted.
        fully_diluted: These and the shares of rights, as converted.
        votes: Votes of its shares.
        share_as_converted: Part of all shares outstanding, as a fraction.
        share_fully_diluted: Part of all shares fully diluted, as a fraction.
        share_of_votes: Part of all votes, as a fraction.
    """

    of: str
    authorised: Exact | None
    shares: Exact
    rights: Exact
    ratio: Exact
    as_converted: Exact
    fully_diluted: Exact
    votes: Exact
    share_as_converted: Exact
    share_fully_diluted: Exact
    share_of_votes: Exact


@dataclass(frozen=True, slots=True)
class PoolRow:
    """What is set aside for rights to come.

    Attributes:
        pool: The pool as it stands.
        as_converted: Its shares not yet granted, as converted.
        share_fully_diluted: Their part of all shares fully diluted, as a fraction.
    """

    pool: HeldPool
    as_converted: Exact
    share_fully_diluted: Exact


@dataclass(frozen=True, slots=True)
class ConvertibleRow:
    """A convertible outstanding, which is no shares yet.

    Attributes:
        held: The convertible.
        interest: Interest earned up to the day, in money.
    """

    held: Convertible
    interest: Exact


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who owns what on a day.

    Attributes:
        on: The day.
        currency: Of all money.
        holders: The largest first, by shares fully diluted; of like size in the order of the table.
        classes: In the order of the table.
        pools: Shares not yet granted, a line for each pool.
        convertibles: Apart, since nobody knows yet how many shares they are.
        outstanding: All shares as converted.
        fully_diluted: All shares as converted, with rights and pools.
        votes: All votes.
    """

    on: dt.date
    currency: str
    holders: tuple[HolderRow, ...]
    classes: tuple[ClassRow, ...]
    pools: tuple[PoolRow, ...]
    convertibles: tuple[ConvertibleRow, ...]
    outstanding: Exact
    fully_diluted: Exact
    votes: Exact


def ownership(held: Holdings) -> Ownership:
    """Lay out who owns what on the day of some holdings.

    Shares of holders and of classes sum to the totals; what pools have left is the only line of no holder.

    Args:
        held: What is outstanding.

    Returns:
        The tables.
    """
    count = _Count(held)
    return Ownership(
        on=held.on,
        currency=held.currency,
        holders=count.by_holder(),
        classes=count.by_class(),
        pools=count.by_pool(),
        convertibles=tuple(ConvertibleRow(c, interest(c, held.on)) for c in held.convertibles.values()),
        outstanding=count.outstanding,
        fully_diluted=count.fully_diluted,
        votes=count.votes,
    )


def ownership_over_time(table: CapTable, until: dt.date | None = None) -> Iterator[Ownership]:
    """Lay out who owned what after each day on which something happened.

    Args:
        table: A company's securities and their history, without problems.
        until: Last day; None: the day for which the table is shown.

    Yields:
        The tables, one for each day, in the order of days.
    """
    for held in holdings_over_time(table, until):
        yield ownership(held)


class _Count:
    """Counts every lot and right once, by holder and by class."""

    def __init__(self, held: Holdings) -> None:
        self.held = held
        self.ratios = {of: held.counted_ratio_of_class(of) for of in held.classes}
        self.shares: dict[str, dict[str, Exact]] = defaultdict(dict)
        self.rights: dict[str, dict[str, Exact]] = defaultdict(dict)
        self.converted: dict[str, Exact] = {}
        self.of_class: dict[str, Exact] = {}
        self.shares_of: dict[str, Exact] = {}
        self.rights_of: dict[str, Exact] = {}
        for lot in held.lots:
            ratio = self.ratios[lot.of] if lot.conversion_price is None else held.counted_ratio_of(lot)
            as_common = _times(lot.shares, ratio)
            _add(self.shares[lot.holder], lot.of, lot.shares)
            _add(self.shares_of, lot.of, lot.shares)
            _add(self.converted, lot.holder, as_common)
            _add(self.of_class, lot.of, as_common)
        for each in held.rights.values():
            _add(self.rights[each.right.holder], each.right.of, each.right.count)
            _add(self.rights_of, each.right.of, each.right.count)
        self.outstanding = sum(self.of_class.values(), NOTHING)
        self.available = {
            name: max(NOTHING, pool.available) * self.ratios[pool.pool.of] for name, pool in held.pools.items()
        }
        self.fully_diluted = sum(self.available.values(), self.outstanding + self._as_converted(self.rights_of))
        self.votes = self._votes(self.shares_of)

    def _as_converted(self, shares: Mapping[str, Exact]) -> Exact:
        return _sum([_times(count, self.ratios[of]) for of, count in shares.items()])

    def _votes(self, shares: Mapping[str, Exact]) -> Exact:
        return _sum([_times(count, self.held.classes[of].votes) for of, count in shares.items()])

    def by_holder(self) -> tuple[HolderRow, ...]:
        names = dict.fromkeys([*self.held.stakeholders, *self.shares, *self.rights])
        rows = [self._holder(name) for name in names if name in self.shares or name in self.rights]
        return tuple(sorted(rows, key=lambda row: -float(row.fully_diluted)))

    def _holder(self, holder: str) -> HolderRow:
        shares, rights = self.shares.get(holder, {}), self.rights.get(holder, {})
        converted, votes = self.converted.get(holder, NOTHING), self._votes(shares)
        diluted = converted + self._as_converted(rights) if rights else converted
        return HolderRow(
            holder=holder,
            shares=shares,
            rights=rights,
            as_converted=converted,
            fully_diluted=diluted,
            votes=votes,
            share_as_converted=_part(converted, self.outstanding),
            share_fully_diluted=_part(diluted, self.fully_diluted),
            share_of_votes=_part(votes, self.votes),
        )

    def by_class(self) -> tuple[ClassRow, ...]:
        return tuple(self._class(of) for of in self.held.classes)

    def _class(self, of: str) -> ClassRow:
        cls = self.held.classes[of]
        shares, rights = self.shares_of.get(of, NOTHING), self.rights_of.get(of, NOTHING)
        converted = self.of_class.get(of, NOTHING)
        diluted = converted + rights * self.ratios[of]
        return ClassRow(
            of=of,
            authorised=cls.authorised,
            shares=shares,
            rights=rights,
            ratio=self.ratios[of],
            as_converted=converted,
            fully_diluted=diluted,
            votes=shares * cls.votes,
            share_as_converted=_part(converted, self.outstanding),
            share_fully_diluted=_part(diluted, self.fully_diluted),
            share_of_votes=_part(shares * cls.votes, self.votes),
        )

    def by_pool(self) -> tuple[PoolRow, ...]:
        return tuple(
            PoolRow(pool, self.available[name], _part(self.available[name], self.fully_diluted))
            for name, pool in self.held.pools.items()
        )


def _part(some: Exact, every: Exact) -> Exact:
    return some / every if some and every else NOTHING


def _times(count: Exact, factor: Exact) -> Exact:
    """Multiply, but for what is nearly always one: exact products take their time, and there are many."""
    return count if factor == 1 else count * factor


def _add(sums: dict[str, Exact], name: str, count: Exact) -> None:
    before = sums.get(name)
    sums[name] = count if before is None else before + count


def _sum(parts: list[Exact]) -> Exact:
    return parts[0] if len(parts) == 1 else sum(parts, NOTHING)
