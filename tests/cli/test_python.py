"""The door that people use from Python."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import dealwright


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


@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_what_the_manual_shows_runs(root: Path, page: str) -> None:
    text = (root / page).read_text(encoding="utf-8")
    script = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL)).replace("16_384", "256")
    assert "import dealwright" in script
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True)
