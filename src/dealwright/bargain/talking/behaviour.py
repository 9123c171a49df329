"""The model of the other side at the table: what it asks for as time goes by, what it offers, what it accepts.

It is a description of how sides behave, not an equilibrium. A side holds out for a gain that falls with time, from its
opening ambition to what it will hold on to when time is up, which may be more than it needs. It accepts what gains it
about as much; it offers what it would accept, and among that rather what pleases us. How it does all this is not known
and is learnt with what it is like.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float
    from numpy import ndarray

MANNERS = ("ambition", "pace", "held_back", "noise", "attention", "repeats")
"""Coordinates of the behaviour, each standard normal before the talks; those of the traits stand before them."""
LEAST_CARE = 1.5
"""The attention is more than so many times the noise, both as parts of what is at stake."""
STEEPEST = 300.0
"""Largest exponent: beyond it a chance is nil. The product of two such powers is still a number."""


@dataclass(frozen=True, slots=True, eq=False)
class OtherSide:
    """What is believed of the other side before the talks, on a menu of packages.

    Args:
        traits: Number of coordinates that say what it is like; each is standard normal before the talks.
        gains: What it gains from each package over no deal, given coordinates (particle, trait): (particle, package).
        needs: What it must gain lest it walks away, given the same and the gains: (particle,).
        mine: What we gain from each package over no deal; (package,).
        scale: What is at stake for it, a positive amount of money: its noise is a share of this.
    """

    traits: int
    gains: Callable[[Float[ndarray, "particle trait"]], Float[ndarray, "particle package"]]
    needs: Callable[[Float[ndarray, "particle trait"]], Float[ndarray, " particle"]]
    mine: Float[ndarray, " package"]
    scale: float

    @property
    def coordinates(self) -> int:
        """Count what is not known: traits and manners."""
        return self.traits + len(MANNERS)


@dataclass(frozen=True, slots=True, eq=False)
class Guessed:
    """What the other side would be like under each guess.

    Args:
        gains: What it gains from each package over no deal.
        needed: The least gain for which it signs in the end.
        best: The most it gains in a package by which we lose nothing.
        opening: The part of what lies between `held` and `best` for which it holds out at first, 0 to 1.
        pace: Time passed to this power's inverse is the part of that which it has given up: under 1 it gives way late.
        held: The gain on which it still insists when time is up, at least `needed`.
        noise: Money by which its choices stray from what is best for it.
        attention: Money of our gain that makes it e times as likely to offer us a package: small where it knows well
            what we want.
        repeats: Chance that it says again what it offered last, without looking anew.
    """

    gains: Float[ndarray, "particle package"]
    needed: Float[ndarray, " particle"]
    best: Float[ndarray, " particle"]
    opening: Float[ndarray, " particle"]
    pace: Float[ndarray, " particle"]
    held: Float[ndarray, " particle"]
    noise: Float[ndarray, " particle"]
    attention: Float[ndarray, " particle"]
    repeats: Float[ndarray, " particle"]

    def aspiration(self, time: float) -> Float[ndarray, " particle"]:
        """Return the gain it holds out for.

        Args:
            time: Part of the time for the talks that is over, 0 to 1.

        Returns:
            In money, from its opening down to `held`.

        Source:
            Faratin, Sierra and Jennings, Negotiation decision functions for autonomous agents, Robotics and Autonomous
            Systems 24, 1998, section 4.1: time-dependent tactics.
        """
        with np.errstate(under="ignore"):
            left = 1 - time ** (1 / self.pace)
        return np.asarray(self.held + self.opening * left * np.maximum(self.best - self.held, 0.0))

    def accepts(self, package: int, time: float) -> Float[ndarray, " particle"]:
        """Return the chance that it accepts a package now."""
        return logistic((self.gains[:, package] - self.aspiration(time)) / self.noise)

    def signs(self) -> Float[ndarray, "particle package"]:
        """Return the chance that it signs each package as the last word: against walking away."""
        return logistic((self.gains - self.needed[:, None]) / self.noise[:, None])


def logistic(steps: Float[ndarray, "..."]) -> Float[ndarray, "..."]:
    """Return 1 / (1 + exp(-x)), without overflow."""
    return np.asarray(1 / (1 + np.exp(-np.clip(steps, -STEEPEST, STEEPEST))))


def guess(side: OtherSide, points: Float[ndarray, "particle coordinate"]) -> Guessed:
    """Say what the other side would be like under guesses.

    Args:
        side: What is believed of it before the talks.
        points: The guesses, in coordinates that are standard normal before the talks.

    Returns:
        Its gains and its manner under each. Before the talks 90 % of the guesses lie, for the opening, within 34 % to
        93 % of what there is to ask for, for the pace within 0.27 to 3.7, for what is held back in the end within 2 %
        to 49 %, for the noise within 1 % to 15 % of the stakes, for the attention within 1.9 to 21 times that part
        of ours (more than once, or it would rather please us than sign what it can live with), and for the chance of
        repeating itself within 2 % to 49 %.
    """
    traits, manner = points[:, : side.traits], points[:, side.traits :].T
    gains, needed = side.gains(traits), side.needs(traits)
    welcome = side.mine >= 0
    best = gains[:, welcome].max(axis=1) if welcome.any() else gains.max(axis=1)
    room = np.maximum(best - needed, 0.0)
    ours = max(float(np.max(side.mine) - np.min(side.mine)), 1e-300)
    stray = np.exp(np.log(0.04) + 0.8 * manner[3])
    return Guessed(
        gains=gains,
        needed=needed,
        best=best,
        opening=logistic(1.0 + manner[0]),
        pace=np.exp(0.8 * manner[1]),
        held=needed + room * logistic(-2.0 + 1.2 * manner[2]),
        noise=side.scale * stray,
        attention=ours * stray * (LEAST_CARE + np.exp(1.0 + 1.2 * manner[4])),
        repeats=logistic(-2.0 + 1.2 * manner[5]),
    )


def offer_chances(side: OtherSide, seen: Guessed) -> OfferChances:
    """Prepare how likely each offer is under each guess.

    The chance of offering a package is in proportion to the chance that the side itself would accept it then, times e
    per `attention` of our gain. So an offer says that the package is good enough for them, hardly how much better than
    that; and of packages that are good enough, it says which of them cost them least to please us. A side may also
    repeat itself, which teaches little.
    """
    top = seen.gains.max(axis=1)
    short = seen.gains - top[:, None]
    short /= -seen.noise[:, None]
    np.exp(np.minimum(short, STEEPEST, out=short), out=short)
    pleasing = (side.mine - side.mine.max()) / seen.attention[:, None]
    np.exp(np.maximum(pleasing, -STEEPEST, out=pleasing), out=pleasing)
    return OfferChances(seen, top, short, pleasing)


@dataclass(frozen=True, slots=True, eq=False)
class OfferChances:
    """How likely each offer is under each guess.

    Args:
        seen: What the side would be like.
        top: The most it gains in any package.
        short: e to how far each package falls short of that, in units of noise; (particle, package).
        pleasing: e to how well it serves us, in units of attention; (particle, package).
    """

    seen: Guessed
    top: Float[ndarray, " particle"]
    short: Float[ndarray, "particle package"]
    pleasing: Float[ndarray, "particle package"]

    def of(self, time: float, last: int | None = None) -> Float[ndarray, "particle package"]:
        """Return the chance of each package.

        Args:
            time: Part of the time that is over, 0 to 1.
            last: The package that it offered last; none at first.
        """
        found, total = self._anew(time)
        found /= total[:, None]
        if last is not None:
            found *= 1 - self.seen.repeats[:, None]
            found[:, last] += self.seen.repeats
        return found

    def log_of(self, package: int, time: float, last: int | None = None) -> Float[ndarray, " particle"]:
        """Return the log chance of one package."""
        found, total = self._anew(time)
        chance = found[:, package] / total
        if last is not None:
            chance = (1 - self.seen.repeats) * chance + self.seen.repeats * (package == last)
        return np.asarray(np.log(np.maximum(chance, 1e-300)))

    def _anew(self, time: float) -> tuple[Float[ndarray, "particle package"], Float[ndarray, " particle"]]:
        """Return what the chances are in proportion to where the side looks anew, and its sum."""
        asked = (self.seen.aspiration(time) - self.top) / self.seen.noise
        found = np.exp(np.clip(asked, -STEEPEST, STEEPEST))[:, None] * self.short
        found += 1
        np.divide(self.pleasing, found, out=found)
        return found, np.maximum(found.sum(axis=1), 1e-300)
