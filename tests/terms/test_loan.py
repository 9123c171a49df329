"""Loans: interest by day counts, repayment, sweeps, ends; against ACTUS, closed forms and QuantLib."""

import datetime as dt
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import QuantLib
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.lang.load import loads

Keep = Callable[..., Any]
Value = Callable[..., dict[str, float]]
D = dt.date
LOAN = "kind: loan, lender: ada, borrower: bob"


def outcome(keep: Keep, keys: str, *, more: str = "", **head: Any) -> Any:
    head = {"as_of": "2025-01-01", "horizon": "2036-12-31", **head}
    return keep(f"{more}\nterms: {{loan: {{{LOAN}, {keys}}}}}", **head).view.outcome("loan")


def line(found: Any, name: str) -> list[float]:
    (one,) = (each for each in found.account().lines if each.name == name)
    return [float(amount) for amount in one.amounts[0]]


def paid(found: Any) -> list[tuple[float, float]]:
    """Return days and amounts of what is paid back, without the days on which nothing is."""
    flow = found.flows[1]
    return [(float(day), float(amount)) for day, amount in zip(flow.days[0], flow.amount[0], strict=True) if amount]


def test_actus_pam01_to_a_billionth(keep: Keep, shared: Path) -> None:
    """Vector actus_pam01: 3,000 at 10 % A/365, interest every month, the principal at the end."""
    vector = json.loads((shared / "vectors" / "actus_pam01.json").read_text(encoding="utf-8"))
    expected: dict[D, float] = {}
    for event in vector["expected"]["results"]:
        day = D.fromisoformat(event["eventDate"][:10])
        expected[day] = expected.get(day, 0.0) + event["payoff"]
    keys = "principal: 3000 USD, from: 2013-01-01, maturity: 2014-01-01, rate: 10%, every: month, day_count: actual/365"
    found = outcome(keep, keys, as_of="2012-12-30", horizon="2014-12-31")
    lent, back = found.flows
    days = [D(2012, 12, 30) + dt.timedelta(days=float(day)) for day in back.days[0]]
    flows = dict(zip(days, back.amount[0] - lent.amount[0], strict=True))
    assert set(flows) == set(expected)
    for day, amount in expected.items():
        assert flows[day] == pytest.approx(amount, abs=1e-9)


STEPS = "8% + 3.05679012345679% * after(2013-04-01) + 0.11111111111111% * after(2013-07-01)"
STEPS += " + 0.11111111111111% * after(2013-10-01)"
ACTUS = {
    # github.com/actusfrf/actus-tests, tests/actus-tests-ann.json, -lam.json and -nam.json: interest, then repayment
    "ann01": (
        "repayment: annuity, maturity: 2014-01-01, rate: 8%",
        [33.9726027397, 28.2246505734, 28.4857832366, 24.8947940001, 22.9390586468, 19.4905243963, 17.317927302,
         14.4808843055, 11.2495789956, 8.7462904484, 5.6622651186, 2.9347696566],
        [400.8939913786, 406.6419435448, 406.3808108816, 409.9718001181, 411.9275354714, 415.376069722, 417.5486668163,
         420.3857098127, 423.6170151227, 426.1203036698, 429.2043289996, 431.9318244617],
    ),
    "lam01": (
        f"instalments: 500 USD, maturity: 2013-11-01, rate: {STEPS}",
        [33.972602739726, 27.6164383561644, 27.1780821917808, 31.8072044647387, 28.1720953830543, 22.7194317605276,
         18.9701336039235, 14.2276002029427, 9.1790969051243, 4.78971757145273],
        [500] * 10,
    ),
    "nam01": (
        f"repayment: annuity, instalments: 500 USD, maturity: 2013-12-01, rate: {STEPS}",
        [33.9726027397, 27.8249277537, 27.5979667825, 32.6196104247, 29.3179024671, 24.0947117595, 20.6340772653,
         16.0872594655, 11.1264336728, 6.9285706692, 2.1340886043],
        [466.0273972602, 472.1750722462, 472.4020332174, 467.3803895752, 470.6820975328, 475.9052882404, 479.3659227346,
         483.9127405344, 488.8735663271, 493.0714293307, 230.2040630006],
    ),
}  # fmt: skip


@pytest.mark.parametrize("test", ACTUS)
def test_other_published_loans_of_actus(keep: Keep, test: str) -> None:
    """5,000 lent on 1 January 2013, A/365, every month: level sums, fixed parts, fixed sums at a rate that is reset."""
    keys, interest, repaid = ACTUS[test]
    keys = f"principal: 5000 USD, from: 2013-01-01, every: month, day_count: actual/365, {keys}"
    found = outcome(keep, keys, as_of="2012-12-30", horizon="2014-12-31")
    assert line(found, "interest")[1:] == pytest.approx(interest, abs=2e-9)
    assert line(found, "repaid")[1:] == pytest.approx(repaid, abs=2e-9)


