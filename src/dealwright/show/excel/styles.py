"""How cells of a workbook are shown: inputs are blue, formulas black, and every number has the format of its unit."""

from __future__ import annotations

from dataclasses import dataclass, field

BLUE, INK, QUIET, RULE, GROUND, ALARM = "#0000FF", "#1A1A1A", "#666666", "#BBBBBB", "#F3F3F0", "#B00020"
NUMBERS = {
    "money": '#,##0;-#,##0;"–"',
    "exact_money": '#,##0.00;-#,##0.00;"–"',
    "share": "0.0###%",
    "exact": '#,##0.0000##;-#,##0.0000##;"–"',
    "rounded": '#,##0.0###;-#,##0.0###;"–"',
    "ratio": '0.0###;-0.0###;"–"',
    "part": '0.0##%;-0.0##%;"–"',
    "number": "#,##0.0#####",
    "power": "0.0####E+00",
    "count": "0",
    "pieces": "#,##0",
    "date": '[>=2958466]"never";yyyy-mm-dd',
    "years": "0.0###",
    "difference": "0.0E+00",
    "text": "General",
    "condition": "General",
}
"""Number formats by what a cell holds."""


@dataclass(frozen=True, slots=True)
class Styled:
    """How a cell is shown."""

    number: str = "text"
    keys: dict[str, object] = field(default_factory=dict)

    @property
    def made(self) -> dict[str, object]:
        """Return it in the words of the writer."""
        base = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "num_format": NUMBERS[self.number]}
        return {**base, "valign": "top", **self.keys}


_INPUT: dict[str, object] = {"font_color": BLUE}
_APART: dict[str, object] = {"align": "left", "indent": 1}
"""What keeps a text apart from a number on its left."""
STYLES: dict[str, Styled] = {
    "title": Styled(keys={"bold": True, "font_size": 16}),
    "section": Styled(keys={"bold": True, "font_size": 12}),
    "head": Styled(keys={"bold": True, "bottom": 1, "bottom_color": INK, "text_wrap": True}),
    "head_right": Styled(keys={"bold": True, "bottom": 1, "bottom_color": INK, "align": "right", "text_wrap": True}),
    "head_date": Styled("date", {"bold": True, "bottom": 1, "bottom_color": INK, "align": "right"}),
    "label": Styled(),
    "place": Styled("count", _APART),
    "word": Styled(keys={"align": "right"}),
    "wrapped": Styled(keys={"text_wrap": True}),
    "beside": Styled(keys={"text_wrap": True, **_APART}),
    "head_beside": Styled(keys={"bold": True, "bottom": 1, "bottom_color": INK, "text_wrap": True, **_APART}),
    "note": Styled(keys={"font_color": QUIET, "italic": True}),
    "note_beside": Styled(keys={"font_color": QUIET, "italic": True, **_APART}),
    "note_wrapped": Styled(keys={"font_color": QUIET, "italic": True, "text_wrap": True}),
    "warning": Styled(keys={"font_color": ALARM}),
    "warning_beside": Styled(keys={"font_color": ALARM, **_APART}),
    "fixed_right": Styled(keys={"font_color": QUIET, "align": "right"}),
    "bold_money": Styled("money", {"bold": True}),
    "bold_exact_money": Styled("exact_money", {"bold": True}),
    "fixed_bold_money": Styled("money", {"bold": True, "font_color": QUIET}),
    "fixed_bold_exact_money": Styled("exact_money", {"bold": True, "font_color": QUIET}),
    "verdict": Styled(keys={"bold": True}),
    "verdict_beside": Styled(keys={"bold": True, **_APART}),
    **{name: Styled(name) for name in NUMBERS},
    **{f"input_{name}": Styled(name, _INPUT) for name in NUMBERS},
    **{f"fixed_{name}": Styled(name, {"font_color": QUIET}) for name in NUMBERS},
    **{f"total_{name}": Styled(name, {"bold": True, "top": 1, "top_color": INK}) for name in NUMBERS},
}
"""Styles by name: `input_...` is blue, `fixed_...` a value that the tool computed and the sheet holds."""


def shown(number: float, style: str) -> str:
    """Return about what a cell shows of a number: as many characters as its format makes of it.

    Args:
        number: The number.
        style: What the cell holds, as the formats name it.
    """
    if style in {"money", "pieces", "count"}:
        return f"{number:,.0f}"
    if style == "exact_money":
        return f"{number:,.2f}"
    if style in {"date", "power", "difference"}:
        return "2026-01-31"
    if style in {"share", "part"}:
        return f"{number * 100:,.4f}".rstrip("0") + "%"
    places = 4 if style in {"ratio", "years"} else 6
    return f"{number:,.{places}f}".rstrip("0") + "0"
