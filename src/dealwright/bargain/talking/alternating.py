"""Alternating offers when both know everything: what backward induction leaves each side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray


def backward_induction(
    gains: Float[ndarray, "party package"], patience: tuple[float, float], periods: int, first: int = 0
) -> tuple[int, Float[ndarray, " party"]] | None:
    """Play offers in turn on a set of packages, from the last period back.

    In each period one side offers a package and the other accepts or waits a period, after which it is its turn; after
    the last period there is no deal. The one who offers takes, of what the other accepts rather than waits, the best
    for itself, and of equals the best for the other.

    Args:
        gains: What each of two parties gains from each package over no deal, if it is agreed at once.
        patience: What a gain one period later is worth of a gain now, to each, 0 to 1.
        periods: How many offers there may be, at least one.
        first: Who offers first, 0 or 1.

    Returns:
        The package agreed at once, and what it leaves each; None where no package suits both.

    Source:
        Rubinstein, Perfect equilibrium in a bargaining model, Econometrica 50(1), 1982; with finitely many offers:
        Stahl, Bargaining theory, Stockholm School of Economics, 1972.
    """
    ahead, agreed = np.zeros(2), -1
    slack = 1e-12 * max(1.0, float(np.abs(gains).max()))
    for left in range(periods):
        mover = (first + periods - 1 - left) % 2
        waiting = np.array(patience) * ahead
        fits = np.flatnonzero((gains >= waiting[:, None] - slack).all(axis=0))
        if len(fits) == 0:
            return None
        agreed = int(fits[np.lexsort((-gains[1 - mover, fits], -gains[mover, fits]))[0]])
        ahead = gains[:, agreed].astype(float)
    return agreed, ahead


def rubinstein(patience: tuple[float, float], periods: int | None = None) -> float:
    """Return the share of a pie that the side takes which offers first.

    Args:
        patience: What a pie one period later is worth of one now, to the first side and to the second, 0 to 1.
        periods: How many offers there may be; none for no end.

    Returns:
        Its share: (1 - d2) / (1 - d1 d2) without an end.

    Source:
        As `backward_induction`.

    Example:
        >>> rubinstein((0.5, 0.5))
        0.6666666666666666
        >>> rubinstein((0.5, 0.5), periods=2)
        0.5
    """
    own, other = patience
    if periods is None:
        return 0.5 if own == other == 1 else (1 - other) / (1 - own * other)
    share = 1.0
    for left in range(1, periods):
        waiting = other if (periods - left) % 2 == 1 else own
        share = 1 - waiting * share
    return share
