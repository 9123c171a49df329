"""The worth of all packages from columns equals the worth of each package alone."""

from __future__ import annotations

import doctest
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.engine.grids import package_columns, tiles
from dealwright.engine.grids.block import Given, Half
from dealwright.engine.grids.grid import value_packages
from dealwright.engine.grids.kernels.tails import ENOUGH, tails_in_numpy
from dealwright.engine.grids.many_packages import values_of_packages
from dealwright.engine.grids.package_columns import GroupColumns, PackageColumns, PackageIndex, value_of_package
from dealwright.engine.grids.precision import ERROR
from dealwright.engine.grids.prepared import prepare
from dealwright.engine.grids.tails import Extent
from dealwright.engine.grids.tiles import BLOCK, tiles_of, value_tile
from dealwright.engine.measures import exponential_equivalent

if TYPE_CHECKING:
    from dealwright.engine.grids.grid import PackageWorth
    from dealwright.engine.grids.precision import Name


def random_columns(seed: int, **changes: Any) -> PackageColumns:
    """Make columns of everything at once: doubtful paths, remainders, payees who are no party, negative stakes."""
    shape: dict[str, Any] = {
        "parties": ("a", "b"), "companies": ("n",), "options": (4, 3), "levels": 3, "paths": 96,
        "owed": True, "at_stake": False, "tolerance": (30.0, 150.0), "equity": 20.0,
    } | changes  # fmt: skip
    parties, companies, paths = shape["parties"], shape["companies"], shape["paths"]
    random = np.random.default_rng(seed)
    groups = tuple(
        GroupColumns(
            f"g{place}",
            size,
            {party: random.normal(3, 5, (size, paths)) for party in parties if random.random() < 0.8},
            {company: random.normal(0, 10, (size, paths)) for company in companies if random.random() < 0.9},
            {
                (company, payee): np.maximum(0.0, random.normal(2, 6, (size, paths)))
                for company in companies
                for payee in (*parties, "outsider")
                if shape["owed"] and random.random() < 0.6
            },
        )
        for place, size in enumerate(shape["options"])
    )
    if shape["at_stake"]:
        groups = tuple(
            replace(
                group, at_stake={key: random.normal(2, 6, owed.shape) * (owed > 0) for key, owed in group.owed.items()}
            )
            for group in groups
        )
    stake = np.sort(random.normal(0.3, 0.5, (shape["levels"], len(parties), len(companies))), axis=0)
    stake[:, 1::2] *= -1
    discount = random.uniform(0.3, 1, (len(parties), len(companies), paths))
    equity = random.normal(shape["equity"], 30, (len(companies), paths))
    return PackageColumns(
        parties, companies, groups, stake, equity, discount, shape["tolerance"], changes.get("weight")
    )


def alone(columns: PackageColumns, worth: PackageWorth) -> tuple[np.ndarray, np.ndarray, float]:
    """Value every package by itself: certainty equivalents, means, and the scale of the values."""
    values = np.array([value_of_package(columns, *worth.index.choice(n)) for n in range(worth.index.packages)])
    mean = values.mean(axis=2).T
    sure = mean.copy()
    for party, tolerance in enumerate(columns.risk_tolerance):
        if tolerance is not None:
            sure[party] = exponential_equivalent(values[:, party], tolerance)
    return sure, mean, float(np.abs(values).max()) or 1.0


def differs_by(columns: PackageColumns, precision: Name | None = None) -> float:
    """Measure the largest error of the grid, relative to the scale of the values."""
    worth = value_packages(columns, precision=precision)
    sure, mean, scale = alone(columns, worth)
    assert worth.certainty_equivalent.shape == worth.mean.shape == (len(columns.parties), worth.index.packages)
    return float(max(np.abs(worth.certainty_equivalent - sure).max(), np.abs(worth.mean - mean).max()) / scale)


