"""Finds the futures that a contract statement is about: the certain one, all, or one by its number or by its worth."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Quantity, Uncertain
from dealwright.engine import beliefs as belief
from dealwright.engine.books import keep_books
from dealwright.engine.scenario import Scene
from dealwright.engine.view import FuturesView
from dealwright.world.beliefs import literals
from dealwright.world.certain import median_draws, without_shocks
from dealwright.world.futures import simulate
from dealwright.world.uncertain import median

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Bool
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.engine.books import Books
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws
    from dealwright.world.futures import Futures

    Rows = int | Bool[ndarray, " path"] | None
    """One path by its index from 0, those that count, or all."""

CERTAIN, MEAN = "certain", "mean"
_HUNDRED = 100.0
_ROUNDING = 1e-9
_NO_PATH = "{!r} is no path: give certain, mean, a percentile such as p50, or a number from 1"


class NoStatementError(ValueError):
    """Says that there is no such future or term to state something of."""


@dataclass(frozen=True)
class Part:
    """A form of the deal, and the futures on which it holds.

    Args:
        loaded: The form: every disputed clause read in one way.
        deal: Its deal; without volatilities in the certain future.
        futures: Its futures.
        rows: The paths that count.
    """

    loaded: Loaded
    deal: Deal
    futures: Futures
    rows: Rows

    @cached_property
    def view(self) -> FuturesView:
        """Return the futures as the terms see them."""
        return FuturesView.of(self.deal, self.futures)

    @cached_property
    def books(self) -> Books:
        """Return what the companies come to; computed only where a term asks for it."""
        return keep_books(self.deal, self.futures)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The futures that a statement is about.

    Args:
        parts: Forms of the deal with the futures on which each holds; one, unless means are taken over several.
        number: The number of the one path, from 1; none for the certain one and for means.
        worth: What the path is worth to the party by whose worth it was found, at the risk-free rate.
        readings: Index of the reading of each disputed clause that holds there; none where means are taken.
    """

    parts: tuple[Part, ...]
    number: int | None = None
    worth: float | None = None
    readings: Mapping[str, int] = field(default_factory=dict)


def choose(
    loaded: Loaded, draws: Draws, path: str | int, party: str | None, forced: Mapping[str, int] | None = None
) -> Chosen:
    """Find the futures that are asked for.

    Args:
        loaded: The deal.
        draws: The draws of its futures.
        path: `certain`, `mean`, `p50` and other percentiles, or the number of a path, from 1.
        party: The party whose worth a percentile is of.
        forced: Index of the reading of clauses that are to be read so.

    Returns:
        The futures.

    Raises:
        NoStatementError: There is no such path, or a percentile is of nobody's worth.
    """
    forced = dict(forced or {})
    if path == CERTAIN:
        return certain(loaded, forced)
    scene = Scene(loaded, draws)
    if path == MEAN:
        forms = list(scene.readings({name: float(index) for name, index in forced.items()}))
        there = [(mask, form, numbers) for mask, form, numbers in forms if mask is None or mask.any()]
        return Chosen(tuple(_part(form, scene, numbers, mask) for mask, form, numbers in there), readings=forced)
    worth = None
    if isinstance(path, str) and path.startswith("p"):
        number, worth = by_worth(scene, percentage(path), party)
    else:
        number = numbered(path)
    if not 1 <= number <= draws.paths:
        raise NoStatementError(f"there is no path {number}: there are {draws.paths} futures, numbered from 1")
    readings = {name: _read_on(scene, doubt, number - 1) for name, doubt in _structural(scene).items()} | forced
    ((_, form, numbers),) = scene.readings({name: float(index) for name, index in readings.items()})
    return Chosen((_part(form, scene, numbers, number - 1),), number, worth, readings)


def certain(loaded: Loaded, forced: dict[str, int]) -> Chosen:
    """Open the one future of a deal in which nothing is left to chance.

    No driver has a shock, everything uncertain is at its median, a disputed clause is read in the likeliest way, and an
    event happens when its probability passes one half, or never. The median is taken of dates and durations, too.

    Args:
        loaded: The deal.
        forced: Index of the reading of clauses that are to be read so.
    """
    draws = median_draws()
    scene = Scene(loaded, draws)
    readings = {name: _central_reading(scene, doubt) for name, doubt in _structural(scene).items()} | forced
    known = {doubt.name: _central(doubt) for doubt in scene.doubts} | readings
    ((_, form, numbers),) = scene.readings(known)
    deal = without_shocks(form.sound)
    numbers |= {each.path: median(each.uncertain) for each in literals(deal)}
    return Chosen((Part(form, deal, simulate(deal, draws, facts=numbers), 0),), readings=readings)


