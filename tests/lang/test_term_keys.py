"""Keys of terms that do nothing where they stand, and mends that can be typed."""

import pytest

from dealwright.lang.load import loads

HEAD = """\
dealwright: 1
title: Keys of terms
as_of: 2025-01-01
horizon: 2027-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, ben: {}}
drivers:
  sales: {kind: constant, is: 1m USD/year}
  flood: {kind: event, chance: 30% by 2026-12-31}
terms:
  base: {kind: flow, payee: ada, amount: sales * before(flood)}
"""
SIDES = "payer: ada, payee: ben"
LOAN = "kind: loan, lender: ada, borrower: ben, principal: 1m, every: year"


def found(term: str) -> list[tuple[str, str, str]]:
    loaded = loads(f"{HEAD}  fee: {{{term}}}\n")
    return [(problem.code, problem.what, problem.mend) for problem in loaded.problems]


@pytest.mark.parametrize(
    ("term", "what", "mend"),
    [
        (
            f"kind: royalty, {SIDES}, on: sales, rate: 5%, ends_not_before: 2026-12-31",
            "`ends_not_before` changes nothing without `ends_on`",
            "add `ends_on: ...`, or remove `ends_not_before`",
        ),
        (
            f"kind: flow, {SIDES}, amount: sales, takes_over: yes",
            "`takes_over` changes nothing without `replaces`",
            "add `replaces: ...`, or remove `takes_over`",
        ),
        (
            f"kind: flow, {SIDES}, amount: sales, until: 2026-06-30, ends_on: flood, ends_not_before: 2026-12-31",
            "no event ends `fee` before 2026-12-31, and it ends on 2026-06-30 without one",
            "write an earlier date, or remove `ends_not_before`",
        ),
        (
            f"kind: payment, {SIDES}, amount: 1m, every: year, indexed_by: 105%",
            "`fee` is indexed by what never moves, so the index changes nothing",
            "remove `indexed_by`",
        ),
    ],
)
def test_a_key_without_effect_is_warned_of(term: str, what: str, mend: str) -> None:
    assert found(term) == [("idle-key", what, mend)]


@pytest.mark.parametrize(
    "term",
    [
        f"kind: flow, {SIDES}, amount: sales, ends_on: flood, ends_not_before: 2026-12-31",
        f"kind: flow, {SIDES}, amount: sales, ends_on_all: [flood], ends_not_before: 2026-12-31",
        f"kind: flow, {SIDES}, amount: sales, replaces: base, takes_over: yes",
        f"kind: payment, {SIDES}, amount: 1m, every: year, indexed_by: sales",
        f"kind: payment, {SIDES}, amount: 1m, every: year, indexed_by: 105%, index_floor: 2%",
        f"{LOAN}, maturity: 2026-12-31, rate: 120%",
    ],
)
def test_a_key_with_effect_is_not(term: str) -> None:
    assert found(term) == []


@pytest.mark.parametrize(
    ("term", "code", "mend"),
    [
        (f"{LOAN}, maturity: 2026-12-31, rate: 9", "out-of-bounds", "write `9%`, or `900%` if you mean it"),
        (f"{LOAN}, tenor: 1000000 years, rate: 9%", "past-horizon", "add `beyond: cut`, or set a later `horizon`"),
        (f"kind: flow, {SIDES}, amount: sales, replaces: fees", "unknown-term", "add `fees` to `terms`"),
        ("kind: termination, ends: base, on: 5 years", "not-an-event", "write `flood`"),
        ("kind: flow, payer: 5 years, payee: ben, amount: sales", "unknown-party", "write `ada`"),
        (f"kind: royalty, {SIDES}, on: sales, rate: 5%, pays_after: 20%", "unit-mismatch", None),
        (f"kind: payment, {SIDES}, amount: {{2025-06-30: 1m}}, day_count: 30/360", "unit-mismatch", None),
    ],
)
def test_a_mend_can_be_typed(term: str, code: str, mend: str | None) -> None:
    ((said, _, told),) = [each for each in found(term) if each[0] == code]
    assert said == code
    assert told == mend if mend else "such as" in told


