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
    from collections.abc import Callable, Sequence

    from dealwright.bargain.packages import Grid
    from dealwright.lang.load import Loaded
    from dealwright.world.futures import Futures

HERE = Path(__file__).resolve().parent
DEAL = HERE / "partnership.yaml"
PROTOTYPE = HERE.parent.parent / "shared" / "prototypes" / "model.py"
REPLICATES, PATHS, WARM, RUNS = 8, 10_240, 64, 2
ALONE, STEPS = 12, 24 + 26 + 28
"""Packages that NumPy values, and steps in which their terms move anything, on average."""
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


def answer(loaded: Loaded, draws: Draws) -> None:
    """Value all packages for both sides on futures drawn anew, and find the frontier and four solutions."""
    _, reservation, grid = compare(loaded, draws, lambda _done, _of: None)
    bargain(grid.worth, reservation, describe=grid.package)


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
            _least(out, "all", lambda: answer(loaded, draws))
            out["all, processor"] = min(out.get("all, processor", np.inf), time.process_time() - start)
            _least(out, "all, with chances over beliefs", lambda: negotiate(loaded, draws, fresh=False, refined=False))
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
        answer(cash, draws)
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
    """The same deal in plain NumPy: drivers and factors once, terms along time, all paths at once.

    What flows after the company's exit is replaced by its expectation given the state then, as in the engine, by a
    smaller regression; what the company cannot pay of it is lost in proportion.

    Args:
        futures: Where the drivers' levels and the events' days are taken from.
    """

    def __init__(self, futures: Futures) -> None:
        edges = np.asarray(futures.grid.edges, dtype=float)
        self.years = edges / 365.0
        middle = (self.years[1:] + self.years[:-1]) / 2
        self.length = np.diff(edges) / 365.25
        revenue, sales = (futures.level(name).T for name in ("revenue", "sales"))
        self.revenue = np.ascontiguousarray((revenue[1:] + revenue[:-1]) / 2) * self.length[:, None]
        self.sales = np.ascontiguousarray((sales[1:] + sales[:-1]) / 2) * self.length[:, None]
        exit_day = np.minimum(futures.event("ipo"), edges[-1])
        self.exit = exit_day / 365.0
        at_exit = futures.at("revenue", exit_day)
        self.value = futures.at("multiple", exit_day) * at_exit
        self.stop = np.minimum(futures.event("breakthrough"), edges[-1]) / 365.0
        self.free = 1.04**-middle
        self.carried = 1.12 ** (self.exit - middle[:, None])
        self.after = middle[:, None] > self.exit
        self.state = np.array([np.ones_like(at_exit), *(f(at_exit / 1e11) for f in (np.log, np.square, np.asarray))])

    def live(self, step: int, until: float) -> np.ndarray:
        """Say which part of a step a term runs that the breakthrough ends."""
        begun, ended = self.years[step], self.years[step + 1]
        return np.clip((np.minimum(self.stop, until) - begun) / (ended - begun), 0.0, 1.0)

    def expected(self, flows: Sequence[np.ndarray], until: float) -> list[np.ndarray]:
        """Replace what comes after the exit by what is expected then."""
        left = np.maximum(0.0, np.minimum(until, self.stop) * (self.stop > self.exit) - self.exit)
        open_ = left > 0
        basis = (self.state[:, None] * np.array([left, left**2])).reshape(-1, len(left))[:, open_]
        out = []
        for each in flows:
            found = np.zeros_like(each)
            fit, *_ = np.linalg.lstsq(basis @ basis.T, basis @ each[open_], rcond=1e-11)
            found[open_] = np.maximum(0.0, fit @ basis)
            out.append(found)
        return out

    def package(
        self, rate: float, cap: float, upfront: float, until: float, minimum: float, price: float, stake: float
    ) -> np.ndarray:
        """Value one package: present value to the holders and to the partner on each path."""
        partner = np.full(self.exit.shape, -upfront * self.free[0])
        resources = self.value - 85e9 * 1.12**self.exit + upfront * self.carried[0]
        owed, lost = np.zeros_like(self.exit), np.zeros_like(self.exit)
        royalty, access, billed = self.royalty(rate, cap), self.access(until), self.compute(minimum, price)
        for due, worth, last, to_partner in (
            (royalty, royalty, ROYALTY_ENDS, True),
            (*access, until, False),
            (*billed, COMPUTE_ENDS, True),
        ):
            steps = len(due)
            partner += self.free[:steps] @ worth
            carried = due * self.carried[:steps]
            later = self.after[:steps]
            resources -= np.sum(carried, axis=0, where=~later)
            rest, at_stake = self.expected(
                [np.sum(carried, axis=0, where=later), self.free[:steps] @ (due * later)], last
            )
            resources -= rest
            owed += rest
            lost += at_stake if to_partner else 0.0
        share = np.minimum(np.maximum(0.0, -resources), owed) / np.maximum(owed, 1.0)
        equity = np.maximum(0.0, resources) * 1.04**-self.exit
        return np.array([(1.0 - stake) * equity, partner - share * lost + stake * equity])

    def royalty(self, rate: float, cap: float) -> np.ndarray:
        """Work out the royalty of each step up to its cap."""
        steps = int(np.searchsorted(self.years, ROYALTY_ENDS, side="left"))
        due = np.array([rate * self.revenue[step] * self.live(step, ROYALTY_ENDS) for step in range(steps)])
        paid = np.minimum(np.cumsum(due, axis=0), cap)
        return np.diff(paid, axis=0, prepend=0.0)

    def access(self, until: float) -> tuple[np.ndarray, np.ndarray]:
        """Work out what access costs and brings in each step."""
        steps = int(np.searchsorted(self.years, until, side="left"))
        live = np.array([self.live(step, until) for step in range(steps)])
        return 0.02 * self.revenue[:steps] * live, 0.12 * self.sales[:steps] * live

    def compute(self, minimum: float, price: float) -> tuple[np.ndarray, np.ndarray]:
        """Work out what the commitment takes from its buyer beyond the market, and brings its seller, in each step."""
        steps = int(np.searchsorted(self.years, COMPUTE_ENDS, side="left"))
        usage = 0.15 * self.revenue[:steps]
        dearer = (price - 1.0) * usage
        for year in range(0, steps, QUARTERS):
            quarters = slice(year, year + QUARTERS)
            short = np.maximum(0.0, minimum * self.length[quarters].sum() - price * usage[quarters].sum(axis=0))
            dearer[quarters] += short / QUARTERS
        return dearer, dearer + 0.3 * 0.4 * usage


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
    print(f"  NumPy, package by package: {1e3 * each:.1f} ms each, {each * one['packages'] / 3600:,.1f} hours for all")
    print(f"  ratio to all of ours on two cores: {each * one['packages'] / two['all']:,.0f}")
    print(f"  processor-seconds of both:         {each * one['packages'] / two['all, processor']:,.0f}")
    own, prototype = paths * STEPS / each, prototype_speed(paths)
    told = "" if prototype is None else f"; the prototype's np_model {prototype / 1e6:.0f} million"
    print(f"  its paths x steps x terms a second: {own / 1e6:.0f} million{told}")
    print(f"  its certainty equivalents differ from ours by at most {apart / 1e9:.2f} bn")
    print(f"  ours from those of each package alone in double precision, by part of the largest worth: {error:.0e}")


if __name__ == "__main__":
    sys.exit(main())
