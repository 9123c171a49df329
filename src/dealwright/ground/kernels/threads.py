"""Shares work that lets other threads run among the processors that are there."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def processors() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_threads(work: Callable[[int], None], tasks: Sequence[int]) -> None:
    """Do tasks that write to places of their own, on as many threads as there are processors.

    Args:
        work: Does one.
        tasks: Their numbers.
    """
    threads = min(processors(), len(tasks))
    if threads < 2:  # noqa: PLR2004 - one thread is this one
        for task in tasks:
            work(task)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, tasks):
            pass
