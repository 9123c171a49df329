"""Utilities as NegMAS 0.16 computes them: its figures were recorded, and are made anew where it is at hand."""

import json
import os
import subprocess
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from dealwright.bargain.genius.outcomes import Outcomes, all_utilities, utilities
from dealwright.lang.genius.functions import exact_values
from dealwright.lang.genius.print_yaml import yaml_files
from dealwright.lang.genius.read import Reading, read_scenario
from dealwright.lang.genius.scenario import Additive
from dealwright.study.genius import analyse

HERE = Path(__file__).parent / "negmas"
RECORDED: dict[str, list[float]] = json.loads((HERE / "recorded.json").read_text("utf-8"))
ORACLE = Path(__file__).resolve().parents[2] / ".oracle"
"""An environment of its own with NegMAS, where `make oracle` made one."""
STEPS = 3
ROUNDING = 1e-14
"""Sums of ten numbers under 20 are put together in another order."""


def reading_of(name: str) -> Reading:
    return read_scenario([HERE / "domain.yml", HERE / f"{name}.yml"])


@pytest.mark.parametrize("name", sorted(RECORDED))
def test_every_outcome_is_worth_what_negmas_says(name: str) -> None:
    reading = reading_of(name)
    assert reading.problems == ()
    assert reading.scenario is not None
    outcomes = Outcomes(reading.scenario.issues, STEPS)
    ours = utilities(reading.scenario.profiles[0], outcomes, outcomes.places(np.arange(outcomes.count)))
    assert outcomes.count == len(RECORDED[name]) == 72
    assert ours == pytest.approx(np.array(RECORDED[name]), rel=0, abs=ROUNDING)
    assert len(set(np.round(ours, 9))) > 3, "a function that says nothing would show nothing"
    pieces = [all_utilities(reading.scenario.profiles[0], outcomes, *ends) for ends in ((0, 7), (7, 50), (50, 72))]
    assert np.concatenate(pieces) == pytest.approx(ours, rel=0, abs=ROUNDING)


def test_every_file_that_is_there_was_recorded() -> None:
    assert {file.stem for file in HERE.glob("*.yml")} == {*RECORDED, "domain"}


if ORACLE.exists():  # `make oracle` makes an environment with NegMAS

    def test_what_was_recorded_is_what_negmas_says(root: Path) -> None:
        python = ORACLE / "bin" / "python"
        clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        words = [str(python), str(root / "benchmarks" / "oracle" / "negmas_utilities_side.py"), str(HERE)]
        done = subprocess.run(words, capture_output=True, text=True, check=True, env=clean)
        assert json.loads(done.stdout.splitlines()[-1]) == RECORDED


def test_curves_over_lists_of_values_are_written_as_tables(tmp_path: Path) -> None:
    """What is written of a curve is a table that is worth the same; over real numbers it is not written."""
    text = (HERE / "domain.yml").read_text("utf-8").split("- name: share")[0]
    (tmp_path / "domain.yml").write_text(text, encoding="utf-8")
    for name in ("polynomials", "growths", "waves", "roofs", "mixtures"):
        lines = (HERE / f"{name}.yml").read_text("utf-8").replace(", 0.1]\nvalues", "]\nvalues")
        last = lines.rindex("\n- ")
        kept = lines[: last + 1].replace("0.3, 0.4]", "0.3]").replace("0.25, 0.25, 0.25, 0.25]", "0.25, 0.25, 0.25]")
        (tmp_path / f"{name}.yml").write_text(kept, encoding="utf-8")
    scenario = read_scenario([tmp_path]).sound
    for profile in scenario.profiles:
        assert isinstance(profile.utility, Additive)
        assert all(exact_values(f, i) for f, i in zip(profile.utility.functions, scenario.issues, strict=True))
    again = tmp_path / "again"
    again.mkdir()
    for file, words in yaml_files(scenario).items():
        (again / file).write_text(words, encoding="utf-8")
    outcomes = Outcomes(scenario.issues)
    for one, other in zip(scenario.profiles, read_scenario([again]).sound.profiles, strict=True):
        assert one.name == other.name
        read, written = (all_utilities(each, outcomes, 0, outcomes.count) for each in (one, other))
        assert np.array_equal(read, written), "to the last digit"


