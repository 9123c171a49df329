"""Published worked examples of exits; where one is wrong as published, the right answer and why."""

import datetime as dt

import numpy as np
import pytest

from dealwright.equity.exact import exact
from dealwright.equity.exits.claims import Claim, Stack, Step
from dealwright.equity.exits.stack import stack_of
from dealwright.equity.exits.waterfall import pay
from dealwright.equity.holdings import Holdings
from dealwright.equity.securities import ExitTerms, Tier
from equity.published_cases import same_as_published


def series(name: str, preference: float, shares: float, seniority: float = 0.0, **terms: object) -> Claim:
    return Claim(name, {name: 1.0}, shares=shares, preference=preference, seniority=seniority, **terms)  # type: ignore[arg-type]


def common(shares: float) -> Claim:
    return Claim("common", {"common": 1.0}, shares=shares)


def test_three_kinds_of_participation_at_one_sale() -> None:
    """Foley Hoag: 5m buys 20 %; sold for 40m. Source: vector foley_hoag_three_prefs."""
    same_as_published(
        "foley_hoag_three_prefs",
        inputs__investment=5,
        inputs__exit=40,
        expected__A=[8, 10, 12],
        expected__common=[32, 30, 28],
    )
    kinds = [{}, {"participation": "capped", "cap": 10.0}, {"participation": "full"}]
    paid = [pay(Stack((series("A", 5, 20, **terms), common(80))), 40.0).by_holder for terms in kinds]
    assert [p["A"] for p in paid] == pytest.approx([8, 10, 12], rel=1e-14)
    assert [p["common"] for p in paid] == pytest.approx([32, 30, 28], rel=1e-14)


def test_a_capped_holder_converts_when_that_is_better() -> None:
    """27m at a 250m exit is wrong: with a right to convert it takes its part. Source: vector
    capped_participating_never_converts_bug (`not_reproduced`), whose document says that such shares never convert.
    """  # noqa: D205 - the name says what it shows
    same_as_published(
        "capped_participating_never_converts_bug",
        expected__published_payout=27e6,
        inputs__exit=250e6,
        check__computed__as_converted_value_if_all_convert=79381879.76291278,
    )
    terms = {"participation": "capped", "cap": 27e6}
    stack = Stack((series("E", 13.5e6, 1.5e6, **terms), common(4_724_000 - 1.5e6)))
    paid = pay(stack, 250e6).by_claim
    assert paid["E"] == pytest.approx(79381879.76291278, rel=1e-12)
    never = Stack((series("E", 13.5e6, 1.5e6, converts=False, **terms), common(4_724_000 - 1.5e6)))
    assert pay(never, 250e6).by_claim["E"] == 27e6  # their answer is that of another security


def test_two_capped_series_share_with_common_from_the_sum_of_preferences() -> None:
    """Common joins at 8m, not at 9.8m. Source: vector fundwave_two_capped_series (`not_reproduced`)."""
    same_as_published("fundwave_two_capped_series", expected__only_B_until=5, expected__common_joins_at=9.8)
    terms = {"participation": "capped"}
    stack = Stack((series("B", 5, 37.5, 2, cap=10.0, **terms), series("A", 3, 25, 1, cap=6.0, **terms), common(37.5)))
    paid = pay(stack, np.array([4.0, 5.0, 8.0, 9.8, 16.0])).by_claim
    assert paid["B"] == pytest.approx([4, 5, 5, 5.675, 8], rel=1e-14)
    assert paid["A"] == pytest.approx([0, 0, 3, 3.45, 5], rel=1e-14)
    assert paid["common"] == pytest.approx([0, 0, 0, 0.675, 3], rel=1e-13, abs=1e-14)


@pytest.mark.parametrize(("exit_value", "a", "b"), [(30.0, 10.0, 20.0), (25.0, 25 / 3, 50 / 3)])
def test_equal_seniority_is_paid_in_proportion(exit_value: float, a: float, b: float) -> None:
    """The page's 8.33 and 16.67 are right at 25m; at its 30m both are whole. Source: vector pari_passu_misprint."""
    same_as_published("pari_passu_misprint", inputs__exit=30, expected__A=8333333, expected__B=16666666)
    paid = pay(Stack((series("A", 10, 20), series("B", 20, 20), common(60))), exit_value)
    assert paid.by_claim == pytest.approx({"A": a, "B": b, "common": 0}, rel=1e-14)
    assert paid.unpaid == pytest.approx({"A": 10 - a, "B": 20 - b}, abs=1e-14)


def test_a_doubled_preference_that_participates() -> None:
    """2x on 0.5m, 25,000 of 125,000 shares, 5m. Source: vector participating_2x."""
    same_as_published("participating_2x", expected__investor=1.8e6, expected__common=3.2e6, expected__price=32)
    paid = pay(Stack((series("investor", 1e6, 25_000, participation="full"), common(100_000))), 5e6)
    assert paid.by_claim == {"investor": 1.8e6, "common": 3.2e6}
    assert paid.common_price == 32.0


