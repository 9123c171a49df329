"""Payments: indexed, in stages with conditions, and interest by a day count."""

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import QuantLib
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.lang.load import loads

Keep = Callable[..., Any]
Value = Callable[..., dict[str, float]]
D = dt.date
DAY = 1.1 ** (1 / 365)


def paid(keep: Keep, keys: str, *, more: str = "", **head: str) -> Any:
    books = keep(f"{more}\nterms: {{pay: {{kind: payment, payer: ada, payee: bob, {keys}}}}}", **head)
    return books.view.outcome("pay").flows[0]


# ------------------------------------------------------------------------------------------------------- interest


@pytest.mark.parametrize(
    ("count", "quarters"),
    [
        ("30/360", [300 * 90 / 360] * 4),
        ("30e/360", [300 * 90 / 360] * 4),
        ("actual/360", [300 * n / 360 for n in (91, 91, 92, 92)]),
        ("actual/365", [300 * n / 365 for n in (91, 91, 92, 92)]),
        ("actual/actual", [300 * n / 366 for n in (91, 91, 92, 92)]),
    ],
)
def test_interest_of_300_a_year_is_paid_quarter_by_quarter(keep: Keep, count: str, quarters: list[float]) -> None:
    """By hand, in the leap year 2024."""
    keys = f"amount: 300 USD/year, every: quarter, day_count: {count}"
    flow = paid(keep, keys, as_of="2024-01-01", horizon="2024-12-31")
    assert flow.amount[0] == pytest.approx(quarters, rel=1e-12)
    assert np.ravel(flow.days) == pytest.approx([91, 182, 274, 366])


def test_a_first_period_that_began_before_the_deal_is_counted_whole(keep: Keep) -> None:
    """From 29 February to 31 March 2024, 32 days, of which the first were before 20 March; then the second quarter."""
    keys = "amount: 366 USD/year, every: quarter, day_count: actual/actual, from: 2024-02-29"
    flow = paid(keep, keys, as_of="2024-03-20", horizon="2024-06-30")
    assert flow.amount[0] == pytest.approx([32, 91])


@settings(max_examples=25)
@given(
    start=st.dates(D(2024, 1, 1), D(2025, 6, 30)),
    length=st.integers(0, 500),
    count=st.sampled_from(["actual/365", "actual/360", "actual/actual", "30/360", "30e/360"]),
)
def test_interest_is_that_of_another_library(keep: Keep, start: D, length: int, count: str) -> None:
    """QuantLib's day counters over every quarter, its first and last cut to the life."""
    judges: dict[str, Any] = {
        "actual/365": QuantLib.Actual365Fixed(),
        "actual/360": QuantLib.Actual360(),
        "actual/actual": QuantLib.ActualActual(QuantLib.ActualActual.ISDA),
        "30/360": QuantLib.Thirty360(QuantLib.Thirty360.BondBasis),
        "30e/360": QuantLib.Thirty360(QuantLib.Thirty360.EurobondBasis),
    }
    close = start + dt.timedelta(days=length + 1)
    until = start + dt.timedelta(days=length)
    keys = f"amount: 1000 USD/year, every: quarter, day_count: {count}, from: {start}, until: {until}"
    flow = paid(keep, keys, as_of="2024-01-01", horizon="2027-12-31")
    quarters = [D(year, month, 1) for year in range(2024, 2028) for month in (1, 4, 7, 10)]
    cuts = [start, *(day for day in quarters if start < day < close), close]
    days = [QuantLib.Date(day.day, day.month, day.year) for day in cuts]
    expected = [1000 * judges[count].yearFraction(one, other) for one, other in pairwise(days)]
    assert flow.amount[0] == pytest.approx(expected, abs=1e-9)


def test_a_day_more_brings_a_days_interest(keep: Keep) -> None:
    keys = "amount: 365 USD/year, every: quarter, day_count: actual/365, until: 2025-02-{}"
    totals = [float(np.sum(paid(keep, keys.format(day)).amount[0])) for day in (26, 27, 28)]
    assert np.diff(totals) == pytest.approx([1, 1])


