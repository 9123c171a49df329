"""Rows of what will happen, in the certain case: drivers at the edges of the steps, averages, sums, days of events."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import TYPE_CHECKING

from dealwright.deal.driver import Event, GeometricBrownian, Growth, GrowthRate, MeanReverting, ScheduleDriver
from dealwright.deal.expression import Name, Schedule, show, term_names
from dealwright.show.excel.cells import Cell, Node, NotLiveError, Range, choose, exp, greatest, least, log, node, total
from dealwright.show.excel.dates import moved
from dealwright.show.excel.event_days import event_day
from dealwright.show.excel.formulas import Frame
from dealwright.show.excel.timeline import FIRST, overlap
from dealwright.show.words import capital, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dealwright.deal.driver import Driver
    from dealwright.deal.expression import Expression
    from dealwright.show.excel.formulas import Formulas
    from dealwright.show.excel.timeline import Timeline

_HALF = math.log(2.0)
_SLACK = 1e-9
MOST_SWITCHES = 3


@dataclass(slots=True)
class Drivers:
    """Rows of drivers, each laid when it is first asked for.

    Args:
        formulas: Turns expressions into formulas.
        timeline: The steps.
        frozen: Days and levels that are the engine's own, with the reason and the names they rest on.
    """

    formulas: Formulas
    timeline: Timeline
    levels: dict[str, list[Node]] = field(default_factory=dict)
    rows: dict[object, list[Node]] = field(default_factory=dict)
    events: dict[str, Node] = field(default_factory=dict)
    days: dict[str, tuple[Node, Node]] = field(default_factory=dict)
    frozen: list[tuple[str, str, frozenset[str]]] = field(default_factory=list)

    # Levels.

    def level(self, name: str, frame: Frame) -> Node:
        """Return the level of a driver that runs by itself."""
        cells = self._levels(name)
        if frame.day is None:
            return cells[frame.edge or 0]
        driver = self.formulas.futures.deal.drivers[name]
        if isinstance(driver, ScheduleDriver):
            return self._scheduled_at(self._points(driver), frame.day)
        inside = self._between(cells, frame.day, logarithmic=True)
        if frame.day.number < self.timeline.as_of.number:
            raise NotLiveError("it reads a driver before the first day")
        return inside

    def schedule(self, schedule: Schedule, frame: Frame) -> Node:
        """Return a schedule that stands in an expression."""
        points = [(self._place(point), self.formulas.number(value)) for point, value in schedule.points]
        if frame.day is not None:
            return self._scheduled_at(points, frame.day)
        return self._on_schedule(points, self.timeline.years[frame.edge or 0])

    def _levels(self, name: str) -> list[Node]:
        if name not in self.levels:
            driver = self.formulas.futures.deal.drivers[name]
            nodes, note = self._moved(name, driver)
            self.levels[name] = self._row(capital(driver.title or spoken(name)), nodes, note)
        return self.levels[name]

    def _moved(self, name: str, driver: Driver) -> tuple[list[Node], str]:
        number, years = self.formulas.number, self.timeline.years
        if isinstance(driver, GeometricBrownian):
            start, growth = number(driver.start), number(driver.growth)
            return [start * (1.0 + growth) ** years[k] for k in range(len(years))], "grows at one rate; no shocks"
        if isinstance(driver, MeanReverting):
            start, settled, half = number(driver.start), number(driver.long_run), number(driver.half_life)
            return [
                settled * (start / settled) ** (node(0.5) ** (each / greatest(half, 1e-6))) for each in years
            ], "moves to its long run; no shocks"
        if isinstance(driver, ScheduleDriver):
            points = self._points(driver)
            return [self._on_schedule(points, each) for each in years], "given by date, straight in between"
        if isinstance(driver, Growth):
            return self._growing(name, driver), "its growth moves to its long run; no shocks"
        raise NotLiveError(f"a driver of kind {driver.kind} has no formula")

    def _growing(self, name: str, driver: Growth) -> list[Node]:
        """Return a level whose growth fades: its logarithm gains long_run * t + distance * lag(t)."""
        gained = [self._gained(driver, each) for each in self.timeline.years]
        given = driver.start
        start = self._start_of_total(name, driver) if given is None else self.formulas.number(given)
        levels = [start * exp(each) for each in gained]
        if driver.ceiling is None:
            return levels
        ceiling = self.formulas.number(driver.ceiling)
        return [least(each, ceiling) for each in levels]

    def _gained(self, driver: Growth, years: Node) -> Node:
        """Return what the logarithm of a level gains in some years."""
        growth, number = driver.growth, self.formulas.number
        if not isinstance(growth, GrowthRate):
            return log(1.0 + number(growth)) * years
        now, settled = log(1.0 + number(growth.now)), log(1.0 + number(growth.long_run))
        half = greatest(number(growth.half_life), 1e-6)
        lag = (1.0 - exp(-(node(_HALF) / half * years))) / (node(_HALF) / half)
        return settled * years + (now - settled) * lag

    def _start_of_total(self, name: str, driver: Growth) -> Node:
        """Return the level at `as_of` with which a calendar year sums to its total."""
        year, amount = next(iter((driver.total or {}).items()))
        grid, number = self.timeline.grid, self.formulas.number
        inside = [k for k, each in enumerate(grid.years) if each == int(year)]
        if not inside or grid.as_of.year > int(year):
            raise NotLiveError("the year whose total is given lies outside the futures")
        growth = driver.growth
        now = log(1.0 + number(growth.now if isinstance(growth, GrowthRate) else growth))
        years = self.timeline.years
        before = node(0.0)
        if grid.as_of.year == int(year):
            from dealwright.world.clock import year_time_of

            opened = year_time_of(grid, int(year)) - 0.5
            before = (1.0 - exp(now * opened)) / now if opened < 0 else node(0.0)
        ends = {k: exp(self._gained(driver, years[k])) for k in (*inside, inside[-1] + 1)}
        whole = total([(ends[k] + ends[k + 1]) / 2.0 * self.timeline.lengths[k] for k in inside])
        label = f"{name}: years of its level on the first day that {year} comes to"
        cell = self.single(label, "years", before + whole)
        return self.single(f"{name}: level on the first day", "", number(amount) / cell)

    def single(self, label: str, unit: str, content: Node, note: str = "") -> Node:
        """Write one number into a row of its own, and return its cell."""
        return self.timeline.row(label, unit, [content], note)[0]

    def _row(self, label: str, nodes: Sequence[Node], note: str = "", unit: str = "") -> list[Node]:
        large = max((abs(each.number) for each in nodes), default=0.0) >= 1000  # noqa: PLR2004 - money, not a price
        return self.timeline.row(label, unit, nodes, note, style="money" if large else "number")

    def _points(self, driver: ScheduleDriver) -> list[tuple[Node, Node]]:
        import datetime as dt

        moments = [
            (int(key) if key.isdigit() else dt.date.fromisoformat(key), each) for key, each in driver.points.items()
        ]
        moments.sort(key=lambda point: point[0] if isinstance(point[0], dt.date) else dt.date(point[0], 7, 2))
        return [(self._place(moment), self.formulas.number(each)) for moment, each in moments]

    def _place(self, moment: object) -> Node:
        """Return a point of a schedule in calendar years since `as_of`."""
        from dealwright.world.clock import year_time_of

        return node(float(year_time_of(self.timeline.grid, moment)))  # type: ignore[arg-type]

    def _scheduled_at(self, points: Sequence[tuple[Node, Node]], day: Node) -> Node:
        """Read a schedule at a day, which may move."""
        place = self.timeline.edge_of(day)
        if place is not None:
            return self._on_schedule(points, self.timeline.years[place])
        if day.constant:
            return self._on_schedule(points, self.timeline.year_time(least(day, self.timeline.horizon)))
        at = self._years_to(day)
        found = points[-1][1]
        for (begin, left), (end, right) in reversed(list(pairwise(points))):
            found = choose(at <= end, left + (right - left) * ((at - begin) / (end - begin)), found)
        return choose(at <= points[0][0], points[0][1], found)

    def _years_to(self, day: Node) -> Node:
        """Return the calendar years from the first day to one that may move, out of a cell of its own."""
        key = f"years to {day.text('')}"
        if key not in self.days:
            label = f"Calendar years since the first day: {self._said_of(day)}"
            found = self.single(label, "years", self.timeline.year_time(least(day, self.timeline.horizon)))
            self.days[key] = found, found
        return self.days[key][0]

    def _on_schedule(self, points: Sequence[tuple[Node, Node]], at: Node) -> Node:
        """Read a schedule: straight between its points, flat outside."""
        now, last = at.number, points[-1]
        if at.number <= points[0][0].number:
            return points[0][1]
        for (begin, left), (end, right) in pairwise(points):
            if now <= end.number:
                return left + (right - left) * ((at - begin) / (end - begin))
        return last[1]

    # Between the edges.

    def _between(self, cells: Sequence[Node], day: Node, *, logarithmic: bool) -> Node:
        """Read a row at a day, between the edges of the step that holds it."""
        edges = self.timeline.edges
        place = self.timeline.edge_of(day)
        if place is not None or (day.constant and day.number >= edges[-1].number):
            return cells[-1 if place is None else place]
        if day.constant:
            k = self.timeline.step_of(day.number)
            left, right, opens, closes = cells[k], cells[k + 1], edges[k], edges[k + 1]
            part = (day - opens) / (closes - opens)
        else:
            step, part = self._found(day)
            left, right = (self._indexed(cells, step, later) for later in (0, 1))
        if not logarithmic or left.number <= 0 or right.number <= 0:
            return left + (right - left) * part
        return left * (right / left) ** part

    def _found(self, day: Node) -> tuple[Node, Node]:
        """Return the number of the step that holds a day, from 1, and which part of it is over by then."""
        key = day.text("")
        if key not in self.days:
            edges = self.timeline.edges
            k = self.timeline.step_of(day.number)
            inside = greatest(least(day, edges[-1]), edges[0])
            count = float(len(edges) - 1)
            first, last = edges[0].parts[0], edges[-2].parts[0]
            found = Node(("MATCH(", *inside.parts, ",", _range(first, last), ",1)"), min(float(k + 1), count))
            said = self._said_of(day)
            step = self.single(f"Step that holds the day: {said}", "count", found)
            opens, closes = (self._indexed(edges, step, later) for later in (0, 1))
            part = self.single(f"Part of that step that is over: {said}", "share", (inside - opens) / (closes - opens))
            self.days[key] = step, part
        return self.days[key]

    def _said_of(self, day: Node) -> str:
        """Name a day by what stands beside the cell that holds it."""
        cells = [part for part in day.parts if isinstance(part, Cell) and part is not self.timeline.as_of.parts[0]]
        for cell in cells:
            beside = self.formulas.book.sheets[cell.sheet].cells.get((cell.row, 0))
            if beside is not None and isinstance(beside[0].value, str):
                return beside[0].value
        return day.text("")

    def _indexed(self, cells: Sequence[Node], step: Node, later: int) -> Node:
        place = step + float(later)
        first, last = cells[0].parts[0], cells[-1].parts[0]
        return Node(("INDEX(", _range(first, last), ",", *place.parts, ")"), cells[int(place.number) - 1].value)

    # What is computed from drivers.

    def derived(self, name: str, behind: Expression, frame: Frame) -> Node:
        """Return a derived driver, a constant or a certain fact."""
        how = self.formulas.futures.motion(behind)
        if frame.day is not None or not (how.moves or how.held) or (how.held and frame.step is not None):
            return self.formulas.value(behind, frame)
        return self._at_edges(name, behind)[frame.edge or 0]

    def _at_edges(self, name: str, behind: Expression) -> list[Node]:
        key = ("edges", name)
        if key not in self.rows:
            nodes = [self.formulas.value(behind, Frame(edge=k)) for k in range(len(self.timeline.edges))]
            self.rows[key] = self._row(self._title(name), nodes, show(behind))
        return self.rows[key]

    def rate_of(self, name: str, frame: Frame, compute: Callable[[Frame], Node]) -> Node:
        """Return what holds over a step of a driver, out of a row laid for all steps."""
        key = ("rates", name, frame.states)
        if key not in self.rows:
            steps = range(self.timeline.grid.steps)
            nodes = [compute(Frame(edge=k, step=k, states=frame.states)) for k in steps]
            self.rows[key] = self._row(f"{self._title(name)}: over the step{_said(frame.states)}", nodes)
        return self.rows[key][frame.step or 0]

    def flow(self, expression: Expression, label: str, states: Mapping[str, bool]) -> list[Node]:
        """Return a yearly flow over each step, out of a row of its own where it is no driver."""
        key = (
            "flow",
            expression.name if isinstance(expression, Name) else id(expression),
            tuple(sorted(states.items())),
        )
        if key not in self.rows:
            nodes = [self.formulas.rate(expression, k, states) for k in range(self.timeline.grid.steps)]
            if all(len(each.parts) == 1 and not each.constant for each in nodes) and isinstance(expression, Name):
                self.rows[key] = nodes
            else:
                said = _said(tuple(sorted(states.items())))
                self.rows[key] = self._row(f"{capital(spoken(label))}{said}, a year", nodes, show(expression))
        return self.rows[key]

    def cumulative(self, flow: Expression, frame: Frame) -> Node:
        """Return what a yearly flow has added up to since `as_of`."""
        key = ("total", id(flow))
        if key not in self.rows:
            self.rows[key] = self._summed(flow)
        cells = self.rows[key]
        return cells[frame.edge or 0] if frame.day is None else self._between(cells, frame.day, logarithmic=False)

    def trailing(self, flow: Expression, years: Expression, frame: Frame) -> Node:
        """Return what a yearly flow adds up to over a time that ends on a day; its first day by the calendar.

        Raises:
            NotLiveError: It ends at every edge, or begins before the first day.
        """
        if frame.day is None:
            raise NotLiveError("a sum that rolls on from step to step has no formula")
        key = ("windows", id(years))
        if key not in self.rows:
            back = -self.formulas.number(years)
            starts = [moved(edge, back) for edge in self.timeline.edges]
            label = f"First day of the {show(years)} before each edge"
            self.rows[key] = self.timeline.row(label, "date", starts, style="date")
        since = self._between(self.rows[key], frame.day, logarithmic=False)
        if since.number < self.timeline.as_of.number:
            raise NotLiveError("it looks at what was before the first day")
        first = since if since.constant else self.single("First day of what is looked back at", "date", since)
        return self.cumulative(flow, frame) - self.cumulative(flow, Frame(day=first))

    def _summed(self, flow: Expression) -> list[Node]:
        timeline, text = self.timeline, show(flow)
        terms = self.formulas.futures.deal.terms
        if any(terms[name].pays_on_days for name in term_names(flow) if name in terms):
            raise NotLiveError("it adds up what another term pays on days of its own")
        parts: list[list[Node]] = []
        for states, days in self.states(flow):
            rates = self.flow(flow, text, states)
            lengths = [
                overlap(timeline.edges[k], timeline.edges[k + 1], *days)
                / (timeline.edges[k + 1] - timeline.edges[k])
                * timeline.lengths[k]
                if states
                else timeline.lengths[k]
                for k in range(timeline.grid.steps)
            ]
            parts.append([rate * years for rate, years in zip(rates, lengths, strict=True)])
        row, first = timeline.sheet.row, node(0.0)
        amounts = [total(list(each)) for each in zip(*parts, strict=True)]
        cells = [first]
        sheet = timeline.sheet
        sheet.put(row, 0, f"cumulative({text})", "label")
        cells[0] = sheet.put(row, FIRST, 0.0, "number")
        large = sum(abs(each.number) for each in amounts) >= 1000  # noqa: PLR2004 - money, not a number
        for k, amount in enumerate(amounts):
            cells.append(sheet.put(row, FIRST + k + 1, cells[k] + amount, "money" if large else "number"))
        sheet.row += 1
        return cells

    def states(self, flow: Expression) -> list[tuple[dict[str, bool], tuple[list[Node], list[Node]]]]:
        """Return what may hold of the events by which a flow changes, with the moments from and to which it does."""
        switches = self.formulas.switches(flow)
        if len(switches) > MOST_SWITCHES:
            raise NotLiveError("it changes at more events than a formula can tell apart")
        found = []
        for holds in product((True, False), repeat=len(switches)):
            states = dict(zip(switches, holds, strict=True))
            first = [day for name, day in switches.items() if not states[name]]
            last = [day for name, day in switches.items() if states[name]]
            found.append((states, (first, last)))
        return found

    # Events.

    def event(self, name: str) -> Node:
        """Return the day of an event: that on which its probability passes one half, or never."""
        if name not in self.events:
            driver = self.formulas.futures.deal.drivers.get(name)
            if not isinstance(driver, Event):
                raise NotLiveError(f"`{name}` is no event")
            title = capital(driver.title or spoken(name))
            self.events[name] = event_day(name, driver, title, self)
        return self.events[name]

    def _title(self, name: str) -> str:
        driver = self.formulas.futures.deal.drivers.get(name)
        fact = self.formulas.futures.deal.facts.get(name)
        return capital((driver and driver.title) or (fact and fact.title) or spoken(name))


def _said(states: Sequence[tuple[str, bool]]) -> str:
    return "".join(f", {'before' if before else 'after'} {name}" for name, before in states)


def _range(first: object, last: object) -> Range:
    assert isinstance(first, Cell)  # noqa: S101 - rows are laid cell by cell
    assert isinstance(last, Cell)  # noqa: S101 - as above
    return Range(first, last)
