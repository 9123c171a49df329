"""Foresees what a grid costs from its sizes alone: rough figures, by constants that `benchmarks/plan.py` checks."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from dealwright.engine.grids.links import COMPANY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.engine.grids.plan import Group
    from dealwright.engine.grids.ways import Way

DRIVER: Mapping[str, float] = {
    "growth": 32e-9,
    "mean_reverting": 20e-9,
    "gbm": 14e-9,
    "event": 13e-9,
    "derived": 5.2e-9,
}
"""Seconds to draw a driver on one path and step, by kind; others take next to nothing."""
TERM: Mapping[str, float] = {
    "payment": 0.65e-9,
    "milestone": 0.98e-9,
    "equity": 0.065e-9,
    "exclusivity": 3.2e-9,
    "termination": 7.8e-9,
    "commitment": 20e-9,
    "profit_participation": 29e-9,
    "venture": 98e-9,
}
"""Seconds to compute a term on one path and step, by kind."""
OTHER_TERM = 9.8e-9
"""The same of any other kind."""
DISCOUNTED, AT_EXIT = 0.33e-9, 2e-9
"""Seconds to discount what a term does to all parties, and to carry it to a company's exit, on one path and step."""
ADDED = 5e-9
"""Seconds to add a term to one option of a group, on one path."""
LAID, FOUND = 8e-4, 3e-4
"""Seconds to lay an option of a group over the deal, and to find each of its terms and companies, whatever the paths:
what one thread does at a time."""
SECURITIES, DECIDED = 5e-7, 1.5e-6
"""Seconds to pay an exit by a waterfall, and to find how the holder of an option decides on one day, on one path."""
HINGES = 2.5e-5
"""Seconds to lay out what securities pay as hinges, on one path."""
JOINED = 5e-9
"""Seconds to join a super-column and take its factors, on one path, for one party."""
PRODUCT, ALONE = 0.05e-9, 12e-9
"""Seconds to multiply and add, for one package, path and party; and to value it where each stands alone."""
PAIR, COMPANY_OF_PAIR, RUNG = 0.6e-9, 0.4e-9, 0.06e-9
"""Seconds for a pair of super-columns, on one path and for one party: its exponential; each further company, or debt
that may stay unpaid; each level of a flight."""
DOUBTFUL, DOUBTFUL_HINGES, USUAL_HINGES = 0.2, 0.8, 4
"""Share of the paths that is taken for doubtful: a company is short in some packages and not in others; the same where
one of some hinges lies between packages."""
WORLD = 0.02
"""Seconds to open a world."""
CERTAIN, AGAIN, FEW_PATHS = 0.1, 7, 2048
"""Seconds for solutions and frontier of a small grid; valuations of no deal and of what solutions name; paths on which
what a party knows and we do not is redrawn."""
TRIED, MOST_TRIED, TRY = 100, 600, 1.5e-3
"""Packages tried between the steps for each path that has room there, and at most; seconds for one, but for columns."""
STATE, PART = 5e-4, 0.15
"""Seconds for a term in a state of what a party knows, however few the paths; the part of a term that is done again."""
TAIL, SQUARE = 4.5e-7, 0.1e-9
"""Seconds to find how far a package's worth to a party may fall; for each path besides."""
NEW = 0.25
"""Share of the packages between the steps that need a column of their own, where several groups have such paths."""
BYTES, CORES = 8, (1, 2)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a grid is foreseen to cost: rough figures.

    Args:
        columns: Columns computed, one per option of a group and world.
        products: Multiply-adds over all packages and paths.
        seconds: Time by how many processors work on it.
        parts: Time of one processor by what it is spent on.
        memory: Bytes by what they hold.
    """

    columns: int
    products: int
    seconds: Mapping[int, float]
    parts: Mapping[str, float]
    memory: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a grid is, and of what it is made.

    Args:
        paths: Futures.
        steps: Steps of time.
        drivers: Kind of each driver.
        terms: Kind of each term.
        touching: Terms that a company stands on a side of.
        issuing: Companies that couple the groups by what their securities pay.
        settling: Companies with securities that are settled inside a group.
        deciding: On how many days the holders of options decide, by option.
        worlds: Columns of their own.
        anew: Terms that are computed anew in each of them; what the others do is found again.
        levels: Levels of the stakes.
        halves: Super-columns of the two halves.
        tile: Super-columns of either half, and paths, that are worked on at once.
        between: Paths of which values between the steps are tried.
        companies: Companies that couple the groups.
        owing: Whether they may owe somebody at the table anything after their exit.
        redrawn: How often what somebody at the table knows and we do not is drawn.
        believed: Of each party that minds risk, in how many states of what it knows and we do not a package is valued
            again, and which terms these move.
        told: Of how many packages it is told how far their worth may fall.
    """

    paths: int
    steps: int
    drivers: tuple[str, ...]
    terms: Mapping[str, str]
    touching: frozenset[str]
    issuing: tuple[str, ...]
    settling: tuple[str, ...]
    deciding: Mapping[str, int]
    worlds: int
    anew: frozenset[str]
    levels: int
    halves: tuple[int, int]
    tile: tuple[int, int, int]
    between: tuple[str, ...]
    companies: int
    owing: bool
    redrawn: int
    believed: tuple[tuple[int, frozenset[str]], ...]
    told: int

    @property
    def packages(self) -> int:
        """How many packages a world has."""
        return self.levels * prod(self.halves)

    @property
    def cells(self) -> int:
        """How many steps there are on all paths."""
        return self.steps * self.paths


