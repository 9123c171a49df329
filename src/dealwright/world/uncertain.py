"""Turns uniform numbers into values of an uncertain quantity."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.world.normal_quantile import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jaxtyping import Float, Shaped
    from numpy import ndarray

    from dealwright.deal.expression import Quantity, Uncertain

    Uniform = Float[ndarray, " path"]

_MODE_WEIGHT = 4.0
_ROUNDING = 1e-12


def number_of(quantity: Quantity) -> float:
    """Return the number that a literal is, in plain units."""
    if isinstance(quantity.value, int | float):
        return float(quantity.value)
    message = f"`{quantity.value}` is no number"
    raise TypeError(message)


def quantile(
    uncertain: Uncertain, uniform: Float[ndarray, " path"], plain: Callable[[Quantity], Any] = number_of
) -> Shaped[ndarray, " path"]:
    """Return the values of an uncertain quantity at some probabilities.

    Args:
        uncertain: The literal; an interval was turned into the distribution that its key asks for when it was read.
        uniform: Probabilities between 0 and 1.
        plain: How a literal becomes a number; by default dates are refused.

    Returns:
        One value for each probability, rising with it (choices: in the order of the file).

    Example:
        >>> from dealwright.deal.expression import Quantity, Uncertain
        >>> quantile(Uncertain("uniform", (Quantity(2.0), Quantity(6.0))), np.array([0.25, 0.5]))
        array([3., 4.])
    """
    if uncertain.family == "one_of":
        values = [plain(choice) for choice, _ in uncertain.choices]
        place, _ = pick(uniform, [weight for _, weight in uncertain.choices])
        return np.asarray(np.asarray(values)[place])
    return _FAMILIES[uncertain.family](uniform, *(float(plain(parameter)) for parameter in uncertain.parameters))


def median(uncertain: Uncertain) -> float:
    """Return the median of an uncertain number; of several choices, the least that half of the weight does not exceed.

    Args:
        uncertain: The literal, of a number.

    Example:
        >>> from dealwright.deal.expression import Quantity, Uncertain
        >>> high, low = (Quantity(9.0), 0.4), (Quantity(1.0), 0.6)
        >>> median(Uncertain("one_of", choices=(high, low)))
        1.0
    """
    if uncertain.family != "one_of":
        return float(quantile(uncertain, np.array([0.5]))[0])
    choices = sorted((number_of(choice), weight) for choice, weight in uncertain.choices)
    half, reached = sum(weight for _, weight in choices) / 2.0, 0.0
    for value, weight in choices:
        reached += weight
        if reached >= half - _ROUNDING:
            return value
    return choices[-1][0]


def pick(uniform: Uniform, weights: Sequence[float]) -> tuple[np.ndarray[Any, np.dtype[np.intp]], Uniform]:
    """Choose among alternatives by their weights.

    Args:
        uniform: Probabilities between 0 and 1.
        weights: Weights, summing to 1 or to whatever they sum to.

    Returns:
        Index of the choice for each probability, and where in the choice's own stretch it lies, between 0 and 1.
    """
    total = sum(weights)
    ends = np.cumsum([weight / total for weight in weights])
    place = np.minimum(np.searchsorted(ends, uniform, side="right"), len(weights) - 1)
    starts = np.concatenate([[0.0], ends[:-1]])
    widths = np.maximum(ends - starts, 1e-300)
    return place, np.clip((uniform - starts[place]) / widths[place], 2.0**-54, 1.0 - 2.0**-53)


def _normal(uniform: Uniform, mean: float, deviation: float) -> Uniform:
    return mean + deviation * _standard_normal(uniform)


def _standard_normal(uniform: Uniform) -> Uniform:
    found = np.array(uniform, dtype=np.float64)
    normal_quantile(found.reshape(1, -1))
    return found


def _lognormal(uniform: Uniform, mean: float, deviation: float) -> Uniform:
    variance = math.log1p((deviation / mean) ** 2)
    return np.exp(math.log(mean) - variance / 2.0 + math.sqrt(variance) * _standard_normal(uniform))


def _beta(uniform: Uniform, first: float, second: float) -> Uniform:
    from scipy.special import betaincinv  # heavy: few deals have such a quantity

    return np.asarray(betaincinv(first, second, uniform))


def _pert(uniform: Uniform, least: float, likeliest: float, greatest: float) -> Uniform:
    """Return values of a beta stretched from least to greatest, whose mean gives the likeliest value fourfold weight.

    Source:
        Malcolm, Roseboom, Clark and Fazar, Application of a technique for research and development program evaluation,
        Operations Research 7(5), 1959, 646-669, doi:10.1287/opre.7.5.646.
    """
    width = greatest - least
    if width == 0:
        return np.full(np.shape(uniform), least)
    first = 1.0 + _MODE_WEIGHT * (likeliest - least) / width
    second = 1.0 + _MODE_WEIGHT * (greatest - likeliest) / width
    return least + width * _beta(uniform, first, second)


def _uniform(uniform: Uniform, least: float, greatest: float) -> Uniform:
    return least + (greatest - least) * uniform


_FAMILIES: dict[str, Callable[..., Uniform]] = {
    "normal": _normal,
    "lognormal": _lognormal,
    "beta": _beta,
    "pert": _pert,
    "uniform": _uniform,
}
