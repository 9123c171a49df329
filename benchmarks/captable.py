"""Time a cap table of 10,000 holders from file to answer as a whole process; show where the time goes.

Run: python benchmarks/captable.py [--quick]. The figure to beat: 2 s, from a cap table file and from a folder of the
Open Cap Format.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.equity.audit import audit
from dealwright.equity.ledger import holdings_on
from dealwright.equity.ocf import write_ocf
from dealwright.equity.tables.ownership import ownership
from dealwright.lang.captable import load_table

if TYPE_CHECKING:
    from collections.abc import Callable

HOLDERS = 10_000
CLASSES = ("common", "series_a", "series_b")
FIRST = dt.date(2015, 1, 1)
HEAD = """captable: 1
company: acme
currency: USD
as_of: 2025-06-30
classes:
  common: {authorised: 100_000_000}
  series_a: {kind: preferred, original_issue_price: 1 USD, converts_into: common, preference: 1x}
  series_b: {kind: preferred, original_issue_price: 2 USD, converts_into: common, preference: 1x, seniority: 1}
pools:
  plan: {of: common, reserved: 10_000_000}
"""
VESTING = "{start: 2024-01-31, months: 48, cliff: 12, rounding: down}"


def table_text(holders: int = HOLDERS) -> str:
    """Return a cap table file: three in five hold shares, the others options that vest; one in ten has sold some."""
    names, rights, events = ["stakeholders:"], ["rights:"], ["events:"]
    sales = []
    for number in range(holders):
        name, day = f"holder_{number:05}", FIRST + dt.timedelta(days=number * 3000 // holders)
        names.append(f"  {name}: {{name: Holder {number}, relationship: employee}}")
        if number % 5 < 2:  # noqa: PLR2004 - two of five
            rights.append(
                f"  option_{number}: {{kind: option, holder: {name}, of: common, count: {100 + number % 900},"
                f" strike: 0.5 USD, on: {day}, pool: plan, vesting: {VESTING}}}"
            )
            continue
        of = CLASSES[number % 3]
        events.append(
            f"  - {{kind: issue, on: {day}, of: {of}, holder: {name}, shares: {1000 + number},"
            f" price: {1 + number % 3}.25 USD, security: lot_{number}}}"
        )
        if number % 10 == 9:  # noqa: PLR2004 - one of ten
            sales.append(
                f"  - {{kind: transfer, on: 2024-01-02, security: lot_{number}, to: holder_00000, shares: 100}}"
            )
    return HEAD + "\n".join([*names, *rights, *events, *sales]) + "\n"


def best(act: Callable[[], object], runs: int) -> float:
    """Return the shortest wall time of a call, in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return min(times)


def process(*arguments: str) -> Callable[[], object]:
    """Return a call that runs the command line as a process of its own."""

    def run() -> None:
        done = subprocess.run([sys.executable, "-m", "dealwright", *arguments], capture_output=True, check=True)
        json.loads(done.stdout)

    return run


def main() -> int:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repeats")
    runs = 2 if parser.parse_args().quick else 5
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "acme.yaml"
        file.write_text(table_text(), encoding="utf-8")
        table = load_table(file).table
        if table is None:
            print("the file that this script writes is wrong")
            return 1
        held, package = holdings_on(table), Path(folder) / "acme"
        write_ocf(table, package)
        stages = {
            "reading the file": lambda: load_table(file),
            "auditing": lambda: audit(table),
            "replaying": lambda: holdings_on(table),
            "laying out": lambda: ownership(held),
            "captable show, whole process": process("captable", "show", str(file), "--json"),
            "the same from Open Cap Format": process("captable", "show", str(package), "--json"),
        }
        for stage, act in stages.items():
            print(f"  {stage:30} {best(act, runs):6.3f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
