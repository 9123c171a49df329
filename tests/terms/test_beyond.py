"""What goes on after the horizon, by closed forms of perpetuities."""

from collections.abc import Callable

import pytest

Value = Callable[..., dict[str, float]]
MIDDLE, END = 1.1**0.5, 1.1


@pytest.mark.parametrize("step", ["year", "month"])
@pytest.mark.parametrize(("horizon", "more"), [("2026-12-31", ""), ("2026-06-30", ""), ("2025-03-31", ""),
  ("2026-12-31", ", from: 2026-07-01")])  # fmt: skip
def test_what_goes_on_after_the_horizon_is_a_whole_year_of_what_it_was_at_the_end(
    value: Value, step: str, horizon: str, more: str
) -> None:
    """100 a year for ever, whatever part of a year is simulated: the middles of the years after the horizon count.

    100/1.1^0.5 x 1/(1 - 1/1.1) = 1,048.81 from the horizon on, and what runs up to it.
    """
    text = f"terms: {{fee: {{kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%{more}}}}}"
    until = value(text, "bob", horizon=horizon, step=step)["fee"]
    endless = value(text.replace("}}", ", beyond: perpetuity(0%)}}"), "bob", horizon=horizon, step=step)["fee"]
    days = {"2026-12-31": 730, "2026-06-30": 546, "2025-03-31": 90}[horizon]
    assert endless - until == pytest.approx(100 / MIDDLE / (1 - 1 / 1.1) / 1.1 ** (days / 365), rel=1e-12)


def test_a_perpetuity_is_summed_to_its_end_where_it_hardly_converges(value: Value) -> None:
    """Growth of 9.9 % against 10 %: 109.9/1.1^2.5 x 1/(1 - 1.099/1.1) after the horizon, 1,100 years of money."""
    text = "terms: {income: {kind: flow, payee: bob, amount: 100 USD/year, beyond: perpetuity(9.9%)}}"
    by_hand = 100 / MIDDLE + 100 / (END * MIDDLE) + 109.9 / 1.1**2.5 / (1 - 1.099 / 1.1)
    assert value(text, "bob")["income"] == pytest.approx(by_hand, rel=1e-9)


def test_a_royalty_paid_at_the_end_of_its_years_is_so_after_the_horizon(value: Value) -> None:
    """100 at the end of each year for ever at 10 %: 1,000."""
    text = """
terms: {fee: {kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%, period: year, paid: end,
  beyond: perpetuity(0%)}}
"""
    assert value(text, "bob")["fee"] == pytest.approx(1000.0)


def test_the_tiers_of_a_participation_go_on_after_the_horizon(value: Value) -> None:
    """1,000 of profit a year, half of it until 1,500 are paid: two years up to the horizon, one after; then eve."""
    text = """
terms: {share: {kind: profit_participation, payer: ada, payee: bob, on: 1000 USD/year, residual: eve,
  tiers: [{share: 50%, until_paid: 1500 USD}], beyond: perpetuity(0%)}}
"""
    assert value(text, "bob")["share"] == pytest.approx(500 * sum(1 / 1.1 ** (n + 0.5) for n in range(3)))
    assert value(text, "eve")["share"] == pytest.approx(1000 / 1.1**3.5 / (1 - 1 / 1.1))


def test_a_company_pays_a_perpetuity_out_of_its_remainder(value: Value) -> None:
    """A firm worth 2,000 in two years owes 100 a year for ever from then on: 1,048.81 then; 951.19 are left."""
    text = """
companies: {firm: {enterprise_value: 2000 USD, cost_of_capital: 10%, exit: horizon}}
terms:
  rent: {kind: flow, payer: firm, payee: bob, amount: 100 USD/year, from: 2026-01-01, beyond: perpetuity(0%)}
  stake: {kind: equity, company: firm, holder: ada, stake: 100%, residual: ada}
"""
    owed = 100 / MIDDLE / (1 - 1 / 1.1) + 100 * MIDDLE
    assert sum(value(text, "ada").values()) == pytest.approx((2000 - owed) / 1.21)
    assert sum(value(text, "bob").values()) == pytest.approx(owed / 1.21)


def test_a_base_goes_on_to_recoupment_after_the_horizon(value: Value) -> None:
    """Of 3,500 ahead 2,000 are recouped by the horizon and 1,000 in the year after; half of the next year's is left."""
    fee = (
        "fee: {kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%, period: year, "
        "advance: {amount: 3500 USD}, recoup_from: gross, beyond: perpetuity(0%)}"
    )
    expected = 50 / 1.1**3.5 + 100 / 0.1 / 1.1**3.5
    assert value(f"terms:\n  {fee}", "bob")["fee"] == pytest.approx(expected)


def test_an_opening_balance_is_recouped_from_gross_too(value: Value) -> None:
    fee = (
        "fee: {kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%, period: year, recoup_from: gross, "
        "recoupment: 50%, opening: {balance: 800 USD}}"
    )
    assert value(f"terms:\n  {fee}", "bob", rate=0.0)["fee"] == pytest.approx(50.0 + 70.0)
