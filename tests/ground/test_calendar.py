"""Dates become days, and the life of a deal becomes steps of the calendar."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dealwright.ground import TimeGrid, add_months, add_years
from dealwright.ground.calendar import days_in_year, step_start

D = dt.date
dates = st.dates(D(1990, 1, 1), D(2099, 12, 31))
steps = st.sampled_from(["month", "quarter", "half", "year"])


def test_two_calendar_years_are_exactly_two_yearly_steps() -> None:
    grid = TimeGrid.of(D(2025, 1, 1), D(2026, 12, 31), "year")
    assert grid.edges == (0.0, 365.0, 730.0)
    assert grid.years == (2025, 2026)
    assert grid.days_of_year == (365, 365)


def test_a_stub_comes_first() -> None:
    grid = TimeGrid.of(D(2025, 5, 14), D(2025, 12, 31), "quarter")
    assert grid.edges == (0.0, 48.0, 140.0, 232.0)
    assert grid.steps == 3


def test_a_leap_year_has_366_days() -> None:
    grid = TimeGrid.of(D(2024, 1, 1), D(2024, 12, 31), "half")
    assert grid.edges == (0.0, 182.0, 366.0)
    assert grid.days_of_year == (366, 366)


def test_a_single_day_is_one_step() -> None:
    assert TimeGrid.of(D(2025, 5, 14), D(2025, 5, 14), "month").edges == (0.0, 1.0)


def test_a_horizon_before_the_beginning_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        TimeGrid.of(D(2025, 5, 14), D(2025, 5, 13), "month")


def test_a_date_closes_when_the_next_opens() -> None:
    grid = TimeGrid.of(D(2025, 1, 1), D(2030, 12, 31), "year")
    assert grid.day(D(2025, 1, 1)) == 0
    assert grid.day(D(2024, 12, 31)) == -1
    assert grid.closing(D(2025, 1, 1)) == grid.day(D(2025, 1, 2))
    assert grid.closing(grid.horizon) == grid.edges[-1]


@given(dates, dates, steps)
def test_steps_are_of_one_calendar_year_and_fill_the_life(first: dt.date, last: dt.date, step: str) -> None:
    assume(first <= last)
    grid = TimeGrid.of(first, last, step)  # type: ignore[arg-type]
    assert len(grid.edges) == grid.steps + 1 == len(grid.days_of_year) + 1
    assert grid.edges[-1] == (last - first).days + 1
    for (opening, closing), year in zip(pairwise(grid.edges), grid.years, strict=True):
        assert opening < closing
        assert grid.date(opening).year == grid.date(closing - 1).year == year
    assert all(grid.date(edge) == step_start(grid.date(edge), step) for edge in grid.edges[1:-1])
    for year in range(first.year + 1, last.year):
        lengths = [b - a for (a, b), y in zip(pairwise(grid.edges), grid.years, strict=True) if y == year]
        assert sum(lengths) == days_in_year(year)


@given(dates, st.floats(0, 0.999))
def test_a_time_lies_in_its_date(moment: dt.date, part: float) -> None:
    grid = TimeGrid.of(D(2000, 1, 1), D(2099, 12, 31), "year")
    assert grid.date(grid.day(moment) + part) == moment


@pytest.mark.parametrize(
    ("moment", "months", "later"),
    [
        (D(2027, 6, 30), 6, D(2027, 12, 31)),
        (D(2027, 1, 31), 1, D(2027, 2, 28)),
        (D(2028, 1, 30), 1, D(2028, 2, 29)),
        (D(2027, 2, 28), 12, D(2028, 2, 29)),
        (D(2027, 5, 14), -5, D(2026, 12, 14)),
    ],
)
def test_the_end_of_a_month_stays_one(moment: dt.date, months: int, later: dt.date) -> None:
    assert add_months(moment, months) == later


def test_the_day_of_a_month_stays_where_that_is_wanted() -> None:
    assert add_months(D(2027, 2, 28), 12, keep_end=False) == D(2028, 2, 28)


@pytest.mark.parametrize(
    ("years", "later"),
    [
        (1.5, D(2026, 11, 14)),
        (90 / 365, D(2025, 8, 12)),
        (-1, D(2024, 5, 14)),
        (0, D(2025, 5, 14)),
        (1 / 12, D(2025, 6, 14)),
    ],
)
def test_whole_months_are_added_by_the_calendar_and_the_rest_by_days(years: float, later: dt.date) -> None:
    assert add_years(D(2025, 5, 14), years) == later


@pytest.mark.parametrize("years", [9000.0, -3000.0, 1e7])
def test_dates_outside_the_calendar_are_refused(years: float) -> None:
    with pytest.raises(OverflowError):
        add_years(D(2025, 5, 14), years)
