"""However a cap table file is mangled: it is read or its problems are told, and what is sound ties."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dealwright.equity.ledger import holdings_on
from dealwright.equity.rounds.planned import planned
from dealwright.equity.tables.liquidation import liquidation_preferences
from dealwright.equity.tables.ownership import ownership
from dealwright.equity.tables.paid_in import money_of
from dealwright.equity.tables.roll_forward import roll_forward
from dealwright.lang.captable import loads_table

RICH = """captable: 1
company: Acme
currency: USD
as_of: 2026-12-31
stakeholders:
  ann: {relationship: founder}
  ben: {relationship: investor}
  cat: {}
  dan: {}
classes:
  common: {authorised: 40_000_000}
  a: {kind: preferred, original_issue_price: 2 USD, converts_into: common, preference: 1x, seniority: 1}
  b: {kind: preferred, original_issue_price: 5 USD, converts_into: common, preference: 1x, participation: full}
pools:
  plan: {of: common, reserved: 1_000_000, on: 2020-01-01}
rights:
  option: {kind: option, holder: dan, of: common, count: 100_000, strike: 0.5 USD, on: 2021-01-31, pool: plan,
           expires: 2031-01-30, vesting: {start: 2021-01-31, months: 48, cliff: 12, rounding: down}}
  reward: {kind: rsu, holder: dan, of: common, count: 1_000, on: 2021-01-31,
           vesting: {parts: [{share: 100%, when: {kind: milestone, name: launch}}]}}
convertibles:
  safe: {kind: safe, holder: ben, amount: 500k, cap: 5m, on: 2021-06-01}
  note: {kind: note, holder: cat, amount: 100k, rate: 6%, discount: 20%, on: 2021-06-01, maturity: 2023-06-01}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: ann, shares: 5_000_000, price: 0.0001 USD, security: c1}
  - {kind: issue, on: 2022-01-01, of: a, holder: ben, shares: 1_000_000, price: 2 USD, security: a1}
  - {kind: transfer, on: 2022-06-01, of: common, holder: ann, to: cat, shares: 100_000, price: 1.5 USD}
  - {kind: split, on: 2022-07-01, ratio: 2}
  - {kind: exercise, on: 2023-01-31, right: option, shares: 50_000}
  - {kind: cancel, on: 2023-03-01, security: option}
  - {kind: convert, on: 2023-06-01, security: note, into: b, price: 2 USD}
  - {kind: repurchase, on: 2024-01-01, of: common, holder: cat, shares: 50_000, price: 2 USD}
  - {kind: distribution, on: 2025-01-01, amount: 1m, of: a, reduces_preference: yes}
  - {kind: exchange, on: 2025-02-01, of: b, into: a, ratio: 1.5, rounding: down, cash: 0.1 USD}
  - {kind: ratio_adjustment, on: 2025-03-01, of: a, conversion_price: 0.8 USD, holder: ben}
  - {kind: vest, on: 2025-03-01, milestone: launch}
  - {kind: pool_adjustment, on: 2025-03-02, pool: plan, reserved: 3_000_000}
  - {kind: transfer, on: 2025-03-03, security: safe, to: dan, shares: 200_000, price: 1.1 USD}
  - {kind: split, on: 2025-05-01, ratio: 1 / 3, shares: down, fraction_price: 3 USD}
  - {kind: convert, on: 2025-06-01, of: a, holder: ben, shares: 10}
rounds:
  c: {on: 2025-07-01, new_class: {kind: preferred, converts_into: common, preference: 1x}, investors: {cat: 2m},
      pre_money: 12m, pool: {pool: plan, share: 10%}}
"""
WORDS = ("ann", "cat", "common", "a", "b", "plan", "option", "safe", "note", "c", "a1", "c:cat", "a1/common")
PARTS = {
    "name": (r"\b(?:ann|ben|cat|dan|common|a|b|plan|option|safe|note|a1)\b", st.sampled_from(WORDS)),
    "day": (
        r"\d{4}-\d\d-\d\d",
        st.dates().map(lambda day: f"{2015 + day.year % 15}-{day.month:02}-{day.day % 28 + 1:02}"),
    ),
    "number": (r"(?<=: )[\d_.]+(?=[ ,}km])", st.sampled_from(("0", "1", "0.5", "3", "100", "1_000_000", "7.3"))),
    "kind": (
        r"(?<=kind: )\w+",
        st.sampled_from(("issue", "transfer", "convert", "exercise", "cancel", "split", "vest")),
    ),
    "line": (r"\n  - [^\n]*", st.just("")),
    "key": (r", (?:shares|price|holder|of|security|into): [^,}]*", st.just("")),
}


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """Draw the file with one to four of its parts put wrong."""
    text = RICH
    for kind in draw(st.lists(st.sampled_from(sorted(PARTS)), min_size=1, max_size=4)):
        pattern, other = PARTS[kind]
        found = list(re.finditer(pattern, text))
        if found:
            part = found[draw(st.integers(0, len(found) - 1))]
            text = text[: part.start()] + draw(other) + text[part.end() :]
    return text


def test_the_file_is_sound_before_anything_is_put_wrong() -> None:
    assert loads_table(RICH).problems == ()


@given(mangled())
def test_a_mangled_table_is_told_wrong_or_ties(text: str) -> None:
    loaded = loads_table(text)
    if loaded.table is None:
        assert loaded.errors
        assert all(problem.place.file and problem.what and problem.mend for problem in loaded.errors)
        return
    held = holdings_on(loaded.table)
    owned, money = ownership(held), money_of(held)
    by_holder: Any = sum(row.fully_diluted for row in owned.holders) + sum(row.as_converted for row in owned.pools)
    assert by_holder == owned.fully_diluted == held.fully_diluted
    assert all(sum(row.changes.values()) == row.closing for row in roll_forward(loaded.table))
    assert money.total.bought == money.total.sold
    assert all(row.outstanding >= 0 for row in liquidation_preferences(held))
    planned(loaded.table)
