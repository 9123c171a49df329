"""One browser for all pages, and the real deal served once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from show.opened_page import QUIET
from web.served import Watched, served, watching


@pytest.fixture(scope="module")  # its loop runs in this thread, and no other can beside it
def browser(chromium: str) -> Iterator[Browser]:
    """Give a browser."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def address(root: Path) -> Iterator[str]:
    """Serve the real deal on few futures."""
    with served(root / "examples" / "openai-microsoft" / "deal.yaml", "--paths", "1024") as found:
        yield found


@pytest.fixture(scope="session")
def kettle(root: Path) -> Iterator[str]:
    """Serve a small deal on few futures, for those who ask without a browser."""
    with served(root / "examples" / "hello.yaml", "--paths", "128", "--seed", "3") as found:
        yield found


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    """Give a page on the real deal; anything that goes wrong on it fails the test."""
    with watching(browser, address) as page:
        yield page
