"""Hold the look's colours once, and make from them the chart theme and the page's CSS variables.

Charts and pages never write a colour: they name a token or a style of the theme.
"""

from __future__ import annotations

from typing import Any

SANS = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
SERIF = "Charter, 'Iowan Old Style', 'Palatino Linotype', Georgia, 'Liberation Serif', serif"
MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace"
PARTY_COLOURS = 6
NOBODY = "p6"
"""The slate of what belongs to no party."""
SYMBOLS = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")

_SHADES = ("strong", "mid", "soft", "faint")
_BASE = (
    "page",
    "surface",
    "sunken",
    "ink",
    "ink2",
    "ink3",
    "line",
    "grid",
    "control",
    "accent",
    "accent-tint",
    "on-accent",
    "p1",
    "p2",
    "p3",
    "p4",
    "p5",
    "p6",
    "p1-tint",
    "p2-tint",
    "warn",
    "warn-tint",
    "bad",
    "bad-tint",
)


def _tokens(base: str, shades: str) -> dict[str, str]:
    names = [*_BASE, *(f"p{party}-{shade}" for party in range(1, PARTY_COLOURS + 1) for shade in _SHADES)]
    return {name: f"#{colour}" for name, colour in zip(names, (base + shades).split(), strict=True)}


LIGHT = _tokens(
    "F7F6F2 FFFFFF F1EFE9 15181C 454B53 656B73 D6D3CA E9E6DF 7F848B 0B7355 E1F0EA FFFFFF "
    "164F8C AB4B00 8A1F6E 75680A AD2A5D 4F5A64 E4EDF7 FBEBDC 805400 FBF0D9 B0261E FBE8E6 ",
    "295D95 658BB3 C5D3E2 E3EAF1 B25914 C88857 EAD2BF F5E9E0 93317A B26B9F E2C7DB F1E4EE "
    "80741E A49B5D DCD9C2 EEEDE2 B43B6A C97294 EBCAD6 F5E5EC 5D6770 8B9299 D3D6D8 EAEBEC",
)
DARK = _tokens(
    "0F1215 161A1E 1E2328 ECEEF0 B7BDC5 949BA4 363D44 272D33 767E87 4CC9A0 12322A 06231A "
    "7FB3F2 F2A25A F3A6DC D2C24C F48FB4 AEB8C2 182A40 3A2815 E5B64A 33290F FF8F85 3C1C1A ",
    "72A1D9 4E6B8E 304053 232C37 D89253 8B623E 4D3C2D 302A25 D895C5 8B6483 4D3D4E 312B35 "
    "BBAE46 7A7336 454429 2D2E24 D981A2 8C586E 4E3744 312830 9CA5AE 676E75 3C4247 282D32",
)
VARIABLES = {name: f"var(--{name})" for name in LIGHT}
"""Tokens as CSS variables: one drawing serves light, dark and print."""


def party_token(index: int) -> str:
    """Return the colour token of a party by its place in the file, from 0.

    Example:
        >>> party_token(0), party_token(6)
        ('p1', 'p1')
    """
    return f"p{index % PARTY_COLOURS + 1}"


def css_variables(tokens: dict[str, str]) -> str:
    """Return the tokens as declarations for a CSS rule."""
    return ";".join(f"--{name}:{colour}" for name, colour in tokens.items())


def config(tokens: dict[str, str]) -> dict[str, Any]:
    """Return the Vega-Lite config of the look.

    Args:
        tokens: `LIGHT` or `DARK` for a picture that stands alone, `VARIABLES` for a page.
    """
    ink, ink2, ink3 = tokens["ink"], tokens["ink2"], tokens["ink3"]
    text = {"font": SANS, "fontSize": 12, "color": ink2}
    return {
        "background": None,
        "padding": 0,
        "font": SANS,
        "autosize": {"type": "fit", "contains": "padding", "resize": False},
        "view": {"stroke": None, "continuousHeight": 280, "continuousWidth": 560},
        "customFormatTypes": False,
        "title": {
            "anchor": "start",
            "frame": "group",
            "fontSize": 16,
            "fontWeight": 600,
            "lineHeight": 21,
            "color": ink,
            "subtitleColor": ink2,
            "subtitleFontSize": 13,
            "subtitleLineHeight": 18,
            "subtitlePadding": 4,
            "offset": 14,
        },
        **_axes(tokens),
        "legend": {"disable": True},
        "header": {
            "labelFontSize": 13,
            "labelFontWeight": 600,
            "labelColor": ink,
            "labelAnchor": "start",
            "title": None,
        },
        "line": {"strokeWidth": 2, "strokeCap": "round", "strokeJoin": "round", "color": ink},
        "area": {"line": False, "color": ink3},
        "rule": {"color": ink3, "strokeWidth": 1},
        "bar": {"color": ink3, "cornerRadius": 0},
        "point": {"filled": True, "size": 50, "color": ink2, "opacity": 1},
        "tick": {"thickness": 2, "color": ink},
        "text": text,
        "rect": {"color": tokens["sunken"]},
        "range": {"category": [tokens[f"p{n}"] for n in range(1, PARTY_COLOURS + 1)], "symbol": list(SYMBOLS)},
        "style": _styles(tokens),
    }


