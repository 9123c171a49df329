"""Measure how the cost of a valuation and of a bargain grows with packages, futures, steps, terms and parties.

Run: python benchmarks/scaling.py [--quick] [--pictures FOLDER]. Each runs over a factor of at least 16 while all else
stays; the exponent is the slope of a straight line through the logarithms. Times are processor time, the least of some
runs. The deals are written here: royalties between parties in a ring, a company in which all hold shares.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dealwright.lang.load import load
from dealwright.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FEWEST, RUNS, LONG = 2, 3, 1.5
"""At least two runs, since loops may be compiled in the first; no more than three, and no other after some seconds."""


class Size(NamedTuple):
    """How large a deal is, and how it is computed."""

    packages: int = 256
    futures: int = 4096
    steps: int = 36
    terms: int = 8
    parties: int = 2


VALUED = {
    "futures": (2048, 8192, 32_768, 131_072),
    "steps": (12, 48, 192, 768),
    "terms": (4, 16, 64, 256),
    "parties": (2, 8, 32),
}
BARGAINED = {
    "packages": (256, 4096, 65_536, 1_048_576),
    "futures": (2048, 8192, 32_768),
    "steps": (12, 48, 192),
    "terms": (4, 16, 64),
    "parties": (2, 8, 32),
}


def deal(size: Size) -> str:
    """Write a deal of a size: months, royalties from each party to the next, and a company with all as owners."""
    names = [f"p{place}" for place in range(size.parties)]
    parties = "\n".join(f"  {name}: {{name: Party {name}, discount: 8%, risk_tolerance: 50m}}" for name in names)
    ring = zip(range(size.terms), cycle(names), cycle(names[1:] + names[:1]), strict=False)
    terms = "\n".join(
        f"  r{place}: {{kind: royalty, payer: {one}, payee: {two}, on: sales, rate: {1 + place % 5}%, period: quarter}}"
        for place, one, two in ring
    )
    side = round(size.packages**0.25)
    over = "\n".join(f"    terms.r{place}.rate: 0% .. {side - 1}% by 1%" for place in range(4))
    off = "\n".join(f"      terms.r{place}.rate: 0%" for place in range(size.terms))
    stake = f"kind: equity, company: firm, stake: {100 / size.parties:.3f}%"
    rest = ["residual: p0, ", *[""] * size.parties]
    stakes = "\n".join(
        f"  s_{name}: {{{left}{stake}, holder: {name}}}" for name, left in zip(names[1:], rest, strict=False)
    )
    return f"""
dealwright: 1
title: A ring of royalties
as_of: 2026-01-01
horizon: {2025 + size.steps // 12}-12-31
step: month
currency: USD
risk_free: 3%
parties:
{parties}
companies:
  firm: {{name: Firm, enterprise_value: 3 years * sales, cost_of_capital: 9%}}
drivers:
  sales: {{kind: gbm, start: 10m USD/year, growth: 2%, volatility: 10%}}
terms:
{terms}
{stakes}
scenarios:
  no_deal:
    set:
{off}
negotiate:
  between: [{", ".join(names)}]
  no_deal: no_deal
  over:
{over}
"""


def seconds(size: Size, ask: Callable[[Study], object]) -> float:
    """Return the least processor time of an answer, of some runs, each with a fresh study."""
    spent: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deal.yaml"
        path.write_text(deal(size), encoding="utf-8")
        loaded = load(path)
        while len(spent) < FEWEST or (len(spent) < RUNS and sum(spent) < LONG):
            study = Study(loaded, paths=size.futures)
            start = time.process_time()
            ask(study)
            spent.append(time.process_time() - start)
    return min(spent)


def exponent(sizes: Sequence[float], times: Sequence[float]) -> float:
    """Return the slope of a straight line through the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def measured(ranges: dict[str, tuple[int, ...]], ask: Callable[[Study], object]) -> dict[str, list[tuple[int, float]]]:
    """Time every range; print each point and the exponent."""
    found = {}
    for name, values in ranges.items():
        points = [(value, seconds(Size()._replace(**{name: value}), ask)) for value in values]
        found[name] = points
        told = ", ".join(f"{value:,}: {spent:.3f} s" for value, spent in points)
        slope = exponent([float(value) for value, _ in points], [spent for _, spent in points])
        last = exponent(*zip(*[(float(value), spent) for value, spent in points[-2:]], strict=True))
        print(f"  {name:<9} exponent {slope:5.2f}, at the end {last:5.2f}   {told}", flush=True)
    return found


def picture(title: str, found: dict[str, list[tuple[int, float]]]) -> str:
    """Draw a panel per range, both axes logarithmic, with the line through the points."""
    import vl_convert

    from dealwright.show import theme

    def panel(name: str, points: list[tuple[int, float]]) -> dict[str, Any]:
        sizes, times = [float(value) for value, _ in points], [spent for _, spent in points]
        slope, height = np.polyfit(np.log(sizes), np.log(times), 1)
        x = {"field": "x", "type": "quantitative", "title": name}
        x["scale"] = {"type": "log", "nice": False, "domain": [0.8 * sizes[0], 1.25 * sizes[-1]]}
        x["axis"] = {"values": sizes, "format": ",~r", "labelOverlap": True}
        y = {"field": "y", "type": "quantitative", "scale": {"type": "log"}, "title": None, "axis": {"format": "~r"}}
        line = [{"x": size, "y": float(np.exp(height + slope * np.log(size)))} for size in sizes]
        dots = [{"x": size, "y": spent} for size, spent in zip(sizes, times, strict=True)]
        return {
            "title": {"text": f"{name}: exponent {slope:.2f}", "fontSize": 13},
            "width": 180,
            "height": 160,
            "layer": [
                {"data": {"values": line}, "mark": {"type": "line", "strokeWidth": 1}, "encoding": {"x": x, "y": y}},
                {"data": {"values": dots}, "mark": {"type": "point", "filled": True}, "encoding": {"x": x, "y": y}},
            ],
        }

    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": {"text": title, "subtitle": "processor seconds, both axes logarithmic", "anchor": "start"},
        "columns": 3,
        "concat": [panel(name, points) for name, points in found.items()],
        "config": theme.config(theme.LIGHT) | {"background": "#ffffff", "padding": 12},
    }
    return str(vl_convert.vegalite_to_svg(spec))


def main() -> None:
    """Print the times and the exponents; write the pictures if a folder is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without the largest of each range")
    parser.add_argument("--pictures", type=Path, help="folder for two pictures (SVG)")
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    kinds: tuple[tuple[str, dict[str, tuple[int, ...]], Callable[[Study], object]], ...] = (
        ("value", VALUED, Study.value),
        ("bargain", BARGAINED, lambda study: study.bargain()),
    )
    for name, ranges, ask in kinds:
        least = {key: values[:-1] if asked.quick else values for key, values in ranges.items()}
        print(f"dealwright {name}; else {Size()}")
        found = measured(least, ask)
        if asked.pictures is not None:
            title = f"What dealwright {name} costs as the work grows"
            (asked.pictures / f"scaling-{name}.svg").write_text(picture(title, found), encoding="utf-8")


if __name__ == "__main__":
    main()
