"""Time one worker against two, the tables on disk, and a grid of 100,000,000 packages that no memory holds.

Run: python benchmarks/cluster.py [--quick] [--paths N] [--tails]. To beat: two workers 1.8 times as fast as one, and
2 GB of memory per worker for 100,000,000 packages on two workers. Workers are Dask's, each a process with one thread.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from distributed import LocalCluster
from threadpoolctl import threadpool_limits

from dealwright.bargain.tiled.job import Job, Part, opened, packages_in, worth_of
from dealwright.bargain.tiled.table import WORTH, read_figures, written_down
from dealwright.engine.executors.cluster import Cluster
from dealwright.engine.executors.executor import never
from dealwright.engine.executors.running import Machines
from dealwright.engine.executors.threads import Threads
from dealwright.engine.executors.together import together
from dealwright.lang.load import loads
from dealwright.study import Study

if TYPE_CHECKING:
    from dealwright.engine.executors.executor import Executor

DEAL = Path(__file__).resolve().parent.parent / "examples" / "openai-microsoft" / "deal.yaml"
STAKES, RATES = "terms.stake.stake: 0% .. 92% by 2%", "terms.revenue_share.rate: 0% .. 30% by 5%"
ACCESS = "terms.access.until: 2027-12-31 .. 2033-12-31 by 1 year"
EXCLUSIVE = "terms.api_exclusivity.until: 2027-12-31 .. 2033-12-31 by 1 year"


class Steps(NamedTuple):
    """Steps of the real deal's ranges."""

    stakes: str
    rates: str
    access: str
    exclusive: str

    def deal(self) -> str:
        """Write the real deal with these steps."""
        text = DEAL.read_text(encoding="utf-8")
        changes = [
            (STAKES, "by 2%", self.stakes), (RATES, "by 5%", self.rates),
            (ACCESS, "by 1 year", self.access), (EXCLUSIVE, "by 1 year", self.exclusive),
        ]  # fmt: skip
        for line, step, finer in changes:
            if line not in text:
                sys.exit("the real deal's ranges have changed")
            text = text.replace(line, line.replace(step, finer))
        return text


MIDDLE = Steps("by 1%", "by 1%", "by 3 months", "by 3 months")
LARGE = Steps("by 1%", "by 0.5%", "by 1 month", "by 1 month")


def timed(part: Part) -> float:
    """Value a part; return the processor time that it took."""
    start = time.thread_time()
    worth_of(part)
    return time.thread_time() - start


def warm(part: Part) -> int:
    """Value a part where a worker is, so that all is open and compiled there."""
    worth_of(part)
    time.sleep(2.0)  # so that the other worker takes the next
    return os.getpid()


def parts_of(text: str, paths: int) -> tuple[list[Part], int]:
    """Cut a deal's grid into parts; count its packages."""
    study = Study(loads(text), paths=paths)
    job = Job.of(study.deal, study.randomness)
    here = opened(job)
    parts = [Part(job, world, tile) for world in range(len(here.worlds.overrides)) for tile in here.tiles()]
    return parts, sum(packages_in(here.worlds.index.levels, part.tile) for part in parts)


def measured(executor: Executor, parts: list[Part]) -> tuple[float, float, float]:
    """Return wall seconds, processor seconds, and those of the middle task."""
    wall = time.perf_counter()
    seconds = list(together(executor, timed, parts, stopped=never))
    return time.perf_counter() - wall, sum(seconds), float(np.median(seconds))


def on_workers(count: int, parts: list[Part]) -> tuple[float, float, float]:
    """Measure on a cluster of so many workers of this machine."""
    with LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=":0", memory_limit=0) as local:
        cluster = Cluster(local.scheduler_address)
        list(cluster.results(warm, parts[:1] * count, stopped=never))
        found = measured(cluster, parts)
        cluster.close()
    return found


def scaling(steps: Steps, paths: int) -> None:
    """Print how much faster two are than one, by the clock and by the processor time that the same work takes."""
    parts, packages = parts_of(steps.deal(), paths)
    print(f"{packages:,} packages x {paths:,} futures in {len(parts)} tasks")
    worth_of(parts[0])
    for what in ("thread", "worker"):
        one, two = (
            measured(Threads(count), parts) if what == "thread" else on_workers(count, parts) for count in (1, 2)
        )
        print(
            f"  one {what} to two  {one[0]:6.2f} s to {two[0]:6.2f} s, ratio {one[0] / two[0]:.2f}; each on a core of "
            f"its own {2 * one[1] / two[1]:.2f}; a task {one[2]:.2f} s"
        )


def tables(steps: Steps, folder: Path) -> None:
    """Print how fast parts are written as tables, and read."""
    parts, _ = parts_of(steps.deal(), 64)
    part = parts[0]
    here, worth, file = opened(part.job), worth_of(part), folder / "part.parquet"
    count = packages_in(here.worlds.index.levels, part.tile)
    file.write_bytes(written_down(part, worth))
    start = time.process_time()
    table = written_down(part, worth)
    written = time.process_time() - start
    start = time.process_time()
    read_figures(file, here.parties, (WORTH,))
    read = time.process_time() - start
    print(
        f"tables of {count:,} packages: {count / written / 1e6:.1f} million a second written, {count / read / 1e6:.0f} "
        f"million read, {len(table) / count:.1f} bytes each"
    )


def beyond_memory(steps: Steps, paths: int, folder: Path, *, tails: bool) -> None:
    """Print what a grid on disk costs on two workers."""
    study = Study(loads(steps.deal()), paths=paths)
    told: list[str] = []
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", memory_limit=0) as local:
        machines = Machines(
            cluster=local.scheduler_address, keep=folder / "kept", in_memory=0, told=told.append, valued=_show
        )
        start, processor = time.perf_counter(), time.process_time()
        found = study.bargain(tails=tails, machines=machines)
        wall, processor = time.perf_counter() - start, time.process_time() - processor
        watch = Cluster(local.scheduler_address)
        peaks = watch.peaks()
        watch.close()
    size = sum(part.stat().st_size for part in (folder / "kept" / "tiles").iterdir())
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"\r{told[0]}; {size / 1e9:.2f} GB written")
    print(f"  {paths:,} futures, two workers: {wall:.0f} s, of it here {processor:.0f} processor-s")
    print(f"  a frontier of {len(found.frontier):,} packages, {found.zone:,} in the zone")
    print(f"  peak memory: {', '.join(f'{peak / 2**30:.2f} GB' for peak in peaks)} per worker, {mine:.2f} GB here")


def _show(done: int, whole: int) -> None:
    print(f"\r  {done:,} of {whole:,}", end="", file=sys.stderr)


def main() -> int:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a grid of a million packages in place of a hundred")
    parser.add_argument("--paths", type=int, default=1024, help="futures of the large grid (default: 1024)")
    parser.add_argument("--tails", action="store_true", help="keep how far the worth of each package may fall, too")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}, "
        f"NumPy {np.__version__}"
    )
    folder = Path(tempfile.mkdtemp())
    threadpool_limits(limits=1, user_api="blas")  # as a study does
    try:
        tables(MIDDLE, folder)
        scaling(MIDDLE, 4096 if options.quick else 16_384)
        beyond_memory(
            MIDDLE if options.quick else LARGE, 256 if options.quick else options.paths, folder, tails=options.tails
        )
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
