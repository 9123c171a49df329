"""Find grants and schedules that contradict themselves, and parts of a whole that are more than all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity import events as happens
from dealwright.equity.exact import NOTHING, WHOLE, Exact, spoken
from dealwright.ground.problem import Problem, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.equity.captable import CapTable
    from dealwright.equity.vesting import Vesting
    from dealwright.ground.place import Place


def bad_grants(table: CapTable) -> list[Problem]:
    """Find schedules of vesting that cannot be, and rights that expire before they are granted.

    Args:
        table: A cap table.

    Returns:
        The problems.
    """
    found: list[Problem] = []
    for right in table.rights.values():
        found += _vesting(right.vesting, right.id, right.place)
        if right.on is not None and right.expires is not None and right.expires < right.on:
            what = f"`{right.id}` expires on {right.expires}, before its grant on {right.on}"
            mend = "put right `expires:` or `on:`"
            found.append(
                error(right.place, "ends-before-start", what, "an expiry on or after the grant", mend).within("expires")
            )
    for event in table.events:
        if isinstance(event, happens.Issue):
            found += _vesting(event.vesting, event.security or event.id or event.holder, event.place)
    return found


def _vesting(vesting: Vesting | None, name: str, place: Place) -> Iterator[Problem]:
    """Find what is wrong with one schedule."""
    if vesting is None:
        return
    parts = sum((part.share for part in vesting.parts), NOTHING)
    timed = sum((each.share for each in vesting.instalments), NOTHING)
    if parts + timed > WHOLE:
        yield over_whole(place, f"the parts in which `{name}` vests", parts + timed).within("vesting")
    elif vesting.instalments and parts + timed < WHOLE:
        what = f"the parts in which `{name}` vests sum to {spoken((parts + timed) * 100)}%"
        yield error(
            place, "bad-vesting", what, "100%: everything vests some day", "add what is missing, or correct a part"
        ).within("vesting", "instalments")
    if vesting.instalments and vesting.months:
        what = f"`{name}` vests by `instalments` and by `months`"
        yield error(place, "bad-vesting", what, "one of the two", "take `months:` out, or write no instalments").within(
            "vesting", "instalments"
        )
    if vesting.months and vesting.start is None:
        what = f"`{name}` vests over `{vesting.months}` months, and it does not say from when"
        yield error(place, "bad-vesting", what, "`start:`, the day from which months count", "add `start:`").within(
            "vesting", "months"
        )
    yield from _calendar(vesting, name, place)


def _calendar(vesting: Vesting, name: str, place: Place) -> Iterator[Problem]:
    """Find what is wrong with the days and months of a schedule."""
    if vesting.cliff > vesting.months > 0:
        what = f"the cliff of `{name}` is `{vesting.cliff}` months, and all has vested after {vesting.months}"
        yield error(
            place,
            "bad-vesting",
            what,
            f"a cliff of at most {vesting.months} months",
            f"write `cliff: {vesting.months}`",
        ).within("vesting", "cliff")
    if vesting.every < 1:
        what = f"`{name}` vests every `{vesting.every}` months"
        yield error(place, "bad-vesting", what, "one month or more", "write `every: 1`").within("vesting", "every")
    day = vesting.day_of_month
    if isinstance(day, int) and not 1 <= day <= 31:  # noqa: PLR2004 - days of the longest month
        what = f"`{name}` vests on day `{day}` of a month"
        yield error(
            place, "bad-vesting", what, "a day from 1 to 31, `start` or `last`", "write `day_of_month: last`"
        ).within("vesting", "day_of_month")
    start = vesting.start
    for position, part in enumerate(vesting.parts):
        if start is not None and part.by is not None and part.by < start:
            what = f"a part of `{name}` must come about by {part.by}, before vesting starts on {start}"
            yield error(
                place, "ends-before-start", what, "a last day on or after the start", "put right `by:` or `start:`"
            ).within("vesting", "parts", position, "by")
    for position, each in enumerate(vesting.instalments):
        if start is not None and each.on < start:
            what = f"an instalment of `{name}` vests on {each.on}, before vesting starts on {start}"
            yield error(
                place, "ends-before-start", what, "a day on or after the start", "put right `on:` or `start:`"
            ).within("vesting", "instalments", position, "on")


def over_whole(place: Place, what: str, total: Exact) -> Problem:
    """Report parts of one whole that sum to more than all of it.

    Args:
        place: Where they stand.
        what: What they are, as the subject of the sentence.
        total: What they sum to, as a fraction.
    """
    return error(
        place,
        "over-whole",
        f"{what} sum to `{spoken(total * 100)}%`",
        "at most 100%",
        f"take {spoken((total - 1) * 100)}% off one of them",
    )
