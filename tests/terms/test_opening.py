"""What a term had done before `as_of`, by sums done by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from dealwright.lang.load import loads

Keep = Callable[..., Any]
Value = Callable[..., dict[str, float]]
ROYALTY = "kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%, period: year, paid: end"
SOLD = "kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, period: quarter"
COMPUTE = "kind: commitment, buyer: ada, seller: bob, usage: 100 USD/year, take_or_pay: yes, paid: end"
HALF, WHOLE = 1.1 ** (184 / 365), 1.1 ** (549 / 365)
"""Divisors for the end of 2025 and of 2026 as of 1 July 2025."""


def test_what_was_used_before_counts_only_in_the_period_that_holds_as_of(value: Value) -> None:
    """A royalty that begins in 2026 has the whole cap of 70 of that year, whatever 2025 has used."""
    text = f"terms: {{fee: {{{ROYALTY}, period_cap: 70 USD, from: 2026-01-01, opening: {{used_this_period: 30 USD}}}}}}"
    assert value(text, "bob", as_of="2025-07-01")["fee"] == pytest.approx(70 / WHOLE)


def test_a_balance_says_what_is_left_under_a_cap(value: Value) -> None:
    """120 left under a cap of 1,000: 100 in 2025, 20 in 2026."""
    text = f"terms: {{fee: {{{ROYALTY}, cap: 1000 USD, opening: {{balance: 120 USD}}}}}}"
    assert value(text, "bob")["fee"] == pytest.approx(100 / 1.1 + 20 / 1.21)


def test_a_balance_says_what_is_still_to_be_recouped(value: Value) -> None:
    """Of 500 recouped at 50 % 80 are left: 50 and 30 of the first 160 of profit, then 10 % of the other 40."""
    text = """
terms: {share: {kind: profit_participation, payer: ada, payee: bob, on: 100 USD/year, paid: end,
  tiers: [{share: 50%, until_paid: 500 USD}, {share: 10%}], opening: {balance: 80 USD}}}
"""
    assert value(text, "bob")["share"] == pytest.approx(50 / 1.1 + (30 + 4) / 1.21)


def test_usage_before_as_of_counts_against_the_minimum_of_its_year(value: Value) -> None:
    """As of 1 July 2025, 60 used of a minimum of 150: 60 + 100 x 184/365 = 110.41 leave 39.59, then 50.

    Without it only the days to come count: (150 - 100) x 184/365 = 25.21.
    """
    text = f"terms: {{compute: {{{COMPUTE}, minimum: 150 USD{{}}}}}}"

    def paid(opening: str) -> float:
        return value(text.replace("{}", opening), "bob", as_of="2025-07-01")["compute"]

    used = paid(", opening: {used_this_period: 60 USD}")
    assert used == pytest.approx((150 - 60 - 100 * 184 / 365) / HALF + 50 / WHOLE)
    assert paid("") == pytest.approx(50 * 184 / 365 / HALF + 50 / WHOLE)


def test_excess_of_the_year_before_is_carried_into_the_first(value: Value) -> None:
    """Short by 50 a year: 70 of excess pay for 2025; with two years of carrying its other 20 help in 2026."""
    text = f"terms: {{compute: {{{COMPUTE}, minimum: 150 USD, opening: {{balance: 70 USD}}{{}}}}}}"

    def paid(carried: str) -> float:
        return value(text.replace("{}", carried), "bob")["compute"]

    assert paid("") == pytest.approx(50 / 1.1 + 50 / 1.21)
    assert paid(", carry_forward: 1 year") == pytest.approx(50 / 1.21)
    assert paid(", carry_forward: 2 years") == pytest.approx(30 / 1.21)


def test_a_minimum_changes_on_its_day(value: Value) -> None:
    """100 a year up to 30 September 2025 (273 days), 400 from then on, less usage of 100."""
    text = f"terms: {{compute: {{{COMPUTE}, minimum: {{2025: 100 USD, 2025-10-01: 400 USD}}}}}}"
    assert value(text, "bob")["compute"] == pytest.approx(300 * 92 / 365 / 1.1 + 300 / 1.21)


HEAD = """
dealwright: 1
title: Idle keys
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, bob: {}}
companies: {firm: {enterprise_value: 1m, cost_of_capital: 10%, exit: horizon}}
"""


@pytest.mark.parametrize(
    ("term", "idle"),
    [
        (f"{ROYALTY}, opening: {{paid: 1 USD, base: 1 USD}}", ["base"]),
        (
            f"{COMPUTE}, minimum: 9 USD, carry_forward: 1 year, opening: {{paid: 1 USD, base: 1 USD, balance: 1 USD}}",
            ["paid", "base"],
        ),
        (f"{COMPUTE}, roll_over: 10%", ["take_or_pay"]),
        (f"{COMPUTE}, minimum: 9 USD, carry_forward: 6 months, refund: 10%", ["carry_forward", "refund"]),
        (
            "kind: commitment, buyer: ada, seller: bob, usage: 1 USD/year, minimum: 9 USD, make_up: 1 year",
            ["minimum", "make_up"],
        ),
        ("kind: equity, company: firm, holder: ada, stake: 50%, residual: bob, until: 2025-12-31", ["until"]),
        (
            (
                f"{ROYALTY}, period_cap: 9 USD, year_starts: 02-01, "
                "opening: {paid: 1 USD, balance: none, used_this_period: 1 USD}"
            ),
            [],
        ),
        (f"{ROYALTY}, opening: {{paid: 1 USD, used_this_period: 1 USD}}", ["used_this_period"]),
    ],
)
def test_a_key_that_changes_nothing_is_named(term: str, idle: list[str]) -> None:
    found = loads(f"{HEAD}terms:\n  a: {{{term}}}\n").problems
    named = [problem.what for problem in found if problem.code == "idle-key"]
    assert [what.split("`")[1] for what in named] == idle


def test_a_regular_payment_is_whole_where_the_contract_ran_before_as_of(value: Value) -> None:
    """A rent of 100 a year since 2024, as of 1 July 2025: 100 at the close of 2025. One that begins with it: 184 days.

    One since 1 June has run for 214 days; one that ended in June pays nothing.
    """
    rent = "kind: payment, payer: ada, payee: bob, amount: 100 USD, every: year"

    def paid(life: str) -> float:
        return value(f"terms: {{rent: {{{rent}{life}}}}}", "bob", as_of="2025-07-01", horizon="2025-12-31")["rent"]

    assert paid(", from: 2024-01-01") == pytest.approx(100 / HALF)
    assert paid(", from: 2025-06-01") == pytest.approx(100 * 214 / 365 / HALF)
    assert paid("") == pytest.approx(100 * 184 / 365 / HALF)
    assert paid(", from: 2024-01-01, until: 2025-06-15") == 0.0
    endless = value(f"terms: {{rent: {{{rent}, from: 2024-01-01, beyond: perpetuity(0%)}}}}", "bob", as_of="2025-07-01")
    assert endless["rent"] == pytest.approx(100 / HALF / (1 - 1 / 1.1))


def test_how_long_excess_is_carried_may_be_uncertain(keep: Keep) -> None:
    """50 over, then even, then 50 short: carried for one year it is too old and 50 are paid, for two none."""
    text = f"""
