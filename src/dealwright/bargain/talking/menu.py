"""Choose the packages that talks are looked at on: those offered, the efficient ones, and a spread of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.frontier import frontier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray
    from numpy.random import Generator

    from dealwright.bargain.packages import Grid

EFFICIENT, OTHERS = 140, 110
"""So many efficient packages, and others, are looked at most."""


def menu_of(
    grid: Grid, gains: Float[ndarray, "party package"], offered: Sequence[Mapping[str, str]], random: Generator
) -> list[dict[str, str]]:
    """Choose a menu.

    Args:
        grid: All packages.
        gains: What each gains each party over no deal, at central beliefs; by their places in `grid.worth`.
        offered: Packages of the log.
        random: Where chance comes from.

    Returns:
        Packages, each once: first those offered, then efficient ones evenly along the frontier, then others by chance.
    """
    efficient = np.asarray(frontier(gains))
    best = np.maximum(gains.max(axis=1), 0.0)
    near = efficient[(gains[:, efficient] >= -best[:, None]).all(axis=0)]
    near = near if len(near) else efficient
    along = near[np.unique(np.linspace(0, len(near) - 1, min(EFFICIENT, len(near))).astype(int))]
    count = gains.shape[1]
    others = random.permutation(count)[:OTHERS] if count > OTHERS else np.arange(count)
    numbers = grid.numbered([int(place) for place in dict.fromkeys([*along.tolist(), *others.tolist()])])
    chosen = [dict(package) for package in offered] + [dict(grid.package(number)) for number in numbers]
    return list({tuple(package.items()): package for package in chosen}.values())
