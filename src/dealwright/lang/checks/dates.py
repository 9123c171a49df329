"""Check the head of the file, and the dates of sources against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.talk import Talk
from dealwright.ground.problem import Problem, error, warning
from dealwright.ground.unit import Kind
from dealwright.lang.currencies import CURRENCIES

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft

LONGEST_YEARS = 100
"""Longest time from `as_of` to `horizon`."""


def check_currency(draft: Draft) -> list[Problem]:
    """Find a currency that there is none of."""
    code = draft.word("currency")
    if code is None or code in CURRENCIES:
        return []
    mend = f"write `{draft.currency}`"
    return [
        error(
            draft.place("currency"), "unknown-currency", f"there is no currency `{code}`", "a code such as `USD`", mend
        )
    ]


def check_head_dates(draft: Draft) -> list[Problem]:
    """Find a horizon that does not lie after `as_of`, or too far after it."""
    known = draft.constants
    days = {"as_of": draft.said("as_of"), "horizon": draft.said("horizon")}
    first, last = known.moment(days["as_of"]), known.moment(days["horizon"])
    found = []
    for key, day in (("as_of", first), ("horizon", last)):
        value = days[key]
        if value is None or draft.units.of(value) != Kind.DATE:  # said already
            continue
        if day is None or not hasattr(value, "value"):
            what = f"`{key}` is no plain date"
            found.append(
                error(draft.place(key), "not-a-date", what, "a date such as `2030-12-31`", f"write `{key}: 2030-12-31`")
            )
    if first is None or last is None or found:
        return found
    place = draft.place("horizon")
    if last <= first:
        what = f"the horizon {last} does not lie after `as_of` ({first})"
        return [error(place, "horizon-before-start", what, f"a date after {first}", "exchange `as_of` and `horizon`")]
    if last.year - first.year > LONGEST_YEARS:
        what = f"the horizon {last} lies {last.year - first.year} years after `as_of`"
        return [
            error(
                place,
                "horizon-too-far",
                what,
                f"at most {LONGEST_YEARS} years",
                "set an earlier `horizon` and `beyond: perpetuity(2%)`",
            )
        ]
    return []


def check_source_dates(draft: Draft) -> list[Problem]:
    """Warn of sources that nobody could have read on the day of the deal; one on the signing alone may be later."""
    if draft.as_of is None:
        return []
    found, signing, before = [], set[str](), set[str]()
    for entry in draft.every():
        signed = isinstance(entry.shape, Talk) and entry.shape.signed is not None
        (signing if signed else before).update(each.name for each in entry.references)
    for name, source in draft.sound("sources").items():
        day = draft.constants.moment(source.date)
        if day is not None and day > draft.as_of and name not in signing - before:
            what = f"`{name}` appeared on {day}, after `as_of` ({draft.as_of})"
            place = draft.place("sources", name, "date")
            found.append(
                warning(
                    place, "source-too-late", what, f"a date up to {draft.as_of}", "leave out what was learnt later"
                )
            )
    return found
