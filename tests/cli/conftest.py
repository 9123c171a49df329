"""A small deal for the command line, and a way to run it."""

from pathlib import Path

import pytest

from cli.answer import KETTLE, Answer, Run
from dealwright.cli.main import main


@pytest.fixture
def deal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a deal file in the current folder."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "deal.yaml"
    file.write_text(KETTLE, encoding="utf-8")
    return file


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs one command, as on a terminal whose width nobody tells."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def one(*words: str) -> Answer:
        code = main(words)
        told = capsys.readouterr()
        return Answer(code, told.out, told.err)

    return one
