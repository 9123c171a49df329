"""Folders with packages that were broken, filled, or taken by another run: each is told, and nothing is lost."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from typing import TYPE_CHECKING

import pyarrow.compute as pc
import pytest
from pyarrow import parquet

from bargain.tiled_deals import DEALS
from dealwright.bargain.tiled import folder
from dealwright.bargain.tiled.folder import Folder
from dealwright.bargain.tiled.table import read_figures
from dealwright.engine.executors.running import KeepError, Machines
from dealwright.engine.grids import tiles
from dealwright.lang.load import loads
from dealwright.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dealwright.bargain.result import Bargain


@pytest.fixture(autouse=True)
def _few_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "MOST_PACKAGES", 80)


def bargained(keep: Path, told: list[str] | None = None) -> Bargain:
    machines = Machines(keep=keep, told=[].append if told is None else told.append)
    return Study(loads(DEALS["few packages"]), paths=64).bargain(refine=False, machines=machines)


def written(keep: Path) -> dict[str, bytes]:
    return {part.name: part.read_bytes() for part in sorted((keep / "tiles").iterdir())}


def test_a_table_that_was_cut_short_is_valued_again(tmp_path: Path) -> None:
    found = bargained(tmp_path / "kept").to_json()
    whole = written(tmp_path / "kept")
    first = tmp_path / "kept" / "tiles" / min(whole)
    first.write_bytes(whole[first.name][:100])
    told: list[str] = []
    assert bargained(tmp_path / "kept", told).to_json() == found
    assert f"{len(whole) - 1} " in told[0]
    assert told[0].endswith("; 1 is not as it was written: valued again")
    assert written(tmp_path / "kept") == whole


def _cut(part: Path) -> None:
    part.write_bytes(part.read_bytes()[:100])


def _emptied(part: Path) -> None:
    part.write_bytes(b"")


def _bit_changed(part: Path) -> None:
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)


def _footer_changed(part: Path) -> None:
    content = bytearray(part.read_bytes())
    content[-60] ^= 4
    part.write_bytes(content)


def _another_part(part: Path) -> None:
    part.write_bytes(max(part.parent.iterdir()).read_bytes())


def _written_by_another_program(part: Path) -> None:
    table = parquet.read_table(part)
    place = table.schema.get_field_index("worth.ada")
    parquet.write_table(table.set_column(place, "worth.ada", pc.add(table["worth.ada"], 1e6)), part)


def _gone(part: Path) -> None:
    part.unlink()


@pytest.mark.parametrize(
    "change", [_cut, _emptied, _bit_changed, _footer_changed, _another_part, _written_by_another_program, _gone]
)
def test_whatever_happens_to_a_table_its_packages_are_valued_again(
    change: Callable[[Path], None], tmp_path: Path
) -> None:
    found = bargained(tmp_path / "kept").to_json()
    whole = written(tmp_path / "kept")
    assert len(whole) > 1
    change(tmp_path / "kept" / "tiles" / min(whole))
    assert written(tmp_path / "kept") != whole
    assert bargained(tmp_path / "kept").to_json() == found
    assert written(tmp_path / "kept") == whole


def test_the_digests_are_those_that_a_usual_program_checks(tmp_path: Path) -> None:
    bargained(tmp_path / "kept")
    lines = (tmp_path / "kept" / "tiles.sha256").read_text().splitlines()
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "kept" / name).read_bytes()).hexdigest() == digest
    assert len(lines) == len(written(tmp_path / "kept"))


def test_a_folder_may_be_copied_and_renamed(tmp_path: Path) -> None:
    found = bargained(tmp_path / "kept").to_json()
    shutil.copytree(tmp_path / "kept", tmp_path / "copied")
    shutil.rmtree(tmp_path / "kept")
    told: list[str] = []
    assert bargained(tmp_path / "copied", told).to_json() == found
    assert told[0].endswith("already")


def test_a_table_of_which_a_bit_changes_while_it_is_read_is_not_believed(tmp_path: Path) -> None:
    bargained(tmp_path / "kept")
    part = next((tmp_path / "kept" / "tiles").iterdir())
    content = bytearray(part.read_bytes())
    column = parquet.read_metadata(part).row_group(0).column(4)
    assert column.path_in_schema == "worth.ada"
    content[column.data_page_offset + column.total_compressed_size - 9] ^= 1
    part.write_bytes(content)
    with pytest.raises(KeepError, match=f"{part.name} is not what was written there: the same command"):
        read_figures(part, ["ada", "bruno"], ["worth"])


def test_a_disk_that_fills_up_while_packages_are_valued_is_told_and_the_run_goes_on_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written_down: list[int] = []

    def fills_up(handle: int) -> None:
        written_down.append(handle)
        if len(written_down) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(folder.os, "fsync", fills_up)
    with pytest.raises(
        KeepError, match=r"cannot write .*\.parquet: No space left on device; what is there is not lost"
    ):
        bargained(tmp_path / "kept")
    assert len(written(tmp_path / "kept")) == 1, "the manifest, one part, and then no more; nothing is there in part"
    told: list[str] = []
    bargained(tmp_path / "kept", told)
    assert "; 1 is there already" in told[0]


def test_two_runs_do_not_work_in_one_folder_at_once(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with (
        Folder(kept).alone(),
        pytest.raises(KeepError, match=r"another run is at work in .*kept: wait until it is done"),
    ):
        bargained(kept)
    bargained(kept)
    assert written(kept)


def test_a_folder_of_an_older_form_is_refused(tmp_path: Path) -> None:
    bargained(tmp_path / "kept")
    manifest = tmp_path / "kept" / "manifest.json"
    said = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({"dealwright_grid": 1, "title": said["title"], "deal": said["deal"]}))
    with pytest.raises(KeepError, match=r"differ in: form, .*; name another folder, or delete this one"):
        bargained(tmp_path / "kept")


@pytest.mark.parametrize("left", [None, "", "{", "[1]"])
def test_packages_of_which_nobody_knows_of_which_deal_they_are_are_refused(left: str | None, tmp_path: Path) -> None:
    bargained(tmp_path / "kept")
    manifest = tmp_path / "kept" / "manifest.json"
    manifest.unlink() if left is None else manifest.write_text(left)
    with pytest.raises(KeepError, match=r"holds packages, but manifest\.json, .* is missing or damaged"):
        bargained(tmp_path / "kept")


def test_a_folder_of_another_version_says_which(tmp_path: Path) -> None:
    bargained(tmp_path / "kept")
    manifest = tmp_path / "kept" / "manifest.json"
    said = json.loads(manifest.read_text())
    said["versions"]["numpy"] = "1.0"
    manifest.write_text(json.dumps(said))
    with pytest.raises(KeepError, match=r"that differ in: versions \(numpy 1\.0 there, .* here\); name another folder"):
        bargained(tmp_path / "kept")
