"""Say where talks tend from here: simulated talks between tactics, and offers in turn if both knew everything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.talking.alternating import backward_induction, without_end
from dealwright.bargain.talking.behaviour import guess
from dealwright.bargain.talking.particles import resampled
from dealwright.bargain.talking.result import Outcome
from dealwright.bargain.talking.simulation import ROUNDS, tendencies
from dealwright.engine import beliefs as belief

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.talking.ground import Ground
    from dealwright.bargain.talking.other_side import Across
    from dealwright.bargain.talking.particles import Particles
    from dealwright.bargain.talking.result import Talks

WORLDS = 60
"""Guesses of the other side with which each pair of tactics is played."""
YEAR, WEEK = 365.0, 7.0


def tending(found: Talks, ground: Ground, seen: Sequence[Across], believed: Sequence[Particles]) -> Talks:
    """Say where talks tend from here, where two bargain.

    Args:
        found: The talks, with the one advised.
        ground: What they stand on.
        seen: The other sides.
        believed: What is believed of each.
    """
    if len(seen) != 1:
        return found
    other, now = seen[0], believed[0]
    likely = guess(other.side, now.points)
    over = likely.gains - likely.needed[:, None]
    random = np.random.default_rng([ground.draws.seed, 2])
    chosen = resampled(now.weights, random)[:: max(1, len(now.points) // WORLDS)]
    today = max(ground.loaded.sound.dates[0], ground.log[-1].on)
    left = max((ground.clock.end - today).days, 1)
    patience = _patience(ground, (other.me, other.party), left / ROUNDS)
    played = tendencies(other.side.mine, over[chosen], patience)
    gains = np.stack([other.side.mine, now.weights @ over])
    return replace(found, tendencies=played, outcome=_outcome(ground, (other.me, other.party), gains, patience))


def _outcome(
    ground: Ground, parties: tuple[str, str], gains: Float[ndarray, "party package"], patience: tuple[float, float]
) -> Outcome | None:
    """Say where offers in turn lead if both know what is now believed on average."""
    endless = without_end(gains, _patience(ground, parties, WEEK))
    if endless is None:
        return None
    last = {}
    for place, party in enumerate(parties):
        first = (place + ROUNDS - 1) % 2
        agreed = backward_induction(gains, patience, ROUNDS, first)
        last[party] = _named(parties, (0.0, 0.0) if agreed is None else agreed[1])
    return Outcome(_named(parties, endless), last, ROUNDS)


def _named(parties: tuple[str, str], gains: Iterable[float]) -> dict[str, float]:
    return {party: float(gain) for party, gain in zip(parties, gains, strict=True)}


def _patience(ground: Ground, parties: tuple[str, str], days: float) -> tuple[float, float]:
    """Return what a gain so many days later is worth now to each side, at its discount."""
    deal = ground.loaded.sound
    one, other = (float((1 + belief.traits(deal, party).discount) ** (-days / YEAR)) for party in parties)
    return one, other
