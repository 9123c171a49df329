"""Every tab of the real deal as it is met: both themes, every width, keys alone, and a trail behind every number."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from web.served import Watched, shown_at, until

pytestmark = pytest.mark.browser
TABS = ["bargain", "worth", "trade", "futures", "cap-table", "contract", "talks", "facts"]
WIDTHS = (360, 768, 1440, 2560)
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = {"type": "rule", "values": ["color-contrast"]}
"""All that a theme changes: what else a page must be for everybody is looked at in one of them."""
BARE = r"""() => [...document.querySelectorAll("#cards figure tbody td, #numbers dd, .steps")].filter((cell) => {
  const copy = cell.cloneNode(true);
  copy.querySelectorAll("a[data-card], a[data-how], a[data-step], button, small, .se").forEach((each) => each.remove());
  const unit = "(tn|bn|m|k|%|x| points?| years?| months?| days?)?";
  const date = "\\d{1,2} [A-Z][a-z]+ \\d{4}|\\d{4}-\\d\\d-\\d\\d";
  return new RegExp(`^[<>+\\u2212]?[\\d,.]+${unit}( ±.*)?$|^(${date})`).test(copy.textContent.trim());
}).map((cell) => `${cell.closest("figure")?.id}: ${cell.textContent}`)"""
"""Finds numbers and dates that lead nowhere."""
MOVING = """() => [...document.querySelectorAll("body *")].map((each) => getComputedStyle(each))
  .filter((style) => style.animationName !== "none" || parseFloat(style.transitionDuration) > 0).length"""
"""Counts what moves by itself."""
HIDDEN = """() => [...document.querySelectorAll(":is(#swaps, #compare, #whence) .scroll")]
  .filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.closest("figure").id)"""
"""Finds tables of which something is out of sight though they have room on every page."""
FEW = {"exclude": [[".chart svg path:nth-child(n+20)"]]}
"""The dots of a cloud are all alike: twenty of them are looked at."""


def violations(page: Page, only: object = AA) -> list[str]:
    found = Axe().run(page, FEW, {"runOnly": only, "preload": False}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def trail(page: Page, link: str) -> str:
    """Open a number's trail and return what it says."""
    page.locator(link).first.click()
    page.wait_for_selector("#trail:visible")
    return page.inner_text("#trail")


def numbers_open_their_trails(page: Page) -> None:
    """Look for numbers that lead nowhere, and open the first of each table."""
    assert page.evaluate(BARE) == []
    page.evaluate("document.querySelectorAll('#cards figure details').forEach((each) => { each.open = true; })")
    for figure in page.eval_on_selector_all("#cards figure:has(td a)", "all => all.map((each) => each.id)"):
        link = page.locator(f"#{figure} td a:is([data-card], [data-how])").first
        number = link.inner_text()
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#trail:visible .value")
        said = page.inner_text("#trail")
        assert len(said.splitlines()) > 6, (figure, number, said)
        if link.get_attribute("data-how"):
            assert number in said, (figure, said)
            assert "dealwright " in said
        page.keyboard.press("Escape")
        assert link.evaluate("each => each === document.activeElement"), figure
    page.evaluate("document.querySelectorAll('#cards figure details').forEach((each) => { each.open = false; })")


def test_every_tab_is_readable_fits_every_width_and_every_number_opens_its_trail(watched: Watched) -> None:
    page = watched.page
    page.emulate_media(reduced_motion="reduce")
    watched.open("tab=facts&terms.stake.stake=30%25")
    page.wait_for_selector(".steps a")
    assert page.eval_on_selector_all("#tabs a", "all => all.map((each) => each.dataset.tab)") == TABS
    for place, tab in enumerate(TABS, 1):
        page.keyboard.press(str(place))
        until(lambda tab=tab: f"tab={tab}" in shown_at(page))
        watched.answered()
        numbers_open_their_trails(page)
        assert violations(page) == [], tab
        page.keyboard.press("l")
        assert violations(page, COLOURS) == [], tab
        page.keyboard.press("l")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (tab, width)
            assert page.evaluate(HIDDEN) == [], (tab, width)
        page.set_viewport_size({"width": 1440, "height": 1000})
        assert page.evaluate(MOVING) == 0


