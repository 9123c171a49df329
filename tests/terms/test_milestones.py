"""Milestones on several events and conditions, and on sums: cumulative, in a year, rolling, again and again."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.lang.load import loads

Keep = Callable[..., Any]
Value = Callable[..., dict[str, float]]

DRIVERS = """drivers:
  sales: {kind: constant, is: 1000 USD/year}
  falling: {kind: schedule, 2025: 300 USD/year, 2026: 100 USD/year}
  filed: {kind: event, when: year >= 2025, not_before: 2025-03-01}
  granted: {kind: event, when: year >= 2025, not_before: 2025-05-01}
  never: {kind: event, when: year >= 2030}
"""
HEAD = """dealwright: 1
title: Two years by hand
as_of: 2025-01-01
horizon: 2026-12-31
step: year
currency: USD
risk_free: 10%
parties: {ada: {discount: 10%}, bob: {discount: 10%}, eve: {discount: 10%}}"""


def prize(keep: Keep, said: str, drivers: str = DRIVERS, **replaced: str) -> list[tuple[float, float]]:
    """Return what is paid on the first path, as pairs of day and amount."""
    text = f"{drivers}terms:\n  prize: {{kind: milestone, payer: ada, payee: bob, {said}}}"
    (flow,) = keep(text, **replaced).view.outcome("prize").flows
    amount, days = np.broadcast_arrays(flow.amount, np.atleast_2d(flow.days))
    return sorted((float(day), float(money)) for day, money in zip(days[0], amount[0], strict=True) if money)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("on: [filed, granted]", 120),
        ("on: [filed, granted], any: yes", 59),
        ("on: [filed, never], any: yes", 59),
        ("on: [filed, never]", None),
        ("on: [filed, granted], any: yes, from: 2025-04-01", 120),
        ("on: [filed, granted], from: 2025-04-01", 120),
        ("on: [filed, granted], until: 2025-04-30", None),
        ("on: [filed, granted], until: 2025-05-01", 120),
        ("when: [cumulative(sales) >= 250 USD, cumulative(sales) >= 500 USD]", 182.5),
        ("when: [cumulative(sales) >= 250 USD, cumulative(sales) >= 500 USD], any: yes", 91.25),
        ("on: granted, when: cumulative(sales) >= 500 USD", 182.5),
        ("on: granted, when: cumulative(sales) >= 100 USD", 120),
        ("on: granted, when: cumulative(sales) >= 100 USD, any: yes", 36.5),
        ("on: granted, after: 6 months", 120 + 184),
        ("on: granted, after: 2 years", None),
    ],
)
def test_the_last_counts_or_the_first_inside_the_life(keep: Keep, said: str, day: float | None) -> None:
    paid = prize(keep, f"amount: 7 USD, {said}")
    assert paid == ([] if day is None else [(pytest.approx(day), 7.0)])


def test_conditions_need_not_be_true_at_one_time(keep: Keep) -> None:
    """`falling` is over 200 in the first year only, sales reach 1,500 in the second: each was true once."""
    paid = prize(keep, "amount: 7 USD, when: [falling >= 200 USD/year, cumulative(sales) >= 1500 USD]")
    assert paid == [(pytest.approx(547.5), 7.0)]
    at_once = prize(keep, "amount: 7 USD, when: falling >= 250 USD/year and cumulative(sales) >= 1500 USD")
    assert at_once == []


TIERS = "tiers: [{at: 500 USD, amount: 5 USD}, {at: 1000 USD, amount: 10 USD}, {at: 3000 USD, amount: 30 USD}]"


@pytest.mark.parametrize(
    ("said", "paid"),
    [
        ("", [(182.5, 5.0), (365.0, 10.0)]),
        ("from: 2026-01-01", [(547.5, 5.0), (730.0, 10.0)]),
        ("until: 2025-09-30", [(182.5, 5.0)]),
        ("until: 2025-12-31", [(182.5, 5.0), (365.0, 10.0)]),
        ("opening: {base: 400 USD}", [(36.5, 5.0), (219.0, 10.0)]),
        ("opening: {base: 500 USD}", [(182.5, 10.0)]),
        ("opening: {base: 2600 USD}", [(146.0, 30.0)]),
        ("starts_on: granted", [(302.5, 5.0), (485.0, 10.0)]),
        ("ends_on: granted", []),
        ("after: 90 days", [(272.5, 5.0), (455.0, 10.0)]),
    ],
)
def test_tiers_of_a_cumulative_sum_are_paid_once_each_to_the_day(
    keep: Keep, said: str, paid: list[tuple[float, float]]
) -> None:
    found = prize(keep, f"of: sales, {TIERS}{', ' if said else ''}{said}")
    assert found == [(pytest.approx(day), amount) for day, amount in paid]


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("every: 400 USD", [146, 292, 438, 584, 730]),
        ("every: 400 USD, most: 3", [146, 292, 438]),
        ("every: 400 USD, opening: {base: 500 USD}", [109.5, 255.5, 401.5, 547.5, 693.5]),
        ("every: 400 USD, most: 3, opening: {base: 500 USD}", [109.5, 255.5]),
        ("every: 400 USD, most: 1, opening: {base: 500 USD}", []),
        ("every: 3000 USD", []),
    ],
)
def test_a_milestone_is_paid_again_and_again(keep: Keep, said: str, days: list[float]) -> None:
    assert prize(keep, f"of: sales, amount: 5 USD, {said}") == [(pytest.approx(day), 5.0) for day in days]


def test_often_repeated_milestones_are_paid_by_steps(keep: Keep) -> None:
    """Every 10 of 2,000: 200 payments, 100 a year, on the mean of their days."""
    (first, one), (second, two) = prize(keep, "of: sales, amount: 1 USD, every: 10 USD, until: 2026-12-30")
    assert (one, two) == pytest.approx((100.0, 99.0))
    assert first == pytest.approx(3.65 * 101 / 2)
    assert second == pytest.approx(365 + 3.65 * 100 / 2)


YEARS = """drivers:
  later: {kind: derived, is: "if(year < 2029, 2500 USD/year, 3100 USD/year)"}
  sales: {kind: derived, is: "if(year < 2026, 1200 USD/year, if(year < 2028, 800 USD/year, later))"}
