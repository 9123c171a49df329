"""`dealwright report --excel`: a workbook, the same bytes each time, refused where no file can go."""

import shutil
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dealwright.cli.main import main

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def deal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a small deal in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "examples/terms/flow.yaml", tmp_path / "rent.yaml")
    return tmp_path / "rent.yaml"


def test_a_workbook_is_written_without_a_page_and_without_macros(
    deal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(deal), "--excel", "rent.xlsx", "--paths", "64"]) == 0
    assert "the workbook: rent.xlsx" in capsys.readouterr().out
    assert sorted(path.name for path in deal.parent.iterdir()) == ["rent.xlsx", "rent.yaml"]
    with zipfile.ZipFile("rent.xlsx") as book:
        assert not [name for name in book.namelist() if "vba" in name.lower() or "macro" in name.lower()]


def test_the_page_and_the_workbook_are_written_together(deal: Path) -> None:
    assert main(["report", str(deal), "--excel", "new/rent.xlsx", "--out", "rent.html", "--paths", "64"]) == 0
    assert Path("new/rent.xlsx").exists()
    assert Path("rent.html").exists()


def test_the_same_deal_gives_the_same_bytes(deal: Path) -> None:
    written = []
    for _ in range(2):
        assert main(["report", str(deal), "--excel", "rent.xlsx", "--paths", "64"]) == 0
        written.append(Path("rent.xlsx").read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--excel", "rent.xls"], "one that ends in .xlsx, as in --excel rent.xlsx"),
        (["--excel", "folder.xlsx"], "folder.xlsx is a folder"),
        (["--excel", "same.xlsx", "--out", "same.xlsx"], "say two files"),
    ],
)
def test_what_can_be_no_workbook_is_refused_before_any_work(
    deal: Path, given: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("folder.xlsx").mkdir()
    assert main(["report", str(deal), *given]) == 2
    assert said in capsys.readouterr().err
    assert sorted(path.name for path in deal.parent.iterdir()) == ["folder.xlsx", "rent.yaml"]


def test_the_deal_itself_is_never_overwritten(deal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = deal.read_bytes()
    shutil.copy(deal, "rent.xlsx")
    assert main(["report", "rent.xlsx", "--excel", "rent.xlsx"]) == 2
    assert "is the deal itself" in capsys.readouterr().err
    assert Path("rent.xlsx").read_bytes() == before


def test_a_cap_table_has_a_workbook_of_its_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table, out = ROOT / "examples/acme-robotics/captable.yaml", tmp_path / "table.xlsx"
    assert main(["report", str(table), "--excel", str(out)]) == 0
    assert f"the workbook: {out}" in capsys.readouterr().out
    assert {"Inputs", "Cap table", "Rounds", "Waterfall", "Checks"} <= set(load_workbook(out).sheetnames)
