"""Whatever stands in a cap table, reading it ends with a table or with problems at their places, and never raises."""

from importlib.resources import files
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.lang.captable import loads_table

TEMPLATE = files("dealwright.cli").joinpath("templates", "captable.yaml").read_text(encoding="utf-8")
LETTERS = "{}[]:,-# '\"abc019.%_|>&*!?\n\t\u00e9"
WORDS = (
    "none", "yes", "-1", "0", "1e30", "2024-02-30", "2999-01-01", "series_a", "common", "ana", "5 EUR", "100%", "1x",
    "{}", "[]", "", "~", "1 / 0", "if(yes, 1, 2)", "5% to 10%", "one_of({1: 50%, 2: 50%})", "plan", "safe_1", "grant_1",
)  # fmt: skip


@given(st.integers(0, 2**48))
def test_a_damaged_table_is_read_to_problems_with_places(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    text = TEMPLATE
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(text))
        match random.randrange(4):
            case 0:
                text = text[:at] + random.choice(LETTERS) + text[at:]
            case 1:
                text = text[:at] + text[at + random.randint(1, 3) :]
            case 2:
                lines = text.split("\n")
                del lines[random.randrange(len(lines))]
                text = "\n".join(lines)
            case _:
                pieces = text.split(": ")
                place = random.randrange(1, len(pieces))
                value, _, rest = pieces[place].partition(",")
                pieces[place] = random.choice(WORDS) + (
                    f",{rest}" if rest or "," in pieces[place] else f"\n{value[-1:]}"
                )
                text = ": ".join(pieces)
    loaded = loads_table(text, "damaged.yaml")
    assert loaded.table is not None or loaded.errors
    for problem in loaded.problems:
        assert problem.place.file == "damaged.yaml"
        assert problem.what
        assert loaded.line(problem.place) or problem.place.line >= text.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "captable: 1",
        "captable: 1\nstakeholders: []\nclasses: 5\nevents: {a: b}\nrounds: [1, 2]\nipo: yes\nexit: []\n",
        "captable: 2\ncompany: {}\ncurrency: [USD]\nas_of: never\n",
        "captable: 1\ncompany: a\ncurrency: DOLLARS\nas_of: 2025-01-01\nevents: [5, [], {}, {kind: [issue]}]\n",
        "captable: 1\ncompany: a\ncurrency: USD\nas_of: one_of({2025-01-01: 50%, 2026-01-01: 50%})\n",
        "captable: 1\n" + "stakeholders: " + "{a: " * 60 + "}" * 60,
        "captable: 1\nevents:\n" + "  - {kind: issue}\n" * 300,
        "captable: &a 1\ncompany: *a\n",
        "captable: 1\ncompany: a\ncurrency: USD\nas_of: 2025-01-01\nextras: [{of: x, content: '[[[[[[[['}]\n",
    ],
)
def test_a_table_that_is_none_is_told_to_be_none(text: str) -> None:
    loaded = loads_table(text)
    assert loaded.table is None
    assert loaded.errors


def test_many_problems_are_cut_short_and_a_long_file_is_read_in_time() -> None:
    rows = "\n".join(f"  h{number}: {{name: H {number}, relationsip: x}}" for number in range(2000))
    loaded = loads_table(f"captable: 1\ncompany: a\ncurrency: USD\nas_of: 2025-01-01\nstakeholders:\n{rows}\n")
    assert {problem.code for problem in loaded.problems} == {"unknown-key"}


def test_a_table_larger_than_any_is_refused() -> None:
    (problem,) = loads_table("captable: 1\n#" + "x" * 20_000_000).problems
    assert problem.code == "too-large"
