"""What is written is read back as it was; a scenario of a deal goes back to money, and so does an agreement."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.answer import KETTLE
from dealwright import Study, load
from dealwright.bargain.genius.fitted import fit
from dealwright.cli.main import main
from dealwright.lang.genius.functions import Function, Line, Table, Triangle
from dealwright.lang.genius.issue import Issue, Kind, Value
from dealwright.lang.genius.print_xml import NotOfGeniusError, xml_files
from dealwright.lang.genius.print_yaml import yaml_files
from dealwright.lang.genius.scenario import Additive, Profile, Scenario
from dealwright.lang.load import loads
from dealwright.study.genius import analyse, read_agreement, read_scenario, scenario_files
from genius.scenario_files import summed as made_of

FIRM = """\
dealwright: 1
title: A licence with a stake
as_of: 2025-01-01
horizon: 2029-12-31
step: year
currency: USD
risk_free: 3%
parties:
  lab:  {name: The lab, discount: 12%, risk_tolerance: 20m}
  firm: {name: The firm, discount: 8%, risk_tolerance: 200m}
drivers:
  sales: {kind: gbm, start: 10m USD/year, growth: 20%, volatility: 40%}
terms:
  royalty:   {kind: royalty, payer: firm, payee: lab, on: sales, rate: 10%}
  milestone: {kind: payment, payer: firm, payee: lab, amount: 1m, on: 2026-01-01}
  profit:    {kind: flow, payee: firm, amount: 40% * sales}
  effort:    {kind: flow, payer: lab, amount: 3% * sales}
scenarios:
  no_deal: {terms.royalty.active: no, terms.milestone.active: no, terms.profit.active: no, terms.effort.active: no}
negotiate:
  between: [lab, firm]
  no_deal: no_deal
  over:
    terms.royalty.rate: [5%, 10%, 20%]
    terms.milestone.amount: [0, 1m, 4m]
    drivers.sales.growth: [10%, 20%]
