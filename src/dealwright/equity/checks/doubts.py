"""Warn of terms that can stand as they are written, and are hardly meant so."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from dealwright.equity import events as happens
from dealwright.equity.exact import spoken
from dealwright.ground.closest import closest, listed
from dealwright.ground.problem import Problem, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dealwright.equity.captable import CapTable
    from dealwright.equity.events import Event
    from dealwright.equity.exact import Exact
    from dealwright.equity.securities import Convertible, Right, ShareClass
    from dealwright.equity.vesting import Vesting
    from dealwright.ground.place import Place

_AS_ROUNDED = Fraction(1, 100)
"""So far a price may be off its class's by rounding."""
_YEAR = dt.timedelta(days=366)


def doubtful(table: CapTable) -> list[Problem]:
    """Find what is hardly meant as it is written.

    Args:
        table: A cap table.

    Returns:
        Warnings: preferred shares without a preference, or sold at another price than it counts, rights without a
        strike, convertibles that end without money, a SAFE that earns interest, names that lead to nothing, and days
        long after the table's own.
    """
    found = [*_preferences(table), *_prices(table), *_repaid(table), *_milestones(table), *_days(table)]
    for held in table.convertibles.values():
        found += _convertible(held, table)
    for right in table.rights.values():
        found += _strike(right)
    return [*found, *_no_money(table)]


def _no_money(table: CapTable) -> Iterator[Problem]:
    """Find rounds that raise nothing."""
    for round_ in table.rounds:
        if not round_.new_money:
            yield warning(
                round_.place,
                "unlikely-term",
                f"the round `{round_.id}` raises no money",
                "`investors:`, how much new money comes from whom",
                "name who pays how much in `investors:`, or take the round out",
            ).within("investors")


def _preferences(table: CapTable) -> Iterator[Problem]:
    """Find preferred classes that have or get shares, and no preference."""
    there = {each for event in table.events for each in (getattr(event, "of", None), getattr(event, "into", None))}
    there |= {round_.new_class.id for round_ in table.rounds}
    for cls in table.classes.values():
        if cls.id in there:
            yield from _no_preference(cls, cls.place)
    for round_ in table.rounds:
        if round_.new_class.id not in table.classes:
            yield from _no_preference(round_.new_class, round_.place, "new_class")


def _no_preference(cls: ShareClass, place: Place, *way: str) -> Iterator[Problem]:
    if cls.kind == "preferred" and not cls.preference:
        yield warning(
            place,
            "no-preference",
            f"`{cls.id}` is preferred and pays nothing before common: it says no preference",
            "`preference:`, a multiple of the original issue price",
            "write `preference: 1x`, or `kind: common`",
        ).within(*way, "kind")


def _prices(table: CapTable) -> Iterator[Problem]:
    """Find shares that are issued at another price than their preference counts."""
    splits = [event for event in table.events if isinstance(event, happens.Split) and event.ratio > 0]
    for event in table.events:
        paid = _paid(event) if isinstance(event, happens.Issue) else None
        if not isinstance(event, happens.Issue) or paid is None or event.preference_price is not None:
            continue
        cls = table.classes.get(event.of)
        if cls is None or not cls.preference or cls.original_issue_price is None:
            continue
        split = [each for each in splits if each.of in {None, cls.id} and each.on <= event.on]
        then = cls.original_issue_price / prod(each.ratio for each in split if each.on < event.on)
        counted = {then, cls.original_issue_price / prod(each.ratio for each in split)}
        if all(abs(paid - price) > price * _AS_ROUNDED for price in counted):
            yield warning(
                event.place,
                "issued-at-another-price",
                f"`{event.holder}` pays `{spoken(paid)}` for a share of `{cls.id}`, whose preference counts"
                f" {spoken(then)}",
                "the class's price, or `preference_price:`, what the preference of these shares counts",
                f"add `preference_price: {spoken(paid)} {table.currency}`, or put right the price",
            ).within("consideration" if event.consideration is not None else "price")


def _paid(issue: happens.Issue) -> Exact | None:
    """Return what is given for a share that is issued, in money or in things; None: nothing says it."""
    if issue.consideration is None:
        return issue.price
    return issue.consideration.total / issue.shares if issue.shares > 0 else None


