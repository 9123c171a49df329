"""Clauses of a royalty that contradict each other, cannot be reached or change nothing."""

import pytest

from dealwright.lang.load import loads

HEAD = """
dealwright: 1
title: A royalty
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, bob: {}}
terms:
"""
TIERS = "tiers: [{up_to: 1m, rate: 5%}, {rate: 6%}]"


def problems(*terms: str) -> list[tuple[str, str]]:
    text = HEAD + "".join(f"  {term}\n" for term in terms)
    return [(problem.code, problem.what) for problem in loads(text).problems]


def fee(clauses: str, name: str = "fee", sides: str = "payer: ada, payee: bob") -> str:
    return f"{name}: {{kind: royalty, {sides}, {clauses}}}"


@pytest.mark.parametrize(
    ("clauses", "code", "words"),
    [
        (f"on: 1m USD/year, rate: 5%, {TIERS}", "one-too-many", "both `rate` and `tiers`"),
        (
            "on: 1m USD/year, rate: 5%, stacking: {third_party_rate: 3%, floor: 6%}",
            "idle-key",
            "its `floor` is not under the rate",
        ),
        ("on: 1m USD/year, rate: 5%, favours: payer", "idle-key", "`favours` changes nothing in `fee`"),
        (
            "on: 1m USD/year, rate: 5%, minimum: 9k, recoupable_for: 2 years",
            "idle-key",
            "`recoupable_for` changes nothing in `fee` without `minimum_recoupable: yes`",
        ),
        (
            "bases: [{on: 1m USD/year, rate: 5%, opening: {base: 1m}}]",
            "idle-key",
            "`base` changes nothing in base 1 of `fee` without `tiers_on: cumulative`",
        ),
        ("on: 1m USD/year", "missing-key", "key `rate` missing in a royalty term"),
        ("rate: 5%", "missing-key", "key `on` missing in a royalty term"),
        ("on: 1m USD/year, bases: [{on: 1m USD/year, rate: 5%}]", "one-too-many", "both `on` and `bases`"),
        ("rate: 5%, bases: [{on: 1m USD/year, rate: 5%}]", "one-too-many", "both `rate` and `bases`"),
        ("bases: [{on: 1m USD/year}]", "none-of", "base 1 of `fee` has none of `rate`, `tiers`"),
        (f"bases: [{{on: 1m USD/year, rate: 5%, {TIERS}}}]", "one-too-many", "base 1 of `fee` has both"),
        ("on: 1m USD/year, tiers: [{rate: 5%}, {rate: 6%}]", "none-of", "tier 2 of `fee` is never reached"),
        (
            "on: 1m USD/year, tiers: [{up_to: 2m, rate: 5%}, {up_to: 1m, rate: 6%}, {rate: 7%}]",
            "out-of-order",
            "tier 2 of `fee` ends no later",
        ),
        ("bases: [{on: 1m USD/year, tiers: [{rate: 5%}, {rate: 6%}]}]", "none-of", "tier 2 of `fee` is never reached"),
        (
            "on: 1m USD/year, rate: 5%, rate_changes: [{on: 2026-01-01}]",
            "none-of",
            "change 1 of `fee` has none of `rate`, `times`, `tiers`",
        ),
        (
            "on: 1m USD/year, rate: 5%, rate_changes: [{on: 2026-01-01, rate: 4%, times: 50%}]",
            "one-too-many",
            "both `rate` and `times`",
        ),
        (
            f"on: 1m USD/year, rate: 5%, rate_changes: [{{on: 2026-01-01, {TIERS}}}]",
            "none-of",
            "sets tiers where there is one rate before it",
        ),
        ("on: 1m USD/year, rate: 5%, stacking: {floor: 2%}", "none-of", "`stacking` of `fee` has none of"),
        (
            "on: 1m USD/year, rate: 5%, true_up: year",
            "idle-key",
            "`true_up` changes nothing in `fee` without `minimum`",
        ),
        (
            "on: 1m USD/year, rate: 5%, minimum: 1m, period: year, true_up: year",
            "idle-key",
            "`true_up: year` changes nothing",
        ),
        ("on: 1m USD/year, rate: 5%, tier_period: year", "idle-key", "without `tiers`"),
        (
            f"on: 1m USD/year, {TIERS}, tiers_on: cumulative, tier_period: year",
            "idle-key",
            "without `tiers_on: period`",
        ),
        ("on: 1m USD/year, rate: 5%, recoup_from: gross", "idle-key", "without `advance`"),
        ("on: 1m USD/year, rate: 5%, recoupment: 50%", "idle-key", "without `advance`"),
        ("on: 1m USD/year, rate: 5%, minimum: 1m, minimum_applies: before_recoupment", "idle-key", "without `advance`"),
        ("on: 1m USD/year, rate: 5%, deductions_cap: 5%", "idle-key", "without `deductions`"),
        ("bases: [{on: 1m USD/year, rate: 5%}], deductions: 1 USD/year", "idle-key", "without `on`"),
        ("on: 1m USD/year, rate: 5%, opening: {base_this_period: 1m}", "idle-key", "`base_this_period` changes"),
        ("on: 1m USD/year, rate: 5%, opening: {balance: 1m}", "idle-key", "`balance` changes nothing"),
        (f"on: 1m USD/year, {TIERS}, period: year, tier_period: month", "period-too-short", "shorter than the year"),
        ("on: 1m USD/year, rate: 5%, most_favoured: fee", "no-royalty", "names the term itself"),
        ("on: terms.fee.paid, rate: 5%", "definition-cycle", "defined by itself"),
    ],
)
def test_a_clause_at_odds_with_another_is_named(clauses: str, code: str, words: str) -> None:
    found = problems(fee(clauses))
    assert [code for code, _ in found] == [code]
    assert words in dict(found)[code]


