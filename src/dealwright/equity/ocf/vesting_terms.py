"""Read a graph of vesting conditions as a vesting of ours: by months where that is exact, written out otherwise."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import accumulate
from math import floor, gcd
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, WHOLE, Exact
from dealwright.equity.ocf.values import date_at, number_at, object_at, objects_at, text_at, texts_at
from dealwright.equity.ocf.vesting_dates import START_DAY, days_of, period_of
from dealwright.equity.vesting import Condition, Instalment, Part, Vesting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.equity.ocf.json_text import Json

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Tranche:
    """A part of a grant that vests on a day.

    Attributes:
        on: The day.
        share: Fraction of the grant, or of what has not vested when its condition begins.
        of_rest: Whether it is of what has not vested.
        months: Months after the start, where it is counted in months from it by the day of the start or month's end.
        day: Day of the month by which it is counted.
    """

    on: dt.date
    share: Exact
    of_rest: bool = False
    months: int | None = None
    day: str = START_DAY


@dataclass(slots=True)
class Graph:
    """A graph of conditions for one grant, as far as its transactions have brought it.

    Attributes:
        conditions: By id.
        count: Shares of the grant.
        happened: Day of each start and event that happened.
        lot: Our name of the grant, which makes its milestones' names its own.
        names: Our name of a milestone, where the sidecar gives one.
    """

    conditions: Mapping[str, Json]
    count: Exact
    happened: Mapping[str, dt.date]
    lot: str
    names: Mapping[str, str] = field(default_factory=dict)
    _known: dict[str, list[Tranche] | None] = field(default_factory=dict)

    def milestone(self, id_: str) -> str:
        """Return the name of the milestone that a condition waits for."""
        return self.names.get(id_) or f"{self.lot}: {id_}"

    @property
    def start(self) -> dt.date | None:
        """Return the day on which vesting began."""
        starts = [day for id_, day in self.happened.items() if self.sort(id_) == "VESTING_START_DATE"]
        return min(starts, default=None)

    def sort(self, id_: str) -> str:
        """Return what triggers a condition."""
        return text_at(object_at(self.conditions.get(id_, {}), "trigger"), "type")

    def portion(self, id_: str) -> tuple[Exact, bool]:
        """Return what part of the grant a condition vests each time, and whether it is of what has not vested."""
        condition = self.conditions[id_]
        said = object_at(condition, "portion")
        above, below = number_at(said, "numerator"), number_at(said, "denominator")
        if above is not None and below:
            return above / below, said.get("remainder") is True
        quantity = number_at(condition, "quantity")
        return (quantity / self.count if quantity and self.count else NOTHING), False

    def tranches(self, id_: str, above: frozenset[str] = frozenset()) -> list[Tranche] | None:
        """Return the days of a condition; None while it waits for something that has not happened."""
        if id_ not in self.conditions or id_ in above:
            return None
        if id_ not in self._known:
            self._known[id_] = self._dated(id_, above | {id_})
        return self._known[id_]

    def _dated(self, id_: str, above: frozenset[str]) -> list[Tranche] | None:
        """Work the days of a condition out."""
        share, of_rest = self.portion(id_)
        trigger, sort = object_at(self.conditions[id_], "trigger"), self.sort(id_)
        if sort == "VESTING_SCHEDULE_ABSOLUTE":
            on = date_at(trigger, "date")
            return None if on is None else [Tranche(on, share, of_rest)]
        if sort != "VESTING_SCHEDULE_RELATIVE":
            on = self.happened.get(id_)
            months = 0 if sort == "VESTING_START_DATE" else None
            return None if on is None else [Tranche(on, share, of_rest, months)]
        period = period_of(trigger, self.conditions[id_])
        before = self.tranches(text_at(trigger, "relative_to_condition_id"), above)
        if period is None or not before:
            return None
        last = before[-1]
        days = days_of(period, last.on, self.start or last.on)
        wait = max(min(period.cliff, len(days)), 1)
        return [
            Tranche(
                on,
                share,
                of_rest,
                last.months + period.length * max(time, wait) if last.months is not None and period.months else None,
                period.day,
            )
            for time, on in enumerate(days, 1)
        ]

    def waits_for(self, id_: str, above: frozenset[str] = frozenset()) -> str | None:
        """Return the start or event that a condition without a day waits for."""
        if self.sort(id_) != "VESTING_SCHEDULE_RELATIVE" or id_ in above:
            return id_ if id_ in self.conditions else None
        before = text_at(object_at(self.conditions[id_], "trigger"), "relative_to_condition_id")
        return self.waits_for(before, above | {id_}) if before in self.conditions else None

    def unvested(self, on: dt.date) -> Exact:
        """Return how many shares have not vested by a day, of an acceleration's parts on that day."""
        share = NOTHING
        for id_ in self.conditions:
            portion, of_rest = self.portion(id_)
            if not of_rest and (self.sort(id_) != "VESTING_EVENT" or id_ in self.happened):
                share += sum((portion for tranche in self.tranches(id_) or () if tranche.on <= on), NOTHING)
        return self.count * max(WHOLE - share, NOTHING)

    def deadline(self, id_: str) -> dt.date | None:
        """Return the last day of an event that something without worth would come before."""
        ends = []
        for one in self.conditions.values():
            following = texts_at(one, "next_condition_ids")
            if id_ in following:
                ends.append(self._ends(following, id_))
        return max(ends) if ends and all(ends) else None  # type: ignore[type-var] # all are days

    def _ends(self, following: Sequence[str], id_: str) -> dt.date | None:
        """Return the last day on which a condition can still come before what would end the wait for it."""
        days = []
        for place, other in enumerate(following):
            dated = self.tranches(other) if other != id_ else None
            if dated and self.portion(other)[0] == 0 and not texts_at(self.conditions[other], "next_condition_ids"):
                earlier = place < following.index(id_)
                days.append(dated[0].on - dt.timedelta(days=1) if earlier else dated[0].on)
        return min(days, default=None)


