"""A term that steps in the place of another says from which day, and goes on only with what one of its kind did."""

from __future__ import annotations

import pytest

from dealwright.lang.load import loads

HEAD = """
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 3%
parties: {ada: {discount: 10%}, ben: {discount: 8%}}
drivers:
  sales: {kind: constant, is: 365 USD/year}
  approved: {kind: event, when: year >= 2026}
terms:
  old: {kind: royalty, payer: ada, payee: ben, on: sales, rate: 10%}
"""


def problems(terms: str) -> list[tuple[str, str]]:
    return [(each.code, each.mend) for each in loads(HEAD + terms).problems if each.code != "unused-driver"]


@pytest.mark.parametrize(
    ("new", "mend"),
    [
        ("kind: payment, amount: 20 USD, on: 2025-11-15", "from: 2025-11-15"),
        ("kind: payment, amount: {2026-02-01: 20 USD, 2026-03-01: 20 USD}", "from: 2026-02-01"),
        ("kind: payment, stages: [{on: 2025-05-01, amount: 20 USD}]", "from: 2025-05-01"),
        ("kind: payment, stages: [{on: approved, amount: 20 USD}]", "from: DATE"),
        ("kind: milestone, amount: 20 USD, on: approved", "starts_on: approved"),
        ("kind: milestone, amount: 20 USD, when: sales > 400 USD/year", "starts_on: EVENT"),
    ],
)
def test_what_pays_later_says_from_which_day_it_steps_in_the_place_of_another(new: str, mend: str) -> None:
    said = f"add `{mend}`, or `from: 2025-01-01` if `old` is to end at once"
    assert problems(f"  new: {{{new}, payer: ada, payee: ben, replaces: old}}\n") == [("ends-at-once", said)]


@pytest.mark.parametrize(
    "new",
    [
        "kind: payment, amount: 20 USD, on: 2025-11-15, from: 2025-11-15",
        "kind: payment, amount: 20 USD, on: 2025-11-15, from: 2025-01-01",
        "kind: payment, amount: 20 USD, on: 2025-01-01",
        "kind: payment, amount: 20 USD, every: quarter",
        "kind: milestone, amount: 20 USD, on: approved, starts_on: approved",
        "kind: royalty, on: sales, rate: 20%",
    ],
)
def test_what_says_its_day_or_pays_from_the_first_on_is_no_problem(new: str) -> None:
    assert problems(f"  new: {{{new}, payer: ada, payee: ben, replaces: old}}\n") == []


@pytest.mark.parametrize(
    ("takes_over", "codes"), [("yes", ["takes-over-other-kind"]), ("no", []), ("sales > 1 USD/year", None)]
)
def test_a_term_goes_on_only_with_what_one_of_its_own_kind_has_done(takes_over: str, codes: list[str] | None) -> None:
    debt = "  debt: {kind: loan, lender: ben, borrower: ada, principal: 100 USD, rate: 5%, maturity: 2026-12-31}\n"
    new = f"from: 2026-01-01, replaces: debt, takes_over: {takes_over}"
    found = [
        code
        for code, _ in problems(f"{debt}  new: {{kind: royalty, payer: ada, payee: ben, on: sales, rate: 5%, {new}}}\n")
    ]
    assert found == codes if codes is not None else "takes-over-other-kind" in found
