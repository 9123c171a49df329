"""Commitments period by period: shortfalls, roll-over, carry-forward, make-up, ramps and promises in total."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.engine.books import Books
from dealwright.lang.load import loads

Keep = Callable[..., Books]
Lines = dict[str, Any]
usages = st.lists(st.integers(0, 200), min_size=5, max_size=5)


def deal(usage: list[float] | list[int], clause: str, unit: str = "USD") -> str:
    """Write a commitment whose buyer uses certain amounts, one a year from 2025."""
    nested = f"0 {unit}/year"
    for year, used in reversed(list(enumerate(usage, start=2025))):
        nested = f"if(year == {year}, {used} {unit}/year, {nested})"
    return f"""drivers: {{used: {{kind: derived, is: "{nested}"}}}}
terms: {{supply: {{kind: commitment, buyer: ada, seller: bob, usage: used, {clause}}}}}
"""


def account(keep: Keep, usage: list[float] | list[int], clause: str, **replaced: str) -> Lines:
    """Return the lines of a commitment's account on the first path."""
    horizon = replaced.pop("horizon", f"{2024 + len(usage)}-12-31")
    found = keep(deal(usage, clause), horizon=horizon, **replaced).view.outcome("supply").account()
    assert found is not None
    return {line.name: line.amounts[0].tolist() for line in found.lines}


def test_gas_paid_for_and_not_taken_is_made_up_in_later_years(keep: Keep) -> None:
    """A buyer of 100 MMcf a year takes 80, pays for 100, and may take the other 20 later without paying again.

    Source: https://lsd.law/define/makeup-gas, its first example; in the next year it takes 130, of which 20 are free.
    """
    lines = account(keep, [80, 130], "minimum: 100 USD, take_or_pay: yes, make_up: 5 years")
    assert lines["shortfall_paid"] == pytest.approx([20, 0])
    assert lines["make_up"] == pytest.approx([0, 20])
    assert lines["make_up_left"] == pytest.approx([20, 0])
    assert lines["paid"] == pytest.approx([20, -20])


def test_a_cloud_commitment_missed_by_a_fifth_is_billed_for_a_fifth(keep: Keep) -> None:
    """20 % under a commitment of 5m is a bill of 1m.

    Source: https://atonementlicensing.com/blog/cloud-commit-shortfall-penalties, its first paragraph.
    """
    lines = account(keep, [4e6], "minimum: 5m USD, take_or_pay: yes")
    assert lines["shortfall_paid"] == pytest.approx([1e6])


def test_a_promise_in_total_is_settled_at_its_end(keep: Keep) -> None:
    """150m over three years, of which 40, 45 and 50 are used: 15 at the end of the third.

    Source: the promise of https://www.duckbillgroup.com/blog/what-to-do-when-underwater-on-aws-edp; usage is ours.
    """
    books = keep(deal([40, 45, 50], "in_total: 150 USD, until: 2027-12-31, take_or_pay: yes"), horizon="2027-12-31")
    flow = books.view.outcome("supply").flows[-1]
    assert (flow.amount.item(), flow.days.item()) == pytest.approx((15.0, 1095.0))
    over = "in_total: 150 USD, until: 2027-12-31, take_or_pay: yes, minimum: 45 USD"
    assert account(keep, [40, 45, 50], over)["total_shortfall"] == pytest.approx([0, 0, 0, 10]), "5 were paid in 2025"


def test_what_a_promise_in_total_is_short_of_is_stated_and_counts_as_paid(keep: Keep) -> None:
    """40, 45 and 50 of 150: 15 in a row of their own, on the last day, in `paid` and in what other terms read."""
    clause = "in_total: 150 USD, take_or_pay: yes, until: 2027-12-31"
    lines = account(keep, [40, 45, 50], clause)
    assert lines["paid"] == pytest.approx([0, 0, 0, 15])
    view = keep(deal([40, 45, 50], clause), horizon="2027-12-31").view
    assert view.outcome("supply").lines()["due"].sum() == pytest.approx(135 + 15)


