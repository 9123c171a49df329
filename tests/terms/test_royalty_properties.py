"""What holds for every royalty, and every clause against a computation row by row."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from terms.royalty_by_rows import Clauses, rows

Keep = Callable[..., Any]
CENT = 0.005
MIDDLES = ("02-15", "05-15", "08-15", "11-15")
common = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)

amounts = st.lists(st.integers(0, 400).map(float), min_size=8, max_size=8)
shares = st.integers(0, 40).map(lambda percent: percent / 100)
rising = st.sampled_from([(0.05, 0.1, 0.2), (0.1, 0.1, 0.1), (0.02, 0.03, 0.3)])
any_rates = st.one_of(rising, st.tuples(shares, shares, shares))
clauses = st.builds(
    Clauses,
    bounds=st.sampled_from([(100.0, 300.0), (50.0, 500.0), (250.0, 251.0)]),
    rates=any_rates,
    to_date=st.sampled_from(["quarter", "year", "ever"]),
    retroactive=st.booleans(),
    deducted=st.sampled_from([0.0, 0.08]),
    period_cap=st.sampled_from([None, 20.0]),
    others=st.sampled_from([0.0, 0.06]),
    floor=st.sampled_from([0.0, 0.04]),
    advance=st.sampled_from([0.0, 35.0]),
    withheld=st.sampled_from([1.0, 0.5]),
    minimum=st.sampled_from([None, 8.0, 30.0]),
    yearly=st.sampled_from(["no", "shortfall", "true_up"]),
    recoupable=st.booleans(),
    lasts=st.sampled_from([None, 1]),
    before=st.booleans(),
    cap=st.sampled_from([None, 90.0]),
)


def sensible(drawn: Clauses) -> Clauses:
    """Leave out what would be named as idle, and a cap with payments that go back."""
    if drawn.minimum is None:
        drawn = replace(drawn, yearly="no", recoupable=False, before=False)
    if not drawn.advance:
        drawn = replace(drawn, before=False)
    drawn = drawn if drawn.recoupable else replace(drawn, lasts=None)
    return replace(drawn, cap=None) if drawn.yearly == "true_up" else drawn


def terms(written: str, sales: list[float], *more: str) -> str:
    days = [f"{2025 + place // 4}-{MIDDLES[place % 4]}: {amount} USD" for place, amount in enumerate(sales)]
    sold = f"sold: {{kind: payment, payer: eve, payee: ada, amount: {{{', '.join(days)}}}}}"
    fee = f"fee: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, {written}}}"
    return "terms:\n" + "".join(f"  {term}\n" for term in (sold, fee, *more))


def paid(keep: Keep, written: str, sales: list[float], *more: str) -> Any:
    """Return what is paid for each quarter, advances apart."""
    books = keep(terms(written, sales, *more), step="quarter")
    return books.view.outcome("fee").flows[0].amount[0]


@settings(common, max_examples=100)
@given(drawn=clauses.map(sensible), sales=amounts)
def test_every_clause_pays_to_the_cent_what_a_computation_by_rows_does(
    keep: Keep, drawn: Clauses, sales: list[float]
) -> None:
    assert paid(keep, drawn.written(), sales) == pytest.approx(rows(drawn, sales), abs=CENT / 100)


@common
@given(drawn=clauses.map(sensible), sales=amounts, split=st.floats(1.0, 99.0))
def test_a_tier_split_in_two_of_one_rate_changes_nothing(
    keep: Keep, drawn: Clauses, sales: list[float], split: float
) -> None:
    first = drawn.bounds[0]
    more = replace(drawn, bounds=(first * split / 100, *drawn.bounds), rates=(drawn.rates[0], *drawn.rates))
    assert paid(keep, more.written(), sales) == pytest.approx(paid(keep, drawn.written(), sales), abs=1e-9)


@common
@given(drawn=clauses.map(sensible), sales=amounts, cap=st.floats(1.0, 200.0))
def test_a_cap_never_raises_what_is_paid(keep: Keep, drawn: Clauses, sales: list[float], cap: float) -> None:
    free = replace(drawn, cap=None)
    capped, plain = (paid(keep, each.written(), sales) for each in (replace(free, cap=cap), free))
    if drawn.yearly != "true_up":
        assert np.all(capped <= plain + 1e-9)
    assert np.all(np.cumsum(capped) <= np.cumsum(plain) + 1e-9)
    assert np.sum(capped) <= cap + 1e-9


@common
@given(rates=any_rates, sales=amounts, more=amounts, to_date=st.sampled_from(["quarter", "year", "ever"]))
def test_a_marginal_royalty_in_all_rises_with_its_base(
    keep: Keep, rates: tuple[float, float, float], sales: list[float], more: list[float], to_date: str
) -> None:
    clause = Clauses(bounds=(100.0, 300.0), rates=rates, to_date=to_date).written()
    higher = [one + other for one, other in zip(sales, more, strict=True)]
    assert np.sum(paid(keep, clause, higher)) >= np.sum(paid(keep, clause, sales)) - 1e-9


@common
@given(rates=rising, sales=amounts, to_date=st.sampled_from(["quarter", "year", "ever"]))
def test_retroactive_tiers_pay_no_less_than_marginal_ones_where_rates_rise(
    keep: Keep, rates: tuple[float, float, float], sales: list[float], to_date: str
) -> None:
    marginal = Clauses(bounds=(100.0, 300.0), rates=rates, to_date=to_date)
    retroactive = replace(marginal, retroactive=True)
    both = (np.cumsum(paid(keep, each.written(), sales)) for each in (retroactive, marginal))
    assert np.all(next(both) >= next(both) - 1e-9)


@common
@given(sales=amounts, advance=st.floats(1.0, 300.0), part=st.floats(1.0, 100.0))
def test_with_an_advance_the_payee_has_the_larger_of_it_and_the_royalty(
    keep: Keep, sales: list[float], advance: float, part: float
) -> None:
    """Once all that falls due may be withheld; where only a part may, the payee has that much more on the way."""
    ahead = f"rate: 25%, advance: {{amount: {advance} USD}}"
    royalty = 0.25 * sum(sales)
    assert advance + np.sum(paid(keep, ahead, sales)) == pytest.approx(max(advance, royalty), abs=1e-9)
    some = advance + np.sum(paid(keep, f"{ahead}, recoupment: {part}%", sales))
    assert some == pytest.approx(max(royalty, advance + royalty * (1 - part / 100)), abs=1e-9)


@common
@given(drawn=clauses.map(sensible), sales=amounts)
def test_a_true_up_makes_a_year_pay_the_larger_of_its_royalty_and_its_minimum(
    keep: Keep, drawn: Clauses, sales: list[float]
) -> None:
    plain = replace(drawn, advance=0.0, recoupable=False, before=False, cap=None, minimum=None, yearly="no")
    settled = replace(plain, minimum=12.0, yearly="true_up")
    royalty, whole = (paid(keep, each.written(), sales) for each in (plain, settled))
    for year in (slice(0, 4), slice(4, 8)):
        assert np.sum(whole[year]) == pytest.approx(max(np.sum(royalty[year]), 48.0), abs=1e-9)


@common
@given(sales=amounts, back=amounts, rates=st.tuples(shares, shares))
def test_netting_moves_no_worth_in_all_and_pays_only_one_way(
    keep: Keep, sales: list[float], back: list[float], rates: tuple[float, float]
) -> None:
    days = [f"{2025 + place // 4}-{MIDDLES[place % 4]}: {amount} USD" for place, amount in enumerate(back)]
    made = f"made: {{kind: payment, payer: eve, payee: bob, amount: {{{', '.join(days)}}}}}"
    other = f"back: {{kind: royalty, payer: bob, payee: ada, on: terms.made.paid, rate: {100 * rates[1]}%CLAUSE}}"
    plain, netted = (
        keep(terms(f"rate: {100 * rates[0]}%", sales, made, other.replace("CLAUSE", clause)), step="quarter").view
        for clause in ("", ", netted_with: fee")
    )
    there, back_ = (netted.outcome(name).flows[0].amount[0] for name in ("fee", "back"))
    before = [plain.outcome(name).flows[0].amount[0] for name in ("fee", "back")]
    assert there - back_ == pytest.approx(before[0] - before[1], abs=1e-9)
    assert np.all(np.minimum(there, back_) <= 1e-9)


@common
@given(
    sales=amounts,
    mine=any_rates,
    its=any_rates,
    part=st.floats(0.1, 3.0),
    retroactive=st.booleans(),
)
def test_a_most_favoured_payee_never_has_the_lower_rate(
    keep: Keep,
    sales: list[float],
    mine: tuple[float, float, float],
    its: tuple[float, float, float],
    part: float,
    *,
    retroactive: bool,
) -> None:
    own = Clauses(bounds=(100.0, 300.0), rates=mine, to_date="year")
    other = Clauses(bounds=(80.0, 200.0), rates=its, retroactive=retroactive, to_date="quarter")
    carl = f"carl: {{kind: royalty, payer: ada, payee: eve, on: {part} * terms.sold.paid, {other.written()}}}"
    got = paid(keep, f"{own.written()}, most_favoured: carl", sales, carl)
    before = paid(keep, own.written(), sales)
    bases = np.array(sales)
    has = np.array(rows(other, [part * amount for amount in sales]))
    rate = np.divide(has, part * bases, out=np.zeros(8), where=bases > 0)
    assert got == pytest.approx(np.maximum(before, rate * bases), abs=1e-9)


DATED = (
    "tiers: [{up_to: 100 USD, rate: 5%}, {rate: 15%}], tier_period: year",
    "tiers: [{up_to: 100 USD, rate: 5%}, {rate: 15%}]",
    "rate: 10%, minimum: 30 USD, true_up: year",
    "rate: 10%, minimum: 120 USD, minimum_period: year, year_starts: 04-15",
    "rate: 10%, period_cap: 8 USD, advance: {amount: 20 USD}, recoupment: 50%",
    "rate: 10%, deductions: 20 USD/year, cap: 70 USD",
)


@common
@given(
    which=st.sampled_from(DATED),
    days=st.integers(20, 700),
    change=st.integers(20, 700),
    by_event=st.booleans(),
)
def test_worth_is_continuous_in_dates(keep: Keep, which: str, days: int, change: int, *, by_event: bool) -> None:
    """An end or a change of the rate one day later moves what is paid by no more than some days' worth."""

    def worth(end: int, turn: int) -> float:
        first, second = (np.datetime64("2025-01-01") + day for day in (end, turn))
        life = "ends_on: over" if by_event else f"until: {first - 1}"
        changes = f"rate_changes: [{{on: {second}, times: 50%}}]"
        books = keep(
            f"""
drivers:
  over: {{kind: event, when: year >= 2025, not_before: {first}}}
terms: {{fee: {{kind: royalty, payer: ada, payee: bob, on: 400 USD/year, {which}, {changes}, {life}}}}}
""",
            step="quarter",
        )
        return float(np.sum(books.view.outcome("fee").flows[0].amount[0]))

    here = worth(days, change)
    assert abs(worth(days + 1, change) - here) < 1.0
    assert abs(worth(days, change + 1) - here) < 1.0


