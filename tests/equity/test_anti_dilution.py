"""What a cheaper round does to the conversion prices of earlier classes."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.equity.exact import exact
from dealwright.equity.holdings import HeldRight, Holdings, Lot
from dealwright.equity.rounds.anti_dilution import conversion_price_after
from dealwright.equity.rounds.impossible import ImpossibleError
from dealwright.equity.rounds.priced import price_round
from dealwright.equity.securities import AntiDilution, Right, ShareClass
from equity.companies import company, safe, series_a
from equity.published_cases import same_as_published


def preferred(name: str, price: float, **protection: object) -> ShareClass:
    """Return a class that converts one for one, protected as said."""
    terms = AntiDilution(**protection) if protection else None
    return ShareClass(
        name, name, "preferred", original_issue_price=exact(price), conversion_price=exact(price),
        converts_into="common", preference=Fraction(1), anti_dilution=terms,
    )  # fmt: skip


def gust(kind: str, **terms: object) -> Holdings:
    """Return Gust's company: 1.5m common, 2.5m A at 1.00, 2m B at 2.00, 1m options."""
    classes = [preferred("a", 1, kind=kind, **terms), preferred("b", 2, kind=kind, **terms)]
    lots = [Lot("a", "a", "ann", Fraction(2_500_000)), Lot("b", "b", "bob", Fraction(2_000_000))]
    return company(1_500_000, granted=1_000_000, classes=classes, lots=lots)


C = ShareClass("series_c", "Series C", "preferred", converts_into="common", preference=Fraction(1))


def test_a_broad_based_weighted_average() -> None:
    """Gust: 2m shares at 0.50; the printed 0.88 is 8/9. Source: vector broad_based_weighted_average."""
    same_as_published(
        "broad_based_weighted_average",
        expected__series_a={
            "conversion_price_printed": 0.88, "exact": "8/9", "as_converted": 2_812_500, "ratio": 1.125,
        },
    )  # fmt: skip
    found = price_round(gust("broad_based"), series_a(1_000_000, price=exact("0.5"), new_class=C))
    a, b = found.adjustments
    assert found.shares["fund"] == 2_000_000
    assert (a.after, a.shares_after, found.after.classes["a"].ratio) == (Fraction(8, 9), 2_812_500, exact("1.125"))
    assert (b.after, b.shares_after) == (Fraction(5, 3), 2_400_000)
    assert round(2_500_000 / 0.88) == 2_840_909  # what the printed price would give


def test_a_full_ratchet_doubles_the_shares() -> None:
    """Gust, the same page: a class at 2.00 before an issue at 1.00. Source: vector broad_based_weighted_average."""
    found = price_round(gust("full_ratchet"), series_a(1_000_000, price=exact(1), new_class=C))
    assert [(c.of, c.after, c.shares_after) for c in found.adjustments] == [("b", 1, 4_000_000)]
    assert found.after.classes["a"] == found.before.classes["a"]


def test_a_narrow_base_counts_preferred_alone() -> None:
    """By hand: A = 4.5m; (4.5m + 1m) / (4.5m + 2m)."""
    found = price_round(gust("narrow_based"), series_a(1_000_000, price=exact("0.5"), new_class=C))
    assert found.adjustments[0].after == Fraction(55, 65)


def test_what_the_pool_has_to_grant_may_be_left_out_of_the_base() -> None:
    """By hand: 8m with 1m available, 7m without; (A + 1m) / (A + 2m)."""
    for counts, base in ((True, 8), (False, 7)):
        held = gust("broad_based", unissued_options=counts)
        plan = held.pools["plan"]
        larger = replace(plan, pool=replace(plan.pool, reserved=Fraction(2_000_000)))
        round_ = series_a(1_000_000, price=exact("0.5"), new_class=C)
        found = price_round(replace(held, pools={"plan": larger}), round_)
        assert found.adjustments[0].after == Fraction(base + 1, base + 2)


def test_who_waives_keeps_the_old_price() -> None:
    held = gust("full_ratchet", waived_by=("ann",))
    more = replace(held, lots=(*held.lots, Lot("a2", "a", "cat", Fraction(10))))
    after = price_round(more, series_a(1_000_000, price=exact("0.5"), new_class=C)).after
    lots = {lot.security: after.ratio_of(lot) for lot in after.lots}
    assert (lots["a"], lots["a2"], lots["b"]) == (1, 2, 4)


def test_an_exempt_class_triggers_nothing() -> None:
    held = gust("full_ratchet", exempt=("series_c",))
    assert price_round(held, series_a(1_000_000, price=exact("0.5"), new_class=C)).adjustments == ()


def test_a_dearer_round_changes_nothing() -> None:
    assert price_round(gust("broad_based"), series_a(1_000_000, 70_000_000, new_class=C)).adjustments == ()


def test_a_down_round_counts_the_shares_that_it_adds_to_the_ratchet() -> None:
    """By hand: B's 2m shares become 4m / P; 5m P + 4m = 6m gives P = 0.40 and 10m shares."""
    held = gust("full_ratchet")
    a_waives = replace(held.classes["a"], anti_dilution=None)
    held = replace(held, classes=dict(held.classes) | {"a": a_waives})
    found = price_round(held, series_a(1_000_000, 6_000_000, new_class=C))
    assert found.price == Fraction(2, 5)
    assert found.adjustments[0].shares_after == 10_000_000
    assert found.pre_money_shares == 15_000_000
    assert found.shares["fund"] / found.fully_diluted == Fraction(1, 7)


