"""Check loans: days in their order, and keys that go together."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from dealwright.deal.expression import Call, Schedule
from dealwright.ground.calendar import add_years
from dealwright.ground.problem import Problem, error, warning
from dealwright.terms.loan import Loan

_LONGEST = 1000.0
"""Years after which no day of the calendar is looked for."""

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry


def check_loan(draft: Draft, entry: Entry) -> list[Problem]:
    """Find loans that end before they begin, and keys of a loan that do not go together."""
    if not isinstance(entry.shape, Loan):
        return []
    checks = (_end, _listed, _drawn, _together, _idle)
    return [problem for check in checks for problem in check(draft, entry)]


def _begins(draft: Draft, term: Loan) -> dt.date | None:
    if term.starts_on is not None:
        return None
    if term.from_ is not None:
        return draft.constants.moment(term.from_)
    if isinstance(term.principal, Schedule):
        return min(_date(point) for point, _ in term.principal.points)
    return draft.as_of


def _end(draft: Draft, entry: Entry) -> list[Problem]:
    term, found = entry.shape, []
    begins, matures = _begins(draft, term), draft.constants.moment(term.maturity)
    if begins is not None and matures is not None and matures <= begins:
        what = f"`{entry.name}` matures on {matures}, and is made on {begins}"
        place = draft.place(*entry.path, "maturity")
        found.append(error(place, "ends-before-start", what, f"a date after {begins}", "write a later `maturity`"))
    tenor, horizon = draft.constants.number(term.tenor), draft.horizon
    if begins is not None and tenor is not None and horizon is not None and term.beyond is None:
        ends = add_years(begins, tenor) if abs(tenor) < _LONGEST else None
        if ends is None or ends > horizon:
            what = f"`{entry.name}` goes on to {ends or 'a day past the calendar'}, past the horizon ({horizon})"
            place, mend = draft.place(*entry.path, "tenor"), "add `beyond: cut`, or set a later `horizon`"
            found.append(error(place, "past-horizon", what, f"up to {horizon}, or `beyond`", mend))
    if isinstance(term.beyond, Call):
        what = "a loan does not go on for ever: it ends at its maturity"
        found.append(error(draft.place(*entry.path, "beyond"), "bad-beyond", what, "`cut`", "write `beyond: cut`"))
    return found


def _listed(draft: Draft, entry: Entry) -> list[Problem]:
    """Find dates of advances and instalments that lie outside the loan's days."""
    term, found = entry.shape, []
    begins, matures = _begins(draft, term), draft.constants.moment(term.maturity)
    available = draft.constants.moment(term.available_until)
    for key in ("principal", "instalments"):
        money = getattr(term, key)
        for point, _ in money.points if isinstance(money, Schedule) else ():
            day, place = _date(point), draft.place(*entry.path, key, str(point))
            if begins is not None and day < begins:
                what = f"{day} lies before the loan is made, on {begins}"
                found.append(error(place, "out-of-order", what, f"a date from {begins}", "write a later date"))
            elif key == "principal" and available is not None and day > available:
                what = f"{day} lies after {available}, up to which the facility may be drawn"
                found.append(error(place, "out-of-order", what, f"a date up to {available}", "write an earlier date"))
            elif matures is not None and (day > matures or (key == "principal" and day == matures)):
                what = f"{day} lies after the loan has matured, on {matures}"
                found.append(error(place, "out-of-order", what, f"a date before {matures}", "write an earlier date"))
    if begins is not None and term.first is not None and term.starts_on is None:
        first = draft.constants.moment(term.first)
        if first is not None and first <= begins:
            what = f"interest falls due first on {first}, and the loan is made on {begins}"
            place = draft.place(*entry.path, "first")
            found.append(error(place, "out-of-order", what, f"a date after {begins}", "write a later `first`"))
    return found


