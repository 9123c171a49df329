"""Alternating offers when both know everything: what backward induction leaves each side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

BISECTIONS = 200
MOST_PATIENT = 1 - 1e-9
"""A side that does not mind waiting is taken for one that minds it this little, or nothing would be settled."""


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


def without_end(gains: Float[ndarray, "party package"], patience: tuple[float, float]) -> tuple[float, float] | None:
    """Say what two sides gain who offer in turn without an end, and may draw lots between packages.

    The first offers (u, f(u)) on the frontier such that the other is as well off as with its own offer a period later,
    which leaves the first d1 u: f(u) = d2 f(d1 u). Where the frontier is a straight line this is Rubinstein's share.

    Args:
        gains: What each of two parties gains from each package over no deal.
        patience: What a gain one period later is worth of a gain now, to each, under 1.

    Returns:
        What the first to offer gains, and the other; None where no package suits both.

    Source:
        As `backward_induction`; for any frontier: Binmore, Rubinstein and Wolinsky, The Nash bargaining solution in
        economic modelling, RAND Journal of Economics 17(2), 1986.

    Example:
        >>> import numpy as np
        >>> without_end(np.array([[0.0, 1.0], [1.0, 0.0]]), (0.5, 0.5))
        (0.6666666666666666, 0.33333333333333337)
    """
    own, other = gains[:, (gains >= 0).all(axis=0)]
    if len(own) == 0:
        return None
    across, up = _hull(own, other)
    patience = (min(patience[0], MOST_PATIENT), min(patience[1], MOST_PATIENT))
    low, high = 0.0, float(across[-1])
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        left = np.interp(middle, across, up) - patience[1] * np.interp(patience[0] * middle, across, up)
        low, high = (middle, high) if left > 0 else (low, middle)
    return high, float(np.interp(high, across, up))


def _hull(own: Float[ndarray, " package"], other: Float[ndarray, " package"]) -> tuple[ndarray, ndarray]:
    """Return the corners of the concave frontier, from where the other side gains most to where the first does."""
    order = np.lexsort((-other, own))
    corners: list[tuple[float, float]] = [(0.0, float(other.max()))]
    for x, y in zip(own[order].tolist(), other[order].tolist(), strict=True):
        while len(corners) > 1 and _under(corners[-2], corners[-1], (x, y)):
            corners.pop()
        if x > corners[-1][0]:
            corners.append((x, y))
    return np.array([x for x, _ in corners]), np.array([y for _, y in corners])


def _under(first: tuple[float, float], middle: tuple[float, float], last: tuple[float, float]) -> bool:
    """Tell whether the middle of three corners lies under the line through the others, or on it."""
    return (middle[1] - first[1]) * (last[0] - first[0]) <= (last[1] - first[1]) * (middle[0] - first[0])
