"""Check the lives of terms and the dates of rounds against the days that the deal looks at."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

from dealwright.deal.expression import Chance, Name, Schedule
from dealwright.deal.party import Company
from dealwright.ground.problem import Problem, error, warning
from dealwright.terms.base import Term

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry


def check_life(draft: Draft, entry: Entry) -> list[Problem]:
    """Find terms that end before they start, lie outside the deal's days, or go on past the horizon unsaid."""
    if not isinstance(entry.shape, Term):
        return []
    term, known = entry.shape, draft.constants
    if known.is_no(term.active):
        return []
    start, end = known.moment(term.from_), known.moment(term.until)
    found = []
    if start is not None and end is not None and end < start:
        what = f"`{entry.name}` ends on {end}, before it starts on {start}"
        found.append(
            error(
                draft.place(*entry.path, "until"),
                "ends-before-start",
                what,
                f"a date from {start}",
                "exchange `from` and `until`",
            )
        )
    found += _outside(draft, entry, end) + _past_horizon(draft, entry, end) + _too_late(draft, entry, start)
    return found + _unopened(draft, entry, start)


def check_idle_keys(draft: Draft, entry: Entry) -> list[Problem]:
    """Warn of keys that change nothing in a term of their kind."""
    term = entry.shape
    if not isinstance(term, Term):
        return []
    shared = [(key, getattr(term, "from_" if key == "from" else key)) for key in term.IDLE]
    idle: list[tuple[tuple[str, ...], str]] = [((key,), "") for key, value in shared if value is not None]
    opening = getattr(term, "opening", None)
    said = [] if opening is None else [key for key in type(opening).model_fields if getattr(opening, key) is not None]
    counts = ", ".join(f"`{key}`" for key in term.remembers)
    idle += [(("opening", key), f"one of {counts}") for key in said if key not in term.remembers]
    found = _without_its_other(draft, entry, term)
    for keys, expected in idle:
        what = f"`{keys[-1]}` changes nothing in a {term.kind} term"
        found.append(warning(draft.key(*entry.path, *keys), "idle-key", what, expected, f"remove `{keys[-1]}`"))
    return found


def _without_its_other(draft: Draft, entry: Entry, term: Term) -> list[Problem]:
    """Warn of keys of a life that change nothing without another, or after the end."""
    ends, found = bool(term.ends_on or term.ends_on_all), []
    needs = (("ends_not_before", "ends_on", ends), ("takes_over", "replaces", term.replaces is not None))
    for key, other, there in needs:
        if getattr(term, key) is not None and not there and key not in term.IDLE:
            what, mend = f"`{key}` changes nothing without `{other}`", f"add `{other}: ...`, or remove `{key}`"
            found.append(warning(draft.key(*entry.path, key), "idle-key", what, f"the key `{other}`", mend))
    day, until = draft.constants.moment(term.ends_not_before), draft.constants.moment(term.until)
    last = until or (draft.horizon if term.beyond is None else None)
    if ends and day is not None and last is not None and day >= last:
        what = f"no event ends `{entry.name}` before {day}, and it ends on {last} without one"
        place, mend = draft.place(*entry.path, "ends_not_before"), "write an earlier date, or remove `ends_not_before`"
        found.append(warning(place, "idle-key", what, f"a date before {last}", mend))
    return found


def check_sides(draft: Draft, entry: Entry) -> list[Problem]:
    """Find terms between somebody and itself."""
    if not isinstance(entry.shape, Term):
        return []
    roles = [(role, getattr(entry.shape, role, None)) for role in entry.shape.ROLES]
    pairs = [(one, other, name) for (one, name), (other, same) in pairwise(roles) if name is not None and name == same]
    if not pairs or pairs[0][1] == "residual":
        return []
    one, other, name = pairs[0]
    what = f"`{name}` is both `{one}` and `{other}` of `{entry.name}`"
    return [error(draft.place(*entry.path, other), "same-sides", what, "two sides", f"write another `{other}`")]


def _outside(draft: Draft, entry: Entry, end: dt.date | None) -> list[Problem]:
    """Warn of a term that is over before the deal begins."""
    as_of = draft.as_of or dt.date.min
    if end is None or end >= as_of:
        return []
    what = f"`{entry.name}` ended on {end}, before `as_of` ({as_of}); it is worth nothing"
    return [warning(draft.place(*entry.path, "until"), "term-over", what, f"a date from {as_of}", "remove the term")]


def _past_horizon(draft: Draft, entry: Entry, end: dt.date | None) -> list[Problem]:
    """Find a life past the horizon that does not say what becomes of it there."""
    term, horizon = entry.shape, draft.horizon or dt.date.max
    if term.beyond is not None:
        return []
    expected = f"a date up to {horizon}, or `beyond`"
    mend = "add `beyond: cut` or `beyond: perpetuity(2%)`, or set a later `horizon`"
    late = [("until", end)] if end is not None else []
    late += [(key, day) for key, day in _payments(draft, entry)]
    found = []
    for key, day in late:
        if day > horizon:
            what = f"`{entry.name}` goes on to {day}, past the horizon ({horizon})"
            found.append(error(draft.place(*entry.path, *key.split(".")), "past-horizon", what, expected, mend))
    return found


