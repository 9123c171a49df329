"""What the analysis of a scenario says: published figures, and every outcome gone through by hand."""

import itertools
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.bargain.genius import analysis
from dealwright.bargain.genius import merged as merging
from dealwright.bargain.genius.merged import merged_frontier
from dealwright.bargain.genius.outcomes import Outcomes, all_utilities, parts
from dealwright.lang.genius.functions import Line, Table, Triangle
from dealwright.lang.genius.issue import Issue
from dealwright.lang.genius.scenario import Additive, Profile, Scenario
from dealwright.show.genius.words import finding
from dealwright.study.genius import analyse, read_scenario
from genius.published import camera, negolog, party
from genius.scenario_files import summed


def scenario_in(path: Path) -> Scenario:
    reading = read_scenario([path])
    assert reading.problems == ()
    assert reading.scenario is not None
    return reading.scenario


def test_the_party_domain_has_the_figures_that_genius_published(tmp_path: Path) -> None:
    found = analyse(scenario_in(party(tmp_path)))
    assert found.outcomes.count == 3072
    assert found.opposition.kalai == 0.16125630169667857
    outcomes = found.outcomes
    worth = [all_utilities(profile, outcomes, 0, 3072) for profile in scenario_in(party(tmp_path)).profiles]
    assert np.corrcoef(worth[0], worth[1])[0, 1] == pytest.approx(0.4072970334405561, rel=1e-14)


@pytest.mark.parametrize(
    ("evaluations", "nash", "welfare"),
    [([0.2, 0.61, 1.0], (0.7353, 0.7353), 1.4706), ([0.2, 0.47, 0.73, 1.0], (0.7749, 0.6891), 1.464)],
)
def test_domains_of_negolog_have_the_nash_points_that_it_published(
    tmp_path: Path, evaluations: list[float], nash: tuple[float, float], welfare: float
) -> None:
    """The parties mirror each other, so that the mirror of a Nash point is one as well."""
    solutions = analyse(scenario_in(negolog(tmp_path, evaluations))).bargain.solutions
    found = solutions["nash"].certainty_equivalent
    assert sorted(found.values(), reverse=True) == pytest.approx(nash, rel=1e-14)
    assert sum(solutions["utilitarian"].certainty_equivalent.values()) == pytest.approx(welfare, rel=1e-14)


def test_utilities_are_shares_of_the_largest_evaluation_times_weights(tmp_path: Path) -> None:
    outcome = {
        "Maker": "Nikon",
        "Body": "APS-C",
        "Lens": "Entry model",
        "Tripod": "Induro",
        "Bag": "Tamrac",
        "Accessory": "Memory",
    }
    asked = analyse(scenario_in(camera(tmp_path)), outcome=outcome).agreement
    assert asked is not None
    first = 0.34 * 300 / 320 + 0.06 / 3 + 0.13 * 30 / 350 + 0.09 * 25 / 525 + 0.11 * 35 / 340 + 0.27 * 10 / 220
    second = 0.07 * 70 / 500 + 0.09 + 0.34 * 10 / 250 + 0.26 * 20 / 160 + 0.17 * 10 / 100 + 0.07 * 20 / 35
    assert asked.utility == pytest.approx({"first": first, "second": second}, rel=1e-14)
    nash = analyse(scenario_in(camera(tmp_path))).bargain.solutions["nash"].certainty_equivalent
    assert asked.to_nash == pytest.approx(math.dist(nash.values(), asked.utility.values()))


