"""Say what runs tasks, whatever it is: pure functions of small arguments, their results in the order of the tasks.

Only so many tasks are under way at once. A task is a function at the front of a module and an argument that can be
pickled, so that it may run anywhere, twice, or again elsewhere: it changes nothing and depends on nothing else.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from threading import current_thread
from typing import TYPE_CHECKING, Protocol, TypeVar

from dealwright.ground.kernels.threads import AT_WORK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Task = TypeVar("Task")
Found = TypeVar("Found")

MOMENT = 0.2
"""Seconds after which a wait looks whether it is to stop."""


DEATHS = 3
"""So many workers may die over one task before the task is blamed."""


class Executor(Protocol):
    """Runs tasks somewhere."""

    @property
    def where(self) -> str:
        """Where tasks run, in words."""

    @property
    def width(self) -> int:
        """How many tasks run at once."""

    def results(
        self, work: Callable[[Task], Found], tasks: Iterable[Task], *, stopped: Callable[[], bool]
    ) -> Iterator[Found]:
        """Run tasks; a generator, which starts no task before it must.

        Args:
            work: What a task does: a pure function at the front of a module.
            tasks: Its arguments, small enough to be sent.
            stopped: Asked now and then; once it says yes, nothing more is begun.

        Yields:
            The results in the order of the tasks.

        Raises:
            StoppedError: If it was to stop.
            LostWorkersError: If those who work are gone for good.
        """

    def close(self) -> None:
        """Let go of all that works; what is under way is given up."""


class StoppedError(Exception):
    """Somebody asked the work to stop."""


class LostWorkersError(RuntimeError):
    """Workers died and nobody is left, or one task kills whoever works on it."""


class NoClusterError(Exception):
    """There is no such cluster, or none that computes what this machine would."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A task that ended in an error where it ran.

    Attributes:
        trace: Where the error arose, as Python prints it.
    """

    trace: str


def blamed(deaths: int, who: str, mend: str) -> str:
    """Say that a task has killed whoever worked on it.

    Args:
        deaths: How many have died.
        who: What they are.
        mend: What to do about it.
    """
    return f"{deaths} {who} died over the same task, as happens where memory is short: {mend}"


def never() -> bool:
    """Never stop."""
    return False


def go_on(stopped: Callable[[], bool]) -> None:
    """Look whether the work is to stop.

    Raises:
        StoppedError: If it is.
    """
    if stopped():
        raise StoppedError


def attempt(work: Callable[[Task], Found], task: Task) -> Found | Failed:
    """Run a task far from who asked for it: an error comes back as a text, since not every error can be sent."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    threadpool_limits(limits=1, user_api="blas")  # for good: sums of products keep one order whatever runs beside
    current_thread().name = AT_WORK
    try:
        return work(task)
    except Exception:  # noqa: BLE001 - whatever it is, it is raised where somebody can read it
        return Failed(traceback.format_exc())


def told(found: Found | Failed, work: Callable[[Task], Found], task: Task) -> Found:
    """Return what a task found far away; one that failed there runs here, where its error can be seen whole."""
    return work(task) if isinstance(found, Failed) else found
