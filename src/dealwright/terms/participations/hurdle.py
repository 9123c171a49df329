"""What was invested and what of it, with its return, is still to be paid back, on each path from day to day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Schedule
from dealwright.ground.calendar import DAYS_PER_YEAR
from dealwright.terms.days.life import own_beginning
from dealwright.terms.days.year_fractions import years_between

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.days.life import Moment
    from dealwright.terms.profit_participation import ProfitParticipation
    from dealwright.terms.view import View

    Amounts = Float[ndarray, " _"]
    Contribution = tuple[Amounts, Amounts]
    """Day and amount, each by path or one for all."""
    Clock = Callable[[Amounts, Amounts], Amounts]


def clock_of(term: ProfitParticipation, view: View) -> Clock:
    """Return what counts the years for the returns of a participation, by its day count."""
    if term.day_count in {None, "actual/365"}:
        return lambda since, day: np.asarray((day - since) / DAYS_PER_YEAR)
    return lambda since, day: years_between(since, day, view.grid, term.day_count or "actual/365")


@dataclass(frozen=True, slots=True)
class Hurdle:
    """What a return still asks for.

    Args:
        rate: The yearly return.
        simple: Whether it is earned on what is still invested only, and paid before it.
        capital: What is still invested; where the return is compounded, with all that it has earned. Below zero after
            payments beyond the hurdle, which count towards later contributions.
        earned: What a simple return has earned and was not yet paid.
        day: The day to which it is told; minus infinity where nothing was told yet.
        clock: Counts the years between days.
    """

    rate: Amounts
    simple: bool
    capital: Amounts
    earned: Amounts
    day: Amounts
    clock: Clock

    @property
    def due(self) -> Amounts:
        """Return what is still to be paid to reach the hurdle."""
        return np.asarray(self.capital + self.earned)

    def at(self, day: Amounts, contributions: list[Contribution]) -> Hurdle:
        """Let the return be earned up to a day, with what is put in before it: a day's close is the next one's opening.

        Args:
            day: The day, not before the last.
            contributions: All that is ever put in.
        """
        since = np.where(np.isfinite(self.day), self.day, day)
        capital, gained = self._earned(self.capital, since, day)
        earned = self.earned + gained
        for put_in, amount in contributions:
            new = amount * ((put_in >= self.day) & (put_in < day))
            grown, gained = self._earned(new, np.minimum(put_in, day), day)
            capital, earned = capital + grown, earned + gained
        return replace(self, capital=capital, earned=earned, day=np.asarray(day, dtype=float))

    def less(self, paid: Amounts) -> Hurdle:
        """Pay some of it: a simple return first what it has earned."""
        first = np.minimum(self.earned, paid)
        capital = self.capital - (paid - first)
        return replace(self, capital=np.maximum(capital, 0.0) if self.simple else capital, earned=self.earned - first)

    def _earned(self, capital: Amounts, since: Amounts, day: Amounts) -> tuple[Amounts, Amounts]:
        """Return capital and what it has earned beside it from one day to another."""
        years = self.clock(since, day)
        if self.simple:
            return capital, np.asarray(capital * self.rate * years)
        return np.asarray(capital * (1.0 + self.rate) ** years), np.zeros(1)


def contributions_of(term: ProfitParticipation, view: View, start: Moment) -> list[Contribution]:
    """List what the payee puts in, with its days; one amount is put in on the first day.

    Where an option has switched on another wording, that first day is the one of the wording before it.

    Args:
        term: The participation.
        view: The futures.
        start: The day on which it begins.
    """
    if term.invested is None:
        return []
    if isinstance(term.invested, Schedule):
        return [(np.array([_put_in(each, view)]), np.ravel(view.number(value))) for each, value in term.invested.points]
    first = start if view.bounds[0] is None else np.minimum(start, own_beginning(term, view))
    if term.from_ is not None and not term.start_events:
        first = float(view.grid.day(view.calendar_date(term.from_)))
    return [(np.ravel(np.asarray(first, dtype=float)), np.ravel(view.number(term.invested)))]


def _put_in(point: date | int, view: View) -> float:
    """Return the day of a contribution; one of a year comes just before what is paid in the middle of it."""
    if isinstance(point, date):
        return float(view.grid.day(point))
    return float(np.nextafter(view.grid.day(date(point, 7, 2)), -np.inf))


def invested_by(contributions: list[Contribution], day: Amounts) -> Amounts:
    """Add up what was put in before a day: what is put in at the opening of a date comes after the close before it."""
    return sum((amount * (put_in < day) for put_in, amount in contributions), np.zeros(1))
