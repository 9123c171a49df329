"""Time the frontier and the four solutions on a million packages; compare with the plain way, each package against all.

Run: python benchmarks/frontier.py [--quick]. The plain way is timed on fewer packages and scaled by their square.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from dealwright.bargain.bargaining import bargain
from dealwright.bargain.frontier import frontier

PLAIN = 4096


def clouds(packages: int) -> dict[str, np.ndarray]:
    """Make packages of several shapes: scattered, all on one line (all undominated), and many of equal worth."""
    random = np.random.default_rng(20250514)
    line = random.permutation(packages).astype(float)
    sphere = np.abs(random.normal(size=(3, packages // 10)))
    return {
        "two parties, scattered": random.normal(size=(2, packages)),
        "two parties, all undominated": np.array([line, -line]),
        "two parties, many ties": random.integers(0, 1000, (2, packages)).astype(float),
        "three parties, scattered": random.normal(size=(3, packages)),
        "three parties, all undominated (a tenth)": sphere / np.linalg.norm(sphere, axis=0),
    }


def plain(worth: np.ndarray) -> np.ndarray:
    """Compare each package with all others."""
    undominated = []
    for number in range(worth.shape[1]):
        own = worth[:, [number]]
        undominated.append(not ((worth >= own).all(axis=0) & (worth > own).any(axis=0)).any())
    return np.flatnonzero(undominated)


def main() -> None:
    """Print wall times, sizes of the frontiers, and the ratios to the plain way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the packages")
    packages = 10**4 if parser.parse_args().quick else 10**6
    for title, worth in clouds(packages).items():
        start = time.perf_counter()
        found = frontier(worth)
        wall = time.perf_counter() - start
        few = worth[:, :PLAIN]
        start = time.perf_counter()
        same = np.array_equal(np.sort(frontier(few)), plain(few))
        each = (time.perf_counter() - start) * (worth.shape[1] / few.shape[1]) ** 2
        print(
            f"{title}: {worth.shape[1]:,} packages, {len(found):,} undominated in {wall:.3f} s; "
            f"plain {each:,.0f} s, ratio {each / wall:,.0f}; {'the same packages' if same else 'NOT THE SAME'}"
        )
    worth = clouds(packages)["two parties, scattered"]
    start = time.perf_counter()
    bargain(worth, {"first": 0.5, "second": 0.5})
    wall = time.perf_counter() - start
    print(f"zone, frontier, four solutions and the picture's cloud of {packages:,} packages: {wall:.3f} s")


if __name__ == "__main__":
    main()
