"""What is worth how much before it has vested: by hand over breakpoints, with calls of an independent engine."""

import pytest

from dealwright.equity.captable import CapTable
from dealwright.equity.exits.option_pricing import Market
from dealwright.equity.ledger import holdings_on
from dealwright.equity.rounds.planned import planned
from dealwright.lang.captable import loads_table
from dealwright.show.captable.option_worth import OptionWorth
from equity.test_option_pricing import independent

GRANTED = """
captable: 1
company: Acme
currency: USD
as_of: 2025-01-01
stakeholders: {ana: {}, fund: {}, eve: {}, next: {}}
classes:
  common: {kind: common}
  sa: {kind: preferred, converts_into: common, original_issue_price: 1 USD, preference: 1x, seniority: 1}
rights:
  o: {kind: option, holder: eve, of: common, count: 2_000_000, strike: 0.1 USD, on: 2024-06-01, vesting: {VESTING}}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: ana, shares: 8_000_000, price: 0.0001 USD}
  - {kind: issue, on: 2020-06-01, of: sa, holder: fund, shares: 2_000_000, price: 1 USD}
rounds:
  sb: {on: 2025-02-01, pre_money: 20m USD, investors: {next: 5m USD},
       new_class: {kind: preferred, converts_into: common, preference: 1x, seniority: 2}}
"""
BY_TIME = "start: 2024-06-01, months: 48, cliff: 12"
BY_MILESTONE = "parts: [{share: 100%, when: {kind: milestone, name: launch}}]"
AT_A_PRICE = "parts: [{share: 100%, when: {kind: price, name: common, amount: 3 USD}}]"
FIVE_YEARS = Market(volatility=0.6, years=1825 / 365, rate=0.04)


def granted(vesting: str) -> CapTable:
    """Return a company with options of which none has vested."""
    table = loads_table(GRANTED.replace("VESTING", vesting)).table
    assert table is not None
    return table


def spreads(equity: float, strikes: list[float]) -> list[float]:
    """Return the worth from each strike to the next, by the independent engine."""
    calls = [equity, *(independent(equity, strike, FIVE_YEARS) for strike in strikes), 0.0]
    return [calls[n] - calls[n + 1] for n in range(len(calls) - 1)]


@pytest.mark.parametrize("vesting", [BY_TIME, BY_MILESTONE])
def test_options_count_before_they_have_vested(vesting: str) -> None:
    """Series A has 2m first, common to 0.10 a share, the options to 1.00, then Series A converts. By hand."""
    table = granted(vesting)
    found = OptionWorth.of(table, holdings_on(table), FIVE_YEARS, 20e6)
    first, second, third, fourth = spreads(20e6, [2e6, 2.8e6, 11.8e6])
    common = second + third * 8 / 10 + fourth * 8 / 12
    options = third * 2 / 10 + fourth * 2 / 12
    preferred = first + fourth * 2 / 12
    expected = {"common": common / 8e6, "sa": preferred / 2e6, "o": options / 2e6}
    assert found.per_share == pytest.approx(expected, rel=1e-10)
    assert expected == pytest.approx({"common": 1.6345, "sa": 1.8974, "o": 1.5645}, abs=5e-5)


def test_a_backsolve_and_its_headline_count_options_that_have_not_vested() -> None:
    """Series B of 3m shares at 5 / 3 before all others; breakpoints by hand, the equity by halving an interval."""
    table = granted(BY_TIME)
    held = planned(table).rounds[-1].after
    found = OptionWorth.backsolved(table, held, FIVE_YEARS, ("sb", 5 / 3))
    assert found is not None
    assert found.solved is not None
    strikes = [5e6, 7e6, 7.8e6, 7.8e6 + 0.9 * 10e6]
    strikes.append(strikes[-1] + (5 / 3 - 1) * 12e6)
    low, high = 1e6, 1e8
    for _ in range(60):
        middle = (low + high) / 2
        parts = spreads(middle, strikes)
        low, high = (middle, high) if parts[0] + parts[5] * 3 / 15 < 5e6 else (low, middle)
    assert found.solved.equity == pytest.approx(low, rel=1e-9)
    assert low == pytest.approx(17.46e6, rel=5e-4)
    assert found.solved.post_money == pytest.approx(25e6)


def test_options_that_wait_for_a_price_count_from_it_on() -> None:
    """At 3.00 a share the others have 30m; the options then take 2.90 each, and share above 35.8m. By hand."""
    table = granted(AT_A_PRICE)
    found = OptionWorth.of(table, holdings_on(table), FIVE_YEARS, 20e6)
    parts = spreads(20e6, [2e6, 10e6, 30e6, 35.8e6])
    assert found.by_security["o"] == pytest.approx(parts[3] + parts[4] * 2 / 12, rel=1e-10)
    assert found.per_share["o"] * 2e6 == pytest.approx(found.by_security["o"])
    assert found.per_share["common"] * 8e6 == pytest.approx(parts[1] + parts[2] * 0.8 + parts[4] * 8 / 12, rel=1e-10)


def test_what_a_right_is_worth_is_an_average_where_a_part_of_it_waits_for_a_price() -> None:
    """Of 2m options 30 % vest at 3.00 only; the others take part above 0.10 a share. By hand."""
    table = granted(BY_TIME + ", parts: [{share: 30%, when: {kind: price, name: common, amount: 3 USD}}]")
    found = OptionWorth.of(table, holdings_on(table), FIVE_YEARS, 20e6)
    to_conversion = 2.8e6 + 0.9 * 9.4e6
    to_price = to_conversion + 2 * 11.4e6
    parts = spreads(20e6, [2e6, 2.8e6, to_conversion, to_price, to_price + 0.6e6 * 2.9])
    options = parts[2] * 1.4 / 9.4 + parts[3] * 1.4 / 11.4 + parts[4] + parts[5] * 2 / 12
    assert found.by_security["o"] == pytest.approx(options, rel=1e-10)
    assert found.per_share["o"] == pytest.approx(options / 2e6, rel=1e-10)