TWICE = "{on: 2025-06-30, share: 60%}"
BUY = "kind: commitment, buyer: ada, seller: ben, usage: sales"
BOTH = "[{on: 2025-06-30, share: 60%, if: sales > 1m/year}, {on: 2025-06-30, share: 60%, if: sales <= 1m/year}]"
GRANT = "kind: licence, grantor: ada, holder: ben, worth: sales"


@pytest.mark.parametrize(
    ("term", "code", "what"),
    [
        (f"kind: payment, {SIDES}, amount: 1m, on: 2024-06-30", "term-over", "`fee` was paid by 2024-06-30"),
        (
            f"kind: payment, {SIDES}, amount: {{2023-06-30: 1m, 2024-06-30: 1m}}",
            "term-over",
            "`fee` was paid by 2024-06-30",
        ),
        (f"{GRANT}, upfront: 1m, from: 2024-01-01", "idle-key", "`upfront` was paid on 2024-01-01"),
        (
            f"{GRANT}, parts: {{a: {{worth: sales, upfront: 1m, from: 2024-01-01}}}}",
            "idle-key",
            "`upfront` was paid on 2024-01-01",
        ),
        (f"{GRANT}, exclusive: yes, exclusive_until: 2024-01-01", "idle-key", "it was exclusive until 2024-01-01"),
        (
            f"kind: royalty, {SIDES}, on: sales, rate: 5%, rate_changes: [{{on: 2029-01-01, rate: 4%}}]",
            "idle-key",
            "the rate of `fee` changes on 2029-01-01, after its last day (2027-12-31)",
        ),
        (f"kind: royalty, {SIDES}, on: sales, rate: 5%, minimum: 2m, period_cap: 1m", "idle-key", "lies under its"),
        ("kind: flow, amount: sales", "no-side", "nobody pays `fee`, and nobody is paid it"),
        (
            f"kind: milestone, {SIDES}, of: sales, from: 2024-01-01, tiers: [{{at: 5m, amount: 1m}}]",
            "no-opening",
            "does not say what was counted until then",
        ),
        (
            f"{BUY}, in_total: 5m, take_or_pay: yes, from: 2024-01-01, until: 2027-12-31",
            "no-opening",
            "does not say what was counted until then",
        ),
        (
            f"kind: royalty, {SIDES}, on: sales, rate: 5%, from: 2024-01-01, advance: {{amount: 1m, on: 2024-01-01}}",
            "no-opening",
            "does not say what was recouped until then",
        ),
        (
            f"kind: payment, {SIDES}, amount: 1m, stages: [{TWICE}, {TWICE}]",
            "over-whole",
            "the stages of `fee` come to 120% of its `amount`",
        ),
    ],
)
def test_what_has_passed_or_can_never_count_is_told(term: str, code: str, what: str) -> None:
    ((said, told, _),) = found(term)
    assert said == code
    assert what in told


@pytest.mark.parametrize(
    "term",
    [
        f"kind: payment, {SIDES}, amount: {{2024-06-30: 1m, 2025-06-30: 1m}}",
        f"{GRANT}, upfront: 1m",
        f"{GRANT}, upfront: 1m, from: 2024-01-01, starts_on: flood",
        f"kind: royalty, {SIDES}, on: sales, rate: 5%, rate_changes: [{{on: 2023-01-01, rate: 4%}}]",
        f"kind: royalty, {SIDES}, on: sales, rate: 5%, minimum: 2m, minimum_period: year, period_cap: 1m",
        f"kind: milestone, {SIDES}, of: sales, within: year, from: 2024-01-01, tiers: [{{at: 5m, amount: 1m}}]",
        f"kind: payment, {SIDES}, amount: 1m, stages: {BOTH}",
        f"kind: payment, {SIDES}, amount: 1m, stages: [{{on: 2025-06-30, share: 60%}}, {{on: flood, share: 60%}}]",
    ],
)
def test_what_still_counts_is_not(term: str) -> None:
    assert found(term) == []


def test_a_flow_without_sides_that_another_term_uses_is_no_mistake() -> None:
    assert found(f"kind: flow, amount: sales}}\n  share: {{kind: royalty, {SIDES}, on: terms.fee.paid, rate: 5%") == []
