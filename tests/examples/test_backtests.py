"""The pages of the real deals say what `dealwright backtest` says: one exactly, the others at fewer futures."""

import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from dealwright.bargain.backtest_result import Backtest

ROOT = Path(__file__).resolve().parents[2]
FEW, DRAWS = 2048, 64


@cache
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("backtests_tool", ROOT / "tools" / "backtests.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


DEALS = tool().DEALS
CHECKED = ("yahoo-microsoft", "bms-imclone", "renault-nissan")
"""Those looked back at here at fewer futures; to look back at all of them takes a while."""


@cache
def looked_back(deal: str) -> Backtest:
    found: Backtest = tool().looked_back(deal, FEW)
    return found


def error(chance: float) -> float:
    """Four standard errors of a chance over the draws, and half of one draw where it is sure."""
    return float(4 * (chance * (1 - chance) / DRAWS) ** 0.5 + 0.5 / DRAWS)


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def test_a_page_says_what_the_command_says() -> None:
    block = tool().BLOCK.search(page("bms-otsuka"))
    assert block is not None
    assert block[0] == tool().told(tool().looked_back("bms-otsuka")), "run: python tools/backtests.py"


@pytest.mark.parametrize("deal", CHECKED)
def test_the_chances_of_a_page_hold_at_fewer_futures(deal: str) -> None:
    found = looked_back(deal)
    told = re.sub(r"\s+", " ", page(deal))
    where, chance = re.search(r"central beliefs it is (in|outside) the zone; .* be in it is <?(\d+)%", told).groups()  # type: ignore[union-attr]
    assert found.in_zone == (where == "in")
    assert found.probability_in_zone == pytest.approx(int(chance) / 100, abs=error(int(chance) / 100))
    packages = re.search(r"The zone holds ([\d,]+) of ([\d,]+) packages", told)
    assert packages is not None
    assert found.packages == int(packages[2].replace(",", ""))
    assert found.zone == pytest.approx(int(packages[1].replace(",", "")), rel=0.03, abs=1)


@pytest.mark.parametrize("deal", DEALS)
def test_the_manual_has_a_row_of_each_deal_as_on_its_page(deal: str) -> None:
    rows = [line for line in page("backtest").splitlines() if f"({deal}.md)" in line]
    assert len(rows) == 1
    chance = re.search(r"\| (<?\d+%) \|", rows[0])
    told = re.search(r"be in it is (<?\d+%)", re.sub(r"\s+", " ", page(deal)))
    assert chance is not None
    assert told is not None
    assert chance[1] == told[1]
    assert "in sample" in page("backtest")


def test_where_the_package_was_in_the_zone_no_change_came_nearest() -> None:
    assert [deal for deal in CHECKED if looked_back(deal).in_zone] == ["bms-imclone"]
    rules = looked_back("bms-imclone").rules
    shares = {name: rule.of_pie.median for name, rule in rules.items() if rule.of_pie is not None}
    assert min(shares, key=lambda name: shares[name]) == "no_change"
    assert rules["no_change"].nearest > 0.9


@pytest.mark.parametrize("deal", CHECKED)
def test_every_package_is_off_the_frontier_by_more_than_the_error(deal: str) -> None:
    distance = looked_back(deal).distance
    assert distance.beyond_error
    assert distance.again is not None
    again = distance.again
    assert again.value == pytest.approx(distance.left, abs=4 * 2**0.5 * again.standard_error)


def test_the_sales_are_handed_over_in_every_solution() -> None:
    rules = looked_back("yahoo-microsoft").rules
    for name in ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian"):
        assert rules[name].package["terms.handover.active"] == "yes"
