"""Whatever a file says, reading it ends with a deal or with problems, each with a place in it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from dealwright.lang.draft import read_draft
from dealwright.lang.findings import Findings, find_all
from dealwright.lang.load import Loaded, loads

DEAL = """\
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2027-12-31
currency: USD
risk_free: 4%
signed: signing
sources:
  memo: {publisher: Ada, date: 2024-12-01, file: memo.txt}
facts:
  price: {is: 10%, source: memo, find: "ten percent"}
  costs:
    reason: two bookkeepers
    readings: [{is: 1m USD/year, weight: 60%}, {is: 2m USD/year, weight: 40%}]
parties:
  ada: {discount: 8% to 12%, risk_tolerance: 5m}
  ben: {tax: 20%}
  others: {}
drivers:
  sales:
    kind: growth
    total: {2025: 5m}
    growth: {now: 30%, long_run: 5%, half_life: 2 years, volatility: 5%}
    volatility: {now: 20%, long_run: 10%, half_life: 3 years}
  margin: {kind: schedule, 2025: -10%, 2027: 25%}
  sale: {kind: event, chance: 60% by 2026-06-30}
correlations:
  sales ~ sales.growth: 0%
companies:
  mill:
    enterprise_value: 3 * trailing(sales, 1 year)
    cash_flow: margin * sales - costs
    cost_of_capital: 12%
    exit: [sale, horizon]
    rounds: [{on: 2025-12-31, new_money: 1m, pre_money: 9m}]
    calibrate: {round: 2024-12-31, post_money: 9m, by: sales.total.2025}
terms:
  share: {kind: royalty, payer: mill, payee: ada, on: sales, rate: price, until: 2026-12-31, ends_on: sale}
  stake: {kind: equity, company: mill, holder: ben, stake: 30%, residual: others}
  fee: {kind: payment, payer: ben, payee: ada, amount: {2025-06-30: 1m, 2026-06-30: 2m}}
scenarios:
  no_deal: {title: Talks fail, terms.share.rate: 12%, drivers.sale.chance: 10% by 2026-06-30}
  signing: {set: {terms.share.ends_on: none}}
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  over:
    terms.share.rate: 5% .. 20% by 5%
talks:
  - {by: ada, on: 2024-12-15, offer: {terms.share.rate: 15%}}
"""
TOKEN = re.compile(r"[\w.%~-]+")
TOKENS = sorted(set(TOKEN.findall(DEAL)))
STRANGE = [
    "",
    "none",
    "{}",
    "[]",
    "[1, 2]",
    "{a: 1}",
    "-1",
    "1e9",
    "yes",
    "2025",
    "2025-02-30",
    "ada",
    "terms.share.paid",
]
STRANGE += [
    "terms.share.paid",
    "5m EUR",
    "9" * 40,
    "sales + sales",
    "1 / 0",
    "x",
    "5% to 20%",
    "perpetuity(2%)",
    "cut",
    "5% by 2026-01-01",
]
STRANGE += [
    "~",
    "&a",
    "*a",
    "!!float 1",
    "|",
    "'",
    '"',
    "{",
    "]",
    ":",
    "- ",
    "# ",
    "\t",
    "\u00e9",
    "\u202e",
    "a.b.c",
    "over",
]


def check(loaded: Loaded) -> None:
    assert (loaded.deal is None) == bool(loaded.errors)
    lines = max((text.count("\n") + 1 for text in loaded.texts.values()), default=1)
    for problem in loaded.problems:
        assert problem.what
        assert 1 <= problem.place.line <= lines
        assert problem.place.file in loaded.texts or problem.place.file == loaded.file


def test_the_deal_is_sound_before_it_is_mutated() -> None:
    assert loads(DEAL).problems == ()


@given(st.integers(0, 10_000), st.sampled_from([*STRANGE, *TOKENS]))
def test_a_word_replaced_by_another_gives_a_deal_or_problems(which: int, instead: str) -> None:
    words = list(TOKEN.finditer(DEAL))
    word = words[which % len(words)]
    check(loads(DEAL[: word.start()] + instead + DEAL[word.end() :]))


@given(st.integers(0, 10_000), st.integers(1, 3))
def test_lines_taken_away_give_a_deal_or_problems(which: int, count: int) -> None:
    lines = DEAL.splitlines(keepends=True)
    start = which % len(lines)
    check(loads("".join(lines[:start] + lines[start + count :])))


@given(st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(TOKENS)), min_size=2, max_size=6))
def test_several_slips_give_a_deal_or_problems(slips: list[tuple[int, str]]) -> None:
    text = DEAL
    for which, instead in slips:
        words = list(TOKEN.finditer(text))
        word = words[which % len(words)]
        text = text[: word.start()] + instead + text[word.end() :]
    check(loads(text))


BASE = loads(DEAL)
PATHS = ["terms.share.rate", "terms.share.until", "terms.share.ends_on", "facts.costs", "facts.price.is", "risk_free"]
PATHS += ["companies.mill.rounds.2025-12-31.new_money", "drivers.sale.chance", "drivers.sales", "parties.ada.discount"]
PATHS += [
    "terms.share",
    "terms.new",
    "terms",
    "horizon",
    "currency",
    "scenarios.no_deal.terms.share.rate",
    "talks.0.on",
]
PATHS += [
    "negotiate.over",
    "negotiate.over.terms.share.rate",
    "correlations.sales ~ sales.growth",
    "",
    "a.b",
    "..",
    "terms.",
]


@given(st.dictionaries(st.sampled_from(PATHS), st.sampled_from([*STRANGE, *TOKENS]), min_size=1, max_size=3))
def test_anything_laid_over_a_deal_gives_a_deal_or_problems(overrides: dict[str, str]) -> None:
    laid = BASE.with_overrides(overrides)
    check(laid)
    again = laid.with_overrides({"risk_free": "3%"})
    check(again)


@given(st.sampled_from(PATHS), st.sampled_from([*STRANGE, *TOKENS]))
def test_laying_a_value_finds_what_reading_it_in_the_file_would_find(path: str, text: str) -> None:
    laid = BASE.with_overrides({path: text})
    if laid.tree is None or laid.draft is None:
        return
    afresh = find_all(read_draft(laid.tree.root, laid.file))
    assert told(laid.findings) == told(afresh)


def told(findings: Findings) -> list[str]:
    """Write what was found, but for what is unused: that is said of the file, not of what is laid over it."""
    return sorted(str(problem) for problem in findings.all() if not problem.code.startswith("unused-"))
