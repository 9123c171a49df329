"""Vesting: calendars with a cliff, days that a month lacks, schedules, milestones, spend and price."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.equity.vested import months_passed, vested
from dealwright.equity.vesting import Condition, Instalment, Part, Progress, Vesting

DAY = dt.date
HALF = Fraction(1, 2)


def at(vesting: Vesting, count: int, *day: int, progress: Progress | None = None) -> Fraction:
    return vested(vesting, Fraction(count), DAY(*day), progress or Progress({}, {}, {}))


def test_four_years_with_a_one_year_cliff() -> None:
    """By hand: nothing, then 12 of 48 months at once, then a month at a time, then all."""
    usual = Vesting(start=DAY(2021, 3, 15), months=48, cliff=12)
    assert [at(usual, 4800, *day) for day in [(2022, 3, 14), (2022, 3, 15), (2022, 4, 14), (2022, 4, 15)]] == [
        0, 1200, 1200, 1300,
    ]  # fmt: skip
    assert at(usual, 4800, 2025, 3, 14) == 4700
    assert at(usual, 4800, 2025, 3, 15) == at(usual, 4800, 2090, 1, 1) == 4800


@pytest.mark.parametrize(
    ("start", "day_of_month", "vests"),
    [
        (DAY(2023, 1, 31), "start", [DAY(2023, 2, 28), DAY(2023, 3, 31), DAY(2023, 4, 30)]),
        (DAY(2024, 1, 30), "start", [DAY(2024, 2, 29), DAY(2024, 3, 30), DAY(2024, 4, 30)]),
        (DAY(2024, 1, 29), "start", [DAY(2024, 2, 29), DAY(2024, 3, 29), DAY(2024, 4, 29)]),
        (DAY(2023, 1, 29), "start", [DAY(2023, 2, 28), DAY(2023, 3, 29), DAY(2023, 4, 29)]),
        (DAY(2024, 2, 29), "start", [DAY(2024, 3, 29), DAY(2024, 4, 29), DAY(2024, 5, 29)]),
        (DAY(2024, 2, 29), "last", [DAY(2024, 3, 31), DAY(2024, 4, 30), DAY(2024, 5, 31)]),
        (DAY(2023, 1, 10), 30, [DAY(2023, 2, 28), DAY(2023, 3, 30), DAY(2023, 4, 30)]),
        (DAY(2023, 1, 10), 1, [DAY(2023, 2, 1), DAY(2023, 3, 1), DAY(2023, 4, 1)]),
    ],
)
def test_a_month_that_lacks_the_day_vests_on_its_last(start: DAY, day_of_month: str | int, vests: list[DAY]) -> None:
    eve = [day - dt.timedelta(days=1) for day in vests]
    assert [months_passed(start, day, day_of_month) for day in vests] == [1, 2, 3]
    assert [months_passed(start, day, day_of_month) for day in eve] == [0, 1, 2]


def test_a_leap_day_comes_round_on_the_28th() -> None:
    yearly = Vesting(start=DAY(2024, 2, 29), months=48, every=12)
    assert [at(yearly, 400, *day) for day in [(2025, 2, 27), (2025, 2, 28), (2028, 2, 28), (2028, 2, 29)]] == [
        0, 100, 300, 400,
    ]  # fmt: skip


def test_whole_shares_are_cut_down_and_the_last_part_takes_the_rest() -> None:
    """By hand: 100 shares in 3 parts are 33, 33 and 34."""
    thirds = Vesting(start=DAY(2024, 1, 1), months=3, rounding="down")
    assert [at(thirds, 100, 2024, month, 1) for month in (2, 3, 4)] == [33, 66, 100]
    assert at(Vesting(start=DAY(2024, 1, 1), months=3), 100, 2024, 2, 1) == Fraction(100, 3)


def test_months_that_do_not_divide_end_with_a_shorter_part() -> None:
    """By hand: 10 months by 4 are 4, 8 and 10 tenths."""
    uneven = Vesting(start=DAY(2024, 1, 1), months=10, every=4)
    assert [at(uneven, 10, 2024, month, 1) for month in (4, 5, 9, 10, 11)] == [0, 4, 8, 8, 10]


def test_a_schedule_written_out() -> None:
    written = Vesting(instalments=(Instalment(DAY(2025, 1, 1), HALF / 2), Instalment(DAY(2026, 1, 1), 3 * HALF / 2)))
    assert [at(written, 1000, *day) for day in [(2024, 12, 31), (2025, 1, 1), (2026, 1, 1)]] == [0, 250, 1000]


def test_a_milestone_in_time_counts_and_a_late_one_does_not() -> None:
    on_time = Part(HALF, Condition("milestone", "first_sale"), by=DAY(2025, 6, 30))
    mixed = Vesting(start=DAY(2024, 1, 1), months=12, parts=(on_time,))
    assert at(mixed, 100, 2025, 1, 1) == 50
    for reached, counts in ((DAY(2025, 6, 30), 100), (DAY(2025, 7, 1), 50)):
        assert at(mixed, 100, 2030, 1, 1, progress=Progress({"first_sale": reached}, {}, {})) == counts
    assert at(mixed, 100, 2025, 6, 29, progress=Progress({"first_sale": DAY(2025, 6, 30)}, {}, {})) == 50


def test_cumulative_spend_and_price_vest_in_steps() -> None:
    """A warrant that vests with what its holder buys: half at 1 bn, half at 2 bn; or at a share price of 20."""
    bn = Fraction(10**9)
    spend = Vesting(parts=(Part(HALF, Condition("spend", "ada", bn)), Part(HALF, Condition("spend", "ada", 2 * bn))))
    for spent, share in ((bn - 1, 0), (bn, 50), (3 * bn / 2, 50), (2 * bn, 100)):
        assert at(spend, 100, 2025, 1, 1, progress=Progress({}, {"ada": Fraction(spent)}, {})) == share
    price = Vesting(parts=(Part(Fraction(1), Condition("price", "common", Fraction(20))),))
    assert at(price, 100, 2025, 1, 1, progress=Progress({}, {}, {"common": Fraction(19)})) == 0
    assert at(price, 100, 2025, 1, 1, progress=Progress({}, {}, {"common": Fraction(20)})) == 100


def test_what_was_reached_in_time_stays_vested_after_its_last_day() -> None:
    part = Part(Fraction(1), Condition("spend", "ada", Fraction(10)), by=DAY(2025, 12, 31))
    early = Progress({}, {}, {}, {("spend", "ada"): ((DAY(2025, 12, 31), Fraction(10)),)})
    late = Progress({}, {"ada": Fraction(10)}, {}, {("spend", "ada"): ((DAY(2026, 1, 1), Fraction(10)),)})
    assert at(Vesting(parts=(part,)), 7, 2027, 1, 1, progress=early) == 7
    assert at(Vesting(parts=(part,)), 7, 2027, 1, 1, progress=late) == 0


@given(
    st.dates(DAY(2000, 1, 1), DAY(2040, 1, 1)),
    st.integers(1, 60),
    st.integers(1, 12),
    st.integers(0, 12),
    st.integers(1, 10_000),
    st.lists(st.integers(0, 2000), min_size=2, max_size=5),
    st.sampled_from(["start", "last", 29, 30, 31, 5]),
)
def test_vesting_never_goes_back_and_ends_with_all(
    start: DAY, months: int, every: int, cliff: int, count: int, days: list[int], day_of_month: str | int
) -> None:
    usual = Vesting(start, months, every, min(cliff, months), day_of_month, rounding="down")  # type: ignore[arg-type]
    shares = [vested(usual, Fraction(count), start + dt.timedelta(days=day)) for day in sorted(days)]
    assert shares == sorted(shares)
    assert all(0 <= each <= count and each.denominator == 1 for each in shares)
    assert vested(usual, Fraction(count), start + dt.timedelta(days=31 * months + 31)) == count
