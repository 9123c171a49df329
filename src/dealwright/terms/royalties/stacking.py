"""Stacking: royalties owed to others come off a royalty, down to a floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.days.periods import Cells
    from dealwright.terms.royalty_clauses import Stacking
    from dealwright.terms.view import View

    Money = Float[ndarray, "path period"]


def taken_off(share: Money, base: Money, clause: Stacking, view: View, pieces: Cells) -> Money:
    """Return what royalties owed to others take off a royalty in each period.

    Args:
        share: The royalty before.
        base: What its rate counts.
        clause: The clause.
        view: The futures.
        pieces: The contract periods.
    """
    wanted = _owed(clause, base, view, pieces) * (1.0 if clause.deduct is None else view.number(clause.deduct))
    most = share if clause.most is None else share * view.number(clause.most)
    if clause.floor is not None:
        most = np.minimum(most, share - view.number(clause.floor) * base)
    most = np.maximum(most, 0.0)
    if not view.holds(clause.carry_forward, otherwise=False):
        return np.asarray(np.minimum(wanted, most))
    wanted, most = np.broadcast_arrays(wanted, most)
    taken: list[Float[ndarray, " path"]] = []
    waiting = np.zeros(1)
    for asked, room in zip(wanted.T, most.T, strict=True):
        taken.append(np.minimum(asked + waiting, room))
        waiting = asked + waiting - taken[-1]
    return np.stack(np.broadcast_arrays(*taken)).T


def _owed(clause: Stacking, base: Money, view: View, pieces: Cells) -> Money:
    """Return what is owed to others in each period: money, or a rate of the same base."""
    if clause.third_party is not None:
        return np.asarray(np.maximum(pieces.money(clause.third_party, view), 0.0))
    return np.asarray(base * (0.0 if clause.third_party_rate is None else view.number(clause.third_party_rate)))
