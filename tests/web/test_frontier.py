"""Packages of the real deal are seen, taken and held against each other, and trades are put on the table."""

import re

import pytest
from playwright.sync_api import Page

from web.served import Watched, shown_at, until

pytestmark = pytest.mark.browser


def boxes(page: Page) -> dict[str, str]:
    """Return what each term on the table says."""
    script = "all => all.map((each) => [each.dataset.path, each.querySelector('.lab input').value])"
    return dict(page.eval_on_selector_all("#sliders > li", script))


def clicked(page: Page, place: int, *, shift: bool = False) -> str:
    """Point at a package of the frontier's picture, click it, and return what was said of it."""
    dot = page.locator("#part-bargain svg path[aria-label*='on the frontier']").nth(place)
    dot.scroll_into_view_if_needed()
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
    found = re.match(r"[+−]?[\d.,]+", text.strip())
    assert found is not None, text
    return float(found.group().replace("−", "-").replace(",", ""))


def apart(page: Page) -> dict[str, list[str]]:
    """Read the comparison: of each term its value in both packages."""
    rows = [row.locator("th,td").all_inner_texts() for row in page.locator("#compare tbody tr").all()]
    numbers = [[cell.split("\n")[0].split("±")[0] for cell in row[3:]] for row in rows]
    for each in zip(*numbers, strict=True):
        *parts, together = map(amount, each)
        rounded = sum(0.5 * 10.0 ** -len(text.partition(".")[2]) for text in each)
        assert sum(parts) == pytest.approx(together, abs=rounded)
    assert rows[-1][0] == "Together"
    return {row[0]: row[1:3] for row in rows[:-1]}


def test_packages_of_the_frontier_are_seen_taken_and_held_against_each_other(watched: Watched) -> None:
    page = watched.page
    watched.open("tab=bargain")
    words = set(page.locator("#part-bargain svg text").all_text_contents())
    named = {"Nash", "Kalai-Smorodinsky", "Egalitarian", "Utilitarian"}
    assert named | {"zone of agreement", "frontier"} <= words
    for side in ("OpenAI's other holders without a deal", "Microsoft without a deal"):
        assert any(each.startswith(side) for each in words)
    said = clicked(page, 60)
    stake = re.search(r"Stake\s+(\S+)", said)
    assert stake is not None
    until(lambda: boxes(page)["terms.stake.stake"] == stake.group(1))
    watched.answered()
    for term, value in boxes(page).items():
        assert value in said, (term, value, said)
    first = boxes(page)
    clicked(page, 300, shift=True)
    until(lambda: "with=" in shown_at(page))
    watched.answered()
    assert boxes(page) == first
    assert "the other package" in page.inner_text("#part-compare h3")
    assert all(one != other for one, other in apart(page).values())
    page.select_option("#part-compare select", "nash")
    watched.answered()
    assert "the Nash package" in page.inner_text("#part-compare h3")
    solutions = [row.locator("th,td").all_inner_texts() for row in page.locator("#solutions tbody tr").all()]
    nash = {row[0]: row[1] for row in solutions[:6]}
    for term, (one, other) in apart(page).items():
        assert one == nash[term], term
        assert other in first.values()
    spread = page.inner_text("#belief-and-future")
    assert spread.startswith("At most ")
    assert "Standard deviation" in spread
    assert (
        len(set(page.locator("#part-solutions :is(h2, h3)").all_inner_texts()))
        == page.locator("#part-solutions :is(h2, h3)").count()
    )


def test_what_is_traded_for_what_is_put_on_the_table_and_a_bar_moves_its_slider(watched: Watched) -> None:
    page = watched.page
    watched.open("tab=trade")
    rates: dict[tuple[str, str, str], float] = {}
    heads = [each.split(",")[0] for each in page.locator("#exchange-rates thead th").all_inner_texts()[2:]]
    term = ""
    for row in page.locator("#exchange-rates tbody tr").all():
        first, party, *cells = row.locator("th,td").all_inner_texts()
        term = first.split("\n")[0] or term
        for other, cell in zip(heads, cells, strict=True):
            if cell:
                rates[party, term, other] = amount(cell)
    assert len(rates) > 20
    for (party, one, other), rate in rates.items():
        back = rates.get((party, other, one))
        if back:
            assert rate * back == pytest.approx(1.0, rel=0.02), (party, one, other)
    before = boxes(page)
    swap = page.locator("#swaps tbody th").first
    page.locator("button:has-text('Put on the table')").first.click()
    until(lambda: boxes(page) != before)
    moved = {term: value for term, value in boxes(page).items() if value != before[term]}
    said = swap.locator("small").inner_text()
    assert len(moved) > 1
    assert all(value in said for value in moved.values()), (moved, said)
    watched.answered()
    bars = page.locator("#part-trade svg path[aria-label*='t: Stake']")
    assert bars.count() >= 4
    bars.last.click()
    until(lambda: boxes(page)["terms.stake.stake"] in {"0%", "92%"})
    assert page.evaluate("document.activeElement.id") == "term-terms-stake-stake"