"""


def test_a_threshold_of_a_year_is_paid_for_the_first_year_that_reaches_it(keep: Keep) -> None:
    """First, fourth and fifth year pay, the second and third do not, and none does again.

    The order of the years is that of the example clause at
    https://alldrafts.com/example-contracts/clauses/commercial-milestone-payments/GMhBM5MBvRMZceoPw-br/similar
    """
    tiers = "tiers: [{at: 1000 USD, amount: 10 USD}, {at: 2000 USD, amount: 20 USD}, {at: 3000 USD, amount: 30 USD}]"
    found = prize(keep, f"of: sales, within: year, paid: end, {tiers}", YEARS, horizon="2030-12-31")
    assert found == [(365.0, 10.0), (365.0 + 365 + 365 + 366, 20.0), (1461.0 + 365, 30.0)]


def test_several_thresholds_of_one_year_are_all_paid(keep: Keep) -> None:
    tiers = "tiers: [{at: 300 USD, amount: 1 USD}, {at: 600 USD, amount: 2 USD}, {at: 1001 USD, amount: 3 USD}]"
    assert prize(keep, f"of: sales, within: year, {tiers}") == [
        (pytest.approx(109.5), 1.0),
        (pytest.approx(219.0), 2.0),
    ]


def test_what_the_year_of_as_of_has_seen_counts(keep: Keep) -> None:
    """With 400 before `as_of`, 300 was reached then: it fell due then, or falls due at the end of the year."""
    said = "of: sales, within: year, opening: {used_this_period: 400 USD}, tiers: [{at: 300 USD, amount: 1 USD}, "
    said += "{at: 600 USD, amount: 2 USD}, {at: 1400 USD, amount: 3 USD}, {at: 1401 USD, amount: 4 USD}]"
    assert prize(keep, said) == [(pytest.approx(73.0), 2.0), (365.0, 3.0)]
    assert prize(keep, f"{said}, paid: end") == [(365.0, 1.0), (365.0, 2.0), (365.0, 3.0)]


def test_what_an_earlier_year_has_reached_is_not_paid_again(keep: Keep) -> None:
    tiers = "tiers: [{at: 300 USD, amount: 1 USD}, {at: 600 USD, amount: 2 USD}]"
    found = prize(keep, f"of: sales, within: year, opening: {{base: 450 USD}}, {tiers}")
    assert found == [(pytest.approx(219.0), 2.0)]


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("of: sales, every: 300 USD, amount: 1 USD", [181, 273, 365, 455, 638, 730]),
        ("of: sales, every: 500 USD, amount: 1 USD, after: 30 days", [273 + 30, 365 + 30, 638 + 30]),
        (f"of: sales, within: year, {TIERS}", [273, 365]),
        ("on: granted, amount: 1 USD", [181]),
        ("on: granted, amount: 1 USD, after: 2 months", [181 + 62]),
        ("on: granted, amount: 1 USD, year_starts: 02-01", [212]),
        ("on: granted, amount: 1 USD, business_days: {calendar: US}", [181]),
        ("of: sales, tiers: [{at: 700 USD, amount: 1 USD}], business_days: {roll: preceding}", [273]),
    ],
)
def test_what_is_reached_may_fall_due_at_the_close_of_its_quarter(keep: Keep, said: str, days: list[float]) -> None:
    """1,000 a year reach 500 in the third quarter; an event of 1 May is of the one that 1 May opens or holds."""
    found = prize(keep, f"{said}, period: quarter, paid: end")
    assert [day for day, _ in found] == days


def test_what_is_reached_with_the_last_day_is_paid(keep: Keep) -> None:
    tiers = "tiers: [{at: 1000 USD, amount: 5 USD}]"
    for said in ("", ", within: year", ", within: year, paid: end", ", paid: end, period: half"):
        assert prize(keep, f"of: sales{said}, {tiers}", horizon="2025-12-31") == [(365.0, 5.0)]


def test_a_contract_year_begins_on_its_own_day(keep: Keep) -> None:
    """From 1 July: half a year brings 496 until 30 June 2025, the next year 1,000."""
    tiers = "tiers: [{at: 600 USD, amount: 2 USD}]"
    found = prize(keep, f"of: sales, within: year, year_starts: 07-01, paid: end, {tiers}")
    assert found == [(181.0 + 365.0, 2.0)]


def test_a_rolling_year_is_looked_at_every_day(keep: Keep) -> None:
    """Rising evenly from 1,000 on 2 July 2025 to 3,000 on 2 July 2026: the year up to 1 January 2027 brings 2,500."""
    drivers = "drivers:\n  sales: {kind: schedule, 2025: 1000 USD/year, 2026: 3000 USD/year}\n"
    (day, amount), *more = prize(
        keep,
        "of: sales, rolling: 1 year, tiers: [{at: 2000 USD, amount: 9 USD}, {at: 4000 USD, amount: 1 USD}]",
        drivers,
        step="month",
    )
    assert (amount, more) == (9.0, [])
    when = prize(keep, 'amount: 9 USD, when: "trailing(sales, 1 year) >= 2000 USD"', drivers, step="month")
    assert when == [(pytest.approx(day), 9.0)]


def test_a_term_that_takes_over_goes_on_with_the_sum(keep: Keep) -> None:
    text = f"""{DRIVERS}terms:
  old: {{kind: milestone, payer: ada, payee: bob, of: sales, until: 2025-12-31, {TIERS}}}
  new: {{kind: milestone, payer: ada, payee: bob, of: sales, from: 2025-07-02, replaces: old, takes_over: yes, {TIERS}}}
