import numpy as np
import pytest

from dealwright.world import bridge

GRIDS = {
    "even": (0.0, 1.0, 2.0, 3.0, 4.0),
    "stub first": (0.0, 0.13, 0.38, 0.63, 0.88, 1.13, 1.38),
    "one step": (0.0, 0.7),
    "uneven": (0.0, 0.5, 0.6, 2.0, 2.1, 5.0, 9.0, 9.5),
}


@pytest.mark.parametrize("far", [None, 1, 2, -1])
@pytest.mark.parametrize("times", GRIDS.values(), ids=GRIDS)
def test_covariance_of_the_bridge_is_exactly_that_of_brownian_motion(times: tuple[float, ...], far: int | None) -> None:
    steps = len(times) - 1
    matrix = bridge.increments(times, np.eye(steps), None if far is None else min(far % (steps + 1), steps))
    motion = np.cumsum(matrix * np.sqrt(np.diff(times))[:, None], axis=0)
    assert np.allclose(matrix @ matrix.T, np.eye(steps), rtol=0, atol=1e-14)
    assert np.allclose(motion @ motion.T, np.minimum.outer(times[1:], times[1:]), rtol=1e-13, atol=0)


def test_the_first_normal_moves_the_far_end_and_the_second_its_middle() -> None:
    matrix = bridge.increments(GRIDS["even"], np.eye(4))
    assert np.allclose(np.cumsum(matrix, axis=0)[-1], [2, 0, 0, 0])
    assert np.allclose(np.cumsum(matrix, axis=0)[1], [1, 1, 0, 0])


def test_the_first_normal_moves_a_nearer_point_where_one_is_said_and_the_second_the_far_end() -> None:
    motion = np.cumsum(bridge.increments(GRIDS["even"], np.eye(4), far=3), axis=0)
    assert np.allclose(motion[2], [3**0.5, 0, 0, 0])
    assert np.allclose(motion[3], [3**0.5, 1, 0, 0])


@pytest.mark.parametrize("far", [None, 1, 3, 20, 62])
@pytest.mark.parametrize("last", [0, 1, 2, 23, 24, 62, 63])
def test_a_motion_up_to_a_point_hangs_on_the_wanted_normals_alone(far: int | None, last: int) -> None:
    times = tuple(np.cumsum(np.linspace(0, 1, 64)))
    stages, _ = bridge.tables(times, bridged=True, far=far)
    wanted = bridge.wanted(stages, 63, np.array([last, 63]))
    moves = bridge.increments(times, np.eye(63), far)[:last] != 0
    assert np.array_equal(wanted[0], moves.any(axis=0))
    assert wanted[1].all()


def test_without_a_bridge_each_step_has_its_own_normal() -> None:
    wanted = bridge.wanted(np.empty((0, 3), dtype=int), 4, np.array([0, 3, 4]))
    assert wanted.astype(int).tolist() == [[0, 0, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]


@pytest.mark.parametrize("far", [None, 1, 20, 62, 63])
def test_every_point_is_drawn_once(far: int | None) -> None:
    times = tuple(np.linspace(0, 7, 64))
    assert sorted(stage.middle for stage in bridge.plan(times, far)) == list(range(1, 64))
