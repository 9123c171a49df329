"""Securities inside a deal: what would silently count for nothing is a problem at its place."""

from pathlib import Path

import pytest

from dealwright.lang.load import loads

DEAL = """dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2028-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, ben: {}}
drivers: {listed: {kind: event, chance: 40% by 2027-12-31}, sold: {kind: event, chance: 40% by 2027-12-31}}
companies:
  mill:
    enterprise_value: 10m USD
    cost_of_capital: 12%
    exit: [sold, horizon]
    securities:
      stakeholders: {ada: {}, ben: {}}
      classes:
        common: {}
        senior: {kind: preferred, converts_into: common, original_issue_price: 1 USD, preference: 1x}
      events:
        - {kind: issue, on: 2024-01-01, of: common, holder: ada, shares: 1_000, price: 1 USD}
        - {kind: issue, on: 2024-01-01, of: senior, holder: ben, shares: 1_000, price: 1 USD}
"""
LATE_EVENT = "        - {kind: issue, on: 2026-01-01, of: common, holder: ben, shares: 10, price: 1 USD}\n"
LATE_NOTE = "      convertibles: {note: {kind: note, holder: ben, amount: 1m, on: 2025-06-30}}\n"
CIRCLE = """  site:
    enterprise_value: 10m USD
    cost_of_capital: 12%
    securities:
      stakeholders: {mill: {}}
      classes: {common: {}}
      events: [{kind: issue, on: 2024-01-01, of: common, holder: mill, shares: 1_000}]
"""

PROBLEMS = {
    "an event to come": (DEAL + LATE_EVENT, "date-to-come", 22, "and this comes on 2026-01-01"),
    "a note to come": (DEAL + LATE_NOTE, "date-to-come", 22, "and this comes on 2025-06-30"),
    "a round after the horizon": (
        DEAL + "      rounds: {late: {on: 2030-01-01, new_class: common, investors: {ben: 1m}, pre_money: 9m}}\n",
        "past-horizon", 22, "the round `late` comes on 2030-01-01, past the horizon (2028-12-31)",
    ),
    "an offering that is no exit": (
        DEAL + "      exit: {ipo: [listed]}\n", "unknown-event", 22, "`listed` is none of the exits of `mill`",
    ),
    "proceeds of which nothing is said": (
        DEAL.replace("preference: 1x", "qualified_ipo: {proceeds: 50m}") + "      exit: {ipo: [sold]}\n",
        "missing-key", 18, "nothing says how many shares are sold there",
    ),
    "a company that owns itself": (
        DEAL.replace("holder: ben", "holder: site").replace("ben: {}}\n      c", "site: {}}\n      c") + CIRCLE,
        "definition-cycle", 10, "`mill` owns a part of itself",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_would_count_for_nothing_is_a_problem(name: str) -> None:
    text, code, line, what = PROBLEMS[name]
    (problem,) = loads(text).errors
    assert (problem.code, problem.place.line) == (code, line)
    assert what in problem.what


def test_the_deal_itself_has_no_problems() -> None:
    assert loads(DEAL).problems == ()


def test_an_offering_that_no_event_of_the_deal_is_counts_for_nothing() -> None:
    offering = "      ipo: {on: 2027-01-01, price: 3 USD}\n"
    (problem,) = loads(DEAL + offering).problems
    assert (problem.severity, problem.code, problem.place.line) == ("warning", "counts-for-nothing", 22)
    assert problem.mend == "add `exit: {ipo: [sold]}`, or take `ipo:` out"
    assert loads(DEAL + offering + "      exit: {ipo: [sold]}\n").problems == ()


def test_a_right_on_a_class_that_a_round_by_the_path_adjusts_is_warned_of() -> None:
    gallery = Path(__file__).resolve().parents[1] / "gallery" / "kept-by-path.yaml"
    text = gallery.read_text(encoding="utf-8").replace(",\n            return_cap: {amount: 5m USD}}", "}")
    warrant = "      rights: {w: {kind: warrant, holder: ben, of: a, count: 1_000, strike: 1 USD, on: 2024-07-01}}\n"
    with_one = text.replace("      rounds:\n", warrant + "      rounds:\n")
    (found,) = loads(with_one).problems
    assert (found.code, found.severity) == ("kept-by-path", "warning")
    assert "`w` keeps its shares" in found.what
    assert loads(text).problems == ()
    assert loads(with_one.replace("of: a, count", "of: common, count")).problems == ()
    assert loads(with_one.replace("pre_money: worth", "pre_money: 9m USD")).problems == ()


def test_a_date_that_stands_for_the_money_of_a_round_is_told_and_nothing_is_priced() -> None:
    gallery = Path(__file__).resolve().parents[1] / "gallery" / "kept-by-path.yaml"
    text = gallery.read_text(encoding="utf-8").replace("pre_money: worth}", "pre_money: 2025-01-01}")
    found = [problem for problem in loads(text).problems if problem.severity == "error"]
    assert [(problem.code, problem.what) for problem in found] == [("unit-mismatch", "`2025-01-01` is a date")]
