"""Hold how a bargain's packages would be valued, and what that is foreseen to cost: plain data, from the file alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from dealwright.deal.talk import MOST_IN_MEMORY
from dealwright.ground.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.engine.grids.costs import Cost
    from dealwright.engine.grids.links import Link
    from dealwright.engine.grids.ways import Way
    from dealwright.engine.result import Json


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """Terms and companies that are computed together.

    Args:
        name: What is in it.
        terms: Its terms.
        companies: Companies settled or recomputed in it.
        paths: Negotiable paths that move it; none where nobody negotiates it.
        options: Products of their values: its columns.
        links: Why it stands together.
    """

    name: str
    terms: tuple[str, ...]
    companies: tuple[str, ...]
    paths: tuple[str, ...]
    options: int
    links: tuple[Link, ...]

    def to_json(self) -> dict[str, Json]:
        """Return the group as `plan --json` has it."""
        return {
            "name": self.name,
            "terms": list(self.terms),
            "companies": list(self.companies),
            "over": list(self.paths),
            "options": self.options,
            "why": [
                {"first": link.first, "second": link.second, "why": link.why, "key": link.key or None}
                for link in self.links
            ],
        }


@dataclass(frozen=True, slots=True, repr=False)
class GridPlan(Drawn):
    """How the packages of a bargain would be valued.

    Attributes:
        deal: The deal's title.
        paths: Futures.
        values: How many values each negotiable path has, in the order of the file.
        worlds: Paths whose values have futures of their own, with what they change.
        idle: Paths that move nobody at the table.
        stakes: Paths of stakes that only scale a company's equity.
        evenly: Whether the levels of the stakes are evenly spaced.
        groups: The groups, those that are negotiated first.
        companies: Companies whose limited liability couples the groups.
        settled: Companies settled inside a group, with why.
        halves: Names of the groups in either half; their products of options are the super-columns.
        widths: How many super-columns each half has.
        tiles: Parts in which a world's packages are valued.
        precision: `double` or `single`, by the size of a world.
        readings: Deals that are mixed, one per reading in play.
        ways: How each party's worth is found.
        cost: What it is foreseen to cost.
        advice: Sentences: what would make it cheaper, and whether it is too much.
    """

    deal: str
    paths: int
    values: Mapping[str, int]
    worlds: Mapping[str, str]
    idle: tuple[str, ...]
    stakes: tuple[str, ...]
    evenly: bool
    groups: tuple[GroupPlan, ...]
    companies: tuple[str, ...]
    settled: Mapping[str, tuple[str, ...]]
    halves: tuple[tuple[str, ...], tuple[str, ...]]
    widths: tuple[int, int]
    tiles: int
    precision: str
    readings: int
    ways: tuple[Way, ...]
    cost: Cost
    advice: tuple[str, ...] = ()

    @property
    def title(self) -> str:  # type: ignore[override]  # any result says what it is of
        """The deal's title."""
        return self.deal

    @property
    def packages(self) -> int:
        """How many packages there are."""
        return prod(self.values.values())

    @property
    def futures(self) -> int:
        """How many sets of futures there are."""
        return prod(self.values[path] for path in self.worlds)

    @property
    def levels(self) -> int:
        """How many levels the stakes have."""
        return prod(self.values[path] for path in self.stakes)

    @property
    def on_disk(self) -> bool:
        """Whether the worths of the packages are kept on disk, with an excerpt in memory."""
        return self.packages > MOST_IN_MEMORY

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `plan --json`.

        Keys:
            worlds: how many sets of futures there are, and which paths make them.
            count: how many sets of futures there are.
            stakes: paths of stakes that only scale a company's equity, and how many levels they have.
            companies: which companies couple the groups by their limited liability, and which are settled inside one.
            halves: the groups of either half, and how many super-columns these make.
            why: in words, what binds these two; of a party, why its worth is found in this way.
            way: how the party's worth is found.
            foreseen: what it is foreseen to cost.
            columns: how many columns are worked out.
            multiply_adds: how many products are summed up.
            seconds: time by the number of cores.
            seconds_by_part: time of each part on one core.
            bytes: memory by what it holds.
        """
        return {
            "deal": self.deal,
            "paths": self.paths,
            "packages": self.packages,
            "values": dict(self.values),
            "worlds": {"count": self.futures, "over": dict(self.worlds)},
            "idle": list(self.idle),
            "stakes": {"levels": self.levels, "over": list(self.stakes), "even": self.evenly},
            "groups": [group.to_json() for group in self.groups],
            "companies": {"coupling": list(self.companies), "settled": {k: list(v) for k, v in self.settled.items()}},
            "halves": [
                {"groups": list(half), "super_columns": width}
                for half, width in zip(self.halves, self.widths, strict=True)
            ],
            "tiles": self.tiles,
            "precision": self.precision,
            "on_disk": self.on_disk,
            "readings": self.readings,
            "ways": {
                way.party: {"way": way.method, "why": way.why, "companies": list(way.companies)} for way in self.ways
            },
            "foreseen": {
                "columns": self.cost.columns,
                "multiply_adds": self.cost.products,
                "seconds": {str(cores): round(spent, 3) for cores, spent in self.cost.seconds.items()},
                "seconds_by_part": {part: round(spent, 3) for part, spent in self.cost.parts.items()},
                "bytes": dict(self.cost.memory),
            },
            "advice": list(self.advice),
        }
