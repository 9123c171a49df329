"""Published preferences: what accrues on them, and what they sum to."""

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest

from dealwright.equity.exact import exact
from dealwright.equity.exits.by_path import growth_by_path
from dealwright.equity.exits.stack import stack_of
from dealwright.equity.exits.waterfall import pay
from dealwright.equity.holdings import Holdings, Lot
from dealwright.equity.securities import Dividend, ExitTerms, ShareClass, Tier
from equity.published_cases import same_as_published

COMMON = ShareClass("common", "Common")
NOW = dt.date(2025, 1, 1)
CASES = [
    ["2003-11-01", "2004-05-01"], ["1999-02-01", "1999-07-01"], ["1999-07-01", "2000-07-01"],
    ["2002-08-15", "2003-07-15"], ["2003-07-15", "2004-01-15"], ["1999-07-30", "2000-01-30"],
    ["2000-01-30", "2000-06-30"],
]  # fmt: skip
YEARS = [0.497724380567, 0.41095890411, 1.0013773486, 0.915068493151, 0.504004790778, 0.503892506924, 0.415300546448]


def series(name: str, price: str, rank: int) -> ShareClass:
    return ShareClass(
        name, name, "preferred", original_issue_price=exact(price), converts_into="common", preference=Fraction(1),
        seniority=Fraction(rank),
    )  # fmt: skip


def test_years_by_path_are_those_of_the_isda() -> None:
    """Actual/actual, with a dividend of 100 % a year. Source: vector act_act_isda."""
    same_as_published("act_act_isda", inputs__cases=CASES, expected__year_fraction=YEARS)
    for (start, end), years in zip(CASES, YEARS, strict=True):
        ends = np.array([end], dtype="datetime64[D]")
        grown = growth_by_path(1.0, "simple", "actual/actual", dt.date.fromisoformat(start), ends)
        assert grown[0] == pytest.approx(years, abs=1e-10)


def test_a_preference_accretes_to_its_redemption() -> None:
    """81.63 at 7 % compounded is 87.34, 93.46 and 100 after one, two and three years.

    Source: vector pref_dividend_accretion (IAS 33, illustrative example 1; `reproduced_with_rounding`: the second
    dividend is 6.11 and printed as 6.12 for the sum's sake).
    """
    same_as_published(
        "pref_dividend_accretion", inputs__issue_price=81.63, inputs__rate=0.07, expected__closing=[87.34, 93.46, 100.0]
    )
    terms = ShareClass(
        "P", "Preference shares", "preferred", original_issue_price=exact("81.63"), converts_into="common",
        preference=Fraction(1), dividend=Dividend(exact("0.07"), compounding="yearly"),
    )  # fmt: skip
    held = Holdings(
        NOW, "GBP", {}, {"common": COMMON, "P": terms}, (Lot("p", "P", "h", Fraction(1), on=dt.date(2022, 1, 1)),)
    )
    closing = [stack_of(held, ExitTerms(), dt.date(2022 + n, 1, 1)).claims[0].preference for n in (1, 2, 3)]
    assert closing == pytest.approx([87.34, 93.46, 100.0], abs=0.005)


