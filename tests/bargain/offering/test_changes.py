"""What a change of a package gives and costs."""

from __future__ import annotations

import numpy as np
import pytest

from dealwright.bargain.offering.changes import compare, pairs_of, ranked_asks, ranked_concessions
from dealwright.bargain.offering.view import View


def view_of(*rows: tuple[float, float], spread: float = 0.0) -> View:
    """Packages with what they bring me and them, the same in each of eight scramblings but for some noise."""
    noise = spread * np.random.default_rng(1).normal(size=(8, len(rows), 2))
    return View.of(np.array(rows)[None] + noise, np.zeros((8, 2)), 0, replicates=8)


def test_a_change_is_a_concession_an_ask_or_neither() -> None:
    view = view_of((0.0, 0.0), (-1.0, 3.0), (2.0, -1.0), (1.0, 1.0), (-1.0, -1.0), (0.0, 0.0))
    kinds = [compare(view, 0, other).kind for other in range(1, 6)]
    assert kinds == ["concession", "ask", "both gain", "both lose", "no matter"]


def test_a_change_that_some_of_the_others_like_and_some_do_not_is_no_concession() -> None:
    gains = np.array([[[0.0, 0.0, 0.0], [-1.0, 5.0, -2.0], [-1.0, 5.0, 2.0]]])
    view = View.of(gains, np.zeros((1, 3)), 0)
    assert [compare(view, 0, other).kind for other in (1, 2)] == ["split", "concession"]
    assert compare(view, 0, 1).gives.value == 3.0


def test_what_is_within_its_error_is_no_change() -> None:
    view = view_of((0.0, 0.0), (-0.01, 3.0), spread=1.0)
    found = compare(view, 0, 1)
    assert found.costs.standard_error > 0.1
    assert found.kind == "both gain"


def test_concessions_are_ranked_by_what_they_give_for_what_they_cost() -> None:
    view = view_of((0.0, 0.0), (-2.0, 3.0), (-1.0, 4.0), (3.0, -1.0), (1.0, -2.0))
    found = [compare(view, 0, other) for other in range(1, 5)]
    assert ranked_concessions(found) == [1, 0]
    assert ranked_asks(found) == [2, 3]
    assert found[1].rate == pytest.approx(4.0)


def test_pairs_change_two_different_terms() -> None:
    assert pairs_of([{"a": "2"}, {"b": "y"}, {"b": "z"}]) == [{"a": "2", "b": "y"}, {"a": "2", "b": "z"}]
