"""Find the beta distribution through two percentiles, in plain Python, since checking a file loads no arrays."""

from __future__ import annotations

import math
from typing import TypeAlias

Pair: TypeAlias = tuple[float, float]
Slopes: TypeAlias = tuple[float, float, float, float]

_TINY = 1e-300
_ROUNDS = 400
_CLOSE = 1e-11
_SHRINKS = 0.1
_MOST = 700.0
_STEP = 1e-6


def beta_through(low: float, high: float) -> tuple[float, float]:
    """Return the shapes of the beta distribution whose 5th and 95th percentiles are given.

    Args:
        low: 5th percentile, above 0.
        high: 95th percentile, above `low` and below 1.

    Returns:
        The two shapes, exact to about nine digits.

    Example:
        >>> alpha, beta = beta_through(0.05, 0.95)
        >>> round(alpha, 6), round(beta, 6)
        (1.0, 1.0)
    """
    mean = (low + high) / 2
    concentration = max(mean * (1 - mean) * (3.29 / (high - low)) ** 2 - 1, 0.1)
    point = (math.log(mean / (1 - mean)), math.log(concentration))
    miss = _miss(point, low, high)
    slopes: Slopes | None = None
    for _ in range(_ROUNDS):
        if _size(miss) < _CLOSE:
            break
        known = slopes or _slopes(point, miss, low, high)
        tried, trial = _step(point, miss, known, (low, high), shorten=slopes is None)
        if _size(trial) < _size(miss):
            slopes = known if _size(trial) < _SHRINKS * _size(miss) else None
            point, miss = tried, trial
        elif slopes is None:
            break
        else:
            slopes = None
    return _shapes(point)


def _step(point: Pair, miss: Pair, slopes: Slopes, ends: Pair, *, shorten: bool) -> tuple[Pair, Pair]:
    """Return where a step of Newton's method leads and what it misses there; a shorter one if that is too far."""
    length = 1.0
    while True:
        tried = _moved(point, miss, slopes, length)
        trial = _miss(tried, *ends)
        if not shorten or _size(trial) < _size(miss) or length < _CLOSE:
            return tried, trial
        length /= 2


def _size(miss: Pair) -> float:
    return math.hypot(*miss)


def _shapes(point: Pair) -> Pair:
    """Return the shapes for a logit of the mean and a logarithm of the concentration."""
    mean, concentration = 1 / (1 + math.exp(-point[0])), math.exp(point[1])
    return mean * concentration, (1 - mean) * concentration


def _miss(point: Pair, low: float, high: float) -> Pair:
    """Return how far the log odds of both percentiles are from where they should be."""
    if max(map(abs, point)) > 25:  # noqa: PLR2004 - beyond this the shapes are no numbers one could mean
        return math.inf, math.inf
    alpha, beta = _shapes(point)
    target = math.log(0.05 / 0.95)
    return _log_odds(low, alpha, beta) - target, _log_odds(high, alpha, beta) + target


def _log_odds(x: float, alpha: float, beta: float) -> float:
    """Return the logarithm of the odds of at most `x`, from the smaller of both probabilities."""
    if x * (alpha + beta) <= alpha:
        below = max(incomplete_beta(x, alpha, beta), _TINY)
        return math.log(below) - math.log1p(-below) if below < 1 else _MOST
    above = max(incomplete_beta(1 - x, beta, alpha), _TINY)
    return math.log1p(-above) - math.log(above) if above < 1 else -_MOST


def _slopes(point: Pair, miss: Pair, low: float, high: float) -> Slopes:
    """Return how both misses change with both coordinates, by differences."""
    first = _miss((point[0] + _STEP, point[1]), low, high)
    second = _miss((point[0], point[1] + _STEP), low, high)
    a, c = ((after - before) / _STEP for after, before in zip(first, miss, strict=True))
    b, d = ((after - before) / _STEP for after, before in zip(second, miss, strict=True))
    return a, b, c, d


def _moved(point: Pair, miss: Pair, slopes: Slopes, length: float) -> Pair:
    """Return the point some part of the way to where the slopes say that both misses vanish."""
    a, b, c, d = slopes
    determinant = a * d - b * c
    if not determinant or not math.isfinite(determinant):
        return point[0] - length * miss[0], point[1] - length * miss[1]
    step = (miss[0] * d - miss[1] * b) / determinant, (miss[1] * a - miss[0] * c) / determinant
    return point[0] - length * step[0], point[1] - length * step[1]


def incomplete_beta(x: float, alpha: float, beta: float) -> float:
    """Return the regularised incomplete beta function, the probability of at most `x`.

    Args:
        x: Between 0 and 1.
        alpha: First shape, above 0.
        beta: Second shape, above 0.

    Source: NIST Digital Library of Mathematical Functions, 8.17.22, with the symmetry 8.17.4.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (alpha + 1) / (alpha + beta + 2):
        return 1 - incomplete_beta(1 - x, beta, alpha)
    logarithm = (
        math.lgamma(alpha + beta) - math.lgamma(alpha) - math.lgamma(beta) + alpha * math.log(x) + beta * math.log1p(-x)
    )
    return math.exp(logarithm) / (alpha * _fraction(x, alpha, beta))


def _fraction(x: float, alpha: float, beta: float) -> float:
    """Evaluate the continued fraction 1 + d1 x / (1 + d2 x / (1 + ...)) by Lentz's method."""
    value, above, below = 1.0, 1.0, 0.0
    for n in range(1, _ROUNDS):
        half = n // 2
        if n % 2:
            numerator = -(alpha + half) * (alpha + beta + half) / ((alpha + n - 1) * (alpha + n))
        else:
            numerator = half * (beta - half) / ((alpha + n - 1) * (alpha + n))
        below = 1 / (1 + numerator * x * below or _TINY)
        above = 1 + numerator * x / above or _TINY
        change = above * below
        value *= change
        if abs(change - 1) < 1e-15:  # noqa: PLR2004 - the last bit
            break
    return value
