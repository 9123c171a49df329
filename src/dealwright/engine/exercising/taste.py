"""What the holder of an option weighs: the worth of all its flows at the bargain's rate, and its mind about risk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.once import once_for_each_deal
from dealwright.engine import beliefs as belief
from dealwright.engine.lines import Rates, whole
from dealwright.engine.measures import FAINT, exponential_equivalent

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.books import Books

    Worth = Float[ndarray, " path"]

STEEPEST = 30.0
"""Tolerances that a worth may lie under what the state lets expect and still count in full."""


@dataclass(frozen=True, slots=True)
class Taste:
    """What a holder weighs.

    Args:
        holder: A party, or a company: that goes by what it has at its exit.
        rates: The rates of the bargain's one measure.
        tolerance: Its risk tolerance; none where it is indifferent to risk, or the measure is.
    """

    holder: str
    rates: Rates
    tolerance: float | None

    @staticmethod
    def of(deal: Deal, holder: str) -> Taste:
        """Read a holder's taste from a deal.

        Args:
            deal: The deal.
            holder: A party or a company.
        """
        return _taste(deal, holder)

    def worth(self, books: Books) -> Worth:
        """Return what everything is worth to the holder on each path."""
        if self.holder in books.deal.parties:
            return whole(books, self.holder, self.rates)
        company = books.companies[self.holder]
        found: Worth = company.resources * company.exit.discount(company.exit.rate)
        return found

    def gain(self, now: Worth, following: Worth, columns: Float[ndarray, "column path"] | None = None) -> Worth:
        """Return what one worth is felt to be over another, path by path.

        Args:
            now: The one.
            following: The other.
            columns: What is known. Then each path's gain is scaled by the worth that they let expect: its conditional
                mean keeps its sign, and paths far from the middle do not drown the others. None for one scale for all.

        Returns:
            The gain, in money near the middle.

        Source: exponential utility; its scale is free, and may be any positive function of what is known.
        """
        if self.tolerance is None:
            return np.asarray(now - following)
        if columns is None:
            middle: Worth | float = exponential_equivalent(following[None, :], self.tolerance)[0]
        else:
            known = np.linalg.lstsq(columns @ columns.T, columns @ following, rcond=1e-11)[0] @ columns
            middle = np.clip(known, np.min(following), np.max(following))
        one, other = (np.clip(-(each - middle) / self.tolerance, None, STEEPEST) for each in (now, following))
        apart = np.expm1 if max(np.max(np.abs(one)), np.max(np.abs(other))) < FAINT else np.exp
        found: Worth = self.tolerance * (apart(other) - apart(one))
        return found

    def measure(self, worth: Worth) -> float:
        """Return the one figure by which the holder compares."""
        if self.tolerance is None:
            return float(np.mean(worth))
        return float(exponential_equivalent(worth[None, :], self.tolerance)[0])


@once_for_each_deal
def _taste(deal: Deal, holder: str) -> Taste:
    free = belief.constant(deal, deal.risk_free)
    if holder not in deal.parties:
        return Taste(holder, Rates(free, own_rates=False), None)
    traits = belief.traits(deal, holder)
    if deal.worth_by == "mean_at_discount":
        return Taste(holder, Rates(traits.discount, own_rates=True), None)
    return Taste(holder, Rates(free, own_rates=False), traits.risk_tolerance)