"""

FINITE = st.floats(allow_nan=False, allow_infinity=False, width=64)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=8)
UNIT = st.floats(0, 1)


def put(path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8", newline="\n")
    return path


def read(path: Path, files: dict[str, str]) -> Scenario:
    for file in path.glob("*"):
        file.unlink()
    reading = read_scenario([put(path, files)])
    assert [problem for problem in reading.problems if problem.severity == "error"] == []
    assert reading.scenario is not None
    return reading.scenario


@st.composite
def genius_scenarios(draw: st.DrawFn) -> Scenario:
    names = draw(st.lists(WORDS, min_size=1, max_size=4, unique=True))
    numbers = draw(st.lists(st.integers(0, 99), min_size=len(names), max_size=len(names), unique=True))
    issues, kinds = [], st.sampled_from(["discrete", "integer", "real"])
    for name, index in zip(names, numbers, strict=True):
        kind = draw(kinds)
        if kind == "discrete":
            values = tuple(draw(st.lists(WORDS, min_size=1, max_size=4, unique=True)))
            issues.append(Issue(name, "discrete", values, index=index))
        elif kind == "integer":
            low = draw(st.integers(-1000, 1000))
            issues.append(Issue(name, "integer", (), low, low + draw(st.integers(0, 50)), index))
        else:
            ends = sorted([draw(FINITE), draw(FINITE)])
            issues.append(Issue(name, "real", (), ends[0], ends[1], index))
    profiles = []
    for party in draw(st.lists(st.sampled_from(["ada", "bo", "cy"]), min_size=1, max_size=3, unique=True)):
        functions = tuple(draw(functions_of(issue)) for issue in issues)
        weights = tuple(draw(FINITE) for _ in issues)
        utility = Additive(weights, functions, most=1.0)
        discount = draw(st.floats(0, 1, exclude_min=True))
        profiles.append(Profile(party, utility, draw(FINITE), discount))
    return Scenario("s", tuple(issues), tuple(sorted(profiles, key=lambda each: each.name)))


def functions_of(issue: Issue) -> st.SearchStrategy[Function]:
    if issue.kind == "discrete":
        numbers = st.lists(FINITE, min_size=len(issue.values), max_size=len(issue.values))
        return numbers.map(lambda row: Table(tuple(zip(issue.values, row, strict=True))))
    if issue.kind == "integer":
        return st.builds(Line, FINITE, FINITE, st.just(issue.lower), clipped=st.just(value=True))
    return st.one_of(
        st.builds(Triangle, FINITE, FINITE, FINITE),
        st.builds(Line, FINITE, FINITE, clipped=st.just(value=True)),
        st.builds(Line, st.just(0.0), FINITE),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("s") / "s"


@given(genius_scenarios())
def test_what_is_written_for_genius_is_read_back_as_it_was(folder: Path, scenario: Scenario) -> None:
    folder.mkdir(exist_ok=True)
    files = xml_files(scenario, {"domain": ["made -- of <nothing> -->"]})
    found = read(folder, files)
    assert (found.issues, found.profiles) == (scenario.issues, scenario.profiles)
    assert xml_files(found, {"domain": ["made -- of <nothing> -->"]}) == files


@st.composite
def negmas_scenarios(draw: st.DrawFn) -> Scenario:
    names = draw(st.lists(WORDS, min_size=1, max_size=4, unique=True))
    values = st.one_of(
        st.lists(WORDS, min_size=1, max_size=4, unique=True),
        st.lists(st.integers(-99, 99), min_size=1, max_size=4, unique=True),
        st.lists(FINITE, min_size=1, max_size=4, unique=True),
    )
    issues = []
    for at, name in enumerate(names, 1):
        kinds: list[Kind] = ["discrete", "integer", "real"]
        kind = draw(st.sampled_from(kinds))
        ends = sorted([draw(st.integers(-50, 50)), draw(st.integers(-50, 50))])
        listed: tuple[Value, ...] = tuple(draw(values)) if kind == "discrete" else ()
        low, high = (0.0, 0.0) if listed else map(float, ends)
        issues.append(Issue(name, kind, listed, low, high, index=at))
    profiles = []
    for party in ("ada", "bo"):
        functions: list[Function] = []
        for issue in issues:
            row = draw(st.lists(FINITE, min_size=len(issue.values), max_size=len(issue.values)))
            table = Table(tuple(zip(issue.values, row, strict=True)), by_largest=False)
            functions.append(table if issue.kind == "discrete" else Line(draw(FINITE), draw(FINITE)))
        utility = Additive(tuple(draw(FINITE) for _ in issues), tuple(functions), draw(FINITE))
        held = draw(st.one_of(FINITE, st.just(float("-inf"))))
        profiles.append(Profile(party, utility, held, draw(st.floats(0, 1, exclude_min=True))))
    return Scenario(draw(WORDS), tuple(issues), tuple(profiles), "NegMAS")


@given(negmas_scenarios())
def test_what_is_written_for_negmas_is_read_back_as_it_was(folder: Path, scenario: Scenario) -> None:
    folder.mkdir(exist_ok=True)
    files = yaml_files(scenario, {"ada": ["# what: this is"]})
    found = read(folder, files)
    assert found == scenario
    assert yaml_files(found, {"ada": ["# what: this is"]}) == files


def test_what_genius_has_no_word_for_is_refused() -> None:
    issue = Issue("price", "real", (), 0.0, 1.0, 1)
    profile = Profile("ada", Additive((1.0,), (Line(1.0, 0.5),), most=1.0))
    with pytest.raises(NotOfGeniusError, match="`ada` makes of `price`"):
        xml_files(Scenario("s", (issue,), (profile,)))


@given(st.lists(st.lists(st.floats(-100, 100), min_size=1, max_size=4), min_size=1, max_size=3))
def test_a_sum_is_fitted_exactly(parts: list[list[float]]) -> None:
    worth = sum(
        np.array(part).reshape([-1 if at == axis else 1 for at in range(len(parts))]) for axis, part in enumerate(parts)
    )
    found = fit(np.asarray(worth))
    assert found.largest_error <= 1e-10
    assert found.base == pytest.approx(sum(map(min, parts)), abs=1e-9)
    for part, fitted in zip(parts, found.parts, strict=True):
        assert fitted == pytest.approx(np.array(part) - min(part), abs=1e-9)


def test_the_sum_is_the_best_by_least_squares() -> None:
    worth = np.random.default_rng(5).normal(size=(3, 4, 2))
    rows = []
    for place in itertools.product(range(3), range(4), range(2)):
        row = np.zeros(9)
        row[[place[0], 3 + place[1], 7 + place[2]]] = 1.0
        rows.append(row)
    design = np.array(rows)
    best = design @ np.linalg.lstsq(design, worth.ravel(), rcond=None)[0]
    found = fit(worth)
    assert found.typical_error == pytest.approx(np.sqrt(((worth.ravel() - best) ** 2).mean()))
    assert found.largest_error == pytest.approx(np.abs(worth.ravel() - best).max())
    assert found.explained == pytest.approx(
        1 - ((worth.ravel() - best) ** 2).sum() / ((worth - worth.mean()) ** 2).sum()
    )


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Study:
    file = tmp_path_factory.mktemp("firm") / "firm.yaml"
    file.write_text(FIRM, encoding="utf-8")
    return Study(load(file), paths=512)


def test_utilities_go_back_to_money_and_the_error_is_the_one_that_is_stated(firm: Study, tmp_path: Path) -> None:
    made = firm.agents_scenario()
    put(tmp_path, scenario_files(made))
    summed, exact = (read_scenario([tmp_path / where]).scenario for where in ("", "exact"))
    assert summed is not None
    assert exact is not None
    found = {part: analyse(scenario).bargain for part, scenario in (("summed", summed), ("exact", exact))}
    assert made.packages == 18
    for party, fitted in made.fits.items():
        sums, (table,) = summed.profiles, made_of(next(p for p in exact.profiles if p.name == party)).functions
        utility = made_of(next(profile for profile in sums if profile.name == party))
        off = []
        for values in itertools.product(*(issue.values for issue in summed.issues)):
            parts = zip(utility.weights, utility.functions, values, strict=True)
            told = fitted.base + fitted.scale * sum(
                weight * function.of([value])[0] for weight, function, value in parts
            )
            named = "; ".join(f"{issue.name}={value}" for issue, value in zip(summed.issues, values, strict=True))
            least, most = made.ends[party]
            off.append(abs(told - (least + (most - least) * table.of([named])[0])))
        assert max(off) == pytest.approx(fitted.largest_error, rel=1e-9)
        assert fitted.largest_error > 1e-3 * fitted.scale, "growth moves what the rate is worth: no sum is exact"
    bargain = firm.bargain(refine=False)
    named = found["exact"].solutions["nash"].package["package"]
    assert named == "; ".join(f"{path}={value}" for path, value in bargain.solutions["nash"].package.items())
    for party, held in bargain.reservation.items():
        least, most = made.ends[party]
        assert least + (most - least) * found["exact"].reservation[party].value == pytest.approx(held.value, abs=1e-3)


def test_the_same_sums_stand_in_the_files_of_both(firm: Study, tmp_path: Path) -> None:
    put(tmp_path, scenario_files(firm.agents_scenario()))
    genius, negmas = (analyse(read_scenario([tmp_path / where]).scenario) for where in ("", "negmas"))  # type: ignore[arg-type]
    for one, other in zip(genius.bargain.frontier, negmas.bargain.frontier, strict=True):
        assert one.package == other.package
        assert one.certainty_equivalent == pytest.approx(other.certainty_equivalent, abs=1e-14)


def test_an_agreement_is_worth_what_a_bargain_says_on_fresh_futures(firm: Study) -> None:
    nash = firm.bargain(refine=False).solutions["nash"]
    back = firm.agreed(nash.package)
    assert nash.fresh is not None
    assert nash.fresh_surplus is not None
    assert back.worth == nash.fresh
    assert back.gain == nash.fresh_surplus


def test_a_package_that_is_no_deal_for_somebody_says_so(firm: Study) -> None:
    package = {"terms.royalty.rate": "1%", "terms.milestone.amount": "0", "drivers.sales.growth": "10%"}
    back = firm.agreed(package)
    assert back.gain["lab"].value < 0 < back.gain["firm"].value
    assert back.notes == (
        "no deal is worth more to lab than this package",
        "terms.royalty.rate is 1%, none of the values that `negotiate:` lists",
    )


def test_agents_hold_out_for_what_a_party_must_gain() -> None:
    """A price of 4m to 10m for a thing worth 10m that costs 4m: the seller signs from 5m on, at 1/6 of its scale."""
    text = """
