"""What is read at the close of 31 December is read in the old year, whatever the kind."""

import pytest

from published.doors import Doors

ACT = """
drivers: {{price: {{kind: derived, is: "if(year == 2025, 5 USD, 7 USD)"}}}}
terms:
  rent: {{kind: flow, payer: ada, payee: bob, amount: 90 USD/year}}
  act: {{{}}}
"""
LEASE = "kind: payment, payer: ada, payee: bob, amount: 60 USD, every: {}, indexed_by: price / (5 USD)"


SALES = "kind: milestone, payer: ada, payee: bob, of: 20 USD/year, within: year, paid: end, until: 2025-12-31"
PROMISE = "kind: commitment, buyer: ada, seller: bob, usage: 0 USD/year, minimum: 10 USD, take_or_pay: yes"


@pytest.mark.parametrize(
    ("term", "line", "read"),
    [
        ("kind: payment, payer: ada, payee: bob, every: year, until: 2025-12-31, amount: price", "paid", 5),
        ("kind: option, holder: ada, writer: bob, on: 2025-12-31, price: price, receives: 9 USD", "price", 5),
        ("kind: option, holder: ada, writer: bob, on: 2025-12-31, price: 3 USD, receives: price", "received", 5),
        ("kind: option, holder: ada, writer: bob, on: 2025-12-31, if: year == 2025, receives: 9 USD", "received", 9),
        ("kind: option, holder: ada, writer: bob, on: 2026-01-01, price: price, receives: 9 USD", "price", 7),
        ("kind: termination, ends: rent, on: 2025-12-31, payer: ada, payee: bob, fee: price", "fee", 5),
        ("kind: termination, ends: rent, on: 2026-01-01, payer: ada, payee: bob, fee: price", "fee", 7),
        ("kind: venture, members: {bob: 100%}, exit_value: price, until: 2025-12-31", "bob: exit", 5),
        (f"{SALES}, tiers: [{{at: 9 USD, amount: price}}]", "paid", 5),
        (f"{PROMISE}, until: 2025-12-31, shortfall: price / (10 USD)", "shortfall_paid", 5),
    ],
)
def test_what_falls_due_with_the_last_day_is_read_in_its_year(doors: Doors, term: str, line: str, read: int) -> None:
    said = doors(ACT.format(term), horizon="2027-12-31")
    assert sum(said.line("act", line)) == pytest.approx(read)


@pytest.mark.parametrize("every", ["month", "quarter", "half", "year"])
def test_a_rent_rises_with_the_new_year_and_not_with_the_last_rent_of_the_old(doors: Doors, every: str) -> None:
    paid = doors(ACT.format(LEASE.format(every)), horizon="2026-12-31", step="month").paid("act")
    old = len(paid) // 2
    assert paid == pytest.approx([60] * old + [84] * old)


def test_a_statement_names_the_last_day_of_what_was_ended(doors: Doors) -> None:
    term = "kind: termination, ends: rent, on: 2025-12-31"
    (rent,) = [each for each in doors(ACT.format(term), horizon="2027-12-31").stated["terms"] if each["term"] == "rent"]
    assert [ending["on"] for ending in rent["endings"]] == ["2025-12-31"]
