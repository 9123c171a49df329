"""YAML becomes nodes that know their places, and what no deal file may hold becomes problems."""

import textwrap

import pytest

from dealwright.ground import Problem
from dealwright.lang.compose import compose, compose_value
from dealwright.lang.tree import MappingNode, ScalarNode, SequenceNode, Tree


def tree_of(text: str) -> Tree:
    tree, problems = compose(textwrap.dedent(text).lstrip("\n"), "deal.yaml")
    assert problems == []
    assert tree is not None
    return tree


def problems_of(text: str) -> list[Problem]:
    return compose(textwrap.dedent(text).lstrip("\n"), "deal.yaml")[1]


def places(problems: list[Problem]) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.place.line, problem.place.column) for problem in problems]


def test_scalars_keep_their_text_and_their_place() -> None:
    tree = tree_of("""
        title: Northwind   # a comment
        rate: "20%"
        terms:
          share: {on: revenue, until: 2030-12-31}
          notes: [yes, 'it''s']
        """)
    terms = tree.root.entries["terms"]
    assert isinstance(terms, MappingNode)
    share, notes = terms.entries["share"], terms.entries["notes"]
    assert isinstance(share, MappingNode)
    assert isinstance(notes, SequenceNode)
    until, its = share.entries["until"], notes.items[1]
    assert isinstance(until, ScalarNode)
    assert isinstance(its, ScalarNode)
    assert (until.text, until.place.line, until.place.column, until.place.end_column) == ("2030-12-31", 4, 31, 41)
    assert (its.text, its.style, its.place.column, its.place.end_column) == ("it's", "single", 16, 23)
    assert share.keys["until"].column == 24
    assert (share.place.column, share.place.end_column) == (10, 42)
    assert tree.line(2) == 'rate: "20%"'
    assert tree.line(99) == ""


def test_nothing_is_resolved_by_the_rules_of_yaml() -> None:
    tree = tree_of("{a: yes, b: 0x10, c: 1_000, d: 2030-12-31, e: null, f: ~, g: 1e3, h: }")
    texts = [node.text for node in tree.root.entries.values() if isinstance(node, ScalarNode)]
    assert texts == ["yes", "0x10", "1_000", "2030-12-31", "null", "~", "1e3", ""]


def test_keys_keep_the_order_of_the_file() -> None:
    assert list(tree_of("b: 1\na: 2\nc: 3\n").root.entries) == ["b", "a", "c"]


def test_columns_count_letters_and_windows_line_breaks_count_once() -> None:
    tree, _ = compose("title: Überraschung für 株式会社\r\nname: {é: x}\r\n", "deal.yaml")
    assert tree is not None
    name = tree.root.entries["name"]
    assert isinstance(name, MappingNode)
    assert (name.keys["é"].line, name.keys["é"].column) == (2, 8)
    assert name.entries["é"].place.column == 11
    assert tree.line(1) == "title: Überraschung für 株式会社"


@pytest.mark.parametrize(
    ("written", "part", "columns"),
    [
        ("a + bcd", (4, 7), (8, 11)),
        ("'a + bcd'", (4, 7), (9, 12)),
        ('"a + bcd"', (4, 7), (9, 12)),
        ("'it''s + bcd'", (7, 10), (13, 16)),
        (r'"\u0061\" + bcd"', (5, 8), (16, 19)),
        ('"a\\\n  bcd"', (1, 4), (4, 7)),
    ],
)
def test_a_part_of_a_scalar_has_its_own_place(written: str, part: tuple[int, int], columns: tuple[int, int]) -> None:
    node = tree_of(f"x: {written}\n").root.entries["x"]
    assert isinstance(node, ScalarNode)
    place = node.part(*part)
    assert (place.column, place.end_column) == columns


def test_duplicate_keys_name_both_places() -> None:
    problems = problems_of("""
        terms:
          share: 1
          other: 2
          share: 3
        terms: 4
        """)
    assert places(problems) == [("duplicate-key", 4, 3), ("duplicate-key", 5, 1)]
    assert "line 2, column 3" in problems[0].what
    assert "line 1, column 1" in problems[1].what


