"""What an exit owes by the terms of what is outstanding: dividends, vesting, rights, convertibles; sums by hand."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from dealwright.equity.audit import audit
from dealwright.equity.captable import CapTable
from dealwright.equity.events import Consideration, Issue
from dealwright.equity.exact import NOTHING
from dealwright.equity.exits.claims import Stack
from dealwright.equity.exits.stack import stack_of
from dealwright.equity.exits.waterfall import pay
from dealwright.equity.holdings import HeldRight, Holdings, Lot
from dealwright.equity.securities import (
    CarveOut,
    Convertible,
    Dividend,
    ExitTerms,
    ReturnCap,
    Right,
    ShareClass,
    Stakeholder,
    Tier,
)
from dealwright.equity.vesting import Vesting

NOW = dt.date(2025, 1, 1)
COMMON = ShareClass("common", "Common")
PREFERRED = ShareClass(
    "A",
    "Series A",
    "preferred",
    original_issue_price=Fraction(1),
    converts_into="common",
    preference=Fraction(1),
    seniority=Fraction(1),
)


def lot(of: str, holder: str, shares: int, **more: Any) -> Lot:
    return Lot(more.pop("security", f"{of}_{holder}"), of, holder, Fraction(shares), **more)


def holdings(*lots: Lot, classes: tuple[ShareClass, ...] = (COMMON, PREFERRED), **more: Any) -> Holdings:
    return Holdings(NOW, "USD", {}, {each.id: each for each in classes}, lots, **more)


def by_holder(
    held: Holdings, proceeds: float, when: dt.date = NOW, exit_: ExitTerms | None = None
) -> Mapping[str, Any]:
    return pay(stack_of(held, exit_ or ExitTerms(), when), proceeds).by_holder


FOUNDERS = (lot("common", "ana", 600), lot("common", "ben", 200))


def test_lots_of_like_terms_are_one_claim() -> None:
    held = holdings(*FOUNDERS, lot("A", "fund", 150), lot("A", "angel", 50))
    stack = stack_of(held, ExitTerms(), NOW)
    assert [claim.name for claim in stack.claims] == ["common", "A"]
    assert stack.claims[1].preference == 200
    assert pay(stack, 100).by_holder == {"ana": 0, "ben": 0, "fund": 75, "angel": 25}
    assert pay(stack, 2000).by_holder == {"ana": 1200, "ben": 400, "fund": 300, "angel": 100}


@pytest.mark.parametrize(
    ("compounding", "day_count", "accrued"),
    [
        ("simple", "actual/365", Fraction(8, 100) * Fraction(731, 365)),
        ("simple", "actual/360", Fraction(8, 100) * Fraction(731, 360)),
        ("simple", "30/360", Fraction(8, 100) * 2),
        ("simple", "actual/actual", Fraction(8, 100) * 2),
        ("yearly", "actual/365", Fraction(108, 100) ** 2 - 1),
        ("quarterly", "actual/365", Fraction(102, 100) ** 8 - 1),
    ],
)
def test_a_cumulative_dividend_joins_the_preference(compounding: Any, day_count: Any, accrued: Fraction) -> None:
    """From 2024-01-01 to 2026-01-01 are 731 days, two years."""
    terms = replace(PREFERRED, dividend=Dividend(Fraction(8, 100), compounding=compounding, day_count=day_count))
    held = holdings(*FOUNDERS, lot("A", "fund", 200, on=dt.date(2024, 1, 1)), classes=(COMMON, terms))
    paid = by_holder(held, 500, dt.date(2026, 1, 1))
    assert paid["fund"] == pytest.approx(float(200 * (1 + accrued)), rel=1e-15)


def test_what_accrued_is_forfeited_paid_or_converted_with_the_shares() -> None:
    """200 shares at 1 with 100 accrued, 800 common, 2,000: 200/1000; 100 + 200/1000 of 1,900; 300/1100."""
    found = []
    for then in ("forfeited", "paid", "converts"):
        terms = replace(PREFERRED, dividend=Dividend(Fraction(1, 2), on_conversion=then))  # type: ignore[arg-type]
        shares = lot("A", "fund", 200, on=NOW - dt.timedelta(days=365))
        found.append(by_holder(holdings(*FOUNDERS, shares, classes=(COMMON, terms)), 2000)["fund"])
    assert found == pytest.approx([400, 480, 2000 * 300 / 1100], rel=1e-14)


def test_a_dividend_that_is_not_cumulative_adds_nothing() -> None:
    terms = replace(PREFERRED, dividend=Dividend(Fraction(8, 100), cumulative=False))
    held = holdings(*FOUNDERS, lot("A", "fund", 200, on=dt.date(2020, 1, 1)), classes=(COMMON, terms))
    assert by_holder(held, 500)["fund"] == 200


def test_lots_that_accrue_from_other_days_are_claims_of_their_own() -> None:
    terms = replace(PREFERRED, dividend=Dividend(Fraction(1, 10)))
    old = lot("A", "fund", 100, on=NOW - dt.timedelta(days=730))
    new = lot("A", "late", 100, on=NOW)
    held = holdings(*FOUNDERS, old, new, classes=(COMMON, terms))
    assert [claim.name for claim in stack_of(held, ExitTerms(), NOW).claims] == [
        "common",
        "A of 2023-01-02",
        "A of 2025-01-01",
    ]
    paid = by_holder(held, 110)
    assert (paid["fund"], paid["late"]) == pytest.approx((60, 50))


def test_a_shadow_series_counts_what_was_paid_for_it() -> None:
    held = holdings(*FOUNDERS, lot("A", "fund", 100), lot("A", "safe", 100, preference_price=Fraction(4, 5)))
    paid = by_holder(held, 300)
    assert (paid["fund"], paid["safe"]) == (100, 80)
    assert [claim.name for claim in stack_of(held, ExitTerms(), NOW).claims][1:] == ["A at 1", "A at 0.8"]


def test_preference_paid_off_before_is_not_paid_again() -> None:
    held = holdings(*FOUNDERS, lot("A", "fund", 100, preference_paid=Fraction(1, 4)))
    assert by_holder(held, 75)["fund"] == 75
    assert by_holder(held, 100)["fund"] == 75


def test_a_lot_with_a_conversion_price_of_its_own_has_more_shares() -> None:
    held = holdings(*FOUNDERS, lot("A", "fund", 100), lot("A", "kept", 100, conversion_price=Fraction(1, 2)))
    paid = by_holder(held, 11_000)
    assert (paid["fund"], paid["kept"]) == pytest.approx((1000, 2000))


def test_unvested_shares_and_rights_are_forfeited_but_for_what_accelerates() -> None:
    """Half of ben's 200 and of the 200 options have vested by 2025-01-01."""
    vesting = Vesting(start=dt.date(2023, 1, 1), months=48)
    option = HeldRight(
        Right("o", "option", "emp", "common", Fraction(200), Fraction(1), vesting=vesting), vested=Fraction(100)
    )
    shares = lot("common", "ben", 200, vesting=vesting, unvested=Fraction(100))
    held = holdings(lot("common", "ana", 600), shares, rights={"o": option})
    assert by_holder(held, 1500) == pytest.approx({"ana": 1200, "ben": 200, "emp": 100})
    half = by_holder(held, 1750, exit_=ExitTerms(accelerates=Fraction(1, 2)))
    assert half == pytest.approx(
        {"ana": 1200 * (1900 / 1800), "ben": 300 * (1900 / 1800), "emp": 150 * (1900 / 900 - 1)}
    )
    later = by_holder(held, 1800, dt.date(2027, 1, 1))
    assert later == pytest.approx({"ana": 1200, "ben": 400, "emp": 200})


