"""The ranges of the real deal's negotiation: each recomputed from what was known that day, by one rule."""

import math
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

DEAL = "examples/openai-microsoft/deal.yaml"
YEAR = 365.25


@pytest.fixture(scope="module")
def deal(root: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.load((root / DEAL).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes only texts
    return read


def rule(status_quo: float, ask: float | None) -> tuple[float, float]:
    """Widen from status quo to ask by their distance on both sides, and to half the status quo either way at least."""
    ask = status_quo if ask is None else ask
    distance = abs(status_quo - ask)
    low, high = min(status_quo, ask) - distance, max(status_quo, ask) + distance
    return min(low, status_quo / 2), max(high, status_quo * 3 / 2)


def percent(text: str) -> float:
    return float(text.rstrip("%"))


def fact(deal: dict[str, Any], name: str) -> float:
    return float(re.sub(r"(bn|%)$", "", deal["facts"][name]["is"]))


def outwards(low: float, high: float, step: float, least: float, most: float) -> tuple[float, float]:
    """Round the ends outwards to the step, and cut them where nothing more can exist."""
    return max(math.floor(low / step) * step, least), min(math.ceil(high / step) * step, math.floor(most / step) * step)


def written(deal: dict[str, Any], path: str) -> tuple[float, float, float]:
    match = re.fullmatch(r"([\d.]+)% \.\. ([\d.]+)% by ([\d.]+)%", deal["negotiate"]["over"][path])
    assert match, path
    return float(match[1]), float(match[2]), float(match[3])


def test_the_rule_widens_and_is_never_narrower_than_half_the_status_quo() -> None:
    assert rule(20, 10) == (0, 30)
    assert rule(100, 99) == (50, 150)
    assert rule(8, None) == (4, 12)


def test_the_revenue_share_ranges_over_what_the_rule_gives(deal: dict[str, Any]) -> None:
    low, high, step = written(deal, "terms.revenue_share.rate")
    assert (low, high) == outwards(
        *rule(fact(deal, "revenue_share_rate"), fact(deal, "revenue_share_plan")), step, 0, 100
    )


def test_the_stake_ranges_over_what_the_rule_gives(deal: dict[str, Any]) -> None:
    low, high, step = written(deal, "terms.stake.stake")
    after_first = fact(deal, "post_money") - fact(deal, "round_2025") + fact(deal, "first_tranche")
    ask = 100 * fact(deal, "invested") / after_first
    held = 100 * fact(deal, "first_tranche") / after_first
    held += (
        100
        * fact(deal, "round_2024")
        / fact(deal, "post_money_2024")
        * (fact(deal, "post_money") - fact(deal, "round_2025"))
        / after_first
    )
    assert (low, high) == outwards(*rule(fact(deal, "later_profit_share"), ask), step, 0, 100 - held)


@pytest.mark.parametrize("path", ["terms.access.until", "terms.api_exclusivity.until"])
def test_dates_range_over_what_the_rule_gives_to_the_years_left(deal: dict[str, Any], path: str) -> None:
    match = re.fullmatch(r"(\S+) \.\. (\S+) by 1 year", deal["negotiate"]["over"][path])
    assert match, path
    as_of = date.fromisoformat(deal["as_of"])
    left = (date.fromisoformat(deal["facts"]["contract_end"]["is"]) - as_of).days
    low, high = (as_of + timedelta(days=days) for days in rule(left, None))
    assert date.fromisoformat(match[1]) == date(low.year - 1, 12, 31)
    assert date.fromisoformat(match[2]) == date(high.year, 12, 31)


def test_what_is_yes_or_no_is_negotiated_both_ways(deal: dict[str, Any]) -> None:
    over = deal["negotiate"]["over"]
    assert over["terms.access.ends_on"] == [deal["terms"]["access"]["ends_on"], "none"]
    assert over["terms.first_refusal.active"] == ["yes", "no"]


def test_at_least_five_terms_are_negotiated_and_each_has_its_test_here(deal: dict[str, Any]) -> None:
    tested = {"terms.stake.stake", "terms.revenue_share.rate", "terms.access.until", "terms.api_exclusivity.until"}
    tested |= {"terms.access.ends_on", "terms.first_refusal.active"}
    assert set(deal["negotiate"]["over"]) == tested
    assert len(tested) >= 5


def test_each_term_has_the_status_quo_among_its_values(deal: dict[str, Any]) -> None:
    low, _, step = written(deal, "terms.revenue_share.rate")
    assert (fact(deal, "revenue_share_rate") - low) % step == 0
    assert deal["terms"]["access"]["until"] == deal["terms"]["api_exclusivity"]["until"] == "contract_end"
    assert deal["facts"]["contract_end"]["is"] == "2030-12-31"
