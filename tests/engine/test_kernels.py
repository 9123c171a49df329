"""Each compiled loop gives what its NumPy twin gives, to the last digits of its precision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numba import njit

from dealwright.engine.grids.kernels.exponential import exponentials
from dealwright.engine.grids.kernels.factors import EVERY, NOTHING, factors_in_numpy, move_factors, write_factors
from dealwright.engine.grids.kernels.pairs import Pairs, pairs_compiled, pairs_in_numpy
from dealwright.engine.grids.kernels.tails import add_squares, take_rows
from dealwright.engine.grids.sums import Sums

if TYPE_CHECKING:
    from collections.abc import Callable

PRECISIONS = pytest.mark.parametrize(("type_", "digits"), [(np.float32, 2e-6), (np.float64, 1e-14)])


@njit  # type: ignore[untyped-decorator]
def replaced(numbers: Any) -> None:
    exponentials(numbers)


@PRECISIONS
def test_the_exponential_has_the_digits_of_its_precision(type_: Any, digits: float) -> None:
    most = 87 if type_ is np.float32 else 708
    exponents = np.linspace(-most, most, 20_011).astype(type_)
    found = exponents.copy()
    replaced(found)
    assert np.abs(found / np.exp(exponents.astype(np.longdouble)) - 1).max() < digits / 5


@PRECISIONS
def test_the_exponential_of_what_is_too_large_is_infinite_and_of_what_is_too_small_is_almost_nothing(
    type_: Any, digits: float
) -> None:
    found = np.array([1e4, np.inf, -1e4, -np.inf] * 9 + [0.0], dtype=type_)
    replaced(found)
    assert np.isinf(found[:2]).all()
    assert (found[2:4] < digits**5).all()
    assert found[-1] == 1.0


@PRECISIONS
@pytest.mark.parametrize("paths", [1, 7, 64, 333])
@pytest.mark.parametrize("every", [True, False])
@pytest.mark.parametrize("given", [True, False])
def test_factors_are_those_of_numpy(type_: Any, digits: float, paths: int, *, every: bool, given: bool) -> None:
    random = np.random.default_rng(3)
    places = EVERY if every else np.flatnonzero(random.random(paths) < 0.7).astype(np.uintp)
    count = paths if len(places) == 0 else len(places)
    worth, lost = (random.normal(0, 9, (5, paths)), random.normal(0, 9, (5, count))) if given else (NOTHING, NOTHING)
    at_exit, slope = random.normal(0, 9, (2, 5, paths)), np.ones((2, count))
    found, expected = np.empty((2, 5, count), dtype=type_)
    for write, out in ((write_factors, found), (factors_in_numpy, expected)):
        write(worth, lost, at_exit, slope, np.full(count, 3.0), 0.7, -9.0, places, out)
    np.testing.assert_allclose(found, expected, rtol=10 * digits)
    moved = np.maximum(found * expected, type_(1e-3))
    move_factors(found, expected, type_(1e-3))
    np.testing.assert_array_equal(found, moved)


@PRECISIONS
@pytest.mark.parametrize("companies", [0, 1, 3])
@pytest.mark.parametrize("claims", [0, 3])
@pytest.mark.parametrize("levels", [1, 2, 7, 27])
def test_pairs_are_those_of_numpy(type_: Any, digits: float, companies: int, claims: int, levels: int) -> None:
    claims = claims if companies else 0
    owing, paths, averse = min(companies, 2 if claims else 0), 61, 2
    random = np.random.default_rng(companies + 10 * claims + 100 * levels)

    def half(width: int) -> np.ndarray:
        rows = random.normal(0, 9, (width, companies + owing + claims + averse, paths))
        rows[:, companies : companies + owing] = np.maximum(0.0, rows[:, companies : companies + owing])
        return (rows / 4).astype(type_)

    pairs = Pairs(
        half(3), half(4), np.arange(companies) == 2, random.uniform(0.3, 1, (3, companies, paths)).astype(type_),
        np.arange(owing),
        np.array([(place % owing, place % 3, place % 3) for place in range(claims)], dtype=np.int64).reshape(-1, 3),
        random.uniform(0, 1, (claims, paths)).astype(type_), np.array([0, 1]), np.array([0.3, 0.1, 0], dtype=type_),
        np.array([(0, 0, levels), (1, levels, 1), (1, levels + 1, levels - 1)]),
        np.array([*range(levels), levels - 1, *range(levels - 1)]), np.array([0.1, -0.2, 0.3], dtype=type_),
        -random.uniform(0, 0.2, (3, companies, paths)).astype(type_),
        -random.uniform(0, 0.02, (3, companies, paths)).astype(type_),
    )  # fmt: skip

    def sums(add: Callable[..., None]) -> list[np.ndarray]:
        found = Sums.zero(levels, 3, companies, 3, 4)
        add(pairs, found)
        return [found.utility, found.equity, found.unpaid]

    for found, expected in zip(sums(pairs_compiled), sums(pairs_in_numpy), strict=True):
        np.testing.assert_allclose(found, expected, rtol=digits, atol=digits * np.abs(expected).max(initial=0))


@PRECISIONS
@pytest.mark.parametrize("stakes", [(0.1, 0.2, 0.5), (0.3,), (0.2, 0.2), (-0.4, 0.0, 1.0)])
@pytest.mark.parametrize("hedged", [0.0, 1.0, 0.999])
def test_squares_of_sums_are_those_of_numpy(
    type_: Any, digits: float, stakes: tuple[float, ...], hedged: float
) -> None:
    """What a stake brings may nearly cancel what else there is: its spread is that of what is left."""
    random = np.random.default_rng(4)
    first, second = random.normal(50, 9, (2, 2, 777)), random.normal(30, 9, (3, 2, 777))
    resources = np.maximum(0.0, first[:, None, 0] + second[None, :, 0])
    for half in (first, second):
        half[:, 1] -= hedged * stakes[-1] * half[:, 0]
    first, second = first.astype(type_), second.astype(type_)
    direct = first[:, None, 1].astype(float) + second[None, :, 1]
    held = np.array(stakes)[None, :, None]
    worth = direct + held[0, :, :, None, None] * resources
    mean, found = worth.mean(axis=-1)[None], np.zeros((1, len(stakes), 2, 3))
    nothing = np.zeros((0, 777), dtype=type_)
    add_squares(
        first, second, np.zeros(1, dtype=np.bool_), np.ones((1, 1, 777), dtype=type_), np.zeros(0, dtype=np.int64),
        np.zeros((0, 3), dtype=np.int64), nothing, held, mean, found,
    )  # fmt: skip
    squares = ((worth - worth.mean(axis=-1, keepdims=True)) ** 2).sum(axis=-1)[None]
    np.testing.assert_allclose(np.sqrt(found), np.sqrt(squares), rtol=20 * digits, atol=20 * digits)


@PRECISIONS
def test_rows_are_gathered_as_numpy_does(type_: Any, digits: float) -> None:  # noqa: ARG001 - no digit is lost
    whole = np.random.default_rng(5).normal(size=(6, 5, 40)).astype(type_)
    rows, paths = np.array([0, 2, 4], dtype=np.uintp), np.array([1, 7, 39], dtype=np.uintp)
    found = np.empty((3, 3, 3), dtype=type_)
    take_rows(whole, 2, rows, paths, found)
    np.testing.assert_array_equal(found, whole[2:5][:, rows.astype(int)][:, :, paths.astype(int)])
