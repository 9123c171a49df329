"""Draw the bargain: every package a dot, the zone, what each side holds without a deal, the frontier, the solutions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dealwright.show import number, theme
from dealwright.show.charts.frontier_frame import Frame, frame_of
from dealwright.show.charts.labels import Box, Wanted, line_boxes, placed, point_box
from dealwright.show.charts.layers import haloed, number_labels, position, ticks
from dealwright.show.charts.picture import Panel, Table, significant
from dealwright.show.charts.text_width import text_width
from dealwright.show.words import capital, listed, path_words, solution_name, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.result import Bargain, Point
    from dealwright.engine.result import Valuation
    from dealwright.show.charts.labels import Place
    from dealwright.show.charts.picture import Rows, Spec
    from dealwright.show.number import Scale

MOST_DOTS = 1_000
"""More dots than this say nothing more; the figure's foot says how many are drawn."""

_WIDE, _TALL = 652, 470
_NARROW, _SHORT = 320, 360
_AXIS = 36
_SHORT_NAMES = {"kalai_smorodinsky": "Kalai-Smor."}


@dataclass(frozen=True, slots=True)
class _Sides:
    """The two parties on the axes."""

    keys: tuple[str, str]
    names: tuple[str, str]
    shorts: tuple[str, str]
    tokens: tuple[str, str]


def frontier_panel(found: Bargain, valuation: Valuation, scale: Scale) -> Panel:
    """Draw the bargain between its first two parties.

    Args:
        found: the bargain; its first party lies on the horizontal axis.
        valuation: the results, for the parties' names, places and beliefs.
        scale: the scale of both axes.
    """
    sides = _sides(found, valuation)
    frame = frame_of(found, sides.keys, scale.factor)
    values = _values(found)
    data: dict[str, Rows] = {
        "dots": [
            *_dots(cloud(found), frame, values, "package"),
            *_dots(found.frontier, frame, values, "on the frontier"),
            *_solutions(found, frame, values),
        ],
        "hull": [{"x": significant(x), "y": significant(y)} for x, y in frame.hull],
        "zone": frame.zone,
        "held": [{"x": significant(frame.held[0]), "y": significant(frame.held[1])}],
        "bands": _bands(found, valuation, frame),
    }
    wide, labels = _layout(found, sides, frame, _WIDE, values, scale.title(valuation.currency))
    narrow, short_labels = _layout(found, sides, frame, _NARROW, values, scale.title(valuation.currency))
    data |= {"labels": labels, "short": short_labels}
    return Panel("frontier", "", "", wide, narrow, data, width=_WIDE)


def cloud(found: Bargain) -> Sequence[Point]:
    """Return the packages to draw as dots: together with the frontier no more than a thousand."""
    room = max(0, MOST_DOTS - len(found.frontier))
    if len(found.cloud) <= room:
        return found.cloud
    step = len(found.cloud) / max(1, room)
    return [found.cloud[int(place * step)] for place in range(room)]


def _sides(found: Bargain, valuation: Valuation) -> _Sides:
    first, second = found.between[:2]
    order = list(valuation.parties) or list(found.between)
    cards = [valuation.parties.get(key) for key in (first, second)]
    names = (valuation.name_of(first), valuation.name_of(second))
    shorts = tuple((card.short or card.name) if card else name for card, name in zip(cards, names, strict=True))
    tokens = tuple(
        theme.party_token(order.index(key) if key in order else place) for place, key in enumerate((first, second))
    )
    return _Sides((first, second), names, (shorts[0], shorts[1]), (tokens[0], tokens[1]))


def _values(found: Bargain) -> list[list[str]]:
    """Collect the values each term takes, so that a dot can name its package by small numbers."""
    packages = [point.package for point in (*found.cloud, *found.frontier)]
    packages += [solution.package for solution in found.solutions.values()]
    return [
        list(dict.fromkeys(package[path] for package in packages if path in package)) for path in found.paths_of_terms
    ]


