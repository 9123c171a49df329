"""Bargaining problems with known solutions: every figure that their file expects is compared with our own."""

import json
import math
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dealwright.bargain import Rules, adjusted_winner, bargain, frontier, zone
from dealwright.bargain.double_auction import auction_gains

FILE = Path(__file__).resolve().parents[3] / "shared" / "bargaining" / "textbook.json"
PROBLEMS: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else []
SPLITS = 200_000


def solve(packages: list[tuple[float, float]], *, mixable: bool = False) -> dict[str, list[float]]:
    """Solve a problem stated in utilities with the disagreement point at zero."""
    rules = Rules(lotteries=mixable)
    found = bargain(np.array(packages, dtype=float).T, {"first": 0.0, "second": 0.0}, measure="utility", rules=rules)
    assert found.measure == "utility"
    assert found.space == ("lotteries" if mixable else "money")
    solved = {name: list(each.surplus.values()) for name, each in found.solutions.items()}
    return solved | {"ks": solved["kalai_smorodinsky"], "ideal": list(found.ideal.values())}


def bill_and_jack(problem: dict[str, Any]) -> dict[str, Any]:
    goods = [("Bill", name, worth) for name, worth in problem["goods"]["Bill"].items()]
    goods += [("Jack", name, worth) for name, worth in problem["goods"]["Jack"].items()]
    trades = list(product((0, 1), repeat=len(goods)))
    sign = {"Bill": (-1, 1), "Jack": (1, -1)}
    worth = [
        tuple(
            sum(taken * sign[owner][who] * value[who] for taken, (owner, _, value) in zip(trade, goods, strict=True))
            for who in (0, 1)
        )
        for trade in trades
    ]
    array = np.array(worth, dtype=float).T
    found = bargain(array, {"Bill": 0.0, "Jack": 0.0}, measure="utility")
    nash = found.solutions["nash"]
    moved = [good for taken, good in zip(trades[nash.number], goods, strict=True) if taken]
    given = [f"{who} gives {', '.join(name for owner, name, _ in moved if owner == who)}" for who in ("Bill", "Jack")]
    utilitarian = found.solutions["utilitarian"]
    tied = [utilitarian.certainty_equivalent, *(each.certainty_equivalent for each in utilitarian.ties)]
    ties = [list(each.values()) for each in tied]
    rational = np.intersect1d(frontier(array), zone(array, np.zeros(2)))
    assert found.packages == 512
    assert all(each in worth for each in map(tuple, ties))
    return {
        "nash": list(nash.surplus.values()),
        "nash_product": math.prod(nash.surplus.values()),
        "nash_trade": "; ".join(given),
        "frontier_individually_rational": sorted({worth[number] for number in rational}, reverse=True),
        "ks_discrete_maxmin_ratio": list(found.solutions["kalai_smorodinsky"].surplus.values()),
        "egalitarian_discrete": list(found.solutions["egalitarian"].surplus.values()),
        "utilitarian": list(utilitarian.surplus.values()),
        "utilitarian_ties": [list(pair) for pair in sorted(set(map(tuple, ties)), reverse=True)],
        "convexified": solve(worth, mixable=True),
    }


def monotonicity(problem: dict[str, Any]) -> list[dict[str, list[float]]]:
    assert problem["d"] == [0, 0]
    return [solve(packages, mixable=problem["mixable"]) for packages in problem["sets"]]


def split_the_dollar(_: dict[str, Any]) -> dict[str, float]:
    share = np.arange(SPLITS + 1) / SPLITS
    solved = solve(list(zip(share, np.sqrt(1 - share), strict=True)))
    return {"nash_x": solved["nash"][0], "ks_x": solved["ks"][0], "utilitarian_x": solved["utilitarian"][0]}


def double_auction(_: dict[str, Any]) -> dict[str, Any]:
    expected = auction_gains()
    return {
        "trade_iff": f"v-c>={Fraction(expected.margin).limit_denominator(1000)}",
        "expected_gain": expected.gain,
        "first_best": expected.first_best,
        "trade_probability": expected.probability,
    }


