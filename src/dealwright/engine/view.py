"""Shows the futures of a deal to the rules of its terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from dealwright.engine.conversion import converted, exchange_rate
from dealwright.engine.uses import Uses
from dealwright.terms import Term
from dealwright.world.conditions import first_time
from dealwright.world.evaluate import evaluate, step_rates
from dealwright.world.frames import stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator
    from datetime import date

    from jaxtyping import Float
    from numpy import ndarray
    from pydantic import BaseModel

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.ground.calendar import TimeGrid
    from dealwright.terms import Outcome
    from dealwright.terms.view import Window
    from dealwright.world.futures import Futures

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class FuturesView:
    """The futures of one deal, seen by its terms; what a term did is computed when it is first asked for.

    What was computed for a shape is found again wherever on the same draws all that decides it is the same.

    Args:
        futures: Simulated drivers and facts.
        terms: The terms in force.
    """

    futures: Futures
    terms: Mapping[str, Term] = field(default_factory=dict)
    _outcomes: dict[str, Outcome] = field(default_factory=dict, init=False, repr=False)
    _signs: dict[tuple[int, tuple[str, ...]], int | None] = field(default_factory=dict, init=False, repr=False)
    _once: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, deal: Deal, futures: Futures) -> FuturesView:
        """Show a deal's futures to those of its terms that are in force."""
        bare = cls(futures)
        return cls(
            futures, {name: term for name, term in deal.terms.items() if bare.holds(term.active, otherwise=True)}
        )

    def outcome(self, name: str) -> Outcome:
        """Return what a term in force does."""
        term = self.terms[name]
        sign = self.sign(term)
        if sign is not None:
            return self.figures("flows", (sign,), partial(self._flows, term))
        if name not in self._outcomes:
            self._outcomes[name] = self._flows(term)
        return self._outcomes[name]

    def _flows(self, term: Term) -> Outcome:
        """Compute what a term does, its flows in the deal's currency."""
        rate = exchange_rate(term, self.futures.deal)
        outcome = term.flows(self)
        return outcome if rate is None else converted(outcome, rate, self.futures)

    def figures(self, what: Hashable, signs: tuple[int | None, ...], compute: Callable[[], Found]) -> Found:
        """Compute something, or take it from what was computed on the same draws.

        Args:
            what: What it is.
            signs: Signs of all that decides it; where one is missing it is computed anew.
            compute: What computes it.

        Returns:
            What `compute` returns.
        """
        return compute() if None in signs else self.futures.store.get((what, signs), compute)

    def once(self, what: Hashable, compute: Callable[[], Found]) -> Found:
        """Compute something once for this view.

        Args:
            what: What it is; what it names by identity, the result keeps alive.
            compute: What computes it.
        """
        if what not in self._once:
            self._once[what] = compute()
        found: Found = self._once[what]
        return found

    def sign(self, shape: BaseModel, *keys: str) -> int | None:
        """Return a number that stands for a declared shape together with all it depends on.

        Args:
            shape: A term or a company.
            keys: The keys of it that count; all if none are named.

        Returns:
            The sign; none where an uncertain literal makes it matter where the shape stands.
        """
        place = (id(shape), keys)
        if place not in self._signs:
            self._signs[place] = self._sign(shape, keys)
        return self._signs[place]

    def _sign(self, shape: BaseModel, keys: tuple[str, ...]) -> int | None:
        store, deal = self.futures.store, self.futures.deal
        used = store.get(("uses", id(shape), keys), lambda: Uses.of(shape, keys))
        inner = tuple((name, self.sign(self.terms[name])) for name in used.terms if name in self.terms)
        rate = exchange_rate(shape, deal) if isinstance(shape, Term) else None
        drawn = used.drawn or (rate is not None and self.futures.motion(rate).drawn)
        if drawn or any(sign is None for _, sign in inner):
            return None
        names = tuple(self.futures.sign(name) for name in used.names if name in deal.drivers or name in deal.facts)
        sign = (store.shape(used.said), names, inner)
        return store.sign(sign if rate is None else (*sign, self._sign_of(rate)))

    def _sign_of(self, rate: Expression) -> tuple[int, ...]:
        """Return numbers that stand for an exchange rate with all that it depends on."""
        named = sorted(self.futures.motion(rate).names)
        return self.futures.store.shape(rate), *(self.futures.sign(name) for name in named)

    @property
    def statements(self) -> Statements:
        """Return the statements of the terms in force."""
        return Statements(self)

    @property
    def grid(self) -> TimeGrid:
        """The calendar-aligned steps."""
        return self.futures.grid

    @property
    def paths(self) -> int:
        """The number of futures."""
        return self.futures.paths

    def number(self, expression: Expression) -> float | Float[ndarray, "path 1"]:
        """Evaluate a key that drivers do not move; one value per path where an uncertain fact stands behind it."""
        value = self.futures.number(expression)
        return np.reshape(value, (-1, 1)) if np.ndim(value) else float(value)

    def calendar_date(self, expression: Expression) -> date:
        """Evaluate a key that is a date."""
        return self.grid.date(float(self.futures.number(expression)))

    def holds(self, expression: Expression | None, *, otherwise: bool) -> bool:
        """Evaluate a key that is yes or no."""
        if expression is None:
            return otherwise
        return bool(np.mean(self.futures.number(expression)) > 0.5)  # noqa: PLR2004 - an uncertain condition goes by its majority

    def stretches(self, first: int, last: int) -> Iterator[slice]:
        """Cut steps, from a first up to before a last, into stretches to be evaluated one after the other."""
        return stretches(self.paths, first, last)

    def windowed(self, expression: Expression) -> bool:
        """Say whether `before` or `after` stands in an expression, so that the days that count decide its value."""
        return self.futures.motion(expression).windowed

    def rates(self, expression: Expression, steps: slice, window: Window | None = None) -> Float[ndarray, "_ _"]:
        """Evaluate a yearly flow over some of the steps: (path, step), either of which may be one for all.

        The window is the first and the last day that count in each of the steps: (step, path) or (step, 1).
        """
        found = step_rates(expression, self.futures, steps=steps, window=window, term_fields=self.statements)
        return np.atleast_2d(found)

    def at(self, expression: Expression, days: Float[ndarray, " _"] | float) -> Float[ndarray, " path"]:
        """Evaluate an expression at a day of each path, drivers interpolated to it."""
        moments = np.broadcast_to(np.asarray(days, dtype=float), (self.paths,))
        return np.asarray(evaluate(expression, self.futures, at=moments, term_fields=self.statements), dtype=float)

    def event(self, name: str) -> Float[ndarray, " path"]:
        """Return the day of an event on each path, infinite where it never happens."""
        return self.futures.event(name)

    def first_time(self, condition: Expression, not_before: float) -> Float[ndarray, " path"]:
        """Return the first day not before another on which a condition is true on each path, or infinity."""
        return first_time(condition, self.futures, not_before, term_fields=self.statements)


