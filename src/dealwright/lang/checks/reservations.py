"""Check what parties hold out for: the least gain over no deal at which they sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Quantity, Uncertain, show
from dealwright.ground.problem import Problem, error, warning

if TYPE_CHECKING:
    from dealwright.deal.expression import Expression
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

_MIDDLE = {"normal": 0, "lognormal": 0, "uniform": 1, "pert": 2}
"""Which parameter of a distribution lies under zero only if it holds out for nothing: its middle, or its upper end."""


def check_reservations(draft: Draft) -> list[Problem]:
    """Find reservations under zero, and those of parties that do not bargain."""
    held = [
        (entry, entry.shape.reservation)
        for entry in draft.of("parties")
        if getattr(entry.shape, "reservation", None) is not None
    ]
    table = draft.entry(("negotiate",))
    between = None if table is None or table.shape is None else list(table.shape.between)
    found = [problem for entry, held_out in held for problem in _under_zero(draft, entry, held_out)]
    return found + [
        _idle(draft, entry) for entry, _ in held if table is None or (between is not None and entry.name not in between)
    ]


def _under_zero(draft: Draft, entry: Entry, held_out: Expression) -> list[Problem]:
    highest = draft.constants.number(held_out)
    if isinstance(held_out, Uncertain) and held_out.family in _MIDDLE:
        value = held_out.parameters[_MIDDLE[held_out.family]].value
        highest = float(value) if isinstance(value, int | float) else None
    if highest is None or highest >= 0:
        return []
    said = show(held_out) if isinstance(held_out, Quantity | Uncertain) else f"{highest:g}"
    what = f"`{entry.name}` would sign for {said} over no deal, which is less than nothing"
    place = draft.place(*entry.path, "reservation")
    return [error(place, "out-of-bounds", what, "a gain of at least 0", "write what it must gain, or leave it out")]


def _idle(draft: Draft, entry: Entry) -> Problem:
    what = f"`{entry.name}` holds out for something and is not at the table"
    expected, mend = "a reservation of a party that bargains", "add it to `between`, or remove its `reservation`"
    return warning(draft.key(*entry.path, "reservation"), "idle-reservation", what, expected, mend)
