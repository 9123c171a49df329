"""Say where the packages of a bargain are valued, what is kept of them, and who is told how far it is."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.deal.talk import MOST_IN_MEMORY
from dealwright.engine.executors.executor import never

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dealwright.engine.executors.executor import Executor


def _nobody(*_: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Running:
    """How a bargain is run. Nothing of it changes what comes out.

    Attributes:
        executor: who values the packages; threads of this process if none is said.
        keep: the folder in which all packages are kept; None keeps only those of a grid that is larger than memory, in
            the user's cache.
        in_memory: packages of a grid at most that is held in memory.
        stopped: asked now and then whether to stop.
        valued: told how many packages are valued, and of how many.
        told: told what somebody who waits wants to know.
    """

    executor: Executor | None = None
    keep: Path | None = None
    in_memory: int = MOST_IN_MEMORY
    stopped: Callable[[], bool] = never
    valued: Callable[[int, int], None] = _nobody
    told: Callable[[str], None] = _nobody


@dataclass(frozen=True, slots=True)
class Machines:
    """Name who values the packages of a bargain, and where they are kept. It changes nothing of what comes out.

    Attributes:
        workers: processes of this machine; None for threads of this one.
        cluster: address of a Dask scheduler, such as `tcp://10.0.0.5:8786`; None for this machine.
        keep: folder in which all packages are kept as tables in Parquet; None keeps those of a grid that does not fit
            in memory, in the user's cache.
        in_memory: packages of a grid at most that is held in memory.
        stopped: asked now and then whether to stop.
        valued: told how many packages are valued, of how many, while a grid is valued part by part.
        told: told what somebody who waits wants to know.

    Raises:
        ValueError: if both processes and a cluster are named, or no process is to work.
    """

    workers: int | None = None
    cluster: str | None = None
    keep: str | Path | None = None
    in_memory: int = MOST_IN_MEMORY
    stopped: Callable[[], bool] = never
    valued: Callable[[int, int], None] = _nobody
    told: Callable[[str], None] = _nobody

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if self.workers is not None and self.cluster is not None:
            raise ValueError("name processes of this machine or a cluster, not both")
        if self.workers is not None and self.workers < 1:
            raise ValueError(f"workers is {self.workers}: give a whole number from 1")

    @contextmanager
    def running(self) -> Iterator[Running]:
        """Go to work; at the end everybody is let go.

        Raises:
            NoClusterError: if there is no such cluster.
        """
        executor = self._executor()
        try:
            keep = None if self.keep is None else Path(self.keep)
            yield Running(executor, keep, self.in_memory, self.stopped, self.valued, self.told)
        finally:
            if executor is not None:
                executor.close()

    def _executor(self) -> Executor | None:
        if self.cluster is not None:
            from dealwright.engine.executors.cluster import Cluster

            return Cluster(self.cluster)
        if self.workers is not None:
            from dealwright.engine.executors.processes import Processes

            return Processes(self.workers)
        return None


class KeepError(Exception):
    """A folder cannot keep this grid: it is another's, or there is no room."""


class HaltedError(KeyboardInterrupt):
    """Somebody stopped a run of which something is kept; the message says how it goes on."""