EVERY_KIND = pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="remainders-bind"),
        pytest.param({"owed": False}, id="limited-liability-alone"),
        pytest.param({"at_stake": True}, id="payees-count-at-rates-of-their-own"),
        pytest.param({"companies": ("n", "m", "o"), "options": (2, 3, 2, 1, 4), "levels": 2}, id="three-companies"),
        pytest.param({"companies": ()}, id="no-company"),
        pytest.param({"options": ()}, id="nothing-negotiable-but-the-stake"),
        pytest.param({"options": (5,), "levels": 1}, id="one-group"),
        pytest.param({"parties": ("a", "b", "c"), "tolerance": (30.0, None, 9.0)}, id="three-parties-one-risk-neutral"),
        pytest.param({"tolerance": (None, None)}, id="means-only"),
        pytest.param({"equity": 300.0}, id="every-path-clear"),
        pytest.param({"equity": -300.0}, id="nothing-ever-left"),
        pytest.param({"tolerance": (0.02, 0.05)}, id="exponents-past-the-range-of-a-double"),
        pytest.param({"options": (90, 90), "levels": 2, "paths": 40}, id="several-patches"),
        pytest.param({"levels": 40, "options": (3, 2)}, id="forty-uneven-levels"),
    ],
)


@EVERY_KIND
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_package_equals_itself_valued_alone(seed: int, changes: dict[str, Any]) -> None:
    assert differs_by(random_columns(seed, **changes)) < 1e-12


@EVERY_KIND
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_single_precision_keeps_its_bound(seed: int, changes: dict[str, Any]) -> None:
    assert differs_by(random_columns(seed, **changes), "single") < ERROR["single"]


@pytest.mark.parametrize("tolerance", [1e6, 1e8, 1e9, 1e10, 1e12, 1e27])
@pytest.mark.parametrize("precision", ["double", "single"])
def test_a_party_that_hardly_minds_risk_has_its_worth_whatever_its_tolerance(tolerance: float, precision: Name) -> None:
    """Mean utilities that are all but one keep rho / 10^15: at 1e27 all packages were worth what the middle one is."""
    columns = random_columns(1, tolerance=(tolerance, 0.7 * tolerance), companies=("n", "m"))
    assert differs_by(columns, precision) < {"double": 1e-10, "single": 1e-7}[precision]  # a mean is one in single


@given(
    seed=st.integers(0, 10**6),
    companies=st.integers(0, 3),
    options=st.lists(st.integers(1, 5), max_size=4),
    levels=st.integers(1, 5),
    paths=st.integers(1, 50),
    tolerance=st.tuples(*[st.one_of(st.none(), st.floats(0.01, 1e4))] * 2),
    equity=st.floats(-100, 100),
)
def test_the_grid_is_exact_whatever_it_is_made_of(
    seed: int, companies: int, options: list[int], **changes: Any
) -> None:
    columns = random_columns(seed, companies=tuple("nmo"[:companies]), options=tuple(options), **changes)
    assert differs_by(columns) < 1e-11


@EVERY_KIND
@pytest.mark.parametrize("precision", ["double", "single"])
def test_the_spread_of_every_package_is_that_of_itself_valued_alone(changes: dict[str, Any], precision: Name) -> None:
    columns = random_columns(4, **changes)
    worth = value_packages(columns, precision=precision, tails=True)
    values = np.array([value_of_package(columns, *worth.index.choice(n)) for n in range(worth.index.packages)])
    assert worth.tails is not None
    for party, values_of_party in enumerate(np.moveaxis(values, 1, 0)):
        for found, expected in zip(worth.tails.every, tails_in_numpy(values_of_party, 0.05), strict=True):
            assert np.abs(found[party] - expected).max() < ERROR[precision] * np.abs(values).max()


@pytest.mark.parametrize("precision", ["double", "single"])
def test_tails_of_many_paths_are_within_a_path_of_the_ordered_ones(precision: Name) -> None:
    columns = random_columns(2, paths=24_001, options=(3, 2), levels=4)
    worth = value_packages(columns, precision=precision, tails=True)
    assert worth.tails is not None
    for number in range(worth.index.packages):
        for party, value in enumerate(value_of_package(columns, *worth.index.choice(number))):
            place, ordered = 1200, np.sort(value)
            slack = 24_001 // ENOUGH + 1
            scale = ordered[-1] - ordered[0]
            assert worth.tails.p5[party, number] >= ordered[place - slack] - 1e-6 * scale
            assert worth.tails.p5[party, number] <= ordered[place + slack] + 1e-6 * scale
            worst = ordered[:1200].mean()
            assert worth.tails.cvar5[party, number] == pytest.approx(worst, abs=1e-4 * value.std() + 1e-6 * scale)


