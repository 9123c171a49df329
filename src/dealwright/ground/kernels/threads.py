"""Shares work that lets other threads run among the processors that are there."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from threading import current_thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


AT_WORK = "at work"
"""Begins the name of a thread that does one of several tasks: it computes alone, since the others are busy."""


def at_work() -> bool:
    """Say whether this thread does one of several tasks that are done at once, so that more threads would only wait."""
    return current_thread().name.startswith(AT_WORK)


def processors() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_threads(work: Callable[[int], None], tasks: Sequence[int]) -> None:
    """Do tasks that write to places of their own, on as many threads as there are processors that are not at work.

    Args:
        work: Does one.
        tasks: Their numbers.
    """
    threads = min(processors(), len(tasks))
    if threads < 2 or at_work():  # noqa: PLR2004 - one thread is this one
        for task in tasks:
            work(task)
        return
    with ThreadPoolExecutor(threads, thread_name_prefix=AT_WORK) as pool:
        for _ in pool.map(work, tasks):
            pass
