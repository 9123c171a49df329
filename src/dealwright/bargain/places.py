"""Say of each package which of a path's values it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jaxtyping import Int
    from numpy import ndarray

    from dealwright.bargain.packages import World

WHOLE = slice(None)


def places_in(
    world: World, values: Mapping[str, Sequence[str]], first: slice = WHOLE, second: slice = WHOLE
) -> dict[str, Int[ndarray, " package"]]:
    """Say of every package of a world, or of some of its super-columns, which value each path has.

    Args:
        world: The world.
        values: Values of each negotiable path.
        first: Which super-columns of the first half.
        second: Which super-columns of the second half.

    Returns:
        The value's place among those of its path, in the order of the packages; paths in the order of the file.
    """
    axes = [np.arange(size)[part] for size, part in zip(world.index.shape, (WHOLE, first, second), strict=True)]
    shape = tuple(len(axis) for axis in axes)
    found = {
        path: np.full(shape, list(values[path]).index(value), np.int32).ravel()
        for path, value in world.overrides.items()
    }
    for axis, paths, option in _options(world, axes):
        for path, place in zip(paths, np.unravel_index(option, [len(values[path]) for path in paths]), strict=True):
            along = place.astype(np.int32).reshape([-1 if other == axis else 1 for other in range(len(shape))])
            found[path] = np.broadcast_to(along, shape).ravel()
    return {path: found[path] for path in values}


def _options(
    world: World, axes: Sequence[Int[ndarray, " _"]]
) -> Iterator[tuple[int, tuple[str, ...], Int[ndarray, " _"]]]:
    """Go through the groups that have a choice: their axis, their paths, and their option along it."""
    if world.plan.stakes:
        yield 0, world.plan.stakes, axes[0]
    for axis, half in enumerate(world.index.halves, start=1):
        options = np.unravel_index(axes[axis], [world.index.options[place] for place in half]) if half else ()
        for place, option in zip(half, options, strict=True):
            if place < len(world.plan.groups) and world.plan.groups[place].paths:
                yield axis, tuple(world.plan.groups[place].paths), option
