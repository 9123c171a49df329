"""Say what is believed of the other side of a deal before the talks, from the deal's own beliefs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from dealwright.bargain.talking.behaviour import OtherSide

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.beliefs.model import BeliefModel

    Values = Mapping[str, Float[ndarray, " particle"]]

EDGE = 1e-9
"""Levels of probability are kept this far from 0 and 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Across:
    """One side seen from another.

    Args:
        me: The party that looks.
        party: The other side.
        names: Facts and traits of the other side that it knows and we do not. Each is a coordinate of its traits, in
            order; a trait that is nothing but a fact shares the fact's.
        side: What is believed of it before the talks.
        model: The beliefs of the deal.
    """

    me: str
    party: str
    names: tuple[str, ...]
    side: OtherSide
    model: BeliefModel

    def levels(self, points: Float[ndarray, "particle coordinate"]) -> dict[str, Float[ndarray, " particle"]]:
        """Return the levels of probability of facts and traits under guesses."""
        return _levels(self.model, self.names, points)

    def values(self, points: Float[ndarray, "particle coordinate"]) -> dict[str, Float[ndarray, " particle"]]:
        """Return the values of facts and traits under guesses."""
        return _values(self.model, self.names, points)


def across(model: BeliefModel, me: str, party: str) -> Across:
    """See a side from another.

    The one who looks knows its own facts and traits, and those that both know: these stand at central beliefs.

    Args:
        model: The beliefs of the deal, on a menu of packages.
        me: The party that looks.
        party: The other side.
    """
    names = tuple(
        name
        for name, each in model.beliefs.items()
        if party in each.known_to and me not in each.known_to and _counts(model, name)
    )
    here, there = model.table.index(me), model.table.index(party)
    central = model.gains_at({})[0]
    mine = central[:, here] - model.needed_at({})[0, here]
    stakes = central[:, there][mine >= 0]
    scale = float(np.max(stakes, initial=0.0)) or float(np.std(central[:, there])) or 1.0
    side = OtherSide(
        traits=len(_drawn(model, names)),
        gains=partial(_gains, model, names, there),
        needs=partial(_needs, model, names, there),
        mine=mine,
        scale=scale,
    )
    return Across(me, party, names, side, model)


def _counts(model: BeliefModel, name: str) -> bool:
    """Tell whether a trait counts: a discount does only where means at it are what is bargained over."""
    return not name.endswith(".discount") or model.deal.worth_by == "mean_at_discount"


def _values(
    model: BeliefModel, names: tuple[str, ...], points: Float[ndarray, "particle coordinate"]
) -> dict[str, Float[ndarray, " particle"]]:
    """Turn standard normal coordinates into levels of probability, and these into values."""
    return {name: model.beliefs[name].at(each) for name, each in _levels(model, names, points).items()}


def _levels(
    model: BeliefModel, names: Sequence[str], points: Float[ndarray, "particle coordinate"]
) -> dict[str, Float[ndarray, " particle"]]:
    drawn = _drawn(model, names)
    levels = np.clip(ndtr(points[:, : len(drawn)]), EDGE, 1 - EDGE)
    return {name: levels[:, drawn.index(model.beliefs[name].drawn_as)] for name in names}


def _drawn(model: BeliefModel, names: Sequence[str]) -> list[str]:
    """Return what is drawn, each once, in order."""
    return list(dict.fromkeys(model.beliefs[name].drawn_as for name in names))


def _gains(
    model: BeliefModel, names: tuple[str, ...], there: int, points: Float[ndarray, "particle trait"]
) -> Float[ndarray, "particle package"]:
    found = model.gains_at(_values(model, names, points))[:, :, there]
    return np.broadcast_to(found, (len(points), found.shape[1]))


def _needs(
    model: BeliefModel, names: tuple[str, ...], there: int, points: Float[ndarray, "particle trait"]
) -> Float[ndarray, " particle"]:
    found = model.needed_at(_values(model, names, points))[:, there]
    return np.broadcast_to(found, (len(points),))
