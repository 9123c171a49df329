"""A company's securities inside a deal: read like a cap table, owned by parties, negotiable by their paths."""

from fractions import Fraction

import pytest

from dealwright.equity.captable import CapTable
from dealwright.lang.cap_tables import cap_table
from dealwright.lang.load import Loaded, loads

DEAL = """dealwright: 1
title: Series A
as_of: 2025-06-30
horizon: 2030-12-31
currency: USD
risk_free: 4%
parties: {ana: {discount: 20%}, fund: {discount: 15%}}
facts: {multiple: {is: 2x, reason: assumed}}
drivers:
  worth: {kind: gbm, start: 20m USD, growth: 20%, volatility: 60%}
companies:
  acme:
    enterprise_value: worth
    cost_of_capital: 15%
    securities:
      stakeholders:
        ana: {relationship: founder}
        fund_one: {party: fund}
      classes:
        common: {kind: common}
        series_a: {kind: preferred, converts_into: common, preference: multiple, participation: none, seniority: 1}
      events:
        - {kind: issue, on: 2021-01-15, of: common, holder: ana, shares: 5_000_000, price: 0.0001 USD}
      rounds:
        series_a: {on: 2025-09-30, pre_money: 0.9 * worth, investors: {fund_one: 4m USD}, pool: {share: 10%}}
negotiate:
  between: [ana, fund]
  over:
    companies.acme.securities.classes.series_a.preference: [1x, 2x]
    companies.acme.securities.classes.series_a.participation: [none, full]
    companies.acme.securities.rounds.series_a.pool.share: 5% .. 15% by 5%
"""
ACME = "companies.acme.securities"


def read(text: str = DEAL) -> Loaded:
    loaded = loads(text, "deal.yaml")
    assert loaded.problems == ()
    return loaded


def table(loaded: Loaded) -> CapTable:
    return cap_table(loaded.sound, "acme")


def found(text: str) -> list[str]:
    loaded = loads(text, "deal.yaml")
    return [f"{problem.code} {loaded.line(problem.place)[problem.place.column - 1 :]}" for problem in loaded.problems]


def test_facts_are_values_of_securities() -> None:
    assert table(read()).classes["series_a"].preference == 2
    assert table(read().with_overrides({"facts.multiple": "1.5x"})).classes["series_a"].preference == Fraction(3, 2)


def test_stakeholders_are_parties_by_name_or_by_what_is_said_of_them() -> None:
    assert [holder.party for holder in table(read()).stakeholders.values()] == ["ana", "fund"]
    said = DEAL.replace("{party: fund}", "{}").replace("      stakeholders:", "      others: fund\n      stakeholders:")
    assert [holder.party for holder in table(read(said)).stakeholders.values()] == ["ana", "fund"]
    said = said.replace("others: fund", "holders: {fund_one: fund}")
    assert [holder.party for holder in table(read(said)).stakeholders.values()] == ["ana", "fund"]


def test_a_holder_who_is_no_party_is_a_problem() -> None:
    assert found(DEAL.replace("{party: fund}", "{}")) == ["no-party fund_one: {}"]
    assert found(DEAL.replace("{party: fund}", "{party: fnd}")) == ["unknown-party fnd}"]


def test_terms_of_securities_are_negotiable_paths_like_any_other() -> None:
    loaded = read()
    assert loaded.ranges()[f"{ACME}.classes.series_a.participation"] == ("none", "full")
    package = {
        f"{ACME}.classes.series_a.participation": "full",
        f"{ACME}.classes.series_a.preference": "1x",
        f"{ACME}.rounds.series_a.pool.share": "15%",
    }
    made = table(loaded.package(package))
    assert (made.rounds[0].new_class.participation, made.rounds[0].new_class.preference) == ("full", 1)
    assert made.rounds[0].pool is not None
    assert made.rounds[0].pool.share == Fraction(3, 20)
    back = table(loaded.package({**package, f"{ACME}.classes.series_a.participation": "none"}))
    assert back.classes["series_a"].participation == "none"


def test_drivers_may_move_the_price_of_a_round_and_nothing_else() -> None:
    assert table(read()).rounds[0].pre_money is None
    assert table(read(DEAL.replace("0.9 * worth", "18m USD"))).rounds[0].pre_money == 18_000_000
    assert found(DEAL.replace("fund_one: 4m USD}", "fund_one: 20% * worth}"))[0].startswith("moving-value worth")
    doubtful = DEAL.replace("preference: multiple", "preference: 1x to 2x, cap: multiple")
    assert found(doubtful)[0].startswith("not-certain 1x to 2x")


def test_securities_exclude_equity_terms_and_priced_rounds_elsewhere() -> None:
    stake = "terms: {stake: {kind: equity, company: acme, holder: ana, stake: 40%, residual: fund}}\n"
    assert found(DEAL + stake) == [
        "owned-twice stake: {kind: equity, company: acme, holder: ana, stake: 40%, residual: fund}}"
    ]
    rounds = "    rounds: [{on: 2026-01-01, new_money: 1m USD, pre_money: 10m USD}]\n    securities:\n"
    (only,) = found(DEAL.replace("    securities:\n", rounds))
    assert only.startswith("round-elsewhere pre_money: 10m USD")


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("holder: ana", "holder: anna", "unknown-stakeholder anna"),
        ("series_a: {on", "series_b: {on", "no-class series_b"),
        ("{share: 10%}", "{share: 10%, add: 5}", "one-too-many add: 5"),
        ("pre_money: 0.9 * worth, ", "", "none-of series_a"),
        ("pool: {share: 10%}", "pool: {}", "none-of pool: {}"),
        ("4m USD", "4m EUR", "unit-mismatch 4m EUR"),
        ("securities:", "securites:", "unknown-key securites"),
        ("classes:", "clases:", "unknown-key clases"),
        ("pre_money: 0.9", "pre_mony: 0.9", "unknown-key pre_mony"),
    ],
)
def test_a_mistake_has_its_place(before: str, after: str, problem: str) -> None:
    text = DEAL.partition("negotiate:")[0].replace(before, after)
    (only,) = found(text)
    assert only.startswith(problem)