"""
    view = keep(text).view
    assert np.sum(view.outcome("old").flows[0].amount[0]) == 0.0
    paid = view.outcome("new").flows[0]
    assert list(paid.amount[0]) == [5.0, 10.0, 0.0]
    assert list(paid.days[0][:2]) == pytest.approx([182.5, 365.0])


@given(step=st.integers(30, 900), base=st.integers(0, 2000), growth=st.integers(1, 40))
def test_tiers_at_every_multiple_pay_what_repeated_ones_do(keep: Keep, step: int, base: int, growth: int) -> None:
    count = int((base + 2000 * growth / 10) // step) + 2
    if count > 45:
        step, count = step * 100, int((base + 2000 * growth / 10) // (step * 100)) + 2
    said = f"of: {growth} * sales / 10, opening: {{base: {base} USD}}, "
    tiers = ", ".join(f"{{at: {n * step} USD, amount: 5 USD}}" for n in range(1, count + 1))
    each = prize(keep, f"{said}tiers: [{tiers}]")
    again = prize(keep, f"{said}every: {step} USD, amount: 5 USD")
    assert [day for day, _ in each] == pytest.approx([day for day, _ in again])


@given(st.lists(st.integers(1, 2500), min_size=1, max_size=5, unique=True), st.integers(1, 700))
def test_tiers_are_paid_in_order_and_none_twice(keep: Keep, ats: list[int], days: int) -> None:
    """What is paid up to a day is what the sum has passed by then, whatever the tiers."""
    tiers = ", ".join(f"{{at: {at} USD, amount: {n + 1} USD}}" for n, at in enumerate(sorted(ats)))
    found = prize(keep, f"of: sales, tiers: [{tiers}]")
    by_hand = [(at * 0.365, n + 1.0) for n, at in enumerate(sorted(ats)) if at <= 2000]
    assert found == [(pytest.approx(day), amount) for day, amount in by_hand]
    assert sum(amount for day, amount in found if day <= days) <= sum(range(1, len(ats) + 1))


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ("amount: 5 USD", "none-of", "none of `on`, `when`, `of`"),
        ("on: filed", "missing-key", "does not say how much"),
        ("on: filed, amount: 5 USD, any: yes", "idle-key", "`any` changes nothing"),
        ("on: filed, amount: 5 USD, most: 3", "idle-key", "without `of`"),
        ("on: filed, amount: 5 USD, paid: end", "idle-key", "without `period`"),
        ("on: filed, amount: 5 USD, of: sales, every: 5 USD", "one-too-many", "both `on` and `of`"),
        ("amount: 5 USD, of: sales", "none-of", "neither `tiers` nor `every`"),
        (f"of: sales, amount: 5 USD, {TIERS}", "idle-key", "amount of its own"),
        (f"of: sales, every: 5 USD, {TIERS}", "one-too-many", "both `tiers` and `every`"),
        ("of: sales, every: 5 USD, amount: 1 USD, within: year", "one-too-many", "both `every` and `within`"),
        (f"of: sales, within: year, rolling: 1 year, {TIERS}", "one-too-many", "both `within` and `rolling`"),
        (f"of: sales, most: 2, {TIERS}", "idle-key", "without `every`"),
        (f"of: sales, paid: end, {TIERS}", "idle-key", "without `period`"),
        (f"of: sales, period: quarter, {TIERS}", "idle-key", "without `paid: end`"),
        (f"of: sales, year_starts: 07-01, {TIERS}", "idle-key", "without `within`"),
        (f"of: sales, opening: {{used_this_period: 5 USD}}, {TIERS}", "idle-key", "`used_this_period`"),
        (f"of: sales, opening: {{paid: 5 USD}}, {TIERS}", "idle-key", "`paid`"),
        ("of: sales, tiers: [{at: 5 USD, amount: 1 USD}, {at: 5 USD, amount: 1 USD}]", "out-of-order", "tier 2"),
        ("of: sales, every: 0 USD, amount: 1 USD", "out-of-bounds", "0"),
    ],
)
def test_what_is_wrong_is_said(said: str, code: str, words: str) -> None:
    found = loads(f"{HEAD}\n{DRIVERS}terms:\n  prize: {{kind: milestone, payer: ada, payee: bob, {said}}}")
    problems = [each for each in found.problems if each.code != "unused-driver"]
    assert {each.code for each in problems} == {code}
    assert words in problems[0].what


@pytest.mark.parametrize(
    ("said", "paid"),
    [
        ("when: cumulative(sales) >= 300 USD, amount: 5 USD", [5.0]),
        ("when: [cumulative(sales) >= 300 USD, cumulative(sales) >= 1500 USD], amount: 5 USD", [7.0]),
        ("on: [filed, granted], any: yes, amount: 5 USD", [5.0]),
        ("of: sales, rolling: 1 year, tiers: [{at: 900 USD, amount: 5 USD}]", [5.0]),
        ("of: sales, every: 400 USD, amount: 5 USD", [5.0, 7.0, 7.0, 7.0, 7.0]),
    ],
)
def test_what_was_paid_is_not_paid_again_where_an_option_switches_the_amount(
    keep: Keep, said: str, paid: list[float]
) -> None:
    """The option is exercised at the close of 30 September 2025, when 748 has been sold."""
    where = "tiers.0.amount" if "tiers" in said else "amount"
    right = (
        f"more: {{kind: option, holder: bob, on: 2025-09-30, exercise: always, switches: {{terms.m.{where}: 7 USD}}}}"
    )
    text = f"{DRIVERS}terms:\n  m: {{kind: milestone, payer: ada, payee: bob, {said}}}\n  {right}\n"
    flows = keep(text).view.outcome("m").flows
    assert [float(money) for flow in flows for money in flow.amount[0] if money] == paid


def test_a_year_goes_on_for_whoever_takes_over(keep: Keep) -> None:
    """1,000 a year: 414 by the end of May, and 600 of the year are reached on the 219th day."""
    tiers = "of: sales, within: year, tiers: [{at: 600 USD, amount: 5 USD}]"
    text = f"""{DRIVERS}terms:
  old: {{kind: milestone, payer: ada, payee: bob, {tiers}}}
  new: {{kind: milestone, payer: ada, payee: bob, from: 2025-06-01, replaces: old, takes_over: yes, {tiers}}}
