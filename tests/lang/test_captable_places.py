"""A problem of a cap table stands at the number or the name that is wrong, wherever that is in the text."""

import pytest

from dealwright.lang.captable import loads_table

TEXT = """captable: 1
company: mill
currency: USD
as_of: 2025-01-01
stakeholders: {ada: {}, ben: {}}
classes:
  common: {authorised: 1_000}
  series_a: {kind: preferred, original_issue_price: 2 USD, preference: 2x, converts_into: common}
pools:
  plan: {of: common, reserved: 90}
convertibles:
  safe: {kind: safe, holder: ben, amount: 10k USD, on: 2023-01-01, cap: 1m USD, mfn: no}
rights:
  option: {kind: option, holder: ben, of: common, count: 50, strike: 1 USD, on: 2021-01-01, pool: plan,
    vesting: {start: 2021-01-01, months: 48, cliff: 12}}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: ada, shares: 600, price: 1 USD, security: c1}
exit:
  carve_outs:
    - {to: ada, share: 5%}
"""
EXERCISE = "kind: exercise, on: 2023-02-01, right: option, shares: 9"


def told(before: str, after: str) -> list[tuple[str, str]]:
    """Return the code of each problem of the changed text, and the words at its place."""
    assert TEXT.count(before) == 1
    loaded = loads_table(TEXT.replace(before, after))
    return [
        (one.code, loaded.line(one.place)[one.place.column - 1 : one.place.end_column - 1]) for one in loaded.problems
    ]


def event(words: str) -> tuple[str, str]:
    """Return the change that adds one event."""
    return "exit:\n", f"  - {{{words}}}\nexit:\n"


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (("authorised: 1_000", "authorised: 599"), "over-authorised", "600"),
        (("count: 50,", "count: 95,"), "over-pool", "95"),
        (("2x, conv", "2x, participation: capped, cap: 1.5x, conv"), "bad-cap", "1.5x"),
        (("mfn: no", "mfn: yes, mfn_of: [safe]"), "mfn-circle", "mfn_of"),
        (("cliff: 12", "cliff: 60"), "bad-vesting", "60"),
        (("share: 5%", "share: 105%"), "out-of-bounds", "105%"),
        (event("kind: transfer, on: 2021-01-01, security: c1, to: ben, shares: 700"), "not-held", "700"),
        (event("kind: transfer, on: 2021-01-01, of: common, holder: ben, to: ada"), "not-held", "ben"),
        (event("kind: exercise, on: 2021-02-01, right: option, shares: 5"), "not-vested", "5"),
        (event(f"{EXERCISE}, net: yes, price: 1 USD"), "under-water", "1 USD"),
        (event("kind: issue, on: 2021-02-01, of: common, holder: ben, shares: -1"), "out-of-bounds", "-1"),
        (event("kind: issue, on: 2021-02-01, of: common, holder: ben, shares: 1, security: c1"), "name-taken", "c1"),
        (("reserved: 90", "reserved: 90, on: 2022-01-01"), "before-issue", "2021-01-01"),
        (event("kind: cancel, on: 2021-02-01, security: c2"), "unknown-security", "c2"),
    ],
)  # fmt: skip
def test_a_problem_stands_at_what_is_wrong(change: tuple[str, str], code: str, words: str) -> None:
    assert told(*change) == [(code, words)]


def test_what_is_missing_is_told_at_what_lacks_it() -> None:
    assert told("original_issue_price: 2 USD, ", "original_issue_price: 2 USD, participation: capped, ") == [
        ("bad-cap", "capped")
    ]
    assert told(*event(f"{EXERCISE}, net: yes")) == [("price-missing", "option")]


def test_a_long_table_has_its_problems_at_the_same_places() -> None:
    rows = "".join(
        f"  - {{kind: issue, on: 2020-01-01, of: common, holder: ada, shares: 1, price: 1 USD, security: d{n}}}\n"
        for n in range(2000)
    )
    loaded = loads_table(TEXT.replace("exit:\n", rows + "exit:\n"))
    (problem,) = loaded.problems
    assert problem.code == "over-authorised"
    assert loaded.line(problem.place)[problem.place.column - 1 : problem.place.end_column - 1] == "1"
    assert problem.at == ()


def test_a_value_laid_over_a_table_is_where_its_problem_stands() -> None:
    loaded = loads_table(TEXT).with_overrides({"classes.common.authorised": "10"})
    assert [(one.code, one.place.file) for one in loaded.problems] == [("over-authorised", "captable.yaml")]
    loaded = loads_table(TEXT).with_overrides({"events.0.shares": "2_000"})
    assert [(one.code, one.place.file) for one in loaded.problems] == [("over-authorised", "<set events.0.shares>")]


ROUND = "pre_money: 1m USD, investors: {ben: 100k USD}"


@pytest.mark.parametrize(
    ("terms", "code", "words"),
    [
        (f"{ROUND}, price: 3 USD", "round-disagrees", "1m USD"),
        ("post_money: 50k USD, investors: {ben: 100k USD}", "valuation-too-small", "50k USD"),
    ],
)
def test_a_round_without_an_answer_is_told_at_the_term_that_stops_it(terms: str, code: str, words: str) -> None:
    change = f"rounds:\n  b: {{on: 2024-06-01, new_class: series_a, {terms}}}\nexit:\n"
    assert told("exit:\n", change) == [(code, words)]


@pytest.mark.parametrize(
    ("before", "after", "mend"),
    [
        ("shares: 600", "shares: -600", "write `600`"),
        ("amount: 10k USD", "amount: -10k USD", "write `10k USD`"),
        ("original_issue_price: 2 USD", "original_issue_price: -2 USD", "write `2 USD`"),
        ("shares: 600", "shares: 0", "write how much it is: more than zero in `shares:`"),
        ("cap: 1m USD", "discount: 100%", "write less than 100% in `discount:`"),
    ],
)
def test_a_mend_is_right_when_it_is_typed(before: str, after: str, mend: str) -> None:
    (problem,) = loads_table(TEXT.replace(before, after)).problems
    assert problem.mend == mend
    if mend.startswith("write `"):
        key = before.partition(":")[0]
        assert loads_table(TEXT.replace(before, f"{key}: {mend.split('`')[1]}")).problems == ()


@pytest.mark.parametrize("vests", ["share: 50%", "tranches: [{share: 50%, when: year >= 2027}]"])
def test_a_right_that_vests_with_a_deal_stands_in_a_deal(vests: str) -> None:
    given = "vesting: {start: 2021-01-01, months: 48, cliff: 12}"
    found = loads_table(TEXT.replace(given, f"vests_with: {{{vests}}}")).errors
    assert [(each.code, "a cap table has none" in each.what) for each in found] == [("unknown-key", True)]
