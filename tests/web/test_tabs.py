"""Every tab as it is met: both themes, every width, keys alone, paper, and what is taken away."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from web.served import Watched, served, shown_at, until

pytestmark = pytest.mark.browser
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def valve(root: Path) -> Iterator[str]:
    with served(root / "examples" / "valve-licence" / "deal.yaml", "--paths", "256") as found:
        yield found


@pytest.fixture
def opened(browser: Browser, valve: str) -> Iterator[Watched]:
    """Give a page on a deal that is talked about, on which nothing goes wrong."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, reduced_motion="reduce")
    context.set_default_timeout(120_000)
    watched = Watched(context.new_page(), valve)
    yield watched
    context.close()
    assert watched.elsewhere == []
    assert watched.complaints == []


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": AA, "preload": False}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def test_every_tab_is_readable_in_both_themes_and_fits_every_width(opened: Watched) -> None:
    page = opened.page
    opened.open("tab=facts&terms.upfront.amount=10m")
    for place, tab in enumerate(page.eval_on_selector_all("#tabs a", "all => all.map((each) => each.dataset.tab)"), 1):
        page.keyboard.press(str(place))
        until(lambda tab=tab: f"tab={tab}" in shown_at(page))
        opened.answered()
        link = page.locator("#cards a[data-card]:not([data-card^=line-]):visible").first
        if link.count():
            link.focus()
            page.keyboard.press("Enter")
            page.wait_for_selector("#trail:visible")
        for _ in range(2):
            assert violations(page) == [], tab
            page.keyboard.press("l")
        page.keyboard.press("Escape")
        for width in (390, 768, 1180, 1600):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (tab, width)
        page.set_viewport_size({"width": 1440, "height": 1000})
    for key in "gdw":
        page.keyboard.press(key)
        page.wait_for_selector("dialog[open]")
        assert violations(page) == []
        page.keyboard.press("Escape")
        until(lambda: page.locator("dialog[open]").count() == 0)
    page.set_viewport_size({"width": 390, "height": 844})
    page.click("#sheet-button")
    assert page.locator("#term-terms-upfront-amount").is_visible()
    assert page.locator("#term-terms-upfront-amount").bounding_box()["height"] >= 44  # type: ignore[index]
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "sheet-button"


def test_keys_do_everything_and_are_laid_on_their_controls(opened: Watched) -> None:
    page = opened.page
    opened.open("tab=worth")
    page.keyboard.press("?")
    laid = page.locator(".hint").all_inner_texts()
    assert {"?", "g", "d", "l", "w", "u", "0", "t", "m", "a", "+ −", "1", "7"} <= set(laid)
    page.keyboard.press("Escape")
    assert page.locator(".hint").count() == 0
    page.keyboard.press("t")
    page.keyboard.press("+")
    until(lambda: "terms.upfront.amount=6m" in shown_at(page))
    page.keyboard.press("-")
    page.keyboard.press("-")
    until(lambda: "terms.upfront.amount=2m" in shown_at(page))
    page.keyboard.press("0")
    until(lambda: "terms." not in shown_at(page))
    page.keyboard.press("u")
    until(lambda: "terms.upfront.amount=2m" in shown_at(page))
    opened.answered()
    page.keyboard.press("m")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#trail:visible")
    assert "upfront amount 2m" in page.inner_text("#trail")
    page.keyboard.press("Escape")
    assert page.evaluate("getComputedStyle(document.querySelector('#sheet-button')).transitionDuration") == "0s"


def test_what_is_shown_can_be_taken_away_and_printed(opened: Watched, tmp_path: Path) -> None:
    page = opened.page
    opened.open("tab=worth&terms.upfront.amount=10m")
    kept = {}
    for kind in ("svg", "png", "csv"):
        with page.expect_download() as taken:
            page.click(f"#densities [data-get={kind}]")
        kept[kind] = tmp_path / taken.value.suggested_filename
        taken.value.save_as(kept[kind])
    drawn = kept["svg"].read_text(encoding="utf-8")
    assert page.inner_text("#densities h3").split()[0] in drawn
    assert "var(--" not in drawn
    assert "n = 256 futures, seed 1" in drawn
    assert kept["png"].read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert "This package" in kept["csv"].read_text(encoding="utf-8-sig")
    page.keyboard.press("d")
    with page.expect_download() as taken:
        page.click("dialog a[href*='worth.json']")
    told = json.loads(Path(taken.value.path()).read_text(encoding="utf-8"))
    assert "this_package" in told["scenarios"]
    with page.expect_download() as taken:
        page.click("dialog a[href*='report.html']")
    assert "<!doctype html>" in Path(taken.value.path()).read_text(encoding="utf-8")[:40].lower()
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    assert page.pdf()[:5] == b"%PDF-"
    page.emulate_media(media="print")
    foot = page.inner_text("#foot-of-print")
    for said in ("deal.yaml", "SHA-256", "n = 256 futures, seed 1", "terms.upfront.amount 10m", "2026-06-12"):
        assert said in foot
    for control in (".bar", ".tabs", "aside", "#densities .get"):
        assert not page.locator(control).is_visible()
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--ink')").upper() == "#15181C"