def test_an_agreement_at_a_time_is_discounted_and_so_is_no_agreement(tmp_path: Path) -> None:
    now, then = (analyse(scenario_in(camera(tmp_path)), time=time) for time in (0.0, 0.5))
    nash, later = (found.bargain.solutions["nash"] for found in (now, then))
    assert later.package == nash.package
    for party_name, utility in nash.certainty_equivalent.items():
        assert later.certainty_equivalent[party_name] == pytest.approx(utility * 0.5**0.5)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    parties = draw(st.integers(2, 3))
    issues = tuple(Issue(f"i{at}", values=tuple("abcd"[:size]), index=at + 1) for at, size in enumerate(sizes))
    few = st.integers(0, 5).map(float)
    profiles = []
    for name in "xyz"[:parties]:
        tables = [
            Table(tuple(zip(issue.values, draw(st.lists(few, min_size=size, max_size=size)), strict=True)))
            for issue, size in zip(issues, sizes, strict=True)
        ]
        weights = draw(st.lists(st.sampled_from([0.1, 0.25, 0.5, 1.0]), min_size=len(sizes), max_size=len(sizes)))
        held = draw(st.sampled_from([0.0, 0.2, 0.5]))
        profiles.append(Profile(name, Additive(tuple(weights), tuple(tables), most=1.0), held))
    return Scenario("drawn", issues, tuple(profiles))


def utility_by_hand(profile: Profile, issues: tuple[Issue, ...], outcome: tuple[str, ...]) -> float:
    """Do what GENIUS does, one outcome at a time."""
    total = 0.0
    utility = summed(profile)
    for weight, function, _, value in zip(utility.weights, utility.functions, issues, outcome, strict=True):
        assert isinstance(function, Table)
        evaluations = dict(function.entries)
        most = max(evaluations.values())
        total += weight * (evaluations[value] / most if most > 0 else 0.0)
    return min(total, 1.0)


def all_by_hand(scenario: Scenario) -> dict[tuple[str, ...], tuple[float, ...]]:
    outcomes = itertools.product(*(issue.values for issue in scenario.issues))
    words = [tuple(map(str, outcome)) for outcome in outcomes]
    return {each: tuple(utility_by_hand(p, scenario.issues, each) for p in scenario.profiles) for each in words}


def undominated(points: set[tuple[float, ...]]) -> set[tuple[float, ...]]:
    return {
        point
        for point in points
        if not any(all(a >= b for a, b in zip(other, point, strict=True)) and other != point for other in points)
    }


@given(scenarios())
def test_the_frontier_is_that_of_all_outcomes_gone_through_by_hand(scenario: Scenario) -> None:
    worth = all_by_hand(scenario)
    found = analyse(scenario)
    assert found.outcomes.count == len(worth)
    frontier = {tuple(point.certainty_equivalent.values()) for point in found.bargain.frontier}
    assert frontier == undominated(set(worth.values()))
    held = [profile.reservation_value for profile in scenario.profiles]
    assert found.bargain.zone == sum(all(a >= b for a, b in zip(each, held, strict=True)) for each in worth.values())
    for point in found.bargain.frontier:
        assert worth[tuple(point.package.values())] == tuple(point.certainty_equivalent.values())


@given(scenarios())
def test_merging_issue_by_issue_finds_the_same_solutions(scenario: Scenario) -> None:
    listed = analyse(scenario)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(analysis, "MOST_LISTED", 0)
        merged = analyse(scenario)
    assert merged.acceptable_share is not None
    share = listed.bargain.zone / listed.outcomes.count
    assert abs(merged.acceptable_share.value - share) <= 4 * math.sqrt(share * (1 - share) / analysis.DRAWN)
    assert set(listed.bargain.solutions) == set(merged.bargain.solutions)
    for name, solution in listed.bargain.solutions.items():
        assert merged.bargain.solutions[name].surplus == pytest.approx(solution.surplus, abs=1e-12)
    assert merged.opposition.nearest == pytest.approx(listed.opposition.nearest, abs=1e-12)


@given(scenarios(), st.integers(1, 7))
def test_merging_piece_by_piece_is_merging_at_once(scenario: Scenario, pieces: int) -> None:
    rows = [parts(profile, Outcomes(scenario.issues)) for profile in scenario.profiles]
    whole = merged_frontier(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "MOST_JOINED", pieces)
        cut = merged_frontier(rows)
    assert np.array_equal(whole.worth, cut.worth)
    assert np.array_equal(whole.places, cut.places)


