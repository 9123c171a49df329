"""Draw areas stacked on each other, each named at its right end, with numbered verticals where something changes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from dealwright.show.charts.edge_names import Named, edge_layers, edge_names
from dealwright.show.charts.layers import text_layer
from dealwright.show.charts.picture import Panel, significant
from dealwright.show.charts.text_width import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.charts.axis import Axis
    from dealwright.show.charts.picture import Rows, Spec

_LEFT = 46.0
"""Room of the upright axis, in pixels."""
_MARK_GAP = 5.0
_ABOVE = 22.0


@dataclass(frozen=True, slots=True)
class Band:
    """One area of a stack.

    Attributes:
        name: whose it is.
        token: colour token.
        shade: `strong`, `mid`, `soft` or `faint`.
        values: its height at each place of the axis.
        told: its value at each place as a reader would write it.
        end: what stands after its name at the right end; empty for nothing.
    """

    name: str
    token: str
    shade: str
    values: tuple[float, ...]
    told: tuple[str, ...]
    end: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a stack is drawn in.

    Attributes:
        across: the horizontal axis.
        upright: the vertical axis, from 0.
        places: where each value of a band stands; the same place twice makes a step.
        marks: verticals, numbered from 1 in this order.
        point: how each place is told to who points at it.
    """

    across: Axis
    upright: Axis
    places: tuple[float, ...]
    marks: tuple[float, ...] = ()
    point: tuple[str, ...] = ()


def stacked_panel(
    name: str,
    heading: str,
    bands: Sequence[Band],
    frame: Frame,
    *,
    width: int = 640,
    narrow: int = 335,
    height: int = 300,
) -> Panel:
    """Draw a stack, the first band lowest.

    Args:
        name: unique on the page.
        heading: what it shows; empty if it is the figure's only panel.
        bands: the areas.
        frame: axes, places and marks.
        width: pixels that the wide layout is made for.
        narrow: pixels that the phone's layout is made for.
        height: of the plot, in pixels.
    """
    tops = _tops(bands)
    rows: Rows = [
        {"x": significant(at, 6), "b": place, "lo": significant(low, 5), "hi": significant(high, 5)}
        for place, (below, above) in enumerate(pairwise([[0.0] * len(frame.places), *tops]))
        for at, low, high in zip(frame.places, below, above, strict=True)
    ]
    data: dict[str, Rows] = {"bands": rows, "slices": _slices(bands, frame)}
    layouts = [_layout(bands, tops, frame, size, height, data) for size in (width, narrow)]
    return Panel(name, heading, "", layouts[0], layouts[1], data, width=width)


def _tops(bands: Sequence[Band]) -> list[list[float]]:
    """Return the upper edge of each band at each place."""
    tops: list[list[float]] = []
    for band in bands:
        below = tops[-1] if tops else [0.0] * len(band.values)
        tops.append([low + value for low, value in zip(below, band.values, strict=True)])
    return tops


def _slices(bands: Sequence[Band], frame: Frame) -> Rows:
    """Return a strip around each place, which answers to a pointer with what every band is there."""
    rows: Rows = []
    if not frame.point:
        return rows
    parts = frame.places
    for place, at in enumerate(parts):
        left, right = parts[max(place - 1, 0)], parts[min(place + 1, len(parts) - 1)]
        ends = ((left + at) / 2, (at + right) / 2)
        if ends[1] > ends[0]:
            told = {f"t{number}": band.told[place] for number, band in enumerate(bands)}
            rows.append({"x": significant(ends[0], 6), "x2": significant(ends[1], 6), "at": frame.point[place], **told})
    return rows


