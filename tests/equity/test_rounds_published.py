"""Published rounds: prices, shares and pools, to the share where the source counts so."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from dealwright.equity.exact import Rounding, exact
from dealwright.equity.financing import PoolTarget
from dealwright.equity.rounds.priced import price_round
from dealwright.equity.securities import Convertible
from equity.companies import DAY, company, safe, series_a
from equity.published_cases import same_as_published

LAWYERS = Rounding(price="up", price_places=5, conversion_price="up", conversion_places=5, shares="down")


def test_a_company_of_three_founders_takes_two_investors() -> None:
    """Venture-dealr: 10k and 20k into 10k. Source: vector simple_multi_investor_round."""
    same_as_published("simple_multi_investor_round", expected__price=10, expected__total=4000)
    found = price_round(company(500, 300, 200), series_a({"one": 10_000, "two": 20_000}, 10_000))
    assert (found.price, found.fully_diluted) == (10, 4000)
    parts = [*found.shares.values(), *(lot.shares for lot in found.before.lots)]
    assert [part / found.fully_diluted for part in parts] == [Fraction(n, 4000) for n in (1000, 2000, 500, 300, 200)]


def test_the_pool_in_the_pre_money_is_paid_by_those_who_were_there() -> None:
    """Venture Hacks: 2m on 8m with 20 % for the pool costs 1.00, not 1.33. Source: vector option_pool_shuffle."""
    same_as_published(
        "option_pool_shuffle", expected__price=1, expected__effective_pre=6_000_000, expected__naive_price=1.33
    )
    held = company(6_000_000)
    found = price_round(held, series_a(2_000_000, 8_000_000, pool=PoolTarget(share=Fraction(1, 5))))
    assert (found.price, found.effective_pre_money, found.pool_increase) == (1, 6_000_000, 2_000_000)
    assert round(float(price_round(held, series_a(2_000_000, 8_000_000)).price), 2) == 1.33


@pytest.mark.parametrize(
    ("case", "pre", "new", "pool", "effective"),
    [(0, 20_000_000, 5_000_000, "0.12", 17_000_000), (1, 8_000_000, 2_000_000, "0.15", 6_500_000)],
)
def test_the_effective_pre_money_is_the_headline_less_the_pool(
    case: int, pre: int, new: int, pool: str, effective: int
) -> None:
    """Source: vector effective_pre_money."""
    same_as_published(
        "effective_pre_money",
        **{f"inputs__cases__{case}": {"pre": pre, "new": new, "pool_post": float(pool)}},
        **{f"expected__effective_pre__{case}": effective},
    )
    found = price_round(company(7_654_321), series_a(new, pre, pool=PoolTarget(share=exact(pool))))
    assert found.effective_pre_money == effective


def test_a_table_of_founders_pool_and_series_a() -> None:
    """Metrick and Yasuda, EBV: 600k granted, 2.4m available, 15m founders, 6m new. Source: vector ebv_cap_table."""
    same_as_published(
        "ebv_cap_table",
        expected__total=24_000_000,
        expected__pre=[0.833, 0.167, 0.033, 0.133],
        expected__post=[0.625, 0.125, 0.025, 0.1, 0.25],
    )
    held = company(15_000_000, available=2_400_000, granted=600_000)
    found = price_round(held, series_a(6_000_000, price=exact(1)))
    parts = (held.outstanding, held.granted + held.available, held.granted, held.available)
    before = [round(float(part / held.fully_diluted), 3) for part in parts]
    after = [float(part / found.fully_diluted) for part in (*parts, found.shares["fund"])]
    assert found.fully_diluted == found.after.fully_diluted == 24_000_000
    assert (before, after) == ([0.833, 0.167, 0.033, 0.133], [0.625, 0.125, 0.025, 0.1, 0.25])


def test_one_post_money_safe() -> None:
    """1984: 2m at a cap of 10m, then 8m on 32m. Source: vector safe_round_1984_baseline."""
    same_as_published(
        "safe_round_1984_baseline", expected__total_shares=3_125_000, expected__pps=12.8, expected__post_money=40e6
    )
    held = company(2_000_000, convertibles=[safe("s", 2_000_000, 10_000_000)])
    found = price_round(held, series_a(8_000_000, 32_000_000), Rounding("up", 8, "up", 8, "nearest"))
    assert (found.fully_diluted, found.price, found.post_money) == (3_125_000, exact("12.8"), 40_000_000)


def test_five_safes_and_a_pool_to_the_share() -> None:
    """1984's sheet; the dearest SAFE converts below its cap. Source: vector safe_round_1984_sheet."""
    expected = {
        "total_shares": 21_040_767,
        "total_options": 2_104_076,
        "additional_options": 1_494_804,
        "post_money_safe_base": 15_480_138,
        "pre_money_shares": 11_494_804,
        "valuation_rounded": 20_700_117,
    }
    same_as_published("safe_round_1984_sheet", expected=expected)
    terms = [(125_000, Fraction(12_500_000, 7)), (375_000, 10e6), (475_000, 10e6), (28_500, 13e6), (2_997_500, 30e6)]
    safes = [safe(f"s{n}", amount, cap) for n, (amount, cap) in enumerate(terms)]
    held = company(9_390_728, available=609_272, convertibles=safes)
    round_ = series_a({"one": 3_000_000, "two": 1_000_000}, 16_700_000, pool=PoolTarget(share=exact("0.1")))
    found = price_round(held, round_, LAWYERS)
    became = sum(conversion.shares for conversion in found.conversions)
    assert found.price == exact("0.98381")
    assert {
        "total_shares": found.after.fully_diluted,
        "total_options": found.after.available,
        "additional_options": found.pool_increase,
        "post_money_safe_base": held.fully_diluted + became,
        "pre_money_shares": held.fully_diluted + found.pool_increase,
        "valuation_rounded": round(found.post_money),
    } == expected
    assert [c.chosen.reason for c in found.conversions] == ["cap"] * 4 + ["round_price"]