facts: {{years: {{is: "one_of({{1 year: 50%, 2 years: 50%}})", reason: nobody knows}}}}
terms: {{compute: {{{COMPUTE}, minimum: {{2025: 50 USD, 2026: 100 USD, 2027: 150 USD}}, carry_forward: years}}}}
"""
    books = keep(text, horizon="2027-12-31", paths=64)
    shortfall = books.view.outcome("compute").flows[2].amount
    assert set(shortfall[:, 2].round(9)) == {0.0, 50.0}
    assert not shortfall[:, :2].any()


TIERED = "tiers: [{up_to: 9 USD, rate: 10%}, {rate: 20%}]"


@pytest.mark.parametrize(
    ("as_of", "term", "key"),
    [
        ("2025-01-01", f"{ROYALTY}, period_cap: 9 USD, opening: {{used_this_period: 1 USD}}", "used_this_period"),
        ("2025-01-02", f"{ROYALTY}, period_cap: 9 USD, opening: {{used_this_period: 1 USD}}", None),
        ("2025-01-01", f"{ROYALTY}, period_cap: 9 USD, opening: {{used_this_period: 0 USD}}", None),
        ("2025-01-01", f"{ROYALTY}, period_cap: 9 USD, year_starts: 02-23, opening: {{used_this_period: 1 USD}}", None),
        (
            "2025-02-23",
            f"{ROYALTY}, period_cap: 9 USD, year_starts: 02-23, opening: {{used_this_period: 1 USD}}",
            "used_this_period",
        ),
        ("2025-04-01", f"{SOLD}, {TIERED}, opening: {{base_this_period: 1 USD}}", "base_this_period"),
        ("2025-04-01", f"{SOLD}, {TIERED}, tier_period: year, opening: {{base_this_period: 1 USD}}", None),
        (
            "2025-04-01",
            (
                "kind: royalty, payer: ada, payee: bob, period: quarter, "
                f"bases: [{{on: 1k USD/year, {TIERED}, opening: {{base_this_period: 1 USD}}}}]"
            ),
            "base_this_period",
        ),
        ("2025-04-01", f"{SOLD}, rate: 5%, minimum: 9 USD, true_up: year, opening: {{paid_this_year: 1 USD}}", None),
        (
            "2025-01-01",
            f"{SOLD}, rate: 5%, minimum: 9 USD, true_up: year, opening: {{paid_this_year: 1 USD}}",
            "paid_this_year",
        ),
        (
            "2025-07-01",
            f"{COMPUTE}, minimum: 9 USD, period: half, opening: {{used_this_period: 1 USD}}",
            "used_this_period",
        ),
        (
            "2025-03-01",
            (
                "kind: milestone, payer: ada, payee: bob, of: 1k USD/year, within: month, "
                "tiers: [{at: 5 USD, amount: 1 USD}], opening: {used_this_period: 1 USD}"
            ),
            "used_this_period",
        ),
    ],
)
def test_what_a_period_has_seen_that_opens_with_the_deal_is_told(as_of: str, term: str, key: str | None) -> None:
    found = loads(f"{HEAD.replace('2025-01-01', as_of)}terms:\n  a: {{{term}}}\n").problems
    named = [problem.what.split("`")[1] for problem in found if problem.code == "idle-key"]
    assert named == ([] if key is None else [key])
