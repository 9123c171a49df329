"""Stops where a term moves no finite amount: an index over nothing, a sum that grows without bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome


class NoFiniteAmountError(ArithmeticError):
    """A term moves an amount that is infinite or no number.

    Args:
        term: The term.
        share: On which share of its amounts, from 0 to 1.
    """

    def __init__(self, term: str, share: float) -> None:
        self.term = term
        super().__init__(f"`{term}` moves no finite amount in {share:.3%} of its periods and futures")


def finite(term: str, outcome: Outcome) -> Outcome:
    """Return what a term does, if all its amounts are finite.

    Args:
        term: The term.
        outcome: What it does.

    Raises:
        NoFiniteAmountError: If an amount is infinite or no number.
    """
    there = [flow for flow in outcome.flows if flow.on_demand is None]  # what is not is looked at once it is made
    for flow in {id(flow.amount): flow for flow in there}.values():  # a worth may be a cost as well
        if not np.isfinite(np.sum(flow.amount)):  # one that is infinite or no number shows in the sum
            sound = np.isfinite(flow.amount)
            if not sound.all():
                raise NoFiniteAmountError(term, 1.0 - float(np.mean(sound)))
    return outcome