def graph_of(terms: Json, count: Exact, happened: Mapping[str, dt.date], lot: str, names: Mapping[str, str]) -> Graph:
    """Return the graph of some vesting terms for one grant."""
    conditions = {text_at(one, "id"): one for one in objects_at(terms, "vesting_conditions")}
    return Graph(conditions, count, {i: d for i, d in happened.items() if i in conditions}, lot, names)


def vesting_of(terms: Json, graph: Graph) -> Vesting:
    """Read a graph as a vesting.

    Args:
        terms: The vesting terms, for how they round.
        graph: Their graph for one grant.

    Returns:
        Months where the schedule is even, a schedule written out otherwise; what waits for an event is a part with a
        milestone of its own. An event that vests what is left is no part: it is an acceleration when it comes.
    """
    dated: list[list[Tranche]] = []
    parts: list[Part] = []
    for id_ in graph.conditions:
        share, of_rest = graph.portion(id_)
        if share == 0:
            continue
        if graph.sort(id_) == "VESTING_EVENT":
            if not of_rest:
                by = None if id_ in graph.happened else graph.deadline(id_)
                parts.append(Part(share, Condition("milestone", graph.milestone(id_)), by))
        elif (found := graph.tranches(id_)) is not None:
            dated.append(found)
        elif (wanted := graph.waits_for(id_)) is not None:
            parts.append(Part(share * _times(graph, id_), Condition("milestone", graph.milestone(wanted))))
    fixed = _resolved(dated)
    allocation = text_at(terms, "allocation_type") or "CUMULATIVE_ROUND_DOWN"
    return _said(fixed, tuple(parts), allocation, graph)


def _times(graph: Graph, id_: str) -> int:
    """Return how often a condition vests."""
    period = period_of(object_at(graph.conditions[id_], "trigger"), graph.conditions[id_])
    return period.times if period else 1


def _resolved(groups: Sequence[Sequence[Tranche]]) -> list[Tranche]:
    """Return the tranches of all conditions in the order of days, every part a fraction of the whole grant.

    A portion of the remainder is of what has not vested when its condition begins, each time it repeats: 1/36 of the
    remainder 36 times is all of it.
    """
    vested, result = NOTHING, []
    for group in sorted(groups, key=lambda group: group[0].on):
        rest = WHOLE - vested
        for tranche in group:
            share = min(tranche.share * rest, WHOLE - vested) if tranche.of_rest else tranche.share
            vested += share
            result.append(replace(tranche, share=share, of_rest=False))
    return sorted(result, key=lambda tranche: tranche.on)