def test_a_promise_in_total_that_an_event_ends_is_owed_for_the_days_it_ran(keep: Keep) -> None:
    """Over after 365 of 730 days: half of 300 is 150, of which 100 were used."""
    text = deal([100, 100], "in_total: 300 USD, until: 2026-12-31, take_or_pay: yes, ends_on: over").replace(
        "drivers: {", "drivers: {over: {kind: event, when: year >= 2026}, "
    )
    assert keep(text).view.outcome("supply").flows[-1].amount[0, 0] == pytest.approx(50.0)


def test_what_was_used_before_counts_for_a_promise_in_total(keep: Keep) -> None:
    clause = (
        "in_total: 300 USD, from: 2024-01-01, until: 2026-12-31, take_or_pay: yes, opening: {base: 80 USD, paid: 5 USD}"
    )
    assert account(keep, [100, 100], clause)["total_shortfall"] == pytest.approx([0, 0, 15])


def test_a_share_of_a_shortfall_is_moved_on_and_bought_first(keep: Keep) -> None:
    """Short 40: 20 % or 8 roll, 32 are paid. In 2026 the first 8 of 100 are old: 92 of 100, 8 short, 1.60 roll.

    In 2027, the last year, 1.60 of 90 are old: 88.40 of 100 leave 11.60, all of it paid.
    """
    lines = account(keep, [60, 100, 90], "minimum: 100 USD, take_or_pay: yes, roll_over: 20%")
    assert lines["rolled_in"] == pytest.approx([0, 8, 1.6])
    assert lines["rolled_over"] == pytest.approx([8, 1.6, 0])
    assert lines["shortfall_paid"] == pytest.approx([32, 6.4, 11.6])


def test_what_was_rolled_over_and_not_bought_then_is_paid(keep: Keep) -> None:
    """All of the 100 of 2025 roll; 30 of them are bought in 2026, 70 are paid, and the minimum of 2026 rolls again."""
    lines = account(keep, [0, 30, 500], "minimum: 100 USD, take_or_pay: yes, roll_over: 100%")
    assert lines["shortfall_paid"] == pytest.approx([0, 70, 0])
    assert lines["rolled_in"] == pytest.approx([0, 100, 100])


def test_take_or_pay_at_a_share_of_the_contract_quantity(keep: Keep) -> None:
    """85 % of 100: 80 used is short by 5, 90 by nothing; what is taken over 100, not over 85, makes up."""
    clause = "minimum: 100 USD, take_or_pay: 85%, make_up: 3 years"
    lines = account(keep, [80, 90, 103], clause)
    assert lines["take_or_pay"] == pytest.approx([85, 85, 85])
    assert lines["shortfall_paid"] == pytest.approx([5, 0, 0])
    assert lines["make_up"] == pytest.approx([0, 0, 3])
    assert lines["lapsed"] == pytest.approx([0, 0, 2])
    sooner = account(keep, [80, 90, 103], f"{clause}, excess_over: take_or_pay")
    assert sooner["make_up"] == pytest.approx([0, 5, 0])


def test_take_or_pay_at_no_share_is_no_take_or_pay(keep: Keep) -> None:
    books = keep(deal([10, 10], "minimum: 100 USD, take_or_pay: 0%"))
    assert sum(float(np.abs(flow.amount).sum()) for flow in books.view.outcome("supply").flows) == 0.0


def test_excess_makes_good_no_more_than_agreed_of_a_minimum(keep: Keep) -> None:
    """60 over in 2025; of the 50 missing in 2026 it may make good 30 % of 100; the other 30 of it in 2027."""
    clause = "minimum: 100 USD, take_or_pay: yes, carry_forward: 2 years, carry_forward_most: 30%"
    lines = account(keep, [160, 50, 50], clause)
    assert lines["carried"] == pytest.approx([0, 30, 30])
    assert lines["shortfall_paid"] == pytest.approx([0, 20, 20])


def test_make_up_rights_expire_and_what_is_left_at_the_end_is_paid_back_in_part(keep: Keep) -> None:
    """40 paid in 2025 may be made up until 2027: 10 are, 30 lapse. 20 paid in 2028 are left: 25 % come back."""
    clause = "minimum: 100 USD, take_or_pay: yes, make_up: 2 years, refund: 25%"
    lines = account(keep, [60, 100, 110, 80], clause)
    assert lines["make_up"] == pytest.approx([0, 0, 10, 0])
    assert lines["lapsed"] == pytest.approx([0, 0, 30, 15])
    assert lines["refund"] == pytest.approx([0, 0, 0, 5])


