"""A client of the server that is no browser: it shows the token of the first address, and has a line as a page has."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from websockets.sync.client import ClientConnection


def client(address: str, **settings: object) -> httpx.Client:
    """Open a client that may ask.

    Args:
        address: The first address, with its token.
        settings: What else the client is told.
    """
    base, token = parts(address)
    return httpx.Client(base_url=base, headers={"authorization": f"Bearer {token}"}, timeout=60, **settings)  # type: ignore[arg-type]  # httpx's own


def parts(address: str) -> tuple[str, str]:
    """Return the server's address and its token."""
    url = urlsplit(address)
    return f"{url.scheme}://{url.netloc}", url.query.removeprefix("token=")


@contextmanager
def lined(address: str, *, known: bool = True, origin: str | None = "") -> Iterator[ClientConnection]:
    """Open a line as a page does.

    Args:
        address: The first address, with its token.
        known: Whether the token is shown.
        origin: Whose page it is; empty for one of the server itself.
    """
    base, token = parts(address)
    host = base.removeprefix("http://")
    cookie = {"Cookie": f"dealwright-{host.rpartition(':')[2]}={token}"} if known else {}
    whose = base if origin == "" else origin
    with connect(f"ws://{host}/line", additional_headers=cookie, origin=whose) as line:  # type: ignore[arg-type]  # a text
        yield line


def heard(line: ClientConnection, number: int | None = None) -> dict[str, Any]:
    """Hear what is said to a page last of a question, but for how its file stands.

    Args:
        line: The line.
        number: The question's; None for any.
    """
    while True:
        said: dict[str, Any] = json.loads(line.recv(60))
        if "file" not in said and said["kind"] != "progress" and number in {None, said["number"]}:
            return said


def told(address: str, part: str, **state: object) -> tuple[str, dict[str, Any]]:
    """Ask for a part, and return the last that is said of it.

    Args:
        address: The first address, with its token.
        part: The part.
        state: The page's state.
    """
    with lined(address) as line:
        line.send(json.dumps({"number": 1, "part": part, "state": state}))
        said = heard(line)
        return said["kind"], said["told"]
