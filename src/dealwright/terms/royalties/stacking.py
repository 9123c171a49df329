"""Stacking: royalties owed to others come off a royalty, down to a floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import Number
    from dealwright.terms.royalty_clauses import Stacking
    from dealwright.terms.view import View

    Money = Float[ndarray, "path period"]


WAITING = "stacking"
"""What could not come off yet, as one wording hands it on to the next."""


@dataclass(frozen=True, slots=True)
class Stacked:
    """What royalties owed to others take off a royalty.

    Args:
        owed: What is owed to others in each period.
        taken: What of it comes off.
        waiting: What is still to come off when the life ends.
    """

    owed: Money
    taken: Money
    waiting: Number = 0.0


def taken_off(share: Money, base: Money, clause: Stacking, view: View, pieces: Cells) -> Stacked:
    """Find what royalties owed to others take off a royalty in each period.

    Args:
        share: The royalty before.
        base: What its rate counts.
        clause: The clause.
        view: The futures.
        pieces: The contract periods.
    """
    owed = _owed(clause, base, view, pieces)
    counted = owed if clause.over is None else np.maximum(share + owed - view.number(clause.over) * base, 0.0)
    wanted = counted * (1.0 if clause.deduct is None else view.number(clause.deduct))
    most = share if clause.most is None else share * view.number(clause.most)
    if clause.floor is not None:
        most = np.minimum(most, share - view.number(clause.floor) * base)
    most = np.maximum(most, 0.0)
    if not view.holds(clause.carry_forward, otherwise=False):
        return Stacked(owed, np.asarray(np.minimum(wanted, most)))
    wanted, most = np.broadcast_arrays(wanted, most)
    taken: list[Float[ndarray, " path"]] = []
    waiting = np.ravel(0.0 if view.handed is None else view.handed.kept.get(WAITING, 0.0))
    for asked, room in zip(wanted.T, most.T, strict=True):
        taken.append(np.minimum(asked + waiting, room))
        waiting = asked + waiting - taken[-1]
    return Stacked(owed, np.stack(np.broadcast_arrays(*taken)).T, waiting[:, None])


def _owed(clause: Stacking, base: Money, view: View, pieces: Cells) -> Money:
    """Return what is owed to others in each period: money, or a rate of the same base."""
    if clause.third_party is not None:
        return np.asarray(np.maximum(pieces.money(clause.third_party, view), 0.0))
    return np.asarray(base * (0.0 if clause.third_party_rate is None else view.number(clause.third_party_rate)))
