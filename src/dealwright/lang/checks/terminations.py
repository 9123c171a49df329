"""Check terminations: who pays whom, days that may still come, and a tail that something brings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error, warning
from dealwright.lang.switches import switches
from dealwright.terms.termination import Termination

if TYPE_CHECKING:
    from datetime import date

    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

DAYS_PER_YEAR = 365
SHORTEST = 3
"""By so many days calendar months may be shorter than parts of a year."""


def check_termination(draft: Draft, entry: Entry) -> list[Problem]:
    """Find terminations without a payer for what they pay, of themselves, or on days that have passed."""
    if not isinstance(entry.shape, Termination):
        return []
    return [*_sides(draft, entry), *_ended(draft, entry), *_days(draft, entry), *_too_late(draft, entry)]


def _sides(draft: Draft, entry: Entry) -> list[Problem]:
    term: Termination = entry.shape
    paid = next((key for key in ("fee", "tail") if getattr(term, key) is not None), None)
    found = []
    for side in ("payer", "payee"):
        if paid is not None and getattr(term, side) is None:
            what = f"`{entry.name}` has a `{paid}`, and does not say its `{side}`"
            place = draft.key(*entry.path, paid)
            found.append(error(place, "missing-key", what, f"the key `{side}`", f"add `{side}: ...`"))
        if paid is None and getattr(term, side) is not None:
            what = f"`{side}` changes nothing in a termination without `fee` or `tail`"
            found.append(_idle(draft, entry, side, what, "a `fee` or a `tail`"))
    if term.tail is None and term.tail_share is not None:
        found.append(_idle(draft, entry, "tail_share", "`tail_share` changes nothing without `tail`", "the key `tail`"))
    return found


def _ended(draft: Draft, entry: Entry) -> list[Problem]:
    term: Termination = entry.shape
    found = []
    if entry.name in term.ended:
        what = f"`{entry.name}` ends itself"
        place = draft.place(*entry.path, "ends")
        found.append(error(place, "definition-cycle", what, "names of other terms", f"remove `{entry.name}`"))
    terms = draft.sound("terms")
    sides = {frozenset({term.payer, term.payee}) <= set(terms[name].sides) for name in term.ended if name in terms}
    if term.tail is not None and None not in {term.payer, term.payee} and sides == {False}:
        what = f"by no ended term does `{term.payer}` pay `{term.payee}`, so that the tail brings nothing"
        found.append(_idle(draft, entry, "tail", what, "the sides of an ended term"))
    return found


def _days(draft: Draft, entry: Entry) -> list[Problem]:
    term: Termination = entry.shape
    found = []
    for position, moment in enumerate(term.moments):
        day = draft.constants.moment(moment)
        if day is None:
            continue
        place = draft.place(*entry.path, "on", *([position] if isinstance(term.on, list) else []))
        if draft.as_of is not None and day < draft.as_of:
            what = f"{day} lies before `as_of` ({draft.as_of}); what ended then is no term any more"
            found.append(error(place, "date-passed", what, f"a date from {draft.as_of}", "remove the date"))
        elif draft.horizon is not None and day > draft.horizon and isinstance(term.on, list):
            what = f"{day} lies past the horizon ({draft.horizon})"
            found.append(error(place, "past-horizon", what, f"a date up to {draft.horizon}", "set a later `horizon`"))
    return found


def _too_late(draft: Draft, entry: Entry) -> list[Problem]:
    """Warn of a termination on dates that takes effect only when all that it ends is over by its own dates."""
    term: Termination = entry.shape
    days = [draft.constants.moment(each) for each in term.moments]
    over = [_over(name, draft) for name in term.ended]
    notice = 0.0 if term.notice is None else draft.constants.number(term.notice)
    known = [day for day in days if day is not None]
    if term.when is not None or not known or len(known) < len(days) or None in over or notice is None:
        return []
    earliest = min(known) + timedelta(days=max(0, int(notice * DAYS_PER_YEAR) - SHORTEST))
    last = max(day for day in over if day is not None)
    if earliest <= last:
        return []
    what = f"`{entry.name}` never takes effect: all that it ends is over on {last}"
    expected = "a date, and a notice that runs out while they last"
    return [
        warning(draft.key(*entry.path, "on"), "idle-key", what, expected, f"move the date, or remove `{entry.name}`")
    ]


def _over(name: str, draft: Draft) -> date | None:
    """Return the last day of a term by dates, of its own or of what replaces it; none where they do not say."""
    terms = draft.sound("terms")
    term = terms.get(name)
    switched = {pair.path for pairs in switches(draft).values() for pair in pairs}
    if term is None or switched & {f"terms.{name}.until", f"terms.{name}.ends_on"}:
        return None
    ends = [draft.constants.moment(term.until)]
    for each, other in terms.items():
        begins = draft.constants.moment(other.from_) if other.replaces == name and other.start_events == () else None
        moved = {f"terms.{each}.from", f"terms.{each}.replaces", f"terms.{each}.active"} & switched
        ends.append(None if begins is None or moved or other.active is not None else begins - timedelta(days=1))
    return min((day for day in ends if day is not None), default=None)


def _idle(draft: Draft, entry: Entry, key: str, what: str, expected: str) -> Problem:
    return warning(draft.key(*entry.path, key), "idle-key", what, expected, f"remove `{key}`")