def test_a_fixed_sum_below_the_interest_lets_the_debt_grow(keep: Keep) -> None:
    """100 of interest, 60 paid: 1,040 are owed, then 104 and 60: 1,084, and all of it with 108.40 at the end."""
    keys = "principal: 1000 USD, maturity: 2028-01-01, rate: 10%, every: year, day_count: 30/360, repayment: annuity"
    found = outcome(keep, f"{keys}, instalments: 60 USD")
    assert [amount for _, amount in paid(found)] == pytest.approx([60, 60, 1084 * 1.1])
    assert line(found, "balance") == pytest.approx([1000, 1040, 1084, 0])
    assert line(found, "capitalised") == pytest.approx([0, 40, 44, 0])


@pytest.mark.parametrize(("every", "periods"), [("month", 12), ("quarter", 4), ("year", 1)])
def test_an_annuity_is_that_of_the_closed_form(keep: Keep, every: str, periods: int) -> None:
    """P i / (1 - (1 + i)^-n), for ten years at 6 % and 30/360."""
    keys = f"principal: 1m USD, maturity: 2035-01-01, rate: 6%, every: {every}, repayment: annuity, day_count: 30/360"
    found = outcome(keep, keys)
    i, n = 0.06 / periods, 10 * periods
    assert [amount for _, amount in paid(found)] == pytest.approx([1e6 * i / (1 - (1 + i) ** -n)] * n, rel=1e-9)
    balance = line(found, "balance")
    assert balance[periods] == pytest.approx(
        1e6 * (1 + i) ** periods - paid(found)[0][1] * ((1 + i) ** periods - 1) / i
    )
    assert balance[-1] == pytest.approx(0, abs=1e-6)


def test_an_annuity_by_actual_days_is_level_too(keep: Keep) -> None:
    keys = (
        "principal: 1000 USD, maturity: 2028-01-01, rate: 12%, every: month, repayment: annuity, day_count: actual/360"
    )
    found = outcome(keep, keys)
    amounts = [amount for _, amount in paid(found)]
    assert amounts == pytest.approx([amounts[0]] * 36, rel=1e-9)
    factors = np.cumprod([1 + 0.12 * n / 360 for n in np.diff([0.0, *(day for day, _ in paid(found))])])
    assert np.sum(np.array(amounts) / factors) == pytest.approx(1000, rel=1e-12)


def test_equal_parts_begin_after_a_grace(keep: Keep) -> None:
    """Six years, two of them of interest only: then 250 a year, and 6 % of what was owed."""
    keys = "principal: 1000 USD, maturity: 2031-01-01, rate: 6%, every: year, repayment: linear, grace: 2 years"
    found = outcome(keep, f"{keys}, day_count: 30/360")
    assert line(found, "repaid")[1:] == pytest.approx([0, 0, 250, 250, 250, 250])
    assert line(found, "interest")[1:] == pytest.approx([60, 60, 60, 45, 30, 15])


def test_interest_is_added_to_what_is_owed(keep: Keep) -> None:
    """Yearly at 30/360: 1,000 x 1.05^4 at the end; the last year's interest is paid with it."""
    keys = "principal: 1000 USD, maturity: 2029-01-01, rate: 5%, every: year, interest: capitalised, day_count: 30/360"
    found = outcome(keep, keys)
    assert paid(found) == [(1461.0, pytest.approx(1000 * 1.05**4))]
    assert line(found, "balance") == pytest.approx([1000, 1050, 1102.5, 1157.625, 0])


def test_simple_interest_of_a_note_is_due_at_the_end(keep: Keep, shared: Path) -> None:
    """Vector note_simple_interest: 500,000 at 5 % simple for a year come to 525,000."""
    vector = json.loads((shared / "vectors" / "note_simple_interest.json").read_text(encoding="utf-8"))["expected"]
    found = outcome(keep, "principal: 500k USD, tenor: 1 year, rate: 5%")
    assert paid(found) == [(365.0, pytest.approx(vector["converting_amount"]))]


def test_a_loan_is_drawn_in_parts_and_repaid_by_a_list(keep: Keep) -> None:
    """By hand, 30/360 at 12 %: 1,000 for six months, 3,000 for three, 2,500 for three: 60 + 90 + 75."""
    keys = (
        "principal: {2025-01-01: 1000 USD, 2025-07-01: 2000 USD}, instalments: {2025-10-01: 500 USD}, every: year,"
        " maturity: 2026-01-01, rate: 12%, day_count: 30/360"
    )
    found = outcome(keep, keys)
    assert paid(found) == [(273.0, 500.0), (365.0, pytest.approx(2500 + 225))]
    assert found.flows[0].amount[0].tolist() == [1000.0, 2000.0, 0.0, 0.0]