def test_ten_safes_and_a_pool_to_the_share() -> None:
    """1984's case of a round that was made, in the same tests as the sheet (conversion-solver.ts, `known truth`)."""
    terms = [(50_000, 10), (1_000_000, 10), (25_000, 10), (175_000, 10), (150_000, 10), (50_000, 10), (5_000, 20)]
    terms += [(50_000, 20), (311_147.8, 20), (250_000, 20)]
    held = company(11_694_118, convertibles=[safe(f"s{n}", a, c * 1e6) for n, (a, c) in enumerate(terms)])
    round_ = series_a("10_199_995.29".replace("_", ""), 49_800_000, pool=PoolTarget(share=exact("0.1")))
    found = price_round(held, round_, LAWYERS)
    assert (found.fully_diluted, found.pool_increase) == (19_436_361, 1_943_636)
    assert round(found.post_money) == 60_000_046


def test_a_pool_above_its_target_is_not_shrunk() -> None:
    """1984: a target of 1 % beside 609,272 available; one SAFE uncapped. Source: vector pool_target_below_existing."""
    same_as_published("pool_target_below_existing", expected__total_options=609_272)
    terms = [(125_000, Fraction(12_500_000, 7)), (375_000, None), (475_000, 10e6), (28_500, 13e6), (2_997_500, 30e6)]
    held = company(9_390_728, available=609_272, convertibles=[safe(f"s{n}", a, c) for n, (a, c) in enumerate(terms)])
    found = price_round(held, series_a(4_000_000, 16_700_000, pool=PoolTarget(share=exact("0.01"))))
    assert (found.after.available, found.pool_increase) == (609_272, 0)
    assert float(found.price) == pytest.approx(1.1328638461538465, rel=1e-15)
    assert found.post_money == 20_700_000