def test_a_filing_s_preferences_sum_and_notes_at_a_discount_carry_them_in_full() -> None:
    """Five series of a 10-K. Source: vector sec_pref_stack_note_discount.

    838,702 of Series E were issued for notes at 15 % off, 54.61 a share, with the whole price of 64.2483 as preference:
    8.08m more than was paid. Counted at what was paid (a shadow series) the preference is as much smaller.
    """
    rows = [
        ("A", 1573999, "3.168"),
        ("B", 2511007, "11.4994"),
        ("C", 1498516, "28.728"),
        ("D", 1312722, "54.3907"),
        ("E", 1152329, "64.2483"),
    ]
    thousands = [4986, 28875, 43049, 71400, 74035]
    same_as_published(
        "sec_pref_stack_note_discount",
        inputs__rows=[{"series": name, "shares": shares, "oip": float(price)} for name, shares, price in rows],
        expected__agg_liq_pref_thousands=thousands,
        expected__total_thousands=222345,
        check__computed__overhang_E=8082776.65599,
    )
    classes = {"common": COMMON, **{name: series(name, price, rank) for rank, (name, _, price) in enumerate(rows)}}
    lots = [Lot(name, name, "holders", Fraction(shares)) for name, shares, _ in rows]
    whole = stack_of(Holdings(NOW, "USD", {}, classes, tuple(lots)), ExitTerms(), NOW)
    owed = [float(claim.preference) for claim in whole.claims]
    assert [round(money / 1000) for money in owed] == thousands
    assert sum(round(money / 1000) for money in owed) == 222345  # the filing adds up what it has rounded
    paid = exact("64.2483") * Fraction(85, 100)
    assert float(paid) == pytest.approx(54.611055, rel=1e-12)
    noted = Fraction(838702)
    cash = Lot("E", "E", "holders", lots[-1].shares - noted)
    shadow = [*lots[:-1], cash, Lot("E-n", "E", "noteholders", noted, preference_price=paid)]
    at_cost = stack_of(Holdings(NOW, "USD", {}, classes, tuple(shadow)), ExitTerms(), NOW)
    overhang = sum(owed) - sum(float(claim.preference) for claim in at_cost.claims)
    assert overhang == pytest.approx(8082776.65599, rel=1e-9)


def test_a_hurdle_catch_up_and_carry_are_tiers() -> None:
    """50 in, 100 out after a year at 8 %: 50 + 4 to the partners, 1 catches up, then 36 and 9.

    Source: vector carry_catch_up.
    """
    same_as_published("carry_catch_up", inputs__contribution=50, inputs__proceeds=100, expected__LP=90, expected__GP=10)
    tiers = (
        Tier({"lp": Fraction(1)}, until="lp", reach=Fraction(54)),
        Tier({"gp": Fraction(1)}, until="gp", reach=Fraction(1)),
        Tier({"lp": Fraction(4, 5), "gp": Fraction(1, 5)}),
    )
    held = Holdings(NOW, "USD", {}, {})
    assert pay(stack_of(held, ExitTerms(tiers=tiers), NOW), 100.0).by_holder == {"lp": 90.0, "gp": 10.0}
    # Distributed in two parts, the second one knows what the first one paid.
    first = pay(stack_of(held, ExitTerms(tiers=tiers), NOW), 54.5).by_holder
    opening = {holder: exact(float(money)) for holder, money in first.items()}
    second = pay(stack_of(held, ExitTerms(tiers=tiers, opening=opening), NOW), 45.5).by_holder
    assert first["lp"] + second["lp"] == pytest.approx(90, rel=1e-14)


def test_a_hurdle_met_by_the_same_distribution_halves_no_promote() -> None:
    """10 % of 1,028 where the hurdle forgets what this very distribution pays, 20 % where it counts it.

    Source: vector irr_hurdle_same_period; its 102.78 and 205.57 use dated rates, a year here is a year.
    """
    same_as_published("irr_hurdle_same_period", expected__gp_as_shipped=102.78, expected__gp_fixed=205.57)
    owed = Fraction(972)
    tiers = (
        Tier({"lp": Fraction(1)}, until="lp", reach=owed),
        Tier({"lp": Fraction(9, 10), "gp": Fraction(1, 10)}, until="lp", reach=owed),
        Tier({"lp": Fraction(8, 10), "gp": Fraction(2, 10)}),
    )
    paid = pay(stack_of(Holdings(NOW, "USD", {}, {}), ExitTerms(tiers=tiers), NOW), 2000.0).by_holder
    assert paid["gp"] == pytest.approx(205.57, abs=0.05)
    assert paid["gp"] != pytest.approx(102.78, abs=0.05)
