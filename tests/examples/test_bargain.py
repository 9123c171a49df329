"""The examples bargained over: there is something to sign, and the chance that there is not is printed."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import dealwright
from dealwright.bargain.result import Bargain

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FILES = {
    "hello": "hello.yaml",
    "drug": "drug-licence/deal.yaml",
    "real": "openai-microsoft/deal.yaml",
    "three": "three-at-the-table/deal.yaml",
}
PATHS = 2048


@cache
def bargained(name: str) -> Bargain:
    return dealwright.Study(dealwright.load(EXAMPLES / FILES[name]), paths=PATHS).bargain()


@pytest.mark.parametrize("name", list(FILES))
def test_every_side_gains_in_every_named_solution(name: str) -> None:
    bargain = bargained(name)
    assert bargain.zone > 0
    for solution in bargain.solutions.values():
        assert all(gain >= 0 for gain in solution.surplus.values())


@pytest.mark.parametrize("name", list(FILES))
def test_the_zone_is_a_part_of_the_packages(name: str) -> None:
    bargain = bargained(name)
    assert 0 < bargain.zone < bargain.packages


def test_the_real_deal_compares_every_package_of_its_ranges() -> None:
    assert bargained("real").packages == 47 * 7 * 7 * 2 * 7 * 2
    assert len(bargained("real").paths_of_terms) >= 5


def test_the_chance_that_the_zone_is_empty_is_a_chance() -> None:
    chance = bargained("real").probability_zone_empty
    assert chance is not None
    assert 0 <= chance < 1


def test_no_solution_of_the_real_deal_is_forced_by_the_ends_of_the_stake() -> None:
    for name in ("nash", "kalai_smorodinsky", "egalitarian"):
        stake = float(bargained("real").solutions[name].package["terms.stake.stake"].rstrip("%"))
        assert 0 < stake < 92


def said(*arguments: str) -> str:
    """Run the program as a user does."""
    ran = subprocess.run([sys.executable, "-m", "dealwright", *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_chance_of_a_zone_is_printed_with_its_error() -> None:
    printed = said("bargain", str(EXAMPLES / FILES["real"]), "--paths", str(PATHS))
    chance = re.search(r"Chance that some package suits everyone: >?(\d+)% ±\d+ points?, over 64 draws", printed)
    assert chance is not None
    written: dict[str, Any] = json.loads(json.dumps(bargained("real").to_json()))
    assert 0 <= written["zone"]["probability_empty"] < 1
    assert int(chance[1]) == pytest.approx(100 * (1 - written["zone"]["probability_empty"]), abs=1)
