"""Time `dealwright bargain` over more than 100,000 packages as a whole process, against valuing packages one by one.

Run: python benchmarks/bargain.py. To beat: 10 s and 1.5 GB as a whole process at 16,384 paths.
"""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from dealwright.bargain.fresh import sample
from dealwright.engine.scenario import Scene
from dealwright.lang.load import load
from dealwright.world.draws import Draws

DEAL = Path(__file__).resolve().parent.parent / "examples" / "openai-microsoft" / "deal.yaml"
FINER = ("terms.stake.stake: 0% .. 92% by 2%", "terms.stake.stake: 0% .. 92% by 1%")
PATHS, RUNS, ALONE = 16_384, 3, 5


def finer_deal(folder: str) -> Path:
    """Write the real deal with twice the stakes: over 100,000 packages."""
    text = DEAL.read_text(encoding="utf-8")
    if FINER[0] not in text:
        sys.exit("the real deal's range of stakes has changed")
    path = Path(folder) / "deal.yaml"
    path.write_text(text.replace(*FINER), encoding="utf-8")
    return path


def one_by_one(path: Path) -> float:
    """Return the processor seconds that one package takes when it is valued alone on the same futures."""
    loaded = load(path)
    draws = Draws(1, 8, PATHS // 8)
    ranges = loaded.ranges()
    start = time.process_time()
    for number in range(ALONE):
        package = {where: values[number % len(values)] for where, values in ranges.items()}
        scene = Scene(loaded.package(package), draws)
        for party in ("holders", "microsoft"):
            sample(scene, party)
    return (time.process_time() - start) / ALONE


def main() -> int:
    """Print the measurements."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        path = finer_deal(folder)
        packages = int(np.prod([len(values) for values in load(path).ranges().values()]))
        times = []
        for _ in range(RUNS):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-m", "dealwright", "bargain", str(path)], capture_output=True, check=True)
            times.append(time.perf_counter() - start)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e9
        alone = one_by_one(path)
    print(f"  bargain, {packages:,} packages, {PATHS:,} paths   {min(times):6.2f} s wall, {peak:5.2f} GB peak")
    print(f"  one by one                                {alone * packages:,.0f} s ({1e3 * alone:.0f} ms a package)")
    print(f"  ratio                                     {alone * packages / min(times):,.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
