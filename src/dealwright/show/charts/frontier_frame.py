"""Fit the bargain into its picture: the axes' domains, the line of the frontier, the outline of the zone."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from dealwright.bargain.points import worth_to
from dealwright.show.charts.picture import significant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.result import Bargain
    from dealwright.show.charts.picture import Rows

XY = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """What the picture shows, in units of its scale.

    Attributes:
        found: the bargain.
        keys: the party on the horizontal axis, and the one on the vertical.
        factor: plain units in one unit of the axes.
        x: domain of the horizontal axis; `y` of the vertical.
        held: what the two hold without a deal.
        hull: the frontier's line, by rising worth to the first party.
        zone: outline of the zone: rows of `x`, `y`, and its floor `lo`.
    """

    found: Bargain
    keys: tuple[str, str]
    factor: float
    x: XY
    y: XY
    held: XY
    hull: tuple[XY, ...]
    zone: Rows

    def place(self, worth: Mapping[str, float]) -> XY:
        """Return a package's place on the axes."""
        return worth[self.keys[0]] / self.factor, worth[self.keys[1]] / self.factor

    @property
    def others(self) -> list[str]:
        """Who bargains, too, but stands on no axis."""
        return [party for party in self.found.between if party not in self.keys]

    def beside(self, worth: Mapping[str, float]) -> dict[str, float]:
        """Return what a package is worth to the others, for those who point at it."""
        return {f"v{place}": significant(worth[party] / self.factor) for place, party in enumerate(self.others)}

    def shows(self, x: float, y: float) -> bool:
        """Tell whether a place lies inside the picture."""
        return self.x[0] <= x <= self.x[1] and self.y[0] <= y <= self.y[1]

    def pixel(self, place: XY, size: XY) -> XY:
        """Return a place in pixels, y downwards, of a plot of that size."""
        across = (place[0] - self.x[0]) / (self.x[1] - self.x[0]) * size[0]
        down = (self.y[1] - place[1]) / (self.y[1] - self.y[0]) * size[1]
        return across, down

    def unpixel(self, pixel: XY, size: XY) -> XY:
        """Return the place on the axes of a pixel."""
        x = self.x[0] + pixel[0] / size[0] * (self.x[1] - self.x[0])
        y = self.y[1] - pixel[1] / size[1] * (self.y[1] - self.y[0])
        return x, y


def frame_of(found: Bargain, keys: tuple[str, str], factor: float) -> Frame:
    """Choose domains that show the frontier, the solutions and both lines, and most of the cloud.

    Args:
        found: the bargain.
        keys: the two parties on the axes.
        factor: plain units in one unit of the axes.
    """

    def on_axes(worth: Mapping[str, float]) -> XY:
        return worth[keys[0]] / factor, worth[keys[1]] / factor

    frontier, dots = (
        [(x / factor, y / factor) for x, y in zip(*(worth_to(points, key) for key in keys), strict=True)]
        for points in (found.frontier, found.cloud)
    )
    solutions = [on_axes(solution.certainty_equivalent) for solution in found.solutions.values()]
    offers = [on_axes(offer.certainty_equivalent) for offer in found.offers]
    held = on_axes({party: estimate.value for party, estimate in found.reservation.items()})
    errors = [found.reservation[key].standard_error / factor for key in keys]
    hull = near_hull(frontier, max(errors))
    highest = max((y for _, y in hull), default=0.0)
    hull = hull[next((place for place, (_, y) in enumerate(hull) if y == highest), 0) :]  # of more than two it may rise
    x, y = (
        _domain([dot[side] for dot in dots], [place[side] for place in (held, *solutions, *offers, *hull)])
        for side in (0, 1)
    )
    zone = zone_outline(hull, held) if found.zone else []
    return Frame(found, keys, factor, x, y, held, tuple(hull), zone)


def _domain(dots: Sequence[float], needed: Sequence[float]) -> XY:
    """Cover what must be seen, and the middle 98 % of the dots."""
    ordered = sorted(dots)
    cut = len(ordered) // 100
    kept = [*needed, *ordered[cut : len(ordered) - cut]]
    low, high = min(kept), max(kept)
    margin = 0.06 * (high - low) or 0.5
    return low - margin, high + margin


def near_hull(points: Sequence[XY], error: float) -> list[XY]:
    """Keep the undominated points within one standard error of their upper hull, so that the line does not stagger.

    Args:
        points: the frontier, in any order.
        error: one standard error, in the unit of the axes.

    Returns:
        Points by rising x, the hull's corners among them.

    Example:
        >>> near_hull([(0, 3), (1, 2.2), (2, 2.1), (3, 0)], 0.1)
        [(0, 3), (2, 2.1), (3, 0)]
    """
    ordered = sorted(points)
    hull: list[XY] = []
    for point in ordered:
        while len(hull) > 1 and _turn(hull[-2], hull[-1], point) >= 0:
            hull.pop()
        hull.append(point)
    corners, across = set(hull), [x for x, _ in hull]
    # Computing with floats may put a corner a hair below the line between others.
    return [point for point in ordered if point in corners or _below(point, hull, across) <= error]


def _turn(a: XY, b: XY, c: XY) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _below(point: XY, hull: Sequence[XY], across: Sequence[float]) -> float:
    """Return how far a point lies under the hull, whose corners lie at these places across."""
    place = min(bisect_right(across, point[0]), len(hull) - 1)
    left, right = hull[place - 1], hull[place]
    if right[0] <= left[0]:
        return 0.0
    share = (point[0] - left[0]) / (right[0] - left[0])
    return left[1] + share * (right[1] - left[1]) - point[1]


def zone_outline(hull: Sequence[XY], held: XY) -> Rows:
    """Return the area between both reservation lines and the frontier, cut exactly where the lines cross it.

    Example:
        >>> zone_outline([(0, 4), (4, 0)], (1, 1))
        [{'x': 1.0, 'y': 3.0, 'lo': 1.0}, {'x': 3.0, 'y': 1.0, 'lo': 1.0}]
    """
    floor = float(held[1])
    inner = [point for point in hull if point[0] > held[0] and point[1] > floor]
    start = _height_at(hull, held[0])
    outline = [(float(held[0]), start)] if start is not None and start > floor else []
    outline += inner
    end = _crossing(hull, floor, held[0])
    if end is not None:
        outline.append((end, floor))
    elif inner:
        outline.append((inner[-1][0], floor))
    if outline and outline[0][0] > held[0]:
        outline.insert(0, (float(held[0]), outline[0][1]))
    return [
        {"x": significant(float(x), 5), "y": significant(float(y), 5), "lo": significant(floor, 5)} for x, y in outline
    ]


def _height_at(hull: Sequence[XY], x: float) -> float | None:
    for left, right in pairwise(hull):
        if left[0] <= x <= right[0] and right[0] > left[0]:
            return left[1] + (x - left[0]) / (right[0] - left[0]) * (right[1] - left[1])
    return None


def _crossing(hull: Sequence[XY], floor: float, from_x: float) -> float | None:
    for left, right in pairwise(hull):
        if left[1] >= floor >= right[1] and left[1] > right[1]:
            x = left[0] + (left[1] - floor) / (left[1] - right[1]) * (right[0] - left[0])
            return x if x >= from_x else None
    return None