def test_the_four_kinds_of_right() -> None:
    """At 2 a share: an option and an appreciation right over 1 take 1, a unit takes 2; what expired takes nothing."""
    rights = {
        kind: HeldRight(Right(kind, kind, kind, "common", Fraction(100), Fraction(strike)), vested=Fraction(100))  # type: ignore[arg-type]
        for kind, strike in (("option", 1), ("sar", 1), ("rsu", 0))
    }
    gone = Right(
        "warrant", "warrant", "warrant", "common", Fraction(100), Fraction(1), expires=NOW - dt.timedelta(days=1)
    )
    held = holdings(lot("common", "ana", 700), rights={**rights, "warrant": HeldRight(gone, vested=Fraction(100))})
    assert by_holder(held, 1800) == pytest.approx({"ana": 1400, "option": 100, "sar": 100, "rsu": 200})
    on_its_last_day = by_holder(held, 1800, NOW - dt.timedelta(days=1))
    assert on_its_last_day["warrant"] == pytest.approx(100 * (2100 / 1100 - 1))


def test_a_warrant_on_preferred_shares_gets_their_preference_for_its_strike() -> None:
    warrant = HeldRight(Right("w", "warrant", "bank", "A", Fraction(100), Fraction(1, 2)), vested=Fraction(100))
    held = holdings(*FOUNDERS, lot("A", "fund", 100), rights={"w": warrant})
    assert by_holder(held, 150) == pytest.approx({"ana": 0, "ben": 0, "fund": 100, "bank": 50})
    assert by_holder(held, 75)["bank"] == pytest.approx(12.5)  # 100 r + 100 r - 50 = 75
    assert by_holder(held, 1950)["bank"] == pytest.approx(200 - 50)