def test_two_safes_a_pool_and_a_series_a() -> None:
    """Y Combinator's lecture; the target is of what is available. Source: vector yc_post_money_safe_full_round."""
    same_as_published(
        "yc_post_money_safe_full_round",
        expected__fd_after_safes=11_764_705,
        expected__price=1.114,
        expected__founders_pct=0.515,
        expected__lead_pct=0.2,
        expected__series_a_pct=0.25,
    )
    safes = [safe("a", 200_000, 4_000_000), safe("b", 800_000, 8_000_000)]
    held = company(4_625_000, 4_625_000, available=100_000, granted=650_000, convertibles=safes)
    round_ = series_a({"lead": 4_000_000, "rest": 1_000_000}, 15_000_000, pool=PoolTarget(share=exact("0.1")))
    found = price_round(held, round_)
    became = {c.convertible: c.shares for c in found.conversions}
    assert int(held.fully_diluted + sum(became.values())) == 11_764_705
    assert became["a"] == Fraction(20_000_000, 34)
    assert (round(float(found.price), 4), round(float(found.pool_increase))) == (1.1145, 1_694_570)
    assert found.shares["lead"] / found.fully_diluted == Fraction(1, 5)
    assert sum(found.shares.values()) / found.fully_diluted == Fraction(1, 4)
    assert found.after.available / found.fully_diluted == Fraction(1, 10)
    assert round(float(9_250_000 / found.fully_diluted), 3) == 0.515
    assert round(float(9_250_000 / (held.fully_diluted + sum(became.values()))), 3) == 0.786
    assert (found.pre_money, found.post_money) == (15_000_000, 20_000_000)


def test_two_post_money_safes_do_not_dilute_each_other() -> None:
    """Source: vector post_money_safe_stack."""
    same_as_published("post_money_safe_stack", expected__pct=[0.1, 0.04])
    held = company(1_000_000, convertibles=[safe("a", 1_000_000, 10_000_000), safe("b", 600_000, 15_000_000)])
    found = price_round(held, series_a(0, 30_000_000))
    assert [c.shares / found.fully_diluted for c in found.conversions] == [Fraction(1, 10), Fraction(1, 25)]


def test_a_most_favoured_nation_and_a_fixed_share() -> None:
    """Entrepreneur First: 10 %, 8 % and 1 % before 10m on 40m. Source: vector mfn_and_fixed_percent_safe."""
    same_as_published("mfn_and_fixed_percent_safe", expected={"investor1": 0.1, "ef": 0.08, "mfn": 0.01})
    later = DAY + dt.timedelta(days=90)
    convertibles = [
        safe("mfn", 125_000, mfn=True),
        safe("ef", 80_000, fixed_share=exact("0.08")),
        replace(safe("investor1", 1_250_000, 12_500_000), on=later),
    ]
    held = company(8_100_000, convertibles=convertibles)
    found = price_round(held, series_a(10_000_000, 40_000_000, on=later))
    before = held.fully_diluted + sum(c.shares for c in found.conversions)
    parts = {c.convertible: c.shares / before for c in found.conversions}
    assert parts == {"investor1": Fraction(1, 10), "ef": Fraction(8, 100), "mfn": Fraction(1, 100)}
    assert {c.chosen.terms for c in found.conversions} == {"investor1", "ef"}


@pytest.mark.parametrize(
    ("terms", "price", "shares"),
    [({"cap": Fraction(4_000_000)}, Fraction(10, 3), 3000), ({"discount": Fraction(1, 5)}, 8, 1250)],
)
def test_a_note_at_a_cap_or_a_discount(terms: dict[str, Any], price: Fraction, shares: int) -> None:
    """10k; Series A at 10.00 on 12m. The page rounds 3,000 to "approximately". Source: vector note_cap_only_approx."""
    same_as_published("note_cap_only_approx", expected__cap_price=3.33, expected__discount_shares=1250)
    note = Convertible("note", "note", "note", Fraction(10_000), DAY, money="pre", **terms)
    round_ = series_a(0, 12_000_000, price=Fraction(10), convertibles_in_pre_money=False)
    (conversion,) = price_round(company(1_200_000, convertibles=[note]), round_).conversions
    assert (conversion.price, conversion.shares) == (price, shares)


