"""Every hostile input gets its problem in under two seconds, and nothing raises."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.ground import Place, Problem
from dealwright.lang.compose import compose, compose_value, read_tree
from dealwright.lang.parse import Grammar, parse
from dealwright.lang.ranges import parse_range
from dealwright.lang.reading import decode
from dealwright.lang.tree import ScalarNode

T = TypeVar("T")
LIMIT = 2.0
SIZE = 1_900_000


def codes(problems: list[Problem]) -> set[str]:
    return {problem.code for problem in problems}


def timed(act: Callable[[], T]) -> T:
    start = time.process_time()
    result = act()
    assert time.process_time() - start < LIMIT
    return result


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 10_000, "too-deep"),
        ("a: " + "{b: " * 10_000, "too-deep"),
        ("- " * 10_000, "too-deep"),
        ("\n".join(" " * n + "a:" for n in range(1000)), "too-deep"),
        ("[" + "[]," * (SIZE // 3), "too-many-values"),
        ("".join(f"k{n}: 1\n" for n in range(150_000)), "too-many-values"),
        ("a: 1\n" * 10_000, "duplicate-key"),
        ("a: &x 1\n" * (SIZE // 8), "anchor"),
        ("a: b: c\n" * (SIZE // 8), "needs-quotes"),
        ("a:\n" + "\tb: c\n" * (SIZE // 6), "tab"),
        ("a: b: " + " " * SIZE + "c", "bad-syntax"),
        ("a: {b: " + "a(" * (SIZE // 2), "unclosed-bracket"),
        ("a: {" + "b: f(x, " * 5_000, "unclosed-bracket"),
        ('a: "' + "x" * SIZE, "bad-syntax"),
        ("\0" * SIZE, "bad-character"),
        ("a: 1\n" * 500_000, "too-large"),
        ("x" * SIZE + ": 1", "bad-syntax"),
    ],
    ids=lambda value: value if len(value) < 30 else value[:12],
)
def test_a_hostile_text_gets_its_problem_quickly(text: str, code: str) -> None:
    _, problems = timed(lambda: compose(text, "deal.yaml"))
    assert code in codes(problems)
    assert len(problems) <= 201
    assert all(len(problem.what) < 400 and len(problem.mend) < 400 for problem in problems)


def test_a_file_of_50_megabytes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "deal.yaml"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)
    tree, problems = timed(lambda: read_tree(file))
    assert tree is None
    assert [(p.code, p.place.file) for p in problems] == [("too-large", str(file))]


def test_what_is_no_file_is_said_so(tmp_path: Path) -> None:
    assert codes(read_tree(tmp_path)[1]) == {"not-a-file"}
    assert codes(read_tree(tmp_path / "absent.yaml")[1]) == {"missing-file"}
    assert codes(read_tree("a\0b")[1]) == {"unreadable-file"}
    assert codes(read_tree("x" * 5000)[1]) == {"unreadable-file"}
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert codes(timed(lambda: read_tree(tmp_path / "pipe"))[1]) == {"not-a-file"}


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("title: Ü".encode("utf-16"), "wrong-encoding", "UTF-16"),
        ("title: a deal".encode("utf-16-le"), "wrong-encoding", "UTF-16LE"),
        ("title: a deal".encode("utf-16-be"), "wrong-encoding", "UTF-16BE"),
        ("title: a deal".encode("utf-32"), "wrong-encoding", "UTF-32"),
        ("title: café".encode("latin-1"), "wrong-encoding", "Latin-1"),
        (b"PK\x03\x04" + bytes(range(256)), "binary-file", "ZIP"),
        (b"%PDF-1.7 ...", "binary-file", "PDF"),
        (b"\x7fELF\x02\x01\x00\x00", "binary-file", "zero"),
        (bytes(range(1, 256)) * 20, "binary-file", "no text"),
    ],
)
def test_what_is_no_utf8_text_is_named(content: bytes, code: str, words: str) -> None:
    source, problems = decode(content, "deal.yaml")
    assert source is None
    assert [problem.code for problem in problems] == [code]
    assert words in problems[0].what


def test_the_first_letter_of_another_encoding_is_placed() -> None:
    _, problems = decode("a: 1\nb: café\n".encode("latin-1"), "deal.yaml")
    assert (problems[0].place.line, problems[0].place.column) == (2, 7)
    assert problems[0].mend.startswith("iconv -f WINDOWS-1252 -t UTF-8 deal.yaml")


def test_a_byte_order_mark_of_utf8_is_welcome() -> None:
    source, problems = decode(b"\xef\xbb\xbftitle: x\n", "deal.yaml")
    assert problems == []
    assert source is not None
    assert (source.text, source.marked) == ("title: x\n", True)


def scalar(text: str) -> ScalarNode:
    return ScalarNode(text, "plain", Place("deal.yaml", 1, 1, 1, 1 + len(text)), (0, len(text)))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(" * 3000, "too-large-expression"),
        ("a+(" * 200 + "1" + ")" * 200, "too-large-expression"),
        ("-" * 3000 + "1", "too-large-expression"),
        ("not " * 900 + "yes", "too-large-expression"),
        ("+".join(["a"] * 1900), "too-large-expression"),
        ("max(" + "1," * 1800 + "1)", "too-large-expression"),
        ("9**" * 1000 + "9", "too-large-expression"),
        ("9^9^9^9", "number-too-large"),
        ("exp(1000000)", "number-too-large"),
        ("1e29 * 1e29 * 1e29", "number-too-large"),
        ("9" * 3900, "number-too-large"),
        ("x" * 100_000, "too-large-expression"),
        ("1/0", "division-by-zero"),
        ("0 ^ -1", "undefined-number"),
        ("log(-1)", "undefined-number"),
        ("(-8) ^ 0.5", "undefined-number"),
        ("1 " * 1900, "bad-expression"),
        ("1,1" * 1000, "bad-literal"),
        ("13 billion " * 300, "bad-literal"),
    ],
    ids=lambda value: value[:20],
)
def test_an_expression_bomb_gets_its_problem_quickly(text: str, code: str) -> None:
    _, problems = timed(lambda: parse(scalar(text), Grammar()))
    assert code in codes(problems)
    assert len(problems) < 10


@pytest.mark.parametrize(
    "text",
    ["0 .. 1e30 by 1e-30", "1e-99 .. 1e30 by 1e-99", "0% .. 100% by 0.0001%", "0001-01-01 .. 9999-12-31 by 1 day"],
)
def test_a_range_without_end_gets_its_problem_quickly(text: str) -> None:
    values, problems = timed(lambda: parse_range(scalar(text), "USD"))
    assert values is None
    assert codes(problems) == {"range-too-long"}


SIGNS = list("abx01259 .,:;-+*/^%()[]{}<>=!&*|#@`'\"\\~_\n\t$€£")
WORDS = ["13bn USD", "20%", " to ", " by ", "..", "one_of(", "min(", "terms.a.paid", "2030-12-31", "yes", "not ", "1e"]
fragments = st.sampled_from([*SIGNS, *WORDS, "billion", "/year"])
garbage = st.one_of(st.text(), st.lists(fragments, max_size=25).map("".join))


@given(garbage)
def test_no_text_makes_the_composer_raise(text: str) -> None:
    tree, problems = compose(text, "deal.yaml")
    assert (tree is not None) or problems
    compose_value(text, "<set x>")


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_raise(content: bytes) -> None:
    source, problems = decode(content, "deal.yaml")
    assert (source is None) == bool(problems)


@given(garbage)
def test_no_value_makes_the_parser_raise(text: str) -> None:
    for read in (lambda: parse(scalar(text), Grammar(terms=True)), lambda: parse_range(scalar(text), "USD")):
        value, problems = read()
        assert value is not None or problems
        assert all(problem.what and problem.place.column >= 1 for problem in problems)


@given(
    st.lists(garbage, max_size=6).map(
        lambda lines: "a:\n" + "".join(f"  k{n}: {line}\n" for n, line in enumerate(lines))
    )
)
def test_values_in_a_file_never_raise(text: str) -> None:
    tree, _ = compose(text, "deal.yaml")
    if tree is not None:
        for node in getattr(tree.root.entries["a"], "entries", {}).values():
            parse(node, Grammar(schedule=True))
            parse_range(node, "USD")