def test_an_annuity_is_worked_out_anew_after_a_further_advance(keep: Keep) -> None:
    keys = (
        "principal: {2025-01-01: 1000 USD, 2027-01-01: 1000 USD}, maturity: 2029-01-01, rate: 10%, every: year,"
        " repayment: annuity, day_count: 30/360"
    )
    found = outcome(keep, keys)
    first = 1000 * 0.1 / (1 - 1.1**-4)
    left = 1000 * 1.1**2 - first * 2.1 + 1000
    second = left * 0.1 / (1 - 1.1**-2)
    assert [amount for _, amount in paid(found)] == pytest.approx([first, first, second, second])


def test_a_floating_rate_is_read_on_the_first_day_of_each_period(keep: Keep) -> None:
    """The base rate is 4 % at the start of 2025, 5 % of 2026, 3 % of 2027; a margin of 2 %."""
    more = "drivers: {base: {kind: schedule, 2025-01-01: 4%, 2026-01-01: 5%, 2027-01-01: 3%}}"
    keys = "principal: 1000 USD, maturity: 2028-01-01, rate: base + 2%, every: year, day_count: 30/360"
    assert line(outcome(keep, keys, more=more), "interest")[1:] == pytest.approx([60, 70, 50])
    annuity = [amount for _, amount in paid(outcome(keep, f"{keys}, repayment: annuity", more=more))]
    one = 1000 * 0.06 / (1 - 1.06**-3)
    two = (1060 - one) * 0.07 / (1 - 1.07**-2)
    assert annuity == pytest.approx([one, two, ((1060 - one) * 1.07 - two) * 1.05])


def test_a_development_balance_is_repaid_out_of_profit(keep: Keep) -> None:
    """The balance earns 10 %; half of a profit of 400, then 1,600 a year goes to it, until nothing is left.

    1,000 -> 1,100 - 200 = 900 -> 990 - 200 = 790 -> 869 - 800 = 69 -> 75.9 - 75.9.
    """
    keys = (
        "principal: 1000 USD, maturity: 2035-01-01, rate: 10%, every: year, interest: capitalised, day_count: 30/360,"
        " sweep: 50% * (400 USD/year + 1200 USD/year * after(2027-01-01))"
    )
    found = outcome(keep, keys, step="quarter")
    assert line(found, "repaid")[1:6] == pytest.approx([200, 200, 800, 75.9, 0])
    assert line(found, "balance")[1:6] == pytest.approx([900, 790, 69, 0, 0], abs=1e-9)


def test_what_is_never_earned_is_forgiven_or_due(keep: Keep) -> None:
    keys = "principal: 1000 USD, maturity: 2027-01-01, rate: 0%, every: year, sweep: 100 USD/year, at_end: {}"
    assert [amount for _, amount in paid(outcome(keep, keys.format("forgiven")))] == pytest.approx([100, 100])
    assert [amount for _, amount in paid(outcome(keep, keys.format("due")))] == pytest.approx([100, 900])


def test_an_event_makes_all_due_on_its_day_with_the_interest_to_it(keep: Keep) -> None:
    """Sales pass 500 half way through 2025, 182.5 days into the year: 1,000 and 182.5 days of 36.5 a year."""
    more = """drivers:
  sales: {kind: schedule, 2025-01-01: 0 USD, 2026-01-01: 1000 USD}
  sold: {kind: event, when: sales >= 500 USD}"""
    keys = "principal: 1000 USD, maturity: 2028-01-01, rate: 3.65%, every: quarter, ends_on: sold"
    found = outcome(keep, keys, more=more)
    days = [day for day, _ in paid(found)]
    amounts = [amount for _, amount in paid(found)]
    assert days == pytest.approx([90, 181, 182.5], abs=1e-6)
    assert amounts == pytest.approx([9.0, 9.1, 1000.15], abs=1e-6)


def test_a_loan_begins_on_an_event_of_each_path(keep: Keep) -> None:
    more = "drivers: {signed: {kind: event, chance: 60% by 2027-12-31}}"
    keys = "principal: 1000 USD, tenor: 1 year, rate: 10%, starts_on: signed, day_count: 30/360, beyond: cut"
    found = outcome(keep, keys, more=more, paths=128, horizon="2027-12-31")
    lent, back = found.flows
    books = keep(f"{more}\nterms: {{}}", paths=128, as_of="2025-01-01", horizon="2027-12-31")
    signed = books.view.event("signed")
    happens = signed < 1095
    whole = signed < 730
    assert np.sum(lent.amount, axis=1) == pytest.approx(1000.0 * happens)
    assert lent.days[happens, 0] == pytest.approx(signed[happens])
    assert np.sum(back.amount, axis=1)[whole] == pytest.approx(1100.0)
    assert np.sum(back.amount, axis=1)[~happens] == pytest.approx(0.0)
    settled = np.sum(back.amount, axis=1)[happens & ~whole]
    assert np.all((settled >= 1000 - 1e-9) & (settled <= 1100 + 1e-9))


