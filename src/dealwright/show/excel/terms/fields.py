"""What expressions may read of a term, step by step: what it owes and pays, as yearly rates, and what is left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.expressions import terms_used
from dealwright.show.excel.cells import Node, NotLiveError, both, choose, node, ratio, span, total
from dealwright.show.excel.timeline import overlap

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from dealwright.engine.statements.chosen import Part
    from dealwright.show.excel.formulas import Formulas, Frame
    from dealwright.show.excel.terms.block import Block
    from dealwright.terms import Term

SAME = 1e-9
"""Part of a rate by which a formula may differ from the engine and still meet it."""
BALANCE = "balance"


@dataclass(slots=True)
class TermFields:
    """Rows of what terms owe, pay and have left in each step, each laid when it is first asked for.

    Args:
        part: The certain case.
        formulas: Turns expressions into formulas.
        blocks: The terms that are formulas, as far as they are laid.
    """

    part: Part
    formulas: Formulas
    blocks: dict[str, Block] = field(default_factory=dict)

    def read(self, term: str, result: str, frame: Frame) -> Node:
        """Return a result of a term at a moment, or over a step.

        Raises:
            NotLiveError: The term is no formula, or stands further down.
        """
        cells = self._row(term, result)
        if frame.day is None:
            place = frame.step if frame.step is not None else frame.edge or 0
            return cells[min(place, len(cells) - 1)]
        timeline = self.formulas.timeline
        if not frame.day.constant:
            raise NotLiveError("it reads what another term pays on a day that may move")
        if frame.day.number < timeline.as_of.number and result != BALANCE:
            return node(0.0)
        return cells[timeline.step_of(frame.day.number)]

    def _row(self, term: str, result: str) -> list[Node]:
        key, rows = ("field", term, result), self.formulas.drivers.rows
        if key not in rows:
            rows[key] = self._laid(term, result)
        return rows[key]

    def _laid(self, term: str, result: str) -> list[Node]:
        timeline = self.formulas.timeline
        if term not in self.part.view.terms:
            return [node(0.0) for _ in range(timeline.grid.steps)]
        block = self.blocks.get(term)
        if block is None:
            raise NotLiveError(f"it reads what {term.replace('_', ' ')} pays, which is no formula here")
        parts = [each for each in block.whole if each.told and result in each.lines]
        steps = range(timeline.grid.steps)
        if result == BALANCE:
            nodes = [self._level(parts, k) for k in steps]
        else:
            nodes = [total([self._within(each, result, k) for each in parts]) / timeline.lengths[k] for k in steps]
        self._meets(term, result, nodes)
        words = "left" if result == BALANCE else f"{result} in each step, a year"
        return timeline.row(f"{term.replace('_', ' ')}: {words}", "", nodes, style="money")

    def _within(self, block: Block, result: str, step: int) -> Node:
        """Return what of a line falls into a step."""
        edges, cells = self.formulas.timeline.edges, block.lines[result].cells
        if block.moments:
            return _on_days(block, cells, edges[step], edges[step + 1])
        found = []
        for k, (low, high) in enumerate(block.bounds):
            if low >= edges[step + 1].number or high <= edges[step].number:
                continue
            if (low, high) == (edges[step].number, edges[step + 1].number):
                return cells[k]
            days = overlap(edges[step], edges[step + 1], [block.opens[k]], [block.closes[k]])
            found.append(cells[k] * ratio(days, block.closes[k] - block.opens[k]))
        return total(found)

    def _level(self, parts: Sequence[Block], step: int) -> Node:
        edge = self.formulas.timeline.edges[step + 1].number
        levels = [
            each.lines[BALANCE].cells[max(k for k, (low, _) in enumerate(each.bounds) if low < edge or not k)]
            for each in parts
            if each.bounds
        ]
        return total(levels)

    def _meets(self, term: str, result: str, nodes: Sequence[Node]) -> None:
        known = np.broadcast_to(np.ravel(self.part.view.statements[term, result][0]), (len(nodes),))
        size = max(float(np.max(np.abs(known))), 1.0)
        if any(abs(each.number - float(one)) > SAME * size for each, one in zip(nodes, known, strict=True)):
            raise NotLiveError(
                f"it reads what {term.replace('_', ' ')} has {result} step by step, which no formula meets"
            )


def _on_days(block: Block, cells: Sequence[Node], opens: Node, closes: Node) -> Node:
    """Add up what is paid within a step."""
    inside = [  # the close of a date is still of that date
        both(day > opens, day <= closes) if at_close else both(day >= opens, day < closes)
        for day, at_close in zip(block.paid_on, block.closing, strict=True)
    ]
    if len(cells) == 1 or len(set(block.closing)) > 1:
        return total([choose(there, amount, 0.0) for there, amount in zip(inside, cells, strict=True)])
    days, amounts = span(block.paid_on).parts, span(cells).parts
    value = sum(amount.number for amount, there in zip(cells, inside, strict=True) if there.value)
    after, before = (">", "<=") if block.closing[0] else (">=", "<")
    conditions = ("(", *days, after, *opens.parts, ")*(", *days, before, *closes.parts, ")*")
    return Node(("SUMPRODUCT(", *conditions, *amounts, ")"), value)


def in_order(terms: Mapping[str, Term], acting: Mapping[str, Collection[str]]) -> list[str]:
    """Order terms so that each comes after those whose results it reads; those in a circle as the file has them.

    Args:
        terms: The terms.
        acting: The terms that begin or end a term, by its name: what they read must be known first, too.
    """
    found: list[str] = []

    def lay(name: str, above: Sequence[str]) -> None:
        if name in found or name in above:
            return
        by = [each for each in (name, *acting.get(name, ())) if each in terms]
        read = {other for each in by for other in terms_used(terms[each])}
        for other in sorted(read, key=list(terms).index):
            if other in terms:
                lay(other, [*above, name])
        found.append(name)

    for name in terms:
        lay(name, [])
    return found
