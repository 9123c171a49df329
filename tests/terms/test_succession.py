"""One term in the place of another, ended by another, or switched by an option: state carries over, to the day."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

Keep = Callable[..., Any]
Value = Callable[..., dict[str, float]]

SALES = """drivers:
  sales: {kind: constant, is: 1000 USD/year}
  launch: {kind: event, when: year >= 2026}
  rival: {kind: event, when: year >= 2025, not_before: 2025-07-02}
"""
OLD = "old: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 10%, cap: 120 USD}"


def by_term(value: Value, terms: str, party: str = "bob") -> dict[str, float]:
    """Value terms between Ada and Bob without discount."""
    return value(f"{SALES}terms:\n" + "\n".join(f"  {term}" for term in terms.splitlines()), party, rate=0.0)


def test_a_term_ends_where_the_one_that_replaces_it_begins(value: Value) -> None:
    new = "new: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 20%, from: 2026-01-01, replaces: old}"
    assert by_term(value, f"{OLD}\n{new}") == pytest.approx({"old": 100.0, "new": 200.0})


def test_a_term_that_takes_over_goes_on_under_the_same_cap(value: Value) -> None:
    new = (
        "new: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 20%, cap: 120 USD, starts_on: launch, "
        "replaces: old, takes_over: yes}"
    )
    assert by_term(value, f"{OLD}\n{new}") == pytest.approx({"old": 100.0, "new": 20.0})


def test_replacing_by_the_same_words_with_what_was_done_changes_nothing(value: Value) -> None:
    new = OLD.replace("old:", "new:").replace("}", ", from: 2025-08-13, replaces: old, takes_over: yes}")
    assert sum(by_term(value, f"{OLD}\n{new}").values()) == pytest.approx(by_term(value, OLD)["old"])


def test_replacing_by_the_same_words_changes_nothing_past_the_horizon(value: Value) -> None:
    """A minimum of 30 a quarter, where the royalty is 25: what the year under way has seen is handed on, no more."""
    old = "old: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 10%, minimum: 30 USD, recoupment: 60%, "
    old += "beyond: perpetuity(-5%)}"
    new = old.replace("old:", "new:").replace("}", ", from: 2025-10-01, replaces: old, takes_over: yes}")
    alone, both = (value(f"{SALES}terms:\n  {each}", "bob") for each in (old, f"{old}\n  {new}"))
    assert sum(both.values()) == pytest.approx(alone["old"])


def test_a_term_that_replaces_nothing_in_force_is_worth_itself(value: Value) -> None:
    new = "new: {kind: flow, payer: ada, payee: bob, amount: sales, from: 2026-01-01, replaces: old}"
    assert by_term(value, f"{OLD.replace('}', ', active: no}')}\n{new}") == pytest.approx({"new": 1000.0})


@pytest.mark.parametrize(
    ("life", "days"),
    [
        ("ends_on: rival", 182),
        ("ends_on: [rival, launch]", 182),
        ("ends_on_all: [rival, launch]", 365),
        ("ends_on: rival, ends_not_before: 2025-09-30", 273),
        ("ends_on_all: [rival, launch], ends_not_before: 2026-01-31, until: 2026-06-30", 396),
        ("starts_on: rival", 548),
        ("starts_on: rival, from: 2025-10-01", 457),
        ("starts_on: [launch, rival], until: 2025-12-31", 183),
        ("starts_on: launch, ends_on: rival", 0),
    ],
)
def test_events_begin_and_end_a_term_to_the_day(value: Value, life: str, days: int) -> None:
    found = by_term(value, f"pay: {{kind: flow, payer: ada, payee: bob, amount: sales, {life}}}")
    assert found["pay"] * 365 / 1000 == pytest.approx(days)


def test_an_option_exercised_for_sure_switches_the_rate_from_its_day_on_under_one_cap(value: Value) -> None:
    right = (
        "more: {kind: option, holder: bob, writer: ada, on: 2025-12-31, exercise: always, price: 5 USD, "
        "switches: {terms.old.rate: 15%}}"
    )
    assert by_term(value, f"{OLD}\n{right}") == pytest.approx({"old": 120.0, "more": -5.0})
    wide = OLD.replace("120 USD", "1000 USD")
    assert by_term(value, f"{wide}\n{right}")["old"] == pytest.approx(250.0)


def test_two_options_on_one_term_make_four_wordings(value: Value) -> None:
    wide = OLD.replace("120 USD", "1000 USD")
    first = "a: {kind: option, holder: bob, on: 2025-07-01, exercise: always, switches: {terms.old.rate: 20%}}"
    then = "b: {kind: option, holder: bob, on: 2025-12-31, exercise: always, switches: {terms.old.on: 2 * sales}}"
    days = 182 / 365
    expected = 100 * days + 200 * (1 - days) + 400
    assert by_term(value, f"{wide}\n{first}\n{then}")["old"] == pytest.approx(expected)


def test_an_option_ends_terms_and_is_an_event_for_others(value: Value) -> None:
    terms = (
        "pay: {kind: flow, payer: ada, payee: bob, amount: sales}\n"
        "leave: {kind: option, holder: ada, on: 2025-12-31, notice: 6 months, exercise: always, ends: pay}\n"
        "fee: {kind: milestone, payer: ada, payee: bob, amount: 50 USD, on: leave}"
    )
    found = by_term(value, terms)
    assert found["pay"] == pytest.approx(1000 * (365 + 181) / 365)  # to the close of 30 June
    assert found["fee"] == pytest.approx(50.0)


def test_the_holder_leaves_when_that_is_better_for_it(value: Value) -> None:
    pay = "pay: {{kind: flow, payer: ada, payee: bob, amount: sales}}"
    terms = f"{pay}\nleave: {{{{kind: option, holder: {{}}, on: 2025-12-31, ends: pay}}}}"
    assert by_term(value, terms.format("ada"))["pay"] == pytest.approx(1000.0)
    assert by_term(value, terms.format("bob"))["pay"] == pytest.approx(2000.0)


def test_an_option_is_decided_on_each_path(keep: Keep) -> None:
    text = """drivers:
  share: {kind: gbm, start: 40 USD, growth: 5%, volatility: 30%}
