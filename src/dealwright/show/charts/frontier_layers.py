"""Lay out the bargain's picture: its layers in order, for a page and for a phone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dealwright.show.charts.frontier_words import grouped, labels
from dealwright.show.charts.layers import haloed, number_labels, position, ticks
from dealwright.show.charts.text_width import shortened, text_width
from dealwright.show.words import capital

if TYPE_CHECKING:
    from dealwright.bargain.result import Bargain
    from dealwright.show.charts.frontier_frame import XY, Frame
    from dealwright.show.charts.frontier_words import Sides, Words
    from dealwright.show.charts.picture import Rows, Spec

_WIDE, _TALL = 652, 470
_NARROW, _SHORT = 320, 360
_BESIDE = 400
"""Pixels that a panel has at least where it stands beside others, a panel for each pair of several parties."""
_AXIS = 36
_PAIR = 2
_FAINTEST = 0.08
"""Opacity of a package that nobody signs."""
_REACH = 240
"""Area in which a dot answers to a pointer, in square pixels."""

_CHANCE = "isValid(datum.a) ? format(datum.a, '.0%') : '–'"


def layout(found: Bargain, sides: Sides, frame: Frame, words: Words, *, narrow: bool) -> tuple[Spec, Rows]:
    """Return the picture's layers and the words they write.

    Args:
        found: the bargain.
        sides: the two parties on the axes.
        frame: the picture's domains and lines.
        words: what its words are made from.
        narrow: whether it is for a phone.
    """
    width, height = (_NARROW, _SHORT) if narrow else (wide_of(found), _TALL)
    names = sides.names(narrow=narrow)
    room = width - _AXIS - text_width(f"↑ worth to , {words.unit}")
    first, second = (shortened(name, room) for name in names)
    across = {"title": f"worth to {first}, {words.unit} →", "grid": True, **_axis(frame.x, width // 90)}
    up = {"title": f"↑ worth to {second}, {words.unit}", **_axis(frame.y, height // 80)}
    xy = {"x": position("x", frame.x, across), "y": position("y", frame.y, up)}
    rows = labels(grouped(found), sides, frame, (width - _AXIS, height), narrow=narrow)
    data = "short" if narrow else "labels"
    layers: list[Spec] = [
        {
            "data": {"name": "zone"},
            "mark": {"type": "area", "style": "zone"},
            "encoding": {**xy, "y2": {"field": "lo"}},
        },
        _band(0, f"{sides.token(0)}-band", "x", xy["x"]),
        _band(1, f"{sides.token(1)}-band", "y", xy["y"]),
        _points("cloud", "!datum.k", xy),
        _rule({"x": xy["x"]}, sides.token(0)),
        _rule({"y": xy["y"]}, sides.token(1)),
        _line("hull", "frontier", xy),
        _line("finer", "frontier-finer", xy),
        *_signed(found, xy),
        *_offered(found, sides, xy),
        _leaders(data, xy),
        _points("solution", "datum.s === 1", xy),
        *([] if sides.story.chosen is None else [_chosen(xy)]),
        *_written(data, rows, xy),
        _answers(found, words, (*names, *(sides.name(key, narrow=narrow) for key in frame.others)), xy),
    ]
    return {"height": height, "padding": {"left": 0, "right": 8, "top": 14, "bottom": 6}, "layer": layers}, rows


def wide_of(found: Bargain) -> int:
    """Return how wide a panel is drawn on a page, in pixels: it stands alone, or beside those of other pairs."""
    return _WIDE if len(found.between) <= _PAIR else _BESIDE


def _axis(domain: XY, about: int) -> Spec:
    return {"values": ticks(*domain, max(3, about)), "labelExpr": number_labels()}


def _band(side: int, style: str, channel: str, axis: Spec) -> Spec:
    return {
        "data": {"name": "bands"},
        "transform": [{"filter": f"datum.side === {side}"}],
        "mark": {"type": "rect", "style": style},
        "encoding": {channel: {**axis, "field": "low"}, f"{channel}2": {"field": "high"}},
    }


def _points(style: str, test: str, xy: Spec) -> Spec:
    """Draw packages without words for who does not see them: each is said once, by the layer that answers."""
    return {
        "data": {"name": "dots"},
        "transform": [{"filter": test}],
        "mark": {"type": "point", "style": style, "filled": True, "aria": False},
        "encoding": xy,
    }


def _chosen(xy: Spec) -> Spec:
    """Ring the package on the table."""
    return {"data": {"name": "chosen"}, "mark": {"type": "point", "style": "chosen"}, "encoding": xy}


def _signed(found: Bargain, xy: Spec) -> list[Spec]:
    """Draw the packages of the frontier in the colour of agreement, the fuller the likelier all sign."""
    if found.beliefs is None:
        return []
    full = {"field": "a", "type": "quantitative", "scale": {"domain": [0, 1], "range": [_FAINTEST, 1]}, "legend": None}
    drawn = _points("signed", "isValid(datum.a)", xy)
    return [drawn | {"encoding": {**xy, "opacity": full}}]


def _offered(found: Bargain, sides: Sides, xy: Spec) -> list[Spec]:
    """Draw the offers of the talks: a dashed path per party that made some, and a square for each."""
    layers: list[Spec] = []
    for token in dict.fromkeys(sides.story.token(offer.by) for offer in found.offers):
        own = {"data": {"name": "dots"}, "transform": [{"filter": f"datum.p === '{token}'"}]}
        line = {"mark": {"type": "line", "style": f"{token}-dash"}, "encoding": {**xy, "order": {"field": "o"}}}
        mark = {"type": "point", "style": ["offer", token], "shape": "square", "filled": True, "aria": False}
        layers += [own | line, own | {"mark": mark, "encoding": xy}]
    return layers


def _rule(encoding: Spec, token: str) -> Spec:
    return {
        "data": {"name": "held"},
        "mark": {"type": "rule", "style": f"{token}-line", "strokeWidth": 1.5},
        "encoding": encoding,
    }


def _line(data: str, style: str, xy: Spec) -> Spec:
    return {
        "data": {"name": data},
        "mark": {"type": "line", "style": style},
        "encoding": {**xy, "order": {"field": "x"}},
    }


def _leaders(data: str, xy: Spec) -> Spec:
    return {
        "data": {"name": data},
        "transform": [{"filter": "datum.lead === 1"}],
        "mark": {"type": "rule", "style": "leader"},
        "encoding": {**xy, "x2": {"field": "px"}, "y2": {"field": "py"}},
    }


def _written(data: str, rows: Rows, xy: Spec) -> list[Spec]:
    """Write the words, one layer per style and side of the point."""
    layers = []
    for style, align, dx in sorted({(row["st"], row["al"], row["dx"]) for row in rows}):
        test = f"datum.st === '{style}' && datum.al === '{align}' && datum.dx === {dx}"
        texts = haloed(data, style, {**xy, "text": {"field": "s"}}, align=align, dx=dx)
        layers += [text | {"transform": [{"filter": test}]} for text in texts]
    return layers


def _answers(found: Bargain, words: Words, names: tuple[str, ...], xy: Spec) -> Spec:
    """Let every package answer to a pointer near it: a ring, and the package in words."""
    # Not `nearest`: the cells it lays over the dots lose the words of nominal fields (Vega-Lite 6.4).
    near = {"type": "point", "on": "pointerover", "clear": "pointerout"}
    return {
        "data": {"name": "dots"},
        "transform": _lookups(found, words),
        "params": [{"name": "near", "select": near}],
        "mark": {"type": "point", "style": "hovered", "size": _REACH},
        "encoding": {
            **xy,
            "opacity": {"condition": {"param": "near", "empty": False, "value": 1}, "value": 0},
            "tooltip": _tips(found, words, names),
        },
    }


def _lookups(found: Bargain, words: Words) -> list[Spec]:
    """Give a dot its package in words, looked up only when a page asks for it."""
    known = [
        json.dumps([words.names.cell(path, value) if value else "as it stands" for value in said], ensure_ascii=False)
        for path, said in zip(found.paths_of_terms, words.values, strict=True)
    ]
    terms = [{"calculate": f"{said}[datum.t{place}]", "as": f"w{place}"} for place, said in enumerate(known)]
    signs = [] if found.beliefs is None else [{"calculate": _CHANCE, "as": "signs"}]
    return [*terms, *signs, {"calculate": "datum.k || 'in the cloud'", "as": "kind"}]


def _tips(found: Bargain, words: Words, names: tuple[str, ...]) -> list[Spec]:
    terms = [
        {"field": f"w{place}", "type": "nominal", "title": capital(words.names.path(path))}
        for place, path in enumerate(found.paths_of_terms)
    ]
    channels = ("x", "y", *(f"v{place}" for place in range(len(names) - 2)))
    worths = [
        {"field": channel, "type": "quantitative", "format": ",.4~r", "title": f"{name}, {words.unit}"}
        for channel, name in zip(channels, names, strict=True)
    ]
    signs = [] if found.beliefs is None else [{"field": "signs", "type": "nominal", "title": "All sign"}]
    return [{"field": "kind", "type": "nominal", "title": "Package"}, *terms, *worths, *signs]
