"""Check names: those that entries bear, and those that expressions use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.driver import Event
from dealwright.deal.expression import BUILT_IN_NAMES, Call, Expression, Name, walk
from dealwright.ground.problem import Problem, error
from dealwright.lang.grammar import is_name
from dealwright.terms.base import LINES

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

_NAMED = frozenset({"facts", "parties", "drivers", "companies", "terms", "scenarios"})
_MOVING_CALLS = frozenset({"inflated", "deflated", "before", "after", "cumulative", "trailing", "at"})


def check_entry_names(draft: Draft, entry: Entry) -> list[Problem]:
    """Find entries whose name no expression or path could say."""
    del draft
    if len(entry.path) == 2 and entry.path[0] == "terms" and entry.name in LINES:  # noqa: PLR2004 - section and name
        what = f"`{entry.name}` is the name of a line in every worth"
        return [error(entry.key, "bad-name", what, "another name for a term", f"rename it to `{entry.name}_term`")]
    if not entry.path or entry.path[0] not in _NAMED or is_name(entry.name):
        return []
    what = f"`{entry.name}` cannot be a name"
    expected = "letters, digits and underscores, not beginning with a digit, and no word of the language"
    plain = "".join(c if c.isalnum() or c == "_" else "_" for c in entry.name)
    mend = (
        f"rename it to `{plain}`"
        if is_name(plain)
        else f"rename it to `{plain}_`"
        if is_name(f"{plain}_")
        else f"rename it to `_{plain}`"
    )
    return [error(entry.key, "bad-name", what, expected, mend)]


def check_moving_names(draft: Draft, entry: Entry) -> list[Problem]:
    """Find values that drivers would move where only literals and facts may stand."""
    drivers = frozenset(draft.names("drivers")).difference(draft.names("facts"), _events(draft, entry))
    schedules = draft.moving_facts if entry.path[:1] != ("facts",) else frozenset[str]()
    found = []
    for value in entry.values:
        if value.measure.varies or (value.measure.unit == "moment" and isinstance(value.expression, Name)):
            continue
        for part in walk(value.expression):
            moving = _moving(part, drivers, schedules)
            if moving:
                what = f"{moving}, and what stands here may not"
                expected = "a literal, a fact, or an expression of those"
                mend = "write the schedule itself here" if value.measure.schedule else "write a literal, or a fact"
                found.append(error(part.place, "moving-value", what, expected, mend))
                break
    return found


def _events(draft: Draft, entry: Entry) -> set[str]:
    """Name the drivers that are events: where a value should stand, their unit is what is wrong with them."""
    drivers = draft.sound("drivers")
    return {name for name in entry.uses if isinstance(drivers.get(name), Event)}


def _moving(part: Expression, drivers: frozenset[str], schedules: frozenset[str]) -> str:
    """Say what moves, or nothing."""
    if isinstance(part, Name) and part.name in schedules:
        return f"the fact `{part.name}` is a schedule, which moves with time"
    if isinstance(part, Name) and part.name in drivers:
        return f"`{part.name}` is a driver, which moves with time"
    if isinstance(part, Name) and part.name in BUILT_IN_NAMES:
        return f"`{part.name}` moves with time"
    if isinstance(part, Call) and part.function in _MOVING_CALLS:
        return f"`{part.function}(...)` moves with time"
    return ""