def _drawn(draft: Draft, entry: Entry) -> list[Problem]:
    """Find a loan of which more is drawn than its facility allows."""
    term = entry.shape
    money = term.principal
    amounts = [value for _, value in money.points] if isinstance(money, Schedule) else [money]
    drawn, facility = [draft.constants.number(each) for each in amounts], draft.constants.number(term.facility)
    if facility is None or any(each is None for each in drawn):
        return []
    whole = sum(each for each in drawn if each is not None)
    if whole <= facility:
        return []
    what = f"{whole:,.0f} is drawn of a facility of {facility:,.0f}"
    place, mend = draft.place(*entry.path, "facility"), "write a larger `facility`, or draw less"
    return [error(place, "out-of-bounds", what, f"a facility of {whole:,.0f} or more", mend)]


def _together(draft: Draft, entry: Entry) -> list[Problem]:
    term, found = entry.shape, []
    if term.interest == "capitalised" and term.repayment == "annuity":
        what = "interest cannot be both added to what is owed and paid as a part of each annuity"
        place = draft.place(*entry.path, "interest")
        found.append(
            error(place, "one-too-many", what, "`interest: paid`, or another `repayment`", "remove `interest`")
        )
    if term.repayment == "linear" and term.instalments is not None and not isinstance(term.instalments, Schedule):
        what = "equal parts follow from the number of days left, and one amount of `instalments` fixes them"
        place, expected = draft.place(*entry.path, "instalments"), "`repayment: linear` or an amount"
        found.append(error(place, "one-too-many", what, expected, "remove `repayment`"))
    begins = _begins(draft, term)
    began = begins is not None and draft.as_of is not None and begins < draft.as_of
    if began and term.sweep is not None and term.opening is None:
        what = f"`{entry.name}` was made on {begins}, before `as_of`, and does not say what is left of it"
        mend = "add `opening: {balance: ...}`"
        found.append(warning(entry.key, "no-opening", what, "`opening: {balance: ...}`", mend))
    return found


def _idle(draft: Draft, entry: Entry) -> list[Problem]:
    """Warn of keys that change nothing in this loan."""
    term, begins = entry.shape, _begins(draft, entry.shape)
    new = begins is not None and draft.as_of is not None and begins >= draft.as_of
    fixed = term.instalments is not None and not isinstance(term.instalments, Schedule)
    repays = term.repayment != "bullet" or fixed
    on_undrawn = term.commitment_fee is not None and term.facility is not None
    charged = on_undrawn or term.arrangement_fee is not None
    acted_on = any(entry.name in other.others for other in draft.sound("terms").values())
    early = term.sweep is not None or bool(term.events) or acted_on
    cases = (
        ("grace", term.grace is not None and not repays, "where all is repaid at the end"),
        ("instalments", fixed and term.every is None, "without `every`, if it is one amount"),
        ("first", term.first is not None and term.every is None, "without `every`"),
        ("first", term.first is not None and term.starts_on is not None, "where an event begins the loan"),
        ("repayment", term.repayment != "bullet" and term.every is None, "without `every`: all is repaid at the end"),
        ("facility", term.facility is not None and not charged, "without a fee that is counted on it"),
        ("commitment_fee", term.commitment_fee is not None and term.facility is None, "without `facility`"),
        ("available_until", term.available_until is not None and not on_undrawn, "without a `commitment_fee` to end"),
        ("prepayment_fee", term.prepayment_fee is not None and not early, "where nothing is repaid before its time"),
        ("periods", term.periods == "adjusted" and term.business_days is None, "without `business_days`"),
        ("opening", term.opening is not None and new, "in a loan that is made from `as_of` on"),
    )
    return [
        warning(
            draft.key(*entry.path, key),
            "idle-key",
            f"`{key}` changes nothing {why}",
            "keys that change something",
            f"remove `{key}`",
        )
        for key, idle, why in cases
        if idle
    ]


def _date(point: int | dt.date) -> dt.date:
    return point if isinstance(point, dt.date) else dt.date(point, 7, 2)
