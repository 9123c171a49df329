"""Utilities that are no sums: the boxes of GENIUS and NegMAS, tables of all outcomes, and what is refused."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from dealwright.lang.genius.print_xml import NotOfGeniusError, xml_files
from dealwright.lang.genius.print_yaml import NotOfNegmasError, yaml_files
from dealwright.study.genius import Reading, TooManyOutcomesError, analyse, read_scenario

DOMAIN = """<negotiation_template><utility_space><objective index="0" name="root">
<issue index="1" name="a" type="integer" lowerbound="0" upperbound="9"/>
<issue index="2" name="b" type="integer" lowerbound="0" upperbound="9"/>
</objective></utility_space></negotiation_template>"""
BOXED = """<utility_space type="nonlinear"><objective index="0" name="root">
<utility maxutility="20"><ufun weight="7" aggregation="sum">
<hyperRectangle utility="5.5" weight="2">
<INCLUDES index="1" min="2" max="4"/><INCLUDES index="2" min="0" max="3"/></hyperRectangle>
<hyperRectangle utility="4"><EXCLUDES index="1" min="0" max="7"/></hyperRectangle>
<hyperRectangle utility="1"/>
<ufun weight="0.5" aggregation="max">
<hyperRectangle utility="30"><INCLUDES index="2" min="9" max="9"/></hyperRectangle>
<hyperRectangle utility="2"><INCLUDES index="2" min="5" max="9"/></hyperRectangle>
</ufun></ufun></utility></objective><reservation value="0.1"/></utility_space>"""
OTHER = """<utility_space><objective index="0" name="root">
<issue index="1" type="integer" lowerbound="0" upperbound="9"><evaluator slope="0.1" offset="0"/></issue>
<issue index="2" type="integer" lowerbound="0" upperbound="9"><evaluator slope="0.1" offset="0"/></issue>
<weight index="1" value="0.5"/><weight index="2" value="0.5"/></objective></utility_space>"""


def read(path: Path, **files: str) -> Reading:
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return read_scenario([path])


def boxed_by_hand(a: int, b: int) -> float:
    total = (11.0 if 2 <= a <= 4 and b <= 3 else 0.0) + (4.0 if a > 7 else 0.0) + 1.0
    total += 0.5 * max(30.0 if b == 9 else 0.0, 2.0 if b >= 5 else 0.0)
    return min(total / 20, 1.0)


def of_every_outcome(reading: Reading, party: str, names: tuple[str, ...], values: list[range]) -> Callable[..., float]:
    assert reading.scenario is not None
    scenario = reading.scenario

    def worth(*outcome: object) -> float:
        written = dict(zip(names, map(str, outcome), strict=True))
        asked = analyse(scenario, outcome=written).agreement
        assert asked is not None
        return asked.utility[party]

    assert len(list(itertools.product(*values))) == analyse(scenario).outcomes.count
    return worth


def test_boxes_of_genius_are_worth_what_a_hand_counts(tmp_path: Path) -> None:
    reading = read(tmp_path, domain_xml=DOMAIN, boxed_xml=BOXED, other_xml=OTHER)
    assert reading.problems == ()
    worth = of_every_outcome(reading, "boxed", ("a", "b"), [range(10), range(10)])
    for a, b in ((0, 0), (3, 3), (3, 4), (8, 9), (9, 5), (9, 9), (2, 0), (7, 9)):
        assert worth(a, b) == pytest.approx(boxed_by_hand(a, b)), (a, b)
    assert reading.scenario is not None
    found = analyse(reading.scenario)
    assert found.bargain.zone == sum(boxed_by_hand(a, b) >= 0.1 for a, b in itertools.product(range(10), repeat=2))
    most = max(boxed_by_hand(a, b) for a, b in itertools.product(range(10), repeat=2))
    assert found.parties[0].most == pytest.approx(most)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('index="2" min="0"', 'index="7" min="0"'), "genius-unknown-issue"),
        (('min="2"', 'min="two"'), "genius-number"),
        (('maxutility="20"', 'maxutility="0"'), "genius-bounds"),
        (('maxutility="20"', ""), "genius-missing"),
        (('utility="5.5"', ""), "genius-missing"),
        (("<utility ", "<rules/><utility "), "genius-no-evaluation"),
    ],
)
def test_a_mistake_in_a_box_is_told(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    reading = read(tmp_path, domain_xml=DOMAIN, boxed_xml=BOXED.replace(*change, 1), other_xml=OTHER)
    assert reading.scenario is None
    assert [problem.code for problem in reading.problems if problem.severity == "error"] == [code]


def test_too_many_outcomes_that_are_no_sums_are_refused_in_words(tmp_path: Path) -> None:
    issues = "".join(
        f'<issue index="{at}" name="i{at}" type="integer" lowerbound="0" upperbound="9"/>' for at in range(3, 53)
    )
    domain = DOMAIN.replace("</objective>", f"{issues}</objective>")
    reading = read(tmp_path, domain_xml=domain, boxed_xml=BOXED, again_xml=BOXED)
    assert reading.scenario is not None
    with pytest.raises(TooManyOutcomesError, match="no sums over the issues"):
        analyse(reading.scenario)


SPACE = """name: trade
type: DiscreteCartesianOutcomeSpace
issues:
- {name: price, type: DiscreteCardinalIssue, values: [10, 20]}
- {name: fast, type: CategoricalIssue, values: [slow, fast]}
"""
MAPPED = """type: negmas.preferences.MappingUtilityFunction
name: one
reserved_value: 0.2
mapping:
  ? [10, slow]
  : 0.1
  ? [10, fast]
  : 0.5
  ? - 20
    - slow
  : 1
