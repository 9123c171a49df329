"""Run tasks on a Dask cluster: whoever joins it works, and what a worker that dies had begun is begun again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import socket
import sys
import time
import warnings
from concurrent.futures import CancelledError, ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any, final

from dealwright.engine.executors.executor import (
    Failed,
    Found,
    LostWorkersError,
    NoClusterError,
    Task,
    attempt,
    blamed,
    go_on,
    told,
)
from dealwright.engine.executors.threads import in_order
from dealwright.engine.executors.versions import differing, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MORE_ROOM = "let each have more (`dask worker --memory-limit`), or start fewer on each machine"
_ABSENT = re.compile(r"No module named '([\w.]+)'")
INSTALL = "pip install 'dealwright[cluster]'"
PATIENCE = 10.0
"""Seconds in which a scheduler answers and has a worker."""
ABSENCE = 120.0
"""Seconds without any worker after which the work ends."""


@final
class Cluster:
    """Runs tasks on the workers of a Dask scheduler.

    Args:
        address: Where the scheduler is, such as `tcp://10.0.0.5:8786`.
        patience: Seconds in which it must answer, and have a worker.

    Raises:
        NoClusterError: If Dask is not installed here, nothing answers there, or a worker has other versions.
    """

    def __init__(self, address: str, patience: float = PATIENCE) -> None:
        self._address = address
        self._client = _connect(address, patience)
        try:
            with self._reached():
                _demand_workers(self._client, address, patience)
        except BaseException:
            self.close()
            raise

    @property
    def where(self) -> str:
        """Where tasks run, in words."""
        workers = self._workers()
        return f"{len(workers)} worker{'s' if len(workers) != 1 else ''} of {self._address}"

    @property
    def width(self) -> int:
        """How many tasks run at once, as of now."""
        return max(1, sum(self._workers().values()))

    def results(
        self, work: Callable[[Task], Found], tasks: Iterable[Task], *, stopped: Callable[[], bool]
    ) -> Iterator[Found]:
        """Run tasks; see `Executor`."""
        watch = _Watch(self, stopped)

        def start(task: Task) -> _Begun:
            with self._reached():
                sent = self._client.submit(_checked, work, task, versions(), pure=False)
            return _Begun(sent, work, task, self._address)

        yield from in_order(start, tasks, lambda: 2 * self.width, waiting=watch.look)

    def peaks(self) -> list[int]:
        """Return the most memory that each worker has needed so far, in bytes; where the system does not say, none."""
        found: list[int] = list(self._client.run(_peak).values())
        return [each for each in found if each]

    def close(self) -> None:
        """Leave the cluster; it goes on without us."""
        self._client.close()

    def _workers(self) -> dict[str, int]:
        """Return the threads of each worker that is there now."""
        with self._reached():
            found: dict[str, int] = self._client.nthreads()
        return found

    @contextlib.contextmanager
    def _reached(self) -> Iterator[None]:
        """Say in words that the scheduler is not reached any more, which Dask says as an error of the network.

        Raises:
            LostWorkersError: If it is not.
        """
        try:
            yield
        except (OSError, CancelledError) as reason:
            raise LostWorkersError(_gone(self._address)) from reason


def _connect(address: str, patience: float) -> Any:  # noqa: ANN401 - Dask has no types
    try:
        from distributed import Client
    except ImportError as reason:
        message = f"a cluster needs Dask, which is not installed here: {INSTALL}"
        raise NoClusterError(message) from reason
    _hush()
    try:
        _knock(address, patience)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions that differ: those that matter are compared below
            return Client(address, timeout=patience, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError, MemoryError) as reason:  # the last: what is no Dask is read as a size
        message = f"no Dask scheduler answers at {address}: start one with `dask scheduler` and give its address"
        raise NoClusterError(message) from reason


def _hush() -> None:
    """Keep Dask from printing where in its own code something arose: we say ourselves what went wrong."""
    for name in [*logging.root.manager.loggerDict]:
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _knock(address: str, patience: float) -> None:
    """See that a scheduler listens: a client that finds nobody, or somebody else, goes on looking without an end.

    Raises:
        OSError: If nobody answers in time.
        ValueError: If that is no address, or no scheduler.
    """
    from distributed.comm.addressing import get_address_host_port

    host, port = get_address_host_port(address if "://" in address else f"tcp://{address}")
    socket.create_connection((host, port), timeout=patience).close()
    with ThreadPoolExecutor(1) as apart:  # in a notebook this thread has a loop of its own
        who = apart.submit(asyncio.run, asyncio.wait_for(_greeted(address, patience), patience)).result()
    if who != "Scheduler":
        raise ValueError(who)


async def _greeted(address: str, patience: float) -> str:
    """Ask who listens at an address."""
    from distributed import Security
    from distributed.comm.core import connect

    security = Security().get_connection_args("client")  # type: ignore[no-untyped-call]
    comm = await connect(address, timeout=patience, **security)  # type: ignore[no-untyped-call]
    try:
        await comm.write({"op": "identity", "reply": True})
        return str((await comm.read()).get("type"))
    finally:
        comm.abort()


def _demand_workers(client: Any, address: str, patience: float) -> None:  # noqa: ANN401
    """Wait for a worker, and refuse a cluster one of whose workers would compute other bytes."""
    until = time.monotonic() + patience
    while not client.nthreads():
        if time.monotonic() > until:
            message = f"the cluster at {address} has no worker: start some with `dask worker {address}`"
            raise NoClusterError(message)
        time.sleep(0.1)
    for worker, found in client.run(versions, on_error="return").items():
        if not isinstance(found, dict):
            raise NoClusterError(_useless(worker, str(found)))
        if others := differing(found):
            raise NoClusterError(_unlike(worker, others))


def _gone(address: str) -> str:
    return f"the scheduler at {address} is gone: start it and its workers again"


def _useless(worker: str, error: str) -> str:
    """Say of a worker that cannot even tell its versions what it needs."""
    if absent := _ABSENT.search(error):
        return f"the worker {worker} has no module {absent[1]}: there, {INSTALL}"
    return f"the worker {worker} answers with an error ({error}): install there the Dealwright that is here"


def _unlike(worker: str, others: list[str]) -> str:
    return f"the worker {worker} has other versions ({'; '.join(others)}): install the same on all machines"


def _checked(work: Callable[[Task], Found], task: Task, ours: dict[str, str]) -> Found | Failed | dict[str, str]:
    """Run a task on a worker if it computes as the machine that asks; it may have joined after the others."""
    theirs = versions()
    if theirs != ours:
        return theirs | {"worker": _own_address()}
    _keep_memory()
    return attempt(work, task)


def _own_address() -> str:
    from distributed import get_worker

    return str(get_worker().address)


@lru_cache(maxsize=1)
def _keep_memory() -> None:
    """Let a worker use the memory of one array for the next: Dask has it given back after each, which doubles the time.

    Only the C library of Linux is told so.

    Source:
        mallopt(3): M_TRIM_THRESHOLD is -1, M_MMAP_THRESHOLD is -3.
    """
    import ctypes

    with contextlib.suppress(OSError, AttributeError, TypeError):
        library = ctypes.CDLL(None)
        library.mallopt(-3, 1 << 30)
        library.mallopt(-1, 2**31 - 1)


def _peak() -> int:
    try:
        import resource
    except ImportError:  # there is no such thing on Windows
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


class _Begun:
    """A task that was sent."""

    def __init__(self, future: Any, work: Callable[[Any], Any], task: Any, address: str) -> None:  # noqa: ANN401
        self._future, self._work, self._task, self._address = future, work, task, address

    def result(self, timeout: float | None = None) -> Any:  # noqa: ANN401
        from distributed import KilledWorker

        try:
            found = self._future.result(timeout=timeout)
        except KilledWorker as reason:
            raise LostWorkersError(blamed(reason.allowed_failures + 1, "workers", MORE_ROOM)) from reason
        except TimeoutError:  # not found yet: the scheduler need not be asked for that
            raise
        except (OSError, CancelledError) as reason:  # an error of the task itself comes back as a text
            raise LostWorkersError(_gone(self._address)) from reason
        if isinstance(found, dict) and "dealwright" in found:
            who = f"{found.get('worker', '')} that has joined since".strip()
            raise LostWorkersError(f"{_unlike(who, differing(found))}, or end that worker")
        return told(found, self._work, self._task)

    def done(self) -> bool:
        return bool(self._future.done())

    def cancel(self) -> None:
        with contextlib.suppress(OSError, CancelledError):  # nobody is there to give it up
            self._future.cancel()


class _Watch:
    """Looks around while a result is waited for: is somebody still working, and does somebody still want it?"""

    def __init__(self, cluster: Cluster, stopped: Callable[[], bool]) -> None:
        self._cluster, self._stopped, self._seen = cluster, stopped, time.monotonic()

    def look(self) -> None:
        go_on(self._stopped)
        if self._cluster._workers():  # noqa: SLF001 - of one module
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > ABSENCE:
            message = f"the cluster has had no worker for {ABSENCE:.0f} seconds"
            raise LostWorkersError(message)