# --------------------------------------------------------------------------------------------------------- indexed

LEVELS = "2025-01-01: 100, 2026-01-01: 110, 2027-01-01: 99, 2028-01-01: 102"


def indexed(keep: Keep, keys: str, points: str = LEVELS) -> list[float]:
    more = f"drivers: {{prices: {{kind: schedule, {points}}}}}"
    flow = paid(keep, keys if "amount" in keys else f"amount: 1000 USD, {keys}", more=more, horizon="2028-12-31")
    return [float(amount) for amount in flow.amount[0]]


def test_an_amount_moves_with_its_index(keep: Keep) -> None:
    """1,000 on days on which the index stands at 100, 110 and 99, and half way between."""
    assert indexed(keep, "on: 2026-01-01, indexed_by: prices") == pytest.approx([1100])
    days = "amount: {2025-01-01: 1000 USD, 2026-01-01: 2000 USD, 2027-01-01: 1000 USD}, indexed_by: prices"
    more = f"drivers: {{prices: {{kind: schedule, {LEVELS}}}}}"
    assert paid(keep, days, more=more, horizon="2028-12-31").amount[0] == pytest.approx([1000, 2200, 990])


@pytest.mark.parametrize(
    ("base", "paid_out"),
    [
        ("indexed_from: 2026-01-01", [1000, 900, 1000 * 102 / 110]),
        ("index_base: 80", [1375, 1237.5, 1275]),
        ("index_base: 80, indexed_from: 2020-01-01", [1375, 1237.5, 1275]),
        ("index_floor: 0%", [1100, 1100, 1100 * 102 / 99]),
        ("index_cap: 2%", [1020, 1020 * 0.9, 1020 * 0.9 * 1.02]),
        ("index_floor: -5%, index_cap: 5%", [1050, 1050 * 0.95, 1050 * 0.95 * 102 / 99]),
        # a base of 2023: the first review, on 1 January 2025, looks back two years, so that 4 % is the most twice
        ("index_base: 50, indexed_from: 2023-01-01, index_cap: 4%", [1000 * 1.04**3, 1000 * 1.04**3 * 0.9, None]),
    ],
)
def test_an_index_has_a_base_a_floor_and_a_cap(keep: Keep, base: str, paid_out: list[float | None]) -> None:
    """By hand, on the first days of 2026, 2027 and 2028."""
    days = ", ".join(f"{year}-01-01: 1000 USD" for year in (2026, 2027, 2028))
    found = indexed(keep, f"amount: {{{days}}}, indexed_by: prices, {base}")
    for amount, expected in zip(found, paid_out, strict=True):
        if expected is not None:
            assert amount == pytest.approx(expected)


def test_between_reviews_a_bounded_index_stands_still(keep: Keep) -> None:
    """The base is of 1 January: at the ends of June and December the last review holds; an unbounded one has moved."""
    bounded = indexed(keep, "every: half, until: 2026-12-31, indexed_by: prices, index_cap: 50%")
    assert bounded == pytest.approx([1000, 1000, 1100, 1100])
    free = indexed(keep, "every: half, until: 2026-12-31, indexed_by: prices")
    assert free == pytest.approx([1000 * (1 + 0.1 * 181 / 365), 1100, 1100 - 110 * 181 / 365, 990])


def test_an_index_of_money_and_interest_that_is_indexed(keep: Keep) -> None:
    more = "drivers: {wage: {kind: schedule, 2025-01-01: 40 USD, 2026-01-01: 44 USD}}"
    keys = "amount: 360 USD/year, every: year, day_count: 30/360, until: 2025-12-31, indexed_by: wage"
    assert paid(keep, keys, more=more).amount[0] == pytest.approx([396])


