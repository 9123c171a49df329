"""A bar on stderr for what takes over a moment."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress

PATIENCE = 0.3
"""Seconds before a bar appears: what is quicker needs none."""
COUNTED = (20, 60)
"""Per cent of the work that packages are valued in, where they are counted."""


class Step(Protocol):
    """Is told how far some work has come."""

    def __call__(self, done: int, whole: int) -> None:
        """Hear how many parts are done, and of how many."""

    def count(self, done: int, whole: int) -> None:
        """Hear how many packages are valued, and of how many."""


@contextmanager
def progress(what: str, *, quiet: bool = False) -> Iterator[Step | None]:
    """Show how far some work has come, on stderr, if that is a terminal.

    Args:
        what: What is being done.
        quiet: Whether to show nothing at all.

    Yields:
        A function to call with how much is done and how much there is; None if nobody is watching.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    bar = _Bar(what)
    try:
        yield bar
    finally:
        bar.close()


class _Bar:
    """One line that appears after a moment, whether or not anything is done by then, and is gone at the end."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._percent = 0
        self._counted = ""
        self._began: tuple[float, int] | None = None
        self._display: Progress | None = None
        self._closed = False
        self._lock = threading.Lock()
        self._moment = threading.Timer(PATIENCE, self._appear)
        self._moment.daemon = True
        self._moment.start()

    def __call__(self, done: int, whole: int) -> None:
        with self._lock:
            self._show(100 * done // max(whole, 1), "")

    def count(self, done: int, whole: int) -> None:
        """Show how many packages are valued, and how long the others will take if they go on like that."""
        with self._lock:
            now = monotonic()
            began, first = self._began = self._began or (now, done)
            left = (now - began) / (done - first) * (whole - done) if done > first else 0.0
            rest = f", {_spell(left)} left" if done > first and done < whole else ""
            start, end = COUNTED
            self._show(start + (end - start) * done // max(whole, 1), f"{done:,} of {whole:,} packages{rest}")

    def _show(self, percent: int, counted: str) -> None:
        self._percent, self._counted = max(self._percent, percent), counted
        if self._display is not None:
            self._display.update(self._display.task_ids[0], completed=self._percent, counted=counted)

    def close(self) -> None:
        """Take the line away."""
        self._moment.cancel()
        with self._lock:
            self._closed = True
            if self._display is not None:
                self._display.stop()

    def _appear(self) -> None:
        display = _display()
        with self._lock:
            if self._closed:
                return
            display.add_task(self._what, total=100, completed=self._percent, counted=self._counted)
            display.start()
            self._display = display


def _spell(seconds: float) -> str:
    """Say a time in words.

    Example:
        >>> _spell(42.4), _spell(125), _spell(7380)
        ('42 s', '2 min', '2 h 3 min')
    """
    minutes = round(seconds / 60)
    if minutes < 2:  # noqa: PLR2004 - a minute and a half is said in seconds
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"  # noqa: PLR2004 - an hour


def _display() -> Progress:
    """Make the bar: what, how far, for how long."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[counted]}"),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
