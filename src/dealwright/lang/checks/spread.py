"""Warn of drivers whose mean is far above their median: their worth would rest on a few futures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.correlation import Shock, pair
from dealwright.deal.dispersion import mean_over_median
from dealwright.deal.driver import GeometricBrownian, Growth, MeanReverting
from dealwright.ground.problem import Problem, warning
from dealwright.lang.checks.dates import LONGEST_YEARS

if TYPE_CHECKING:
    from dealwright.deal.driver import Driver
    from dealwright.deal.expression import Expression
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

MOST = 3.0
"""Largest ratio of mean to median at the horizon that raises no warning."""
_SPREADING = (Growth, GeometricBrownian, MeanReverting)
_DAYS = 365.25


def check_spread(draft: Draft, entry: Entry) -> list[Problem]:
    """Warn of a driver whose mean over median at the horizon exceeds three."""
    ratio = _ratio(draft, entry.name, entry.shape) if isinstance(entry.shape, _SPREADING) else 0.0
    if ratio <= MOST:
        return []
    what = f"at the horizon the mean of `{entry.name}` is {ratio:.3g} times its median"
    expected = f"at most {MOST:g} times, or a few futures make up most of the worth"
    mend = "lower `volatility`"
    if isinstance(entry.shape, Growth):
        mend += " or `growth.volatility`, or let them fade sooner"
    return [warning(entry.key, "wide-spread", what, expected, mend)]


def _ratio(draft: Draft, name: str, driver: Driver) -> float:
    """Return mean over median at the horizon; 0 where a parameter is not one number."""
    known = draft.constants
    shocks = {Shock(name), Shock(name, of_growth=True)}
    stated = next((value for key, value in draft.sound("correlations").items() if set(pair(key) or ()) == shocks), None)

    def plain(expression: Expression) -> float:
        value = known.number(expression)
        if value is None:
            raise _Unknown
        return value

    if draft.as_of is None or draft.horizon is None:
        return 0.0
    years = (draft.horizon - draft.as_of).days / _DAYS
    if years > LONGEST_YEARS + 1:  # which is said already
        return 0.0
    try:
        correlation = min(max(known.number(stated) or 0.0, -1.0), 1.0)
        return mean_over_median(driver, years, plain, correlation)
    except (_Unknown, ArithmeticError, ValueError):
        return 0.0


class _Unknown(Exception):  # noqa: N818 - no error: a parameter is uncertain, and the law has no one spread
    """Ends the computation of a spread that is not one number."""
