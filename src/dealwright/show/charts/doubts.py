"""Draw what the doubts that matter do to each party: a panel per party, the same doubts in the same order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.charts.layers import fitting_ticks, number_labels, position
from dealwright.show.charts.picture import Panel, Table, significant
from dealwright.show.charts.text_width import shortened, text_width
from dealwright.show.facts_words import share_words, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.knowing.listed import Listed
    from dealwright.bargain.knowing.result import Facts
    from dealwright.show.charts.picture import Rows, Spec
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

_ROW, _WIDE, _NARROW = 34, 430, 320
_LEAST = 400
"""Pixels that a panel has at least where it is drawn wide."""
_GAP = 6
"""Pixels between a bar and the figure at its end, and beyond that figure."""


def worth_panels(known: Facts, told: Sequence[Listed], story: Story, scale: Scale) -> tuple[Panel, ...]:
    """Draw what it is worth to each party to know each doubt before it decides.

    Args:
        known: what is known, and what is not.
        told: the doubts that are drawn, in their order.
        story: the results that the page is made from.
        scale: the scale of all panels.
    """
    rows = {side.party: [_worth_row(known, each, side.party, scale) for each in told] for side in known.sides}
    return _panels("worth", rows, story, f"worth of knowing, {story.unit(scale)}")


def share_panels(known: Facts, told: Sequence[Listed], story: Story) -> tuple[Panel, ...]:
    """Draw which share of each party's spread each doubt explains, with all that it does together with others."""
    rows = {party: [_share_row(known, each, party) for each in told] for party in story.at_table}
    return _panels("share", rows, story, "share of the variance, %")


def _worth_row(known: Facts, each: Listed, party: str, scale: Scale) -> dict[str, object]:
    side = known.side(party)
    found = None if side is None else side.knowing.get(each.path)
    if found is None:
        said = "known to it" if party in each.known_to else number.NOTHING
        return {"t": title_of(each), "v": 0, "s": said, "c": 0}
    if found.changes_nothing:
        return {"t": title_of(each), "v": 0, "s": "0", "c": 0}
    text, error = number.uncertain_money(found.value.value, found.value.standard_error, scale)
    shown = text if found.told else f"{text} {error}".strip()
    value = max(found.value.value / scale.factor, 0.0)
    return {"t": title_of(each), "v": significant(value), "s": shown, "c": int(found.told)}


def _share_row(known: Facts, each: Listed, party: str) -> dict[str, object]:
    share = known.share(each.path, known.table.name, party)
    total = 0.0 if share is None else max(share.total.value, 0.0)
    error = 0.0 if share is None else share.total.standard_error
    said = share_words(total, error)
    return {"t": title_of(each), "v": significant(100.0 * total), "s": said, "c": int(total > 2.0 * error)}


def _panels(kind: str, rows: dict[str, Rows], story: Story, unit: str) -> tuple[Panel, ...]:
    every = [row for lines in rows.values() for row in lines]
    return tuple(
        Panel(
            name=f"doubts-{kind}-{party}",
            heading=story.names.party(party),
            token=story.token(party),
            wide=_layout(story.token(party), every, lines, unit, _WIDE),
            narrow=_layout(story.token(party), every, lines, unit, _NARROW),
            data={"lines": lines},
            width=_WIDE,
        )
        for party, lines in rows.items()
    )


def _domain(every: Rows, room: float) -> tuple[float, float]:
    """Return the ends of the axis between which every bar of every party has room for the figure at its end."""
    at_ends = ((float(row["v"]), text_width(str(row["s"])) + 2 * _GAP) for row in every)
    most = max((value / max(0.97 * room - width, 0.1 * room) for value, width in at_ends), default=0.0) * room
    return (-0.02 * most, 0.98 * most) if most else (-0.02, 1.0)


def _layout(token: str, every: Rows, rows: Rows, unit: str, width: int) -> Spec:
    names = [str(row["t"]) for row in rows]
    room = min(0.42 * width, max((text_width(name) for name in names), default=40) + 14)
    domain = _domain(every, min(width, _LEAST) - room)
    values = fitting_ticks(domain, max(2, int((width - room) // 70)), width - room)
    x = position("v", domain, {"title": unit, "values": values, "grid": True, "labelExpr": number_labels()})
    short = json.dumps({name: shortened(name, room - 10) for name in names}, ensure_ascii=False)
    y = {
        "field": "t",
        "type": "nominal",
        "sort": names,
        "axis": {"title": None, "labelPadding": 8, "labelLimit": width, "labelExpr": f"{short}[datum.value]"}
        | {"minExtent": room, "maxExtent": room},
        "scale": {"paddingInner": 0.42, "paddingOuter": 0.2},
    }
    ends = {"x": x, "y": y, "text": {"field": "s"}}
    return {
        "height": _ROW * max(1, len(rows)),
        "padding": {"left": 0, "right": 2, "top": 2, "bottom": 6},
        "data": {"name": "lines"},
        "layer": [
            _bars(f"{token}-strong", "datum.c === 1", x, y),
            _bars(f"{token}-faint", "datum.c === 0", x, y),
            {"mark": {"type": "text", "style": "label", "align": "left", "dx": _GAP}, "encoding": ends},
        ],
    }


def _bars(style: str, test: str, x: Spec, y: Spec) -> Spec:
    encoding = {"x": x, "x2": {"datum": 0}, "y": y}
    return {"transform": [{"filter": test}], "mark": {"type": "bar", "style": style}, "encoding": encoding}


def doubts_data(known: Facts, told: Sequence[Listed], story: Story, scale: Scale) -> Table:
    """Return the same as a table: a row for each party and doubt."""
    rows = [
        (
            story.names.party(party),
            title_of(each),
            str(_share_row(known, each, party)["s"]),
            str(_worth_row(known, each, party, scale)["s"]),
        )
        for party in story.at_table
        for each in told
    ]
    return Table(("Party", "Doubt", "share of its spread", f"worth of knowing, {story.unit(scale)}"), tuple(rows))
