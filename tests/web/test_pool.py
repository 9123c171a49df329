"""The process behind the page: equal questions are asked once, what nobody awaits ends, what dies begins anew."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from dealwright.web.pool import Worker
from dealwright.web.settings import Settings


def with_worker(file: Path, act: Callable[[Worker], Awaitable[None]]) -> None:
    async def run() -> None:
        worker = Worker(Settings(str(file), 1, 512, 256))
        worker.begin()
        try:
            await asyncio.wait_for(act(worker), 120)
        finally:
            await worker.end()

    asyncio.run(run())


async def answered(worker: Worker, name: str, asked: dict[str, Any], version: str = "") -> tuple[str, Any]:
    last: tuple[str, Any] = ("", None)
    async for told in worker.ask(name, asked, version):
        last = told
    return last


def test_questions_are_answered_kept_stopped_and_begun_anew(root: Path) -> None:
    async def act(worker: Worker) -> None:
        kind, file = await answered(worker, "file", {})
        assert (kind, file["sound"]) == ("answer", True)
        version = file["version"]

        # Equal questions are one question, and its answer is kept for its version of the file.
        asked = {"package": {"terms.royalty.rate": "5%"}}
        twice = await asyncio.gather(*(answered(worker, "verdict", asked, version) for _ in range(5)))
        assert all(each == twice[0] for each in twice)
        again = await answered(worker, "verdict", asked, version)
        assert again[1] is twice[0][1]

        # What cannot be is refused in words, and the worker goes on.
        kind, told = await answered(worker, "verdict", {"package": {"terms.royalty.rate": "a lot"}})
        assert kind == "refused"
        assert told["what"] == "nothing joins `a` and `lot`"
        assert [each["file"] for each in told["problems"]] == ["<set terms.royalty.rate>"]
        kind, told = await answered(worker, "seek", {"vary": "terms.none.rate", "until": "party.ada.mean=1m"})
        assert kind == "refused"

        # Nobody waits for the bargain any more: the next question need not wait for it.
        task = asyncio.create_task(answered(worker, "bargain", {}, version))
        await asyncio.sleep(0.2)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert (await answered(worker, "verdict", {}, version))[0] == "answer"

        # Whoever asks again just after it was given up is answered, and not told that it was stopped.
        task = asyncio.create_task(answered(worker, "trade", {}, version))
        await asyncio.sleep(0.3)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert (await answered(worker, "trade", {}, version))[0] == "answer"

        # A process that is killed in the middle costs one answer.
        begun = worker.begun
        task = asyncio.create_task(answered(worker, "offers", {}, version))
        await asyncio.sleep(0.2)
        os.kill(worker._process.pid or 0, signal.SIGKILL)
        kind, told = await task
        assert kind == "failed"
        assert "begun anew" in told["what"]
        assert worker.begun == begun + 1
        assert (await answered(worker, "verdict", {}, version))[0] == "answer"

    with_worker(root / "examples" / "hello.yaml", act)


def test_a_file_that_is_no_deal_has_problems_and_no_answers(tmp_path: Path) -> None:
    file = tmp_path / "deal.yaml"
    file.touch()

    async def act(worker: Worker) -> None:
        for text in ("", "dealwright: 1\n", "{", "\x00", "captable: 1\ncompany: X\n"):
            await asyncio.to_thread(file.write_text, text, encoding="utf-8")
            kind, told = await answered(worker, "file", {})
            assert kind == "answer"
            assert not told["sound"], text
            assert told["problems"], text
            assert (await answered(worker, "verdict", {}))[0] == "refused"

    with_worker(file, act)
