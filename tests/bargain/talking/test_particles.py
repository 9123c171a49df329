"""Guesses that learn step by step come to what Bayes' rule gives in closed form."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import binom, kstest, norm

from dealwright.bargain.talking.particles import ContradictionError, Particles, learn, rejuvenate, resampled

SEEN, NOISE = (1.2, 0.4, 2.0, 1.1), 0.7


def normal(points: np.ndarray) -> np.ndarray:
    return -0.5 * np.sum(points**2, axis=1)


def likelihood(points: np.ndarray, value: float) -> np.ndarray:
    return np.asarray(norm.logpdf(value, points[:, 0], NOISE))


def after(count: int, seen: tuple[float, ...], seed: int = 1) -> Particles:
    random = np.random.default_rng(seed)
    now = Particles.of(random.standard_normal((count, 2)))
    for number, value in enumerate(seen):

        def both(points: np.ndarray, number: int = number, value: float = value) -> tuple[np.ndarray, np.ndarray]:
            before = sum((likelihood(points, each) for each in seen[:number]), np.zeros(len(points)))
            return normal(points) + before, likelihood(points, value)

        now = learn(now, both, random)
    return now


def reading(value: float, error: float) -> Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]:
    return lambda points: (normal(points), np.asarray(norm.logpdf(value, points[:, 0], error)))


def test_a_normal_mean_is_learnt_as_in_closed_form() -> None:
    """Prior N(0, 1), four readings with error 0.7: precision 1 + 4 / 0.49; the other coordinate learns nothing."""
    now = after(20_000, SEEN)
    precision = 1 + len(SEEN) / NOISE**2
    mean = sum(SEEN) / NOISE**2 / precision
    error = precision**-0.5 / now.effective**0.5
    assert float(now.weights @ now.points[:, 0]) == pytest.approx(mean, abs=4 * error)
    spread = float(now.weights @ (now.points[:, 0] - mean) ** 2)
    assert spread == pytest.approx(1 / precision, abs=4 * (2 / now.effective) ** 0.5 / precision)
    assert float(now.weights @ now.points[:, 1]) == pytest.approx(0, abs=4 / now.effective**0.5)


def test_the_evidence_is_the_density_of_all_that_was_seen() -> None:
    """All readings together are normal with covariance 0.49 I + 1 1'; 40 runs give the error of one."""
    from scipy.stats import multivariate_normal

    exact = float(multivariate_normal.logpdf(SEEN, cov=NOISE**2 * np.eye(len(SEEN)) + 1))
    runs = np.exp([after(500, SEEN, seed).log_evidence - exact for seed in range(40)])
    assert runs.mean() == pytest.approx(1, abs=4 * runs.std(ddof=1) / len(runs) ** 0.5)


def test_guesses_are_moved_afresh_only_where_the_effective_sample_is_under_half() -> None:
    random = np.random.default_rng(3)
    now = Particles.of(random.standard_normal((1000, 1)))
    assert now.effective == pytest.approx(1000)
    wide = learn(now, reading(0.0, 3), random)
    assert wide.rejuvenations == 0
    assert np.array_equal(wide.points, now.points)
    assert 500 <= wide.effective < 1000
    sharp = learn(now, reading(0.0, 0.3), random)
    assert sharp.rejuvenations == 1
    assert sharp.effective >= 500
    assert sharp.accepted is not None


def test_news_too_sharp_for_one_step_is_taken_in_by_parts() -> None:
    """A reading of 2.5 with error 0.01 leaves a handful of a thousand guesses; in parts it is learnt in full."""
    random = np.random.default_rng(4)
    now = Particles.of(random.standard_normal((1000, 1)))
    found = learn(now, reading(2.5, 0.01), random)
    precision = 1 + 1 / 0.01**2
    assert found.rejuvenations >= 3
    assert float(found.weights @ found.points[:, 0]) == pytest.approx(
        2.5e4 / precision, abs=4 * precision**-0.5 / 250**0.5
    )


def test_moving_afresh_keeps_the_distribution() -> None:
    """Guesses of a standard normal, moved by the rule that keeps one, are still of a standard normal."""
    random = np.random.default_rng(5)
    now = Particles.of(random.standard_normal((4000, 2)))
    moved = rejuvenate(now, normal, random)
    assert moved.accepted is not None
    assert 0.15 < moved.accepted < 0.6
    assert len(np.unique(moved.points[:, 0])) > 3000
    assert kstest(moved.points[:, 0], "norm").pvalue > 1e-3
    assert kstest(moved.points.sum(axis=1) / 2**0.5, "norm").pvalue > 1e-3


def test_a_moved_belief_covers_what_was_true() -> None:
    """Over 200 worlds the 90 % interval of the mean covers it as often as chance allows, neither less nor more."""
    random = np.random.default_rng(6)
    covered = 0
    for world in range(200):
        truth = random.standard_normal()
        seen = tuple(truth + NOISE * random.standard_normal(3))
        now = after(400, seen, seed=1000 + world)
        order = np.argsort(now.points[:, 0])
        reached = np.cumsum(now.weights[order])
        low, high = now.points[order][np.searchsorted(reached, [0.05, 0.95]), 0]
        covered += low <= truth <= high
    assert binom.ppf(0.001, 200, 0.9) <= covered <= binom.ppf(0.999, 200, 0.9)


def test_guesses_are_drawn_as_often_as_they_weigh() -> None:
    drawn = resampled(np.array([0.5, 0.25, 0.25, 0.0]), np.random.default_rng(1))
    assert drawn.tolist() == [0, 0, 1, 2]


def test_news_that_no_guess_explains_is_a_contradiction() -> None:
    now = Particles.of(np.zeros((10, 1)))
    with pytest.raises(ContradictionError):
        learn(now, lambda points: (normal(points), np.full(len(points), -np.inf)), np.random.default_rng(1))
