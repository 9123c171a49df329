"""A deal served by the program itself in a process of its own, and a page on it that notes what went wrong."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

ANSWERED = "#cards:has(.part):not(:has(.part[aria-busy=true]))"
"""Matches when no part of the tab is waited for."""
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\?token=\S+")


@contextmanager
def served(file: Path, *words: str, environment: dict[str, str] | None = None) -> Iterator[str]:
    """Serve a deal at any free port.

    Args:
        file: The deal file.
        words: Further words of the command line.
        environment: Further variables of the process.

    Yields:
        The address to open.
    """
    command = [sys.executable, "-m", "dealwright", "serve", str(file), "--no-open", "--port", "0", *words]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
    )
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            if (found := _ADDRESS.search(line)) is not None:
                yield found.group()
                break
        else:
            raise AssertionError(process.stderr.read())
    finally:
        process.send_signal(signal.SIGINT)
        _, complained = process.communicate(timeout=30)
    assert not complained, complained


class Watched:
    """A page of the server with what went wrong on it.

    Args:
        page: The page.
        address: The first address, with its token.
    """

    def __init__(self, page: Page, address: str) -> None:
        """Note requests, complaints and errors from now on."""
        self.page, self.address = page, address
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._requested)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _requested(self, request: object) -> None:
        url = urlsplit(str(getattr(request, "url", "")))
        if url.scheme not in {"data", "blob"} and url.hostname not in {"127.0.0.1", "localhost"}:
            self.elsewhere.append(url.geturl())

    def _said(self, message: object) -> None:
        if getattr(message, "type", "") in {"error", "warning"}:
            self.complaints.append(str(getattr(message, "text", "")))

    def open(self, query: str = "", *, answered: bool = True) -> None:
        """Open the page, with a state in its address, and wait until its tab is answered.

        Args:
            query: What the address says after the token.
            answered: Whether to wait.
        """
        self.page.goto(self.address + (f"&{query}" if query else ""))
        if answered:
            self.answered()

    def answered(self) -> None:
        """Wait until the verdict and every part of the tab are answered."""
        self.page.wait_for_selector("html[data-exact]", state="attached")
        self.page.wait_for_selector(ANSWERED, state="attached")


@contextmanager
def watching(browser: Browser, address: str, width: int = 1440) -> Iterator[Watched]:
    """Open a page on which nothing may go wrong: no request elsewhere, no error, no warning.

    Args:
        browser: The browser.
        address: The first address, with its token.
        width: How wide the page is.
    """
    context = browser.new_context(viewport={"width": width, "height": 1000})
    context.set_default_timeout(120_000)
    page = Watched(context.new_page(), address)
    yield page
    context.close()
    assert page.elsewhere == []
    assert page.complaints == []


def worths(page: Page) -> list[str]:
    """Read the worths beside the sentence, without the chance of a signature, which is told later."""
    return page.locator("#numbers dd[data-party]").all_inner_texts()


def shown_at(page: Page) -> str:
    """Ask the page itself for its address: `page.url` is only renewed while the driver is asked something."""
    return str(page.evaluate("location.href"))


def until(holds: object, seconds: float = 60.0) -> None:
    """Wait until something that can be called holds."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if holds():  # type: ignore[operator]
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to hold")