@given(scenarios())
def test_a_frontier_that_is_too_long_is_off_by_no_more_than_is_said(scenario: Scenario) -> None:
    rows = [parts(profile, Outcomes(scenario.issues)) for profile in scenario.profiles]
    whole = merged_frontier(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "MOST_KEPT", 2)
        patch.setattr(merging, "FINENESS", 0.1)
        coarse = merged_frontier(rows)
    for point in whole.worth.T:
        assert (coarse.worth >= point[:, None] - coarse.slack - 1e-12).all(axis=0).any()
    assert coarse.slack == 0 or coarse.worth.shape[1] <= whole.worth.shape[1]


def test_a_domain_of_ten_to_the_twentieth_outcomes_has_its_frontier_in_moments() -> None:
    # Each issue is a choice between 1 for one and 1 for the other: the frontier of the sum is a straight line.
    issue = [np.arange(10.0), np.arange(10.0)[::-1]]
    merged = merged_frontier([[issue[0]] * 20, [issue[1]] * 20])
    assert merged.worth.shape[1] == 181
    assert (merged.worth.sum(axis=0) == 180).all()
    assert (merged.places.sum(axis=1) == merged.worth[0]).all()


def test_functions_say_what_genius_says_at_the_edges() -> None:
    assert Triangle(0, 10, 10).of([9.0, 10.0]) == [0.9, 0.0], "a top at the end is zero there"
    assert Triangle(5, 10, 5).of([4.9, 5.0, 7.5]) == [0.0, 1.0, 0.5]
    assert Table((("a", 0.000001), ("b", 0.0))).of(["a", "b"]) == [0.0, 0.0]
    assert Table((("a", 0.5), ("b", 0.25))).of(["a", "b"]) == [1.0, 0.5], "also where the largest is under one"
    assert Line(1.0, -0.5, clipped=True).of([0, 1, 2]) == [0.0, 0.5, 1.0]


def test_a_better_outcome_for_all_is_named(tmp_path: Path) -> None:
    outcome = {
        "Food": "Catering",
        "Drinks": "Catering",
        "Location": "Your Dorm",
        "Invitations": "Custom, Printed",
        "Music": "DJ",
        "Cleanup": "Water and Soap",
    }
    asked = analyse(scenario_in(party(tmp_path)), outcome=outcome).agreement
    assert asked is not None
    assert asked.better is not None
    assert all(asked.better.certainty_equivalent[name] >= worth for name, worth in asked.utility.items())
    assert asked.to_frontier > 0


def test_one_party_alone_takes_what_it_likes_best_and_four_are_told_apart(tmp_path: Path) -> None:
    scenario = scenario_in(party(tmp_path))
    alone = analyse(replace(scenario, profiles=scenario.profiles[:1]))
    assert alone.bargain.solutions["nash"].certainty_equivalent == {"cath": pytest.approx(1.0)}
    assert finding(alone).startswith("cath wants most: Food Chips and Nuts")
    twice = [replace(profile, name=f"{profile.name}{at}") for at in (1, 2) for profile in scenario.profiles]
    four, two = analyse(replace(scenario, profiles=tuple(twice))), analyse(scenario)
    assert [point.package for point in four.bargain.frontier] == [point.package for point in two.bargain.frontier]
    assert four.bargain.solutions["nash"].package == two.bargain.solutions["nash"].package


def test_lots_may_be_drawn_between_outcomes(tmp_path: Path) -> None:
    found = analyse(scenario_in(party(tmp_path)), lotteries=True)
    assert found.bargain.space == "lotteries"
    sure = analyse(scenario_in(party(tmp_path))).bargain.solutions["egalitarian"].certainty_equivalent
    drawn = found.bargain.solutions["egalitarian"].certainty_equivalent
    assert min(drawn.values()) > min(sure.values())
    assert drawn["cath"] == pytest.approx(drawn["kh"])