"""
    (flow,) = keep(text).view.outcome("new").flows
    assert list(flow.days[0]) == pytest.approx([219.0])


BY_PATH = """drivers:
  moved: {kind: gbm, start: 500 USD/year, growth: 0%, volatility: 60%}
  won: {kind: event, chance: 80% by 2026-06-30}
  lost: {kind: event, chance: 80% by 2026-12-31}
terms:
  rent: {kind: royalty, payer: ada, payee: bob, on: moved, rate: 20%, period: quarter, pays_after: 20 days}
  prizes: {kind: payment, payer: ada, payee: bob, stages: [{on: won, amount: 50 USD}, {on: lost, amount: 75 USD}]}
"""


@given(at=st.integers(1, 250), life=st.sampled_from(["", ", ends_on: won", ", until: 2025-12-31"]))
def test_a_sum_of_payments_is_reached_when_the_condition_that_says_so_is_true(keep: Keep, at: int, life: str) -> None:
    """What both count is paid on days of each path, and both are over when the life is."""
    both = "terms.rent.paid + terms.prizes.paid"
    text = f"""{BY_PATH}
  by_sum: {{kind: milestone, payer: ada, payee: bob, of: {both}, tiers: [{{at: {at} USD, amount: 1 USD}}]{life}}}
  by_word: {{kind: milestone, payer: ada, payee: bob, when: cumulative({both}) >= {at} USD, amount: 1 USD{life}}}
