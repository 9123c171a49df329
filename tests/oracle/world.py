"""Draws futures for the oracle: drivers in small steps, events by their hazards, from plain normals."""

import ast
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from oracle.reading import Clock, Deal, Rows, evaluate, number, read

Paths = np.ndarray[Any, np.dtype[np.float64]]
SMALL_STEPS = 2


class World:
    """What happens: levels at the edges of the steps, and days of events; one number per path each."""

    def __init__(
        self,
        deal: Deal,
        rng: np.random.Generator,
        paths: int,
        before: "World | None" = None,
        after: Paths | None = None,
    ) -> None:
        """Draw futures; with `before`, draw again only what comes after a day of each path."""
        self.clock, self.drivers, self.paths = Clock(deal), deal.get("drivers", {}), paths
        moving = [name for name, each in self.drivers.items() if each["kind"] != "event"]
        self.levels: dict[str, list[Paths]] = {name: [np.full(paths, self._start(name))] for name in moving}
        self.trends: dict[str, list[Paths]] = {
            name: [np.full(paths, np.log1p(number(self.drivers[name]["growth"]["now"])))]
            for name in moving
            if self.drivers[name]["kind"] == "growth"
        }
        self.events: dict[str, Paths] = {}
        self.totals: dict[str, Paths] = {}
        self.rates: dict[str, list[Paths]] = {}
        self.shocks = [shock for name in moving for shock in (name, f"{name}.growth")]
        self.mix = self._mix(deal)
        never = np.full(paths, -np.inf)
        self._draw_events(rng, before, never if after is None else after)
        for step in range(self.clock.steps):
            self._advance(rng, step, before, never if after is None else after)

    def _mix(self, deal: Deal) -> Paths:
        matrix = np.eye(len(self.shocks))
        for pair, text in deal.get("correlations", {}).items():
            one, other = (self.shocks.index(each.strip()) for each in pair.split("~"))
            matrix[one, other] = matrix[other, one] = number(text)
        return np.linalg.cholesky(matrix) if self.shocks else matrix

    def _draw_events(self, rng: np.random.Generator, before: "World | None", after: Paths) -> None:
        """Wait for each event; one that has not happened by the day drawn again from waits anew from there."""
        for name, driver in self.drivers.items():
            if driver["kind"] != "event":
                continue
            chance, by = driver["chance"].split(" by ")
            opens = max(self.clock.opening(driver["not_before"]), 0.0) if "not_before" in driver else 0.0
            hazard = -np.log(1.0 - number(chance)) / (self.clock.closing(by) - opens)
            days = np.maximum(opens, after) + rng.exponential(1.0, self.paths) / hazard
            if before is not None:
                days = np.where(before.events[name] <= after, before.events[name], days)
            self.events[name] = np.where(days <= self.clock.horizon, days, np.inf)

    def _start(self, name: str) -> float:
        driver = self.drivers[name]
        if driver["kind"] == "schedule":
            return self._scheduled(driver, 0.0)
        return number(driver["is"] if driver["kind"] == "constant" else driver["start"])

    def _scheduled(self, driver: dict[str, str], day: float) -> float:
        """Read a table of mid-years, straight between them and flat outside."""
        points = sorted((int(key) + 0.5, number(text)) for key, text in driver.items() if key.isdigit())
        here = self.clock.date(day)
        now = here.year + ((here - date(here.year, 1, 1)).days + day % 1) / self.clock.year_length(day)
        return float(np.interp(now, [when for when, _ in points], [level for _, level in points]))

    def _advance(self, rng: np.random.Generator, step: int, before: "World | None", after: Paths) -> None:
        """Move everything over one step: where a path is drawn again from inside it, from the state on that day."""
        first, last = self.clock.edges[step], self.clock.edges[step + 1]
        opens = np.full(self.paths, first)
        levels = {name: rows[step] for name, rows in self.levels.items()}
        trends = {name: rows[step] for name, rows in self.trends.items()}
        if before is not None:
            inside = (after > first) & (after < last)
            opens = np.where(inside, after, opens)
            part = (opens - first) / (last - first)
            for name, rows in before.levels.items():
                levels[name] = np.where(inside, between(rows[step], rows[step + 1], part), levels[name])
            for name, rows in before.trends.items():
                trends[name] = np.where(inside, rows[step] + part * (rows[step + 1] - rows[step]), trends[name])
        ends, trend_ends = self._moved(rng, step, opens, levels, trends)
        if before is not None:
            done = after >= last
            ends = {name: np.where(done, before.levels[name][step + 1], end) for name, end in ends.items()}
            trend_ends = {name: np.where(done, before.trends[name][step + 1], end) for name, end in trend_ends.items()}
        for name, end in ends.items():
            self.levels[name].append(end)
        for name, end in trend_ends.items():
            self.trends[name].append(end)

    def _moved(
        self, rng: np.random.Generator, step: int, opens: Paths, levels: dict[str, Paths], trends: dict[str, Paths]
    ) -> tuple[dict[str, Paths], dict[str, Paths]]:
        edges, length = self.clock.edges, self.clock.year_length(self.clock.edges[step])
        begun = sum((edges[k + 1] - edges[k]) / self.clock.year_length(edges[k]) for k in range(step))
        years, small = begun + (opens - edges[step]) / length, (edges[step + 1] - opens) / length / SMALL_STEPS
        logs = {n: np.log(levels[n]) for n in levels if self.drivers[n]["kind"] not in ("constant", "schedule")}
        trends = dict(trends)
        for _ in range(SMALL_STEPS):
            mixed = self.mix @ rng.standard_normal((len(self.shocks), self.paths))
            shocks = dict(zip(self.shocks, mixed * np.sqrt(small), strict=True))
            for name, log in list(logs.items()):
                if name in trends:
                    logs[name], trends[name] = self._grown(name, log, trends[name], years, small, shocks)
                else:
                    logs[name] = self._drifted(self.drivers[name], log, small, shocks[name])
            years = years + small
        ends = {name: np.exp(log) for name, log in logs.items()}
        for name in levels.keys() - ends.keys():
            ends[name] = levels[name]
            if self.drivers[name]["kind"] == "schedule":
                ends[name] = np.full(self.paths, self._scheduled(self.drivers[name], edges[step + 1]))
        return ends, trends

    def _drifted(self, driver: dict[str, str], log: Paths, small: Paths, shock: Paths) -> Paths:
        sigma = number(driver["volatility"])
        if driver["kind"] == "gbm":
            return log + (np.log1p(number(driver["growth"])) - sigma**2 / 2) * small + sigma * shock
        kept = np.exp(-np.log(2.0) / number(driver["half_life"]) * small)
        goal = np.log(number(driver["long_run"]))
        return np.asarray(goal + (log - goal) * kept + sigma * np.sqrt(kept) * shock)

    def _grown(
        self, name: str, log: Paths, trend: Paths, years: Paths, small: Paths, shocks: dict[str, Paths]
    ) -> tuple[Paths, Paths]:
        law, fading = self.drivers[name]["growth"], self.drivers[name]["volatility"]
        fade = 0.5 ** ((years + small / 2) / number(fading["half_life"]))
        sigma = number(fading["long_run"]) + (number(fading["now"]) - number(fading["long_run"])) * fade
        pull, goal = np.log(2.0) / number(law["half_life"]), np.log1p(number(law["long_run"]))
        moved = goal + (trend - goal) * np.exp(-pull * small)
        later = moved + number(law.get("volatility", "0")) * fade * shocks[f"{name}.growth"]
        return log + ((trend + later) / 2 - sigma**2 / 2) * small + sigma * shocks[name], later

    # Reading what was drawn.

    def rate(self, text: str, step: int) -> Paths:
        """Return the yearly rate over a step: the average of its two ends."""
        if text not in self.rates:
            ends = [evaluate(read(text), Edge(self, k)) + np.zeros(self.paths) for k in range(self.clock.steps + 1)]
            self.rates[text] = [(one + other) / 2.0 for one, other in pairwise(ends)]
        return self.rates[text][step]

    def money(self, text: str, opens: Paths, closes: Paths) -> Paths:
        """Sum a yearly flow from one day of each path to another."""
        total, edges = np.zeros(self.paths), self.clock.edges
        for step in range(self.clock.steps):
            if edges[step] < np.max(closes) and edges[step + 1] > np.min(opens):
                days = np.minimum(closes, edges[step + 1]) - np.maximum(opens, edges[step])
                total += self.rate(text, step) * np.maximum(days, 0.0) / self.clock.year_length(edges[step])
        return total

    def total(self, flow: ast.expr, days: Paths) -> Paths:
        """Return what a yearly flow has come to by a day of each path, evenly within a step."""
        edges, key = np.array(self.clock.edges), ast.unparse(flow)
        if key not in self.totals:
            sums = [np.zeros(self.paths)]
            for step in range(self.clock.steps):
                years = (edges[step + 1] - edges[step]) / self.clock.year_length(edges[step])
                sums.append(sums[-1] + self.rate(key, step) * years)
            self.totals[key] = np.array(sums)
        assert np.all(days >= 0.0), "the oracle knows nothing of the time before as_of"
        step = np.clip(np.searchsorted(edges, days, side="right") - 1, 0, self.clock.steps - 1)
        part, path = (days - edges[step]) / (edges[step + 1] - edges[step]), np.arange(self.paths)
        return self.totals[key][step, path] * (1 - part) + self.totals[key][step + 1, path] * part


