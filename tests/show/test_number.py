from __future__ import annotations

import doctest
from datetime import date

import pytest

from dealwright.show import number
from dealwright.show.number import Scale

BN = Scale(1e9, "bn")


def test_the_examples_of_the_module_hold() -> None:
    result = doctest.testmod(number)
    assert result.attempted >= 14
    assert result.failed == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (44_120_000_000, "44.1bn"),
        (240_400_000, "240m"),
        (1.23e12, "1.23tn"),
        (999.6e6, "1.00bn"),
        (12_700, "12.7k"),
        (950, "950"),
        (0, "0"),
        (-13e9, "−13.0bn"),
        (float("nan"), "–"),
        (float("inf"), "–"),
    ],
)
def test_money_in_a_sentence_has_three_significant_digits_and_its_scale(value: float, text: str) -> None:
    assert number.money(value) == text


def test_money_under_a_billion_in_a_column_of_billions_reads_as_a_fraction() -> None:
    assert number.money(0.241e9, BN) == "0.24bn"


def test_a_change_carries_its_sign_and_a_level_only_a_minus() -> None:
    assert number.money(7.6e9, error=0.3e9, change=True) == "+7.6bn"
    assert number.money(-7.6e9, error=0.3e9, change=True) == "−7.6bn"
    assert number.money(7.6e9, error=0.3e9) == "7.6bn"


@pytest.mark.parametrize(
    ("value", "error", "texts"),
    [
        (44.123e9, 0.31e9, ("44.1", "±0.3")),
        (44.123e9, 3.1e9, ("44", "±3")),
        (4.4123e9, 0.031e9, ("4.41", "±0.03")),
        (441.23e9, 0.04e9, ("441", "±1")),  # three digits are shown, so the error is rounded up to what they say
        (0.05e9, 0.1e9, ("0", "±0.1")),
        (-0.05e9, 0.1e9, ("0", "±0.1")),
        (13e9, 0.0, ("13.0", "")),
        (13e9, 4e-9, ("13.0", "")),  # what floats leave of no error at all
        (99.97e9, 0.0, ("100", "")),
    ],
)
def test_a_number_never_shows_more_digits_than_its_error(value: float, error: float, texts: tuple[str, str]) -> None:
    assert number.uncertain_money(value, error, BN) == texts


def test_a_column_has_one_count_of_decimals() -> None:
    assert number.column([36.52e9, 41.0e9, -4.05e9], BN) == ["36.5", "41.0", "−4.0"]
    assert number.column([126.2e9, 13.04e9, float("nan")], BN) == ["126", "13", "–"]


def test_what_would_vanish_from_a_column_is_still_shown() -> None:
    assert number.column([300e9, 0.24e9, 0.0], BN) == ["300", "0.24", "0"]


def test_an_amount_that_is_nothing_in_the_scale_of_its_column_has_its_own() -> None:
    trillions = Scale(1e12, "tn")
    assert number.uncertain_money(26.4e6, 0.2e6, trillions) == ("26.4m", "±0.2")
    assert number.uncertain_money(-2.91e6, 0.0, trillions, change=True) == ("−2.91m", "")
    assert number.in_column(26.4e6, trillions) == "26.4m"
    assert number.in_column(5e9, trillions) == "0.01"


def test_nothing_noise_and_what_has_no_word_for_its_scale_stay_nothing() -> None:
    trillions, thousands = Scale(1e12, "tn"), Scale(1e3, "k")
    assert number.uncertain_money(1e6, 2e6, trillions)[0] == "0", "below its error"
    assert number.uncertain_money(0.3, 0.0, trillions) == ("0", "")
    assert number.in_column(0.3, trillions) == "0"
    assert number.in_column(-3.0, thousands) == "0", "−3 under a head of thousands would read −3k"


def test_one_scale_serves_a_whole_column() -> None:
    assert number.scale_of([0.2e9, 44e9]) == BN
    assert number.scale_of([]) == Scale(1.0, "")
    assert BN.title("USD") == "USD bn"
    assert Scale(1.0, "").title("EUR") == "EUR"


def test_a_chance_is_never_rounded_to_certainty() -> None:
    assert [number.probability(p) for p in (0, 0.004, 0.5, 0.9951, 1)] == ["0%", "<1%", "50%", ">99%", "100%"]


def test_dates_multiples_and_hashes_read_as_in_print() -> None:
    assert number.day(date(2025, 5, 14)) == "14 May 2025"
    assert number.multiple(8) == "8x"
    assert number.multiple(0.9) == "0.9x"
    assert number.digest("abc") == "abc"
