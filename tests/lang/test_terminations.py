"""Terminations that can never take effect are told, and only those."""

import pytest

from dealwright.lang.load import loads

DEAL = """dealwright: 1
title: A contract that is ended
as_of: 2025-01-01
horizon: 2027-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, ben: {}}
terms:
  old: {kind: flow, payer: ben, payee: ada, amount: 100 USD/year, until: 2026-12-31}
"""
NEW = "  new: {kind: flow, payer: ben, payee: ada, amount: 200 USD/year, from: 2026-07-01, replaces: old}\n"
LONGER = "  more: {kind: option, holder: ada, on: 2025-06-30, switches: {terms.old.until: 2027-06-30}}\n"


@pytest.mark.parametrize(
    ("said", "others", "told"),
    [
        ("ends: old, on: 2026-03-31, notice: 6 months", "", False),
        ("ends: old, on: 2026-03-31, notice: 6 months", NEW, True),
        ("ends: [old, new], on: 2026-03-31, notice: 6 months", NEW, False),
        ("ends: old, on: 2026-12-31", "", False),
        ("ends: old, on: 2027-01-01", "", True),
        ("ends: old, on: 2027-01-01", LONGER, False),
        ("ends: old, on: [2027-01-01, 2026-01-31]", "", False),
        ("ends: old, when: year >= 2027", "", False),
    ],
)
def test_a_termination_of_what_is_over_by_then_is_told(said: str, others: str, *, told: bool) -> None:
    text = f"{DEAL}{others}  stop: {{kind: termination, {said}}}\n"
    found = [problem for problem in loads(text).problems if problem.code == "idle-key"]
    assert ["never takes effect" in problem.what for problem in found] == [True] * told


def test_a_driver_that_asks_whether_a_term_ends_is_told_where_the_term_is_no_option_too() -> None:
    drivers = "drivers: {paid: {kind: derived, is: 100 USD/year * before(stop)}}\nterms:"
    text = f"{DEAL.replace('terms:', drivers)}  stop: {{kind: termination, ends: old, on: 2026-03-31}}\n"
    assert [problem.code for problem in loads(text).errors] == ["driver-on-term"]
