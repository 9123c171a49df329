"""What is negotiable is a tuple of values, both ends counted, each printable as the text that lays it over the deal."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.deal.expression import Quantity, show
from dealwright.ground import Problem
from dealwright.lang.compose import compose_value
from dealwright.lang.literal import read_literal
from dealwright.lang.ranges import parse_range


def read(text: str) -> tuple[tuple[Quantity, ...] | None, list[Problem]]:
    node, problems = compose_value(text, "deal.yaml")
    assert problems == []
    assert node is not None
    return parse_range(node, "USD")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("5% .. 8% by 1%", "5% 6% 7% 8%"),
        ("0% .. 1% by 0.5%", "0% 0.5% 1%"),
        ("-10% .. 10% by 10%", "-10% 0% 10%"),
        ("5%..6% by 0.5%", "5% 5.5% 6%"),
        ("1x .. 2x by 0.5x", "1x 1.5x 2x"),
        ("1 .. 3 by 1", "1 2 3"),
        ("500m .. 1.5bn by 500m", "500m 1bn 1.5bn"),
        ("0 .. 2bn by 1bn", "0 1bn 2bn"),
        ("1bn USD .. 2bn USD by 1bn USD", "1bn USD|2bn USD"),
        ("8bn/year .. 9bn/year by 1bn/year", "8bn/year 9bn/year"),
        ("100 USD .. 300 USD by 100 USD", "100 USD|200 USD|300 USD"),
        ("6 months .. 2 years by 6 months", "6 months|12 months|18 months|24 months"),
        ("1 year .. 3 years by 1 year", "1 year|2 years|3 years"),
        ("30 days .. 90 days by 30 days", "30 days|60 days|90 days"),
        ("2 weeks .. 28 days by 1 week", "14 days|21 days|28 days"),
        ("2027-12-31 .. 2029-12-31 by 1 year", "2027-12-31 2028-12-31 2029-12-31"),
        ("2027-06-30 .. 2028-06-30 by 6 months", "2027-06-30 2027-12-31 2028-06-30"),
        ("2027-01-31 .. 2027-04-30 by 1 month", "2027-01-31 2027-02-28 2027-03-31 2027-04-30"),
        ("2027-02-28 .. 2028-02-29 by 1 year", "2027-02-28 2028-02-29"),
        ("2027-02-28 .. 2028-02-28 by 1 year", "2027-02-28 2028-02-28"),
        ("2027-01-01 .. 2027-01-15 by 1 week", "2027-01-01 2027-01-08 2027-01-15"),
        ("2027-12-31 .. 2027-12-31 by 1 year", "2027-12-31"),
        ("0% .. 20%", "0% 2.5% 5% 7.5% 10% 12.5% 15% 17.5% 20%"),
        ("0 .. 1bn", "0|200m|400m|600m|800m|1bn"),
        ("3% .. 17.3%", "3% 4.79% 6.58% 8.36% 10.15% 11.94% 13.72% 15.51% 17.3%"),
        ("1 .. 5", "1 2 3 4 5"),
        ("-2 .. 0", "-2 -1 0"),
        ("1x .. 3x", "1x|1.25x|1.5x|1.75x|2x|2.25x|2.5x|2.75x|3x"),
        ("2027-12-31 .. 2033-12-31", "2027-12-31 2028-12-31 2029-12-31 2030-12-31 2031-12-31 2032-12-31 2033-12-31"),
        ("2027-01-01 .. 2027-01-03", "2027-01-01 2027-01-02 2027-01-03"),
        ("6 months .. 2 years", "6 months|9 months|12 months|15 months|18 months|21 months|24 months"),
        ("1 year .. 4 years", "12 months|18 months|24 months|30 months|36 months|42 months|48 months"),
        ("30 days .. 90 days", "30 days|40 days|50 days|60 days|70 days|80 days|90 days"),
        ("[yes, no]", "yes no"),
        ("[12%]", "12%"),
        ("[10%, 20%, none]", "10% 20% none"),
        ("[2030-12-31, 2035-12-31]", "2030-12-31 2035-12-31"),
        ("[cut, 12% * revenue]", "cut|12% * revenue"),
        ("[{2025: 8bn, 2028: 20bn}, {2025: 6bn}]", "{2025: 8bn, 2028: 20bn}|{2025: 6bn}"),
    ],
)
def test_a_range_has_its_values_in_order(text: str, values: str) -> None:
    found, problems = read(text)
    assert problems == []
    assert found is not None
    assert [value.written for value in found] == values.split("|" if "|" in values else " ")
    assert [show(value) for value in found] == [value.written for value in found]


@pytest.mark.parametrize(
    ("text", "code", "mend"),
    [
        ("5% .. 20% by 4%", "bad-range", "end the range at `17%`"),
        ("2027-12-31 .. 2030-06-30 by 1 year", "bad-range", "end the range at `2029-12-31`"),
        ("30% .. 5% by 5%", "bad-range", "write `5% .. 30% by 5%`"),
        ("2037-12-31 .. 2027-12-31 by 1 year", "bad-range", "write `2027-12-31 .. 2037-12-31 by 1 year`"),
        ("5 .. 10 by 0", "bad-range", "write `5 .. 10 by 1`"),
        ("5% .. 10% by -1%", "bad-range", "write `5% .. 10% by 1%`"),
        ("20% .. 5%", "bad-range", "write `5% .. 20%`"),
        ("5% .. 5%", "bad-range", "write `[5%]`"),
        ("2037-12-31 .. 2027-12-31", "bad-range", "write `2027-12-31 .. 2037-12-31`"),
        ("2027-12-31 .. 5%", "bad-range", "write `2027-12-31 .. 2037-12-31 by 1 year`"),
        ("6 months .. 180 days", "bad-range", "write all in months"),
        ("5% to 20%", "bad-range", "write `5% .. 20% by 1%`"),
        ("12%", "bad-range", "write `[12%]`"),
        ("foo .. bar by 1", "bad-range", "write `LOW .. HIGH by STEP`"),
        ("5% .. 20% by", "bad-range", "write `LOW .. HIGH by STEP`"),
        ("1 .. 2 .. 3 by 1", "bad-range", "write `LOW .. HIGH by STEP`"),
        ("1bn .. 2bn by 5%", "bad-range", "write all three in USD"),
        ("1bn .. 2037-12-31 by 1bn", "bad-range", "write all three in USD"),
        ("2027-12-31 .. 2037-12-31 by 5%", "bad-range", "write `2027-12-31 .. 2037-12-31 by 1 year`"),
        ("2027-12-31 .. 2037-12-31 by 0.5 months", "bad-range", "write `1 year` or `1 month`"),
        ("6 months .. 180 days by 30 days", "bad-range", "write all in months"),
        ("yes .. no by 1", "bad-range", "write a list such as `[yes, no]`"),
        ("5 percent .. 20% by 1%", "bad-literal", "write `5%`"),
        ("{a: 1}", "bad-range", "write a list of mappings"),
        ("[]", "bad-range", "write `[yes, no]`, or whatever may be chosen"),
        ("[yes, yes]", "duplicate-value", "delete one"),
        ("[6%, 0.06]", "duplicate-value", "delete one"),
        ("[20 percent]", "bad-literal", "write `20%`"),
        ("0% .. 100% by 0.001%", "range-too-long", "write `0% .. 100% by 0.02%`"),
        ("0% .. 20% by 0%", "bad-range", "write `0% .. 20% by 1%`"),
        ("20% .. 0% by 0%", "bad-range", "write `0% .. 20% by 1%`"),
        ("0 USD .. 1.5m by 0", "bad-range", "write `0 USD .. 1.5m by 100k`"),
        ("6 months .. 18 months by 0 months", "bad-range", "write `6 months .. 18 months by 1 year`"),
        ("0% .. 20% by 50%", "bad-range", "write `0% .. 20% by 1%`"),
        ("1x .. 4.7x by 9x", "bad-range", "write `1x .. 4.7x by 0.1x`"),
        ("0% .. 20% by 3%", "bad-range", "end the range at `18%`"),
    ],
)
def test_a_range_that_does_not_work_out_is_refused(text: str, code: str, mend: str) -> None:
    found, problems = read(text)
    assert [(problem.code, problem.mend) for problem in problems] == [(code, mend)]
    assert found is None or code == "bad-literal"


@given(
    st.integers(-300, 300),
    st.integers(1, 5000),
    st.sampled_from(["0", "0.0001", "9999999"]),
    st.sampled_from(["%", "x", "bn", "k"]),
)
def test_what_a_range_of_hopeless_steps_is_told_to_be_can_be_read(low: int, width: int, step: str, suffix: str) -> None:
    _, problems = read(f"{low}{suffix} .. {low + width}{suffix} by {step}{suffix}")
    for problem in problems:
        told = re.fullmatch(r"write `(.+)`", problem.mend)
        assert told is not None
        assert read(told[1])[1] == []


@given(st.integers(-300, 300), st.integers(0, 60), st.integers(1, 40), st.sampled_from(["%", "x", "m", "bn", "k", ""]))
def test_a_range_holds_every_step_from_end_to_end(low: int, count: int, tenths: int, suffix: str) -> None:
    step = Decimal(tenths) / 10
    texts = [f"{low + step * n:f}{suffix}" for n in range(count + 1)]
    found, problems = read(f"{texts[0]} .. {texts[-1]} by {step}{suffix}")
    assert problems == []
    assert found is not None
    literals = [read_literal(text, "USD") for text in texts]
    assert [value.value for value in found] == [literal.value if literal else None for literal in literals]
    for value in found:
        assert read_literal(value.written, "USD") == value or value.value == 0


@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)), st.integers(1, 24), st.integers(1, 20))
def test_dates_step_by_the_calendar(first: dt.date, months: int, count: int) -> None:
    last = first
    from dealwright.ground import add_months

    last = add_months(first, months * count)
    found, problems = read(f"{first} .. {last} by {months} months")
    assert problems == []
    assert found is not None
    assert [value.value for value in found] == [add_months(first, months * n) for n in range(count + 1)]
