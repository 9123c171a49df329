"""Run the server on one address of this machine until it is interrupted."""

from __future__ import annotations

import contextlib
import secrets
import signal
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from dealwright.web.app import page_app
from dealwright.web.safety import MOST_BODY, Safety
from dealwright.web.site import Site
from dealwright.web.state import QUICK_DOWNLOADS, QUICK_PARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dealwright.web.api.questions import Door
    from dealwright.web.settings import Settings

LOOPBACK = "127.0.0.1"
MOST_HEAD = 1_000_000
"""Bytes of a request's address and headers."""


def bound(host: str, port: int) -> socket.socket:
    """Take an address.

    Args:
        host: the address, of this machine by default.
        port: its port; 0 for any that is free.

    Raises:
        OSError: somebody else has it, or there is no such address.
    """
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen()  # whoever is told the address may ask at once, and waits until we answer
    except OSError:
        taken.close()
        raise
    return taken


def serve(settings: Settings, door: Door, listening: socket.socket, told: Callable[[str], None]) -> None:
    """Serve a deal until interrupted.

    Args:
        settings: which file, and how it is valued.
        door: what can be asked beside the page.
        listening: the address, taken.
        told: is told the address to open, with the token that lets in whoever has it.
    """
    host, port = listening.getsockname()[:2]
    token = secrets.token_urlsafe(24)
    names = {f"{host}:{port}"} | ({f"localhost:{port}"} if host == LOOPBACK else set())
    site = Site(settings, QUICK_PARTS | QUICK_DOWNLOADS)
    app = Safety(page_app(site, door), token, names)
    config = uvicorn.Config(
        app,
        http="h11",
        ws="websockets-sansio",
        ws_max_size=MOST_BODY,
        h11_max_incomplete_event_size=MOST_HEAD,  # so that a long address is refused in words
        log_level="error",  # a request that is none is refused, and of no interest to who serves
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config, site)
    with listening, contextlib.suppress(KeyboardInterrupt), _ends(server):  # this is how it is meant to end
        told(f"http://{host}:{port}/?token={token}")
        server.run(sockets=[listening])


@contextlib.contextmanager
def _ends(server: uvicorn.Server) -> Iterator[None]:
    """Let an interrupt end a server from the first moment on, also one that does not yet listen to signals itself."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_signal: object) -> None:
        server.should_exit = True

    before = signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Server(uvicorn.Server):
    """A server that tells every open page that it ends, so that none is waited for.

    Args:
        config: how it listens.
        site: the deal that is served.
    """

    def __init__(self, config: uvicorn.Config, site: Site) -> None:
        """Hold the site."""
        super().__init__(config)
        self._site = site

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin, unless it was interrupted before: then no process is started only to be ended."""
        if not self.should_exit:
            await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let go of the pages, then end."""
        self._site.leave()
        await super().shutdown(sockets)
