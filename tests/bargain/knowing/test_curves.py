"""The value of knowing where its curve bends, steps or is rare: against sums over what comes out, over many seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.stats import norm

from bargain.knowing.worlds import world
from dealwright.bargain.knowing.deciding import Decider, Knowledge
from dealwright.bargain.knowing.joint import everything, known_together, pairs
from dealwright.bargain.knowing.unknowns import Unknown
from dealwright.bargain.knowing.value import value_of_knowing

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy import ndarray

    from dealwright.bargain.knowing.outcomes import Outcomes
    from dealwright.bargain.knowing.value import Knowing

    Curve = Callable[[ndarray], ndarray]


def exact(curve: Curve, noise: float, rho: float | None) -> float:
    """Sum over a fine grid what signing for curve(z) + noise, or refusing for nothing, is worth with and without z."""
    z = np.linspace(-8.0, 8.0, 200_001)
    chances = norm.pdf(z) / norm.pdf(z).sum()
    if rho is None:
        return float(chances @ np.maximum(curve(z), 0.0) - max(chances @ curve(z), 0.0))
    burdens = np.exp(-curve(z) / rho + noise**2 / (2.0 * rho**2))
    return float(rho * np.log(min(1.0, chances @ burdens)) - rho * np.log(chances @ np.minimum(burdens, 1.0)))


def party(found: Outcomes, rho: float | None = None) -> Decider:
    tolerances = None if rho is None else np.array([rho])
    return Decider.of("us", 0, range(len(found.values)), found.values[:, 0], tolerances, Knowledge())


def estimated(curve: Curve, noise: float, rho: float | None, seed: int, paths: int = 2048) -> Knowing:
    found = world(
        [()], lambda at, shock: (0 * shock, curve(norm.ppf(at["phi"])) + noise * shock), ["phi"], seed=seed, paths=paths
    )
    return value_of_knowing(found, party(found, rho), "phi")


@pytest.mark.parametrize(
    ("curve", "noise", "rho"),
    [
        (lambda z: 0.5 + 2.0 * z, 4.0, None),
        (lambda z: 1.5 - np.exp(0.8 * z), 1.0, None),
        (lambda z: 2.0 * norm.cdf(z) - 0.8, 1.0, None),
        (lambda z: np.exp(0.8 * z) - 1.5, 0.5, 1.0),
        (lambda z: 1.5 - np.minimum(np.exp(0.8 * z), 6.0), 1.0, 3.0),
    ],
    ids=["a line", "a lognormal cost", "a uniform number", "a lognormal gain, minding risk", "a capped cost, the same"],
)
def test_errors_hold_over_many_seeds_whatever_the_curve(curve: Curve, noise: float, rho: float | None) -> None:
    """Of 24 seeds, about 95 % come within two standard errors, and their mean within a hundredth of what is exact."""
    found = [estimated(curve, noise, rho, seed).value for seed in range(24)]
    right = exact(curve, noise, rho)
    within = [abs(each.value - right) < 2.0 * each.standard_error for each in found]
    assert np.mean(within) > 0.75  # fewer than 19 of 24 come once in 500 times where 95 % are meant
    assert np.mean([each.value for each in found]) == pytest.approx(right, rel=0.01)


def test_a_step_far_out_is_found() -> None:
    """In the worst 3.6 % signing costs 6, else it brings 1: no smooth curve shows that; the rule finds it nearly."""

    def curve(z: ndarray) -> ndarray:
        return np.where(z < -1.8, -6.0, 1.0)

    found = [estimated(curve, 1.0, None, seed, 4096).value.value for seed in range(8)]
    right = exact(curve, 1.0, None)
    assert 0.96 * right < np.mean(found) < 1.005 * right


@pytest.mark.parametrize("rho", [None, 3.0])
def test_a_rare_reading_counts_in_full(rho: float | None) -> None:
    """In 3 % signing costs a heavy-tailed amount, 6 in the mean; else it brings 0.5, so knowing is worth 3 % of 6."""
    deviation = 0.75

    def costs(shock: ndarray) -> ndarray:
        return np.minimum(6.0 * np.exp(deviation * shock - deviation**2 / 2.0), 30.0)

    z = np.linspace(-8.0, 8.0, 200_001)
    chances = norm.pdf(z) / norm.pdf(z).sum()
    if rho is None:
        right = 0.03 * (chances @ costs(z))
    else:
        heavy = chances @ np.exp(costs(z) / rho)
        light = np.exp(-0.5 / rho)
        right = rho * np.log(min(0.97 * light + 0.03 * heavy, 1.0)) - rho * np.log(0.97 * light + 0.03)
    found = []
    for seed in range(16):
        drawn = world(
            [(0.03, 0.97)],
            lambda at, shock: (0 * shock, np.where(at["phi"] < 0.03, -costs(shock), 0.5)),
            ["phi"],
            seed,
            4096,
        )
        found.append(value_of_knowing(drawn, party(drawn, rho), "phi").value)
    assert np.mean([abs(each.value - right) < 2.0 * each.standard_error + 1e-9 for each in found]) > 0.7
    assert np.mean([each.value for each in found]) == pytest.approx(right, rel=0.01)


def test_knowing_all_is_never_worth_less_than_knowing_some() -> None:
    """On few futures with much noise: whatever one doubt or two are said to be worth, all are said to be worth it."""
    told = 0
    for seed in range(12):
        found = world(
            [(), (0.5, 0.5), ()],
            lambda at, shock: (
                0 * shock,
                norm.ppf(at["a"]) * np.where(at["b"] < 0.5, 2.0, 0.5) + 0.5 * norm.ppf(at["c"]) + 6.0 * shock,
            ),
            ["a", "b", "c"],
            seed,
            256,
        )
        us = party(found, 8.0)
        wanted = [Unknown(f"facts.{name}", name, None, frozenset(), found.shapes[name].weights) for name in "abc"]
        alone = {each.path: value_of_knowing(found, us, each.name) for each in wanted}
        both = pairs(found, us, wanted, alone)
        known = [([path.removeprefix("facts.")], each) for path, each in alone.items()]
        known += [([path.removeprefix("facts.") for path in pair.paths], known_together(pair)) for pair in both]
        every = everything(found, us, ["a", "b", "c"], known).value.value
        least = max((each.value.value for _, each in known if each.told), default=0.0)
        told += least > 0
        assert every >= least
    assert told > 3
