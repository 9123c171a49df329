"""The door that people use from Python."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dealwright
from dealwright.cli.main import main
from dealwright.ground.drawn import Drawn


def test_a_deal_says_its_name_when_it_is_looked_at(deal: Path) -> None:
    assert repr(dealwright.load(deal)) == f"{deal}: Ada's kettle"


def test_a_bad_deal_shows_its_problems_with_place_and_mend(deal: Path) -> None:
    deal.write_text(deal.read_text(encoding="utf-8").replace("payer: bruno", "payr: bruno"), encoding="utf-8")
    loaded = dealwright.load(deal)
    assert loaded.deal is None
    said = repr(loaded)
    assert f"{deal}:16:28: error[unknown-key]: unknown key `payr` in a royalty term" in said
    assert "mend: rename it to `payer`" in said
    with pytest.raises(ValueError, match="rename it to `payer`"):
        dealwright.Study(loaded)


def test_a_file_that_is_not_there_is_a_problem_too() -> None:
    assert [problem.code for problem in dealwright.load("nowhere.yaml").errors] == ["missing-file"]


def test_a_change_that_cannot_stand_is_refused_with_its_reason(deal: Path) -> None:
    study = dealwright.Study(dealwright.load(deal), paths=64, overrides={"terms.royalty.rate": "140%"})
    with pytest.raises(ValueError, match=r"`140%` is above 100%"):
        study.value()


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("terms.royalty.rate", 0.1, "0.1"),
        ("terms.royalty.rate", np.float64(0.1), "0.1"),
        ("terms.royalty.active", False, "no"),
        ("terms.royalty.active", np.True_, "yes"),
        ("terms.upfront.on", date(2026, 6, 30), "2026-06-30"),
        ("terms.royalty.ends_on", None, "none"),
        ("risk_free", 0, "0"),
        (
            "drivers.sales",
            {"kind": "growth", "start": "1m EUR/year", "growth": 0.2},
            "{kind: growth, start: 1m EUR/year, growth: 0.2}",
        ),
        ("terms.royalty.rate", {"one_of": [1, "a: b"]}, '{one_of: [1, "a: b"]}'),
    ],
)
def test_a_value_of_the_program_is_laid_as_the_file_would_say_it(
    root: Path, path: str, value: object, said: str
) -> None:
    hello = dealwright.load(root / "examples" / "hello.yaml")
    typed, computed = hello.with_overrides({path: said}), hello.with_overrides({path: value})
    assert computed.text_at(path) == typed.text_at(path) == said
    assert computed.deal == typed.deal
    assert [str(problem) for problem in computed.problems] == [str(problem) for problem in typed.problems]


def test_a_study_takes_numbers_as_changes_and_says_them_as_text(deal: Path) -> None:
    loaded = dealwright.load(deal)
    number, text = (
        dealwright.Study(loaded, paths=64, overrides={"terms.royalty.rate": rate}).effect() for rate in (0.1, "0.1")
    )
    assert number.package == {"terms.royalty.rate": "0.1"}
    assert number == text
    with pytest.raises(TypeError, match="no value that a deal file can hold"):
        loaded.with_overrides({"terms.royalty.rate": object()})
    assert [problem.code for problem in loaded.with_overrides({"terms.royalty.rate": 10}).errors] == ["out-of-bounds"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"paths": 0}, "paths is 0: give a whole number from 1"),
        ({"paths": -5}, "paths is -5"),
        ({"paths": 10.5}, "paths is 10.5"),
        ({"seed": -1}, "seed is -1: give a whole number from 0"),
        ({"draws": "plainn"}, "draws is 'plainn': give 'sobol' or 'plain'"),
    ],
)
def test_a_study_of_no_futures_is_refused(deal: Path, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        dealwright.Study(dealwright.load(deal), **wrong)


def test_whole_numbers_of_numpy_are_whole_numbers(deal: Path) -> None:
    loaded = dealwright.load(deal)
    found = dealwright.Study(loaded, seed=np.int64(3), paths=np.int32(64)).value()  # type: ignore[arg-type]
    assert found.to_json() == dealwright.Study(loaded, seed=3, paths=64).value().to_json()


def test_a_scenario_is_asked_for_by_its_name(deal: Path) -> None:
    study = dealwright.Study(dealwright.load(deal), paths=64)
    assert list(study.value("no_deal").scenarios) == ["no_deal"]
    for ask in (lambda: study.value(["zzz"]), lambda: study.value("zzz"), lambda: study.bargain("zzz")):
        with pytest.raises(KeyError, match="has no scenario 'zzz'; there are in_force, no_deal"):
            ask()
    assert study.bargain("in_force").to_json() == study.bargain().to_json()


def test_a_deal_prints_in_one_line(deal: Path) -> None:
    loaded = dealwright.load(deal)
    assert str(loaded) == f"{deal}: Ada's kettle"


def test_a_price_that_no_calibration_meets_is_a_problem_with_its_place(
    root: Path, deal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deal.write_text(
        (root / "tests" / "gallery" / "unused-source.yaml").read_text(encoding="utf-8").partition("sources:")[0]
        + "drivers: {sales: {kind: gbm, start: 5m USD/year, growth: 0%, volatility: 20%}}\n"
        "companies:\n  mill: {enterprise_value: 2 years * sales, cash: 10m, cost_of_capital: 12%,\n"
        "         calibrate: {round: 2024-12-31, post_money: 5m, by: sales.start}}\n"
        "terms: {stake: {kind: equity, company: mill, holder: ada, stake: 30%, residual: ben}}\n",
        encoding="utf-8",
    )
    assert main(["value", str(deal), "--paths", "64", "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().err)
    assert (found["code"], found["line"], found["column"]) == ("unmet-price", 13, 21)
    assert "no value of `drivers.sales.start` meets the price paid" in found["what"]
    assert "`mill`" in found["mend"]
    with pytest.raises(ArithmeticError, match=r"deal\.yaml:13:21: error\[unmet-price\]"):
        dealwright.Study(dealwright.load(deal), paths=64).value()


def test_a_study_bargains_in_a_scenario(deal: Path) -> None:
    study = dealwright.Study(dealwright.load(deal), paths=64)
    found = study.bargain("no_deal")  # in which the royalty does not run, so that no package changes anything
    held = {party: estimate.value for party, estimate in found.reservation.items()}
    assert [point.certainty_equivalent for point in found.frontier] == [pytest.approx(held)] * 5
    with pytest.raises(KeyError, match="boom"):
        study.bargain("boom")


def test_results_say_what_they_are_of(deal: Path) -> None:
    found = dealwright.Study(dealwright.load(deal), seed=3, paths=64).bargain().to_json()
    assert {key: found[key] for key in ("deal", "seed", "paths", "currency", "as_of", "before_tax")} == {
        "deal": "Ada's kettle",
        "seed": 3,
        "paths": 64,
        "currency": "EUR",
        "as_of": "2025-01-01",
        "before_tax": True,
    }


def test_a_result_prints_as_tables_and_is_short_where_it_is_only_looked_at(deal: Path) -> None:
    study = dealwright.Study(dealwright.load(deal), paths=64)
    assert repr(study.value()) == '<Valuation of "Ada\'s kettle"; print it, or ask .to_json()>'
    assert "Worth, EUR k, certainty equivalent" in str(study.value())
    assert repr(study.bargain()).startswith("<Bargain of")
    assert "Packages the solutions name" in str(study.bargain())


@pytest.mark.parametrize(
    ("verb", "ask"),
    [
        ("value", lambda study: study.value()),
        ("bargain", lambda study: study.bargain()),
        ("trade", lambda study: study.trade()),
        ("offers --for ada", lambda study: study.offers("ada")),
        ("facts --for ada", lambda study: study.facts("ada")),
        ("dependence", lambda study: study.dependence()),
        ("sensitivities", lambda study: study.sensitivities()),
    ],
)
def test_every_answer_prints_and_reads_as_the_command_line_tells_it(
    verb: str,
    ask: Callable[[dealwright.Study], Drawn],
    deal: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    answer = ask(dealwright.Study(dealwright.load(deal), paths=64))
    name, *wanted = verb.split()
    assert main([name, str(deal), *wanted, "--paths", "64"]) == 0
    assert str(answer).splitlines() == [line.rstrip() for line in capsys.readouterr().out.strip().splitlines()]
    assert repr(answer).endswith('of "Ada\'s kettle"; print it, or ask .to_json()>')
    assert "Ada" in answer._repr_html_()
    told = answer.to_json()
    assert (told["deal"], told["file"], told["paths"], len(told["digest"])) == ("Ada's kettle", str(deal), 64, 64)


@pytest.mark.parametrize("page", ["README.md", "docs/python.md", "docs/plan.md"])
def test_what_the_manual_shows_runs(root: Path, page: str) -> None:
    text = (root / page).read_text(encoding="utf-8")
    script = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL)).replace("16_384", "256")
    assert "import dealwright" in script
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True)


def test_a_statement_prints_as_the_command_line_does_and_draws_itself(
    deal: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    stated = dealwright.Study(dealwright.load(deal), paths=64).statement("mean", terms=["royalty"])
    assert main(["statement", str(deal), "--path", "mean", "--term", "royalty", "--paths", "64"]) == 0
    shown = [line.rstrip() for line in capsys.readouterr().out.strip().splitlines()]
    assert str(stated).splitlines() == shown
    assert "Ada&#39;s kettle" in stated._repr_html_()
    assert stated.term("royalty").line("paid").total == pytest.approx(sum(stated.term("royalty").line("paid").amounts))
    with pytest.raises(KeyError):
        stated.term("rival")
    with pytest.raises(KeyError):
        stated.term("royalty").line("tribute")