def test_an_old_loan_is_followed_from_its_first_day_or_opened_with_what_is_left(keep: Keep) -> None:
    """Made on 1 April 2024: the year's interest on 1 April 2025 is due in full; 2024 is past."""
    keys = "principal: 1000 USD, from: 2024-04-01, maturity: 2026-04-01, rate: 12%, every: year, day_count: 30/360"
    found = outcome(keep, keys)
    assert paid(found) == [(90.0, pytest.approx(120)), (455.0, pytest.approx(1120))]
    assert np.sum(found.flows[0].amount) == 0
    left = outcome(keep, f"{keys}, opening: {{balance: 600 USD}}")
    assert paid(left) == [(90.0, pytest.approx(72)), (455.0, pytest.approx(672))]
    linear = outcome(keep, keys.replace("2026", "2028").replace("2024", "2023") + ", repayment: linear")
    assert [amount for _, amount in paid(linear)] == pytest.approx([200 + 96, 200 + 72, 200 + 48, 200 + 24])


def test_a_loan_past_the_horizon_is_settled_there(keep: Keep) -> None:
    keys = "principal: 1000 USD, maturity: 2030-01-01, rate: 3.65%, every: year, beyond: cut"
    found = outcome(keep, keys, horizon="2026-06-30")
    assert paid(found) == [(365.0, pytest.approx(36.5)), (546.0, pytest.approx(1018.1))]


def test_payments_roll_and_what_is_due_stays(keep: Keep) -> None:
    """1 February and 1 March 2025 are Saturdays: interest of 31 and 28 days, paid on the 3rd."""
    keys = "principal: 3650 USD, maturity: 2025-03-01, rate: 10%, every: month, business_days: {}"
    assert paid(outcome(keep, keys)) == [(33.0, pytest.approx(31.0)), (61.0, pytest.approx(3678.0))]


def test_the_balance_of_a_loan_may_be_used_by_others(value: Value) -> None:
    """Equal parts of 250 with the close of each quarter, so that 750 is owed at the end of the first."""
    text = f"""
terms:
  loan: {{{LOAN}, principal: 1000 USD, maturity: 2026-01-01, rate: 0%, every: quarter, repayment: linear}}
  guard: {{kind: flow, payer: bob, payee: eve, amount: 1% * terms.loan.balance / 1 year}}
"""
    guard = value(text, "eve", rate=0.0, step="quarter")["guard"]
    assert guard == pytest.approx(0.01 * (750 * 90 + 500 * 91 + 250 * 92) / 365)


def moved(keep: Keep, *terms: str) -> dict[float, float]:
    """Return what all loans move from bob to ada, by day, less what they lend."""
    books = keep("terms:\n  " + "\n  ".join(terms), as_of="2025-01-01", horizon="2030-12-31")
    found: dict[float, float] = {}
    for name in books.view.terms:
        for flow in books.view.outcome(name).flows:
            rows = np.broadcast_to(np.atleast_2d(flow.days), flow.amount.shape)
            for day, amount in zip(rows[0], flow.amount[0], strict=True):
                sign = 1.0 if flow.payee == "ada" else -1.0
                found[float(day)] = found.get(float(day), 0.0) + sign * float(amount)
    return {day: amount for day, amount in sorted(found.items()) if abs(amount) > 1e-9}


OLD = f"old: {{{LOAN}, principal: 1000 USD, maturity: 2028-01-01, rate: 12%, every: year, day_count: 30/360 MORE}}"


def test_an_option_changes_the_rate_of_a_loan_that_runs(keep: Keep) -> None:
    """Half a year at 12 % and half at 6 % is 90, due on the contract's own day; nothing is repaid in between."""
    right = "lower: {kind: option, holder: bob, on: 2025-06-30, exercise: always, switches: {terms.old.rate: 6%}}"
    assert moved(keep, OLD.replace(" MORE", ""), right) == pytest.approx({0: -1000, 365: 90, 730: 60, 1095: 1060})
    never = right.replace("always", "never")
    assert moved(keep, OLD.replace(" MORE", ""), never) == pytest.approx({0: -1000, 365: 120, 730: 120, 1095: 1120})


