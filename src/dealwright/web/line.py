"""One line to each page, on which it asks and hears: no browser's limit of connections keeps a page waiting."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from dealwright.web.refusals import in_words
from dealwright.web.site import MOST_LISTENING, SLOW
from dealwright.web.state import LONG_PARTS, QUICK_PARTS, State

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from fastapi import FastAPI

    from dealwright.web.site import Site

MOST_OPEN = 64
"""Questions that one page may have open."""
TRY_AGAIN = 1013
"""What a line is closed with that may be opened later."""
_FULL = f"{MOST_LISTENING} pages are open on this deal, and no more are told of it: close some, and load this one again"


class Message(BaseModel):
    """What a page says: a question with its number, or that it no longer waits for one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[int, Field(ge=0)]
    part: Annotated[str, Field(max_length=40)] = ""
    state: State = State()
    urgency: Annotated[int, Field(ge=0, le=SLOW)] = 1


class Line:
    """The line to one page.

    Args:
        socket: the line, not yet taken.
        site: the deal.
    """

    def __init__(self, socket: WebSocket, site: Site) -> None:
        """Hold both."""
        self._socket, self._site = socket, site
        self._open: dict[int, asyncio.Task[None]] = {}
        self._sending = asyncio.Lock()

    async def serve(self) -> None:
        """Tell how the file stands, and answer, until the page is gone."""
        await self._socket.accept()
        if self._site.full:
            await self._send({"file": {**self._site.state, "sound": False, "problems": [], "trouble": _FULL}})
            await self._socket.close(TRY_AGAIN)
            return
        with self._site.listening() as page:
            telling = asyncio.create_task(self._tell_file(page))
            try:
                while not self._site.leaving:
                    await self._hear(await self._socket.receive())
            except WebSocketDisconnect:
                pass
            finally:
                for task in (telling, *self._open.values()):
                    task.cancel()

    async def _hear(self, message: MutableMapping[str, Any]) -> None:
        """Take what the page says; what is no text is refused."""
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message["code"])
        text = message.get("text")
        if text is None:
            await self._refuse(0, "a page says what it asks in text, as JSON")
        else:
            self._take(text)

    async def _tell_file(self, page: asyncio.Queue[dict[str, Any]]) -> None:
        await self._site.ready.wait()
        told = self._site.state
        while not self._site.leaving:
            await self._send({"file": told})
            told = await page.get()
        with contextlib.suppress(RuntimeError):
            await self._socket.close(1001)

    def _take(self, text: str) -> None:
        """Begin to answer a question, or give it up: by its number alone, or by another of that number."""
        try:
            said = Message.model_validate_json(text)
        except ValidationError as reason:
            number = _number(text)
            self._begin(number, self._refuse(number, in_words(reason.errors())))
            return
        earlier = self._open.pop(said.number, None)
        if earlier is not None:
            earlier.cancel()
        if not said.part:
            return
        if said.part not in QUICK_PARTS | LONG_PARTS:
            self._begin(said.number, self._refuse(said.number, f"there is no part {said.part}"))
        elif len(self._open) >= MOST_OPEN:
            self._begin(said.number, self._refuse(said.number, f"a page may have {MOST_OPEN} questions open"))
        else:
            self._begin(said.number, self._answer(said))

    def _begin(self, number: int, answering: Any) -> None:  # noqa: ANN401 - a coroutine
        task = self._open[number] = asyncio.create_task(answering)
        task.add_done_callback(lambda _: self._open.pop(number, None) if self._open.get(number) is task else None)

    async def _answer(self, said: Message) -> None:
        asked = said.state.model_dump(exclude_defaults=True)
        async for kind, told in self._site.ask(said.part, asked, said.urgency):
            await self._send({"number": said.number, "kind": kind, "told": told})

    async def _refuse(self, number: int, what: str) -> None:
        await self._send({"number": number, "kind": "refused", "told": {"what": what}})

    async def _send(self, told: dict[str, Any]) -> None:
        async with self._sending:
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):  # the page has just gone
                await self._socket.send_text(json.dumps(told, ensure_ascii=False))


def _number(text: str) -> int:
    """Return the number of a question that cannot be read, as far as it can be told."""
    try:
        found = json.loads(text).get("number", 0)
    except (ValueError, AttributeError, RecursionError):
        return 0
    return found if type(found) is int else 0


def add_line(app: FastAPI, site: Site) -> None:
    """Add the address of the line.

    Args:
        app: the application.
        site: the deal.
    """

    async def line(socket: WebSocket) -> None:
        await Line(socket, site).serve()

    app.add_api_websocket_route("/line", line)