@settings(max_examples=20)
@given(floor=st.integers(-10, 0), cap=st.integers(0, 10))
def test_a_bounded_index_never_leaves_its_bounds(keep: Keep, floor: int, cap: int) -> None:
    more = "drivers: {prices: {kind: gbm, start: 100, growth: 3%, volatility: 20%}}"
    keys = f"amount: 1 USD, every: year, indexed_by: prices, index_floor: {floor}%, index_cap: {cap}%"
    amount = paid(keep, keys, more=more, paths=64, horizon="2030-12-31").amount
    changes = amount[:, 1:] / amount[:, :-1] - 1
    assert len(amount) == 64
    assert np.all(changes >= floor / 100 - 1e-12)
    assert np.all(changes <= cap / 100 + 1e-12)


# ---------------------------------------------------------------------------------------------------------- stages

SITE = """
drivers:
  sales: {kind: schedule, 2025-01-01: 0 USD/year, 2026-12-31: 730 USD/year}
  finished: {kind: event, when: sales >= 300 USD/year}
  never: {kind: event, when: sales >= 3000 USD/year}
"""


def staged(keep: Keep, stages: str, more: str = "") -> tuple[list[float], list[float]]:
    flow = paid(keep, f"amount: 1000 USD, {more} stages: [{stages}]", more=SITE)
    return [float(x) for x in flow.amount[0]], [float(x) for x in flow.days[0]]


def test_stages_come_on_dates_and_events(keep: Keep) -> None:
    """The event is at the opening of day 299.59: sales rise by 730 in 729 days."""
    amounts, days = staged(
        keep, "{on: 2025-03-31, share: 30%}, {on: finished, share: 70%, after: 30 days}, {on: never, share: 5%}"
    )
    event = 300 / 730 * 729
    assert amounts == pytest.approx([300, 700, 0])
    assert days[:2] == pytest.approx([89, event + 30], abs=1e-6)


def test_a_stage_waits_for_a_condition_on_its_own_day(keep: Keep) -> None:
    conditions = [
        "sales > 100 USD/year",
        "sales < 100 USD/year",
        "year < 2026",
        "after(finished) > 0",
        "before(finished) > 0",
    ]
    for day, holds in (("2025-03-31", [0, 1, 1, 0, 1]), ("2026-03-31", [1, 0, 0, 1, 0])):
        stages = ", ".join(f"{{on: {day}, amount: 10 USD, if: '{condition}'}}" for condition in conditions)
        flow = paid(keep, f"stages: [{stages}]", more=SITE)
        assert flow.amount[0] / 10 == pytest.approx(holds), day


def test_a_stage_is_due_only_inside_the_life(keep: Keep) -> None:
    stages = "{on: 2025-03-31, share: 10%}, {on: 2025-04-01, share: 20%}, {on: finished, share: 30%}"
    assert staged(keep, stages, "until: 2025-03-31,")[0] == pytest.approx([100, 0, 0])
    assert staged(keep, stages, "from: 2025-04-01,")[0] == pytest.approx([0, 200, 300])
    assert staged(keep, stages, "ends_on: finished,")[0] == pytest.approx([100, 200, 300])


def test_stages_are_indexed_and_roll_to_business_days(keep: Keep) -> None:
    """31 May 2025 is a Saturday: paid on 2 June, and counted by the index of the 31st."""
    keys = "amount: 1000 USD, indexed_by: prices, business_days: {}, stages: [{on: 2025-05-31, share: 50%}]"
    flow = paid(keep, keys, more="drivers: {prices: {kind: schedule, 2025-01-01: 100, 2026-01-01: 136.5}}")
    assert flow.amount[0] == pytest.approx([500 * (1 + 0.365 * 150 / 365)])
    assert flow.days[0] == pytest.approx([152])


