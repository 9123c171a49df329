"""How far what a solution brings each party moves with all that it knows and we do not, and with each part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.found import GainBand

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.beliefs.model import BeliefModel

LEVELS = 200
"""Levels of probability at which one belief alone is moved."""
DRAWS = 512
"""Draws of all of them together."""
ENDS = (0.05, 0.95)
ROUNDING = 1e-9
"""Part of a gain by which it moves from rounding alone."""


def gain_bands(model: BeliefModel, places: Mapping[str, int]) -> tuple[GainBand, ...]:
    """Say how far the gain by each solution's package moves.

    Args:
        model: The menu in all that the parties may know.
        places: Place in the menu of what each solution names at central beliefs.

    Returns:
        Party by party; of those whose gain moves.
    """
    levels = (np.arange(LEVELS) + 0.5) / LEVELS
    chosen = np.array(list(places.values()), dtype=int)
    together = _ends(model.gains_at(model.values(model.levels(DRAWS)))[:, chosen])
    alone = {
        name: _ends(model.gains_at({name: belief.at(levels)})[:, chosen])
        for name, belief in model.beliefs.items()
        if model.moved_by(name) and not name.endswith(".reservation")
    }
    found = []
    for p, party in enumerate(model.table):
        for row, of in enumerate(places):
            moved = {name: (float(each[0, row, p]), float(each[1, row, p])) for name, each in alone.items()}
            moved = {name: ends for name, ends in moved.items() if ends[1] - ends[0] > ROUNDING * max(map(abs, ends))}
            if moved:
                widest = dict(sorted(moved.items(), key=lambda pair: pair[1][0] - pair[1][1]))
                found.append(GainBand(party, of, float(together[0, row, p]), float(together[1, row, p]), widest))
    return tuple(found)


def _ends(gains: Float[ndarray, "case package party"]) -> Float[ndarray, "2 package party"]:
    return np.asarray(np.quantile(gains, ENDS, axis=0, method="inverted_cdf"))
