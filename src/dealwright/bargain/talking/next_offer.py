"""Choose what to offer next: the largest of the chance that they sign times what it gains us, given all they did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.talking.behaviour import guess, logistic

if TYPE_CHECKING:
    from jaxtyping import Bool, Float, Int
    from numpy import ndarray

    from dealwright.bargain.talking.behaviour import Guessed, OtherSide
    from dealwright.bargain.talking.particles import Particles


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the talks stand.

    Args:
        time: Part of the time for the talks that is over at the next offer, 0 to 1.
        ours: What we offered last; none where we offered nothing.
        theirs: What they offered and we may still accept, of which the best for us; none where there is nothing.
    """

    time: float
    ours: int | None = None
    theirs: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A package to offer, or one of theirs to accept.

    Args:
        package: Its number on the menu.
        gain: What it gains us over no deal.
        signs: Chance that they sign it, rather than walk away.
        signs_error: Standard error of that, over the guesses.
        accepts: Chance that they accept it at once, rather than hold out for more.
        expected: Chance that they sign it times what it gains us.
        error: Standard error of that, over the guesses.
        accept: Whether it is their own offer, which we would accept.
    """

    package: int
    gain: float
    signs: float
    signs_error: float
    accepts: float
    expected: float
    error: float
    accept: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What may be expected of every package, given what is believed.

    Args:
        weights: Of the guesses.
        mine: What each package gains us.
        signs: Chance under each guess that they sign it; (particle, package).
        accepts: Chance under each guess that they accept it at once; (particle, package).
        gains: What each gains them, on average over the guesses; (package,).
        needed: The least gain for which they sign under each guess.
        allowed: Which packages may be offered.
        theirs: Their offer that we may accept; none where there is nothing.
    """

    weights: Float[ndarray, " particle"]
    mine: Float[ndarray, " package"]
    signs: Float[ndarray, "particle package"]
    accepts: Float[ndarray, "particle package"]
    gains: Float[ndarray, " package"]
    needed: Float[ndarray, " particle"]
    allowed: Bool[ndarray, " package"]
    theirs: int | None

    def proposal(self, package: int) -> Proposal:
        """Say what may be expected of offering a package; their own is signed when we accept it."""
        gain = float(self.mine[package])
        if package == self.theirs:
            return Proposal(package, gain, 1.0, 0.0, 1.0, gain, 0.0, accept=True)
        each = self.signs[:, package]
        chance = float(self.weights @ each)
        error = float(np.sqrt(self.weights**2 @ (each - chance) ** 2))
        now = float(self.weights @ self.accepts[:, package])
        return Proposal(package, gain, chance, error, now, chance * gain, error * abs(gain))

    @property
    def expected(self) -> Float[ndarray, " package"]:
        """Return the chance that they sign each package times what it gains us; minus infinity where it may not be."""
        found = np.where(self.allowed, self.weights @ self.signs * self.mine, -np.inf)
        if self.theirs is not None:
            found[self.theirs] = self.mine[self.theirs]
        return np.asarray(found)


def outlook(side: OtherSide, believed: Particles, stands: Standing) -> Outlook:
    """Say what may be expected of every package.

    A package may be offered that gains us something, no less than their standing offer does, and that takes back
    nothing of our last offer: on average over the guesses it gains them no less.

    Args:
        side: What was believed of the other side before the talks.
        believed: What is believed of it now.
        stands: Where the talks stand.
    """
    seen = guess(side, believed.points)
    gains = believed.weights @ seen.gains
    allowed = side.mine >= 0
    if stands.ours is not None:
        allowed &= gains >= gains[stands.ours]
    if stands.theirs is not None:
        allowed &= side.mine >= side.mine[stands.theirs]
    theirs = stands.theirs if stands.theirs is not None and side.mine[stands.theirs] >= 0 else None
    accepts = _accepted_now(seen, stands.time)
    return Outlook(believed.weights, side.mine, seen.signs(), accepts, gains, seen.needed, allowed, theirs)


def _accepted_now(seen: Guessed, time: float) -> Float[ndarray, "particle package"]:
    return logistic((seen.gains - seen.aspiration(time)[:, None]) / seen.noise[:, None])


def next_offer(view: Outlook) -> Proposal | None:
    """Choose the package with the largest chance that they sign it times what it gains us.

    Args:
        view: What may be expected of every package.

    Returns:
        The proposal; none where no package may be offered by which we gain anything.
    """
    expected = view.expected
    best = int(np.argmax(expected))
    return view.proposal(best) if expected[best] > 0 else None


def opening(view: Outlook) -> tuple[Proposal, float] | None:
    """Choose what to offer where, refused, it can be followed by one more offer, a last one.

    Args:
        view: What may be expected of every package.

    Returns:
        The proposal, and what is expected of it and of the one after it together; none as for `next_offer`.
    """
    places = np.flatnonzero(view.allowed & (view.mine > 0))
    if len(places) == 0:
        return None
    now = view.accepts[:, places]
    refused = (view.weights[:, None] * (1 - now)).T
    later = (refused @ view.signs[:, places]) * view.mine[places]
    later[_taken_back(view.gains[places])] = -np.inf
    if view.theirs is not None:  # it may still be accepted after the refusal
        later = np.maximum(later, (refused.sum(axis=1) * view.mine[view.theirs])[:, None])
    total = view.weights @ now * view.mine[places] + later.max(axis=1)
    best = int(np.argmax(total))
    return view.proposal(int(places[best])), float(total[best])


def _taken_back(gains: Float[ndarray, " package"]) -> Bool[ndarray, "package package"]:
    """Tell which second offer would take back something of the first."""
    return np.asarray(gains[None, :] < gains[:, None])


@dataclass(frozen=True, slots=True)
class Lesson:
    """What an answer would teach about the least gain for which they sign.

    Args:
        chance: Of the answer.
        before: 5th, 50th and 95th percentile of that gain as believed now.
        after: The same after the answer.
    """

    chance: float
    before: tuple[float, float, float]
    after: tuple[float, float, float]


def lessons(view: Outlook, package: int) -> tuple[Lesson, Lesson]:
    """Say what their accepting, and their refusing, a package would teach.

    Args:
        view: What may be expected of every package.
        package: What is offered.

    Returns:
        What a yes would teach, and what a no.
    """
    now = view.accepts[:, package]
    held = percentiles(view.needed, view.weights)
    found = []
    for likely in (now, 1 - now):
        raised = view.weights * likely
        chance = float(raised.sum())
        after = percentiles(view.needed, raised / chance) if chance > 0 else held
        found.append(Lesson(chance, held, after))
    return found[0], found[1]


def percentiles(
    values: Float[ndarray, " particle"], weights: Float[ndarray, " particle"]
) -> tuple[float, float, float]:
    """Return the 5th, 50th and 95th percentile of weighted values."""
    order: Int[ndarray, " particle"] = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    places = np.minimum(np.searchsorted(reached, np.array([0.05, 0.5, 0.95]) * reached[-1]), len(values) - 1)
    low, middle, high = (float(values[order[place]]) for place in places)
    return low, middle, high