def test_on_every_path_a_stage_has_its_own_day(keep: Keep) -> None:
    more = "drivers: {approved: {kind: event, chance: 60% by 2026-06-30}}"
    books = keep(
        f"{more}\nterms: {{pay: {{kind: payment, payer: ada, payee: bob, stages: [{{on: approved, amount: 7 USD}}]}}}}",
        paths=256,
    )
    flow, event = books.view.outcome("pay").flows[0], books.view.event("approved")
    happens = event < 730
    assert 0.5 < np.mean(happens) < 0.9
    assert flow.amount[:, 0].tolist() == (7.0 * happens).tolist()
    assert flow.days[happens, 0] == pytest.approx(event[happens])


# -------------------------------------------------------------------------------------------------------- mistakes

HEAD = """
dealwright: 1
title: A payment
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, bob: {}}
drivers: {prices: {kind: constant, is: 100}, done: {kind: event, chance: 10% by 2026-01-01}}
terms: {pay: {kind: payment, payer: ada, payee: bob, MORE}}
"""


def test_money_per_year_wants_a_day_count_and_a_mistyped_one_is_told_once() -> None:
    (problem,) = loads(HEAD.replace("MORE", "amount: 1 USD/year, every: quarter")).problems
    assert problem.mend == "add `day_count: actual/365` to pay it by days"
    (problem,) = loads(HEAD.replace("MORE", "amount: 1 USD/year, every: quarter, day_count: act/360")).problems
    assert (problem.code, problem.mend) == ("unknown-word", "write `actual/360`")


@pytest.mark.parametrize(
    ("more", "code", "what"),
    [
        ("on: 2025-03-01", "missing-key", "how much"),
        ("stages: [{on: 2025-03-01}]", "none-of", "stage 1"),
        ("amount: 1 USD, stages: [{on: 2025-03-01, share: 5%, amount: 1 USD}]", "one-too-many", "stage 1"),
        ("stages: [{on: 2025-03-01, share: 5%}]", "missing-key", "how much"),
        ("amount: 1 USD, stages: [{on: 2025-03-01, amount: 1 USD}]", "idle-key", "`amount`"),
        ("amount: 1 USD, on: 2025-03-01, stages: [{on: done, share: 5%}]", "one-too-many", "`stages`"),
        ("amount: 1 USD, stages: [{on: 2027-03-01, share: 5%}]", "past-horizon", "2027-03-01"),
        ("amount: 1 USD, stages: [{on: prices, share: 5%}]", "not-an-event", "`prices`"),
        ("amount: 1 USD, stages: [{on: 2025-03-01, share: 5%, if: prices}]", "unit-mismatch", "`prices`"),
        ("amount: 1 USD, stages: []", "empty-value", ""),
        ("amount: 1 USD/year, every: quarter", "unit-mismatch", "1 USD/year"),
        ("amount: 1 USD, every: quarter, day_count: 30/360", "unit-mismatch", "1 USD"),
        ("amount: 1 USD/year, on: 2025-03-01, day_count: 30/360", "missing-key", "`day_count`"),
        ("amount: 1 USD, every: year, index_cap: 3%", "idle-key", "`index_cap`"),
        ("amount: 1 USD, every: year, indexed_by: prices, indexed_from: 2024-01-01", "date-passed", "2024-01-01"),
        ("amount: 1 USD, every: year, indexed_by: prices, indexed_from: 2028-01-01", "past-horizon", "2028-01-01"),
        ("amount: 1 USD, every: year, indexed_by: prices, index_base: 100 USD", "unit-mismatch", "base"),
        ("amount: 1 USD, every: year, indexed_by: prices, index_base: 0", "out-of-bounds", "0"),
        ("amount: 1 USD, every: year, indexed_by: prices, index_floor: 3%, index_cap: 2%", "out-of-order", "floor"),
    ],
)
def test_what_does_not_go_together_is_told(more: str, code: str, what: str) -> None:
    problems = [each for each in loads(HEAD.replace("MORE", more)).problems if each.code != "unused-driver"]
    assert [problem.code for problem in problems] == [code]
    assert what in problems[0].what
    assert problems[0].mend