def _said(tranches: Sequence[Tranche], parts: tuple[Part, ...], allocation: str, graph: Graph) -> Vesting:
    """Say tranches in the shortest exact way."""
    whole = all((tranche.share * graph.count).denominator == 1 for tranche in tranches)
    down = allocation == "CUMULATIVE_ROUND_DOWN" or (bool(parts) and allocation != "FRACTIONAL")
    if whole or allocation in ("FRACTIONAL", "CUMULATIVE_ROUND_DOWN"):
        by_months = _by_months(tranches, graph.start, parts)
        if by_months is not None:
            return replace(by_months, rounding="down" if down else "none")
    parts = _with_rest(tranches, parts, graph)
    if not whole and allocation not in ("FRACTIONAL", "CUMULATIVE_ROUND_DOWN"):
        tranches = _allocated(tranches, allocation, graph.count)
    shares: dict[dt.date, Exact] = {}
    for tranche in tranches:
        shares[tranche.on] = shares.get(tranche.on, NOTHING) + tranche.share
    instalments = tuple(Instalment(on, share) for on, share in shares.items() if share)
    return Vesting(graph.start, instalments=instalments, parts=parts, rounding="down" if down else "none")


def _with_rest(tranches: Sequence[Tranche], parts: tuple[Part, ...], graph: Graph) -> tuple[Part, ...]:
    """Return the parts, with what no day and no event vests as one that waits for an acceleration."""
    rest = WHOLE - sum((one.share for one in tranches), NOTHING) - sum((one.share for one in parts), NOTHING)
    if rest <= 0:
        return parts
    return (*parts, Part(rest, Condition("milestone", graph.milestone("the rest"))))


def _by_months(tranches: Sequence[Tranche], start: dt.date | None, parts: tuple[Part, ...]) -> Vesting | None:
    """Return the vesting by months that is the same on every day; None where there is none."""
    offsets: dict[int, Exact] = {}
    days = {tranche.day for tranche in tranches if tranche.months}
    if not tranches or start is None or len(days) != 1:
        return None
    for tranche in tranches:
        if not tranche.months:
            return None
        offsets[tranche.months] = offsets.get(tranche.months, NOTHING) + tranche.share
    months = list(offsets)
    every = gcd(*months)
    total = sum(offsets.values(), NOTHING)
    if total != WHOLE - sum((part.share for part in parts), NOTHING):
        return None
    if months != list(range(months[0], months[-1] + 1, every)):
        return None
    vested = NOTHING
    for month in months:
        vested += offsets[month]
        if vested != total * Fraction(month, months[-1]):
            return None
    cliff = months[0] if months[0] > every else 0
    day = days.pop()
    return Vesting(start, months[-1], every, cliff, "start" if day == START_DAY else int(day[:2]), parts=parts)


def _allocated(tranches: Sequence[Tranche], allocation: str, count: Exact) -> list[Tranche]:
    """Cut tranches into whole shares as an allocation type says.

    Source: Open Cap Format, `AllocationType`: 18 shares in four go 5 4 5 4 by cumulative rounding, 5 5 4 4 front
    loaded, 4 4 5 5 back loaded, 6 4 4 4 and 4 4 4 6 to a single tranche.
    """
    wanted = [tranche.share * count for tranche in tranches]
    if allocation == "CUMULATIVE_ROUNDING":
        sums = [floor(vested + HALF) for vested in accumulate(wanted)]
        cut = [now - before for before, now in zip([0, *sums], sums, strict=False)]
    else:
        cut = [floor(one) for one in wanted]
        left = floor(sum(wanted, NOTHING)) - sum(cut)
        order = range(len(cut)) if allocation.startswith("FRONT") else range(len(cut) - 1, -1, -1)
        single = allocation.endswith("SINGLE_TRANCHE")
        for place in ([order[0]] * left if single else list(order)[:left]) if cut else ():
            cut[place] += 1
    return [replace(t, share=Fraction(shares) / count) for t, shares in zip(tranches, cut, strict=True)]
