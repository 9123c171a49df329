"""Shows the futures of a deal to the rules of its terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from dealwright.world.evaluate import evaluate, first_time, step_amounts

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.ground.calendar import TimeGrid
    from dealwright.terms.outcome import Outcome
    from dealwright.world.futures import Futures


@dataclass(frozen=True, slots=True)
class FuturesView:
    """The futures of one deal, with the statements of the terms computed so far.

    Args:
        futures: Simulated drivers and facts.
        statements: Lines of terms already computed, as yearly rates per step (`due`, `paid`) or levels (`balance`).
    """

    futures: Futures
    statements: dict[tuple[str, str], Float[ndarray, "path step"]] = field(default_factory=dict)

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
        value = evaluate(expression, self.futures)
        if np.ndim(value) == 0:
            return float(value)
        return np.reshape(np.asarray(value)[:, 0] if np.ndim(value) > 1 else value, (-1, 1))

    def calendar_date(self, expression: Expression) -> date:
        """Evaluate a key that is a date."""
        value = getattr(expression, "value", None)
        if not isinstance(value, date):
            fact = self.futures.deal.facts[expression.name]  # type: ignore[union-attr]
            value = fact.is_.value
        return value

    def holds(self, expression: Expression | None, *, otherwise: bool) -> bool:
        """Evaluate a key that is yes or no."""
        if expression is None:
            return otherwise
        value = getattr(expression, "value", None)
        return bool(value) if isinstance(value, bool) else bool(np.mean(evaluate(expression, self.futures)) > 0.5)  # noqa: PLR2004

    def amounts(self, expression: Expression) -> Float[ndarray, "path step"]:
        """Turn a yearly flow into money per whole step."""
        value = step_amounts(expression, self.futures, term_fields=self.statements)
        return np.broadcast_to(value, (np.shape(value)[0] if np.ndim(value) > 1 else 1, len(self.grid.edges) - 1))

    def at(self, expression: Expression, days: Float[ndarray, " path"] | float) -> Float[ndarray, " path"]:
        """Evaluate an expression at a day of each path, drivers interpolated to it."""
        moments = np.broadcast_to(np.asarray(days, dtype=float), (self.paths,))
        return np.asarray(evaluate(expression, self.futures, at=moments), dtype=float)

    def event(self, name: str) -> Float[ndarray, " path"]:
        """Return the day of an event on each path, infinite where it never happens."""
        return self.futures.event(name)

    def first_time(self, condition: Expression) -> Float[ndarray, " path"]:
        """Return the day on which a condition is first true on each path, infinite where it never is."""
        return first_time(condition, self.futures)

    def keep(self, name: str, outcome: Outcome) -> None:
        """Keep the statement of a term for the terms that ask for it."""
        edges = np.array(self.grid.edges)
        years = np.diff(edges) / np.array(self.grid.days_of_year)
        for line, amounts in outcome.statement.items():
            self.statements[name, line] = amounts if line == "balance" else amounts / years
