"""`dealwright import-excel`: what was typed over a workbook's inputs comes back as overrides of its deal file."""

import datetime as dt
import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cli.answer import KETTLE, Answer
from dealwright.cli.main import main
from dealwright.lang.captable import load_table
from dealwright.lang.load import load
from dealwright.show.excel.cells import Cell, Node, reference
from dealwright.show.excel.table_workbook import table_workbook
from dealwright.show.excel.workbook import inputs_of, model_of, written_out
from dealwright.study import Study

ROOT = Path(__file__).resolve().parent.parent.parent / "examples"
DATE = dt.date(2026, 1, 1)
FACTS = """\
facts:
  fee: {is: 30k EUR to 50k EUR, status: assumed, reason: two offers}
  open: {is: 12%, status: assumed, reason: as usual}   # of sales
"""
"""Facts for the kettle: one that is not known for sure, and one that is."""


class Desk:
    """A folder with a deal file and its workbook.

    Args:
        capsys: Pytest's.
    """

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys
        text = KETTLE.replace("drivers:", FACTS + "drivers:", 1)
        text = text.replace(
            "rate: 8%}", "rate: open}\n  fee: {kind: payment, payer: bruno, payee: ada, amount: fee, on: 2025-06-30}"
        )
        Path("deal.yaml").write_text(text, encoding="utf-8")
        self.make("deal.yaml")

    def make(self, file: str, out: str = "out.xlsx") -> None:
        """Make the workbook of a deal, without simulating it."""
        Path(out).write_bytes(written_out(model_of(Study(load(file), paths=64)), DATE))

    def type(self, typed: dict[str, Any], out: str = "out.xlsx", part: int | None = None) -> dict[str, str]:
        """Type over inputs, by path; return the cells."""
        book, cells = load_workbook(out), {}
        for row in book["Inputs"].iter_rows():
            path, number = row[6].value, row[7].value
            if path in typed and number == part:
                row[1].value, cells[path] = typed[path], f"Inputs!{row[1].coordinate}"
        book.save(out)
        assert cells.keys() == typed.keys()
        return cells

    def run(self, *words: str) -> Answer:
        """Run the verb."""
        self.capsys.readouterr()
        code = main(["import-excel", *(words or ("out.xlsx",))])
        return Answer(code, *self.capsys.readouterr())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Give a deal file and its workbook in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    return Desk(capsys)


def test_a_workbook_as_it_was_made_changes_nothing(desk: Desk) -> None:
    answer = desk.run()
    assert (answer.code, answer.out) == (0, "no input of out.xlsx was changed since it was made of deal.yaml\n")


def test_changed_inputs_come_back_in_the_words_of_the_file_and_nothing_is_valued(desk: Desk) -> None:
    before = Path("deal.yaml").read_bytes()
    typed = {"facts.open": 0.15, "drivers.sales.start": 1.2e6, "terms.fee.on": dt.date(2025, 9, 30)}
    cells = desk.type({**typed, "terms.rival.active": True, "parties.ada.discount": 0.125})
    answer = desk.run()
    assert answer.code == 0
    assert set(answer.out.splitlines()) == {
        "--set facts.open.is=15%",
        "--set 'drivers.sales.start=1.2m EUR/year'",
        "--set terms.fee.on=2025-09-30",
        "--set terms.rival.active=yes",
        "--set parties.ada.discount=12.5%",
    }
    assert f"{cells['facts.open']}: facts.open.is: 12% -> 15%" in answer.err
    assert Path("deal.yaml").read_bytes() == before


