"""The file behind the page: how a save is seen, how a package is written, how an editor is opened."""

import asyncio
import os
import shutil
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dealwright.lang.load import load
from dealwright.web.editor import command_of, open_at
from dealwright.web.watch import changes
from dealwright.web.writing import difference, relative


@pytest.fixture
def deal(root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(root / "examples" / "hello.yaml", tmp_path / "deal.yaml"))


def alone(what: Coroutine[Any, Any, int]) -> int:
    """Run something in a thread of its own: in this one a browser may have a loop that runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, what).result()


def seen(file: Path, *acts: object, within: float = 2.0) -> int:
    """Return how many changes are told while some acts are done a tenth of a second apart."""

    async def run() -> int:
        told = 0

        async def watch() -> None:
            nonlocal told
            async for _ in changes(lambda: [str(file)]):
                told += 1

        task = asyncio.create_task(watch())
        await asyncio.sleep(0.15)
        for act in acts:
            act()  # type: ignore[operator]
            await asyncio.sleep(0.3)
        task.cancel()
        return told

    return alone(asyncio.wait_for(run(), within + 0.4 * len(acts)))


def test_each_save_is_told_once_whatever_becomes_of_the_file(deal: Path) -> None:
    text = deal.read_text(encoding="utf-8")

    def replaced() -> None:
        other = deal.with_name("new.yaml")
        other.write_text(text + "\n", encoding="utf-8")
        os.replace(other, deal)  # noqa: PTH105 - what editors do

    acts = [
        lambda: deal.write_text(text + "#", encoding="utf-8"),
        replaced,
        deal.unlink,
        deal.mkdir,
        deal.rmdir,
        lambda: deal.write_text(text, encoding="utf-8"),
        lambda: deal.chmod(0),
    ]
    assert seen(deal, *acts) == len(acts)


def test_a_file_written_twenty_times_a_second_is_told_all_the_same(deal: Path) -> None:
    async def run() -> int:
        told = 0

        async def write() -> None:
            for count in range(40):
                await asyncio.to_thread(deal.write_text, f"{count}", encoding="utf-8")
                await asyncio.sleep(0.05)

        task = asyncio.create_task(write())
        async for _ in changes(lambda: [str(deal)]):
            told += 1
            if told == 3:
                break
        task.cancel()
        return told

    assert alone(asyncio.wait_for(run(), 10.0)) == 3


def test_a_package_is_one_difference_and_is_written_only_over_what_was_shown(deal: Path) -> None:
    package = {"terms.royalty.rate": "5%", "terms.upfront.amount": "100k"}
    found, edit = difference(str(deal), package)
    assert edit is not None
    assert [line[0] for line in found.text.splitlines() if line[0] in "+-" and line[:3] not in {"---", "+++"}] == list(
        "--++"
    )
    before = deal.read_text(encoding="utf-8")
    deal.write_text(before + "# meanwhile\n", encoding="utf-8")
    assert [problem.code for problem in edit.write()] == ["changed-file"]
    _, again = difference(str(deal), package)
    assert again is not None
    assert again.write() == []
    written = deal.read_text(encoding="utf-8")
    assert "rate: 5%" in written
    assert "amount: 100k" in written
    assert written.endswith("# meanwhile\n")


def test_a_package_that_cannot_stand_is_no_difference(deal: Path) -> None:
    before = deal.read_bytes()
    found, edit = difference(str(deal), {"terms.royalty.rate": "a lot"})
    assert edit is None
    assert found.problems[0].place.file == "<set terms.royalty.rate>"
    assert deal.read_bytes() == before


def test_what_signing_sets_is_written_where_it_is_set(root: Path, tmp_path: Path) -> None:
    deal = Path(shutil.copy(root / "examples" / "valve-licence" / "deal.yaml", tmp_path / "deal.yaml"))
    found, edit = difference(str(deal), {"terms.upfront.active": "no", "terms.exclusive.active": "yes"})
    assert edit is not None
    assert edit.write() == []
    signed = load(deal).signed()
    assert (signed.text_at("terms.upfront.active"), signed.text_at("terms.exclusive.active")) == ("no", "yes")
    assert load(deal).text_at("terms.upfront.active") == "no"
    assert "+    set: {terms.upfront.active: no," in found.text


def test_only_the_deal_s_own_files_are_opened(deal: Path, tmp_path: Path) -> None:
    (tmp_path / "beside.yaml").write_text("", encoding="utf-8")
    assert relative(str(deal), "") == deal.resolve()
    assert relative(str(deal), str(tmp_path / "beside.yaml")) == (tmp_path / "beside.yaml").resolve()
    assert relative(str(deal), "/etc/passwd") is None
    assert relative(str(deal), str(tmp_path / ".." / "elsewhere.yaml")) is None


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        ({"DEALWRIGHT_EDITOR": "myeditor --at {line} {file}"}, ["myeditor", "--at", "{line}", "{file}"]),
        ({"DEALWRIGHT_EDITOR": "code"}, ["code", "-g", "{file}:{line}:{column}"]),
        ({"VISUAL": "/usr/bin/subl --wait"}, ["/usr/bin/subl", "{file}:{line}:{column}"]),
        ({"EDITOR": "vim", "VISUAL": "code -w"}, ["code", "-g", "{file}:{line}:{column}"]),
    ],
)
def test_an_editor_with_a_window_is_told_the_line(environment: dict[str, str], command: list[str]) -> None:
    assert command_of(environment) == command


def test_an_editor_is_started_with_the_place(deal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "editor"
    script.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/opened\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("DEALWRIGHT_EDITOR", f"{script} {{file}} {{line}} {{column}}")
    assert open_at(deal, 9, 5) == (True, "opened deal.yaml:9:5")
    for _ in range(100):
        if (tmp_path / "opened").exists() and (tmp_path / "opened").read_text(encoding="utf-8"):
            break
        time.sleep(0.05)
    assert (tmp_path / "opened").read_text(encoding="utf-8").split() == [str(deal), "9", "5"]