def _axes(tokens: dict[str, str]) -> dict[str, Any]:
    ink2 = tokens["ink2"]
    return {
        "axis": {
            "domain": False,
            "ticks": False,
            "grid": True,
            "gridColor": tokens["grid"],
            "gridWidth": 1,
            "labelColor": ink2,
            "labelFontSize": 12,
            "labelPadding": 6,
            "titleColor": ink2,
            "titleFontSize": 12,
            "titleFontWeight": 400,
            "labelOverlap": "greedy",
        },
        "axisX": {
            "grid": False,
            "domain": True,
            "domainColor": ink2,
            "domainWidth": 1,
            "ticks": True,
            "tickColor": ink2,
            "tickSize": 4,
            "tickWidth": 1,
            "tickCount": 6,
            "labelPadding": 4,
            "titleAnchor": "end",
            "titleAlign": "right",
            "titlePadding": 8,
            "labelFlush": True,
        },
        "axisY": {
            "tickCount": 5,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleBaseline": "bottom",
            "titleX": 0,
            "titleY": -10,
        },
        "axisBand": {"grid": False, "domain": False, "ticks": False},
    }


def _styles(tokens: dict[str, str]) -> dict[str, Any]:
    ink, ink2, ink3, accent = tokens["ink"], tokens["ink2"], tokens["ink3"], tokens["accent"]
    surface, control = tokens["surface"], tokens["control"]
    line = {"fontSize": 12, "baseline": "middle"}
    bold = {**line, "fontWeight": 600}
    ringed = {"stroke": surface, "strokeWidth": 1.5, "opacity": 1}
    styles: dict[str, Any] = {
        "group-title": {"fontSize": 13, "fontWeight": 600, "fill": ink},
        "guide-label": {"fontSize": 12, "fill": ink2},
        "guide-title": {"fontSize": 12, "fill": ink2, "fontWeight": 400},
        "label": {"color": ink2, **line},
        "label-strong": {"color": ink, **bold},
        "note": {"color": ink3, "fontSize": 11, "baseline": "middle"},
        "halo": {"stroke": surface, "strokeWidth": 4, "strokeJoin": "round", **line},
        "label-accent": {"color": accent, **bold},
        "on-fill": {"color": surface, **bold},
        "cloud": {"color": control, "fill": control, "opacity": 0.42, "size": 7},
        "zone": {"color": accent, "fill": accent, "opacity": 0.14},
        "frontier": {"color": ink, "strokeWidth": 2},
        "frontier-finer": {"color": accent, "strokeWidth": 1},
        "baseline": {"color": ink2, "strokeWidth": 1},
        "breakpoint": {"color": ink3, "strokeWidth": 1, "strokeDash": [2, 3]},
        "signed": {"filled": True, "fill": accent, "color": accent, "size": 26},
        "solution": {"filled": True, "fill": accent, "color": accent, "size": 90, **ringed},
        "chosen": {"filled": False, "color": accent, "stroke": accent, "strokeWidth": 2, "size": 300, "opacity": 1},
        "hovered": {"filled": False, "color": ink, "stroke": ink, "strokeWidth": 1.5, "size": 90},
        "leader": {"color": ink3, "strokeWidth": 1},
        "edge-of-part": {"stroke": surface, "strokeWidth": 1},
        "edge": {"color": surface, "stroke": surface, "strokeWidth": 1},
        "ce": {"filled": True, "color": surface, "fill": surface, "stroke": ink, "strokeWidth": 1.5}
        | {"shape": "diamond", "size": 64, "opacity": 1},
        "offer": {"filled": True, "size": 90, **ringed},
    }
    for number in range(1, PARTY_COLOURS + 1):
        styles |= _party_styles(f"p{number}", tokens)
    return styles


def _party_styles(party: str, tokens: dict[str, str]) -> dict[str, Any]:
    colour = tokens[party]
    shades = {f"{party}-{shade}": tokens[f"{party}-{shade}"] for shade in _SHADES}
    return {
        party: {"color": colour},
        f"{party}-label": {"color": colour, "fontSize": 12, "baseline": "middle", "fontWeight": 600},
        **{name: {"color": shade, "fill": shade} for name, shade in shades.items()},
        f"{party}-band": {"color": colour, "fill": colour, "opacity": 0.12},
        f"{party}-stroke": {"stroke": colour},
        f"{party}-line": {"color": colour, "strokeWidth": 2},
        f"{party}-dash": {"color": colour, "strokeWidth": 1.5, "strokeDash": [5, 3]},
    }
