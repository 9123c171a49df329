"""Value the Bermudan puts of Longstaff and Schwartz's table 1, and time it, against QuantLib's finite differences.

Run: python benchmarks/options.py [PATHS]. Twenty puts, exercised at the end of a month or never, are valued by policies
that were fitted on other futures: lower bounds. Printed are the value, the truth, the difference as a part of it and in
standard errors, and the time that each side takes. Without PATHS: at the default of the command, 16,384.

Source: F. A. Longstaff and E. S. Schwartz, Review of Financial Studies 14(1), 2001, table 1 (strike 40, 6 % a year).
"""

from __future__ import annotations

import datetime as dt
import math
import platform
import sys
import time

import QuantLib as ql  # type: ignore[import-untyped]  # noqa: N813 - its usual name

from dealwright.engine.books import keep_books
from dealwright.engine.lines import Rates, whole
from dealwright.engine.measures import mean
from dealwright.lang.load import loads
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

RATE, STRIKE, FIRST = 0.06, 40.0, dt.date(2025, 1, 1)
PATHS = 16_384
TABLE = [(start, spread, years) for start in (36, 38, 40, 42, 44) for spread in (0.2, 0.4) for years in (1, 2)]


def percent(rate: float) -> str:
    """Write a continuous rate as the effective yearly one of a deal file."""
    return f"{(math.exp(rate) - 1) * 100!r}%"


def ours(start: int, spread: float, years: int, paths: int) -> tuple[float, float]:
    """Return the value of a put, and its standard error."""
    last = f"{FIRST.year + years - 1}-12-31"
    text = f"""dealwright: 1
title: A put that may be exercised at the end of every month
as_of: {FIRST}
horizon: {last}
step: month
currency: USD
risk_free: {percent(RATE)}
parties: {{ada: {{discount: {percent(RATE)}}}, bob: {{discount: {percent(RATE)}}}}}
drivers: {{share: {{kind: gbm, start: {start} USD, growth: {percent(RATE)}, volatility: {spread:.0%}}}}}
terms:
  put: {{kind: option, holder: ada, writer: bob, until: {last}, every: month, receives: 40 USD - share}}
"""
    deal, draws = loads(text).sound, Draws.for_paths(1, paths)
    books = keep_books(deal, simulate(deal, draws))
    found = mean(whole(books, "ada", Rates(math.exp(RATE) - 1, own_rates=False)), draws.replicates)
    return found.value, found.standard_error


def truth(start: int, spread: float, years: int) -> float:
    """Return the value of the same put by finite differences."""
    today = ql.Date(FIRST.day, FIRST.month, FIRST.year)
    ql.Settings.instance().evaluationDate = today
    count = ql.Actual365Fixed()
    rate = ql.YieldTermStructureHandle(ql.FlatForward(today, RATE, count))
    nothing = ql.YieldTermStructureHandle(ql.FlatForward(today, 0.0, count))
    vol = ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, ql.NullCalendar(), spread, count))
    process = ql.BlackScholesMertonProcess(ql.QuoteHandle(ql.SimpleQuote(float(start))), nothing, rate, vol)
    months = range(1, 12 * years + 1)
    closes = [ql.Date(1, month % 12 + 1, FIRST.year + month // 12) for month in months]
    put = ql.VanillaOption(ql.PlainVanillaPayoff(ql.Option.Put, STRIKE), ql.BermudanExercise(closes))
    put.setPricingEngine(ql.FdBlackScholesVanillaEngine(process, 800, 800))
    return float(put.NPV())


def main() -> int:
    """Print the table."""
    paths = int(sys.argv[1]) if len(sys.argv) > 1 else PATHS
    print(f"{platform.machine()}, Python {platform.python_version()}, {paths:,} futures")
    print("  share  volatility  years   value   error   truth  difference  in errors")
    worst, least, spent = 0.0, 0.0, [0.0, 0.0]
    for start, spread, years in TABLE:
        began = time.perf_counter()
        value, error = ours(start, spread, years, paths)
        middle = time.perf_counter()
        known = truth(start, spread, years)
        spent = [spent[0] + middle - began, spent[1] + time.perf_counter() - middle]
        off, errors = value / known - 1.0, (value - known) / error
        worst, least = max(worst, errors), min(least, off)
        print(f"  {start:5}  {spread:10.0%}  {years:5}  {value:6.4f}  {error:6.4f}  {known:6.4f}", end="")
        print(f"  {off:+10.2%}  {errors:+9.1f}")
    print(f"  lowest {least:+.2%} of the truth; highest {worst:+.1f} errors above it (a lower bound: at most 4)")
    print(f"  a put takes {spent[0] / len(TABLE):.2f} s here and {spent[1] / len(TABLE):.2f} s by finite differences")
    return 0


if __name__ == "__main__":
    sys.exit(main())
