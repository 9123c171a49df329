"""Each problem with the files of a scenario has a folder that provokes it, and the words in which it is told."""

from pathlib import Path

import pytest

from dealwright.ground.problem import Problem, render
from dealwright.lang.genius.codes import GENIUS_CODES
from dealwright.lang.genius.read import read_scenario
from genius.scenario_files import domain, folder, profile

ISSUES = {"Price": ["low", "high"], "Days": ["30", "60"]}
DOMAIN, PROFILE = domain(ISSUES), profile(ISSUES, [[1, 4], [2, 2]], [0.5, 0.5])
INTEGER = '<issue index="2" name="Days" vtype="integer" type="integer" lowerbound="{}" upperbound="{}"/>'
REAL = '<issue index="2" name="Days" type="real" vtype="real"><range lowerbound="0" upperbound="1"/></issue>'
SHAPED = '<issue index="2" name="Days" type="real" etype="real"><evaluator ftype="faratin"/></issue>'


def with_days(text: str, issue: str) -> str:
    """Write the second issue otherwise."""
    start = text.index('<issue index="2"')
    return text[:start] + issue + text[text.index("</issue>", start) + len("</issue>") :]


MORE = {
    "discount": '<discount_factor value="1.5"/>',
    "issue": '<objective><issue index="9" name="Colour"/></objective>',
}
FILES: dict[str, dict[str, str]] = {
    "genius-ampersand": {"buyer": PROFILE.replace('name="Price"', 'name="R&D"')},
    "genius-bounds": {"domain": with_days(DOMAIN, INTEGER.format(9, 3))},
    "genius-declares": {"buyer": '<!DOCTYPE a [<!ENTITY b "bbbb">]>\n' + PROFILE},
    "genius-discount": {"buyer": PROFILE.replace("</objective>", f"</objective>{MORE['discount']}")},
    "genius-evaluation": {"buyer": PROFILE.replace('evaluation="1"', 'evaluation="-1"')},
    "genius-kind": {"domain": DOMAIN.replace('type="discrete"', 'type="colour"', 1)},
    "genius-missing": {"domain": DOMAIN.replace(' value="low"', "")},
    "genius-name": {"buyer": PROFILE.replace('name="Price"', 'name="Cost"')},
    "genius-no-domain": {"domain": ""},
    "genius-no-evaluation": {"buyer": PROFILE.replace(' evaluation="4"', "")},
    "genius-no-issues": {"domain": "<negotiation_template><utility_space/></negotiation_template>"},
    "genius-no-profile": {"buyer": ""},
    "genius-no-values": {"domain": with_days(DOMAIN, '<issue index="2" name="Days" type="discrete"></issue>')},
    "genius-no-weight": {"buyer": PROFILE.replace('<weight index="2"', '<weight index="3"')},
    "genius-not-found": {"domain": "", "buyer": ""},
    "genius-not-text": {"buyer": "\0\0\0"},
    "genius-not-xml": {"buyer": PROFILE.replace("</objective>", "</objectives>")},
    "genius-not-yaml": {"domain": "", "buyer": "", "supply.yml": "type: [CartesianOutcomeSpace"},
    "genius-number": {"buyer": PROFILE.replace('evaluation="4"', 'evaluation="4,5"')},
    "genius-objectives": {"domain": DOMAIN.replace("</utility_space>", '<objective index="7"/></utility_space>')},
    "genius-other-file": {"notes": "<notes/>"},
    "genius-shape": {"domain": with_days(DOMAIN, REAL), "buyer": with_days(PROFILE, SHAPED)},
    "genius-too-deep": {"buyer": "<a>" * 100},
    "genius-twice": {"domain": DOMAIN.replace('value="high"', 'value="low"')},
    "genius-two-domains": {"other": DOMAIN},
    "genius-unknown-issue": {"buyer": PROFILE.replace("</objective>", f"</objective>{MORE['issue']}")},
    "genius-unknown-value": {"buyer": PROFILE.replace("</issue>", '<item value="medium" evaluation="2"/></issue>', 1)},
    "genius-weights": {"buyer": PROFILE.replace('value="0.5"', 'value="5"')},
}
WITHOUT = {"genius-too-large": "a file of fifty megabytes is written in a test of its own"}


def told(code: str, path: Path) -> tuple[list[Problem], str]:
    """Return what is told of the files of a code, and the words of its problem."""
    files = {"domain": DOMAIN, "buyer": PROFILE, **FILES[code]}
    where = folder(path / "s", **{name: text for name, text in files.items() if text and "." not in name})
    for name, text in files.items():
        if "." in name:
            (where / name).write_text(text, encoding="utf-8")
    reading = read_scenario([where])
    found = [problem for problem in reading.problems if problem.code == code]
    words = render(found[0], reading.line(found[0].place)) if found else ""
    return list(reading.problems), words.replace(str(path), "")


@pytest.mark.parametrize("code", sorted(FILES))
def test_a_problem_is_told_in_the_words_of_the_gallery(code: str, tmp_path: Path) -> None:
    problems, words = told(code, tmp_path)
    assert code in [problem.code for problem in problems]
    file = Path(__file__).parent / "gallery" / f"{code}.txt"
    assert words == file.read_text("utf-8"), f"what is told of {code} differs from {file.name}"
    first = next(problem for problem in problems if problem.code == code)
    assert first.expected or first.mend or code in {"genius-too-deep", "genius-two-domains"}


def test_every_code_has_its_folder() -> None:
    assert FILES.keys() | WITHOUT.keys() == GENIUS_CODES.keys()
    written = {file.stem for file in (Path(__file__).parent / "gallery").glob("*.txt")}
    assert written == FILES.keys()


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dealwright.lang.genius import text

    monkeypatch.setattr(text, "LARGEST", 100)
    reading = read_scenario([folder(tmp_path / "s", domain=DOMAIN, buyer=PROFILE)])
    assert [problem.code for problem in reading.problems] == ["genius-too-large"] * 2
