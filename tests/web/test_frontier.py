"""Packages of the frontier are seen, taken and held against each other, and trades are put on the table."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from web.served import Watched, served, shown_at, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def valve(root: Path) -> Iterator[str]:
    with served(root / "examples" / "valve-licence" / "deal.yaml", "--paths", "256") as found:
        yield found


@pytest.fixture
def opened(browser: Browser, valve: str) -> Iterator[Watched]:
    """Give a page on a deal that is talked about, on which nothing goes wrong."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(120_000)
    watched = Watched(context.new_page(), valve)
    yield watched
    context.close()
    assert watched.elsewhere == []
    assert watched.complaints == []


def clicked(page: Page, place: int, *, shift: bool = False) -> str:
    """Point at a package of the frontier's picture, click it, and return what was said of it."""
    dot = page.locator("#part-bargain svg path[aria-label*='Package:']").nth(place)
    box = dot.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.wait_for_selector("#vg-tooltip-element.visible")
    said = page.inner_text("#vg-tooltip-element")
    if shift:
        page.keyboard.down("Shift")
    page.mouse.click(x, y)
    page.keyboard.up("Shift")
    return said


def amount(text: str) -> float:
    found = re.match(r"[+−]?[\d.]+", text.strip())
    assert found is not None
    return float(found.group().replace("−", "-"))


def test_packages_of_the_frontier_are_seen_taken_and_held_against_each_other(opened: Watched) -> None:
    page = opened.page
    opened.open("tab=bargain")
    page.evaluate("document.querySelector('#part-bargain .chart').scrollIntoView({block: 'center'})")
    said = clicked(page, 60)
    upfront = re.search(r"Upfront amount\s+(\S+)", said)
    assert upfront is not None
    until(lambda: page.input_value("#term-terms-upfront-amount-box") == upfront.group(1))
    opened.answered()
    clicked(page, 120, shift=True)
    until(lambda: "with=" in shown_at(page))
    opened.answered()
    assert "the other package" in page.inner_text("#part-compare h3")
    rows = [row.locator("td").all_inner_texts()[-2:] for row in page.locator("#part-compare tbody tr").all()]
    assert len(rows) > 1
    for each in zip(*rows, strict=True):
        *parts, together = map(amount, each)
        assert sum(parts) == pytest.approx(together, abs=0.06)
    page.select_option("#part-compare select", "nash")
    opened.answered()
    assert "the Nash package" in page.inner_text("#part-compare h3")
    page.click("#tabs [data-tab=trade]")
    opened.answered()
    page.locator("button:has-text('Put on the table')").first.click()
    swap = page.locator("#swaps tbody th small").first.inner_text()
    until(lambda: page.input_value("#term-terms-royalty-rate-box") in swap)
    opened.answered()
    before = shown_at(page)
    page.locator("#part-trade svg path[aria-label*='t: Royalty rate']").last.click()
    until(lambda: shown_at(page) != before)
    assert page.evaluate("document.activeElement.id") == "term-terms-royalty-rate"
