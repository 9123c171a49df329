"""Time futures alone, against the time that NumPy takes merely to draw as many normals, on one core and on all.

Run: python benchmarks/futures.py. The drivers of the real deal and of the reference deal, from seed to levels at every
edge; the plain NumPy way beside the compiled one, which give the same bytes. To beat: the normals alone; aim: six times
as fast.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from dealwright.cli.memory import keep_freed_memory
from dealwright.ground.kernels import threads
from dealwright.lang.load import load
from dealwright.world import movement
from dealwright.world.beliefs import SHAKEN
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate
from dealwright.world.shocks import shocks_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealwright.deal.deal import Deal

ROOT = Path(__file__).resolve().parent.parent
DEALS = {
    "the real deal": ROOT / "examples" / "openai-microsoft" / "deal.yaml",
    "the reference deal": ROOT / "benchmarks" / "reference_deal.yaml",
}
PATHS, RUNS = 102_400, 7


def futures(deal: Deal, *, cores: int | None = None, compiled: bool = True) -> dict[str, bytes]:
    """Move all drivers that chance moves.

    Args:
        deal: The deal.
        cores: On how many threads; on as many as there are processors by default.
        compiled: Whether by compiled loops.

    Returns:
        A digest of each level's bytes, which takes no time beside it.
    """
    kept = threads.processors, movement.pays_now
    threads.processors = kept[0] if cores is None else lambda: cores
    movement.pays_now = lambda _: compiled
    try:
        found = simulate(deal, Draws(1, 8, PATHS // 8), needed=moving(deal))
    finally:
        threads.processors, movement.pays_now = kept
    return {name: found.trajectory(name).edges[:, ::4999].tobytes() for name in moving(deal)}


def moving(deal: Deal) -> list[str]:
    """Name the drivers that chance moves."""
    return [name for name, driver in deal.drivers.items() if isinstance(driver, SHAKEN)]


def normals(deal: Deal) -> int:
    """Count the independent normals of one path."""
    futures_ = simulate(deal, Draws(1, 2, 8))
    own = {shock for name in moving(deal) for shock in shocks_of(name, deal.drivers[name])}
    shocks = {each for shock in own for each, _, _ in futures_.loadings(shock)}
    still = {shock for shock in shocks if shock.of_growth and not len(futures_.growth_at(shock.driver, np.zeros(16)))}
    return len(shocks - still) * futures_.grid.steps


def best(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """Return the shortest of several times, in seconds."""
    times = []
    for _ in range(RUNS):
        start = clock()
        work()
        times.append(clock() - start)
    return min(times)


def main() -> int:
    """Print the measurements."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    keep_freed_memory()
    alike = True
    for title, path in DEALS.items():
        deal = load(path).sound
        ways = [futures(deal, cores=1), futures(deal), futures(deal, compiled=False)]
        alike = alike and ways[0] == ways[1] == ways[2]
        count, generator = normals(deal), np.random.default_rng(1)
        draw = partial(generator.standard_normal, (count, PATHS))
        drawn, drawn_wall = best(draw, time.process_time), best(draw, time.perf_counter)
        one = best(partial(futures, deal, cores=1), time.process_time)
        every = best(partial(futures, deal), time.perf_counter)
        plainly = best(partial(futures, deal, compiled=False), time.process_time)
        print(f"{title}, {PATHS:,} futures, {count} normals each; the same bytes by all ways: {alike}")
        print(f"  NumPy draws as many normals, one core {1e3 * drawn:8.0f} ms of processor time")
        print(f"  futures by NumPy, one core            {1e3 * plainly:8.0f} ms, {drawn / plainly:5.2f} times as fast")
        print(f"  futures, one core                     {1e3 * one:8.0f} ms, {drawn / one:5.2f} times as fast")
        print(f"  futures, all cores                    {1e3 * every:8.0f} ms wall, {drawn_wall / every:5.2f} times")
    return 0 if alike else 1


if __name__ == "__main__":
    sys.exit(main())
