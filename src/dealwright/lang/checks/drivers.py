"""Check each driver by itself: positive levels, years in order, one unit throughout."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from dealwright.deal.driver import Event, GeometricBrownian, Growth, MeanReverting, ScheduleDriver
from dealwright.deal.expression import Chance, Expression, show
from dealwright.ground.problem import Problem, error
from dealwright.ground.unit import Unit, describe
from dealwright.lang.unit_mends import mend_result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

_YEAR = re.compile(r"\d{4}")
_POSITIVE: dict[type, tuple[str, ...]] = {
    MeanReverting: ("start", "long_run"),
    GeometricBrownian: ("start",),
    Growth: ("start", "ceiling"),
}


def check_driver(draft: Draft, entry: Entry) -> list[Problem]:
    """Find what is wrong with a driver by itself."""
    if not entry.path or entry.path[0] != "drivers" or entry.shape is None:
        return []
    checks = (_not_positive, _points, _one_total, _other_units, _chance, _too_late)
    return [problem for check in checks for problem in check(draft, entry)]


def check_slots(draft: Draft) -> list[Problem]:
    """Find drivers that claim the same random numbers: events have slots of their own, all others share theirs."""
    found: list[Problem] = []
    taken: dict[tuple[bool, float], str] = {}
    for name, driver in draft.sound("drivers").items():
        slot = draft.constants.number(driver.slot)
        if slot is None:
            continue
        other = taken.setdefault((isinstance(driver, Event), slot), name)
        if other != name:
            what = f"`{other}` has slot {slot:g} already"
            place = draft.place("drivers", name, "slot")
            found.append(error(place, "slot-taken", what, "a slot that no other driver has", "write another number"))
    return found


def _levels(entry: Entry) -> Iterator[tuple[tuple[str, ...], Expression]]:
    """Yield the keys and values of all levels that a driver names."""
    shape = entry.shape
    for key in _POSITIVE.get(type(shape), ()):
        if getattr(shape, key) is not None:
            yield (key,), getattr(shape, key)
    if isinstance(shape, Growth):
        yield from ((("total", year), value) for year, value in (shape.total or {}).items())


def _not_positive(draft: Draft, entry: Entry) -> list[Problem]:
    """Find levels at or below zero, whose growth would mean nothing."""
    known = draft.constants
    found = []
    for keys, value in _levels(entry):
        level = known.number(value)
        if level is not None and level <= 0:
            what = f"`{show(value)}` is not above 0, where a {entry.shape.kind} driver lives"
            found.append(
                error(draft.place(*entry.path, *keys), "out-of-bounds", what, "a value above 0", "write more than 0")
            )
    return found


def _points(draft: Draft, entry: Entry) -> list[Problem]:
    """Find years and dates of a schedule or of totals that are none, or not in order."""
    shape = entry.shape
    years_only = isinstance(shape, Growth)
    points = (
        shape.total or {} if isinstance(shape, Growth) else shape.points if isinstance(shape, ScheduleDriver) else {}
    )
    way = (*entry.path, "total") if years_only else entry.path
    if points and not years_only and "points" in getattr(entry.node, "entries", {}):
        what, mend = "unknown key `points` in a schedule driver", "write the years and dates beside `kind`"
        return [error(draft.key(*way, "points"), "unknown-key", what, "years and dates, such as `2025: 12.7bn`", mend)]
    found, before = [], None
    for key in points:
        middle = _middle(key)
        if middle is None or (years_only and not _YEAR.fullmatch(key)):
            expected = "a year such as `2025`" if years_only else "a year such as `2025` or a date"
            found.append(
                error(
                    draft.key(*way, key),
                    "bad-point",
                    f"`{key}` is no {'year' if years_only else 'date'}",
                    expected,
                    "write `2025`",
                )
            )
        elif before is not None and middle <= before[0]:
            what = f"`{key}` does not come after `{before[1]}`"
            found.append(
                error(draft.key(*way, key), "out-of-order", what, "years and dates in rising order", "sort them")
            )
        else:
            before = (middle, key)
    return found


def _one_total(draft: Draft, entry: Entry) -> list[Problem]:
    """Find totals of several years, for the growth between two is not free, and totals that are per year."""
    totals = entry.shape.total if isinstance(entry.shape, Growth) else None
    if not totals:
        return []
    if len(totals) > 1:
        first, second, *_ = totals
        what = f"`total` has both `{first}` and `{second}`, and the growth is said already"
        place = draft.key(*entry.path, "total", second)
        return [error(place, "one-too-many", what, "one year, such as `{2025: 12.7bn}`", f"remove `{second}`")]
    for year, value in totals.items():
        unit = draft.units.of(value)
        if isinstance(unit, Unit) and dict(unit.powers).get("year", 0) < 0:
            what = f"`{show(value)}` is {describe(unit)}, where the sum of a whole year should stand"
            mend = mend_result(value, unit, unit * Unit.YEAR, {})
            place = draft.place(*entry.path, "total", year)
            return [error(place, "unit-mismatch", what, describe(unit * Unit.YEAR), mend)]
    return []


def _middle(key: str) -> dt.date | None:
    """Return the date by which a point is ordered: a year stands for its middle."""
    try:
        return dt.date(int(key), 7, 2) if key.isdigit() else dt.date.fromisoformat(key)
    except ValueError:
        return None


def _other_units(draft: Draft, entry: Entry) -> list[Problem]:
    """Find levels whose unit is not that of the driver."""
    unit = draft.units[entry.name]
    levels = dict(_levels(entry))
    if isinstance(entry.shape, ScheduleDriver):
        levels = {(key,): value for key, value in entry.shape.points.items()}
    found = []
    for keys, value in levels.items():
        mine = draft.units.of(value)
        if keys[0] != "total" and isinstance(mine, Unit) and isinstance(unit, Unit) and mine != unit:
            what = f"`{show(value)}` is {describe(mine)}, but `{entry.name}` is {describe(unit)}"
            found.append(
                error(
                    draft.place(*entry.path, *keys),
                    "unit-mismatch",
                    what,
                    describe(unit),
                    mend_result(value, mine, unit, {}),
                )
            )
    return found


def _chance(draft: Draft, entry: Entry) -> list[Problem]:
    """Find an event that is sure by a date, which no constant hazard makes it."""
    chance = entry.shape.chance if isinstance(entry.shape, Event) else None
    if not isinstance(chance, Chance) or draft.constants.number(chance.probability) != 1:
        return []
    by = draft.constants.moment(chance.by)
    what = "an event that is sure by a date has no constant hazard"
    mend = f"write `when: year >= {by.year}`" if by is not None else "write `when: year >= 2030`"
    return [error(chance.probability.place, "bad-probability", what, "a probability below 100%", mend)]


def _too_late(draft: Draft, entry: Entry) -> list[Problem]:
    """Find an event that has a chance by a date before which it cannot happen."""
    chance = entry.shape.chance if isinstance(entry.shape, Event) else None
    by = draft.constants.moment(chance.by) if isinstance(chance, Chance) else None
    first = draft.constants.moment(entry.shape.not_before) if by is not None else None
    if by is None or first is None or by >= first:
        return []
    what = f"`{entry.name}` has a chance by {by}, and cannot happen before {first}"
    place = draft.place(*entry.path, "not_before")
    return [error(place, "ends-before-start", what, f"a date up to {by}", "write an earlier `not_before`")]
