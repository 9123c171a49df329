"""Say where the time goes, part by part, against the floor of each: what NumPy needs for that part's bare work.

Run: python benchmarks/floors.py [--quick]. One valuation at 102,400 futures, and a bargain over 1,048,576 packages and
10,240 futures, both on one processor, from the deal's text to the printed words. A watching thread notes, every two
milliseconds, in which of our modules the work stands.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import os
import platform
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from dealwright.cli.main import main as dealwright

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

STEPS, DRIVERS, PACKAGES = 60, 4, 16**5
LEVELS = ", ".join(f"{each}m USD/year * index" for each in range(16))
DEAL = f"""
dealwright: 1
title: A million packages
as_of: 2026-01-01
horizon: 2030-12-31
step: month
currency: USD
risk_free: 3%
parties:
  maker: {{name: Maker, discount: 9%, risk_tolerance: 100m}}
  partner: {{name: Partner, discount: 8%, risk_tolerance: 250m}}
companies:
  firm: {{enterprise_value: 2 years * sales, cash: 20m, cash_flow: sales - costs, cost_of_capital: 10%}}
drivers:
  sales: {{kind: gbm, start: 40m USD/year, growth: 12%, volatility: 30%}}
  costs: {{kind: gbm, start: 35m USD/year, growth: 8%, volatility: 15%}}
  usage: {{kind: gbm, start: 10m USD/year, growth: 15%, volatility: 25%}}
  index: {{kind: gbm, start: 100%, growth: 2%, volatility: 5%}}
terms:
  royalty: {{kind: royalty, payer: firm, payee: partner, on: sales, rate: 5%, period: year}}
  service: {{kind: royalty, payer: firm, payee: partner, on: usage, rate: 50%, period: quarter}}
  licence: {{kind: flow, payer: partner, payee: firm, amount: 0 USD/year * index}}
  entry: {{kind: payment, payer: partner, payee: firm, amount: 10m, on: 2026-03-31}}
  stake: {{kind: equity, company: firm, holder: partner, stake: 20%, residual: maker}}
scenarios:
  no_deal:
    set: {{terms.royalty.rate: 0%, terms.service.rate: 0%, terms.entry.active: no, terms.stake.stake: 0%}}
negotiate:
  between: [maker, partner]
  no_deal: no_deal
  over:
    terms.royalty.rate: 0% .. 15% by 1%
    terms.service.rate: 0% .. 75% by 5%
    terms.licence.amount: [{LEVELS}]
    terms.entry.amount: 0 USD .. 30m by 2m
    terms.stake.stake: 5% .. 80% by 5%
"""
DRAWING = ("sobol", "draws", "bridge", "normal_quantile", "movement", "movers", "shocks", "processes", "kernels")
PARTS = (
    *(
        (f"dealwright.world.{room}", "draws and processes")
        for room in (
            "sobol",
            "draws",
            "bridge",
            "normal_quantile",
            "movement",
            "movers",
            "shocks",
            "processes",
            "kernels",
        )
    ),
    ("dealwright.world.period_money", "terms"),
    ("dealwright.world", "expressions"),
    ("dealwright.terms", "terms"),
    ("dealwright.engine.grids.columns", "columns"),
    ("dealwright.engine.grids.kernels.factors", "factors (exponentials)"),
    ("dealwright.engine.grids.kernels.exponential", "factors (exponentials)"),
    ("dealwright.engine.grids.products", "matrix products"),
    ("dealwright.engine.grids.pairs", "pairs in doubt"),
    ("dealwright.engine.grids.kernels.pairs", "pairs in doubt"),
    ("dealwright.engine.grids.tails", "tails"),
    ("dealwright.engine.grids", "blocks, sums and logarithms"),
    ("dealwright.engine.remainder", "exits and remainders"),
    ("dealwright.engine.exit", "exits and remainders"),
    ("dealwright.engine.measures", "measures"),
    ("dealwright.engine.worth", "measures"),
    ("dealwright.engine", "books and present values"),
    ("dealwright.bargain.frontier", "frontier and cloud"),
    ("dealwright.bargain.maxima", "frontier and cloud"),
    ("dealwright.bargain.cloud", "frontier and cloud"),
    ("dealwright.bargain.refin", "between the steps"),
    ("dealwright.bargain.packages", "columns"),
    ("dealwright.bargain", "solutions and how sure"),
    ("dealwright.lang", "reading the text"),
    ("dealwright.deal", "reading the text"),
    ("dealwright.equity", "reading the text"),
    ("dealwright.show", "words"),
)
EVERY = 0.002


class Watch:
    """Note in which part of the program the work stands, while it runs."""

    def __init__(self) -> None:
        """Start with nothing noted."""
        self.seen: Counter[str] = Counter()
        self._ends = threading.Event()

    def run(self, work: Callable[[], object]) -> float:
        """Do the work, and return its processor seconds."""
        noting = threading.Thread(target=self._note, daemon=True)
        start = time.process_time()
        noting.start()
        work()
        spent = time.process_time() - start
        self._ends.set()
        noting.join()
        return spent

    def _note(self) -> None:
        me = threading.get_ident()
        while not self._ends.wait(EVERY):
            parts = [part_of(frame) for thread, frame in sys._current_frames().items() if thread != me]  # noqa: SLF001
            working = [part for part in parts if part]
            self.seen.update(working[-1:])


def part_of(frame: FrameType | None) -> str:
    """Name the part that a stack stands in; nothing where it only waits."""
    if frame is not None and frame.f_globals.get("__name__") in ("threading", "concurrent.futures.thread", "queue"):
        return ""
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name.startswith("importlib"):
            return "loading modules"
        found = next((part for prefix, part in PARTS if name.startswith(prefix)), "")
        if found:
            return found
        frame = frame.f_back
    return ""


def floor(work: Callable[[], object], runs: int = 3) -> float:
    """Return the least processor seconds of some bare work."""
    spent = []
    for _ in range(runs):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def floors_of_value(paths: int) -> dict[str, tuple[float, str]]:
    """Return what NumPy needs for the bare work of a valuation's parts."""
    random, one = np.random.default_rng(1), np.zeros((STEPS, paths))
    normals = floor(lambda: random.standard_normal(out=one)) * DRIVERS
    exponentials = floor(lambda: np.exp(one)) * DRIVERS
    copies = floor(one.copy)
    return {
        "draws and processes": (normals + exponentials, "as many normals and exponentials by NumPy"),
        "terms": (copies * 4, "a copy of what each reads"),
        "books and present values": (copies * 4, "a copy of what each pays"),
    }


