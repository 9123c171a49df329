"""What holds for every exit of every stack, and that an exact plain waterfall pays the same."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.equity.exits.claims import Claim, Number, Stack, Step
from dealwright.equity.exits.waterfall import pay
from equity.plain_waterfall import in_floats, plain_payouts


def whole(least: int, most: int) -> st.SearchStrategy[Any]:
    return st.integers(least, most).map(Fraction)


@st.composite
def preferred(draw: st.DrawFn) -> dict[str, Any]:
    preference = draw(whole(1, 60))
    accrued = draw(st.integers(0, int(preference))) if draw(st.booleans()) else 0
    kept = draw(st.sampled_from(["forfeited", "paid", "converts"]))
    return {
        "shares": draw(whole(1, 50)),
        "preference": preference,
        "seniority": Fraction(draw(st.integers(0, 2))),
        "participation": draw(st.sampled_from(["none", "full", "capped"])),
        "cap": preference * draw(st.sampled_from([1, Fraction(3, 2), 2, 3])),
        "converts": draw(st.integers(0, 4)) > 0,
        "strike": draw(st.sampled_from([Fraction(0), Fraction(0), Fraction(0), Fraction(1, 2), Fraction(3)])),
        "on_conversion": Fraction(accrued if kept == "paid" else 0),
        "further_shares": Fraction(accrued if kept == "converts" else 0),
    }


@st.composite
def warrant(draw: st.DrawFn) -> dict[str, Any]:
    """Give a right on preferred shares; what is paid for it may be more than its preference."""
    terms = draw(preferred())
    return {**terms, "on_conversion": Fraction(0), "further_shares": Fraction(0), "exercise": draw(whole(1, 80))}


COMMON = st.fixed_dictionaries({"shares": whole(1, 100)})
RIGHT = st.fixed_dictionaries({"shares": whole(1, 40), "strike": st.integers(1, 12).map(lambda n: Fraction(n, 4))})
SAFE = st.fixed_dictionaries({"preference": whole(1, 40), "shares": whole(0, 30), "last_preference": whole(0, 20)})
NOTE = st.fixed_dictionaries({"preference": whole(1, 40), "shares": whole(0, 30), "seniority": st.just(Fraction(9))})
TERMS = st.one_of(preferred(), preferred(), COMMON, RIGHT, SAFE, NOTE, warrant())


@st.composite
def stacks(draw: st.DrawFn, most: int = 5) -> tuple[Claim, ...]:
    """Give claims of all kinds in exact numbers; some with a return cap."""
    claims = [Claim("common", {"c": 1.0}, **draw(COMMON))]
    for number, terms in enumerate(draw(st.lists(TERMS, min_size=1, max_size=most))):
        claim = Claim(f"claim {number}", {f"h{number}": 0.75, f"h{number // 2}b": 0.25}, **terms)
        if draw(st.integers(0, 5)) == 0:
            heir = draw(st.sampled_from([None, "heir", "c"]))
            claim = replace(claim, return_cap=draw(whole(1, 120)), rest_to=heir)
        claims.append(claim)
    return tuple(claims)


EXITS = st.one_of(whole(0, 400), st.fractions(0, 3000, max_denominator=7))


def in_numbers(claims: tuple[Claim, ...]) -> Stack:
    return Stack(tuple(in_floats(claim) for claim in claims))


@given(stacks(), EXITS)
def test_an_exact_plain_waterfall_pays_the_same(claims: tuple[Claim, ...], equity: Fraction) -> None:
    found = pay(in_numbers(claims), float(equity))
    expected = [float(money) for money in plain_payouts(claims, equity)]
    assert found.taken[:, 0] == pytest.approx(expected, rel=1e-12, abs=1e-12 * max(1.0, float(equity)))


@given(stacks(), EXITS, st.integers(0, 50), st.integers(0, 9), st.integers(0, 3))
def test_payouts_sum_to_the_proceeds(
    claims: tuple[Claim, ...], equity: Fraction, debt: int, fee: int, steps: int
) -> None:
    stack = replace(
        in_numbers(claims), debt=float(debt), fees=float(fee), fee_share=fee / 100,
        carve_outs=(("team", fee / 20, 30.0),),
        steps=(Step({"p": 0.75}, 40.0), Step({"p": 0.5, "q": 0.3}, 60.0), Step({"p": 0.1}, 10.0))[:steps],
    )  # fmt: skip
    paid = pay(stack, float(equity))
    everything = paid.debt + paid.fees + paid.left + sum(paid.by_holder.values())
    assert everything == pytest.approx(float(equity), rel=1e-12)
    assert all(money >= 0 for money in paid.by_holder.values())


@given(stacks(), st.lists(EXITS, min_size=2, max_size=8))
def test_nobody_gets_less_of_more(claims: tuple[Claim, ...], exits: list[Fraction]) -> None:
    paid = pay(in_numbers(claims), np.array(sorted(float(e) for e in exits)))
    for money in paid.by_holder.values():
        assert (np.diff(money) >= -1e-11).all()


@given(stacks(), EXITS)
def test_equal_seniority_recovers_the_same_part(claims: tuple[Claim, ...], equity: Fraction) -> None:
    plain = tuple(c for c in claims if c.preference and not c.exercise and c.return_cap is None)
    paid = pay(in_numbers(plain), float(equity))
    if paid.price == 0 and float(equity) < sum(float(c.preference) for c in plain):
        for one in plain:
            for other in plain:
                if one.seniority == other.seniority:
                    unpaid = (float(paid.unpaid[c.name]) / float(c.preference) for c in (one, other))
                    assert next(unpaid) == pytest.approx(next(unpaid), abs=1e-12)
                elif one.seniority > other.seniority and paid.by_claim[other.name]:
                    assert paid.unpaid[one.name] == pytest.approx(0, abs=1e-12)


@given(stacks(), EXITS)
def test_a_choice_to_convert_never_costs_its_holder(claims: tuple[Claim, ...], equity: Fraction) -> None:
    for row, claim in enumerate(claims):
        if claim.preference and not claim.exercise:
            got = [
                pay(in_numbers((*claims[:row], replace(claim, converts=may), *claims[row + 1 :])), float(equity))
                for may in (False, True)
            ]
            without, with_choice = (paid.taken[row, 0] for paid in got)
            assert with_choice >= without - 1e-10


@given(stacks(), EXITS, st.data())
def test_two_halves_of_a_class_are_paid_as_the_whole(
    claims: tuple[Claim, ...], equity: Fraction, data: st.DataObject
) -> None:
    row = data.draw(st.integers(0, len(claims) - 1))
    whole_one = claims[row]
    part = data.draw(st.sampled_from([Fraction(1, 2), Fraction(1, 5)]))
    halves = [share_of(whole_one, part, "one"), share_of(whole_one, 1 - part, "other")]
    before = pay(in_numbers(claims), float(equity)).by_holder
    after = pay(in_numbers((*claims[:row], *halves, *claims[row + 1 :])), float(equity)).by_holder
    assert after == pytest.approx(before, rel=1e-11, abs=1e-11)


def share_of(claim: Claim, part: Fraction, name: str) -> Claim:
    """Return a part of a claim, as a claim of its own."""
    sizes = (
        "shares",
        "preference",
        "cap",
        "on_conversion",
        "further_shares",
        "last_preference",
        "exercise",
        "return_cap",
    )
    cut = {size: getattr(claim, size) * part for size in sizes if getattr(claim, size) is not None}
    return replace(claim, name=name, **cut)


@given(stacks(), EXITS, st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(claims: tuple[Claim, ...], equity: Fraction, chance: Any) -> None:
    other = list(claims)
    chance.shuffle(other)
    before, after = (pay(in_numbers(tuple(each)), float(equity)).by_holder for each in (claims, other))
    assert after == pytest.approx(before, rel=1e-11, abs=1e-11)


@given(st.lists(stacks(most=3), min_size=2, max_size=4), EXITS)
def test_each_path_of_arrays_is_paid_as_it_would_be_alone(many: list[tuple[Claim, ...]], equity: Fraction) -> None:
    """Claims of several stacks that have the same terms in words become one claim with numbers by path."""
    shortest = min(len(claims) for claims in many)
    first = many[0][:shortest]
    sizes = (
        "shares",
        "preference",
        "cap",
        "on_conversion",
        "further_shares",
        "last_preference",
        "exercise",
        "return_cap",
    )
    # Take another stack's sizes where both have them, so that words and zeros agree.
    alike = [
        tuple(
            replace(mine, **{s: getattr(theirs, s) for s in sizes if getattr(mine, s) and getattr(theirs, s)})
            for mine, theirs in zip(first, claims, strict=False)
        )
        for claims in many
    ]
    alike = [tuple(replace(c, on_conversion=min(c.on_conversion, c.preference)) for c in claims) for claims in alike]
    stacked = tuple(
        replace(
            claim, **{s: by_path([getattr(c[row], s) for c in alike]) for s in sizes if getattr(claim, s) is not None}
        )
        for row, claim in enumerate(in_numbers(first).claims)
    )
    found = pay(Stack(stacked), float(equity))
    for path, claims in enumerate(alike):
        alone = pay(in_numbers(claims), float(equity))
        assert found.taken[:, path] == pytest.approx(alone.taken[:, 0], rel=1e-11, abs=1e-11)


def by_path(numbers: list[Any]) -> Number:
    return np.array([float(number) for number in numbers])


@given(stacks(), EXITS)
def test_a_forced_conversion_pays_only_shares_and_what_is_kept(claims: tuple[Claim, ...], equity: Fraction) -> None:
    plain = tuple(
        replace(c, on_conversion=Fraction(0), return_cap=None) for c in claims if c.converts and not c.exercise
    )
    forced = pay(in_numbers(plain), float(equity), forced=True)
    assert not any(forced.unpaid.values())
    bare = tuple(replace(c, preference=Fraction(0), last_preference=Fraction(0), participation="none") for c in plain)
    assert forced.by_holder == pytest.approx(pay(in_numbers(bare), float(equity)).by_holder)


@given(stacks(), EXITS, st.sampled_from([Fraction(1, 1000), Fraction(7, 3), Fraction(10**9)]))
def test_another_currency_scales_every_payout(claims: tuple[Claim, ...], equity: Fraction, rate: Fraction) -> None:
    money = ("preference", "cap", "strike", "on_conversion", "last_preference", "exercise", "return_cap")
    other = tuple(
        replace(c, **{name: getattr(c, name) * rate for name in money if getattr(c, name) is not None}) for c in claims
    )
    before = pay(in_numbers(claims), float(equity))
    after = pay(in_numbers(other), float(equity * rate))
    assert after.taken == pytest.approx(before.taken * float(rate), rel=1e-11, abs=1e-11 * float(rate))
    assert after.common_price == pytest.approx(float(before.common_price) * float(rate), rel=1e-11)


@given(stacks(), EXITS, st.sampled_from([Fraction(1, 10), Fraction(3), Fraction(1000)]))
def test_a_split_of_all_shares_changes_no_payout(claims: tuple[Claim, ...], equity: Fraction, ratio: Fraction) -> None:
    other = tuple(
        replace(c, shares=c.shares * ratio, further_shares=c.further_shares * ratio, strike=c.strike / ratio)
        for c in claims
    )
    before, after = (pay(in_numbers(each), float(equity)) for each in (claims, other))
    assert after.taken == pytest.approx(before.taken, rel=1e-11, abs=1e-11)


def test_all_money_is_paid_where_an_exercise_price_is_far_above_it() -> None:
    """Warrants on a preference of 2.9bn for 0.68bn, out of some thousand: the sum is right to the last digits."""
    common = Claim("c", {"c": 1.0}, shares=33446171.1654172)
    warrants = Claim("w", {"w": 1.0}, shares=47408564.7, preference=2888975158.571517, exercise=675910766.7798474)
    exits = np.geomspace(1.0, 1e12, 50)
    paid = pay(Stack((common, warrants)), exits)
    assert paid.taken.sum(axis=0) == pytest.approx(exits, rel=1e-14)
    late = Claim("late", {"l": 1.0}, shares=1e8, strike=100.0)
    paid = pay(Stack((Claim("c", {"c": 1.0}, shares=100.0), late)), 1e4 + exits[:30])
    assert paid.taken.sum(axis=0) == pytest.approx(1e4 + exits[:30], rel=1e-14)
