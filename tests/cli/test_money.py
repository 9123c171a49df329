"""What people see of a deal in real prices, or with a term in another currency."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

DEAL = """dealwright: 1
title: A licence paid in euros
as_of: 2025-01-01
horizon: 2027-12-31
currency: USD
risk_free: 4%
parties: {ada: {discount: 8%}, ben: {discount: 8%}}
exchange_rates: {EUR: 1.25 USD/EUR}
terms:
  fee: {kind: payment, payer: ben, payee: ada, amount: 8m, on: 2025-01-01, currency: EUR}
"""
REAL = (
    DEAL.replace("risk_free: 4%", "prices: real\ninflation: 2%\nrisk_free: 4% real")
    .replace("8%}", "8% real}")
    .replace("exchange_rates: {EUR: 1.25 USD/EUR}\n", "")
    .replace("currency: EUR}", "prices: nominal}")
)


@pytest.mark.parametrize(
    ("text", "worth", "money", "basis", "said"),
    [
        (DEAL, 10e6, "nominal USD", "nominal", "8m"),
        (REAL, 8e6, "real USD of 2025", "real", "in nominal prices"),
    ],
)
def test_every_head_says_in_which_money_it_is(
    text: str, worth: float, money: str, basis: str, said: str, tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "deal.yaml"
    file.write_text(text, encoding="utf-8")
    found = run("value", str(file), "--paths", "16", "--json").json
    assert found["price_basis"] == basis
    assert found["scenarios"]["in_force"]["parties"]["ada"]["mean"]["value"] == pytest.approx(worth)
    assert f"as of 1 January 2025, {money}, before tax" in run("value", str(file), "--paths", "16").out
    contract = run("terms", str(file)).out
    assert f"as of 1 January 2025, {money}" in contract
    assert said in contract


@pytest.mark.parametrize(
    ("text", "money", "due"), [(DEAL, "EUR", "8000000"), (REAL, "USD nominal", "8000000")], ids=["currency", "prices"]
)
def test_a_statement_is_in_the_money_of_its_clause_and_says_so(
    text: str, money: str, due: str, tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "deal.yaml"
    file.write_text(text, encoding="utf-8")
    told = run("statement", str(file), "--path", "mean").out
    assert money in told
    assert due in told.replace(",", "").replace(" ", "")