def test_the_first_of_two_equal_keys_is_kept() -> None:
    tree, _ = compose("a: 1\na: 2\n", "deal.yaml")
    assert tree is not None
    node = tree.root.entries["a"]
    assert isinstance(node, ScalarNode)
    assert node.text == "1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: 2", [("anchor", 1, 4)]),
        ("a: &x 1\nb: *x", [("anchor", 1, 4), ("alias", 2, 4)]),
        ("a: !!str 1\nb: !money 2", [("tag", 1, 4), ("tag", 2, 4)]),
        ("a: {<<: {b: 1}}", [("merge-key", 1, 5)]),
        ("? [a]\n: b", [("bad-key", 1, 3)]),
        ("{? : 1}", [("bad-key", 1, 4)]),
        ("a: 1\n---\nb: 2", [("many-documents", 2, 1)]),
        ("", [("empty-file", 1, 1)]),
        ("\n  \n", [("empty-file", 1, 1)]),
        ("# only\n# comments\n", [("empty-file", 1, 1)]),
        ("---\n", [("empty-file", 1, 1)]),
        ("- a\n- b\n", [("not-a-mapping", 1, 1)]),
        ("hello", [("not-a-mapping", 1, 1)]),
        ("a:\n\tb: 1", [("tab", 2, 1)]),
        ("a:\n  b: 1\n \tc: 2", [("tab", 3, 2)]),
        ("a: {\n\tb: 1}", [("tab", 2, 1)]),
        ("a: [b\nc: d", [("unclosed-bracket", 1, 4)]),
        ("a: {b: [", [("unclosed-bracket", 2, 1)]),
        ("a: 'b\nc: d", [("unclosed-quote", 1, 4)]),
        ("a: b: c", [("needs-quotes", 1, 4)]),
        ("a\nb: c", [("missing-colon", 1, 1)]),
        ("a: 1\nb:c\nd: e", [("missing-colon", 2, 1)]),
        ("a:\n  b: 1\n c: 2", [("bad-indentation", 3, 2)]),
        ("a: b\n  c: d", [("bad-indentation", 2, 3)]),
        ("  a: 1\nb: 2", [("bad-indentation", 2, 1)]),
        ("a: @x", [("bad-character", 1, 4)]),
        ("a: b\x07", [("bad-character", 1, 5)]),
        ("a: - 5%", [("list-in-line", 1, 4)]),
        (r'a: "x\q"', [("bad-escape", 1, 6)]),
        ("a: 'x' y", [("text-after-value", 1, 8)]),
        ("%foo", [("bad-syntax", 1, 5)]),
    ],
)
def test_what_no_deal_file_may_hold_is_a_problem_at_its_place(text: str, expected: list[tuple[str, int, int]]) -> None:
    tree, problems = compose(text, "deal.yaml")
    assert places(problems) == expected
    assert all(problem.what and problem.expected for problem in problems)
    if any(code in {"alias", "merge-key", "many-documents"} for code, _, _ in expected):
        assert tree is None


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("a: b: c", 'write `"b: c"`'),
        ("a: one_of({a: 60%, b: 40%})", 'write `"one_of({a: 60%, b: 40%})"`'),
        ("a: {is: one_of({a: 60%, b: 40%}), c: d}", 'write `"one_of({a: 60%, b: 40%})"`'),
        ("b:c\nd: e", "write `b: c`"),
        ("cash 10bn\nd: e", "write `cash: 10bn`"),
        ("a: - 5%", "write `-5%`"),
        ("a:\n  b: 1\n c: 2", "indent it by 2 spaces"),
        ("a: 'x' y", 'write `"x y"` or delete it'),
        ("a: @x", 'write `"@x"`'),
        ("a: &x 1", "delete `&x`"),
        ("a: !!str 1", "delete `!!str`"),
    ],
)
def test_the_mend_is_something_to_type(text: str, mend: str) -> None:
    assert problems_of(text)[-1].mend == mend


def test_a_call_cut_at_its_comma_is_put_together_and_reported() -> None:
    tree, problems = compose("a: {x: min(p, if(q, r, s)), y: [clip(t, 0, 1), u]}\n", "deal.yaml")
    assert [(p.code, p.place.column, p.place.end_column) for p in problems] == [
        ("needs-quotes", 8, 27),
        ("needs-quotes", 33, 46),
    ]
    assert problems[0].mend == 'write `"min(p, if(q, r, s))"`'
    assert tree is not None
    inner = tree.root.entries["a"]
    assert isinstance(inner, MappingNode)
    assert list(inner.entries) == ["x", "y"]
    assert isinstance(inner.entries["x"], ScalarNode)
    assert inner.entries["x"].text == "min(p, if(q, r, s))"


def test_a_bracket_in_a_note_is_no_call() -> None:
    tree = tree_of("a: {note: see (page 3, b: c}\n")
    assert isinstance(tree.root.entries["a"], MappingNode)
    assert list(tree.root.entries["a"].entries) == ["note", "b"]


def test_after_a_syntax_error_later_sections_are_still_read() -> None:
    problems = problems_of("""
        title: A deal
        title: Again
        parties:
          a: {name: "A"
        drivers:
          x: @y
        companies:
          c: 1
          c: 2
        \tterms: 3
        """)
    assert places(problems) == [
        ("duplicate-key", 2, 1),
        ("unclosed-bracket", 4, 6),
        ("bad-character", 6, 6),
        ("duplicate-key", 9, 3),
        ("tab", 10, 1),
    ]


def test_a_tab_inside_a_text_of_several_lines_is_text() -> None:
    tree_of('note: |\n  first\n  \tsecond\nother: "a\n  \tb"\n')


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("12%", ScalarNode),
        ("[yes, no]", SequenceNode),
        ("{2025: 8bn}", MappingNode),
        ("'a: b'", ScalarNode),
        ("", ScalarNode),
    ],
)
def test_a_value_from_a_command_line_is_a_node(text: str, kind: type) -> None:
    node, problems = compose_value(text, "<set terms.share.rate>")
    assert isinstance(node, kind)
    assert problems == []
    assert node is not None
    assert node.place.file == "<set terms.share.rate>"


def test_a_value_from_a_command_line_that_is_no_yaml_is_a_problem() -> None:
    node, problems = compose_value("[yes, no", "<set x>")
    assert node is None
    assert [problem.code for problem in problems] == ["unclosed-bracket"]


def test_an_escape_that_makes_an_unseen_character_is_refused() -> None:
    _, problems = compose('a: "\\e[31mred"\nb: "tab\\tand \\u00e9"\n', "deal.yaml")
    assert [(problem.code, str(problem.place)) for problem in problems] == [("bad-character", "deal.yaml:1:4")]
    assert "U+001B" in problems[0].what
