"""Terms ended by a termination: at an event, on a date or by a condition, after notice, for a fee and with a tail."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.lang.load import loads

Keep = Callable[..., Any]
Value = Callable[..., dict[str, float]]

DRIVERS = """drivers:
  sales: {kind: constant, is: 1000 USD/year}
  rising: {kind: schedule, 2025: 100 USD/year, 2026: 300 USD/year}
  launch: {kind: event, when: year >= 2026}
  rival: {kind: event, when: year >= 2025, not_before: 2025-07-02}
  never: {kind: event, when: year >= 2030}
"""
HEAD = """dealwright: 1
title: Two years by hand
as_of: 2025-01-01
horizon: 2026-12-31
step: year
currency: USD
risk_free: 10%
parties: {ada: {discount: 10%}, bob: {discount: 10%}, eve: {discount: 10%}}"""
PAY = "pay: {kind: flow, payer: ada, payee: bob, amount: sales}"


def by_term(value: Value, *terms: str, **replaced: str) -> dict[str, float]:
    """Value terms to Bob without discount."""
    return value(f"{DRIVERS}terms:\n" + "\n".join(f"  {term}" for term in terms), "bob", rate=0.0, **replaced)


def days_paid(value: Value, *terms: str, **replaced: str) -> float:
    return by_term(value, *terms, **replaced)["pay"] * 365 / 1000


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("on: launch", 365),
        ("on: rival", 182),
        ("on: [launch, rival]", 182),
        ("on: 2025-08-31", 243),
        ("on: [2025-08-31, launch]", 243),
        ("on: never", 730),
        ("when: rising >= 200 USD/year", 365),
        ("on: 2025-08-31, notice: 6 months", 365 + 59),
        ("on: 2025-08-31, notice: 30 days", 273),
        ("on: launch, notice: 3 years", 730),
        ("on: rival, from: 2025-08-01", 730),
        ("on: [rival, launch], from: 2025-08-01", 365),
        ("on: launch, until: 2025-12-31", 730),
        ("on: 2025-12-31, until: 2025-12-31", 365),
        ("on: launch, ends_on: rival", 730),
        ("on: 2026-12-31", 730),
    ],
)
def test_a_term_ends_to_the_day(value: Value, said: str, days: int) -> None:
    assert days_paid(value, PAY, f"end: {{kind: termination, ends: pay, {said}}}") == pytest.approx(days)


@pytest.mark.parametrize(
    ("given_on", "notice", "ends", "leap"),
    [
        ("2025-09-30", "4 months", "2026-01-30", 0),  # Dodds v Walker [1981] 1 WLR 1027: not the 31st
        ("2025-08-31", "6 months", "2026-02-28", 0),  # the month has no 31st: its last day
        ("2025-01-31", "1 month", "2025-02-28", 0),
        ("2025-03-15", "1 year", "2026-03-15", 0),
    ],
)
def test_notice_runs_to_the_corresponding_date(value: Value, given_on: str, notice: str, ends: str, leap: int) -> None:
    end = f"end: {{kind: termination, ends: pay, on: {given_on}, notice: {notice}}}"
    until = PAY.replace("}", f", until: {ends}}}")
    assert days_paid(value, PAY, end) == pytest.approx(days_paid(value, until) + leap)


@pytest.mark.parametrize(
    ("given_on", "notice", "ends"),
    [
        # a lease that ends with the month once thirty days have run: rent is due for April too. Its example: notice
        # given on 23 March, https://climbingmaxxhornexaust.pages.dev/429657.html
        ("2025-03-23", "notice: 30 days, notice_to: month", "2025-04-30"),
        ("2025-04-01", "notice: 30 days, notice_to: month", "2025-05-31"),
        # an agent's notice to the end of a month: section 89 (1) of the German commercial code, in its second year
        ("2025-02-15", "notice: 2 months, notice_to: month", "2025-04-30"),
        ("2025-02-28", "notice: 2 months, notice_to: month", "2025-04-30"),
        ("2025-08-20", "notice: 6 weeks, notice_to: quarter", "2025-12-31"),
        ("2025-08-19", "notice: 6 weeks, notice_to: quarter", "2025-09-30"),
        ("2025-03-31", "notice_to: quarter", "2025-03-31"),
        ("2025-04-01", "notice_to: half", "2025-06-30"),
        ("2025-04-01", "notice: 1 year, notice_to: year", "2026-12-31"),
    ],
)
def test_notice_runs_to_the_end_of_a_period(value: Value, given_on: str, notice: str, ends: str) -> None:
    until = PAY.replace("}", f", until: {ends}}}")
    for end in (
        f"end: {{kind: termination, ends: pay, on: {given_on}, {notice}}}",
        f"end: {{kind: option, holder: ada, ends: pay, on: {given_on}, exercise: always, {notice}}}",
    ):
        assert days_paid(value, PAY, end) == pytest.approx(days_paid(value, until))


def test_notice_to_a_period_that_closes_after_the_horizon_ends_nothing(value: Value) -> None:
    end = "end: {kind: termination, ends: pay, on: 2026-11-15, notice: 2 months, notice_to: quarter}"
    assert days_paid(value, PAY, end) == pytest.approx(days_paid(value, PAY))


def test_a_leap_day_of_notice_ends_on_the_last_of_february(value: Value) -> None:
    end = "end: {kind: termination, ends: pay, on: 2024-08-31, notice: 6 months}"
    until = PAY.replace("}", ", until: 2025-02-28}")
    days = {"as_of": "2024-01-01"}
    assert by_term(value, PAY, end, **days)["pay"] == pytest.approx(by_term(value, until, **days)["pay"])


def test_the_fee_is_paid_and_read_on_the_day_it_takes_effect(value: Value) -> None:
    end = "end: {kind: termination, ends: pay, on: launch, payer: ada, payee: bob, fee: 10% * rising * 1 year}"
    found = value(f"{DRIVERS}terms:\n  {PAY}\n  {end}", "bob", rate=0.10)
    assert found["end"] == pytest.approx(0.10 * 200 / 1.1)


def test_a_fee_may_read_what_the_ended_term_has_paid(value: Value) -> None:
    pay = "pay: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 10%, cap: 150 USD}"
    end = "end: {kind: termination, ends: pay, on: launch, payer: ada, payee: bob, fee: terms.pay.balance / 2}"
    assert by_term(value, pay, end) == pytest.approx({"pay": 100.0, "end": 25.0})


def test_a_condition_may_read_what_the_term_that_it_ends_has_paid(value: Value) -> None:
    end = "end: {kind: termination, ends: pay, when: cumulative(terms.pay.paid) >= 500 USD}"
    assert days_paid(value, PAY, end) == pytest.approx(182.5)


def test_terminations_that_read_each_others_terms_come_in_the_order_of_time(value: Value) -> None:
    other = "more: {kind: flow, payer: ada, payee: bob, amount: 2 * sales}"
    one = "one: {kind: termination, ends: pay, when: cumulative(terms.more.paid) >= 1500 USD}"
    two = "two: {kind: termination, ends: more, when: cumulative(terms.pay.paid) >= 500 USD}"
    found = by_term(value, PAY, other, one, two, step="month")  # results are even within a step
    assert found["more"] == pytest.approx(1000.0)
    assert found["pay"] == pytest.approx(2000.0)


def test_no_fee_where_all_that_it_ends_is_over_by_then(value: Value) -> None:
    over = PAY.replace("}", ", until: 2025-10-31}")
    end = "end: {kind: termination, ends: pay, on: launch, payer: ada, payee: bob, fee: 10 USD}"
    assert by_term(value, over, end)["end"] == 0.0
    assert by_term(value, PAY, end)["end"] == pytest.approx(10.0)
    first = "first: {kind: termination, ends: pay, on: rival}"
    assert by_term(value, PAY, end, first)["end"] == 0.0
    assert by_term(value, PAY, end, "other: {kind: flow, payee: bob, amount: sales}")["end"] == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("parts", "beside", "fee"),
    [
        ("one: {worth: 9 USD/year, ends_on: rival}, two: {worth: 9 USD/year, until: 2025-10-31}", "", 0.0),
        ("one: {worth: 9 USD/year, ends_on: rival}, two: {worth: 9 USD/year}", "", 50.0),
        ("one: {worth: 9 USD/year, ends_on: rival}, two: {worth: 9 USD/year, from: 2026-06-30}", "", 50.0),
        ("one: {worth: 9 USD/year, ends_on: rival}", "worth: 9 USD/year, ", 50.0),
    ],
)
def test_a_licence_still_runs_while_one_of_its_parts_does(value: Value, parts: str, beside: str, fee: float) -> None:
    """At the end of 2025 the part that `rival` ended is over since July; a fee is due where another part is to run."""
    licence = f"access: {{kind: licence, grantor: bob, holder: ada, {beside}parts: {{{parts}}}}}"
    stop = "stop: {kind: termination, ends: access, on: 2025-12-30, payer: ada, payee: bob, fee: 50 USD}"
    assert by_term(value, licence, stop)["stop"] == pytest.approx(fee)


def test_two_terminations_on_one_day_both_take_effect(value: Value) -> None:
    end = "{{kind: termination, ends: pay, on: launch, payer: ada, payee: bob, fee: {} USD}}"
    found = by_term(value, PAY, f"a: {end.format(10)}", f"b: {end.format(7)}")
    assert (found["a"], found["b"]) == pytest.approx((10.0, 7.0))


def test_a_termination_is_an_event_for_others(value: Value) -> None:
    end = "end: {kind: termination, ends: pay, on: rival, notice: 3 months}"
    new = "new: {kind: flow, payer: ada, payee: bob, amount: 2 * sales, starts_on: end}"
    found = by_term(value, PAY, end, new)
    assert found["new"] == pytest.approx(2 * (2000.0 - found["pay"]))


def test_a_tail_pays_on_what_the_ended_term_would_have_paid(value: Value) -> None:
    end = (
        "end: {kind: termination, ends: pay, on: launch, payer: ada, payee: bob, fee: 3 USD, tail: 6 months, "
        "tail_share: 40%}"
    )
    assert by_term(value, PAY, end) == pytest.approx({"pay": 1000.0, "end": 3 + 0.4 * 1000 * 181 / 365})


def test_a_tail_goes_on_under_the_cap_of_what_was_ended(value: Value) -> None:
    pay = "pay: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 10%, cap: 120 USD}"
    end = "end: {kind: termination, ends: pay, on: launch, payer: ada, payee: bob, tail: 1 year}"
    assert by_term(value, pay, end) == pytest.approx({"pay": 100.0, "end": 20.0})


def test_an_option_and_a_termination_end_the_same_term_at_the_first_of_both(value: Value) -> None:
    leave = "leave: {kind: option, holder: ada, on: 2025-09-30, exercise: always, ends: pay}"
    end = "end: {kind: termination, ends: pay, on: launch}"
    assert days_paid(value, PAY, leave, end) == pytest.approx(273)


def test_events_end_terms_on_each_path(keep: Keep) -> None:
    text = f"""drivers:
  sales: {{kind: constant, is: 1000 USD/year}}
  breach: {{kind: event, hazard: 50%}}
