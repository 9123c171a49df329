"""The doors through which a published example is tried."""

from pathlib import Path

import pytest

from dealwright.cli.main import main
from published.doors import Doors, Said, head, read


@pytest.fixture
def doors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Doors:
    """Give a function that writes a deal file, and lets the program check, state and value it."""

    def of(text: str, *, paths: int = 64, **replaced: str) -> Said:
        file = tmp_path / "deal.yaml"
        file.write_text(f"{head(**replaced)}\n{text}", encoding="utf-8")

        def asked(*words: str) -> str:
            code = main((*words, str(file), "--json", "--paths", str(paths)))
            told = capsys.readouterr()
            assert code == 0, told.err
            return told.out

        return Said(read(asked("statement")), read(asked("value")))

    return of