def between(one: Paths, other: Paths, part: Rows) -> Paths:
    """Interpolate: in logarithms where everything is positive."""
    if np.all(one > 0) and np.all(other > 0):
        return np.asarray(one * (other / one) ** part)
    return np.asarray(one + part * (other - one))


class Edge:
    """A moment at an edge of the steps."""

    def __init__(self, world: World, step: int) -> None:
        """Hold which."""
        self.world, self.step = world, step

    def level(self, name: str) -> Paths:
        """Return a driver's level."""
        return self.world.levels[name][self.step]

    def trailing(self, flow: ast.expr, years: float) -> Paths:
        """Return what a flow came to over the year before."""
        return Day(self.world, np.full(self.world.paths, self.world.clock.edges[self.step])).trailing(flow, years)


class Day:
    """A day of its own on each path."""

    def __init__(self, world: World, days: Paths) -> None:
        """Hold the days."""
        self.world, self.days = world, days

    def level(self, name: str) -> Paths:
        """Return a driver's level, interpolated between the edges."""
        edges, rows = np.array(self.world.clock.edges), np.array(self.world.levels[name])
        step = np.clip(np.searchsorted(edges, self.days, side="right") - 1, 0, len(edges) - 2)
        part = np.clip((self.days - edges[step]) / (edges[step + 1] - edges[step]), 0.0, 1.0)
        path = np.arange(len(self.days))
        return between(rows[step, path], rows[step + 1, path], part)

    def trailing(self, flow: ast.expr, years: float) -> Paths:
        """Return what a flow came to over the year before, by the calendar."""
        assert years == 1.0, "the oracle looks back one year"
        clock = self.world.clock
        starts = np.interp(self.days, clock.edges, [clock.year_before(edge) for edge in clock.edges])
        return self.world.total(flow, self.days) - self.world.total(flow, starts)
