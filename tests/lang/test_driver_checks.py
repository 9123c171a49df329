"""What is wrong with drivers and lives that would otherwise be simulated as something else."""

import pytest

from dealwright.lang.load import loads

HEAD = """\
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2030-12-31
currency: USD
risk_free: 4%
parties: {ada: {discount: 3%}, ben: {discount: 9%}}
"""
SHARED = "payer: ben, payee: ada, on: 1m USD/year, beyond: perpetuity(3.5%)"
GROWTH = "{kind: growth, total: %s, growth: 5%%, volatility: 20%%}"


def found(text: str) -> list[tuple[str, str]]:
    return [(problem.code, problem.mend) for problem in loads(HEAD + text).errors]


@pytest.mark.parametrize(
    ("total", "code"),
    [("{2025: 1m}", None), ("{}", "empty-value"), ("{2025: 1m, 2026: 2m}", "one-too-many"), ("{25: 1m}", "bad-point")],
)
def test_a_total_is_of_one_year(total: str, code: str | None) -> None:
    problems = found(f"drivers: {{sales: {GROWTH % total}}}\nterms: {{fee: {{kind: flow, payee: ada, amount: sales}}}}")
    assert [each for each, _ in problems] == ([] if code is None else [code])


def test_an_event_can_happen_by_the_date_of_its_chance() -> None:
    text = """
drivers: {sold: {kind: event, chance: 60% by 2026-12-31, not_before: DATE}}
terms: {fee: {kind: milestone, payer: ben, payee: ada, amount: 1m, on: sold}}
"""
    assert found(text.replace("DATE", "2026-12-31")) == []
    assert found(text.replace("DATE", "2027-01-01")) == [("ends-before-start", "write an earlier `not_before`")]


def test_no_two_drivers_have_the_same_slot() -> None:
    text = """
drivers:
  sales: {kind: gbm, start: 1m USD/year, growth: 5%, volatility: 20%, slot: 2}
  costs: {kind: gbm, start: 1m USD/year, growth: 5%, volatility: 20%, slot: SLOT}
  sold: {kind: event, chance: 60% by 2026-12-31, slot: 2}
terms: {fee: {kind: flow, payee: ada, amount: sales - costs, ends_on: sold}}
"""
    assert found(text.replace("SLOT", "3")) == []
    assert found(text.replace("SLOT", "2")) == [("slot-taken", "write another number")]


@pytest.mark.parametrize(
    ("term", "bound"),
    [
        ("kind: flow, payer: ben, amount: 1m USD/year, beyond: perpetuity(3.5%)", None),
        ("kind: flow, payer: ben, amount: 1m USD/year, beyond: perpetuity(4%)", "4%"),
        ("kind: flow, payee: ada, amount: 1m USD/year, beyond: perpetuity(3.5%)", "3%"),
        ("kind: flow, payee: ada, amount: 1m USD/year, beyond: perpetuity(3.5%), discount: 8%", None),
        ("kind: flow, payee: ada, amount: 1m USD/year, beyond: perpetuity(3.5%), until: 2090-12-31", None),
        ("kind: flow, payee: ada, amount: 1m USD/year, beyond: cut, until: 2090-12-31", None),
        ("kind: flow, payee: ada, amount: 1m USD/year, beyond: perpetuity(3.5%), active: no", None),
        ("kind: royalty, payer: ben, payee: ada, on: 1m USD/year, rate: 5%, beyond: perpetuity(3.5%)", "3%"),
        ("kind: royalty, payer: ben, payee: ada, on: 1m USD/year, rate: 5%, beyond: perpetuity(3.5%), cap: 3m", None),
        (f"kind: profit_participation, {SHARED}, tiers: [{{share: 5%, until_paid: 3m}}]", None),
        (f"kind: profit_participation, {SHARED}, tiers: [{{share: 5%}}]", "3%"),
    ],
)
def test_what_grows_for_ever_grows_more_slowly_than_it_is_discounted(term: str, bound: str | None) -> None:
    problems = loads(f"{HEAD}terms:\n  fee: {{{term}}}\n").errors
    assert [problem.expected for problem in problems] == (
        [] if bound is None else [f"a growth below {bound}, or an `until`"]
    )


@pytest.mark.parametrize(("life", "codes"), [("from: 2030-12-31", []), ("from: 2031-01-01", ["past-horizon"]),
  ("from: 2031-01-01, beyond: perpetuity(1%)", ["past-horizon"]), ("from: 2031-01-01, beyond: cut", [])])  # fmt: skip
def test_a_life_that_begins_past_the_horizon_says_so(life: str, codes: list[str]) -> None:
    term = f"terms: {{fee: {{kind: flow, payee: ada, amount: 1m USD/year, {life}}}}}"
    assert [code for code, _ in found(term)] == codes


@pytest.mark.parametrize(
    ("last", "codes"), [("2030", []), ("2031", ["past-horizon"]), ("2031-01-01", ["past-horizon"])]
)
def test_a_payment_past_the_horizon_says_so(last: str, codes: list[str]) -> None:
    term = f"terms: {{fee: {{kind: payment, payer: ben, payee: ada, amount: {{2026: 1m, {last}: 2m}}}}}}"
    assert [code for code, _ in found(term)] == codes
