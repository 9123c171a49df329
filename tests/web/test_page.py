"""The page on the real deal, as a user meets it."""

import json
import re

import pytest
from playwright.sync_api import Browser
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

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


def test_only_a_page_of_ours_gets_a_line(address: str) -> None:
    base, _, token = address.partition("/?token=")
    host = base.removeprefix("http://")
    cookie = {"Cookie": f"dealwright-{host.rpartition(':')[2]}={token}"}
    for headers, origin in (({}, base), (cookie, "http://elsewhere.example"), (cookie, None)):
        with pytest.raises(InvalidStatus), connect(f"ws://{host}/line", additional_headers=headers, origin=origin):  # type: ignore[arg-type]
            pass
    with connect(f"ws://{host}/line", additional_headers=cookie, origin=base) as line:  # type: ignore[arg-type]
        assert "file" in json.loads(line.recv())
        line.send('{"number": 1, "part": "nothing"}')
        assert json.loads(line.recv())["told"] == {"what": "there is no part nothing"}
        line.send('{"number": 2, "part": "verdict", "state": {"unknown": 1}}')
        said = json.loads(line.recv())
        assert said["kind"] == "refused"
        assert "unknown" in said["told"]["what"]
        line.send("x" * 70_000)
        with pytest.raises(ConnectionClosed):
            line.recv()
