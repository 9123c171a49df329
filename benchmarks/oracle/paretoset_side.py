"""Find a frontier with paretoset: run by benchmarks/frontier.py in the environment of `make oracle`.

Run: python paretoset_side.py POINTS.npy. The points have a row per package. Prints processor seconds and the frontier's
size; the numbers of its packages are written beside the points.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from paretoset import paretoset


def main() -> None:
    """Print processor seconds and how many packages are undominated."""
    points = np.load(sys.argv[1])
    sense = ["max"] * points.shape[1]
    paretoset(points[:100], sense=sense, distinct=False)  # compiled here, outside the time
    start = time.process_time()
    kept = np.flatnonzero(paretoset(points, sense=sense, distinct=False))
    print(time.process_time() - start, len(kept))
    np.save(sys.argv[1] + ".kept.npy", kept)


if __name__ == "__main__":
    main()