default: -3
"""
RANGED = """type: HyperRectangleUtilityFunction
name: two
bias: 0.25
outcome_ranges: [{0: [5, 15]}, {0: 20}, {}]
utilities: [1.0, 2.0, 0.5]
weights: [1.0, 0.5, 1.0]
reserved_value: 0
"""


def test_tables_and_ranges_of_negmas_are_read(tmp_path: Path) -> None:
    reading = read(tmp_path, domain_yml=SPACE, one_yml=MAPPED, two_yml=RANGED)
    assert reading.problems == ()
    worth = of_every_outcome(reading, "one", ("price", "fast"), [range(2), range(2)])
    assert [worth(price, fast) for price in (10, 20) for fast in ("slow", "fast")] == [0.1, 0.5, 1.0, -3.0]
    other = of_every_outcome(reading, "two", ("price", "fast"), [range(2), range(2)])
    assert (other(10, "slow"), other(20, "slow")) == (1.75, 1.75), "10 lies between 5 and 15; 20 is 20"
    assert reading.scenario is not None
    with pytest.raises(NotOfGeniusError):
        xml_files(reading.scenario)
    with pytest.raises(NotOfNegmasError):
        yaml_files(reading.scenario)


@pytest.mark.parametrize(
    ("file", "change", "code"),
    [
        ("one_yml", ("default: -3", "default: -.inf"), "genius-no-evaluation"),
        ("one_yml", ("0.5", "half"), "genius-number"),
        ("one_yml", ("MappingUtilityFunction", "ComplexNonlinearUtilityFunction"), "genius-shape"),
        ("two_yml", ("utilities: [1.0, ", "utilities: ["), "genius-no-evaluation"),
        ("two_yml", ("{0: 20}", "{1: 20}"), "genius-unknown-value"),
        ("two_yml", ("{0: 20}", "{1: [1, 3]}"), "genius-kind"),
        ("two_yml", ("{0: 20}", "{2: 20}"), "genius-unknown-issue"),
        ("domain_yml", ("DiscreteCardinalIssue", "CallableIssue"), "genius-kind"),
        ("domain_yml", ("values: [slow, fast]", "values: []"), "genius-no-values"),
        ("domain_yml", ("name: trade", "name: &a trade\nother: *a"), "genius-declares"),
        ("domain_yml", ("[10, 20]", "[10, 20"), "genius-not-yaml"),
    ],
)
def test_a_mistake_in_a_file_of_negmas_is_told(tmp_path: Path, file: str, change: tuple[str, str], code: str) -> None:
    files = {"domain_yml": SPACE, "one_yml": MAPPED, "two_yml": RANGED}
    reading = read(tmp_path, **{**files, file: files[file].replace(*change, 1)})
    assert reading.scenario is None
    assert code in [problem.code for problem in reading.problems if problem.severity == "error"]


GENIUSWEB = """{"LinearAdditiveUtilitySpace": {"issueUtilities": {
 "lease": {"discreteutils": {"valueUtilities": {"one year": 0.3, "two years": 1}}},
 "price": {"numberutils": {"lowValue": 100, "lowUtility": 1, "highValue": 200, "highUtility": 0}}},
 "issueWeights": {"lease": 0.25, "price": 0.75},
 "domain": {"name": "home", "issuesValues": {"lease": {"values": ["one year", "two years", "three years"]},
  "price": {"range": ["100", "200", "10"]}}},
 "name": "tenant", "reservationBid": {"issuevalues": {"lease": "one year", "price": 150}}}}"""


def test_a_profile_of_geniusweb_is_read(tmp_path: Path) -> None:
    landlord = GENIUSWEB.replace('"name": "tenant"', '"name": "landlord"').replace(
        '"lowUtility": 1, "highValue": 200, "highUtility": 0', '"lowUtility": 0, "highValue": 200, "highUtility": 1'
    )
    reading = read(tmp_path, tenant_json=GENIUSWEB, landlord_json=landlord)
    assert reading.problems == ()
    assert reading.scenario is not None
    found = analyse(reading.scenario, steps=11, outcome={"lease": "three years", "price": "120"})
    assert found.agreement is not None
    assert found.agreement.utility == pytest.approx({"landlord": 0.15, "tenant": 0.6})
    held = {party.name: party.reservation_value for party in found.parties}
    assert held == pytest.approx({"landlord": 0.25 * 0.3 + 0.375, "tenant": 0.25 * 0.3 + 0.375})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('"issueWeights": {"lease": 0.25, ', '"issueWeights": {'), "genius-no-weight"),
        (('"one year": 0.3', '"one year": "much"'), "genius-number"),
        (('"highValue": 200', '"highValue": 100'), "genius-bounds"),
        (('"domain"', '"somain"'), "genius-no-issues"),
    ],
)
def test_a_mistake_in_a_file_of_geniusweb_is_told(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    reading = read(tmp_path, tenant_json=GENIUSWEB.replace(*change, 1))
    assert reading.scenario is None
    assert code in [problem.code for problem in reading.problems]
