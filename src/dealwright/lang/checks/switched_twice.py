"""Warn of options that set one thing, of which nothing says which comes last."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, warning
from dealwright.lang.switches import precedes, switches
from dealwright.terms.option import Option

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.overlay import Pair


def check_switched_twice(draft: Draft) -> list[Problem]:
    """Warn where two options set one thing, and either may be exercised last: the later of the file then holds."""
    terms = draft.sound("terms")
    laid = [(name, pairs) for name, pairs in switches(draft).items() if isinstance(terms.get(name), Option)]
    found = []
    for (one, before), (other, after) in combinations(laid, 2):
        common = next((pair for pair in after if any(_alike(pair, each) for each in before)), None)
        if common is not None and not _told_apart(one, other, draft):
            what = f"`{one}` and `{other}` both set `{common.path}`, and either may be exercised last"
            expected = f"options of which one comes last by its dates; else `{other}`, the later in the file, holds"
            mend = f"let the windows not overlap, or write `starts_on: {one}` in `{other}`"
            found.append(warning(common.place, "switched-twice", what, expected, mend))
    return found


def _alike(one: Pair, other: Pair) -> bool:
    """Say whether two pairs lie over each other."""
    first, second = f"{one.path}.", f"{other.path}."
    return first.startswith(second) or second.startswith(first)


def _told_apart(one: str, other: str, draft: Draft) -> bool:
    """Say whether it is known which of two options holds where both are exercised, or that never both are."""
    terms = draft.sound("terms")
    if one in terms[other].ended or other in terms[one].ended:
        return True
    same_day = terms[one].on is not None and terms[one].on == terms[other].on
    return same_day or precedes(one, other, draft) or precedes(other, one, draft)
