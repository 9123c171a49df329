"""Work in a process of its own: take what a page asks, answer it, tell how far it is, stop when nobody waits."""

from __future__ import annotations

import logging
import os
import signal
from typing import TYPE_CHECKING, Any

from dealwright.ground.problem import Problem

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from dealwright.web.desk import Desk
    from dealwright.web.settings import Settings

FILE = "file"
"""What asks for the state of the file."""


class _NobodyWaits(Exception):  # noqa: N818 - it ends a computation that is no longer wanted
    """Ends a computation."""


def work(line: Connection, stop: Connection, settings: Settings) -> None:
    """Answer until the line is closed.

    Args:
        line: whence questions come, as `(name, state)`, and where `("progress", (done, of))` and at last
            `("answer", ...)`, `("refused", ...)`, `("stopped", None)` or `("failed", ...)` go.
        stop: says something when nobody waits for the answer any more.
        settings: which file, and how it is valued.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends us when it leaves
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from dealwright.web.desk import Desk

    desk = Desk(settings)
    while True:
        try:
            name, asked = line.recv()
        except (EOFError, OSError):
            return
        while stop.poll():  # what came too late for the question before
            stop.recv()
        line.send(_answered(desk, name, asked, line, stop))


def _answered(desk: Desk, name: str, asked: dict[str, Any], line: Connection, stop: Connection) -> tuple[str, Any]:
    from dealwright.web.telling import file_state

    def progress(done: int, of: int) -> None:
        if stop.poll():
            raise _NobodyWaits
        line.send(("progress", (int(done), int(of))))

    try:
        if name == FILE:
            return "answer", file_state(desk)
        return _part(desk, name, asked, progress)
    except _NobodyWaits:
        return "stopped", None
    except MemoryError:
        few = f"there is not enough memory for {desk.settings.paths:,} futures; serve it with fewer: --paths"
        return "refused", {"what": few}
    except Exception as reason:  # noqa: BLE001 - a page is told what went wrong; the server goes on
        return _refusal(reason)


def _part(desk: Desk, name: str, asked: dict[str, Any], progress: Any) -> tuple[str, Any]:  # noqa: ANN401 - see above
    from dealwright.web.downloads import MADE
    from dealwright.web.long_parts import LONG
    from dealwright.web.quick_parts import QUICK
    from dealwright.web.state import State

    desk.look()
    if desk.good is None:
        return "refused", _unread(desk)
    part = {**QUICK, **LONG, **MADE}[name]
    answer = part(desk.good, State.model_validate(asked), progress)
    return "answer", {**answer, "version": desk.good.version, "digest": desk.good.loaded.digest}


def _unread(desk: Desk) -> dict[str, Any]:
    """Say what is wrong with a file of which nothing was read without errors yet."""
    errors = [] if desk.now is None else list(desk.now.errors)
    first = f"{errors[0].place}: {errors[0].what}" if errors else "it cannot be read"
    more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
    return {"what": f"the file has errors: {first}{more}", "problems": [each.to_json() for each in errors]}


def _refusal(reason: Exception) -> tuple[str, Any]:
    """Say why something cannot be answered: in words where the reason has some, as a bug of ours otherwise."""
    problems = [each for each in _problems(reason) if isinstance(each, Problem)]
    if problems:
        return "refused", {"what": problems[0].what, "problems": [each.to_json() for each in problems]}
    if isinstance(reason, ValueError | LookupError | ArithmeticError) and not isinstance(reason, _BUGS):
        return "refused", {"what": str(reason)}
    logging.getLogger(__name__).error("a question could not be answered", exc_info=reason)
    return "failed", {"what": f"this is a bug of ours: {type(reason).__name__}: {reason}"}


def _problems(reason: Exception) -> tuple[object, ...]:
    """Return what is wrong as data, where an exception carries it."""
    return tuple(getattr(reason, "problems", ())) or (getattr(reason, "problem", None),)


_BUGS = (ZeroDivisionError, OverflowError, IndexError, KeyError)
"""What no question of a user may raise: what it names is looked for before."""
