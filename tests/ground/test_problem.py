"""How a problem is written for people and for programs."""

from hypothesis import given
from hypothesis import strategies as st

from dealwright.ground import Place, Problem, error, in_file_order, render, warning

PAYR = Problem(
    Place("deal.yaml", 9, 5, 9, 9),
    "error",
    "unknown-key",
    "unknown key `payr` in a royalty term",
    "kind, payer, payee, on, rate, ...",
    "rename it to `payer`",
)


def test_a_problem_is_written_as_the_house_style_shows_it() -> None:
    assert render(PAYR, "    payr: borealis") == (
        "deal.yaml:9:5: error[unknown-key]: unknown key `payr` in a royalty term\n"
        "   |\n"
        " 9 |     payr: borealis\n"
        "   |     ^^^^\n"
        "   = expected: kind, payer, payee, on, rate, ...\n"
        "   = mend: rename it to `payer`"
    )


def test_a_longer_line_number_widens_the_gutter() -> None:
    problem = error(Place("deal.yaml", 120, 1, 120, 3), "tab", "a tab", "", "")
    assert render(problem, "ab: c") == "deal.yaml:120:1: error[tab]: a tab\n     |\n 120 | ab: c\n     | ^^"


def test_without_a_source_line_there_is_no_excerpt() -> None:
    assert render(error(Place.whole("deal.yaml"), "empty-file", "it is empty", "", "write it")) == (
        "deal.yaml:1:1: error[empty-file]: it is empty\n   = mend: write it"
    )


def test_a_place_over_several_lines_is_underlined_to_the_end_of_its_first() -> None:
    text = render(error(Place("d", 2, 4, 5, 2), "not-a-value", "a mapping", "", ""), "a: {b: c,   ")
    assert text.splitlines()[-1] == "   |    ^^^^^^"


def test_wide_letters_move_the_carets_with_them() -> None:
    text = render(error(Place("d", 1, 3, 1, 4), "bad-sign", "x", "", ""), "\u6a19\u984c!")
    assert text.splitlines()[-1] == "   |     ^"


def test_a_very_long_line_is_cut_around_the_place() -> None:
    lines = render(
        error(Place("d", 1, 501, 1, 503), "bad-sign", "x", "", ""), "a" * 500 + "!!" + "b" * 500
    ).splitlines()
    excerpt, carets = lines[2], lines[3]
    assert len(excerpt) < 120
    assert excerpt[carets.index("^") : carets.rindex("^") + 1] == "!!"


def test_terminal_codes_in_a_file_reach_no_terminal() -> None:
    text = render(error(Place("d", 1, 1, 1, 2), "bad-sign", "`\x1b[31m` is no sign", "", ""), "\x1b[2Jx")
    assert "\x1b" not in text


def test_colours_are_only_added_around_what_is_written_without_them() -> None:
    import re

    coloured = render(PAYR, "    payr: borealis", colour=True)
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == render(PAYR, "    payr: borealis")


def test_a_problem_as_data_has_the_agreed_keys() -> None:
    assert PAYR.to_json() == {
        "file": "deal.yaml",
        "line": 9,
        "column": 5,
        "end_line": 9,
        "end_column": 9,
        "severity": "error",
        "code": "unknown-key",
        "what": "unknown key `payr` in a royalty term",
        "expected": "kind, payer, payee, on, rate, ...",
        "mend": "rename it to `payer`",
    }


def test_problems_are_listed_once_and_in_file_order() -> None:
    later = error(Place("d", 3, 1, 3, 2), "tab", "a tab", "", "")
    first = warning(Place("d", 1, 9, 1, 10), "tail", "a tail", "", "")
    beside = error(Place("d", 3, 4, 3, 5), "tab", "a tab", "", "")
    assert in_file_order([beside, later, first, later]) == [first, later, beside]


def test_a_quoted_flood_is_cut_short() -> None:
    assert len(error(Place.whole("d"), "bad-literal", f"`{'x' * 5000}` is no value", "", "").what) < 150


@given(st.text(), st.integers(1, 200), st.integers(0, 300))
def test_any_line_with_any_place_can_be_written(line: str, column: int, length: int) -> None:
    text = render(error(Place("d", 1, column, 1, column + length), "code", "what", "", ""), line)
    assert text.startswith(f"d:1:{column}: error[code]: what")
    assert not set(text) & set("\x1b\r\t\x00")
