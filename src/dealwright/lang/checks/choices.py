"""Check keys of which exactly one must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Schedule
from dealwright.ground.problem import Problem, error
from dealwright.lang.reader import UNREAD
from dealwright.lang.shape import keys_of

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry
    from dealwright.lang.shape import Shape


def check_alternatives(draft: Draft, entry: Entry) -> list[Problem]:
    """Find entries that have none or several of the keys of which they need exactly one."""
    found = []
    for group in getattr(entry.shape, "EXACTLY_ONE", ()):
        if any(_value(entry, key) is UNREAD for key in group):
            continue
        there = [key for key in group if _is_there(entry, key)]
        words = ", ".join(_named(entry, key) for key in group)
        if not there and not set(group).isdisjoint(getattr(entry.shape, "UNLESS", {})):
            continue  # reported as missing
        if not there:
            what = f"`{entry.name}` has none of {words}"
            found.append(error(entry.key, "none-of", what, f"exactly one of {words}", f"add `{group[0]}: ...`"))
        elif len(there) > 1:
            what = f"`{entry.name}` has both {_named(entry, there[0])} and {_named(entry, there[1])}"
            place = draft.key(*entry.path, there[1])
            mend = f"remove `{there[0]}`, or write `{there[0]}: none` where both come together"
            found.append(error(place, "one-too-many", what, f"exactly one of {words}", mend))
    return found


def _is_there(entry: Entry, key: str) -> bool:
    """Say whether a key is there; one that others need as well counts where it is a schedule."""
    value = _value(entry, key)
    return isinstance(value, Schedule) if key in _by_dates(entry) else value is not None


def _value(entry: Entry, key: str) -> object:
    shape: Shape = type(entry.shape)
    return getattr(entry.shape, keys_of(shape)[key])


def _named(entry: Entry, key: str) -> str:
    return f"`{key}` by dates" if key in _by_dates(entry) else f"`{key}`"


def _by_dates(entry: Entry) -> tuple[str, ...]:
    return getattr(entry.shape, "BY_DATES", ())
