"""Hold a process that answers: questions wait in line, equal ones are asked once, what nobody awaits is ended."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import multiprocessing
import os
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from dealwright.web.worker import work

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from multiprocessing.connection import Connection

_FORKS = "forkserver" in multiprocessing.get_all_start_methods()
"""Whether what all processes need can be loaded once, so that each begins with it."""
_NEEDED = "dealwright.web.needed"

Kind = Literal["progress", "answer", "refused", "stopped", "failed", "busy"]
Told = tuple[Kind, Any]
Work = Callable[["Connection", "Connection", Any], None]

MOST_WAITING = 256
"""Questions that may wait in one line."""
PATIENCE = 3.0
"""Seconds that a process has to notice that nobody waits; then it is ended and begun anew."""
KEPT_BYTES = 48_000_000
"""So much is kept of what was answered, the last asked for."""


def load_ahead() -> None:
    """Begin to load, beside us, what every process needs; the first of them then waits for less."""
    if _FORKS:
        from multiprocessing import forkserver

        forkserver.set_forkserver_preload([_NEEDED])
        forkserver.ensure_running()


@dataclass
class Question:
    """One question with all who wait for its answer.

    Args:
        name: the part asked for.
        asked: the page's state.
        key: names the question and the version of the file.
    """

    name: str
    asked: dict[str, Any]
    key: str
    waiting: list[asyncio.Queue[Told]] = field(default_factory=list)

    def tell(self, told: Told) -> None:
        """Tell all who wait."""
        for queue in self.waiting:
            queue.put_nowait(told)


def _key(name: str, asked: dict[str, Any], version: str) -> str:
    """Return what tells a question from others; it begins with a space where its answer is not kept."""
    return f"{version} {name} {json.dumps(asked, sort_keys=True)}"


def _run(work: Work, yields: int, line: Connection, stop: Connection, settings: Any) -> None:  # noqa: ANN401 - the work knows
    """Begin the work of a process."""
    if hasattr(os, "nice"):
        os.nice(yields)
    work(line, stop, settings)


class Worker:
    """A process that answers one question after another.

    Args:
        settings: which file, and how it is valued; or whatever else the work needs to know.
        work: what the process does, until its line is closed.
        yields: how far it stands back where others want the processor, from 0 to 19 as `nice` counts.
    """

    def __init__(self, settings: Any, work: Work = work, yields: int = 0) -> None:  # noqa: ANN401 - the work knows
        """Hold the settings; `begin` starts the process."""
        self._settings, self._work, self._yields = settings, work, yields
        self._context = multiprocessing.get_context("forkserver") if _FORKS else multiprocessing.get_context("spawn")
        self._order = itertools.count()
        self._line: asyncio.PriorityQueue[tuple[int, int, Question]] = asyncio.PriorityQueue()
        self._open: dict[str, Question] = {}
        self._kept: OrderedDict[str, tuple[Told, int]] = OrderedDict()
        self._size = 0
        self._task: asyncio.Task[None] | None = None
        self.begun = 0

    def begin(self) -> None:
        """Start the process, and take questions."""
        self._start()
        self._task = asyncio.create_task(self._serve())

    def _start(self) -> None:
        self._pipe, theirs = self._context.Pipe()
        told, self._stop = self._context.Pipe(duplex=False)
        self._process = self._context.Process(
            target=_run, args=(self._work, self._yields, theirs, told, self._settings), daemon=True
        )
        self._process.start()
        theirs.close()
        told.close()
        self.begun += 1

    def leave(self) -> None:
        """Tell all who wait that they wait in vain."""
        for question in self._open.values():
            question.tell(("stopped", None))

    async def end(self) -> None:
        """End the process and whoever still waits."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._kill()

    def _kill(self) -> None:
        self._pipe.close()
        self._process.terminate()
        self._process.join(PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()
        self._stop.close()

    def kept(self, name: str, asked: dict[str, Any], version: str) -> Told | None:
        """Return what was answered of a version of the file, if it was and is kept.

        Args:
            name: the part asked for.
            asked: the page's state.
            version: the file's version that is meant; of none nothing is kept.
        """
        key = _key(name, asked, version)
        if not version or key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key][0]

    async def ask(
        self, name: str, asked: dict[str, Any], version: str = "", *, urgency: int = 1
    ) -> AsyncIterator[Told]:
        """Ask something, and hear how far it is until it is answered.

        Whoever stops listening need not say so: a question that nobody waits for is ended.

        Args:
            name: the part asked for.
            asked: the page's state.
            version: the file's version that is meant; answers of one version are kept. Empty for none.
            urgency: what is asked with a smaller one is answered first.

        Yields:
            What is told of it; what is not `progress` is the last.
        """
        known = self.kept(name, asked, version)
        if known is not None:
            yield known
            return
        key = _key(name, asked, version)
        if key not in self._open and self._line.qsize() >= MOST_WAITING:
            yield ("busy", {"what": f"{MOST_WAITING} questions are waiting; ask again when some are answered"})
            return
        heard: asyncio.Queue[Told] = asyncio.Queue()
        question = self._open.get(key)
        if question is None:
            question = self._open[key] = Question(name, asked, key)
            self._line.put_nowait((urgency, next(self._order), question))
        question.waiting.append(heard)
        try:
            while True:
                told = await heard.get()
                yield told
                if told[0] != "progress":
                    return
        finally:
            question.waiting.remove(heard)

    async def _serve(self) -> None:
        while True:
            _, _, question = await self._line.get()
            if not question.waiting:
                self._open.pop(question.key, None)
                continue
            told = await self._answered(question)
            if told[0] == "stopped" and question.waiting:  # somebody came after it was given up
                self._line.put_nowait((0, next(self._order), question))
                continue
            self._open.pop(question.key, None)
            if told[0] == "answer" and not question.key.startswith(" "):
                self._keep(question.key, told)
            question.tell(told)

    async def _answered(self, question: Question) -> Told:
        loop = asyncio.get_running_loop()
        try:
            self._pipe.send((question.name, question.asked))
            left = 0.0
            while True:
                if await loop.run_in_executor(None, self._pipe.poll, 0.1):
                    told: Told = await loop.run_in_executor(None, self._pipe.recv)
                    if told[0] != "progress":
                        return told
                    question.tell(told)
                if question.waiting:
                    continue
                if not left:
                    self._stop.send("nobody waits")
                left += 0.1
                if left > PATIENCE:
                    return self._anew(("stopped", None))
        except (EOFError, OSError):
            what = "the process that computes was ended, perhaps for want of memory; it has begun anew"
            return self._anew(("failed", {"what": what}))

    def _anew(self, told: Told) -> Told:
        """Begin the process anew, and say what becomes of the question."""
        self._kill()
        self._start()
        return told

    def _keep(self, key: str, told: Told) -> None:
        size = len(json.dumps(told[1], default=len))
        self._kept[key] = (told, size)
        self._size += size
        while self._size > KEPT_BYTES and len(self._kept) > 1:
            _, (_, gone) = self._kept.popitem(last=False)
            self._size -= gone