def test_an_option_extends_an_annuity(keep: Keep) -> None:
    """Three instalments of 12 %; after the first the loan runs two years longer, at equal sums of what is then owed."""
    right = "more: {kind: option, holder: bob, on: 2026-06-30, exercise: always, switches: {MATURITY: 2030-01-01}}"
    right = right.replace("MATURITY", "terms.old.maturity")
    first = 1000 * 0.12 / (1 - 1.12**-3)
    then = (1120 - first) * 0.12 / (1 - 1.12**-4)
    found = moved(keep, OLD.replace(" MORE", ", repayment: annuity"), right)
    assert list(found.values()) == pytest.approx([-1000, first, then, then, then, then])


def test_a_loan_that_replaces_another_repays_it_or_takes_it_over(keep: Keep) -> None:
    new = f"new: {{{LOAN}, replaces: old, from: 2026-01-01, principal: 500 USD, maturity: 2028-01-01, rate: 10%,"
    new += " every: year, day_count: 30/360 MORE}"
    old = OLD.replace(" MORE", "")
    alone = moved(keep, old, new.replace(" MORE", ""))
    assert alone == pytest.approx({0: -1000, 365: 1120 - 500, 730: 50, 1095: 550})
    over = moved(keep, old, new.replace(" MORE", ", takes_over: yes"))
    assert over == pytest.approx({0: -1000, 365: 120 - 500, 730: 150, 1095: 1650})
    middle = moved(keep, old, new.replace(" MORE", ", takes_over: yes").replace("2026-01-01", "2026-07-01"))
    # 60 of interest of the old loan have accrued on 1 July and fall due with the first of the new one
    assert middle == pytest.approx({0: -1000, 365: 120, 546: -500, 911: 60 + 150, 1095: 1500 + 75})


# ------------------------------------------------------------------------------------------------------- properties

COUNTS = {
    "actual/365": QuantLib.Actual365Fixed(),
    "actual/360": QuantLib.Actual360(),
    "actual/actual": QuantLib.ActualActual(QuantLib.ActualActual.ISDA),
    "30/360": QuantLib.Thirty360(QuantLib.Thirty360.BondBasis),
    "30e/360": QuantLib.Thirty360(QuantLib.Thirty360.EurobondBasis),
}


def ql(day: D) -> QuantLib.Date:
    return QuantLib.Date(day.day, day.month, day.year)


@settings(max_examples=40)
@given(
    start=st.dates(D(2025, 1, 1), D(2028, 12, 31)),
    length=st.integers(1, 2000),
    months=st.sampled_from([("month", 1), ("quarter", 3), ("half", 6), ("year", 12)]),
    count=st.sampled_from(sorted(COUNTS)),
    roll=st.sampled_from(["", "following", "modified_following", "preceding"]),
)
def test_interest_and_pay_days_are_those_of_another_library(
    keep: Keep, start: D, length: int, months: tuple[str, int], count: str, roll: str
) -> None:
    """QuantLib's schedule from the first day on, its fixed leg, its calendar of the euro's payment system."""
    matures = start + dt.timedelta(days=length)
    rolls = {"": QuantLib.Unadjusted, "following": QuantLib.Following, "preceding": QuantLib.Preceding}
    rolls["modified_following"] = QuantLib.ModifiedFollowing
    end_of_month = QuantLib.Date.isEndOfMonth(ql(start))
    plan = QuantLib.Schedule(
        ql(start),
        ql(matures),
        QuantLib.Period(months[1], QuantLib.Months),
        QuantLib.NullCalendar(),
        QuantLib.Unadjusted,
        QuantLib.Unadjusted,
        QuantLib.DateGeneration.Forward,
        end_of_month,
    )
    dates = list(plan)
    calendar = QuantLib.TARGET()
    expected = [
        (calendar.adjust(after, rolls[roll]) - ql(D(2025, 1, 1)), 50 * COUNTS[count].yearFraction(before, after))
        for before, after in pairwise(dates)
    ]
    business = f", business_days: {{roll: {roll}, calendar: TARGET}}" if roll else ""
    keys = f"principal: 1000 USD, from: {start}, maturity: {matures}, rate: 5%, every: {months[0]}, day_count: {count}"
    found = outcome(keep, keys + business, horizon="2035-12-31")
    assert line(found, "interest")[1:] == pytest.approx([amount for _, amount in expected], abs=1e-9)
    assert found.flows[1].days[0][1:].tolist() == [max(0, day) for day, _ in expected]


