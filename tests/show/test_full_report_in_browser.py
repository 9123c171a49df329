"""The whole report of a deal with long names, as a reader meets it: every number answers, and paper has all."""

from __future__ import annotations

import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest
from opened_page import OVERLAPS, Opened

import dealwright
from dealwright.show.document import Made
from dealwright.show.study_report import write_study_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
UNBROKEN = "A_name_without_any_blank_in_it_that_goes_on_and_on_for_longer_than_a_column_is_wide"
DEAL = f"""
dealwright: 1
title: "Züchterkontor <Ærø> licenses “Dürreweizen №7”"
as_of: 2026-01-01
horizon: 2029-12-31
step: year
currency: EUR
risk_free: 2%
facts:
  first_sales: {{is: 30m EUR/year to 60m EUR/year, title: "Verkäufe im ersten Jahr (sales)", reason: "two & more"}}
parties:
  breeder: {{name: Züchterkontor <Ærø>, risk_tolerance: 20m}}
  house:   {{name: Compañía General de Semillas y Granos del Río de la Plata, short: Semillas, risk_tolerance: 90m}}
  port:    {{name: Port of Bergsund, short: Port}}
drivers:
  sales: {{kind: gbm, title: Sales, start: first_sales, growth: 5%, volatility: 30%}}
terms:
  upfront: {{kind: payment, payer: house, payee: breeder, amount: 2m, on: 2026-01-31}}
  royalty: {{kind: royalty, title: {UNBROKEN}, payer: house, payee: breeder, on: sales, rate: 5%, minimum: 250k}}
  rent:    {{kind: flow, payer: house, payee: port, amount: 1m EUR/year}}
  margin:  {{kind: flow, payee: house, amount: 40% * sales}}
  ground:  {{kind: flow, payer: port, amount: 300k EUR/year}}
scenarios:
  apart:
    set: {{terms.upfront.active: no, terms.royalty.active: no, terms.rent.active: no, terms.margin.active: no,
      terms.ground.active: no}}
negotiate:
  between: [breeder, house, port]
  no_deal: apart
  over:
    terms.upfront.amount: 1m .. 5m by 1m
    terms.royalty.rate: 2% .. 10% by 2%
    terms.rent.amount: [1m EUR/year, 2m EUR/year]
talks:
  - by: house
    on: 2025-12-01
    offer: {{terms.upfront.amount: 1m, terms.royalty.rate: 4%, terms.rent.amount: 1m EUR/year}}
    answer: refused
"""
BARE = r"""() => [...document.querySelectorAll("main figure tbody td.r")].filter((cell) =>
  /\d/.test(cell.textContent) && !cell.querySelector("a"))
  .map((cell) => cell.closest("figure").id + " " + cell.textContent)"""
CUT = """() => [...document.querySelectorAll(".chart svg")].flatMap((svg) => {
  const own = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter((text) => {
    const box = text.getBoundingClientRect();
    return text.textContent && (box.left < own.left - 1 || box.right > own.right + 1);
  }).map((text) => text.textContent);
})"""
"""Words of a picture that hang over its edge, where they are cut."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    (folder / "deal.yaml").write_text(DEAL, encoding="utf-8")
    study = dealwright.Study(dealwright.load(folder / "deal.yaml"), paths=256)
    command = "dealwright report deal.yaml --paths 256 --scenario apart --out out.html"
    write_study_report(study, folder / "out.html", made=Made(date(2026, 1, 2), command, "0.1.0"))
    return folder / "out.html"


@pytest.fixture
def opened(browser: Browser, report: Path) -> Iterator[Opened]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    yield Opened(context.new_page(), report)
    context.close()


def test_every_number_of_every_table_opens_what_it_is_and_what_to_type_for_it(opened: Opened) -> None:
    page = opened.page
    assert page.evaluate(BARE) == []
    page.locator("#exchange-rates a[data-how]").first.click()
    said = page.locator("#card").inner_text()
    assert "Upfront amount" in said
    assert "Ratio of both slopes on the same futures" in said
    assert "dealwright trade deal.yaml --paths 256" in said
    page.keyboard.press("Escape")
    page.locator("#tornado .astable summary").click()
    page.locator("#tornado .astable a[data-how]").first.click()
    assert "Change of worth in EUR" in page.locator("#card").inner_text()
    assert opened.complaints == []


@pytest.mark.parametrize("width", [390, 1280, 2200])
def test_no_word_of_a_picture_is_covered_or_cut_and_no_long_name_widens_the_page(
    browser: Browser, report: Path, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = Opened(context.new_page(), report).page
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    says = page.locator("#terms tbody tr", has_text=UNBROKEN).locator("td").first
    assert says.evaluate("cell => cell.clientWidth") > 150
    context.close()


def test_the_report_says_what_may_be_agreed_and_what_one_step_does_to_each_side(opened: Opened) -> None:
    rows = opened.page.locator("#agreeable tbody tr")
    said = [[each.split("\n")[0] for each in row.locator("th, td").all_inner_texts()] for row in rows.all()]
    assert [row[:4] for row in said] == [
        ["Upfront amount", "2m", "1m to 5m", "3m"],
        ["Royalty rate", "5%", "2% to 10%", "6%"],
        ["Rent amount", "1m EUR/year", "1m EUR/year, 2m EUR/year", "2m EUR/year"],
    ]
    assert said[0][4:] == ["+1.00", "−1.00", "0"], "a payment of a million more on signing"
    assert said[2][4] == "0"
    assert float(said[2][5].split("±")[0].replace("−", "-")) < 0 < float(said[2][6].split("±")[0])


def test_what_a_remark_quotes_from_the_file_is_set_as_code(opened: Opened) -> None:
    remarks = opened.page.locator("#talks .note").first
    assert remarks.locator(".mono", has_text="deadline").count() == 1
    assert "`" not in remarks.inner_text()


def test_paper_has_what_is_folded_and_keeps_the_head_of_a_picture_with_it(
    opened: Opened, tmp_path: Path, pdf_reader: str
) -> None:
    opened.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    command = [pdf_reader, "-layout", str(tmp_path / "page.pdf"), "-"]
    sheets = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split("\f")[:-1]
    text = " ".join(" ".join(sheets).split())
    assert "2026-01-01 to 2026-12-31" in text, "the clauses, line by line"
    for sheet in sheets:
        lines = [line.strip() for line in sheet.splitlines() if line.strip()]
        assert not lines[-2].endswith("and Port of Bergsund"), "a picture's head at the foot of a sheet"
    assert opened.page.locator("figure.folded details[open]").count() == 0
