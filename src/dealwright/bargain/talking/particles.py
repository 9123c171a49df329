"""Learn step by step: weighted guesses of what is not known, moved afresh when too few of them carry the weight."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float, Int
    from numpy import ndarray
    from numpy.random import Generator

    Points = Float[ndarray, "particle coordinate"]
    LogDensity = Callable[[Points], Float[ndarray, " particle"]]
    Densities = Callable[[Points], tuple[Float[ndarray, " particle"], Float[ndarray, " particle"]]]

REJUVENATED = 0.5
"""The guesses are moved afresh where the effective sample is under this share of them."""
AT_ONCE = 0.3
"""News is taken in by parts, such that no part leaves a smaller share of the guesses effective."""
ACCEPTED = 2.0
"""Guesses are moved until each was moved so many times on average."""
FEWEST_MOVES, MOST_MOVES = 4, 24
BISECTIONS = 40


class ContradictionError(ValueError):
    """No guess can explain the news at all."""


@dataclass(frozen=True, slots=True, eq=False)
class Particles:
    """Guesses of what is not known, and how much each is believed.

    Args:
        points: The guesses; (particle, coordinate).
        log_weights: Logarithm of their weights, which sum to one.
        log_evidence: Logarithm of how likely all news so far was.
        rejuvenations: How often the guesses were moved afresh.
        accepted: Share of the proposed moves that were taken when they were last moved; none before.
    """

    points: Float[ndarray, "particle coordinate"]
    log_weights: Float[ndarray, " particle"]
    log_evidence: float = 0.0
    rejuvenations: int = 0
    accepted: float | None = None

    @staticmethod
    def of(points: Float[ndarray, "particle coordinate"]) -> Particles:
        """Believe every guess alike."""
        return Particles(points, np.full(len(points), -np.log(len(points))))

    @property
    def weights(self) -> Float[ndarray, " particle"]:
        """Return the weights, which sum to one."""
        return np.asarray(np.exp(self.log_weights))

    @property
    def effective(self) -> float:
        """Return the effective sample: as many guesses of equal weight would know as much.

        Source:
            Kong, Liu and Wong, Sequential imputations and Bayesian missing data problems, Journal of the American
            Statistical Association 89(425), 1994: one over the sum of the squared weights.
        """
        return float(1 / np.sum(self.weights**2))


def learn(before: Particles, densities: Densities, random: Generator) -> Particles:
    """Take in one piece of news.

    The weights are multiplied by how likely the news is under each guess. Where the effective sample falls under half
    of the guesses, they are drawn again by their weights and each is moved by a random walk that leaves what is
    believed by now as it is. Where the news is so sharp that hardly a guess would be left, it is taken in by parts.

    Args:
        before: What is believed before.
        densities: Under each guess, the log density of what is believed before (the prior and all earlier news, up to a
            constant), and the log likelihood of the news.
        random: Where chance comes from.

    Returns:
        What is believed after.

    Raises:
        ContradictionError: If the news is impossible under every guess.

    Source:
        Chopin, A sequential particle filter method for static models, Biometrika 89(3), 2002; the parts: Del Moral,
        Doucet and Jasra, Sequential Monte Carlo samplers, Journal of the Royal Statistical Society B 68(3), 2006.
    """
    done, now = 0.0, before
    likely = densities(now.points)[1]
    while done < 1:
        part = _part(now, likely, 1 - done)
        now = _weighed(now, part * likely)
        done = min(1.0, done + part)
        if now.effective < REJUVENATED * len(now.points):
            now = rejuvenate(now, partial(_tempered, densities, done), random)
            likely = densities(now.points)[1]
    return now


def _tempered(densities: Densities, part: float, points: Points) -> Float[ndarray, " particle"]:
    """Return the log density of what is believed when a part of the news is taken in."""
    known, news = densities(points)
    return known + part * news


def rejuvenate(now: Particles, density: LogDensity, random: Generator) -> Particles:
    """Draw the guesses again by their weights, and move each by a random walk that keeps what is believed.

    Args:
        now: What is believed.
        density: Its log density, up to a constant.
        random: Where chance comes from.

    Returns:
        The same belief, carried by guesses of equal weight.

    Source:
        Metropolis steps with 2.38 / sqrt(d) times the guesses' own covariance: Roberts, Gelman and Gilks, Annals of
        Applied Probability 7(1), 1997; here the scale follows the share of moves that are taken.
    """
    weights, count = now.weights, len(now.points)
    root = _root(now.points, weights)
    points = now.points[resampled(weights, random)]
    held, size = density(points), 2.38 / np.sqrt(points.shape[1])
    moved, steps, share = 0.0, 0, 0.0
    while steps < FEWEST_MOVES or (moved < ACCEPTED and steps < MOST_MOVES):
        proposed = points + size * random.standard_normal(points.shape) @ root.T
        there = density(proposed)
        taken = np.log(random.random(count)) < there - held
        points, held = np.where(taken[:, None], proposed, points), np.where(taken, there, held)
        share = float(np.mean(taken))
        moved, steps, size = moved + share, steps + 1, size * np.exp(2 * (share - 0.3))
    fresh = Particles.of(points)
    return Particles(points, fresh.log_weights, now.log_evidence, now.rejuvenations + 1, moved / steps)


def resampled(weights: Float[ndarray, " particle"], random: Generator) -> Int[ndarray, " particle"]:
    """Draw as many guesses as there are, by their weights and evenly spread.

    Returns:
        Places of the guesses drawn, in order.

    Source:
        Systematic resampling: Kitagawa, Journal of Computational and Graphical Statistics 5(1), 1996.
    """
    return drawn_by_weight(weights, len(weights), random)


def drawn_by_weight(weights: Float[ndarray, " particle"], count: int, random: Generator) -> Int[ndarray, " drawn"]:
    """Draw some guesses by their weights and evenly spread.

    Args:
        weights: Of the guesses.
        count: How many are drawn.
        random: Where chance comes from.

    Returns:
        Places of the guesses drawn, in order.
    """
    reached = np.cumsum(weights)
    evenly = (np.arange(count) + random.random()) / count * reached[-1]
    return np.asarray(np.minimum(np.searchsorted(reached, evenly), len(weights) - 1))


def _part(now: Particles, likely: Float[ndarray, " particle"], left: float) -> float:
    """Return how much of what is left of the news can be taken in at once."""
    least = AT_ONCE * len(now.points)
    if not np.any(likely > -np.inf):
        raise ContradictionError("the news is impossible under every guess")
    low, high = 0.0, left
    if _effective(now.log_weights + left * likely) >= least or _effective(now.log_weights) < least:
        return left
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if _effective(now.log_weights + middle * likely) >= least else (low, middle)
    return low if low > 0 else left


def _effective(log_weights: Float[ndarray, " particle"]) -> float:
    weights = np.exp(log_weights - log_weights.max())
    return float(np.sum(weights) ** 2 / np.sum(weights**2))


def _weighed(now: Particles, news: Float[ndarray, " particle"]) -> Particles:
    raised = now.log_weights + news
    top = raised.max()
    total = float(top + np.log(np.sum(np.exp(raised - top))))
    return Particles(now.points, raised - total, now.log_evidence + total, now.rejuvenations, now.accepted)


def _root(
    points: Float[ndarray, "particle coordinate"], weights: Float[ndarray, " particle"]
) -> Float[ndarray, "coordinate coordinate"]:
    """Return a root of the guesses' covariance, a little more than it so that no coordinate stands still."""
    away = points - weights @ points
    spread = (away * weights[:, None]).T @ away
    floor = 1e-6 * np.maximum(np.diag(spread), 1e-6)
    return np.asarray(np.linalg.cholesky(spread + np.diag(floor)))
