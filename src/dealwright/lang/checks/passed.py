"""Warn of what has passed before the deal begins, or comes after a term's end: it is never paid and changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from dealwright.deal.expression import Schedule
from dealwright.ground.problem import Problem, warning
from dealwright.terms.base import Term
from dealwright.terms.exclusivity import Exclusivity
from dealwright.terms.flow import RunningFlow
from dealwright.terms.licence import Licence
from dealwright.terms.payment import Payment
from dealwright.terms.royalty import Royalty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry, Path


def check_passed(draft: Draft, entry: Entry) -> list[Problem]:
    """Warn of payments, rights and changes of rate whose day has passed, or never comes."""
    term = entry.shape
    if not isinstance(term, Term) or draft.as_of is None or draft.constants.is_no(term.active):
        return []
    match term:
        case Payment():
            return _paid_before(draft, entry, draft.as_of)
        case Licence() | Exclusivity():
            return [*_begun_before(draft, entry, draft.as_of), *_exclusive_before(draft, entry, draft.as_of)]
        case Royalty():
            return list(_changed_after(draft, entry))
    return []


def check_sideless(draft: Draft) -> list[Problem]:
    """Warn of flows that nobody pays or is paid, and of which nothing else makes use."""
    used = {name for entry in draft.every() for name in entry.uses}
    found = []
    for entry in draft.of("terms"):
        term = entry.shape
        sideless = isinstance(term, RunningFlow) and term.payer is None and term.payee is None
        if sideless and f"terms.{entry.name}" not in used:
            what = f"nobody pays `{entry.name}`, and nobody is paid it"
            found.append(warning(entry.key, "no-side", what, "`payer`, `payee`, or both", "add `payee: ...`"))
    return found


def _paid_before(draft: Draft, entry: Entry, as_of: dt.date) -> list[Problem]:
    """Warn of a payment all of whose days lie before the deal's first."""
    term, known = entry.shape, draft.constants
    path: Path = (*entry.path, "on")
    days = [known.moment(term.on)] if term.on is not None else []
    if term.stages:
        path, days = (*entry.path, "stages"), [known.moment(stage.on) for stage in term.stages]
    elif isinstance(term.amount, Schedule) and term.every is None:
        path = (*entry.path, "amount")
        days = [point for point, _ in term.amount.points if isinstance(point, dt.date)] or [None]
    last = max((day for day in days if day is not None), default=None)
    later = term.pays_after is not None or any(stage.after is not None for stage in term.stages or ())
    if last is None or None in days or last >= as_of or later:
        return []
    what = f"`{entry.name}` was paid by {last}, before `as_of` ({as_of}); it is worth nothing"
    return [warning(draft.place(*path), "term-over", what, f"a date from {as_of}", "remove the term")]


def _begun_before(draft: Draft, entry: Entry, as_of: dt.date) -> list[Problem]:
    """Warn of money paid at the beginning of a right that had begun before."""
    found = []
    for way, right in _rights(entry):
        starts = right.starts_on or entry.shape.starts_on
        start = draft.constants.moment(right.from_ or entry.shape.from_)
        if right.upfront is not None and not starts and start is not None and start < as_of:
            what = f"`upfront` was paid on {start}, before `as_of` ({as_of}), and changes nothing"
            place = draft.key(*entry.path, *way, "upfront")
            found.append(warning(place, "idle-key", what, f"a `from` on {as_of} or later", "remove `upfront`"))
    return found


def _exclusive_before(draft: Draft, entry: Entry, as_of: dt.date) -> list[Problem]:
    """Warn of a right that was exclusive to a day before the deal's first."""
    found = []
    for way, right in _rights(entry):
        until = getattr(right, "exclusive_until", None)
        days = [draft.constants.moment(each) for each in (until if isinstance(until, list | tuple) else [until])]
        first = min((day for day in days if day is not None), default=None)
        if first is not None and first < as_of:
            what = f"it was exclusive until {first}, before `as_of` ({as_of}), and is no more"
            place = draft.key(*entry.path, *way, "exclusive_until")
            found.append(warning(place, "idle-key", what, f"a date from {as_of}", "remove what is `exclusive`"))
    return found


def _rights(entry: Entry) -> Iterator[tuple[Path, Licence]]:
    """Go through a right and its parts, each with the way to it."""
    yield (), entry.shape
    yield from ((("parts", name), part) for name, part in (getattr(entry.shape, "parts", None) or {}).items())


def _changed_after(draft: Draft, entry: Entry) -> Iterator[Problem]:
    """Warn of changes of a rate that come after the royalty's last day."""
    term: Royalty = entry.shape
    end = draft.constants.moment(term.until) or (draft.horizon if term.beyond is None else None)
    for position, change in enumerate(term.rate_changes or []):
        day = draft.constants.moment(change.on)
        if end is not None and day is not None and day > end:
            what = f"the rate of `{entry.name}` changes on {day}, after its last day ({end})"
            place = draft.place(*entry.path, "rate_changes", position, "on")
            yield warning(place, "idle-key", what, f"a date up to {end}", "write an earlier date, or remove the change")
