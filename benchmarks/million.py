"""Time a bargain over 1,048,576 packages and 10,240 futures, from futures to answer, against NumPy package by package.

Run: python benchmarks/million.py [--quick]. The deal stands in `partnership.yaml`: a stake in a company whose equity
every other term changes, with nothing left in about 5 % of the futures of the middle package. To beat: 3 s on two cores
(aim 1.5 s), 6 s with the spread of every package (aim 3 s), 10,000 times as fast as a careful simulation in NumPy of
one package after the other, and 1.8 times as fast on two cores as on one. What is timed is all from the drawing of the
futures to the frontier and four solutions with their chances; what the verb does beyond that, valuing the named
packages again on fresh futures and refining them between the steps of the ranges, is left out.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from dealwright.bargain.bargaining import bargain
from dealwright.bargain.negotiation import compare, negotiate
from dealwright.bargain.packages import value_grid
from dealwright.engine.grids.grid import value_packages
from dealwright.engine.grids.package_columns import value_of_package
from dealwright.engine.measures import exponential_equivalent
from dealwright.lang.load import load
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealwright.bargain.packages import Grid
    from dealwright.lang.load import Loaded
    from dealwright.world.futures import Futures

HERE = Path(__file__).resolve().parent
DEAL = HERE / "partnership.yaml"
PROTOTYPE = HERE.parent.parent / "shared" / "prototypes" / "model.py"
REPLICATES, PATHS, WARM, RUNS = 8, 10_240, 64, 3
ALONE, TERMS = 12, 5
ROYALTY_ENDS, COMPUTE_ENDS, QUARTERS = 6.0, 7.0, 4
RHO = {"holders": 30e9, "partner": 150e9}


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many seconds some work takes, and what it finds."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def separable(loaded: Loaded) -> Loaded:
    """Give the company so much cash that its liability never binds: worth is then a sum over the terms."""
    return loaded.with_overrides({"companies.lab.cash": "5tn"})


def measure(paths: int, *, spread: bool) -> dict[str, float]:
    """Time all of it, and its parts, in this process."""
    loaded = load(DEAL)
    draws = Draws(1, REPLICATES, paths // REPLICATES)
    negotiate(loaded, Draws(1, REPLICATES, WARM // REPLICATES), fresh=False, refined=False)
    value_packages(_small(loaded), precision="single", tails=spread)
    out: dict[str, float] = {}
    with threadpool_limits(limits=1, user_api="blas"):
        for _ in range(RUNS):
            start = time.process_time()
            _least(out, "all", lambda: negotiate(loaded, draws, fresh=False, refined=False))
            out["all, processor"] = min(out.get("all, processor", np.inf), time.process_time() - start)
        out["futures"] = timed(lambda: simulate(loaded.sound, draws, needed=tuple(loaded.sound.drivers)))[0]
        out["futures and columns"], grid = timed(lambda: value_grid(loaded, draws, worth=False))
        columns = grid.worlds[0].columns
        _least(out, "worth of all packages", lambda: value_packages(columns))
        _, (_, reservation, valued) = timed(lambda: compare(loaded, draws, lambda _done, _of: None))
        _least(out, "frontier and solutions", lambda: bargain(valued.worth, reservation, describe=valued.package))
        if spread:
            start = time.process_time()
            _least(out, "worth and spread of all packages", lambda: value_packages(columns, tails=True))
            out["worth and spread, processor"] = time.process_time() - start
            out["all, with the spread"] = (
                out["all"] - out["worth of all packages"] + out["worth and spread of all packages"]
            )
        cash = separable(loaded)
        start = time.process_time()
        negotiate(cash, draws, fresh=False, refined=False)
        out["separable deal, core-seconds"] = time.process_time() - start
    out["memory, GB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    out["packages"] = valued.worth.shape[1]
    return out


def _small(loaded: Loaded) -> Any:  # noqa: ANN401 - columns, by which compiled loops are read before they are timed
    return value_grid(loaded, Draws(1, REPLICATES, WARM // REPLICATES), worth=False).worlds[0].columns


def _least(out: dict[str, float], name: str, work: Callable[[], Any]) -> None:
    out[name] = min(out.get(name, np.inf), timed(work)[0])


def on_cores(cores: int, paths: int, *, spread: bool) -> dict[str, float]:
    """Measure in a process of its own that may use so many cores."""
    command = [sys.executable, str(Path(__file__).resolve()), "--measure", str(paths)]
    chosen = sorted(os.sched_getaffinity(0))[:cores]
    done = subprocess.run(
        [*command, *(["--spread"] if spread else []), "--cores", ",".join(map(str, chosen))],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout)
    return found


class Simulation:
    """The same deal in plain NumPy: drivers simulated once, terms along time, all paths at once.

    Args:
        futures: Where the drivers' levels and the events' days are taken from.
    """

    def __init__(self, futures: Futures) -> None:
        edges = np.asarray(futures.grid.edges, dtype=float)
        self.years = edges / 365.0
        self.middle = (self.years[1:] + self.years[:-1]) / 2
        self.length = np.diff(edges) / 365.25
        revenue, sales = (futures.level(name).T for name in ("revenue", "sales"))
        self.revenue = np.ascontiguousarray((revenue[1:] + revenue[:-1]) / 2) * self.length[:, None]
        self.sales = np.ascontiguousarray((sales[1:] + sales[:-1]) / 2) * self.length[:, None]
        exit_day = np.minimum(futures.event("ipo"), edges[-1])
        self.exit = exit_day / 365.0
        self.value = futures.at("multiple", exit_day) * futures.at("revenue", exit_day)
        self.stop = np.minimum(futures.event("breakthrough"), edges[-1]) / 365.0

    def live(self, step: int, until: float) -> np.ndarray:
        """Say which part of a step a term runs that the breakthrough ends."""
        begun, ended = self.years[step], self.years[step + 1]
        return np.clip((np.minimum(self.stop, until) - begun) / (ended - begun), 0.0, 1.0)

    def package(
        self, rate: float, cap: float, upfront: float, until: float, minimum: float, price: float, stake: float
    ) -> np.ndarray:
        """Value one package: present value to the holders and to the partner on each path."""
        steps = len(self.middle)
        paid, partner = np.zeros_like(self.exit), np.full(self.exit.shape, -upfront * 1.04**-0.25)
        at_exit = -85e9 * 1.12**self.exit + upfront * 1.12 ** (self.exit - 0.25)
        used, billed = np.zeros_like(self.exit), 0.0
        for step in range(steps):
            carried, free = 1.12 ** (self.exit - self.middle[step]), 1.04 ** -self.middle[step]
            if self.years[step] < ROYALTY_ENDS:
                due = np.minimum(rate * self.revenue[step] * self.live(step, ROYALTY_ENDS), cap - paid)
                paid = paid + due
                partner += due * free
                at_exit -= due * carried
            if self.years[step] < until:
                live = self.live(step, until)
                partner += 0.12 * self.sales[step] * live * free
                at_exit -= 0.02 * self.revenue[step] * live * carried
            if self.years[step] < COMPUTE_ENDS:
                usage = 0.15 * self.revenue[step]
                used = used + usage
                dearer = (price - 1.0) * usage
                partner += (dearer + 0.3 * 0.4 * usage) * free
                at_exit -= dearer * carried
                billed += self.length[step]
                if step % QUARTERS == QUARTERS - 1:
                    short = np.maximum(0.0, minimum * billed - price * used)
                    middle = self.years[step + 1] - 0.5
                    partner += short * 1.04**-middle
                    at_exit -= short * 1.12 ** (self.exit - middle)
                    used, billed = np.zeros_like(self.exit), 0.0
        equity = np.maximum(0.0, self.value + at_exit) * 1.04**-self.exit
        return np.array([(1.0 - stake) * equity, partner + stake * equity])


def number(text: str) -> float:
    """Read an amount, a share or a date of the ranges as a number."""
    if text == "none":
        return np.inf
    if text.count("-") == 2:  # noqa: PLR2004 - a date
        return float(text[:4]) - 2024.0
    return float(text.removesuffix("bn")) * 1e9 if text.endswith("bn") else float(text.removesuffix("%")) / 100


def one_by_one(loaded: Loaded, grid: Grid, draws: Draws) -> tuple[float, float]:
    """Return the seconds that NumPy takes for a package, and by how much its certainty equivalents differ from ours."""
    deal = loaded.sound
    start = time.process_time()
    plain = Simulation(simulate(deal, draws))
    drivers = time.process_time() - start
    numbers = np.random.default_rng(1).choice(grid.worth.shape[1], ALONE, replace=False)
    spent, apart = 0.0, 0.0
    for package in numbers:
        values = [number(text) for text in grid.package(int(package)).values()]
        start = time.process_time()
        worth = plain.package(*values)
        sure = [float(exponential_equivalent(row[None], rho)[0]) for row, rho in zip(worth, RHO.values(), strict=True)]
        spent += time.process_time() - start
        apart = max(apart, float(np.abs(np.array(sure) - grid.worth[:, package]).max()))
    print(f"  drivers for NumPy, once: {drivers:.2f} s")
    return spent / ALONE, apart


def exact(grid: Grid) -> float:
    """Return the largest error of certainty equivalents in our own columns, as a part of the largest worth."""
    world, worst, scale = grid.worlds[0], 0.0, 0.0
    for package in np.random.default_rng(2).choice(grid.worth.shape[1], 100, replace=False):
        value = value_of_package(world.columns, *world.index.choice(int(package)))
        scale = max(scale, float(np.abs(value).max()))
        for party, rho in enumerate(RHO.values()):
            sure = exponential_equivalent(value[[party]], rho)[0]
            worst = max(worst, abs(float(sure) - float(grid.worth[party, package])))
    return worst / scale


def prototype_speed(paths: int) -> float | None:
    """Return how many paths, steps and terms a second the prototypes' own simulation in NumPy gets through."""
    if not PROTOTYPE.exists():
        return None
    spec = importlib.util.spec_from_file_location("prototype", PROTOTYPE)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    start = time.process_time()
    module.np_model(module.TH0, paths, np.random.default_rng(1))
    return float(paths * module.T * module.NT / (time.process_time() - start))


