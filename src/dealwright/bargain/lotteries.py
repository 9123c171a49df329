"""Let two parties draw lots between packages: solutions on the convex hull in expected utility, mapped back to money.

A party with risk tolerance rho has the utility rho (1 - exp(-gain / rho)) of its gain over the reservation value:
zero there, and worth one unit of money per unit at the margin. Without a risk tolerance it is the gain itself, which
is also how problems that are stated in utilities are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.frontier import frontier
from dealwright.bargain.solutions import TIE, powers
from dealwright.engine.measures import FAINT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float, Int

Utilities = tuple[float, float]
"""Expected utility of either party."""

Chances = tuple[tuple[int, float], ...]
"""Numbers of packages and their probabilities."""

DEEPEST = 600.0
"""A package that costs a party this many risk tolerances is never drawn: its utility is no double."""


@dataclass(frozen=True, slots=True)
class Lottery:
    """A draw between packages, and what it is worth: at most two packages where two parties bargain.

    Attributes:
        chances: number of each package drawn and its probability, over 0 to 1.
        utility: expected utility of the gain, per party.
        gain: what the party would take for sure instead, over its reservation value.
    """

    chances: Chances
    utility: tuple[float, ...]
    gain: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Hull:
    """Hold the part of the hull's edge that both parties accept, from the second's best to the first's best.

    Attributes:
        corners: expected utilities of the corners, rising for the first party.
        chances: how each corner is drawn: number of each package and its probability.
        vertices: numbers of the packages on the edge of the whole hull, also beyond what both accept.
        gain: gain of every package over the reservation values.
        risk_tolerance: of each party; None if its utility is the gain.
    """

    corners: tuple[Utilities, ...]
    chances: tuple[Chances, ...]
    vertices: tuple[int, ...]
    gain: Float[np.ndarray, "two package"]
    risk_tolerance: tuple[float | None, float | None]

    @staticmethod
    def of(
        gain: Float[np.ndarray, "two package"],
        least: Float[np.ndarray, " two"],
        risk_tolerance: tuple[float | None, float | None],
    ) -> Hull:
        """Draw the hull of all packages and cut it where a party refuses.

        Args:
            gain: gain of every package over the reservation values, of any sign.
            least: gain under which each party refuses, at least zero.
            risk_tolerance: of each party; None if its utility is the gain.

        Returns:
            The edge; without corners if no lottery suits both.
        """
        utility = np.array([utility_of(each, rho) for each, rho in zip(gain, risk_tolerance, strict=True)])
        needed = tuple(float(utility_of(each, rho)) for each, rho in zip(least, risk_tolerance, strict=True))
        usable = np.flatnonzero(np.isfinite(utility).all(axis=0))
        edge = usable[_edge(utility[:, usable])]
        corners = [(float(first), float(second)) for first, second in utility[:, edge].T]
        chances = [((int(number), 1.0),) for number in edge]
        cut = _cut(corners, chances, 0, needed[0])
        cut = _cut(cut[0][::-1], cut[1][::-1], 1, needed[1])
        vertices = tuple(int(number) for number in edge)
        return Hull(tuple(cut[0][::-1]), tuple(cut[1][::-1]), vertices, gain, risk_tolerance)

    @property
    def ideal(self) -> tuple[float, float]:
        """The most expected utility each party can have if the other only gets what it must."""
        return self.corners[-1][0], self.corners[0][1]

    def at(self, place: int, share: float = 0.0) -> Lottery:
        """Describe the point a share of the way from one corner to the next.

        Args:
            place: the corner's place.
            share: how far to the next corner, 0 to 1.

        Returns:
            The lottery.
        """
        there = min(place + 1, len(self.corners) - 1)
        chances = _mixed(self.chances[place], self.chances[there], share)
        drawn = self.gain[:, [number for number, _ in chances]]
        chance = np.array([each for _, each in chances])
        first, second = (sure_gain(each, chance, rho) for each, rho in zip(drawn, self.risk_tolerance, strict=True))
        return Lottery(chances, _between(self.corners[place], self.corners[there], share), (first, second))


def utility_of(gain: Float[np.ndarray, "*shape"] | float, risk_tolerance: float | None) -> Float[np.ndarray, "*shape"]:
    """Turn gains into utility.

    Args:
        gain: gain over the reservation value, in currency.
        risk_tolerance: in currency; None if utility is the gain.

    Returns:
        rho (1 - exp(-gain / rho)); minus infinity for a loss past all measure.
    """
    if risk_tolerance is None:
        return np.asarray(gain, dtype=np.float64)
    exponent = np.asarray(gain, dtype=np.float64) / -risk_tolerance
    lost = exponent > DEEPEST
    return np.where(lost, -np.inf, -risk_tolerance * np.expm1(np.where(lost, 0.0, exponent)))


def sure_gain(gain: Float[np.ndarray, " package"], chance: Float[np.ndarray, " package"], rho: float | None) -> float:
    """Say which gain for sure is as good as a lottery.

    Args:
        gain: gain in each of the packages drawn, in currency.
        chance: their probabilities, summing to one.
        rho: risk tolerance, in currency; None if utility is the gain.

    Returns:
        The certainty equivalent of the gain, in currency.
    """
    if rho is None:
        return float(gain @ chance)
    least = gain.min()
    exponent = (least - gain) / rho
    if exponent.min() > -FAINT:
        return float(least - rho * np.log1p(chance @ np.expm1(exponent)))
    return float(least - rho * np.log(chance @ np.exp(exponent)))


def nash_lottery(hull: Hull, power: Float[np.ndarray, " two"] | None = None) -> Lottery:
    """Choose the largest product of expected utilities, each to the power of its party.

    Args:
        hull: the edge, with a corner.
        power: bargaining power of each party; None if equal.

    Returns:
        The lottery.
    """
    first, second = (float(each) for each in powers(2, power))

    def best(here: Utilities, there: Utilities) -> float:
        move = there[0] - here[0], there[1] - here[1]
        return -(first * here[1] / move[1] + second * here[0] / move[0])

    def product(utility: tuple[float, ...]) -> float:
        return float(max(0.0, utility[0]) ** first * max(0.0, utility[1]) ** second)

    points = [hull.at(place) for place in range(len(hull.corners))]
    for place, (here, there) in enumerate(pairwise(hull.corners)):
        share = best(here, there)
        if 0 < share < 1:
            points.append(hull.at(place, share))
    return max(points, key=lambda point: product(point.utility))


def kalai_smorodinsky_lottery(hull: Hull) -> Lottery:
    """Choose the edge's point at which both have the same share of their ideal utility.

    Args:
        hull: the edge, with a corner.

    Returns:
        The lottery.
    """
    return _where_level(hull, hull.ideal)


def egalitarian_lottery(hull: Hull) -> Lottery:
    """Choose the edge's point at which both have the same utility, or the nearest to it.

    Args:
        hull: the edge, with a corner.

    Returns:
        The lottery.
    """
    return _where_level(hull, (1.0, 1.0))


def utilitarian_lottery(hull: Hull) -> Lottery:
    """Choose the corner with the largest sum of utilities; of equal ones, the first package.

    Args:
        hull: the edge, with a corner.

    Returns:
        The lottery: a sure package, unless a party's refusal cuts the edge there.
    """
    total = [first + second for first, second in hull.corners]
    slack = TIE * max(abs(each) for corner in hull.corners for each in corner)
    tied = [place for place, each in enumerate(total) if each >= max(total) - slack]
    return hull.at(min(tied, key=lambda place: hull.chances[place]))


def _where_level(hull: Hull, unit: Utilities) -> Lottery:
    """Find where both utilities, each in its unit, are level; the end nearest to it if nowhere."""
    if 0.0 in unit:
        return hull.at(len(hull.corners) - 1 if unit[1] == 0.0 else 0)
    lead = [first / unit[0] - second / unit[1] for first, second in hull.corners]
    if lead[0] >= 0:
        return hull.at(0)
    for place, (here, there) in enumerate(pairwise(lead)):
        if there >= 0:
            return hull.at(place, here / (here - there))
    return hull.at(len(lead) - 1)


def _edge(utility: Float[np.ndarray, "two package"]) -> Int[np.ndarray, " vertex"]:
    """Walk the undominated packages and keep the corners of their hull (one of each set of equal packages)."""
    undominated = frontier(utility)
    vertices: list[int] = []
    for number in (int(each) for each in undominated):
        point = utility[:, number]
        if vertices and (utility[:, vertices[-1]] == point).all():
            continue
        while len(vertices) > 1 and _turns_out(utility[:, vertices[-2]], utility[:, vertices[-1]], point):
            vertices.pop()
        vertices.append(number)
    return np.array(vertices, dtype=np.intp)


def _turns_out(
    before: Float[np.ndarray, " two"], corner: Float[np.ndarray, " two"], after: Float[np.ndarray, " two"]
) -> bool:
    """Say whether a corner lies on or under the line from the one before to the one after."""
    (left, up), (right, down) = corner - before, after - before
    return bool(left * down - up * right >= 0)


def _cut(
    corners: Sequence[Utilities], chances: Sequence[Chances], party: int, needed: float
) -> tuple[list[Utilities], list[Chances]]:
    """Drop the edge's start, where a party rises towards what it needs; begin at exactly that."""
    kept = next((place for place, corner in enumerate(corners) if corner[party] >= needed), None)
    if kept is None:
        return [], []
    points, draws = list(corners[kept:]), list(chances[kept:])
    if kept > 0 and corners[kept][party] > needed:
        here, there = corners[kept - 1], corners[kept]
        share = (needed - here[party]) / (there[party] - here[party])
        first, second = _between(here, there, share)
        points.insert(0, (needed, second) if party == 0 else (first, needed))
        draws.insert(0, _mixed(chances[kept - 1], chances[kept], share))
    return points, draws


def _between(here: Utilities, there: Utilities, share: float) -> Utilities:
    return here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1])


def _mixed(here: Chances, there: Chances, share: float) -> Chances:
    """Draw one lottery or the other."""
    drawn: dict[int, float] = {}
    for chances, weight in ((here, 1 - share), (there, share)):
        for number, chance in chances:
            drawn[number] = drawn.get(number, 0.0) + weight * chance
    return tuple((number, chance) for number, chance in sorted(drawn.items()) if chance > 0)
