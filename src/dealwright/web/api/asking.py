"""Ask a question in a process of its own, begun when the first is asked, and ended when whoever asked has gone."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from typing import TYPE_CHECKING, Any

from dealwright.web.api.questions import Answered
from dealwright.web.pool import Worker
from dealwright.web.watch import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

    from dealwright.web.api.questions import Answer, Door, Question


class Asking:
    """The processes that answer what is asked beside the page: one for what is quick, one for what takes long.

    Args:
        door: what can be asked, and who answers.
    """

    def __init__(self, door: Door) -> None:
        """Hold the door; no process is begun yet."""
        self.door = door
        self._workers: dict[bool, Worker] = {}

    async def ask(self, question: Question, said: Sequence[tuple[str, str]], of: str = "") -> Answered:
        """Ask a question.

        Args:
            question: which.
            said: options with their values.
            of: the deal file, or the word that is asked about; by default the file that is served.

        Returns:
            What became of it.
        """
        try:
            words = question.words(of or ("" if question.word else self.door.file), said)
        except ValueError as reason:
            return Answered(what=str(reason))
        files = [] if question.word else [of or self.door.file]
        asked = {"words": words, "file": await asyncio.to_thread(fingerprint, files)}
        async for kind, told in self._worker(question).ask(question.name, asked):
            if kind == "answer":
                found: Answered = told
                return found
            return Answered(what=(told or {}).get("what", "stopped"), ours=kind == "failed")
        return Answered(what="stopped")

    def _worker(self, question: Question) -> Worker:
        worker = self._workers.get(question.long)
        if worker is None:
            worker = self._workers[question.long] = Worker(self.door.answer, answers)
            worker.begin()
        return worker

    async def end(self) -> None:
        """End the processes."""
        for worker in self._workers.values():
            await worker.end()


def answers(line: Connection, stop: Connection, answer: Answer) -> None:
    """Answer until the line is closed.

    Args:
        line: whence questions come, as `(name, {"words": ...})`, and where answers go.
        stop: is not looked at: what nobody waits for is ended with the process.
        answer: answers the words of a command line.
    """
    del stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends us when it leaves
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with contextlib.suppress(OSError):
        os.dup2(2, 1)  # what is printed by mistake is no part of what our parent says
    while True:
        try:
            _, asked = line.recv()
        except (EOFError, OSError):
            return
        line.send(_answered(answer, asked))


def _answered(answer: Answer, asked: dict[str, Any]) -> tuple[str, Any]:
    try:
        return "answer", answer(asked["words"])
    except Exception as reason:
        logging.getLogger(__name__).exception("a question could not be answered")
        return "failed", {"what": f"this is a bug of ours: {type(reason).__name__}: {reason}"}
