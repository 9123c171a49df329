"""Rounds as a lawyer would try them, each with its sum by hand."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from dealwright.equity.capitalization import Capitalization
from dealwright.equity.exact import Rounding, exact
from dealwright.equity.financing import PoolTarget
from dealwright.equity.holdings import HeldRight, Lot
from dealwright.equity.rounds.conversion import converting_amount, favoured, with_best_terms
from dealwright.equity.rounds.impossible import ImpossibleError
from dealwright.equity.rounds.priced import price_round
from dealwright.equity.securities import Convertible, Right, ShareClass
from equity.companies import DAY, SERIES, company, safe, series_a

YEAR = dt.timedelta(days=365)


def test_a_stack_of_discounts_takes_its_money_grossed_up_off_the_pre_money() -> None:
    """By hand: 400k / 0.8 + 300k / 0.75 + 100k = 1.0m of 5m; 8m shares cost the 4m left."""
    terms = [(400_000, "0.2"), (300_000, "0.25"), (100_000, "0")]
    held = company(8_000_000, convertibles=[safe(f"s{n}", a, discount=exact(d)) for n, (a, d) in enumerate(terms)])
    found = price_round(held, series_a(1_000_000, 5_000_000))
    assert found.price == Fraction(1, 2)
    assert [c.price for c in found.conversions] == [exact("0.4"), exact("0.375"), exact("0.5")]
    assert [c.chosen.reason for c in found.conversions] == ["discount", "discount", "round_price"]


def test_the_three_ways_in_which_notes_meet_a_pre_money() -> None:
    """By hand: 8m shares, 8m pre-money, 2m new, a note of 1m at a fifth off, 1.25m of worth.

    On top of the pre-money: P = 8 / 8. In it: 8 P = 8 - 1.25. Counted as the dollars invested, the post-money is
    8 + 2 + 1 = 11, and 8 P = 11 - 2 - 1.25.
    """
    held = company(8_000_000, convertibles=[safe("n", 1_000_000, discount=exact("0.2"))])
    on_top = price_round(held, series_a(2_000_000, 8_000_000, convertibles_in_pre_money=False))
    within = price_round(held, series_a(2_000_000, 8_000_000))
    dollars = price_round(held, series_a(2_000_000, post_money=Fraction(11_000_000)))
    assert [r.price for r in (on_top, within, dollars)] == [1, exact("0.84375"), exact("0.96875")]
    assert dollars.shares["fund"] / dollars.fully_diluted == Fraction(2, 11)


def test_convertibles_on_top_of_the_pre_money_dilute_new_money_too() -> None:
    """By hand: 8m shares cost 5m; new money of 1m has 1 / 7 of what 5m, 1m and 1m come to."""
    held = company(8_000_000, convertibles=[safe("s", 800_000, discount=exact("0.2"))])
    found = price_round(held, series_a(1_000_000, 5_000_000, convertibles_in_pre_money=False))
    assert found.price == Fraction(5, 8)
    assert found.shares["fund"] / found.fully_diluted == Fraction(1, 7)
    assert found.post_money == 7_000_000


def test_a_pool_after_the_pre_money_is_borne_by_all() -> None:
    """By hand: 8m shares cost 8m; of 8m, 2m and the pool the pool is a fifth, 2.5m."""
    target = PoolTarget(share=Fraction(1, 5), in_pre_money=False)
    found = price_round(company(8_000_000), series_a(2_000_000, 8_000_000, pool=target))
    assert (found.price, found.pool_increase, found.effective_pre_money) == (1, 2_500_000, 8_000_000)
    assert found.shares["fund"] / found.fully_diluted == Fraction(4, 25)


def test_a_pool_before_new_money_is_a_share_of_the_pre_money() -> None:
    """By hand: a tenth of the shares before new money is 1m of 10m, at 0.80."""
    target = PoolTarget(share=Fraction(1, 10), when="pre")
    found = price_round(company(9_000_000), series_a(2_000_000, 8_000_000, pool=target))
    assert (found.price, found.pool_increase) == (exact("0.8"), 1_000_000)


def test_a_pool_by_its_total_counts_what_was_granted() -> None:
    """By hand: a fifth of 10m is 2m, of which 1.5m are granted; without the new 500k it is 9.5m."""
    held = company(6_000_000, granted=1_500_000)
    target = PoolTarget(share=Fraction(1, 5), of="total")
    found = price_round(held, series_a(2_000_000, 8_000_000, pool=target))
    assert (found.price, found.pool_increase, found.fully_diluted) == (1, 500_000, 10_000_000)


def test_what_was_promised_beyond_the_pool_is_set_aside_and_counts_for_a_cap() -> None:
    """By hand: 100k available, 300k promised: 200k more; the SAFE has a tenth of 9m before it, 1m shares."""
    held = company(8_700_000, available=100_000, convertibles=[safe("s", 1_000_000, 10_000_000)])
    plan = held.pools["plan"]
    held = replace(held, pools={"plan": replace(plan, pool=replace(plan.pool, promised=Fraction(300_000)))})
    found = price_round(held, series_a(5_000_000, 20_000_000))
    assert (found.pool_increase, found.conversions[0].shares, found.price) == (200_000, 1_000_000, 2)
    assert found.after.pools["plan"].available == 300_000


def test_a_pool_that_there_was_none_of_is_made() -> None:
    found = price_round(company(9_000_000), series_a(0, 10_000_000, pool=PoolTarget(share=Fraction(1, 10))))
    assert found.after.pools["pool"].available == 1_000_000
    assert found.after.pools["pool"].pool.of == "common"


def test_a_note_goes_on_earning_after_its_maturity_and_converts_with_its_interest() -> None:
    """By hand: 1m at 8 % for three years, due after two, is 1.24m; at a fifth off 1.55m of worth."""
    note = Convertible(
        "n", "note", "lender", Fraction(1_000_000), DAY - 3 * YEAR, rate=exact("0.08"), discount=exact("0.2"),
        maturity=DAY - YEAR,
    )  # fmt: skip
    found = price_round(company(1_000_000, convertibles=[note]), series_a(1_000_000, 11_550_000))
    (conversion,) = found.conversions
    assert (conversion.amount, conversion.interest, found.price) == (1_240_000, 240_000, 10)
    assert (conversion.shares, conversion.price) == (155_000, 8)


def test_interest_that_does_not_convert_is_paid() -> None:
    note = Convertible(
        "n", "note", "lender", Fraction(1_000_000), DAY - YEAR, rate=exact("0.08"), interest_converts=False
    )
    found = price_round(company(1_000_000, convertibles=[note]), series_a(1_000_000, 11_000_000))
    (conversion,) = found.conversions
    assert (conversion.amount, conversion.interest_paid) == (1_000_000, 80_000)
    assert [(f.holder, f.amount) for f in found.after.flows if f.kind == "interest"] == [("lender", 80_000)]


@pytest.mark.parametrize(
    ("compounding", "amount"), [("simple", "116"), ("yearly", "116.64"), ("half_yearly", "116.985856")]
)
def test_interest_compounds_as_the_note_says(compounding: str, amount: str) -> None:
    """By hand: 100 at 8 % for two calendar years: 100 (1 + 0.16), 100 x 1.08^2, 100 x 1.04^4."""
    first = dt.date(2021, 3, 1)
    note = Convertible("n", "note", "l", Fraction(100), first, rate=exact("0.08"), compounding=compounding)
    assert converting_amount(note, dt.date(2023, 3, 1)) == exact(amount)


def test_a_round_below_a_qualified_financing_leaves_the_note_outstanding() -> None:
    note = Convertible("n", "note", "lender", Fraction(500_000), DAY, qualified_financing=Fraction(1_000_000))
    held = company(1_000_000, convertibles=[note])
    small, large = price_round(held, series_a(999_999, 10_000_000)), price_round(held, series_a(1_000_000, 10_000_000))
    assert (list(small.after.convertibles), small.conversions) == (["n"], ())
    assert (list(large.after.convertibles), len(large.conversions)) == ([], 1)
    asked = price_round(held, series_a(999_999, 10_000_000, converts=("n",)))
    assert len(asked.conversions) == 1


def test_a_cap_above_the_round_converts_at_its_price() -> None:
    held = company(9_000_000, convertibles=[safe("s", 1_000_000, 50_000_000)])
    (conversion,) = price_round(held, series_a(1_000_000, 10_000_000)).conversions
    assert (conversion.chosen.reason, conversion.price) == ("round_price", 1)


def test_a_most_favoured_nation_takes_one_whole_set_of_terms() -> None:
    """By hand: it may have a cap of 8m or a discount of 40 %, not both; which is better depends on the round."""
    later = DAY + dt.timedelta(days=30)
    safes = [
        safe("mfn", 100_000, mfn=True),
        replace(safe("capped", 100_000, 8_000_000), on=later),
        replace(safe("cheap", 100_000, 30_000_000, discount=exact("0.4")), on=later),
    ]
    held = company(10_000_000, convertibles=safes)
    low = price_round(held, series_a(1_000_000, 9_000_000, on=later)).conversions[0]
    high = price_round(held, series_a(1_000_000, 40_000_000, on=later)).conversions[0]
    assert (low.chosen.terms, low.chosen.reason) == ("cheap", "discount")
    assert (high.chosen.terms, high.chosen.reason) == ("capped", "cap")
    best = with_best_terms(safes[0], held.convertibles)
    assert (best.cap, best.discount) == (8_000_000, 0)


def test_a_most_favoured_nation_takes_nothing_from_earlier_or_equal_days() -> None:
    safes = {s.id: s for s in (safe("mfn", 1, mfn=True), safe("same_day", 1, 5_000_000))}
    assert favoured(safes["mfn"], safes) == []
    assert with_best_terms(safes["mfn"], safes) == safes["mfn"]


def test_a_most_favoured_nation_follows_another_to_its_terms() -> None:
    days = [DAY + dt.timedelta(days=n) for n in range(3)]
    safes = {
        "one": replace(safe("one", 1, mfn=True), on=days[0]),
        "two": replace(safe("two", 1, mfn=True, mfn_of=("three",)), on=days[1]),
        "three": replace(safe("three", 1, 4_000_000), on=days[2]),
    }
    assert with_best_terms(safes["one"], safes).cap == with_best_terms(safes["two"], safes).cap == 4_000_000


def test_the_eight_flags_say_what_a_cap_counts() -> None:
    """By hand, 1m at 10m, flags in turn; the table before is 6m shares, 1m options and 1m available."""
    base = dict.fromkeys(Capitalization.__dataclass_fields__, False)
    shares = {}
    for name in ("outstanding_shares", "outstanding_options", "unissued_options"):
        base[name] = True
        held = company(
            6_000_000, available=1_000_000, granted=1_000_000,
            convertibles=[safe("s", 1_000_000, 10_000_000, capitalization=Capitalization(**base))],
        )  # fmt: skip
        shares[name] = price_round(held, series_a(0, 90_000_000)).conversions[0].shares
    assert shares == {"outstanding_shares": 600_000, "outstanding_options": 700_000, "unissued_options": 800_000}
    base["this_security"] = True
    own = safe("s", 1_000_000, 10_000_000, capitalization=Capitalization(**base))
    other = safe("o", 1_000_000, 5_000_000, capitalization=Capitalization(**base))
    held = company(6_000_000, available=1_000_000, granted=1_000_000, convertibles=[own, other])
    found = {c.convertible: c.shares for c in price_round(held, series_a(0, 90_000_000)).conversions}
    assert found == {"s": Fraction(8_000_000, 9), "o": 2_000_000}
    base["other_converting"] = True
    every = replace(own, capitalization=Capitalization(**base))
    held = replace(held, convertibles={"s": every, "o": other})
    found = {c.convertible: c.shares for c in price_round(held, series_a(0, 90_000_000)).conversions}
    assert found["s"] == Fraction(10_000_000, 9)


def test_a_cap_that_counts_new_money_counts_the_new_shares() -> None:
    """By hand: 8m + 1m + 2m shares at a price of 1; a tenth of 11m is 1.1m, of 10m 1m, so 8m cost 7.9m."""
    counts = Capitalization(this_security=True, new_money=True)
    held = company(7_900_000, convertibles=[safe("s", 1_000_000, 10_000_000, capitalization=counts)])
    found = price_round(held, series_a(2_000_000, 9_000_000))
    (conversion,) = found.conversions
    assert found.price == 1
    assert conversion.shares == 1_100_000
    assert conversion.chosen.capitalization == 11_000_000


def test_preferred_holders_with_pro_rata_keep_their_share() -> None:
    """By hand: the seed fund has 1m of 10m; of 2m at 1.00 it takes 200k, and the lead the rest."""
    seed = ShareClass(
        "seed", "Seed", "preferred", original_issue_price=Fraction(1), converts_into="common", pro_rata=True
    )
    held = company(9_000_000, classes=[seed], lots=[Lot("s", "seed", "seed_fund", Fraction(1_000_000))])
    found = price_round(held, series_a({"lead": 2_000_000}, 10_000_000, pro_rata=True))
    assert found.shares == {"lead": 1_800_000, "seed_fund": 200_000}
    after = sum(lot.shares for lot in found.after.lots if lot.holder == "seed_fund")
    assert after / found.fully_diluted == Fraction(1, 10)
    assert [i.pro_rata for i in found.investments] == [False, True]


def test_pro_rata_on_top_leaves_what_is_listed_whole() -> None:
    """By hand: a tenth of a round in which the lead pays 1.8m is 200k of 2m."""
    held = company(9_000_000, convertibles=[safe("s", 900_000, 9_000_000, pro_rata=True)])
    round_ = series_a({"lead": 1_800_000}, 10_000_000, pro_rata_on_top=True)
    found = price_round(held, round_)
    assert {i.holder: i.money for i in found.investments} == {"lead": 1_800_000, "s": 200_000}
    assert found.post_money == 12_000_000
    assert found.round == round_


def test_pro_rata_on_top_is_found_where_a_cap_counts_the_new_pool() -> None:
    """Counted anew from the result: the holder buys its share of what there was before new money and new pool."""
    held = company(9_000_000, convertibles=[safe("s", 900_000, 9_000_000, money="pre", pro_rata=True)])
    target = PoolTarget(share=exact("0.15"))
    round_ = series_a({"lead": 1_800_000}, 10_000_000, pool=target, pro_rata=True, pro_rata_on_top=True)
    found = price_round(held, round_)
    became = found.conversions[0].shares
    right = became / (9_000_000 + became)
    money = {i.holder: i.money for i in found.investments}
    assert money["lead"] == 1_800_000
    assert float(money["s"]) == pytest.approx(float(right * sum(money.values())), abs=2e-6)
    assert float(found.shares["s"] / sum(found.shares.values())) == pytest.approx(float(right), rel=1e-11)


def test_a_listed_holder_is_not_cut_below_its_own_right() -> None:
    """By hand: the seed fund's right is 500k of 1m; the others share the other half."""
    seed = ShareClass(
        "seed", "Seed", "preferred", original_issue_price=Fraction(1), converts_into="common", pro_rata=True
    )
    held = company(5_000_000, classes=[seed], lots=[Lot("s", "seed", "seed_fund", Fraction(5_000_000))])
    listed = {"seed_fund": 100_000, "lead": 600_000, "angel": 300_000}
    found = price_round(held, series_a(listed, 10_000_000, pro_rata=True))
    money = {i.holder: i.money for i in found.investments}
    assert money == {"seed_fund": 500_000, "lead": Fraction(1_000_000, 3), "angel": Fraction(500_000, 3)}


