"""`dealwright bargain` on other machines, and with its packages kept on disk."""

import io
import json
import sys
import time
from pathlib import Path

import pytest

from cli.answer import Run
from dealwright.bargain.tiled import grid
from dealwright.cli.progress import progress

BARGAIN = ("bargain", "deal.yaml", "--paths", "64", "--json")


@pytest.mark.usefixtures("deal")
def test_packages_are_kept_where_it_is_said_and_nothing_else_changes(run: Run) -> None:
    plain = run(*BARGAIN)
    kept = run(*BARGAIN, "--keep", "kept")
    assert (kept.code, kept.out, kept.err) == (0, plain.out, "")
    assert [part.name for part in Path("kept/tiles").iterdir()] == ["00000-00000.parquet"]
    assert json.loads(Path("kept/manifest.json").read_text())["title"] == "Ada's kettle"
    told = run(*BARGAIN[:-1], "--keep", "kept")
    assert told.err == "5 packages in 1 part, 8 kB, in kept; 1 is there already\n"


@pytest.mark.usefixtures("deal")
def test_a_run_that_is_interrupted_says_how_it_goes_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(grid, "table_of", interrupted)
    answer = run(*BARGAIN, "--keep", "kept")
    assert answer.code == 130
    assert answer.err == "stopped; 0 of 1 part in kept: the same command goes on from there\n"


@pytest.mark.usefixtures("deal")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--cluster", "tcp://127.0.0.1:1"), "no Dask scheduler answers at tcp://127.0.0.1:1: start one with"),
        (("--keep", "deal.yaml"), "deal.yaml holds something else: name a new or empty folder"),
        (("--keep", ""), "argument --keep: nothing is named"),
        (("--cluster", " "), "argument --cluster: nothing is named"),
        (("--workers", "0"), "'0' is no whole number from 1 to 256"),
        (("--workers", "2", "--cluster", "x"), "argument --cluster: not allowed with argument --workers"),
    ],
)
def test_machines_and_folders_that_there_are_not_are_wrong_usage(words: tuple[str, ...], said: str, run: Run) -> None:
    answer = run(*BARGAIN, *words)
    assert answer.code == 2
    assert said in answer.err
    assert answer.out == ""


@pytest.mark.usefixtures("deal")
def test_a_cluster_without_dask_is_wrong_usage(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    answer = run(*BARGAIN, "--cluster", "tcp://127.0.0.1:8786")
    assert (answer.code, "pip install 'dealwright[cluster]'" in answer.err) == (2, True)


def test_the_bar_counts_packages_and_foresees_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("dealwright.cli.progress.PATIENCE", 0.0)
    clock = iter([10.0, 20.0])
    monkeypatch.setattr("dealwright.cli.progress.monotonic", lambda: next(clock, 20.0))
    with progress("bargaining") as step:
        assert step is not None
        step.count(0, 1_000_000)
        step.count(250_000, 1_000_000)
        until = time.monotonic() + 20
        while "packages" not in terminal.getvalue() and time.monotonic() < until:
            time.sleep(0.01)
    assert "250,000 of 1,000,000 packages, 30 s left" in terminal.getvalue()
