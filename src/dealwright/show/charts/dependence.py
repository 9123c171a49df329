"""Draw from whom each side has its value and to whom it gives: a bar per side, cut into shares by counterparty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.charts.layers import position
from dealwright.show.charts.picture import Panel, Table, significant
from dealwright.show.charts.text_width import shortened, text_width
from dealwright.show.dependence_words import counterparty, index_words, share_words
from dealwright.show.theme import NOBODY, PARTY_COLOURS
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.ripples.dependence_result import Dependence, Reliance, Tie
    from dealwright.engine.result import Estimate
    from dealwright.show.charts.picture import Rows, Spec
    from dealwright.show.story import Story

_ROW, _WIDE, _NARROW = 46, 430, 335
_NAME, _TOP, _BOTTOM = 0.22, 0.42, 0.94
"""Where in a row its name stands, and its bar begins and ends, from 0 to 1."""
_NAMED = 0.7
"""The most of a picture's width that a name over a bar may take."""
_PADDING = 8.0
_SHADES = ("strong", "mid", "soft")
WAYS = {"received": "Who brings it value", "given": "Whom it gives value"}


def dependence_panels(found: Dependence, story: Story) -> tuple[Panel, ...]:
    """Draw the shares of what each side receives, and of what it gives.

    Args:
        found: who depends on whom.
        story: the results that the page is made from.
    """
    tokens, panels = _tokens(found, story), []
    for way, heading in WAYS.items():
        sides = [side for side, each in found.sides.items() if _index(each, way) is not None]
        if sides:
            data: dict[str, Rows] = {"names": _names(found, story, sides, way)}
            wide, narrow = (_layout(_parts(found, story, sides, (way, tokens), size), sides, data) for size in _sizes())
            panels.append(Panel(f"dependence-{way}", heading, "", wide, narrow, data, width=_WIDE))
    return tuple(panels)


def _sizes() -> tuple[int, int]:
    return _WIDE, _NARROW


def _tokens(found: Dependence, story: Story) -> dict[str, tuple[str, str]]:
    """Give every counterparty a colour and a shade: parties their own, companies those of nobody."""
    shades = _SHADES if len(found.parties) < PARTY_COLOURS else _SHADES[1:]  # the sixth party's is nobody's, too
    parties = {party: (story.token(party), "strong") for party in found.parties}
    companies = {name: (NOBODY, shades[place % len(shades)]) for place, name in enumerate(found.companies)}
    return {**parties, **companies}


def _index(each: Reliance, way: str) -> Estimate | None:
    return each.herfindahl if way == "received" else each.herfindahl_given


def _share(tie: Tie, way: str) -> Estimate | None:
    return tie.share if way == "received" else tie.share_given


def _names(found: Dependence, story: Story, sides: Sequence[str], way: str) -> Rows:
    rows: Rows = []
    for place, side in enumerate(sides):
        index, error = index_words(_index(found.sides[side], way))
        name = shortened(_side(story, side), _NAMED * _NARROW)
        rows.append({"y": len(sides) - place - _NAME, "t": name, "i": f"{index} {error}".strip()})
    return rows


def _side(story: Story, side: str) -> str:
    return capital(counterparty(story.names, side))


def _parts(
    found: Dependence, story: Story, sides: Sequence[str], told: tuple[str, dict[str, tuple[str, str]]], width: int
) -> Rows:
    """Cut each side's bar into the shares of its counterparties, the largest first."""
    (way, tokens), rows = told, []
    for place, side in enumerate(sides):
        begun, top = 0.0, len(sides) - place
        for who, share in sorted(_shares(found.sides[side], way).items(), key=lambda each: -each[1].value):
            token, shade = tokens.get(who, (NOBODY, "faint"))
            name = "its own business" if who == side else counterparty(story.names, who)
            text, error = share_words(share)
            rows.append(
                {
                    "x": significant(begun, 6),
                    "x2": significant(begun + share.value, 6),
                    "m": significant(begun + share.value / 2, 6),
                    "lo": top - _BOTTOM,
                    "hi": top - _TOP,
                    "mid": top - (_TOP + _BOTTOM) / 2,
                    "c": f"{token}-{shade}",
                    "on": int(shade == "strong"),
                    "s": _written(name, f"{100 * share.value:.0f}%", share.value * width - _PADDING),
                    "at": _side(story, side),
                    "w": capital(name),
                    "v": f"{text} {error}".strip(),
                }
            )
            begun += share.value
    return rows


