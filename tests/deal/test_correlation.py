import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dealwright.deal.correlation import Shock, cholesky, matrix, pair


def test_a_pair_names_levels_or_growth() -> None:
    assert pair("revenue.growth ~ multiple") == (Shock("revenue", of_growth=True), Shock("multiple"))
    assert [str(shock) for shock in pair("a~b.growth") or ()] == ["a", "b.growth"]


def test_what_is_no_pair_is_none() -> None:
    assert [pair(text) for text in ("revenue", "a ~ b ~ c", "a ~ ", "~")] == [None] * 4


def test_pairs_that_are_not_given_are_independent() -> None:
    a, b, c = Shock("a"), Shock("b"), Shock("c")
    assert matrix([a, b, c], {(c, a): 0.4}) == [[1, 0, 0.4], [0, 1, 0], [0.4, 0, 1]]


@given(st.lists(st.lists(st.floats(-1, 1), min_size=4, max_size=4), min_size=4, max_size=4))
def test_the_root_times_itself_is_the_matrix(rows: list[list[float]]) -> None:
    directions = np.array(rows) + np.eye(4)
    directions /= np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 0.1)
    correlations = directions @ directions.T
    np.fill_diagonal(correlations, 1.0)
    root = cholesky(correlations.tolist())
    if root is None:
        assert np.linalg.eigvalsh(correlations).min() < 1e-8
    else:
        assert np.allclose(np.array(root) @ np.array(root).T, correlations, atol=1e-5)
        assert np.allclose(np.triu(root, 1), 0)


def test_a_perfect_correlation_has_a_root_and_an_impossible_one_has_none() -> None:
    assert cholesky([[1.0, 1.0], [1.0, 1.0]]) == [[1.0, 0.0], [1.0, 0.0]]
    assert cholesky([[1.0, 1.0, 0.5], [1.0, 1.0, 0.5], [0.5, 0.5, 1.0]]) is not None
    assert cholesky([[1.0, 1.0, 0.5], [1.0, 1.0, 0.4], [0.5, 0.4, 1.0]]) is None
    assert cholesky([[1.0, 1.1], [1.1, 1.0]]) is None
