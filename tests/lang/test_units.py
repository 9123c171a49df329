"""Every expression has a unit, and what does not fit is said with both units and a way to mend it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.ground import Kind, Place, Problem, Unit
from dealwright.lang.parse import Grammar, parse
from dealwright.lang.tree import ScalarNode
from dealwright.lang.units import Sort, check_units, unit_of_measure

USD, EUR, YEAR, NUMBER = Unit.of("USD"), Unit.of("EUR"), Unit.YEAR, Unit.NONE
FLOW = USD / YEAR
NAMES: dict[str, Sort] = {
    "revenue": FLOW,
    "office_revenue": FLOW,
    "margin": NUMBER,
    "multiple": NUMBER,
    "invested": USD,
    "eur_cash": EUR,
    "fx": USD / EUR,
    "ipo": Kind.EVENT,
    "closing_day": Kind.DATE,
    "agi": Kind.CONDITION,
    "terms.share.paid": USD,
    "terms.share.due": FLOW,
}


def checked(text: str, expected: Sort | None = None) -> tuple[Sort, list[Problem]]:
    node = ScalarNode(text, "plain", Place("deal.yaml", 1, 1, 1, 1 + len(text)))
    expression, problems = parse(node, Grammar("USD", terms=True))
    assert problems == []
    assert expression is not None
    return check_units(expression, NAMES, expected)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("margin * revenue", FLOW),
        ("multiple * trailing(revenue, 1 year)", USD),
        ("cumulative(revenue)", USD),
        ("revenue * 2 years", USD),
        ("invested / (1 year)", FLOW),
        ("revenue / office_revenue", NUMBER),
        ("eur_cash * fx + invested", USD),
        ("invested + 13bn", USD),
        ("year - 2025", NUMBER),
        ("exp(margin) + log(2)", NUMBER),
        ("sqrt(invested * invested)", USD),
        ("invested ^ 2 / invested", USD),
        ("margin ^ 0.5", NUMBER),
        ("before(ipo) * revenue + after(2030-12-31) * office_revenue", FLOW),
        ("at(revenue, ipo)", FLOW),
        ("at(margin, closing_day + 18 months)", NUMBER),
        ("closing_day - 2025-01-01", YEAR),
        ("18 months + closing_day", Kind.DATE),
        ("closing_day - 90 days", Kind.DATE),
        ("max(0, revenue)", FLOW),
        ("min(2027-01-01, closing_day)", Kind.DATE),
        ("clip(margin, 0, 1)", NUMBER),
        ("if(agi and revenue > 5bn/year, 20bn, 0)", USD),
        ("if(agi, no, yes)", Kind.CONDITION),
        ("not agi == yes", Kind.CONDITION),
        ("closing_day > 2027-01-01", Kind.CONDITION),
        ("terms.share.paid - 1bn", USD),
        ("-revenue", FLOW),
        ("8bn to 12bn", USD),
        ("beta(2, 3)", NUMBER),
        ("one_of({1bn: 50%, 2bn: 50%})", USD),
        ("60% by 2028-12-31", NUMBER),
        ("5%/year", NUMBER / YEAR),
    ],
)
def test_an_expression_has_a_unit(text: str, unit: Sort) -> None:
    assert checked(text) == (unit, [])
    assert checked(text, unit) == (unit, [])


@pytest.mark.parametrize("expected", [USD, FLOW, NUMBER, YEAR])
def test_a_literal_zero_fits_any_unit(expected: Unit) -> None:
    assert checked("0", expected) == (expected, [])
    assert checked("0 * margin", expected) == (expected, [])


def test_no_value_fits_any_unit() -> None:
    assert checked("none", USD)[1] == []


@pytest.mark.parametrize(
    ("text", "expected", "what", "mend"),
    [
        ("revenue + 20%", FLOW, "adds USD/year and a pure number", "write `revenue * (1 + 20%)`"),
        ("revenue - 20%", FLOW, "subtracts a pure number from USD/year", "write `revenue * (1 - 20%)`"),
        ("revenue + invested", FLOW, "adds USD/year and USD", "divide `invested` by a duration such as `1 year`"),
        ("multiple * revenue", USD, "is USD/year", "write `trailing(multiple * revenue, 1 year)` or"),
        ("invested", FLOW, "is USD", "write `invested / (1 year)`"),
        ("13bn", FLOW, "`13bn` is USD", "write `13bn/year`"),
        ("30bn/year", USD, "is USD/year", "write `30bn`"),
        ("5", USD, "a pure number", "write `5 USD`"),
        ("20%", USD, "a pure number", "multiply it, as in `20% * invested`"),
        ("2030", Kind.DATE, "a pure number", "write `2030-12-31`"),
        ("5", YEAR, "a pure number", "write `5 years`"),
        ("5", NUMBER / YEAR, "a pure number", "write `5/year`"),
        ("5", Kind.CONDITION, "a pure number", "write `yes` or `no`"),
        ("margin", Kind.CONDITION, "a pure number", "compare it, as in `margin > 0`"),
        ("agi", NUMBER, "a condition", "write `if(agi, 1, 0)`"),
        ("eur_cash", USD, "is EUR", "write `eur_cash * fx`"),
        ("eur_cash + invested", USD, "adds EUR and USD", "write `invested / fx`"),
        ("closing_day + 5", Kind.DATE, "adds a date and a pure number", "write `5 years`"),
        ("revenue > 5bn", Kind.CONDITION, "compares USD/year with USD", "write `5bn/year`"),
        ("agi > no", Kind.CONDITION, "compares a condition", ""),
        ("exp(revenue)", None, "`exp` is given `revenue`, which is USD/year", ""),
        ("log(invested)", None, "`log` is given", ""),
        ("sqrt(invested)", None, "has no square root", "divide it"),
        ("invested ^ 0.5", None, "has no such power", ""),
        ("2 ^ invested", None, "the exponent `invested` is USD", ""),
        ("cumulative(invested)", USD, "not per year", ""),
        ("trailing(margin, 1 year)", None, "not per year", ""),
        ("trailing(revenue, 3)", USD, "the window of `trailing` is given `3`", "write `3 years`"),
        ("ipo * 2", None, "`*` is given `ipo`, which is an event", "write `before(ipo)` or `after(ipo)`"),
        ("agi * 2", None, "`*` is given `agi`", "write `if(agi, 1, 0)`"),
        ("-agi", None, "`-` is given", "write `if(agi, 1, 0)`"),
        ("closing_day * 2", None, "which is a date", ""),
        ("if(revenue, 1, 2)", None, "`if` is given `revenue`", "compare it, as in `revenue > 0`"),
        ("if(agi, 20bn, 8)", USD, "the branches of `if` differ: `8` is a pure number beside USD", "write `8 USD`"),
        ("min(revenue, 5bn)", FLOW, "the arguments of `min` differ", "write `5bn/year`"),
        ("agi and revenue", None, "`and` is given `revenue`", "compare it"),
        ("not revenue", None, "`not` is given `revenue`", "compare it"),
        ("60% by 2028", None, "`by` is given `2028`", "write `2028-12-31`"),
        ("one_of({1bn: 50%, 2: 50%})", USD, "the choices differ", "write `2 USD`"),
        ("5% to 20%", USD, "is a pure number", ""),
    ],
)
def test_what_does_not_fit_is_said_with_both_units(text: str, expected: Sort | None, what: str, mend: str) -> None:
    _, problems = checked(text, expected)
    assert [problem.code for problem in problems] == ["unit-mismatch"]
    assert what in problems[0].what
    assert problems[0].mend.startswith(mend) or mend in problems[0].mend
    assert problems[0].expected
    assert bool(mend) <= bool(problems[0].mend)


@pytest.mark.parametrize(
    ("text", "code", "columns", "mend"),
    [
        ("margin * revnue", "unknown-name", (10, 16), "write `revenue`"),
        ("yess", "unknown-name", (1, 5), "write `yes`"),
        ("Revenue", "unknown-name", (1, 8), "write `revenue`"),
        ("zzz", "unknown-name", (1, 4), "add `zzz` to `facts` or `drivers`"),
        ("terms.shore.paid", "unknown-term", (1, 17), "write `terms.share.paid`"),
        ("before(revenue)", "not-an-event", (8, 15), "write `ipo`"),
        ("at(revenue, year)", "not-an-event", (13, 17), "write `ipo`"),
        ("1 + perpetuity(2%)", "misplaced-call", (5, 19), "write `perpetuity(2%)` alone"),
    ],
)
def test_names_that_nothing_bears_are_reported_with_the_nearest(
    text: str, code: str, columns: tuple[int, int], mend: str
) -> None:
    _, problems = checked(text)
    assert [(p.code, (p.place.column, p.place.end_column), p.mend) for p in problems] == [(code, columns, mend)]


def test_one_mistake_is_reported_once_and_every_mistake_is() -> None:
    _, problems = checked("(revnue + margin) * 2 + invested + exp(invested) * foo", FLOW)
    codes = [problem.code for problem in problems]
    assert codes == ["unknown-name", "unit-mismatch", "unit-mismatch", "unknown-name"]


@pytest.mark.parametrize(
    ("measure", "unit"),
    [
        ("money", USD),
        ("money/year", FLOW),
        ("share", NUMBER),
        ("rate", NUMBER),
        ("multiple", NUMBER),
        ("number", NUMBER),
        ("count", NUMBER),
        ("chance", NUMBER),
        ("date", Kind.DATE),
        ("duration", YEAR),
        ("condition", Kind.CONDITION),
        ("any", None),
    ],
)
def test_every_measure_has_a_unit(measure: str, unit: Sort | None) -> None:
    assert unit_of_measure(measure, "USD") == unit


terms = st.sampled_from(
    ["revenue", "invested", "margin", "ipo", "agi", "closing_day", "0", "3", "5bn", "20%", "2 years", "foo"]
)
joined = st.recursive(
    terms,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "^", "<", "==", "and"]), inner).map(
            lambda t: f"({t[0]}) {t[1]} ({t[2]})"
        ),
        st.tuples(st.sampled_from(["exp", "sqrt", "before", "cumulative", "-", "not "]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
    ),
    max_leaves=8,
)


@given(joined, st.sampled_from([USD, FLOW, NUMBER, Kind.DATE, Kind.CONDITION, None]))
def test_any_expression_can_be_checked(text: str, expected: Sort | None) -> None:
    node = ScalarNode(text, "plain", Place("deal.yaml", 1, 1, 1, 1 + len(text)))
    expression, _ = parse(node, Grammar("USD"))
    if expression is not None:
        unit, problems = check_units(expression, NAMES, expected)
        assert unit == expected or expected is None or problems
