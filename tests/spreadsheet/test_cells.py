"""Arithmetic with cells: whatever is put together, a spreadsheet computes what Python does."""

import datetime as dt
import math
from pathlib import Path

import numpy as np

from dealwright.show.excel.book import Book
from dealwright.show.excel.cells import Node, both, choose, either, greatest, least, negated, node, ratio, rounded
from spreadsheet.recalculated import computed

TREES, DEPTH = 400, 5
DATE = dt.date(2026, 1, 1)


def tree(chance: np.random.Generator, leaves: list[Node], depth: int) -> Node:
    """Return a random formula."""
    if depth == 0 or chance.random() < 0.15:
        return leaves[chance.integers(len(leaves))]
    one, other, third = (tree(chance, leaves, depth - 1) for _ in range(3))
    made = [
        lambda: one + other,
        lambda: one - other,
        lambda: one * other,
        lambda: one / other,
        lambda: -one,
        lambda: one - (other - third),
        lambda: one / (other * third),
        lambda: (-one) ** 2.0,
        lambda: -(one**2.0),
        lambda: node(2.0) ** (least(greatest(other, -5.0), 5.0)),
        lambda: ratio(one, other),
        lambda: choose(both(one < other, negated(other >= third)), one, other),
        lambda: choose(either(one > other, one.equals(third)), one * 3.0, 1.0 - other),
        lambda: greatest(one, other, 0.25),
        lambda: rounded(one, 3),
    ]
    return made[chance.integers(len(made))]()


def test_random_formulas_are_computed_by_a_spreadsheet_as_here(tmp_path: Path, spreadsheet_program: str) -> None:
    chance, book = np.random.default_rng(1), Book("Trees")
    sheet, other = book.sheet("Here"), book.sheet("And there")
    leaves = [sheet.put(0, k, float(value)) for k, value in enumerate((1.5, -2.25, 0.0, 7.0))]
    leaves += [other.put(0, k, float(value), name=f"named_{k}") for k, value in enumerate((0.5, -3.0))]
    expected: dict[str, float] = {}
    while len(expected) < TREES:
        found = tree(chance, leaves, DEPTH)
        if math.isfinite(found.number) and 1e-6 < abs(found.number) < 1e9 and len(found.text("Here")) < 6_000:
            place = len(expected) + 2
            sheet.put(place, 0, found)
            expected[f"A{place + 1}"] = found.number
    path = tmp_path / "trees.xlsx"
    path.write_bytes(book.written(DATE, ("Here", "And there")))
    cells = computed({"trees": path}, spreadsheet_program, tmp_path / "work")["trees"].anew["Here"]
    wrong = {place: value for place, value in expected.items() if not math.isclose(cells[place], value, rel_tol=1e-7)}
    assert not wrong