def test_what_is_printed_can_be_typed_behind_another_verb(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.type({"facts.open": 0.15, "parties.ada.discount": 0.2})
    changes = desk.run("out.xlsx", "--json").json["overrides"]
    capsys.readouterr()
    pairs = [word for path, value in changes.items() for word in ("--set", f"{path}={value}")]
    assert main(["check", "deal.yaml", *pairs]) == 0


def test_a_number_inside_an_expression_changes_that_number_alone(desk: Desk) -> None:
    desk.type({"terms.profit.amount": 0.2}, part=1)
    assert desk.run().out == "--set 'terms.profit.amount=(20% + margin) * sales'\n"


def test_what_is_not_known_for_sure_becomes_certain_and_that_is_said(desk: Desk) -> None:
    desk.type({"facts.fee": 45e3})
    answer = desk.run("out.xlsx", "--json")
    (change,) = answer.json["changes"]
    assert (change["path"], change["now"]) == ("facts.fee.is", "45k EUR")
    assert "takes its place and is certain" in change["note"]


@pytest.mark.parametrize(
    ("typed", "said", "mend"),
    [
        ("a lot", "`a lot` is text", "type 0.12"),
        (None, "the cell is empty", "type 0.12"),
        ("#DIV/0!", "is an error of the spreadsheet", "type 0.12"),
        (True, "`True` is a condition", "type 0.12"),
        ("=1/8", "is a formula, and nobody has computed it yet", "type a value such as 0.12"),
    ],
)
def test_a_bad_cell_is_told_with_its_place_and_what_to_type(desk: Desk, typed: object, said: str, mend: str) -> None:
    cells = desk.type({"facts.open": typed})
    answer = desk.run()
    assert (answer.code, answer.out) == (1, "")
    assert f"out.xlsx, {cells['facts.open']}: " in answer.err
    assert said in answer.err
    assert f"mend: {mend}" in answer.err
    assert "nothing was read back" in answer.err


def test_every_bad_cell_is_told_at_once_as_data_too(desk: Desk) -> None:
    cells = desk.type({"facts.open": "a lot", "parties.ada.discount": None, "terms.rival.active": "perhaps"})
    answer = desk.run("out.xlsx", "--json")
    assert (answer.code, answer.out) == (1, "")
    told = Answer(1, answer.err, "").json
    assert {each["cell"] for each in told} == set(cells.values())
    assert all(each["expected"] and each["mend"] for each in told)


def test_a_value_that_the_file_cannot_hold_is_told_at_its_cell(desk: Desk) -> None:
    cells = desk.type(
        {"terms.rival.active": True, "terms.fee.on": dt.date(2099, 1, 1), "drivers.sales.volatility": -0.2}
    )
    answer = desk.run()
    assert answer.code == 1
    assert f"out.xlsx, {cells['drivers.sales.volatility']}: " in answer.err


def test_a_formula_in_an_input_is_read_by_its_value_and_that_is_said(desk: Desk) -> None:
    model = model_of(Study(load("deal.yaml"), paths=64))
    cell = model.inputs.by_path["facts.open"].cell.parts[0]
    assert isinstance(cell, Cell)
    one = reference(Cell("Inputs", 0, 20), 0.0)
    sum_of = Node(("0.1+0.05+", *one.parts), 0.15, 5)  # as a spreadsheet would have saved it: with its value
    content, style = model.book.sheets["Inputs"].cells[cell.row, cell.column]
    book = written_out(model, DATE)
    model = model_of(Study(load("deal.yaml"), paths=64))
    del content
    sheet = model.book.sheets["Inputs"]
    written = written_out(model, DATE)
    sheet.cells[cell.row, cell.column] = sum_of, style
    Path("out.xlsx").write_bytes(model.book.written(DATE, list(model.book.sheets)))
    assert book == written
    answer = desk.run()
    assert (answer.code, answer.out) == (0, "--set facts.open.is=15%\n")
    assert "holds the formula `=0.1+0.05" in answer.err
    assert "its value 0.15 was read" in answer.err


def test_a_deal_that_has_changed_since_or_is_another_is_refused(desk: Desk) -> None:
    desk.type({"facts.open": 0.2})
    text = Path("deal.yaml").read_text(encoding="utf-8")
    Path("deal.yaml").write_text(text + "# a remark\n", encoding="utf-8")
    answer = desk.run()
    assert (answer.code, answer.out) == (1, "")
    assert "it has changed since, or is another" in answer.err
    Path("mine.yaml").write_text(text, encoding="utf-8")
    assert desk.run("out.xlsx", "--deal", "mine.yaml").out == "--set facts.open.is=20%\n"
    assert desk.run("out.xlsx", "--deal", "nowhere.yaml").code == 1


@pytest.mark.parametrize("kind", ["missing", "text", "another workbook", "no inputs"])
def test_what_is_no_workbook_of_the_tool_is_refused_in_words(desk: Desk, kind: str) -> None:
    if kind == "text":
        Path("other.xlsx").write_text("no workbook", encoding="utf-8")
    elif kind != "missing":
        book = load_workbook("out.xlsx")
        del book["Inputs"]
        if kind == "no inputs":
            book.create_sheet("Inputs")
        book.save("other.xlsx")
    answer = desk.run("other.xlsx")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("other.xlsx")
    assert "mend: " in answer.err


def test_writing_shows_the_difference_and_keeps_all_the_rest_of_the_file(desk: Desk) -> None:
    desk.type({"facts.open": 0.2, "parties.bruno.discount": 0.09})
    before = Path("deal.yaml").read_text(encoding="utf-8")
    shown = desk.run("out.xlsx", "--write", "new.yaml", "--dry-run")
    assert shown.code == 0
    assert "+  open: {is: 20%, status: assumed, reason: as usual}   # of sales" in shown.out
    assert not Path("new.yaml").exists()
    assert desk.run("out.xlsx", "--write", "new.yaml").code == 0
    assert Path("deal.yaml").read_text(encoding="utf-8") == before
    after = Path("new.yaml").read_text(encoding="utf-8")
    assert after == before.replace("is: 12%", "is: 20%").replace("Bruno, discount: 8%", "Bruno, discount: 9%")
    assert "# he has a factory" in after
    assert desk.run("out.xlsx", "--write", "new.yaml").code == 2  # there is something already
    assert desk.run("out.xlsx", "--write", "deal.yaml").code == 0
    assert Path("deal.yaml").read_text(encoding="utf-8") == after
    assert desk.run("out.xlsx", "--dry-run").code == 2


def test_what_was_laid_over_the_deal_when_the_workbook_was_made_is_said_again(desk: Desk) -> None:
    model = model_of(Study(load("deal.yaml"), paths=64, overrides={"parties.ada.discount": "11%"}))
    Path("out.xlsx").write_bytes(written_out(model, DATE))
    desk.type({"facts.open": 0.2})
    assert desk.run().out.splitlines() == ["--set parties.ada.discount=11%", "--set facts.open.is=20%"]


def test_a_cap_table_is_read_back_alike(desk: Desk) -> None:
    shutil.copy(ROOT / "acme-robotics/captable.yaml", "captable.yaml")
    digest = hashlib.sha256(Path("captable.yaml").read_bytes()).hexdigest()
    Path("table.xlsx").write_bytes(table_workbook(load_table("captable.yaml"), DATE, digest))
    desk.type(
        {"classes.series_a.preference": 2.0, "events.5.shares": 3e6, "classes.series_a.participation": "full"},
        "table.xlsx",
    )
    assert set(desk.run("table.xlsx").out.splitlines()) == {
        "--set classes.series_a.preference=2x",
        "--set events.5.shares=3000000",
        "--set classes.series_a.participation=full",
    }


@pytest.mark.parametrize("name", ["three-at-the-table/deal.yaml", "term-sheet/deal.yaml", "terms/option.yaml"])
def test_every_number_of_a_deal_that_is_typed_anew_is_read_back_as_it_was_typed(desk: Desk, name: str) -> None:
    """A tenth more of every number is typed, one by one; the deal with the override then has that very number."""
    shutil.copy(ROOT / name, "example.yaml")
    loaded = load("example.yaml")
    desk.make("example.yaml", "example.xlsx")
    inputs, _ = inputs_of(loaded)
    kinds = {"money", "share", "number", "count", "pieces"}
    numbers = [each for each in inputs.all if each.kind in kinds and each.cell.number][::16]
    for each in numbers:
        value = each.cell.number * 1.1
        desk.type({each.path: value}, "example.xlsx", each.part or None)
        answer = desk.run("example.xlsx", "--json")
        if answer.code == 0:  # some numbers have bounds
            over = loaded.with_overrides(answer.json["overrides"])
            found = inputs_of(over)[0].by_path[f"{each.path}#{each.part}" if each.part else each.path]
            assert found.cell.number == pytest.approx(value, rel=1e-14), each.path
        desk.type({each.path: each.cell.number}, "example.xlsx", each.part or None)
    assert len(numbers) > 1


def test_what_a_reading_of_the_sources_words_is_told(desk: Desk) -> None:
    shutil.copy(ROOT / "terms/profit_participation.yaml", "example.yaml")
    desk.make("example.yaml", "example.xlsx")
    desk.type({"terms.artist.tiers.0.until_base": 250e3}, "example.xlsx")
    answer = desk.run("example.xlsx", "--json")
    assert answer.json["overrides"] == {"terms.artist.tiers.0.until_base": "250k USD"}
    (note,) = answer.json["notes"]
    assert note.startswith("`terms.artist.tiers.0.until_base` is worded by a reading of `facts.recouped_from`")


MOVING = """
dealwright: 1
title: A growth whose volatility calms down, and money of the first day
as_of: 2025-01-01
horizon: 2028-12-31
step: quarter
currency: USD
risk_free: 3%
inflation: 2%
parties: {ada: {discount: 9%}, ben: {}}
drivers:
  sales: {kind: growth, start: 2m USD/year, growth: {now: 60%, long_run: 5%, half_life: 2 years, volatility: 20%},
          volatility: {now: 30%, long_run: 10%, half_life: 3 years}}
terms:
  share: {kind: royalty, payer: ada, payee: ben, on: sales, rate: 5%}
  rent:  {kind: flow, payer: ada, payee: ben, prices: real, amount: 12_345.67 USD/month}
"""


def test_volatilities_and_money_of_the_first_day_come_back(desk: Desk) -> None:
    Path("moving.yaml").write_text(MOVING, encoding="utf-8")
    desk.make("moving.yaml", "moving.xlsx")
    desk.type({"drivers.sales.volatility.now": 0.35, "terms.rent.amount": 150e3}, "moving.xlsx")
    answer = desk.run("moving.xlsx", "--json")
    assert answer.code == 0
    assert answer.json["overrides"] == {
        "drivers.sales.volatility.now": "35%",
        "terms.rent.amount": "150k USD/year",
    }
    assert load("moving.yaml").with_overrides(answer.json["overrides"]).deal is not None


@pytest.mark.parametrize("name", ["openai-microsoft", "drug-licence", "term-sheet", "cloud-commitment"])
def test_every_input_of_a_workbook_is_one_that_can_be_read_back(name: str) -> None:
    loaded = load(str(ROOT / name / "deal.yaml"))
    written, read = model_of(Study(loaded, paths=16)).inputs, inputs_of(loaded)[0]
    assert {(each.path, each.part) for each in written.all} == {(each.path, each.part) for each in read.all}
