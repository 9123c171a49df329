"""Samples that the tests of this room share, made once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import show_samples as samples
from opened_page import QUIET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from dealwright.bargain.result import Bargain
    from dealwright.engine.result import Valuation
    from dealwright.show.story import Story


@pytest.fixture(scope="session")
def valuation() -> Valuation:
    return samples.valuation()


@pytest.fixture(scope="session")
def found() -> Bargain:
    return samples.bargain()


@pytest.fixture(scope="session")
def story(valuation: Valuation, found: Bargain) -> Story:
    return samples.story(valuation, found)


@pytest.fixture(scope="module")  # its loop runs in this thread, and no other can beside it
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()
