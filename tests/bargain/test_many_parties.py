"""Three and more parties at the table: every door answers, and each solution is what its definition says."""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.bargain import Bargain, Rules, bargain
from dealwright.bargain.cloud import pictured, thin
from dealwright.cli.main import main
from dealwright.lang.load import load
from dealwright.show.charts.frontier import frontier_panels
from dealwright.show.number import Scale
from dealwright.show.story import bargain_story
from dealwright.study import Study

PIE = """
dealwright: 1
title: Three share twelve
as_of: 2026-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
parties:
  ada: {name: Ada, discount: 0%, risk_tolerance: none}
  ben: {name: Ben, discount: 0%, risk_tolerance: none}
  cyd: {name: Cyd, discount: 0%, risk_tolerance: none}
terms:
  pie: {kind: flow, payee: ada, amount: 12m USD/year}
  to_ben: {kind: payment, payer: ada, payee: ben, amount: 1m, on: 2026-01-01}
  to_cyd: {kind: payment, payer: ada, payee: cyd, amount: 1m, on: 2026-01-01}
  alone: {kind: flow, active: no, payee: ada, amount: 3m USD/year}
scenarios:
  no_deal:
    title: No pie
    set: {terms.pie.active: no, terms.to_ben.active: no, terms.to_cyd.active: no, terms.alone.active: yes}
negotiate:
  between: [ada, ben, cyd]
  no_deal: no_deal
  over:
    terms.to_ben.amount: 0 USD .. 12m by 1m
    terms.to_cyd.amount: 0 USD .. 12m by 1m
"""


def file_of(folder: Path, text: str) -> Path:
    path = folder / "deal.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def shared(folder: Path, text: str = PIE) -> Bargain:
    return Study(load(file_of(folder, text)), paths=256).bargain()


def gains(found: Bargain, name: str) -> list[float]:
    return [round(gain / 1e6, 6) for gain in found.solutions[name].surplus.values()]


def test_three_share_what_is_over_no_deal_equally(tmp_path: Path) -> None:
    found = shared(tmp_path)
    assert found.between == ("ada", "ben", "cyd")
    assert found.packages == 13 * 13
    assert found.zone == 10 * 11 / 2  # what ben and cyd get is at most nine together
    assert len(found.frontier) == 13 * 13  # all sums are equal
    for name in ("nash", "kalai_smorodinsky", "egalitarian"):
        assert gains(found, name) == [3.0, 3.0, 3.0]
    assert found.solutions["utilitarian"].tied == 55
    assert found.ideal == pytest.approx({"ada": 12e6, "ben": 9e6, "cyd": 9e6})
    assert set(found.solutions["nash"].probability_signs.values()) == {1.0}
    assert found.probability_zone_empty == 0.0


def test_powers_of_three_parties_divide_in_proportion(tmp_path: Path) -> None:
    powered = PIE.replace("  no_deal: no_deal\n", "  no_deal: no_deal\n  power: {ada: 1, ben: 3, cyd: 5}\n")
    assert gains(shared(tmp_path, powered), "nash") == [1.0, 3.0, 5.0]


def test_three_who_may_pay_each_other_divide_the_largest_total(tmp_path: Path) -> None:
    paying = PIE.replace("by 1m\n", "by 6m\n").replace(
        "  no_deal: no_deal\n", "  no_deal: no_deal\n  side_payments: yes\n"
    )
    found = shared(tmp_path, paying)
    nash = found.solutions["nash"]
    assert found.space == "money with side payments"
    assert gains(found, "nash") == [3.0, 3.0, 3.0]
    assert sum(nash.payments.values()) == pytest.approx(0.0, abs=1e-6)


def test_without_a_zone_three_parties_are_told_the_nearest_package(tmp_path: Path) -> None:
    found = shared(tmp_path, PIE.replace("amount: 3m USD/year", "amount: 14m USD/year"))
    assert found.zone == 0
    assert found.no_solution
    assert found.nearest is not None
    assert set(found.nearest.package.values()) == {"0"}  # ada misses two, nobody less than that elsewhere


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_the_command_tells_what_all_three_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert main(["bargain", str(file_of(tmp_path, PIE)), "--paths", "256", *arguments]) == 0
    said = capsys.readouterr().out
    if arguments:
        assert list(json.loads(said)["solutions"]["nash"]["surplus"]) == ["ada", "ben", "cyd"]
    else:
        assert "Ada, Ben and Cyd can all sign" in said
        assert "no deal for every side" in said
        assert "Others as good" in said