def _repaid(table: CapTable) -> Iterator[Problem]:
    """Find convertibles that end, and nothing says what their holders got."""
    convertibles = set(table.convertibles)
    for event in table.events:
        if isinstance(event, happens.Transfer) and event.security in convertibles:
            convertibles |= {event.becomes or event.id or f"{event.security}/{event.to}"}
        elif isinstance(event, happens.Cancel) and event.security in convertibles and event.paid is None:
            yield warning(
                event.place,
                "cancelled-for-nothing",
                f"`{event.security}` ends, and nothing says what its holder got: it counts as lost",
                "`paid:`, the money repaid, interest included",
                "add `paid:`, such as `paid: 0 USD` where nothing came back".replace("USD", table.currency),
            ).within("security")


def _milestones(table: CapTable) -> Iterator[Problem]:
    """Find milestones and spend that are reached and that nothing waits for."""
    waited: dict[str, set[str]] = {"milestone": set(), "spend": set()}
    for vesting in _schedules(table):
        for part in vesting.parts:
            waited.setdefault(part.when.kind, set()).add(part.when.name)
    for event in table.events:
        if not isinstance(event, happens.Vest) or not event.milestone:
            continue
        kind = "milestone" if event.amount is None else "spend"
        if event.milestone not in waited[kind]:
            names = sorted(waited[kind])
            near = closest(event.milestone, names)
            yield warning(
                event.place,
                "counts-for-nothing",
                f"no vesting waits for the {kind} `{event.milestone}`, so that nothing vests by it",
                listed(names) or f"a {kind} that a part of some vesting waits for",
                f"write `{near}`" if near else "name it in `when:` of a part that shall vest by it, or take this out",
            ).within("milestone")


def _schedules(table: CapTable) -> Iterator[Vesting]:
    """Yield every schedule of vesting."""
    grants: Iterable[Right | Event] = (*table.rights.values(), *table.events)
    for grant in grants:
        vesting = getattr(grant, "vesting", None)
        if vesting is not None:
            yield vesting


def _convertible(held: Convertible, table: CapTable) -> Iterator[Problem]:
    """Find most favoured nations that are none or look back, and SAFEs with the terms of a note."""
    for name in held.mfn_of or ():
        other = table.convertibles.get(name)
        if not held.mfn:
            yield warning(
                held.place,
                "counts-for-nothing",
                f"`{held.id}` names `{name}` in `mfn_of:`, and it is no most favoured nation",
                "`mfn: yes` beside `mfn_of:`",
                "add `mfn: yes`, or take `mfn_of:` out",
            ).within("mfn_of", name)
            return
        if other is not None and other.on < held.on and held.id not in (other.mfn_of or ()):
            yield warning(
                held.place,
                "unlikely-term",
                f"`{held.id}` may take the terms of `{name}`, which was issued before it, on {other.on}",
                "convertibles issued later: such a clause looks ahead",
                f"take `{name}` out of `mfn_of:`, or put right the days",
            ).within("mfn_of", name)
    if held.kind == "safe" and held.rate > 0:
        yield warning(
            held.place,
            "unlikely-term",
            f"the SAFE `{held.id}` earns interest, which a SAFE does not: it is counted",
            "`rate:` in notes alone",
            "write `kind: note`, or take `rate:` out",
        ).within("rate")


def _strike(right: Right) -> Iterator[Problem]:
    """Find options for nothing, and restricted stock units at a price."""
    if right.kind == "rsu" and right.strike > 0:
        yield warning(
            right.place,
            "unlikely-term",
            f"the restricted stock unit `{right.id}` has a strike, which its holder would have to pay",
            "no `strike:`: such shares are given",
            "take `strike:` out, or write `kind: option`",
        ).within("strike")
    elif right.kind != "rsu" and not right.strike:
        yield warning(
            right.place,
            "unlikely-term",
            f"the {_WORDS[right.kind]} `{right.id}` has no strike: its shares cost nothing",
            "`strike:`, the money per share to exercise",
            "add `strike:`, or write `kind: rsu`",
        ).within("kind")


_WORDS = {"option": "option", "warrant": "warrant", "sar": "stock appreciation right"}


def _days(table: CapTable) -> Iterator[Problem]:
    """Find what happens more than a year after the day of the table, as by a slip in the year."""
    things = (*table.events, *table.convertibles.values(), *table.rights.values(), *table.pools.values())
    for thing in things:
        if thing.on is not None and thing.on > table.as_of + _YEAR:
            yield warning(
                thing.place,
                "date-to-come",
                f"`{thing.on}` is more than a year after the day of this table, {table.as_of}",
                f"a day by {table.as_of}, or soon after it",
                "put right the year, or set a later `as_of`",
            ).within("on")