def test_a_cap_and_a_discount_give_the_better_of_the_two() -> None:
    """The primer's SAFE of 100k, cap 8m, rate 85 %, which is 15 % off. Source: vector safe_cap_and_discount."""
    same_as_published(
        "safe_cap_and_discount",
        expected={"discount_price": 0.77265, "cap_price": 0.72727, "conversion_price": 0.72727, "safe_shares": 137_500},
    )
    held = company(11_000_000, convertibles=[safe("s", 100_000, 8_000_000, money="pre", discount=exact("0.15"))])
    round_ = series_a(1_000_000, 10_000_000, convertibles_in_pre_money=False)
    found = price_round(held, round_, Rounding("down", 3, "down", 5, "down"))
    (conversion,) = found.conversions
    prices = {offer.reason: offer.price for offer in conversion.offers}
    assert (prices["discount"], prices["cap"]) == (exact("0.77265"), exact("0.72727"))
    assert (conversion.chosen.reason, conversion.price, conversion.shares) == ("cap", exact("0.72727"), 137_500)


def test_a_pre_money_safe_counts_the_new_pool_and_has_a_shadow_series() -> None:
    """The primer's first example; its preference is what was paid, not twice that. Source: vector safe_premoney_cap."""
    same_as_published(
        "safe_premoney_cap",
        expected={
            "series_a_price": 0.909, "series_a_shares": 1_100_110, "safe_price": 0.4545, "safe_shares": 220_022,
            "series_a_liq_pref_total": 1_000_000, "safe_liq_pref_total": 100_000,
        },
    )  # fmt: skip
    held = company(10_000_000, convertibles=[safe("s", 100_000, 5_000_000, money="pre")])
    round_ = series_a(1_000_000, 10_000_000, pool=PoolTarget(add=Fraction(1_000_000)), convertibles_in_pre_money=False)
    found = price_round(held, round_, Rounding("down", 3, "down", 4, "down"))
    (conversion,) = found.conversions
    assert (found.price, found.shares["fund"]) == (exact("0.909"), 1_100_110)
    assert (conversion.price, conversion.shares) == (exact("0.4545"), 220_022)
    lots = {lot.holder: lot for lot in found.after.lots}
    cls = found.after.classes["series_a"]
    assert lots["fund"].preference_price is None
    assert float(lots["fund"].shares * cls.original_issue_price) == pytest.approx(1_000_000, abs=1)
    assert float(lots["s"].shares * lots["s"].preference_price) == pytest.approx(100_000, abs=1)


def test_pro_rata_rights_are_solved_back_from_what_the_others_buy() -> None:
    """15 % before, the others 25 % after: rights 0.15 x 0.25 / 0.85. Source: vector safe_pro_rata_allocation."""
    same_as_published("safe_pro_rata_allocation", expected__safe_pro_rata_pct=0.0441)
    held = company(8_500_000, convertibles=[safe("s", 1_500_000, 10_000_000, pro_rata=True)])
    found = price_round(held, series_a({"lead": 4_000_000, "new": 1_000_000}, 12_000_000, pro_rata=True))
    parts = {holder: shares / found.fully_diluted for holder, shares in found.shares.items()}
    assert parts["s"] == Fraction(15, 100) * Fraction(25, 85)
    assert round(float(parts["s"]), 4) == 0.0441
    assert parts["lead"] + parts["new"] == Fraction(1, 4)
    assert parts["lead"] == 4 * parts["new"]
    (conversion,) = found.conversions
    assert (conversion.shares + found.shares["s"]) / found.fully_diluted == Fraction(15, 100)


