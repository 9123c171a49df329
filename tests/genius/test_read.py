"""What is read of files of GENIUS, and what is said of them where they are odd or wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.lang.genius.codes import GENIUS_CODES
from dealwright.lang.genius.functions import Line, Table
from dealwright.lang.genius.read import Reading, read_scenario
from dealwright.study.genius import analyse
from genius.scenario_files import domain, folder, profile, summed

ISSUES = {"Price": ["low", "high"], "Days": ["30", "60"]}
DOMAIN = domain(ISSUES)
GOOD = profile(ISSUES, [[1, 4], [2, 2]], [0.5, 0.5])


def read(path: Path, text: str = GOOD, *, of: str = DOMAIN) -> Reading:
    return read_scenario([folder(path / "deal", domain=of, buyer=text)])


def told(reading: Reading) -> list[str]:
    return [
        f"{Path(each.place.file).name}:{each.place.line}:{each.place.column} {each.code}" for each in reading.problems
    ]


def test_a_sound_scenario_is_read_without_a_word(tmp_path: Path) -> None:
    reading = read(tmp_path)
    assert reading.problems == ()
    assert reading.scenario is not None
    assert [issue.name for issue in reading.scenario.issues] == ["Price", "Days"]
    only = reading.scenario.profiles[0]
    assert (only.name, only.reservation_value, only.discount_factor) == ("buyer", 0.0, 1.0)
    assert summed(only).functions[0] == Table((("low", 1.0), ("high", 4.0)))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (('evaluation="4"', 'evaluation="4,5"'), "buyer.xml:5:42 genius-number"),
        (('evaluation="4"', 'evaluation="much"'), "buyer.xml:5:42 genius-number"),
        (('evaluation="4"', 'evaluation="NaN"'), "buyer.xml:5:42 genius-number"),
        (('evaluation="4"', 'evaluation="null"'), "buyer.xml:5:1 genius-no-evaluation"),
        (('evaluation="4"', ""), "buyer.xml:5:1 genius-no-evaluation"),
        (('<item index="2" value="high" evaluation="4"/>', ""), "buyer.xml:3:1 genius-no-evaluation"),
        (('<weight index="2"', '<weight index="9"'), "buyer.xml:7:1 genius-no-weight"),
        (('value="0.5">', 'value="half">'), "buyer.xml:11:26 genius-number"),
        (
            ('index="1" name="Price" type="discrete"', 'index="1" name="Price" type="real"'),
            "buyer.xml:3:37 genius-kind",
        ),
        (("</objective>", ""), "buyer.xml:17:1 genius-not-xml"),
        (('value="low"', 'value="low'), "buyer.xml:4:1 genius-not-xml"),
        (("<utility_space>", '<!DOCTYPE a [<!ENTITY b "c">]><utility_space>'), "buyer.xml:1:1 genius-declares"),
    ],
)
def test_a_mistake_is_told_at_its_place(tmp_path: Path, change: tuple[str, str], place: str) -> None:
    reading = read(tmp_path, GOOD.replace(*change, 1))
    assert reading.scenario is None
    assert place in told(reading)
    assert all(problem.what for problem in reading.problems)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('evaluation="4"', 'evaluation="x"').replace('<weight index="2"', '<weight index="8"')
    codes = {problem.code for problem in read(tmp_path, text).problems if problem.severity == "error"}
    assert codes == {"genius-number", "genius-no-weight"}


def test_a_comma_is_mended(tmp_path: Path) -> None:
    reading = read(tmp_path, GOOD.replace('evaluation="4"', 'evaluation="4,5"'))
    assert reading.problems[0].mend == "write `4.5`"


def test_weights_are_taken_as_they_are_with_a_warning(tmp_path: Path) -> None:
    reading = read(tmp_path, profile(ISSUES, [[1, 4], [2, 2]], [2.0, 3.0]))
    assert [problem.code for problem in reading.problems] == ["genius-weights"]
    assert reading.scenario is not None
    assert summed(reading.scenario.profiles[0]).weights == (2.0, 3.0)


def test_capitals_of_types_do_not_matter(tmp_path: Path) -> None:
    text = GOOD.replace('type="discrete" etype="discrete"', 'type="DISCRETE" etype="Discrete"')
    assert read(tmp_path, text).problems == ()


def test_issues_of_inner_objectives_come_first_and_their_weights_do_not_count(tmp_path: Path) -> None:
    colour = '<issue index="3" name="Colour"><item index="1" value="red" evaluation="3"/></issue>'
    inner = f'<objective index="9" name="inner">{colour}</objective>'
    nested = DOMAIN.replace("</objective>", f"{inner}</objective>")
    weights = '<weight index="9" value="0.1"/>', '<weight index="3" value="0.4"/>'
    said = f'{weights[0]}<objective index="9" type="objective">{colour}{weights[1]}</objective>'
    text = profile(ISSUES, [[1, 4], [2, 2]], [0.3, 0.3]).replace("</objective>", f"{said}</objective>")
    reading = read(tmp_path, text, of=nested)
    assert reading.problems == ()
    assert reading.scenario is not None
    assert [issue.name for issue in reading.scenario.issues] == ["Colour", "Price", "Days"]
    assert summed(reading.scenario.profiles[0]).weights == (0.4, 0.3, 0.3)


def test_integer_and_real_issues_are_lines_and_triangles(tmp_path: Path) -> None:
    of = (
        "<negotiation_template><utility_space><objective index='0' name='root'>"
        "<issue index='1' name='units' type='integer' lowerbound='2' upperbound='12'/>"
        "<issue index='2' name='price' type='real'><range lowerbound='0.0' upperbound='5.0'/></issue>"
        "</objective></utility_space></negotiation_template>"
    )
    text = (
        "<utility_space><objective index='0'>"
        "<issue index='1' type='integer' lowerbound='2' upperbound='12'><evaluator slope='0.1' offset='0.2'/></issue>"
        "<issue index='2' type='real'><range lowerbound='0.0' upperbound='5.0'/>"
        "<evaluator ftype='LINEAR' parameter0='1.0' parameter1='-0.2'/></issue>"
        "<weight index='1' value='0.5'/><weight index='2' value='0.5'/></objective></utility_space>"
    )
    reading = read(tmp_path, text, of=of)
    assert reading.problems == ()
    assert reading.scenario is not None
    functions = summed(reading.scenario.profiles[0]).functions
    assert functions == (Line(0.1, 0.2, 2.0, clipped=True), Line(-0.2, 1.0, clipped=True))
    assert reading.scenario.issues[1].choices()[1] == 0.25


def test_a_discount_that_discounts_nothing_counts_as_one(tmp_path: Path) -> None:
    for written in ("0", "1.5", "-0.1"):
        more = f'<discount_factor value="{written}"/>'
        reading = read(tmp_path, profile(ISSUES, [[1, 4], [2, 2]], [0.5, 0.5], more=more))
        assert [problem.code for problem in reading.problems] == ["genius-discount"]
        assert reading.scenario is not None
        assert reading.scenario.profiles[0].discount_factor == 1.0


def test_a_hostile_file_is_refused_in_words_and_quickly(tmp_path: Path) -> None:
    for text in (
        "<a>" * 100_000,
        '<a b="' * 50_000,
        "<" * 200_000,
        "<a " + "b " * 200_000,
        "&#x110000;<a",
        "<!" * 99_999,
    ):
        reading = read(tmp_path, text)
        assert reading.scenario is None
        assert reading.problems


def test_a_value_may_hold_signs_that_xml_forbids(tmp_path: Path) -> None:
    of, text = (each.replace('value="low"', 'value="R&D, a < b"') for each in (DOMAIN, GOOD))
    reading = read(tmp_path, text, of=of)
    assert {problem.code for problem in reading.problems} == {"genius-ampersand"}
    assert reading.scenario is not None
    assert reading.scenario.issues[0].values[0] == "R&D, a < b"


def test_every_code_that_is_told_is_explained() -> None:
    import ast

    import dealwright.lang.genius as room

    found = set()
    for module in Path(room.__path__[0]).glob("*.py"):
        if module.name != "codes.py":
            words = [
                node.value for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.Constant)
            ]
            found |= {
                word for word in words if isinstance(word, str) and word.startswith("genius-") and " " not in word
            }
    assert found == set(GENIUS_CODES)


def test_every_problem_is_in_the_manual(root: Path) -> None:
    page = (root / "docs" / "genius.md").read_text("utf-8")
    assert [code for code, text in GENIUS_CODES.items() if f"| `{code}` | {text} |\n" not in page] == []


def test_two_parties_of_one_name_are_refused(tmp_path: Path) -> None:
    where = folder(tmp_path / "a", domain=DOMAIN, buyer=GOOD), folder(tmp_path / "b", buyer=GOOD)
    reading = read_scenario([*where[0].glob("*"), *where[1].glob("*")])
    assert [problem.code for problem in reading.problems] == ["genius-twice"]
    assert reading.scenario is None


PIECES = st.sampled_from(
    [
        "<",
        ">",
        '"',
        "/",
        "&",
        "=",
        " ",
        "\n",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "1e999",
        "-1",
        "nan",
        "index",
        "é",
        "weight",
    ]
)


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 12), PIECES), max_size=6),
    st.sampled_from(["domain", "profile"]),
)
def test_no_change_of_a_file_makes_reading_or_analysing_fail(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int, str]], which: str
) -> None:
    text = GOOD if which == "profile" else DOMAIN
    for at, length, piece in changes:
        place = at % (len(text) + 1)
        text = text[:place] + piece + text[place + length :]
    where = tmp_path_factory.getbasetemp() / "changed"
    folder(where, **{"domain": DOMAIN, "buyer": GOOD, {"profile": "buyer"}.get(which, which): text})
    reading = read_scenario([where])
    assert all(problem.what and problem.place.line >= 1 for problem in reading.problems)
    assert (reading.scenario is None) == any(problem.severity == "error" for problem in reading.problems)
    if reading.scenario is not None:
        assert analyse(reading.scenario).outcomes.count >= 1


@given(st.binary(max_size=60), st.sampled_from(["xml", "yml", "json"]))
def test_no_bytes_make_reading_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes, kind: str) -> None:
    where = tmp_path_factory.getbasetemp() / f"bytes-{kind}"
    where.mkdir(exist_ok=True)
    (where / f"a.{kind}").write_bytes(content)
    reading = read_scenario([where])
    assert reading.scenario is None
    assert reading.problems


@pytest.mark.parametrize("kind", ["DefaultPartialOrdering", "SumOfGroupsUtilitySpace"])
def test_profiles_of_geniusweb_that_say_no_worth_are_refused_at_their_place(tmp_path: Path, kind: str) -> None:
    text = f'{{"{kind}": {{"name": "ada", "domain": {{"issuesValues": {{"price": {{"values": ["a"]}}}}}}}}}}'
    (tmp_path / "ada.json").write_text(text, encoding="utf-8")
    (problem,) = read_scenario([tmp_path]).problems
    assert (problem.code, problem.place.line, problem.place.column) == ("genius-shape", 1, len(kind) + 6)
    assert kind in problem.what
    assert "LinearAdditiveUtilitySpace" in problem.mend


def test_what_a_file_declares_elsewhere_is_never_opened(tmp_path: Path) -> None:
    """A document type that is named is passed over unread; entities, here or elsewhere, are refused at their place."""
    secret = tmp_path / "secret.txt"
    secret.write_text("opened", encoding="utf-8")
    named = f'<!DOCTYPE utility_space SYSTEM "{secret.as_uri()}">\n'
    assert read(tmp_path, named + GOOD).scenario == read(tmp_path, GOOD).scenario
    entity = named.replace(">\n", f' [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n')
    reading = read(tmp_path, "\n" + entity + GOOD.replace('value="low"', 'value="&x;"'))
    assert told(reading) == ["buyer.xml:2:1 genius-declares"]
    assert "opened" not in str(reading.problems)
