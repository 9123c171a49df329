"""Lays the rules by which drivers move out as tables, for compiled loops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.world.movers import Mover
    from dealwright.world.rule import Number, Rule

    Moves = tuple[Float[ndarray, "driver step 4"], Int[ndarray, "driver step 4"]]
    Onto = tuple[Float[ndarray, "2 driver shock step"], Int[ndarray, "2 driver shock step"]]
    Tables = tuple[
        Moves, Onto, Int[ndarray, "2 driver shock"], Float[ndarray, "driver 4 _"], Float[ndarray, "number path"]
    ]

ALIKE = -1
"""Stands for no row, where a number is the same on all paths."""


def tables(rules: Sequence[Rule], movers: Sequence[Mover], names: Sequence[str], paths: int) -> Tables:
    """Lay out rules for some paths. A number that is not the same on all of them has a row, whose place is told.

    Args:
        rules: By which rule each driver moves.
        movers: What its shocks are made of.
        names: Whose independent normals those are, all of them.
        paths: How many paths; one stands for all where all are alike.

    Returns:
        What moves logarithm and growth, by driver and step, with the rows of those that differ; what each shock adds,
        by driver, shock and step, likewise; which shocks add something, by driver, an even number of them with a place
        after the last for none; where drivers begin; the rows.
    """
    steps, none, rows = len(rules[0].steps), len(names), _Rows()
    moves = np.zeros((len(rules), steps, 4)), np.full((len(rules), steps, 4), ALIKE)
    onto = np.zeros((2, len(rules), none + 1, steps)), np.full((2, len(rules), none + 1, steps), ALIKE)
    uses = np.full((2, len(rules), none + none % 2), none)
    for driver, (rule, mover) in enumerate(zip(rules, movers, strict=True)):
        for place, numbers in enumerate(zip(*((s.left, s.drift, s.lag, s.keep) for s in rule.steps), strict=True)):
            rows.lay(numbers, (table[driver, :, place] for table in moves))
        for part in mover.parts:
            shock = names.index(part.name)
            uses[:, driver, shock] = shock, shock if part.growth else none
            rows.lay([part.onto_level(step) for step in rule.steps], (table[0, driver, shock] for table in onto))
            if part.growth:
                rows.lay([part.onto_growth(step) for step in rule.steps], (table[1, driver, shock] for table in onto))
    begin = [np.broadcast_arrays(*(rule.scale, rule.logarithm, rule.distance, rule.long_run)) for rule in rules]
    width = paths if any(each[0].ndim for each in begin) else 1
    starts = np.array([[np.broadcast_to(number, (width,)) for number in each] for each in begin], dtype=float)
    return moves, onto, np.sort(uses), starts, rows.laid(paths)


class _Rows:
    """Numbers that differ from path to path, one in each row."""

    def __init__(self) -> None:
        self._numbers: list[Float[ndarray, " path"]] = []
        self._places: dict[int, int] = {}

    def lay(self, numbers: Sequence[Number], places: Iterable[ndarray]) -> None:
        """Put the numbers of all steps in their places in a table, or the rows they are laid in beside it."""
        table, beside = places
        if set(map(type, numbers)) <= {float, np.float64}:  # the same on all paths, as nearly always
            table[:] = numbers
            return
        for k, number in enumerate(numbers):
            if not isinstance(number, np.ndarray) or number.ndim == 0:
                table[k] = number
                continue
            if id(number) not in self._places:  # kept alive: its identity stays its own
                self._places[id(number)] = len(self._numbers)
                self._numbers.append(number)
            beside[k] = self._places[id(number)]

    def laid(self, paths: int) -> Float[ndarray, "number path"]:
        """Return the rows."""
        return np.array(self._numbers, dtype=float).reshape(-1, paths)
