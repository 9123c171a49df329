"""What OpenAI raised by May 2025: every round as the record tells it, and the headline total reconciled with it."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from dealwright.equity.captable import CapTable
from dealwright.equity.exact import Exact, exact
from dealwright.equity.tables.history import history, reconcile
from dealwright.lang.captable import load_table

FILE = "examples/openai-microsoft/funding.yaml"
BILLION = 10**9


@pytest.fixture(scope="module")
def table(root: Path) -> CapTable:
    loaded = load_table(root / FILE)
    assert loaded.problems == ()
    assert loaded.table is not None
    return loaded.table


@pytest.fixture(scope="module")
def record(shared: Path) -> list[dict[str, Any]]:
    facts = yaml.safe_load((shared / "facts" / "facts.yaml").read_text(encoding="utf-8"))
    rounds: list[dict[str, Any]] = facts["openai_microsoft"]["funding_rounds"]
    return rounds


def billions(amount: float | None) -> Exact | None:
    return None if amount is None else exact(amount) * BILLION


def test_every_round_of_the_record_is_told_with_its_amount_and_its_sources(
    table: CapTable, record: list[dict[str, Any]]
) -> None:
    assert [each.announced for each in table.financings] == [billions(each["amount_usd_bn"]) for each in record]
    told = zip(table.financings, record, strict=True)
    assert all(set(each.sources) >= set(recorded["sources"]) for each, recorded in told)
    assert [each.on.year for each in table.financings] == [int(str(each["date"])[:4]) for each in record]
    assert all(name in table.sources for each in table.financings for name in each.sources)
    assert all(each.on <= date(2025, 5, 14) for each in table.financings)


def test_where_sources_tell_two_valuations_both_are_told(table: CapTable, record: list[dict[str, Any]]) -> None:
    two = {each["n"]: each["post_money_usd_bn"] for each in record if isinstance(each["post_money_usd_bn"], list)}
    told = {
        place: [each.post_money for each in found.reported]
        for place, found in enumerate(table.financings, 1)
        if found.reported
    }
    assert {place: told[place] for place in two} == {
        place: [billions(each) for each in values] for place, values in two.items()
    }
    assert told[5] == [20 * BILLION, 14 * BILLION]  # conflict K4: the sale of 2021
    single = {each["n"]: each["post_money_usd_bn"] for each in record if each["n"] not in two}
    given = {place: each.post_money for place, each in enumerate(table.financings, 1) if place not in two}
    assert given == {place: billions(value) for place, value in single.items()}


def test_sales_by_holders_brought_no_cash_and_pledges_count_as_far_as_they_were_kept(table: CapTable) -> None:
    brought = {each.financing.id: each for each in history(table)}
    for sale in ("sale_2023", "tender_2024"):
        assert brought[sale].cash == 0
        assert brought[sale].secondary == brought[sale].announced
    for sale in ("sale_2021", "sale_2024"):
        assert brought[sale].cash is None
    assert brought["pledges_2015"].cash == Fraction(13, 100) * BILLION
    assert (brought["softbank_2025"].cash, brought["softbank_2025"].to_come) == (10 * BILLION, 30 * BILLION)


def test_the_headline_total_is_reconciled_with_what_came_in(table: CapTable) -> None:
    """57.9bn less 0.3bn to sellers and 30bn to come, and 2.13bn that it leaves out, is 29.73bn."""
    headlines = {each.id: each for each in table.headlines}
    bridge = reconcile(table, headlines["aggregator_2025"])
    assert bridge.headline.rounds == len(table.financings) == 11
    assert bridge.unexplained == 0
    assert (bridge.secondary, bridge.to_come) == (-exact("0.3") * BILLION, -30 * BILLION)
    assert bridge.left_out == exact("2.13") * BILLION
    assert bridge.cash == exact("29.73") * BILLION
    assert bridge.undisclosed == ("first_close_2019", "sale_2021", "sale_2024")


def test_the_total_of_2024_is_what_four_rounds_announced(table: CapTable) -> None:
    bridge = reconcile(table, {each.id: each for each in table.headlines}["crunchbase_2024"])
    assert bridge.headline.total == exact("17.9") * BILLION
    assert bridge.unexplained == 0
