"""Check milestones: something that reaches them, amounts for it, and keys that go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error, warning
from dealwright.terms.milestone import Milestone

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

_OF_A_SUM = ("tiers", "every", "most", "within", "rolling", "year_starts", "opening")
_TOGETHER = (("tiers", "every"), ("every", "within"), ("every", "rolling"), ("within", "rolling"))


def check_milestone(draft: Draft, entry: Entry) -> list[Problem]:
    """Find milestones that nothing reaches, that pay nothing, or whose keys do not go together."""
    if not isinstance(entry.shape, Milestone):
        return []
    found = _reached(draft, entry) + _amount(draft, entry) + _due(draft, entry)
    return found + (_sum(draft, entry) if entry.shape.of is not None else _no_sum(draft, entry))


def _there(entry: Entry, key: str) -> bool:
    return getattr(entry.shape, key) is not None


def _reached(draft: Draft, entry: Entry) -> list[Problem]:
    term: Milestone = entry.shape
    words = "one of `on`, `when`, `of`"
    met = [key for key in ("on", "when") if _there(entry, key)]
    if not met and term.of is None:
        return [error(entry.key, "none-of", f"`{entry.name}` has none of `on`, `when`, `of`", words, "add `on: ...`")]
    if met and term.of is not None:
        what = f"`{entry.name}` has both `{met[0]}` and `of`"
        mend = "remove one, or let the sum begin with `starts_on`"
        return [error(draft.key(*entry.path, "of"), "one-too-many", what, f"`{met[0]}` or `of`", mend)]
    if term.any is not None and len(term.awaited) + len(term.conditions) < 2:  # noqa: PLR2004 - one is no choice
        what = "`any` changes nothing where there is but one thing to reach"
        return [_idle(draft, entry, "any", what, "two events or conditions")]
    return []


def _amount(draft: Draft, entry: Entry) -> list[Problem]:
    term: Milestone = entry.shape
    if term.tiers is None and term.amount is None:
        what = f"`{entry.name}` pays, and does not say how much"
        return [error(entry.key, "missing-key", what, "the key `amount`", "add `amount: ...`")]
    if term.tiers is not None and term.amount is not None:
        what = "`amount` changes nothing where each tier has an amount of its own"
        return [_idle(draft, entry, "amount", what, "`every`, or no `tiers`")]
    return []


def _due(draft: Draft, entry: Entry) -> list[Problem]:
    """Find a pay day at the end of a period that nothing says, and a period at whose end nothing is paid."""
    term: Milestone = entry.shape
    if term.paid == "end" and term.within is None and term.period is None:
        what, words = "`paid: end` changes nothing without `period`", "the key `period`, such as `period: quarter`"
        return [_idle(draft, entry, "paid", what, words)]
    if term.period is not None and term.paid != "end":
        return [_idle(draft, entry, "period", "`period` changes nothing without `paid: end`", "`paid: end`")]
    return []


def _no_sum(draft: Draft, entry: Entry) -> list[Problem]:
    keys = [key for key in _OF_A_SUM if _there(entry, key)]
    keys = [key for key in keys if key != "year_starts" or entry.shape.period is None]
    return [_idle(draft, entry, key, f"`{key}` changes nothing without `of`", "the key `of`") for key in keys]


def _sum(draft: Draft, entry: Entry) -> list[Problem]:
    term: Milestone = entry.shape
    if term.tiers is None and term.every is None:
        what, words = f"`{entry.name}` has neither `tiers` nor `every`", "one of `tiers`, `every`"
        return [error(entry.key, "none-of", what, words, "add `tiers: [{at: ..., amount: ...}]`")]
    found = []
    for one, other in _TOGETHER:
        if _there(entry, one) and _there(entry, other):
            what, place = f"`{entry.name}` has both `{one}` and `{other}`", draft.key(*entry.path, other)
            found.append(error(place, "one-too-many", what, f"`{one}` or `{other}`", f"remove `{other}`"))
    idle = [
        ("most", term.every is None, "every"),
        ("year_starts", term.within is None and term.period is None, "within"),
    ]
    found += [
        _idle(draft, entry, key, f"`{key}` changes nothing without `{needed}`", f"the key `{needed}`")
        for key, absent, needed in idle
        if absent and _there(entry, key)
    ]
    if term.opening is not None and term.opening.used_this_period is not None and term.within is None:
        what = "`used_this_period` changes nothing without `within`"
        key = draft.key(*entry.path, "opening", "used_this_period")
        found.append(warning(key, "idle-key", what, "the key `within`", "say it in `base`"))
    return found + _rising(draft, entry)


def _rising(draft: Draft, entry: Entry) -> list[Problem]:
    found, before = [], 0.0
    for position, tier in enumerate(entry.shape.tiers or ()):
        at = draft.constants.number(tier.at)
        if at is not None and position and at <= before:
            what = f"tier {position + 1} of `{entry.name}` is reached no later than the one before it"
            place = draft.place(*entry.path, "tiers", position, "at")
            found.append(error(place, "out-of-order", what, "amounts that rise from tier to tier", "sort them"))
        before = max(before, at or 0.0)
    return found


def _idle(draft: Draft, entry: Entry, key: str, what: str, expected: str) -> Problem:
    return warning(draft.key(*entry.path, key), "idle-key", what, expected, f"remove `{key}`")
