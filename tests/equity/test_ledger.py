"""Replaying events: who holds what after each kind of event, what it cost, and what money moved."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from dealwright.equity.audit import audit
from dealwright.equity.captable import CapTable
from dealwright.equity.events import (
    Accelerate,
    AuthorisedAdjustment,
    Cancel,
    Consideration,
    Convert,
    Distribution,
    Exchange,
    Exercise,
    Issue,
    PoolAdjustment,
    RatioAdjustment,
    Reprice,
    Repurchase,
    Split,
    Stage,
    Transfer,
    Vest,
)
from dealwright.equity.exact import Rounding
from dealwright.equity.financing import Round, Valuation
from dealwright.equity.holdings import Flow, Holdings
from dealwright.equity.ledger import holdings_on
from dealwright.equity.rounds.planned import planned
from dealwright.equity.securities import Convertible, Dividend, Pool, ReturnCap, Right
from dealwright.equity.vesting import Condition, Part, Vesting
from equity.company import company, day, happened, share_class

SERIES_A = share_class("a", kind="preferred", original_issue_price=2, converts_into="common", preference=1)
FOUNDED = happened(Issue, 0, of="common", holder="ann", shares=600, price="0.01", security="c1")


def shares(held: Holdings) -> dict[tuple[str, str], Fraction]:
    """Return the shares of each holder and class."""
    found: dict[tuple[str, str], Fraction] = {}
    for lot in held.lots:
        found[lot.holder, lot.of] = found.get((lot.holder, lot.of), Fraction(0)) + lot.shares
    return found


def flows(held: Holdings) -> list[tuple[str, Fraction, str]]:
    return [(flow.holder, flow.amount, flow.kind) for flow in held.flows]


def after(*happenings: object, table: CapTable | None = None, **terms: object) -> Holdings:
    return holdings_on(table or company(*happenings, classes=(SERIES_A,), **terms))


def test_shares_are_there_from_the_day_of_their_issue() -> None:
    table = company(FOUNDED, happened(Issue, 10, of="common", holder="ben", shares=400))
    assert shares(holdings_on(table, day(9))) == {("ann", "common"): 600}
    assert shares(holdings_on(table, day(10))) == {("ann", "common"): 600, ("ben", "common"): 400}
    assert holdings_on(table, day(-1)).lots == ()


def test_a_part_that_is_sold_takes_its_cost_along_and_brings_the_company_nothing() -> None:
    """By hand: 200 of 600 shares that cost 6 in all are sold at 5."""
    held = after(FOUNDED, happened(Transfer, 5, security="c1", to="ben", shares=200, price=5))
    rest, sold = held.lots
    assert (rest.security, rest.shares, rest.price, rest.cost) == ("c1", 400, Fraction(1, 100), None)
    assert (sold.security, sold.holder, sold.shares, sold.price, sold.cost) == (
        "c1/ben",
        "ben",
        200,
        Fraction(1, 100),
        5,
    )
    assert sold.on == day(0)
    assert flows(held) == [("ann", -6, "paid_in"), ("ann", 1000, "secondary"), ("ben", -1000, "secondary")]


def test_a_whole_lot_keeps_its_name_in_new_hands_unless_it_is_given_one() -> None:
    assert after(FOUNDED, happened(Transfer, 5, security="c1", to="ben")).lots[0].security == "c1"
    named = happened(Transfer, 5, security="c1", to="ben", becomes="c2", id="e")
    assert after(FOUNDED, named).lots[0].security == "c2"


def test_by_class_and_holder_the_oldest_shares_go_first() -> None:
    held = after(
        FOUNDED,
        happened(Issue, 1, of="common", holder="ann", shares=100, security="c2"),
        happened(Transfer, 5, of="common", holder="ann", to="ben", shares=650),
    )
    assert [(lot.security, lot.shares) for lot in held.lots] == [("c1", 600), ("c2", 50), ("c2/ben", 50)]
    assert shares(held) == {("ben", "common"): 650, ("ann", "common"): 50}


def test_consideration_in_kind_and_in_stages_is_cut_with_the_shares() -> None:
    given = Consideration(
        cash=Fraction(30),
        in_kind={"compute credits": Fraction(60)},
        stages=(Stage(Fraction(9), on=day(3), paid=True), Stage(Fraction(6), condition="the lab opens")),
    )
    bought = happened(Issue, 0, of="common", holder="ann", shares=100, security="c", consideration=given)
    held = after(bought, happened(Transfer, 9, security="c", to="ben", shares=25))
    assert [lot.price for lot in held.lots] == [Fraction(105, 100)] * 2
    assert [lot.consideration.total for lot in held.lots if lot.consideration] == [Fraction(315, 4), Fraction(105, 4)]
    assert flows(held) == [("ann", -30, "paid_in"), ("ann", -60, "in_kind"), ("ann", -9, "paid_in")]
    assert [(owed.holder, owed.amount, owed.condition) for owed in held.owed] == [("ann", 6, "the lab opens")]
    early = holdings_on(company(bought), day(2))
    assert [owed.amount for owed in early.owed] == [6, 9]


def test_preferred_converts_by_its_ratio_and_keeps_what_it_cost() -> None:
    """By hand: price 2 over conversion price 1.6 makes 5 common of 4 preferred, each at 1.6."""
    held = after(
        happened(Issue, 0, of="a", holder="ben", shares=400, price=2, security="a1"),
        happened(RatioAdjustment, 1, of="a", conversion_price="1.6"),
        happened(Convert, 2, security="a1", shares=100),
    )
    assert shares(held) == {("ben", "a"): 300, ("ben", "common"): 125}
    common = held.lots[-1]
    assert (common.security, common.price, common.on) == ("a1/common", Fraction(8, 5), day(2))
    assert held.outstanding == 500


def test_accrued_dividends_convert_at_the_conversion_price_or_are_paid() -> None:
    """By hand: 10 % of 2 for a year is 0.2 a share; at 2 a share, 100 shares become 110, or 20 is paid."""
    year = (day(0).replace(year=2021) - day(0)).days
    for what, gets, paid in (("converts", 110, []), ("paid", 100, [("ben", 20, "dividend")]), ("forfeited", 100, [])):
        dividend = Dividend(Fraction(1, 10), day_count="30/360", on_conversion=what)  # type: ignore[arg-type]
        cls = share_class("a", kind="preferred", original_issue_price=2, converts_into="common", dividend=dividend)
        held = holdings_on(
            company(
                happened(Issue, 0, of="a", holder="ben", shares=100, price=2, security="a1"),
                happened(Convert, year, security="a1"),
                classes=(cls,),
            )
        )
        assert shares(held) == {("ben", "common"): gets}
        assert flows(held)[1:] == paid


def test_one_holder_may_have_a_conversion_price_of_its_own() -> None:
    held = after(
        happened(Issue, 0, of="a", holder="ann", shares=100, price=2),
        happened(Issue, 0, of="a", holder="ben", shares=100, price=2),
        happened(RatioAdjustment, 1, of="a", holder="ben", conversion_price=1),
    )
    assert [held.ratio_of(lot) for lot in held.lots] == [1, 2]
    assert held.outstanding == 300


def test_a_note_converts_with_its_interest_and_costs_its_principal() -> None:
    """By hand: 1,000 at 10 % for 365 days converts at 2 into 550 shares, which cost 1,000."""
    note = Convertible("n", "note", "cat", Fraction(1000), day(0), rate=Fraction(1, 10))
    held = after(happened(Convert, 365, security="n", into="a", price=2), convertibles=(note,))
    (lot,) = held.lots
    assert (lot.of, lot.shares, lot.price) == ("a", 550, Fraction(1000, 550))
    assert lot.preference_price is None
    assert held.convertibles == {}
    cheaper = after(happened(Convert, 365, security="n", into="a", price="1.1"), convertibles=(note,))
    assert [(lot.shares, lot.preference_price) for lot in cheaper.lots] == [(1000, Fraction(11, 10))]


def test_half_a_convertible_changes_hands() -> None:
    safe = Convertible("s", "safe", "cat", Fraction(1000), day(0), fixed_share=Fraction(1, 10))
    held = after(happened(Transfer, 3, security="s", to="dan", shares=250, price="1.2"), convertibles=(safe,))
    assert {c.id: (c.holder, c.amount, c.fixed_share) for c in held.convertibles.values()} == {
        "s": ("cat", 750, Fraction(3, 40)),
        "s/dan": ("dan", 250, Fraction(1, 40)),
    }
    assert flows(held) == [("cat", -1000, "paid_in"), ("cat", 300, "secondary"), ("dan", -300, "secondary")]


POOL = Pool("plan", "Plan", "common", Fraction(1000))
MONTHLY = Vesting(start=day(0), months=10)


def option(**terms: object) -> Right:
    base = {"id": "o", "kind": "option", "holder": "dan", "of": "common", "count": Fraction(100), "on": day(0)}
    return Right(**{**base, "strike": Fraction(3), "pool": "plan", **terms})  # type: ignore[arg-type]


def test_an_option_is_exercised_for_money_and_draws_on_its_pool() -> None:
    held = after(happened(Exercise, 1, right="o", shares=40), rights=(option(),), pools=(POOL,))
    pool, right = held.pools["plan"], held.rights["o"]
    assert (pool.granted, pool.used, pool.available) == (60, 40, 900)
    assert (right.right.count, right.exercised, right.vested) == (60, 40, 60)
    assert flows(held) == [("dan", -120, "exercise")]
    assert [(lot.security, lot.shares, lot.price) for lot in held.lots] == [("o/common", 40, 3)]
    assert held.fully_diluted == 1000


def test_a_net_exercise_withholds_shares_for_the_strike() -> None:
    """By hand: at 12 a share, 40 options at 3 give 30 shares; 10 stay in the pool."""
    held = after(happened(Exercise, 1, right="o", shares=40, net=True, price=12), rights=(option(),), pools=(POOL,))
    assert shares(held) == {("dan", "common"): 30}
    assert flows(held) == []
    assert held.pools["plan"].available == 910


@pytest.mark.parametrize(("kind", "gets"), [("rsu", 40), ("sar", 30), ("warrant", 40)])
def test_units_are_released_and_appreciation_rights_pay_their_gain(kind: str, gets: int) -> None:
    strike = Fraction(0) if kind == "rsu" else Fraction(3)
    right = option(kind=kind, strike=strike, pool=None)
    held = after(happened(Exercise, 1, right="o", shares=40, price=12), rights=(right,))
    assert shares(held) == {("dan", "common"): gets}
    assert sum(flow.amount for flow in held.flows) == (-120 if kind == "warrant" else 0)


def test_what_leaves_a_grant_leaves_the_end_that_fits() -> None:
    """By hand: 5 of 10 months make 50 of 100; 20 are exercised, 30 lapse unvested; 30 vested and 20 unvested remain."""
    held = holdings_on(
        company(
            happened(Exercise, 152, right="o", shares=20),
            happened(Cancel, 152, security="o", shares=30),
            rights=(option(vesting=MONTHLY),),
            pools=(POOL,),
        ),
        day(152),
    )
    right = held.rights["o"]
    assert (right.right.count, right.vested, right.unvested) == (50, 30, 20)
    assert held.pools["plan"].available == 930


def test_cancelled_rights_return_to_the_pool_or_shrink_it() -> None:
    for to_pool, reserved in ((True, 1000), (False, 900)):
        held = after(happened(Cancel, 1, security="o", to_pool=to_pool), rights=(option(),), pools=(POOL,))
        assert (held.pools["plan"].pool.reserved, held.pools["plan"].available, held.rights) == (reserved, reserved, {})


def test_a_right_that_is_transferred_in_part_takes_what_has_vested() -> None:
    right = option(vesting=MONTHLY)
    table = company(happened(Transfer, 152, security="o", to="cat", shares=50), rights=(right,), pools=(POOL,))
    now, later = holdings_on(table, day(152)).rights, holdings_on(table, day(182)).rights
    assert {name: (held.right.holder, held.right.count, held.vested) for name, held in now.items()} == {
        "o": ("dan", 50, 0),
        "o/cat": ("cat", 50, 50),
    }
    assert later["o"].vested == 10


def test_unvested_shares_go_back_at_cost_and_vested_ones_are_sold() -> None:
    """By hand: after 5 of 10 months 60 of 100 shares go back at cost: 50 unvested ones and 10 more; or 40 are sold."""
    stock = happened(
        Issue, 0, of="common", holder="dan", shares=100, price=1, security="c", vesting=MONTHLY, pool="plan"
    )
    leaves = company(stock, happened(Repurchase, 152, security="c", shares=60), pools=(POOL,))
    held = holdings_on(leaves, day(152))
    assert [(lot.shares, lot.unvested) for lot in held.lots] == [(40, 0)]
    assert held.pools["plan"].available == 960
    assert flows(held)[-1] == ("dan", 60, "repurchase")
    tender = company(stock, happened(Repurchase, 152, security="c", shares=40, price=9), pools=(POOL,))
    held = holdings_on(tender, day(152))
    assert [(lot.shares, lot.unvested) for lot in held.lots] == [(60, 50)]
    assert held.pools["plan"].available == 900
    assert flows(held)[-1] == ("dan", 360, "repurchase")


def test_a_milestone_and_a_spend_that_are_reached_let_shares_vest() -> None:
    half = Fraction(1, 2)
    vesting = Vesting(
        parts=(
            Part(half, Condition("milestone", "launch")),
            Part(half, Condition("spend", "dan", Fraction(100)), by=day(50)),
        )
    )
    for spent_on, vested in ((50, 100), (51, 50)):
        table = company(
            happened(Vest, 20, milestone="launch"),
            happened(Vest, spent_on, milestone="dan", amount=100),
            rights=(option(vesting=vesting, pool=None),),
        )
        assert holdings_on(table, day(19)).rights["o"].vested == 0
        assert holdings_on(table, day(20)).rights["o"].vested == 50
        assert holdings_on(table, day(999)).rights["o"].vested == vested


def test_a_strike_an_authorised_number_and_a_pool_are_changed() -> None:
    held = after(
        happened(Reprice, 1, right="o", strike=2),
        happened(AuthorisedAdjustment, 1, of="common", authorised=5000),
        happened(PoolAdjustment, 1, pool="plan", reserved=1500),
        rights=(option(),),
        pools=(POOL,),
    )
    assert held.rights["o"].right.strike == 2
    assert held.classes["common"].authorised == 5000
    assert held.pools["plan"].available == 1400


def test_a_split_of_all_multiplies_counts_and_divides_prices() -> None:
    held = after(
        FOUNDED,
        happened(Issue, 0, of="a", holder="ben", shares=100, price=2),
        happened(RatioAdjustment, 1, of="a", conversion_price=1),
        happened(Split, 2, ratio=10),
        rights=(option(),),
        pools=(POOL,),
    )
    assert shares(held) == {("ann", "common"): 6000, ("ben", "a"): 1000}
    assert [lot.price for lot in held.lots] == [Fraction(1, 1000), Fraction(1, 5)]
    cls, right = held.classes["a"], held.rights["o"].right
    assert (cls.original_issue_price, cls.conversion_price, cls.ratio) == (Fraction(1, 5), Fraction(1, 10), 2)
    assert (right.count, right.strike, held.pools["plan"].available) == (1000, Fraction(3, 10), 9000)


def test_a_split_of_common_alone_makes_more_common_of_each_preferred() -> None:
    held = after(
        FOUNDED, happened(Issue, 0, of="a", holder="ben", shares=100, price=2), happened(Split, 2, of="common", ratio=3)
    )
    assert held.classes["a"].original_issue_price == 2
    assert held.classes["a"].ratio == 3
    assert held.outstanding == 1800 + 300
    other = after(
        FOUNDED, happened(Issue, 0, of="a", holder="ben", shares=100, price=2), happened(Split, 2, of="a", ratio=4)
    )
    assert other.classes["a"].ratio == Fraction(1, 4)
    assert other.outstanding == 600 + 100


def test_a_reverse_split_rounds_each_holder_and_pays_for_fractions() -> None:
    """By hand: 1 for 3 of lots of 10 and 10 in one hand makes 6, a third too little of 20/3; at 9 a share that is 6."""
    lots = [happened(Issue, 0, of="common", holder="ann", shares=10) for _ in range(2)]
    held = after(*lots, happened(Split, 1, ratio="1/3", shares="down", fraction_price=9))
    assert [lot.shares for lot in held.lots] == [3, 3]
    assert flows(held) == [("ann", 6, "fraction")]


def test_a_recapitalisation_keeps_what_the_old_shares_cost() -> None:
    """By hand: 601 units at 0.01 become 300 shares (each holder down) and 0.5 a unit in money."""
    held = after(
        happened(Issue, 0, of="common", holder="ann", shares=301, price=1),
        happened(Issue, 0, of="common", holder="ann", shares=300, price=1),
        happened(Issue, 0, of="common", holder="ben", shares=3, price=1),
        happened(Exchange, 7, of="common", into="a", ratio="0.5", cash="0.5", rounding="down"),
    )
    assert shares(held) == {("ann", "a"): 300, ("ben", "a"): 1}
    assert sum(lot.shares * (lot.price or 0) for lot in held.lots) == 604
    assert sum(flow.amount for flow in held.flows if flow.kind == "exchange") == 302


def test_a_distribution_on_a_class_pays_each_share_alike() -> None:
    held = after(
        happened(Issue, 0, of="a", holder="ann", shares=300, price=2),
        happened(Issue, 0, of="a", holder="ben", shares=100, price=2),
        happened(Distribution, 5, of="a", amount=1000, reduces_preference=True),
    )
    assert held.received == {"ann": 750, "ben": 250}
    assert [(lot.received, lot.preference_paid) for lot in held.lots] == [(750, 2), (250, 2)]


def test_a_return_of_capital_pays_the_senior_preference_first() -> None:
    """By hand: 1,000 of senior preference, then 100 of 200 of the junior one."""
    senior = share_class(
        "b", kind="preferred", original_issue_price=10, converts_into="common", preference=1, seniority=2
    )
    table = company(
        happened(Issue, 0, of="a", holder="ann", shares=100, price=2),
        happened(Issue, 1, of="b", holder="ann", shares=100, price=10),
        happened(Distribution, 5, amount=1100, to={"ann": Fraction(1100)}, reduces_preference=True),
        classes=(SERIES_A, senior),
    )
    held = holdings_on(table)
    assert [(lot.of, lot.preference_paid, lot.received) for lot in held.lots] == [("a", 1, 100), ("b", 10, 1000)]


def test_a_flow_is_dated_and_named() -> None:
    assert after(FOUNDED).flows == (Flow(dt.date(2020, 1, 1), "ann", Fraction(-6), "paid_in", "c1", "common"),)


def test_a_table_that_does_not_add_up_is_not_replayed() -> None:
    with pytest.raises(ValueError, match=r"audit the table first.*not-held"):
        after(FOUNDED, happened(Transfer, 5, security="c1", to="ben", shares=601))


def seed(on: int, pre_money: int, **terms: Any) -> Round:
    cls = share_class("seed", kind="preferred", converts_into="common", preference=1)
    return Round("seed", day(on), cls, {"cat": Fraction(300)}, pre_money=Fraction(pre_money), **terms)


def test_a_round_that_was_made_closes_on_its_day_and_events_go_on_from_it() -> None:
    """By hand: 600 shares at 900 before the money are 1.5 each, so 300 buy 200; half of those are sold on."""
    sold = happened(Transfer, 9, security="seed:cat", to="dan", shares=100, price=2)
    table = company(FOUNDED, sold, rounds=(seed(5, 900),))
    before, after, now = (holdings_on(table, day(each)) for each in (4, 5, 9))
    assert list(before.classes) == ["common"]
    assert shares(after) == {("ann", "common"): 600, ("cat", "seed"): 200}
    assert after.classes["seed"].original_issue_price == Fraction(3, 2)
    assert shares(now) == {("ann", "common"): 600, ("cat", "seed"): 100, ("dan", "seed"): 100}
    assert flows(now)[1:] == [("cat", -300, "paid_in"), ("cat", 200, "secondary"), ("dan", -200, "secondary")]
    assert audit(table) == []


def test_a_round_that_is_planned_changes_nobodys_holdings() -> None:
    table = company(FOUNDED, rounds=(seed(5, 900, pro_forma=True),))
    assert shares(holdings_on(table)) == {("ann", "common"): 600}
    assert list(holdings_on(table).classes) == ["common"]
    assert planned(table).rounds[0].price == Fraction(3, 2)


def test_a_stage_that_was_paid_stays_paid_through_a_round() -> None:
    given = Consideration(stages=(Stage(Fraction(5), on=day(3), paid=True), Stage(Fraction(7), on=day(8), paid=True)))
    staged = happened(Issue, 0, of="common", holder="ann", shares=600, consideration=given)
    table = company(staged, rounds=(seed(5, 900),))
    assert [(flow.on, flow.amount) for flow in holdings_on(table).flows] == [(day(3), -5), (day(5), -300), (day(8), -7)]
    assert [owed.amount for owed in holdings_on(table, day(6)).owed] == [7]


def test_a_distribution_by_the_waterfall_pays_preferences_before_common() -> None:
    """By hand: of 500, the preference of 200 first, and the other 300 on 600 common shares and none converting."""
    held = after(
        FOUNDED,
        happened(Issue, 0, of="a", holder="ben", shares=100, price=2, security="a1"),
        happened(Distribution, 5, amount=500, reduces_preference=True),
        rights=(option(pool=None),),
    )
    assert held.received == {"ann": 300, "ben": 200}
    assert {lot.security: (lot.received, lot.preference_paid) for lot in held.lots} == {"c1": (300, 0), "a1": (200, 2)}
    assert sum(flow.amount for flow in held.flows if flow.kind == "distribution") == 500


def test_what_was_distributed_by_name_counts_under_a_return_cap() -> None:
    """By hand: 70 on 300 units and 400 common shares of one holder is a tenth on each."""
    units = share_class("u", kind="unit", return_cap=ReturnCap(multiple=Fraction(100)))
    table = company(
        happened(Issue, 0, of="u", holder="ann", shares=300, price=1),
        happened(Issue, 0, of="common", holder="ann", shares=400),
        happened(Distribution, 5, amount=70, to={"ann": Fraction(70)}),
        classes=(units,),
    )
    assert [lot.received for lot in holdings_on(table).lots] == [30, 40]


def test_a_right_lapses_after_its_last_day_and_returns_to_its_pool() -> None:
    table = company(rights=(option(expires=day(50)),), pools=(POOL,))
    on_the_day, after_it = holdings_on(table, day(50)), holdings_on(table, day(51))
    assert (list(on_the_day.rights), on_the_day.pools["plan"].available) == (["o"], 900)
    assert (list(after_it.rights), after_it.pools["plan"].available) == ([], 1000)
    recorded = replace(table, events=(happened(Cancel, 60, security="o"),))
    assert audit(recorded) == []


def test_an_appraisal_at_the_price_lets_shares_vest_also_after_a_split() -> None:
    """By hand: 20 a share before a split of 4 for 1 is 5 after it; the part waits for 20, which is then 5."""
    vesting = Vesting(parts=(Part(Fraction(1), Condition("price", amount=Fraction(20)), by=day(30)),))
    found = Valuation("v", "common", day(20), Fraction(5))
    table = company(happened(Split, 10, ratio=4), rights=(option(vesting=vesting, pool=None),), valuations=(found,))
    assert holdings_on(table, day(19)).rights["o"].vested == 0
    assert holdings_on(table, day(20)).rights["o"].vested == 400
    assert holdings_on(table, day(90)).rights["o"].vested == 400
    early = replace(table, valuations=(replace(found, on=day(5)),))
    assert holdings_on(early, day(90)).rights["o"].vested == 0


def test_rights_and_pools_go_with_a_class_that_everybody_exchanges() -> None:
    swap = happened(Exchange, 7, of="common", into="units", ratio=2)
    units = share_class("units", kind="unit")
    held = holdings_on(company(FOUNDED, swap, classes=(units,), rights=(option(),), pools=(POOL,)))
    right, pool = held.rights["o"].right, held.pools["plan"]
    assert (right.of, right.count, right.strike) == ("units", 200, Fraction(3, 2))
    assert (pool.pool.of, pool.available) == ("units", 1800)
    assert held.fully_diluted == 1200 + 2000


def test_a_holder_s_shares_that_convert_are_rounded_as_one_sum() -> None:
    """By hand: 3 lots of 1 at 2 for 3 are 2 in all; each by itself would come to nothing."""
    cls = share_class("a", original_issue_price=2, conversion_price=3, converts_into="common")
    lots = [happened(Issue, 0, of="a", holder="ann", shares=1, price=2) for _ in range(3)]
    table = company(*lots, happened(Convert, 1, of="a", holder="ann"), classes=(cls,), rounding=Rounding(shares="down"))
    assert shares(holdings_on(table)) == {("ann", "common"): 2}


def test_shares_convert_through_several_classes_at_once() -> None:
    """By hand: one B is 3 A, and one A is 2 common, so 10 B are 60 common."""
    classes = (
        share_class("a", original_issue_price=2, conversion_price=1, converts_into="common"),
        share_class("b", original_issue_price=9, conversion_price=3, converts_into="a"),
    )
    bought = happened(Issue, 0, of="b", holder="ben", shares=10, price=9, security="b1")
    table = company(bought, happened(Convert, 1, security="b1", into="common"), classes=classes)
    assert shares(holdings_on(table)) == {("ben", "common"): 60}
    assert holdings_on(table, day(0)).outstanding == 60
    assert [
        problem.code
        for problem in audit(company(FOUNDED, happened(Convert, 1, security="c1", into="b"), classes=classes))
    ] == ["does-not-convert"]


def test_shares_that_vest_early_shorten_the_schedule_at_its_end() -> None:
    """By hand: of 100 in 10 months, 50 after 5; 20 more vest then, so all has vested after 8; or all at once."""
    stock = happened(Issue, 0, of="common", holder="dan", shares=100, security="c", vesting=MONTHLY)
    for kind in (Vest, Accelerate):
        some = company(stock, happened(kind, 152, security="c", shares=20))
        assert [holdings_on(some, day(on)).lots[0].unvested for on in (151, 152, 213, 244)] == [60, 30, 10, 0]
    every = company(
        stock, happened(Accelerate, 152, security="c"), happened(Transfer, 153, security="c", to="ann", shares=60)
    )
    assert [(lot.shares, lot.unvested) for lot in holdings_on(every, day(153)).lots] == [(40, 0), (60, 0)]
