"""Breakpoints are told in words, by the names that a reader knows."""

from __future__ import annotations

import io
from datetime import date
from itertools import pairwise
from typing import Any

import captable_samples as samples
import numpy as np
import pytest
from rich.console import Console

from dealwright.equity.exits.claims import Claim, Stack, Step
from dealwright.equity.exits.waterfall import pay
from dealwright.equity.holdings import Holdings
from dealwright.equity.ledger import holdings_on
from dealwright.equity.securities import ShareClass
from dealwright.show.captable.breaks import breaks_of
from dealwright.show.captable.exits import Grouping, exits_of, next_parts
from dealwright.show.captable.names import TableNames
from dealwright.show.captable.paid_out import PaidOut
from dealwright.show.captable.story import TableStory
from dealwright.show.captable.terminal_exit import print_exit

CLASSES = {key: ShareClass(key, key.upper()) for key in ("common", "a", "b", "units")}
NAMES = TableNames(
    {"trust": "The Trust", "ana": "Ana"}, {"common": "Common", "a": "Series A", "b": "Series B"}, "common"
)
GROUPING = Grouping(Holdings(date(2025, 1, 1), "USD", {}, CLASSES), NAMES, {})


def claim(name: str, shares: float, **terms: Any) -> Claim:
    return Claim(name, {name: 1.0}, shares=shares, security=name, **terms)


def said(*claims: Claim, **ahead: Any) -> list[tuple[float, str]]:
    return [(round(each.at, 6), each.what) for each in breaks_of(Stack(claims, **ahead), GROUPING)]


COMMON = claim("common", 100)
TABLES = ("Paid to each holder", "Paid to each class, right and convertible", "What came of each holder's money")


def test_what_happens_at_each_breakpoint_of_a_whole_company() -> None:
    found = [each.what for each in TableStory(samples.acme()).breaks]
    first = "Series B and SAFE of North Accelerator begin to be paid their preferences, in proportion"
    assert found[0] == f"Debt is paid; {first}"
    assert found[3:7] == [
        "Common and Series A begin to share",
        "Options at 0.20 exercise",
        "Series Seed bought at 0.60 converts",
        "Series Seed bought at 0.64 converts",
    ]
    assert found[-4:] == [
        "Series A has its cap",
        "Series B converts",
        "Series A converts",
        "SAFE of North Accelerator converts",
    ]


def test_the_first_breakpoint_at_nothing_is_no_event() -> None:
    """By hand: 10 to Series A, then common alone to 10 / 100 a share; at 20 for all Series A converts."""
    a = claim("a", 100, preference=10.0)
    assert said(a, COMMON) == [(10.0, "Common begins to share"), (20.0, "Series A converts")]


def test_equal_ranks_are_told_together_and_in_proportion() -> None:
    found = said(claim("a", 100, preference=10.0), claim("b", 100, preference=30.0), COMMON, debt=5.0, fees=1.0)
    paid = "Debt and fees are paid; Series A and Series B begin to be paid their preferences, in proportion"
    assert found[0] == (6.0, paid)


def test_caps_and_their_heirs_are_named() -> None:
    """By hand: two like classes share alike until one has 50; the rest of its half goes to the trust."""
    capped = claim("a", 100, return_cap=50.0, rest_to="trust")
    assert said(capped, COMMON) == [(100.0, "Series A has its return cap, and what is above it goes to The Trust")]
    assert said(claim("a", 100, return_cap=50.0), COMMON) == [(100.0, "Series A has its return cap")]


def test_a_profits_interest_begins_to_share_above_its_threshold() -> None:
    found = said(claim("units", 50, strike=2.0), COMMON)
    assert found == [(200.0, "Units begin to share above 2.00 a share")]


