"""Keep the page to whoever opened it: a token in the first address, then a strict cookie; Origin, Host and size."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY = 65_536
"""Bytes of a request's body."""
TOO_LARGE = f"a request may have {MOST_BODY:,} bytes at most"
MOST_ADDRESS = 16_384
"""Bytes of an address."""
MOST_READ_ON = 8_000_000
"""Bytes of a body that are read and forgotten, so that whoever sends them hears why they are refused."""
PATIENCE = 2.0
"""Seconds for which that is done."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Safety:
    """Stand before an application, and let only those in who may.

    Args:
        app: the application.
        token: what the first address carries.
        hosts: names, with the port, by which the server may be called.
    """

    def __init__(self, app: ASGIApp, token: str, hosts: Iterable[str]) -> None:
        """Hold what a request is held against."""
        self._app = app
        self._token = token
        self._hosts = frozenset(hosts)
        port = next(iter(sorted(self._hosts)), "").rpartition(":")[2]
        self._cookie = f"dealwright-{port}"  # a cookie goes to every port of a host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if scope["type"] == "websocket":
            if self._may_line(headers):
                await self._app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await _refuse(receive, send, headers, *refusal)
            return
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        if scope["method"] == "GET" and scope["path"] == "/" and "token" in query:
            await self._welcome(send, query)
            return
        if not self._known(headers):
            what = "open the address that `dealwright serve` printed: it carries the token that lets you in"
            await _refuse(receive, send, headers, 403, what)
            return
        body = _Body(receive)
        try:
            await self._app(scope, body.receive, _headed(body.answering(send)))
        except Exception:
            if not body.too_large:  # else it fell over the end that it was given
                raise
        if body.too_large:
            await _say(send, 413, TOO_LARGE)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        host, origin = headers.get("host", ""), headers.get("origin")
        if host not in self._hosts:
            return 421, f"this server answers to {' and '.join(sorted(self._hosts))} only"
        if origin is not None and origin not in {f"http://{each}" for each in self._hosts}:
            return 403, "a page of another origin may not ask"
        if scope["method"] not in {"GET", "HEAD"} and origin is None and "authorization" not in headers:
            return 403, "say where a request comes from: it has no Origin"
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"} and scope["path"] != "/":
            return 403, "a page of another site may not ask"
        return _excess(scope, headers.get("content-length", "0"))

    def _may_line(self, headers: dict[str, str]) -> bool:
        """Tell whether a page may have a line: one of ours, that has the cookie."""
        own = headers.get("origin") in {f"http://{each}" for each in self._hosts}
        return headers.get("host", "") in self._hosts and own and self._known(headers)

    async def _welcome(self, send: Send, query: dict[str, str]) -> None:
        """Turn the token of the first address into a cookie, and leave it out of the address from then on."""
        if not hmac.compare_digest(query.pop("token").encode(), self._token.encode()):
            await _say(send, 403, "this token is not that of the running server; open the address that it printed")
            return
        cookie = f"{self._cookie}={self._token}; Path=/; HttpOnly; SameSite=Strict"
        where = "/" + (f"?{urlencode(query)}" if query else "")
        headers = {**HEADERS, "location": where, "set-cookie": cookie, "content-length": "0"}
        await send({"type": "http.response.start", "status": 303, "headers": _encoded(headers)})
        await send({"type": "http.response.body", "body": b""})

    def _known(self, headers: dict[str, str]) -> bool:
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        given = [bearer] if scheme.lower() == "bearer" else []
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            morsel = None
        given += [] if morsel is None else [morsel.value]
        return any(hmac.compare_digest(each.encode(), self._token.encode()) for each in given)


def _excess(scope: Scope, length: str) -> tuple[int, str] | None:
    """Say what of a request is too large."""
    if not length.isdigit() or int(length) > MOST_BODY:
        return 413, TOO_LARGE
    many = len(scope["query_string"]) + len(scope["raw_path"])
    if many > MOST_ADDRESS:
        return 414, f"an address has {many:,} bytes; {MOST_ADDRESS:,} are read at most"
    return None


class _Body:
    """The body of a request, counted as it comes, whatever its length was said to be.

    Args:
        receive: gives what comes.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._seen = 0
        self._answered = False
        self.too_large = False

    async def receive(self) -> Message:
        """Give what comes next; what is too large ends the request, and the rest of it is read and forgotten."""
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > MOST_BODY and not self._answered:
            self.too_large = True
            if message.get("more_body", False):
                await _read_on(self._receive)
            return {"type": "http.disconnect"}
        return message

    def answering(self, send: Send) -> Send:
        """Swallow what is answered to a part of a body that is too large."""

        async def answered(message: Message) -> None:
            if not self.too_large:
                self._answered = True
                await send(message)

        return answered


async def _refuse(receive: Receive, send: Send, headers: Mapping[str, str], status: int, what: str) -> None:
    """Answer why a request is refused; who waits to be asked for its body is not asked."""
    if "expect" not in headers:
        await _read_on(receive)
    await _say(send, status, what)


async def _read_on(receive: Receive) -> None:
    """Read what is left of a body, up to a limit, and forget it: a connection closed before loses the answer."""
    seen = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while seen < MOST_READ_ON:
                message = await receive()
                seen += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return


def _headed(send: Send) -> Send:
    """Put the headers of every answer on it."""

    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.decode("latin-1").lower() for name, _ in message.get("headers", [])}
            more = {name: value for name, value in HEADERS.items() if name not in own}
            message = {**message, "headers": [*message.get("headers", []), *_encoded(more)]}
        await send(message)

    return headed


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


async def _say(send: Send, status: int, what: str) -> None:
    """Answer in one sentence."""
    body = json.dumps({"what": what}).encode()
    headers = {**HEADERS, "content-type": "application/json", "content-length": str(len(body))}
    await send({"type": "http.response.start", "status": status, "headers": _encoded(headers)})
    await send({"type": "http.response.body", "body": body})
