"""A grid valued part by part, anywhere, and kept on disk, is the grid valued at once in memory."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from distributed import LocalCluster
from pyarrow import parquet

from bargain.tiled_deals import DEALS
from dealwright.bargain.figures import WORTH_ALONE, Figures
from dealwright.bargain.negotiation import negotiate
from dealwright.bargain.result import Bargain
from dealwright.bargain.tiled import folder
from dealwright.bargain.tiled import grid as grids
from dealwright.bargain.tiled.job import Job, Part, opened
from dealwright.bargain.tiled.table import table_of
from dealwright.engine.executors.cluster import Cluster
from dealwright.engine.executors.executor import StoppedError, never
from dealwright.engine.executors.processes import Processes
from dealwright.engine.executors.running import HaltedError, KeepError, Machines, Running
from dealwright.engine.executors.threads import Threads
from dealwright.engine.grids import tiles
from dealwright.engine.grids.columns import NoPlainSumError
from dealwright.engine.threads import in_one_order
from dealwright.lang.load import loads
from dealwright.study import Study

PATHS = 64


@pytest.fixture(autouse=True)
def _small_tiles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Cut grids into parts as small as a test needs; whoever works gets each part from here."""
    monkeypatch.setattr(tiles, "MOST_PACKAGES", 80)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", memory_limit=0) as local:
        yield local


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    one = Processes(2)
    yield one
    one.close()


def study(deal: str = "one world", seed: int = 1) -> Study:
    return Study(loads(DEALS[deal]), paths=PATHS, seed=seed)


def bargained(one: Study, machines: Machines | None = None, figures: Figures = WORTH_ALONE) -> Bargain:
    """Bargain on the steps of the ranges alone."""
    with (machines or Machines()).running() as running:
        return in_one_order(negotiate)(one.deal, one.randomness, refined=False, figures=figures, running=running)


def begun(folder: Path) -> None:
    """Begin to keep a grid, and stop after the first part."""

    def stop(_done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(HaltedError):
        bargained(study(), Machines(keep=folder, valued=stop))


def said(found: Bargain) -> str:
    return json.dumps([found.to_json(), [point.to_json() for point in found.cloud]])


def written(folder: Path) -> dict[str, bytes]:
    return {part.name: part.read_bytes() for part in sorted((folder / "tiles").iterdir())}


def parts(deal: str = "worlds") -> list[Part]:
    """Cut a grid into its parts."""
    one = study(deal)
    job = Job.of(one.deal, one.randomness)
    here = opened(job)
    return [Part(job, world, tile) for world in range(len(here.worlds.overrides)) for tile in here.tiles()]


@pytest.mark.parametrize("deal", DEALS)
def test_everything_that_a_bargain_says_comes_out_of_a_grid_on_disk(deal: str, tmp_path: Path) -> None:
    told: list[str] = []
    kept = bargained(study(deal), Machines(keep=tmp_path / "kept", told=told.append))
    assert said(kept) == said(bargained(study(deal)))
    assert len(written(tmp_path / "kept")) > 1 or deal == "few packages"
    assert f"{kept.packages:,} packages in" in told[0]


def test_a_grid_that_is_larger_than_memory_is_kept_in_the_cache_of_the_user(tmp_path: Path) -> None:
    told: list[str] = []
    kept = study("worlds").bargain(machines=Machines(in_memory=1_000, told=told.append))
    assert said(kept) == said(study("worlds").bargain()), "with what lies between the steps"
    (folder,) = (tmp_path / "cache" / "dealwright").iterdir()
    assert len(written(folder)) > 10
    assert str(folder) in told[0]


def test_the_bytes_are_the_same_whoever_works(cluster: LocalCluster, processes: Processes) -> None:
    alone = [table_of(part) for part in parts()]
    assert len(alone) > 20
    joined = Cluster(cluster.scheduler_address)
    for executor in (Threads(3), processes, joined):
        assert list(executor.results(table_of, parts(), stopped=never)) == alone, executor.where
    joined.close()


def test_a_worker_of_a_cluster_that_is_killed_in_the_middle_changes_no_byte(cluster: LocalCluster) -> None:
    one = Cluster(cluster.scheduler_address)
    found = []
    for table in one.results(table_of, parts(), stopped=never):
        if not found:
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        found.append(table)
    assert found == [table_of(part) for part in parts()]
    one.close()


def test_a_bargain_goes_to_a_cluster(cluster: LocalCluster) -> None:
    found = bargained(study(), Machines(cluster=cluster.scheduler_address))
    assert said(found) == said(bargained(study()))


def test_a_grid_in_memory_is_the_same_on_processes(processes: Processes) -> None:
    counted: list[tuple[int, int]] = []
    one = study("worlds")
    running = Running(processes, valued=lambda done, whole: counted.append((done, whole)))
    found = in_one_order(negotiate)(one.deal, one.randomness, running=running)
    assert said(found) == said(one.bargain()), "with what lies between the steps"
    assert counted[-1] == (found.packages, found.packages)
    assert counted == sorted(counted)


def test_a_run_that_is_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    def stop(done: int, _whole: int) -> None:
        if done > 250:
            raise KeyboardInterrupt

    with pytest.raises(HaltedError, match=r"stopped; \d+ of \d+ parts in .*/kept: the same command goes on from there"):
        bargained(study(), Machines(keep=tmp_path / "kept", valued=stop))
    there = written(tmp_path / "kept")
    assert 2 < len(there) < 16
    times = {part: part.stat().st_mtime_ns for part in (tmp_path / "kept" / "tiles").iterdir()}
    (tmp_path / "kept" / "tiles" / "00000-00009.parquet.77.part").write_bytes(b"half a table")
    told: list[str] = []
    found = bargained(study(), Machines(keep=tmp_path / "kept", told=told.append))
    assert said(found) == said(bargained(study()))
    assert f"{len(there)} are there already" in told[0]
    assert {part: part.stat().st_mtime_ns for part in times} == times, "what was there is not valued again"
    bargained(study(), Machines(keep=tmp_path / "whole"))
    assert written(tmp_path / "kept") == written(tmp_path / "whole")


def test_a_run_may_be_stopped_by_a_program(tmp_path: Path) -> None:
    seen: list[int] = []
    asked = Machines(
        keep=tmp_path / "kept", stopped=lambda: len(seen) > 3, valued=lambda done, _whole: seen.append(done)
    )
    with pytest.raises(StoppedError):
        bargained(study(), asked)
    assert len(written(tmp_path / "kept")) < 16


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (lambda: study("worlds"), "differ in: deal, or what is laid over it"),
        (lambda: study(seed=2), "differ in: seed;"),
        (lambda: Study(loads(DEALS["one world"]), paths=128), "differ in: number of futures;"),
        (lambda: Study(loads(DEALS["one world"]), paths=PATHS, draws="plain"), "differ in: kind of draws;"),
        (
            lambda: Study(loads(DEALS["one world"]), paths=PATHS, overrides={"risk_free": "4%"}),
            "differ in: deal, or what is laid over it;",
        ),
    ],
)
def test_a_folder_of_other_packages_is_refused(other: object, words: str, tmp_path: Path) -> None:
    begun(tmp_path / "kept")
    before = written(tmp_path / "kept")
    with pytest.raises(KeepError, match=words):
        bargained(other(), Machines(keep=tmp_path / "kept"))  # type: ignore[operator]
    assert written(tmp_path / "kept") == before


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Bruno")
    with pytest.raises(KeepError, match="holds something else"):
        bargained(study(), Machines(keep=tmp_path))
    with pytest.raises(KeepError, match="holds something else"):
        bargained(study(), Machines(keep=tmp_path / "letter.txt"))
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]