def _coded(package: Mapping[str, str], found: Bargain, values: list[list[str]]) -> dict[str, int]:
    return {
        f"t{place}": values[place].index(package[path])
        for place, path in enumerate(found.paths_of_terms)
        if path in package
    }


def _dots(points: Sequence[Point], frame: Frame, values: list[list[str]], kind: str) -> Rows:
    return [
        {"x": significant(x), "y": significant(y), "k": kind, **_coded(point.package, frame.found, values)}
        for point in points
        for x, y in (frame.place(point.certainty_equivalent),)
        if frame.shows(x, y)
    ]


def _solutions(found: Bargain, frame: Frame, values: list[list[str]]) -> Rows:
    rows = []
    for names, solution in grouped(found):
        x, y = frame.place(solution.certainty_equivalent)
        name = listed([solution_name(each) for each in names])
        rows.append(
            {"x": significant(x), "y": significant(y), "k": name, "s": 1, **_coded(solution.package, found, values)}
        )
    return rows


def grouped(found: Bargain) -> list[tuple[list[str], Any]]:
    """Group the solutions that name the same package, which the picture labels once."""
    groups: dict[int, tuple[list[str], Any]] = {}
    for name, solution in found.solutions.items():
        groups.setdefault(solution.number, ([], solution))[0].append(name)
    return list(groups.values())


def _bands(found: Bargain, valuation: Valuation, frame: Frame) -> Rows:
    """Return the belief about what each side holds without a deal, where there is one."""
    rows: Rows = []
    scenario = valuation.scenarios.get(valuation.no_deal or "")
    for side, party in enumerate(found.between[:2]):
        worth = scenario.parties.get(party) if scenario else None
        if worth is not None and worth.belief_band is not None:
            low, high = (significant(value / frame.factor) for value in worth.belief_band)
            rows.append({"side": side, "low": low, "high": high})
    return rows


