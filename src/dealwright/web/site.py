"""Serve one deal: its workers, the state of its file, and all pages that listen."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any

from dealwright.web.pool import Worker
from dealwright.web.state import DOWNLOADS, FIRST_PARTS
from dealwright.web.watch import changes
from dealwright.web.worker import FILE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from dealwright.web.pool import Told
    from dealwright.web.settings import Settings

MOST_LISTENING = 128
"""Pages that may listen at once."""
URGENT, SOON, SLOW = 0, 1, 2
"""In which order questions are answered: what a slider asks, what a tab shows, what a tab shows below."""

_YIELDS = 0, 5, 10
"""How far each process stands back: a first look goes before what is exact, and that before what takes long."""
_NOT_KEPT = frozenset(["preview", *DOWNLOADS])
"""Answers that are not worth the room."""


class Site:
    """One deal file, served.

    Args:
        settings: which file, and how it is valued.
        quick: names of the parts that one process answers; all others are the other's.
    """

    def __init__(self, settings: Settings, quick: frozenset[str]) -> None:
        """Hold the settings; `begin` starts the processes."""
        self.settings = settings
        self.first, self.quick, self.long = (Worker(settings, yields=each) for each in _YIELDS)
        self.state: dict[str, Any] = {"problems": [], "sound": False, "watched": [settings.file]}
        self.ready = asyncio.Event()
        self.leaving = False
        self._names = quick
        self._pages: set[asyncio.Queue[dict[str, Any]]] = set()
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        """Start the processes, read the file, and watch it."""
        for worker in self._workers:
            worker.begin()
        self._tasks = [asyncio.create_task(self._watch())]

    def leave(self) -> None:
        """Tell all who listen or wait that nothing more will be told."""
        self.leaving = True
        for page in self._pages:
            page.put_nowait({})
        for worker in self._workers:
            worker.leave()
        self.ready.set()

    async def end(self) -> None:
        """End all of it."""
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        for worker in self._workers:
            await worker.end()

    async def _watch(self) -> None:
        await self._look(time.time())
        async for seen in changes(lambda: self.state["watched"] or [self.settings.file]):
            await self._look(seen)

    async def _look(self, seen: float) -> None:
        """Read the file again, and tell every page how it stands."""
        told: Told | None = None
        async for each in self.first.ask(FILE, {}, urgency=URGENT):
            told = each
        if told is None or told[0] != "answer":
            what = {} if told is None else told[1] or {}
            self.state = {**self.state, "sound": False, "trouble": what.get("what", "")}
        else:
            good = seen if told[1]["sound"] else self.state.get("good_seen")
            self.state = {**told[1], "seen": seen, "good_seen": good}
        self.ready.set()
        for page in self._pages:
            page.put_nowait(self.state)

    async def ask(self, name: str, asked: dict[str, Any], urgency: int) -> AsyncIterator[Told]:
        """Ask for a part; who asks for a first look at what is known exactly is told that.

        Args:
            name: the part.
            asked: the page's state.
            urgency: what is asked with a smaller one is answered first.

        Yields:
            What is told of it.
        """
        await self.ready.wait()
        if self.leaving:
            yield ("stopped", None)
            return
        worker = self._worker(name, first=bool(asked.get("preview")))
        version = "" if name in _NOT_KEPT else self.state.get("version", "")
        if asked.get("preview"):
            exact = {key: value for key, value in asked.items() if key != "preview"}
            known = self._worker(name, first=False).kept(name, exact, version)
            if known is not None:
                yield known
                return
        async for told in worker.ask(name, asked, version, urgency=urgency):
            yield told

    @property
    def _workers(self) -> tuple[Worker, Worker, Worker]:
        return self.first, self.quick, self.long

    def _worker(self, name: str, *, first: bool) -> Worker:
        """Choose who answers: a first look must not wait for what is exact, nor that for what takes long."""
        if first or name in FIRST_PARTS:
            return self.first
        return self.quick if name in self._names else self.long

    @contextlib.contextmanager
    def listening(self) -> Iterator[asyncio.Queue[dict[str, Any]]]:
        """Hear how the file stands each time that it changes.

        Yields:
            A queue in which each state of the file is put.
        """
        page: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._pages.add(page)
        try:
            yield page
        finally:
            self._pages.discard(page)

    @property
    def full(self) -> bool:
        """Whether no further page may listen."""
        return len(self._pages) >= MOST_LISTENING
