"""Check on which days a term pays: calendars that there are, and keys that change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.business_calendar import ALIASES, is_calendar
from dealwright.ground.closest import closest
from dealwright.ground.problem import Problem, error, warning
from dealwright.terms.base import Term

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry
    from dealwright.terms.pay_days import BusinessDays

OFTEN = ("US", "GB", "TARGET", "JP", "DE", "FR", "NYSE", "FED", "LSE")
EXPECTED = "a country (`US`), a part of one (`US-NY`), or a market (`TARGET`, `FED`, `NYSE`, `LSE`)"


def check_pay_days(draft: Draft, entry: Entry) -> list[Problem]:
    """Find calendars that there are none of, and warn of words on pay days that change nothing."""
    term = entry.shape
    if not isinstance(term, Term):
        return []
    business: BusinessDays | None = getattr(term, "business_days", None)
    found = _paid_in_the_middle(draft, entry)
    if business is None:
        return found
    path = (*entry.path, "business_days", "calendar")
    for position, name in enumerate(business.calendars):
        if not is_calendar(name):
            place = draft.place(*path, position) if isinstance(business.calendar, list) else draft.place(*path)
            meant = closest(name.upper(), [*OFTEN, *ALIASES]) or "US"
            what, mend = f"there is no calendar `{name}`", f"write `{meant}`"
            found.append(error(place, "unknown-calendar", what, EXPECTED, mend))
    if business.roll == "unadjusted" and business.after is None:
        what = "`business_days` changes nothing where `roll` is `unadjusted` and nothing comes `after`"
        place = draft.key(*entry.path, "business_days")
        found.append(warning(place, "idle-key", what, "a `roll` that moves days", "remove `business_days`"))
    return found


def _paid_in_the_middle(draft: Draft, entry: Entry) -> list[Problem]:
    term = entry.shape
    keys = [key for key in ("pays_after", "business_days") if getattr(term, key, None) is not None]
    if not keys or "paid" not in term.model_fields_set or getattr(term, "paid", None) != "middle":
        return []
    what = f"`paid: middle` changes nothing where `{keys[0]}` says how long after its end a period is paid"
    place = draft.place(*entry.path, "paid")
    return [warning(place, "idle-key", what, "`paid: end`", "write `paid: end`, or remove it")]
