"""Draw what a package changes, line by line: one panel per party, the same lines in the same order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dealwright.show import number, theme
from dealwright.show.charts.layers import number_labels, position, ticks
from dealwright.show.charts.picture import Panel, Table, significant
from dealwright.show.charts.text_width import shortened, text_width
from dealwright.show.words import capital, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.engine.result import Estimate, Valuation
    from dealwright.engine.trail import PackageEffect
    from dealwright.show.charts.picture import Rows, Spec
    from dealwright.show.number import Scale

_ROW = 34
_WIDE = 430
_NARROW = 320
_TWO_ERRORS = 2.0


def effect_lines(effect: PackageEffect) -> list[str]:
    """Return the lines that the package changes for anyone, the largest change first.

    A line whose change is within two standard errors of zero for every party is left out.
    """
    found: dict[str, float] = {}
    for lines in effect.by_term.values():
        for line, change in lines.items():
            if is_change(change):
                found[line] = max(found.get(line, 0.0), abs(change.value))
    return sorted(found, key=lambda line: -found[line])


def is_change(change: Estimate) -> bool:
    """Tell whether a change is more than two standard errors from nothing."""
    return change.value != 0 and abs(change.value) > _TWO_ERRORS * change.standard_error


def effect_panels(effect: PackageEffect, valuation: Valuation, scale: Scale) -> tuple[Panel, ...]:
    """Draw what a package changes for each party.

    Args:
        effect: the changes.
        valuation: the results, for the parties' names and places.
        scale: the scale of all panels.

    Returns:
        One panel per party of the effect, in the file's order.
    """
    lines = effect_lines(effect)
    order = list(valuation.parties) or list(effect.by_term)
    changes = [change for party in effect.by_term.values() for line, change in party.items() if line in lines]
    domain = _domain([change.value / scale.factor for change in changes])
    panels = []
    for party, found in effect.by_term.items():
        token = theme.party_token(order.index(party) if party in order else 0)
        rows = [_row(line, found.get(line), scale) for line in lines]
        unit = f"change in worth, {scale.title(valuation.currency)}"
        panels.append(
            Panel(
                name=f"effect-{effect.name}-{party}",
                heading=valuation.name_of(party),
                token=token,
                wide=_layout(token, domain, rows, unit, _WIDE),
                narrow=_layout(token, domain, rows, unit, _NARROW),
                data={"lines": rows},
                width=_WIDE,
            )
        )
    return tuple(panels)


def _domain(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    span = (high - low) or 1.0
    # Room for the figure at a bar's end, on each side that has bars.
    return low - 0.26 * span * (low < 0) - 0.02 * span, high + 0.26 * span * (high > 0) + 0.02 * span


def _row(line: str, change: Estimate | None, scale: Scale) -> dict[str, object]:
    if change is None:
        return {"t": capital(spoken(line)), "v": 0, "s": number.NOTHING, "c": 0}
    text, error = number.uncertain_money(change.value, change.standard_error, scale, change=True)
    shown = text if is_change(change) else f"0 {error}".strip()
    value = significant(change.value / scale.factor)
    return {"t": capital(spoken(line)), "v": value, "s": shown, "c": int(is_change(change))}


def _layout(token: str, domain: tuple[float, float], rows: Rows, unit: str, width: int) -> Spec:
    names = [str(row["t"]) for row in rows]
    room = min(0.34 * width, max((text_width(name) for name in names), default=40) + 14)
    values = ticks(*domain, max(2, int((width - room) // 70)))
    x = position("v", domain, {"title": unit, "values": values, "grid": True, "labelExpr": number_labels(change=True)})
    short = json.dumps({name: shortened(name, room - 10) for name in names}, ensure_ascii=False)
    y = {
        "field": "t",
        "type": "nominal",
        "sort": names,
        "axis": {"title": None, "labelPadding": 8, "labelLimit": width, "labelExpr": f"{short}[datum.value]"}
        | {"minExtent": room, "maxExtent": room},
        "scale": {"paddingInner": 0.42, "paddingOuter": 0.2},
    }
    return {
        "height": _ROW * max(1, len(rows)),
        "padding": {"left": 0, "right": 2, "top": 2, "bottom": 6},
        "data": {"name": "lines"},
        "layer": [
            _bars(f"{token}-strong", "datum.c === 1 && datum.v > 0", x, y),
            _bars(f"{token}-mid", "datum.c === 1 && datum.v < 0", x, y),
            _bars(f"{token}-faint", "datum.c === 0", x, y),
            _zero(x),
            _ends("datum.v >= 0", "left", 6, x, y),
            _ends("datum.v < 0", "right", -6, x, y),
        ],
    }


def _zero(x: Spec) -> Spec:
    place = {key: value for key, value in x.items() if key != "field"} | {"datum": 0}
    return {"mark": {"type": "rule", "style": "baseline"}, "encoding": {"x": place}}


def _bars(style: str, test: str, x: Spec, y: Spec) -> Spec:
    return {
        "transform": [{"filter": test}],
        "mark": {"type": "bar", "style": style},
        "encoding": {"x": x, "x2": {"datum": 0}, "y": y},
    }


def _ends(test: str, align: str, shift: int, x: Spec, y: Spec) -> Spec:
    return {
        "transform": [{"filter": test}],
        "mark": {"type": "text", "style": "label", "align": align, "dx": shift},
        "encoding": {"x": x, "y": y, "text": {"field": "s"}},
    }


def effect_table(effects: Sequence[PackageEffect], valuation: Valuation, scale: Scale) -> Table:
    """Return every package's changes as a table: one row per party and line, one column per package."""
    rows = []
    lines = list(dict.fromkeys(line for effect in effects for line in effect_lines(effect)))
    for party in effects[0].by_term:
        for line in lines:
            cells = [_cell(effect.by_term[party].get(line), scale) for effect in effects]
            rows.append((valuation.name_of(party), capital(spoken(line)), *cells))
    return Table(("Party", "Line", *(effect.title for effect in effects)), tuple(rows))


def _cell(change: Estimate | None, scale: Scale) -> str:
    return str(_row("", change, scale)["s"])
