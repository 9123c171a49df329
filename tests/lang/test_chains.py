"""No term steps in its own place or waits for itself; slips of the pen in keys are told with what to write."""

from __future__ import annotations

import pytest

from dealwright.lang.load import loads

HEAD = """
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2030-12-31
currency: USD
risk_free: 3%
parties: {ada: {discount: 10%}, ben: {discount: 8%}}
drivers:
  sales: {kind: growth, start: 1m USD/year, growth: 5%, volatility: 20%}
  breach: {kind: event, chance: 20% by 2028-12-31}
terms:
"""
ROYALTY = "  {name}: {{kind: royalty, payer: ada, payee: ben, on: sales, rate: 8%{more}}}\n"


def royalty(name: str, more: str = "") -> str:
    return ROYALTY.format(name=name, more=more and f", {more}")


def problems(terms: str) -> list[tuple[str, str, str]]:
    return [(each.code, each.what, each.mend) for each in loads(HEAD + terms).problems if each.code != "unused-driver"]


@pytest.mark.parametrize(
    ("terms", "what", "mend"),
    [
        (royalty("r", "replaces: r, from: 2026-01-01"), "`r` steps in its own place", "remove `replaces`"),
        (
            royalty("r", "replaces: s, from: 2026-01-01") + royalty("s", "replaces: r, from: 2027-01-01"),
            "`r` steps in its own place: `r` -> `s` -> `r`",
            "remove `replaces`",
        ),
        (
            royalty("r") + "  o: {kind: option, holder: ada, at: o, ends: r}\n",
            "`o` waits for itself, and never comes",
            "remove `at`",
        ),
        (
            royalty("r")
            + "  o: {kind: option, holder: ada, at: t, ends: r}\n  t: {kind: termination, on: o, ends: r}\n",
            "`o` waits for itself, and never comes: `o` -> `t` -> `o`",
            "remove `at`",
        ),
    ],
)
def test_a_circle_of_terms_is_told_once_at_its_first_term(terms: str, what: str, mend: str) -> None:
    assert problems(terms) == [("definition-cycle", what, mend)]


def test_a_chain_of_terms_and_a_wait_for_the_first_of_several_events_are_no_circle() -> None:
    chain = royalty("r") + royalty("s", "replaces: r, from: 2026-01-01") + royalty("q", "replaces: s, from: 2027-01-01")
    assert problems(chain) == []
    first = "  o: {kind: option, holder: ada, at: [breach, t], ends: q}\n  t: {kind: termination, on: o, ends: q}\n"
    assert not [each for each in problems(chain + first) if each[0] == "definition-cycle"]


def test_a_missing_space_after_a_colon_is_told_as_what_it_is() -> None:
    assert problems("  r: {kind:royalty, payer: ada, payee: ben, on: sales, rate: 8%}\n") == [
        ("unknown-key", "unknown key `kind:royalty` in a term", "write `kind: royalty`, with a space after the colon")
    ]
    ((_, what, mend),) = problems("  r: {kind: royalty, payer: ada, payee: ben, on: sales, rate:8%}\n")
    assert what == "unknown key `rate:8%` in a royalty term"
    assert mend == "write `rate: 8%`, with a space after the colon"


def test_a_cap_that_was_reached_before_the_day_is_told() -> None:
    ((code, what, _),) = problems(royalty("r", "cap: 1m, opening: {paid: 1m}"))
    assert code == "idle-key"
    assert what == "the `cap` of `r` was reached before `as_of`: it pays nothing any more"
    assert problems(royalty("r", "cap: 1m, opening: {paid: 900k}")) == []
