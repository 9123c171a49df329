"""While the tests run every array is checked, whatever passed before."""

from typing import Any

import numpy as np
import pytest
from jaxtyping import Float, TypeCheckError
from numpy import ndarray

from shapes import behind_a_check


def weighed(values: Float[ndarray, "row path"], weights: Float[ndarray, " row"]) -> Float[ndarray, " path"]:
    """Give a wrong result where the first weight says so, though everything given has the same axes."""
    return np.zeros(99) if weights[0] < 0 else weights @ values


def listed(parts: list[Float[ndarray, " path"]], by: dict[str, Float[ndarray, " path"]], *, odd: bool) -> Any:
    return parts, by, odd


AS_WRITTEN = {"values": 'Float[ndarray, "row path"]', "weights": 'Float[ndarray, " row"]'}
"""The annotations as modules hold them that evaluate none."""


@pytest.fixture(params=[weighed.__annotations__, AS_WRITTEN | {"return": 'Float[ndarray, " path"]'}])
def checked(request: pytest.FixtureRequest) -> Any:
    weighed.__annotations__ = request.param
    found = behind_a_check(weighed)  # type: ignore[arg-type]
    assert found(np.ones((2, 3)), np.ones(2)).shape == (3,)
    return found


def test_axes_that_do_not_agree_are_refused_after_others_passed(checked: Any) -> None:
    for values, weights in [((2, 3), 3), ((3, 3), 2), ((2, 3, 1), 2), ((2,), 2)]:
        with pytest.raises(TypeCheckError, match="parameters"):
            checked(np.ones(values), np.ones(weights))
    with pytest.raises(TypeCheckError):
        checked(np.ones((2, 3)), weights=np.ones(2, dtype=int))
    with pytest.raises(TypeCheckError):
        checked([[1.0], [2.0]], np.ones(2))


def test_a_wrong_result_is_refused_after_a_right_one_of_the_same_axes(checked: Any) -> None:
    assert checked(np.ones((2, 3)), np.ones(2)).shape == (3,)
    for _ in range(2):
        with pytest.raises(TypeCheckError, match="return value"):
            checked(np.ones((2, 3)), -np.ones(2))
    assert checked(np.ones((2, 3)), np.ones(2)).shape == (3,)


def test_what_lists_and_tables_hold_is_looked_at_too() -> None:
    checked = behind_a_check(listed)  # type: ignore[arg-type]
    five, six = np.ones(5), np.ones(6)
    for _ in range(2):
        checked([five], {"a": five}, odd=True)
        with pytest.raises(TypeCheckError):
            checked([six], {"a": five}, odd=True)
        with pytest.raises(TypeCheckError):
            checked([five], {"a": six}, odd=True)
        with pytest.raises(TypeCheckError):
            checked([five], {"a": np.ones(5, dtype=int)}, odd=True)