def test_what_goes_together_has_no_problem() -> None:
    assert problems(fee(f"on: 1m USD/year, {TIERS}, tier_period: year, tier_method: retroactive")) == []
    assert problems(fee("on: 1m USD/year, rate: 5%, minimum: 1m, minimum_recoupable: yes, recoupment: 50%")) == []
    both = "bases: [{on: 1m USD/year, rate: 5%, deductions: 1 USD/year}, {on: 2m USD/year, rate: 6%}], minimum: 1m"
    assert problems(fee(both)) == []


PLAIN = "on: 1m USD/year, rate: 5%"
BACK = "payer: bob, payee: ada"


@pytest.mark.parametrize(
    ("others", "clauses", "words"),
    [
        ([fee(PLAIN, "b")], "netted_with: b", "does not go from `bob` to `ada`"),
        ([fee(PLAIN, "b", BACK), fee(f"{PLAIN}, netted_with: b", "c")], "netted_with: b", "and so is `c`"),
        ([fee(f"{PLAIN}, currency: EUR", "b", BACK)], "netted_with: b", "different currencies"),
        ([fee("on: terms.fee.paid, rate: 5%", "b", BACK)], "netted_with: b", "one counts what the other comes to"),
    ],
)
def test_royalties_that_cannot_be_netted_are_named(others: list[str], clauses: str, words: str) -> None:
    found = [what for code, what in problems(*others, fee(f"{PLAIN}, {clauses}")) if code == "not-netted"]
    assert any(words in what for what in found)


def test_royalties_may_name_each_other_for_netting() -> None:
    assert problems(fee(f"{PLAIN}, netted_with: b"), fee(f"{PLAIN}, netted_with: fee", "b", BACK)) == []


def test_the_deals_own_currency_may_be_written_in_one_of_two_that_are_netted() -> None:
    assert problems(fee(f"{PLAIN}, netted_with: b, currency: USD"), fee(PLAIN, "b", BACK)) == []


@pytest.mark.parametrize(
    ("mine", "other", "mend"),
    [
        (", year_starts: 02-01", "", "write `year_starts: 02-01` in `b`"),
        ("", ", year_starts: 02-01", "write `year_starts: 02-01` in `fee`"),
        (", period: year", ", period: half", "write `period: half` in `fee`"),
    ],
)
def test_royalties_settled_on_different_days_are_told_which_key_to_change(mine: str, other: str, mend: str) -> None:
    loaded = loads(HEAD + f"  {fee(f'{PLAIN}{mine}, most_favoured: b')}\n  {fee(PLAIN + other, 'b')}\n")
    assert [(found.code, found.mend) for found in loaded.problems] == [("periods-differ", mend)]


@pytest.mark.parametrize("key", ["most_favoured", "netted_with"])
def test_a_royalty_beside_itself_is_one_problem_at_the_key(key: str) -> None:
    (problem,) = loads(f"{HEAD}  {fee(f'on: 1m USD/year, rate: 5%, {key}: fee')}\n").errors
    assert (problem.code, problem.place.end_column - problem.place.column) == ("no-royalty", len(key))


@pytest.mark.parametrize(
    ("its", "codes"),
    [
        ("most_favoured: fee", []),
        ("most_favoured: fee, favours: payer", ["definition-cycle"]),
        ("most_favoured: fee, deductions: terms.fee.paid", ["definition-cycle"]),
    ],
)
def test_two_royalties_keep_pace_with_each_other_for_the_same_side_alone(its: str, codes: list[str]) -> None:
    found = problems(fee(f"{PLAIN}, most_favoured: b"), fee(f"{PLAIN}, {its}", "b"))
    assert [code for code, _ in found] == codes
