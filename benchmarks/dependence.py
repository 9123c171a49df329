"""Time who depends on whom in the real deal: shares, losses, and what packages do to those not at the table.

Run: python benchmarks/dependence.py [--quick]. Beside each stands the same asked of studies of their own, in one
run: the deal edited by hand and valued anew, once for each counterparty and each package. Trust the ratios.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from typing import TYPE_CHECKING

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import dealwright
from dealwright.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REAL = "examples/openai-microsoft/deal.yaml"
PACKAGES = 20


def main() -> None:
    """Print processor times and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a quarter of the paths")
    paths = 4096 if parser.parse_args().quick else 16384
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {paths:,} futures")
    opened(64).ripples(most=1)  # what is imported once is no part of any side
    whole, _ = opened(64).dependence(), valued(64, {})
    print(f"one valuation of the contract in force: {seconds(lambda: valued(paths, {})):.2f} s")
    compare("shares of all sides", lambda: opened(paths).dependence(losing=[]), lambda: valued(paths, {}))
    ends = [{f"terms.{term}.active": "no" for term in loss.ended} for loss in whole.losses.values()]
    compare(
        f"losses of {len(ends)} counterparties",
        lambda: opened(paths).dependence(),
        lambda: [valued(paths, each) for each in ({}, *ends)],
    )
    study = opened(paths)
    found = study.ripples(most=PACKAGES)
    packages = [] if found is None else [each.package for each in found.frontier]
    compare(
        f"{len(packages)} packages to everyone, found among 64,484",
        lambda: opened(paths).ripples(most=PACKAGES),
        lambda: [valued(paths, each) for each in packages],
    )


def compare(name: str, ask: Callable[[], object], alone: Callable[[], object]) -> None:
    """Time a question, and the same asked of studies of their own."""
    took, by_hand = seconds(ask), seconds(alone)
    print(f"{name}: {took:.2f} s; valued anew, one study each: {by_hand:.2f} s, {by_hand / took:.1f} times as long")


def opened(paths: int, changes: Mapping[str, str] | None = None) -> Study:
    """Open the deal, its price already met."""
    study = Study(dealwright.load(REAL), paths=paths, overrides=dict(changes or {}))
    _ = study.deal
    return study


def valued(paths: int, changes: Mapping[str, str]) -> object:
    """Value the contract in force with some values laid over it, as if it were another deal."""
    return opened(paths, changes).value("in_force")


def seconds(ask: Callable[[], object]) -> float:
    """Return the processor time of a question."""
    start = time.process_time()
    ask()
    return time.process_time() - start


if __name__ == "__main__":
    main()
