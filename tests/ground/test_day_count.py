"""Day counts: years between two dates as contracts count them."""

import datetime as dt
import json
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import QuantLib
from hypothesis import given
from hypothesis import strategies as st

from dealwright.ground.day_count import DAYS_OF_YEAR, DayCount, year_fraction
from dealwright.terms.days.year_fractions import year_fractions

D = dt.date
DAYS = st.one_of(
    st.dates(D(1990, 1, 1), D(2060, 12, 31)),
    st.builds(
        lambda y, m: D(y + (m == 12), m % 12 + 1, 1) - dt.timedelta(days=1), st.integers(1990, 2060), st.integers(1, 12)
    ),
)
COUNTS = st.sampled_from(get_args(DayCount))
JUDGE: dict[str, Any] = {
    "actual/365": QuantLib.Actual365Fixed(),
    "actual/360": QuantLib.Actual360(),
    "actual/actual": QuantLib.ActualActual(QuantLib.ActualActual.ISDA),
    "30/360": QuantLib.Thirty360(QuantLib.Thirty360.BondBasis),
    "30e/360": QuantLib.Thirty360(QuantLib.Thirty360.EurobondBasis),
    "30u/360": QuantLib.Thirty360(QuantLib.Thirty360.USA),
}


def judged(start: D, end: D, count: DayCount) -> float:
    first, last = (QuantLib.Date(day.day, day.month, day.year) for day in (start, end))
    return float(JUDGE[count].yearFraction(first, last))


def test_actual_actual_is_what_isda_says(shared: Path) -> None:
    """Vector act_act_isda: the cases of the ISDA memo of 1998."""
    vector = json.loads((shared / "vectors" / "act_act_isda.json").read_text())
    days = [[D.fromisoformat(day) for day in case] for case in vector["inputs"]["cases"]]
    found = [float(year_fraction(start, end, "actual/actual")) for start, end in days]
    assert found == pytest.approx(vector["expected"]["year_fraction"], abs=vector["tolerance"])


@pytest.mark.parametrize(
    ("start", "end", "count", "years"),
    [
        (D(2024, 1, 31), D(2024, 3, 31), "30/360", Fraction(60, 360)),
        (D(2024, 1, 15), D(2024, 3, 31), "30/360", Fraction(76, 360)),
        (D(2024, 1, 15), D(2024, 3, 31), "30e/360", Fraction(75, 360)),
        (D(2024, 2, 29), D(2025, 2, 28), "30/360", Fraction(359, 360)),
        (D(2024, 2, 29), D(2025, 2, 28), "30u/360", Fraction(1)),
        (D(2024, 2, 29), D(2025, 3, 1), "actual/365", Fraction(366, 365)),
        (D(2024, 2, 29), D(2025, 3, 1), "actual/360", Fraction(366, 360)),
        (D(2024, 2, 29), D(2025, 3, 1), "actual/actual", Fraction(307, 366) + Fraction(59, 365)),
        (D(2024, 12, 31), D(2025, 1, 1), "actual/actual", Fraction(1, 366)),
    ],
)
def test_a_month_of_thirty_days_and_a_leap_day_by_hand(start: D, end: D, count: DayCount, years: Fraction) -> None:
    assert year_fraction(start, end, count) == years
    assert year_fraction(end, start, count) == -years


@given(DAYS, DAYS, COUNTS)
def test_an_independent_library_counts_the_same_years(one: D, other: D, count: DayCount) -> None:
    """QuantLib, for every convention; the exact fraction is its float to the last place."""
    start, end = sorted((one, other))
    assert float(year_fraction(start, end, count)) == pytest.approx(judged(start, end, count), abs=1e-13)


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=8), COUNTS)
def test_days_by_path_count_as_one_by_one(pairs: list[tuple[D, D]], count: DayCount) -> None:
    starts, ends = np.array(pairs, dtype="datetime64[D]").T
    one_by_one = [float(year_fraction(a, b, count)) for a, b in pairs]
    assert year_fractions(starts, ends, count) == pytest.approx(one_by_one, abs=1e-14)
    both = year_fractions(starts[:, None], ends[None, :], count)
    assert both.shape == (len(pairs), len(pairs))
    assert both[0, -1] == pytest.approx(float(year_fraction(pairs[0][0], pairs[-1][1], count)), abs=1e-14)


@given(DAYS, st.integers(0, 3000), st.integers(0, 3000), st.sampled_from(["actual/365", "actual/360", "actual/actual"]))
def test_actual_days_add_up(start: D, first: int, then: int, count: DayCount) -> None:
    middle, end = start + dt.timedelta(days=first), start + dt.timedelta(days=first + then)
    assert year_fraction(start, end, count) == year_fraction(start, middle, count) + year_fraction(middle, end, count)


def test_every_day_count_has_its_year() -> None:
    assert set(DAYS_OF_YEAR) == set(get_args(DayCount)) == set(JUDGE)
