"""The base of a royalty: gross less deductions, losses carried, what recoupment takes off it first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.amounts.rows import running_total

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.days.periods import Cells
    from dealwright.terms.royalties.rate_changes import Stretch
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.royalty_clauses import RoyaltyBase
    from dealwright.terms.view import View

    Money = Float[ndarray, "path period"]


@dataclass(frozen=True)
class Base:
    """One base of a royalty, period by period.

    Args:
        part: The base's clause.
        by_stretch: Gross money of each stretch between changes of the rate.
        gross: Gross money of each period.
        deducted: What comes off it; none without deductions.
        amount: What the rate counts.
    """

    part: RoyaltyBase
    by_stretch: tuple[Money, ...]
    gross: Money
    deducted: Money | None
    amount: Money

    @property
    def kept(self) -> Money:
        """Return which part of the gross money the rate counts, 0 where there is none."""
        gross, amount = np.broadcast_arrays(self.gross, self.amount)
        return np.asarray(np.divide(amount, gross, out=np.zeros_like(amount), where=gross != 0.0))

    def of_stretch(self, place: int) -> Money:
        """Return what the rate counts in one stretch."""
        return self.amount if len(self.by_stretch) == 1 else self.kept * self.by_stretch[place]

    def shrunk(self, factor: Money) -> Base:
        """Return the base of which only a part is left."""
        return replace(self, amount=self.amount * factor)


def base_of(part: RoyaltyBase, term: Royalty, view: View, pieces: Cells, stretches: list[Stretch]) -> Base:
    """Compute one base.

    Args:
        part: Its clause.
        term: The royalty.
        view: The futures.
        pieces: The contract periods.
        stretches: The stretches between changes of the rate.
    """
    by_stretch = tuple(stretch.pieces.money(part.on, view) for stretch in stretches)
    gross = sum(by_stretch[1:], by_stretch[0])
    deducted = None
    if part.deductions is not None:
        deducted = pieces.money(part.deductions, view)
        if part.deductions_cap is not None:
            deducted = np.minimum(deducted, view.number(part.deductions_cap) * np.maximum(gross, 0.0))
    net = gross if deducted is None else gross - deducted
    return Base(part, by_stretch, gross, deducted, _counted(net, carry=view.holds(term.carry_losses, otherwise=False)))


def _counted(net: Money, *, carry: bool) -> Money:
    """Return what of a net base counts: what is positive, or what is over all losses before it."""
    if not carry:
        return np.asarray(np.maximum(net, 0.0))
    total = np.maximum.accumulate(np.maximum(running_total(net), 0.0), axis=1)
    return np.asarray(np.diff(total, axis=1, prepend=0.0))
