"""Time a million exit values through a stack of twelve series, beside a careful plain way, and arrays by path.

Run: python benchmarks/waterfall.py. To beat: 1,000,000 exit values in 0.5 s on one core. The plain way knows the same
breakpoints and looks each exit value up for each claim by linear interpolation; it agrees with the product to rounding.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from dataclasses import replace

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from dealwright.equity.exits.claims import Claim, Stack
from dealwright.equity.exits.rising import Knots, total
from dealwright.equity.exits.takes import rising_of, take
from dealwright.equity.exits.waterfall import pay

EXITS, PATHS, RUNS = 1_000_000, 8_000, 7
KINDS = ("none", "full", "capped")


def stack_of_series(series: int) -> Stack:
    """Return so many series of preferred by turns not participating, participating and capped, common and options."""
    preferred = tuple(
        Claim(
            f"series {number}", {f"fund {number}": 1.0},
            shares=1e6 * number, preference=2e6 * number**2, seniority=float(number // 2),
            participation=KINDS[number % 3], cap=5e6 * number**2,  # type: ignore[arg-type]
        )
        for number in range(1, series + 1)
    )  # fmt: skip
    others = (
        Claim("common", {"founders": 1.0}, shares=2e7),
        Claim("options", {"staff": 1.0}, shares=3e6, strike=0.5),
        Claim("late options", {"staff": 1.0}, shares=2e6, strike=9.0),
    )
    return Stack((*preferred, *others))


def plainly(stack: Stack, exits: np.ndarray) -> np.ndarray:
    """Return each claim's money by interpolation between all breakpoints."""
    knots = Knots.of(total(rising_of(claim) for claim in stack.claims))
    levels = sorted({claim.seniority for claim in stack.claims if claim.preference}, reverse=True)
    prices = np.append(knots.prices, knots.prices[-1] * 2 + 1)
    at = np.array([np.broadcast_to(take(claim, prices), prices.shape) for claim in stack.claims])
    paid, rows = np.zeros(len(stack.claims)), [np.zeros(len(stack.claims))]
    for level in levels:
        paid = paid + [claim.preference * (claim.seniority == level) for claim in stack.claims]
        rows.append(paid)
    at = np.column_stack([*rows[:-1], at])
    points = at.sum(axis=0)
    found = np.array([np.interp(exits, points, money) for money in at])
    above = exits > points[-1]
    slopes = (at[:, -1] - at[:, -2]) / (points[-1] - points[-2])
    found[:, above] += slopes[:, None] * (exits[above] - points[-1])
    return found


def seconds(work: object) -> float:
    """Return the processor time of a call."""
    start = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - start


def main() -> int:
    """Print the measurements."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    exits = np.random.default_rng(1).uniform(0.0, 4e9, EXITS)
    stack = stack_of_series(12)
    apart = np.abs(pay(stack, exits).taken - plainly(stack, exits)).max() / exits.max()
    pairs = [(seconds(lambda: pay(stack, exits)), seconds(lambda: plainly(stack, exits))) for _ in range(RUNS)]
    ours, theirs = (min(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(mine / other for mine, other in pairs)
    print(f"  {EXITS:,} exit values, 12 series      {ours:6.3f} s (at most 0.5)")
    print(
        f"  plain interpolation, claim by claim     {theirs:6.3f} s; apart by {apart:.0e} of the largest exit at most"
    )
    print(f"  ratio, median of {RUNS} pairs              {ratio:6.2f}")
    few = stack_of_series(7)
    some = replace(few, claims=(*few.claims[:-1], replace(few.claims[-1], shares=np.linspace(1e6, 3e6, PATHS))))
    every = replace(
        few,
        claims=tuple(
            replace(c, shares=c.shares * np.ones(PATHS), preference=c.preference * np.ones(PATHS)) for c in few.claims
        ),
    )
    for words, each in (("single numbers", few), ("one array", some), ("all arrays", every)):
        spent = min(seconds(lambda each=each: pay(each, exits[:PATHS])) for _ in range(20))  # type: ignore[misc]
        print(f"  {PATHS:,} paths, 10 claims, {words:15} {1e3 * spent:6.2f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
