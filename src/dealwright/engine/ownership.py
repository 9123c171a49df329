"""Who owns a company that has stakes, day by day: from `as_of` through rounds and options on stakes to its exit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, nextafter
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.books import OUTSIDE, shares_of
from dealwright.engine.exercising.told import exercise_dates
from dealwright.engine.exit import Exit, rounds_of
from dealwright.engine.issuers.owners import stake_options
from dealwright.engine.result import Ownership

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.engine.books import Books
    from dealwright.terms.option import Option

OPENING = -1.0
"""A day before all that can happen."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """When something changes who owns a company.

    Args:
        day: When, in days from the opening of `as_of`.
        rounds: The last day of which rounds count, likewise: of an option exercised as a round opens, the day before.
        on: The same as a date.
        investors: Who buys in rounds.
        options: Which options are exercised.
    """

    day: float
    rounds: float
    on: date
    investors: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


def owned_over_time(books: Books, name: str, *, outside: str) -> tuple[Ownership, ...]:
    """Tell who owns a company on `as_of`, after each round with a price, after options on its stakes, and at its exit.

    Each time shares are those of the company as it then stands: the mean over the paths on which its exit has not come
    before. An option that is not exercised on the same day of all paths is looked at on the middle one of its days,
    those left out on which the exit comes. At the exit each path counts with the shares of its own exit.

    Args:
        books: The deal on its futures.
        name: The company, whose owners hold it by equity terms.
        outside: How holders are named that are not in the deal.

    Returns:
        The ownership time by time; that of `as_of` alone where nothing changes it, none where nobody has a stake then.
    """
    company, grid = books.companies[name], books.view.grid
    first = _owned(books, name, _Moment(OPENING, OPENING, grid.as_of), outside)
    if first is None or not first.shares:
        return ()
    later = [_owned(books, name, each, outside) for each in _moments(books, name)]
    everywhere = np.ones(books.view.paths, dtype=bool)
    used = {right: float(np.mean(days <= company.exit.day)) for right, (_, days) in _rights(books, name).items()}
    exercised = {right: share for right, share in used.items() if share > 0.0}
    found = [first, *(each for each in later if each is not None)]
    if len(found) > 1 or exercised:
        found.append(Ownership(None, _expected(company.shares, everywhere, outside), options=exercised))
    return tuple(found)


def _owned(books: Books, name: str, moment: _Moment, outside: str) -> Ownership | None:
    """Tell who owns a company at a moment; none where its exit has come by then on every path."""
    view, exit_ = books.view, books.companies[name].exit
    standing = exit_.day >= moment.day
    if not standing.any():
        return None
    time = replace(exit_.time, day=np.minimum(exit_.day, moment.day), sign=None)
    then = Exit(time, exit_.own, rounds_of(books.deal, name, view, exit_.time, moment.rounds))
    shares = shares_of(name, view.terms, then, view)
    used = {each: float(np.mean((view.event(each) <= moment.day)[standing])) for each in moment.options}
    investors = tuple(outside if who == OUTSIDE else who for who in moment.investors)
    return Ownership(moment.on, _expected(shares, standing, outside), float(np.mean(standing)), investors, used)


def _expected(
    shares: Mapping[str, Float[ndarray, " path"]], standing: Bool[ndarray, " path"], outside: str
) -> dict[str, float]:
    """Return the mean share of everyone who ever holds a part."""
    parts = {who: np.broadcast_to(share, standing.shape)[standing] for who, share in shares.items()}
    return {outside if who == OUTSIDE else who: float(np.mean(part)) for who, part in parts.items() if part.any()}


def _moments(books: Books, name: str) -> list[_Moment]:
    """Return when rounds and options change who owns a company, in order of time."""
    found = [*_rounds(books, name), *_exercises(books, name)]
    return sorted(found, key=lambda moment: (moment.day, moment.rounds))


def _rounds(books: Books, name: str) -> list[_Moment]:
    view, investors = books.view, dict[float, dict[str, None]]()
    for each in books.deal.companies[name].rounds:
        day = view.grid.day(view.calendar_date(each.on))
        if each.pre_money is not None and day >= 0 and view.holds(each.if_, otherwise=True):
            investors.setdefault(day, {})[each.by or OUTSIDE] = None
    return [_Moment(day, day, view.grid.date(day), tuple(by)) for day, by in investors.items()]


def _exercises(books: Books, name: str) -> list[_Moment]:
    found: dict[tuple[float, date], list[str]] = {}
    for right, (option, days) in _rights(books, name).items():
        before = days[days < books.companies[name].exit.day]  # one that comes with the exit is told there
        if before.size:
            middle = np.percentile(before, [50], method="inverted_cdf")
            on: date = exercise_dates(middle, option, books.view.grid)[0].item()
            found.setdefault((float(middle[0]), on), []).append(right)
    return [_Moment(day, nextafter(day, -inf), on, (), tuple(rights)) for (day, on), rights in found.items()]


def _rights(books: Books, name: str) -> dict[str, tuple[Option, Float[ndarray, " path"]]]:
    """Return the options on stakes in a company, and the day on which each is exercised."""
    options = stake_options(name, books.view.terms)
    paths = (books.view.paths,)
    return {right: (option, np.broadcast_to(books.view.event(right), paths)) for right, option in options.items()}
