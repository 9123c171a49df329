"""What the file of a kind of term asks for: its life, its periods, money over them, numbers and days."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from dealwright.show.excel.book import NEVER, serial
from dealwright.show.excel.cells import choose, greatest, least, node, products, total
from dealwright.show.excel.dates import date_at_close, date_at_opening
from dealwright.show.excel.terms.acting import LifeNodes
from dealwright.show.excel.timeline import overlap
from dealwright.show.words import capital, spoken
from dealwright.terms.days.anniversaries import boundaries, following
from dealwright.terms.year_start import JANUARY_FIRST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.deal.expression import Expression
    from dealwright.engine.statements.chosen import Part
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.formulas import Formulas
    from dealwright.show.excel.terms.acting import Acting
    from dealwright.show.excel.terms.block import Block
    from dealwright.show.excel.timeline import Timeline
    from dealwright.terms import Term


@dataclass(frozen=True, slots=True)
class Period:
    """A contract period, whole, as far as the futures reach.

    Args:
        low: Day of the spreadsheet on which it opens, not before `as_of`.
        high: Day on which it closes, not past the horizon.
        whole: Day on which the whole period opens, which may lie before `as_of`.
        length: Days of the whole period.
        pieces: Step, first and last day of the pieces into which steps cut it.
    """

    low: float
    high: float
    whole: float
    length: float
    pieces: tuple[tuple[int, float, float], ...]


@dataclass(slots=True)
class TermContext:
    """What the file of a kind of term asks for.

    Args:
        name: The term's key in the file.
        term: The term, in the wording of the certain case.
        part: The certain case: the deal, its one future, the engine's view of it.
        formulas: Turns expressions into formulas.
        block: Where the term's lines stand.
        acting: What terms do to each other.
        lives: When the term and its parts run, each with the one that it is of.
    """

    name: str
    term: Term
    part: Part
    formulas: Formulas
    block: Block
    acting: Acting
    lives: dict[int, tuple[Term, LifeNodes]] = field(default_factory=dict)

    @property
    def timeline(self) -> Timeline:
        """Return the steps of the futures."""
        return self.formulas.timeline

    def number(self, expression: Expression) -> Node:
        """Return a key that drivers do not move; a date is the day on which it opens."""
        return self.formulas.number(expression)

    def number_or(self, expression: Expression | None, otherwise: float) -> Node:
        """Return a key that drivers do not move, or a number where it is not there."""
        return node(otherwise) if expression is None else self.number(expression)

    def held(self, expression: Expression, what: str) -> float:
        """Return what a key comes to now, as a number that no input changes: rows or columns are laid out by it.

        Args:
            expression: The key.
            what: What rests on it, in words.
        """
        title = self.term.title or self.name.replace("_", " ")
        self.formulas.held.setdefault(f"{what} of “{title}”", []).append(expression)
        return self.number(expression).number

    def at(self, expression: Expression, day: Node) -> Node:
        """Return what an expression is at a day."""
        return self.formulas.at(expression, day)

    def moment(self, expression: Expression) -> Node:
        """Return the day of an event or of a term that is one, or the opening of a date."""
        return self.acting.moment(expression)

    def event(self, name: str) -> Node:
        """Return the day of an event of the file, or of a term that is one."""
        return self.acting.event(name)

    def life(self, term: Term | None = None) -> LifeNodes:
        """Return when a term, or a part of it, runs, and write it down.

        Raises:
            NotLiveError: It takes over what another term has done, or has another wording after some day.
        """
        term = term or self.term
        if id(term) not in self.lives:
            self.lives[id(term)] = term, self._life(term)  # kept alive: its identity stays its own
        return self.lives[id(term)][1]

    def _life(self, term: Term) -> LifeNodes:
        first, horizon = self.timeline.as_of, self.timeline.horizon
        runs = self.acting.life(self.name, term)
        start, end, held = runs.start, runs.end, self.acting.held(self.name, term)
        if start is not first:
            start = self.block.single("Begins", "date", start, held)
        if end is not horizon:
            end = self.block.single("Ends", "date", end, held or "the opening of the day after")
        return LifeNodes(start, end)

    def periods(self, period: str, starts: tuple[int, int] = JANUARY_FIRST) -> list[Period]:
        """Cut the time from `as_of` to the horizon into contract periods, and these where steps begin.

        Args:
            period: `month`, `quarter`, `half` or `year`.
            starts: Month and day on which the contract year begins.
        """
        grid = self.timeline.grid
        bounds = boundaries(grid, period, grid.edges[-1], starts)
        marks = [serial(each) for each in [*bounds, following(bounds[-1], period, starts)]]
        edges = [each.number for each in self.timeline.edges]
        found = []
        for whole, after in pairwise(marks):
            low, high = max(whole, edges[0]), min(after, edges[-1])
            if low < high:
                steps = [(k, max(low, edges[k]), min(high, edges[k + 1])) for k in range(grid.steps)]
                pieces = tuple(piece for piece in steps if piece[1] < piece[2])
                found.append(Period(low, high, whole, after - whole, pieces))
        return found

    def open(self, periods: Sequence[Period], life: LifeNodes | None = None, *, paid: str = "middle") -> None:
        """Write when each period opens and closes within a life, and when what it brings is paid.

        Args:
            periods: The periods.
            life: When the term runs; by its own keys unless said.
            paid: `middle` or `end` of what the period and the life have in common; or `` where the kind says itself.
        """
        runs, block = life or self.life(), self.block
        block.runs = runs.start, runs.end
        block.bounds = [(each.low, each.high) for each in periods]
        first, last = runs.start is self.timeline.as_of, runs.end is self.timeline.horizon
        opens = [node(each.low) if first else least(greatest(runs.start, each.low), each.high) for each in periods]
        block.opens = block.days("From", opens)
        closes = [
            node(each.high) if last else greatest(block.opens[k], least(runs.end, each.high))
            for k, each in enumerate(periods)
        ]
        block.closes = block.days("Up to (the opening of the day after)", closes)
        if paid == "middle":
            block.paid_on = block.days(
                "Paid on", [(one + other) / 2.0 for one, other in zip(block.opens, block.closes, strict=True)]
            )
        elif paid == "end":
            block.paid_on = block.days("Paid on", block.closes)

    def part_of(self, label: str) -> TermContext:
        """Begin a part of the term with periods of its own, and return its context.

        Args:
            label: What stands above it.
        """
        return replace(self, block=self.block.part(label) if label else self.block.part("Step by step"))

    def on_days(
        self,
        days: Sequence[Node],
        *,
        closing: bool | Sequence[bool],
        happens: Sequence[Node] | None = None,
        paid: Sequence[Node] | None = None,
    ) -> list[Node]:
        """Write the dates on which something falls due, each a period of its own, and return when it is paid.

        Args:
            days: The moments.
            closing: Whether a whole number is the closing of a date, as of an event, or its opening; of each or all.
            happens: Whether it does; all do unless said. What does not is nothing, at the horizon.
            paid: The moments of payment, where they are others.
        """
        block, at_close = self.block, [closing] * len(days) if isinstance(closing, bool) else list(closing)
        to_date = [date_at_close if each else date_at_opening for each in at_close]
        there = happens or [node(True)] * len(days)  # noqa: FBT003 - a condition
        block.moments = moments = block.days("Moment", days)
        block.closing = at_close
        dates = [choose(one, to(day), NEVER) for one, to, day in zip(there, to_date, moments, strict=True)]
        block.opens = block.days("Falls due on", dates)
        block.closes, block.paid_on = block.opens, moments
        if paid is not None:
            block.paid_on = block.days("Moment of payment", paid)
            dates = [choose(one, to(day), NEVER) for one, to, day in zip(there, to_date, block.paid_on, strict=True)]
            block.paid_dates = block.days("Paid on", dates)
        return block.paid_on

    def money(
        self, flow: Expression, periods: Sequence[Period], label: str, life: LifeNodes | None = None
    ) -> list[Node]:
        """Sum a yearly flow into money per contract period: its rate over each step times the years in common.

        Args:
            flow: A flow per year.
            periods: The periods of the block, opened before.
            label: What the flow is called, if a row is laid for it.
            life: When the flow runs; as the term unless said.

        Returns:
            A formula for each period.
        """
        runs, drivers = life or self.life(), self.formulas.drivers
        parts = []
        for states, days in drivers.states(flow):
            rates = drivers.flow(flow, label, states)
            if all(each.constant and each.value == 0 for each in rates):
                continue
            parts.append([self._period_money(period, k, rates, runs, days) for k, period in enumerate(periods)])
        return [total(list(each)) for each in zip(*parts, strict=True)] if parts else [node(0.0) for _ in periods]

    def _period_money(
        self, period: Period, place: int, rates: Sequence[Node], runs: LifeNodes, days: tuple[list[Node], list[Node]]
    ) -> Node:
        edges, year_days = self.timeline.edges, self.timeline.grid.days_of_year
        block = self.block
        whole = all(low == edges[k].number and high == edges[k + 1].number for k, low, high in period.pieces)
        own = block.runs in (None, (runs.start, runs.end))
        if len(period.pieces) == 1 and not any(days) and own:
            k = period.pieces[0][0]
            return rates[k] * ((block.closes[place] - block.opens[place]) / float(year_days[k]))
        steps = [k for k, _, _ in period.pieces]
        if whole:
            years = self._force(runs, days)
            return products([rates[k] for k in steps], [years[k] for k in steps])
        pieces = []
        for k, low, high in period.pieces:
            first, last = days
            begin, end = (block.opens[place], block.closes[place]) if own else (runs.start, runs.end)
            common = overlap(begin, end, [node(low), *first], [node(high), *last])
            pieces.append(rates[k] * (common / float(year_days[k])))
        return total(pieces)

    def _force(self, runs: LifeNodes, days: tuple[list[Node], list[Node]]) -> list[Node]:
        """Return the years in each step in which the term runs and a flow holds in one of its states."""
        first, last = days
        key = tuple(each.text("") for each in (runs.start, runs.end, *first, node(0.0), *last))
        timeline = self.timeline
        if key not in timeline.force:
            steps, edges = range(timeline.grid.steps), timeline.edges
            nodes = [
                overlap(edges[k], edges[k + 1], [runs.start, *first], [runs.end, *last])
                / float(timeline.grid.days_of_year[k])
                for k in steps
            ]
            timeline.force[key] = timeline.row(
                f"{capital(spoken(self.name))}: years in force", "years", nodes, style="years"
            )
        return timeline.force[key]
