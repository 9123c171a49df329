"""Find the beta distribution through two percentiles, in plain Python, since checking a file loads no arrays."""

from __future__ import annotations

import math

_TINY = 1e-300
_ROUNDS = 400
_CLOSE = 1e-12
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
    for _ in range(_ROUNDS):
        if abs(miss[0]) + abs(miss[1]) < _CLOSE:
            break
        step = _newton_step(point, miss, low, high)
        length = 1.0
        while length > _CLOSE:
            tried = (point[0] - length * step[0], point[1] - length * step[1])
            trial = _miss(tried, low, high)
            if math.hypot(*trial) < math.hypot(*miss):
                point, miss = tried, trial
                break
            length /= 2
        else:
            break
    return _shapes(point)


def _shapes(point: tuple[float, float]) -> tuple[float, float]:
    """Return the shapes for a logit of the mean and a logarithm of the concentration."""
    mean, concentration = 1 / (1 + math.exp(-point[0])), math.exp(point[1])
    return mean * concentration, (1 - mean) * concentration


def _miss(point: tuple[float, float], low: float, high: float) -> tuple[float, float]:
    """Return how far the log odds of both percentiles are from where they should be."""
    if max(map(abs, point)) > 25:  # noqa: PLR2004 - beyond this the shapes are no numbers one could mean
        return math.inf, math.inf
    alpha, beta = _shapes(point)
    target = math.log(0.05 / 0.95)
    return _log_odds(low, alpha, beta) - target, _log_odds(high, alpha, beta) + target


def _log_odds(x: float, alpha: float, beta: float) -> float:
    below, above = incomplete_beta(x, alpha, beta), incomplete_beta(1 - x, beta, alpha)
    return math.log(max(below, _TINY)) - math.log(max(above, _TINY))


def _newton_step(point: tuple[float, float], miss: tuple[float, float], low: float, high: float) -> tuple[float, float]:
    """Solve the two linear equations of Newton's method, with slopes by differences."""
    first = _miss((point[0] + _STEP, point[1]), low, high)
    second = _miss((point[0], point[1] + _STEP), low, high)
    a, c = ((after - before) / _STEP for after, before in zip(first, miss, strict=True))
    b, d = ((after - before) / _STEP for after, before in zip(second, miss, strict=True))
    determinant = a * d - b * c
    if not determinant or not math.isfinite(determinant):
        return miss
    return (miss[0] * d - miss[1] * b) / determinant, (miss[1] * a - miss[0] * c) / determinant


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
