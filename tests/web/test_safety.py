"""Who may ask the server, and what becomes of requests that are too large: on a process of its own, over the wire."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from typing import TYPE_CHECKING

import httpx
import pytest

from web.asked import client, parts

if TYPE_CHECKING:
    from collections.abc import Iterator

MOVED = {"package": {"terms.royalty.rate": "5%"}}
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture(scope="module")
def known(kettle: str) -> Iterator[httpx.Client]:
    """Give a client that may ask."""
    with client(kettle) as opened:
        yield opened


@pytest.fixture(scope="module")
def stranger(kettle: str) -> Iterator[httpx.Client]:
    """Give a client without a token."""
    with httpx.Client(base_url=parts(kettle)[0], timeout=60) as opened:
        yield opened


def test_the_first_address_gives_a_cookie_that_no_script_and_no_other_site_gets(kettle: str) -> None:
    base, token = parts(kettle)
    with httpx.Client(base_url=base, timeout=60) as browser:
        answer = browser.get("/", params={"token": token, "tab": "worth"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/?tab=worth")
        assert re.search(r"; HttpOnly; SameSite=Strict$", answer.headers["set-cookie"])
        assert token not in answer.headers["location"]
        assert browser.get("/").status_code == 200
        assert browser.get("/api/check").json() == []


def _answered(address: str, path: str) -> bytes:
    """Ask for a path exactly as it is written."""
    base, token = parts(address)
    host = base.removeprefix("http://")
    with socket.create_connection(tuple(host.split(":")), timeout=10) as line:  # type: ignore[arg-type]  # host and port
        asked = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
        line.sendall(asked.encode())
        return b"".join(iter(lambda: line.recv(65_536), b""))


@pytest.mark.parametrize("path", ["/", "/api/value", "/api/openapi.json", "/static/page.js", "/line", "/nothing"])
def test_without_a_token_nothing_is_answered(stranger: httpx.Client, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 403
    assert "open the address that `dealwright serve` printed" in answer.json()["what"]


@pytest.mark.parametrize("word", ["x", "é", "Bearer", "a" * 5000])
def test_a_wrong_token_lets_nobody_in(stranger: httpx.Client, word: str) -> None:
    bearer = f"Bearer {word}".encode()
    assert stranger.get("/api/check", headers={"authorization": bearer}).status_code == 403
    assert stranger.get("/", params={"token": word}).status_code == 403
    port = stranger.base_url.port
    assert stranger.get("/api/check", headers={"cookie": f"dealwright-{port}={word}".encode()}).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", ""])
def test_another_host_is_not_answered(known: httpx.Client, host: str) -> None:
    answer = known.get("/api/check", headers={"host": host})
    assert answer.status_code == 421
    assert "answers to 127.0.0.1" in answer.json()["what"]


def test_another_origin_is_not_answered_and_a_post_says_where_it_comes_from(known: httpx.Client, kettle: str) -> None:
    base, token = parts(kettle)
    for origin in ("http://evil.example", "null", base.replace("http:", "https:"), base + ".evil.example"):
        assert known.post("/difference", json=MOVED, headers={"origin": origin}).status_code == 403, origin
        assert known.get("/api/check", headers={"origin": origin}).status_code == 403, origin
    with httpx.Client(base_url=base, cookies={f"dealwright-{known.base_url.port}": token}, timeout=60) as browser:
        assert "no Origin" in browser.post("/difference", json=MOVED).json()["what"]
        assert browser.post("/difference", json=MOVED, headers={"origin": base}).status_code == 200
    assert known.get("/api/check", headers={"sec-fetch-site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("path", ["/difference", "/write", "/open"])
@pytest.mark.parametrize("many", [65_537, 1_000_000])
@pytest.mark.parametrize("chunked", [False, True])
def test_too_large_a_body_is_told_the_limit(known: httpx.Client, path: str, many: int, chunked: bool) -> None:  # noqa: FBT001 - a parameter
    body = b'{"package": {"' + b"a" * many + b'": "1"}}'
    pieces = (body[at : at + 4096] for at in range(0, len(body), 4096))
    sent = {"content": pieces} if chunked else {"content": body}
    answer = known.post(path, headers={"content-type": "application/json"}, **sent)  # type: ignore[arg-type]  # either
    assert answer.status_code == 413
    assert answer.json() == {"what": "a request may have 65,536 bytes at most"}
    assert known.get("/api/check").status_code == 200


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "99999999999999999999"])
def test_a_length_that_is_none_is_refused(kettle: str, length: str) -> None:
    host = parts(kettle)[0].removeprefix("http://")
    with socket.create_connection(tuple(host.split(":")), timeout=10) as line:  # type: ignore[arg-type]  # host and port
        line.sendall(f"POST /write HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n".encode())
        assert re.match(rb"HTTP/1.1 (400|403|413) ", line.recv(4096))


def test_a_long_address_is_told_the_limit(kettle: str) -> None:
    for path in ("/api/value?set=", "/api/explain/", "/?x="):
        answer = _answered(kettle, f"{path}{'a' * 100_000}")
        assert answer.startswith(b"HTTP/1.1 414 "), answer[:200]
        assert b"16,384 are read at most" in answer


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2fapp.py",
        "/static/%2fetc%2fpasswd",
        "/static/..%5capp.py",
        "/static/page.js%00",
        "/static/",
    ],
)
def test_static_files_are_those_of_the_page_alone(kettle: str, path: str) -> None:
    answer = _answered(kettle, path)
    assert answer.startswith(b"HTTP/1.1 404 "), answer[:200]
    assert b"FastAPI" not in answer
    assert b"root:" not in answer


@pytest.mark.parametrize("file", ["/etc/passwd", "../../etc/passwd", "~/.ssh/id_rsa", "other.yaml", "\0", "a" * 5000])
def test_only_the_deals_own_files_are_opened(known: httpx.Client, file: str) -> None:
    answer = known.post("/open", json={"file": file, "line": 1})
    assert answer.status_code in {403, 422}
    assert "opened" not in answer.json()


def test_what_nobody_knows_is_said_in_words(known: httpx.Client) -> None:
    for path in ("/download/nothing", "/static/nothing.js", "/api/nothing"):
        answer = known.get(path)
        assert answer.status_code == 404, path
        assert "nothing" in answer.json()["what"]
    assert known.post("/difference", json={**MOVED, "unknown": 1}).json() == {
        "what": "`unknown` is nothing that can be said here"
    }
    for body in (b"\xff\xfe{", b"{", b"", b"[]", b"[" * 60_000):
        answer = known.post("/difference", content=body)
        assert answer.status_code in {400, 422}, body[:10]
        assert answer.json()["what"]
    assert known.post("/difference", json={"package": {f"a{n}": "1" for n in range(65)}}).status_code == 422
    assert known.request("PATCH", "/write", json={}).json() == {"what": "PATCH is not understood here"}
    assert known.get("/nowhere").json() == {"what": "there is nothing at /nowhere"}


def test_every_answer_says_that_it_is_not_to_be_kept_guessed_or_framed(
    known: httpx.Client, stranger: httpx.Client
) -> None:
    answers = [
        known.get("/"),
        known.get("/static/page.js"),
        known.get("/api/check"),
        known.get("/api/docs"),
        known.get("/api/openapi.json"),
        known.get("/api/value?paths=none"),
        known.get("/nothing"),
        known.post("/difference", json=MOVED),
        known.post("/write", content=b"a" * 70_000),
        known.get("/?token=wrong"),
        stranger.get("/"),
    ]
    for answer in answers:
        assert ALWAYS.items() <= dict(answer.headers).items(), answer.url
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self';" in policy
        assert "server" not in answer.headers


def test_twenty_clients_at_once_are_all_answered_alike(kettle: str) -> None:
    base, token = parts(kettle)

    async def ask() -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=base, headers={"authorization": f"Bearer {token}"}, timeout=60) as one:
            paths = ["/api/value?scenario=in_force", "/api/check", "/api/explain/royalty", "/"]
            return await asyncio.gather(*(one.get(paths[n % 4]) for n in range(20)))

    answers = asyncio.run(ask())
    assert [each.status_code for each in answers] == [200] * 20
    for kind in range(4):
        assert len({each.content for each in answers[kind::4]}) == 1
    assert json.loads(answers[0].content)["paths"] == 128
