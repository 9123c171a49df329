"""What comes back for convertibles in money: repaid, or interest that is paid where they convert."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from dealwright.equity.captable import CapTable
from dealwright.equity.exits.returns import returns
from dealwright.equity.ledger import holdings_on
from dealwright.equity.ocf import read_ocf, write_ocf
from dealwright.equity.offerings.ipo import hold_ipo
from dealwright.equity.rounds.planned import planned
from dealwright.equity.tables.paid_in import money_by_holder
from dealwright.lang.captable import loads_table

TEXT = """
captable: 1
company: Acme
currency: USD
as_of: 2025-01-01
stakeholders: {ana: {}, ben: {}, fund: {}}
classes: {common: {}}
convertibles:
  n: {kind: note, holder: ben, amount: 1m USD, on: 2021-01-01, rate: 6%, maturity: 2022-01-01}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: ana, shares: 8_000_000, price: 0.0001 USD}
"""
REPAID = TEXT + "  - {kind: cancel, on: 2022-01-01, security: n, paid: 1_060_000 USD}\n"


def table_of(text: str) -> CapTable:
    """Return the table of a text without problems."""
    loaded = loads_table(text)
    assert loaded.problems == ()
    assert loaded.table is not None
    return loaded.table


def test_a_note_repaid_with_its_interest_is_no_loss() -> None:
    """1.06m for 1m after 365 days: 1.06 times the money, at 6 % a year."""
    held = holdings_on(table_of(REPAID))
    (found,) = (each for each in returns(held, {"ana": 5e6}, dt.date(2025, 1, 1)) if each.holder == "ben")
    assert (found.paid, found.received, found.moic) == (1e6, 1.06e6, 1.06)
    assert found.irr == pytest.approx(0.06)
    assert held.convertibles == {}
    assert {row.name: row.received for row in money_by_holder(held)}["ben"] == 1_060_000


def test_a_part_is_repaid_and_the_rest_stays() -> None:
    held = holdings_on(
        table_of(REPAID.replace("security: n, paid: 1_060_000", "security: n, shares: 400_000, paid: 400k"))
    )
    assert held.convertibles["n"].amount == 600_000
    assert [flow.amount for flow in held.flows if flow.kind == "repaid"] == [400_000]


def test_what_was_repaid_survives_open_cap_format(tmp_path: Path) -> None:
    table = table_of(REPAID)
    assert not [one for one in write_ocf(table, tmp_path / "out").problems if one.severity == "error"]
    again = read_ocf(tmp_path / "out").table
    assert again is not None
    assert again.events == table.events


def test_shares_are_not_repaid() -> None:
    text = TEXT + "  - {kind: cancel, on: 2022-01-01, security: c, paid: 10 USD}\n"
    problems = loads_table(text.replace("of: common, holder", "security: c, of: common, holder")).problems
    assert [(one.code, one.severity) for one in problems] == [("wrong-security", "error")]


def test_interest_that_is_paid_where_a_note_converts_comes_back_to_its_holder() -> None:
    """6 % of 1m for 1,612 days from 2021-01-01 to 2025-06-01, by 365: in a round and in an offering alike."""
    note = "rate: 6%, interest_converts: no, cap: 10m USD"
    plan = "rounds: {common: {on: 2025-06-01, pre_money: 20m USD, investors: {fund: 5m USD}}}\n"
    text = TEXT.replace("rate: 6%, maturity: 2022-01-01", note)
    table = table_of(text + plan + "ipo: {on: 2025-06-01, price: 4 USD, primary: 1_000_000}\n")
    earned = Fraction(60_000 * (dt.date(2025, 6, 1) - dt.date(2021, 1, 1)).days, 365)
    (priced,) = planned(table).rounds
    assert table.ipo is not None
    for after in (priced.after, hold_ipo(holdings_on(replace(table, rounds=())), table.ipo).after):
        assert [(f.holder, f.amount) for f in after.flows if f.kind == "interest"] == [("ben", earned)]
