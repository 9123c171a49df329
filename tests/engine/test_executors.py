"""Where tasks run makes no difference to what comes out."""

import contextlib
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from dealwright.engine.executors import cluster as clusters
from dealwright.engine.executors.cluster import Cluster
from dealwright.engine.executors.executor import Executor, LostWorkersError, NoClusterError, StoppedError, never
from dealwright.engine.executors.processes import Processes
from dealwright.engine.executors.threads import Threads
from dealwright.engine.executors.together import together
from dealwright.engine.executors.versions import differing, versions
from engine.executor_work import dies_always, dies_once, divided, squared


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", memory_limit=0) as local:
        yield local.scheduler_address


@pytest.fixture(params=["threads", "processes", "cluster"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    made = {"threads": lambda: Threads(2), "processes": lambda: Processes(2)}
    one = made.get(request.param, lambda: Cluster(request.getfixturevalue("address")))()
    yield one
    one.close()


def test_results_come_in_the_order_of_the_tasks(executor: Executor) -> None:
    assert list(executor.results(squared, range(20), stopped=never)) == [n * n for n in range(20)]
    assert list(executor.results(squared, [], stopped=never)) == []
    assert executor.width == 2


@pytest.mark.parametrize("count", [3, 16, 21])
def test_several_tasks_of_one_sending_give_the_same_results(executor: Executor, count: int) -> None:
    assert list(together(executor, squared, range(count), stopped=never)) == [n * n for n in range(count)]


def test_an_error_of_one_of_several_tasks_arrives_as_it_is(executor: Executor) -> None:
    found = together(executor, divided, [*range(1, 18), 0], stopped=never)
    assert [next(found) for _ in range(4)] == [1, 1 / 2, 1 / 3, 1 / 4]
    with pytest.raises(ZeroDivisionError):
        list(found)


def test_few_tasks_are_begun_before_their_results_are_taken(executor: Executor) -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    results = executor.results(squared, tasks(), stopped=never)
    assert [next(results), next(results)] == [0, 1]
    assert len(taken) <= 2 + 2 * executor.width + 1
    results.close()


def test_an_error_of_a_task_arrives_as_it_is(executor: Executor) -> None:
    with pytest.raises(ZeroDivisionError):
        list(executor.results(divided, [1, 0, 2], stopped=never))


def test_work_that_is_to_stop_stops(executor: Executor) -> None:
    done: list[int] = []
    results = executor.results(squared, range(10_000), stopped=lambda: len(done) > 5)
    with pytest.raises(StoppedError):
        deque(map(done.append, results), maxlen=0)
    assert len(done) < 20


@pytest.mark.parametrize("where", ["processes", "cluster"])
def test_a_worker_that_is_killed_while_it_works_loses_nothing(
    where: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    one = Processes(2) if where == "processes" else Cluster(request.getfixturevalue("address"))
    killed = threading.Thread(target=kill_the_victim, args=(tmp_path,))
    killed.start()
    tasks = [(number, str(tmp_path)) for number in range(8)]
    assert list(one.results(dies_once, tasks, stopped=never)) == [n * n for n in range(8)]
    killed.join()
    assert (tmp_path / "killed").exists(), "one worker was killed"
    one.close()


def kill_the_victim(folder: Path) -> None:
    mark = folder / "victim"
    while not mark.exists():
        time.sleep(0.01)
    os.kill(int(mark.read_text()), signal.SIGKILL)
    (folder / "killed").touch()


def test_a_task_that_kills_whoever_works_on_it_is_blamed() -> None:
    one = Processes(2)
    with pytest.raises(LostWorkersError, match=r"4 processes died .* memory is short: start fewer"):
        list(one.results(dies_always, range(3), stopped=never))
    assert one.numbers == [], "no process is left behind"


def test_a_task_that_kills_the_workers_of_a_cluster_is_blamed() -> None:
    from distributed import KilledWorker

    class Killed:
        def result(self, timeout: float | None = None) -> object:  # noqa: ARG002 - as Dask's has
            raise KilledWorker("a task", "tcp://10.0.0.7:4321", 3)  # type: ignore[no-untyped-call]

    begun = clusters._Begun(Killed(), squared, 1, "tcp://10.0.0.5:8786")  # to kill four takes ten seconds
    with pytest.raises(LostWorkersError, match=r"4 workers died .* memory is short: let each have more"):
        begun.result()


def test_processes_are_used_again_until_they_are_closed() -> None:
    one = Processes(1)
    list(one.results(squared, [1], stopped=never))
    before = one.numbers
    list(one.results(squared, [2], stopped=never))
    assert one.numbers == before
    one.close()
    with pytest.raises(ProcessLookupError):
        os.kill(before[0], 0)


def test_processes_of_which_an_interrupt_left_some_half_ended_are_ended_all_the_same() -> None:
    one = Processes(2)
    list(one.results(squared, range(4), stopped=never))
    numbers, [_, last] = one.numbers, one._workers  # where a second interrupt strikes
    last.end()
    one.close()
    assert one.numbers == []
    for number in numbers:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="a console of Windows interrupts in another way")
def test_an_interrupt_on_the_terminal_does_not_reach_a_process_that_is_just_begun(
    capfd: pytest.CaptureFixture[str],
) -> None:
    one = Processes(1)
    line = one.results(abs, [-1], stopped=lambda: len(interrupted(one.numbers)) == 0)
    assert list(line) == [1]
    assert capfd.readouterr().err == ""
    one.close()


def interrupted(numbers: list[int]) -> list[int]:
    """Interrupt processes as a terminal does."""
    for number in numbers:
        os.kill(number, signal.SIGINT)
    return numbers


def test_a_cluster_without_dask_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NoClusterError, match=r"pip install 'dealwright\[cluster\]'"):
        Cluster("tcp://127.0.0.1:8786")


@pytest.mark.parametrize("where", ["tcp://127.0.0.1:1", "127.0.0.1:1", "nowhere", "tcp://127.0.0.1"])
def test_an_address_where_nobody_answers_is_told(where: str) -> None:
    with pytest.raises(NoClusterError, match="no Dask scheduler answers at " + where):
        Cluster(where, patience=2)


@pytest.mark.parametrize("says", [b"", b"HTTP/1.0 400 Bad request\r\nConnection: close\r\n\r\n"])
def test_an_address_where_somebody_else_answers_is_told_in_time(says: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []  # nobody says more, and nobody hangs up

        def answer() -> None:
            with contextlib.suppress(OSError):
                while True:
                    held.append(server.accept()[0])
                    held[-1].sendall(says)

        threading.Thread(target=answer, daemon=True).start()
        where = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        begun = time.monotonic()
        with pytest.raises(NoClusterError, match=f"no Dask scheduler answers at {where}"):
            Cluster(where, patience=0.5)
        assert time.monotonic() - begun < 5


def test_a_cluster_without_a_worker_is_told() -> None:
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=0, dashboard_address=":0") as local,
        pytest.raises(NoClusterError, match="dask worker " + local.scheduler_address),
    ):
        Cluster(local.scheduler_address, patience=0.2)