def floors_of_bargain(paths: int) -> dict[str, tuple[float, str]]:
    """Return what NumPy needs for the bare work of a bargain's parts."""
    random, side = np.random.default_rng(1), round((PACKAGES / 16) ** 0.5)
    left, right = (random.random((side, paths)).astype(np.float32) for _ in range(2))
    with threadpool_limits(limits=1, user_api="blas"):
        product = floor(lambda: left @ right.T) * 2 * 16
    worth = random.normal(size=(2, PACKAGES))
    return {
        "factors (exponentials)": (floor(lambda: np.exp(left)) * 4, "those of both halves and parties"),
        "matrix products": (product, "a product per party and level, single precision"),
        "blocks, sums and logarithms": (
            floor(lambda: np.log(worth, where=worth > 0, out=worth.copy())),
            "a logarithm each",
        ),
        "frontier and cloud": (floor(lambda: np.sort(worth[0])), "one sort"),
    }


def printed(title: str, seen: Counter[str], spent: float, floors: dict[str, tuple[float, str]]) -> None:
    """Print a table: each part's seconds, its share, its floor and the ratio."""
    print(f"\n{title}: {spent:.2f} processor-s\n")
    print("| part | s | share | floor, s | ratio | the floor is |\n|---|---|---|---|---|---|")
    total = sum(seen.values())
    for part, count in seen.most_common():
        seconds = spent * count / total
        if seconds < 0.005 * spent and part not in floors:
            continue
        bare, what = floors.get(part, (0.0, ""))
        against = f"{bare:.3f} | {seconds / bare:.1f} | {what}" if bare else "| |"
        print(f"| {part} | {seconds:.3f} | {count / total:.0%} | {against} |")


def main() -> None:
    """Print the two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the futures")
    less = 10 if parser.parse_args().quick else 1
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    sys.setswitchinterval(0.0005)
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}"
    print(f"{platform.machine()}, one of {os.cpu_count()} cores, {versions}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deal.yaml"
        path.write_text(DEAL, encoding="utf-8")
        for command, paths, floors in (
            ("value", 102_400 // less, floors_of_value),
            ("bargain", 10_240 // less, floors_of_bargain),
        ):
            arguments = [command, str(path), "--paths", str(paths)]

            def work(arguments: list[str] = arguments) -> None:
                with contextlib.redirect_stdout(io.StringIO()):
                    dealwright(arguments)

            work()  # what is compiled is, and all is loaded
            gc.collect()  # the futures of one run know each other: their memory serves the next
            watch = Watch()
            spent = watch.run(work)
            printed(f"dealwright {command}, {paths:,} futures", watch.seen, spent, floors(paths))


if __name__ == "__main__":
    main()