@settings(max_examples=40)
@given(
    start=st.dates(D(2023, 1, 1), D(2027, 12, 31)),
    years=st.integers(1, 8),
    every=st.sampled_from(["month", "quarter", "half", "year"]),
    repayment=st.sampled_from(["bullet", "linear", "annuity"]),
    count=st.sampled_from(sorted(COUNTS)),
    rate=st.integers(0, 15),
)
def test_a_loan_repays_what_was_lent_and_is_worth_it_at_its_own_rate(
    keep: Keep, start: D, years: int, every: str, repayment: str, count: str, rate: int
) -> None:
    """Interest on interest by the loan's own periods: what is paid back is worth the principal at the loan's rate."""
    keys = f"principal: 1000 USD, from: {start}, tenor: {years} years, rate: {rate}%, every: {every}"
    found = outcome(keep, f"{keys}, repayment: {repayment}, day_count: {count}", as_of="2023-01-01")
    assert sum(line(found, "repaid")) == pytest.approx(1000)
    assert line(found, "balance")[-1] == pytest.approx(0, abs=1e-9)
    opening, interest = line(found, "opening_balance"), line(found, "interest")
    growth = np.cumprod([1 + i / b for i, b in zip(interest[1:], opening[1:], strict=True)])
    assert np.sum(np.array(line(found, "paid")[1:]) / growth) == pytest.approx(1000)


@settings(max_examples=25)
@given(day=st.integers(1, 900))
def test_the_day_of_maturity_moves_interest_by_a_day(keep: Keep, day: int) -> None:
    keys = "principal: 1000 USD, maturity: {}, rate: 3.65%, every: quarter"
    one, next_ = (
        sum(line(outcome(keep, keys.format(D(2025, 1, 1) + dt.timedelta(days=n))), "interest")) for n in (day, day + 1)
    )
    assert next_ - one == pytest.approx(0.1)


# --------------------------------------------------------------------------------------------------------- mistakes

HEAD = """
dealwright: 1
title: A loan
as_of: 2025-01-01
horizon: 2029-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, bob: {}}
drivers: {done: {kind: event, chance: 10% by 2026-01-01}, profit: {kind: constant, is: 5 USD/year}}
terms: {loan: {kind: loan, lender: ada, borrower: bob, MORE}}
"""


@pytest.mark.parametrize(
    ("more", "code", "what"),
    [
        ("principal: 1 USD, rate: 5%", "none-of", "`maturity`"),
        ("principal: 1 USD, rate: 5%, maturity: 2027-01-01, tenor: 1 year", "one-too-many", "`tenor`"),
        ("principal: 1 USD, rate: 5%, maturity: 2025-01-01", "ends-before-start", "2025-01-01"),
        ("principal: 1 USD, rate: 5%, from: 2027-01-01, maturity: 2026-01-01", "ends-before-start", "2027-01-01"),
        ("principal: 1 USD, rate: 5%, maturity: 2030-01-01", "past-horizon", "2030-01-01"),
        ("principal: 1 USD, rate: 5%, tenor: 9 years", "past-horizon", "2034-01-01"),
        ("principal: 1 USD, rate: 5%, tenor: 9 years, beyond: perpetuity(1%)", "bad-beyond", "for ever"),
        (
            "principal: {2028-01-01: 1 USD, 2024-01-01: 1 USD}, from: 2025-01-01, rate: 5%, tenor: 4 years",
            "out-of-order",
            "2024",
        ),
        (
            "principal: {2026-01-01: 1 USD}, rate: 5%, maturity: 2028-01-01, instalments: {2029-01-01: 1 USD}",
            "out-of-order",
            "2029",
        ),
        ("principal: 1 USD, rate: 5%, tenor: 1 year, every: month, first: 2025-01-01", "out-of-order", "first"),
        (
            "principal: 1 USD, rate: 5%, tenor: 1 year, every: month, interest: capitalised, repayment: annuity",
            "one-too-many",
            "added",
        ),
        ("principal: 1 USD, rate: 5%, from: 2024-01-01, tenor: 2 years, sweep: profit", "no-opening", "2024-01-01"),
        ("principal: 1 USD, rate: 5%, tenor: 1 year, opening: {balance: 1 USD}", "idle-key", "`opening`"),
        ("principal: 1 USD, rate: 5%, tenor: 1 year, repayment: linear", "idle-key", "`repayment`"),
        ("principal: 1 USD, rate: 5%, tenor: 1 year, grace: 1 month", "idle-key", "`grace`"),
        ("principal: 1 USD, rate: 5%, tenor: 1 year, instalments: 1 USD", "idle-key", "`instalments`"),
        (
            "principal: 1 USD, rate: 5%, tenor: 1 year, every: month, repayment: linear, instalments: 1 USD",
            "one-too-many",
            "`instalments`",
        ),
        ("principal: 1 USD, rate: 5%, tenor: 1 year, first: 2025-03-01", "idle-key", "`first`"),
        ("principal: 1 USD, rate: 5 USD, tenor: 1 year", "unit-mismatch", "5 USD"),
        ("principal: 1 USD, rate: 5%, tenor: 1 year, day_count: 30/365", "unknown-word", "30/365"),
        ("principal: 1 USD, rate: 5%, tenor: 1 year, sweep: 5 USD", "unit-mismatch", "5 USD"),
    ],
)
def test_what_does_not_go_together_is_told(more: str, code: str, what: str) -> None:
    problems = [each for each in loads(HEAD.replace("MORE", more)).problems if each.code != "unused-driver"]
    assert [problem.code for problem in problems] == [code], problems
    assert what in problems[0].what
    assert problems[0].mend