def _layout(
    bands: Sequence[Band],
    tops: Sequence[Sequence[float]],
    frame: Frame,
    width: int,
    height: int,
    data: dict[str, Rows],
) -> Spec:
    areas = [
        Named(band.name, band.token, (tops[place][-1] + (tops[place - 1][-1] if place else 0.0)) / 2, band.end)
        for place, band in enumerate(bands)
        if any(band.values)
    ]
    names, room = edge_names(areas[::-1], frame.across.high, frame.upright, (width, height))
    plot = max(80.0, width - _LEFT - room)
    suffix = f"-{width}"
    data[f"names{suffix}"] = names
    data[f"marks{suffix}"] = _numbers(frame, plot)
    stretched = (plot + room) / plot
    x, y = frame.across.channel("x", stretched=stretched), frame.upright.channel("lo")
    return {
        "height": height,
        "padding": {"left": 0, "right": 2, "top": _ABOVE if frame.marks else 8, "bottom": 6},
        "layer": [
            *(layer for place, band in enumerate(bands) for layer in _area(place, band, x, y)),
            *_marked(f"marks{suffix}", x, y, frame),
            *edge_layers(f"names{suffix}", names, x, y),
            *_pointed(bands, x, y, frame),
        ],
    }


def _area(place: int, band: Band, x: Spec, y: Spec) -> list[Spec]:
    own = {"data": {"name": "bands"}, "transform": [{"filter": f"datum.b === {place}"}]}
    style = f"{band.token}-{band.shade}"
    filled = {"mark": {"type": "area", "style": style}, "encoding": {"x": x, "y": y, "y2": {"field": "hi"}}}
    above = {"mark": {"type": "line", "style": "edge"}, "encoding": {"x": x, "y": {**y, "field": "hi"}}}
    return [own | filled, own | above]


def _numbers(frame: Frame, plot: float) -> Rows:
    """Number the marks; those that stand too close to each other for two numbers share a place: `2–4`."""
    groups = number_groups([frame.across.part(at) * plot for at in frame.marks])
    rows: Rows = [{"x": significant(at, 6), "n": ""} for at in frame.marks]
    for first, last in groups:
        middle = frame.across.part(frame.marks[first]) + frame.across.part(frame.marks[last])
        rows.append({"x": significant(frame.across.value(middle / 2), 6), "n": _group_text(first, last)})
    return rows


def number_groups(places: Sequence[float]) -> list[tuple[int, int]]:
    """Put marks together, first and last of each group, until every group's number has room beside the next one's.

    Args:
        places: where the marks stand, in pixels, rising.
    """
    groups = [(place, place) for place in range(len(places))]
    while True:
        lacks = [_room(groups[at], groups[at + 1], places) for at in range(len(groups) - 1)]
        if not lacks or min(lacks) >= 0:
            return groups
        at = lacks.index(min(lacks))
        groups[at : at + 2] = [(groups[at][0], groups[at + 1][1])]


def _room(left: tuple[int, int], right: tuple[int, int], places: Sequence[float]) -> float:
    """Return the pixels between the numbers of two groups, beyond the least there must be."""
    centres = [(places[first] + places[last]) / 2 for first, last in (left, right)]
    widths = [text_width(_group_text(*group), bold=True) for group in (left, right)]
    return centres[1] - centres[0] - sum(widths) / 2 - _MARK_GAP


def _group_text(first: int, last: int) -> str:
    return str(first + 1) if first == last else f"{first + 1}–{last + 1}"


def _marked(data: str, x: Spec, y: Spec, frame: Frame) -> list[Spec]:
    if not frame.marks:
        return []
    top = {"datum": frame.upright.high}
    fixed = {key: value for key, value in y.items() if key != "field"}
    number = {"x": x, "y": {**fixed, **top}, "text": {"field": "n"}}
    return [
        {
            "data": {"name": data},
            "mark": {"type": "rule", "style": "breakpoint"},
            "encoding": {"x": x, "y": fixed | {"datum": frame.upright.low}, "y2": top},
        },
        text_layer(data, "label-strong", number, dy=-10, clip=False),
    ]


def _pointed(bands: Sequence[Band], x: Spec, y: Spec, frame: Frame) -> list[Spec]:
    if not frame.point:
        return []
    lowest = {key: value for key, value in y.items() if key != "field"} | {"datum": frame.upright.low}
    tips = [{"field": "at", "title": frame.across.title}]
    tips += [{"field": f"t{place}", "title": band.name} for place, band in reversed(list(enumerate(bands)))]
    return [
        {
            "data": {"name": "slices"},
            "mark": {"type": "rect", "opacity": 0},
            "encoding": {
                "x": x,
                "x2": {"field": "x2"},
                "y": lowest,
                "y2": {"datum": frame.upright.high},
                "tooltip": tips,
            },
        }
    ]