def test_a_safe_takes_its_money_or_its_share_at_the_cap() -> None:
    """100 at a post-money cap of 1,000 are a tenth of the company, its own shares included."""
    safe = Convertible("safe", "safe", "angel", Fraction(100), NOW, cap=Fraction(1000))
    held = holdings(lot("common", "ana", 900), convertibles={"safe": safe})
    assert [by_holder(held, proceeds)["angel"] for proceeds in (50, 500, 1000, 5000)] == pytest.approx(
        [50, 100, 100, 500]
    )


def test_a_pre_money_cap_counts_no_convertible() -> None:
    safe = Convertible("safe", "safe", "angel", Fraction(100), NOW, cap=Fraction(900), money="pre")
    held = holdings(lot("common", "ana", 900), convertibles={"safe": safe})
    assert by_holder(held, 5000)["angel"] == pytest.approx(500)  # 100 shares beside 900


def test_a_safe_is_paid_on_par_with_the_most_senior_preferred_shares() -> None:
    """By hand: a SAFE of 100 beside a preference of 100 of rank 3, before the 100 of rank 1; then by a rank of its own.

    Source: Y Combinator, Post-Money SAFE v1.1, section 1(d): junior to debt, on par with other SAFEs and preferred.
    """
    senior = replace(PREFERRED, id="B", name="Series B", seniority=Fraction(3))
    safe = Convertible("safe", "safe", "angel", Fraction(100), NOW)
    lots = (*FOUNDERS, lot("A", "fund", 100), lot("B", "late", 100))
    held = holdings(*lots, classes=(COMMON, PREFERRED, senior), convertibles={"safe": safe})
    assert by_holder(held, 120) == pytest.approx({"ana": 0, "ben": 0, "fund": 0, "late": 60, "angel": 60})
    assert by_holder(held, 250) == pytest.approx({"ana": 0, "ben": 0, "fund": 50, "late": 100, "angel": 100})
    low = holdings(*lots, classes=(COMMON, PREFERRED, senior), convertibles={"safe": replace(safe, seniority=NOTHING)})
    assert by_holder(low, 250) == pytest.approx({"ana": 0, "ben": 0, "fund": 100, "late": 100, "angel": 50})


def test_a_class_of_which_nothing_is_outstanding_does_not_lift_a_safe() -> None:
    """A planned Series B of rank 3 is none yet: the SAFE shares with Series A, of rank 1."""
    senior = replace(PREFERRED, id="B", name="Series B", seniority=Fraction(3))
    safe = Convertible("safe", "safe", "angel", Fraction(100), NOW)
    held = holdings(lot("A", "fund", 100), classes=(COMMON, PREFERRED, senior), convertibles={"safe": safe})
    assert by_holder(held, 100) == pytest.approx({"fund": 50, "angel": 50})


def test_a_note_counts_no_convertible_where_it_does_not_say_which_money_its_cap_is() -> None:
    """100 at a cap of 900 beside 900 shares: a note has 100 shares (pre-money), a SAFE has 112.5 (post-money)."""
    note = Convertible("x", "note", "angel", Fraction(100), NOW, cap=Fraction(900))
    shares = [
        by_holder(holdings(lot("common", "ana", 900), convertibles={"x": replace(note, kind=kind)}), 9000)["angel"]
        for kind in ("note", "safe")
    ]
    assert shares == pytest.approx([900, 1000])


def test_a_discount_alone_is_worth_the_amount_at_the_discount_once_preferences_are_paid() -> None:
    """By hand: of 80, 80/180 beside a preference of 100; 80 once both are paid; then all until 80 / 0.8 = 100."""
    safe = Convertible("safe", "safe", "angel", Fraction(80), NOW, discount=Fraction(1, 5))
    held = holdings(*FOUNDERS, lot("A", "fund", 100), convertibles={"safe": safe})
    assert [by_holder(held, e)["angel"] for e in (80, 180, 190, 200, 5000)] == pytest.approx(
        [320 / 9, 80, 90, 100, 100]
    )


