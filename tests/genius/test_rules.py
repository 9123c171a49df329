"""Profiles of GENIUS that rank values and rule outcomes out, beside a plain reckoning of the same rules."""

import itertools
from pathlib import Path

import pytest

from dealwright.lang.genius.ruled import Ruled
from dealwright.study.genius import Reading, analyse, read_scenario

DOMAIN = """<negotiation_template><utility_space><objective index="0" name="root">
<issue index="1" name="size" type="discrete"><item value="small"/><item value="large"/>
<item value="very large"/></issue>
<issue index="2" name="guests" type="integer" lowerbound="-1" upperbound="2"/>
<issue index="3" name="day" type="discrete"><item value="Monday"/><item value="Sunday"/></issue>
<issue index="17" name="fee" type="discrete"><item value="0"/><item value="10"/><item value="-10"/></issue>
</objective></utility_space></negotiation_template>"""
RANKS = """<ranks>
<issue index="1"><item value="small" rank="1"/><item value="large" rank="2"/><item value="very large" rank="4"/></issue>
<issue index="2"><item value="-1" rank="0"/><item value="0" rank="1"/><item value="1" rank="2"/>
<item value="2" rank="3"/></issue>
<issue index="3"><item value="Monday" rank="1"/><item value="Sunday" rank="2"/></issue>
</ranks>"""
CONSTRAINTS = """<constraints>
<constraint type="zeroConstraint" index="1"><valueassignment index="3" value="Sunday"/>
<valueassignment index="2" value="1"/></constraint>
<constraint type="conditionalZeroConstraint" index="1" value="large">
<valueassignment index="17" value="10"/></constraint>
<constraint type="sumZeroConstraint" index="2" value="1" min="1" max="11"><item index="2"/>
<item index="17"/></constraint>
<constraint type="sumZeroNotConstraint" index="3" value="Sun" min="-9" max="-9"><item index="2"/><item index="17"/>
</constraint>
<constraint type="sumZeroConstraintList" index="3" min="12" max="12"><item index="2"/><item index="17"/>
<condition value="Mon"/><condition value="Tue"/></constraint>
<constraint type="inclusiveZeroOutcomeConstraint"><checkassignment index="2" condition="numeric=negative"/>
<checkassignment index="1" condition="small"/></constraint>
<constraint type="conditionalZeroOutcomeConstraint"><checkassignment index="2" condition="Monday"/>
<checkassignment index="17" condition="numeric=negative"/></constraint>
</constraints>"""
PROFILE = f"""<utility_space type="constraint"><objective index="0"><rules>{RANKS}{CONSTRAINTS}</rules></objective>
<reservation value="0.25"/><discount_factor value="0.9"/></utility_space>"""


def by_hand(size: str, guests: int, day: str, fee: int) -> float:
    """Follow the rules one after the other."""
    if guests <= 0 and "small" in size:
        return 0.0
    if fee < 0 and "Monday" not in str(guests):
        return 0.0
    ranks = {
        "size": {"small": 1, "large": 2, "very large": 4}[size] / 4,
        "guests": (guests + 1) / 3,
        "day": {"Monday": 1, "Sunday": 2}[day] / 2,
    }
    if day == "Sunday" and guests == 1:
        ranks["size"] = 0.0
    if fee == 10 and "large" not in size:
        ranks["size"] = 0.0
    if 1 <= guests + fee <= 11 and "1" in str(guests):
        ranks["guests"] = 0.0
    if guests + fee == -9 and "Sun" not in day:
        ranks["day"] = 0.0
    if guests + fee == 12 and "Mon" in day:
        ranks["day"] = 0.0
    return sum(ranks.values()) / 3


def read(path: Path, profile: str = PROFILE, domain: str = DOMAIN) -> Reading:
    (path / "domain.xml").write_text(domain, encoding="utf-8")
    (path / "host.xml").write_text(profile, encoding="utf-8")
    return read_scenario([path])


def test_ranks_and_rules_are_worth_what_a_hand_counts(tmp_path: Path) -> None:
    reading = read(tmp_path)
    assert reading.problems == ()
    scenario = reading.sound
    assert (scenario.profiles[0].reservation_value, scenario.profiles[0].discount_factor) == (0.25, 0.9)
    seen = set()
    for values in itertools.product(("small", "large", "very large"), range(-1, 3), ("Monday", "Sunday"), (0, 10, -10)):
        named = dict(zip(("size", "guests", "day", "fee"), map(str, values), strict=True))
        asked = analyse(scenario, outcome=named).agreement
        assert asked is not None
        wanted = by_hand(*values)
        assert asked.utility["host"] == pytest.approx(wanted, abs=1e-15), values
        seen.add(wanted)
    assert len(seen) > 10
    assert analyse(scenario).outcomes.count == 72


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('rank="4"', 'rank="four"'), "genius-number"),
        (('<item value="very large" rank="4"/>', ""), "genius-no-evaluation"),
        (
            ('rank="1"/><item value="Sunday" rank="2"', 'rank="0"/><item value="Sunday" rank="0"'),
            "genius-no-evaluation",
        ),
        (('<valueassignment index="3"', '<valueassignment index="5"'), "genius-unknown-issue"),
        (('min="12" max="12"', 'min="12"'), "genius-missing"),
        (('index="1" value="large"', 'index="1"'), "genius-missing"),
        (('<checkassignment index="17" condition="numeric=negative"/>', ""), "genius-missing"),
        (('<item index="2"/><item index="17"/>\n<condition', '<item index="1"/>\n<condition'), "genius-number"),
        (("<ranks>", "<other>"), "genius-not-xml"),
    ],
)
def test_a_mistake_in_a_rule_is_told(change: tuple[str, str], code: str, tmp_path: Path) -> None:
    assert change[0] in PROFILE
    reading = read(tmp_path, PROFILE.replace(*change, 1))
    assert reading.scenario is None
    assert [problem.code for problem in reading.problems if problem.severity == "error"] == [code]


def test_ranks_without_constraints_are_no_rules(tmp_path: Path) -> None:
    reading = read(tmp_path, PROFILE.replace(CONSTRAINTS, ""))
    assert [problem.code for problem in reading.problems] == ["genius-no-evaluation"]
    assert isinstance(read(tmp_path, PROFILE.replace(CONSTRAINTS, "<constraints/>")).sound.profiles[0].utility, Ruled)


def test_a_constraint_of_another_type_is_left_out_and_told(tmp_path: Path) -> None:
    reading = read(tmp_path, PROFILE.replace('type="zeroConstraint"', 'type="noConstraint"'))
    assert [problem.code for problem in reading.problems] == ["genius-kind"]
    assert reading.scenario is not None


def test_real_issues_cannot_be_ranked(tmp_path: Path) -> None:
    real = '<issue index="3" name="day" type="real"><range lowerbound="0" upperbound="1"/></issue>'
    start = DOMAIN.index('<issue index="3"')
    domain = DOMAIN[:start] + real + DOMAIN[DOMAIN.index("</issue>", start) + 8 :]
    codes = {problem.code for problem in read(tmp_path, domain=domain).problems if problem.severity == "error"}
    assert "genius-kind" in codes
