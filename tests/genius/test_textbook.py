"""Textbook problems written as scenarios and read again have their published solutions, with and without lotteries."""

import itertools
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dealwright.lang.genius.functions import Table
from dealwright.lang.genius.issue import Issue
from dealwright.lang.genius.print_yaml import yaml_files
from dealwright.lang.genius.scenario import Additive, Profile, Scenario
from dealwright.study.genius import Analysis, analyse, read_scenario


@pytest.fixture(scope="module")
def problems(shared: Path) -> dict[str, Any]:
    listed = json.loads((shared / "bargaining" / "textbook.json").read_text("utf-8"))
    return {each["id"]: each for each in listed}


def analysed(scenario: Scenario, path: Path, *, lotteries: bool = False) -> Analysis:
    for name, text in yaml_files(scenario).items():
        (path / name).write_text(text, encoding="utf-8")
    reading = read_scenario([path])
    assert reading.problems == ()
    assert reading.scenario == scenario
    return analyse(scenario, lotteries=lotteries)


def of_points(points: list[list[float]], held: list[float]) -> Scenario:
    issue = Issue("package", values=tuple(f"p{at}" for at in range(len(points))), index=1)
    profiles = [
        Profile(party, Additive((1.0,), (Table(tuple(zip(issue.values, row, strict=True)), by_largest=False),)), least)
        for party, row, least in zip(("first", "second"), zip(*points, strict=True), held, strict=True)
    ]
    return Scenario("textbook", (issue,), tuple(profiles), "NegMAS")


def bill_and_jack(problem: dict[str, Any]) -> Scenario:
    """Make each good an issue: its owner keeps it, or gives it to the other."""
    issues, tables = [], {"Bill": [], "Jack": []}  # type: ignore[var-annotated]
    for owner, goods in problem["goods"].items():
        for good, worth in goods.items():
            issues.append(Issue(good, values=("kept", "given"), index=len(issues) + 1))
            for party, value in zip(("Bill", "Jack"), worth, strict=True):
                change = -float(value) if party == owner else float(value)
                tables[party].append(Table((("kept", 0.0), ("given", change)), by_largest=False))
    profiles = [Profile(name, Additive((1.0,) * len(issues), tuple(rows)), 0.0) for name, rows in tables.items()]
    return Scenario("nash1950", tuple(issues), tuple(profiles), "NegMAS")


def utilities(found: Analysis, name: str) -> list[float]:
    return list(found.bargain.solutions[name].certainty_equivalent.values())


def test_bill_and_jack_trade_as_nash_says(problems: dict[str, Any], tmp_path: Path) -> None:
    problem = problems["nash1950_bill_jack"]
    expect, found = problem["expect"], analysed(bill_and_jack(problem), tmp_path)
    assert found.outcomes.count == 512
    assert utilities(found, "nash") == expect["nash"]
    given = [good for good, fate in found.bargain.solutions["nash"].package.items() if fate == "given"]
    assert f"Bill gives {', '.join(given[:4])}; Jack gives {', '.join(given[4:])}" == expect["nash_trade"]
    acceptable = [list(point.certainty_equivalent.values()) for point in found.bargain.frontier]
    inside = sorted({tuple(point) for point in acceptable if min(point) >= 0}, reverse=True)
    assert [list(point) for point in inside] == expect["frontier_individually_rational"]
    assert utilities(found, "kalai_smorodinsky") == expect["ks_discrete_maxmin_ratio"]
    assert utilities(found, "egalitarian") == expect["egalitarian_discrete"]
    ties = found.bargain.solutions["utilitarian"].ties
    named = {tuple(utilities(found, "utilitarian")), *(tuple(tie.certainty_equivalent.values()) for tie in ties)}
    assert named == {tuple(point) for point in expect["utilitarian_ties"]}
    drawn, convex = analysed(bill_and_jack(problem), tmp_path, lotteries=True), expect["convexified"]
    assert utilities(drawn, "nash") == pytest.approx(convex["nash"])
    assert utilities(drawn, "egalitarian") == pytest.approx([float(Fraction(each)) for each in convex["egalitarian"]])
    assert utilities(drawn, "kalai_smorodinsky") == pytest.approx([float(Fraction(each)) for each in convex["ks"]])


def test_kalai_and_smorodinsky_disagree_with_nash_on_their_example(problems: dict[str, Any], tmp_path: Path) -> None:
    problem = problems["ks1975_monotonicity"]
    names = {"nash": "nash", "ks": "kalai_smorodinsky", "egalitarian": "egalitarian"}
    for points, expect in zip(problem["sets"], problem["expect"], strict=True):
        found = analysed(of_points(points, problem["d"]), tmp_path, lotteries=True)
        for name, point in expect.items():
            assert utilities(found, names[name]) == pytest.approx([float(Fraction(each)) for each in point])


def test_a_dollar_is_split_as_the_closed_form_says(problems: dict[str, Any], tmp_path: Path) -> None:
    expect = problems["split_dollar_risk_averse"]["expect"]
    points = [[at / 1200, (1 - at / 1200) ** 0.5] for at in range(1201)]
    found = analysed(of_points(points, [0.0, 0.0]), tmp_path)
    assert utilities(found, "nash")[0] == pytest.approx(float(Fraction(expect["nash_x"])))
    assert utilities(found, "utilitarian")[0] == expect["utilitarian_x"]
    assert utilities(found, "kalai_smorodinsky")[0] == pytest.approx((5**0.5 - 1) / 2, abs=1 / 1200)


@pytest.mark.parametrize("case", ["negmas_trap_batna_below_worst", "negmas_trap_ties", "negmas_trap_ks_spread"])
def test_the_traps_of_negmas_are_no_traps(problems: dict[str, Any], tmp_path: Path, case: str) -> None:
    problem = problems[case]
    found = analysed(of_points(problem["packages"], problem.get("d", [0, 0])), tmp_path)
    names = {"nash": "nash", "ks_maxmin": "kalai_smorodinsky"}
    told = {name: point for name, point in problem["expect"].items() if name in names}
    assert told
    for name, point in told.items():
        assert utilities(found, names[name]) == point
    pairs = itertools.pairwise(found.bargain.frontier)
    assert all(one.certainty_equivalent != other.certainty_equivalent for one, other in pairs)