BAD = {
    "LogFun": "{type: LogFun, tau: -1.0}",
    "ExponentialFun": "{type: ExponentialFun, tau: 1000}",
    "TrapezoidalFun": "{type: TrapezoidalFun, start: 3, rise_end: 2, fall_start: 3, end: 4}",
    "TriangularFun": "{type: TriangularFun, start: 3, middle: 2, end: 4}",
    "GaussianFun": "{type: GaussianFun, center: 1, sigma: 0}",
    "AggregatingFun": "{type: AggregatingFun, normalize: true, funs: [{type: IdentityFun}]}",
    "LambdaFun": "{type: LambdaFun, f: x}",
    "PolynomialFun": "{type: PolynomialFun}",
    "MultiModalGaussianFun": "{type: MultiModalGaussianFun, centers: [1, 2], sigmas: [1]}",
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_function_without_a_number_for_a_value_is_told_at_its_place(name: str, tmp_path: Path) -> None:
    text = (HERE / "polynomials.yml").read_text("utf-8")
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if "QuadraticFun" in line)
    lines[at] = f"- {BAD[name]}"
    (tmp_path / "domain.yml").write_text((HERE / "domain.yml").read_text("utf-8"), encoding="utf-8")
    (tmp_path / "ada.yml").write_text("\n".join(lines), encoding="utf-8")
    reading = read_scenario([tmp_path])
    assert reading.scenario is None
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    column = BAD[name].index("true") + 3 if "true" in BAD[name] else 3
    assert {(problem.place.line, problem.place.column) for problem in errors} == {(at + 1, column)}
    assert all(name in problem.what or problem.expected for problem in errors)


def test_a_root_of_what_is_below_zero_is_refused_with_its_outcome(tmp_path: Path) -> None:
    (tmp_path / "domain.yml").write_text((HERE / "domain.yml").read_text("utf-8"), encoding="utf-8")
    text = (HERE / "products.yml").read_text("utf-8").replace("[1, 1, 0, 0]", "[0.5, 0, 0, 0]")
    (tmp_path / "ada.yml").write_text(text.replace("slope: 0.1, bias: 0.1", "slope: 1, bias: -2"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"what ada makes of rows 1, pay 2, wood oak, share 0\.5 is no finite number"):
        analyse(read_scenario([tmp_path]).sound)


def test_a_table_over_issues_is_read_although_negmas_cannot_read_its_own(tmp_path: Path) -> None:
    (tmp_path / "domain.yml").write_text((HERE / "domain.yml").read_text("utf-8"), encoding="utf-8")
    worth = {(rows, wood): rows * 0.1 + (wood == "oak") for rows in range(1, 5) for wood in ("oak", "ash")}
    table = "".join(f"    ? [{rows}, {wood}]\n    : {number!r}\n" for (rows, wood), number in worth.items())
    head = "type: GLAUtilityFunction\nfactors:\n- - [0, 2]\n  - type: TableMultiFun\n    mapping:\n"
    text = head + table.replace("    ", "      ") + "  - 2.0\n"
    (tmp_path / "ada.yml").write_text(text, encoding="utf-8")
    scenario = read_scenario([tmp_path]).sound
    outcomes = Outcomes(scenario.issues, STEPS)
    ours = all_utilities(scenario.profiles[0], outcomes, 0, outcomes.count)
    wanted = [2.0 * worth[rows, wood] for rows, _, wood, _ in product(*outcomes.choices)]  # type: ignore[index]
    assert ours.tolist() == wanted
    (tmp_path / "ada.yml").write_text(text.replace("? [1, ash]", "? [1, elm]"), encoding="utf-8")
    (problem,) = read_scenario([tmp_path]).problems
    assert problem.what == "1 of 8 combinations have no worth, such as `[1, 'ash']`"


def test_discounts_of_another_measure_are_told_and_not_taken(tmp_path: Path) -> None:
    (tmp_path / "domain.yml").write_text((HERE / "domain.yml").read_text("utf-8"), encoding="utf-8")
    inner = "".join(f"  {line}\n" for line in (HERE / "waves.yml").read_text("utf-8").splitlines())
    for head, told in (
        ("type: ExpDiscountedUFun\ndiscount: 0.9\nfactor: relative_time\n", []),
        ("type: ExpDiscountedUFun\ndiscount: 0.9\nfactor: step\n", ["genius-discount"]),
        ("type: ExpDiscountedUFun\ndiscount: 0.9\n", ["genius-discount"]),
        ("type: LinDiscountedUFun\ncost: 0.2\npower: 1.5\n", ["genius-discount"]),
        ("type: LinDiscountedUFun\ncost: 0\n", []),
    ):
        (tmp_path / "ada.yml").write_text(f"{head}reserved_value: 0.0\nufun:\n{inner}", encoding="utf-8")
        reading = read_scenario([tmp_path])
        assert [problem.code for problem in reading.problems] == told
        assert reading.sound.profiles[0].discount_factor == (0.9 if "relative" in head else 1.0)


def test_a_line_that_leads_beyond_all_numbers_is_refused(tmp_path: Path) -> None:
    text = (HERE / "polynomials.yml").read_text("utf-8").replace("slope: -0.6", "slope: 1.7e+308")
    (tmp_path / "domain.yml").write_text((HERE / "domain.yml").read_text("utf-8"), encoding="utf-8")
    (tmp_path / "ada.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="what ada makes of some outcome is no finite number"):
        analyse(read_scenario([tmp_path]).sound)
