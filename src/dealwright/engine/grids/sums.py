"""Hold what a grid of packages adds up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float, Int


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
    def zero(levels: int, parties: int, companies: int, first: int, second: int) -> Sums:
        """Start from nothing.

        Args:
            levels: how many levels the stakes have.
            parties: how many parties there are.
            companies: how many companies.
            first: super-columns of the first half.
            second: super-columns of the second half.

        Returns:
            Zeros.
        """
        return Sums(
            np.zeros((parties, levels, first, second)),
            (np.zeros((parties, first)), np.zeros((parties, second))),
            np.zeros((parties, companies, first, second)),
            np.zeros((parties, first, second)),
        )

    def like(self) -> Sums:
        """Start from nothing for the same packages."""
        parties, levels, first, second = self.utility.shape
        return Sums.zero(levels, parties, self.equity.shape[1], first, second)

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
