"""Time frontier, solutions and picture of a million given packages, two parties and more, and the memory they take.

Run: python benchmarks/frontier.py [--quick]. The plain way, each package against all, is timed on fewer packages and
scaled by their square. Where `make oracle` has made its environment, paretoset (MIT), the permissive library of the
field, sorts the same points of three to five parties; it is quadratic in the frontier, so large ones are left out.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import tempfile
import time
import tracemalloc
from pathlib import Path

import numpy as np

from dealwright.bargain import bargain, frontier

PLAIN, RUNS, MOST_SORTED = 2048, 5, 20_000
HERE = Path(__file__).resolve().parent
ORACLE = HERE.parent / ".oracle" / "bin" / "python"
PARTIES = "abcdef"


def pairs(packages: int) -> dict[str, np.ndarray]:
    """Make packages of several shapes for two parties."""
    random = np.random.default_rng(20250514)
    line, even = random.permutation(packages).astype(float), random.uniform(size=packages)
    price = np.arange(40_000.0)
    return {
        "scattered": random.normal(size=(2, packages)),
        "opposed": np.array([even, -even]) + 0.1 * random.normal(size=(2, packages)),
        "many ties": random.integers(0, 1000, (2, packages)).astype(float),
        "a price to divide": np.array([price, price[::-1]]),
        "worst: all undominated": np.array([line, -line]),
        "worst: all equal": np.ones((2, packages)),
    }


def tables(packages: int, parties: int) -> dict[str, np.ndarray]:
    """Make packages of several shapes for three and more parties."""
    random = np.random.default_rng(parties)
    scattered, other = random.normal(size=(2, parties, packages))
    round_ = np.abs(other) / np.linalg.norm(other, axis=0)
    return {
        "scattered": scattered,
        "many ties": random.integers(0, 21, (parties, packages)).astype(float),
        "opposed": scattered - 0.5 * scattered.mean(axis=0),
        "shares of what varies": round_ * random.uniform(0.7, 1.0, packages),
        "all undominated (a twentieth)": round_[:, : packages // 20],
    }


def plain(worth: np.ndarray) -> np.ndarray:
    """Compare each package with all others."""
    undominated = []
    for number in range(worth.shape[1]):
        own = worth[:, [number]]
        undominated.append(not ((worth >= own).all(axis=0) & (worth > own).any(axis=0)).any())
    return np.flatnonzero(undominated)


def plainly(worth: np.ndarray) -> tuple[float, bool]:
    """Return the seconds of the plain way for all packages, and whether it finds the same among the first."""
    few = worth[:, :PLAIN]
    start = time.process_time()
    same = np.array_equal(np.sort(frontier(few)), plain(few))
    return (time.process_time() - start) * (worth.shape[1] / few.shape[1]) ** 2, same


def whole(worth: np.ndarray, held: dict[str, float]) -> tuple[float, float]:
    """Return wall seconds of a whole bargain, the best of some, and its peak of memory in MB above the packages."""
    walls = []
    for _ in range(RUNS):
        start = time.perf_counter()
        bargain(worth, held)
        walls.append(time.perf_counter() - start)
    tracemalloc.start()
    bargain(worth, held)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return min(walls), peak


def by_library(worth: np.ndarray, found: np.ndarray) -> str:
    """Say what paretoset takes, and whether it finds the same."""
    if not ORACLE.exists() or len(found) > MOST_SORTED:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        points = Path(folder) / "points.npy"
        np.save(points, np.ascontiguousarray(worth.T))
        bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        side = [ORACLE, HERE / "oracle" / "paretoset_side.py", points]
        seconds = float(subprocess.run(side, capture_output=True, text=True, check=True, env=bare).stdout.split()[0])
        same = np.array_equal(np.load(f"{points}.kept.npy"), np.sort(found))
    return f"; paretoset {1e3 * seconds:,.0f} ms{'' if same else ', NOT THE SAME'}"


def main() -> None:
    """Print wall times, sizes of the frontiers, memory, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the packages")
    packages = 10**4 if parser.parse_args().quick else 10**6
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    print("two parties, zone, frontier, four solutions and the picture's cloud; to beat: 150 ms and 100 MB")
    for title, worth in pairs(packages).items():
        middle = np.median(worth, axis=1) if "price" not in title and "worst" not in title else worth.min(axis=1)
        wall, peak = whole(worth, dict(zip(PARTIES, middle.tolist(), strict=False)))
        each, same = plainly(worth)
        print(
            f"  {title}: {worth.shape[1]:,} packages, {len(frontier(worth)):,} undominated: {1e3 * wall:.1f} ms, "
            f"{peak:.0f} MB; plain {each:,.0f} s, {each / wall:,.0f} times{'' if same else ', NOT THE SAME'}"
        )
    for parties in (3, 4, 5):
        print(f"{parties} parties, the frontier alone, processor time")
        for title, worth in tables(packages, parties).items():
            start = time.process_time()
            found = frontier(worth)
            wall = time.process_time() - start
            each, same = plainly(worth)
            print(
                f"  {title}: {worth.shape[1]:,} packages, {len(found):,} undominated: {1e3 * wall:,.0f} ms; plain "
                f"{each:,.0f} s, {each / wall:,.0f} times{'' if same else ', NOT THE SAME'}{by_library(worth, found)}",
                flush=True,
            )


if __name__ == "__main__":
    main()
