"""Rounds that have no price are told as problems, each with what takes all of the company."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from dealwright.equity.exact import exact
from dealwright.equity.financing import PoolTarget, Round
from dealwright.equity.holdings import Holdings, Lot
from dealwright.equity.rounds.impossible import ImpossibleError
from dealwright.equity.rounds.priced import price_round
from dealwright.equity.securities import AntiDilution, ShareClass
from dealwright.ground.place import Place
from dealwright.ground.problem import Problem
from equity.companies import company, safe, series_a


def problem_of(held: Holdings, round_: Round) -> Problem:
    with pytest.raises(ImpossibleError) as found:
        price_round(held, round_)
    return found.value.problem


def test_safes_that_become_the_whole_company() -> None:
    place = Place("table.yaml", 7, 3, 7, 9)
    safes = [safe("one", 5_000_000, 10_000_000), safe("two", 6_000_000, 10_000_000, place=place)]
    problem = problem_of(company(1_000_000, convertibles=safes), series_a(1_000_000, 20_000_000))
    assert (problem.code, problem.place) == ("conversion-takes-all", place)
    assert "`one` (50 %), `two` (60 %)" in problem.what
    assert "110 %" in problem.what


def test_safes_under_the_whole_company_have_a_price() -> None:
    safes = [safe("one", 5_000_000, 10_000_000), safe("two", 4_900_000, 10_000_000)]
    found = price_round(company(1_000_000, convertibles=safes), series_a(1_000_000, 20_000_000))
    assert found.price == Fraction(20_000_000, 100_000_000)


def test_fixed_shares_of_the_whole_company() -> None:
    fixed = safe("all", 1, fixed_share=Fraction(1))
    assert problem_of(company(1000, convertibles=[fixed]), series_a(10, 100)).code == "conversion-takes-all"


def test_a_pool_that_leaves_nothing() -> None:
    round_ = series_a(1_000_000, 1_000_000, pool=PoolTarget(share=exact("1")))
    assert problem_of(company(1_000_000), round_).code == "pool-takes-all"


def test_a_pool_larger_than_the_old_holders_part() -> None:
    round_ = series_a(1_000_000, 1_000_000, pool=PoolTarget(share=exact("0.5")))
    problem = problem_of(company(1_000_000), round_)
    assert problem.code == "valuation-too-small"
    assert "the pool of `50 %`" in problem.what


def test_a_ratchet_that_takes_more_than_the_pre_money() -> None:
    """A full ratchet keeps its holders' 2m: at any price they have shares for that, more than a pre-money of 1.5m."""
    seed = ShareClass(
        "seed",
        "Seed",
        "preferred",
        original_issue_price=Fraction(2),
        converts_into="common",
        preference=Fraction(1),
        anti_dilution=AntiDilution("full_ratchet"),
    )
    held = company(1_000_000, classes=[seed], lots=[Lot("s1", "seed", "ben", Fraction(1_000_000), Fraction(2))])
    problem = problem_of(held, series_a(1_000_000, 1_500_000))
    assert problem.code == "valuation-too-small"
    assert "the anti-dilution of `seed`" in problem.what


def test_notes_worth_more_than_the_pre_money() -> None:
    held = company(1_000_000, convertibles=[safe("note", 800_000, discount=exact("0.2"))])
    assert problem_of(held, series_a(1, 1_000_000)).code == "valuation-too-small"
    assert price_round(held, series_a(1, 1_000_001)).price == Fraction(1, 1_000_000)


def test_a_post_money_below_the_new_money() -> None:
    assert problem_of(company(10), series_a(100, post_money=exact(100))).code == "valuation-too-small"


def test_nothing_to_put_a_price_on() -> None:
    assert problem_of(company(), series_a(100, 100)).code == "nothing-outstanding"


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({}, "round-without-price"),
        ({"pre_money": 0}, "impossible-round"),
        ({"price": Fraction(-1)}, "impossible-round"),
        ({"pre_money": 100, "converts": ("nobody",)}, "not-held"),
        ({"pre_money": 100, "post_money": exact(120)}, "round-disagrees"),
        ({"pre_money": 100, "price": exact(2)}, "round-disagrees"),
    ],
)
def test_a_round_that_says_too_little_or_what_is_not_so(terms: dict[str, Any], code: str) -> None:
    assert problem_of(company(100), series_a(10, **terms)).code == code


def test_a_pool_that_is_not_named_among_several() -> None:
    held = company(100, available=10)
    plan = held.pools["plan"]
    two = replace(held, pools={"plan": plan, "other": replace(plan, pool=replace(plan.pool, id="other"))})
    assert problem_of(two, series_a(10, 100, pool=PoolTarget(share=exact("0.1")))).code == "pool-not-named"
    assert price_round(two, series_a(10, 100, pool=PoolTarget("plan", exact("0.05")))).pool_increase == 0


def test_what_is_given_twice_and_agrees_is_fine() -> None:
    round_ = series_a(10, 100, post_money=exact(110), price=exact(1))
    assert price_round(company(100), round_).post_money == 110
