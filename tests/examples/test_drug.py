"""The drug licences, example and template: approval follows the trial, as often and as late as the file says."""

from pathlib import Path

import numpy as np
import pytest

import dealwright
from dealwright.cli.new import template
from dealwright.world.draws import Draws
from dealwright.world.futures import Futures, simulate

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "drug-licence" / "deal.yaml"
PATHS = 16384


def futures(text: str, folder: Path) -> Futures:
    file = folder / "deal.yaml"
    file.write_text(text, encoding="utf-8")
    deal = dealwright.load(file).deal
    assert deal is not None
    return simulate(deal, Draws.for_paths(1, PATHS))


@pytest.mark.parametrize(
    ("text", "successes", "approvals", "years"),
    [
        (EXAMPLE.read_text(encoding="utf-8"), 0.578, 0.906, 1.25),
        (template("licence"), 0.55, 0.90, 1.0),
    ],
    ids=["example", "template"],
)
def test_a_drug_is_approved_only_after_its_trial_and_as_often_as_the_file_says(
    text: str, successes: float, approvals: float, years: float, tmp_path: Path
) -> None:
    found = futures(text, tmp_path)
    trial, approval = found.event("trial"), found.event("approval")
    error = 4 * (0.5 / np.sqrt(PATHS))
    assert np.mean(np.isfinite(trial)) == pytest.approx(successes, abs=error)
    assert np.mean(np.isfinite(approval)) == pytest.approx(successes * approvals, abs=error)
    approved = np.isfinite(approval)
    assert np.all(np.isfinite(trial[approved]))
    assert approval[approved] - trial[approved] == pytest.approx(365 * years, abs=2)


def test_royalties_of_the_example_rise_from_tier_to_tier() -> None:
    lines = dealwright.Study(dealwright.load(EXAMPLE), paths=512).value(["in_force"]).scenarios["in_force"]
    larch = lines.parties["larch"].by_term
    assert larch["royalty"] > larch["middle_tier"] > larch["top_tier"] > 0
