"""Count who owned what after each event, in the groups that a picture draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity import events as happens
from dealwright.equity.ledger import replayed
from dealwright.show.captable.happened import happened

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from dealwright.equity.captable import CapTable
    from dealwright.equity.holdings import Holdings, Lot
    from dealwright.show.captable.names import TableNames

_MOST_OWNERS = 9
_MOST_DAYS, _FEWEST_DAYS = 80, 12
_MOST_LOOKS = 120_000
"""Days times securities that a report looks at, for speed."""
OTHERS, POOL, FROM_LOANS = "*others", "*pool", "*from "

Counts = dict[str, float]
"""Shares fully diluted, by who or what they belong to; a picture needs no exact ones."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Who held what after an event.

    Attributes:
        held: What was outstanding.
        what: What happened, in words.
        planned: Whether it is still to come.
        proposed: Whether it is what a package of the bargain would make of it.
    """

    held: Holdings
    what: str
    planned: bool = False
    proposed: bool = False


def moments_of(table: CapTable, names: TableNames, planned: Sequence[Moment] = ()) -> list[Moment]:
    """Return who held what after each day on which something happened, and what is planned last."""
    days = _days(table)
    moments: list[Moment] = []
    for book in replayed(table, table.as_of):
        if book.on in days:
            moments.append(Moment(book.holdings(), happened(table, book.on, names, first=not moments)))
    return [*moments, *planned]


def _days(table: CapTable) -> set[dt.date]:
    """Return the days to look at: all, or where that were too much the first, the last and some spread between."""
    every: set[dt.date] = {event.on for event in table.events} | {round_.on for round_ in table.rounds}
    every |= {pool.on for pool in table.pools.values() if pool.on is not None}
    every |= {right.on for right in table.rights.values() if right.on is not None}
    ordered = sorted(day for day in every if day <= table.as_of)
    most = max(_FEWEST_DAYS, min(_MOST_DAYS, _MOST_LOOKS // (1 + len(table.events) + len(table.rights))))
    if len(ordered) <= most:
        return set(ordered)
    weighty = sorted(day for day in _weighty(table) if day <= table.as_of)
    return {ordered[0], ordered[-1], *_spread(weighty, most // 2), *_spread(ordered, most // 2)}


def _weighty(table: CapTable) -> set[dt.date]:
    """Return the days on which more than common shares and rights were issued."""
    kinds = (happens.Convert, happens.Exchange, happens.PoolAdjustment)
    issues = {event.on for event in table.events if isinstance(event, kinds) or _is_preferred(table, event)}
    return issues | {round_.on for round_ in table.rounds}


def _is_preferred(table: CapTable, event: happens.AnyEvent) -> bool:
    return isinstance(event, happens.Issue) and table.classes[event.of].kind != "common"


def _spread(days: Sequence[dt.date], most: int) -> set[dt.date]:
    if len(days) <= most:
        return set(days)
    return {days[round(step * (len(days) - 1) / (most - 1))] for step in range(most)}


def from_convertibles(table: CapTable) -> set[str]:
    """Return the names that lots which convertibles became have."""
    found: set[str] = set()
    for event in table.events:
        loan = table.convertibles.get(event.security or "") if isinstance(event, happens.Convert) else None
        if isinstance(event, happens.Convert) and loan is not None:
            into = event.into or loan.converts_into
            found |= {event.becomes, event.id, f"{event.security}/{into}"}
    return found - {""} | set(table.convertibles)


def by_class(held: Holdings, loans: set[str]) -> Counts:
    """Count shares fully diluted by class: what convertibles became, rights and the pool apart."""
    counts: Counts = {}
    for lot, shares in _converted(held):
        of = f"{FROM_LOANS}{lot.of}" if lot.security in loans else lot.of
        counts[of] = counts.get(of, 0.0) + shares
    rights, pool = float(held.granted), float(held.available)
    return counts | ({"rights": rights} if rights > 0 else {}) | ({"pool": pool} if pool > 0 else {})


def _converted(held: Holdings) -> Iterator[tuple[Lot, float]]:
    """Return each lot with its shares as converted."""
    ratios = {of: float(held.counted_ratio_of_class(of)) for of in held.classes}
    for lot in held.lots:
        ratio = ratios[lot.of] if lot.conversion_price is None else float(held.counted_ratio_of(lot))
        yield lot, float(lot.shares) * ratio


def class_order(held: Holdings) -> list[str]:
    """Return all that `by_class` may count, from the bottom of a column: common, rights, pool, then the others."""
    commons = [of for of, cls in held.classes.items() if cls.kind == "common"]
    others = [of for of in held.classes if of not in commons]

    def both(classes: Sequence[str]) -> list[str]:
        return [each for of in classes for each in (of, f"{FROM_LOANS}{of}")]

    return [*both(commons), "rights", "pool", *both(others)]


def by_holder(held: Holdings) -> Counts:
    """Count shares fully diluted by holder, with what its rights give; the pool apart."""
    counts: Counts = {}
    for lot, shares in _converted(held):
        counts[lot.holder] = counts.get(lot.holder, 0.0) + shares
    ratios = {of: float(held.counted_ratio_of_class(of)) for of in held.classes}
    for each in held.rights.values():
        right = each.right
        counts[right.holder] = counts.get(right.holder, 0.0) + float(right.count) * ratios[right.of]
    available = float(held.available)
    return counts | ({POOL: available} if available > 0 else {})


def largest(by_holder: Sequence[Counts]) -> list[str]:
    """Return the holders that are drawn, in the order in which they came; the largest, where there are too many."""
    most: dict[str, float] = {}
    for counts in by_holder:
        whole = sum(counts.values())
        for holder, shares in counts.items():
            most[holder] = max(most.get(holder, 0.0), shares / whole if whole else 0.0)
    own = [holder for holder in most if holder != POOL]
    kept = set(own)
    if len(own) > _MOST_OWNERS:
        kept = set(sorted(own, key=lambda holder: -most[holder])[: _MOST_OWNERS - 1])
    others = [OTHERS] if len(kept) < len(own) else []
    return [holder for holder in own if holder in kept] + others + ([POOL] if POOL in most else [])


def grouped(counted_: Sequence[Counts], order: Sequence[str]) -> list[tuple[float, ...]]:
    """Return the parts of each owner after each event; what is not in the order counts as others."""
    parts = []
    for counts in counted_:
        whole = sum(counts.values())
        own = {each: counts.get(each, 0.0) / whole if whole else 0.0 for each in order}
        if OTHERS in own:
            own[OTHERS] = max(0.0, 1.0 - sum(own.values()))
        parts.append(tuple(own.values()))
    return parts
