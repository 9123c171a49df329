"""Check keys of which exactly one must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error
from dealwright.lang.shape import keys_of

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry


def check_alternatives(draft: Draft, entry: Entry) -> list[Problem]:
    """Find entries that have none or several of the keys of which they need exactly one."""
    found = []
    for group in getattr(entry.shape, "EXACTLY_ONE", ()):
        attributes = keys_of(type(entry.shape))
        there = [key for key in group if getattr(entry.shape, attributes[key]) is not None]
        choice = ", ".join(group)
        if not there:
            what = f"`{entry.name}` has none of {choice}"
            found.append(error(entry.key, "none-of", what, f"exactly one of {choice}", f"add `{group[0]}: ...`"))
        elif len(there) > 1:
            what = f"`{entry.name}` has both `{there[0]}` and `{there[1]}`"
            place = draft.key(*entry.path, there[1])
            mend = f"keep one of them; in a change of another file's value write `{there[0]}: none` beside it"
            del mend
            found.append(
                error(
                    place,
                    "one-too-many",
                    what,
                    f"exactly one of {choice}",
                    f"remove `{there[1]}` or write `{there[0]}: none`",
                )
            )
    return found
