"""A zero fits every unit of a number, and no date and no yes or no; an index is a level, and no date."""

import pytest

from dealwright.lang.load import loads

DEAL = """
dealwright: 1
title: A rent
as_of: 2025-01-01
horizon: 2028-12-31
currency: EUR
risk_free: 0%
parties: {owner: {}, tenant: {}}
facts: {nothing: {is: 0, reason: a mistake}}
drivers: {prices: {kind: gbm, start: 100, growth: 2%, volatility: 5%}}
terms:
  rent: {kind: payment, payer: tenant, payee: owner, amount: 10k EUR, every: year, indexed_by: prices}
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("horizon: 2028-12-31", "horizon: 0", "a date"),
        ("horizon: 2028-12-31", "horizon: 0%", "a date"),
        ("as_of: 2025-01-01", "as_of: 0", "a date"),
        ("every: year", "every: year, until: 0", "a date"),
        ("every: year", "every: year, until: nothing", "a date"),
        ("every: year", "every: year, active: 0", "a condition (yes or no)"),
        ("indexed_by: prices", "indexed_by: 2025-01-01", "a level that moves, such as an index of prices"),
        ("indexed_by: prices", "indexed_by: prices > 3", "a level that moves, such as an index of prices"),
    ],
)
def test_a_number_that_stands_for_a_date_or_a_date_for_a_level_is_a_problem(old: str, new: str, expected: str) -> None:
    found = loads(DEAL.replace(old, new)).errors
    assert [(problem.code, problem.expected) for problem in found] == [("unit-mismatch", expected)]
    assert found[0].mend


def test_a_zero_is_still_money_a_share_and_a_rate() -> None:
    zeros = DEAL.replace("amount: 10k EUR", "amount: 0").replace("growth: 2%", "growth: 0").replace("is: 0,", "is: 0%,")
    assert loads(zeros).errors == ()
