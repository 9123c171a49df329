"""Says how a process of our own treats memory: what is freed serves again, what lives on is not searched."""

from __future__ import annotations

import ctypes
import gc
import sys

_TRIM_THRESHOLD, _MMAP_MAX, _ARENA_MAX = -1, -4, -8
"""The numbers by which the C library of Linux knows three of its settings."""


def read_in_peace() -> None:
    """Search nothing that is read for garbage: nearly all of it lives on, and the search takes a sixth of a `check`."""
    gc.disable()


def search_what_follows() -> None:
    """Search what is made from now on for garbage, and what was read in peace never."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


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