def divided(problem: dict[str, Any]) -> dict[str, Any]:
    assert problem["order"] == "[Donald, Ivana]"
    division = adjusted_winner({name: tuple(points) for name, points in problem["items"].items()})
    assert division.split is not None
    assert division.points[0] == division.points[1]
    share = division.first_gets[division.split]
    return {"each": division.points[0], "split_item": division.split, "to_Donald": share}


def packages_in_utilities(problem: dict[str, Any]) -> dict[str, Any]:
    assert problem["d"] == [0, 0]
    solved = solve(problem["packages"])
    return solved | {"nash_product": math.prod(solved["nash"]), "ks_maxmin": solved["ks"]}


OURS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "nash1950_bill_jack": bill_and_jack,
    "ks1975_monotonicity": monotonicity,
    "split_dollar_risk_averse": split_the_dollar,
    "chatterjee_samuelson_1983": double_auction,
    "adjusted_winner_trump": divided,
    "negmas_trap_batna_below_worst": packages_in_utilities,
    "negmas_trap_ties": packages_in_utilities,
    "negmas_trap_ks_spread": packages_in_utilities,
}
TOLERANCE = {"split_dollar_risk_averse": 1.0 / SPLITS}
"""The dollar is split in 200,000 steps."""


def number(expected: str) -> float | None:
    """Read a fraction, or the golden section as the file writes it; None for a text that is no number."""
    if expected == "(sqrt(5)-1)/2":
        return (math.sqrt(5) - 1) / 2
    try:
        return float(Fraction(expected))
    except ValueError:
        return None


def assert_same(expected: Any, ours: Any, tolerance: float, place: str) -> None:
    """Compare every expected figure with ours; what is not expected does not count."""
    if isinstance(expected, dict):
        for key, each in expected.items():
            assert_same(each, ours[key], tolerance, f"{place}.{key}")
    elif isinstance(expected, list):
        assert len(ours) == len(expected), place
        for step, (each, mine) in enumerate(zip(expected, ours, strict=True)):
            assert_same(each, mine, tolerance, f"{place}[{step}]")
    elif isinstance(expected, str) and number(expected) is None:
        assert ours == expected, place
    else:
        value = number(expected) if isinstance(expected, str) else expected
        assert float(ours) == pytest.approx(value, rel=0, abs=tolerance), place


def test_the_problems_are_there(shared: Path) -> None:
    assert shared.samefile(FILE.parents[1])
    assert {problem["id"] for problem in PROBLEMS} == set(OURS)


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem["id"])
def test_the_solutions_are_those_of_the_textbook(problem: dict[str, Any]) -> None:
    ours = OURS[problem["id"]](problem)
    assert_same(problem["expect"], ours, TOLERANCE.get(problem["id"], 1e-12), problem["id"])


@pytest.mark.parametrize("problem", [p for p in PROBLEMS if "negmas_0_16_0" in p], ids=lambda problem: problem["id"])
def test_the_traps_another_tool_falls_into_are_avoided(problem: dict[str, Any]) -> None:
    ours = packages_in_utilities(problem)
    for name, theirs in problem["negmas_0_16_0"].items():
        assert ours[name] != theirs


def test_a_larger_set_takes_from_the_second_party_by_nash_but_not_by_kalai_smorodinsky() -> None:
    smaller = solve([(0, 1), (1, 0), (0.75, 0.75)], mixable=True)
    larger = solve([(0, 1), (1, 0), (1, 0.7), (0.75, 0.75)], mixable=True)
    assert larger["nash"][1] < smaller["nash"][1]
    assert all(after >= before for before, after in zip(smaller["ks"], larger["ks"], strict=True))


def test_the_table_of_trades_as_published_is_not_the_frontier() -> None:
    # nine rows are printed beside Nash's example; the one that gives (0, 8) is dominated by a trade that gives (2, 8)
    problem = next(each for each in PROBLEMS if each["id"] == "nash1950_bill_jack") if PROBLEMS else None
    if problem is None:
        pytest.skip("no published examples beside the repository")
    assert "its row (0,8) is dominated by (2,8)" in problem["caution"]
    exact = bill_and_jack(problem)["frontier_individually_rational"]
    assert (2, 8) in exact
    assert (0, 8) not in exact
