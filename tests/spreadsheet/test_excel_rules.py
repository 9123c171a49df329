"""What Excel would offer to repair in a workbook: nothing, in those of the examples and of a deal of extremes."""

import datetime as dt
import shutil
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dealwright.lang.captable import load_table
from dealwright.lang.load import load
from dealwright.show.excel.styles import STYLES
from dealwright.show.excel.table_workbook import table_workbook
from dealwright.show.excel.workbook import Model, model_of, workbook, written_out
from dealwright.study import Study
from spreadsheet.excel_rules import broken_rules

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
DATE = dt.date(2026, 1, 1)
DEALS = sorted(
    [
        *(ROOT / "examples").glob("*.yaml"),
        *(ROOT / "examples").glob("*/deal.yaml"),
        *(ROOT / "examples/terms").glob("*.yaml"),
        *(HERE / "deals").glob("*.yaml"),
    ]
)
LONG = "a_name_that_goes_on_" * 14
COMPANY = "a_company_with_quite_a_long_name"
SECURITIES = """
    enterprise_value: 40m JPY
    cost_of_capital: 10%
    exit: [horizon]
    securities:
      stakeholders: {p: {party: ann}, q: {party: bob}}
      classes: {common: {kind: common}}
      events:
        - {kind: issue, on: 2022-01-15, of: common, holder: p, shares: 2_400_000}
        - {kind: issue, on: 2022-01-15, of: common, holder: q, shares: 1_400_000}
"""
EXTREME = f"""
dealwright: 1
title: "{"A title – 標題 – that goes on and on. " * 14}"
as_of: 2026-03-17
horizon: 2030-06-30
step: quarter
currency: JPY
risk_free: 2.6%
sources: {{s: {{publisher: "{"Verlag & Söhne <Zürich>. " * 60}", date: 2026-01-01, grade: A}}}}
facts:
  small: {{is: 1e-12, reason: "{"because of this and that " * 140}"}}
  large: {{is: 1e29, source: s}}
  r1c1: {{is: 3%, source: s}}
  {LONG}: {{is: 5m JPY, source: s}}
  {LONG}b: {{is: 6m JPY, source: s}}
  told: {{readings: [{{is: 2m JPY, weight: 60%, source: s}}, {{is: 3m JPY, weight: 40%, source: s}}]}}
parties: {{ann: {{discount: 8%, name: "=SUM(A1)"}}, bob: {{discount: 9%, name: "{"Bob " * 60}"}}}}
drivers:
  level: {{kind: gbm, start: large * small * 1 JPY/year, growth: r1c1, volatility: 20%}}
companies:
  {COMPANY}_one: {SECURITIES}
  {COMPANY}_two: {SECURITIES}
terms:
  rent: {{kind: flow, payer: ann, payee: bob, title: "{"A term " * 40}",
          amount: level + ({LONG} + {LONG}b + told) / 1 year}}
"""


@pytest.fixture(scope="module")
def extreme(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Give a deal of long names, long texts, and numbers from tiny to huge."""
    file = tmp_path_factory.mktemp("extreme") / "deal.yaml"
    file.write_text(EXTREME, encoding="utf-8")
    return model_of(Study(load(str(file)), paths=16))


@pytest.mark.parametrize("file", DEALS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_excel_has_nothing_to_repair_in_the_workbook_of_a_deal(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "book.xlsx"
    out.write_bytes(written_out(model_of(Study(load(str(file)), paths=16)), DATE))
    assert broken_rules(out) == []


def test_nor_in_those_with_a_simulation_a_bargain_and_a_cap_table(tmp_path: Path) -> None:
    deal, table = tmp_path / "deal.xlsx", tmp_path / "table.xlsx"
    deal.write_bytes(workbook(Study(load(str(ROOT / "examples/term-sheet/deal.yaml")), paths=64), DATE))
    table.write_bytes(table_workbook(load_table(str(ROOT / "examples/acme-robotics/captable.yaml")), DATE))
    assert broken_rules(deal) == []
    assert broken_rules(table) == []


def test_nor_in_one_of_long_names_and_texts_and_tiny_and_huge_numbers(extreme: Model, tmp_path: Path) -> None:
    out = tmp_path / "book.xlsx"
    out.write_bytes(written_out(extreme, DATE))
    assert broken_rules(out) == []


def test_companies_whose_long_names_begin_alike_have_sheets_of_their_own(extreme: Model, tmp_path: Path) -> None:
    out = tmp_path / "book.xlsx"
    out.write_bytes(written_out(extreme, DATE))
    names = [name for name in load_workbook(out).sheetnames if name.startswith(("Cap table", "Waterfall"))]
    assert len(names) == 4
    assert {name[:11] for name in names} == {"Cap table 1", "Cap table 2", "Waterfall 1", "Waterfall 2"}


def test_numbers_show_their_digits_and_disputed_facts_their_sources(extreme: Model) -> None:
    cells = extreme.book.sheet("Inputs").cells
    rows = {path: each.row for path, each in extreme.inputs.by_path.items()}
    assert cells[rows["facts.small"], 1][1] == cells[rows["facts.large"], 1][1] == "input_power"
    assert STYLES["input_power"].made["num_format"] == "0.0####E+00"
    assert str(cells[rows["facts.told"], 5][0].value).startswith("Verlag & Söhne")


def test_the_rules_see_what_is_broken(extreme: Model, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(written_out(extreme, DATE))
    shutil.copy(good, bad)
    changes = {
        "xl/workbook.xml": (
            (b'<definedName name="as_of">', b'<definedName name="R1C1">'),
            (b'<definedName name="horizon">', b'<definedName name="risk_free">'),
        ),
        "xl/worksheets/sheet4.xml": ((b"<f>", b'<f>XLOOKUP(1,A1:A2,no_such_name)&amp;"' + b"x" * 300 + b'"&amp;'),),
    }
    with zipfile.ZipFile(good) as before, zipfile.ZipFile(bad, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            for old, new in changes.get(name, ()):
                assert old in content
                content = content.replace(old, new, 1)
            after.writestr(name, content)
    found = "\n".join(broken_rules(bad))
    for words in ("`R1C1` may not be", "are the same", "calls XLOOKUP", "no_such_name", "a text of 302 characters"):
        assert words in found
