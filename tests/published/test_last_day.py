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


FIRST_OF_JULY = {
    "a payment": "kind: payment, payer: eve, payee: ada, amount: {2025-07-01: 100 USD}",
    "a stage": "kind: payment, payer: eve, payee: ada, stages: [{on: 2025-06-01, after: 1 month, amount: 100 USD}]",
    "a loan": (
        "kind: loan, lender: ada, borrower: eve, principal: 100 USD, from: 2025-04-01, maturity: 2025-07-01, rate: 0%"
    ),
    "an advance": (
        "kind: royalty, payer: eve, payee: ada, on: 0 USD/year, rate: 5%, advance: {amount: 100 USD, on: 2025-07-01}"
    ),
}


@pytest.mark.parametrize("what", FIRST_OF_JULY)
def test_what_is_paid_on_the_first_day_of_a_quarter_is_of_that_quarter(doors: Doors, what: str) -> None:
    """A clause that counts it finds it in the third quarter, not at the close of the second."""
    text = f"""
terms:
  sold: {{{FIRST_OF_JULY[what]}}}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, rate: 10%}}
"""
    assert doors(text, step="quarter").paid() == pytest.approx([0, 0, 10, 0])


def test_a_minimum_guaranteed_over_all_years_is_made_up_with_the_last(doors: Doors) -> None:
    """A tenth of revenue for 1m, at least 3m in five years: 2.6m were paid, so 400,000 are made up.

    Source: https://capitaltechlp.com/?p=14320, "How It Works in Practice". Revenue of single years is ours.
    """
    revenue = ", ".join(f"{2025 + year}-07-01: {amount}m USD" for year, amount in enumerate((4, 5, 5, 6, 6)))
    said = doors(
        f"""
terms:
  sold: {{kind: payment, payer: eve, payee: ada, amount: {{{revenue}}}}}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, rate: 10%, paid: end}}
  true_up: {{kind: payment, payer: ada, payee: bob, from: 2029-10-01, every: quarter,
            amount: "max(0 USD, 3m USD - cumulative(terms.fee.paid))"}}
""",
        step="quarter",
        horizon="2029-12-31",
    )
    assert sum(said.paid()) == pytest.approx(2_600_000)
    assert said.paid("true_up") == pytest.approx([400_000])
    assert said.worth("bob") == pytest.approx(3_000_000)