terms:
  put: {kind: option, holder: ada, writer: bob, on: 2025-12-31, receives: 40 USD - share}
"""
    books = keep(text, paths=512)
    day = books.view.event("put")
    share = books.view.futures.at("share", np.full(512, 365.0))
    wrong = (share < 40) != np.isfinite(day)
    assert np.mean(wrong) < 0.02
    assert np.max(np.abs(share[wrong] - 40), initial=0.0) < 1.0


FLAT = """drivers:
  sales: {kind: constant, is: 1000 USD/year}
terms:
  it: {kind: KIND}
"""
SWITCH = "  right: {kind: option, holder: ada, on: ON, exercise: always, switches: {terms.it.title: The same}}"


@pytest.mark.parametrize("day", ["2025-05-14", "2025-12-31", "2026-03-01"])
@pytest.mark.parametrize(
    "said",
    [
        (
            "profit_participation, payer: ada, payee: bob, on: sales, period: quarter, invested: 800 USD, "
            "tiers: [{until_hurdle: 8%, share: 100%}, {share: 30%}]"
        ),
        (
            "profit_participation, payer: ada, payee: bob, on: sales, invested: 500 USD, "
            "tiers: [{until_multiple: 1.5x, share: 100%}, {share: 100%}]"
        ),
        "commitment, buyer: ada, seller: bob, usage: sales, minimum: {2025: 2k, 2026: 1500 USD}, take_or_pay: 100%",
        (
            "commitment, buyer: ada, seller: bob, usage: sales, take_or_pay: 100%, minimum: 0 USD, in_total: 5k, "
            "until: 2026-12-31"
        ),
        (
            "loan, lender: ada, borrower: bob, rate: 0%, every: quarter, maturity: 2026-12-01, arrangement_fee: 2%, "
            "facility: 3k, commitment_fee: 1%, prepayment_fee: 3%, principal: {2025-03-01: 100 USD, "
            "2025-05-14: 200 USD, 2025-05-15: 400 USD, 2025-12-31: 50 USD, 2026-01-01: 70 USD, 2026-03-02: 7 USD}"
        ),
        (
            "loan, lender: ada, borrower: bob, rate: 5%, every: quarter, maturity: 2026-12-01, principal: 1k, "
            "instalments: {2025-05-14: 10 USD, 2025-05-15: 20 USD, 2026-01-01: 40 USD}, prepayment_fee: 3%"
        ),
        (
            "venture, members: {ada: 60%, bob: 40%}, cash_flow: sales, exit_value: 300 USD, contributions: "
            "{2025-01-01: 1k, 2025-05-14: 10 USD, 2025-05-15: 20 USD, 2026-01-01: 5 USD}, "
            "own_contributions: {bob: 7 USD}"
        ),
        "licence, grantor: ada, holder: bob, upfront: 50 USD, fee: 10 USD/year, worth: 20 USD/year",
        "milestone, payer: ada, payee: bob, of: sales, every: 300 USD, amount: 5 USD",
    ],
)
def test_an_option_that_switches_but_a_name_moves_nothing(value: Value, said: str, day: str) -> None:
    text = FLAT.replace("KIND", said)
    alone = value(text, "bob", rate=0.0)["it"]
    assert alone != pytest.approx(0.0)
    assert value(text + SWITCH.replace("ON", day), "bob", rate=0.0)["it"] == pytest.approx(alone, abs=0.005)
