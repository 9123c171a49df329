"""Find a frontier and four solutions with NegMAS: run by benchmarks/negmas.py in the environment of `make oracle`.

Run: python negmas_side.py POINTS.npy RESERVATION.json. The points have a row per package. Prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from negmas.preferences.ops import kalai_points, ks_points, max_welfare_points, nash_points, pareto_frontier_numpy

RUNS, LONG = 3, 5.0
"""Runs of which the best counts, and seconds after which no other is made."""
SOLUTIONS = {
    "nash": nash_points,
    "kalai_smorodinsky": ks_points,
    "egalitarian": kalai_points,
    "utilitarian": max_welfare_points,
}


def main() -> None:
    """Print seconds, numbers of the frontier, and the worths that each solution names."""
    warnings.simplefilter("ignore")
    points = np.load(sys.argv[1])
    held = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    walls: list[float] = []
    while True:
        start = time.perf_counter()
        acceptable = np.nonzero((points >= held).all(axis=1))[0]
        inside = points[acceptable]
        kept = pareto_frontier_numpy(inside)
        line = [tuple(each) for each in inside[kept].tolist()]
        parties = [SimpleNamespace(reserved_value=value) for value in held]
        ranges = list(zip(points.min(axis=0).tolist(), points.max(axis=0).tolist(), strict=True))
        found = {name: rule(parties, line, ranges=ranges) for name, rule in SOLUTIONS.items()}
        walls.append(time.perf_counter() - start)
        if len(walls) == RUNS or sum(walls) > LONG:
            break
    named = {name: [worth for worth, _ in each] for name, each in found.items()}
    print(json.dumps({"seconds": min(walls), "frontier": acceptable[kept].tolist(), "solutions": named}))


if __name__ == "__main__":
    main()
