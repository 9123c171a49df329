import numpy as np
import pytest
from scipy.stats import qmc

from dealwright.world import sobol

CHOSEN = np.array([0, 1, 2, 5, 17, 300, 4_000])


def unscrambled(dimensions: np.ndarray, columns: int) -> np.ndarray:
    """Give the plain Sobol points in natural order, (dimension, point)."""
    numbers = sobol.direction_numbers(dimensions, columns)
    return sobol.points(numbers, np.zeros(len(numbers), np.uint32), 2**columns)


def test_points_without_scrambling_equal_those_of_scipy() -> None:
    theirs = qmc.Sobol(4_001, scramble=False, bits=32).random(512)[:, CHOSEN].T
    gray = np.arange(512) ^ (np.arange(512) >> 1)
    assert np.array_equal(unscrambled(CHOSEN, 9)[:, gray] / 2.0**32, theirs)


def test_direction_numbers_read_off_public_points_equal_those_of_the_table() -> None:
    assert np.array_equal(sobol._from_public_sequence(CHOSEN, 12), sobol.direction_numbers(CHOSEN, 12))


def test_without_the_table_the_public_points_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = sobol.direction_numbers(CHOSEN, 6)
    sobol._direction_numbers.cache_clear()
    monkeypatch.setattr(sobol, "_table", lambda: None)
    assert np.array_equal(sobol.direction_numbers(CHOSEN, 6), expected)
    sobol._direction_numbers.cache_clear()


def test_every_scrambled_dimension_has_one_point_in_each_equal_interval() -> None:
    numbers = sobol.direction_numbers(CHOSEN, 8)
    for words in np.random.default_rng(1).integers(0, 2**32, (3, len(CHOSEN), sobol.WORDS), dtype=np.uint32):
        matrix, shift = sobol.scrambled(numbers, words)
        found = sobol.points(matrix, shift, 256) >> np.uint32(24)
        assert np.array_equal(np.sort(found, axis=1), np.broadcast_to(np.arange(256), found.shape))


def test_scramblings_of_two_replicates_differ() -> None:
    numbers = sobol.direction_numbers(np.array([3]), 8)
    words = np.random.default_rng(1).integers(0, 2**32, (2, 1, sobol.WORDS), dtype=np.uint32)
    first, second = (sobol.points(*sobol.scrambled(numbers, each), 256)[0] for each in words)
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.9
    assert not np.array_equal(first, second)


def test_any_number_of_points_is_the_beginning_of_more() -> None:
    numbers, shift = sobol.direction_numbers(CHOSEN, 7), np.zeros(len(CHOSEN), np.uint32)
    assert np.array_equal(sobol.points(numbers, shift, 100), sobol.points(numbers, shift, 128)[:, :100])
