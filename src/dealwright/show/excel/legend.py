"""What colours mean in a workbook: inputs blue, formulas black, what is held grey, warnings red."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dealwright.show.excel.book import Sheet

COLOURS = (
    (
        "Blue",
        "input_text",
        "An input: what the file says, on Inputs and Waterfall. Type over it and the sheets follow.",
    ),
    ("Black", "text", "A formula: it follows the inputs."),
    ("Grey", "fixed_text", "A value that the tool found when it wrote this: no input of this workbook changes it."),
    ("Red", "warning", "A warning: something is held, or no longer follows an input that was changed."),
)
"""Colours with their styles, and what they mean."""


def lay_legend(sheet: Sheet) -> None:
    """Write what colours mean below what stands on a sheet.

    Args:
        sheet: Where to.
    """
    sheet.put(sheet.row + 1, 0, "What the colours mean", "section")
    sheet.row += 2
    for colour, style, words in COLOURS:
        sheet.put(sheet.row, 0, colour, style)
        sheet.put(sheet.row, 1, words, "label")
        sheet.row += 1
