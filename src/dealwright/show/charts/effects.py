"""Draw what a package changes, line by line: one panel per party, the same lines in the same order."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from dealwright.engine.result import Estimate
from dealwright.show import number
from dealwright.show.charts.layers import fitting_ticks, number_labels, position
from dealwright.show.charts.picture import Panel, Table, significant
from dealwright.show.charts.text_width import shortened, text_width
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.engine.trail import PackageEffect
    from dealwright.show.charts.picture import Rows, Spec
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

_ROW = 34
_WIDE = 430
_NARROW = 320
_TWO_ERRORS = 2.0
_MOST_LINES = 9
_SMALL = 0.01
"""A line under this part of the largest shares a bar with the other small ones."""


def effect_lines(effect: PackageEffect, parties: Sequence[str]) -> list[str]:
    """Return the lines that the package changes for some parties, the largest change first.

    A line whose change is within two standard errors of zero for each of them is left out.
    """
    found: dict[str, float] = {}
    for party in parties:
        for line, change in effect.by_term.get(party, {}).items():
            if is_change(change):
                found[line] = max(found.get(line, 0.0), abs(change.value))
    return sorted(found, key=lambda line: -found[line])


def drawn_lines(effect: PackageEffect, parties: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split the changed lines into those worth a bar of their own, and the small ones that share one."""
    lines = effect_lines(effect, parties)
    changes = {line: max(abs(_value(effect, party, line)) for party in parties) for line in lines}
    largest = max(changes.values(), default=0.0)
    own = [line for line in lines[:_MOST_LINES] if changes[line] >= _SMALL * largest]
    rest = [line for line in lines if line not in own]
    return (lines, []) if len(rest) == 1 else (own, rest)


def _value(effect: PackageEffect, party: str, line: str) -> float:
    change = effect.by_term.get(party, {}).get(line)
    return 0.0 if change is None else change.value


def is_change(change: Estimate) -> bool:
    """Tell whether a change is more than two standard errors from nothing."""
    return change.value != 0 and abs(change.value) > _TWO_ERRORS * change.standard_error


def effect_panels(effect: PackageEffect, story: Story, scale: Scale) -> tuple[Panel, ...]:
    """Draw what a package changes for each party at the table.

    Args:
        effect: the changes.
        story: the results that the page is made from.
        scale: the scale of all panels.
    """
    parties = [party for party in story.at_table if party in effect.by_term]
    own, rest = drawn_lines(effect, parties)
    rows = {party: _rows(effect.by_term[party], own, rest, story, scale) for party in parties}
    domain = _domain([float(row["v"]) for lines in rows.values() for row in lines])
    unit = f"change in worth, {story.unit(scale)}"
    return tuple(
        Panel(
            name=f"effect-{effect.name}-{party}",
            heading=story.names.party(party),
            token=story.token(party),
            wide=_layout(story.token(party), domain, lines, unit, _WIDE),
            narrow=_layout(story.token(party), domain, lines, unit, _NARROW),
            data={"lines": lines},
            width=_WIDE,
        )
        for party, lines in rows.items()
    )


def _rows(changes: Mapping[str, Estimate], own: Sequence[str], rest: Sequence[str], story: Story, scale: Scale) -> Rows:
    rows = [_row(capital(story.names.line(line)), changes.get(line), scale) for line in own]
    if rest:
        small = [changes[line] for line in rest if line in changes]
        together = Estimate(sum(each.value for each in small), math.hypot(*(each.standard_error for each in small)))
        rows.append(_row(f"{len(rest)} smaller lines", together, scale))
    return rows


def _domain(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    span = (high - low) or 1.0
    # Room for the figure at a bar's end, on each side that has bars.
    return low - 0.26 * span * (low < 0) - 0.02 * span, high + 0.26 * span * (high > 0) + 0.02 * span


def _row(name: str, change: Estimate | None, scale: Scale) -> dict[str, Any]:
    if change is None or change.value == 0:
        return {"t": name, "v": 0, "s": number.NOTHING, "c": 0}
    text, error = number.uncertain_money(change.value, change.standard_error, scale, change=True)
    shown = text if is_change(change) else f"0 {error}".strip()
    return {"t": name, "v": significant(change.value / scale.factor), "s": shown, "c": int(is_change(change))}


def _layout(token: str, domain: tuple[float, float], rows: Rows, unit: str, width: int) -> Spec:
    names = [str(row["t"]) for row in rows]
    room = min(0.34 * width, max((text_width(name) for name in names), default=40) + 14)
    values = fitting_ticks(domain, max(2, int((width - room) // 70)), width - room)
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


def effect_table(effects: Sequence[PackageEffect], story: Story, scale: Scale) -> Table:
    """Return every package's changes as a table: one row per party and line, one column per package."""
    rows = []
    for party in story.parties:
        lines = dict.fromkeys(line for effect in effects for line in effect_lines(effect, [party]))
        for line in lines:
            cells = [str(_row("", effect.by_term.get(party, {}).get(line), scale)["s"]) for effect in effects]
            rows.append((story.names.party(party), capital(story.names.line(line)), *cells))
    return Table(("Party", "Line", *(effect.title for effect in effects)), tuple(rows))
