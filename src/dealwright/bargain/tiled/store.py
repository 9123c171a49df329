"""Read the parts of a grid that are kept in a folder: as a whole one after the other, or a package here and there."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.tiled.table import SPREAD, WORTH, numbers_in, read_figures, read_range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jaxtyping import Float, Int

    from dealwright.bargain.packages import World
    from dealwright.bargain.tiled.folder import Folder
    from dealwright.engine.grids.tiles import Tile

    Rows = Float[np.ndarray, "party package"]
    Settle = Callable[[Rows, Float[np.ndarray, " party"]], Rows]


AT_HAND = 8
"""Parts of which the worth stays in memory while packages are looked up in them."""


@dataclass(frozen=True, eq=False)
class Store:
    """The parts of a grid in a folder.

    Args:
        folder: The folder.
        parties: Whose worth it is.
        worlds: The grid's worlds.
        tiles: The tiles of each of them.
        settle: Turns the worth of packages once they close into what parties compare, by the largest worth of all.
    """

    folder: Folder
    parties: tuple[str, ...]
    worlds: tuple[World, ...]
    tiles: tuple[Tile, ...]
    settle: Settle
    _at_hand: OrderedDict[tuple[int, int], Rows] = field(default_factory=OrderedDict, init=False, repr=False)

    def parts(self) -> Iterator[tuple[int, Tile]]:
        """Go through all parts: the world's place, and the tile."""
        return ((world, tile) for world in range(len(self.worlds)) for tile in self.tiles)

    def holds(self, world: int, tile: Tile) -> bool:
        """Tell whether a part is there, to the last byte as it was written."""
        return self.folder.holds(world, tile.number, self._digests)

    @cached_property
    def _digests(self) -> dict[str, str]:
        """Keep what parts digested to that were there from the start."""
        return self.folder.digests()

    def numbers(self, world: int, tile: Tile) -> Int[np.ndarray, " package"]:
        """Return the numbers of a part's packages, rising."""
        return numbers_in(self.worlds[world], tile)

    def worth(self, world: int, tile: Tile) -> Rows:
        """Return what a part's packages are worth as parties compare them, in the order of their numbers."""
        return self.settle(read_figures(self.folder.part(world, tile.number), self.parties, (WORTH,)), self._largest)

    def ends(self, *, rising: bool) -> tuple[Float[np.ndarray, " party"], Float[np.ndarray, " party"]]:
        """Return the least and the most that any package is worth to each party.

        Args:
            rising: Whether `settle` keeps the order of worths to the last digit: then no part need be read for it.
        """
        if rising:
            settled = self.settle(self._ends, self._largest)
            return settled[:, 0], settled[:, 1]
        each = [self.worth(world, tile) for world, tile in self.parts()]
        return np.min([one.min(axis=1) for one in each], axis=0), np.max([one.max(axis=1) for one in each], axis=0)

    @cached_property
    def _ends(self) -> Float[np.ndarray, "party end"]:
        read = [read_range(self.folder.part(world, tile.number), self.parties) for world, tile in self.parts()]
        found = np.array(read)
        return np.stack([found[..., 0].min(axis=0), found[..., 1].max(axis=0)], axis=1)

    @cached_property
    def _largest(self) -> Float[np.ndarray, " party"]:
        return np.asarray(np.abs(self._ends).max(axis=1))

    def look_up(self, numbers: Int[np.ndarray, " package"]) -> Rows:
        """Return what some packages are worth as parties compare them; each part is read once.

        Args:
            numbers: Their numbers, in any order.
        """
        return self._gathered(numbers, len(self.parties), self._looked_up)

    def spread_of(self, numbers: Int[np.ndarray, " package"]) -> Float[np.ndarray, "figure party package"]:
        """Return how far the worth of some packages may fall once the deal closes; each part is read once.

        Args:
            numbers: Their numbers, in any order.

        Returns:
            Standard deviation, 5th percentile and mean of the worst 5 %.
        """

        def read(world: int, tile: Tile) -> Float[np.ndarray, "row package"]:
            return read_figures(self.folder.part(world, tile.number), self.parties, SPREAD)

        found = self._gathered(numbers, len(SPREAD) * len(self.parties), read)
        return found.reshape(len(SPREAD), len(self.parties), -1)

    def _gathered(
        self,
        numbers: Int[np.ndarray, " package"],
        rows: int,
        read: Callable[[int, Tile], Float[np.ndarray, "row package"]],
    ) -> Float[np.ndarray, "row package"]:
        """Gather what parts hold of some packages."""
        found = np.empty((rows, len(numbers)))
        worlds, within = np.divmod(numbers, self.worlds[0].index.packages)
        level, *halves = np.unravel_index(within, self.worlds[0].index.shape)
        firsts, seconds = ({part.start: part for part in each} for each in self._cuts())
        row, column = (
            np.searchsorted(list(cuts), each, side="right") - 1
            for cuts, each in zip((firsts, seconds), halves, strict=True)
        )
        parts = (worlds * len(firsts) + row) * len(seconds) + column
        for part in np.unique(parts).tolist():
            world, tile = divmod(part, len(self.tiles))
            here, chosen = self.tiles[tile], np.flatnonzero(parts == part)
            size = tuple(each.stop - each.start for each in (here.first, here.second))
            i, j = halves[0][chosen] - here.first.start, halves[1][chosen] - here.second.start
            found[:, chosen] = read(world, here)[:, (level[chosen] * size[0] + i) * size[1] + j]
        return found

    def _looked_up(self, world: int, tile: Tile) -> Rows:
        """Read a part in which something is looked up; the last few stay in memory."""
        key = (world, tile.number)
        if key not in self._at_hand:
            self._at_hand[key] = self.worth(world, tile)
            while len(self._at_hand) > AT_HAND:
                self._at_hand.popitem(last=False)
        self._at_hand.move_to_end(key)
        return self._at_hand[key]

    def _cuts(self) -> tuple[list[slice], list[slice]]:
        """Return how either half is cut; the second half's pieces run fastest among the tiles."""
        return (
            sorted({tile.first.start: tile.first for tile in self.tiles}.values(), key=lambda part: int(part.start)),
            sorted({tile.second.start: tile.second for tile in self.tiles}.values(), key=lambda part: int(part.start)),
        )
