"""Contract years that begin on a day of their own, by sums done by hand."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.ground.calendar import TimeGrid
from dealwright.lang.load import loads
from dealwright.terms.days.anniversaries import boundaries, following
from dealwright.terms.year_start import month_and_day

Keep = Callable[..., Any]
FEE = "kind: royalty, payer: ada, payee: bob, on: 365 USD/year, rate: 100%, period: year, minimum: 400 USD"


def paid(keep: Keep, more: str, **head: str) -> Any:
    return keep(f"terms: {{fee: {{{FEE}, {more}}}}}", **head).view.outcome("fee").flows[0].amount[0]


def test_contract_years_begin_on_their_anniversary(keep: Keep) -> None:
    """From 23 February 2025: two whole years of 400, and 312 of 365 days of the third to the end of 2027."""
    found = paid(keep, "from: 2025-02-23, year_starts: 02-23", horizon="2027-12-31")
    assert found == pytest.approx([400.0, 400.0, 400 * 312 / 365])


def test_a_contract_year_that_holds_the_first_day_counts_from_its_start(keep: Keep) -> None:
    """The year from 23 February 2024 has 366 days, 313 behind and 53 to come; 340 of its 400 are paid: 60 are left."""
    found = paid(keep, "from: 2020-01-01, year_starts: 02-23, opening: {used_this_period: 340 USD}")
    assert found[:2] == pytest.approx([60.0, 400.0])


def test_a_schedule_of_minima_is_by_contract_year(keep: Keep) -> None:
    """400 for the year from April 2024, 800 for that from April 2025: 90 of 365 days, then a whole year."""
    found = paid(keep, "year_starts: 04-01").copy()
    scheduled = keep(
        f"terms: {{fee: {{{FEE.replace('400 USD', '{2024: 400 USD, 2025: 800 USD}')}, year_starts: 04-01}}}}"
    )
    amounts = scheduled.view.outcome("fee").flows[0].amount[0]
    assert found[0] == pytest.approx(400 * 90 / 365)
    assert amounts == pytest.approx([400 * 90 / 365, 800.0, 800 * 275 / 365])


@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2040, 1, 1)),
    st.integers(1, 12),
    st.integers(1, 31),
    st.sampled_from(["month", "quarter", "half", "year"]),
)
def test_periods_follow_each_other_without_a_gap(as_of: dt.date, month: int, day: int, period: str) -> None:
    if month_and_day(f"{month}-{day}") is None:
        return
    grid = TimeGrid.of(as_of, dt.date(as_of.year + 2, 12, 31), "year")
    found = boundaries(grid, period, grid.edges[-1], (month, day))
    assert found[0] <= as_of < found[1]
    assert [following(each, period, (month, day)) for each in found[:-1]] == found[1:]
    in_a_year = {"month": 12, "quarter": 4, "half": 2, "year": 1}[period]
    lengths = np.diff([each.toordinal() for each in found])
    if len(lengths) > in_a_year:
        assert sum(lengths[:in_a_year]) in {364, 365, 366, 367}  # 29 February gives way in common years


@pytest.mark.parametrize(("said", "mend"), [("2015-02-23", "02-23"), ("02-30", "04-01"), ("April", "04-01")])
def test_a_start_that_is_no_day_of_a_year_is_named(said: str, mend: str) -> None:
    head = "dealwright: 1\ntitle: T\nas_of: 2025-01-01\nhorizon: 2026-12-31\ncurrency: USD\nrisk_free: 4%\n"
    text = f"{head}parties: {{ada: {{}}, bob: {{}}}}\nterms: {{fee: {{{FEE}, year_starts: {said}}}}}\n"
    (problem,) = loads(text).errors
    assert problem.code == "bad-date"
    assert mend in problem.mend