def test_what_is_the_same_on_all_paths_makes_none_of_them_worse_than_another() -> None:
    generator = np.random.default_rng(11)
    direct, at_exit = generator.normal(scale=0.1, size=(2, 1, 4, 500))
    direct += generator.normal(size=500)
    upfront = generator.normal(scale=50.0, size=(1, 4, 1))
    rest = np.ones((1, 500)), np.ones((1, 1, 500)), np.ones((1, 1, 500)), np.zeros((1, 500)), np.zeros((1, 500))
    common, held = Given(*rest, np.zeros(1, dtype=bool)), np.array([[0.25], [0.5]])
    plain, paid = (Extent.of(Half(each, at_exit, {}, {})) for each in (direct, direct + upfront))
    chosen = plain.may_be_worst(plain, common, 0, held)
    assert len(chosen) < 250
    assert np.array_equal(paid.may_be_worst(plain, common, 0, held), chosen)
    equity = np.maximum(1.0 + at_exit[0, :, None] + at_exit[0], 0.0)
    worth = (direct + upfront)[0, :, None] + direct[0] + held[:, :, None, None] * equity
    for package in worth.reshape(-1, 500):
        assert set(np.argsort(package)[:25]) <= set(chosen)


def test_evenly_spaced_stakes_share_one_exponential_and_lose_nothing() -> None:
    columns = random_columns(5, levels=41)
    share = np.linspace(-0.1, 0.7, 41)
    even = PackageColumns(
        columns.parties, columns.companies, columns.groups, np.stack([1 - share, share], axis=1)[:, :, None],
        columns.equity, columns.discount, columns.risk_tolerance,
    )  # fmt: skip
    assert differs_by(even) < 1e-12
    assert differs_by(even, "single") < ERROR["single"]


def test_dilution_weighs_the_equity_and_not_what_is_unpaid() -> None:
    columns = random_columns(6)
    diluted = PackageColumns(
        columns.parties, columns.companies, columns.groups, columns.stake, columns.equity, columns.discount,
        columns.risk_tolerance, columns.discount * 0.6,
    )  # fmt: skip
    assert differs_by(diluted) < 1e-12
    assert not np.allclose(value_packages(diluted).mean, value_packages(columns).mean)


def test_a_debt_that_cannot_be_paid_is_shared_in_proportion() -> None:
    owed = {("n", "a"): np.array([[30.0]]), ("n", "outsider"): np.array([[10.0]])}
    group = GroupColumns("late", 1, {"a": np.array([[15.0]])}, {"n": np.array([[-40.0]])}, owed)
    columns = PackageColumns(
        ("a",), ("n",), (group,), np.array([[[0.25]]]), np.array([[20.0]]), np.array([[[0.5]]]), (None,)
    )
    # 40 owed, 20 there: a is paid 15 of 30, in present value 7.5 of 15; nothing is left for its quarter of the equity.
    assert value_packages(columns).mean == pytest.approx(7.5)


