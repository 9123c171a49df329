"""Run tasks on threads of this process: NumPy and compiled loops let others run."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Protocol, final

from dealwright.engine.executors.executor import MOMENT, Found, Task, go_on
from dealwright.ground.kernels.threads import AT_WORK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Pending(Protocol[Found]):  # type: ignore[misc]  # what is found is only ever handed out
    """What was begun and is not done yet."""

    def result(self, timeout: float | None = None) -> Found:
        """Wait for what was found."""

    def done(self) -> bool:
        """Say whether it is found."""

    def cancel(self) -> object:
        """Give it up if nobody has begun."""


def in_order(
    start: Callable[[Task], Pending[Found]],
    tasks: Iterable[Task],
    ahead: Callable[[], int],
    *,
    waiting: Callable[[], None],
) -> Iterator[Found]:
    """Yield results in the order of the tasks, with only a few under way or held at once.

    Args:
        start: Begins a task.
        tasks: The tasks.
        ahead: How many may be under way now.
        waiting: Called now and then while one is waited for; may raise.

    Yields:
        The results.
    """
    begun: deque[Pending[Found]] = deque()
    try:
        for task in tasks:
            begun.append(start(task))
            while len(begun) > ahead():
                yield _found(begun[0], waiting)
                begun.popleft()
        while begun:
            yield _found(begun[0], waiting)
            begun.popleft()
    finally:
        for each in begun:
            each.cancel()


def _found(pending: Pending[Found], waiting: Callable[[], None]) -> Found:
    while True:
        waiting()
        try:
            return pending.result(timeout=MOMENT)
        except TimeoutError:
            if pending.done():  # its own error, not the end of our patience
                return pending.result()


def processors() -> int:
    """Say how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@final
class Threads:
    """Runs tasks on threads of this process.

    Args:
        count: How many; as many as there are processors if none is said.

    Example:
        >>> list(Threads(2).results(abs, [-1, 2, -3], stopped=lambda: False))
        [1, 2, 3]
    """

    def __init__(self, count: int | None = None) -> None:
        self._count = count or processors()

    @property
    def where(self) -> str:
        """Where tasks run, in words."""
        return f"{self._count} thread{'s' if self._count > 1 else ''}"

    @property
    def width(self) -> int:
        """How many tasks run at once."""
        return self._count

    def results(
        self, work: Callable[[Task], Found], tasks: Iterable[Task], *, stopped: Callable[[], bool]
    ) -> Iterator[Found]:
        """Run tasks; see `Executor`."""
        pool = ThreadPoolExecutor(self._count, thread_name_prefix=AT_WORK)
        try:

            def start(task: Task) -> Future[Found]:
                return pool.submit(work, task)

            yield from in_order(start, tasks, lambda: self._count, waiting=partial(go_on, stopped))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Do nothing: threads end with their tasks."""