def _shares(each: Reliance, way: str) -> dict[str, Estimate]:
    shares = {who: _share(tie, way) for who, tie in each.ties.items()}
    return {who: share for who, share in shares.items() if share is not None and share.value > 0}


def _written(name: str, percent: str, room: float) -> str:
    """Write a name and a share where there is room, a short name or the share alone where there is less."""
    whole, share = f"{name} {percent}", text_width(percent, bold=True)
    if text_width(whole, bold=True) <= room:
        return whole
    short = shortened(name, (room - share) / 1.1 - _PADDING)
    if len(short) > 4:  # noqa: PLR2004 - three letters and an ellipsis say whose it is
        return f"{short} {percent}"
    return percent if share <= room else ""


def _layout(parts: Rows, sides: Sequence[str], data: dict[str, Rows]) -> Spec:
    name = f"parts-{len(data)}"
    data[name] = parts
    labels = "format(datum.value, '.0%')"
    x = position("x", (0.0, 1.0), {"title": None, "values": [0, 0.5, 1], "grid": False, "labelExpr": labels})
    y = position("lo", (0.0, float(len(sides))), None)
    styles = dict.fromkeys(str(row["c"]) for row in parts)
    heads = {"y": {**y, "field": "y"}}
    return {
        "height": _ROW * len(sides),
        "padding": {"left": 0, "right": 2, "top": 2, "bottom": 6},
        "layer": [
            *(_bars(name, style, x, y) for style in styles),
            *(_texts(name, style, on, x, y) for style, on in (("on-fill", 1), ("label-strong", 0))),
            _head("names", "t", {**heads, "x": {"value": 0}}, "label-strong", "left"),
            _head("names", "i", {**heads, "x": {"value": "width"}}, "label", "right"),
        ],
    }


def _bars(name: str, style: str, x: Spec, y: Spec) -> Spec:
    tips = [
        {"field": "at", "title": "Side"},
        {"field": "w", "title": "Counterparty"},
        {"field": "v", "title": "Share"},
    ]
    return {
        "data": {"name": name},
        "transform": [{"filter": f"datum.c === '{style}'"}],
        "mark": {"type": "rect", "style": [style, "edge-of-part"]},
        "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "hi"}, "tooltip": tips},
    }


def _texts(name: str, style: str, on: int, x: Spec, y: Spec) -> Spec:
    return {
        "data": {"name": name},
        "transform": [{"filter": f"datum.on === {on} && datum.s !== ''"}],
        "mark": {"type": "text", "style": style},
        "encoding": {"x": {**x, "field": "m"}, "y": {**y, "field": "mid"}, "text": {"field": "s"}},
    }


def _head(data: str, field: str, where: Spec, style: str, align: str) -> Spec:
    mark = {"type": "text", "style": style, "align": align}
    return {"data": {"name": data}, "mark": mark, "encoding": {**where, "text": {"field": field}}}


def dependence_data(found: Dependence, story: Story) -> Table:
    """Return the same as a table: two rows for each side, what it receives and what it gives."""
    seen = {who for each in found.sides.values() for who in each.ties}
    columns = [*(who for who in found.sides if who in seen), *sorted(seen - found.sides.keys(), reverse=True)]
    rows = []
    for side, each in found.sides.items():
        for way, verb in (("received", "receives"), ("given", "gives")):
            if (index := _index(each, way)) is not None:
                shares = [_share(each.ties[who], way) if who in each.ties else None for who in columns]
                cells = [" ".join(share_words(share)).strip() or number.NOTHING for share in shares]
                rows.append((f"{_side(story, side)} {verb}", *cells, " ".join(index_words(index)).strip()))
    heads = (capital(counterparty(story.names, who)) for who in columns)
    return Table(("Side", *heads, "Herfindahl"), tuple(rows))
