"""Read the transactions of a package as a history of events, in an order in which they can have happened."""

from __future__ import annotations

from collections import defaultdict
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from dealwright.equity.events import AnyEvent, Cancel, PoolAdjustment, Repurchase, Split
from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.ocf import changes, moves
from dealwright.equity.ocf.lineage import FAMILIES
from dealwright.equity.ocf.shapes import current
from dealwright.equity.ocf.values import number_at, text_at, texts_at

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dealwright.equity.ocf.chapter import Chapter
    from dealwright.equity.ocf.package import Entry

READS: Mapping[str, Callable[[Chapter, Entry], list[AnyEvent]]] = {
    "TX_STOCK_ISSUANCE": moves.issue,
    "TX_STOCK_TRANSFER": moves.transfer,
    "TX_EQUITY_COMPENSATION_TRANSFER": moves.transfer,
    "TX_WARRANT_TRANSFER": moves.transfer,
    "TX_CONVERTIBLE_TRANSFER": moves.transfer,
    "TX_STOCK_CONVERSION": moves.convert,
    "TX_CONVERTIBLE_CONVERSION": moves.convert,
    "TX_EQUITY_COMPENSATION_EXERCISE": moves.exercise,
    "TX_EQUITY_COMPENSATION_RELEASE": moves.exercise,
    "TX_WARRANT_EXERCISE": moves.exercise,
    **{f"TX_{family}_CANCELLATION": moves.cancel for family in FAMILIES},
    **{f"TX_{family}_RETRACTION": moves.retract for family in FAMILIES},
    "TX_STOCK_REPURCHASE": moves.repurchase,
    "TX_STOCK_REISSUANCE": moves.reissue,
    "TX_STOCK_CONSOLIDATION": moves.consolidate,
    "TX_STOCK_CLASS_SPLIT": changes.split,
    "TX_STOCK_CLASS_CONVERSION_RATIO_ADJUSTMENT": changes.adjust_ratio,
    "TX_STOCK_CLASS_AUTHORIZED_SHARES_ADJUSTMENT": changes.adjust_authorised,
    "TX_STOCK_PLAN_POOL_ADJUSTMENT": changes.adjust_pool,
    "TX_EQUITY_COMPENSATION_REPRICING": changes.reprice,
    "TX_VESTING_START": changes.start,
    "TX_VESTING_EVENT": changes.vest,
    "TX_VESTING_ACCELERATION": changes.accelerate,
}
"""What reads each transaction; the others say nothing that a table counts, and are kept."""


def history(chapter: Chapter) -> list[tuple[AnyEvent, str]]:
    """Read all events, in the order of days, within a day in the order of the files as far as causes allow.

    Args:
        chapter: What transactions are read with.

    Returns:
        The events, each with the identifier of its transaction.
    """
    entries = sorted(chapter.book.of(*READS), key=lambda entry: entry.order)
    days: dict[dt.date, list[Entry]] = defaultdict(list)
    for entry in entries:
        days[chapter.day(entry)].append(entry)
    causes = _Causes(chapter)
    events: list[tuple[AnyEvent, str]] = []
    for day in sorted(days):
        for entry in causes.ordered(days[day]):
            events += [(made, entry.id) for made in READS[current(entry.kind)](chapter, entry)]
    return list(_with_returns(chapter, events))


class _Causes:
    """Knows which transaction must come before which."""

    def __init__(self, chapter: Chapter) -> None:
        self._chapter = chapter
        self._splits = {entry.id: entry for entry in chapter.book.of("TX_STOCK_CLASS_SPLIT")}

    def _before(self, entry: Entry) -> Iterator[Entry]:
        """Yield the transactions that must come before one."""
        lineage = self._chapter.lineage
        for id_ in (text_at(entry.content, "security_id"), *texts_at(entry.content, "security_ids")):
            if id_ in lineage.maker:
                yield lineage.maker[id_][0]
            elif id_ in lineage.issued:
                yield lineage.issued[id_].entry
        split = text_at(entry.content, "split_transaction_id")
        if split in self._splits:
            yield self._splits[split]

    def ordered(self, entries: Sequence[Entry]) -> list[Entry]:
        """Return the transactions of a day in the order of the files, causes first."""
        if len(entries) == 1:
            return list(entries)
        by_order = {entry.order: entry for entry in entries}
        after: dict[int, list[int]] = defaultdict(list)
        waits = dict.fromkeys(by_order, 0)
        for entry in entries:
            for cause in self._before(entry):
                if cause.order in by_order and cause.order != entry.order:
                    after[cause.order].append(entry.order)
                    waits[entry.order] += 1
        ready = [order for order, count in waits.items() if not count]
        heapify(ready)
        result: list[Entry] = []
        while ready:
            order = heappop(ready)
            result.append(by_order[order])
            for later in after[order]:
                waits[later] -= 1
                if not waits[later]:
                    heappush(ready, later)
        stuck = [entry for entry in entries if waits[entry.order] > 0]
        for entry in stuck:
            self._chapter.book.findings.error(entry.spot, "ocf-circular", "this comes of itself on one day")
        return result + stuck


def _with_returns(chapter: Chapter, events: list[tuple[AnyEvent, str]]) -> Iterator[tuple[AnyEvent, str]]:
    """Yield the events, with what went to a pool other than its own after each ending that says so."""
    reserved = {name: pool.reserved for name, pool in chapter.pools.items()}
    waiting = _returns(chapter)
    for event, source in events:
        yield event, source
        if isinstance(event, PoolAdjustment):
            reserved[event.pool] = event.reserved
        elif isinstance(event, Split):
            for name, pool in chapter.pools.items():
                if pool.of == event.of:
                    reserved[name] *= event.ratio
        elif isinstance(event, Cancel | Repurchase) and event.security in waiting:
            plan, shares, entry = waiting.pop(event.security)
            right = chapter.right_behind(text_at(entry.content, "security_id"))
            if plan not in reserved or (right is not None and right.pool == plan):
                continue
            reserved[plan] += shares
            name = chapter.book.name(entry.id)
            more = PoolAdjustment(on=event.on, id=name, pool=plan, reserved=reserved[plan], place=entry.place)
            yield more, entry.id


def _returns(chapter: Chapter) -> dict[str, tuple[str, Exact, Entry]]:
    """Return the plan and the shares of each return to a pool, by our name of the security."""
    result = {}
    for entry in chapter.book.of("TX_STOCK_PLAN_RETURN_TO_POOL"):
        security, plan = (
            text_at(entry.content, "security_id"),
            chapter.book.name(text_at(entry.content, "stock_plan_id")),
        )
        if chapter.lineage.known(security):
            result[chapter.lot(security)] = (plan, number_at(entry.content, "quantity") or NOTHING, entry)
        else:
            chapter.book.findings.error(
                entry.spot.at("security_id"), "ocf-unknown-security", f"there is no security `{security}`"
            )
        if plan not in chapter.pools:
            chapter.book.findings.error(
                entry.spot.at("stock_plan_id"), "ocf-unknown-plan", f"there is no stock plan `{plan}`"
            )
    return result
