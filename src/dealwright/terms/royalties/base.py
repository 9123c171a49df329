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
    from dealwright.terms.outcome import Number
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
        place: Which of the bases it is, from 0.
        by_stretch: Gross money of each stretch between changes of the rate.
        gross: Gross money of each period.
        deducted: What comes off it; none without deductions.
        amount: What the rate counts.
        loss: What is left to be set against later periods.
    """

    part: RoyaltyBase
    place: int
    by_stretch: tuple[Money, ...]
    gross: Money
    deducted: Money | None
    amount: Money
    loss: Number = 0.0

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


def base_of(place: int, term: Royalty, view: View, pieces: Cells, stretches: list[Stretch]) -> Base:
    """Compute one base.

    Args:
        place: Which of the bases.
        term: The royalty.
        view: The futures.
        pieces: The contract periods.
        stretches: The stretches between changes of the rate.
    """
    part = term.parts[place]
    by_stretch = tuple(stretch.pieces.money(part.on, view) for stretch in stretches)
    gross = sum(by_stretch[1:], by_stretch[0])
    deducted = None
    if part.deductions is not None:
        deducted = pieces.money(part.deductions, view)
        if part.deductions_cap is not None:
            deducted = np.minimum(deducted, view.number(part.deductions_cap) * np.maximum(gross, 0.0))
    net = gross if deducted is None else gross - deducted
    if not view.holds(term.carry_losses, otherwise=False):
        return Base(part, place, by_stretch, gross, deducted, np.asarray(np.maximum(net, 0.0)))
    total = running_total(net) - _loss_before(part, place, view)
    counted = np.maximum.accumulate(np.maximum(total, 0.0), axis=1)
    amount = np.asarray(np.diff(counted, axis=1, prepend=0.0))
    return Base(part, place, by_stretch, gross, deducted, amount, (counted - total)[:, -1:])


def _loss_before(part: RoyaltyBase, place: int, view: View) -> Number:
    """Return what was left to be set against the base when the life began."""
    if view.handed is not None:
        return view.handed.kept.get(f"loss {place}", 0.0)
    opening = part.opening
    return 0.0 if opening is None or opening.losses is None else view.number(opening.losses)


def base_ever(part: RoyaltyBase, view: View) -> Number:
    """Return all of a base that there was before `as_of`."""
    opening = part.opening
    return 0.0 if opening is None or opening.base is None else view.number(opening.base)


def base_this_period(part: RoyaltyBase, view: View) -> Number | None:
    """Return what of a base the tiers' period that holds `as_of` has seen before it; none where nothing is said."""
    opening = part.opening
    return None if opening is None or opening.base_this_period is None else view.number(opening.base_this_period)