def test_a_disk_with_too_little_room_is_told_before_anything_is_valued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder.shutil, "disk_usage", lambda _: SimpleNamespace(free=folder.SPARE + 10_000))
    with pytest.raises(
        KeepError, match=r"the 1,071 packages take \d+ kB in .*, where 10 kB are free beside 67.1 MB that"
    ):
        bargained(study(), Machines(keep=tmp_path / "kept"))
    assert written(tmp_path / "kept") == {}


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KeepError, match=r"cannot write to .*; name a folder in which you may write"):
        bargained(study(), Machines(keep=tmp_path / "file" / "kept"))


def test_the_tables_say_what_each_package_sets_and_is_worth(tmp_path: Path) -> None:
    found = bargained(study("worlds"), Machines(keep=tmp_path / "kept"))
    table = parquet.read_table(tmp_path / "kept" / "tiles").sort_by("package")
    assert table.column("package").to_pylist() == list(range(found.packages))
    for point in found.frontier[:: len(found.frontier) // 7]:
        row = table.slice(point.number, 1).to_pylist()[0]
        assert {path: row[path] for path in point.package} == dict(point.package)
        assert {party: row[f"worth.{party}"] for party in found.between} == dict(point.certainty_equivalent)
    manifest = json.loads((tmp_path / "kept" / "manifest.json").read_text())
    assert (manifest["packages"], manifest["seed"], manifest["between"]) == (found.packages, 1, ["ada", "bruno"])
    assert np.prod([len(values) for values in manifest["over"].values()]) == found.packages


@pytest.mark.parametrize("tails", [False, True])
def test_the_size_that_is_foretold_is_enough(*, tails: bool, tmp_path: Path) -> None:
    told: list[str] = []
    bargained(study("three parties"), Machines(keep=tmp_path / "kept", told=told.append), Figures(tails))
    size = sum(len(part) for part in written(tmp_path / "kept").values())
    foretold = float(told[0].split(" kB")[0].split()[-1]) * 1000
    assert size < foretold < 3 * size


def test_machines_that_cannot_be_meant_are_refused() -> None:
    with pytest.raises(ValueError, match="not both"):
        Machines(workers=2, cluster="tcp://127.0.0.1:1")
    with pytest.raises(ValueError, match="from 1"):
        Machines(workers=0)


def test_a_company_that_turns_out_to_be_owed_something_is_settled_from_then_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    valued: list[Part] = []

    def table_once_settled(part: Part) -> bytes:
        valued.append(part)
        if part.tile.number == 3 and not part.job.settled:
            raise NoPlainSumError("mill")
        return table_of(part)

    monkeypatch.setattr(grids, "table_of", table_once_settled)
    found = bargained(study(), Machines(keep=tmp_path / "kept"))
    plain = bargained(study())
    assert (found.frontier, found.solutions) == (plain.frontier, plain.solutions), "this deal has no such company"
    manifest = json.loads((tmp_path / "kept" / "manifest.json").read_text())
    assert manifest["settled"] == ["mill"]
    valued.clear()
    assert said(bargained(study(), Machines(keep=tmp_path / "kept"))) == said(found)
    assert valued == [], "the next run knows it from the start"
