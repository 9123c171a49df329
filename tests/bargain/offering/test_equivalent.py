"""Several offers of equal worth to who makes them."""

from __future__ import annotations

import numpy as np
import pytest

from dealwright.bargain.offering.equivalent import best_by_search, choose_equivalent, differences, expected_best


def world(seed: int, cases: int = 60, packages: int = 14) -> tuple[np.ndarray, np.ndarray, list[dict[str, str]]]:
    """Packages of three terms, of equal worth to me, to someone whose weights of the terms are not known."""
    rng = np.random.default_rng(seed)
    terms = rng.integers(0, 4, size=(packages, 3))
    likes = rng.dirichlet(np.ones(3), size=cases)
    value = np.maximum(likes @ terms.T - rng.uniform(1.0, 2.5, size=(cases, 1)), 0.0)
    named = [{f"terms.{k}": str(v) for k, v in enumerate(row)} for row in terms]
    return value, np.full(cases, 1.0 / cases), named


@pytest.mark.parametrize("seed", range(12))
def test_without_a_condition_three_offers_bring_nearly_the_most_that_three_can(seed: int) -> None:
    value, weights, _ = world(seed)
    free = ~np.eye(value.shape[1], dtype=bool)
    chosen = choose_equivalent(value, weights, free, 3)
    most = expected_best(value, weights, best_by_search(value, weights, free, 3))
    assert expected_best(value, weights, chosen) >= (1.0 - 1.0 / np.e) * most
    assert expected_best(value, weights, chosen) >= 0.97 * most


@pytest.mark.parametrize("seed", range(12))
def test_any_two_differ_in_two_terms_and_the_choice_is_still_near_the_best(seed: int) -> None:
    value, weights, named = world(seed)
    apart = differences(named)
    chosen = choose_equivalent(value, weights, apart, 3)
    for one in chosen:
        for other in chosen:
            differ = sum(named[one][path] != named[other][path] for path in named[one])
            assert one == other or differ >= 2
    most = expected_best(value, weights, best_by_search(value, weights, apart, 3))
    assert expected_best(value, weights, chosen) >= 0.9 * most


def test_they_are_signed_more_often_than_random_ones() -> None:
    # 40 worlds; in each the chosen three against the mean of 200 random threes that are apart as well: the difference
    # is over four of its standard errors, on cases that the choice has not seen.
    rng = np.random.default_rng(3)
    more = []
    for seed in range(40):
        value, weights, named = world(seed, cases=400, packages=30)
        apart, seen = differences(named), value[:200]
        chosen = choose_equivalent(seen, weights[:200] * 2, apart, 3)
        drawn = []
        while len(drawn) < 200:
            three = rng.choice(30, 3, replace=False)
            if all(apart[a, b] for a in three for b in three if a != b):
                drawn.append(float((value[200:, three] > 0).any(axis=1).mean()))
        more.append(float((value[200:, chosen] > 0).any(axis=1).mean()) - float(np.mean(drawn)))
    assert np.mean(more) > 4 * np.std(more, ddof=1) / np.sqrt(len(more))


def test_fewer_come_where_no_more_are_apart() -> None:
    named = [{"a": "1", "b": "1"}, {"a": "1", "b": "2"}, {"a": "2", "b": "2"}]
    chosen = choose_equivalent(np.ones((1, 3)), np.ones(1), differences(named), 3)
    assert len(chosen) == 2
    assert set(chosen) == {0, 2}


def test_one_term_alone_can_only_differ_in_itself() -> None:
    assert differences([{"a": "1"}, {"a": "2"}]).tolist() == [[False, True], [True, False]]
