"""A bar on stderr for what takes over a moment."""

from __future__ import annotations

import sys
import time
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
    """One line that appears after a moment, and is gone at the end."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = time.monotonic()
        self._display: Progress | None = None

    def __call__(self, done: int, whole: int) -> None:
        if self._display is None:
            if time.monotonic() - self._began < PATIENCE:
                return
            self._display = _display()
            self._display.add_task(self._what, total=1.0)
            self._display.start()
        self._display.update(self._display.task_ids[0], completed=done / max(whole, 1))

    def close(self) -> None:
        """Take the line away."""
        if self._display is not None:
            self._display.stop()


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
