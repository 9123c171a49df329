"""`dealwright value` and `dealwright bargain`: tables for people, exact keys for programs."""

import json
import re
from pathlib import Path

import pytest

from cli.answer import Run

FEW = ("--paths", "1024")
AMOUNTS = {"p5", "p25", "p50", "p75", "p95", "cvar5", "probability_of_loss"}


def test_json_has_the_agreed_keys(deal: Path, run: Run) -> None:
    answer = run("value", str(deal), *FEW, "--seed", "7", "--json")
    assert (answer.code, answer.err) == (0, "")
    found = answer.json
    assert (found["seed"], found["paths"], found["currency"]) == (7, 1024, "EUR")
    assert found["deal"]
    assert list(found["scenarios"]) == ["in_force", "no_deal"]
    ada = found["scenarios"]["in_force"]["parties"]["ada"]
    assert {*AMOUNTS, "mean", "certainty_equivalent", "by_term"} <= set(ada)
    assert set(ada["mean"]) == set(ada["certainty_equivalent"]) == {"value", "standard_error"}
    assert all(isinstance(ada[key], float) for key in AMOUNTS)
    assert all(isinstance(value, float) for value in ada["by_term"].values())
    assert sum(ada["by_term"].values()) == pytest.approx(ada["mean"]["value"], rel=1e-9)


def test_amounts_are_in_plain_units_of_the_currency(deal: Path, run: Run) -> None:
    # 8 % of about a million a year for three years
    ada = run("value", str(deal), *FEW, "--json").json["scenarios"]["in_force"]["parties"]["ada"]
    assert 200_000 < ada["mean"]["value"] < 300_000


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(deal: Path, run: Run) -> None:
    first, again, other = (run("value", str(deal), *FEW, "--seed", seed, "--json").out for seed in ("3", "3", "4"))
    assert first == again
    assert first != other


def test_plain_draws_on_request_agree_with_the_others_and_are_rougher(deal: Path, run: Run) -> None:
    def mean(*more: str) -> dict[str, float]:
        found = run("value", str(deal), *FEW, "--json", *more).json
        mean: dict[str, float] = found["scenarios"]["in_force"]["parties"]["ada"]["mean"]
        return mean

    plain, sobol = mean("--draws", "plain"), mean()
    assert abs(plain["value"] - sobol["value"]) < 4 * plain["standard_error"]
    assert plain["standard_error"] > 4 * sobol["standard_error"]


def test_only_the_scenarios_asked_for_are_valued(deal: Path, run: Run) -> None:
    assert list(run("value", str(deal), *FEW, "--scenario", "no_deal", "--json").json["scenarios"]) == ["no_deal"]


def test_a_scenario_that_is_not_there_is_wrong_usage(deal: Path, run: Run) -> None:
    answer = run("value", str(deal), "--scenario", "nodeal")
    assert answer.code == 2
    assert "there are in_force, no_deal" in answer.err


def test_a_value_laid_over_the_deal_moves_the_worth(deal: Path, run: Run) -> None:
    def mean(*more: str) -> float:
        found = run("value", str(deal), *FEW, "--json", *more).json
        return float(found["scenarios"]["in_force"]["parties"]["ada"]["mean"]["value"])

    assert mean("--set", "terms.royalty.rate=16%") == pytest.approx(2 * mean(), rel=1e-9)


def test_nothing_is_valued_while_an_error_stands(deal: Path, run: Run) -> None:
    for verb in ("value", "bargain", "report"):
        answer = run(verb, str(deal), "--set", "terms.royalty.rate=140%")
        assert (answer.code, answer.out) == (1, "")
        assert "1 error; nothing was computed" in answer.err


def test_people_get_a_table_with_names_and_scenarios(deal: Path, run: Run) -> None:
    answer = run("value", str(deal), *FEW)
    assert answer.code == 0
    for words in ("Ada", "Bruno", "EUR", "1,024"):
        assert words in answer.out
    assert "\x1b[" not in answer.out


