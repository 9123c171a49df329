"""Who gets the next unit of an exit, with everything that runs ahead of the claims."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.equity.exits.claims import Claim, Stack, Step
from dealwright.equity.exits.exit_breakpoints import exit_breakpoints
from dealwright.equity.exits.waterfall import Payouts, pay
from equity.test_waterfall_properties import in_numbers, stacks

A = Claim("sa", {"b": 1.0}, shares=20.0, preference=2.0, seniority=1.0)
COMMON = Claim("common", {"a": 0.75, "c": 0.25}, shares=80.0)


def test_debt_tiers_and_carve_outs_are_rows_of_an_exit() -> None:
    """Debt 1; of the rest a tenth to the team until it has 2; then 75 % to C until it has 6, 49 % until it has 12.

    By hand: the first tier is 8 large, so it ends at 1 + 8 / 0.9, when the preference has had its 2 as well. The team
    has its 2 at 1 + 20. The second tier is 6 / 0.49 large, so it ends at 1 + 2 + 8 + 6 / 0.49; claims have 2 + 0.51 of
    it by then, and at 10 in all, 0.1 a share, the preference converts: what is left after debt, team and C is 10 at 25.
    """
    steps = (Step({"c": 0.75}, 8.0), Step({"c": 0.49}, 6 / 0.49))
    found = exit_breakpoints(Stack((A, COMMON), debt=1.0, carve_outs=(("team", 0.1, 2.0),), steps=steps))
    assert [point.why for point in found] == [
        "repayment of debt",
        "carve-out of team; tier 1; preference of sa",
        "tier 1 ends; tier 2; participation of common",
        "carve-out of team is full",
        "tier 2 ends",
        "conversion of sa",
    ]
    at = [0.0, 1.0, 1 + 8 / 0.9, 21.0, 11 + 6 / 0.49, 25.0]
    assert [point.exit_value for point in found] == pytest.approx(at)
    assert found[0].shares == {"debt": 1.0}
    assert found[1].shares == pytest.approx({"carve-out of team": 0.1, "tiers to c": 0.675, "sa": 0.225})
    assert found[2].by_holder == pytest.approx({"team": 0.1, "c": 0.441 + 0.459 / 4, "a": 0.459 * 0.75})
    assert found[2].outside == {}
    assert found[5].by_holder == pytest.approx({"b": 0.2, "a": 0.6, "c": 0.2})


def test_fees_take_their_part_of_every_unit_and_first_what_debt_leaves() -> None:
    """Debt 98 and 2 % of the exit: from 98 to 100 all goes to bankers, then 2 % of each unit."""
    found = exit_breakpoints(Stack((COMMON,), debt=98.0, fee_share=0.02))
    assert [(point.exit_value, point.why) for point in found] == [
        (0.0, "repayment of debt"), (98.0, "fees"), (pytest.approx(100.0), "participation of common"),
    ]  # fmt: skip
    assert [point.outside for point in found] == [{"debt": 1.0}, {"fees": 1.0}, {"fees": 0.02}]
    assert found[2].by_holder == pytest.approx({"a": 0.98 * 0.75, "c": 0.98 * 0.25})


def test_what_nobody_has_a_claim_to_is_nobody_s() -> None:
    note = Claim("note", {"bank": 1.0}, preference=5.0, seniority=np.inf, converts=False)
    assert [point.shares for point in exit_breakpoints(Stack((note,)))] == [{"note": 1.0}, {"nobody": 1.0}]
    assert [point.shares for point in exit_breakpoints(Stack(()))] == [{"nobody": 1.0}]
    bankers = Stack((COMMON,), fee_share=1.0)
    assert [(p.exit_value, p.shares) for p in exit_breakpoints(bankers)] == [(0.0, {"fees": 1.0})]


@given(
    stacks(most=4),
    st.tuples(st.integers(0, 30), st.integers(0, 9), st.sampled_from([0.0, 0.02, 0.25])),
    st.lists(st.tuples(st.sampled_from(["team", "c"]), st.sampled_from([0.05, 0.3]), st.sampled_from([3.0, np.inf]))),
    st.integers(0, 4),
)
def test_between_two_breakpoints_everybody_gets_its_part_of_every_unit(
    claims: tuple[Claim, ...],
    first: tuple[int, int, float],
    carve_outs: list[tuple[str, float, float]],
    tiers: int,
) -> None:
    steps = (Step({"p": 0.75}, 40.0), Step({"p": 1.0}, 5.0), Step({"p": 0.5, "c": 0.3}, 60.0), Step({"p": 0.1}, np.inf))
    stack = replace(
        in_numbers(claims), debt=float(first[0]), fees=float(first[1]), fee_share=first[2],
        carve_outs=tuple(carve_outs[:3]), steps=steps[:tiers],
    )  # fmt: skip
    points = exit_breakpoints(stack)
    assert points[0].exit_value == 0.0
    edges = [*(point.exit_value for point in points), points[-1].exit_value + 100.0]
    for point, (low, high) in zip(points, pairwise(edges), strict=True):
        assert sum(point.shares.values()) == pytest.approx(1.0)
        assert sum(point.by_holder.values()) + sum(point.outside.values()) == pytest.approx(1.0)
        for start, end in ((0.0, 0.3), (0.3, 1.0)):
            before, after = (pay(stack, low + part * (high - low)) for part in (start, end))
            span = (end - start) * (high - low)
            expected = {**point.by_holder, **{f"outside {name}": part for name, part in point.outside.items()}}
            told = {name: part * span for name, part in expected.items()}
            gained = {name: money - _all(before)[name] for name, money in _all(after).items()}
            slack = 1e-9 * (1.0 + high)
            assert {n: m for n, m in gained.items() if abs(m) > slack} == pytest.approx(
                {n: m for n, m in told.items() if abs(m) > slack}, rel=1e-6, abs=2 * slack
            )


def _all(paid: Payouts) -> dict[str, float]:
    outside = {"outside debt": paid.debt, "outside fees": paid.fees, "outside nobody": paid.left}
    return {**paid.by_holder, **outside}  # type: ignore[dict-item] # one exit value, so single numbers


def test_money_of_claims_and_share_prices_stand_beside_the_exit() -> None:
    """2 of preference, then 80 shares alone; at 0.1 a share, 10 in all, both convert and share; 5 of debt before."""
    found = exit_breakpoints(Stack((A, COMMON), debt=5.0))
    assert [point.exit_value for point in found] == pytest.approx([0, 5, 7, 15])
    assert [point.equity for point in found] == pytest.approx([0, 0, 2, 10])
    assert [point.price for point in found] == pytest.approx([0, 0, 0, 0.1])
