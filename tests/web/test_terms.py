"""The controls of the terms: what a save, a wrong word, a scroll and a path without a control leave of them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dealwright.lang.load import loads
from web.served import Watched, served, shown_at, until

ROYALTY = "#term-terms-royalty-rate"
DAY = "#term-terms-upfront-on"


@pytest.fixture(scope="module")
def file(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a deal whose day of payment is none of those negotiated."""
    text = (root / "examples" / "hello.yaml").read_text(encoding="utf-8")
    days = "    terms.upfront.on: [2025-02-28, 2025-06-30]\n"
    file = tmp_path_factory.mktemp("terms") / "deal.yaml"
    file.write_text(text.rstrip() + "\n" + days, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def address(file: Path) -> Iterator[str]:
    """Serve it on few futures."""
    with served(file, "--paths", "256") as found:
        yield found


@pytest.fixture
def opened(browser: Browser, address: str, file: Path) -> Iterator[Watched]:
    """Open the tab of worths, and put the file back afterwards."""
    text = file.read_text(encoding="utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, has_touch=True)
    context.set_default_timeout(60_000)
    page = Watched(context.new_page(), address)
    page.open("tab=worth")
    yield page
    context.close()
    file.write_text(text, encoding="utf-8")
    assert page.elsewhere == []
    assert page.complaints == []


def save(page: Watched, file: Path, before: str, after: str) -> None:
    """Save the file with another text in it, and wait until the page has seen it."""
    seen = page.page.get_attribute("html", "data-glimpsed")
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    until(lambda: page.page.get_attribute("html", "data-glimpsed") != seen)


def test_a_save_leaves_what_is_held_and_what_is_half_typed(opened: Watched, file: Path) -> None:
    page = opened.page
    rail = page.locator(ROYALTY).bounding_box()
    assert rail is not None
    page.mouse.move(rail["x"] + rail["width"] * 0.5, rail["y"] + rail["height"] / 2)
    page.mouse.down()
    page.mouse.move(rail["x"] + rail["width"] * 0.25, rail["y"] + rail["height"] / 2, steps=3)
    held = page.input_value(ROYALTY)
    assert held != "8"
    # The range itself is another now, and still the slider stays in the hand.
    save(opened, file, "0% .. 16% by 1%", "0% .. 15% by 1%")
    assert page.input_value(ROYALTY) == held
    page.mouse.up()
    until(lambda: f"terms.royalty.rate={held}%25" in shown_at(page))
    until(lambda: page.get_attribute(ROYALTY, "max") == "15")
    opened.answered()

    page.fill(ROYALTY + "-box", "11")
    save(opened, file, "title: Ada's kettle", "title: Ada's other kettle")
    assert page.input_value(ROYALTY + "-box") == "11"
    save(opened, file, "0% .. 15% by 1%", "0% .. 14% by 1%")
    until(lambda: page.get_attribute(ROYALTY, "max") == "14")
    assert page.input_value(ROYALTY + "-box") == "11"
    assert f"terms.royalty.rate={held}%25" in shown_at(page), "half a word is no step"
    page.press(ROYALTY + "-box", "End")
    page.keyboard.type("%")
    page.keyboard.press("Enter")
    until(lambda: "terms.royalty.rate=11%25" in shown_at(page))
    assert page.input_value(ROYALTY) == "11"


def test_what_cannot_be_valued_is_said_in_sentences_and_greys_the_numbers(opened: Watched) -> None:
    page = opened.page
    page.fill(ROYALTY + "-box", "abc")
    page.keyboard.press("Enter")
    page.wait_for_selector("body.unvalued", state="attached")
    said = page.inner_text("[data-path='terms.royalty.rate'] .wrong")
    assert said.startswith("Nothing is named `abc`.")
    assert "<set" not in said
    assert "|" not in said
    assert page.inner_text("#sentence") == "This package cannot be valued"
    assert page.inner_text("#sample").startswith("Nothing is named `abc`.")
    page.wait_for_selector("#cards:not(:has([aria-busy=true]))")
    assert page.locator("#cards figure").count() > 2, "what was shown stays, greyed"
    assert page.locator("#cards .state.err").count() == 0
    page.go_back()
    page.wait_for_selector("body:not(.unvalued)", state="attached")
    opened.answered()
    assert page.inner_text("[data-path='terms.royalty.rate'] .wrong") == ""


def test_a_choice_that_the_file_does_not_offer_is_not_chosen_and_all_others_can_be(opened: Watched) -> None:
    page = opened.page
    assert page.locator(f"input[name={DAY[1:]}]:checked").count() == 0
    page.locator(f"label:has({DAY}-0)").click()
    until(lambda: "terms.upfront.on=2025-02-28" in shown_at(page))
    assert page.is_checked(DAY + "-0")
    page.keyboard.press("0")
    until(lambda: page.locator(f"input[name={DAY[1:]}]:checked").count() == 0)


def test_a_value_between_two_steps_is_shown_where_it_lies(opened: Watched) -> None:
    page = opened.page
    opened.open("tab=worth&terms.royalty.rate=11.5%25")
    until(lambda: "to 12%" in page.inner_text("[data-path='terms.royalty.rate'] .steps"))
    assert page.input_value(ROYALTY) == "12"
    assert page.input_value(ROYALTY + "-box") == "11.5%"
    page.focus(ROYALTY)
    page.keyboard.press("+")
    until(lambda: "terms.royalty.rate=12%25" in shown_at(page))


def test_what_no_control_shows_is_listed_with_a_way_back(opened: Watched) -> None:
    page = opened.page
    assert not page.is_visible("#others")
    opened.open("tab=worth&drivers.sales.start=2m EUR/year")
    assert page.inner_text("#others li").startswith("drivers.sales.start 2m EUR/year")
    page.click("#others button")
    until(lambda: "drivers.sales.start" not in shown_at(page))
    assert not page.is_visible("#others")


def test_a_touch_that_scrolls_the_page_instead_lets_go_of_the_slider(opened: Watched) -> None:
    page = opened.page
    page.dispatch_event(ROYALTY, "pointerdown")
    page.locator(ROYALTY).evaluate(
        "each => { each.value = '3'; each.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    page.dispatch_event(ROYALTY, "pointercancel")
    assert page.input_value(ROYALTY) == "8"
    page.focus(ROYALTY)
    page.keyboard.press("ArrowRight")
    until(lambda: "terms.royalty.rate=9%25" in shown_at(page))


def test_keys_are_laid_as_keys_and_a_tab_that_is_open_is_no_step(opened: Watched) -> None:
    page = opened.page
    page.keyboard.press("?")
    laid = page.locator(".hint").all_inner_texts()
    assert laid
    assert all(len(each) <= 3 for each in laid), laid
    page.keyboard.press("Escape")
    steps = page.evaluate("history.length")
    page.click("#tabs a[aria-current]")
    page.keyboard.press("1")
    until(lambda: "tab=bargain" in shown_at(page))
    page.keyboard.press("1")
    assert page.evaluate("history.length") == steps + 1


def test_the_lines_of_a_worth_open_their_trails(opened: Watched) -> None:
    page = opened.page
    page.locator("a[data-card^='line-of-']").first.click()
    page.wait_for_selector("#trail:not([hidden])")
    assert "problem" not in page.inner_text("#standing")
    assert page.inner_text("#trail .value")


def test_what_an_empty_part_says_to_write_can_be_read(root: Path) -> None:
    script = (root / "src" / "dealwright" / "web" / "static" / "parts.js").read_text(encoding="utf-8")
    said = script[script.index("const EMPTY = {") :].split("\n};", 1)[0]
    told = re.findall(r'^    ("(?:[^"\\]|\\.)*")\],$', said, re.MULTILINE)
    kettle = (root / "examples" / "hello.yaml").read_text(encoding="utf-8")
    names = {"PARTY": "ada", "ANOTHER": "bruno", "DRIVER": "sales", "DATE": "2024-12-31", "TERM.KEY": "royalty.rate"}
    assert len(told) >= 4
    for each in map(json.loads, told):
        filled = re.sub("|".join(names), lambda found: names[found[0]], each).replace("VALUE", "5%")
        section = filled.partition("\n")[0]
        text = kettle.replace(section, filled, 1) if f"\n{section}\n" in kettle else f"{kettle.rstrip()}\n{filled}\n"
        assert [str(error) for error in loads(text).errors] == []


def test_the_page_says_whence_the_worth_of_the_side_that_is_advised_comes(opened: Watched) -> None:
    page = opened.page
    worth = page.inner_text("#numbers dd[data-party=ada] a")
    assert page.inner_text("#whence h3") == f"Where {worth} comes from"
    assert page.inner_text("#whence .sub") == "Ada: Contract in force, certainty equivalent"
    page.locator("#whence a", has_text="royalty").first.click()
    page.wait_for_selector("#trail:not([hidden])")
    assert "oyalty" in page.inner_text("#trail h4")
    page.keyboard.press("Escape")
    page.select_option("#advised", "bruno")
    until(lambda: page.inner_text("#whence .sub").startswith("Bruno"))
