import datetime as dt
import hashlib
import itertools

import numpy as np
import pytest

from dealwright.ground.calendar import TimeGrid
from dealwright.world import draws as drawing
from dealwright.world.draws import Draws, dimension

GRID = TimeGrid.of(dt.date(2025, 5, 14), dt.date(2032, 12, 31), "quarter")
MODES = ("sobol", "plain")


def test_no_two_places_share_a_dimension() -> None:
    places = list(itertools.product(range(64), range(50)))
    assert len({int(dimension([level], slot)[0]) for level, slot in places}) == len(places)


def test_events_and_the_first_bridge_levels_have_the_lowest_dimensions() -> None:
    assert [int(dimension([0], slot)[0]) for slot in range(3)] == [0, 1, 3]
    assert dimension(range(3), 0).tolist() == [0, 2, 4]
    assert dimension([1], 1).tolist() == [6]


def test_places_are_counted_without_a_gap() -> None:
    places = sorted(itertools.product(range(100), range(100)), key=lambda at: ((at[0] + 1) * (at[1] + 1), at[0]))
    assert [int(dimension([level], slot)[0]) for level, slot in places[:300]] == list(range(300))


@pytest.mark.parametrize("mode", MODES)
def test_same_seed_same_bytes(mode: str) -> None:
    first, second = (Draws(7, 4, 64, mode) for _ in range(2))
    assert first.normals("revenue", 3, GRID).tobytes() == second.normals("revenue", 3, GRID).tobytes()
    assert first.uniform("ipo", 1).tobytes() == second.uniform("ipo", 1).tobytes()


def test_uniforms_are_these_bytes_on_every_machine() -> None:
    found = {
        mode: hashlib.sha256(Draws(7, 4, 64, mode).uniform("ipo", 1).astype("<f8").tobytes()).hexdigest()[:16]
        for mode in MODES
    }
    assert found == {"sobol": "2cc57437664ab2fe", "plain": "4d55a853cb0daa31"}


@pytest.mark.parametrize("mode", MODES)
def test_another_seed_or_name_draws_anew(mode: str) -> None:
    draws = Draws(7, 4, 64, mode)
    assert not np.allclose(draws.uniform("ipo", 0), Draws(8, 4, 64, mode).uniform("ipo", 0))
    assert not np.allclose(draws.uniform("ipo", 0), draws.uniform("breakthrough", 0))


@pytest.mark.parametrize("mode", MODES)
def test_replicates_are_blocks_that_more_replicates_leave_alone(mode: str) -> None:
    few, many = Draws(7, 2, 64, mode), Draws(7, 5, 64, mode)
    assert np.array_equal(few.normals("x", 0, GRID), many.normals("x", 0, GRID)[:128])
    assert np.array_equal(few.uniform("x", 0), many.uniform("x", 0)[:128])


@pytest.mark.parametrize("paths", [32, 100, 256, 300])
@pytest.mark.parametrize("mode", MODES)
def test_replicates_drawn_together_are_those_drawn_alone(
    mode: str, paths: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = Draws(7, 5, paths, mode).normals("revenue", 3, GRID)
    monkeypatch.setattr(drawing, "TOGETHER", 1)
    alone = Draws(7, 5, paths, mode).normals("revenue", 3, GRID)
    monkeypatch.setattr(drawing, "PARTS", 1)
    by_blocks = Draws(7, 5, paths, mode).normals("revenue", 3, GRID)
    assert together.tobytes() == alone.tobytes() == by_blocks.tobytes()


def test_plain_draws_do_not_depend_on_the_slot() -> None:
    draws = Draws(7, 2, 64, "plain")
    assert np.array_equal(draws.normals("x", 0, GRID), draws.normals("x", 5, GRID))


@pytest.mark.parametrize("mode", MODES)
def test_normals_are_kept_and_cannot_be_changed(mode: str) -> None:
    draws = Draws(7, 2, 64, mode)
    normals = draws.normals("x", 0, GRID)
    assert np.shares_memory(normals, draws.normals("x", 0, GRID))
    with pytest.raises(ValueError, match="read-only"):
        normals[0, 0] = 1.0


@pytest.mark.parametrize("mode", MODES)
def test_normals_are_standard_and_independent_over_steps(mode: str) -> None:
    normals = Draws(3, 16, 512, mode).normals("x", 2, GRID)
    paths = len(normals)
    assert np.abs(normals.mean(axis=0)).max() < 4 / paths**0.5
    assert np.abs((normals**2).mean(axis=0) - 1).max() < 4 * (2 / paths) ** 0.5
    correlation = np.corrcoef(normals.T) - np.eye(GRID.steps)
    assert np.sqrt(np.mean(correlation**2)) < 2 / paths**0.5


def test_uniforms_keep_off_both_ends() -> None:
    uniforms = Draws(3, 8, 2048).uniform("x", 0)
    assert 0 < uniforms.min() < 1e-3
    assert 1 - 1e-3 < uniforms.max() < 1


def test_levels_beyond_the_table_are_drawn_plainly() -> None:
    grid = TimeGrid.of(dt.date(2025, 1, 1), dt.date(2084, 12, 31), "month")
    assert grid.steps == 720
    for slot in (3, 60, 20_000):
        normals = Draws(3, 2, 32).normals("x", slot, grid)
        assert np.isfinite(normals).all()
        assert abs(normals.std() - 1) < 4 / (2 * normals.size) ** 0.5
    assert 0 < Draws(3, 2, 32).uniform("x", 50_000).min() < 0.2


@pytest.mark.parametrize(
    ("asked", "got", "replicates"),
    [(16384, 16384, 8), (1000, 1000, 8), (100, 100, 10), (1009, 1016, 8), (10, 10, 10), (1, 8, 8), (36, 36, 9)],
)
def test_any_number_of_paths_is_split_into_equal_replicates(asked: int, got: int, replicates: int) -> None:
    draws = Draws.for_paths(1, asked)
    assert (draws.paths, draws.replicates) == (got, replicates)
    assert draws.uniform("x", 0).shape == (got,)


def test_first_points_of_an_odd_number_are_those_of_a_power_of_two() -> None:
    odd, even = Draws(1, 2, 100), Draws(1, 2, 128)
    assert np.array_equal(odd.uniform("x", 0), even.uniform("x", 0).reshape(2, 128)[:, :100].ravel())


def test_quasi_random_standard_error_beats_plain_five_times_on_a_smooth_mean() -> None:
    def error(mode: str) -> float:
        draws = Draws(11, 32, 512, mode)
        price = np.exp(0.1 * draws.normals("price", 0, GRID) - 0.005).cumprod(axis=1)
        cost = np.exp(0.15 * draws.normals("cost", 2, GRID) - 0.01125).cumprod(axis=1)
        means = (price - 0.5 * cost).mean(axis=1).reshape(32, 512).mean(axis=1)
        return float(means.std(ddof=1))

    assert error("sobol") < error("plain") / 5
