"""A term's life cut into contract periods and steps, to the day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Schedule
from dealwright.terms.amounts.rows import group_sums
from dealwright.terms.days.anniversaries import anniversary, boundaries, counted_in_years, following
from dealwright.terms.year_start import JANUARY_FIRST, year_start

if TYPE_CHECKING:
    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.ground.calendar import TimeGrid
    from dealwright.terms.base import Term
    from dealwright.terms.days.life import Life
    from dealwright.terms.outcome import OnDemand, Paths
    from dealwright.terms.view import View


@dataclass(frozen=True)
class Cells:
    """The pieces into which steps and contract periods cut each other, within a term's life.

    Args:
        step: Index of the step of each cell.
        period: Index of the contract period of each cell, rising from 0.
        opens: Day on which each cell begins, if the life reaches it.
        closes: Day on which each cell ends, if the life does not end before.
        start: First moment of the life; (path,), or none where it is the same on all paths, where a cell then begins.
        end: Last moment of the life; (path or 1,).
        days_of_year: Days of the calendar year of each cell's step.
        first: Index of the first cell of each period.
        length: Days of each whole contract period.
        whole: Day on which each whole contract period opens.
        sign: Stands for all that decides them; none where that has no sign, as where a copy has other days.
    """

    step: Int[ndarray, " cell"]
    period: Int[ndarray, " cell"]
    opens: Float[ndarray, " cell"]
    closes: Float[ndarray, " cell"]
    start: Float[ndarray, " path"] | None
    end: Float[ndarray, " path"]
    days_of_year: Float[ndarray, " cell"]
    first: Int[ndarray, " period"]
    length: Float[ndarray, " period"]
    whole: Float[ndarray, " period"]
    sign: tuple[int, str, tuple[int, int]] | None = field(default=None, init=False)

    def signed(self, sign: tuple[int, str, tuple[int, int]]) -> Cells:
        """Return the same cells, once, with what stands for them."""
        object.__setattr__(self, "sign", sign)
        return self

    def on(self, paths: Paths) -> Cells:
        """Return the same cells on some of the paths."""
        start = self.start if self.start is None or len(self.start) == 1 else self.start[paths]
        return replace(self, start=start, end=self.end if len(self.end) == 1 else self.end[paths])

    @cached_property
    def bounds(self) -> tuple[Float[ndarray, " period"], Float[ndarray, " period"]]:
        """Return when each period opens and closes, as far as the life may reach."""
        return self.opens[self.first], self.closes[np.append(self.first[1:], len(self.step)) - 1]

    @cached_property
    def begins(self) -> Float[ndarray, "path period"]:
        """Return when each period begins within the life, in days; one path stands for all where they agree."""
        opens = self.opens[self.first]
        begins: Float[ndarray, "path period"] = opens[None, :]
        return begins if self.start is None else np.maximum(opens, self.start[:, None])

    @cached_property
    def overlap(self) -> Float[ndarray, "path period"]:
        """Return the days that each period and the life have in common."""
        return self.in_common(*self.bounds)

    @cached_property
    def middle(self) -> Float[ndarray, "path period"]:
        """Return the middle of the overlap of each period with the life, in days."""
        return np.asarray(self.begins + self.overlap / 2)

    @cached_property
    def close(self) -> Float[ndarray, "path period"]:
        """Return the end of the overlap of each period with the life, in days."""
        return np.asarray(self.begins + self.overlap)

    def in_common(self, opens: Float[ndarray, " _"], closes: Float[ndarray, " _"]) -> Float[ndarray, "path _"]:
        """Return the days that the life has in common with each of some stretches of days."""
        begins = opens[:, None] if self.start is None else np.maximum(self.start, opens[:, None])
        return np.asarray(np.maximum(np.minimum(self.end, closes[:, None]) - begins, 0.0).T)

    def money(self, flow: Expression, view: View) -> Float[ndarray, "_ period"]:
        """Sum a yearly flow into money per contract period: its rate over each step times the days in common.

        Args:
            flow: A flow per year.
            view: The futures.

        Returns:
            Money per period; one path stands for all where all are alike.
        """
        compute = partial(self._money, flow, view)
        return compute() if self.sign is None else view.kept(("money", self.sign), flow, compute)

    def on_demand(self, flow: Expression, view: View) -> Float[ndarray, "_ period"] | OnDemand:
        """Sum a yearly flow into money per contract period where it is read, if that pays and the flow allows it.

        Args:
            flow: A flow per year.
            view: The futures.

        Returns:
            Money per period, on demand or at once.
        """
        found = self.summed(flow, view)
        return self.money(flow, view) if found is None else found

    def summed(self, flow: Expression, view: View) -> OnDemand | None:
        """Return the same on demand; none where it is better summed at once."""
        return view.on_demand(flow, self, partial(self._by_rates, flow, view))

    def _money(self, flow: Expression, view: View) -> Float[ndarray, "_ period"]:
        quickly = view.money(flow, self)
        return self._by_rates(flow, view) if quickly is None else quickly.T

    def _by_rates(self, flow: Expression, view: View) -> Float[ndarray, "_ period"]:
        out = np.zeros((len(self.first), 1))
        for part in view.stretches(int(self.step[0]), int(self.step[-1]) + 1):
            cells_ = slice(*np.searchsorted(self.step, (part.start, part.stop)))
            split = view.windowed(flow)
            rates = self._split_rates(flow, part, cells_, view) if split else view.rates(flow, part).T
            if 1 < len(rates) != cells_.stop - cells_.start:  # a step is cut into several cells
                rates = rates[self.step[cells_] - part.start]
            days = self.in_common(self.opens[cells_], self.closes[cells_]).T
            amounts = rates * (days / self.days_of_year[cells_, None])
            if amounts.shape[1] > out.shape[1]:
                narrow, out = out, np.zeros((len(out), amounts.shape[1]))
                begun = int(self.period[cells_.start]) + 1
                out[:begun] = narrow[:begun]
            for period, row in zip(self.period[cells_], amounts, strict=True):
                out[period] += row
        return out.T

    def _split_rates(self, flow: Expression, part: slice, cells_: slice, view: View) -> Float[ndarray, "cell path"]:
        """Evaluate over some steps a flow that `before` or `after` splits, each cell with its own days of the life."""
        step = self.step[cells_] - part.start
        opens, closes = self.opens[cells_, None], np.minimum(self.end, self.closes[cells_, None])
        opens = opens if self.start is None else np.minimum(np.maximum(opens, self.start), closes)
        turn = np.arange(len(step)) - np.searchsorted(step, step)  # cells of one step take turns
        found = []
        for each in range(int(turn.max()) + 1):
            here = np.flatnonzero(turn == each)
            first, last = (
                np.zeros((part.stop - part.start, opens.shape[1])),
                np.zeros((part.stop - part.start, closes.shape[1])),
            )
            first[step[here]], last[step[here]] = opens[here], closes[here]
            rows = view.rates(flow, part, (first, last)).T
            found.append(np.broadcast_to(rows, (len(first), rows.shape[1])))
        return np.asarray(np.stack(np.broadcast_arrays(*found))[turn, step])

    def by_step(self, paid: Float[ndarray, "_ period"], steps: int) -> Float[ndarray, "path step"]:
        """Spread amounts per contract period over its steps by days in common, for the statement."""
        part = self.in_common(self.opens, self.closes) / np.maximum(self.overlap[:, self.period], 1e-300)
        first = np.flatnonzero(np.diff(self.step, prepend=-1))
        spread = group_sums(paid.T[self.period].T * part, first)
        out = np.zeros((steps, spread.shape[0])).T
        out[:, self.step[first]] = spread
        return out


def days_before(term: Term, view: View, pieces: Cells, period: str) -> Float[ndarray, "path period"] | None:
    """Count the days before `as_of` in which a term already ran in the contract period that holds `as_of`.

    Args:
        term: The term.
        view: The futures.
        pieces: The periods of its life.
        period: How long they are.

    Returns:
        Days by period: 0 but in the first, and where the term was over by `as_of`; none where it begins later.
    """
    begun, done = (view.grid.day(bound) for bound in boundaries(view.grid, period, 1.0, year_start(term))[:2])
    if pieces.opens[0] >= done:
        return None
    since = begun if term.from_ is None else max(begun, view.grid.day(view.calendar_date(term.from_)))
    first = np.arange(len(pieces.length)) == 0
    return np.asarray(max(0.0, -since) * (first & (pieces.overlap > 0)))


def cells(life_: Life, grid: TimeGrid, period: str, starts: tuple[int, int] = JANUARY_FIRST) -> Cells:
    """Cut a life into contract periods and steps.

    Args:
        life_: The term's life.
        grid: The steps of the futures.
        period: `month`, `quarter`, `half` or `year`.
        starts: Month and day on which the contract year begins; the calendar's unless said.

    Returns:
        The cells with their exact days; a life of no days yields one empty cell.
    """
    if (period, starts) not in life_.cut:
        life_.cut[period, starts] = _cells(life_, grid, period, starts)
    return life_.cut[period, starts]


def _cells(life_: Life, grid: TimeGrid, period: str, starts: tuple[int, int]) -> Cells:
    bounds = boundaries(grid, period, life_.last, starts)
    marks = np.array([grid.day(bound) for bound in bounds], dtype=float)
    edges = np.array(grid.edges, dtype=float)
    cuts = np.sort(np.concatenate([edges, marks, [life_.first, life_.last]]))
    cuts = cuts[np.diff(cuts, prepend=-np.inf) > 0.0]
    cuts = cuts[(cuts >= life_.first) & (cuts <= life_.last)]
    if len(cuts) < 2:  # noqa: PLR2004 - a life of no days
        cuts = np.array([life_.first, life_.first])
    low, high = cuts[:-1], cuts[1:]
    step = np.clip(np.searchsorted(edges, low, side="right") - 1, 0, len(edges) - 2)
    which = np.searchsorted(marks, low, side="right") - 1
    new = np.diff(which, prepend=-2) > 0  # they rise, from -1 or more
    first, period_index = np.flatnonzero(new), np.cumsum(new) - 1
    kept = which[first]
    length = np.diff(np.append(marks, grid.day(following(bounds[-1], period, starts))))[kept]
    start = np.ravel(life_.start) if np.ndim(life_.start) else None
    end, days_of_year = np.ravel(life_.end), np.array(grid.days_of_year, dtype=float)[step]
    found = Cells(step, period_index, low, high, start, end, days_of_year, first, length, marks[kept])
    return found if life_.sign is None else found.signed((life_.sign, period, starts))


def promised(
    expression: Expression,
    view: View,
    pieces: Cells,
    before: Float[ndarray, "_ period"] | float = 0.0,
    starts: tuple[int, int] = JANUARY_FIRST,
) -> Float[ndarray, "_ period"]:
    """Add up an amount per contract period, or a schedule of amounts per contract year, over the days of a life.

    Args:
        expression: An amount per period; or `{2025: 8bn, 2028-07-01: 20bn}`, amounts per contract year of which each
            holds until the next, and none before the first.
        view: The futures.
        pieces: The periods of the life.
        before: Days before the life that count too, by period.
        starts: Month and day on which the contract year begins.

    Returns:
        Money of each period.
    """
    opens, closes = pieces.begins - before, pieces.close
    if not isinstance(expression, Schedule):
        return np.asarray(view.number(expression) * (closes - opens) / pieces.length)
    points = [anniversary(point, starts, 0) if isinstance(point, int) else point for point, _ in expression.points]
    days = [view.grid.day(point) for point in points]
    total: Float[ndarray, "_ period"] = np.zeros((1, 1))
    for day, until, (_, value) in zip(days, [*days[1:], np.inf], expression.points, strict=True):
        years = years_between(pieces, view, np.maximum(opens, day), np.minimum(closes, until), starts)
        total = total + view.number(value) * years
    return total


def scheduled(
    schedule: Schedule,
    view: View,
    first: Float[ndarray, "_ period"],
    last: Float[ndarray, "_ period"],
    starts: tuple[int, int],
) -> Float[ndarray, "_ period"]:
    """Add up a schedule of amounts per contract year from one day to another.

    Args:
        schedule: The amounts, of which each holds until the next.
        view: The futures.
        first: The one day, in days from the opening of `as_of`.
        last: The other.
        starts: Month and day on which the contract year begins.
    """
    points = [anniversary(point, starts, 0) if isinstance(point, int) else point for point, _ in schedule.points]
    days = [view.grid.day(point) for point in points]
    total: Float[ndarray, "_ period"] = np.zeros((1, 1))
    for day, until, (_, value) in zip(days, [*days[1:], np.inf], schedule.points, strict=True):
        begins = np.maximum(first, day)
        ends = np.maximum(np.minimum(last, until), begins)
        years = counted_in_years(view.grid, ends, starts) - counted_in_years(view.grid, begins, starts)
        total = total + view.number(value) * years
    return total


def years_between(
    pieces: Cells,
    view: View,
    first: Float[ndarray, "_ period"],
    last: Float[ndarray, "_ period"],
    starts: tuple[int, int] = JANUARY_FIRST,
) -> Float[ndarray, "_ period"]:
    """Return the part of a contract year from one day to another, inside each period; none where the second is earlier.

    Args:
        pieces: The periods.
        view: The futures.
        first: The one day, in days from the opening of `as_of`.
        last: The other.
        starts: Month and day on which the contract year begins.
    """
    last = np.maximum(last, first)
    if starts == JANUARY_FIRST:
        return np.asarray((last - first) / pieces.days_of_year[pieces.first])
    return np.asarray(counted_in_years(view.grid, last, starts) - counted_in_years(view.grid, first, starts))
