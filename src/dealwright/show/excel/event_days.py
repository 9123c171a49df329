"""The day of an event in the certain case: when its probability passes one half, or its condition is first true."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dealwright.deal.expression import Chance, Name
from dealwright.ground.calendar import A_MOMENT
from dealwright.show.excel.book import NEVER
from dealwright.show.excel.cells import (
    Node,
    NotLiveError,
    both,
    choose,
    greatest,
    least,
    log,
    node,
    ratio,
    span,
)
from dealwright.show.excel.conditions import first_time
from dealwright.show.excel.dates import closing
from dealwright.show.excel.timeline import FIRST

if TYPE_CHECKING:
    from dealwright.deal.driver import Event
    from dealwright.deal.expression import Expression
    from dealwright.show.excel.drivers import Drivers

_HALF = math.log(2.0)
_SLACK = 1e-9


def event_day(name: str, driver: Event, title: str, drivers: Drivers) -> Node:
    """Lay the day of an event: that on which its probability passes one half, or its condition is first true.

    Args:
        name: The event.
        driver: What the file says of it.
        title: What its row is called.
        drivers: Rows of drivers.

    Returns:
        The day, `NEVER` where it does not come; the engine's own where it has no formula.
    """
    known = drivers.timeline.day(float(drivers.formulas.futures.event(name)[0]))
    try:
        found, note = _live_event(driver, title, drivers)
        _meets(found, known)
    except NotLiveError as refusal:
        drivers.frozen.append((f"the day of “{title}”", str(refusal), frozenset({name})))
        return drivers.single(title, "date", node(known), f"held as the tool found it: {refusal}")
    return drivers.single(title, "date", found, note)


def _live_event(driver: Event, title: str, drivers: Drivers) -> tuple[Node, str]:
    first = drivers.timeline.as_of
    if driver.not_before is not None:
        first = greatest(drivers.formulas.number(driver.not_before), first)
    if driver.chance is not None:
        return _by_chance(driver.chance, first, drivers), "the day on which its probability passes one half"
    if driver.hazard is not None:
        return _by_hazard(driver.hazard, first, title, drivers), "the day on which its probability passes one half"
    if driver.when is not None:
        return first_time(driver.when, drivers.formulas, first + A_MOMENT, title), "when its condition is first true"
    raise NotLiveError("nothing says when it happens")


def _by_chance(expression: Expression, first: Node, drivers: Drivers) -> Node:
    behind = expression
    while isinstance(behind, Name):
        behind = drivers.formulas.futures.behind(behind.name) or behind
    if not isinstance(behind, Chance):
        raise NotLiveError("its chance is no probability by a date")
    chance, by = drivers.formulas.number(behind.probability), closing(drivers.formulas.number(behind.by))
    waits = ratio(node(_HALF), -log(1.0 - least(chance, 1.0 - 1e-15))) * greatest(0.0, by - first)
    day = choose(chance >= 1.0, first + A_MOMENT, first + waits)
    never = choose(day > drivers.timeline.horizon + _SLACK, NEVER, day)
    return choose(chance <= 0.0, NEVER, never)


def _by_hazard(hazard: Expression, first: Node, title: str, drivers: Drivers) -> Node:
    timeline, edges = drivers.timeline, drivers.timeline.edges
    parts = drivers.states(hazard)
    if len(parts) > 2:  # noqa: PLR2004 - before one event, and after it
        raise NotLiveError("its hazard changes at more than one event")
    days, passed = [], node(0.0)
    for k in range(timeline.grid.steps):
        for states, (since, until) in parts:
            rate = greatest(0.0, drivers.flow(hazard, f"{title}: hazard", states)[k])
            begin = least(greatest(edges[k], first, *since), edges[k + 1])
            end = greatest(begin, least(edges[k + 1], *until))
            days.append((rate, begin, end, k))
    cells = []
    row = timeline.sheet.row
    timeline.sheet.put(row, 0, f"{title}: hazard that has passed", "label")
    timeline.sheet.put(row + 1, 0, f"{title}: day on which it passes ln 2", "label")
    timeline.sheet.row += 2
    for place, (rate, begin, end, k) in enumerate(days):
        gained = rate * ((end - begin) / float(timeline.grid.days_of_year[k]))
        done = timeline.sheet.put(row, FIRST + place, passed + gained, "number")
        there = begin + ratio(node(_HALF) - passed, done - passed) * (end - begin)
        meets = both(passed < _HALF, done >= _HALF)
        cells.append(timeline.sheet.put(row + 1, FIRST + place, choose(meets, there, NEVER), "date"))
        passed = done
    whole = span(cells)
    return Node(("MIN(", *whole.parts, ")"), min(each.number for each in cells))


def _meets(found: Node, known: float) -> None:
    if abs(found.number - known) > 10 * _SLACK:
        raise NotLiveError("its formula does not meet the engine")
