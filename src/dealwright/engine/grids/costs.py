"""Foresees what a grid costs from its sizes alone: rough figures, by constants that `benchmarks/plan.py` checks."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from dealwright.engine.grids.links import COMPANY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.engine.grids.plan import Group
    from dealwright.engine.grids.ways import Method, Way

FLOW = 1.3e-9
"""Seconds to compute a term on one path and step."""
DRIVER = 8e-9
"""Seconds to draw a driver on one path and step."""
ADDED = 6e-8
"""Seconds to add one option of a group to its columns, for each of its terms and path."""
SECURITIES = 5e-7
"""Seconds to pay an exit by a waterfall, on one path."""
DECIDED = 4e-5
"""Seconds to fit and follow how the holder of an option decides, on one path."""
PAIR: Mapping[Method, float] = {
    "mean": 0.0,
    "product": 6e-11,
    "ladder": 2e-10,
    "waterfall": 1.5e-9,
    "pairs": 1e-9,
    "direct": 6e-9,
}
"""Seconds for one package and path, and one party."""
REST = 0.4
"""Seconds for solutions, chances and fresh futures of a small deal."""
BYTES = 8
HELD_AT_ONCE = 1024
"""Paths of which the joined halves are held at once."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a grid is foreseen to cost: rough figures.

    Args:
        columns: Columns computed, one per option of a group and world.
        column_paths: The same times the paths.
        products: Multiply-adds over all packages and paths.
        seconds: Time by how many processors work on it.
        parts: Time of one processor by what it is spent on.
        memory: Bytes by what they hold.
    """

    columns: int
    column_paths: int
    products: int
    seconds: Mapping[int, float]
    parts: Mapping[str, float]
    memory: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a grid is.

    Args:
        paths: Futures.
        steps: Steps of time.
        drivers: Drivers.
        worlds: Futures of their own.
        deals: Deals that are mixed in each world.
        levels: Levels of the stakes.
        halves: Super-columns of the two halves.
        parties: Parties at the table.
        companies: Companies that couple the groups.
    """

    paths: int
    steps: int
    drivers: int
    worlds: int
    deals: int
    levels: int
    halves: tuple[int, int]
    parties: int
    companies: int

    @property
    def packages(self) -> int:
        """How many packages there are."""
        return self.worlds * self.levels * prod(self.halves)


def foresee(
    groups: Sequence[Group], counts: Mapping[str, int], kinds: Mapping[str, str], ways: Sequence[Way], sizes: Sizes
) -> Cost:
    """Foresee what a grid costs.

    Args:
        groups: Its groups.
        counts: How many values each negotiable path has.
        kinds: What is slow among its parts: `securities` and `decided`, by term, or company as `companies.NAME`.
        ways: How each party's worth is found.
        sizes: How large it is.

    Returns:
        The cost.
    """
    worlds = sizes.worlds * sizes.deals
    options = [prod(counts[path] for path in group.paths) for group in groups]
    columns = sum(options) * worlds
    spent = sum(_group_seconds(group, counts, kinds, sizes) for group in groups) * worlds
    futures = DRIVER * sizes.drivers * sizes.steps * sizes.paths * worlds
    valued = sum(PAIR[way.method] for way in ways) * sizes.packages * sizes.paths
    parts = {"futures": futures, "columns": spent, "packages": valued, "solutions": REST}
    held = sizes.parties + 3 * sizes.companies
    memory = {
        "columns": sum(options) * held * sizes.paths * BYTES * sizes.worlds,
        "halves": sum(sizes.halves) * held * min(sizes.paths, HELD_AT_ONCE) * BYTES,
        "results": 3 * sizes.packages * sizes.parties * BYTES,
    }
    seconds = {1: sum(parts.values()), 2: sum(parts.values()) - valued / 2}
    products = sizes.packages * sizes.paths * sum(way.method != "mean" for way in ways)
    return Cost(columns, columns * sizes.paths, products, seconds, parts, memory)


def _group_seconds(group: Group, counts: Mapping[str, int], kinds: Mapping[str, str], sizes: Sizes) -> float:
    """Foresee how long the columns of a group take: each term anew for what moves it, directly or through others."""
    options = prod(counts[path] for path in group.paths)
    seconds = ADDED * options * (len(group.terms) + len(group.companies)) * sizes.paths
    for term in group.terms:
        moving = prod(counts[path] for path in group.paths if path.split(".")[1] in _behind(group, term))
        seconds += moving * FLOW * sizes.steps * sizes.paths
        if kinds.get(term) == "decided":
            seconds += options * DECIDED * sizes.paths
    issuing = [name for name in group.companies if kinds.get(COMPANY + name) == "securities"]
    return seconds + len(issuing) * options * SECURITIES * sizes.paths


def _behind(group: Group, term: str) -> set[str]:
    """Name a term with all on which what it does may hang."""
    found, waiting = {term}, [term]
    while waiting:
        name = waiting.pop()
        more = {link.second for link in group.links if link.first == name and link.why != "weighs"} - found
        found |= more
        waiting += more
    return {name.removeprefix(COMPANY) for name in found}
