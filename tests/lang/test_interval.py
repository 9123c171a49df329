"""Intervals: the distribution whose 5th and 95th percentiles are given, by the bounds of its key."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betainc
from scipy.stats import lognorm, norm

from dealwright.deal.expression import Quantity, Uncertain
from dealwright.lang.beta import beta_through, incomplete_beta
from dealwright.lang.load import loads

DEAL = """\
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 4%
facts: {guess: {is: LOW to HIGH, reason: a guess}}
parties: {ada: {tax: LOW to HIGH}, ben: {discount: LOW to HIGH, risk_tolerance: 2m to 9m}}
"""


def read(low: str, high: str) -> dict[str, Uncertain]:
    loaded = loads(DEAL.replace("LOW", low).replace("HIGH", high))
    assert loaded.errors == ()
    deal = loaded.deal
    return {
        "share": deal.parties["ada"].tax,
        "rate": deal.parties["ben"].discount,
        "money": deal.parties["ben"].risk_tolerance,
        "fact": deal.facts["guess"].is_,
    }


def parameters(uncertain: Uncertain) -> tuple[float, float]:
    first, second = (quantity.value for quantity in uncertain.parameters)
    assert isinstance(first, float)
    assert isinstance(second, float)
    return first, second


def test_a_key_bounded_to_0_and_1_makes_a_beta() -> None:
    found = read("5%", "20%")["share"]
    assert found.family == "beta"
    assert betainc(*parameters(found), [0.05, 0.2]) == pytest.approx([0.05, 0.95], abs=1e-9)


def test_a_positive_key_makes_a_lognormal() -> None:
    found = read("5%", "20%")["money"]
    assert found.family == "lognormal"
    mean, deviation = parameters(found)
    sigma = math.sqrt(math.log1p((deviation / mean) ** 2))
    law = lognorm(s=sigma, scale=mean * math.exp(-(sigma**2) / 2))
    assert law.cdf([2e6, 9e6]) == pytest.approx([0.05, 0.95], abs=1e-9)
    assert str(found.parameters[0].unit) == "USD"


def test_any_other_key_makes_a_normal() -> None:
    found = read("5%", "20%")["rate"]
    assert found.family == "normal"
    assert norm(*parameters(found)).cdf([0.05, 0.2]) == pytest.approx([0.05, 0.95], abs=1e-9)


@pytest.mark.parametrize(
    ("low", "high", "family"), [("5%", "20%", "beta"), ("0.05", "0.2", "lognormal"), ("5%", "99.9%", "beta")]
)
def test_a_fact_takes_its_bounds_from_the_interval(low: str, high: str, family: str) -> None:
    assert read(low, high)["fact"].family == family
    assert (
        loads(
            DEAL.replace("guess: {is: LOW to HIGH", "guess: {is: -5m to 9m").replace("LOW", "1%").replace("HIGH", "2%")
        ).errors
        == ()
    )


@pytest.mark.parametrize(("low", "high"), [("0%", "20%"), ("80%", "100%")])
def test_an_end_on_a_bound_is_refused(low: str, high: str) -> None:
    found = loads(DEAL.replace("LOW", low).replace("HIGH", high)).errors
    assert "bad-interval" in {problem.code for problem in found}


def test_an_interval_inside_a_chance_or_a_schedule_is_resolved_too() -> None:
    head = DEAL.replace("LOW", "1%").replace("HIGH", "2%")
    loaded = loads(
        head
        + "drivers:\n  sale: {kind: event, chance: 10% to 30% by 2026-06-30}\n"
        + "terms:\n  fee: {kind: payment, payer: ada, payee: ben, amount: {2025-06-30: 1m to 2m, 2026: -1m to 2m}}\n"
    )
    assert loaded.errors == ()
    chance = loaded.deal.drivers["sale"].chance
    assert betainc(*parameters(chance.probability), [0.1, 0.3]) == pytest.approx([0.05, 0.95], abs=1e-9)
    families = [value.family for _, value in loaded.deal.terms["fee"].amount.points]
    assert families == ["lognormal", "normal"], "money is positive where both ends are"
    wrong = head + 'drivers:\n  sale: {kind: event, chance: "uniform(50%, 150%) by 2026-06-30"}\n'
    assert "bad-probability" in {problem.code for problem in loads(wrong).errors}


def test_the_choice_is_made_when_the_file_is_read() -> None:
    assert all(uncertain.family != "interval" for uncertain in read("5%", "20%").values())
    assert all(isinstance(q, Quantity) for uncertain in read("5%", "20%").values() for q in uncertain.parameters)


@given(st.floats(0.0005, 0.9985), st.floats(0.0001, 0.999))
def test_the_beta_goes_through_both_percentiles_wherever_they_are(low: float, part: float) -> None:
    high = low + max(1e-4, part * (0.9995 - low))
    alpha, beta = beta_through(low, high)
    assert betainc(alpha, beta, [low, high]) == pytest.approx([0.05, 0.95], abs=1e-7)


@given(st.floats(0, 1), st.floats(0.05, 500), st.floats(0.05, 500))
def test_the_incomplete_beta_function_is_the_known_one(x: float, alpha: float, beta: float) -> None:
    assert incomplete_beta(x, alpha, beta) == pytest.approx(float(betainc(alpha, beta, x)), abs=1e-11)
