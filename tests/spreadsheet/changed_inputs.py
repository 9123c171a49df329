"""Changes a workbook's inputs at random, and tells where a spreadsheet and the engine then differ."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dealwright.deal.expression import Quantity, show_literal
from dealwright.lang.load import load
from dealwright.show.excel.cells import Cell, Node
from dealwright.show.excel.inputs import Input
from dealwright.show.excel.terms.meets import differences, rows_of
from dealwright.show.excel.workbook import Model, model_of, written_out
from dealwright.study import Study
from spreadsheet.recalculated import Computed

PATHS = 64
DATE = dt.date(2026, 1, 1)
LIVE, WORDS = "live", 8
"""What a workbook says beside an input that it follows, and in which column."""


@dataclass
class Changed:
    """A deal, and the same with some of its inputs changed.

    Args:
        model: The workbook as the file has it.
        written: The same, as a file.
        other: The workbook of the deal with the overrides: what the engine says of it.
        inputs: The new values by defined name.
        overrides: The same as overrides, by path.
    """

    model: Model
    written: bytes
    other: Model
    inputs: dict[str, Any]
    overrides: dict[str, str]


def changed(file: Path, seed: int, count: int = 8) -> Changed:
    """Change some of the inputs at random that a deal's workbook says it follows: numbers, dates and durations.

    Args:
        file: The deal.
        seed: Decides which, and by how much.
        count: How many at most.
    """
    chance, loaded = np.random.default_rng(seed), load(str(file))
    model = model_of(Study(loaded, paths=PATHS))
    written = written_out(model, DATE)
    literals = dict(zip((one.row for one in model.inputs.all), model.inputs._alive, strict=True))
    open_to_it = [each for each in model.inputs.all if _may_change(each, literals[each.row], model)]
    assert open_to_it, f"{file.name} has no input that its workbook follows"
    overrides: dict[str, str] = {}
    while not overrides or loaded.with_overrides(overrides).deal is None:  # such as shares over the whole
        places = chance.permutation(len(open_to_it))[:count]
        chosen = [open_to_it[place] for place in places]
        overrides = {_path(each): _moved(each, literals[each.row], chance) for each in chosen}
    other = model_of(Study(loaded, paths=PATHS, overrides=overrides))
    values = {_cell(each.cell).name: other.inputs.by_path[each.path].cell.number for each in chosen}
    return Changed(model, written, other, values, overrides)


def _may_change(each: Input, literal: Any, model: Model) -> bool:
    section, _, rest = each.path.partition(".")
    said = model.book.sheet("Inputs").cells[each.row, WORDS][0].value == LIVE
    whole = each.part == 0 and isinstance(literal, Quantity) and section in {"facts", "drivers", "terms"} and rest
    return bool(said and whole and (each.kind == "date" or literal.value == each.cell.number))


def _path(each: Input) -> str:
    return f"{each.path}.is" if each.path.startswith("facts.") and each.path.count(".") == 1 else each.path


def _moved(each: Input, literal: Quantity, chance: np.random.Generator) -> str:
    """Return another value as the file would write it: a date or a duration moved, a number scaled, a yes turned."""
    value = literal.value
    if isinstance(value, bool):
        new: dt.date | float = not value
    elif isinstance(value, dt.date):
        new = value + dt.timedelta(int(chance.integers(-200, 300)))
    elif each.kind == "years":
        assert isinstance(value, int | float)
        new = max(float(value) + float(chance.choice((-1, 1, 2))) / 12, 1 / 12)
    else:
        assert isinstance(value, int | float)
        new = float(value * chance.choice((0.7, 0.85, 0.95, 1.1, 1.3)))
        new = min(new, 1.0) if "%" in literal.written and value <= 1.0 else new
    return show_literal(dataclasses.replace(literal, value=new, written=""))


def _cell(node: Node) -> Cell:
    (cell,) = node.parts
    assert isinstance(cell, Cell)
    return cell


def wrong(of: Changed, book: Computed) -> Iterator[str]:
    """Tell where the terms of a workbook, computed anew after its inputs were changed, are not as the engine has them.

    Args:
        of: The deal and its changes.
        book: The workbook computed anew.
    """

    def read(node: Node) -> float:
        cell = _cell(node)
        return float(book.anew[cell.sheet][cell.text(cell.sheet)] or 0.0)

    stated = {term.name: term.stated for term in of.other.terms}
    for term in of.model.terms:
        if not term.reason:
            own = list(rows_of(term.block, read))
            yield from (f"{term.name}: {words} ({of.overrides})" for words in differences(own, stated[term.name]))


def reasons(models: Mapping[str, Model]) -> dict[str, str]:
    """Return why terms are no formulas, by deal and term."""
    return {f"{name}.{term.name}": term.reason for name, model in models.items() for term in model.terms if term.reason}
