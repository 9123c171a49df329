"""The edges of time, to the day and the cent, for every kind that runs: steps, quarters, leap years, triggers."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.lang.load import loads
from dealwright.terms import KINDS

Keep = Callable[..., Any]
Value = Callable[..., dict[str, float]]
D = dt.date
AS_OF = D(2023, 1, 1)
RUNNING: dict[str, str] = {
    "royalty by the month": "kind: royalty, payer: ada, payee: bob, on: 366 USD/year, rate: 100%, period: month",
    "royalty by the quarter": "kind: royalty, payer: ada, payee: bob, on: 366 USD/year, rate: 100%, paid: end",
    "royalty by the year": "kind: royalty, payer: ada, payee: bob, on: 366 USD/year, rate: 100%, period: year",
    "royalty by contract years": (
        "kind: royalty, payer: ada, payee: bob, on: 366 USD/year, rate: 100%, period: year, year_starts: 02-29"
    ),
    "participation": "kind: profit_participation, payer: ada, payee: bob, on: 732 USD/year, tiers: [{share: 50%}]",
    "participation in tiers": (
        "kind: profit_participation, payer: ada, payee: bob, on: 366 USD/year, residual: bob,"
        " tiers: [{share: 100%, until_paid: 100 USD}, {share: 100%, until_base: 300 USD}]"
    ),
    "licence": "kind: licence, grantor: bob, holder: ada, fee: 366 USD/year",
    "part of a licence": "kind: licence, grantor: bob, holder: ada, parts: {field: {fee: 366 USD/year}}",
    "exclusivity": "kind: exclusivity, grantor: bob, holder: ada, fee: 366 USD/year",
    "flow": "kind: flow, payer: ada, payee: bob, amount: 366 USD/year",
    "price of a commitment": (
        "kind: commitment, buyer: ada, seller: bob, usage: 366 USD/year, price: 100%, market_price: 0%"
    ),
    "shortfall of a commitment": (
        "kind: commitment, buyer: ada, seller: bob, usage: 0 USD/year, minimum: 366 USD, take_or_pay: yes"
    ),
    "rent by day count": (
        "kind: payment, payer: ada, payee: bob, amount: 366 USD/year, every: half, day_count: actual/actual"
    ),
}
"""Every kind that runs, as 366 a year: a dollar a day in a leap year."""


def total(keep: Keep, term: str, *, step: str = "quarter", more: str = "") -> float:
    """Return all that ada moves to bob."""
    books = keep(f"{more}\nterms: {{it: {{{term}}}}}", as_of=str(AS_OF), horizon="2028-12-31", step=step)
    flows = books.view.outcome("it").flows
    return sum(float(np.sum(flow.amount[0])) for flow in flows if flow.payer == "ada" and flow.payee == "bob")


def days_worth(first: D, last: D) -> float:
    """Return 366 a year over the days from one to another, both counted, by the days of their years."""
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return sum(366 / (366 if day.year % 4 == 0 else 365) for day in days)


@pytest.mark.parametrize("kind", RUNNING)
@pytest.mark.parametrize(
    ("first", "last"),
    [
        (D(2024, 2, 29), D(2024, 2, 29)),  # from = until: one day, and that the leap day
        (D(2024, 2, 29), D(2025, 2, 28)),  # a year that begins with the leap day
        (D(2023, 3, 1), D(2024, 2, 29)),  # a year that ends with it
        (D(2024, 1, 1), D(2024, 12, 31)),  # a leap year
        (D(2023, 1, 1), D(2028, 12, 31)),  # two of them
        (D(2024, 3, 31), D(2024, 4, 1)),  # the two sides of a quarter's end
        (D(2024, 4, 1), D(2024, 6, 30)),  # one quarter
        (D(2024, 12, 31), D(2025, 1, 1)),  # the two sides of a year's end
        (D(2023, 1, 1), D(2023, 1, 1)),  # the first day of the deal
        (D(2028, 12, 31), D(2028, 12, 31)),  # its last
    ],
)
@pytest.mark.parametrize("step", ["month", "year"])
def test_a_life_brings_the_money_of_its_days(keep: Keep, kind: str, first: D, last: D, step: str) -> None:
    term = f"{RUNNING[kind]}, from: {first}, until: {last}"
    assert total(keep, term, step=step) == pytest.approx(days_worth(first, last), abs=1e-9)


@pytest.mark.parametrize("kind", RUNNING)
@settings(max_examples=12)
@given(
    first=st.dates(AS_OF, D(2028, 12, 30)), length=st.integers(0, 900), step=st.sampled_from(["month", "half", "year"])
)
def test_a_day_more_brings_a_days_money(keep: Keep, kind: str, first: D, length: int, step: str) -> None:
    """Whatever the steps and periods: the worth is continuous in the day on which a term ends."""
    last = min(first + dt.timedelta(days=length), D(2028, 12, 30))
    ends = [last, last + dt.timedelta(days=1)]
    found = [total(keep, f"{RUNNING[kind]}, from: {first}, until: {end}", step=step) for end in ends]
    assert found == pytest.approx([days_worth(first, end) for end in ends], abs=1e-8)


@pytest.mark.parametrize("kind", RUNNING)
@settings(max_examples=12)
@given(length=st.integers(0, 2100), step=st.sampled_from(["month", "year"]))
def test_a_worth_does_not_jump_from_one_last_day_to_the_next(value: Value, kind: str, length: int, step: str) -> None:
    """A day more is worth a day's money; the last period, paid up to a day later, loses a day's discount at most."""
    last = AS_OF + dt.timedelta(days=length)
    text = "terms: {it: {%s, until: %s}}"
    head = {"as_of": str(AS_OF), "horizon": "2028-12-31", "step": step}
    one, more = (value(text % (RUNNING[kind], last + dt.timedelta(days=n)), "bob", **head)["it"] for n in (0, 1))
    assert more - one == pytest.approx(1.1 ** -(length / 365), abs=366 * np.log(1.1) / 365 + 0.005)


@pytest.mark.parametrize("kind", RUNNING)
@settings(max_examples=8)
@given(first=st.dates(AS_OF, D(2028, 6, 30)), days=st.integers(1, 180))
def test_an_event_ends_a_term_at_its_very_day(keep: Keep, kind: str, first: D, days: int) -> None:
    """An event at the opening of a day leaves the days before it, as an `until` of the day before does."""
    event = first + dt.timedelta(days=days)
    more = f"drivers: {{over: {{kind: event, when: year >= 2023, not_before: {event}}}}}"
    found = total(keep, f"{RUNNING[kind]}, from: {first}, ends_on: over", more=more)
    assert found == pytest.approx(days_worth(first, event - dt.timedelta(days=1)), abs=1e-8)


@pytest.mark.parametrize("kind", RUNNING)
def test_a_term_begins_on_the_very_day_of_its_event(keep: Keep, kind: str) -> None:
    more = "drivers: {begun: {kind: event, when: year >= 2023, not_before: 2024-02-29}}"
    found = total(keep, f"{RUNNING[kind]}, starts_on: begun, until: 2024-03-31", more=more)
    assert found == pytest.approx(32.0, abs=1e-9)


# ------------------------------------------------------------------------------------ a trigger on the day of a payment

DUE = {
    "payment": "kind: payment, payer: ada, payee: bob, amount: 100 USD, on: 2024-02-29",
    "scheduled payment": "kind: payment, payer: ada, payee: bob, amount: {2024-02-29: 100 USD}",
    "stage": "kind: payment, payer: ada, payee: bob, stages: [{on: 2024-02-29, amount: 100 USD}]",
    "stage of an event": "kind: payment, payer: ada, payee: bob, stages: [{on: trigger, amount: 100 USD}]",
    "milestone": "kind: milestone, payer: ada, payee: bob, amount: 100 USD, on: trigger",
    "milestone of a condition": "kind: milestone, payer: ada, payee: bob, amount: 100 USD, when: after(trigger) > 0",
}
TRIGGER = "drivers: {{trigger: {{kind: event, when: year >= 2023, not_before: {}}}}}"


@pytest.mark.parametrize("kind", DUE)
@pytest.mark.parametrize("key", ["ends_on", "starts_on"])
def test_what_falls_due_at_the_moment_of_a_trigger_is_paid(keep: Keep, kind: str, key: str) -> None:
    """Both where the event ends the term and where it begins it."""
    more = TRIGGER.format("2024-02-29")
    assert total(keep, f"{DUE[kind]}, {key}: trigger", more=more) == pytest.approx(100)


@pytest.mark.parametrize("kind", ["payment", "scheduled payment", "stage"])
def test_a_trigger_a_day_before_or_after_a_payment_decides_it(keep: Keep, kind: str) -> None:
    for day, ended, begun in (("2024-02-28", 0, 100), ("2024-03-01", 100, 0)):
        more = TRIGGER.format(day)
        assert total(keep, f"{DUE[kind]}, ends_on: trigger", more=more) == pytest.approx(ended)
        assert total(keep, f"{DUE[kind]}, starts_on: trigger", more=more) == pytest.approx(begun)


@pytest.mark.parametrize("kind", ["payment", "scheduled payment", "stage"])
def test_a_payment_on_the_first_or_the_last_day_of_a_life_is_paid(keep: Keep, kind: str) -> None:
    assert total(keep, f"{DUE[kind]}, until: 2024-02-29") == pytest.approx(100)
    assert total(keep, f"{DUE[kind]}, from: 2024-02-29") == pytest.approx(100)
    assert total(keep, f"{DUE[kind]}, from: 2024-02-29, until: 2024-02-29") == pytest.approx(100)
    assert total(keep, f"{DUE[kind]}, until: 2024-02-28") == 0
    assert total(keep, f"{DUE[kind]}, from: 2024-03-01") == 0


def test_a_trigger_on_the_day_of_an_instalment_leaves_no_interest_to_count(keep: Keep) -> None:
    """29 February is also the day on which a quarter's interest falls due: 90 days of it, and all that is owed."""
    term = (
        "kind: loan, lender: bob, borrower: ada, principal: 3650 USD, from: 2023-12-01, maturity: 2025-12-01,"
        " first: 2024-02-29, rate: 10%, every: quarter, ends_on: trigger"
    )
    assert total(keep, term, more=TRIGGER.format("2024-02-29")) == pytest.approx(90 + 3650)


