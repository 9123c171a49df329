"""Sends several small tasks at once to whoever works elsewhere: what a sending costs is then little beside the work."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from dealwright.engine.executors.threads import Threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dealwright.engine.executors.executor import Executor

Task = TypeVar("Task")
Found = TypeVar("Found")

SENT, EACH = 2, 4
"""Tasks of one sending; sendings that everybody who works must have, so that nobody is left waiting for long."""


def together(
    executor: Executor, work: Callable[[Task], Found], tasks: Sequence[Task], *, stopped: Callable[[], bool]
) -> Iterator[Found]:
    """Run tasks by an executor, several to a sending where they run elsewhere and are many.

    The results are the same, in the same order.

    Args:
        executor: Who runs them.
        work: What a task does; see `Executor.results`.
        tasks: Its arguments.
        stopped: Asked now and then; once it says yes, nothing more is begun.

    Yields:
        The results in the order of the tasks.
    """
    if isinstance(executor, Threads) or len(tasks) < SENT * EACH * executor.width:
        yield from executor.results(work, tasks, stopped=stopped)
        return
    sendings = [tuple(tasks[first : first + SENT]) for first in range(0, len(tasks), SENT)]
    for found in executor.results(partial(_each, work), sendings, stopped=stopped):
        yield from found


def _each(work: Callable[[Task], Found], tasks: Sequence[Task]) -> list[Found]:
    return [work(task) for task in tasks]
