"""Find places for labels that cover no other, no point and no line: eight round the point, then with a leader."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from dealwright.show.charts.text_width import text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HEIGHT = 15.0
_GAP = 9.0
_LEADERS = (26.0, 42.0, 60.0, 82.0, 106.0, 134.0, 164.0)
_DIRECTIONS = 24
_EIGHT = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether two rectangles share any area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def inside(self, other: Box) -> bool:
        """Tell whether this rectangle lies within another."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label to place: its text and the point it names, in pixels."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a label's anchor stands, in pixels, and which end of the text it holds.

    Attributes:
        x: the anchor, left or right end of the text.
        y: the text's middle.
        align: `left` or `right`, or `center` above and below the point.
        leader: whether a line leads from the point to the anchor.
        box: what the text covers.
    """

    x: float
    y: float
    align: str
    leader: bool
    box: Box


def point_box(x: float, y: float, radius: float = 6.0) -> Box:
    """Return the box that a point covers."""
    return Box(x - radius, y - radius, x + radius, y + radius)


def line_boxes(line: Sequence[tuple[float, float]], step: float = 6.0) -> list[Box]:
    """Cover a polyline with small boxes, so that labels keep off it."""
    boxes = []
    for (x0, y0), (x1, y1) in pairwise(line):
        pieces = max(1, int(math.hypot(x1 - x0, y1 - y0) / step))
        boxes += [
            point_box(x0 + (x1 - x0) * piece / pieces, y0 + (y1 - y0) * piece / pieces, 3.0)
            for piece in range(pieces + 1)
        ]
    return boxes


def placed(wanted: Iterable[Wanted], frame: Box, taken: Sequence[Box], soft: Sequence[Box] = ()) -> list[Place | None]:
    """Place labels one after another, the important ones first.

    Args:
        wanted: the labels in order of importance.
        frame: the plot's inside, in pixels.
        taken: what no label may cover: points, reserved words.
        soft: what a label should not cover if another place exists: lines.

    Returns:
        A place per label; None for one that found no room, which then belongs into the list beside the picture.
    """
    covered = list(taken)
    places: list[Place | None] = []
    for label in wanted:
        place = _first_free(label, frame, [*covered, *soft]) or _first_free(label, frame, covered)
        places.append(place)
        if place is not None:
            covered.append(place.box)
            if place.leader:
                covered += line_boxes([(label.x, label.y), (place.x, place.y)])[2:]
    return places


def spread(wanted: Sequence[float], apart: float, floor: float) -> list[float]:
    """Move heights, top to bottom, as little as is needed to stand so far from each other above a floor.

    Args:
        wanted: where each would stand, in pixels below the top, in this order.
        apart: least distance between two.
        floor: lowest place.

    Example:
        >>> spread([10, 12, 90], 14, 80)
        [10, 24, 80]
    """
    places: list[float] = []
    for want in wanted:
        places.append(max(want, places[-1] + apart) if places else want)
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], floor)
        floor = places[index] - apart
    return places


def _first_free(label: Wanted, frame: Box, covered: Sequence[Box]) -> Place | None:
    own = point_box(label.x, label.y, 5.0)
    for place in _candidates(label):
        leader = line_boxes([(label.x, label.y), (place.x, place.y)])[3:] if place.leader else []
        blocked = any(
            place.box.meets(box) or any(piece.meets(box) for piece in leader) for box in covered if box != own
        )
        if place.box.inside(frame) and not blocked:
            return place
    return None


def _candidates(label: Wanted) -> Iterable[Place]:
    width = text_width(label.text, bold=True)
    for across, down in _EIGHT:
        yield _place(label, (across * _GAP * (0.8 if down else 1), down * _GAP * (1.6 if not across else 1.1)), width)
    for reach in _LEADERS:
        for turn in range(_DIRECTIONS):
            # Up and to the right first: packages lie below and to the left of the frontier.
            angle = math.pi / 4 + (turn + 1) // 2 * (2 * math.pi / _DIRECTIONS) * (1 if turn % 2 else -1)
            yield _place(label, (reach * math.cos(angle), -reach * math.sin(angle)), width, leader=True)


def _place(label: Wanted, shift: tuple[float, float], width: float, *, leader: bool = False) -> Place:
    across, down = shift
    x, y = label.x + across, label.y + down
    align = "center" if across == 0 else "left" if across > 0 else "right"
    pad = 4.0 if leader and align != "center" else 0.0
    left = {"left": x + pad, "right": x - pad - width, "center": x - width / 2}[align]
    return Place(x, y, align, leader, Box(left, y - _HEIGHT / 2, left + width, y + _HEIGHT / 2))
