"""What terms do to each other, as formulas: the day on which one takes effect, and on which it ends another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.deal.driver import Event
from dealwright.ground.calendar import A_MOMENT, WHOLE
from dealwright.show.excel.book import NEVER
from dealwright.show.excel.cells import (
    Node,
    NotLiveError,
    both,
    choose,
    either,
    function,
    greatest,
    least,
    node,
    rounded,
)
from dealwright.show.excel.conditions import first_time
from dealwright.show.excel.dates import closing, date_at_close, edate, month_end, month_of
from dealwright.show.excel.holding import BEST
from dealwright.terms.days.life import SLACK
from dealwright.terms.option import Option
from dealwright.terms.termination import Termination
from dealwright.terms.year_start import MONTHS

if TYPE_CHECKING:
    from dealwright.deal.expression import Expression
    from dealwright.engine.statements.chosen import Part
    from dealwright.show.excel.formulas import Formulas
    from dealwright.terms import Term


@dataclass(frozen=True, slots=True)
class LifeNodes:
    """When a term runs, as days of the spreadsheet.

    Args:
        start: First moment, not before `as_of`.
        end: Last moment, not before `start` and not past the horizon.
    """

    start: Node
    end: Node


@dataclass(slots=True)
class Acting:
    """When terms run and happen, in the certain case.

    Args:
        part: The certain case.
        formulas: Turns expressions into formulas.
    """

    part: Part
    formulas: Formulas
    days: dict[str, Node] = field(default_factory=dict)
    _under_way: set[str] = field(default_factory=set)

    def event(self, name: str) -> Node:
        """Return the day of an event of the file, or of a term that is one; `NEVER` where it does not come."""
        drivers, terms = self.formulas.futures.deal.drivers, self.part.deal.terms
        if isinstance(drivers.get(name), Event) or name not in terms:
            return self.formulas.drivers.event(name)
        if name not in self.days:
            if name in self._under_way:
                raise NotLiveError(f"what {name} does hangs on itself")
            self._under_way.add(name)
            self.days[name] = self._happens(name, terms[name])
            self._under_way.discard(name)
        return self.days[name]

    def moment(self, expression: Expression) -> Node:
        """Return the day of an event or of a term that is one, or the opening of a date."""
        return self.formulas.moment(expression)

    def ends_of(self, name: str, without: str = "") -> list[Node]:
        """Return the days on which other terms end a term, one of them left out.

        Raises:
            NotLiveError: Another wording steps in its place, or it goes on with what another has done.
        """
        found, terms = [], self.part.view.terms
        for other in self.part.view.acting.get(name, ()):
            by = terms[other]
            if other == terms[name].replaces:
                raise NotLiveError(f"it goes on with what {other} has done")
            if isinstance(by, Option) and by.switches and self._switched(other, name):
                raise NotLiveError(f"{other} gives it another wording")
            if other == without:
                continue
            if by.replaces == name:
                runs = self.life(other, by)
                found.append(choose(runs.start < runs.end, runs.start, NEVER))
            if name in getattr(by, "ended", ()):
                found.append(self.event(other))
        return found

    def life(self, name: str, term: Term, without: str = "") -> LifeNodes:
        """Return when a term, or a part of it, runs: by its dates, by events, and by what other terms do to it."""
        first, horizon, number = self.formulas.timeline.as_of, self.formulas.timeline.horizon, self.formulas.number
        start = first if term.from_ is None else greatest(first, number(term.from_))
        end = horizon if term.until is None else least(horizon, closing(number(term.until)))
        if term.start_events:
            start = least(greatest(start, least(*(self.event(each) for each in term.start_events))), end)
        ends = [] if term.ends_on is None else [term.ends_on] if isinstance(term.ends_on, str) else list(term.ends_on)
        over = [self.event(each) for each in ends]
        if term.ends_on_all:
            over.append(greatest(*(self.event(each) for each in term.ends_on_all)))
        if over and term.ends_not_before is not None:
            over = [greatest(least(*over), closing(number(term.ends_not_before)))]
        over += self.ends_of(name, without)
        if over:
            end = least(end, *over)
        moves = over or term.until is not None
        return LifeNodes(start, greatest(end, start) if moves or start is not first else end)

    def held(self, name: str, term: Term) -> str:
        """Say which days, on which a term begins or ends, are the tool's own and move with no input; else nothing."""
        fixed = {each for _, _, names in self.formulas.drivers.frozen for each in names}
        asked = {name, *term.events, *term.start_events, *self.part.view.acting.get(name, ())}
        named = ", ".join(sorted(asked & fixed))
        return f"held as the tool found it: the day of {named}" if named else ""

    def _switched(self, option: str, name: str) -> bool:
        """Say whether an option that is exercised gives a term another wording."""
        exercised = self.part.view.event(option)[0] <= self.part.view.grid.edges[-1]
        changed = [by for by, terms in self.part.view.switched.items() if option in by and name in terms]
        return bool(changed) and bool(exercised)

    def _happens(self, name: str, term: Term) -> Node:
        """Lay the day on which a term takes effect."""
        drivers, known = self.formulas.drivers, self.formulas.timeline.day(float(self.part.view.event(name)[0]))
        title = f"{term.title or name.replace('_', ' ')} takes effect"
        if name not in self.part.view.terms:
            return node(NEVER)
        reason = "its formula does not meet the engine"
        try:
            found = self._takes_effect(name, term)
            if abs(found.number - known) <= SLACK:
                return drivers.single(title, "date", found)
        except NotLiveError as refusal:
            reason = str(refusal)
        drivers.frozen.append((f"the day on which “{name}” takes effect", reason, frozenset({name})))
        return drivers.single(title, "date", node(known), f"held as the tool found it: {reason}")

    def _exercised(self, name: str, term: Option) -> Node:
        """Return the day of an exercise that is fixed in advance, on a date or at an event.

        Raises:
            NotLiveError: It is exercised where that is best, or whenever it may be.
        """
        if term.exercise == "never":
            return node(NEVER)
        if term.exercise == "best":
            raise NotLiveError(BEST)
        if term.company is not None:
            raise NotLiveError("a right to a stake is over at the company's exit")
        runs, horizon = self.life(name, term), self.formulas.timeline.horizon
        if term.awaited:
            day = least(*(self.event(each) for each in term.awaited))
        elif term.on is not None:
            day = closing(self.formulas.number(term.on))
        else:
            raise NotLiveError("it is exercised on the first day of its window on which it may be")
        inside = least(day, horizon)
        counts = both(day >= runs.start, day <= runs.end, self._before_last(runs.start, term))
        if term.if_ is not None:
            counts = both(counts, self.formulas.at(term.if_, inside - WHOLE) > 0.5)  # noqa: PLR2004 - yes is 1
        after = self._effect(inside, term)
        return choose(both(counts, after <= horizon), after, NEVER)

    def _effect(self, day: Node, term: Option | Termination) -> Node:
        """Return the day on which something takes effect of which notice is given on another."""
        horizon = self.formulas.timeline.horizon
        if term.notice is not None:
            day = self._noticed(day, term.notice)
        return day if term.notice_to is None else close_of_period(least(day, horizon), MONTHS[term.notice_to])

    def _takes_effect(self, name: str, term: Term) -> Node:
        """Return the first of a termination's events or dates inside its life, and the notice."""
        if isinstance(term, Option):
            return self._exercised(name, term)
        if not isinstance(term, Termination):
            raise NotLiveError(f"a term of kind {term.kind} does not happen")
        runs, horizon = self.life(name, term), self.formulas.timeline.horizon
        found = []
        days = [self.moment(each) + (1.0 if self.part.view.is_date(each) else 0.0) for each in term.moments]
        if term.when is not None:
            since = runs.start if term.start_events else runs.start + A_MOMENT
            days.append(first_time(term.when, self.formulas, since, f"{name}, its condition"))
        for day in days:
            counts = both(day >= runs.start, day <= runs.end + SLACK)
            given = least(day, horizon)
            found.append(choose(counts, given if term.notice is None else self._noticed(given, term.notice), NEVER))
        day = least(*found)
        if term.notice_to is not None:
            day = choose(day < NEVER, close_of_period(least(day, horizon), MONTHS[term.notice_to]), NEVER)
        still = []
        for other in (each for each in term.ended if self.part.view.in_force(each)):
            for wording in self.part.view.terms[other].lives:
                lives = self.life(other, wording, without=name)
                still.append(both(day <= lives.end + SLACK, lives.start < lives.end, self._before_last(day, wording)))
        return choose(both(day <= horizon, either(*still)), day, NEVER)

    def _before_last(self, day: Node, term: Term) -> Node:
        """Say whether a day comes before the last of a term's own dates."""
        horizon = self.formulas.timeline.horizon
        last = horizon if term.until is None else least(horizon, closing(self.formulas.number(term.until)))
        return day < last

    def _noticed(self, day: Node, notice: Expression) -> Node:
        return noticed(day, self.formulas.number(notice))


def noticed(day: Node, years: Node) -> Node:
    """Move the close of a date by a notice: to the same day of the month, or its last; by days if it is no month.

    Args:
        day: The moment.
        years: The notice.
    """
    date, months = date_at_close(day), rounded(years * 12.0)
    by_days = day + rounded(years * 365.0)
    is_months = function("ABS", abs, years * 12.0 - months) < 1e-9  # noqa: PLR2004 - rounding
    return choose(is_months, day + (edate(date, months) - date), by_days)


def close_of_period(day: Node, months: int) -> Node:
    """Return the close of the calendar period of some months into which the close of a date falls."""
    date = date_at_close(day)
    left = function("MOD", lambda number, of: number % of, -month_of(date), float(months))
    return closing(month_end(date, left))
