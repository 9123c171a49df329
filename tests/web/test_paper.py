"""What is shown of the real deal can be taken away: pictures, tables, numbers, the report, the workbook, and paper."""

import csv
import hashlib
import io
import json
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page

from web.served import Watched

pytestmark = pytest.mark.browser


def taken(page: Page, link: str, folder: Path) -> Path:
    """Click on something that is downloaded, and return where it lies."""
    with page.expect_download() as told:
        page.click(link)
    file = folder / told.value.suggested_filename
    told.value.save_as(file)
    return file


def test_pictures_tables_and_documents_are_taken_away_by_a_click(watched: Watched, tmp_path: Path) -> None:
    page = watched.page
    watched.open("tab=worth&terms.stake.stake=30%25")
    drawn, picture, table = (taken(page, f"#densities [data-get={kind}]", tmp_path) for kind in ("svg", "png", "csv"))
    assert (drawn.name, picture.name) == ("deal-densities.svg", "deal-densities.png")
    text = drawn.read_text(encoding="utf-8")
    assert page.inner_text("#densities h3").split()[0] in text
    assert "var(--" not in text
    assert "n = 1,024 futures, seed 1" in text
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(picture.read_bytes()) > 20_000
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert len(rows) == 1 + page.locator("#densities .astable tbody tr").count()
    page.keyboard.press("d")
    told = json.loads(taken(page, "dialog a[href*='worth.json']", tmp_path).read_text(encoding="utf-8"))
    worth = told["scenarios"]["this_package"]["parties"]["microsoft"]["certainty_equivalent"]["value"]
    lines = list(
        csv.DictReader(io.StringIO(taken(page, "dialog a[href*='worth.csv']", tmp_path).read_text("utf-8-sig")))
    )
    own = {(each["scenario"], each["party"], each["figure"]): each["value"] for each in lines}
    assert float(own["this_package", "microsoft", "certainty_equivalent"]) == pytest.approx(worth)
    bargain = json.loads(taken(page, "dialog a[href*='bargain.json']", tmp_path).read_text(encoding="utf-8"))
    assert bargain["packages"] == 64_484
    assert "dealwright: 1" in taken(page, "dialog a[href*='deal.yaml']", tmp_path).read_text(encoding="utf-8")
    book = load_workbook(taken(page, "dialog a[href*='workbook.xlsx']", tmp_path))
    assert {"Summary", "Inputs", "Bargain", "Simulation", "Sources", "Checks"} <= set(book.sheetnames)
    assert any(str(cell.value).startswith("=") for row in book["Summary"].iter_rows() for cell in row if cell.value)
    report = taken(page, "dialog a[href*='report.html']", tmp_path).read_text(encoding="utf-8")
    assert report[:15].lower() == "<!doctype html>"
    for section in ("worth", "bargain", "trade", "futures", "contract", "facts"):
        assert f'id="{section}"' in report


def test_paper_says_of_which_file_futures_and_package_it_is(
    watched: Watched, root: Path, tmp_path: Path, pdf_reader: str
) -> None:
    page, file = watched.page, root / "examples" / "openai-microsoft" / "deal.yaml"
    watched.open("tab=cap-table&terms.stake.stake=30%25&show=reported_cut")
    page.keyboard.press("l")
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    command = [pdf_reader, "-layout", str(tmp_path / "page.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    sheets = [" ".join(sheet.split()) for sheet in text.split("\f")[:-1]]
    assert len(sheets) > 1
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    for sheet in sheets:
        sample, moved = (
            "n = 1,024 futures, seed 1 · as of 2025-05-14",
            "terms.stake.stake 30% · beside it: The revenue share",
        )
        assert f"deal.yaml · SHA-256 {digest[:16]} · {sample} · {moved}" in sheet
        assert "Goal seek" not in sheet
    heads = page.locator("#company-worth thead th").all_inner_texts()
    assert "What the equity is worth, and how often nothing is left" in sheets[0]
    assert " ".join(heads[-4:]) in sheets[0]  # no column is cut off
    assert f"{len(sheets)} of {len(sheets)}" in sheets[-1]
    page.emulate_media(media="print")
    for control in (".bar", ".tabs", "aside", "figcaption .get >> nth=0"):
        assert not page.locator(control).is_visible()
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--ink')").upper() == "#15181C"
