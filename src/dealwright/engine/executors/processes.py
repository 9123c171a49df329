"""Run tasks on processes of this machine; one that dies is replaced, and its task is run again."""

from __future__ import annotations

import contextlib
import signal
from collections import deque
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, final

from dealwright.engine.executors.executor import (
    DEATHS,
    MOMENT,
    Failed,
    Found,
    LostWorkersError,
    Task,
    attempt,
    blamed,
    go_on,
    told,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess


@final
class Processes:
    """Runs tasks on processes of this machine, begun when they are first needed.

    Args:
        count: How many, at least one.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._workers: list[_Worker] = []

    @property
    def where(self) -> str:
        """Where tasks run, in words."""
        return f"{self._count} process{'es' if self._count > 1 else ''}"

    @property
    def width(self) -> int:
        """How many tasks run at once."""
        return self._count

    @property
    def numbers(self) -> list[int]:
        """The processes' numbers, as the system knows them."""
        return [worker.process.pid or 0 for worker in self._workers]

    def results(
        self, work: Callable[[Task], Found], tasks: Iterable[Task], *, stopped: Callable[[], bool]
    ) -> Iterator[Found]:
        """Run tasks; see `Executor`."""
        line = _Line(iter(enumerate(tasks)))
        try:
            while True:
                while line.next in line.found:
                    place = line.next
                    found = line.found.pop(place)
                    line.next += 1
                    yield told(found, work, line.tasks.pop(place))
                self._send(work, line)
                if not line.tasks:
                    return
                go_on(stopped)
                self._receive(line)
        except BaseException:  # what is under way would answer who asks next
            self.close()
            raise

    def close(self) -> None:
        """End all processes."""
        while self._workers:
            self._workers[-1].end()
            self._workers.pop()

    def _send(self, work: Callable[[Task], Found], line: _Line) -> None:
        """Give each idle process a task, as long as few results wait for those before them."""
        while len(self._workers) < self._count:
            self._workers.append(_Worker.start())
        for worker in [each for each in self._workers if each.place is None]:
            place = line.take(2 * self._count)
            if place is None:
                return
            worker.place = place
            with contextlib.suppress(OSError):  # it has died: `_receive` will see that
                worker.pipe.send((work, line.tasks[place]))

    def _receive(self, line: _Line) -> None:
        """Wait a moment for results, and replace who has died."""
        ready = wait([worker.pipe for worker in self._workers], timeout=MOMENT)
        for worker in [each for each in self._workers if each.pipe in ready]:
            try:
                found = worker.pipe.recv()
            except (EOFError, OSError):
                self._workers.remove(worker)
                worker.end()
                line.again(worker.place)
                continue
            if worker.place is not None:
                line.found[worker.place] = found
                worker.place = None


@dataclass(slots=True)
class _Line:
    """The tasks in their order: those to come, those under way, and what was found before its turn."""

    coming: Iterator[tuple[int, Any]]
    next: int = 0
    tasks: dict[int, Any] = field(default_factory=dict)
    found: dict[int, Any | Failed] = field(default_factory=dict)
    lost: deque[int] = field(default_factory=deque)
    deaths: dict[int, int] = field(default_factory=dict)

    def take(self, most: int) -> int | None:
        """Choose the next task to begin; none while many are under way or wait for their turn."""
        if self.lost:
            return self.lost.popleft()
        if len(self.tasks) >= most:
            return None
        place, task = next(self.coming, (None, None))
        if place is not None:
            self.tasks[place] = task
        return place

    def again(self, place: int | None) -> None:
        """Put a task whose worker has died back."""
        if place is None:
            return
        self.deaths[place] = self.deaths.get(place, 0) + 1
        if self.deaths[place] > DEATHS:
            raise LostWorkersError(blamed(self.deaths[place], "processes", "start fewer (`--workers`)"))
        self.lost.append(place)


@dataclass(slots=True, eq=False)
class _Worker:
    """A process, how to talk to it, and the place of the task that it works on."""

    process: SpawnProcess
    pipe: Connection
    place: int | None = None

    @staticmethod
    def start() -> _Worker:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs,), daemon=True)
        with _deaf():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def end(self) -> None:
        self.pipe.close()
        with contextlib.suppress(ValueError):  # an interrupt came in between: it has ended already
            self.process.kill()
            self.process.join()
            self.process.close()


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Let a process that is begun meanwhile not hear an interrupt on a terminal; the asker hears it a moment later."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection) -> None:
    """Work until nobody is there to ask: what stops the asker on a terminal is not meant for us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            work, task = pipe.recv()
        except (EOFError, OSError):
            return
        found = attempt(work, task)
        try:
            pipe.send(found)
        except OSError:
            return
