"""The page on the real deal, as a user meets it."""

import re

import pytest

from web.served import Watched, until

pytestmark = pytest.mark.browser


def test_a_slider_moves_the_worth_at_once_and_exactly_on_release(watched: Watched) -> None:
    watched.open("tab=worth")
    page = watched.page
    before = page.inner_text("#numbers")
    slider = page.locator("#term-terms-stake-stake")
    slider.focus()
    slider.press("ArrowRight")
    page.wait_for_selector("html[data-previewed]", state="attached")
    until(lambda: "terms.stake.stake=" in page.url)
    watched.answered()
    until(lambda: "futures, seed" in page.inner_text("#sample"))
    assert page.inner_text("#numbers") != before
    assert re.search("[Tt]his package", page.inner_text("#sentence"))
    page.go_back()
    until(lambda: page.inner_text("#numbers") == before)
    assert "terms.stake.stake" not in page.url
