"""Draws the randomness of all futures: scrambled Sobol points or plain streams, keyed by seed and name."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from dealwright.world import bridge, sobol
from dealwright.world.block_normals import block_normals
from dealwright.world.clock import year_times
from dealwright.world.kept import LIMIT, PER_PATH, Kept, locked
from dealwright.world.normal_quantile import DOUBLINGS, PARTS, normal_quantile
from dealwright.world.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jaxtyping import Float, Int, UInt32, UInt64
    from numpy import ndarray

    from dealwright.ground.calendar import TimeGrid

    Replicates = Callable[[Sequence[int]], Float[ndarray, "level path"]]
    """Draws what some replicates have, one beside the other."""

DEFAULT_REPLICATES = 8
BEFORE_HALF = 0.5 - 2.0**-48
"""One half, by a rounding less: what has a chance of one half by the close of a day then happens on that day."""
Mode = Literal["sobol", "plain", "median"]
"""How futures are drawn; `median` draws every number at its median."""
TOGETHER = 4096
"""Paths that are drawn together, where replicates have fewer."""
TRAINING = 65536
"""Paths at most on which decisions are fitted; as many as are valued, where these are fewer."""


def dimension(levels: Sequence[int], slot: int) -> Int[ndarray, " level"]:
    """Return the Sobol dimensions of a slot at some levels; no two places share one, and each depends on nothing else.

    Level 0 holds what needs one uniform a path (events, facts); level n the n-th stage of the Brownian bridge. Places
    are ranked by (level + 1) * (slot + 1), so that the first stages of many drivers come before the last of one.

    Args:
        levels: 0 or more each.
        slot: 0 or more.

    Example:
        >>> dimension([0, 1, 63], 0).tolist(), dimension([0, 1], 1).tolist()
        ([0, 2, 279], [1, 6])
    """
    level = np.asarray(levels, dtype=np.int64)
    rank = (level + 1) * (slot + 1)
    root = np.array([math.isqrt(each - 1) for each in rank.tolist()], dtype=np.int64)
    # How many places have a smaller product: the divisor summatory function, by Dirichlet's hyperbola.
    part = np.arange(1, root.max(initial=0) + 1)[:, None]
    smaller = 2 * np.sum((rank - 1) // part * (part <= root), axis=0) - root * root
    before = np.arange(1, level.max(initial=0) + 1)[:, None]
    found: Int[ndarray, " level"] = smaller + np.sum((rank % before == 0) & (before <= level), axis=0)
    return found


@dataclass(frozen=True, slots=True)
class Points:
    """The points of some replicates in the dimensions of a slot, before they are laid out.

    Args:
        numbers: Scrambled direction numbers of the levels that the Sobol table reaches.
        shift: What the points of each of those are shifted by.
        uniforms: Numbers between 0 and 1 of the levels beyond.
    """

    numbers: UInt32[ndarray, "level replicate column"]
    shift: UInt32[ndarray, "level replicate"]
    uniforms: Float[ndarray, "level path"]


@dataclass(frozen=True, slots=True)
class Draws:
    """Hold the randomness of all futures; what is drawn once is kept, so that every scenario meets the same draws.

    Args:
        seed: Any whole number.
        replicates: Independent scramblings (or plain blocks); the spread between them gives the standard error.
        paths_per_replicate: Paths of each; powers of two suit Sobol points best, others take the first points.
        mode: `sobol` for scrambled Sobol points with a Brownian bridge, `plain` for independent streams, `median` for
            the one future in which no shock comes and every uniform is one half.
        priced_by: Day on which the Brownian bridges stand first, where it is not the horizon: the one by which every
            company of the deal is priced.

    Example:
        >>> draws = Draws(seed=1, replicates=2, paths_per_replicate=4)
        >>> draws.uniform("ipo", slot=0).shape
        (8,)
    """

    seed: int
    replicates: int = DEFAULT_REPLICATES
    paths_per_replicate: int = 2048
    mode: Mode = "sobol"
    priced_by: float | None = None
    _kept: dict[object, Float[ndarray, "..."]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _stores: dict[TimeGrid, Store] = field(default_factory=dict, init=False, repr=False, compare=False)
    _training: list[Draws] = field(default_factory=list, init=False, repr=False, compare=False)

    @classmethod
    def for_paths(cls, seed: int, paths: int, mode: Mode = "sobol", priced_by: float | None = None) -> Draws:
        """Return draws with a given number of paths.

        Args:
            seed: Any whole number.
            paths: Wanted number of paths. The replicates are its divisor nearest to 8 between 4 and 32; where there is
                none, the number is rounded up to the next multiple of 8.
            mode: `sobol`, `plain` or `median`.
            priced_by: Day on which the bridges stand first, where it is not the horizon.

        Example:
            >>> [Draws.for_paths(1, n).paths for n in (16384, 1000, 100, 1009)]
            [16384, 1000, 100, 1016]
        """
        divisors = [count for count in range(4, 33) if paths % count == 0 and paths >= count]
        replicates = min(divisors, key=lambda count: abs(count - DEFAULT_REPLICATES), default=DEFAULT_REPLICATES)
        return cls(seed, replicates, max(1, -(-paths // replicates)), mode, priced_by)

    @property
    def paths(self) -> int:
        """Return the number of paths; replicate r holds those from r * paths_per_replicate on."""
        return self.replicates * self.paths_per_replicate

    def training(self) -> Draws:
        """Return draws apart from these, on which what is decided along the paths is fitted: always the same ones."""
        if not self._training:
            seed = int.from_bytes(hashlib.blake2b(f"training {self.seed}".encode(), digest_size=6).digest(), "big")
            self._training.append(Draws.for_paths(seed, min(self.paths, TRAINING), self.mode, self.priced_by))
        return self._training[0]

    def store(self, grid: TimeGrid) -> Store:
        """Return what all futures of these draws over some steps have in common."""
        return self._stores.setdefault(grid, Store(Kept(max(LIMIT, PER_PATH * self.paths))))

    def uniform(self, name: str, slot: int | None = None) -> Float[ndarray, " path"]:
        """Draw one number between 0 and 1, both excluded, for every path.

        Args:
            name: What it is for; keys the scrambling, or the plain stream.
            slot: Its Sobol dimension at level 0; two names must not share one. Without a slot there is one number in
                each equal part of a replicate, in an order of its own.
        """
        key = ("uniform", name, slot)
        if key not in self._kept:
            every = range(self.replicates)
            drawn = self._spread(name)(every) if slot is None else self._laid_out(self._points(name, slot, 0, 1)(every))
            self._kept[key] = locked(drawn[0])
        return self._kept[key]

    def normals(self, name: str, slot: int, grid: TimeGrid) -> Float[ndarray, "path step"]:
        """Draw the standardised increments of a Brownian motion over the steps of a grid.

        Args:
            name: What it is for; keys the scrambling, or the plain stream.
            slot: Its Sobol dimensions; two names must not share one.
            grid: The steps; the bridge runs over their actual lengths in calendar years.

        Returns:
            Standard normals, independent over steps; a view of storage by step.
        """
        key = ("normals", name, slot, grid.edges, grid.days_of_year)
        if key not in self._kept:
            self._kept[key] = locked(self._increments(name, slot, grid))
        return self._kept[key].T

    def far(self, grid: TimeGrid) -> int:
        """Return the edge of a grid on which the bridges stand first."""
        if self.priced_by is None:
            return grid.steps
        distances = np.abs(np.asarray(grid.edges[1:]) - self.priced_by)
        return 1 + int(np.argmin(distances))

    def _increments(self, name: str, slot: int, grid: TimeGrid) -> Float[ndarray, "step path"]:
        """Draw as many replicates at once as stay in the processor's cache until they are done."""
        times, points = tuple(year_times(grid).tolist()), self.points(name, slot, grid.steps)
        result, size = np.empty((grid.steps, self.paths)), self.paths_per_replicate
        together = max(1, TOGETHER // size)
        for first in range(0, self.replicates, together):
            last = min(first + together, self.replicates)
            normals = self._normals(points(range(first, last)))
            result[:, first * size : last * size] = (
                bridge.increments(times, normals, self.far(grid)) if self.mode == "sobol" else normals
            )
        return result

    def _normals(self, points: Points) -> Float[ndarray, "level path"]:
        """Return the normals of some points, by whole blocks where these are asked for."""
        size, shift = self.paths_per_replicate, points.shift
        if size < PARTS or not shift.size:
            normals = self._laid_out(points)
            normal_quantile(normals)
            return normals
        normal_quantile(points.uniforms)
        blocks = block_normals(points.numbers.reshape(shift.size, -1), shift.ravel(), size)
        return np.concatenate([blocks.reshape(len(shift), points.uniforms.shape[1]), points.uniforms])

    def _laid_out(self, points: Points) -> Float[ndarray, "level path"]:
        """Return points as numbers between 0 and 1."""
        quasi = sobol.points(points.numbers, points.shift, self.paths_per_replicate) * 2.0**-sobol.BITS
        quasi += 0.5 * 2.0**-sobol.BITS
        return np.concatenate([quasi.reshape(len(quasi), points.uniforms.shape[1]), points.uniforms])

    def points(self, name: str, slot: int, steps: int) -> Callable[[Sequence[int]], Points]:
        """Return what the normals of a slot are made of, for some of the replicates.

        Args:
            name: What they are for.
            slot: Their Sobol dimensions.
            steps: How many steps there are.
        """
        return self._points(name, slot, 1, steps, at_least=DOUBLINGS)

    def _points(
        self, name: str, slot: int, first: int, count: int, at_least: int = 0
    ) -> Callable[[Sequence[int]], Points]:
        """Lay out levels `first` to `first + count - 1`; those beyond the Sobol table are plain."""
        dimensions = dimension(range(first, first + count), slot)
        inside = int(np.sum(dimensions < sobol.DIMENSIONS)) if self.mode == "sobol" else 0
        columns = max((self.paths_per_replicate - 1).bit_length(), at_least)
        numbers = sobol.direction_numbers(dimensions[:inside], columns)[:, None]
        beyond = self._halves if self.mode == "median" else partial(self._plain, name, first + inside)
        plain = beyond(count - inside)

        def points(replicates: Sequence[int]) -> Points:
            words = self._words("scramble", name, replicates, first, inside, sobol.WORDS) >> np.uint64(32)
            return Points(*sobol.scrambled(numbers, words.astype(np.uint32)), plain(replicates))

        return points

    def _plain(self, name: str, first: int, count: int) -> Replicates:
        def draw(replicates: Sequence[int]) -> Float[ndarray, "level path"]:
            words = self._words("plain", name, replicates, first, count, self.paths_per_replicate) >> np.uint64(11)
            found: Float[ndarray, "level path"] = (words.astype(float) + 0.5) * 2.0**-53
            return found.reshape(count, len(replicates) * self.paths_per_replicate)

        return draw

    def _halves(self, count: int) -> Replicates:
        return lambda replicates: np.full((count, len(replicates) * self.paths_per_replicate), BEFORE_HALF)

    def _spread(self, name: str) -> Replicates:
        """Draw one uniform in each of the equal parts of every replicate; plain draws stay independent."""
        if self.mode == "median":
            return self._halves(1)
        plain = self._plain(name, 0, 1)
        if self.mode == "plain":
            return plain

        def draw(replicates: Sequence[int]) -> Float[ndarray, "level path"]:
            words = self._words("order", name, replicates, 0, 1, self.paths_per_replicate)
            found = np.argsort(words, axis=-1, kind="stable").reshape(1, -1) + plain(replicates)
            return np.asarray(found / self.paths_per_replicate)

        return draw

    def _words(
        self, purpose: str, name: str, replicates: Sequence[int], first: int, count: int, width: int
    ) -> UInt64[ndarray, "level replicate word"]:
        """Return random words for levels of some replicates: each has a stream, where every level has its place."""
        found = np.empty((count, len(replicates), width), dtype=np.uint64)
        for place, replicate in enumerate(replicates if count else ()):
            text = "\x1f".join((purpose, str(self.seed), name, str(replicate)))
            key = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little")
            drawn = np.random.Philox(key=key).random_raw((first + count) * width)
            found[:, place] = drawn.reshape(first + count, width)[first:]
        return found
