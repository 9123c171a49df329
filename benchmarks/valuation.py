"""Time one valuation over 102,400 futures, from draws to every party's worth, against a careful NumPy simulation.

Run: python benchmarks/valuation.py. The real deal per path, step and term; the reference deal, which is the NumPy
simulation's own, as a whole. Both sides in turn in one run; NumPy's is read from ../shared/prototypes where that folder
is present. Asked for: eight times as fast. Then ours over few futures, where the interpreter takes most of the time.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import platform
import resource
import statistics
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from dealwright.cli.memory import keep_freed_memory
from dealwright.engine.books import keep_books
from dealwright.engine.executors.abreast import abreast
from dealwright.engine.lines import Rates, wholes
from dealwright.engine.measures import exponential_equivalent
from dealwright.lang.load import load
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

ROOT = Path(__file__).resolve().parent.parent
DEALS = {
    "the real deal": ROOT / "examples" / "openai-microsoft" / "deal.yaml",
    "the reference deal": ROOT / "benchmarks" / "reference_deal.yaml",
}
PROTOTYPE = ROOT.parent / "shared" / "prototypes" / "model.py"
PATHS, RUNS = 102_400, 5
FEW = (256, 1_024, 4_096)


def equivalent(worth: np.ndarray) -> float:
    """Return the certainty equivalent of a party that tolerates as much as its worth spreads."""
    return float(exponential_equivalent(worth[None], max(float(np.std(worth)), 1.0))[0])


def ours(path: Path, paths: int | None = None) -> tuple[float, float, int]:
    """Return processor time and wall time of one valuation, to certainty equivalents, and its path-step-terms."""
    deal, paths = load(path).sound, paths or PATHS
    gc.collect()  # the last valuation's futures know each other: their memory serves again
    start, wall = time.process_time(), time.perf_counter()
    books = keep_books(deal, simulate(deal, Draws(1, 8, paths // 8)), parties=deal.parties)
    worths = wholes(books, dict.fromkeys(deal.parties, Rates(0.045, own_rates=False)))
    abreast([partial(equivalent, worth) for worth in worths.values()], paths)
    work = paths * books.view.grid.steps * len(books.view.terms)
    return time.process_time() - start, time.perf_counter() - wall, work


def careful_numpy() -> Any:  # noqa: ANN401 - a module
    """Return the careful NumPy simulation; none where it is not present."""
    spec = importlib.util.spec_from_file_location("careful", PROTOTYPE) if PROTOTYPE.exists() else None
    if spec is None or spec.loader is None:
        return None
    careful = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(careful)
    return careful


def theirs(careful: Any) -> tuple[float, int]:  # noqa: ANN401 - a module
    """Return the processor time of the NumPy simulation, and its path-step-terms."""
    start = time.process_time()
    careful.np_model(careful.TH0, PATHS, np.random.default_rng(1))
    return time.process_time() - start, PATHS * careful.T * careful.NT


def main() -> int:
    """Print the measurements."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    keep_freed_memory()  # as the program does
    careful = careful_numpy()
    for title, path in DEALS.items():
        ours(path)
        pairs = [(ours(path), theirs(careful) if careful else None) for _ in range(RUNS)]
        work = pairs[0][0][2]
        processor, wall = (min(mine[place] for mine, _ in pairs) for place in (0, 1))
        print(f"{title}, {PATHS:,} futures, {work / PATHS:,.0f} steps times terms")
        print(f"  all cores               {wall:8.2f} s, {processor:6.2f} s of processor time")
        print(
            f"  per path, step and term {1e9 * wall / work:8.2f} ns, {1e9 * processor / work:6.2f} ns of processor time"
        )
        if careful is None:
            continue
        their = [other[0] / other[1] for _, other in pairs if other is not None]
        ratios = {
            "processor time": [other / (mine[0] / work) for (mine, _), other in zip(pairs, their, strict=True)],
            "wall": [other / (mine[1] / work) for (mine, _), other in zip(pairs, their, strict=True)],
        }
        print(f"  careful NumPy           {1e9 * min(their):8.2f} ns of processor time, on one core")
        for clock, found in ratios.items():
            print(f"  times as fast, {clock:14s} {statistics.median(found):6.2f} (median of {RUNS} pairs, 8 asked for)")
    for title, path in DEALS.items():
        few = [f"{count:,} {1e3 * min(ours(path, count)[0] for _ in range(4 * RUNS)):.0f} ms" for count in FEW]
        print(f"{title}, processor time over few futures: {', '.join(few)}")
    print(f"  peak memory             {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9:8.2f} GB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