def test_a_year_after_a_leap_day_is_the_last_of_february(keep: Keep) -> None:
    """Interest of a loan made on 29 February falls due on the last day of each February: 365, 365, 365, 366 days."""
    term = "kind: loan, lender: bob, borrower: ada, principal: 3650 USD, from: 2024-02-29, maturity: 2028-02-29,"
    books = keep(f"terms: {{it: {{{term} rate: 10%, every: year}}}}", as_of="2023-01-01", horizon="2028-12-31")
    flow = books.view.outcome("it").flows[1]
    days = [AS_OF + dt.timedelta(days=float(day)) for day in flow.days[0][1:]]
    assert days == [D(2025, 2, 28), D(2026, 2, 28), D(2027, 2, 28), D(2028, 2, 29)]
    assert flow.amount[0][1:] == pytest.approx([365, 365, 365, 366 + 3650])


@pytest.mark.parametrize(
    ("minimum", "first", "last", "due"),
    [
        ("minimum: 366 USD, period: year", D(2024, 2, 29), D(2024, 2, 29), 1.0),
        ("minimum: 365 USD, period: year", D(2023, 2, 28), D(2023, 3, 1), 2.0),
        ("minimum: 91 USD, period: quarter", D(2024, 3, 31), D(2024, 4, 1), 1.0 + 1.0),
        ("minimum: 29 USD, period: month", D(2024, 2, 28), D(2024, 2, 29), 2.0),
        ("minimum: {2023: 365 USD, 2024: 732 USD}, period: quarter", D(2023, 12, 31), D(2024, 1, 1), 3.0),
    ],
)
def test_a_minimum_shrinks_with_the_days_of_its_period(keep: Keep, minimum: str, first: D, last: D, due: float) -> None:
    term = f"kind: royalty, payer: ada, payee: bob, on: 0 USD/year, rate: 1%, {minimum}, from: {first}, until: {last}"
    assert total(keep, term) == pytest.approx(due, abs=1e-9)


