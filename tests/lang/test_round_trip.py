"""What is printed reads back as the same expression."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from dealwright.deal.expression import (
    Binary,
    Call,
    Chance,
    Expression,
    Name,
    Quantity,
    TermField,
    Unary,
    Uncertain,
    show,
)
from dealwright.ground import Place, Unit
from dealwright.lang.grammar import is_name
from dealwright.lang.parse import Grammar, parse
from dealwright.lang.tree import ScalarNode

USD = Unit.of("USD")


def read(text: str) -> Expression | None:
    return parse(ScalarNode(text, "plain", Place("deal.yaml", 1, 1, 1, 1 + len(text))), Grammar("USD", terms=True))[0]


positive = st.floats(1e-6, 1e6)
numbers = st.one_of(
    st.floats(-1e6, 1e6).filter(lambda value: value != 0).map(Quantity),
    positive.map(lambda value: Quantity(value, USD)),
    positive.map(lambda value: Quantity(-value, USD / Unit.YEAR)),
    st.integers(1, 500).map(lambda months: Quantity(months / 12, Unit.YEAR, "duration")),
    st.sampled_from(["20%", "13bn", "-40%", "2x", "18 months"]).map(read),
)
words = st.text("abcXYZ_é09", min_size=1, max_size=6).filter(is_name)
leaves = st.one_of(
    numbers,
    words.map(Name),
    st.just(Name("year")),
    st.dates(dt.date(2000, 1, 1), dt.date(2099, 1, 1)).map(lambda day: Quantity(day, Unit.NONE, "date")),
    st.booleans().map(lambda value: Quantity(value, Unit.NONE, "condition")),
    st.builds(TermField, words, st.sampled_from(["due", "paid", "balance"])),
)
calls = {"min": 2, "max": 3, "clip": 3, "if": 3, "exp": 1, "log": 1, "sqrt": 1, "before": 1, "cumulative": 1, "at": 2}


def grown(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    operators = st.sampled_from(["+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "and", "or"])
    return st.one_of(
        st.builds(Binary, operators, inner, inner),
        st.builds(Unary, st.sampled_from(["-", "not"]), inner),
        st.sampled_from(sorted(calls)).flatmap(
            lambda name: st.tuples(*[inner] * calls[name]).map(lambda arguments: Call(name, arguments))
        ),
    )


expressions = st.recursive(leaves, grown, max_leaves=12)


def refused_as_number(text: str) -> bool:
    node = ScalarNode(text, "plain", Place("deal.yaml", 1, 1, 1, 1 + len(text)))
    codes = {problem.code for problem in parse(node, Grammar("USD", terms=True))[1]}
    return bool(codes) and codes <= {"division-by-zero", "undefined-number", "number-too-large"}


@given(expressions)
def test_an_expression_that_is_printed_reads_back_as_itself(expression: Expression) -> None:
    text = show(expression)
    assert read(text) == expression or refused_as_number(text)


@given(expressions)
def test_printing_twice_changes_nothing(expression: Expression) -> None:
    text = show(expression)
    again = read(text)
    assert again is None or show(again) == text


def test_parentheses_stand_only_where_they_are_needed() -> None:
    for text in ("a + b * c", "(a + b) * c", "a - (b - c)", "not (a and b)", "-(a + b)", "(a < b) == c", "a ^ b ^ c"):
        expression = read(text)
        assert expression is not None
        assert show(expression) == text


@given(st.tuples(positive, positive).filter(lambda pair: pair[0] < pair[1]), st.sampled_from(["interval", "uniform"]))
def test_uncertain_quantities_read_back(ends: tuple[float, float], family: str) -> None:
    uncertain = Uncertain(family, (Quantity(ends[0], USD), Quantity(ends[1], USD)))  # type: ignore[arg-type]
    assert read(show(uncertain)) == uncertain


@given(st.lists(st.integers(1, 50), min_size=2, max_size=6))
def test_choices_read_back(counts: list[int]) -> None:
    weights = [count / sum(counts) for count in counts]
    choices = tuple((Quantity(float(n + 1), USD), weight) for n, weight in enumerate(weights))
    uncertain = Uncertain("one_of", (), choices)
    again = read(show(uncertain))
    assert isinstance(again, Uncertain)
    assert again.choices == choices


@given(st.floats(0, 1), st.dates(dt.date(2000, 1, 1), dt.date(2099, 1, 1)))
def test_chances_read_back(probability: float, by: dt.date) -> None:
    chance = Chance(Quantity(probability + 0.0), Quantity(by, Unit.NONE, "date"))
    assert read(show(chance)) == chance
