"""Holds the futures of one deal: drivers, events and facts on every path, computed when they are first asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from dealwright.deal.driver import Event, Occurrence
from dealwright.deal.expression import Name, Uncertain
from dealwright.ground.calendar import TimeGrid
from dealwright.world import drivers, shocks
from dealwright.world.beliefs import fact_slot, literals
from dealwright.world.definition import definition
from dealwright.world.events import Early
from dealwright.world.frames import Days, Edges, stretches
from dealwright.world.kept import locked
from dealwright.world.store import Store
from dealwright.world.trajectory import interpolate
from dealwright.world.uncertain import pick, quantile
from dealwright.world.value import value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator, Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.correlation import Shock
    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression, Quantity
    from dealwright.deal.source import Reading
    from dealwright.ground.calendar import Step
    from dealwright.world.draws import Draws
    from dealwright.world.trajectory import Trajectory
    from dealwright.world.wiring import Motion, Wiring

    Given = Mapping[str, float | Float[ndarray, " path"]]

Found = TypeVar("Found")


def simulate(
    deal: Deal,
    draws: Draws,
    *,
    facts: Given | None = None,
    needed: Collection[str] = (),
) -> Futures:
    """Open the futures of a deal. A driver is simulated when it is first asked for.

    What other forms of the deal have in common with it on the same draws is computed once.

    Args:
        deal: The deal, read and checked.
        draws: Their randomness; the same draws for every scenario and package.
        facts: Values in place of the deal's own, by fact (or by path, for an uncertain literal elsewhere): one number,
            or one per path. Uncertain facts that are not given are drawn on every path.
        needed: Drivers to simulate at once.

    Returns:
        The futures.
    """
    grid = _grid(*deal.dates, deal.step)
    futures = Futures(deal, draws, grid, dict(facts or {}), store=draws.store(grid))
    for name in needed:
        if isinstance(deal.drivers[name], Event):
            futures.event(name)
        else:
            futures.level(name)
    return futures


@lru_cache(maxsize=16)
def _grid(first: dt.date, last: dt.date, step: Step) -> TimeGrid:
    return TimeGrid.of(first, last, step)


@dataclass(frozen=True, slots=True, eq=False)
class Futures:
    """The futures of one deal.

    Args:
        deal: The deal.
        draws: Their randomness.
        grid: The steps.
        given: Values in place of the deal's own facts.
        occurrences: Days on which terms happen that others may name as events, on each path; each computed when asked.
        store: What was computed on the same draws, for this form of the deal and others.
    """

    deal: Deal
    draws: Draws
    grid: TimeGrid
    given: Given = field(default_factory=dict)
    occurrences: Mapping[str, Any] = field(default_factory=dict, repr=False)
    store: Store = field(default_factory=Store, repr=False)
    _known: dict[object, Any] = field(default_factory=dict, init=False, repr=False)
    _signs: dict[str, int] = field(default_factory=dict, init=False, repr=False)

    @property
    def paths(self) -> int:
        """Return the number of paths."""
        return self.draws.paths

    def level(self, name: str, edges: int | None = None) -> Float[ndarray, "path edge"]:
        """Return a driver's level at the edges of the steps; one path stands for all where all are alike.

        Args:
            name: The driver.
            edges: How many edges, at least two; all by default.
        """
        frame = Edges(self) if edges is None else Edges(self, part=slice(0, edges - 1))
        rows = np.asarray(value(Name(name), frame), dtype=float)
        rows = rows if rows.ndim else rows[None, None]
        return np.broadcast_to(rows, (edges or self.grid.steps + 1, rows.shape[1])).T

    def event(self, name: str, by: float | None = None) -> Float[ndarray, " path"]:
        """Return the day of an event on each path, infinite where it does not happen up to the horizon.

        Args:
            name: The event.
            by: The last day that counts to who asks: one after it may be given as infinite, too.
        """
        if name in self.occurrences:
            found: Float[ndarray, " path"] = self.occurrences[name]
            return found
        looked_for = getattr(self.deal.drivers[name], "when", None) is not None
        if looked_for and by is not None and by < self.grid.edges[-1] and self.recall("event", name) is None:
            early = self._taken("early event", name, lambda: Early(by, drivers.event_days(name, self, by)))
            if by <= early.by:  # who asks first for less than another leaves that one to look for all
                return early.days
        return self._taken("event", name, lambda: drivers.event_days(name, self))

    def fact(self, name: str) -> float | Float[ndarray, " path"]:
        """Return the value of a fact: a number, or one per path where it is uncertain and not given; dates as days."""
        if name in self.given:
            return self.given[name]
        behind = self.behind(name)
        return self._taken("fact", name, lambda: self._drawn(name) if behind is None else self.number(behind))

    def at(self, name: str, days: Float[ndarray, " path"], sign: int | None = None) -> Float[ndarray, " path"]:
        """Return a driver's level at a day of each path, interpolated, log-linearly where it is positive.

        Args:
            name: The driver.
            days: The days.
            sign: Stands for all that decides the days, if they are looked at again.
        """
        rows = np.asarray(value(Name(name), Days(self, {}, np.reshape(days, (1, -1)), sign=sign)), dtype=float)
        return np.broadcast_to(rows[0] if rows.ndim else rows, np.shape(days))

    def growth_at(self, name: str, days: Float[ndarray, " path"]) -> Float[ndarray, "row path"]:
        """Return the growth that moves a driver at a day of each path, in a row; none if chance does not move it."""
        rows = self._taken("growth", name, lambda: drivers.growth_rates(name, self))
        if rows is None:
            return np.empty((0, self.paths))
        return interpolate(np.asarray(self.grid.edges), rows.until(days), days[None, :])

    def number(self, expression: Expression) -> Any:  # noqa: ANN401 - a number, or one per path
        """Evaluate what no driver moves: one number, or one per path; dates as days; drivers as they are at `as_of`."""
        rows = value(expression, Days(self))
        if not isinstance(rows, np.ndarray):
            return rows
        return rows.item() if rows.size == 1 else rows[0]

    def with_facts(self, facts: Given) -> Futures:
        """Return the futures with other values of some facts, sharing all that does not depend on them."""
        return replace(self, given={**self.given, **facts})

    def with_occurrences(self, occurrences: Mapping[str, Any]) -> Futures:
        """Return the futures in which terms are events, too, for whoever names them.

        Args:
            occurrences: The day on which each happens on each path; asked for when they are needed.
        """
        events = {name: Occurrence(kind="event") for name in occurrences}
        deal = self.deal.model_copy(update={"drivers": {**self.deal.drivers, **events}})
        return replace(self, deal=deal, occurrences=occurrences)

    def of_form(self, deal: Deal, changed: Collection[str], given: Given | None = None) -> Futures:
        """Return the futures of another form of the deal on the same draws, sharing all that is alike.

        Args:
            deal: The form.
            changed: The names that are not alike: drivers and facts, directly or by what they use.
            given: Values in place of its own facts; those of these futures by default.
        """
        form = replace(self, deal=deal, given=self.given if given is None else given)
        form._signs.update((name, sign) for name, sign in self._signs.items() if name not in changed)  # noqa: SLF001 - its own kind
        form._known.update(each for each in self._known.items() if _is_shared(each[0], changed))  # noqa: SLF001 - its own kind
        return form

    # What evaluation asks for.

    @property
    def wiring(self) -> Wiring:
        """Return how the names of the deal hang together."""
        return self._once("wiring", lambda: self.store.wiring(self.deal, frozenset(self.given)))

    def behind(self, name: str) -> Expression | None:
        """Return the expression that a name stands for, if it does: a derived driver, a constant, a certain fact."""
        return self.wiring.behind(name)

    def moves(self, name: str) -> bool:
        """Say whether a name is a driver that runs in time by itself."""
        return self.wiring.moves(name)

    def motion(self, expression: Expression) -> Motion:
        """Tell how an expression changes in time."""
        return self.wiring.motion(expression)

    def trajectory(self, name: str) -> Trajectory:
        """Return how a driver's level runs."""
        return self._taken("trajectory", name, lambda: drivers.trajectory(name, self))

    def shocks(self, shock: Shock) -> shocks.Mixture:
        """Return a shock's standard normals, correlated with the others' as the deal says."""
        return shocks.correlated(shock, self)

    def loadings(self, shock: Shock) -> tuple[tuple[Shock, int, float], ...]:
        """Return the independent normals that a shock is made of: whose they are, their slot, and their weight."""
        table = self._once("loadings", lambda: shocks.loadings(self)) if self.deal.correlations else {}
        return table.get(shock) or ((shock, shocks.slot(shock, self), 1.0),)

    def plain(self, quantity: Quantity) -> Any:  # noqa: ANN401 - a number, a condition or a text
        """Return a literal as a number: a date as days from the opening of `as_of` to its own."""
        if isinstance(quantity.value, dt.date):
            return self.grid.day(quantity.value)
        return np.nan if quantity.value is None else quantity.value

    def uncertain(self, literal: Uncertain) -> Float[ndarray, " path"] | float:
        """Return the values of an uncertain literal, one per path, or what was given in its place."""
        path, slot = self.literal(literal)
        if path in self.given:
            return self.given[path]
        return self._once(("literal", path), lambda: quantile(literal, self.draws.uniform(path, slot), self.plain))

    def literal(self, literal: Uncertain) -> tuple[str, int | None]:
        """Return where an uncertain literal stands, and its slot, if it has one."""
        known = self._once("literals", lambda: {id(each.uncertain): each for each in literals(self.deal)})
        return known[id(literal)].path, known[id(literal)].slot

    def stretches(self) -> Iterator[slice]:
        """Cut the steps into stretches that are evaluated one after the other."""
        return stretches(self.paths, 0, self.grid.steps)

    def kept(self, frame: Hashable, expression: Expression, compute: Callable[[], Found]) -> Found:
        """Compute what an expression is worth in a frame, or take it from the store."""
        how = self.motion(expression)
        if how.terms or how.drawn:
            return compute()
        signs = tuple(self.sign(name) for name in sorted(how.names))
        return self.store.get((frame, self.store.shape(expression), signs), compute)

    def sign(self, name: str) -> int:
        """Return a number that stands for a driver, event or fact with all that it depends on."""
        known = self._signs.get(name)
        if known is None:
            known = self._signs[name] = self.store.sign(definition(name, self))
        return known

    def remember(self, what: str, name: str, found: object) -> None:
        """Keep something that a name decides, which was found by the way."""
        self._known[what, name] = self.store.kept.put((what, self.sign(name)), found)

    def recall(self, what: str, name: str) -> Any:  # noqa: ANN401 - whatever it is
        """Return something that a name decides; none where it is not known."""
        known = self._known.get((what, name))
        return self.store.kept.known((what, self.sign(name))) if known is None else known

    def _taken(self, what: str, name: str, compute: Callable[[], Found]) -> Found:
        """Compute something that a name decides, or take it from the store."""
        return self._once((what, name), lambda: self.store.get((what, self.sign(name)), compute))

    def _once(self, key: object, compute: Callable[[], Found]) -> Found:
        if key not in self._known:
            self._known[key] = locked(compute())
        found: Found = self._known[key]
        return found

    def _drawn(self, name: str) -> Float[ndarray, " path"] | float:
        """Draw an uncertain fact, or one of its readings, on every path."""
        fact = self.deal.facts[name]
        uniform = self.draws.uniform(name, fact_slot(self.deal, name))
        if isinstance(fact.is_, Uncertain):
            return quantile(fact.is_, uniform, self.plain)
        readings = fact.readings or []
        place, inside = pick(uniform, [float(self.number(reading.weight)) for reading in readings])
        values = [np.broadcast_to(self._reading(reading, inside), uniform.shape) for reading in readings]
        return np.choose(place, values)

    def _reading(self, reading: Reading, uniform: Float[ndarray, " path"]) -> Any:  # noqa: ANN401 - one number, or one per path
        if isinstance(reading.is_, Uncertain):
            return quantile(reading.is_, uniform, self.plain)
        return np.nan if reading.is_ is None else self.number(reading.is_)


def _is_shared(key: object, changed: Collection[str]) -> bool:
    """Tell whether what is known of one form of a deal holds for another: literals stand where they stand in one."""
    return isinstance(key, tuple) and key[0] != "literal" and key[1] not in changed