def test_only_what_was_paid_for_is_made_up(keep: Keep) -> None:
    """A deficiency fee of 40 % on 50 short: 20 paid, and 20 of the next year's 100 over are free."""
    lines = account(keep, [50, 200], "minimum: 100 USD, take_or_pay: yes, shortfall: 40%, make_up: 1 year")
    assert lines["shortfall_paid"] == pytest.approx([20, 0])
    assert lines["make_up"] == pytest.approx([0, 20])


def test_the_price_of_a_shortfall_and_of_usage_may_move(keep: Keep) -> None:
    """Price 100 % then 80 % against a market of 90 %: +10 and -10 on 100; short 50 at 100 %, then 70 at 80 %."""
    moving = "if(year == 2025, 100%, 80%)"
    clause = (
        f'minimum: 150 USD, take_or_pay: yes, price: "{moving}", market_price: 90%, shortfall: "{moving}", paid: end'
    )
    lines = account(keep, [100, 100], clause)
    assert lines["price_difference"] == pytest.approx([10, -10])
    assert lines["shortfall"] == pytest.approx([50, 70])
    assert lines["shortfall_paid"][1] == pytest.approx(70 * 0.8)


def test_a_quantity_is_promised_at_a_price_that_moves(keep: Keep) -> None:
    """100 units: of 80 at 10 the other 20 are paid, 200; of 120 at 12 those 20 are free, 240; the next year has 100.

    The units of the first example of https://lsd.law/define/makeup-gas, with prices.
    """
    price = "if(year == 2025, 10, if(year == 2026, 12, 9))"
    clause = (
        f'minimum: 100 USD, counted_at: list_price, price: "{price}", take_or_pay: yes, make_up: 2 years, paid: end'
    )
    lines = account(keep, [80, 120, 100], clause)
    assert lines["used"] == pytest.approx([80, 120, 100])
    assert lines["unit_price"] == pytest.approx([10, 12, 9])
    assert lines["shortfall_paid"] == pytest.approx([200, 0, 0])
    assert lines["make_up"] == pytest.approx([0, 20, 0])
    assert lines["paid"] == pytest.approx([200, -240, 0])


def test_a_quantity_promised_in_total_is_paid_at_the_last_price_and_refunded_at_it(keep: Keep) -> None:
    price = "if(year == 2025, 10, 12)"
    said = f'counted_at: list_price, price: "{price}", take_or_pay: yes, paid: end, until: 2026-12-31'
    lines = account(keep, [80, 100], f"in_total: 200 USD, {said}")
    assert lines["total_shortfall"] == pytest.approx([0, 0, 20 * 12])
    lines = account(keep, [80, 100], f"minimum: 100 USD, make_up: 2 years, refund: 50%, {said}")
    assert lines["refund"] == pytest.approx([0, 20 * 50 / 100 * 12])


@given(usage=st.lists(st.integers(0, 200), min_size=3, max_size=3), price=st.integers(1, 30))
def test_at_a_price_that_stands_still_it_does_not_matter_at_which_one_counts(
    keep: Keep, usage: list[int], price: int
) -> None:
    clause = f"take_or_pay: 90%, price: {price}, make_up: 1 year, carry_forward: 1 year, roll_over: 30%, paid: end"
    counted = account(keep, usage, f"minimum: 100 USD, counted_at: list_price, {clause}")
    billed = account(keep, usage, f"minimum: {100 * price} USD, {clause}")
    assert counted["paid"] == pytest.approx(billed["paid"])


def test_a_margin_may_move(keep: Keep) -> None:
    clause = 'minimum: 1 USD, take_or_pay: yes, market_price: 50%, seller_margin: "if(year == 2025, 10%, 20%)"'
    flows = keep(deal([100, 100], clause)).view.outcome("supply").flows
    assert flows[1].amount[0] == pytest.approx([5, 10])