def _too_late(draft: Draft, entry: Entry, start: dt.date | None) -> list[Problem]:
    """Find a life that begins past the horizon: there is nothing before it that could go on."""
    horizon = draft.horizon or dt.date.max
    if start is None or start <= horizon or entry.shape.beyond == Name("cut"):
        return []
    what = f"`{entry.name}` begins on {start}, past the horizon ({horizon})"
    place = draft.place(*entry.path, "from")
    mend = "set a later `horizon`, or write `beyond: cut`"
    return [error(place, "past-horizon", what, f"a date up to {horizon}", mend)]


def _payments(draft: Draft, entry: Entry) -> list[tuple[str, dt.date]]:
    """Return the dates on which a term pays by its own words."""
    term = entry.shape
    on = getattr(term, "on", None)
    day = draft.constants.moment(on) if on is not None and not isinstance(on, str | list) else None
    dates = [("on", day)] if day is not None else []
    amount = getattr(term, "amount", None)
    if isinstance(amount, Schedule):
        points = [point for point, _ in amount.points]
        dates += [(f"amount.{p}", p if isinstance(p, dt.date) else dt.date(p, 7, 2)) for p in points]
    matures = draft.constants.moment(getattr(term, "maturity", None))
    dates += [("maturity", matures)] if matures is not None else []
    stages = [draft.constants.moment(stage.on) for stage in getattr(term, "stages", None) or ()]
    dates += [(f"stages.{position}.on", day) for position, day in enumerate(stages) if day is not None]
    return dates


def _unopened(draft: Draft, entry: Entry, start: dt.date | None) -> list[Problem]:
    """Warn of a term with a memory that began before the deal's first day and does not say what it remembers."""
    as_of, term = draft.as_of, entry.shape
    if start is None or as_of is None or start >= as_of or getattr(term, "opening", None) is not None:
        return []
    forgotten = _remembers(draft, term, as_of)
    if not forgotten:
        return []
    key, done, mend = forgotten
    what = f"`{entry.name}` began on {start}, before `as_of`, and does not say what was {done} until then"
    return [warning(entry.key, "no-opening", what, f"`opening: {{{key}: ...}}`", mend)]


def _remembers(draft: Draft, term: Term, as_of: dt.date) -> tuple[str, str, str] | None:
    """Return what a term must know of the time before: the key, what was done, and what to write."""
    if getattr(term, "in_total", None) is not None or (
        getattr(term, "of", None) is not None
        and getattr(term, "within", None) is getattr(term, "rolling", None) is None
    ):
        return "base", "counted", "add `opening: {base: 0}` if nothing was counted"
    if term.CARRIES and (getattr(term, "cap", None) is not None or getattr(term, "tiers", None)):
        return "paid", "paid", "add `opening: {paid: 0}` if nothing was paid"
    advances = getattr(term, "advance", None) or []
    days = [draft.constants.moment(each.on) for each in (advances if isinstance(advances, list) else [advances])]
    if any(day is not None and day < as_of for day in days):
        return "balance", "recouped", "add `opening: {balance: ...}`, what is still to be recouped"
    return None


def check_round_dates(draft: Draft, entry: Entry) -> list[Problem]:
    """Find rounds that lie before the deal's first day or after its last, and observed rounds that are yet to come."""
    if not isinstance(entry.shape, Company):
        return []
    known, as_of, horizon = draft.constants, draft.as_of or dt.date.min, draft.horizon or dt.date.max
    found, seen = [], set()
    for position, item in enumerate(entry.shape.rounds):
        day, place = known.moment(item.on), draft.place(*entry.path, "rounds", position, "on")
        if day is not None and day < as_of:
            what = f"the round of {day} lies before `as_of` ({as_of}); its money is already in `cash`"
            found.append(
                error(
                    place, "date-passed", what, f"a date from {as_of}", "remove the round, or name it under `calibrate`"
                )
            )
        elif day is not None and day > horizon:
            what = f"the round of {day} lies past the horizon ({horizon})"
            found.append(error(place, "past-horizon", what, f"a date up to {horizon}", "set a later `horizon`"))
        elif day in seen:
            what = f"there is another round of {day}, and paths tell rounds by their date"
            found.append(
                error(place, "name-taken", what, "a date of its own", "join the two rounds, or move one by a day")
            )
        seen.add(day)
    if entry.shape.calibrate is not None:
        observed = known.moment(entry.shape.calibrate.round)
        if observed is not None and draft.as_of is not None and observed > as_of:
            what = f"the round of {observed} cannot have been observed on {as_of}"
            place = draft.place(*entry.path, "calibrate", "round")
            found.append(error(place, "date-to-come", what, f"a date up to {as_of}", "put it under `rounds`"))
    return found


def check_chance_dates(draft: Draft, entry: Entry) -> list[Problem]:
    """Find chances by a date that has passed."""
    found = []
    for value in entry.values:
        if draft.as_of is None or not isinstance(value.expression, Chance):
            continue
        by = draft.constants.moment(value.expression.by)
        if by is not None and by < draft.as_of:
            what = f"{by} lies before `as_of` ({draft.as_of})"
            expected = f"a date from {draft.as_of}"
            found.append(error(value.expression.by.place, "date-passed", what, expected, "write a later date"))
    return found