def test_a_note_is_paid_with_interest_before_any_preference_or_converts_at_its_cap() -> None:
    """100 at 10 % for two years of 365 days: 120; at a post-money cap of 1,200 a tenth."""
    note = Convertible(
        "note",
        "note",
        "bank",
        Fraction(100),
        NOW - dt.timedelta(days=730),
        cap=Fraction(1200),
        money="post",
        rate=Fraction(1, 10),
    )
    held = holdings(lot("common", "ana", 800), lot("A", "fund", 100), convertibles={"note": note})
    assert by_holder(held, 150)["bank"] == pytest.approx(120)
    assert by_holder(held, 150)["fund"] == pytest.approx(30)
    assert by_holder(held, 10_000)["bank"] == pytest.approx(1000)
    doubled = holdings(*held.lots, convertibles={"note": replace(note, exit_multiple=Fraction(2))})
    assert by_holder(doubled, 1000)["bank"] == pytest.approx(220)


def test_a_profits_interest_shares_above_its_threshold() -> None:
    units = ShareClass("units", "Profits interests", "unit", converts_into="common", threshold=Fraction(2))
    held = holdings(*FOUNDERS, lot("units", "emp", 200), classes=(COMMON, units))
    assert [by_holder(held, e)["emp"] for e in (1600, 2600)] == pytest.approx([0, 200])


def test_a_return_cap_counts_what_was_received_before() -> None:
    """Paid 100, at most three times that, 50 received: 250 more at most, the rest to the parent."""
    units = ShareClass(
        "units",
        "Capped units",
        "unit",
        original_issue_price=Fraction(1),
        return_cap=ReturnCap(multiple=Fraction(3), rest_to="parent"),
    )
    held = holdings(
        lot("common", "ana", 100), lot("units", "fund", 100, received=Fraction(50)), classes=(COMMON, units)
    )
    assert by_holder(held, 1000) == {"ana": 500, "fund": 250, "parent": 250}
    whole = replace(units, return_cap=ReturnCap(amount=Fraction(200)))
    assert by_holder(holdings(*held.lots, classes=(COMMON, whole)), 1000) == {"ana": 850, "fund": 150}


def test_tiers_count_what_was_received_before_and_in_the_same_distribution() -> None:
    """A hurdle of 1,080 on 1,000 that this distribution itself pays is met: then 80/20 and not 90/10.

    Source: vector irr_hurdle_same_period; a tier's `reach` is the hurdle's amount on the day.
    """
    tiers = (
        Tier({"lp": Fraction(1)}, until="lp", reach=Fraction(972)),
        Tier({"lp": Fraction(9, 10), "gp": Fraction(1, 10)}, until="lp", reach=Fraction(972)),
        Tier({"lp": Fraction(8, 10), "gp": Fraction(2, 10)}),
    )
    paid = by_holder(holdings(), 2000, exit_=ExitTerms(tiers=tiers))
    assert paid["gp"] == pytest.approx(205.6, rel=1e-14)
    before = ExitTerms(tiers=tiers, opening={"lp": Fraction(972)})
    assert by_holder(holdings(), 100, exit_=before) == pytest.approx({"lp": 80, "gp": 20})


def test_what_a_tier_leaves_goes_on_to_the_stack() -> None:
    """A quarter of the first 400 goes on, and all that comes after."""
    tier = Tier({"partner": Fraction(3, 4)}, until="partner", reach=Fraction(300))
    held = holdings(*FOUNDERS, lot("A", "fund", 200))
    paid = by_holder(held, 500, exit_=ExitTerms(tiers=(tier,)))
    assert paid == pytest.approx({"partner": 300, "fund": 200, "ana": 0, "ben": 0})


def test_an_exit_s_own_terms_come_first() -> None:
    exit_ = ExitTerms(Fraction(100), Fraction(10), Fraction(1, 100), carve_outs=(CarveOut("team", Fraction(1, 10)),))
    paid = pay(stack_of(holdings(*FOUNDERS), exit_, NOW), 1000)
    assert (paid.debt, paid.fees, paid.by_holder["team"]) == pytest.approx((100, 20, 88))


def test_days_by_path_pay_what_each_day_pays() -> None:
    terms = replace(PREFERRED, dividend=Dividend(Fraction(8, 100), compounding="quarterly"))
    vesting = Vesting(start=dt.date(2024, 3, 31), months=36, every=3, cliff=12)
    option = Right(
        "o", "option", "emp", "common", Fraction(200), Fraction(1, 10), vesting=vesting, expires=dt.date(2026, 6, 30)
    )
    note = Convertible(
        "note", "note", "bank", Fraction(50), dt.date(2024, 2, 29), cap=Fraction(900), rate=Fraction(1, 10)
    )
    held = holdings(
        lot("common", "ana", 600),
        lot("common", "ben", 200, vesting=vesting, unvested=Fraction(200)),
        lot("A", "fund", 200, on=dt.date(2023, 5, 14)),
        classes=(COMMON, terms), rights={"o": HeldRight(option, vested=Fraction(0))}, convertibles={"note": note},
    )  # fmt: skip
    exit_ = ExitTerms(accelerates=Fraction(1, 4))
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=31 * step) for step in range(30)]
    exits = np.linspace(50, 3000, len(days))
    by_path = pay(stack_of(held, exit_, np.array(days, dtype="datetime64[D]")), exits)
    for path, day in enumerate(days):
        single = pay(stack_of(held, exit_, day), exits[path]).by_holder
        for holder in ("ana", "ben", "emp", "fund", "bank"):
            assert by_path.by_holder[holder][path] == pytest.approx(single.get(holder, 0.0), rel=1e-12)  # type: ignore[index]


