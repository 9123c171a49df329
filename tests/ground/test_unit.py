"""Units multiply, divide and print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.ground import Kind, Unit, describe

USD, EUR, YEAR = Unit.of("USD"), Unit.of("EUR"), Unit.YEAR
units = st.lists(st.tuples(st.sampled_from(["USD", "EUR", "year", "dose"]), st.integers(-3, 3))).map(Unit.product)


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (Unit.NONE, "number"),
        (USD, "USD"),
        (USD / YEAR, "USD/year"),
        (USD / EUR, "USD/EUR"),
        (Unit.NONE / YEAR, "1/year"),
        (USD**2, "USD^2"),
        (USD / YEAR**2, "USD/year^2"),
        (USD * EUR, "EUR*USD"),
    ],
)
def test_a_unit_is_written_as_after_a_number(unit: Unit, text: str) -> None:
    assert str(unit) == text


def test_what_cancels_is_gone() -> None:
    assert USD / YEAR * YEAR == USD
    assert (USD / USD) == Unit.NONE


def test_only_even_powers_have_a_root() -> None:
    assert (USD**2 / YEAR**4).root() == USD / YEAR**2
    assert USD.root() is None


def test_every_kind_has_words_for_a_sentence() -> None:
    assert describe(Unit.NONE) == "a pure number"
    assert describe(YEAR) == "a duration"
    assert describe(USD / YEAR) == "USD/year"
    assert all(describe(kind) for kind in Kind)


@given(units, units, units)
def test_units_multiply_like_numbers(a: Unit, b: Unit, c: Unit) -> None:
    assert a * b == b * a
    assert (a * b) * c == a * (b * c)
    assert a / b == a * b**-1
    assert (a / a) == Unit.NONE
    assert (a * a).root() == a
