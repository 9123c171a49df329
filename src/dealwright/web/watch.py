"""See that a file was saved, whatever else became of it: replaced, deleted, made a folder, or unreadable."""

from __future__ import annotations

import asyncio
import hashlib
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.lang.reading import CAP_TABLE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Sequence

EVERY = 0.02
"""Seconds between two looks."""
SETTLED = 0.2
"""Seconds after which a change is told even if the file goes on changing."""

Stamp = tuple[object, ...]


def stamps(names: Sequence[str]) -> dict[str, Stamp]:
    """Return for each of some files what tells one state of it from another without reading it.

    Args:
        names: files and folders.
    """
    return {name: _one(Path(name)) for name in names}


def _one(path: Path) -> Stamp:
    try:
        found = path.stat()
    except (OSError, ValueError) as reason:
        return (type(reason).__name__,)
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode


async def changes(names: Callable[[], Sequence[str]]) -> AsyncIterator[float]:
    """Tell each time that files changed, once they are still for a moment or have changed for a while.

    Args:
        names: gives the files to watch, which may be others after a change.

    Yields:
        When the change was seen, in seconds of the day's clock.
    """
    seen = stamps(names())
    while True:
        await asyncio.sleep(EVERY)
        now = stamps(names())
        if now == seen:
            continue
        first = time.monotonic()
        while True:
            before = now
            await asyncio.sleep(EVERY)
            now = stamps(names())
            if now == before or time.monotonic() - first > SETTLED:
                break
        seen = now
        yield time.time()
        # What is watched only since may have changed while it was read: it counts as changed.
        seen = {name: seen.get(name, ()) for name in names()}


def fingerprint(names: Iterable[str]) -> str:
    """Name the bytes of some files, and when folders last changed; what cannot be read is named by why.

    Args:
        names: files and folders.
    """
    return " ".join(_print(Path(name)) for name in names)


def _print(path: Path) -> str:
    """Name what one file says; a pipe or a device, which may never end, and what is too large are not read."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > CAP_TABLE.size:
            return f"{found.st_mtime_ns} {found.st_size} {found.st_mode}"
        with path.open("rb") as stream:
            return hashlib.sha256(stream.read(CAP_TABLE.size + 1)).hexdigest()
    except (OSError, ValueError) as reason:  # no file has such a name
        return type(reason).__name__