terms:
  {PAY}
  end: {{kind: termination, ends: pay, on: breach, notice: 90 days, payer: ada, payee: bob, fee: 1 USD}}
"""
    books = keep(text, paths=64)
    day = np.minimum(books.view.event("breach") + 90, 730)
    paid = books.view.outcome("pay").flows[0].amount.sum(axis=1)
    assert paid == pytest.approx(1000 * day / 365)
    fee = books.view.outcome("end").flows[0].amount[:, 0]
    assert fee == pytest.approx((books.view.event("breach") + 90 < 730).astype(float))


@given(month=st.integers(1, 12), day=st.integers(1, 28), share=st.integers(0, 100))
def test_a_full_tail_without_end_pays_what_the_contract_would_have(
    value: Value, month: int, day: int, share: int
) -> None:
    end = (
        f"end: {{kind: termination, ends: pay, on: 2025-{month:02}-{day:02}, payer: ada, payee: bob, tail: 5 years, "
        f"tail_share: {share}%}}"
    )
    found = by_term(value, PAY, end)
    assert found["pay"] + found["end"] / (share / 100 or 1) == pytest.approx(2000.0 if share else found["pay"])


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ("on: launch, fee: 5 USD", "missing-key", "does not say its `payer`"),
        ("on: launch, payer: ada", "idle-key", "`payer` changes nothing"),
        ("on: launch, payer: ada, payee: bob, fee: 1 USD, tail_share: 5%", "idle-key", "without `tail`"),
        ("on: launch, payer: eve, payee: bob, tail: 1 year", "idle-key", "the tail brings nothing"),
        ("on: 2024-12-31", "date-passed", "lies before `as_of`"),
        ("on: [launch, 2030-12-31]", "past-horizon", "past the horizon"),
        ("on: 2030-12-31", "past-horizon", "past the horizon"),
        ("on: launc", "unknown-name", "launc"),
        ("on: sales", "not-an-event", "sales"),
        ("on: launch, when: sales >= 5 USD/year", "one-too-many", "both `on` and `when`"),
        ("notice: 6 months", "none-of", "none of `on`, `when`"),
        ("on: launch, ends: [pay, end]", "definition-cycle", "ends itself"),
    ],
)
def test_what_is_wrong_is_said(said: str, code: str, words: str) -> None:
    ends = "" if "ends:" in said else "ends: pay, "
    found = loads(f"{HEAD}\n{DRIVERS}terms:\n  {PAY}\n  end: {{kind: termination, {ends}{said}}}")
    problems = [each for each in found.problems if each.code != "unused-driver"]
    assert {each.code for each in problems} == {code}
    assert words in problems[0].what
