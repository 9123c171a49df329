"""Check the log of the talks: its dates, who speaks to whom, what is offered, and what was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.agreement import Word, agreed, answers
from dealwright.ground.closest import listed
from dealwright.ground.problem import Problem, error, warning
from dealwright.lang.outside import outside_range
from dealwright.lang.tree import MappingNode

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry


def check_talk_dates(draft: Draft) -> list[Problem]:
    """Find talks that are not in order or lie after their deadline; warn of those after the day of the deal."""
    found: list[Problem] = []
    latest: dt.date | None = None
    for entry in draft.of("talks"):
        if entry.shape is None:
            continue
        day, place = draft.constants.moment(entry.shape.on), draft.place(*entry.path, "on")
        if day is None:
            continue
        if latest is not None and day < latest:
            what = f"this talk of {day} stands after one of {latest}"
            expected, mend = "talks in the order of their dates", f"move it above the talk of {latest}, or correct `on`"
            found.append(error(place, "out-of-order", what, expected, mend))
        if draft.as_of is not None and day > draft.as_of and not is_signed(draft, entry):
            what = f"this talk of {day} lies after `as_of` ({draft.as_of})"
            found.append(warning(place, "date-to-come", what, f"a date up to {draft.as_of}", f"set `as_of: {day}`"))
        latest = max(latest or day, day)
        found += _late(draft, entry, day)
    return found


def _late(draft: Draft, entry: Entry, day: dt.date) -> list[Problem]:
    """Find an offer or an answer after the day by which the talks were to be over; a note may be of any day."""
    negotiate = draft.entry(("negotiate",))
    named = None if negotiate is None or negotiate.shape is None else negotiate.shape.deadline
    deadline = None if named is None else draft.constants.moment(named)
    if deadline is None or day <= deadline or is_signed(draft, entry) or not _says(entry):
        return []
    what = f"this talk of {day} lies after the `deadline` of the talks ({deadline})"
    expected = f"a date up to {deadline}"
    mend = f"set `deadline: {day}` in `negotiate:`, or a later day, if the talks went on; or correct `on`"
    return [error(draft.place(*entry.path, "on"), "after-deadline", what, expected, mend)]


def _says(entry: Entry) -> bool:
    """Tell whether an entry offers or answers something."""
    return entry.shape is not None and (entry.shape.offer is not None or entry.shape.answer is not None)


def check_answers(draft: Draft) -> list[Problem]:
    """Find answers to nothing, and what is said after the talks were over."""
    found: list[Problem] = []
    said = [entry for entry in draft.of("talks") if entry.shape is not None]
    log = [Word.of(entry.shape, signed=is_signed(draft, entry)) for entry in said]
    for place, (entry, word) in enumerate(zip(said, log, strict=True)):
        if not word.offers and word.answer and answers(log, place) is None:
            what, expected = f"`{word.by}` answers, and nobody has offered it anything", "an offer of another before"
            mend = "write the answer beside the offer, or put the offer first"
            found.append(error(draft.place(*entry.path, "answer"), "nothing-to-answer", what, expected, mend))
    return found + _after_the_end(draft, said, log)


def _after_the_end(draft: Draft, said: Sequence[Entry], log: Sequence[Word]) -> list[Problem]:
    """Find offers and answers after all had accepted; the package that was signed may still be said."""
    negotiate = draft.entry(("negotiate",))
    shape = None if negotiate is None else negotiate.shape
    end = agreed(log, [] if shape is None else shape.between)
    if end is None:
        return []
    how = "a package was signed" if log[end].signed else "an offer was accepted"
    what, expected = f"the talks go on after {how}", "nothing after what was accepted or signed"
    before = draft.place(*said[end].path).line
    undone = "`signed: no`" if log[end].signed else "`answer: open` if it was taken back"
    mend = f"correct the entry on line {before} ({undone}), or tell this one as a `note`"
    after = [entry for entry, word in zip(said[end + 1 :], log[end + 1 :], strict=True) if not word.signed]
    places = [draft.place(*entry.path, "by") for entry in after if _says(entry)]
    return [error(place, "talks-are-over", what, expected, mend) for place in places]


def is_signed(draft: Draft, entry: Entry) -> bool:
    """Tell whether an entry of the talks is the package that was signed: history asks no range and no day of ours."""
    return entry.shape is not None and draft.constants.of(entry.shape.signed) is True


def check_signed(draft: Draft) -> list[Problem]:
    """Find a second package that was signed, and one that says nothing."""
    found: list[Problem] = []
    signed = [entry for entry in draft.of("talks") if is_signed(draft, entry)]
    for entry in signed:
        if entry.shape is not None and not entry.shape.offer:
            expected, mend = "`offer`, with what was signed", "add `offer: {PATH: value}`"
            place = draft.place(*entry.path, "signed")
            found.append(error(place, "missing-key", "what was signed is not said", expected, mend))
    for entry in signed[1:]:
        what = "another entry of the talks was signed already"
        expected, mend = "`signed: yes` at one offer at most", "remove it from one of them"
        found.append(error(draft.place(*entry.path, "signed"), "signed-twice", what, expected, mend))
    return found


def check_talk(draft: Draft, entry: Entry) -> list[Problem]:
    """Find a talk that says nothing, one of a party with itself, and offers outside the negotiable values."""
    if entry.path[:1] != ("talks",) or entry.shape is None:
        return []
    found = []
    talk = entry.shape
    if talk.offer is None and talk.answer is None and talk.note is None:
        what, expected = f"`{talk.by}` says nothing in this talk", "`offer`, `answer` or `note`"
        found.append(
            warning(draft.place(*entry.path, "by"), "empty-talk", what, expected, "add `offer: {PATH: value}`")
        )
    if talk.to == talk.by:
        what = f"`{talk.by}` speaks to itself"
        place = draft.place(*entry.path, "to")
        found.append(error(place, "same-sides", what, "two sides", "write the other party, or remove `to`"))
    found += _strangers(draft, entry)
    offer = draft.node(*entry.path, "offer") if talk.offer is not None and not is_signed(draft, entry) else None
    for path, node in offer.entries.items() if isinstance(offer, MappingNode) else ():
        found += outside_range(
            draft, path, node, " if it was offered; what is no longer on the table can be told as a `note`"
        )
    return found


def _strangers(draft: Draft, entry: Entry) -> list[Problem]:
    """Find who offers, answers or is offered something and does not bargain; what was signed in the end is history."""
    negotiate, talk = draft.entry(("negotiate",)), entry.shape
    table = [] if negotiate is None or negotiate.shape is None else negotiate.shape.between
    if talk is None or not table or not _says(entry) or is_signed(draft, entry):
        return []
    found = []
    for key, party in (("by", talk.by), ("to", talk.to)):
        if party is not None and party not in table and party in draft.names("parties"):
            what, expected = f"`{party}` does not bargain", listed(table)
            mend = f"write the party for whom `{party}` speaks, or add `{party}` to `between`"
            found.append(error(draft.place(*entry.path, key), "not-at-table", what, expected, mend))
    return found