@dataclass(frozen=True, slots=True)
class Statements(Mapping[tuple[str, str], "Float[ndarray, 'path step']"]):
    """The statements of the terms in force: `due` and `paid` as yearly rates per step, `balance` as a level.

    Args:
        view: The futures; a statement is laid out when it is first asked for.
    """

    view: FuturesView

    def __getitem__(self, key: tuple[str, str]) -> Float[ndarray, "path step"]:
        """Return one line of one term: zero for a term not in force, and for a balance where there is no cap."""
        term, line = key
        stated = self.view.outcome(term).statement if term in self.view.terms else {}
        amounts = stated.get(line, np.zeros((1, self.view.grid.steps)))
        return amounts if line == "balance" else amounts / step_years(self.view.grid)

    def __bool__(self) -> bool:
        """Tell whether any term is in force, without laying out a statement."""
        return bool(self.view.terms)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Go through every line of every term."""
        return ((term, line) for term in self.view.terms for line in self.view.outcome(term).statement)

    def __len__(self) -> int:
        """Count the lines."""
        return sum(1 for _ in self)


def step_years(grid: TimeGrid) -> Float[ndarray, " step"]:
    """Return the length of each step in calendar years."""
    found: Float[ndarray, " step"] = np.diff(np.array(grid.edges)) / np.array(grid.days_of_year)
    return found