@pytest.mark.parametrize(
    ("keys", "years"),
    [
        # ISDA, "EMU and market conventions: recent developments", 1998, its annex of examples
        ("from: 2003-11-01, maturity: 2004-05-01, every: half", [182 / (182 * 2)]),
        ("from: 1999-02-01, first: 1999-07-01, maturity: 2000-07-01, every: year", [150 / 365, 366 / 366]),
        (
            "from: 2002-08-15, first: 2003-07-15, maturity: 2004-01-15, every: half",
            [181 / (181 * 2) + 153 / (184 * 2), 184 / (184 * 2)],
        ),
        (
            "from: 1999-01-30, first: 1999-07-30, maturity: 2000-06-30, every: half",
            [181 / (181 * 2), 184 / (184 * 2), 152 / (182 * 2)],
        ),
    ],
)
def test_icma_counts_odd_periods_by_the_regular_ones_they_lie_in(keep: Keep, keys: str, years: list[float]) -> None:
    said = f"principal: 10000 USD, rate: 10%, day_count: actual/actual icma, {keys}"
    found = outcome(keep, said, as_of="1998-12-31", horizon="2004-12-31")
    assert [each for each in line(found, "interest") if each] == pytest.approx([1000 * each for each in years])


def test_icma_counts_a_long_last_period_by_the_regular_ones_at_the_end_of_months(keep: Keep) -> None:
    """The memo's last case: 30 November 1999 to 30 April 2000, quarters to 29 February and 31 May."""
    keys = "principal: 10000 USD, from: 1999-11-30, maturity: 2000-04-30, rate: 10%, day_count: actual/actual icma"
    found = outcome(keep, f"{keys}, every: quarter", as_of="1998-12-31", horizon="2004-12-31")
    assert sum(line(found, "interest")) == pytest.approx(1000 * (91 / (91 * 4) + 61 / (92 * 4)))


@given(st.dates(D(2024, 1, 1), D(2027, 12, 31)), st.sampled_from(["quarter", "half", "year"]), st.integers(1, 8))
@settings(max_examples=40)
def test_icma_makes_every_regular_coupon_alike(keep: Keep, since: D, every: str, count: int) -> None:
    months = {"quarter": 3, "half": 6, "year": 12}[every]
    keys = f"principal: 1200 USD, from: {since}, tenor: {months * count} months, rate: 10%, every: {every}"
    found = outcome(keep, f"{keys}, day_count: actual/actual icma", as_of="2023-12-31", horizon="2036-12-31")
    due = [each for each in line(found, "interest") if each]
    assert due == pytest.approx([10.0 * months] * count)


@pytest.mark.parametrize("roll", ["following", "modified_following"])
def test_adjusted_periods_count_interest_up_to_the_day_of_payment(keep: Keep, roll: str) -> None:
    """31 August 2025 is a Sunday: paid on 1 September, or back on Friday 29 August; the next period begins there."""
    keys = "principal: 36000 USD, from: 2025-02-01, first: 2025-08-31, maturity: 2026-04-04, rate: 10%, every: half"
    said = f"{keys}, day_count: actual/360, business_days: {{roll: {roll}}}"
    begins, last = D(2025, 2, 1), D(2026, 4, 6)  # 4 April 2026 is a Saturday
    moved = {"following": [D(2025, 9, 1), D(2026, 3, 2)], "modified_following": [D(2025, 8, 29), D(2026, 2, 27)]}
    ends = [begins, *moved[roll], last]
    found = outcome(keep, f"{said}, periods: adjusted")
    assert [each for each in line(found, "interest") if each] == pytest.approx(
        [10.0 * (b - a).days for a, b in pairwise(ends)]
    )
    as_written = [begins, D(2025, 8, 31), D(2026, 2, 28), D(2026, 4, 4)]
    assert [each for each in line(outcome(keep, said), "interest") if each] == pytest.approx(
        [10.0 * (b - a).days for a, b in pairwise(as_written)]
    )


FACILITY = (
    "principal: {2025-01-15: 4m, 2025-05-15: 3m}, facility: 10m, maturity: 2027-01-15, rate: 6%, every: quarter, "
    "day_count: actual/360, commitment_fee: 0.4%, available_until: 2025-10-01"
)


