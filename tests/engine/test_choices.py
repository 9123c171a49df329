"""Dates, and yes or no, that are one of several where they stand: each choice makes a deal of its own."""

import pytest

from dealwright.lang.load import loads
from dealwright.study import Study

HEAD = """
dealwright: 1
title: One of several
as_of: 2025-01-01
horizon: 2026-12-31
step: year
currency: USD
risk_free: 10%
parties: {ada: {discount: 10%}, bob: {discount: 10%}}
"""
FIRST, SECOND = 100 / 1.1**0.5, 100 / 1.1**1.5
COMPUTE = "kind: commitment, buyer: ada, seller: bob, usage: 100 USD/year, minimum: {2025: 50 USD, 2026: 140 USD}"


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("kind: flow, payee: bob, amount: 100 USD/year, until: {one_of: {CHOICES}}", FIRST + SECOND / 4),
        ("kind: flow, payee: bob, amount: 100 USD/year, active: {one_of: {yes: 25%, no: 75%}}", (FIRST + SECOND) / 4),
        (f"{COMPUTE}, take_or_pay: {{one_of: {{yes: 25%, no: 75%}}}}", 0.4 * SECOND / 4),
    ],
)
def test_a_choice_counts_with_its_weight_wherever_it_stands(term: str, expected: float) -> None:
    text = HEAD + f"terms: {{fee: {{{term.replace('CHOICES', '2025-12-31: 75%, 2026-12-31: 25%')}}}}}"
    for seed in (1, 2):
        (scenario,) = Study(loads(text), paths=1024, seed=seed).value().scenarios.values()
        assert scenario.parties["bob"].mean.value == pytest.approx(expected, rel=1e-9)


def test_a_scenario_may_settle_a_choice() -> None:
    text = (
        HEAD
        + """
terms: {fee: {kind: flow, payee: bob, amount: 100 USD/year, active: {one_of: {yes: 25%, no: 75%}}}}
scenarios: {settled: {terms.fee.active: yes}}
"""
    )
    found = Study(loads(text), paths=256).value().scenarios["settled"]
    assert found.parties["bob"].mean.value == pytest.approx(FIRST + SECOND, rel=1e-9)


@pytest.mark.parametrize(
    ("fact", "date", "codes"),
    [
        ("is: 3 months to 9 months", "2026-01-31 + review", ["not-certain"]),
        ('is: "one_of({3 months: 50%, 9 months: 50%})"', "2026-01-31 + review", []),
        ('is: "one_of({2026-03-31: 50%, 2026-09-30: 50%})"', "review - 1 month", []),
        ("is: 3 months", "2026-01-31 + review", []),
        ("readings: [{is: yes, weight: 50%}, {is: no, weight: 50%}]", "if(review, 2026-03-31, 2026-09-30)", []),
    ],
)
def test_a_date_is_not_moved_by_what_nobody_knows(fact: str, date: str, codes: list[str]) -> None:
    text = f"""{HEAD}
facts: {{review: {{{fact}, reason: a guess}}}}
terms: {{fee: {{kind: flow, payee: bob, amount: 100 USD/year, until: "{date}"}}}}
"""
    loaded = loads(text)
    assert [problem.code for problem in loaded.errors] == codes
    if not codes:
        (scenario,) = Study(loaded, paths=64).value().scenarios.values()
        assert FIRST < scenario.parties["bob"].mean.value < FIRST + SECOND


def test_what_shows_the_deal_by_one_reading_says_which() -> None:
    """Worths are over all readings; a company, what terms pay by the year and their bands are by the first of them."""
    text = f"""{HEAD}
facts:
  clause:
    reason: a guess
    readings:
      - {{title: the fee is due, weight: 40%, overlay: {{terms.fee.active: yes}}}}
      - {{title: it is not, weight: 60%, overlay: {{terms.fee.active: no}}}}
terms:
  fee: {{kind: flow, payee: bob, amount: 100 USD/year, until: "one_of({{2025-12-31: 75%, 2026-12-31: 25%}})"}}
"""
    (scenario,) = Study(loads(text), paths=256).value().scenarios.values()
    assert scenario.read_as == ("“the fee is due”", "reading 1 of fee until")
    (plain,) = (
        Study(loads(HEAD + "terms: {fee: {kind: flow, payee: bob, amount: 1 USD/year}}"), paths=64)
        .value()
        .scenarios.values()
    )
    assert plain.read_as == ()
