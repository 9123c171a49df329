"""Literals are read by the language's own rules; what is written as elsewhere is reported, and never accepted."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.deal.expression import Quantity, show
from dealwright.ground import Place, Unit
from dealwright.lang.literal import read_literal
from dealwright.lang.parse import Grammar, parse
from dealwright.lang.sloppy import mend_date
from dealwright.lang.tree import ScalarNode

USD = Unit.of("USD")
PER_YEAR = USD / Unit.YEAR


def scalar(text: str) -> ScalarNode:
    return ScalarNode(text, "plain", Place("deal.yaml", 1, 1, 1, 1 + len(text)))


@pytest.mark.parametrize(
    ("text", "value", "unit", "kind"),
    [
        ("13bn USD", 13e9, USD, "number"),
        ("250k", 250e3, USD, "number"),
        ("1.2tn", 1.2e12, USD, "number"),
        ("5m", 5e6, USD, "number"),
        ("3 USD", 3.0, USD, "number"),
        ("10 EUR", 10.0, Unit.of("EUR"), "number"),
        ("12.7bn USD/year", 12.7e9, PER_YEAR, "number"),
        ("30bn/year", 30e9, PER_YEAR, "number"),
        ("100 USD/month", 1200.0, PER_YEAR, "number"),
        ("1m/quarter", 4e6, PER_YEAR, "number"),
        ("1.1 USD/EUR", 1.1, USD / Unit.of("EUR"), "number"),
        ("20%", 0.2, Unit.NONE, "number"),
        ("-40%", -0.4, Unit.NONE, "number"),
        ("0.1%", 0.001, Unit.NONE, "number"),
        ("120%", 1.2, Unit.NONE, "number"),
        ("2x", 2.0, Unit.NONE, "number"),
        ("1.5", 1.5, Unit.NONE, "number"),
        ("0", 0.0, Unit.NONE, "number"),
        ("-0", 0.0, Unit.NONE, "number"),
        ("250_000", 250_000.0, Unit.NONE, "number"),
        ("1e-7", 1e-7, Unit.NONE, "number"),
        ("5%/year", 0.05, Unit.NONE / Unit.YEAR, "number"),
        ("18 months", 1.5, Unit.YEAR, "duration"),
        ("5 years", 5.0, Unit.YEAR, "duration"),
        ("1 year", 1.0, Unit.YEAR, "duration"),
        ("90 days", 90 / 365, Unit.YEAR, "duration"),
        ("2 quarters", 0.5, Unit.YEAR, "duration"),
        ("1.5 years", 1.5, Unit.YEAR, "duration"),
        ("2030-12-31", dt.date(2030, 12, 31), Unit.NONE, "date"),
        ("yes", True, Unit.NONE, "condition"),
        ("no", False, Unit.NONE, "condition"),
        ("none", None, Unit.NONE, "none"),
    ],
)
def test_a_literal_means_what_it_says(text: str, value: object, unit: Unit, kind: str) -> None:
    literal, problems = parse(scalar(text), Grammar("USD"))
    assert problems == []
    assert isinstance(literal, Quantity)
    assert (literal.value, literal.unit, literal.kind, literal.written) == (value, unit, kind, text)
    assert type(literal.value) is type(value)


def test_money_without_currency_is_in_the_currency_of_the_deal() -> None:
    literal = read_literal("250k", "EUR")
    assert literal is not None
    assert literal.unit == Unit.of("EUR")


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("20 percent", "20%"),
        ("20 pct", "20%"),
        ("5 %", "5%"),
        ("2 x", "2x"),
        ("2X", "2x"),
        ("13 billion", "13bn"),
        ("13 billion USD", "13bn USD"),
        ("13 bn", "13bn"),
        ("13B", "13bn"),
        ("5M", "5m"),
        ("5 mio", "5m"),
        ("10K", "10k"),
        ("$13bn", "13bn USD"),
        ("$ 13 billion", "13bn USD"),
        ("US$5m", "5m USD"),
        ("€1.5m", "1.5m EUR"),
        ("£3", "3 GBP"),
        ("$-5m", "-5m USD"),
        ("USD 13bn", "13bn USD"),
        ("13USD", "13 USD"),
        ("13bn dollars", "13bn USD"),
        ("13bn USD per year", "13bn USD/year"),
        ("10k a month", "10k/month"),
        ("5% p.a.", "5%"),
        ("5% per annum", "5%"),
        ("50 bps", "0.5%"),
        ("1,000", "1000"),
        ("1,234,567.8", "1234567.8"),
        ("13,5%", "13.5%"),
        ("1.000.000", "1000000"),
        ("1'000", "1000"),
        (".5", "0.5"),
        ("06", "6"),
        ("5years", "5 years"),
        ("5 yrs", "5 years"),
        ("18mo", "18 months"),
        ("90d", "90 days"),
        ("Yes", "yes"),
        ("TRUE", "yes"),
        ("off", "no"),
        ("False", "no"),
        ("null", "none"),
        ("~", "none"),
        ("12/31/2030", "2030-12-31"),
        ("31/12/2030", "2030-12-31"),
        ("31.12.2030", "2030-12-31"),
        ("2030/12/31", "2030-12-31"),
        ("2030-1-5", "2030-01-05"),
        ("31 Dec 2030", "2030-12-31"),
        ("December 31, 2030", "2030-12-31"),
        ("Q4 2030", "2030-12-31"),
        ("2030-Q1", "2030-03-31"),
        ("2030-06", "2030-06-30"),
        ("Feb 2028", "2028-02-29"),
        ("2030-12-31T00:00:00", "2030-12-31"),
    ],
)
def test_what_is_written_as_elsewhere_gets_something_to_type(text: str, mended: str) -> None:
    value, problems = parse(scalar(text), Grammar("USD"))
    assert [problem.code for problem in problems] == ["bad-literal"]
    assert f"`{text}`" in problems[0].what
    assert problems[0].mend == f"write `{mended}`"
    assert value == read_literal(mended, "USD")
    assert (problems[0].place.column, problems[0].place.end_column) == (1, len(text) + 1)


def test_an_ambiguous_date_offers_both_readings() -> None:
    _, problems = parse(scalar("03/04/2030"), Grammar())
    assert problems[0].mend == "write `2030-03-04` or `2030-04-03`"


@pytest.mark.parametrize(
    ("text", "code", "mend"),
    [
        ("2030-02-30", "bad-date", "write `2030-02-28`"),
        ("2030-13-01", "bad-date", "write the year, the month from 01 to 12, and the day"),
        ("12bn UDS", "unknown-currency", "write `12bn USD`"),
        ("1e40", "number-too-large", "write a smaller one"),
        ("5 apples", "bad-expression", "write `5 * apples`"),
        ("5apples", "bad-literal", "write a number and its unit"),
        ("1.2.3", "bad-literal", "write a number and its unit"),
        ("", "empty-value", "write a value, or `none` for no value"),
    ],
)
def test_what_nobody_can_understand_is_refused(text: str, code: str, mend: str) -> None:
    value, problems = parse(scalar(text), Grammar())
    assert value is None
    assert [(problem.code, problem.mend) for problem in problems] == [(code, mend)]


def test_no_text_that_is_no_date_is_taken_for_one() -> None:
    assert all(
        mend_date(text) == [] for text in ("revenue", "2030", "12", "a/b/2030", "99/99/2030", "2030-00", "2030-13-01")
    )


amounts = st.one_of(
    st.floats(-1e29, 1e29, allow_nan=False).map(lambda value: Quantity(value + 0.0)),
    st.builds(
        lambda value, unit: Quantity(value + 0.0, unit),
        st.floats(-1e29, 1e29, allow_nan=False),
        st.sampled_from([USD, PER_YEAR, Unit.of("EUR"), USD / Unit.of("EUR"), Unit.NONE / Unit.YEAR]),
    ),
    st.integers(-2000, 2000).map(lambda months: Quantity(months / 12, Unit.YEAR, "duration")),
    st.integers(0, 20_000).map(lambda days: Quantity(days / 365, Unit.YEAR, "duration")),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda years: Quantity(years + 0.0, Unit.YEAR, "duration")),
    st.dates(dt.date(1000, 1, 1)).map(lambda moment: Quantity(moment, Unit.NONE, "date")),
    st.booleans().map(lambda condition: Quantity(condition, Unit.NONE, "condition")),
    st.just(Quantity(None, Unit.NONE, "none")),
)


@given(amounts)
def test_a_literal_that_is_printed_reads_back_as_exactly_the_same(literal: Quantity) -> None:
    text = show(literal)
    again = read_literal(text, "USD")
    if isinstance(literal.value, float) and literal.value == 0 and literal.kind == "number":
        assert again is not None
        assert again.value == 0
    else:
        assert again == literal


@given(st.decimals(0, 10**9, places=3), st.sampled_from(["", "%", "x", "k", "m", "bn", "tn"]))
def test_a_suffix_scales_without_a_second_rounding(number: object, suffix: str) -> None:
    powers = {"": 0, "x": 0, "%": -2, "k": 3, "m": 6, "bn": 9, "tn": 12}
    literal = read_literal(f"{number}{suffix}", "USD")
    assert literal is not None
    assert literal.value == float(number.scaleb(powers[suffix]))  # type: ignore[attr-defined]