def test_bargain_json_has_the_agreed_keys(deal: Path, run: Run) -> None:
    answer = run("bargain", str(deal), *FEW, "--json")
    assert (answer.code, answer.err) == (0, "")
    found = answer.json
    assert found["packages"] == 5
    assert set(found["reservation"]) == {"ada", "bruno"}
    assert all(isinstance(value, float) for value in found["reservation"].values())
    assert 0 <= found["zone"]["packages"] <= 5
    for point in found["frontier"]:
        assert set(point["package"]) == {"terms.royalty.rate"}
        assert set(point["certainty_equivalent"]) == {"ada", "bruno"}
    assert {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"} <= set(found["solutions"])
    for solution in found["solutions"].values():
        assert {"package", "certainty_equivalent", "surplus"} <= set(solution)
        for key in ("certainty_equivalent", "surplus"):
            assert set(solution[key]) == {"ada", "bruno"}
            assert all(isinstance(value, float) for value in solution[key].values())


def test_people_get_the_bargain_in_a_table(deal: Path, run: Run) -> None:
    answer = run("bargain", str(deal), *FEW)
    assert answer.code == 0
    assert "Nash" in answer.out


def test_a_deal_that_negotiates_nothing_cannot_be_bargained_over(deal: Path, run: Run) -> None:
    deal.write_text(deal.read_text(encoding="utf-8").split("negotiate:")[0], encoding="utf-8")
    answer = run("bargain", str(deal))
    assert answer.code == 2
    assert "nothing to bargain over" in answer.err


def test_what_a_change_moves_is_told_with_its_error(deal: Path, run: Run) -> None:
    told = run("value", str(deal), *FEW, "--set", "terms.royalty.rate=12%").out
    moved = told[told.index("What terms.royalty.rate = 12% changes") :]
    assert re.search(r"Ada +\+\d+ ±[\d.]+ +Royalty \+\d+", moved)
    assert re.search(r"Bruno +−\d+ ±[\d.]+ +Royalty −\d+", moved)


def test_a_change_that_moves_nothing_says_so(deal: Path, run: Run) -> None:
    told = run("value", str(deal), *FEW, "--set", "title=Another name").out
    assert "title = Another name changes nothing in the contract in force." in told


CALIBRATED = """\
companies:
  works:
    enterprise_value: multiple * trailing(sales, 1 year)
    cost_of_capital: 10%
    calibrate: {round: 2025-01-01, post_money: 3m, by: multiple.start}
"""


def test_a_change_leaves_what_was_calibrated_without_it(deal: Path, run: Run) -> None:
    text = deal.read_text(encoding="utf-8").replace("payer: bruno", "payer: works")
    text = text.replace(
        "terms:\n", CALIBRATED + "terms:\n  stake: {kind: equity, company: works, holder: bruno, stake: 100%}\n"
    )
    multiple = (
        "drivers:\n  multiple: {kind: mean_reverting, start: 5x, long_run: 5x, half_life: 3 years, volatility: 10%}\n"
    )
    deal.write_text(text.replace("drivers:\n", multiple), encoding="utf-8")

    def equity(*more: str) -> float:
        found = run("value", str(deal), *FEW, "--scenario", "in_force", "--json", *more)
        return float(found.json["scenarios"]["in_force"]["companies"]["works"]["equity"]["value"])

    assert equity() == pytest.approx(3e6, rel=0.03)
    assert equity("--set", "terms.royalty.rate=0%") > 1.05 * equity()


BOOM = "scenarios:\n  boom: {drivers.sales.growth: 30%}\n"


def test_a_bargain_may_be_held_in_a_scenario(deal: Path, run: Run) -> None:
    text = deal.read_text(encoding="utf-8")
    deal.write_text(text.replace("scenarios:\n", BOOM), encoding="utf-8")
    found = run("bargain", *FEW, "--json", "--scenario", "boom").json
    deal.write_text(text.replace("growth: 10%", "growth: 30%"), encoding="utf-8")
    written = run("bargain", *FEW, "--json").json
    assert found["frontier"] == written["frontier"]
    assert found["reservation"] == written["reservation"]


@pytest.mark.parametrize("names", [["no_deal"], ["bom"], ["boom", "in_force"]])
def test_a_bargain_is_in_one_scenario_that_holds_with_and_without_a_deal(
    deal: Path, run: Run, names: list[str]
) -> None:
    text = deal.read_text(encoding="utf-8")
    deal.write_text(text.replace("scenarios:\n", BOOM), encoding="utf-8")
    answer = run("bargain", *FEW, *(word for name in names for word in ("--scenario", name)))
    assert (answer.code, answer.out) == (2, "")


@pytest.mark.parametrize("verb", ["value", "bargain"])
def test_with_json_the_problems_are_json_too_and_stdout_stays_empty(deal: Path, run: Run, verb: str) -> None:
    answer = run(verb, str(deal), "--json", "--set", "terms.royalty.rate=140%")
    assert (answer.code, answer.out) == (1, "")
    assert [problem["code"] for problem in json.loads(answer.err)] == ["out-of-bounds"]
