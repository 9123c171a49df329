"""Draw what offers bring: expected surplus against the gain if all sign, along the efficient offers of one side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.charts.layers import fitting_ticks, number_labels, position
from dealwright.show.charts.picture import Panel, Table, significant
from dealwright.show.offer_words import LETTERS, chance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.offering.result import Offered, Offers, Side
    from dealwright.show.charts.picture import Rows, Spec
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

_HEIGHT = 280
_WIDE = 640
_NARROW = 335
_MARGIN = 0.06


def offers_panel(side: Side, found: Offers, story: Story, scale: Scale) -> Panel:
    """Draw one side's efficient offers.

    Args:
        side: the side.
        found: the advice, with the offers of one worth, where somebody is advised.
        story: the results that the page is made from.
        scale: the scale of both axes.
    """
    curve = [_dot(story, each, scale) | {"o": place} for place, each in enumerate(side.curve)]
    marks: Rows = []
    if side.best is not None:
        marks.append(_dot(story, side.best, scale) | {"t": "best offer"})
    alike = found.equivalents.offers if found.equivalents is not None and found.advised == side.party else ()
    letters: Rows = [
        {
            "x": significant(each.weighed.gain.value / scale.factor),
            "y": significant(each.weighed.surplus.value / scale.factor),
            "t": "",
            "s": f"{letter}: signed with {chance(each.weighed.signs)}",
        }
        for letter, each in zip(LETTERS, alike, strict=False)
    ]
    if letters:  # of the same worth they stand close together: one label for all
        letters[0]["t"] = ", ".join(LETTERS[: len(letters)])
    token = story.token(side.party)
    data = {"curve": curve, "best": marks, "alike": letters}
    wide, narrow = (_layout(data, token, story.unit(scale), width) for width in (_WIDE, _NARROW))
    heading = story.names.opening(side.party)
    return Panel(f"offers-{side.party}", heading, token, wide, narrow, data, width=_WIDE)


def _dot(story: Story, offered: Offered, scale: Scale) -> dict[str, object]:
    found = offered.searched
    package = story.names.package(offered.package)
    return {
        "x": significant(found.gain.value / scale.factor),
        "y": significant(found.surplus.value / scale.factor),
        "s": f"{package}: signed with {chance(found.signs)}",
    }


def _layout(data: dict[str, Rows], token: str, unit: str, width: int) -> Spec:
    dots = [*data["curve"], *data["best"], *data["alike"]]
    x_domain = _domain([float(row["x"]) for row in dots])
    y_domain = _domain([0.0, *(float(row["y"]) for row in dots)])
    about = max(3, width // 110)
    labels = number_labels(change=True)
    x = position(
        "x",
        x_domain,
        {"title": f"gain, {unit}", "values": fitting_ticks(x_domain, about, width), "labelExpr": labels},
    )
    y = position("y", y_domain, {"title": f"expected surplus, {unit}", "labelExpr": labels})
    tip = {"field": "s", "type": "nominal"}
    return {
        "height": _HEIGHT,
        "padding": {"left": 0, "right": 8, "top": 18, "bottom": 6},
        "layer": [
            {
                "data": {"name": "curve"},
                "mark": {"type": "line", "style": f"{token}-line"},
                "encoding": {"x": x, "y": y, "order": {"field": "o", "type": "quantitative"}},
            },
            {
                "data": {"name": "curve"},
                "mark": {"type": "point", "style": token, "filled": True, "size": 40},
                "encoding": {"x": x, "y": y, "tooltip": tip},
            },
            {
                "data": {"name": "alike"},
                "mark": {"type": "point", "style": "ce"},
                "encoding": {"x": x, "y": y, "tooltip": tip},
            },
            {
                "data": {"name": "alike"},
                "mark": {"type": "text", "style": "label", "dy": 14},
                "encoding": {"x": x, "y": y, "text": {"field": "t"}},
            },
            {
                "data": {"name": "best"},
                "mark": {"type": "point", "style": "chosen"},
                "encoding": {"x": x, "y": y, "tooltip": tip},
            },
            {
                "data": {"name": "best"},
                "mark": {"type": "text", "style": "label-strong", "dy": -16},
                "encoding": {"x": x, "y": y, "text": {"field": "t"}},
            },
        ],
    }


def _domain(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    margin = _MARGIN * (high - low) or 0.5
    return low - margin * (low != 0.0), high + margin


def offers_table(found: Offers, story: Story, scale: Scale) -> Table:
    """Return every side's efficient offers as a table."""
    unit = story.unit(scale)
    head = ("Side", f"gain, {unit}", "signed", f"expected surplus, {unit}", "package")
    rows = tuple(
        (
            story.names.party(side.party),
            _written(each.searched.gain.value, scale, change=True),
            chance(each.searched.signs),
            _written(each.searched.surplus.value, scale),
            story.names.package(each.package),
        )
        for side in found.sides
        for each in side.curve
    )
    return Table(head, rows)


def _written(value: float, scale: Scale, *, change: bool = False) -> str:
    return number.plain(value / scale.factor, number.decimals_of(value / scale.factor), change=change)