def test_a_worker_with_other_versions_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "differing", lambda _theirs: ["numpy 1.0 there, 2.4 here"])
    with pytest.raises(NoClusterError, match=r"numpy 1\.0 there, 2\.4 here"):
        Cluster(address)


def test_a_worker_without_the_program_is_told_what_to_install(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "only_here.py").write_text("def versions():\n    return {}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(clusters, "versions", __import__("only_here").versions)
    with pytest.raises(NoClusterError, match=r"has no module only_here: there, pip install 'dealwright\[cluster\]'"):
        Cluster(address)


def test_dask_prints_nothing_of_its_own_where_a_scheduler_is_lost(address: str) -> None:
    Cluster(address).close()
    loud = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]
    assert "distributed.client" in loud
    assert not any(logging.getLogger(name).isEnabledFor(logging.ERROR) for name in loud)


class Deaf:
    """A client of a scheduler that is gone, as Dask's behaves."""

    def __init__(self, lost: Exception, *, when: str) -> None:
        self.lost, self.when = lost, when

    def nthreads(self) -> dict[str, int]:
        """Say how many threads each worker has."""
        if self.when == "asked":
            raise self.lost
        return {"tcp://10.0.0.1:1": 1}

    def submit(self, *_: object, **__: object) -> "Deaf":
        """Send a task."""
        if self.when == "sent":
            raise self.lost
        return self

    def result(self, timeout: float | None = None) -> object:  # noqa: ARG002 - as Dask's has
        """Fetch a result."""
        raise self.lost

    def done(self) -> bool:
        """Say whether it is found."""
        return True

    def cancel(self) -> None:
        """Give it up."""
        raise self.lost


@pytest.mark.parametrize("when", ["asked", "sent", "fetched"])
@pytest.mark.parametrize("lost", [OSError("Timed out trying to connect"), CancelledError()])
def test_a_scheduler_that_is_lost_is_told_in_words_whatever_was_asked_of_it(
    address: str, lost: Exception, when: str
) -> None:
    one = Cluster(address)
    one.close()
    one._client = Deaf(lost, when=when)
    with pytest.raises(LostWorkersError, match=f"the scheduler at {address} is gone: start it and its workers again"):
        list(one.results(squared, [1, 2, 3, 4], stopped=never))


def test_versions_that_differ_are_named() -> None:
    assert differing(versions()) == []
    assert differing({**versions(), "numpy": "1.0"}) == [f"numpy 1.0 there, {versions()['numpy']} here"]
    assert len(differing({})) == len(versions()) == 7


def test_a_worker_that_joins_with_other_versions_does_no_task(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Cluster(address)
    monkeypatch.setattr(clusters, "versions", lambda: {**versions(), "numba": "0.1"})
    with pytest.raises(LostWorkersError, match=r"worker tcp://.* that has joined since has other versions"):
        list(one.results(squared, [1], stopped=never))
    one.close()
