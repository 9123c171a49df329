"""Refine the coarse grids of two deals between their steps, and hold that against grids fine enough to reach as much.

Run: python benchmarks/refine.py
"""

from __future__ import annotations

import os
import platform
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.negotiation import negotiate
from dealwright.lang.load import loads
from dealwright.study import Study

if TYPE_CHECKING:
    from dealwright.bargain import Bargain

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
PATHS = 4_096
DEALS = {
    "a royalty and an upfront sum": (
        EXAMPLES / "hello.yaml",
        {
            "16% by 1%": ("16% by 4%", "16% by 0.02%"),
            "500k EUR by 50k EUR": ("500k EUR by 125k EUR", "500k EUR by 1k EUR"),
        },
    ),
    "a licence with five ranges": (
        EXAMPLES / "drug-licence" / "deal.yaml",
        {
            "120m USD by 20m USD": ("120m USD by 40m USD", "120m USD by 5m USD"),
            "125m by 25m": ("125m by 50m", "125m by 5m"),
            "250m by 50m": ("250m by 100m", "250m by 10m"),
            "22% by 2%": ("22% by 7%", "22% by 1%"),
        },
    ),
}
"""Of each deal its file, and the ends of its ranges with the steps of the coarse and of the fine grid."""


def bargained(text: str, *, refined: bool) -> tuple[Bargain, float]:
    """Bargain over a deal; return the bargain and the processor seconds it took."""
    study = Study(loads(text), paths=PATHS)
    deal, draws = study.deal, study.randomness
    start = time.process_time()
    found = negotiate(deal, draws, fresh=False, refined=refined)
    return found, time.process_time() - start


def measured(path: Path, steps: dict[str, tuple[str, str]]) -> None:
    """Print what a deal's coarse grid, its refinement and its fine grid reach, and what they cost."""
    text = path.read_text(encoding="utf-8")
    coarse, fine = text, text
    for said, (wide, narrow) in steps.items():
        if said not in text:
            sys.exit(f"the ranges of {path.name} have changed: no {said}")
        coarse, fine = coarse.replace(said, wide), fine.replace(said, narrow)
    bargained(coarse, refined=True)  # what is imported and compiled once is not timed
    alone, seconds_alone = bargained(coarse, refined=False)
    found, seconds = bargained(coarse, refined=True)
    on_fine, seconds_fine = bargained(fine, refined=False)
    if found.refined is None:
        sys.exit(f"the ranges of {path.name} have no room between their steps")
    for name, each in found.refined.solutions.items():
        reached = np.array([list(b.solutions[name].surplus.values()) for b in (alone, on_fine)]).T
        grid, finest = each.yardstick.of(reached)
        refined = each.yardstick.of(np.array(list(each.solution.surplus.values()))[:, None])[0]
        print(f"  {name:20} {100 * (finest - grid) / finest:+8.3f} % {100 * (finest - refined) / finest:+8.4f} %")
    more = f"{found.refined.packages:,} more between their steps in {seconds - seconds_alone:.2f}"
    print(f"  {alone.packages:,} packages in {seconds_alone:.2f} processor-s, {more}")
    print(f"  the fine grid's {on_fine.packages:,} packages in {seconds_fine:.2f}")
    print(f"  coarse grid and refinement against the fine grid: {seconds_fine / seconds:.1f} times as fast")


def main() -> int:
    """Print the measurements."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    for title, (path, steps) in DEALS.items():
        print(f"{title}, {PATHS:,} futures: short of the fine grid by")
        print(f"  {'':20} {'coarse grid':>10} {'refined':>10}")
        measured(path, steps)
    return 0


if __name__ == "__main__":
    sys.exit(main())
