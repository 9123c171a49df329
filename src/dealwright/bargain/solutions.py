"""Choose a package as the bargaining solutions do: Nash, Kalai-Smorodinsky, egalitarian, utilitarian.

Each takes gains over the reservation values, all at least zero, and returns every package that is best by it: a tie
is never hidden. The first of them, in the order of the packages, is the one named. Sums, products and ratios that
differ by less than a part in 10^13 are equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float, Int

TIE = 1e-13
"""What differs by less, relative to the largest, differs by rounding."""


def ideal_gain(gain: Float[np.ndarray, "party package"]) -> Float[np.ndarray, " party"]:
    """Say the most each party can gain among the packages that everyone accepts.

    Args:
        gain: gain of each acceptable package to each party, at least zero.

    Returns:
        The largest gain per party.
    """
    return np.asarray(gain.max(axis=1))


def nash(
    gain: Float[np.ndarray, "party package"], power: Float[np.ndarray, " party"] | None = None
) -> Int[np.ndarray, " tied"]:
    """Choose the largest product of gains, each to the power of its party.

    Where no package lets everyone gain who has power, the product is zero everywhere. Then the packages come first
    that let most of them gain, and among those the largest product of the positive gains, each as a share of the
    party's ideal gain. So the choice depends neither on the parties' units nor on their order.

    Args:
        gain: gain of each acceptable, undominated package to each party, at least zero.
        power: bargaining power of each party, at least zero and not all zero; None if equal.

    Returns:
        Places of the best packages, in order.

    Raises:
        ValueError: if powers are negative, not finite, or all zero.

    Source:
        Nash, The bargaining problem, Econometrica 18(2), 1950, doi:10.2307/1907266; with powers: Harsanyi and Selten,
        A generalized Nash solution for two-person bargaining games with incomplete information, Management Science
        18(5), 1972.

    Example:
        >>> nash(np.array([[10.0, 15.0, 30.0], [40.0, 36.0, 20.0]])).tolist()
        [2]
    """
    weight = powers(len(gain), power)
    share = _shares(gain)
    counts = (share > 0) & (weight > 0)[:, None]
    gainers = counts.sum(axis=0)
    left = np.flatnonzero(gainers == gainers.max())
    np.log(share, out=share, where=counts)  # in place: a share of zero, or one without power, adds nothing to the sum
    share *= weight[:, None]
    product = share.sum(axis=0)
    return np.asarray(left[product[left] >= product[left].max() - TIE])


def powers(parties: int, power: Float[np.ndarray, " party"] | None) -> Float[np.ndarray, " party"]:
    """Scale bargaining powers to sum to one.

    Args:
        parties: how many parties there are.
        power: power of each, at least zero and not all zero; None if equal.

    Returns:
        The powers, summing to one.

    Raises:
        ValueError: if they are negative, not finite, all zero, or not one per party.
    """
    if power is None:
        return np.full(parties, 1.0 / parties)
    if power.shape != (parties,) or not np.isfinite(power).all() or (power < 0).any() or not power.any():
        raise ValueError("each party needs a bargaining power of at least zero, and one of them a positive one")
    return np.asarray(power / power.sum())


def kalai_smorodinsky(gain: Float[np.ndarray, "party package"]) -> Int[np.ndarray, " tied"]:
    """Choose the largest smallest ratio of gain to ideal gain; on a tie the next smallest decides, and so on.

    A party that can gain nothing in any acceptable package does not count.

    Args:
        gain: gain of each acceptable, undominated package to each party, at least zero.

    Returns:
        Places of the best packages, in order.

    Source:
        Kalai and Smorodinsky, Other solutions to Nash's bargaining problem, Econometrica 43(3), 1975,
        doi:10.2307/1914280. On a set of single packages no point need lie on the line to the ideal; the largest
        smallest ratio is the usual reading there (Nagahisa and Tanaka, International Journal of Game Theory 31,
        2002).

    Example:
        >>> kalai_smorodinsky(np.array([[1.0, 0.0, 0.3, 0.8], [0.0, 1.0, 0.95, 0.2]])).tolist()
        [2]
    """
    return _leximin(_shares(gain)[ideal_gain(gain) > 0])


def egalitarian(gain: Float[np.ndarray, "party package"]) -> Int[np.ndarray, " tied"]:
    """Choose the largest smallest gain; on a tie the next smallest decides, and so on.

    Args:
        gain: gain of each acceptable, undominated package to each party, in one unit, at least zero.

    Returns:
        Places of the best packages, in order.

    Source:
        Kalai, Proportional solutions to bargaining situations: interpersonal utility comparisons, Econometrica 45(7),
        1977, doi:10.2307/1913954.
    """
    return _leximin(gain)


def utilitarian(gain: Float[np.ndarray, "party package"]) -> Int[np.ndarray, " tied"]:
    """Choose the largest sum of gains.

    Args:
        gain: gain of each acceptable, undominated package to each party, in one unit, at least zero.

    Returns:
        Places of the best packages, in order.
    """
    total = gain.sum(axis=0)
    return np.flatnonzero(total >= total.max() - TIE * np.abs(gain).max())


def _shares(gain: Float[np.ndarray, "party package"]) -> Float[np.ndarray, "party package"]:
    """Divide each gain by the party's ideal gain; zero where there is nothing to gain."""
    ideal = ideal_gain(gain)[:, None]
    return np.asarray(gain / np.where(ideal > 0, ideal, 1.0))


def _leximin(values: Float[np.ndarray, "party package"]) -> Int[np.ndarray, " tied"]:
    if len(values) == 0:
        return np.arange(values.shape[1])
    slack, least = TIE * values.max(), values.min(axis=0)
    left = np.flatnonzero(least >= least.max() - slack)
    ranked = np.take(values, left, axis=1)
    ranked.sort(axis=0)
    tied = np.ones(len(left), dtype=np.bool_)
    for row in ranked[1:]:
        tied &= row >= row.max(where=tied, initial=-np.inf) - slack
    return np.asarray(left[tied])