def test_rights_to_the_whole_round_are_told() -> None:
    held = company(1, convertibles=[])
    held = replace(held, classes={"common": replace(held.classes["common"], pro_rata=True)})
    for on_top in (False, True):
        with pytest.raises(ImpossibleError) as found:
            price_round(held, series_a(10, 100, pro_rata=True, pro_rata_on_top=on_top))
        assert found.value.problem.code == "pro-rata-takes-all"


def test_a_second_closing_is_at_the_price_of_the_first() -> None:
    first = price_round(company(9_000_000), series_a({"lead": 1_000_000}, 9_000_000)).after
    again = series_a({"late": 500_000}, price=exact(1), name="A2")
    second = price_round(first, again)
    assert second.fully_diluted == 10_500_000
    assert second.after.classes["series_a"] == first.classes["series_a"]
    with pytest.raises(ImpossibleError) as found:
        price_round(first, replace(again, price=exact("1.1")))
    assert found.value.problem.code == "class-at-another-price"


def test_two_rounds_one_after_the_other() -> None:
    """By hand: 9m shares at 1.00 and 1m new; then 10m shares at 3.00 and 2m new."""
    first = price_round(company(9_000_000), series_a(1_000_000, 9_000_000)).after
    later = series_a(6_000_000, 30_000_000, name="B", new_class=replace(SERIES, id="series_b"))
    second = price_round(first, later)
    assert (second.price, second.fully_diluted) == (3, 12_000_000)
    assert second.after.classes["series_a"].original_issue_price == 1