@pytest.fixture
def many_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut even a small grid into many tiles."""
    monkeypatch.setattr(tiles, "MOST_PACKAGES", 16)


@pytest.mark.usefixtures("many_tiles")
@pytest.mark.parametrize("options", [(4, 3, 2, 5), (7,), (1, 11), ()])
def test_a_grid_in_tiles_equals_every_package_valued_alone(options: tuple[int, ...]) -> None:
    assert differs_by(random_columns(9, options=options, paths=20)) < 1e-12


@pytest.mark.usefixtures("many_tiles")
def test_the_same_bytes_whatever_the_threads() -> None:
    columns = random_columns(7, paths=2 * BLOCK + 3, options=(6, 5, 2))
    one, four = value_packages(columns, threads=1), value_packages(columns, threads=4)
    assert one.certainty_equivalent.tobytes() == four.certainty_equivalent.tobytes()
    assert one.mean.tobytes() == four.mean.tobytes()


@pytest.mark.usefixtures("many_tiles")
def test_progress_ends_with_all_tiles_done() -> None:
    told: list[tuple[int, int]] = []
    value_packages(random_columns(8, options=(6, 5)), progress=lambda done, of: told.append((done, of)))
    assert len(told) > 1
    assert told == [(done, len(told)) for done in range(1, len(told) + 1)]


@given(
    levels=st.integers(1, 40), options=st.lists(st.integers(1, 300), max_size=4), paths=st.integers(1, 10**6),
    parties=st.integers(1, 4),
)  # fmt: skip
def test_tiles_cover_a_grid_once_and_are_neither_long_nor_large(
    levels: int, options: list[int], paths: int, parties: int
) -> None:
    index = PackageIndex.of(levels, options)
    cut = tiles_of(index, paths, parties) if index.packages < 10**7 else ()
    seen = np.zeros(index.shape[1:], dtype=int) if cut else np.ones(1)
    for tile in cut:
        seen[tile.first, tile.second] += 1
        rows, columns = tile.first.stop - tile.first.start, tile.second.stop - tile.second.start
        seconds = levels * rows * columns * paths * parties * tiles.COST
        assert rows * columns == 1 or (seconds <= tiles.LONGEST and levels * rows * columns <= tiles.MOST_PACKAGES)
        assert len(cut) == 1 or 2 * max(index.shape[1:]) >= rows
    assert (seen == 1).all()
    assert [tile.number for tile in cut] == list(range(len(cut)))


def test_a_tile_of_a_million_packages_is_worth_a_task_of_its_own() -> None:
    index = PackageIndex.of(21, (192, 260))
    seen = np.zeros(index.shape[1:])
    packages = [21 * seen[tile.first, tile.second].size for tile in tiles_of(index, 10_240, 2)]
    assert sum(packages) == index.packages
    assert 0.25 <= 10_240 * 2 * tiles.COST * min(packages) <= 10_240 * 2 * tiles.COST * max(packages) <= 0.5


@pytest.mark.usefixtures("many_tiles")
def test_a_tile_valued_alone_is_the_bytes_it_is_among_others() -> None:
    columns = random_columns(10, options=(6, 5))
    whole = value_packages(columns)
    prepared = prepare(columns)
    tile = tiles_of(prepared.index, columns.paths, 2)[3]
    found = value_tile(prepared, tile).certainty_equivalent
    expected = whole.certainty_equivalent.reshape(2, *prepared.index.shape)[..., tile.first, tile.second]
    assert found.tobytes() == expected.tobytes()


@given(levels=st.integers(1, 4), options=st.lists(st.integers(1, 6), max_size=15))
def test_a_package_s_number_and_its_choices_are_one_to_one(levels: int, options: list[int]) -> None:
    options = [size if place < 5 else 1 for place, size in enumerate(options)]
    index = PackageIndex.of(levels, options)
    assert index.packages == levels * np.prod(options, dtype=int)
    numbers = range(0, index.packages, max(1, index.packages // 50))
    assert [index.number(*index.choice(number)) for number in numbers] == list(numbers)
    assert all(0 <= o < size for n in numbers for o, size in zip(index.choice(n)[1], options, strict=True))


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ({"direct": {"a": np.zeros((2, 5))}}, "shape"),
        ({"at_exit": {"n": np.full((2, 4), np.nan)}}, "not finite"),
        ({"owed": {("n", "a"): np.full((2, 4), -1.0)}}, "negative"),
    ],
)
def test_columns_that_cannot_be_summed_are_refused(broken: dict[str, Any], message: str) -> None:
    group = GroupColumns("g", 2, **broken)
    with pytest.raises(ValueError, match=message):
        PackageColumns(("a",), ("n",), (group,), np.ones((1, 1, 1)), np.ones((1, 4)), np.ones((1, 1, 4)), (None,))


def test_the_examples_of_package_columns_hold() -> None:
    for module in (package_columns, tiles):
        result = doctest.testmod(module)
        assert result.attempted > 0
        assert result.failed == 0


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"at_stake": True, "parties": ("a", "b", "c"), "companies": ("n", "m"), "tolerance": (30.0, None, 9.0)},
        {"owed": False, "companies": ()},
        {"options": (2, 1, 5), "companies": ("n", "m", "o")},
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_many_packages_at_once_are_to_the_last_digit_what_each_is_alone(seed: int, changes: dict[str, Any]) -> None:
    columns = random_columns(seed, **changes)
    index = PackageIndex.of(len(columns.stake), [group.options for group in columns.groups])
    numbers = np.random.default_rng(seed).permutation(index.packages)[:40]
    chosen = [index.choice(int(number)) for number in numbers]
    levels, options = np.array([level for level, _ in chosen]), np.array([each for _, each in chosen]).T
    alone = np.array([value_of_package(columns, *each) for each in chosen])
    assert np.array_equal(values_of_packages(columns, levels, options), alone)
