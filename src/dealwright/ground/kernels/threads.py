"""Shares work that lets other threads run among the processors that are there."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from threading import Lock, Thread, current_thread
from typing import TYPE_CHECKING, final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

QUICK = 2e-4
"""Seconds after which a thread that interprets lets another do so. By itself Python waits for 25 times as long, in
which the other could have begun a loop that needs no interpreter."""

AT_WORK = "at work"
"""Begins the name of a thread that does one of several tasks: it computes alone, since the others are busy."""


def at_work() -> bool:
    """Say whether this thread does one of several tasks that are done at once, so that more threads would only wait."""
    return current_thread().name.startswith(AT_WORK)


def processors() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@final
class QuickTurns:
    """Lets threads of this process interpret in short turns, from when the first enters until the last has left."""

    def __init__(self) -> None:
        self._lock, self._inside, self._before = Lock(), 0, 0.0

    def __enter__(self) -> None:
        """Enter; any thread may, at any time."""
        with self._lock:
            if not self._inside:
                self._before = sys.getswitchinterval()
                sys.setswitchinterval(min(QUICK, self._before))
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        """Leave; the last sets the turns back."""
        with self._lock:
            self._inside -= 1
            if not self._inside:
                sys.setswitchinterval(self._before)


QUICK_TURNS = QuickTurns()
"""The one of this process: there is one interpreter."""


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
    share_out(work, tasks, threads)


def share_out(work: Callable[[int], None], tasks: Sequence[int], threads: int) -> None:
    """Do tasks on some threads, of which this one is one; each takes the next one once it has done one.

    Args:
        work: Does one.
        tasks: Their numbers.
        threads: How many threads do them.

    Raises:
        BaseException: What the first of the tasks in their order raised that raised something, once all are done.
    """
    turns, failed = iter(tasks), dict[int, BaseException]()

    def take_turns() -> None:
        for task in turns:
            try:
                work(task)
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised where it was asked for
                failed[task] = error

    with QUICK_TURNS:
        others = [Thread(target=take_turns, name=AT_WORK) for _ in range(threads - 1)]
        for each in others:
            each.start()
        with _working():
            take_turns()
        for each in others:
            each.join()
    for task in tasks:
        if task in failed:
            raise failed[task]


@contextmanager
def _working() -> Iterator[None]:
    """Count this thread among those at work."""
    this = current_thread()
    name, this.name = this.name, f"{AT_WORK}: {this.name}"
    try:
        yield
    finally:
        this.name = name