def test_pro_rata_rights_do_not_count_the_new_pool() -> None:
    """The guide's whole example: SAFEs 15 %, options 8 %, others buy 25 %, pool of 10 % available after it.

    By hand: rights take 0.25 / 0.85 - 0.25; what is left of all after 25 / 85 and 10 % is shared 77 : 8 : 15.
    """
    held = company(7_700_000, granted=800_000, convertibles=[safe("s", 1_500_000, 10_000_000, pro_rata=True)])
    round_ = series_a({"lead": 25}, post_money=Fraction(100), pro_rata=True, pro_rata_on_top=True)
    held = replace(held, convertibles={"s": replace(held.convertibles["s"], amount=Fraction(6), cap=Fraction(40))})
    found = price_round(held, replace(round_, pool=PoolTarget(share=Fraction(1, 10))))
    parts = {holder: shares / found.fully_diluted for holder, shares in found.shares.items()}
    assert parts == {"lead": Fraction(1, 4), "s": Fraction(25, 85) - Fraction(1, 4)}
    left = 1 - Fraction(25, 85) - Fraction(1, 10)
    assert found.after.available / found.fully_diluted == Fraction(1, 10)
    assert found.conversions[0].shares / found.fully_diluted == left * Fraction(15, 100)
    assert found.after.granted / found.fully_diluted == left * Fraction(8, 100)


@pytest.mark.parametrize(("amount", "about"), [(800_000, 12), (1_000_000, 15)])
def test_a_post_money_safe_says_what_it_sells(amount: int, about: int) -> None:
    """Source: vector safe_pro_rata_allocation, the simple cases at a cap of 6.7m."""
    same_as_published("safe_pro_rata_allocation", **{f"expected__simple__{about == 15:d}__sold": f"~{about}%"})
    held = company(1_000_000, convertibles=[safe("s", amount, 6_700_000)])
    found = price_round(held, series_a(0, 9_000_000))
    assert round(100 * found.conversions[0].shares / found.fully_diluted) == about


@pytest.mark.parametrize(
    ("series", "shares", "converted", "price", "discount", "paid", "preference", "overhang"),
    [
        ("A", 1_573_999, 56_080, "3.168", "0.05", 3.01, 4_986, 8_883.07),
        ("E", 1_152_329, 838_702, "64.2483", "0.15", 54.61, 74_035, 8_082_776.66),
    ],
)
def test_notes_at_a_discount_may_carry_the_whole_preference(  # noqa: PLR0913, PLR0917 - the columns of the filing
    series: str, shares: int, converted: int, price: str, discount: str, paid: float, preference: int, overhang: float
) -> None:
    """A 10-K's notes: what they paid, what they are owed. Source: vector sec_pref_stack_note_discount."""
    row = "ABCDE".index(series)
    same_as_published(
        "sec_pref_stack_note_discount",
        **{f"inputs__rows__{row}": {"series": series, "shares": shares, "oip": float(price)}},
        **{f"expected__agg_liq_pref_thousands__{row}": preference, f"expected__note_issue_price__{series}": paid},
    )
    amount = converted * exact(price) * (1 - exact(discount))
    note = Convertible("note", "note", "lender", amount, DAY, discount=exact(discount), preference="round_price")
    money = (shares - converted) * exact(price)
    round_ = series_a(str(money), price=exact(price))
    found = price_round(company(5_000_000, convertibles=[note]), round_)
    (conversion,) = found.conversions
    assert (conversion.shares, round(float(conversion.price), 2)) == (converted, paid)
    lots = [lot for lot in found.after.lots if lot.of == "series_a"]
    owed = sum(lot.shares * (lot.preference_price or found.price) for lot in lots)
    assert sum(lot.shares for lot in lots) == shares
    assert int(owed / 1000 + Fraction(1, 2)) == preference
    assert round(float(owed - money - amount), 2) == overhang
    shadow = replace(note, preference="conversion_price")
    own = price_round(company(5_000_000, convertibles=[shadow]), round_).after.lots
    assert sum(lot.shares * (lot.preference_price or found.price) for lot in own[1:]) == money + amount
