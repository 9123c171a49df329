"""A client of the server that is no browser: it shows the token of the first address."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx


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
