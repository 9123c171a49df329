"""Draw what every input does at its ends: one panel per party, the same inputs in the same order, ends with values."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from dealwright.show import number
from dealwright.show.charts.layers import fitting_ticks, number_labels, position
from dealwright.show.charts.picture import Panel, Table, significant
from dealwright.show.charts.text_width import shortened, text_width
from dealwright.show.trade_words import inputs_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.trade.result import Bar, BarEnd, Trade
    from dealwright.show.charts.picture import Rows, Spec
    from dealwright.show.names import Names
    from dealwright.show.number import Scale

MOST = 12
"""So many inputs are drawn, the most telling first."""
_ROW, _WIDE, _NARROW = 30, 430, 320
_TWO_ERRORS = 2.0
_AIR = 0.06
"""What is left free beside the longest bar, as a part of what is drawn."""
_SHIFT = 6
"""Pixels between a bar's end and its value."""
_DRAWN = 0.88
"""The least part of its width at which a picture is drawn."""
_LABEL, _LEAST_BARS = 76, 0.16
"""The most pixels that a value may take, and the least part of the axis that is left to the bars."""
_NAMES = 0.36
"""The most that the names of inputs may take of the width."""
_CURRENCY = re.compile(r"(?<=\w) [A-Z]{3}(/[a-z]+)?$")
_ROUNDS = 40
"""So often an axis is lengthened for the values beside its bars."""
_MONTH = re.compile(r"\b([A-Z][a-z]{2})[a-z]+(?= \d{4})")


def drawn(found: Trade) -> tuple[Bar, ...]:
    """Return the inputs that are drawn."""
    bars = () if found.tornado is None else found.tornado.bars
    return tuple(bar for bar in bars if any(bar.size(party) for party in found.worth))[:MOST]


def tornado_scale(found: Trade) -> Scale:
    """Choose one scale for all parties."""
    return number.scale_of(each.value for bar in drawn(found) for end in bar.ends for each in end.worth.values())


def tornado_panels(found: Trade, names: Names, tokens: dict[str, str], currency: str) -> tuple[Panel, ...]:
    """Draw what every input does to each party at the table.

    Args:
        found: the results.
        names: what the keys of the deal are called.
        tokens: colour token of each party.
        currency: code of the deal's currency.
    """
    bars, scale = drawn(found), tornado_scale(found)
    order = inputs_words(bars, names)
    rows = {
        party: [
            row | {"t": name} for bar, name in zip(bars, order, strict=True) for row in _rows(bar, party, names, scale)
        ]
        for party in found.worth
    }
    every = [row for each in rows.values() for row in each]
    unit = f"change in worth, {scale.title(currency)}"
    return tuple(
        Panel(
            name=f"tornado-{party}",
            heading=names.party(party),
            token=tokens[party],
            wide=_layout(tokens[party], every, order, unit, _WIDE),
            narrow=_layout(tokens[party], every, order, unit, _NARROW),
            data={"ends": each},
            width=_WIDE,
        )
        for party, each in rows.items()
    )


def _rows(bar: Bar, party: str, names: Names, scale: Scale) -> Rows:
    """Return the ends of an input that are drawn for a party: the first and the last, of readings the outermost."""
    ends = sorted(bar.ends, key=lambda end: end.worth[party].value) if bar.rule == "readings" else list(bar.ends)
    shown = ends if len(ends) == 1 else [ends[0], ends[-1]]
    values = [end.worth[party].value for end in shown]
    rows: Rows = []
    for place, (end, value) in enumerate(zip(shown, values, strict=True)):
        inner = len(values) > 1 and value * values[1 - place] > 0 and abs(value) < abs(values[1 - place])
        rows.append(_row(bar, end, party, names, scale) | {"h": int(place == len(shown) - 1), "n": int(inner)})
    return sorted(rows, key=lambda row: -abs(float(row["v"])))


def _row(bar: Bar, end: BarEnd, party: str, names: Names, scale: Scale) -> dict[str, Any]:
    change = end.worth[party]
    told = abs(change.value) > _TWO_ERRORS * change.standard_error
    label = names.cell(bar.path, end.label) if told else ""
    return {
        "v": significant(change.value / scale.factor) if told else 0,
        "s": label,
        "l": shortened(_CURRENCY.sub("", _MONTH.sub(r"\1", label)), _LABEL),
    }


