"""Shares of a spread against closed forms, and against all cases gone through one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.stats import norm

from bargain.knowing.worlds import FOLDS, world
from dealwright.bargain.knowing.shares import Share, first_order, total_order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy import ndarray


def shares(
    weights: Sequence[tuple[float, ...]],
    value: Callable[[Mapping[str, ndarray], ndarray], ndarray],
    seed: int = 5,
) -> dict[str, Share]:
    """Estimate the shares of unknowns called a, b, ... in a value that is a function of their levels and of a shock."""
    names = "abcd"[: len(weights)]
    found = world(weights, lambda at, shock: [value(at, shock)], names, seed)
    return {
        name: Share(
            first_order(found.functions(name, lambda v: v[:, 0])[:, 0], found.gram(name), found.values[0, 0]),
            total_order(found.left_by(name, lambda v: v[:, 0])[0], found.values[0, 0], FOLDS),
        )
        for name in names
    }


def near(share: Share, first: float, total: float) -> None:
    """See that both shares are within four of their errors, and that these are small."""
    assert abs(share.first.value - first) < 4 * share.first.standard_error + 1e-3
    assert abs(share.total.value - total) < 4 * share.total.standard_error + 1e-3
    assert share.first.standard_error < 0.02
    assert share.total.standard_error < 0.06


def test_a_sum_of_normals_has_the_shares_of_its_variances() -> None:
    """V = 2 a + b + 2 shock: 4, 1 and 4 of 9."""
    found = shares([(), ()], lambda at, shock: 2 * norm.ppf(at["a"]) + norm.ppf(at["b"]) + 2 * shock)
    near(found["a"], 4 / 9, 4 / 9)
    near(found["b"], 1 / 9, 1 / 9)


def test_a_product_is_explained_by_neither_factor_alone() -> None:
    """V = a b of standard normals: none by itself, all together."""
    found = shares([(), ()], lambda at, shock: norm.ppf(at["a"]) * norm.ppf(at["b"]) + 0 * shock)
    near(found["a"], 0.0, 1.0)
    near(found["b"], 0.0, 1.0)


def test_readings_have_the_shares_of_all_cases_gone_through() -> None:
    """Three readings by two, worth what a table says: the shares of its weighted variances, summed by hand."""
    table = np.array([[1.0, 4.0], [2.0, 2.0], [6.0, -3.0]])
    weights = np.array([0.5, 0.3, 0.2]), np.array([0.6, 0.4])

    def value(at: Mapping[str, ndarray], shock: ndarray) -> ndarray:
        first = np.searchsorted(np.cumsum(weights[0])[:-1], at["a"], side="right")
        second = np.searchsorted(np.cumsum(weights[1])[:-1], at["b"], side="right")
        return table[first, second] + shock

    joint = np.outer(*weights)
    mean = float(np.sum(joint * table))
    inner = float(np.sum(joint * (table - mean) ** 2))
    variance = inner + 1.0
    by_first = float(weights[0] @ (table @ weights[1] - mean) ** 2)
    by_second = float(weights[1] @ (weights[0] @ table - mean) ** 2)
    found = shares([tuple(weights[0]), tuple(weights[1])], value)
    near(found["a"], by_first / variance, (inner - by_second) / variance)
    near(found["b"], by_second / variance, (inner - by_first) / variance)


def test_a_share_of_nothing_is_not_flattered_by_noise() -> None:
    """Whatever the sample, the share of an unknown that moves nothing is nothing, to rounding."""
    values = [shares([()], lambda at, shock: shock + 0 * at["a"], seed)["a"] for seed in range(12)]
    found = np.array([each.first.value for each in values])
    assert abs(found.mean()) < 1e-12
    assert all(each.total.value == 0.0 for each in values)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_bent_function_has_its_share_of_the_variance(seed: int) -> None:
    """V = exp(a / 2) + shock: (e^(1/4) - 1) e^(1/4) of itself and one; the spline leaves out little of it."""
    found = shares([()], lambda at, shock: np.exp(norm.ppf(at["a"]) / 2) + shock, seed)
    own = (np.exp(0.25) - 1) * np.exp(0.25)
    near(found["a"], own / (own + 1), own / (own + 1))


def test_readings_that_move_nothing_have_no_share_at_all() -> None:
    """Weights of 0.6 and 0.4 round; what the readings leave alike has a share of nothing to the bit."""
    found = shares([(0.6, 0.4)], lambda at, shock: 1e6 + 7.3 * shock + 0.0 * at["a"])
    assert found["a"].total.value == 0.0
