"""Say on which days the banks or the market that a contract names are closed, by a library of holidays."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from holidays import HolidayBase

SATURDAY_AND_SUNDAY = frozenset({5, 6})
ALIASES = {"TARGET": "ECB", "GB": "GB-ENG", "UK": "GB-ENG"}
"""Names of contracts, and what the library calls them: London's banks keep the holidays of England."""


def is_calendar(name: str) -> bool:
    """Say whether there is a calendar of this name.

    Args:
        name: A country (`US`), a part of one (`US-NY`), or a market (`TARGET`, `FED`, `NYSE`).
    """
    return _of(name, ()) is not None


@lru_cache(maxsize=64)
def closed_days(names: tuple[str, ...], first_year: int, last_year: int) -> tuple[frozenset[int], tuple[dt.date, ...]]:
    """List the days that are no business days: a day is one only if it is one in every calendar named.

    Args:
        names: Calendars; none of them leaves Saturdays and Sundays alone.
        first_year: First calendar year.
        last_year: Last calendar year. Years to come follow the rules of today.

    Returns:
        Days of the week that are always closed, 0 being Monday, and holidays in their order.
    """
    weekend, closed = SATURDAY_AND_SUNDAY if not names else frozenset[int](), set()
    for name in names:
        found = _of(name, tuple(range(first_year, last_year + 1)))
        if found is not None:
            weekend |= frozenset(found.weekend)
            closed |= set(found)
    return weekend, tuple(sorted(closed))


def _of(name: str, years: tuple[int, ...]) -> HolidayBase | None:
    from holidays import country_holidays, financial_holidays

    code, _, part = ALIASES.get(name, name).partition("-")
    try:
        return country_holidays(code, subdiv=part or None, years=years or None)
    except NotImplementedError:
        pass
    try:
        return None if part else financial_holidays(code, years=years or None)
    except NotImplementedError:
        return None