@pytest.mark.parametrize(
    ("ramp", "asked"),
    [
        ("{from: 20 USD, to: 100 USD, over: 4 years}", [20, 40, 60, 80, 100, 100]),
        ("{from: 100 USD, to: 20 USD, over: 2 years}", [100, 60, 20, 20, 20, 20]),
        ("{from: 20 USD, to: 100 USD, over: 30 months}", [20, 52, 84, 100, 100, 100]),
        ("{from: 100 USD, growth: 10%}", [100, 110, 121, 133.1, 146.41, 161.051]),
        ("{from: 100 USD, growth: 10%, to: 125 USD}", [100, 110, 121, 125, 125, 125]),
        ("{from: 100 USD, growth: -50%, to: 30 USD}", [100, 50, 30, 30, 30, 30]),
    ],
)
def test_a_ramp_rises_on_each_anniversary(keep: Keep, ramp: str, asked: list[float]) -> None:
    assert account(keep, [0] * 6, f"ramp: {ramp}, take_or_pay: yes")["minimum"] == pytest.approx(asked)


def test_a_ramp_rises_inside_a_calendar_year_and_counts_years_before_as_of(keep: Keep) -> None:
    """From 1 October 2023, 10 more each year: in 2025 there are 273 days at 20 and 92 at 30."""
    clause = "from: 2023-10-01, ramp: {from: 10 USD, to: 50 USD, over: 4 years}, take_or_pay: yes"
    asked = account(keep, [0, 0], clause)["minimum"]
    assert asked == pytest.approx([(20 * 273 + 30 * 92) / 365, (30 * 273 + 40 * 92) / 365])


def test_a_ramp_begins_with_the_event_that_begins_the_commitment(keep: Keep) -> None:
    text = deal([0, 0, 0], "starts_on: launch, ramp: {from: 10 USD, to: 30 USD, over: 2 years}, take_or_pay: yes")
    text = text.replace("drivers: {", "drivers: {launch: {kind: event, when: year >= 2025, not_before: 2025-07-02}, ")
    found = keep(text, horizon="2027-12-31").view.outcome("supply").account()
    assert found is not None
    minimum = next(line.amounts[0] for line in found.lines if line.name == "minimum")
    assert minimum == pytest.approx([10 * 183 / 365, (10 * 182 + 20 * 183) / 365, (20 * 182 + 30 * 183) / 365])


def test_a_minimum_by_the_quarter_is_settled_by_the_quarter(keep: Keep) -> None:
    """Usage of 400 a year is 100 x days/91.25 a quarter; excess is kept for six months, two quarters."""
    lines = account(keep, [400], "minimum: 99 USD, period: quarter, take_or_pay: yes, carry_forward: 6 months")
    used = np.array([90, 91, 92, 92]) * 400 / 365
    assert lines["used"] == pytest.approx(used)
    assert lines["shortfall_paid"] == pytest.approx(np.maximum(99 - used, 0))


def test_a_gas_year_begins_in_october(keep: Keep) -> None:
    """From 1 October 2025: 100 from there to 30 September 2026; usage of 80 a year, so 20 are short in that year."""
    lines = account(keep, [80, 80], "minimum: {2025: 100 USD}, year_starts: 10-01, from: 2025-10-01, take_or_pay: yes")
    assert lines["minimum"] == pytest.approx([100, 100 * 92 / 365])
    assert lines["shortfall_paid"] == pytest.approx([20, 20 * 92 / 365])
    rising = "ramp: {from: 100 USD, growth: 10%}, year_starts: 10-01, from: 2025-10-01, take_or_pay: yes"
    assert account(keep, [80, 80], rising)["minimum"] == pytest.approx([100, 110 * 92 / 365])


HANDED = """terms:
  old: {kind: commitment, buyer: ada, seller: bob, usage: used, minimum: 100 USD, take_or_pay: yes, CLAUSE}
  new: {kind: commitment, buyer: ada, seller: bob, usage: used, minimum: 100 USD, take_or_pay: yes, CLAUSE,
    from: 2027-01-01, replaces: old, takes_over: yes}
"""


