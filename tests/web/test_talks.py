"""Talks on the page: told in order, drawn on the frontier, and what to write where there are none."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dealwright.lang.load import loads
from web.served import Watched, served, watching

pytestmark = pytest.mark.browser


def test_talks_are_told_in_order_and_each_offer_lies_on_the_frontier_with_its_day(root: Path, browser: Browser) -> None:
    file = root / "examples" / "valve-licence" / "deal.yaml"
    with served(file, "--paths", "256") as address, watching(browser, address) as watched:
        page = watched.page
        watched.open("tab=talks")
        dates = page.eval_on_selector_all("#part-talks table tbody th", "all => all.map((each) => each.textContent)")
        said = [found.group() for each in dates if (found := re.search(r"\d+ \w+ 20\d\d", each))]
        days = [time.strptime(each, "%d %B %Y") for each in said]
        assert len(days) >= 6
        assert days[:6] == sorted(days[:6])
        assert page.locator("#part-offers figure").count() > 0
        page.click("#tabs [data-tab=bargain]")
        watched.answered()
        words = page.locator("#part-bargain svg text").all_text_contents()
        drawn = [each for each in words if re.search(r"\d+ [A-Z][a-z]+$", each)]
        assert len(drawn) >= 2, words
        page.select_option("#part-compare select", "offer-1")
        watched.answered()
        assert "the offer" in page.inner_text("#part-compare h3")


def test_where_nobody_has_offered_anything_the_page_says_what_to_write(watched: Watched, root: Path) -> None:
    page = watched.page
    watched.open("tab=talks")
    assert page.inner_text("#part-talks h2") == "Nobody has offered anything yet"
    written = page.inner_text("#part-talks pre")
    for word, own in (("PARTY", "microsoft"), ("DATE", "2025-05-14"), ("TERM.KEY", "stake.stake"), ("VALUE", "30%")):
        assert word in written
        written = written.replace(word, own)
    text = (root / "examples" / "openai-microsoft" / "deal.yaml").read_text(encoding="utf-8")
    loaded = loads(f"{text.rstrip()}\n{written}\n")
    assert loaded.errors == ()
    (talk,) = loaded.sound.talks
    assert talk.by == "microsoft"
