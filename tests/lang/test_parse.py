"""Expressions are read by precedence, each part with its exact place, and what is wrong is said where it is."""

import pytest

from dealwright.deal.expression import (
    Binary,
    Call,
    Chance,
    Expression,
    Name,
    Quantity,
    Schedule,
    TermField,
    Unary,
    Uncertain,
    is_constant,
    multiply,
    names,
    show,
    term_names,
    walk,
)
from dealwright.ground import Place, Problem, Unit
from dealwright.lang.compose import compose
from dealwright.lang.parse import Grammar, is_name, parse
from dealwright.lang.tree import ScalarNode

A, B, C = Name("a"), Name("b"), Name("c")


def scalar(text: str) -> ScalarNode:
    return ScalarNode(text, "plain", Place("deal.yaml", 1, 1, 1, 1 + len(text)))


def read(text: str, grammar: Grammar | None = None) -> Expression:
    expression, problems = parse(scalar(text), grammar or Grammar(terms=True))
    assert problems == []
    assert expression is not None
    return expression


def refused(text: str, grammar: Grammar | None = None) -> Problem:
    expression, problems = parse(scalar(text), grammar or Grammar(terms=True))
    assert expression is None
    assert len(problems) == 1
    return problems[0]


def number(value: float) -> Quantity:
    return Quantity(float(value))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * c", Binary("+", A, Binary("*", B, C))),
        ("(a + b) * c", Binary("*", Binary("+", A, B), C)),
        ("a - b - c", Binary("-", Binary("-", A, B), C)),
        ("a / b / c", Binary("/", Binary("/", A, B), C)),
        ("a ^ b ^ c", Binary("^", A, Binary("^", B, C))),
        ("a ** b", Binary("^", A, B)),
        ("-a ^ b", Unary("-", Binary("^", A, B))),
        ("-2 ^ 2", Unary("-", Binary("^", number(2), number(2)))),
        ("(-2) ^ 2", Binary("^", number(-2), number(2))),
        ("2 ^ -2", Binary("^", number(2), number(-2))),
        ("-a * b", Binary("*", Unary("-", A), B)),
        ("a - -2", Binary("-", A, number(-2))),
        ("a -2", Binary("-", A, number(2))),
        ("-(2)", Unary("-", number(2))),
        ("+a", A),
        ("not a and b or c", Binary("or", Binary("and", Unary("not", A), B), C)),
        ("a or b and c", Binary("or", A, Binary("and", B, C))),
        ("not a == b", Unary("not", Binary("==", A, B))),
        ("a + b > c and c != 2", Binary("and", Binary(">", Binary("+", A, B), C), Binary("!=", C, number(2)))),
        ("a<=b", Binary("<=", A, B)),
        ("min(a, b, c)", Call("min", (A, B, C))),
        ("max(1,200)", Call("max", (number(1), number(200)))),
        ("if(a > 0, b, c)", Call("if", (Binary(">", A, number(0)), B, C))),
        ("trailing(a, 1 year)", Call("trailing", (A, Quantity(1.0, Unit.YEAR, "duration")))),
        ("25%*a", Binary("*", number(0.25), A)),
        ("terms.share.paid", TermField("share", "paid")),
        ("year - 2025", Binary("-", Name("year"), number(2025))),
        ("größe2 * _x", Binary("*", Name("größe2"), Name("_x"))),
        ("terms.share.paid-2", Binary("-", TermField("share", "paid"), number(2))),
        ("perpetuity(2%)", Call("perpetuity", (number(0.02),))),
    ],
)
def test_an_expression_is_read_by_precedence(text: str, expected: Expression) -> None:
    assert read(text) == expected


def test_every_part_has_its_own_place() -> None:
    tree, _ = compose('companies:\n  c: {cash_flow: "12% * (revenue - costs)"}\n', "deal.yaml")
    assert tree is not None
    node = tree.root.entries["companies"].entries["c"].entries["cash_flow"]  # type: ignore[union-attr]
    expression, _ = parse(node, Grammar())
    assert expression is not None
    found = {show(part): (part.place.line, part.place.column, part.place.end_column) for part in walk(expression)}
    assert found == {
        "12% * (revenue - costs)": (2, 19, 41),
        "12%": (2, 19, 22),
        "revenue - costs": (2, 26, 41),
        "revenue": (2, 26, 33),
        "costs": (2, 36, 41),
    }


def test_a_text_over_several_lines_is_placed_as_a_whole() -> None:
    tree, _ = compose("x: >\n  a +\n  b\ny: a +\n  b\n", "deal.yaml")
    assert tree is not None
    for key, line in (("x", 1), ("y", 4)):
        expression, problems = parse(tree.root.entries[key], Grammar())
        assert expression == Binary("+", A, B)
        assert problems == []
        assert expression.place.line == line


def test_an_expression_knows_its_names() -> None:
    expression = read("if(year > 2028, before(ipo) * revenue, terms.share.paid + terms.fee.due)")
    assert names(expression) == {"ipo", "revenue"}
    assert term_names(expression) == {"share", "fee"}
    assert not is_constant(expression)
    assert is_constant(read("min(2, 3) * 4"))
    assert not is_constant(read("normal(2, 3)"))


def test_a_product_stands_where_its_first_factor_stands() -> None:
    left, right = read("a"), read("b")
    assert multiply(left, right) == Binary("*", A, B)
    assert multiply(left, right).place == left.place


