"""How far the worth of each package may fall, kept on disk with it: the same whoever works, and how it is read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pyarrow import parquet

from bargain.tiled_deals import DEALS
from dealwright.bargain import spread
from dealwright.bargain.packages import value_grid
from dealwright.engine.executors.running import HaltedError, KeepError, Machines
from dealwright.engine.grids import tiles
from dealwright.engine.grids.package_columns import value_of_package
from dealwright.lang.load import loads
from dealwright.study import Study

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from dealwright.bargain.result import Bargain
    from dealwright.engine.grids.precision import Name

PATHS = 64
PAGE = Path(__file__).parents[2] / "docs" / "cluster.md"


@pytest.fixture(autouse=True, scope="module")
def _small_tiles() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiles, "MOST_PACKAGES", 80)
        yield


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep a grid with its tails."""
    keep = tmp_path_factory.mktemp("rich") / "kept"
    bargained(keep)
    return keep


def bargained(
    keep: Path, deal: str = "one world", *, tails: bool = True, precision: Name | None = None, **machines: Any
) -> Bargain:
    study = Study(loads(DEALS.get(deal, deal)), paths=PATHS)
    return study.bargain(refine=False, tails=tails, precision=precision, machines=Machines(keep=keep, **machines))


def table(keep: Path) -> pa.Table:
    return parquet.read_table(keep / "tiles").sort_by("package")


def written(keep: Path) -> dict[str, bytes]:
    return {part.name: part.read_bytes() for part in sorted((keep / "tiles").iterdir())}


@pytest.mark.parametrize("deal", ["worlds", "three parties", "it may not close"])
def test_the_tables_say_how_far_each_package_may_fall(deal: str, tmp_path: Path) -> None:
    bargained(tmp_path / "kept", deal)
    study, found = Study(loads(DEALS[deal]), paths=PATHS), table(tmp_path / "kept")
    grid = value_grid(study.deal, study.randomness)
    columns = [world.columns for world in grid.worlds]
    for number in range(0, found.num_rows, 97):
        world, within = divmod(number, grid.worlds[0].index.packages)
        worth = value_of_package(columns[world], *grid.worlds[world].index.choice(within))
        row = found.slice(number, 1).to_pylist()[0]
        for party, values in zip(columns[world].parties, worth, strict=True):
            alone = (values.mean(), values.std(), np.quantile(values, 0.05))
            told = [row[f"{figure}.{party}"] for figure in ("mean", "standard_deviation", "p5", "cvar5")]
            assert told[:3] == pytest.approx(alone, rel=1e-9, abs=1e-6)
            assert told[3] == pytest.approx(spread.Spread.of(values).cvar5, rel=1e-9, abs=1e-6)


def test_each_column_says_what_it_holds_and_in_which_currency(rich: Path) -> None:
    schema = table(rich).schema
    figures = ["worth", "mean", "standard_deviation", "p5", "cvar5"]
    assert schema.names[-10:] == [f"{figure}.{party}" for figure in figures for party in ("ada", "bruno")]
    assert schema.field("p5.ada").metadata == {
        b"unit": b"EUR",
        b"description": b"5th percentile of the present value over the futures",
    }
    assert b"unit" not in schema.field("terms.royalty.rate").metadata
    assert json.loads((rich / "manifest.json").read_text())["figures"] == figures


def test_what_a_bargain_says_of_a_large_frontier_comes_from_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = bargained(tmp_path / "kept", "it may not close").to_json()["spread"]
    monkeypatch.setattr(spread, "MANY", 0)
    monkeypatch.setattr(spread, "spread_of_all", None)
    from_disk = bargained(tmp_path / "kept", "it may not close").to_json()["spread"]
    flat = [np.array(re.findall(r"-?\d[\d.e+-]*", json.dumps(each)), dtype=float) for each in (alone, from_disk)]
    assert len(flat[0]) > 100
    np.testing.assert_allclose(flat[1], flat[0], rtol=1e-9, atol=1e-6)


def test_a_run_that_was_stopped_goes_on_to_the_same_bytes(rich: Path, tmp_path: Path) -> None:
    def stop(done: int, _whole: int) -> None:
        if done > 250:
            raise KeyboardInterrupt

    with pytest.raises(HaltedError):
        bargained(tmp_path / "kept", valued=stop)
    there = written(tmp_path / "kept")
    assert 2 < len(there) < 16
    bargained(tmp_path / "kept", workers=2)
    assert written(tmp_path / "kept") == written(rich)


def test_a_folder_with_tails_serves_who_does_not_ask_for_them_and_no_other_way(rich: Path, tmp_path: Path) -> None:
    bargained(tmp_path / "lean", tails=False)
    assert table(tmp_path / "lean").schema.names[-2:] == ["worth.ada", "worth.bruno"]
    with pytest.raises(KeepError, match="differ in: figures of each package; name another folder"):
        bargained(tmp_path / "lean")
    told: list[str] = []
    before = written(rich)
    bargained(rich, tails=False, told=told.append)
    assert "16 are there already" in told[0]
    assert written(rich) == before


def test_a_folder_keeps_one_precision(tmp_path: Path) -> None:
    wary = DEALS["one world"].replace("500k}", "100k}").replace("5m}", "100k}")
    bargained(tmp_path / "kept", wary, tails=False)
    assert bargained(tmp_path / "kept", wary, tails=False, precision="double").plan.precision == "double"
    with pytest.raises(KeepError, match="differ in: precision; name another folder"):
        bargained(tmp_path / "kept", wary, tails=False, precision="single")
    single = bargained(tmp_path / "single", wary, tails=False, precision="single")
    assert single.plan.precision == "single"
    one, other = (table(tmp_path / name).column("worth.ada").to_numpy() for name in ("kept", "single"))
    assert 0 < np.abs(one - other).max() < 1e-5 * np.abs(one).max()


def test_what_single_precision_cannot_hold_is_said_to_be_double(tmp_path: Path) -> None:
    assert bargained(tmp_path / "kept", tails=False, precision="single").plan.precision == "double", "one minds no risk"


def test_the_tables_are_read_as_the_manual_says(rich: Path) -> None:
    code = next(each for each in re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL) if "dataset" in each)
    *lines, last = code.replace("FOLDER", str(rich)).strip().splitlines()
    told: dict[str, Any] = {}
    exec("\n".join([*lines, f"unit = {last}"]), told)  # noqa: S102 - our own page
    rows = table(rich).to_pylist()
    safe = [row for row in rows if row["cvar5.bruno"] >= 100_000 and row["p5.ada"] >= 0]
    assert 3 < len(safe) < len(rows)
    best = sorted((row["worth.ada"] for row in safe), reverse=True)[:3]
    assert sorted((row["worth.ada"] for row in told["best"]), reverse=True) == best
    most = {row["terms.royalty.rate"]: row["worth.bruno_max"] for row in told["by_rate"].to_pylist()}
    assert most["8%"] == max(row["worth.bruno"] for row in rows if row["terms.royalty.rate"] == "8%")
    assert told["unit"] == b"EUR"
