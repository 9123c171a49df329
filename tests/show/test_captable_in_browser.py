"""The page of a cap table in a real browser, without a network."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import captable_samples as samples
import pytest
from opened_page import OVERLAPS, Opened

from dealwright.lang.load import load
from dealwright.show.captable.report import write_table_report
from dealwright.show.document import Made
from dealwright.show.study_report import write_study_report
from dealwright.study import Study

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
MADE = Made(date(2025, 7, 1), "dealwright report acme.captable.yaml", "0.1.0")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("captable") / "acme.html"
    table = samples.acme()
    write_table_report(table, out, file="acme.captable.yaml", digest="0" * 64, made=MADE, text=samples.TEXT)
    return out


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_picture_is_drawn_offline_and_no_words_cover_each_other(
    browser: Browser, report: Path, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, color_scheme="light")
    opened = Opened(context.new_page(), report)
    page = opened.page
    assert page.locator(".chart svg").count() == page.locator(".chart").count() == 6
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.elsewhere == []
    assert opened.complaints == []
    context.close()


def test_pointing_at_an_exit_value_tells_what_everybody_gets(browser: Browser, report: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = Opened(context.new_page(), report).page
    picture = page.locator("#chart-table-exit svg")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5, steps=6)
    tip = page.locator("#vg-tooltip-element.visible")
    tip.wait_for()
    said = tip.inner_text()
    assert {"Common", "Series A", "Series B"} <= set(said.replace("\t", "\n").splitlines())
    context.close()


def test_a_class_leads_to_its_line_of_the_file(browser: Browser, report: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = Opened(context.new_page(), report).page
    page.locator("#table-classes").get_by_role("link", name="Series A").click()
    line = page.locator("#file .file div:target")
    line.wait_for(state="visible")
    assert "series_a:" in line.inner_text()
    context.close()


def test_a_deal_s_report_draws_the_securities_of_its_company_too(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("deal") / "firm.html"
    deal = load(Path(__file__).with_name("firm.deal.yaml"))
    write_study_report(Study(deal, 1, 256), out, made=Made(MADE.date, "dealwright report", "0.1.0"))
    for width in (390, 1280):
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        opened = Opened(context.new_page(), out)
        assert opened.page.locator("#captable-firm .chart svg").count() == 5
        assert opened.page.evaluate(OVERLAPS) == []
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        assert (opened.elsewhere, opened.complaints) == ([], [])
        context.close()
