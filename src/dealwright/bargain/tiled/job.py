"""Say in texts and seeds what a grid of packages is, so that any machine opens the same."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, final

import numpy as np

from dealwright.bargain.figures import WORTH_ALONE, Figures
from dealwright.bargain.packages import Eyes, World, Worlds
from dealwright.engine.executors.versions import versions
from dealwright.engine.grids.precision import precision_for
from dealwright.engine.grids.prepared import Prepared, prepare
from dealwright.engine.grids.tiles import Tile, TileWorth, tiles_of, value_tile
from dealwright.lang.flow_text import flow_text
from dealwright.lang.load import loads_again
from dealwright.world.draws import Draws

if TYPE_CHECKING:
    from jaxtyping import Float

    from dealwright.engine.grids.package_columns import PackageColumns
    from dealwright.engine.grids.precision import Name
    from dealwright.lang.load import Layer, Loaded
    from dealwright.world.draws import Mode

OPEN = 2
"""Worlds whose columns are kept at once, by whoever values parts of them."""


@dataclass(frozen=True, slots=True)
class Job:
    """A grid of packages on its futures, in texts and seeds. Two are one where they make the same numbers.

    Args:
        text: What the deal's file says.
        file: How it is called.
        beside: The texts of the cap tables that it names.
        layers: What is laid over it.
        seed: The seed of its futures.
        replicates: Independent scramblings of them.
        paths_per_replicate: Futures of each.
        mode: How they are drawn.
        settled: Companies that were found to be settled inside a group: what they are owed, or pay, is no plain sum.
        digest: What stands for the deal.
        figures: What is worked out of each package.
        priced_by: Day on which the bridges of the futures stand first, where it is not the horizon.
        held: What each party has without a deal; follows from all else.
    """

    text: str = field(compare=False)
    file: str = field(compare=False)
    beside: tuple[tuple[str, str], ...] = field(compare=False)
    layers: tuple[Layer, ...] = field(compare=False)
    seed: int
    replicates: int
    paths_per_replicate: int
    mode: Mode
    settled: tuple[str, ...] = ()
    digest: str = ""
    figures: Figures = WORTH_ALONE
    priced_by: float | None = None
    held: tuple[float, ...] | None = field(default=None, compare=False)

    @staticmethod
    def of(
        loaded: Loaded,
        draws: Draws,
        figures: Figures = WORTH_ALONE,
        held: Float[np.ndarray, " party"] | None = None,
    ) -> Job:
        """Write down a deal and its draws.

        Args:
            loaded: The deal, checked and calibrated.
            draws: The draws of its futures.
            figures: What is worked out of each package; its worth alone by default.
            held: What each party has without a deal.
        """
        text, beside = loaded.texts[loaded.file], tuple(loaded.beside.items())
        laid = [
            [pair.path, pair.value if isinstance(pair.value, str) else flow_text(pair.value), settles]
            for pairs, settles in loaded.layers
            for pair in pairs
        ]
        said = [text, [table for _, table in beside], laid]
        digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()
        return Job(
            text, loaded.file, beside, loaded.layers,
            draws.seed, draws.replicates, draws.paths_per_replicate, draws.mode, digest=digest,
            figures=figures, priced_by=draws.priced_by, held=None if held is None else tuple(held.tolist()),
        )  # fmt: skip

    @property
    def paths(self) -> int:
        """How many futures there are."""
        return self.replicates * self.paths_per_replicate

    @property
    def name(self) -> str:
        """A name for what is kept of it: the same for the same numbers."""
        said = [self.digest, self.seed, self.replicates, self.paths_per_replicate, self.mode]
        said += [self.figures.tails, self.figures.precision, versions()]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]

    def settling(self, company: str) -> Job:
        """Settle one more company with its debtor."""
        return replace(self, settled=tuple(sorted({*self.settled, company})))


@final
class Opened:
    """A job opened on this machine, for as many parts as are valued here. Threads may share it.

    Args:
        job: The job.
    """

    def __init__(self, job: Job) -> None:
        loaded = loads_again(job.text, job.file, dict(job.beside), job.layers)
        draws = Draws(job.seed, job.replicates, job.paths_per_replicate, job.mode, job.priced_by)
        self.worlds = Worlds.of(loaded, draws, loaded.ranges(), Eyes(), job.settled)
        negotiate = loaded.negotiate
        self.parties = tuple(negotiate.between) if negotiate is not None else ()
        self.currency = loaded.sound.currency
        self._paths, self._precision = job.paths, job.figures.precision
        self._held = None if job.held is None else np.array(job.held)
        self._prepared: OrderedDict[int, Prepared] = OrderedDict()
        self._lock = Lock()

    def prepared(self, number: int) -> Prepared:
        """Return a world ready to be valued; the last few are kept."""
        with self._lock:
            if number not in self._prepared:
                self._prepared[number] = prepare(self.worlds.columns(number), self._precision, self._held)
                while len(self._prepared) > OPEN:
                    self._prepared.popitem(last=False)
            self._prepared.move_to_end(number)
            return self._prepared[number]

    def columns(self, number: int) -> PackageColumns:
        """Return a world's columns."""
        return self.prepared(number).columns

    def world(self, number: int) -> World:
        """Describe a world, whose columns are computed when they are asked for."""
        return self.worlds.world(number, lambda: self.columns(number))

    @property
    def precision(self) -> Name:
        """The precision that was asked for, or else follows from how many packages a world has."""
        return precision_for(self.worlds.index.packages, self._paths, self._precision).name

    def tiles(self) -> tuple[Tile, ...]:
        """List the tiles of each world, which are the same in all."""
        return tiles_of(self.worlds.index, self._paths, len(self.parties))


@lru_cache(maxsize=2)
def _opened(job: Job) -> Opened:
    return Opened(job)


_ONE_BY_ONE = Lock()


def opened(job: Job) -> Opened:
    """Open a job, once for all its parts that are valued in this process."""
    with _ONE_BY_ONE:
        return _opened(job)


@dataclass(frozen=True, slots=True)
class Part:
    """A tile of a world of a job: what a task values.

    Args:
        job: The job.
        world: The world's place, from 0.
        tile: The tile.
    """

    job: Job
    world: int
    tile: Tile


def worth_of(part: Part) -> TileWorth:
    """Value a part: a pure function of what it says."""
    return value_tile(opened(part.job).prepared(part.world), part.tile, tails=part.job.figures.tails)


def packages_in(levels: int, tile: Tile) -> int:
    """Count the packages of a tile."""
    return int(levels * (tile.first.stop - tile.first.start) * (tile.second.stop - tile.second.start))
