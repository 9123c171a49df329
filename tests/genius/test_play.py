"""A deal that was written as a scenario is played by agents of NegMAS, and what they agree on is brought back."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dealwright.bargain.genius.made import Made
from dealwright.lang.load import load
from dealwright.study import Study
from dealwright.study.genius import analyse, read_agreement, read_scenario, write_files

HELLO, REAL = "examples/hello.yaml", "examples/openai-microsoft/deal.yaml"
RECORDED = json.loads((Path(__file__).parent / "negmas" / "played.json").read_text("utf-8"))
PATHS = 512
ORACLE = Path(__file__).resolve().parents[2] / ".oracle"
"""An environment of its own with NegMAS, where `make oracle` made one."""


def written(root: Path, deal: str, path: Path) -> tuple[Study, Made]:
    study = Study(load(root / deal), paths=PATHS)
    made = study.agents_scenario("played")
    write_files(made, path)
    return study, made


def play(root: Path, folder: Path) -> dict[str, Any]:
    """Let two agents of NegMAS negotiate."""
    python = ORACLE / "bin" / "python"
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    words = [str(python), str(root / "benchmarks" / "oracle" / "negmas_play_side.py"), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=clean)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def comes_back(study: Study, made: Made, played: dict[str, Any], folder: Path, *, exact: bool) -> dict[str, float]:
    """See that an agreement is worth more than no deal to all, in utilities and in money; return the utilities."""
    package = read_agreement(json.dumps(list(played["agreement"].values())), [i.name for i in made.scenario.issues])
    scenario = read_scenario([folder]).sound
    asked = analyse(scenario, outcome=played["agreement"]).agreement
    assert asked is not None
    back = study.agreed(package)
    assert back.notes == ()
    for profile in scenario.profiles:
        utility, worth = asked.utility[profile.name], back.worth[profile.name]
        assert utility > profile.reservation_value
        found, (least, most) = made.fits[profile.name], made.ends[profile.name]
        told = least + (most - least) * utility if exact else found.base + found.scale * utility
        off = 0.0 if exact else found.largest_error
        assert abs(worth.value - told) <= off + 4 * worth.standard_error * 2**0.5, "on fresh futures"
        assert back.gain[profile.name].value > 0
    return dict(asked.utility)


def test_what_agents_agreed_on_over_a_small_deal_comes_back(root: Path, tmp_path: Path) -> None:
    study, made = written(root, HELLO, tmp_path)
    comes_back(study, made, RECORDED["hello"], tmp_path / "exact", exact=True)


def test_what_agents_agreed_on_over_the_real_deal_comes_back(root: Path, tmp_path: Path) -> None:
    study, made = written(root, REAL, tmp_path)
    comes_back(study, made, RECORDED["openai-microsoft"], tmp_path / "negmas", exact=False)


if ORACLE.exists():  # `make oracle` makes an environment with NegMAS

    @pytest.mark.parametrize(("deal", "where"), [(HELLO, "exact"), (REAL, "negmas")])
    def test_agents_of_negmas_play_what_was_written(root: Path, tmp_path: Path, deal: str, where: str) -> None:
        study, made = written(root, deal, tmp_path)
        played = play(root, tmp_path / where)
        ours = comes_back(study, made, played, tmp_path / where, exact=where == "exact")
        assert ours == pytest.approx(dict(zip(played["parties"], played["utility"], strict=True)), abs=1e-15)
        held = {profile.name: profile.reservation_value for profile in read_scenario([tmp_path / where]).sound.profiles}
        assert held == dict(zip(played["parties"], played["held"], strict=True))
