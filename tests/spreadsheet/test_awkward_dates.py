"""Certain deals on awkward days, computed by hand from the words of the contract, day by day, in exact fractions.

Nothing of the program is used here but its command line: 29 February, the 31st, odd contract years, half-years
from the end of a month, moved pay days, and events that their probability brings in the middle of a period.
"""

import calendar
import datetime as dt
import json
import math
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from dealwright.cli.main import main

D, ONE = dt.date, dt.timedelta(1)
HEAD = """dealwright: 1
title: Awkward days
as_of: 2024-02-29
horizon: 2027-12-31
step: quarter
currency: USD
risk_free: 0%
parties: {a: {}, b: {}}
drivers:
  sales: {kind: constant, is: 1m USD/year}
  half: {kind: event, chance: 50% by 2026-03-31}
  most: {kind: event, chance: 80% by 2027-02-28}
  hazard: {kind: event, hazard: 30%}
terms:
"""
Rows = list[tuple[str, float]]


def flow(yearly: int, first: D, after: D) -> Fraction:
    """Return what a yearly amount comes to from a day up to before another: each day is its part of its own year."""
    days = (first + dt.timedelta(n) for n in range((after - first).days))
    return sum((Fraction(yearly, 366 if calendar.isleap(day.year) else 365) for day in days), Fraction(0))


def months(day: D, count: int) -> D:
    """Return a day some months later; the last of a month stays the last."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    end = day.day == calendar.monthrange(day.year, day.month)[1]
    return D(year, month + 1, last if end else min(day.day, last))


def stated(tmp_path: Path, capsys: pytest.CaptureFixture[str], terms: str, term: str) -> Rows:
    """Return what a term paid, and when, by the program."""
    file = tmp_path / "deal.yaml"
    file.write_text(HEAD + terms, encoding="utf-8")
    assert main(["statement", str(file), "--json", "--term", term]) == 0
    (found,) = json.loads(capsys.readouterr().out)["terms"]
    return [(row["paid_on"], row["paid"]) for row in found["periods"] if row["paid"]]


def same(found: Rows, wanted: Iterable[tuple[D, Fraction | float]]) -> None:
    """Compare days, and amounts to the cent."""
    by_hand = [(day.isoformat(), pytest.approx(float(amount), abs=0.005)) for day, amount in wanted]
    assert found == by_hand


def test_contract_quarters_from_the_first_of_march_are_paid_45_days_after(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terms = """  r: {kind: royalty, payer: a, payee: b, on: sales, rate: 7%, period: quarter, year_starts: 03-01,
      from: 2024-02-29, until: 2026-05-31, pays_after: 45 days}
"""
    cuts = [D(2024, 2, 29), *(months(D(2024, 3, 1), 3 * n) for n in range(10))]
    wanted = [(b - ONE + dt.timedelta(45), flow(70_000, a, b)) for a, b in pairwise(cuts)]
    same(stated(tmp_path, capsys, terms, "r"), wanted)


def test_half_years_from_the_end_of_august_have_minima_by_days(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terms = """  r: {kind: royalty, payer: a, payee: b, on: sales, rate: 7%, minimum: 40k, period: half,
      year_starts: 08-31, from: 2024-02-29, until: 2025-10-15, pays_after: 2 months}
"""
    cuts = [D(2024, 2, 29), D(2024, 8, 31), D(2025, 2, 28), D(2025, 8, 31), D(2025, 10, 16)]
    whole = [182 + 2, 181, 184, 181]  # 29 February to 30 August, ..., and up to 27 February 2026
    wanted = [
        (months(b - ONE, 2), max(flow(70_000, a, b), Fraction(40_000 * (b - a).days, days)))
        for (a, b), days in zip(pairwise(cuts), whole, strict=True)
    ]
    same(stated(tmp_path, capsys, terms, "r"), wanted)


def test_equal_parts_from_leap_day_fall_on_the_last_business_days_of_their_months(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terms = """  l: {kind: loan, lender: b, borrower: a, principal: 100k, from: 2024-02-29, maturity: 2027-02-28,
      rate: 5%, every: half, day_count: actual/actual, repayment: linear,
      business_days: {calendar: TARGET, roll: modified_following}}
