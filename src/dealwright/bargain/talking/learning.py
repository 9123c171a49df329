"""Learn from the log of the talks, entry by entry, and say how surprising each entry was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from dealwright.bargain.talking.behaviour import guess, offer_chances
from dealwright.bargain.talking.particles import Particles, learn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray
    from numpy.random import Generator

    from dealwright.bargain.talking.behaviour import Guessed, OtherSide

    Kind = Literal["offered", "refused", "accepted"]

PARTICLES = 2000
"""Guesses that carry what is believed."""
SURPRISING = 0.01
"""Under this chance an entry is a reason to doubt the model of the other side."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the other side did.

    Args:
        kind: It offered a package, or refused or accepted one of ours.
        package: Number of the package on the menu.
        time: Part of the time for the talks that is over, 0 to 1.
    """

    kind: Kind
    package: int
    time: float


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What one entry taught.

    Args:
        entry: The entry.
        believed: What is believed after it.
        chance: How often a side as described before it would do something at least as unlikely, 0 to 1.
    """

    entry: Entry
    believed: Particles
    chance: float

    @property
    def fits(self) -> bool:
        """Tell whether the entry is one that the model could foresee."""
        return self.chance >= SURPRISING


def before_the_talks(side: OtherSide, random: Generator, count: int = PARTICLES) -> Particles:
    """Draw guesses of the other side as it is believed to be before a word is spoken."""
    return Particles.of(random.standard_normal((count, side.coordinates)))


def listen(side: OtherSide, log: Sequence[Entry], start: Particles, random: Generator) -> list[Step]:
    """Learn from a log.

    Args:
        side: What is believed of the other side before the talks.
        log: What it did, in order.
        start: Guesses drawn from that belief.
        random: Where chance comes from.

    Returns:
        What each entry taught.

    Raises:
        ContradictionError: If an entry is impossible under every guess.
    """
    steps: list[Step] = []
    now = start
    for number, entry in enumerate(log):
        chance = surprise(side, log[: number + 1], now)
        now = learn(now, partial(_densities, side, log[: number + 1]), random)
        steps.append(Step(entry, now, chance))
    return steps


def _densities(
    side: OtherSide, log: Sequence[Entry], points: Float[ndarray, "particle coordinate"]
) -> tuple[Float[ndarray, " particle"], Float[ndarray, " particle"]]:
    each = log_likelihoods(side, log, points)
    return each[:-1].sum(axis=0) - 0.5 * np.sum(points**2, axis=1), each[-1]


def log_likelihoods(
    side: OtherSide, log: Sequence[Entry], points: Float[ndarray, "particle coordinate"]
) -> Float[ndarray, "entry particle"]:
    """Return the log likelihood of each entry of a log under guesses.

    Args:
        side: What is believed of the other side before the talks.
        log: What it did.
        points: The guesses.
    """
    seen = guess(side, points)
    chances = offer_chances(side, seen)
    return np.array(
        [
            chances.log_of(entry.package, entry.time, last) if entry.kind == "offered" else _answered(seen, entry)
            for entry, last in zip(log, _offered_before(log), strict=True)
        ]
    )


def _offered_before(log: Sequence[Entry]) -> list[int | None]:
    """Say before each entry which package the side had offered last."""
    found: list[int | None] = []
    last: int | None = None
    for entry in log:
        found.append(last)
        last = entry.package if entry.kind == "offered" else last
    return found


def _answered(seen: Guessed, entry: Entry) -> Float[ndarray, " particle"]:
    """Return the log chance of an answer: log(1 / (1 + exp(-x))) and its opposite, exact in both tails."""
    steps = (seen.gains[:, entry.package] - seen.aspiration(entry.time)) / seen.noise
    return np.asarray(-np.logaddexp(0.0, -steps if entry.kind == "accepted" else steps))


def surprise(side: OtherSide, log: Sequence[Entry], now: Particles) -> float:
    """Return how often a side as it is believed to be would do something at least as unlikely as the last entry.

    Args:
        side: What is believed of the other side before the talks.
        log: What it did, up to the entry.
        now: What is believed of it before the entry.

    Returns:
        For an offer, the chance of all packages that are no likelier than the one offered; for an answer, its chance,
        or one where the other answer is no likelier. Over all that may be guessed of the side.

    Source:
        The posterior predictive check: Rubin, Bayesianly justifiable and relevant frequency calculations, Annals of
        Statistics 12(4), 1984; Box, Journal of the Royal Statistical Society A 143(4), 1980.
    """
    seen, entry = guess(side, now.points), log[-1]
    if entry.kind != "offered":
        own = float(now.weights @ np.exp(_answered(seen, entry)))
        return own if own < 0.5 else 1.0  # noqa: PLR2004 - the other answer is the rarer one
    chances = now.weights @ offer_chances(side, seen).of(entry.time, _offered_before(log)[-1])
    own = float(chances[entry.package])
    return float(chances[chances <= own * (1 + 1e-9)].sum())
