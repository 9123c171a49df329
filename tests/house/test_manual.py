"""The manual as a browser shows it: it is built without a warning, holds together, and asks nobody for anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

LONGEST_WAIT = 120
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PARTS = ["Start", "The language", "Worth", "Bargain", "Talks", "Cap table", "Proof", "Reference"]


class Page(HTMLParser):
    """What a page has: places that can be led to, where its links lead, what it loads and says of pictures."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.places: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.told: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element."""
        said = {name: value or "" for name, value in attrs}
        self.places.add(said.get("id", ""))
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        elif tag in {"script", "img"} and "src" in said:
            self.loaded.append(said["src"])
            self.told += [said.get("alt", "")] if tag == "img" else []
        elif tag == "link" and said.get("rel") in {"stylesheet", "icon"}:
            self.loaded.append(said["href"])


@pytest.fixture(scope="session")
def manual(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the manual once, whichever process asks first; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    out, said = base / "manual", base / "manual.txt"
    try:
        (base / "manual.begun").mkdir()
    except FileExistsError:
        began = time.monotonic()
        while not said.exists():
            assert time.monotonic() - began < LONGEST_WAIT, "the manual is not built"
            time.sleep(0.1)
    else:
        build = [sys.executable, "-m", "sphinx", "-q", "--fail-on-warning", "--keep-going", "-c", "tools/manual"]
        run = subprocess.run([*build, "docs", str(out)], cwd=root, capture_output=True, text=True, check=False)
        (base / "manual.part").write_text(run.stderr + str(run.returncode or ""), encoding="utf-8")
        (base / "manual.part").rename(said)
    assert said.read_text(encoding="utf-8") == "", "what the build of the manual complains of"
    return out


@pytest.fixture(scope="module")
def pages(manual: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in manual.rglob("*.html")}


def test_every_page_of_the_manual_is_built_and_every_link_leads_somewhere(
    root: Path, manual: Path, pages: dict[Path, Page]
) -> None:
    written = {path.relative_to(root / "docs").with_suffix(".html") for path in (root / "docs").rglob("*.md")}
    assert written <= {path.relative_to(manual) for path in pages}
    for path, page in pages.items():
        for link in page.links:
            to, place = urldefrag(link)
            if re.match(r"https?:|mailto:", to):
                continue
            led = (path.parent / unquote(to)).resolve() if to else path
            assert led.is_file(), f"{path.name}: {link}"
            assert not place or led.suffix != ".html" or unquote(place) in pages[led].places, f"{path.name}: {link}"


def test_every_page_of_the_manual_can_be_reached_from_its_front_page(manual: Path, pages: dict[Path, Page]) -> None:
    ahead, reached = [manual / "index.html"], set()
    while ahead:
        path = ahead.pop()
        if path not in reached:
            reached.add(path)
            ahead += [(path.parent / urldefrag(link)[0]).resolve() for link in pages[path].links if ".html" in link]
            ahead = [each for each in ahead if each in pages]
    assert set(pages) - reached == {manual / "search.html"}, "a form leads to the search"
    front = (manual / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'class="caption-text">([^<]+)<', front) == PARTS


def test_no_page_of_the_manual_loads_anything_from_elsewhere(manual: Path, pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        for source in page.loaded:
            assert source.startswith("data:") or (path.parent / source.partition("?")[0]).is_file(), source
    for style in (manual / "_static").glob("*.css"):
        assert not re.search(r"url\(|@import", style.read_text(encoding="utf-8"))


def test_every_picture_says_in_words_what_it_shows(pages: dict[Path, Page]) -> None:
    told = [(path.name, words) for path, page in pages.items() for words in page.told]
    assert len(told) > 20
    assert [(name, words) for name, words in told if len(words.split()) < 4] == []


def test_deals_and_answers_are_set_off(manual: Path) -> None:
    deal = (manual / "files" / "examples" / "openai-microsoft" / "deal.yaml.html").read_text(encoding="utf-8")
    assert '<span class="nt">currency</span>' in deal
    assert '<span class="m">2025-05-14</span>' in deal
    assert re.search(r'<span class="m">\d+bn', deal)
    problems = (manual / "errors.html").read_text(encoding="utf-8")
    assert '<span class="gr">error[missing-file]</span>' in problems
    answers = (manual / "offers.html").read_text(encoding="utf-8")
    assert '<span class="gp">$ </span><span class="gs">dealwright offers' in answers


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_the_manual_opens_without_a_network_at_every_width(
    browser: Browser, manual: Path, pages: dict[Path, Page], scheme: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, color_scheme=scheme)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    few = [manual / name for name in ("index.html", "keys.html", "terms/royalty.html", "offers.html")]
    for path in sorted(pages) if scheme == "light" else few:
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 26, 30)"}[scheme]
    page.goto((manual / "index.html").as_uri())
    page.locator("header input").fill("reservation value")
    page.keyboard.press("Enter")
    page.locator("#search-results li a", has_text="Words").wait_for()
    told = page.locator("#search-results li", has=page.get_by_role("link", name="How a bargain is found", exact=True))
    told.locator("mark", has_text="reservation").first.wait_for()
    found = Axe().run(page, options={"runOnly": AA, "preload": False})
    assert found.response["violations"] == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert complaints == []
    context.close()


@pytest.mark.browser
def test_the_search_shows_a_passage_around_each_hit_that_leads_to_its_section(browser: Browser, manual: Path) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(f"{(manual / 'search.html').as_uri()}?q=pari+passu")
    page.get_by_text("Search finished").wait_for()
    hits = page.locator("#search-results li")
    assert hits.count() > 1
    for place in range(hits.count()):
        words = hits.nth(place).locator(".context mark").all_inner_texts()
        assert any(word.lower() in {"pari", "passu"} for word in words), hits.nth(place).inner_text()
    hits.locator(".context a").first.click()
    said = page.locator("section:target").inner_text().lower()
    assert "pari passu" in said
    page.goto(f"{(manual / 'search.html').as_uri()}?q=%3Cimg%20src=x%3E+%5B")
    page.get_by_text("Search finished").or_(page.get_by_text("did not match")).wait_for()
    assert page.locator("#search-results img").count() == 0, "what is asked is text"
    context.close()
