"""A page opened in a browser that has no network, with what went wrong while it was open."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OVERLAPS = """() => {
      const found = [];
      for (const svg of document.querySelectorAll('.chart svg')) {
        const seen = new Map();
        for (const text of svg.querySelectorAll('text')) {
          if (!text.textContent || getComputedStyle(text).opacity === '0') continue;
          const box = text.getBoundingClientRect();
          // A label is drawn twice, once as its halo: the same words at the same place.
          seen.set(text.textContent + '@' + Math.round(box.x) + ',' + Math.round(box.y), box);
        }
        const boxes = [...seen];
        for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
          const [a, b] = [boxes[i][1], boxes[j][1]];
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          // Line boxes are taller than letters: a quarter of a line may be shared.
          if (across > 1 && down > 4) found.push(boxes[i][0] + ' | ' + boxes[j][0]);
        }
      }
      return found;
    }"""
"""Finds words of a picture that cover each other."""


class Opened:
    """A page with what went wrong while it was open."""

    def __init__(self, page: Page, report: Path) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(report.as_uri())
        page.wait_for_selector("html[data-drawn]", state="attached")

    @property
    def elsewhere(self) -> list[str]:
        """Requests to anything but the file itself."""
        return [url for url in self.requests if not url.startswith(("file:", "data:"))]