"""
    ends = [months(D(2024, 2, 29), 6 * n) for n in range(7)]
    paid = [D(2024, 8, 30), D(2025, 2, 28), D(2025, 8, 29), D(2026, 2, 27), D(2026, 8, 31), D(2027, 2, 26)]
    left, wanted = Fraction(100_000), []
    for (a, b), day in zip(pairwise(ends), paid, strict=True):
        wanted.append((day, left * flow(5, a, b) / 100 + Fraction(100_000, 6)))
        left -= Fraction(100_000, 6)
    same(stated(tmp_path, capsys, terms, "l"), wanted)


def test_a_royalty_is_replaced_in_the_middle_of_a_quarter_under_one_cap(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terms = """  old: {kind: royalty, payer: a, payee: b, on: 4 * sales, rate: 8%, cap: 900k, paid: end,
      opening: {paid: 100k}}
  new: {kind: royalty, payer: a, payee: b, on: 4 * sales, rate: 11%, cap: 900k, replaces: old, takes_over: yes,
      from: 2026-02-15, paid: end, minimum: 90k}
"""
    cuts = [D(2024, 2, 29), *(months(D(2024, 4, 1), 3 * n) for n in range(8)), D(2026, 2, 15)]
    total, old, new = Fraction(100_000), [], []
    for a, b in pairwise(cuts):
        old.append((b - ONE, flow(320_000, a, b)))
        total += old[-1][1]
    cuts, whole = [D(2026, 2, 15), D(2026, 4, 1), D(2026, 7, 1), D(2026, 10, 1)], [90, 91, 92]
    for (a, b), days in zip(pairwise(cuts), whole, strict=True):
        due = max(flow(440_000, a, b), Fraction(90_000 * (b - a).days, days))
        new.append((b - ONE, min(due, 900_000 - total)))
        total += new[-1][1]
    same(stated(tmp_path, capsys, terms, "old"), old)
    same(stated(tmp_path, capsys, terms, "new"), [each for each in new if each[1]])


def test_an_event_at_half_on_a_quarter_end_ends_a_royalty_with_that_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "payer: a, payee: b, on: sales, rate: 10%, ends_on: half, from: 2025-10-01, paid: end"
    terms = f"  r: {{kind: royalty, {words}}}\n"
    cuts = [D(2025, 10, 1), D(2026, 1, 1), D(2026, 4, 1)]
    same(stated(tmp_path, capsys, terms, "r"), [(b - ONE, flow(100_000, a, b)) for a, b in pairwise(cuts)])


@pytest.mark.parametrize(
    ("event", "day"),
    [
        ("half", D(2026, 3, 31)),
        ("most", D(2024, 2, 29) + dt.timedelta((D(2027, 3, 1) - D(2024, 2, 29)).days * math.log(2) / math.log(5))),
        # ln 2 / 30 % is 2.3105 calendar years: 307 days are left of 2024, all of 2025, and 47.19 % of 365 days
        ("hazard", D(2026, 1, 1) + dt.timedelta((math.log(2) / 0.3 - 307 / 366 - 1) * 365)),
    ],
)
def test_a_milestone_comes_on_the_day_on_which_its_event_is_as_likely_as_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], event: str, day: D
) -> None:
    terms = f"""  m: {{kind: milestone, payer: a, payee: b, amount: 1001 USD, on: {event}}}
  t: {{kind: payment, payer: a, payee: b, amount: 1m, stages: [{{on: {event}, share: 30%, after: 6 months}}]}}
"""
    same(stated(tmp_path, capsys, terms, "m"), [(day, 1001)])
    same(stated(tmp_path, capsys, terms, "t"), [(months(day, 6), 300_000)])


def test_notice_of_a_month_from_the_31st_ends_with_february(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Notice given on 31 January 2026 for 1 month takes effect with 28 February, in the middle of a quarter."""
    terms = """  r: {kind: royalty, payer: a, payee: b, on: sales, rate: 8%, paid: end, minimum: 25k, from: 2025-10-01}
  x: {kind: termination, ends: r, on: [2026-01-31], notice: 1 month, payer: a, payee: b, fee: 250k}
"""
    cuts, whole = [D(2025, 10, 1), D(2026, 1, 1), D(2026, 3, 1)], [92, 90]
    wanted = [
        (b - ONE, max(flow(80_000, a, b), Fraction(25_000 * (b - a).days, days)))
        for (a, b), days in zip(pairwise(cuts), whole, strict=True)
    ]
    same(stated(tmp_path, capsys, terms, "r"), wanted)
