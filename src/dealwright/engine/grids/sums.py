"""Hold what a grid of packages adds up to, and what the parties' utilities need to be summed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float, Int

SAFE_EXPONENT = 170.0
"""The exponential of 709 is the last double, that of -708 the last full one. Where no package's exponent exceeds this
at any level, no factor of either half exceeds four times this, however the levels pull the halves apart."""

SAME_STEP = 1e-14
"""Two steps of a stake nearer than this are one step: 1 % more of a company is 1 % more at every level."""


def same_step(step: Float[np.ndarray, " company"], last: Float[np.ndarray, " company"] | None) -> bool:
    """Say whether a step of the stakes is the one before again.

    Args:
        step: by how much the stake in each company rises.
        last: by how much it rose before; None if there was no step.

    Returns:
        Whether they are the same but for rounding.
    """
    return last is not None and bool((np.abs(step - last) < SAME_STEP).all())


@dataclass(frozen=True, slots=True, eq=False)
class Taste:
    """Hold what the parties' utilities need; the exponent of a package's utility is (shift - value) x rate.

    Attributes:
        stake: share of each company that each party holds at each level.
        rate: one over the risk tolerance; zero for a party valued by its mean.
        shift: value whose utility is one, in currency.
    """

    stake: Float[np.ndarray, "level party company"]
    rate: Float[np.ndarray, " party"]
    shift: Float[np.ndarray, " party"]

    @property
    def averse(self) -> list[int]:
        """The parties whose utility is asked for."""
        return [int(party) for party in np.flatnonzero(self.rate)]


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Add up what blocks find: sums over paths, of every package or of every pair of super-columns.

    Attributes:
        utility: of the exponential of the exponent.
        direct: of the direct worth of each half's super-columns.
        equity: of each company's equity in each party's present value, for a stake of one.
        unpaid: of what the party loses of its remainders, in present value.
    """

    utility: Float[np.ndarray, "party level first second"]
    direct: tuple[Float[np.ndarray, "party first"], Float[np.ndarray, "party second"]]
    equity: Float[np.ndarray, "party company first second"]
    unpaid: Float[np.ndarray, "party first second"]

    @staticmethod
    def zero(taste: Taste, first: int, second: int) -> Sums:
        """Start from nothing.

        Args:
            taste: what the utilities need: its stakes say how many levels, parties and companies there are.
            first: super-columns of the first half.
            second: super-columns of the second half.

        Returns:
            Zeros.
        """
        levels, parties, companies = taste.stake.shape
        return Sums(
            np.zeros((parties, levels, first, second)),
            (np.zeros((parties, first)), np.zeros((parties, second))),
            np.zeros((parties, companies, first, second)),
            np.zeros((parties, first, second)),
        )

    def add(self, other: Sums) -> None:
        """Take another block's sums in; the order of the calls decides the last digits."""
        mine = (self.utility, *self.direct, self.equity, self.unpaid)
        theirs = (other.utility, *other.direct, other.equity, other.unpaid)
        for total, more in zip(mine, theirs, strict=True):
            np.add(total, more, out=total)

    def part(self, rows: slice, tile: slice) -> Sums:
        """Look at some pairs only; what is added there is added here.

        Args:
            rows: super-columns of the first half.
            tile: super-columns of the second half.

        Returns:
            Views of these sums.
        """
        direct = self.direct[0][:, rows], self.direct[1][:, tile]
        return Sums(self.utility[:, :, rows, tile], direct, self.equity[:, :, rows, tile], self.unpaid[:, rows, tile])

    def placed(self, first: Int[np.ndarray, " first"], second: Int[np.ndarray, " second"]) -> Sums:
        """Put the super-columns of sorted halves back where they came from.

        Args:
            first: where each super-column of the first half came from.
            second: the same of the second half.

        Returns:
            The sums in the order of the grid.
        """
        back = np.argsort(first), np.argsort(second)
        direct = self.direct[0][:, back[0]], self.direct[1][:, back[1]]
        utility, equity, unpaid = (
            np.take(np.take(wide, back[0], axis=-2), back[1], axis=-1)
            for wide in (self.utility, self.equity, self.unpaid)
        )
        return Sums(utility, direct, equity, unpaid)
