"""A cap table in a file of its own: what it says becomes the table, and every mistake in it has its place."""

from fractions import Fraction

import pytest

from dealwright.equity.captable import CapTable
from dealwright.lang.captable import loads_table

ACME = """captable: 1
company: acme
currency: USD
as_of: 2025-06-30

stakeholders:
  ana: {name: Ana Alvarez, relationship: founder, individual: yes}
  fund_one: {name: Fund One, relationship: investor}

classes:
  common: {kind: common, authorised: 10_000_000}
  series_a: {kind: preferred, authorised: 2_000_000, original_issue_price: 1.25 USD, converts_into: common,
             seniority: 1, preference: 1x, participation: capped, cap: 3x, anti_dilution: broad_based}

events:
  - {kind: issue, on: 2021-01-15, of: common, holder: ana, shares: 5_000_000, price: 0.0001 USD}
  - {kind: issue, on: 2022-03-01, of: series_a, holder: fund_one, shares: 2_000_000, price: 1.25 USD}
"""


def read(text: str = ACME) -> CapTable:
    loaded = loads_table(text, "acme.yaml")
    assert loaded.problems == ()
    assert loaded.table is not None
    return loaded.table


def found(text: str) -> list[str]:
    loaded = loads_table(text, "acme.yaml")
    assert loaded.table is None
    return [f"{problem.code} {loaded.line(problem.place)[problem.place.column - 1 :]}" for problem in loaded.problems]


def test_numbers_are_exact_as_they_are_written() -> None:
    table = read()
    assert table.events[0].price == Fraction(1, 10_000)  # type: ignore[union-attr]
    assert table.classes["series_a"].original_issue_price == Fraction(5, 4)
    many = ACME.replace("shares: 5_000_000", "shares: 12345678901234567890.123456789").replace(
        "authorised: 10_000_000", ""
    )
    assert read(many).events[0].shares == Fraction("12345678901234567890.123456789")  # type: ignore[union-attr]


def test_arithmetic_is_exact() -> None:
    third = read(ACME.replace("price: 0.0001 USD}", "price: 1 USD / 3}")).events[0]
    assert third.price == Fraction(1, 3)  # type: ignore[union-attr]


def test_each_thing_knows_where_it_stands() -> None:
    table = read()
    assert str(table.events[1].place) == "acme.yaml:17:5"
    assert str(table.classes["series_a"].place) == "acme.yaml:12:3"


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("shares: 5_000_000", "shares: -5_000_000", "out-of-bounds -5_000_000"),
        ("holder: ana", "holder: anna", "unknown-stakeholder anna"),
        ("price: 1.25 USD}", "price: 1.25 EUR}", "unit-mismatch 1.25 EUR"),
        ("kind: issue, on: 2022", "kind: isue, on: 2022", "unknown-kind isue"),
        ("of: series_a", "of: series_b", "unknown-class series_b"),
        ("kind: issue, on: 2022", "on: 2022", "missing-key {on: 2022"),
        ("converts_into: common", "converts_to: common", "unknown-key converts_to"),
        ("cap: 3x", "cap: yes", "unit-mismatch yes"),
        ("classes:", "clases:", "unknown-key clases"),
        ("stakeholders:", "stakeholder:", "unknown-key stakeholder"),
        ("participation: capped", "participation: kapped", "unknown-word kapped"),
        (
            "events:",
            "rounds: {one: {on: 2026-01-01, new_class: b, price: 1 USD, investors: {}}}\nevents:",
            "unknown-class b",
        ),
    ],
)
def test_a_mistake_has_its_place(before: str, after: str, problem: str) -> None:
    (only,) = found(ACME.replace(before, after))
    assert only.startswith(problem)


@pytest.mark.parametrize(
    ("before", "after", "mend"),
    [
        ("shares: 5_000_000", "shares: 5m", "write `5_000_000`"),
        ("price: 1.25 USD}", "price: 1.25}", "write `1.25 USD`"),
        ("of: series_a, holder", "class: series_a, holder", "rename it to `of`"),
        ("shares: 2_000_000, price", "quantity: 2_000_000, price", "rename it to `shares`"),
        ("authorised: 10_000_000", "authorized: 10_000_000", "rename it to `authorised`"),
        ("seniority: 1", "seniority: first", "write a literal"),
        ("on: 2022-03-01", "on: 1 March 2022", "write `2022-03-01`"),
    ],
)
def test_what_people_write_instead_is_answered_with_what_to_type(before: str, after: str, mend: str) -> None:
    assert before in ACME
    (problem,) = loads_table(ACME.replace(before, after)).problems
    assert problem.mend == mend


