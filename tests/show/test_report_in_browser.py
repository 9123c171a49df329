from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import show_samples as samples
from opened_page import OVERLAPS, Opened

from dealwright.show.document import Made
from dealwright.show.report import write_report
from dealwright.show.story import Story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from dealwright.bargain.result import Bargain
    from dealwright.engine.result import Valuation

pytestmark = pytest.mark.browser
MADE = Made(date(2025, 6, 2), "dealwright report northwind.deal.yaml", "0.1.0")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, valuation: Valuation, found: Bargain) -> Path:
    out = tmp_path_factory.mktemp("report") / "report.html"
    text = "\n".join(f"line {number}" for number in range(1, 90))
    story = Story(valuation, found, samples.trails(), samples.effects(found))
    write_report(story, out, made=MADE, text=text)
    return out


@pytest.fixture
def opened(browser: Browser, report: Path) -> Iterator[Opened]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True, color_scheme="light")
    yield Opened(context.new_page(), report)
    context.close()


def test_the_page_draws_every_picture_offline_and_asks_nobody(opened: Opened) -> None:
    page = opened.page
    charts = page.locator(".chart")
    drawn = page.locator(".chart svg")
    assert charts.count() == drawn.count() == 11
    for place in range(drawn.count()):
        assert drawn.nth(place).locator("path").count() > 4
    assert opened.elsewhere == []
    assert opened.complaints == []


def test_pointing_at_the_frontier_shows_a_package(opened: Opened) -> None:
    page = opened.page
    picture = page.locator("#chart-frontier svg")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    # The Nash point, where the picture writes its name to the upper right of it.
    name = picture.get_by_text("Nash", exact=True).last.bounding_box()
    assert name is not None
    page.mouse.move(name["x"] - 60, name["y"] + 60)
    page.mouse.move(name["x"] - 5, name["y"] + name["height"] + 1, steps=12)
    tip = page.locator("#vg-tooltip-element.visible")
    tip.wait_for()
    said = tip.inner_text()
    for wanted in ("Package", "Revenue share rate", "Access until", "31 December 20", "Northwind, USD bn"):
        assert wanted in said
    assert opened.complaints == []


def test_the_button_turns_the_page_dark_and_the_pictures_with_it(opened: Opened) -> None:
    page = opened.page
    colour = "element => getComputedStyle(element).backgroundColor"
    fill = "element => getComputedStyle(element).fill"
    label = page.locator("#chart-density-northwind svg text").first
    light = (page.locator("body").evaluate(colour), label.evaluate(fill))
    page.locator("#flip").click()
    dark = (page.locator("body").evaluate(colour), label.evaluate(fill))
    assert light[0] == "rgb(255, 255, 255)"
    assert dark[0] == "rgb(22, 26, 30)"
    assert light[1] != dark[1]
    page.locator("#flip").click()
    assert page.locator("body").evaluate(colour) == light[0]


def test_a_number_opens_where_it_comes_from_and_escape_closes_it(opened: Opened) -> None:
    page = opened.page
    page.locator('#worth-table a[data-card="worth-in_force-borealis"]').first.click()
    card = page.locator("#card")
    assert card.is_visible()
    assert "Rests on" in card.inner_text()
    card.locator('a[data-card="line-of-compute"]').click()
    assert "Compute" in card.locator("h4").inner_text()
    card.locator('a[data-card="at-terms-compute-seller_margin"]').click()
    card.locator('a[data-card="at-facts-seller_margin"]').click()
    assert "gross margin of listed cloud sellers" in card.inner_text()
    assert "northwind.deal.yaml:21:18" in card.inner_text()
    page.keyboard.press("Escape")
    assert not card.is_visible()
    number = page.locator('#worth-table a[data-card="worth-in_force-borealis"]').first
    number.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # on Close
    assert not card.is_visible()
    assert number.evaluate("element => element === document.activeElement")


def test_every_table_has_heads_and_every_figure_in_it_opens_its_source(opened: Opened) -> None:
    bare = """() => [...document.querySelectorAll('table')].filter((table) =>
      !table.querySelector('th[scope=col]') || !table.querySelector('th[scope=row]')).length"""
    closed = """() => [...document.querySelectorAll('td.r')].filter((cell) =>
      /[1-9]/.test(cell.textContent) && !cell.querySelector('a')).map((cell) => cell.textContent)"""
    assert opened.page.evaluate(bare) == 0
    assert opened.page.evaluate(closed) == []


def test_a_place_in_the_file_opens_the_folded_text_at_its_line(opened: Opened) -> None:
    page = opened.page
    page.locator('#facts-table a[data-card="at-facts-invested"]').first.click()
    page.locator('#card a[href="#L14"]').click()
    line = page.locator("#L14")
    line.wait_for(state="visible")
    assert "line 14" in line.inner_text()


def test_the_numbers_keep_their_links_where_no_script_runs(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    page.locator('#facts-table a[href="#at-facts-invested"]').first.click()
    assert page.url.endswith("#at-facts-invested")
    context.close()


@pytest.mark.parametrize("width", [320, 390, 720, 1024, 1180, 1280, 1920])
def test_nothing_hangs_over_the_edge_at_any_width(browser: Browser, report: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    opened = Opened(context.new_page(), report)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_no_words_of_a_picture_cover_each_other(browser: Browser, report: Path) -> None:
    for width in (390, 1280):
        context = browser.new_context(viewport={"width": width, "height": 900})
        opened = Opened(context.new_page(), report)
        assert opened.page.evaluate(OVERLAPS) == []
        context.close()


def test_print_has_light_colours_page_numbers_and_no_navigation(browser: Browser, report: Path, tmp_path: Path) -> None:
    context = browser.new_context(color_scheme="dark")
    opened = Opened(context.new_page(), report)
    opened.page.emulate_media(media="print")
    colour = opened.page.locator("body").evaluate("element => getComputedStyle(element).color")
    assert colour == "rgb(21, 24, 28)"
    assert not opened.page.locator("nav.toc").is_visible()
    assert not opened.page.locator("#flip").is_visible()
    out = tmp_path / "report.pdf"
    opened.page.pdf(path=str(out), prefer_css_page_size=True, print_background=True)
    assert out.read_bytes().startswith(b"%PDF")
    context.close()
