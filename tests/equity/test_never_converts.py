"""Preferred shares that never convert: in no table as converted, in no price of a round, in no value of an offering."""

import pytest

from dealwright.equity.captable import CapTable
from dealwright.equity.exits.stack import stack_of
from dealwright.equity.exits.waterfall import pay
from dealwright.equity.ledger import holdings_on
from dealwright.equity.offerings.ipo import hold_ipo
from dealwright.equity.rounds.planned import planned
from dealwright.equity.tables.ownership import ownership
from dealwright.lang.captable import loads_table

TEXT = """
captable: 1
company: Acme
currency: USD
as_of: 2025-01-01
stakeholders: {ana: {}, ben: {}, fund: {}}
classes:
  common: {}
  pf: {kind: preferred, original_issue_price: 1 USD, preference: 1x, seniority: 1TERMS}
rights: {w: {kind: warrant, holder: ben, of: pf, count: 500_000, strike: 1 USD}}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: ana, shares: 8_000_000, price: 0.0001 USD}
  - {kind: issue, on: 2020-01-01, of: pf, holder: ben, shares: 2_000_000, price: 1 USD}
rounds:
  sa: {on: 2025-06-01, pre_money: 20m USD, investors: {fund: 5m USD},
       new_class: {kind: preferred, preference: 1x, converts_into: common}}
ipo: {on: 2026-01-01, price: 4 USD, primary: 1_000_000}
"""


def acme(terms: str = "") -> CapTable:
    """Return a company with preferred shares."""
    table = loads_table(TEXT.replace("TERMS", terms)).table
    assert table is not None
    return table


def test_no_table_counts_them_and_they_vote() -> None:
    found = ownership(holdings_on(acme()))
    assert (found.outstanding, found.fully_diluted, found.votes) == (8_000_000, 8_000_000, 10_000_000)
    ben = next(row for row in found.holders if row.holder == "ben")
    assert (ben.as_converted, ben.fully_diluted, ben.votes) == (0, 0, 2_000_000)
    plain = ownership(holdings_on(acme(", converts_into: common")))
    assert (plain.outstanding, plain.fully_diluted) == (10_000_000, 10_500_000)


def test_no_round_prices_them() -> None:
    """20m over 8,000,000 common shares is 2.50 a share; 2m shares are bought."""
    (found,) = planned(acme()).rounds
    assert (found.price, found.pre_money_shares, found.fully_diluted) == (2.5, 8_000_000, 10_000_000)
    assert found.after.fully_diluted == 10_000_000


def test_an_offering_leaves_them_as_they_are() -> None:
    table = acme()
    assert table.ipo is not None
    found = hold_ipo(holdings_on(table), table.ipo)
    assert dict(found.stays) == {"pf": "converts_into"}
    assert found.market_value == 4 * 9_000_000
    assert found.fully_diluted_value == 4 * 9_000_000
    assert "ben" not in found.shares
    assert found.pre_money == 32_000_000


def test_they_share_by_their_number_where_they_participate() -> None:
    """50m: 2.5m of preference to shares and warrants, less 0.5m to exercise; 48m over 10.5m shares. By hand."""
    table = acme(", participation: full")
    assert holdings_on(table).fully_diluted == 8_000_000
    paid = pay(stack_of(holdings_on(table), table.exit, table.as_of), 50e6)
    assert paid.by_holder["ana"] == pytest.approx(48e6 * 8 / 10.5)
    assert pay(stack_of(holdings_on(acme()), acme().exit, acme().as_of), 50e6).by_holder["ben"] == pytest.approx(2e6)


def test_what_becomes_such_shares_counts_no_more_than_they_do() -> None:
    """The SAFE buys at 16m over the 8,000,000 shares before it, 2.00 each; afterwards common alone is counted."""
    safe = "convertibles: {s: {kind: safe, holder: ben, amount: 1m USD, on: 2021-01-01, cap: 16m USD, money: pre}}\n"
    table = loads_table(TEXT.replace("TERMS", "").replace(", converts_into: common}}", "}}") + safe[:-1]).table
    assert table is not None
    (found,) = planned(table).rounds
    assert (found.conversions[0].shares, found.conversions[0].as_converted) == (500_000, 0)
    assert found.fully_diluted == found.after.fully_diluted == 8_000_000