@common
@given(drawn=clauses.map(sensible), sales=amounts, times=st.integers(2, 1000))
def test_money_of_another_size_scales_all(keep: Keep, drawn: Clauses, sales: list[float], times: int) -> None:
    def scaled(amount: float | None) -> float | None:
        return None if amount is None else amount * times

    larger = replace(
        drawn,
        bounds=tuple(bound * times for bound in drawn.bounds),
        period_cap=scaled(drawn.period_cap),
        advance=drawn.advance * times,
        minimum=scaled(drawn.minimum),
        cap=scaled(drawn.cap),
    )
    many = [amount * times for amount in sales]
    got = paid(keep, larger.written(), many)
    assert got / times == pytest.approx(paid(keep, drawn.written(), sales), abs=1e-9)


def never_falling(drawn: Clauses) -> Clauses:
    """Leave out retroactive rates that fall: what the first part had at the higher one is a credit, not paid back."""
    return replace(drawn, retroactive=drawn.retroactive and list(drawn.rates) == sorted(drawn.rates))


STACKED = Clauses((100.0, 300.0), (0.05, 0.1, 0.2), "year", period_cap=20.0, others=0.06)
RECOUPED = replace(STACKED, bounds=(50.0, 500.0), rates=(0.1, 0.1, 0.1), retroactive=True, others=0.0)
RECOUPED = replace(RECOUPED, period_cap=None, advance=35.0, withheld=0.5, minimum=8.0, recoupable=True)
WITHHELD = Clauses((100.0, 300.0), (0.02, 0.03, 0.3), "ever", period_cap=20.0, others=0.06, floor=0.04, advance=35.0)
ON_ACCOUNT = Clauses((250.0, 251.0), (0.1, 0.1, 0.1), "year", period_cap=20.0, others=0.06, advance=35.0)
ON_ACCOUNT = replace(ON_ACCOUNT, withheld=0.5, minimum=8.0, yearly="true_up", before=True)
SHORT = Clauses((100.0, 300.0), (0.05, 0.1, 0.2), withheld=0.5, minimum=8.0, recoupable=True)
LATE = Clauses((250.0, 251.0), (0.05, 0.1, 0.2), "year", others=0.06, floor=0.04, cap=90.0)


