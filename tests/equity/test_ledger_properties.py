"""What holds for every history: totals tie, a split changes nobody's share, a day does not know the days after it."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from dealwright.equity.captable import CapTable
from dealwright.equity.checks.mistakes import table_mistakes
from dealwright.equity.events import Cancel, Convert, Exercise, Issue, Repurchase, Split, Transfer
from dealwright.equity.holdings import Holdings
from dealwright.equity.ledger import holdings_on, replayed
from dealwright.equity.replay.book import Book
from dealwright.equity.securities import Pool, Right
from dealwright.equity.tables.ownership import ownership, ownership_over_time
from dealwright.equity.tables.roll_forward import roll_forward
from dealwright.equity.vesting import Vesting
from equity.company import company, day, happened, share_class

HOLDERS = ("ann", "ben", "cat", "dan")
CLASSES = (
    share_class("a", kind="preferred", original_issue_price=4, conversion_price=3, converts_into="common", votes=2),
    share_class("b", kind="preferred", original_issue_price=9, converts_into="a"),
)
SCHEDULE = Vesting(start=day(0), months=4)
RIGHTS = tuple(
    Right(f"o{at}", "option", holder, "common", Fraction(500), Fraction(2), day(0), "plan", None, vesting)
    for at, (holder, vesting) in enumerate([("dan", None), ("cat", SCHEDULE)])
)
PLAN = Pool("plan", "Plan", "common", Fraction(5000))

holders = st.sampled_from(HOLDERS)
classes = st.sampled_from(("common", "a", "b"))
days = st.integers(0, 60)
counts = st.integers(1, 400).map(Fraction)


@st.composite
def an_event(draw: st.DrawFn) -> Any:
    """Draw an event that may or may not be possible when it comes."""
    on, kind = draw(days), draw(st.sampled_from((Issue, Issue, Transfer, Convert, Exercise, Cancel, Repurchase, Split)))
    if kind is Issue:
        vesting = draw(st.sampled_from((None, SCHEDULE)))
        return happened(
            Issue, on, of=draw(classes), holder=draw(holders), shares=draw(counts), price=3, vesting=vesting
        )
    if kind is Split:
        return happened(Split, on, ratio=draw(st.sampled_from((2, 10, Fraction(1, 3)))))
    if kind is Exercise:
        return happened(Exercise, on, right=draw(st.sampled_from(("o0", "o1"))), shares=draw(counts))
    if kind is Cancel:
        named = draw(st.sampled_from(("o0", "o1", "ann/common", "ben/a")))
        return happened(Cancel, on, security=named, shares=draw(counts), to_pool=draw(st.booleans()))
    whose: dict[str, Any] = {"of": draw(classes), "holder": draw(holders), "shares": draw(counts)}
    if kind is Transfer:
        return happened(Transfer, on, to=draw(holders), **whose)
    return happened(kind, on, **({**whose, "price": 3} if kind is Repurchase else whose))


def possible(events: list[Any]) -> CapTable:
    """Return a company with those of the events that can happen, in the order of days."""
    kept: list[Any] = []
    for event in sorted(events, key=lambda each: each.on):
        if not last_book(history([*kept, event])).problems:
            kept.append(event)
    return history(kept)


def history(events: list[Any]) -> CapTable:
    return company(*events, classes=CLASSES, rights=RIGHTS, pools=(PLAN,), as_of=day(100))


def last_book(table: CapTable) -> Book:
    *_, book = replayed(table, table.as_of)
    return book


histories = st.lists(an_event(), max_size=9).map(possible)


@given(histories)
def test_totals_tie_from_events_to_lots_to_tables(table: CapTable) -> None:
    assert table_mistakes(table) == []
    book, held = last_book(table), holdings_on(table)
    laid_out = ownership(held)
    for row in laid_out.classes:
        assert row.shares == book.issued.get(row.of, 0)
        assert row.shares == sum(lot.shares for lot in held.lots if lot.of == row.of)
        assert row.shares == sum(each.shares.get(row.of, 0) for each in laid_out.holders)
    unissued = sum(row.as_converted for row in laid_out.pools)
    assert laid_out.outstanding == held.outstanding == sum(row.as_converted for row in laid_out.holders)
    assert laid_out.fully_diluted == held.fully_diluted == unissued + sum(row.fully_diluted for row in laid_out.holders)
    assert laid_out.fully_diluted == unissued + sum(row.fully_diluted for row in laid_out.classes)
    assert laid_out.votes == sum(row.votes for row in laid_out.holders) == sum(row.votes for row in laid_out.classes)
    for pool in held.pools.values():
        assert pool.granted == sum(each.right.count for each in held.rights.values())
    assert all(lot.shares > 0 and 0 <= lot.unvested <= lot.shares for lot in held.lots)
    assert all(0 <= each.vested <= each.right.count for each in held.rights.values())


@given(histories)
def test_every_share_outstanding_is_led_back_to_events(table: CapTable) -> None:
    held, rows = holdings_on(table), {row.of: row for row in roll_forward(table)}
    for row in ownership(held).classes:
        followed = rows.get(row.of)
        assert row.shares == (followed.closing if followed else 0)
        assert row.shares == (sum(followed.changes.values()) if followed else 0)
        issued = sum(event.shares for event in table.events if isinstance(event, Issue) and event.of == row.of)
        assert (followed.changes.get("issue", 0) if followed else 0) == issued
    assert list(ownership_over_time(table))[-1:] == [replace(ownership(held), on=last_book(table).on)]


@given(histories)
def test_what_holders_paid_and_what_their_lots_cost_tie(table: CapTable) -> None:
    """Money for shares still there is their cost; the rest went for shares that were bought back or cancelled."""
    held = holdings_on(replace(table, events=tuple(e for e in table.events if not isinstance(e, Cancel | Repurchase))))
    cost = sum(lot.shares * (lot.price or 0) for lot in held.lots)
    assert cost == -sum(flow.amount for flow in held.flows if flow.kind in {"paid_in", "exercise"})


@given(histories, st.sampled_from((2, 7, Fraction(1, 4))))
def test_a_split_of_all_changes_nobodys_share_and_no_money(table: CapTable, ratio: Fraction) -> None:
    before = holdings_on(table)
    after = holdings_on(replace(table, events=(*table.events, happened(Split, 61, ratio=Fraction(ratio)))))
    assert parts(before) == parts(after)
    assert after.fully_diluted == before.fully_diluted * ratio
    assert [lot.shares * (lot.price or 0) for lot in after.lots] == [
        lot.shares * (lot.price or 0) for lot in before.lots
    ]
    assert [r.right.strike * r.right.count for r in after.rights.values()] == [
        r.right.strike * r.right.count for r in before.rights.values()
    ]
    assert [lot.unvested for lot in after.lots] == [lot.unvested * ratio for lot in before.lots]


def parts(held: Holdings) -> dict[str, tuple[Fraction, Fraction]]:
    return {row.holder: (row.share_fully_diluted, row.share_of_votes) for row in ownership(held).holders}


@given(histories, st.integers(0, 50), holders, counts)
def test_a_transfer_moves_what_it_says_and_nothing_else(table: CapTable, at: int, taker: str, count: Fraction) -> None:
    before = holdings_on(table)
    assume(before.lots)
    of, giver = before.lots[at % len(before.lots)].of, before.lots[at % len(before.lots)].holder
    owned = sum(lot.shares for lot in before.lots if (lot.of, lot.holder) == (of, giver))
    moved = min(owned, count)
    event = happened(Transfer, 61, of=of, holder=giver, to=taker, shares=moved, price=5)
    after = holdings_on(replace(table, events=(*table.events, event)))
    change = {giver: -moved, taker: moved} if giver != taker else {}
    for cls in ("common", "a", "b"):
        for who in HOLDERS:
            was, now = (
                sum(lot.shares for lot in h.lots if (lot.of, lot.holder) == (cls, who)) for h in (before, after)
            )
            assert now - was == (change.get(who, 0) if cls == of else 0)
    assert sum(flow.amount for flow in after.flows) == sum(flow.amount for flow in before.flows)
    assert (after.rights, after.pools, after.classes) == (before.rights, before.pools, before.classes)
    assert sum(lot.shares * (lot.price or 0) for lot in after.lots) == sum(
        lot.shares * (lot.price or 0) for lot in before.lots
    )


@given(histories, days)
def test_a_day_on_the_way_is_what_a_shorter_history_leads_to(table: CapTable, number: int) -> None:
    """Replaying to a day, and going on from there, is replaying at once: the past does not know the future."""
    shorter = replace(table, events=tuple(event for event in table.events if event.on <= day(number)))
    assert holdings_on(table, day(number)) == holdings_on(shorter, day(number))
    books = [replace(book, on=book.on).holdings() for book in replayed(table, day(100)) if book.on <= day(number)]
    if books:
        assert replace(holdings_on(table, books[-1].on), rights={}) == replace(books[-1], rights={})


@given(
    st.lists(st.tuples(holders, classes, counts), min_size=2, max_size=5, unique_by=lambda each: each[0]), st.randoms()
)
def test_the_order_of_independent_events_of_a_day_does_not_matter(given_out: list[Any], random: Any) -> None:
    first = [happened(Issue, 3, of=of, holder=who, shares=count, security=who) for who, of, count in given_out]
    then = [happened(Transfer, 4, security=who, to="dan", shares=count / 2) for who, _, count in given_out]
    shuffled = random.sample(then, len(then))
    one, other = (holdings_on(history([*first, *order])) for order in (then, shuffled))
    assert sorted(one.lots, key=lambda lot: lot.security) == sorted(other.lots, key=lambda lot: lot.security)


@given(histories, holders, classes, counts)
def test_cancelling_undoes_an_issue(table: CapTable, holder: str, of: str, count: Fraction) -> None:
    undone = (
        happened(Issue, 61, of=of, holder=holder, shares=count, security="error"),
        happened(Cancel, 61, security="error"),
    )
    assert holdings_on(replace(table, events=(*table.events, *undone))) == holdings_on(table)


@given(histories, st.sampled_from(("down", "up", "nearest")))
def test_a_rounded_split_leaves_whole_shares_and_moves_nobody_by_one(table: CapTable, way: str) -> None:
    table = possible([event for event in table.events if not isinstance(event, Split | Convert)])
    before = holdings_on(table)
    split = happened(Split, 61, ratio=Fraction(1, 3), shares=way)
    after = holdings_on(replace(table, events=(*table.events, split)))
    for of in ("common", "a", "b"):
        for who in HOLDERS:
            was, now = (sum(lot.shares for lot in h.lots if (lot.of, lot.holder) == (of, who)) for h in (before, after))
            assert Fraction(now).denominator == 1
            assert abs(now - Fraction(was) / 3) < 1
    assert all(lot.shares.denominator == 1 for lot in after.lots)
