"""Draw who holds what part of a company's worth: one bar per claimant, in its own colour."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.charts.layers import number_labels, position, ticks
from dealwright.show.charts.picture import Panel, Table, significant
from dealwright.show.charts.text_width import shortened, text_width

if TYPE_CHECKING:
    from dealwright.engine.result import CompanyWorth
    from dealwright.show.charts.picture import Rows, Spec
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

_ROW = 34
_WIDE = 640
_NARROW = 320


def claims_panel(key: str, company: CompanyWorth, story: Story, scale: Scale) -> Panel:
    """Draw a company's claims.

    Args:
        key: the company's key in the file.
        company: its worth.
        story: the results that the page is made from.
        scale: the scale of the bars.
    """
    rows: Rows = [
        {
            "t": story.names.opening(party),
            "v": significant(claim / scale.factor),
            "s": f"{_written(claim, scale)}, {_share(claim, company)}",
            "p": story.token(party),
        }
        for party, claim in sorted(company.claims.items(), key=lambda item: -item[1])
    ]
    unit = f"share of the equity, {story.unit(scale)}"
    wide, narrow = (_layout(rows, unit, width) for width in (_WIDE, _NARROW))
    return Panel(f"claims-{key}", "", "", wide, narrow, {"claims": rows}, width=_WIDE)


def _written(value: float, scale: Scale) -> str:
    return number.plain(value / scale.factor, number.decimals_of(value / scale.factor))


def _share(claim: float, company: CompanyWorth) -> str:
    share = claim / (company.equity.value or 1.0)
    return number.probability(share) if 0 <= share <= 1 else number.percent(share, whole=True)


def _layout(rows: Rows, unit: str, width: int) -> Spec:
    names = [str(row["t"]) for row in rows]
    room = min(0.4 * width, max(text_width(name) for name in names) + 14)
    high = max([0.0, *(float(row["v"]) for row in rows)]) or 1.0
    low = min([0.0, *(float(row["v"]) for row in rows)])
    room_right = max(text_width(str(row["s"])) for row in rows) + 12
    domain = (low, high * (width - room) / max(60.0, width - room - room_right))
    values = ticks(low, high, max(2, int((width - room) // 90)))
    x = position("v", domain, {"title": unit, "values": values, "labelExpr": number_labels()})
    short = json.dumps({name: shortened(name, room - 10) for name in names}, ensure_ascii=False)
    y = {
        "field": "t",
        "type": "nominal",
        "sort": names,
        "axis": {"title": None, "labelPadding": 8, "labelLimit": width, "labelExpr": f"{short}[datum.value]"},
        "scale": {"paddingInner": 0.42, "paddingOuter": 0.2},
    }
    return {
        "height": _ROW * len(rows),
        "padding": {"left": 0, "right": 2, "top": 2, "bottom": 6},
        "data": {"name": "claims"},
        "layer": [
            *(_bar(token, x, y) for token in sorted({str(row["p"]) for row in rows})),
            {
                "mark": {"type": "text", "style": "label", "align": "left", "dx": 6},
                "encoding": {"x": x, "y": y, "text": {"field": "s"}},
            },
        ],
    }


def _bar(token: str, x: Spec, y: Spec) -> Spec:
    return {
        "transform": [{"filter": f"datum.p === '{token}'"}],
        "mark": {"type": "bar", "style": f"{token}-strong"},
        "encoding": {"x": x, "x2": {"datum": 0}, "y": y},
    }


def claims_table(company: CompanyWorth, story: Story, scale: Scale) -> Table:
    """Return the claims as a table."""
    head = ("Claimant", story.unit(scale), "share")
    rows = tuple(
        (
            story.names.party(party),
            _written(claim, scale),
            _share(claim, company),
        )
        for party, claim in company.claims.items()
    )
    return Table(head, rows)