def test_the_report_draws_each_two_of_three_parties(tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    assert main(["report", str(file_of(tmp_path, PIE)), "--paths", "256", "--out", str(out)]) == 0
    page = out.read_text(encoding="utf-8")
    for pair in ("ada-ben", "ada-cyd", "ben-cyd"):
        assert f'id="chart-frontier-{pair}"' in page
    assert "Ada and Cyd" in page
    assert "must suit everyone else at the table, too" in page
    assert "Cyd: gain, Nash package" in page


def test_a_panel_tells_what_a_dot_is_worth_to_who_is_on_no_axis_and_its_edge_never_rises() -> None:
    shares = np.random.default_rng(2).dirichlet(np.ones(3), 500).T
    found = bargain(shares, {"ada": 0.1, "ben": 0.1, "cyd": 0.1})
    panels = frontier_panels(found, bargain_story(found, {}, "USD"), Scale(1.0, ""))
    assert [panel.name for panel in panels] == ["frontier-ada-ben", "frontier-ada-cyd", "frontier-ben-cyd"]
    for panel in panels:
        assert all({"x", "y", "v0"} <= dot.keys() for dot in panel.data["dots"])
        assert [dot["x"] + dot["y"] + dot["v0"] for dot in panel.data["dots"]] == pytest.approx(
            [1.0] * len(panel.data["dots"]), abs=2e-3
        )
        heights = [point["y"] for point in panel.data["hull"]]
        assert heights == sorted(heights, reverse=True)
        assert "suits both" in {row["s"] for row in panel.data["labels"]}


def test_a_backtest_of_three_parties_names_what_each_could_still_gain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signed = """
talks:
  - by: ben
    on: 2026-01-01
    signed: yes
    offer: {terms.to_ben.amount: 4m, terms.to_cyd.amount: 2m}
"""
    assert main(["backtest", str(file_of(tmp_path, PIE + signed)), "--paths", "256"]) == 0
    said = capsys.readouterr().out
    assert "on the frontier" in said
    assert [name for name in ("Ada", "Ben", "Cyd") if name not in said] == []


def score(name: str, gain: np.ndarray, ideal: np.ndarray) -> float:
    """Say how good a package is by a solution's definition."""
    counted = ideal > 0
    return float(
        {
            "nash": np.prod(gain),
            "kalai_smorodinsky": min(gain[counted] / ideal[counted], default=0.0),
            "egalitarian": gain.min(),
            "utilitarian": gain.sum(),
        }[name]
    )


@given(st.integers(3, 6), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_each_solution_is_best_by_its_own_definition(parties: int, packages: int, seed: int) -> None:
    worth = np.random.default_rng(seed).integers(0, 9, (parties, packages)).astype(float)
    names = "abcdef"[:parties]
    found = bargain(worth, dict.fromkeys(names, 2.0))
    inside = worth[:, (worth >= 2.0).all(axis=0)] - 2.0
    assert found.zone == inside.shape[1]
    assert bool(found.solutions) == (inside.size > 0)
    for name, solution in found.solutions.items():
        ideal = inside.max(axis=1)
        best = max(score(name, column, ideal) for column in inside.T)
        assert score(name, np.array(list(solution.surplus.values())), ideal) == pytest.approx(best, rel=1e-12)
        assert solution.number in {point.number for point in found.frontier}


@given(st.integers(3, 6), st.integers(0, 2**32 - 1))
def test_side_payments_among_many_leave_nobody_short(parties: int, seed: int) -> None:
    worth = np.random.default_rng(seed).normal(size=(parties, 40))
    names = "abcdef"[:parties]
    found = bargain(worth, dict.fromkeys(names, 0.0), rules=Rules(side_payments=True))
    assert bool(found.solutions) == bool(worth.sum(axis=0).max() >= 0)
    for solution in found.solutions.values():
        assert min(solution.surplus.values()) >= -1e-12
        assert sum(solution.payments.values()) == pytest.approx(0.0, abs=1e-9)


def test_the_picture_shows_each_two_of_three_and_the_first_with_each_of_more() -> None:
    assert pictured(2) == [(0, 1)]
    assert pictured(3) == [(0, 1), (0, 2), (1, 2)]
    assert pictured(5) == [(0, 1), (0, 2), (0, 3), (0, 4)]


def test_a_thinned_cloud_of_three_keeps_the_outline_of_each_pair() -> None:
    worth = np.random.default_rng(1).normal(size=(3, 50_000))
    kept = worth[:, thin(worth)]
    assert kept.shape[1] <= 3 * 1600
    for party, other in product(range(3), repeat=2):
        assert np.ptp(kept[party] + kept[other]) > 0.95 * np.ptp(worth[party] + worth[other])
