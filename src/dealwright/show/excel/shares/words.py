"""Words of the file that a formula reads, as cells: whether a class takes part besides its preference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic import BaseModel

from dealwright.show.excel.inputs import Input
from dealwright.show.words import capital, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dealwright.deal.securities import Issued
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.inputs import Inputs

PARTICIPATION = "participation"
CHOICES = "none, full or capped"


def lay_words(inputs: Inputs, issued: Mapping[str, Issued]) -> dict[str, Node]:
    """Write the words of securities that formulas read, one row each.

    Args:
        inputs: Where to.
        issued: What companies have issued, by what stands before their paths.

    Returns:
        Cells by path.
    """
    found = [(before, path, word) for before, shape in issued.items() for path, word in _participations(shape)]
    if not found:
        return {}
    sheet = inputs.sheet
    sheet.put(sheet.row + 1, 0, "Words that formulas read", "section")
    sheet.row += 2
    cells = {}
    for before, path, word in found:
        title = f"{capital(spoken(path.split('.')[1]))}: shares in the rest besides its preference"
        cells[f"{before}{path}"] = _lay_word(inputs, f"{before}{path}", word, title)
    return cells


def _lay_word(inputs: Inputs, path: str, word: str, title: str) -> Node:
    """Write one word into the next row."""
    sheet, row = inputs.sheet, inputs.sheet.row
    sheet.put(row, 0, title, "wrapped")
    cell = sheet.put(row, 1, word, "input_text", re.sub(r"\W+", "_", path))
    for place, text in enumerate((CHOICES, word), start=2):
        sheet.put(row, place, text, "wrapped")
    sheet.put(row, 6, path, "label")
    sheet.row += 1
    found = Input(path, 0, word, cell, row, "text", 0)
    inputs.by_path[path] = found
    inputs.all.append(found)
    return cell


def word_of(cells: Mapping[str, Node], path: str, before: str, shape: Issued) -> Node | None:
    """Return the cell of a word of a class, be it in the list of classes or in the round that issues it.

    Args:
        cells: Cells by path.
        path: Such as `classes.series_a.participation`.
        before: What stands before the paths of the company.
        shape: What the company has issued.
    """
    found = cells.get(f"{before}{path}")
    _, of, key = path.split(".", 2)
    for name, round_ in shape.rounds.items() if found is None else ():
        if isinstance(round_.new_class, BaseModel) and (getattr(round_.new_class, "id", None) or name) == of:
            return cells.get(f"{before}rounds.{name}.new_class.{key}")
    return found


def _participations(shape: Issued) -> Iterator[tuple[str, str]]:
    """Yield where the file says whether a class takes part, and what it says."""
    for name, cls in shape.classes.items():
        if cls.kind != "common" and cls.preference is not None:
            yield f"classes.{name}.{PARTICIPATION}", cls.participation
    for name, round_ in shape.rounds.items():
        if isinstance(round_.new_class, BaseModel):
            yield f"rounds.{name}.new_class.{PARTICIPATION}", round_.new_class.participation
