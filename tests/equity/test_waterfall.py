"""What an exit pays: sums by hand."""

from dataclasses import replace

import numpy as np
import pytest

from dealwright.equity.exits.claims import Claim, Stack
from dealwright.equity.exits.waterfall import pay

COMMON = Claim("common", {"ana": 0.75, "ben": 0.25}, shares=80.0)
A = Claim("A", {"fund": 1.0}, shares=20.0, preference=5.0, seniority=1.0)


def test_debt_fees_and_carve_outs_come_first() -> None:
    stack = Stack((A, COMMON), debt=10.0, fees=1.0, fee_share=0.02, carve_outs=(("team", 0.1, 2.0),))
    paid = pay(stack, 50.0)
    assert (paid.debt, paid.fees) == (10.0, 2.0)
    assert paid.by_holder["team"] == 2.0  # a tenth of 38, at most 2
    assert paid.by_holder["fund"] == pytest.approx(36 * 0.2)
    short = pay(stack, 8.0)
    assert (short.debt, short.unpaid_debt, short.fees) == (8.0, 2.0, 0.0)
    assert short.unpaid == {"A": 5.0}


def test_an_option_is_exercised_only_over_its_strike_and_its_cash_is_netted() -> None:
    """At 100 for 80 common and 20 options at 0.5: (100 + 20 x 0.5) / 100 a share."""
    options = Claim("options", {"emp": 1.0}, shares=20.0, strike=0.5)
    paid = pay(Stack((COMMON, options)), np.array([39.0, 40.0, 100.0]))
    assert paid.common_price == pytest.approx([39 / 80, 0.5, 1.1], rel=1e-14)
    assert paid.by_claim["options"] == pytest.approx([0, 0, 20 * 0.6], rel=1e-14, abs=1e-14)
    assert paid.by_holder["ana"] == pytest.approx([29.25, 30, 66], rel=1e-14)


def test_a_right_on_preferred_shares_takes_the_preference_for_its_strike() -> None:
    """10 warrants at 0.25 on preferred with 0.5 a share: 5 - 2.5 once all is paid, nothing while it pays under half."""
    warrants = Claim("warrants", {"bank": 1.0}, shares=10.0, preference=5.0, seniority=1.0, exercise=2.5)
    paid = pay(Stack((A, warrants, COMMON)), np.array([2.0, 2.5, 5.0, 7.5, 107.5]))
    assert paid.by_claim["warrants"] == pytest.approx([0, 0, 1.25, 2.5, 7.5], abs=1e-14)
    assert paid.by_claim["A"] == pytest.approx([2, 2.5, 3.75, 5, 20], rel=1e-14)


def test_a_return_cap_without_an_heir_leaves_more_to_all_others() -> None:
    capped = Claim("units", {"fund": 1.0}, shares=50.0, return_cap=10.0)
    paid = pay(Stack((capped, Claim("common", {"ana": 1.0}, shares=50.0))), np.array([10.0, 20.0, 50.0]))
    assert paid.by_holder["fund"].tolist() == [5, 10, 10]
    assert paid.by_holder["ana"].tolist() == [5, 10, 40]


def test_a_forced_conversion_gives_up_the_preference_on_its_paths() -> None:
    full = Claim("F", {"fund": 1.0}, shares=20.0, preference=5.0, participation="full")
    paid = pay(Stack((full, COMMON)), 40.0, forced=np.array([False, True]))
    assert paid.by_holder["fund"].tolist() == [12, 8]
    assert pay(Stack((full, COMMON)), 40.0, forced=True).by_holder["fund"] == 8
    assert pay(Stack((full, COMMON)), 40.0, forced={"F": True}).by_holder["fund"] == 8
    assert pay(Stack((full, COMMON)), 40.0, forced={"G": True}).by_holder["fund"] == 12


def test_what_nobody_has_a_claim_to_is_left() -> None:
    only = Claim("notes", {"bank": 1.0}, preference=5.0, converts=False)
    assert pay(Stack((only,)), 7.0).left == 2.0


@pytest.mark.parametrize("participation", ["none", "full", "capped"])
def test_numbers_by_path_pay_what_single_numbers_pay(participation: str) -> None:
    exits = np.linspace(0, 120, 25)

    def stack(one: object) -> Stack:
        preferred = Claim(
            "P", {"fund": 1.0}, shares=20.0 * one, preference=8.0 * one, participation=participation, cap=14.0 * one,  # type: ignore[operator, arg-type]
            on_conversion=1.0 * one, further_shares=2.0 * one,  # type: ignore[operator]
        )  # fmt: skip
        options = Claim("options", {"emp": 1.0}, shares=20.0 * one, strike=0.5 * one, return_cap=9.0 * one)  # type: ignore[operator]
        return Stack((preferred, options, COMMON))

    by_path = pay(stack(np.ones(25)), exits)
    for single in (pay(stack(1.0), exits), *()):
        for name, money in single.by_claim.items():
            assert by_path.by_claim[name] == pytest.approx(money, rel=1e-13, abs=1e-13)


def test_a_level_that_is_owed_nothing_on_a_path_leaves_all_to_the_next() -> None:
    """The senior class was converted on the first path: the junior one is then paid what there is."""
    senior = Claim("senior", {"a": 1.0}, 10.0, np.array([0.0, 4.0]), seniority=2.0)
    junior = Claim("junior", {"b": 1.0}, 10.0, 9.0, seniority=1.0)
    paid = pay(Stack((senior, junior)), np.array([6.0, 6.0])).by_holder
    assert paid["a"].tolist() == [0.0, 4.0]
    assert paid["b"].tolist() == [6.0, 2.0]


def test_a_cap_reached_where_another_starts_is_the_same_by_path() -> None:
    """All of it happens at a price of 1: one stops, one starts; 5 is 3, and 1.5 and 0.5 at a price of 1.5."""
    capped = Claim("B", {"b": 1.0}, shares=3.0, participation="capped", cap=18.0, return_cap=3.0)
    units = Claim("units", {"u": 1.0}, shares=1.0, strike=1.0)
    one = Claim("common", {"c": 1.0}, shares=1.0)
    for shares in (1.0, np.ones(3)):
        paid = pay(Stack((capped, replace(units, shares=shares), one)), np.full(3, 5.0))
        assert paid.common_price == pytest.approx(1.5, rel=1e-14)
        assert paid.taken[:, 0] == pytest.approx([3.0, 0.5, 1.5], rel=1e-14)