def main() -> int:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the futures, and no spread")
    parser.add_argument("--measure", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--spread", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--cores", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        os.sched_setaffinity(0, {int(each) for each in options.cores.split(",")})
        print(json.dumps(measure(options.measure, spread=options.spread)))
        return 0
    paths = PATHS // 10 // REPLICATES * REPLICATES if options.quick else PATHS
    report(paths, spread=not options.quick)
    return 0


def report(paths: int, *, spread: bool) -> None:
    """Measure on one core and on two, and against NumPy."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    print(f"  load {os.getloadavg()[0]:.1f}; {paths:,} futures; the best of {RUNS} runs")
    one, two = (on_cores(cores, paths, spread=spread) for cores in (1, 2))
    print(f"  {int(one['packages']):,} packages{'':20} one core   two cores   ratio")
    for name in (each for each in one if each not in {"packages", "memory, GB"}):
        print(f"  {name:40} {one[name]:7.2f} {two[name]:11.2f} {one[name] / two[name]:7.2f}")
    print(f"  memory                                   {two['memory, GB']:7.2f} GB")
    loaded, draws = load(DEAL), Draws(1, REPLICATES, paths // REPLICATES)
    with threadpool_limits(limits=1, user_api="blas"):
        grid = value_grid(loaded, draws)
        each, apart = one_by_one(loaded, grid, draws)
        error = exact(grid)
    steps = len(simulate(loaded.sound, draws).grid.edges) - 1
    print(f"  NumPy, package by package: {1e3 * each:.1f} ms each, {each * one['packages'] / 3600:,.1f} hours for all")
    print(f"  ratio to all of ours on two cores: {each * one['packages'] / two['all']:,.0f}")
    own, prototype = paths * steps * TERMS / each, prototype_speed(paths)
    told = "" if prototype is None else f"; the prototype's np_model {prototype / 1e6:.0f} million"
    print(f"  its paths x steps x terms a second: {own / 1e6:.0f} million{told}")
    print(f"  its certainty equivalents differ from ours by at most {apart / 1e9:.2f} bn")
    print(f"  ours from those of each package alone in double precision, by part of the largest worth: {error:.0e}")


if __name__ == "__main__":
    sys.exit(main())