@given(
    usages,
    st.sampled_from(
        [
            "carry_forward: 2 years",
            "make_up: 2 years, refund: 30%",
            "roll_over: 40%",
            "roll_over: 50%, make_up: 3 years, carry_forward: 1 year, carry_forward_most: 20%",
        ]
    ),
)
def test_a_successor_of_the_same_words_changes_nothing(keep: Keep, usage: list[int], clause: str) -> None:
    """Excess keeps its age, rights to make up too, and nothing is settled or paid back at the change of names."""
    alone = account(keep, usage, f"minimum: 100 USD, take_or_pay: yes, {clause}")
    driver = deal(usage, "x").split("terms:", maxsplit=1)[0]
    books = keep(driver + HANDED.replace("CLAUSE", clause), horizon="2029-12-31")
    both = np.zeros(5)
    for name, years in (("old", slice(0, 2)), ("new", slice(2, 5))):
        amounts = books.view.outcome(name).flows[2].amount[0]
        both[years] = amounts[-3:] if name == "new" else amounts[:2]
        assert np.sum(amounts) == pytest.approx(np.sum(both[years])), "nothing outside its own years"
    assert both == pytest.approx(np.array(alone["paid"]), abs=1e-9)


@given(usages, st.integers(0, 3), st.integers(0, 3), st.integers(0, 100), st.sampled_from(["yes", "80%"]))
def test_what_is_paid_covers_usage_and_make_up_returns_no_more_than_was_paid(
    keep: Keep, usage: list[int], carry: int, years: int, rolled: int, share: str
) -> None:
    clause = (
        f"minimum: 100 USD, take_or_pay: {share}, carry_forward: {carry} years, make_up: {years} years, "
        f"roll_over: {rolled}%, refund: 50%"
    )
    lines = {name: np.array(line) for name, line in account(keep, usage, clause).items()}
    paid, free = np.cumsum(lines["shortfall_paid"]), np.cumsum(lines.get("make_up", np.zeros(5)))
    assert np.all(lines["shortfall_paid"] >= 0)
    assert np.all(free[1:] <= paid[:-1] + 1e-9)
    back = lines.get("refund", np.zeros(5)).sum() + lines.get("lapsed", np.zeros(5)).sum()
    if years:
        assert free[-1] + back == pytest.approx(paid[-1]), "all that was paid for is taken, paid back or lapses"


@given(usages, st.integers(0, 4), st.integers(0, 60), st.integers(0, 2), st.integers(0, 100))
def test_more_usage_never_raises_what_is_paid(
    keep: Keep, usage: list[int], where: int, more: int, carry: int, rolled: int
) -> None:
    clause = f"minimum: 100 USD, take_or_pay: yes, carry_forward: {carry} years, roll_over: {rolled}%"
    less = np.array(account(keep, usage, clause)["shortfall_paid"])
    raised = [used + more * (k == where) for k, used in enumerate(usage)]
    then = np.array(account(keep, raised, clause)["shortfall_paid"])
    assert np.cumsum(then)[-1] <= np.cumsum(less)[-1] + 1e-9


@given(usages, st.integers(0, 3), st.integers(1, 2))
def test_a_longer_carry_forward_never_raises_what_is_paid(
    keep: Keep, usage: list[int], carry: int, longer: int
) -> None:
    clause = "minimum: 100 USD, take_or_pay: yes, carry_forward: {} years"
    first = sum(account(keep, usage, clause.format(carry))["shortfall_paid"])
    assert sum(account(keep, usage, clause.format(carry + longer))["shortfall_paid"]) <= first + 1e-9


HEAD = """
dealwright: 1
title: Promises
as_of: 2025-01-01
horizon: 2029-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, bob: {}}
"""


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        ("minimum: 1 USD, ramp: {from: 1 USD, growth: 5%}, take_or_pay: yes", "one-too-many"),
        ("ramp: {from: 1 USD, to: 2 USD, over: 1 year, growth: 5%}, take_or_pay: yes", "one-too-many"),
        ("ramp: {from: 1 USD}, take_or_pay: yes", "none-of"),
        ("ramp: {from: 1 USD, to: 2 USD}, take_or_pay: yes", "none-of"),
        ("in_total: 9 USD, take_or_pay: yes", "total-without-end"),
        ("in_total: 9 USD, take_or_pay: yes, until: 2035-12-31, beyond: cut", "total-without-end"),
        ("minimum: 1 USD, take_or_pay: 120%", "out-of-bounds"),
        ("minimum: 1 USD, take_or_pay: 85 USD", "unit-mismatch"),
    ],
)
def test_words_that_contradict_each_other_are_problems(clause: str, code: str) -> None:
    text = f"{HEAD}terms: {{supply: {{kind: commitment, buyer: ada, seller: bob, usage: 1 USD/year, {clause}}}}}"
    assert code in [problem.code for problem in loads(text).errors]
