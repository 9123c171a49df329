"""Draw one stacked column per event, with the shares written inside and whose they are named at the right."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.charts.axis import Axis
from dealwright.show.charts.edge_names import Named, edge_layers, edge_names
from dealwright.show.charts.layers import position
from dealwright.show.charts.picture import Panel, significant
from dealwright.show.charts.text_width import text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.charts.picture import Rows, Spec

_GAP = 0.11
_READABLE = 15.0
"""Pixels of height from which on a share is written inside its part."""
_LINE = 15
_MOST = 9
_SAME = 5e-4
"""A smaller change of every share does not show."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose parts of the columns have one colour.

    Attributes:
        name: what it is called.
        token: colour token.
        shade: `strong`, `mid`, `soft` or `faint`.
    """

    name: str
    token: str
    shade: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        when: the date, short.
        what: what happened, in few words.
        parts: the share of each owner, summing to 1.
        told: the day and what happened, for who points at it.
    """

    when: str
    what: str
    parts: tuple[float, ...]
    told: str


def drawn_columns(parts: Sequence[Sequence[float]], fixed: Sequence[bool]) -> list[int]:
    """Choose the times to draw: first, last, what is fixed, and those that change most since the one drawn before.

    Args:
        parts: the share of each owner, time by time.
        fixed: which times are drawn in any case.
    """
    kept = [0]
    for at in range(1, len(parts)):
        if fixed[at] or _change(parts[kept[-1]], parts[at]) > _SAME:
            kept.append(at)
    always = {kept[0], kept[-1], *(at for at in kept if fixed[at])}
    while len(kept) > max(_MOST, len(always)):
        inner = [place for place in range(1, len(kept)) if kept[place] not in always]
        # Small changes that follow each other add up: the one that is left out counts for the next.
        del kept[min(inner, key=lambda place: _change(parts[kept[place - 1]], parts[kept[place]]))]
    return kept


def _change(before: Sequence[float], after: Sequence[float]) -> float:
    """Return which part of the company changed hands."""
    return sum(abs(a - b) for a, b in zip(before, after, strict=True)) / 2


def columns_panel(
    name: str, heading: str, owners: Sequence[Owner], columns: Sequence[Column], *, most_narrow: int = 6
) -> Panel:
    """Draw columns, the first owner lowest.

    Args:
        name: unique on the page.
        heading: what it shows; empty if it is the figure's only panel.
        owners: in the order of the parts.
        columns: in the order of time.
        most_narrow: how many columns a phone has room for: the last and those before it that are spread evenly.
    """
    data: dict[str, Rows] = {}
    wide = _layout(owners, columns, (880, 300), data, "wide")
    few = _spread_evenly(columns, most_narrow)
    narrow = _layout(owners, few, (335, 260), data, "narrow")
    return Panel(name, heading, "", wide, narrow, data, width=880)


def _spread_evenly(columns: Sequence[Column], most: int) -> Sequence[Column]:
    if len(columns) <= most:
        return columns
    return [columns[round(step * (len(columns) - 1) / (most - 1))] for step in range(most)]


def _layout(
    owners: Sequence[Owner],
    columns: Sequence[Column],
    size: tuple[int, int],
    data: dict[str, Rows],
    suffix: str,
) -> Spec:
    width, height = size
    upright = Axis(0.0, 1.0, {}, "")
    across = float(len(columns))
    names, room = edge_names(_last(owners, columns[-1]), across - _GAP, upright, size)
    data[f"names-{suffix}"] = names
    per_column = (width - room) / across
    data[f"parts-{suffix}"] = _rows(owners, columns, height, per_column)
    x = position("x", (0.0, across * width / (width - room)), _axis(columns, per_column))
    y = position("lo", (0.0, 1.0), None)
    lines = 1 + max((len(_said(column, per_column)) for column in columns), default=0)
    return {
        "height": height,
        "padding": {"left": 0, "right": 2, "top": 4, "bottom": 6},
        "layer": [
            *(_parts(f"parts-{suffix}", place, owner, owners, x, y) for place, owner in enumerate(owners)),
            *_written(f"parts-{suffix}", x, y),
            *edge_layers(f"names-{suffix}", names, x, y),
        ],
        "usermeta": {"lines": lines},
    }


def _last(owners: Sequence[Owner], column: Column) -> list[Named]:
    areas: list[Named] = []
    below = 0.0
    for owner, part in zip(owners, column.parts, strict=True):
        if part > 0:
            areas.append(Named(owner.name, owner.token, below + part / 2, number.percent(part)))
        below += part
    return areas[::-1]


def _rows(owners: Sequence[Owner], columns: Sequence[Column], height: int, per_column: float) -> Rows:
    rows: Rows = []
    inside = (1 - 2 * _GAP) * per_column
    for place, column in enumerate(columns):
        below = 0.0
        for index, part in enumerate(column.parts):
            text = f"{100 * part:.0f}"
            fits = part * height >= _READABLE and text_width(text, bold=True) <= inside
            rows.append(
                {
                    "x": place + _GAP,
                    "x2": place + 1 - _GAP,
                    "mx": place + 0.5,
                    "b": index,
                    "lo": significant(below, 6),
                    "hi": significant(below + part, 6),
                    "mid": significant(below + part / 2, 6),
                    "s": text if fits else "",
                    "on": int(owners[index].shade == "strong"),
                    "at": column.told,
                    "v": number.percent(part, decimals=1),
                }
            )
            below += part
    return rows


def _said(column: Column, per_column: float) -> list[str]:
    return wrapped(column.what, per_column - 6, lines=3) if per_column >= 4 * _LINE else []


def _when(column: Column, per_column: float) -> list[str]:
    return [column.when] if text_width(column.when) + 4 <= per_column else column.when.split()


def _axis(columns: Sequence[Column], per_column: float) -> Spec:
    words = [[*_when(column, per_column), *_said(column, per_column)] for column in columns]
    return {
        "title": None,
        "values": [place + 0.5 for place in range(len(columns))],
        "labelExpr": f"{json.dumps(words, ensure_ascii=False)}[datum.value - 0.5]",
        "labelLineHeight": _LINE,
        "tickCount": len(columns),
        "labelFlush": False,
        "ticks": False,
        "domain": False,
    }


def _parts(data: str, place: int, owner: Owner, owners: Sequence[Owner], x: Spec, y: Spec) -> Spec:
    return {
        "data": {"name": data},
        "transform": [{"filter": f"datum.b === {place} && datum.hi > datum.lo"}],
        "mark": {"type": "rect", "style": f"{owner.token}-{owner.shade}"},
        "encoding": {
            "x": x,
            "x2": {"field": "x2"},
            "y": y,
            "y2": {"field": "hi"},
            "tooltip": [{"field": "at", "title": "Day"}, {"field": "v", "title": owners[place].name}],
        },
    }


def _written(data: str, x: Spec, y: Spec) -> list[Spec]:
    encoding = {"x": {**x, "field": "mx"}, "y": {**y, "field": "mid"}, "text": {"field": "s"}}
    return [
        {
            "data": {"name": data},
            "transform": [{"filter": f"datum.on === {on} && datum.s !== ''"}],
            "mark": {"type": "text", "style": style},
            "encoding": encoding,
        }
        for on, style in ((1, "on-fill"), (0, "label-strong"))
    ]
