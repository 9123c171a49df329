"""Say which bargaining power a package implies: under which powers the Nash solution would name it.

Powers are at least zero and sum to one. A package is the Nash solution under those by which no rival has a larger mean
logarithm of gains, so they lie where all rows `log(rival gain / own gain)` have a mean of at most zero. Of many rows
few bind: they are brought in one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.linear_programme import EXACT, least_loss

if TYPE_CHECKING:
    from jaxtyping import Float

    Powers = Float[np.ndarray, " party"]
    Rows = Float[np.ndarray, "row party"]

LEVEL = 1e-9
"""Means of logarithms that differ by less are equal, and so are powers."""


@dataclass(frozen=True, slots=True)
class ImpliedPower:
    """Hold the powers under which a package is the Nash solution.

    Attributes:
        ranges: the least and the largest power of each party, 0 to 1, the others' to match; None if no powers explain
            the package.
        central: powers in the middle of all that do, one per party; None likewise.
        forgone: what the party that loses most could still gain in a package that is better for all, in the unit of
            the gains; 0 on the frontier.
    """

    ranges: tuple[tuple[float, float], ...] | None
    central: tuple[float, ...] | None
    forgone: float

    @property
    def low(self) -> float | None:
        """The least power of the first party; None if no powers explain the package."""
        return None if self.ranges is None else self.ranges[0][0]

    @property
    def high(self) -> float | None:
        """The largest power of the first party; None likewise."""
        return None if self.ranges is None else self.ranges[0][1]

    @property
    def unique(self) -> bool:
        """Whether there is one set of powers that explains the package, and no other."""
        return self.ranges is not None and all(high - low <= LEVEL for low, high in self.ranges)


def implied_power(gain: Float[np.ndarray, "party package"], signed: int) -> ImpliedPower:
    """Say which powers make a package the asymmetric Nash solution.

    On a grid of packages they are many: the solution stays put while the powers move a little. With two parties they
    are an interval; with more they fill a convex set, of which the ranges are the shadows, and the central powers a
    point as deep inside all of these as there is. Off the frontier no powers explain the package, and the distance to
    the frontier is given instead; nor may any where it lies in a hollow of the frontier.

    Args:
        gain: gain of each acceptable package to each party, at least zero.
        signed: place of the package in question; all parties gain in it.

    Returns:
        The powers, or the distance.

    Raises:
        ValueError: if a party does not gain in the package.

    Example:
        >>> implied = implied_power(np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]), 1)
        >>> f"{implied.low:.3f} to {implied.high:.3f}"
        '0.369 to 0.631'
    """
    own = gain[:, signed]
    if not (own > 0).all():
        raise ValueError("the implied power is that of parties who all gain")
    forgone = float(np.maximum(0.0, (gain - own[:, None]).min(axis=0)).max())
    rows = advantages(gain, own)
    size = np.abs(rows).max(axis=1, initial=0.0)
    unit = rows[size > 0] / size[size > 0][:, None]
    if len(own) == 2:  # noqa: PLR2004 - the powers of two lie on a line
        return _on_a_line(unit, forgone)
    cone = Cone(unit)
    if cone.excess > LEVEL:
        return ImpliedPower(None, None, forgone)
    bound = max(cone.excess, 0.0)
    low, high = cone.ranges(bound)
    return ImpliedPower(
        tuple(zip(low.tolist(), high.tolist(), strict=True)), tuple(cone.middle(bound).tolist()), forgone
    )


def _on_a_line(rows: Rows, forgone: float) -> ImpliedPower:
    """Say which powers of two parties no row has a mean over zero of: each row is an end of an interval."""
    slope, level = rows[:, 0] - rows[:, 1], rows[:, 1]
    steep = np.abs(slope) > EXACT
    ends = -level[steep] / slope[steep]
    low = float(ends[slope[steep] < 0].max(initial=0.0))
    high = float(ends[slope[steep] > 0].min(initial=1.0))
    if low > high + LEVEL or (level[~steep] > LEVEL).any():
        return ImpliedPower(None, None, forgone)
    low, high = (low, high) if low <= high else ((low + high) / 2, (low + high) / 2)
    middle = (low + high) / 2
    return ImpliedPower(((low, high), (1.0 - high, 1.0 - low)), (middle, 1.0 - middle), forgone)


def nearest_power(gain: Float[np.ndarray, "party package"], signed: Powers) -> Powers:
    """Find the powers by which a package is nearest to the Nash solution.

    Args:
        gain: what the parties gain in each package that all accept; those without a gain for one of them do not count.
        signed: what they gain in the package in question, all more than nothing.

    Returns:
        The powers w at which the largest product of gains, each to the power of its party, is the smallest multiple of
        that of the package. The logarithm of the multiple is convex in w, so there is one smallest value; of several
        w one in their middle is named.
    """
    cone = Cone(np.vstack([advantages(gain, signed), np.zeros(len(signed))]))
    return cone.middle(cone.excess)


def advantages(gain: Float[np.ndarray, "party package"], own: Powers) -> Rows:
    """Take the logarithm of what the parties gain in each package in which all gain, over what they gain in one."""
    return np.ascontiguousarray(np.log(gain[:, (gain > 0).all(axis=0)] / own[:, None]).T)


class Cone:
    """Powers by which no row has a mean over some bound; rows that never bind cost one look."""

    def __init__(self, rows: Rows) -> None:
        """Find the least bound that any powers keep.

        Args:
            rows: what is averaged by the powers, one column per party.
        """
        self.rows = rows
        self.parties = rows.shape[1]
        self._few = np.unique(rows.argmax(axis=0)).tolist() if len(rows) else []
        nothing = np.zeros((0, self.parties + 1)), np.zeros(0)
        least = np.append(np.zeros(self.parties), 1.0)
        self.excess = float(self._solved(least, 1.0, 0.0, *nothing)[-1]) if len(rows) else 0.0
        ways = np.eye(self.parties)[: None if self.parties > 2 else 1]  # noqa: PLR2004 - two powers mirror each other
        self._ends = [np.append(side * way, 0.0) for way in ways for side in (1.0, -1.0)]
        self._nothing = nothing

    def ranges(self, bound: float) -> tuple[Powers, Powers]:
        """Return the least and the largest power of each party by which no row is over a bound."""
        ends = np.array([self._solved(end, 0.0, bound, *self._nothing)[:-1] for end in self._ends])
        return ends.min(axis=0), ends.max(axis=0)

    def middle(self, bound: float) -> Powers:
        """Return such powers as deep inside the ranges of all parties as they may be."""
        low, high = self.ranges(bound)
        each, width = np.eye(self.parties), (high - low)[:, None]
        inside = np.vstack([np.hstack([-each, width]), np.hstack([each, width])])
        deepest = np.append(np.zeros(self.parties), -1.0)
        return self._solved(deepest, 0.0, bound, inside, np.concatenate([-low, high]))[:-1]

    def _solved(
        self,
        loss: Float[np.ndarray, " unknown"],
        slack: float,
        bound: float,
        more: Float[np.ndarray, "row unknown"],
        most: Float[np.ndarray, " row"],
    ) -> Float[np.ndarray, " unknown"]:
        """Minimise a loss of the powers and an unknown t: rows @ powers <= bound + slack t, and some more rows."""
        ends = [*[(0.0, 1.0)] * self.parties, (None, None) if slack else (0.0, 1.0)]
        while True:  # each round brings in another row
            rows = np.column_stack([self.rows[self._few], np.full(len(self._few), -slack)])
            over = np.concatenate([np.full(len(self._few), bound + EXACT), most])
            found = least_loss(loss, np.vstack([rows, more]), over, ends)
            if found.status != 0:
                raise ArithmeticError(f"powers were not found: {found.message}")
            means = self.rows @ found.x[:-1] - bound - slack * found.x[-1]
            if not len(means) or means.max() <= 2 * EXACT or int(means.argmax()) in self._few:
                return np.asarray(found.x)
            self._few.append(int(means.argmax()))