@settings(common, max_examples=80)
@given(drawn=clauses.map(sensible).map(never_falling), sales=amounts, day=st.integers(0, 700), whole=st.booleans())
@example(drawn=STACKED, sales=[0.0, 366.0, 131.0, 0.0, 0.0, 0.0, 0.0, 0.0], day=150, whole=True)
@example(drawn=RECOUPED, sales=[0.0, 275.0, 102.0, 143.0, 0.0, 0.0, 274.0, 0.0], day=156, whole=False)
@example(drawn=WITHHELD, sales=[0.0, 0.0, 0.0, 62.0, 380.0, 0.0, 0.0, 168.0], day=678, whole=False)
@example(drawn=ON_ACCOUNT, sales=[0.0, 0.0, 0.0, 0.0, 98.0, 157.0, 0.0, 179.0], day=511, whole=True)
@example(drawn=SHORT, sales=[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 131.0], day=638, whole=False)
@example(drawn=LATE, sales=[135.0, 136.0, 0.0, 5.0, 0.0, 39.0, 231.0, 0.0], day=689, whole=True)
def test_to_go_on_with_the_same_words_in_the_middle_of_a_year_changes_nothing(
    keep: Keep, drawn: Clauses, sales: list[float], day: int, *, whole: bool
) -> None:
    """Year to date, minima and caps of a period, credits and what waits to come off go over to whoever goes on."""
    written = drawn.written() + (", year_starts: 02-23" if whole and drawn.to_date != "quarter" else "")
    since = date(2025, 1, 2) + timedelta(day)
    new = (
        f"new: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, {written}, from: {since}, "
        "replaces: fee, takes_over: yes}"
    )
    alone = float(np.sum(keep(terms(written, sales), step="month").view.outcome("fee").flows[0].amount[0]))
    books = keep(terms(written, sales, new), step="month")
    both = sum(float(np.sum(books.view.outcome(name).flows[0].amount[0])) for name in ("fee", "new"))
    assert both == pytest.approx(alone, abs=CENT)