def test_the_shares_of_the_ratchet_may_come_on_top_of_the_pre_money() -> None:
    """By hand: 7m shares cost 6m, so P = 6/7; B then has 14/3 m shares, and new money is diluted with the others."""
    held = gust("full_ratchet")
    held = replace(held, classes=dict(held.classes) | {"a": replace(held.classes["a"], anti_dilution=None)})
    found = price_round(held, series_a(1_000_000, 6_000_000, new_class=C, anti_dilution_in_pre_money=False))
    assert found.price == Fraction(6, 7)
    assert found.adjustments[0].shares_after == Fraction(14_000_000, 3)
    assert found.shares["fund"] / found.fully_diluted < Fraction(1, 7)


def test_a_weighted_average_in_a_down_round_is_solved_with_the_price() -> None:
    """Counted anew from the result: the formula with the price and shares found gives the conversion price found."""
    found = price_round(gust("broad_based"), series_a(1_000_000, 3_000_000, new_class=C))
    a, b = found.adjustments
    sold = found.shares["fund"]
    assert a.after == (7_000_000 + 1_000_000) / (7_000_000 + sold)
    assert b.after == 2 * (7_000_000 + Fraction(1_000_000, 2)) / (7_000_000 + sold)
    common = 1_500_000 + 1_000_000
    assert found.price * (common + 2_500_000 / a.after + 2_000_000 * 2 / b.after) == 3_000_000


def test_what_safes_become_is_an_issue_at_their_price() -> None:
    """A SAFE that becomes a tenth of over 7.7m shares pays under 1.00 for each, less than A's and B's prices."""
    held = gust("broad_based")
    cheap = safe("s", 700_000, 7_000_000)
    with_safe = replace(held, convertibles={"s": cheap})
    found = price_round(with_safe, series_a(1_000_000, 21_000_000, new_class=C))
    (conversion,) = found.conversions
    assert found.price > 2
    assert conversion.price < 1
    paid, sold = conversion.amount, conversion.shares
    assert found.adjustments[0].after == (7_000_000 + paid) / (7_000_000 + sold)
    exempt = gust("broad_based", exempt=("s",))
    none = price_round(replace(exempt, convertibles={"s": cheap}), series_a(1_000_000, 21_000_000, new_class=C))
    assert none.adjustments == ()


def test_a_ratchet_and_a_safe_that_drive_each_other_have_no_end() -> None:
    """By hand: 1m ratcheted shares at 10.00 are worth 10m at the price of a SAFE with a cap of 8m: more than all."""
    cls = preferred("a", 10, kind="full_ratchet")
    held = company(
        1_000_000, classes=[cls], lots=[Lot("a", "a", "ann", Fraction(1_000_000))],
        convertibles=[safe("s", 100_000, 8_000_000)],
    )  # fmt: skip
    with pytest.raises(ImpossibleError) as found:
        price_round(held, series_a(1_000_000, 20_000_000, new_class=C))
    assert found.value.problem.code == "anti-dilution-without-end"


def test_a_shadow_series_is_protected_from_its_own_price() -> None:
    """By hand: a SAFE became A at 0.50 where investors paid 1.00; an issue at 0.75 is cheaper for the latter alone."""
    cls = preferred("a", 1, kind="full_ratchet")
    lots = [
        Lot("a", "a", "ann", Fraction(100)),
        Lot("shadow", "a", "sam", Fraction(100), preference_price=Fraction(1, 2)),
    ]
    held = company(1000, classes=[cls], lots=lots)
    after = price_round(held, series_a(75, price=exact("0.75"), new_class=C)).after
    ratios = {lot.security: after.ratio_of(lot) for lot in after.lots}
    assert (ratios["a"], ratios["shadow"]) == (Fraction(4, 3), 1)
    cheaper = price_round(held, series_a(25, price=exact("0.25"), new_class=C)).after
    ratios = {lot.security: cheaper.ratio_of(lot) for lot in cheaper.lots}
    assert (ratios["a"], ratios["shadow"]) == (4, 2)


def test_a_warrant_on_a_protected_class_is_adjusted_with_it() -> None:
    held = gust("full_ratchet")
    warrant = Right("w", "warrant", "bank", "b", Fraction(100_000), Fraction(2))
    held = replace(held, rights=dict(held.rights) | {"w": HeldRight(warrant, Fraction(100_000))})
    found = price_round(held, series_a(1_000_000, price=exact(1), new_class=C))
    assert found.adjustments[0].shares_after == 4_200_000
    assert found.after.granted == 1_200_000


def test_two_down_rounds_adjust_one_after_the_other() -> None:
    first = price_round(gust("full_ratchet"), series_a(1_000_000, price=exact("0.5"), new_class=C)).after
    lower = series_a(1_000_000, price=exact("0.25"), name="D", new_class=replace(C, id="series_d"))
    second = price_round(first, lower).after
    assert (second.classes["a"].ratio, second.classes["b"].ratio) == (4, 8)


@given(
    st.fractions(Fraction(1, 10), 10),
    st.integers(1, 10**6).map(Fraction),
    st.lists(st.tuples(st.integers(1, 10**5).map(Fraction), st.integers(1, 10**5).map(Fraction)), max_size=5),
)
def test_a_weighted_average_lies_between_the_ratchet_and_the_old_price(
    before: Fraction, base: Fraction, issues: list[tuple[Fraction, Fraction]]
) -> None:
    ratchet = conversion_price_after(before, None, issues)
    average = conversion_price_after(before, base, issues)
    assert ratchet <= average <= before
    assert average <= conversion_price_after(before, base * 2, issues)
    assert average == conversion_price_after(before, base, issues[::-1])
    assert (average == before) == all(money >= before * shares for shares, money in issues)
