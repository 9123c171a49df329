"""Packages valued one after another are what the file would say of them, and what a bargain compares."""

from pathlib import Path

import pytest

from dealwright.lang.load import Loaded, load, loads
from dealwright.study import Study
from dealwright.study.packages import Packages, package_name

PATHS = 2048
PACKAGE = {"terms.royalty.rate": "5%", "terms.upfront.amount": "100k EUR"}


@pytest.fixture(scope="module")
def deal(root: Path) -> Loaded:
    return load(root / "examples" / "hello.yaml")


@pytest.fixture(scope="module")
def packages(deal: Loaded) -> Packages:
    return Packages(Study(deal, paths=PATHS))


def test_a_package_is_worth_what_a_scenario_with_its_values_is(deal: Loaded, packages: Packages) -> None:
    written = (
        (Path(deal.file))
        .read_text(encoding="utf-8")
        .replace("scenarios:\n", "scenarios:\n  proposed: {terms.royalty.rate: 5%, terms.upfront.amount: 100k EUR}\n")
    )
    found = packages.worth(PACKAGE).to_json()
    wanted = Study(loads(written), paths=PATHS).value(["no_deal", "proposed"]).scenarios["proposed"].to_json()
    assert {**found, "title": ""} == {**wanted, "title": ""}


def test_scenarios_of_the_file_are_worth_what_a_study_says(deal: Loaded, packages: Packages) -> None:
    names = ["in_force", "no_deal"]
    found = packages.valuation({name: packages.scenario(name) for name in names}).to_json()
    assert found == Study(deal, paths=PATHS).value(names).to_json()


def test_compared_packages_are_the_points_of_the_bargain(deal: Loaded, packages: Packages) -> None:
    found = Study(deal, paths=PATHS).bargain()
    point = found.frontier[len(found.frontier) // 2]
    compared = packages.compared(point.package, found.between)
    for party in found.between:
        assert compared[party].value == pytest.approx(point.certainty_equivalent[party], rel=1e-9)


def test_changes_are_differences_of_worths_and_surer_than_each(packages: Packages) -> None:
    table = ["ada", "bruno"]
    (found,) = packages.changes({}, [PACKAGE], table)
    before, after = packages.preview({}, table), packages.preview(PACKAGE, table)
    for party in table:
        difference = after[party].certainty_equivalent.value - before[party].certainty_equivalent.value
        assert found[party].value == pytest.approx(difference, rel=1e-9)
        assert 0 < found[party].standard_error < after[party].certainty_equivalent.standard_error


def test_one_valued_after_the_other_is_what_it_is_valued_first(deal: Loaded, packages: Packages) -> None:
    packages.worth({"terms.royalty.rate": "12%"})
    assert packages.worth(PACKAGE).to_json() == Packages(Study(deal, paths=PATHS)).worth(PACKAGE).to_json()


def test_a_package_is_named_as_no_scenario_is() -> None:
    assert package_name(["no_deal"]) == "this_package"
    assert package_name(["this_package", "this_package_"]) == "this_package__"


def test_a_value_that_cannot_stand_is_refused_in_words(packages: Packages) -> None:
    with pytest.raises(ValueError, match="12 %%"):
        packages.worth({"terms.royalty.rate": "12 %%"})


def test_a_package_is_stated_on_the_drivers_as_the_file_has_them_calibrated(root: Path) -> None:
    deal = load(root / "examples" / "openai-microsoft" / "deal.yaml")
    package = {"terms.stake.stake": "30%"}
    found = Study(deal, paths=256).statement("p90", party="holders", package=package, terms=["revenue_share"])
    laid = Study(deal, paths=256, overrides=package)
    wanted = laid.statement("p90", party="holders", scenario="signed", terms=["revenue_share"])
    assert {**found.to_json(), "scenario": ""} == {**wanted.to_json(), "scenario": ""}
    with pytest.raises(ValueError, match="lot"):
        Study(deal, paths=256).statement(package={"terms.stake.stake": "lot"})