def test_where_carve_outs_are_full_and_tiers_end_the_shares_change_too() -> None:
    """By hand: of 100 after debt 10 go to Ana; of what is then left, 45 are shared half and half, so 50 come in."""
    stack = Stack((COMMON,), carve_outs=(("ana", 0.1, 10.0),), steps=(Step({"trust": 0.5}, 45.0), Step({}, np.inf)))
    found = breaks_of(stack, GROUPING)
    assert [(each.what, pytest.approx(each.at)) for each in found] == [
        ("Tier 1 of the distribution ends", 50.0),
        ("The carve-out of Ana is full", 100.0),
    ]
    exits = exits_of(stack, [each.at for each in found], GROUPING, reach=200.0)
    names = [group.name for group in exits.groups]
    parts = [dict(zip(names, stretch, strict=True)) for stretch in next_parts(exits)]
    assert parts[0] == pytest.approx({"Carve-out of Ana": 0.1, "The Trust by tiers": 0.45, "Common": 0.45})
    assert parts[1] == pytest.approx({"Carve-out of Ana": 0.1, "The Trust by tiers": 0.0, "Common": 0.9})
    assert parts[2] == pytest.approx({"Carve-out of Ana": 0.0, "The Trust by tiers": 0.0, "Common": 1.0})


def test_between_two_breakpoints_everybody_is_paid_along_a_straight_line() -> None:
    """What makes the picture exact: no breakpoint is left out, carve-outs and all."""
    story = TableStory(samples.acme())
    edges = [0.0, *(each.at for each in story.breaks), 2 * story.breaks[-1].at]
    for low, high in pairwise(edges):
        paid = pay(story.stack, np.array([low, 0.7 * low + 0.3 * high, high])).by_claim
        for amounts in paid.values():
            assert amounts[1] == pytest.approx(0.7 * amounts[0] + 0.3 * amounts[2], rel=1e-9, abs=1e-3)


def test_convertibles_and_rights_are_named_by_their_holder() -> None:
    """Two SAFEs of one holder are told apart by their month."""
    story = TableStory(samples.acme())
    assert story.names.security("safe_1") == "SAFE of Angela Ngai"
    assert story.names.security("safe_2") == "SAFE of North Accelerator, Oct 2021"
    assert story.names.security("safe_3") == "SAFE of North Accelerator, Apr 2025"
    assert story.names.security("opt_eve") == "Options at 0.20 of Eve Lindqvist"
    assert story.grouping.name("safe_3") == "SAFE of North Accelerator"  # the only one still outstanding


def test_a_terminal_tells_breakpoints_in_the_same_words() -> None:
    table = samples.acme()
    out = io.StringIO()
    print_exit(PaidOut.of(table, holdings_on(table), []), Console(file=out, width=400))
    lines = [line.split("  ") for line in out.getvalue().splitlines()]
    said = [line[1].strip() for line in lines if len(line) > 1 and line[0].strip().isdigit()]
    assert said == [each.what for each in TableStory(table).breaks]


@pytest.mark.parametrize("width", [60, 80, 400])
def test_every_exit_value_stands_above_every_table_in_the_same_words(width: int) -> None:
    table = samples.acme()
    values = [1e6, 2e6, 3e6, 5e6, 12e6, 49.816326e6, 50e6, 120e6, 130e6, 200e6]
    out = io.StringIO()
    print_exit(PaidOut.of(table, holdings_on(table), values), Console(file=out, width=width))
    expected = ["1.0", "2.0", "3.0", "5.0", "12.0", "49.8", "50.0", "120.0", "130.0", "200.0"]
    found: dict[str, list[str]] = {}
    lines = out.getvalue().splitlines()
    for title, heads in pairwise(lines):
        name = title.removesuffix(", on")
        if name in TABLES:
            found.setdefault(name, []).extend(heads.replace("paid", "").split())
    assert found == dict.fromkeys(TABLES, expected)
    assert max(len(line.rstrip()) for line in lines) <= width


def test_exit_values_that_are_close_are_told_apart() -> None:
    out = io.StringIO()
    table = samples.acme()
    print_exit(PaidOut.of(table, holdings_on(table), [50e6, 50.002e6]), Console(file=out, width=80))
    lines = out.getvalue().splitlines()
    assert lines[lines.index("Paid to each holder") + 1].split() == ["50.000", "50.002"]
