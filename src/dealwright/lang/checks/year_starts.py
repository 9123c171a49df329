"""Check the day of the year on which contract years begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error
from dealwright.terms.year_start import month_and_day

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry


def check_year_starts(draft: Draft, entry: Entry) -> list[Problem]:
    """Find starts of contract years that are no day of a year."""
    said: str | None = getattr(entry.shape, "year_starts", None)
    if said is None or month_and_day(said) is not None:
        return []
    place = draft.place(*entry.path, "year_starts")
    mend = f"write `{said[5:]}`" if month_and_day(said[5:]) is not None else "write `04-01` for the first of April"
    return [error(place, "bad-date", f"`{said}` is no day of a year", "month and day, such as `04-01`", mend)]