def test_a_price_of_exactly_all_preferences() -> None:
    """6m and 30m out of 36m. Source: vector prefs_exactly_covered."""
    same_as_published("prefs_exactly_covered", inputs__exit=36, expected__A=6, expected__B=30, expected__common=0)
    paid = pay(Stack((series("A", 6, 10), series("B", 30, 10), common(80))), 36.0)
    assert paid.by_claim == {"A": 6.0, "B": 30.0, "common": 0.0}
    assert paid.unpaid == {"A": 0.0, "B": 0.0}


@pytest.mark.parametrize(("a_rank", "b_rank", "a", "b"), [(1, 2, 5, 20), (2, 1, 10, 15)])
def test_the_senior_is_whole_before_the_junior_gets_anything(a_rank: int, b_rank: int, a: float, b: float) -> None:
    """A 10m and B 20m out of 25m. Source: vector senior_vs_junior."""
    same_as_published("senior_vs_junior", expected__b_senior={"B": 20, "A": 5}, expected__b_junior={"A": 10, "B": 15})
    paid = pay(Stack((series("A", 10, 20, a_rank), series("B", 20, 20, b_rank), common(60))), 25.0)
    assert paid.by_claim == {"A": a, "B": b, "common": 0}


def test_a_capped_profit_stops_at_its_multiple_and_the_rest_goes_to_the_non_profit() -> None:
    """10m at 100 times returns 1,000m at most. Source: vector capped_profit_100x."""
    same_as_published("capped_profit_100x", inputs__cap_multiple=100, expected__max_return=1e9)
    units = Claim("units", {"investor": 1.0}, shares=10.0, return_cap=10e6 * 100, rest_to="non_profit")
    paid = pay(Stack((units, Claim("common", {"founders": 1.0}, shares=90.0))), np.array([5e9, 10e9, 50e9]))
    assert paid.by_holder["investor"].tolist() == [0.5e9, 1e9, 1e9]
    assert paid.by_holder["non_profit"].tolist() == [0, 0, 4e9]
    assert paid.by_holder["founders"].tolist() == [4.5e9, 9e9, 45e9]


def test_the_reported_profit_split_of_2023() -> None:
    """75 % until 13bn are back, then 49/49/2. Source: vector openai_capped_profit_2023 (terms only; by hand)."""
    same_as_published(
        "openai_capped_profit_2023",
        inputs__recoup_share=0.75,
        inputs__after={"microsoft": 0.49, "others": 0.49, "nonprofit": 0.02},
        check__computed__profit_needed_to_recoup_13bn=17.333333333333332,
        check__computed__msft_at_20bn=14.306666666666667,
    )
    steps = (
        Step({"microsoft": 0.75, "nonprofit": 0.25}, 13 / 0.75),
        Step({"microsoft": 0.49, "others": 0.49, "nonprofit": 0.02}, np.inf),
    )
    paid = pay(Stack((), steps=steps), np.array([13 / 0.75, 20.0])).by_holder
    assert paid["microsoft"] == pytest.approx([13, 14.306666666666667], rel=1e-14)


def test_the_reported_split_ends_at_a_cap_and_the_rest_goes_to_the_non_profit() -> None:
    """The same terms with a cap of 20 (none is in the source) on a partner that had 5 before; by hand.

    8 more to recoup take 8 / 0.75 of profit, and 7 more to the cap take 7 / 0.49; all that follows is another's.
    """
    tiers = (
        Tier({"microsoft": exact("0.75"), "nonprofit": exact("0.25")}, until="microsoft", reach=exact(13)),
        Tier(
            {"microsoft": exact("0.49"), "others": exact("0.49"), "nonprofit": exact("0.02")},
            until="microsoft",
            reach=exact(20),
        ),
        Tier({"nonprofit": exact(1)}),
    )
    exit_ = ExitTerms(tiers=tiers, opening={"microsoft": exact(5)})
    stack = stack_of(Holdings(dt.date(2023, 1, 1), "USD", {}, {}), exit_, dt.date(2030, 1, 1))
    ends = 8 / 0.75, 8 / 0.75 + 7 / 0.49
    paid = pay(stack, np.array([ends[0], ends[1], ends[1] + 100])).by_holder
    assert paid["microsoft"] == pytest.approx([8, 15, 15], rel=1e-14)
    assert paid["others"] == pytest.approx([0, 7, 7], rel=1e-14)
    assert paid["nonprofit"] == pytest.approx([2 / 0.75, 2 / 0.75 + 7 * 2 / 49, 2 / 0.75 + 7 * 2 / 49 + 100], rel=1e-14)


def test_a_carried_interest_catches_up() -> None:
    """50 in, 100 out, 8 % hurdle, full catch-up, 20 % carry: 90 and 10. Source: vector carry_catch_up."""
    same_as_published("carry_catch_up", expected__LP=90, expected__GP=10, expected__steps=[50, 4, 1, 36, 9])
    steps = (Step({"lp": 1.0}, 54.0), Step({"gp": 1.0}, 1.0), Step({"lp": 0.8, "gp": 0.2}, np.inf))
    assert pay(Stack((), steps=steps), 100.0).by_holder == {"lp": 90.0, "gp": 10.0}