"""
    view = keep(text, paths=16).view
    (by_sum,), (by_word,) = (view.outcome(name).flows for name in ("by_sum", "by_word"))
    assert by_sum.amount == pytest.approx(by_word.amount)
    assert by_sum.days == pytest.approx(by_word.days, abs=1e-6)


@pytest.mark.parametrize("within", ["", ", within: year"])
def test_a_sum_that_begins_with_an_event_counts_what_is_paid_from_then_on(keep: Keep, within: str) -> None:
    """The prize of the event itself, 75, is the first; the other adds 50 where it is won later, in the same year."""
    text = f"""{BY_PATH}
  it: {{kind: milestone, payer: ada, payee: bob, of: terms.prizes.paid, starts_on: lost{within},
        tiers: [{{at: 75 USD, amount: 1 USD}}, {{at: 76 USD, amount: 2 USD}}]}}
"""
    view = keep(text, paths=64).view
    (flow,) = view.outcome("it").flows
    won, lost = view.event("won"), view.event("lost")
    assert flow.amount[:, 0] == pytest.approx(np.isfinite(lost) * 1.0)
    assert flow.days[np.isfinite(lost), 0] == pytest.approx(lost[np.isfinite(lost)])
    later = (won > lost) & (won <= view.grid.edges[-1])
    later &= ~((lost <= 365) & (won > 365)) if within else later
    assert later.any()
    assert flow.amount[:, 1] == pytest.approx(later * 2.0)
    assert flow.days[later, 1] == pytest.approx(won[later])


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("when: 'trailing(terms.even.paid, 1 year) >= 500 USD'", 182.5),
        ("when: 'trailing(terms.even.due, 1 year) >= 500 USD'", 182.5),
        ("of: terms.even.paid, rolling: 1 year, tiers: [{at: 500 USD, amount: 1 USD}]", 182.5),
        ("of: terms.quarterly.paid, rolling: 6 months, tiers: [{at: 400 USD, amount: 1 USD}]", 181.0),
        ("of: terms.quarterly.paid, rolling: 1 month, tiers: [{at: 400 USD, amount: 1 USD}]", None),
        ("when: 'trailing(sales, 1 year) >= 500 USD'", 0.0),  # a driver is extended backwards
        (  # a day of 2024 brings 1/366 of the sales of a year
            "when: 'trailing(sales + terms.even.paid, 1 year) >= 1500 USD'",
            (1500 - 1000 * 365 / 366) / (2000 / 365 - 1000 / 366),
        ),
    ],
)
def test_a_term_has_paid_nothing_before_the_first_day(keep: Keep, said: str, day: float | None) -> None:
    """1,000 a year, evenly or at the end of each quarter: 500 in the year that ends then take half a year."""
    amount = ", amount: 1 USD" if "when" in said else ""
    text = f"""{DRIVERS}terms:
  even: {{kind: flow, payer: ada, payee: bob, amount: 1000 USD/year}}
  quarterly: {{kind: royalty, payer: ada, payee: bob, on: sales, rate: 100%, paid: end, opening: {{paid: 900 USD}}}}
  it: {{kind: milestone, payer: ada, payee: bob, {said}{amount}}}
"""
    (flow,) = keep(text, step="quarter").view.outcome("it").flows
    amounts, days = np.broadcast_arrays(flow.amount, flow.days)
    found = [float(each) for each, money in zip(days[0], amounts[0], strict=True) if money]
    assert found == ([] if day is None else [pytest.approx(day, abs=1e-6)])
