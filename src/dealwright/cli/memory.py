"""Lets memory that was freed serve again, in a process of our own."""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_MAX, _ARENA_MAX = -1, -4, -8
"""The numbers by which the C library of Linux knows three of its settings."""


def keep_freed_memory() -> None:
    """Keep what is freed instead of handing it back to the system.

    A large array is otherwise given pages that are fetched and cleared anew each time, which for a valuation over
    100,000 futures takes longer than the valuation. The process then holds what it needed at its peak until it ends.
    Where the C library has no such settings, nothing is changed.
    """
    if sys.platform != "linux":
        return
    settings = getattr(ctypes.CDLL(None), "mallopt", None)
    if settings is not None:
        settings(_MMAP_MAX, 0)
        settings(_ARENA_MAX, 1)  # what one thread frees serves the others
        settings(_TRIM_THRESHOLD, 2**31 - 1)
