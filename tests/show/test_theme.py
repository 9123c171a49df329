from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path

import pytest

from dealwright.show import theme

TEXTS = ["ink", "ink2", "ink3", "accent", "warn", "bad", *(f"p{n}" for n in range(1, 7))]
GROUNDS = ["page", "surface", "sunken"]
TINTS = [
    ("accent", "accent-tint"),
    ("warn", "warn-tint"),
    ("bad", "bad-tint"),
    ("ink", "accent-tint"),
    ("ink3", "accent-tint"),
]


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, by WCAG 2.2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, by WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), [*product(TEXTS, GROUNDS), *TINTS])
def test_every_text_is_readable_on_every_ground(tokens: dict[str, str], text: str, ground: str) -> None:
    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_controls_stand_out_from_what_they_lie_on(tokens: dict[str, str]) -> None:
    assert all(contrast(tokens["control"], tokens[ground]) >= 3 for ground in GROUNDS)


@pytest.mark.parametrize(("file", "tokens"), [("theme.json", theme.LIGHT), ("theme-dark.json", theme.DARK)])
def test_the_chart_theme_is_that_of_the_look(shared: Path, file: str, tokens: dict[str, str]) -> None:
    wanted = json.loads((shared / "design" / "look" / file).read_text(encoding="utf-8"))
    made = theme.config(tokens)
    for name, style in wanted["style"].items():
        assert made["style"][name] == style
    for part in ("axis", "axisX", "axisY", "title", "font", "line", "area", "view", "autosize"):
        assert made[part] == wanted[part]


def test_the_style_sheet_and_the_page_write_no_colour_but_black_shadows_and_white_paper() -> None:
    templates = Path(theme.__file__).parent / "templates"
    for name in ("report.css", "report.html", "report.js", "parts.html", "notebook.html"):
        colours = set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", (templates / name).read_text(encoding="utf-8")))
        assert colours <= {"#0003", "#fff"}, name
