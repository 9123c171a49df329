"""Draw the way from one total to another: each step a bar that begins where the one above it ended."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.charts.layers import fitting_ticks, number_labels, position
from dealwright.show.charts.picture import Panel, significant
from dealwright.show.charts.text_width import shortened, text_width
from dealwright.show.theme import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.charts.picture import Rows, Spec
    from dealwright.show.number import Scale

_ROW = 34
_WIDE = 760
_NARROW = 335
_MOST_NAME = 0.42
_GAP = 0.21


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One bar.

    Attributes:
        name: what it is.
        amount: a total, or a change of the total above it.
        total: whether it is a total, which stands on zero.
    """

    name: str
    amount: float
    total: bool = False


def bridge_panel(name: str, heading: str, steps: Sequence[BridgeStep], scale: Scale, unit: str) -> Panel:
    """Draw a bridge.

    Args:
        name: unique on the page.
        heading: what it shows; empty if it is the figure's only panel.
        steps: the bars, from the top.
        scale: what the amounts are written in.
        unit: the axis' name, such as `USD bn`.
    """
    rows: Rows = []
    ended = 0.0
    scaled = [step.amount / scale.factor for step in steps]
    # A statement keeps the digits that make it add up.
    decimals = max((number.decimals_of(amount) for amount in scaled), default=0)
    for place, (step, amount) in enumerate(zip(steps, scaled, strict=True)):
        begins = 0.0 if step.total else ended
        ended = amount if step.total else ended + amount
        rows.append(
            {
                "n": step.name,
                "a": significant(min(begins, ended), 6),
                "b": significant(max(begins, ended), 6),
                "e": significant(ended, 6),
                "top": place + _GAP,
                "low": place + 1 - _GAP,
                "mid": place + 0.5,
                "next": place + 1 + _GAP,
                "s": number.plain(amount, decimals, change=not step.total),
                "k": int(step.total),
            }
        )
    wide, narrow = (_layout(rows, unit, width) for width in (_WIDE, _NARROW))
    return Panel(name, heading, "", wide, narrow, {"steps": rows}, width=_WIDE)


def _layout(rows: Rows, unit: str, width: int) -> Spec:
    room = min(_MOST_NAME * width, max(text_width(str(row["n"])) for row in rows) + 14)
    room_right = max(text_width(str(row["s"]), bold=True) for row in rows) + 12
    low = min(0.0, *(float(row["a"]) for row in rows))
    high = max(0.0, *(float(row["b"]) for row in rows)) or 1.0
    plot = width - room
    domain = (low, low + (high - low) * plot / max(60.0, plot - room_right))
    values = [value for value in fitting_ticks(domain, max(2, int(plot // 90)), plot) if value <= high]
    x = position("a", domain, {"title": unit, "values": values, "labelExpr": number_labels()})
    names = json.dumps([shortened(str(row["n"]), room - 10) for row in rows], ensure_ascii=False)
    axis = {
        "title": None,
        "values": [row["mid"] for row in rows],
        "labelExpr": f"{names}[datum.value - 0.5]",
        "labelPadding": 8,
        "labelLimit": width,
        "grid": False,
        "tickCount": len(rows),
    }
    y = position("top", (len(rows), 0), axis)
    return {
        "height": _ROW * len(rows),
        "padding": {"left": 0, "right": 2, "top": 2, "bottom": 6},
        "data": {"name": "steps"},
        "layer": [
            *(_bar(total, x, y) for total in (0, 1)),
            _connected(x, y, len(rows)),
            *(_written(total, x, y) for total in (0, 1)),
        ],
    }


def _bar(total: int, x: Spec, y: Spec) -> Spec:
    return {
        "transform": [{"filter": f"datum.k === {total}"}],
        "mark": {"type": "rect", "style": f"{NOBODY}-{'strong' if total else 'mid'}"},
        "encoding": {"x": x, "x2": {"field": "b"}, "y": y, "y2": {"field": "low"}},
    }


def _connected(x: Spec, y: Spec, rows: int) -> Spec:
    """Draw a thin line from the end of each bar to the next."""
    return {
        "transform": [{"filter": f"datum.next < {rows}"}],
        "mark": {"type": "rule", "style": "leader"},
        "encoding": {"x": {**x, "field": "e"}, "y": {**y, "field": "low"}, "y2": {"field": "next"}},
    }


def _written(total: int, x: Spec, y: Spec) -> Spec:
    return {
        "transform": [{"filter": f"datum.k === {total}"}],
        "mark": {"type": "text", "style": "label-strong" if total else "label", "align": "left", "dx": 6},
        "encoding": {"x": {**x, "field": "b"}, "y": {**y, "field": "mid"}, "text": {"field": "s"}},
    }
