"""Compare frontier and solutions of up to a million given packages with NegMAS 0.16: speed, and results.

Run: make oracle, then python benchmarks/negmas.py [--quick]. Both sides get the same points in one run; of several runs
the best counts. NegMAS first leaves out the packages under a reservation value, as its own calls do; ours does all that
`bargain` does, for every package. What differs is told with a figure that says who is right.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.bargain import bargain

if TYPE_CHECKING:
    from dealwright.bargain import Bargain

HERE = Path(__file__).resolve().parent
ORACLE = HERE.parent / ".oracle" / "bin" / "python"
SIDE = HERE / "oracle" / "negmas_side.py"
PARTIES = ("first", "second", "third")
RUNS = 3


def cases(packages: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Make packages of several shapes, with reservation values."""
    random = np.random.default_rng(20250514)
    far, angle = np.sqrt(random.uniform(size=packages)), random.uniform(0, np.pi / 2, packages)
    curved = np.array([far * np.cos(angle), far * np.sin(angle)])
    price = np.arange(packages // 250 + 1.0)
    three = np.abs(random.normal(size=(3, packages // 10)))
    three *= random.uniform(0.9, 1.0, packages // 10) / np.linalg.norm(three, axis=0)
    return {
        "scattered": (random.normal(size=(2, packages)), np.zeros(2)),
        "a curved frontier": (curved, np.full(2, 0.1)),
        "many of equal worth": (np.round(40 * curved), np.full(2, 4.0)),
        "a curved frontier, no deal worth less than any package": (curved, np.array([-1.0, -0.1])),
        "a price to divide": (np.array([price, price[::-1]]), np.zeros(2)),
        "three parties": (three, np.full(3, 0.1)),
    }


def theirs(worth: np.ndarray, held: np.ndarray) -> dict[str, Any]:
    """Let NegMAS find the frontier and the solutions, in its own environment."""
    with tempfile.TemporaryDirectory() as folder:
        points, reservation = Path(folder) / "points.npy", Path(folder) / "reservation.json"
        np.save(points, np.ascontiguousarray(worth.T))
        reservation.write_text(json.dumps(held.tolist()), encoding="utf-8")
        done = subprocess.run(
            [ORACLE, SIDE, points, reservation],
            capture_output=True,
            text=True,
            check=True,
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def ours(worth: np.ndarray, held: np.ndarray) -> tuple[float, Bargain]:
    """Find them ourselves: the best of some runs, each from the arrays to the whole result."""
    reservation = dict(zip(PARTIES, held.tolist(), strict=False))
    walls = []
    for _ in range(RUNS):
        start = time.perf_counter()
        found = bargain(worth, reservation, measure="utility")
        walls.append(time.perf_counter() - start)
    return min(walls), found


def told(worth: np.ndarray, held: np.ndarray, found: Bargain, other: dict[str, Any]) -> list[str]:
    """Say what is the same and what differs."""
    numbers = np.array([point.number for point in found.frontier])
    own = worth[:, numbers[(worth[:, numbers] >= held[:, None]).all(axis=0)]].T
    line, twice = np.unique(own, axis=0), len(own) - len(np.unique(own, axis=0))
    same = np.array_equal(line, np.unique(worth[:, other["frontier"]].T, axis=0))
    said = [f"frontier {'the same' if same else 'NOT THE SAME'}, {len(line):,} points"]
    if twice:
        said[0] += f" (NegMAS keeps one of several of equal worth, we keep {twice:,} more)"
    for name, solution in found.solutions.items():
        chosen = tuple(solution.certainty_equivalent.values())
        named = [tuple(each) for each in other["solutions"][name]]
        said.append(f"{name} the same" if chosen in named else _differs(name, chosen, named[0], held, line))
    return said


def _differs(name: str, own: tuple[float, ...], other: tuple[float, ...], held: np.ndarray, line: np.ndarray) -> str:
    """Measure a difference by what the solution is defined by."""
    gain, rival = np.array(own) - held, np.array(other) - held
    ideal = line.max(axis=0) - held
    score = {
        "nash": np.prod,
        "kalai_smorodinsky": lambda each: (each / ideal).min(),
        "egalitarian": np.min,
        "utilitarian": np.sum,
    }[name]
    better = "ours is larger" if score(gain) > score(rival) else "NOT LARGER"
    what = {"nash": "product of gains", "kalai_smorodinsky": "smallest share of the ideal gain"}.get(name, "gain")
    return f"{name} differs: {what} {score(gain):.6g} against {score(rival):.6g}, {better}"


def main() -> int:
    """Print times, ratios, and what is the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the packages")
    quick = parser.parse_args().quick
    if not ORACLE.exists():
        print(
            "skipped: there is no environment to compare with; `make oracle` makes one with NegMAS (AGPL) in .oracle/"
        )
        return 0
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    for packages in (10_000,) if quick else (10_000, 1_000_000):
        for title, (worth, held) in cases(packages).items():
            wall, found = ours(worth, held)
            other = theirs(worth, held)
            slow = other["seconds"]
            times = f"{1e3 * wall:.1f} ms; NegMAS {1e3 * slow:,.1f} ms, {slow / wall:,.0f} times"
            print(f"{title}, {worth.shape[1]:,} packages: {times}")
            print(f"    {'; '.join(told(worth, held, found, other))}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