def test_a_safe_may_become_common() -> None:
    held = company(9_000_000, convertibles=[safe("s", 1_000_000, 10_000_000, converts_into="common")])
    found = price_round(held, series_a(2_000_000, 18_000_000))
    (lot,) = [lot for lot in found.after.lots if lot.holder == "s"]
    assert (lot.of, lot.shares, lot.preference_price) == ("common", 1_000_000, None)


def test_a_safe_may_name_the_rounds_own_class() -> None:
    named = safe("s", 1_000_000, 10_000_000, converts_into="series_a")
    one = price_round(company(9_000_000, convertibles=[named]), series_a(2_000_000, 18_000_000))
    other = replace(named, converts_into=None)
    two = price_round(company(9_000_000, convertibles=[other]), series_a(2_000_000, 18_000_000))
    assert (one.after, one.conversions) == (two.after, two.conversions)


def test_a_warrant_counts_in_full() -> None:
    warrant = Right("w", "warrant", "bank", "common", Fraction(1_000_000), Fraction(5))
    held = replace(company(9_000_000), rights={"w": HeldRight(warrant, Fraction(0))})
    assert price_round(held, series_a(1_000_000, 10_000_000)).price == 1


def test_a_discount_counts_from_the_rounded_price() -> None:
    """By hand: 10m / 11m is 0.909 to three places, and 15 % off that 0.77265."""
    held = company(11_000_000, convertibles=[safe("s", 100_000, discount=exact("0.15"))])
    round_ = series_a(1_000_000, 10_000_000, convertibles_in_pre_money=False)
    found = price_round(held, round_, Rounding("down", 3, "down", 5, "down"))
    assert (found.price, found.conversions[0].price) == (exact("0.909"), exact("0.77265"))


def test_a_price_that_is_rounded_to_nothing_is_told() -> None:
    with pytest.raises(ImpossibleError) as found:
        price_round(company(10**9), series_a(1, 100), Rounding("down", 4))
    assert found.value.problem.code == "price-rounds-to-nothing"
