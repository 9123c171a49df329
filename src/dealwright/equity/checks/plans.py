"""Find rounds, exits and distributions that cannot be as they are written."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from dealwright.equity import events as happens
from dealwright.equity.checks.grants import over_whole
from dealwright.equity.exact import NOTHING, WHOLE, spoken
from dealwright.ground.closest import quoted
from dealwright.ground.problem import Problem, error, warning

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from dealwright.equity.captable import CapTable
    from dealwright.equity.events import Distribution, Issue
    from dealwright.equity.financing import Round


def bad_plans(table: CapTable) -> list[Problem]:
    """Find rounds in no order, amounts that do not add up, and parts of an exit that are more than all of it.

    Args:
        table: A cap table.

    Returns:
        The problems.
    """
    found = [*_same_day(table), *_exit(table), *_passed(table)]
    for round_ in table.rounds:
        found += _too_early(table, round_)
    for event in table.events:
        if isinstance(event, happens.Distribution):
            found += _distribution(event)
        elif isinstance(event, happens.Issue):
            found += _consideration(event)
        elif isinstance(event, happens.Exchange) and event.of == event.into:
            what = f"`{event.of}` is exchanged for itself"
            found.append(
                error(
                    event.place, "does-not-convert", what, "another class in `into:`", "name the class that it becomes"
                ).within("into")
            )
        elif isinstance(event, happens.Convert) and event.into is not None and event.of == event.into:
            what = f"`{event.of}` converts into itself"
            found.append(
                error(
                    event.place, "does-not-convert", what, "another class in `into:`", "name the class that it becomes"
                ).within("into")
            )
    return found


def _same_day(table: CapTable) -> Iterator[Problem]:
    """Find rounds of one day: which comes first decides what each is priced on."""
    by_day: dict[dt.date, list[Round]] = defaultdict(list)
    for round_ in table.rounds:
        by_day[round_.on].append(round_)
    for day, rounds in by_day.items():
        for later in rounds[1:]:
            yield error(
                later.place,
                "ambiguous-order",
                f"`{later.id}` and {quoted([rounds[0].id])} are both on {day}: which is priced first is not said",
                "rounds on different days, in their order",
                f"write another day in `on:` of `{later.id}`, or make them one round",
            ).within("on")


def _passed(table: CapTable) -> Iterator[Problem]:
    """Find an offering before the table's day: what was held then is not what is held now."""
    if table.ipo is not None and table.ipo.on < table.as_of:
        yield error(
            table.ipo.place,
            "date-passed",
            f"the offering is on {table.ipo.on}, before `as_of` ({table.as_of})",
            f"a date from {table.as_of}",
            "write a later date, or take `ipo:` out",
        ).within("on")


def _too_early(table: CapTable, round_: Round) -> Iterator[Problem]:
    """Find what a round needs that is not there yet on its day."""
    needs = {name: table.convertibles[name].on for name in round_.converts or () if name in table.convertibles}
    pool = round_.pool.pool if round_.pool is not None else None
    since = table.pools[pool].on if pool in table.pools and pool is not None else None
    if pool is not None and since is not None:
        needs[pool] = since
    for name, day in needs.items():
        if day > round_.on:
            yield error(
                round_.place,
                "round-too-early",
                f"`{round_.id}` is on {round_.on}, and needs `{name}`, which is there from {day}",
                f"a round on or after {day}",
                f"write `on: {day}` or a later day, or take `{name}` out of it",
            ).within("on")


def _distribution(event: Distribution) -> Iterator[Problem]:
    """Find a distribution whose amounts do not sum, or that says twice how it is paid."""
    if event.to and event.of is not None:
        yield error(
            event.place,
            "amounts-differ",
            f"the distribution is paid on `{event.of}` and to {quoted(event.to)}",
            "`of:` a class, or `to:` stakeholders",
            "take one of them out",
        ).within("of")
    total = sum(event.to.values(), NOTHING)
    if event.to and total != event.amount:
        yield error(
            event.place,
            "amounts-differ",
            f"`to:` sums to {spoken(total)}, and `amount: {spoken(event.amount)}` is paid",
            f"amounts that sum to {spoken(event.amount)}",
            f"write `amount: {spoken(total)}`, or correct one of `to:`",
        ).within("amount")


def _consideration(event: Issue) -> Iterator[Problem]:
    """Warn where what was given is not worth the price of the shares."""
    given = event.consideration
    if given is None or event.price is None or given.total == event.price * event.shares:
        return
    yield warning(
        event.place,
        "consideration-differs",
        f"`{event.holder}` gives {spoken(given.total)} for shares that cost `{spoken(event.price * event.shares)}`",
        "a consideration that sums to price times shares",
        f"write `price: {spoken(given.total / event.shares)}`, or correct the consideration"
        if event.shares
        else "correct the consideration",
    ).within("consideration")


def _exit(table: CapTable) -> Iterator[Problem]:
    """Find carve-outs and tiers that are more than all there is."""
    carved = sum((each.share for each in table.exit.carve_outs), NOTHING)
    if carved > WHOLE:
        yield over_whole(table.exit.carve_outs[-1].place, "the carve-outs", carved).within("share")
    for tier in table.exit.tiers:
        total = sum(tier.shares.values(), NOTHING)
        if total > WHOLE:
            yield over_whole(tier.place, f"the shares of {quoted(tier.shares)} in one tier", total).within("shares")
        if tier.until is not None and tier.reach is None:
            what = f"a tier ends when `{tier.until}` has received an amount that is not said"
            yield error(tier.place, "tier-without-end", what, "`reach:`, the amount", "add `reach:`").within("until")
        if tier.until is None and tier.reach is not None:
            what = f"a tier ends when `{spoken(tier.reach)}` is reached, and it does not say by whom"
            yield error(tier.place, "tier-without-end", what, "`until:`, the stakeholder", "add `until:`").within(
                "reach"
            )
