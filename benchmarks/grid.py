"""Time the worth of 100,000 packages on 16,384 futures: columns in halves against gathering each package's columns.

Run: python benchmarks/grid.py [--quick]. One run measures both ways on the same columns; trust the ratios.
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np

from dealwright.engine.grids.grid import value_packages
from dealwright.engine.grids.package_columns import GroupColumns, PackageColumns, value_of_package
from dealwright.engine.measures import exponential_equivalent

PARTIES, COMPANY = ("holders", "partner"), "company"
SAMPLE = 200


def columns(levels: int, options: tuple[int, ...], paths: int, doubtful: float, *, owed: bool) -> PackageColumns:
    """Make columns with a given share of doubtful paths: the company is short in some packages, in others not."""
    random = np.random.default_rng(20250514)
    growth = random.lognormal(0.0, 0.6, paths)
    groups = []
    for place, size in enumerate(options):
        paid = np.linspace(0.0, 6.0 * (place + 1), size)[:, None] * growth
        late = 0.2 * paid
        groups.append(
            GroupColumns(
                f"group {place}",
                size,
                direct={"partner": paid},
                at_exit={COMPANY: -1.6 * paid},
                owed={(COMPANY, "partner"): late, (COMPANY, "others"): late} if owed else {},
            )
        )
    least = sum(group.at_exit[COMPANY].min(axis=0) for group in groups)
    greatest = sum(group.at_exit[COMPANY].max(axis=0) for group in groups)
    equity = (200.0 * growth - least * 1.01)[None]
    short = random.random(paths) < doubtful
    equity[0, short] = -(0.5 * least + 0.5 * greatest)[short]
    share = np.linspace(0.1, 0.5, levels)
    stake = np.stack([1 - share, share], axis=1)[:, :, None]
    discount = np.broadcast_to(random.uniform(0.3, 0.8, paths), (2, 1, paths)).copy()
    return PackageColumns(PARTIES, (COMPANY,), tuple(groups), stake, equity, discount, (30.0, 150.0))


def main() -> None:
    """Print wall and processor time, peak memory, and the ratio to the naive way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the packages and of the paths")
    paths = 2048 if parser.parse_args().quick else 16384
    cases = (
        ("one level, 317 x 317 pairs", 1, (317, 317), 0.2, False),
        ("20 levels, 70 x 72 pairs", 20, (70, 72), 0.2, False),
        ("the same, with remainders unpaid", 20, (70, 72), 0.2, True),
        ("one level, with remainders unpaid", 1, (317, 317), 0.2, True),
        ("one level, every path doubtful", 1, (317, 317), 1.0, False),
        ("three groups, 21 x 16 x 15 x 20", 21, (16, 15, 20), 0.2, False),
    )
    print(f"{paths:,} paths, two parties with risk tolerances, two threads")
    for title, levels, options, doubtful, owed in cases:
        made = columns(levels, options, paths, doubtful, owed=owed)
        wall, processor = time.perf_counter(), time.process_time()
        worth = value_packages(made)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        numbers = np.random.default_rng(1).choice(worth.index.packages, SAMPLE, replace=False)
        start = time.perf_counter()
        naive = np.array([gathered(made, *worth.index.choice(int(number))) for number in numbers]).T
        alone = (time.perf_counter() - start) / SAMPLE * worth.index.packages
        error = np.abs(naive - worth.certainty_equivalent[:, numbers]).max() / np.abs(naive).max()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(
            f"{title}: {worth.index.packages:,} packages in {wall:.2f} s ({processor:.2f} processor-s); one by one "
            f"{alone:.0f} s, ratio {alone / wall:.0f}; largest error {error:.0e}; peak {memory:.2f} GB"
        )


def gathered(made: PackageColumns, level: int, options: tuple[int, ...]) -> list[float]:
    """Value one package from its columns, as one would write it in NumPy."""
    value = value_of_package(made, level, options)
    return [
        float(exponential_equivalent(value[[party]], rho)[0]) for party, rho in enumerate(made.risk_tolerance) if rho
    ]


if __name__ == "__main__":
    main()