def test_an_empty_table_leaves_everything() -> None:
    assert pay(stack_of(holdings(), ExitTerms(), NOW), 10.0).left == 10.0
    assert isinstance(stack_of(holdings(), ExitTerms(), NOW), Stack)


def test_a_most_favoured_nation_takes_the_best_later_cap() -> None:
    """100 without a cap before 100 at a post-money cap of 1,000: a tenth each of 800 + 200 shares."""
    first = Convertible("first", "safe", "early", Fraction(100), NOW - dt.timedelta(days=9), mfn=True)
    second = Convertible("second", "safe", "late", Fraction(100), NOW, cap=Fraction(1000))
    held = holdings(lot("common", "ana", 800), convertibles={"first": first, "second": second})
    assert by_holder(held, 5000) == pytest.approx({"ana": 4000, "early": 500, "late": 500})


def test_grants_of_one_strike_are_one_claim_also_where_days_differ_by_path() -> None:
    """Ten grants that start a month apart; on each path everybody gets what it would get on that day alone."""
    rights = {
        f"o{n}": HeldRight(
            Right(
                f"o{n}", "option", f"emp{n % 7}", "common", Fraction(100), Fraction(1),
                vesting=Vesting(start=dt.date(2024, 1 + n, 15), months=24),
            ),
            vested=Fraction(0),
        )
        for n in range(10)
    }  # fmt: skip
    held = holdings(*FOUNDERS, rights=rights)
    days = [dt.date(2024, 1, 1), dt.date(2024, 6, 20), dt.date(2025, 3, 1), dt.date(2027, 1, 1)]
    stack = stack_of(held, ExitTerms(), np.array(days, dtype="datetime64[D]"))
    assert [claim.name for claim in stack.claims] == ["common", "options of common at 1"]
    paid = pay(stack, 5000.0)
    for path, day in enumerate(days):
        alone = by_holder(held, 5000, day)
        for holder, money in paid.by_holder.items():
            assert money[path] == pytest.approx(alone.get(holder, 0.0), rel=1e-13)  # type: ignore[index]
            assert paid.to(holder)[path] == pytest.approx(alone.get(holder, 0.0), rel=1e-13)  # type: ignore[index]


def test_convertibles_worth_the_whole_company_take_all_that_preferences_leave() -> None:
    """Interest that outgrows a cap makes a part of more than one: two share what is left by their parts."""
    notes = {
        name: Convertible(name, "safe", name, Fraction(amount), NOW, cap=Fraction(100))
        for name, amount in (("one", 100), ("two", 300))
    }
    held = holdings(*FOUNDERS, convertibles=notes)
    found = by_holder(held, 100_000)
    assert found == pytest.approx({"ana": 0, "ben": 0, "one": 25_000, "two": 75_000}, rel=1e-6, abs=1e-3)


def test_a_return_cap_counts_things_given_and_is_refused_where_nobody_says_what_was_paid() -> None:
    units = ShareClass("units", "Capped units", "unit", return_cap=ReturnCap(multiple=Fraction(3)))
    credits_given = Consideration(cash=Fraction(50), in_kind={"compute credits": Fraction(50)})
    held = holdings(
        lot("common", "ana", 100), lot("units", "fund", 100, consideration=credits_given), classes=(COMMON, units)
    )
    assert by_holder(held, 10_000)["fund"] == 300
    table = CapTable(
        "Acme",
        "USD",
        NOW,
        {"fund": Stakeholder("fund", "Fund")},
        {"units": units},
        events=(Issue(on=NOW, of="units", holder="fund", shares=Fraction(100), security="u"),),
    )
    assert [problem.code for problem in audit(table)] == ["no-issue-price"]
    priced = replace(table, events=(replace(table.events[0], price=Fraction(1)),))  # type: ignore[call-arg]
    assert audit(priced) == []
