"""Time a round in which ten SAFEs convert and a pool is topped up; compare with bisection on the price.

Run: python benchmarks/round.py [--quick]. Both start from the same company. Bisection works in floats: for each price
it repeats the conversions until they stand still, and it stops where a float can no longer be halved. The figures for
paths are of one round whose pre-money is another on each of 100,000 paths, beside as many rounds one by one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from fractions import Fraction

import numpy as np

from dealwright.equity.exact import Rounding
from dealwright.equity.financing import PoolTarget, Round
from dealwright.equity.holdings import HeldPool, Holdings, Lot
from dealwright.equity.rounds.on_paths import price_round_on_paths
from dealwright.equity.rounds.priced import price_round
from dealwright.equity.securities import Convertible, Pool, ShareClass

DAY = dt.date(2024, 1, 1)
SAFES = [(50, 10), (1_000, 10), (25, 10), (175, 12), (150, 12), (50, 14), (5, 20), (50, 60), (311, 20), (250, None)]
COMMON, AVAILABLE, PRE_MONEY, NEW_MONEY, POOL = 11_000_000, 600_000, 49_800_000, 10_200_000, Fraction(1, 10)
LAWYERS = Rounding("up", 5, "up", 5, "down")


def company() -> Holdings:
    """Make a company with ten post-money SAFEs: nine with caps, one of them above the round, one uncapped."""
    safes = [
        Convertible(
            f"safe_{n}", "safe", f"holder_{n}", Fraction(thousand * 1000), DAY,
            cap=None if cap is None else Fraction(cap * 10**6), discount=Fraction(n % 3, 10),
        )
        for n, (thousand, cap) in enumerate(SAFES)
    ]  # fmt: skip
    plan = HeldPool(Pool("plan", "Plan", "common", Fraction(AVAILABLE)))
    lots = (Lot("founders", "common", "founders", Fraction(COMMON)),)
    classes = {"common": ShareClass("common", "Common")}
    return Holdings(DAY, "USD", {}, classes, lots, {}, {safe.id: safe for safe in safes}, {"plan": plan})


def round_a() -> Round:
    """Make the round."""
    series = ShareClass("series_a", "Series A", "preferred", converts_into="common")
    money = {"lead": Fraction(NEW_MONEY)}
    return Round("A", DAY, series, money, pre_money=Fraction(PRE_MONEY), pool=PoolTarget(share=POOL))


def bisection(held: Holdings) -> float:
    """Find the price by halving an interval."""
    terms = [(float(c.amount), float(c.cap or 0), float(c.discount)) for c in held.convertibles.values()]
    low, high = 0.0, PRE_MONEY / (COMMON + AVAILABLE)
    while low < (price := (low + high) / 2) < high:
        worth = [amount / (1 - discount) for amount, _, discount in terms]
        last = 0.0
        while last != (total := sum(worth)):
            last, base = total, (COMMON + AVAILABLE) * price + total
            worth = [max(a / (1 - d), a * base / cap if cap else 0.0) for a, cap, d in terms]
        share = float(POOL)
        pool = max(AVAILABLE * price, share / (1 - share) * (COMMON * price + total + NEW_MONEY))
        low, high = (low, price) if COMMON * price + pool + total > PRE_MONEY else (price, high)
    return price


def timed(work: object, times: int) -> float:
    """Return the least time of a piece of work, in seconds."""
    least = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()  # type: ignore[operator]
        least = min(least, time.perf_counter() - start)
    return least


def main() -> None:
    """Print wall times and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer paths")
    paths = 1000 if parser.parse_args().quick else 100_000
    held, round_ = company(), round_a()
    exact, halved = timed(lambda: price_round(held, round_), 20), timed(lambda: bisection(held), 20)
    whole = timed(lambda: price_round(held, round_, LAWYERS), 20)
    off = abs(bisection(held) / float(price_round(held, round_).price) - 1)
    print(
        f"ten SAFEs and a pool: {1000 * exact:.1f} ms exactly, with the tables before and after; {1000 * whole:.1f} ms "
        f"with prices and shares rounded; bisection of the price {1000 * halved:.1f} ms, ratio {halved / exact:.1f}; "
        f"{off:.0e} apart"
    )
    worth = np.linspace(0.5, 2.0, paths) * PRE_MONEY
    wall = timed(lambda: price_round_on_paths(held, round_, worth), 3)
    print(f"{paths:,} paths: {wall:.2f} s, ratio to one by one {exact * paths / wall:,.0f}")


if __name__ == "__main__":
    main()