def foresee(groups: Sequence[Group], counts: Mapping[str, int], ways: Sequence[Way], sizes: Sizes) -> Cost:
    """Foresee what a grid costs.

    Args:
        groups: Its groups.
        counts: How many values each negotiable path has.
        ways: How each party's worth is found.
        sizes: How large it is.

    Returns:
        The cost.
    """
    options = [prod(counts[path] for path in group.paths) for group in groups]
    futures = sum(DRIVER.get(kind, 0.0) for kind in sizes.drivers) * sizes.cells
    every = [_group(group, counts, sizes) for group in groups]
    held = len(sizes.issuing) * HINGES * sizes.paths
    columns = sum(every) + (held + WORLD) * sizes.worlds
    packages = sum(_valued(way, sizes) for way in ways) * sizes.worlds
    alone = futures + sum(_term(name, sizes) for name in sizes.terms)
    few = min(1.0, FEW_PATHS / sizes.paths)
    drawn = sizes.redrawn * (futures + columns) * few
    beliefs = sum(
        states * sum(_term(name, sizes) * few * PART + STATE for name in moved) for states, moved in sizes.believed
    )
    parts = {
        "futures": futures,
        "columns": columns,
        "packages": packages,
        "solutions": CERTAIN + AGAIN * (alone + beliefs) + drawn,
        "refinement": _between(groups, sizes),
    } | ({"tails": sizes.told * len(ways) * (TAIL + SQUARE * sizes.paths)} if sizes.told else {})
    width = len(ways) + sizes.companies * (1 + (1 + len(ways)) * sizes.owing)
    memory = {
        "columns": sum(options) * width * sizes.paths * BYTES * sizes.worlds,
        "halves": sum(sizes.tile[:2]) * width * sizes.tile[2] * CORES[-1] * BYTES,
        "results": 3 * sizes.worlds * sizes.packages * len(ways) * BYTES,
    }
    whole = sum(parts.values())
    products = sizes.worlds * sizes.packages * sizes.paths * sum(way.method != "mean" for way in ways)
    shared = columns - sum(_laid(group, counts, sizes) for group in groups) + packages + parts.get("tails", 0.0)
    seconds = {cores: whole - shared * (1 - 1 / cores) for cores in CORES}
    return Cost(sum(options) * sizes.worlds, products, seconds, parts, memory)


def _between(groups: Sequence[Group], sizes: Sizes) -> float:
    """Foresee how long packages between the steps take: a column of its own for each value that is tried."""
    once = [_group(group, dict.fromkeys(group.paths, 1), sizes) / sizes.worlds for group in groups]
    columns = sum(
        next((each for group, each in zip(groups, once, strict=True) if path in group.paths), 0.0)
        for path in sizes.between
    )
    tried = min(TRIED * len(sizes.between), MOST_TRIED)
    new = NEW if sum(any(path in group.paths for path in sizes.between) for group in groups) > 1 else 1.0
    return tried * (TRY + new * columns / len(sizes.between)) if sizes.between else 0.0


def _term(name: str, sizes: Sizes) -> float:
    """Foresee how long one wording of a term takes."""
    touched = AT_EXIT if name in sizes.touching else 0.0
    return (TERM.get(sizes.terms[name], OTHER_TERM) + DISCOUNTED + touched) * sizes.cells


def _group(group: Group, counts: Mapping[str, int], sizes: Sizes) -> float:
    """Foresee how long the columns of a group take: each term anew for what moves it, directly or through others."""
    options = prod(counts[path] for path in group.paths)
    parts = len(group.terms) + len(group.companies)
    seconds = _laid(group, counts, sizes) + options * parts * ADDED * sizes.paths * sizes.worlds
    for term in group.terms:
        behind = _behind(group, term)
        moving = prod(counts[path] for path in group.paths if path.split(".")[1] in behind)
        seconds += moving * _term(term, sizes) * (sizes.worlds if term in sizes.anew else 1)
    decided = sum(days for option, days in sizes.deciding.items() if option in group.terms) * DECIDED
    settled = len(group.companies.intersection(sizes.settling)) * SECURITIES
    return seconds + options * (decided + settled) * sizes.paths * sizes.worlds


def _laid(group: Group, counts: Mapping[str, int], sizes: Sizes) -> float:
    """Foresee how long the interpreter takes for the columns of a group."""
    options = prod(counts[path] for path in group.paths)
    return options * (LAID + FOUND * (len(group.terms) + len(group.companies))) * sizes.worlds


def _valued(way: Way, sizes: Sizes) -> float:
    """Foresee how long the packages of one world take for one party."""
    cells = sizes.packages * sizes.paths
    joined = JOINED * sum(sizes.halves) * (1 + sizes.companies) * sizes.paths
    if way.method == "direct":
        return ALONE * cells
    if way.method in ("mean", "product"):
        return joined + (PRODUCT if way.method == "product" else 0.0) * cells
    hinges = len(sizes.issuing) * USUAL_HINGES
    pair = PAIR + COMPANY_OF_PAIR * (sizes.companies - 1 + hinges + 2 * sizes.owing)
    doubtful = DOUBTFUL_HINGES if hinges else DOUBTFUL
    rung = RUNG + pair / sizes.levels if way.method == "ladder" else pair
    return joined + (PRODUCT * (1 - doubtful) + rung * doubtful) * cells


def _behind(group: Group, term: str) -> set[str]:
    """Name a term with all on which what it does may hang."""
    found, waiting = {term}, [term]
    while waiting:
        name = waiting.pop()
        more = {link.second for link in group.links if link.first == name and link.why != "weighs"} - found
        found |= more
        waiting += more
    return {name.removeprefix(COMPANY) for name in found}
