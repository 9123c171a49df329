"""What the manual says of cap tables is so: its whole file is read and answers, its deal is one."""

import re
from pathlib import Path

import pytest

from dealwright.cli.main import main
from dealwright.deal.securities import CapTableFile
from dealwright.lang.cap_tables import cap_table
from dealwright.lang.load import load

WORTH = "drivers: {worth: {kind: gbm, start: 20m USD, growth: 10%, volatility: 50%}}\n"
HEAD = (
    "dealwright: 1\ntitle: Mill\nas_of: 2025-12-31\nhorizon: 2030-12-31\ncurrency: USD\nrisk_free: 4%\n"
    "parties: {founders: {}, fund: {}}\n"
)


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "captable.md").read_text(encoding="utf-8")


def blocks(page: str) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)


@pytest.fixture
def mill(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "mill.captable.yaml"
    file.write_text(blocks(page)[0], encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "part",
    [
        "show",
        "round",
        "waterfall --exit 50m",
        "ipo --after-rounds",
        "opm --equity 20m",
        "export",
        "show --on 2022-12-31",
    ],
)
def test_the_whole_file_of_the_manual_answers(mill: Path, part: str, capsys: pytest.CaptureFixture[str]) -> None:
    what, *options = part.split()
    assert main(["captable", what, str(mill), *options]) == 0
    told = capsys.readouterr()
    assert "error[" not in told.err
    assert told.out


def test_the_deal_of_the_manual_is_one(mill: Path, page: str) -> None:
    deal = mill.parent / "deal.yaml"
    deal.write_text(f"{HEAD}{WORTH}{blocks(page)[1]}", encoding="utf-8")
    loaded = load(deal)
    assert loaded.errors == ()
    table = cap_table(loaded.sound, "mill")
    parties = {name: holder.party for name, holder in table.stakeholders.items()}
    assert parties["fund_one"] == parties["angel"] == "fund"
    assert {party for name, party in parties.items() if name not in {"fund_one", "angel"}} == {"founders"}


def test_every_section_is_in_the_manual(page: str) -> None:
    named = set(re.findall(r"`(\w+)`", page))
    assert set(CapTableFile.model_fields) - {"captable"} <= named