def test_what_becomes_of_something_and_the_class_of_a_round_may_be_named() -> None:
    text = """captable: 1
company: acme
currency: USD
as_of: 2025-06-30
stakeholders: {ana: {}, ben: {}}
classes: {common: {}}
rights: {grant: {kind: option, holder: ana, of: common, count: 100, strike: 1 USD, on: 2024-01-01}}
events:
  - {kind: issue, on: 2024-01-01, of: common, holder: ana, shares: 1_000}
  - {kind: transfer, on: 2024-06-01, security: grant, to: ben, shares: 40, becomes: part}
  - {kind: exercise, on: 2024-07-01, right: part, shares: 40}
  - {kind: transfer, on: 2025-06-01, of: series_a, holder: ben, to: ana, shares: 10}
rounds:
  series_a: {on: 2025-01-01, price: 2 USD, investors: {ben: 100 USD},
             new_class: {kind: preferred, preference: 1x, converts_into: common}}
"""
    assert loads_table(text).problems == ()


def test_values_are_laid_over_a_table_by_their_paths() -> None:
    loaded = loads_table(ACME).with_overrides({"classes.series_a.preference": "2x", "events.0.shares": "6_000_000"})
    assert loaded.table is not None
    assert loaded.table.classes["series_a"].preference == 2
    assert loaded.table.events[0].shares == 6_000_000  # type: ignore[union-attr]
    wrong = loads_table(ACME).with_overrides({"classes.series_b.preference": "2x"})
    assert [problem.code for problem in wrong.problems] == ["unknown-path"]


def test_every_mistake_is_told_at_once_in_the_order_of_the_file() -> None:
    text = """captable: 1
company: mill
currency: USD
as_of: 2025-01-01
stakeholders: {ada: {}, ben: {}}
classes:
  common: {authorised: 1_000}
  series_a: {kind: preferred, original_issue_price: 2 USD, converts_into: common, preference: 1x}
convertibles:
  safe_1: {kind: safe, holder: ben, amount: 10k USD, on: 2023-01-01, mfn: yes, mfn_of: [safe_2]}
  safe_2: {kind: safe, holder: ben, amount: 10k USD, on: 2023-02-01, mfn: yes, mfn_of: [safe_1]}
events:
  - {kind: issue, on: 2024-01-01, of: common, holder: ada, shares: -1_000, price: 1 USD}
  - {kind: issue, on: 2024-02-01, of: common, holder: adda, shares: 10, price: 1 USD}
  - {kind: issue, on: 2024-02-01, of: common, holder: ben, shares: 10, price: 1 EUR}
  - {kind: issue, on: 2024-03-01, of: common, holder: ben, shares: 100_000, price: 1 USD}
  - {kind: convert, on: 2024-03-02, of: series_a, holder: ben, shares: 10}
rounds:
  one: {on: 2025-02-01, new_class: series_a, pre_money: 1m USD, investors: {ben: 1k USD}}
  two: {on: 2025-02-01, new_class: series_a, pre_money: 1m USD, investors: {ben: 1k USD}}
"""
    told = loads_table(text).problems
    assert [(problem.place.line, problem.code) for problem in told] == [
        (10, "mfn-circle"),
        (13, "out-of-bounds"),
        (14, "unknown-stakeholder"),
        (15, "unit-mismatch"),
        (16, "over-authorised"),
        (17, "not-held"),
        (20, "ambiguous-order"),
    ]


def test_a_table_says_what_it_is_where_it_is_looked_at() -> None:
    assert repr(loads_table(ACME, "acme.yaml")) == "acme.yaml: acme"
    wrong = loads_table(ACME.replace("holder: ana", "holder: anna"), "acme.yaml")
    assert "error[unknown-stakeholder]" in repr(wrong)
    assert repr(wrong).endswith("acme.yaml: 1 error")
    with pytest.raises(ValueError, match="unknown-stakeholder"):
        _ = wrong.sound
