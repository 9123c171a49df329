"""A venture: what its members pay in, how that moves their shares, and what each share brings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from dealwright.deal.expression import Name, Schedule
from dealwright.ground.calendar import A_MOMENT, WHOLE
from dealwright.show.excel.book import serial
from dealwright.show.excel.cells import both, choose, greatest, least, node, total
from dealwright.show.excel.terms.acting import LifeNodes
from dealwright.show.excel.terms.columns import Columns
from dealwright.show.excel.terms.pay_days import is_so, within_life
from dealwright.show.excel.terms.shares import Call, called

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dealwright.deal.expression import Expression
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.block import Formula
    from dealwright.show.excel.terms.context import TermContext
    from dealwright.terms.venture import Venture, VentureCall


OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Asked:
    """A contribution or a call: its day, whether it is made, and what it asks for."""

    day: Node
    made: Node
    call: Call


@dataclass(frozen=True, slots=True)
class Course:
    """How shares move: the calls, and the shares from the beginning and after each of them, those outside last."""

    calls: Sequence[Asked]
    shares: Sequence[Sequence[Node]]

    def at(self, day: Node) -> list[Node]:
        """Return the shares of a day."""
        found = list(self.shares[0])
        for each, after in zip(self.calls, self.shares[1:], strict=True):
            here = both(each.made, each.day <= day)
            found = [old if new is old else choose(here, new, old) for new, old in zip(after, found, strict=True)]
        return found


def venture(term: Venture, context: TermContext) -> None:
    """Write what members pay in, and what the venture brings them.

    Args:
        term: The venture.
        context: What it asks for.
    """
    course = _called(term, context)
    _alone(term, course, context)
    if term.cash_flow is not None or term.capacity is not None:
        runs = context.life()
        for place, (part, shares) in enumerate(_stretches(course, runs, context)):
            _brought(term, (part, shares, place), context)
    if term.exit_value is not None:
        _exit(term, term.exit_value, course, context)


def _called(term: Venture, context: TermContext) -> Course:
    """Write each contribution and call: who pays what, and the shares after it."""
    said = [context.number(share) for share in term.members.values()]
    shares = [*said, 1.0 - total(said)]
    before = node(0.0) if term.opening is None else context.number_or(term.opening.paid, 0.0)
    had, calls = [before * share for share in shares], _asked(term, context)
    course = Course(calls, [shares])
    if not calls:
        return course
    inside, names = context.part_of("contributions and calls"), [*term.members, OTHERS]
    paid_on = inside.on_days([each.day for each in calls], closing=False, happens=[each.made for each in calls])
    columns, stretches = Columns(inside.block), [shares]
    for k, each in enumerate(calls):
        put = columns.of(k)
        amount = put("called", choose(each.made, each.call.amount, 0.0))
        found = called(replace(each.call, amount=amount), stretches[-1], had)
        for name, pays in zip(names, found.pays, strict=True):
            put(f"{name}: pays", pays, shown=name != OTHERS)
        stretches.append(
            [
                put(f"{name}: share", one, "share", shown=name != OTHERS)
                for name, one in zip(names, found.shares, strict=True)
            ]
        )
        had = [
            put(f"{name}: contributed", one, "level", shown=False) for name, one in zip(names, found.had, strict=True)
        ]
    columns.close()
    for name in term.members:
        inside.block.moves(name, None, columns.cells(f"{name}: pays"), paid_on)
    return Course(calls, stretches)


def _asked(term: Venture, context: TermContext) -> list[Asked]:
    """Return the contributions and calls in the order in which they come."""
    horizon, count, no = context.timeline.horizon, len(term.members), node(False)  # noqa: FBT003 - a condition
    found = []
    for day, value in [] if term.contributions is None else _entries(term.contributions, context):
        made = both(within_life(day, context.life(), horizon, closing=False), day < horizon)
        plain = Call(context.number(value), [False] * (count + 1), covered=no, counts=node(1.0), dilution=node(1.0))
        found.append(Asked(day, made, plain))
    for each in term.calls or ():
        day, made = _made(each, context)
        unmet = [*(name in each.unmet for name in term.members), False]
        covered = is_so(context, each.covered, otherwise=False)
        counts, dilution = context.number_or(each.counts, 1.0), context.number_or(each.dilution, 1.0)
        found.append(Asked(day, made, Call(context.number(each.amount), unmet, covered, counts, dilution)))
    if len(found) > 1 and term.calls:
        title = term.title or context.name.replace("_", " ")
        days = [each.on for each in term.calls]
        context.formulas.held[f"the order in which the calls of “{title}” come"] = days
    return sorted(found, key=lambda each: each.day.number)


def _made(call: VentureCall, context: TermContext) -> tuple[Node, Node]:
    """Return the day of a call, at the horizon where it is not made, and whether it is."""
    runs, horizon, dated = context.life(), context.timeline.horizon, context.part.view.is_date(call.on)
    day = context.moment(call.on)
    if not dated:
        day = least(day, horizon + 1.0) - A_MOMENT  # an event at the close of a date is of that date
    if isinstance(call.on, Name) and context.part.view.in_force(call.on.name):
        made = both(within_life(day + A_MOMENT, runs, horizon), day < horizon)
    else:
        made = both(within_life(day, runs, horizon, closing=False), day < horizon)
    if call.if_ is not None:
        there = context.block.single("Day of a call", "date", greatest(least(day, horizon), context.timeline.as_of))
        made = both(made, context.at(call.if_, there) > 0.5)  # noqa: PLR2004 - yes is 1
    return least(day, horizon), made


def _entries(schedule: Expression, context: TermContext) -> Iterator[tuple[Node, Expression]]:
    """Go through the dates of a schedule, or one amount at `as_of`, from `as_of` on."""
    if not isinstance(schedule, Schedule):
        yield context.timeline.as_of, schedule
        return
    for point, value in schedule.points:
        day = serial(point if isinstance(point, date) else date(point, 7, 2))
        if day >= context.timeline.as_of.number:
            yield node(day), value


def _alone(term: Venture, course: Course, context: TermContext) -> None:
    """Write what single members contribute by themselves, which leaves all shares as they are."""
    horizon = context.timeline.horizon
    for member, schedule in (term.own_contributions or {}).items():
        entries = [entry for entry in _entries(schedule, context) if entry[0].number < horizon.number]
        if not entries:
            continue
        inside = context.part_of(f"{member} alone")
        block, days = inside.block, [day for day, _ in entries]
        made = [within_life(day, context.life(), horizon, closing=False) for day in days]
        paid_on = inside.on_days(days, closing=False, happens=made)
        amounts = [context.number(value) for _, value in entries]
        paid = block.line(f"{member}: pays alone", "money", _where(made, amounts))
        _shares(term, [course.at(day) for day in days], inside)
        block.moves(member, None, paid, paid_on)


def _where(made: Sequence[Node], amounts: Sequence[Node]) -> Formula:
    return lambda k, _: choose(made[k], amounts[k], 0.0)


def _shares(term: Venture, shares: Sequence[Sequence[Node]], context: TermContext) -> list[list[Node]]:
    """Write the share of each member in each period."""

    def line(place: int, name: str) -> list[Node]:
        return context.block.line(f"{name}: share", "share", lambda k, _: shares[k][place])

    return [line(place, name) for place, name in enumerate(term.members)]


def _stretches(course: Course, runs: LifeNodes, context: TermContext) -> Iterator[tuple[LifeNodes, Sequence[Node]]]:
    """Cut the life where shares may move, each part with the shares that then hold."""
    start, shares = runs.start, course.shares[0]
    for each, after in zip(course.calls, course.shares[1:], strict=True):
        if any(each.call.unmet):
            there = choose(each.made, least(greatest(each.day, start), runs.end), runs.end)
            end = context.block.single("Shares move on", "date", there)
            yield LifeNodes(start, end), shares
            start = end
        shares = after
    yield LifeNodes(start, runs.end), shares


def _brought(term: Venture, where: tuple[LifeNodes, Sequence[Node], int], context: TermContext) -> None:
    """Write what the venture brings while shares do not move."""
    runs, shares, place = where
    inside = context.part_of("what it brings" if not place else "what it brings after shares have moved")
    block, periods = inside.block, inside.periods(inside.timeline.grid.step)
    inside.open(periods, runs)
    nothing = [node(0.0)] * len(periods)
    brings, saved = nothing, nothing
    if term.cash_flow is not None:
        brings = inside.money(term.cash_flow, periods, f"{context.name}: cash flow", runs)
    brings = block.line("cash flow", "money", _each(brings))
    takes = {name: context.number(share) for name, share in (term.takes or {}).items()}
    given = nothing
    if term.capacity is not None:
        price = context.number_or(term.price, 1.0)
        capacity = inside.money(term.capacity, periods, f"{context.name}: capacity", runs)
        saved = block.work("Saved by the price of members", "money", lambda k, _: capacity[k] * (1.0 - price))
    if takes:
        all_takes = total(list(takes.values()))
        given = block.line("given to members", "money", lambda k, _: saved[k] * all_takes)
    has = _shares(term, [shares] * len(periods), inside)
    for number, member in enumerate(term.members):
        own = takes.get(member, node(0.0))
        gets = block.line(f"{member}: gets", "money", _gets((brings, given, saved), has[number], own))
        block.moves(None, member, gets)


def _each(nodes: Sequence[Node]) -> Formula:
    return lambda k, _: nodes[k]


def _gets(money: tuple[Sequence[Node], ...], share: Sequence[Node], takes: Node) -> Formula:
    brings, given, saved = money
    return lambda k, _: (brings[k] - given[k]) * share[k] + saved[k] * takes


def _exit(term: Venture, value: Expression, course: Course, context: TermContext) -> None:
    """Write how the exit value is divided at the end of the life, by the shares of that day."""
    runs, horizon = context.life(), context.timeline.horizon
    last = horizon if term.until is None else least(horizon, context.number(term.until) + 1.0)
    inside = context.part_of("the exit")
    paid_on = inside.on_days([runs.end], closing=True, happens=[runs.end > runs.start])
    block = inside.block
    read_on = block.single("Read at", "date", choose(runs.end < last, runs.end, runs.end - WHOLE))
    worth = block.work("Exit value", "money", lambda *_: choose(runs.end > runs.start, context.at(value, read_on), 0.0))
    has = _shares(term, [course.at(runs.end)], inside)
    for number, member in enumerate(term.members):
        paid = block.line(f"{member}: exit", "money", _part(worth, has[number]))
        block.moves(None, member, paid, paid_on)


def _part(worth: Sequence[Node], share: Sequence[Node]) -> Formula:
    return lambda k, _: worth[k] * share[k]
