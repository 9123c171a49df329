"""Check terms that step in the place of others: from which day they do, and with whose state they go on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from dealwright.deal.expression import Schedule
from dealwright.ground.problem import Problem, error, warning
from dealwright.terms.base import Term
from dealwright.terms.milestone import Milestone
from dealwright.terms.payment import Payment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry


def check_succession(draft: Draft) -> list[Problem]:
    """Find terms that go on with what one of another kind has done, and dated ones that end another at once."""
    found: list[Problem] = []
    for entry in draft.of("terms"):
        if isinstance(entry.shape, Term) and entry.shape.replaces is not None:
            found += [*_of_another_kind(draft, entry), *_at_once(draft, entry)]
    return found


def _of_another_kind(draft: Draft, entry: Entry) -> Iterator[Problem]:
    """Find a term that takes over from one of another kind: what the one remembers says nothing to the other."""
    term, known = entry.shape, draft.constants
    other = draft.entry(("terms", term.replaces))
    if term.takes_over is None or known.is_no(term.takes_over) or other is None or not isinstance(other.shape, Term):
        return
    if other.shape.kind != term.kind:
        kinds = f"is of kind `{term.kind}`, and `{other.name}` of kind `{other.shape.kind}`"
        what = f"`{entry.name}` goes on with what `{other.name}` has done, but {kinds}"
        place = draft.place(*entry.path, "takes_over")
        mend = f"remove `takes_over`, and say under `opening` of `{entry.name}` what it begins with"
        if not term.OPENING:
            mend = "remove `takes_over`"
        yield error(place, "takes-over-other-kind", what, "two terms of one kind", mend)


def _at_once(draft: Draft, entry: Entry) -> Iterator[Problem]:
    """Warn of a term that pays on a later day, and in whose place nothing runs from the first day on."""
    term, as_of = entry.shape, draft.as_of
    if term.from_ is not None or term.start_events or draft.constants.is_no(term.active) or as_of is None:
        return
    then = _pays(draft, term, as_of)
    if then is None:
        return
    since, mend = then
    what = f"`{entry.name}` {since}, and ends `{term.replaces}` on `as_of` already, which then pays nothing at all"
    mend = f"add `{mend}`, or `from: {as_of}` if `{term.replaces}` is to end at once"
    place = draft.place(*entry.path, "replaces")
    yield warning(place, "ends-at-once", what, "`from` or `starts_on`, the day from which it steps in", mend)


def _pays(draft: Draft, term: Term, as_of: dt.date) -> tuple[str, str] | None:
    """Return how a term says that it pays only later, and the key that would make it step in then."""
    if isinstance(term, Milestone):
        event = term.awaited[0] if len(term.awaited) == 1 and not term.conditions else "EVENT"
        return "pays when it is reached", f"starts_on: {event}"
    if not isinstance(term, Payment):
        return None
    moments = [stage.on for stage in term.stages or ()] or ([] if term.on is None else [term.on])
    days = [draft.constants.moment(moment) for moment in moments]
    if isinstance(term.amount, Schedule):
        points = [point for point, _ in term.amount.points]
        days += [point if isinstance(point, dt.date) else dt.date(point, 7, 2) for point in points]
    known = [day for day in days if day is not None]
    if days and not known:
        return "pays on later days", "from: DATE"
    if not known or min(known) <= as_of:
        return None
    return f"pays first on {min(known)}", f"from: {min(known)}"
