"""A cap table written as text and read again is the same table."""

from fractions import Fraction

import pytest
from hypothesis import given

from dealwright.equity.captable import CapTable
from dealwright.lang.captable import loads_table
from dealwright.lang.captable_text import captable_text, text
from dealwright.lang.exact_text import decimal_or_quotient, money_text
from lang.random_tables import tables


@given(tables())
def test_reading_what_was_written_gives_the_same_table(table: CapTable) -> None:
    loaded = loads_table(captable_text(table), audited=False)
    assert loaded.problems == ()
    assert loaded.table == table


@pytest.mark.parametrize(
    ("number", "suffix", "written"),
    [
        (Fraction(1, 3), "", "1 / 3"),
        (Fraction(1, 3), "%", "1 / 3"),
        (Fraction(3, 20), "%", "15%"),
        (Fraction(3, 2), "x", "1.5x"),
        (Fraction(5_000_000), "", "5_000_000"),
        (Fraction(9_999), "", "9999"),
    ],
)
def test_a_number_is_written_the_way_people_do(number: Fraction, suffix: str, written: str) -> None:
    assert decimal_or_quotient(number, suffix) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Fraction(1, 10_000), "0.0001 USD"),
        (Fraction(13_000_000_000), "13bn USD"),
        (Fraction(4_123_456), "4_123_456 USD"),
        (Fraction(250_000), "250k USD"),
        (Fraction(9_000), "9000 USD"),
        (Fraction(10_000_000, 3), "10_000_000 USD / 3"),
    ],
)
def test_an_amount_is_written_with_its_currency_and_the_shortest_suffix(amount: Fraction, written: str) -> None:
    assert money_text(amount, "USD") == written


def test_words_stand_in_quotes_only_where_they_must() -> None:
    assert text("Fund One L.P.") == "Fund One L.P."
    assert text("none") == '"none"'
    assert text("a: b # c") == '"a: b # c"'
    assert text("two\nlines") == '"two\\nlines"'
