"""Dividends and interest: year fractions, simple and compound growth."""

import datetime as dt
import json
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dealwright.equity.accrual import accrued, growth, interest
from dealwright.equity.securities import Convertible, Dividend

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))


def test_simple_interest_joins_the_converting_amount(shared: Path) -> None:
    """Vector note_simple_interest: 500,000 at 5 % for a year convert as 525,000."""
    vector = json.loads((shared / "vectors" / "note_simple_interest.json").read_text())["expected"]
    issued = dt.date(2023, 3, 1)
    note = Convertible("n", "note", "ann", Fraction(500_000), issued, rate=Fraction(5, 100))
    assert note.amount + interest(note, issued + dt.timedelta(days=365)) == vector["converting_amount"]


def test_whole_periods_compound_and_the_days_after_them_earn_simply() -> None:
    """By hand: 1.04 squared, then 73 of 365 days at 8 % on that."""
    grown = growth(Fraction(8, 100), "half_yearly", "actual/365", dt.date(2021, 1, 1), dt.date(2022, 3, 15))
    assert grown == Fraction(104, 100) ** 2 * (1 + Fraction(8, 100) * Fraction(73, 365)) - 1


def test_a_dividend_accrues_from_the_later_of_issue_and_its_own_day() -> None:
    """By hand: 8 % of 2 money for one year, though the class accrues from the year before."""
    dividend = Dividend(Fraction(8, 100), since=dt.date(2020, 1, 1))
    assert accrued(dividend, Fraction(2), dt.date(2021, 1, 1), dt.date(2022, 1, 1)) == Fraction(16, 100)
    assert accrued(Dividend(Fraction(8, 100), cumulative=False), Fraction(2), None, dt.date(2022, 1, 1)) == 0


@given(DAYS, st.integers(0, 6000), st.integers(0, 6000), st.sampled_from(["actual/365", "actual/actual", "30/360"]))
def test_more_days_never_earn_less(start: dt.date, first: int, more: int, count: str) -> None:
    for compounding in ("simple", "quarterly", "yearly"):
        early, late = (
            growth(Fraction(7, 100), compounding, count, start, start + dt.timedelta(days=days))  # type: ignore[arg-type]
            for days in (first, first + more)
        )
        assert 0 <= early <= late


def test_a_note_earns_interest_from_the_day_that_it_says() -> None:
    # 1,000 at 10 % simple from 1 January 2021, issued half a year before: two years give 200.
    note = Convertible(
        "n",
        "note",
        "ana",
        Fraction(1000),
        dt.date(2020, 7, 1),
        rate=Fraction(10, 100),
        interest_from=dt.date(2021, 1, 1),
    )
    assert interest(note, dt.date(2020, 12, 31)) == 0
    assert interest(note, dt.date(2023, 1, 1)) == 200