@pytest.mark.parametrize(
    ("text", "code", "columns", "mend"),
    [
        ("a < b < c", "bad-expression", (7, 8), "write `a < b and b < ...`"),
        ("a b", "bad-expression", (3, 4), "write `a * b`"),
        ("5 revenue", "bad-expression", (3, 10), "write `5 * revenue`"),
        ("a +", "bad-expression", (3, 4), "write what is missing"),
        ("* a", "bad-expression", (1, 2), "delete `*`"),
        ("(a", "bad-expression", (2, 3), "write `)` there"),
        ("a)", "bad-expression", (2, 3), "delete `)`"),
        ("min(a, b", "bad-expression", (8, 9), "write `)` there"),
        ("none + 1", "bad-expression", (1, 5), "write `0`"),
        ("a = b", "bad-sign", (3, 4), "write `==`"),
        ("a && b", "bad-sign", (3, 5), "write `and`"),
        ("a || b", "bad-sign", (3, 5), "write `or`"),
        ("!a", "bad-sign", (1, 2), "write `not`"),
        ("a × b", "bad-sign", (3, 4), "write `*`"),
        ("−5%", "bad-sign", (1, 2), "write `-`"),
        ("a ≤ b", "bad-sign", (3, 4), "write `<=`"),
        ("a @ b", "bad-sign", (3, 4), "delete `@`"),
        ("min(a)", "wrong-arguments", (1, 7), "write `min(a, b)`"),
        ("before(a, b)", "wrong-arguments", (1, 13), "write `before(event)`"),
        ("min", "wrong-arguments", (1, 4), "write `min(a, b)`"),
        ("foo(a)", "unknown-function", (1, 4), "write it out with the functions that there are"),
        ("ln(a)", "unknown-function", (1, 3), "write `log`"),
        ("MAX(a, b)", "unknown-function", (1, 4), "write `max`"),
        ("traling(a, 1 year)", "unknown-function", (1, 8), "write `trailing`"),
        ("a.b", "bad-name", (1, 4), "make the value a fact, and use its name"),
        ("terms.share.rate", "bad-name", (1, 17), "make the value a fact, and use its name"),
        ("5% .. 20% by 1%", "range-in-value", (4, 6), "write one of its values"),
        ("a + normal(1, 2)", "uncertain-inside", (5, 17), "make it a fact and use its name here"),
        ("min(1, 2) + (5% to 6%)", "uncertain-inside", (14, 22), "make it a fact and use its name here"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(text: str, code: str, columns: tuple[int, int], mend: str) -> None:
    problem = refused(text)
    assert (problem.code, (problem.place.column, problem.place.end_column)) == (code, columns)
    assert problem.mend == mend
    assert problem.what


def test_results_of_terms_stand_only_where_the_grammar_allows_them() -> None:
    assert refused("terms.share.paid * 2", Grammar(terms=False)).code == "term-result"


def test_sloppy_literals_inside_an_expression_are_all_reported() -> None:
    expression, problems = parse(scalar("13 billion + 5 % * revenue"), Grammar())
    assert expression == read("13bn + 5% * revenue")
    assert [(p.mend, p.place.column) for p in problems] == [("write `13bn`", 1), ("write `5%`", 14)]


def test_a_list_or_a_mapping_is_no_value() -> None:
    tree, _ = compose("a: [1, 2]\nb: {c: 1}\n", "deal.yaml")
    assert tree is not None
    for node in tree.root.entries.values():
        assert [problem.code for problem in parse(node, Grammar())[1]] == ["not-a-value"]


# ---------------------------------------------------------------------------------------------- chances and schedules


def test_a_chance_has_a_date() -> None:
    chance = read("60% by 2028-12-31")
    assert isinstance(chance, Chance)
    assert show(chance) == "60% by 2028-12-31"


def test_the_probability_of_a_chance_may_be_uncertain() -> None:
    chance = read("50% to 70% by 2028-12-31")
    assert isinstance(chance, Chance)
    assert isinstance(chance.probability, Uncertain)


def schedule_of(text: str) -> tuple[Expression | None, list[Problem]]:
    tree, problems = compose(f"x: {text}\n", "deal.yaml")
    assert problems == []
    assert tree is not None
    return parse(tree.root.entries["x"], Grammar(schedule=True))


def test_a_schedule_has_years_and_dates() -> None:
    schedule, problems = schedule_of("{2025: 8bn, 2027-06-30: 2 * a, 2028: 20bn}")
    assert problems == []
    assert isinstance(schedule, Schedule)
    assert show(schedule) == "{2025: 8bn, 2027-06-30: 2 * a, 2028: 20bn}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{2025: 8bn, 2024: 20bn}", [("out-of-order", 16)]),
        ("{2025: 8bn, 2025-07-01: 20bn}", [("out-of-order", 16)]),
        ("{now: 8bn, 2024-02-30: 1}", [("bad-point", 5), ("bad-point", 15)]),
        ("{2025: 8 bn, 2026: }", [("bad-literal", 11), ("empty-value", 23)]),
        ("{2025: [1], 2026: 5% by 2028-12-31}", [("not-a-value", 11), ("not-a-value", 22)]),
        ("{}", [("not-a-value", 4)]),
    ],
)
def test_everything_wrong_in_a_schedule_is_said_at_once(text: str, expected: list[tuple[str, int]]) -> None:
    schedule, problems = schedule_of(text)
    assert schedule is None
    assert [(problem.code, problem.place.column) for problem in problems] == expected


@pytest.mark.parametrize(
    ("text", "good"),
    [("revenue", True), ("a_2", True), ("Ärger", True), ("2a", False), ("a-b", False), ("a b", False), ("", False)]
    + [(word, False) for word in ("and", "year", "min", "none", "to", "by", "terms", "pert", "yes")],
)
def test_names_are_letters_digits_and_underscores_and_not_reserved(text: str, good: bool) -> None:  # noqa: FBT001
    assert is_name(text) is good
