"""The page on the real deal, as a user meets it."""

import re

import pytest
from playwright.sync_api import Browser

from web.served import Watched, shown_at, until

pytestmark = pytest.mark.browser


def test_a_slider_moves_the_worth_at_once_and_exactly_on_release(watched: Watched) -> None:
    watched.open("tab=worth")
    page = watched.page
    before = page.inner_text("#numbers")
    slider = page.locator("#term-terms-stake-stake")
    slider.focus()
    slider.press("ArrowRight")
    page.wait_for_selector("html[data-previewed]", state="attached")
    until(lambda: "terms.stake.stake=" in shown_at(page))
    watched.answered()
    until(lambda: "futures, seed" in page.inner_text("#sample"))
    assert page.inner_text("#numbers") != before
    assert re.search("[Tt]his package", page.inner_text("#sentence"))
    page.go_back()
    until(lambda: page.inner_text("#numbers") == before)
    assert "terms.stake.stake" not in shown_at(page)


def test_many_pages_of_one_browser_are_all_answered(browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.set_default_timeout(120_000)
    pages = [Watched(context.new_page(), address) for _ in range(9)]
    for page in pages:
        page.open("tab=worth", answered=False)
    for page in pages:
        page.answered()
        assert page.complaints == []
    assert len({page.page.inner_text("#numbers") for page in pages}) == 1
    context.close()
