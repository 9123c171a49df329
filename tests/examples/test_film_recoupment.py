"""The film's recoupment schedule against the same schedule done by hand, and against its own receipts."""

import datetime as dt
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dealwright
from dealwright.engine.books import Books, keep_books
from dealwright.lang.load import loads
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

FILE = Path(__file__).resolve().parents[2] / "examples" / "film-recoupment" / "deal.yaml"
LOADED = dealwright.load(FILE)
STEPS = ("commission", "expenses", "senior", "gap_paid", "recoupment", "net_profits")
PAYEES = ("agent", "bank", "gap", "equity", "producer")


def books_of(**facts: str) -> Books:
    deal = LOADED.with_overrides({f"facts.{name}.is": value for name, value in facts.items()}).deal
    assert deal is not None
    return keep_books(deal, simulate(deal, Draws(1, 2, 4, "plain")))


def paid(books: Books) -> dict[str, Any]:
    """Return what each party is paid in each half-year, on every path."""
    found = {name: np.zeros((books.view.paths, 14)) for name in PAYEES}
    for term in STEPS:
        for flow in books.view.outcome(term).flows:
            assert flow.payer == "account"
            found[str(flow.payee)] = found[str(flow.payee)] + flow.amount
    return found


def by_hand(receipts: Any, middles: Any) -> dict[str, Any]:
    """Share receipts out half-year by half-year, a step at a time, as a person with the schedule would."""
    out = {name: np.zeros(len(receipts)) for name in PAYEES}
    expenses, senior, equity, gap, last = 350e3, 1.1 * 3e6, 1.2 * 2e6, 1.2e6, 0.0
    for k, (left, day) in enumerate(zip(receipts, middles, strict=True)):
        gap *= 1.15 ** ((day - last) / 365)
        last = day
        rest = left - 0.2 * left
        out["agent"][k] = 0.2 * left + min(rest, expenses)
        rest, expenses = rest - min(rest, expenses), expenses - min(rest, expenses)
        out["bank"][k] = min(rest, senior)
        rest, senior = rest - min(rest, senior), senior - min(rest, senior)
        out["gap"][k] = min(rest, gap)
        rest, gap = rest - min(rest, gap), gap - min(rest, gap)
        through = min(rest, equity / 0.9)
        equity -= 0.9 * through
        profit = rest - through
        out["equity"][k] = 0.9 * through + 0.5 * profit
        out["producer"][k] = 0.1 * through + 0.5 * profit
    return out


@pytest.mark.parametrize("first_year", ["0.4m", "1.5m", "3.2m", "6m", "20m"])
def test_each_is_paid_what_the_schedule_gives_by_hand(first_year: str) -> None:
    books = books_of(first_year=f"{first_year} USD/year", swings="0%")
    receipts = books.view.outcome("receipts_in").flows[0].amount[0]
    opens = [dt.date(year, month, 1) for year in range(2025, 2033) for month in (1, 7)][:15]
    days = [(each - opens[0]).days for each in opens]
    expected = by_hand(receipts, [(a + b) / 2 for a, b in pairwise(days)])
    for name, amounts in paid(books).items():
        assert amounts[0] == pytest.approx(expected[name], abs=0.005), name


@given(st.integers(1, 200), st.integers(0, 55), st.integers(0, 20), st.integers(20, 35))
def test_shares_always_add_up_to_the_receipts(first: int, swings: int, corridor: int, commission: int) -> None:
    books = books_of(
        first_year=f"{first / 10} m USD/year".replace(" m", "m"),
        swings=f"{swings}%",
        corridor=f"{corridor}%",
        commission_rate=f"{commission}%",
    )
    receipts = books.view.outcome("receipts_in").flows[0].amount
    assert sum(paid(books).values()) == pytest.approx(np.broadcast_to(receipts, (books.view.paths, 14)), rel=1e-9)
    assert all(np.min(amounts) >= -1e-6 for amounts in paid(books).values())


def test_chained_rights_leave_half_and_half_of_that(shared: Path) -> None:
    """10,000 with two rights of 50 %, the second on what the first leaves: 5,000 and 2,500."""
    case = json.loads((shared / "vectors" / "film_chain_shares.json").read_text(encoding="utf-8"))
    assert case["check"]["status"] == "reproduced"
    first, second = case["inputs"]["rights"]
    text = f"""
dealwright: 1
title: Chained rights
as_of: 2025-01-01
horizon: 2025-12-31
step: year
currency: EUR
risk_free: 0%
parties: {{account: {{}}, one: {{}}, two: {{}}}}
drivers: {{income: {{kind: constant, is: {case["inputs"]["income"]} EUR/year}}}}
terms:
  first: {{kind: royalty, payer: account, payee: one, on: income, rate: {first["pct"]:.0%}}}
  second: {{kind: royalty, payer: account, payee: two, on: income - terms.first.paid, rate: {second["pct"]:.0%}}}
"""
    deal = loads(text).deal
    assert deal is not None
    view = keep_books(deal, simulate(deal, Draws(1, 2, 1, "plain"))).view
    found = [float(view.outcome(name).flows[0].amount.sum()) for name in ("first", "second")]
    assert found == pytest.approx(case["expected"]["right_revenue"])
    assert sum(found) == pytest.approx(case["expected"]["pool_revenue"])