# ---------------------------------------------------------------------------------------------------------- mistakes

HEAD = """
dealwright: 1
title: An end before a start
as_of: 2023-01-01
horizon: 2028-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, bob: {}}
drivers: {trigger: {kind: event, chance: 10% by 2026-01-01}}
companies: {firm: {enterprise_value: 1m USD, exit: horizon}}
terms: {it: {TERM, from: 2025-01-01, until: 2024-12-31}}
"""
OTHERS = {
    "equity": None,  # a stake has no life of its own
    "option": "kind: option, holder: ada, writer: bob, receives: 1 USD",
}


@pytest.mark.parametrize("term", [*RUNNING.values(), *DUE.values(), OTHERS["option"]])
def test_a_term_that_ends_before_it_starts_is_a_problem(term: str) -> None:
    problems = loads(HEAD.replace("TERM", term)).problems
    assert "ends-before-start" in [problem.code for problem in problems]
    (problem,) = (each for each in problems if each.code == "ends-before-start")
    assert problem.what == "`it` ends on 2024-12-31, before it starts on 2025-01-01"
    assert problem.mend == "exchange `from` and `until`"


def test_every_kind_with_a_life_is_among_these() -> None:
    """A kind that is added must be tested here, or be one of those whose days are tested on their own."""
    tested = {text.split(",")[0].removeprefix("kind: ") for text in (*RUNNING.values(), *DUE.values())}
    assert set(KINDS) - tested <= {"equity", "loan", "option", "termination", "venture"}
