"""Check that what decides the shape of a deal (dates, yes or no, windows) is one value, or one of a few."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from dealwright.deal.expression import Call, Chance, Expression, Name, Quantity, Uncertain, show, walk
from dealwright.ground.problem import Problem, error
from dealwright.ground.unit import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.deal.source import Fact
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry
    from dealwright.lang.reader import Value

_DECIDING = frozenset({"date", "condition", "count"})


def check_certain(draft: Draft, entry: Entry) -> list[Problem]:
    """Find dates, conditions and windows that are uncertain in a way that no single deal could follow."""
    found = []
    for value in entry.values:
        part = _undecided(draft, entry, value)
        if part is not None:
            what = f"`{show(part)}` is uncertain, and what stands here must be known, or be one of a few"
            expected = "one value, or one of a few dates, durations, or yes and no"
            mend = "write one value, or a few: `one_of({A: 60%, B: 40%})`"
            found.append(error(part.place, "not-certain", what, expected, mend))
    return found


def _undecided(draft: Draft, entry: Entry, value: Value) -> Expression | None:
    """Return the first part of a value that is uncertain where it may not be."""
    section = str(entry.path[0]) if entry.path else ""
    expression, unit = value.expression, value.measure.unit
    if isinstance(expression, Chance):
        expression, unit = expression.by, "date"
    decides = unit in _DECIDING or value.measure.certain
    if not decides or value.measure.varies or section == "facts":
        return next((part for window in _windows(expression) for part in walk(window) if _is_doubt(draft, part)), None)
    if isinstance(expression, Uncertain) and _are_few(expression):
        return None
    return next((part for part in walk(expression) if _is_doubt(draft, part)), None)


def _windows(expression: Expression) -> Iterator[Expression]:
    """Yield the windows of `trailing`, of which all futures have one length."""
    for part in walk(expression):
        if isinstance(part, Call) and part.function == "trailing":
            yield part.arguments[1]


def _is_doubt(draft: Draft, part: Expression) -> bool:
    """Tell whether a part is uncertain, and not one of a few values each of which makes a deal of its own."""
    if isinstance(part, Uncertain):
        return True
    return isinstance(part, Name) and any(not _is_few(fact) for fact in _uncertain_behind(draft, part.name))


def _uncertain_behind(draft: Draft, name: str) -> Iterator[Fact]:
    """Yield the uncertain facts that a name rests on."""
    facts, waiting, seen = draft.sound("facts"), [name], set[str]()
    while waiting:
        fact = facts.get(name := waiting.pop())
        if fact is None or name in seen:
            continue
        seen.add(name)
        if fact.readings is not None or isinstance(fact.is_, Uncertain):
            yield fact
        elif fact.is_ is not None:
            waiting += [part.name for part in walk(fact.is_) if isinstance(part, Name)]


def _is_few(fact: Fact) -> bool:
    """Tell whether a fact has a few values that decide: dates, durations, yes or no; or words the deal otherwise."""
    if isinstance(fact.is_, Uncertain):
        return _are_few(fact.is_)
    return all(reading.overlay is not None or _decides(reading.is_) for reading in fact.readings or ())


def _are_few(uncertain: Uncertain) -> bool:
    return bool(uncertain.choices) and all(_decides(choice) for choice, _ in uncertain.choices)


def _decides(value: Expression | None) -> bool:
    if not isinstance(value, Quantity):
        return False
    return isinstance(value.value, bool | dt.date) or value.unit == Unit.YEAR