def _layout(
    found: Bargain, sides: _Sides, frame: Frame, width: int, values: list[list[str]], unit: str
) -> tuple[Spec, Rows]:
    narrow = width == _NARROW
    height = _SHORT if narrow else _TALL
    names = sides.shorts if narrow else sides.names
    x = position("x", frame.x, {"title": f"worth to {names[0]}, {unit} →", "grid": True, **_axis(frame.x, width // 90)})
    y = position("y", frame.y, {"title": f"↑ worth to {names[1]}, {unit}", **_axis(frame.y, height // 80)})
    labels = _labels(found, sides, frame, (width - _AXIS, height), narrow=narrow)
    tips = _tips(found, sides, unit)
    first, second = sides.tokens
    xy = {"x": x, "y": y}

    def rule(channel: str, token: str) -> Spec:
        return {
            "data": {"name": "held"},
            "mark": {"type": "rule", "style": f"{token}-line", "strokeWidth": 1.5},
            "encoding": {channel: xy[channel]},
        }

    layers: list[Spec] = [
        {
            "data": {"name": "zone"},
            "mark": {"type": "area", "style": "zone"},
            "encoding": {**xy, "y2": {"field": "lo"}},
        },
        _band(0, f"{first}-band", "x", x),
        _band(1, f"{second}-band", "y", y),
        _points("cloud", "datum.k === 'package'", xy),
        rule("x", first),
        rule("y", second),
        {
            "data": {"name": "hull"},
            "mark": {"type": "line", "style": "frontier"},
            "encoding": {**xy, "order": {"field": "x"}},
        },
        _leaders("short" if narrow else "labels", x, y),
        _points("solution", "datum.s === 1", xy),
        *_written("short" if narrow else "labels", labels, xy),
        _answers(xy, tips, _lookups(values)),
    ]
    return {"height": height, "padding": {"left": 0, "right": 8, "top": 14, "bottom": 6}, "layer": layers}, labels


def _axis(domain: tuple[float, float], about: int) -> Spec:
    return {"values": ticks(*domain, max(3, about)), "labelExpr": number_labels()}


def _band(side: int, style: str, channel: str, axis: Spec) -> Spec:
    low = {**axis, "field": "low"}
    return {
        "data": {"name": "bands"},
        "transform": [{"filter": f"datum.side === {side}"}],
        "mark": {"type": "rect", "style": style},
        "encoding": {channel: low, f"{channel}2": {"field": "high"}},
    }


def _lookups(values: list[list[str]]) -> list[Spec]:
    """Give a dot its package in words, looked up only when a page asks for it."""
    words = [json.dumps([value_words(value) for value in said], ensure_ascii=False) for said in values]
    return [{"calculate": f"{said}[datum.t{place}]", "as": f"w{place}"} for place, said in enumerate(words)]


def _tips(found: Bargain, sides: _Sides, unit: str) -> list[Spec]:
    terms = [
        {"field": f"w{place}", "type": "nominal", "title": capital(path_words(path))}
        for place, path in enumerate(found.paths_of_terms)
    ]
    worths = [
        {"field": channel, "type": "quantitative", "format": ",.1f", "title": f"{name}, {unit}"}
        for channel, name in zip(("x", "y"), sides.names, strict=True)
    ]
    return [{"field": "k", "type": "nominal", "title": "Package"}, *terms, *worths]


def _points(style: str, test: str, xy: Spec) -> Spec:
    return {
        "data": {"name": "dots"},
        "transform": [{"filter": test}],
        "mark": {"type": "point", "style": style, "filled": True},
        "encoding": xy,
    }


def _answers(xy: Spec, tips: list[Spec], lookups: list[Spec]) -> Spec:
    """Let every package answer to a pointer near it: a ring, and the package in words."""
    nearest = {"type": "point", "on": "pointerover", "nearest": True, "clear": "pointerout"}
    return {
        "data": {"name": "dots"},
        "transform": lookups,
        "params": [{"name": "near", "select": nearest}],
        "mark": {"type": "point", "style": "hovered"},
        "encoding": {
            **xy,
            "opacity": {"condition": {"param": "near", "empty": False, "value": 1}, "value": 0},
            "tooltip": tips,
        },
    }


def _labels(found: Bargain, sides: _Sides, frame: Frame, size: tuple[float, float], *, narrow: bool) -> Rows:
    """Compute where every word of the picture stands, in the units of its axes."""
    width, height = size
    points = [frame.pixel(frame.place(solution.certainty_equivalent), size) for _, solution in grouped(found)]
    held = frame.pixel(frame.held, size)
    fixed = _fixed(sides, frame, held, size, narrow=narrow)
    hull = [frame.pixel(point, size) for point in frame.hull]
    taken = [point_box(*point) for point in points] + [row["box"] for row in fixed]
    soft = (
        line_boxes(hull)
        + line_boxes([(held[0], 0.0), (held[0], height)])
        + line_boxes([(0.0, held[1]), (width, held[1])])
    )
    wanted = [
        Wanted(
            listed([_SHORT_NAMES.get(name, solution_name(name)) if narrow else solution_name(name) for name in names]),
            *point,
        )
        for (names, _), point in zip(grouped(found), points, strict=True)
    ]
    middle = _frontier_word(hull)
    places = placed([*wanted, *middle], Box(0, 0, width, height), taken, soft)
    rows = [
        _row(label, place, frame, size, "label-accent" if number_ < len(wanted) else "label-strong")
        for number_, (label, place) in enumerate(zip([*wanted, *middle], places, strict=True))
        if place is not None
    ]
    return [*rows, *({key: value for key, value in row.items() if key != "box"} for row in fixed)]


def _frontier_word(hull: list[tuple[float, float]]) -> list[Wanted]:
    if not hull:
        return []
    place = hull[int(len(hull) * 0.8)]
    return [Wanted("frontier", *place)]


def _row(label: Wanted, place: Place, frame: Frame, size: tuple[float, float], style: str) -> dict[str, Any]:
    x, y = frame.unpixel((place.x, place.y), size)
    px, py = frame.unpixel((label.x, label.y), size)
    pad = {"left": 4, "right": -4, "center": 0}[place.align] if place.leader else 0
    return {
        "x": significant(x, 5),
        "y": significant(y, 5),
        "px": significant(px, 5),
        "py": significant(py, 5),
        "s": label.text,
        "al": place.align,
        "dx": pad,
        "st": style,
        "lead": int(place.leader),
    }


def _fixed(
    sides: _Sides, frame: Frame, held: tuple[float, float], size: tuple[float, float], *, narrow: bool
) -> list[dict[str, Any]]:
    """Place the words that belong to the lines themselves: who walks below what, and the zone."""
    width, height = size
    amounts = [number.plain(value, number.decimals_of(value)) for value in frame.held]
    verb = " " if narrow else " walks below "
    texts = [
        f"{name}{verb}{amount}" for name, amount in zip(sides.shorts if narrow else sides.names, amounts, strict=True)
    ]
    right = held[0] + text_width(texts[0], bold=True) + 12 < width
    rows = [
        _word(
            texts[0],
            (held[0] + (6 if right else -6), height - 10),
            "left" if right else "right",
            f"{sides.tokens[0]}-label",
        ),
        _word(texts[1], (4, held[1] + 10), "left", f"{sides.tokens[1]}-label"),
    ]
    if frame.zone:
        corner = (held[0] + 8, held[1] - 11)
        rows.append(_word("zone" if narrow else "zone of agreement", corner, "left", "label-accent"))
    for row in rows:
        x, y = frame.unpixel((row["x"], row["y"]), size)
        row |= {"x": significant(x, 5), "y": significant(y, 5), "px": significant(x, 5), "py": significant(y, 5)}
    return rows


def _word(text: str, at: tuple[float, float], align: str, style: str) -> dict[str, Any]:
    wide = text_width(text, bold=True)
    left = at[0] if align == "left" else at[0] - wide
    box = Box(left, at[1] - 8, left + wide, at[1] + 8)
    return {"x": at[0], "y": at[1], "s": text, "al": align, "dx": 0, "st": style, "lead": 0, "box": box}


def _leaders(data: str, x: Spec, y: Spec) -> Spec:
    return {
        "data": {"name": data},
        "transform": [{"filter": "datum.lead === 1"}],
        "mark": {"type": "rule", "style": "leader"},
        "encoding": {"x": x, "y": y, "x2": {"field": "px"}, "y2": {"field": "py"}},
    }


def _written(data: str, labels: Rows, xy: Spec) -> list[Spec]:
    layers = []
    for style, align in sorted({(row["st"], row["al"]) for row in labels}):
        for dx in sorted({row["dx"] for row in labels if (row["st"], row["al"]) == (style, align)}):
            test = f"datum.st === '{style}' && datum.al === '{align}' && datum.dx === {dx}"
            texts = haloed(data, style, {**xy, "text": {"field": "s"}}, align=align, dx=dx)
            layers += [text | {"transform": [{"filter": test}]} for text in texts]
    return layers


def frontier_table(found: Bargain, valuation: Valuation, scale: Scale, most: int = 60) -> Table:
    """Return the frontier as a table: each package and what it is worth to each side."""
    step = max(1, -(-len(found.frontier) // most))
    points = found.frontier[::step]
    worths = [number.column([point.certainty_equivalent[party] for point in points], scale) for party in found.between]
    rows = [
        (*(value_words(point.package.get(path, "")) for path in found.paths_of_terms), *cells)
        for point, *cells in zip(points, *worths, strict=True)
    ]
    head = [capital(path_words(path)) for path in found.paths_of_terms]
    parties = [f"{valuation.name_of(party)}, {scale.title(valuation.currency)}" for party in found.between]
    return Table((*head, *parties), tuple(rows))
