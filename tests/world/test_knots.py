"""Many numbers find their place between knots as each alone does."""

import numpy as np
import pytest

from dealwright.world import trajectory
from dealwright.world.knots import FEW, places
from dealwright.world.trajectory import interpolate

MONTHS = np.cumsum([0.0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
TENTHS = np.arange(-30, 40) * 0.1
UNEVEN = np.array([-3.0, -2.999, 5.0, 5.5, 1e5])
KNOTS = pytest.mark.parametrize(
    "knots", [MONTHS, TENTHS, UNEVEN, MONTHS[:2]], ids=["months", "tenths", "uneven", "two"]
)


@KNOTS
def test_many_numbers_find_the_places_that_each_alone_finds(knots: np.ndarray) -> None:
    inside = np.random.default_rng(2).uniform(knots[0] - 5, knots[-1] + 5, 2 * FEW)
    close = [np.nextafter(knots, -np.inf), knots, np.nextafter(knots, np.inf)]
    numbers = np.concatenate([inside, *close, [-np.inf, np.inf]])
    expected = [min(max(int(np.sum(knots <= number)) - 1, 0), len(knots) - 2) for number in numbers]
    assert places(knots, numbers).tolist() == expected


@KNOTS
def test_what_is_no_number_has_a_place_without_a_warning(knots: np.ndarray) -> None:
    assert len(places(knots, np.full(2 * FEW, np.nan))) == 2 * FEW


@pytest.mark.parametrize("paths", [3, 2 * FEW])
@pytest.mark.parametrize("days_of", ["each", "all"])
def test_rows_are_read_alike_by_path_for_all_and_in_any_layout(paths: int, days_of: str) -> None:
    random = np.random.default_rng(3)
    values = random.uniform(1, 2, (len(MONTHS), paths))
    days = np.broadcast_to(random.uniform(-9, 400, (2, paths if days_of == "each" else 1)), (2, paths))
    expected = [[np.interp(row[path], MONTHS, values[:, path]) for path in range(3)] for row in days]
    given = days if days_of == "each" else days[:, :1]
    for layout in (values, np.asfortranarray(values)):
        np.testing.assert_allclose(interpolate(MONTHS, layout, given)[:, :3], expected, rtol=1e-14)


@pytest.mark.parametrize("way", ["straight", "logarithmic"])
@KNOTS
def test_a_compiled_loop_reads_what_arrays_do_to_the_byte(
    knots: np.ndarray, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    random, found = np.random.default_rng(4), []
    values = random.lognormal(0.0, 1.0, (len(knots), 3 * FEW))
    close = [np.nextafter(knots, -np.inf), knots, np.nextafter(knots, np.inf), [-np.inf, np.inf, np.nan]]
    days = random.uniform(knots[0] - 5, knots[-1] + 5, (1, 3 * FEW))
    days[0, : len(np.concatenate(close))] = np.concatenate(close)
    for much in (False, True):
        monkeypatch.setattr(trajectory, "pays_now", lambda _, much=much: much)
        with np.errstate(invalid="ignore"):
            found.append(interpolate(knots, values, days, logarithmic=way == "logarithmic"))
    assert np.isnan(found[0]).sum() == 1
    np.testing.assert_array_equal(found[1], found[0])