def by_worth(scene: Scene, percent: float, party: str | None) -> tuple[int, float]:
    """Find the path whose worth to a party has a rank among all.

    Args:
        scene: The scenario on its futures.
        percent: Percent of the futures that are worth as much or less to it.
        party: The party.

    Returns:
        The path's number from 1, and its worth at the risk-free rate.

    Raises:
        NoStatementError: Nobody is named.
    """
    if party is None:
        raise NoStatementError("a percentile is of the worth to somebody: name a party")
    worths = scene.samples(party, belief.traits(scene.loaded.sound, party), {}).risk_free
    rank = min(max(math.ceil(percent / _HUNDRED * len(worths) - _ROUNDING), 1), len(worths))
    worth = np.sort(worths)[rank - 1]
    return int(np.argmax(worths == worth)) + 1, float(worth)  # the first of those that are worth the same


def percentage(path: str) -> float:
    """Read a percentile, such as `p50`.

    Raises:
        NoStatementError: It is none from 0 to 100.

    Example:
        >>> percentage("p2.5")
        2.5
    """
    try:
        found = float(path[1:])
    except ValueError:
        found = math.nan
    if not 0.0 <= found <= _HUNDRED:
        raise NoStatementError(_NO_PATH.format(path))
    return found


def numbered(path: str | int) -> int:
    """Read the number of a path.

    Raises:
        NoStatementError: It is none.
    """
    if isinstance(path, str) and not (path.isascii() and path.isdigit()):
        raise NoStatementError(_NO_PATH.format(path))
    return int(path)


def _part(form: Loaded, scene: Scene, numbers: Mapping[str, float], rows: Rows) -> Part:
    deal = form.sound
    return Part(form, deal, simulate(deal, scene.draws, facts=numbers), rows)


def _structural(scene: Scene) -> dict[str, belief.Doubt]:
    return {doubt.name: doubt for doubt in scene.doubts if doubt.structural}


def choices(scene: Scene, doubt: belief.Doubt) -> list[Expression | None]:
    """Return what a doubt may be, in the order of the file; nothing for a reading that words the deal otherwise."""
    deal = scene.loaded.sound
    fact = deal.facts.get(doubt.name)
    if fact is not None and fact.readings is not None:
        return [reading.is_ for reading in fact.readings]
    inline = {each.path: each.uncertain for each in literals(deal)}
    found = fact.is_ if fact is not None else inline.get(doubt.name)
    return [choice for choice, _ in found.choices] if isinstance(found, Uncertain) else []


def _central_reading(scene: Scene, doubt: belief.Doubt) -> int:
    """Return the index of the median of dates or durations, and of the likeliest of other readings."""
    values = [each.value if isinstance(each, Quantity) else None for each in choices(scene, doubt)]
    ordered = [value for value in values if isinstance(value, dt.date | float) and not isinstance(value, bool)]
    if len(ordered) != len(doubt.weights) or len({type(value) for value in ordered}) > 1:
        return int(doubt.central)
    order = sorted(range(len(values)), key=lambda place: values[place])  # type: ignore[arg-type, return-value]
    half, reached = sum(doubt.weights) / 2.0, 0.0
    for place in order:
        reached += doubt.weights[place]
        if reached >= half - _ROUNDING:
            return place
    return order[-1]


def _central(doubt: belief.Doubt) -> float:
    return doubt.central if doubt.distribution is None else median(doubt.distribution)


def _read_on(scene: Scene, doubt: belief.Doubt, index: int) -> int:
    """Tell which reading of a doubt is true on a path."""
    level = float(belief.level(scene.loaded.sound, scene.draws, doubt)[index])
    return next(
        place
        for place, reached in enumerate(np.cumsum(doubt.weights))
        if level < reached or place == len(doubt.weights) - 1
    )