@settings(common, max_examples=30)
@given(drawn=clauses.map(sensible), sales=amounts)
def test_to_count_the_base_itself_changes_nothing(keep: Keep, drawn: Clauses, sales: list[float]) -> None:
    drawn = replace(drawn, deducted=0.0)
    counted = f"{drawn.written()}, tiers_count: terms.sold.paid"
    assert paid(keep, counted, sales) == pytest.approx(paid(keep, drawn.written(), sales), abs=CENT)


@settings(common, max_examples=30)
@given(sales=amounts, quarter=st.integers(1, 7), retroactive=st.booleans(), to_date=st.sampled_from(["year", "ever"]))
def test_what_tiers_count_goes_over_to_whoever_goes_on(
    keep: Keep, sales: list[float], quarter: int, *, retroactive: bool, to_date: str
) -> None:
    """At the start of a quarter: inside one, the parts of the base and of what is counted need not be the same."""
    drawn = Clauses((100.0, 300.0), (0.05, 0.1, 0.2), to_date, retroactive)
    written = f"{drawn.written()}, tiers_count: 70 USD/year + terms.sold.paid / 2"
    since = date(2025 + quarter // 4, 1 + quarter % 4 * 3, 1)
    new = (
        f"new: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, {written}, from: {since}, "
        "replaces: fee, takes_over: yes}"
    )
    alone = keep(terms(written, sales), step="month").view.outcome("fee").flows[0].amount[0]
    both = keep(terms(written, sales, new), step="month").view
    total = sum(float(np.sum(both.outcome(name).flows[0].amount[0])) for name in ("fee", "new"))
    assert total == pytest.approx(float(np.sum(alone)), abs=CENT)
