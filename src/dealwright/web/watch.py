"""See that a file was saved, whatever else became of it: replaced, deleted, made a folder, or unreadable."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

EVERY = 0.05
"""Seconds between two looks."""
SETTLED = 0.2
"""Seconds after which a change is told even if the file goes on changing."""

Stamp = tuple[object, ...]


def stamp(names: Sequence[str]) -> Stamp:
    """Return what tells one state of some files from another without reading them.

    Args:
        names: files and folders.
    """
    return tuple(_one(Path(name)) for name in names)


def _one(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError as reason:
        return (type(reason).__name__,)
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode


async def changes(names: Callable[[], Sequence[str]]) -> AsyncIterator[float]:
    """Tell each time that files changed, once they are still for a moment or have changed for a while.

    Args:
        names: gives the files to watch, which may be others after a change.

    Yields:
        When the change was seen, in seconds of the day's clock.
    """
    seen = stamp(names())
    while True:
        await asyncio.sleep(EVERY)
        now = stamp(names())
        if now == seen:
            continue
        first = time.monotonic()
        while True:
            before = now
            await asyncio.sleep(EVERY)
            now = stamp(names())
            if now == before or time.monotonic() - first > SETTLED:
                break
        seen = now
        yield time.time()
        seen = _same_names(seen, stamp(names()))


def _same_names(seen: Stamp, now: Stamp) -> Stamp:
    """Go on from what was told, unless other files are to be watched since."""
    return seen if len(seen) == len(now) else now
