"""Name areas at the right edge of a drawing, each beside its middle, none over another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.show.charts.labels import spread
from dealwright.show.charts.layers import haloed
from dealwright.show.charts.picture import significant
from dealwright.show.charts.text_width import shortened, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.charts.axis import Axis
    from dealwright.show.charts.picture import Rows, Spec

LEADER = 22.0
"""Pixels from the edge to a name."""
_APART = 13.5
_MOST_NAME = 0.42
"""Part of a drawing's width that names may take, but no more than so many"""
_MOST_PIXELS = 250.0
"""pixels."""


@dataclass(frozen=True, slots=True)
class Named:
    """An area to name.

    Attributes:
        name: what it is called.
        token: its colour.
        middle: the value at the middle of its edge.
        end: what stands after its name, whole; empty for nothing.
    """

    name: str
    token: str
    middle: float
    end: str = ""


def edge_names(areas: Sequence[Named], at: float, upright: Axis, size: tuple[int, int]) -> tuple[Rows, float]:
    """Place names at the right edge.

    Args:
        areas: what to name, the topmost first.
        at: where the edge is on the horizontal axis.
        upright: the vertical axis.
        size: width of the drawing and height of the plot, in pixels.

    Returns:
        Rows of data, and the pixels that the names need.
    """
    width, height = size
    wanted = [(1 - upright.part(area.middle)) * height for area in areas]
    rows: Rows = []
    for area, stands in zip(areas, spread(wanted, _APART, height - 9.0), strict=True):
        text = _written(area, min(_MOST_NAME * width, _MOST_PIXELS) - LEADER)
        rows.append(
            {
                "x": significant(at, 6),
                "my": significant(area.middle, 5),
                "lo": significant(upright.low + (1 - stands / height) * (upright.high - upright.low), 5),
                "s": text,
                "p": area.token,
            }
        )
    return rows, max((text_width(str(row["s"]), bold=True) for row in rows), default=0.0) + LEADER


def _written(area: Named, room: float) -> str:
    """Write a name with what stands after it; where there is no room for both, a whole name goes first."""
    if not area.end:
        return shortened(area.name, room)
    whole = f"{area.name}, {area.end}"
    if text_width(whole) <= room:
        return whole
    if text_width(area.name) <= room:
        return area.name
    return f"{shortened(area.name, room - text_width(f', {area.end}'))}, {area.end}"


def edge_layers(data: str, rows: Rows, x: Spec, y: Spec) -> list[Spec]:
    """Draw the names of `edge_names` with a line to each.

    Args:
        data: the name of the rows' data set.
        rows: the rows.
        x: the horizontal channel, on the field `x`.
        y: the vertical channel, on the field `lo`.
    """
    layers: list[Spec] = [
        {
            "data": {"name": data},
            "mark": {"type": "rule", "style": "leader", "x2Offset": LEADER - 6, "clip": False},
            "encoding": {"x": x, "x2": {"field": "x"}, "y": {**y, "field": "my"}, "y2": {"field": "lo"}},
        }
    ]
    for token in dict.fromkeys(str(row["p"]) for row in rows):
        own = {"transform": [{"filter": f"datum.p === '{token}'"}]}
        encoding = {"x": x, "y": y, "text": {"field": "s"}}
        texts = haloed(data, f"{token}-label", encoding, align="left", dx=LEADER - 3, clip=False)
        layers += [text | own for text in texts]
    return layers
