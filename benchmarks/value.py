"""Time `dealwright value` on the real deal: as a whole process, and per path, step and term against plain NumPy.

Run: python benchmarks/value.py. To beat: 3 s and 1.5 GB as a whole process at 16,384 paths; per path, step and term no
slower than 1.2 times a careful NumPy simulation, which is read from ../shared/prototypes where that folder is present.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from dealwright.engine.books import keep_books
from dealwright.engine.lines import Rates, whole
from dealwright.lang.load import load
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

ROOT = Path(__file__).resolve().parent.parent
DEAL = ROOT / "examples" / "openai-microsoft" / "deal.yaml"
PROTOTYPE = ROOT.parent / "shared" / "prototypes" / "model.py"
PATHS, RUNS, PAIRS = 16_384, 5, 11


def whole_process(*arguments: str) -> tuple[float, float]:
    """Return the wall time in seconds and the peak memory in GB of a run of the program."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "dealwright", *arguments], capture_output=True, check=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e9
    return time.perf_counter() - start, peak


def one_scenario() -> tuple[float, int]:
    """Return the processor time of one scenario, from draws to every party's worth, and its path-step-terms."""
    deal = load(DEAL).sound
    draws = Draws(1, 8, PATHS // 8)
    start = time.process_time()
    books = keep_books(deal, simulate(deal, draws))
    for party in deal.parties:
        whole(books, party, Rates(0.045, own_rates=False))
    spent = time.process_time() - start
    return spent, PATHS * books.view.grid.steps * len(books.view.terms)


def careful_numpy() -> tuple[float, int] | None:
    """Return the same of the careful NumPy simulation, which draws, steps 60 months and values six terms."""
    if not PROTOTYPE.exists():
        return None
    spec = importlib.util.spec_from_file_location("careful", PROTOTYPE)
    if spec is None or spec.loader is None:
        return None
    careful = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(careful)
    start = time.process_time()
    careful.np_model(careful.TH0, PATHS, np.random.default_rng(1))
    return time.process_time() - start, PATHS * careful.T * careful.NT


def main() -> int:
    """Print the measurements."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    import numba  # noqa: F401 - loaded once by whoever values more than one deal; the processes below load it if it pays

    times, peaks = zip(*(whole_process("value", str(DEAL)) for _ in range(RUNS)), strict=True)
    print(f"  value, all scenarios, {PATHS:,} paths   {min(times):6.2f} s wall, {max(peaks):5.2f} GB peak")
    one_scenario()
    pairs = [(one_scenario(), careful_numpy()) for _ in range(PAIRS)]  # in turn: the machine's speed drifts
    ours = [spent / work for (spent, work), _ in pairs]
    theirs = [found[0] / found[1] for _, found in pairs if found is not None]
    print(f"  one scenario                          {1e9 * min(ours):6.2f} ns per path, step and term")
    if not theirs:
        print("  careful NumPy                         not present")
        return 0
    print(f"  careful NumPy                         {1e9 * min(theirs):6.2f} ns per path, step and term")
    middle = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
    print(f"  ratio, best to best                   {min(ours) / min(theirs):6.2f} (at most 1.2)")
    print(f"  ratio, median of {PAIRS} pairs             {middle:6.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
