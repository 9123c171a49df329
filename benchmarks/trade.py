"""Time what terms trade for: rates, swaps, the tornado, a goal, each against one valuation in force.

The real deal is asked everything; a deal whose sides know what the other does not, one with a company that has a whole
cap table, and three at one table are asked all three, as `dealwright trade` does.

Run: python benchmarks/trade.py [--quick]. All sides are in one run, each with a study of its own whose futures are yet
to be drawn; trust the ratios.
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
    from collections.abc import Callable

REAL = "examples/openai-microsoft/deal.yaml"
OTHERS = ("valve-licence", "term-sheet", "three-at-the-table")
GOAL = ("terms.stake.stake", "party.microsoft.certainty_equivalent=200bn")


def main() -> None:
    """Print processor times and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a quarter of the paths")
    paths = 4096 if parser.parse_args().quick else 16384
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {paths:,} futures")
    opened(64).trade()  # what is imported once is no part of any side
    value = seconds(paths, lambda study: study.value("in_force"))
    print(f"one valuation of the contract in force: {value:.2f} s")
    asked: dict[str, Callable[[Study], object]] = {
        "exchange rates of six terms": lambda study: study.trade(only=["rates"]),
        "swaps, five proved on fresh futures": lambda study: study.trade(only=["swaps"]),
        "a tornado of all inputs": lambda study: study.trade(only=["tornado"]),
        "all three": lambda study: study.trade(),
        "a goal": lambda study: study.seek(*GOAL),
        "where both break even": lambda study: study.break_even(GOAL[0]),
    }
    for name, ask in asked.items():
        took = seconds(paths, ask)
        print(f"{name}: {took:.2f} s, {took / value:.1f} times one valuation")
    for name in OTHERS:
        file = f"examples/{name}/deal.yaml"
        opened(64, file).trade()
        value = seconds(paths, lambda study: study.value("in_force"), file)
        for part in ("rates", "swaps", "tornado"):
            took = seconds(paths, lambda study, part=part: study.trade(only=[part]), file)
            print(f"{name}, {part}: {took:.2f} s, {took / value:.1f} times one valuation of {value:.2f} s")


def opened(paths: int, file: str = REAL) -> Study:
    """Open a deal, its price already met."""
    study = Study(dealwright.load(file), paths=paths)
    _ = study.deal
    return study


def seconds(paths: int, ask: Callable[[Study], object], file: str = REAL) -> float:
    """Return the processor time of one question to a study of its own."""
    study = opened(paths, file)
    start = time.process_time()
    ask(study)
    return time.process_time() - start


if __name__ == "__main__":
    main()