def test_a_commitment_fee_counts_what_is_not_drawn_up_to_the_end_of_availability(keep: Keep) -> None:
    """6m undrawn for 90 days, then for 30 and 3m for 61, then for 78 up to 1 October, at 0.4 % over 360 days."""
    found = outcome(keep, FACILITY)
    by_hand = [6e6 * 90, 6e6 * 30 + 3e6 * 61, 3e6 * 78]
    fee = [each for each in line(found, "commitment_fee") if each]
    assert fee == pytest.approx([each * 0.004 / 360 for each in by_hand])
    assert sum(line(found, "paid")) == pytest.approx(sum(line(found, "interest")) + sum(fee) + 7e6)


@pytest.mark.parametrize(("facility", "fee"), [("", 105_000.0), ("facility: 10m, ", 150_000.0)])
def test_an_arrangement_fee_is_a_share_of_the_facility_on_the_first_day(keep: Keep, facility: str, fee: float) -> None:
    keys = f"principal: {{2025-01-15: 4m, 2025-05-15: 3m}}, {facility}maturity: 2027-01-15, rate: 6%"
    found = outcome(keep, f"{keys}, arrangement_fee: 1.5%")
    assert line(found, "arrangement_fee") == pytest.approx([fee, 0.0, 0.0])
    assert paid(found)[0] == (pytest.approx(14.0), pytest.approx(fee))


def test_no_arrangement_fee_is_paid_again_for_a_loan_made_before(keep: Keep) -> None:
    keys = "principal: 4m, from: 2024-06-01, maturity: 2027-01-15, rate: 6%, arrangement_fee: 1%"
    assert sum(line(outcome(keep, keys), "arrangement_fee")) == 0.0


def test_a_prepayment_fee_is_on_what_an_event_or_a_sweep_repays_early(keep: Keep) -> None:
    """100,000 a year sweep 49,589.04 by 1 July; the event makes the rest due on 30 September, and 25,205.48 swept."""
    more = "drivers: {sold: {kind: event, when: year >= 2025, not_before: 2025-10-01}}"
    keys = "principal: 1m, maturity: 2026-01-01, rate: 0%, every: half, sweep: 100k/year, prepayment_fee: 1%"
    swept = 100_000 * 181 / 365
    alone = outcome(keep, keys)
    assert line(alone, "prepayment_fee") == pytest.approx([0.0, 0.01 * swept, 0.0])
    ended = outcome(keep, f"{keys}, ends_on: sold", more=more)
    assert sum(line(ended, "prepayment_fee")) == pytest.approx(10_000)


@pytest.mark.parametrize(
    ("keys", "code", "key"),
    [
        ("facility: 10m", "idle-key", "facility"),
        ("commitment_fee: 1%", "idle-key", "commitment_fee"),
        ("available_until: 2025-06-30", "idle-key", "available_until"),
        ("prepayment_fee: 1%", "idle-key", "prepayment_fee"),
        ("periods: adjusted", "idle-key", "periods"),
        ("facility: 5m, commitment_fee: 1%", "out-of-bounds", "6,000,000"),
        ("facility: 9m, commitment_fee: 1%, available_until: 2025-02-28", "out-of-order", "2025-03-31"),
    ],
)
def test_what_fees_need_is_told(keys: str, code: str, key: str) -> None:
    text = f"""dealwright: 1
title: A loan
as_of: 2025-01-01
horizon: 2027-12-31
currency: USD
risk_free: 3%
parties: {{ada: {{}}, bob: {{}}}}
terms: {{loan: {{{LOAN}, principal: {{2025-01-15: 4m, 2025-03-31: 2m}}, maturity: 2027-01-15, rate: 6%, {keys}}}}}
"""
    (problem,) = loads(text).problems
    assert (problem.code, key in problem.what) == (code, True)


@given(st.floats(0.0, 0.2), st.floats(0.0, 0.05), st.floats(0.0, 0.2))
@settings(max_examples=20)
def test_fees_add_themselves_and_change_nothing_else(keep: Keep, first: float, undrawn: float, early: float) -> None:
    plain = outcome(keep, FACILITY.replace("commitment_fee: 0.4%", "commitment_fee: 0%"))
    keys = FACILITY.replace("0.4%", f"{undrawn:.6f}") + f", arrangement_fee: {first:.6f}, prepayment_fee: {early:.6f}"
    found = outcome(keep, keys)
    fees = sum(sum(line(found, f"{name}_fee")) for name in ("arrangement", "commitment", "prepayment"))
    assert line(found, "balance") == line(plain, "balance")
    assert sum(line(found, "paid")) == pytest.approx(sum(line(plain, "paid")) + fees)
