"""Where an exit changes who shares in the next unit of money."""

import numpy as np
import pytest
from hypothesis import given

from dealwright.equity.exits.breakpoints import breakpoints
from dealwright.equity.exits.claims import Claim, Stack, Step
from dealwright.equity.exits.waterfall import pay
from equity.published_cases import same_as_published
from equity.test_waterfall_properties import EXITS, in_numbers, stacks

COMMON = Claim("common", {"founders": 1.0}, shares=1000.0)
OPTIONS = Claim("options", {"staff": 1.0}, shares=1000.0, strike=0.2)
SERIES_A = Claim("Series A", {"fund": 1.0}, shares=1000.0, preference=1500.0, seniority=1.0)


@pytest.mark.parametrize(
    "warrants",
    [
        Claim("A warrants", {"bank": 1.0}, shares=1000.0, strike=1.0),
        Claim("A warrants", {"bank": 1.0}, shares=1000.0, preference=1000.0, seniority=1.0, exercise=1000.0),
    ],
    ids=["into common", "into Series A"],
)
def test_warrants_and_options_join_where_their_strike_is_reached(warrants: Claim) -> None:
    """Series A 1.00 + 0.50 accrued, options 0.20, warrants 1.00. Source: vector opm_breakpoints_warrants_options."""
    same_as_published("opm_breakpoints_warrants_options", expected__breakpoints=[0, 1500, 1700, 3300, 4800])
    found = breakpoints(Stack((SERIES_A, warrants, OPTIONS, COMMON)))
    assert [point.equity for point in found] == pytest.approx([0, 1500, 1700, 3300, 4800], rel=1e-14)
    assert [point.price for point in found] == [0, 0, 0.2, 1.0, 1.5]
    assert [point.shares.get("Series A", 0.0) for point in found] == [1, 0, 0, 0, 0.25]
    assert [point.why for point in found][:3] == [
        "preference of Series A", "participation of common", "participation of options above 0.2 a share"
    ]  # fmt: skip
    assert found[4].why == "conversion of Series A"


def test_equal_seniority_starts_together_and_a_cap_stops_one() -> None:
    """Preferences 5 and 3 at one rank; the capped one stops at 10: 5 for 50 shares, a price of 0.1."""
    capped = Claim("B", {"b": 1.0}, shares=50.0, preference=5.0, participation="capped", cap=10.0)
    other = Claim("A", {"a": 1.0}, shares=25.0, preference=3.0)
    found = breakpoints(Stack((capped, other, Claim("common", {"c": 1.0}, shares=25.0))))
    assert [(round(p.equity, 9), p.why) for p in found] == [
        (0, "preference of B and A, in proportion"),
        (8, "participation of B and common"),
        (15.5, "cap of B reached"),
        (16, "conversion of A"),
        (20, "conversion of B"),
    ]
    assert found[0].shares == {"B": 0.625, "A": 0.375}


def test_the_exit_value_counts_what_is_paid_ahead() -> None:
    """(0.99 P - 100) - 20 = 1500: debt 100, fees of 1 %, a tenth and at most 20 for the team."""
    stack = Stack((SERIES_A, COMMON), debt=100.0, fee_share=0.01, carve_outs=(("team", 0.1, 20.0),))
    second = breakpoints(stack)[1]
    assert second.exit_value == pytest.approx(1620 / 0.99, rel=1e-14)
    assert pay(stack, second.exit_value).by_claim == pytest.approx({"Series A": 1500, "common": 0}, abs=1e-9)
    stepped = Stack((SERIES_A, COMMON), steps=(Step({"p": 1.0}, 40.0), Step({"p": 0.5}, 60.0)))
    assert [point.exit_value for point in breakpoints(stepped)] == pytest.approx([40, 1570, 3070])


def test_an_exit_value_that_is_never_reached_is_infinite() -> None:
    """Bankers, or carve-outs, or tiers without an end take everything."""
    takers = (
        Stack((COMMON,), fee_share=1.0),
        Stack((COMMON,), carve_outs=(("team", 0.6, np.inf), ("others", 0.4, np.inf))),
        Stack((COMMON,), steps=(Step({"partner": 1.0}, np.inf),)),
    )
    assert [breakpoints(stack)[0].exit_value for stack in takers] == [np.inf] * 3
    assert [pay(stack, 100.0).by_claim["common"] for stack in takers] == pytest.approx([0, 0, 0], abs=1e-13)


def test_what_nobody_has_a_claim_to_is_told() -> None:
    note = Claim("note", {"bank": 1.0}, preference=5.0, seniority=np.inf, converts=False)
    found = breakpoints(Stack((note,)))
    assert [(p.equity, p.why) for p in found] == [(0, "repayment of note"), (5, "nobody has a claim to more")]
    assert found[1].shares == {}


@given(stacks(), EXITS)
def test_the_parts_between_breakpoints_add_up_to_what_is_paid(claims: tuple[Claim, ...], equity: object) -> None:
    stack, exit_value = in_numbers(claims), float(equity)  # type: ignore[arg-type]
    points = breakpoints(stack)
    found: dict[str, float] = {}
    ends = [*(point.equity for point in points[1:]), np.inf]
    for point, end in zip(points, ends, strict=True):
        assert end >= point.equity - 1e-9
        assert not point.shares or sum(point.shares.values()) == pytest.approx(1.0)
        for name, part in point.shares.items():
            found[name] = found.get(name, 0.0) + part * max(0.0, min(exit_value, end) - point.equity)
    paid = pay(stack, exit_value)
    expected = paid.by_claim
    for claim in stack.claims:
        if claim.rest_to is not None and claim.return_cap is not None:
            above = float(paid.taken[stack.claims.index(claim), 0]) - paid.by_claim[claim.name]
            expected[f"{claim.rest_to} above the cap of {claim.name}"] = above
    assert {n: m for n, m in found.items() if m > 1e-9} == pytest.approx(
        {n: m for n, m in expected.items() if m > 1e-9}
    )