dealwright: 1
title: A price
as_of: 2025-01-01
horizon: 2025-12-31
currency: EUR
risk_free: 0%
parties: {buyer: {}, seller: {reservation: 1m}}
terms:
  good:  {kind: flow, payee: buyer, amount: 10m EUR/year}
  cost:  {kind: flow, payer: seller, amount: 4m EUR/year}
  price: {kind: payment, payer: buyer, payee: seller, amount: 6m, on: 2025-01-01}
scenarios:
  apart: {terms.good.active: no, terms.cost.active: no, terms.price.active: no}
negotiate:
  between: [buyer, seller]
  no_deal: apart
  over: {terms.price.amount: 4m .. 10m by 500k}
"""
    study = Study(loads(text), paths=64)
    made = study.agents_scenario()
    assert made.exact is not None
    for profiles in (made.scenario.profiles, made.exact.profiles):
        assert [each.reservation_value for each in profiles] == pytest.approx([0.0, 1 / 6])
    short = "seller gains less by this package than the least at which it signs"
    assert study.agreed({"terms.price.amount": "4.5m"}).notes == (short,)
    assert study.agreed({"terms.price.amount": "5m"}).notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "Agreement reached: Bid[terms.royalty.rate: 8%, terms.upfront.amount: 1,5m EUR, or so, ]",
        '{"agreement": {"terms.royalty.rate": "8%", "terms.upfront.amount": "1,5m EUR, or so"}}',
        '["8%", "1,5m EUR, or so"]',
        "terms.royalty.rate=8%; terms.upfront.amount=1,5m EUR, or so",
        '{"agreement": ["terms.royalty.rate=8%; terms.upfront.amount=1,5m EUR, or so"]}',
        "package: terms.royalty.rate=8%; terms.upfront.amount=1,5m EUR, or so",
    ],
)
def test_an_agreement_is_read_as_agents_tell_it(text: str) -> None:
    paths = ["terms.royalty.rate", "terms.upfront.amount"]
    assert read_agreement(text, paths) == {paths[0]: "8%", paths[1]: "1,5m EUR, or so"}


def test_what_is_no_agreement_is_refused_in_words() -> None:
    assert read_agreement("Bid[]", ["a", "b"]) == {}
    for text in ("", "nothing", "[1, 2, 3]", "{", "{}", "c=1; a=2"):
        with pytest.raises(ValueError, match=r"agreement|values"):
            read_agreement(text, ["a", "b"])


def test_the_command_writes_a_folder_and_brings_an_agreement_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deal, out = tmp_path / "deal.yaml", tmp_path / "out"
    deal.write_text(KETTLE, encoding="utf-8")
    words = ["genius", "write", str(deal), "--out", str(out), "--paths", "256"]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["files"] == sorted(told["files"], key=told["files"].index)
    assert {str(file.relative_to(out)) for file in out.rglob("*.*")} == set(told["files"])
    assert main(words) == 2
    assert "is there already" in capsys.readouterr().err
    assert main([*words, "--force"]) == 0
    assert "5 packages of 1 issue" in capsys.readouterr().out
    assert main(["genius", "back", str(deal), "Bid[terms.royalty.rate: 8%, ]", "--paths", "256", "--json"]) == 0
    back = json.loads(capsys.readouterr().out)
    assert back["package"] == {"terms.royalty.rate": "8%"}
    assert main(["genius", "back", str(deal), "terms.royalty.rate=8", "--paths", "256"]) == 1
    assert "terms.royalty.rate" in capsys.readouterr().err
    for odd in ("[1, 2]", "terms.other=3; terms.royalty.rate=8%", "{}"):
        assert main(["genius", "back", str(deal), odd]) == 2
        assert "the agreement cannot be read" in capsys.readouterr().err


def test_rounding_alone_is_no_error_of_a_sum(root: Path) -> None:
    """The kettle is a sum over its issues: its files say so, and not how far doubles are from it."""
    files = scenario_files(Study(load(root / "examples" / "hello.yaml"), paths=512).agents_scenario())
    assert "Worth of a package to ada: 0.0 + " in files["ada.xml"]
    assert "off by 0 EUR at most, 0 as root mean square; it holds 100.0000% of the variance" in files["ada.xml"]