def _domain(rows: Rows, pixels: float) -> tuple[float, float]:
    """Return the ends of an axis on which every bar has room for its value.

    Args:
        rows: the ends of all bars of all parties.
        pixels: how long the axis is.

    Returns:
        The least and the greatest change that lie on it.
    """
    ends = [(float(row["v"]), text_width(str(row["l"])) + 2 * _SHIFT) for row in rows]
    low, high = min(0.0, *(value for value, _ in ends), 0.0), max(0.0, *(value for value, _ in ends), 0.0)
    span = (high - low) or 1.0
    low, high = low - _AIR * span, high + _AIR * span
    widest = max((high - low) / _LEAST_BARS, span)
    for _ in range(_ROUNDS):
        unit = min(high - low, widest) / pixels
        left = min([low, *(value - room * unit for value, room in ends if value < 0)])
        right = max([high, *(value + room * unit for value, room in ends if value > 0)])
        if (left, right) == (low, high):
            break
        low, high = left, right
    return low, high


def _layout(token: str, rows: Rows, order: Sequence[str], unit: str, width: int) -> Spec:
    room = min(_NAMES * width, max((text_width(name) for name in order), default=40) + 14)
    domain = _domain(rows, _DRAWN * width - room)
    values = fitting_ticks(domain, max(3, int((width - room) // 60)), width - room)
    x = position("v", domain, {"title": unit, "values": values, "grid": True, "labelExpr": number_labels(change=True)})
    short = json.dumps({name: shortened(name, room - 10) for name in order}, ensure_ascii=False)
    axis = {"title": None, "labelPadding": 8, "labelLimit": width, "labelExpr": f"{short}[datum.value]"}
    y = {
        "field": "t",
        "type": "nominal",
        "sort": list(order),
        "axis": axis | {"minExtent": room, "maxExtent": room},
        "scale": {"paddingInner": 0.36, "paddingOuter": 0.2},
    }
    zero = {key: value for key, value in x.items() if key != "field"} | {"datum": 0}
    return {
        "height": _ROW * max(1, len(order)),
        "padding": {"left": 0, "right": 2, "top": 2, "bottom": 6},
        "data": {"name": "ends"},
        "layer": [
            _bars(f"{token}-mid", "datum.h === 0", x, y),
            _bars(f"{token}-strong", "datum.h === 1 && datum.n === 0", x, y),
            _bars(f"{token}-strong", "datum.h === 1 && datum.n === 1", x, y),
            {"mark": {"type": "rule", "style": "baseline"}, "encoding": {"x": zero}},
            _values("datum.n === 0 && datum.v > 0", "left", _SHIFT, x, y),
            _values("datum.n === 0 && datum.v < 0", "right", -_SHIFT, x, y),
        ],
    }


def _bars(style: str, test: str, x: Spec, y: Spec) -> Spec:
    return {
        "transform": [{"filter": test}],
        "mark": {"type": "bar", "style": style},
        "encoding": {"x": x, "x2": {"datum": 0}, "y": y},
    }


def _values(test: str, align: str, shift: int, x: Spec, y: Spec) -> Spec:
    return {
        "transform": [{"filter": test}],
        "mark": {"type": "text", "style": "label", "align": align, "dx": shift},
        "encoding": {"x": x, "y": y, "text": {"field": "l"}},
    }


def tornado_table(found: Trade, names: Names) -> Table:
    """Return every end of the inputs drawn as a table: change of worth, and of the gain where parties bargain."""
    scale = tornado_scale(found)
    heads = ["Input", "At", *(names.short(party) for party in found.worth)]
    heads += [f"{names.short(party)}, gain over no deal" for party in found.worth] if found.bargains else []
    rows = []
    for bar, name in zip(drawn(found), inputs_words(drawn(found), names), strict=True):
        for end in bar.ends:
            told = [end.worth[party] for party in found.worth]
            told += [end.gain[party] for party in found.worth] if found.bargains else []
            cells = (number.uncertain_money(each.value, each.standard_error, scale, change=True) for each in told)
            figures = (" ".join(part for part in cell if part) for cell in cells)
            rows.append((name, names.cell(bar.path, end.label), *figures))
    return Table(tuple(heads), tuple(rows))