def test_what_opens_over_the_page_is_readable_and_is_closed_by_keys(watched: Watched) -> None:
    page = watched.page
    watched.open("tab=worth&terms.stake.stake=30%25")
    for key in "gdw":
        page.keyboard.press(key)
        page.wait_for_selector("dialog[open]")
        assert violations(page) == []
        page.keyboard.press("Escape")
        until(lambda: page.locator("dialog[open]").count() == 0)
    trail(page, "#numbers a")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    page.click("#sheet-button")
    slider = page.locator("#term-terms-stake-stake")
    assert slider.is_visible()
    assert slider.bounding_box()["height"] >= 44  # type: ignore[index]
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "sheet-button"


def test_keys_do_everything_and_are_laid_on_their_controls(watched: Watched) -> None:
    page = watched.page
    watched.open("tab=worth")
    page.keyboard.press("?")
    laid = page.locator(".hint").all_inner_texts()
    assert {"?", "g", "d", "l", "w", "u", "0", "t", "m", "+ −", *"12345678"} <= set(laid)
    page.keyboard.press("Escape")
    assert page.locator(".hint").count() == 0
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.id") == "term-terms-stake-stake"
    page.keyboard.press("+")
    until(lambda: "terms.stake.stake=50" in shown_at(page))
    page.keyboard.press("-")
    page.keyboard.press("-")
    until(lambda: "terms.stake.stake=46" in shown_at(page))
    page.keyboard.press("0")
    until(lambda: "terms." not in shown_at(page))
    page.keyboard.press("u")
    until(lambda: "terms.stake.stake=46" in shown_at(page))
    watched.answered()
    page.keyboard.press("s")
    page.keyboard.press("Space")
    until(lambda: "show=" in shown_at(page))
    page.keyboard.press("a")
    page.keyboard.press("ArrowDown")
    until(lambda: "for=holders" in shown_at(page))
    watched.answered()
    page.keyboard.press("m")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#trail:visible")
    assert "stake 46%" in page.inner_text("#trail")
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    page.wait_for_selector("dialog[open] pre .add")
    assert "46%" in page.inner_text("dialog pre .add >> nth=-1")


def test_a_number_leads_word_by_word_to_its_fact_its_source_and_its_place_in_the_file(
    watched: Watched, root: Path
) -> None:
    page, file = watched.page, root / "examples" / "openai-microsoft" / "deal.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()

    def stands(text: str) -> str:
        line = next(place for place, each in enumerate(lines, 1) if re.match(rf"\s*{re.escape(text)}", each))
        return rf"{re.escape(str(file))}:{line}:\d+"

    watched.open("tab=facts")
    said = trail(page, "#facts-table td a[data-card=at-facts-revenue_share_rate]")
    assert re.fullmatch(
        "Close\nRevenue share to Microsoft\n\n20%\n\nreported\n\n"
        "Source\nReuters \\(reprint\\), 7 May 2025\ngrade B, reputable press\n"
        "Source\nBusiness Today, on The Information, 7 May 2025\ngrade B, reputable press\n"
        "Confidence\nhigh\nNote\nnever confirmed by either\n"
        "Used by\ncontract takesrevenue share ratereported cut terms revenue share rate\n"
        f"Stands at\n{stands('revenue_share_rate:')}\nMove this to reach a goal",
        said,
    )
    page.click("#trail a[data-card=at-terms-revenue_share-rate]")
    until(lambda: "Revenue share rate" in page.inner_text("#trail"))
    assert re.search(
        "From\nRevenue share to Microsoft\nStands at\n" + stands("revenue_share:"), page.inner_text("#trail")
    )
    page.keyboard.press("Escape")
    page.click("#tabs [data-tab=contract]")
    watched.answered()
    page.click("#contract-values summary")
    said = trail(page, "#contract-values a[data-card=at-terms-shares_2025-stake]")
    made = "first_tranche / (post_money - round_2025 + first_tranche)"
    line = next(place for place, each in enumerate(lines, 1) if f"stake: {made}" in each)
    assert re.fullmatch(
        f"Close\nShares 2025 stake\n\n{re.escape(made)}\n\nComputed as\n{re.escape(made)}\n"
        "From\nValuation after the 2025 roundThe staged round led by SoftBankDue in April 2025\n"
        f"Stands at\n{re.escape(str(file))}:{line}:\\d+\nMove this to reach a goal",
        said,
    )
