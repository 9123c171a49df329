"""The package on the table of the real deal: previewed while dragged, on release equal to what the command says."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from web.served import Watched, shown_at, until, worths

pytestmark = pytest.mark.browser
STAKE = "#term-terms-stake-stake"


def test_a_package_is_previewed_while_dragged_and_on_release_is_what_the_command_says(
    watched: Watched, root: Path
) -> None:
    page = watched.page
    watched.open("tab=worth")
    assert re.match("Signing today’s terms", page.inner_text("#sentence"))
    assert page.is_disabled("#undo")
    rail = page.locator(STAKE).bounding_box()
    assert rail is not None
    x, y = rail["x"], rail["y"] + rail["height"] / 2
    page.mouse.move(x + rail["width"] * 0.53, y)
    page.mouse.down()
    page.mouse.move(x + rail["width"] * 0.40, y, steps=4)
    page.wait_for_selector("html[data-previewed]", state="attached")
    until(lambda: re.match(r"preview on [\d,]+ futures", page.inner_text("#sample")), 60.0)
    assert "terms.stake.stake" not in shown_at(page)
    page.mouse.up()
    until(lambda: "terms.stake.stake=" in shown_at(page))
    watched.answered()
    until(lambda: page.inner_text("#sample") == "n = 1,024 futures, seed 1", 60.0)
    stake = page.input_value(STAKE + "-box")
    page.check("input[value=reported_cut]")
    watched.answered()
    table = page.inner_text("#part-worth figure >> nth=0")
    assert f"stake {stake}" in table
    assert "The revenue share falls as OpenAI told investors" in table
    told = page.evaluate("fetch('/download/worth.json' + location.search).then((each) => each.json())")
    file = root / "examples" / "openai-microsoft" / "deal.yaml"
    laid = ["--set", f"terms.stake.stake={stake}", "--scenario", "signed", "--paths", "1024", "--json"]
    words = [sys.executable, "-m", "dealwright", "value", str(file), *laid]
    said = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
    for party in ("holders", "microsoft"):
        ours = told["scenarios"]["this_package"]["parties"][party]
        theirs = said["scenarios"]["signed"]["parties"][party]
        for figure in ("certainty_equivalent", "mean"):
            assert ours[figure]["value"] == pytest.approx(theirs[figure]["value"], rel=1e-9)
    shown = {
        each.get_attribute("data-party"): each.inner_text().split("bn")[0]
        for each in page.locator("#numbers dd[data-party]").all()
    }
    worth = told["scenarios"]["this_package"]["parties"]
    for party, text in shown.items():
        assert float(text) == pytest.approx(worth[party]["certainty_equivalent"]["value"] / 1e9, abs=0.6)
    page.go_back()
    until(lambda: "reported_cut" not in shown_at(page))
    page.click("#undo")
    until(lambda: "terms.stake" not in shown_at(page))
    until(lambda: re.match("Signing today’s terms", page.inner_text("#sentence")))
    assert page.is_disabled("#undo")


def test_the_address_is_the_state_and_two_pages_do_not_disturb_each_other(watched: Watched, browser: Browser) -> None:
    page = watched.page
    watched.open("tab=worth&terms.stake.stake=30%25&show=reported_cut")
    address, numbers = shown_at(page), worths(page)
    other = browser.new_context().new_page()
    other.set_default_timeout(120_000)
    other.goto(watched.address + "&" + address.split("?")[1])
    until(lambda: other.locator("html[data-exact]").count() == 1, 60.0)
    assert worths(other) == numbers
    other.fill(STAKE + "-box", "20%")
    other.press(STAKE + "-box", "Enter")
    until(lambda: "stake=20" in shown_at(other))
    assert shown_at(page) == address
    assert worths(page) == numbers
    other.fill(STAKE + "-box", "much")
    other.press(STAKE + "-box", "Enter")
    until(lambda: other.locator(STAKE + "-box[aria-invalid=true]").count() == 1, 60.0)
    other.context.close()


def test_a_slider_is_moved_by_keys_from_what_is_signed_and_back_again(watched: Watched) -> None:
    page = watched.page
    watched.open("tab=worth")
    page.wait_for_selector("html[data-signing]", state="attached")
    before = worths(page)
    slider = page.locator(STAKE)
    assert page.input_value(STAKE + "-box") == "49%"
    slider.press("ArrowRight")
    assert page.input_value(STAKE + "-box") == "50%"  # the next of its values, which stand two points apart
    slider.press("ArrowRight")
    assert page.input_value(STAKE + "-box") == "52%"
    page.wait_for_selector("html[data-previewed]", state="attached")
    until(lambda: "terms.stake.stake=52" in shown_at(page), 60.0)
    watched.answered()
    until(lambda: page.inner_text("#sample") == "n = 1,024 futures, seed 1", 60.0)
    assert "This package" in page.inner_text("#sentence")
    # Moved away and back within one hold, nothing is new: what was told exactly stands again.
    exact = page.inner_text("#numbers dd >> nth=0")
    rail = page.locator(STAKE).bounding_box()
    assert rail is not None
    y, part = rail["y"] + rail["height"] / 2, 10 + (rail["width"] - 20) * 26 / 46
    page.mouse.move(rail["x"] + part, y)
    page.mouse.down()
    page.mouse.move(rail["x"] + part - 60, y, steps=3)
    until(lambda: page.inner_text("#sample").startswith("preview"), 60.0)
    page.mouse.move(rail["x"] + part, y, steps=3)
    page.mouse.up()
    until(lambda: page.inner_text("#sample") == "n = 1,024 futures, seed 1", 60.0)
    assert page.inner_text("#numbers dd >> nth=0") == exact
    assert page.locator("#numbers .waits").count() == 0
    page.go_back()
    until(lambda: worths(page) == before, 60.0)
    assert "terms.stake.stake" not in shown_at(page)


def test_how_likely_both_sign_stands_beside_the_worths_and_is_what_the_bargain_says(watched: Watched) -> None:
    page = watched.page
    watched.open("tab=bargain")
    page.wait_for_selector("html[data-signing]", state="attached")
    assert page.inner_text("#numbers > div:last-child").startswith("Both would sign")
    told = page.evaluate("fetch('/download/bargain.json').then((each) => each.json())")
    package = told["solutions"]["utilitarian"]
    moved = "&".join(f"{path}={value.replace('%', '%25')}" for path, value in package["package"].items())
    watched.open(f"tab=worth&for=microsoft&{moved}")
    page.wait_for_selector("html[data-signing]", state="attached")
    label, value, note = page.inner_text("#numbers > div:last-child").split("\n")
    assert (label, note) == ("OpenAI's other holders would sign", "by what is believed of it")
    chance = package["probability_signs"]["holders"]
    assert value.split()[0] == f"{100 * chance:.0f}%"
    page.click("#numbers > div:last-child a")
    page.wait_for_selector("#trail:visible")
    said = page.inner_text("#trail")
    assert "Risk tolerance of OpenAI's holders" in said
    assert "64 draws of what the sides know" in said
    page.keyboard.press("Escape")
    page.fill(STAKE + "-box", "0%")
    page.press(STAKE + "-box", "Enter")
    until(lambda: page.inner_text("#numbers > div:last-child").split("\n")[1].split()[0] in {"100%", ">99%"}, 60.0)
    assert page.locator("#numbers .waits").count() == 0


def test_a_goal_is_sought_for_a_number_and_what_is_found_is_taken(watched: Watched) -> None:
    page = watched.page
    watched.open("tab=worth")
    page.click("#worth-table tr.now td a >> nth=0")
    page.click("#trail button:text-is('Seek a goal for this')")
    page.wait_for_selector("dialog[open]")
    page.keyboard.type("150bn")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog button:has-text('Take')")
    assert "150bn where stake is" in page.inner_text("dialog [role=status]")
    found = page.inner_text("dialog button:has-text('Take')").removeprefix("Take ")
    page.click("dialog button:has-text('Take')")
    until(lambda: page.input_value(STAKE + "-box") == found)
    watched.answered()
    until(lambda: "150bn" in " ".join(worths(page)), 60.0)


def test_what_takes_long_is_cancelled_and_the_next_question_is_answered(watched: Watched) -> None:
    page = watched.page
    for stop in ("Escape", "button"):
        watched.open(f"tab=trade&terms.stake.stake={10 if stop == 'button' else 12}%25", answered=False)
        button = page.wait_for_selector("#part-trade .state button:has-text('Cancel')")
        assert button is not None
        if stop == "button":
            button.click()
        else:
            page.keyboard.press("Escape")
        page.wait_for_selector("#part-trade h2:text-is('Cancelled')")
        page.click("#tabs [data-tab=talks]")  # the same process answers it, as soon as it has stopped
        page.wait_for_selector("#part-talks h2:text-is('Nobody has offered anything yet')", timeout=20_000)


def test_many_pages_of_one_browser_are_all_answered(browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.set_default_timeout(120_000)
    pages = [Watched(context.new_page(), address) for _ in range(9)]
    for page in pages:
        page.open("tab=worth", answered=False)
    for page in pages:
        page.answered()
        assert page.complaints == []
    assert len({page.page.inner_text("#numbers dd >> nth=0") for page in pages}) == 1
    context.close()
