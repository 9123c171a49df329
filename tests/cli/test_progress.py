"""The bar that shows how far some work has come."""

import io
import sys
import time

import pytest

from dealwright.cli.progress import progress


class Terminal(io.StringIO):
    """A stderr that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def watched(monkeypatch: pytest.MonkeyPatch, *, seconds: float, quiet: bool = False) -> str:
    """Return what a terminal shows of work that reports nothing for some time."""
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress("valuing", quiet=quiet):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and "valuing" not in terminal.getvalue():
            time.sleep(0.01)
    return terminal.getvalue()


def test_the_bar_appears_before_any_part_of_the_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "valuing" in watched(monkeypatch, seconds=20)


def test_quick_work_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert watched(monkeypatch, seconds=0) == ""


def test_json_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert watched(monkeypatch, seconds=0.6, quiet=True) == ""


def test_a_pipe_shows_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("valuing") as step:
        assert step is None
    assert capsys.readouterr().err == ""
