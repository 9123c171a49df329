"""What expressions may read of a term: what it owes and pays in each step, and its balance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from dealwright.deal.expression import TermField, walk
from dealwright.world.frames import EVERY, Results

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.engine.view import FuturesView
    from dealwright.ground.calendar import TimeGrid

Found = TypeVar("Found")

NOT_IN_FORCE = -1
"""Stands for a term that does nothing, where the signs of others stand for what they do."""


@dataclass(frozen=True, slots=True)
class Statements(Results):
    """The statements of the terms in force: `due` and `paid` as yearly rates per step, `balance` as a level.

    Args:
        view: The futures; a statement is laid out when it is first asked for.
    """

    view: FuturesView

    def __getitem__(self, key: tuple[str, str]) -> Float[ndarray, "path step"]:
        """Return one line of one term: zero for a term not in force, and for a balance where there is no cap."""
        return self.during(*key, EVERY)

    def during(self, term: str, result: str, steps: slice) -> Float[ndarray, "path step"]:
        """Return one line of one term in some of the steps."""
        stated = self.view.outcome(term).statement if term in self.view.terms else {}
        amounts = stated.get(result, np.zeros((1, self.view.grid.steps)))[:, steps]
        return amounts if result == "balance" else amounts / step_years(self.view.grid)[steps]

    def kept(self, what: Hashable, flow: Expression, compute: Callable[[], Found]) -> Found:
        """Compute what comes of a flow, or take it from what was computed where the terms that it reads do the same."""
        view, how = self.view, self.view.futures.motion(flow)
        if how.drawn or not how.terms:
            return view.kept(what, flow, compute)
        read = sorted({part.term for part in walk(flow) if isinstance(part, TermField)})
        signs = tuple(view.signed(name) if name in view.terms else NOT_IN_FORCE for name in read)
        names = tuple(view.futures.sign(name) for name in sorted(how.names))
        return view.figures((what, view.futures.store.shape(flow), names), signs, compute)

    def payments(self, term: str) -> tuple[Float[ndarray, "_ payment"], Float[ndarray, "_ payment"]] | None:
        """Return what a term pays and when; none where it pays evenly over time, or is not in force."""
        if term not in self.view.terms or not self.view.terms[term].pays_on_days:
            return None
        account = self.view.outcome(term).account()
        paid = None if account is None else next((line.amounts for line in account.lines if line.name == "paid"), None)
        return None if account is None or paid is None else (paid, account.made_on)

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
