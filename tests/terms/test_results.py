"""What a term has done, as other terms see it."""

from collections.abc import Callable

import pytest

Value = Callable[..., dict[str, float]]
ROYALTY = "kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%, period: year, cap: 150 USD"
RENT = "kind: payment, payer: ada, payee: bob, amount: 25 USD, every: quarter"
SHARE = (
    "kind: profit_participation, payer: ada, payee: bob, on: 100 USD/year, tiers: [{share: 50%, until_paid: 80 USD}]"
)
COMPUTE = "kind: commitment, buyer: ada, seller: bob, usage: 100 USD/year, minimum: 60 USD, take_or_pay: yes"


@pytest.mark.parametrize(
    ("term", "result", "years"),
    [
        (ROYALTY, "due", [100, 100]),
        (ROYALTY, "paid", [100, 50]),
        (ROYALTY, "balance / (1 year)", [50, 0]),
        (RENT, "due", [100, 100]),
        (RENT, "paid", [100, 100]),
        (SHARE, "paid", [50, 30]),
        (SHARE, "balance / (1 year)", [30, 0]),
        (f"{SHARE}, opening: {{balance: 60 USD}}", "balance / (1 year)", [10, 0]),
        (f"{COMPUTE}, carry_forward: 2 years", "balance / (1 year)", [40, 80]),
        (f"{COMPUTE}, carry_forward: 1 year", "balance / (1 year)", [40, 40]),
        (COMPUTE, "balance / (1 year)", [0, 0]),
    ],
)
def test_a_term_may_use_what_another_owes_pays_and_has_left(
    value: Value, term: str, result: str, years: list[float]
) -> None:
    terms = (
        f"terms:\n  first: {{{term}}}\n  second: {{kind: flow, payer: ada, payee: eve, amount: terms.first.{result}}}\n"
    )
    expected = sum(money / 1.1 ** (n + 0.5) for n, money in enumerate(years))
    assert value(terms, "eve")["second"] == pytest.approx(expected, abs=1e-9)


def test_a_minimum_may_be_a_schedule_of_calendar_years(value: Value) -> None:
    """150 in 2025 and 200 from July 2026, by quarters: 100 a year are lifted to that."""
    terms = "terms: {fee: {kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%, MINIMUM}}"
    worth = value(terms.replace("MINIMUM", "minimum: {2025: 150 USD, 2026-07-01: 200 USD}"), "bob", rate=0.0)
    assert worth["fee"] == pytest.approx(150 + 150 * 181 / 365 + 200 * 184 / 365)
    assert value(terms.replace("MINIMUM", "minimum: 30 USD"), "bob", rate=0.0)["fee"] == pytest.approx(240)
