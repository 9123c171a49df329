"""A bar on stderr for what takes over a moment."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

PATIENCE = 0.3
"""Seconds before a bar appears: what is quicker needs none."""


@contextmanager
def progress(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None] | None]:
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
        self._display: Progress | None = None
        self._closed = False
        self._lock = threading.Lock()
        self._moment = threading.Timer(PATIENCE, self._appear)
        self._moment.daemon = True
        self._moment.start()

    def __call__(self, done: int, whole: int) -> None:
        with self._lock:
            self._percent = max(self._percent, 100 * done // max(whole, 1))
            if self._display is not None:
                self._display.update(self._display.task_ids[0], completed=self._percent)

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
            display.add_task(self._what, total=100, completed=self._percent)
            display.start()
            self._display = display


def _display() -> Progress:
    """Make the bar: what, how far, for how long."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
