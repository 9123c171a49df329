"""Divide several items between two parties by their points, so that both think they got the same (adjusted winner)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Division:
    """Hold who gets what.

    Attributes:
        first_gets: share of each item that goes to the first party, 0 to 1; at most one is split.
        points: what each party gets by its own points.
    """

    first_gets: Mapping[str, Fraction]
    points: tuple[Fraction, Fraction]

    @property
    def split(self) -> str | None:
        """The item that is divided, if one is."""
        return next((item for item, share in self.first_gets.items() if 0 < share < 1), None)


def adjusted_winner(items: Mapping[str, tuple[float, float]]) -> Division:
    """Give each item to whoever puts more points on it, then move items from the richer until both have the same.

    Items move in the order of the ratio of the two parties' points, the nearest to one first, and the last one in
    part. The result is envy-free, efficient among all divisions, and equal in points. It assumes that points add up
    and are stated honestly.

    Args:
        items: points of the first and of the second party on each item, at least zero; each party's sum to the same
            number.

    Returns:
        The division, in exact fractions.

    Raises:
        ValueError: if a number of points is negative or not finite, or the parties' sums differ.

    Source:
        Brams and Taylor, Fair division: from cake-cutting to dispute resolution, Cambridge University Press 1996,
        chapter 4.

    Example:
        >>> adjusted_winner({"house": (60, 40), "boat": (40, 60)}).points
        (Fraction(60, 1), Fraction(60, 1))
    """
    points = {item: (Fraction(first), Fraction(second)) for item, (first, second) in items.items()}
    if any(min(pair) < 0 for pair in points.values()):
        raise ValueError("points are at least zero")
    if sum(first for first, _ in points.values()) != sum(second for _, second in points.values()):
        raise ValueError("both parties must hand out the same number of points")
    first_gets = {item: Fraction(int(first >= second)) for item, (first, second) in points.items()}
    rich = 0 if _held(points, first_gets)[0] >= _held(points, first_gets)[1] else 1
    movable = [item for item, share in first_gets.items() if share == 1 - rich]
    for item in sorted(movable, key=lambda item: _ratio(points[item], rich)):
        held = _held(points, first_gets)
        excess = held[rich] - held[1 - rich]
        worth = sum(points[item])
        if excess <= 0 or not worth:
            continue
        moved = min(Fraction(1), excess / worth)
        first_gets[item] += moved if rich else -moved
    return Division(first_gets, _held(points, first_gets))


def _held(
    points: Mapping[str, tuple[Fraction, Fraction]], first_gets: Mapping[str, Fraction]
) -> tuple[Fraction, Fraction]:
    first = sum((points[item][0] * share for item, share in first_gets.items()), start=Fraction())
    second = sum((points[item][1] * (1 - share) for item, share in first_gets.items()), start=Fraction())
    return first, second


def _ratio(pair: tuple[Fraction, Fraction], rich: int) -> tuple[int, Fraction]:
    """Order what the richer holds by how much more it is worth to it; what is worth nothing to the other comes last."""
    mine, theirs = pair[rich], pair[1 - rich]
    return (0, mine / theirs) if theirs else (1, mine)
