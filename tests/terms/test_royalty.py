"""Royalties clause by clause, by sums done by hand to the cent: the sales of each quarter are payments of a third."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

Keep = Callable[..., Any]
TIERS = "tiers: [{up_to: 100 USD, rate: 10%}, {up_to: 200 USD, rate: 12%}, {rate: 15%}]"
MIDDLES = ("02-15", "05-15", "08-15", "11-15")


def sold(amounts: Sequence[float], name: str = "sold", year: int = 2025) -> str:
    """Sell so much in each quarter from 2025 on: what eve pays ada in it."""
    days = [f"{year + place // 4}-{MIDDLES[place % 4]}: {amount} USD" for place, amount in enumerate(amounts)]
    return f"{name}: {{kind: payment, payer: eve, payee: ada, amount: {{{', '.join(days)}}}}}"


def fee(keep: Keep, clauses: str, amounts: Sequence[float], *more: str, **head: str) -> Any:
    """Keep the books of a royalty that ada owes bob on what she sells."""
    on = "" if "bases:" in clauses else "on: terms.sold.paid, "
    own = f"fee: {{kind: royalty, payer: ada, payee: bob, {on}{clauses}}}"
    terms = "".join(f"\n  {term}" for term in (sold(amounts), own, *more))
    return keep(f"terms:{terms}\n", **{"step": "quarter", **head}).view.outcome("fee")


def line(outcome: Any, name: str) -> list[float]:
    found = {each.name: each.amounts[0] for each in outcome.account().lines}
    return [round(float(amount), 6) for amount in found[name]]


def paid(keep: Keep, clauses: str, amounts: Sequence[float], *more: str, **head: str) -> list[float]:
    return line(fee(keep, clauses, amounts, *more, **head), "paid")[: len(amounts)]


def test_marginal_tiers_apply_each_rate_inside_its_bounds(keep: Keep) -> None:
    """240 in a year: 10 % of 100, 12 % of 100, 15 % of 40: 10 + 12 + 6 = 28."""
    outcome = fee(keep, f"{TIERS}, period: year, until: 2025-12-31", [240], horizon="2025-12-31")
    assert line(outcome, "paid") == [28.0]
    assert [line(outcome, f"tier {tier}") for tier in (1, 2, 3)] == [[10.0], [12.0], [6.0]]
    assert line(outcome, "rate") == [round(28 / 240, 6)]


def test_tiers_of_each_payment_period_begin_anew(keep: Keep) -> None:
    """Tiers of quarters: 60 at 10 % every quarter, and 150 in the last: 10 + 6."""
    assert paid(keep, TIERS, [60, 60, 60, 150]) == [6.0, 6.0, 6.0, 16.0]


def test_yearly_tiers_are_paid_quarterly_on_the_year_to_date(keep: Keep) -> None:
    """60 a quarter: 6; 40 at 10 % and 20 at 12 %: 6.4; 60 at 12 %: 7.2; 20 at 12 % and 40 at 15 %: 8.4. Then anew."""
    found = paid(keep, f"{TIERS}, tier_period: year", [60, 60, 60, 60, 60])
    assert found == [6.0, 6.4, 7.2, 8.4, 6.0]


def test_retroactive_tiers_apply_the_rate_that_is_reached_to_all(keep: Keep) -> None:
    """To date 60, 120, 180, 240 at 10, 12, 12 and 15 %: 6, 14.4, 21.6, 36, less what was paid before."""
    found = paid(keep, f"{TIERS}, tier_period: year, tier_method: retroactive", [60, 60, 60, 60, 60])
    assert found == [6.0, 8.4, 7.2, 14.4, 6.0]


def test_up_to_an_amount_means_that_amount_too(keep: Keep) -> None:
    found = paid(keep, f"{TIERS}, tier_method: retroactive", [100, 100.01, 200, 0])
    assert found == [10.0, 12.0012, 24.0, 0.0]


def test_what_retroactive_tiers_take_back_is_a_credit(keep: Keep) -> None:
    """20 % up to 100, then 10 % of all: 80 brings 16; 120 in all 12, 4 too much; 150 in all 15, 1 too much; 200: 20."""
    clauses = "tiers: [{up_to: 100 USD, rate: 20%}, {rate: 10%}], tier_period: year, tier_method: retroactive"
    assert paid(keep, clauses, [80, 40, 30, 50]) == [16.0, 0.0, 0.0, 4.0]


def test_past_a_last_bound_nothing_more_is_due(keep: Keep) -> None:
    marginal = "tiers: [{up_to: 50 USD, rate: 20%}, {up_to: 100 USD, rate: 10%}], period: year"
    assert paid(keep, marginal, [200], horizon="2025-12-31") == [15.0]
    assert paid(keep, f"{marginal}, tier_method: retroactive", [200], horizon="2025-12-31") == [10.0]


def test_cumulative_tiers_count_what_there_was_before(keep: Keep) -> None:
    """90 before, then 60 and 60: 10 at 10 % and 50 at 12 %; 50 at 12 % and 10 at 15 %."""
    clauses = f"{TIERS}, tiers_on: cumulative, opening: {{base: 90 USD}}"
    assert paid(keep, clauses, [60, 60]) == [7.0, 7.5]
    # retroactive: 150 x 12 % less 90 x 10 %, then 210 x 15 % less 150 x 12 %
    assert paid(keep, f"{clauses}, tier_method: retroactive", [60, 60]) == [9.0, 13.5]


def test_the_base_of_the_year_before_the_first_day_counts_in_yearly_tiers(keep: Keep) -> None:
    """As of 1 July: 130 sold, so 60 more take 12 %, and of the next 60 only 10 do."""
    clauses = f"{TIERS}, tier_period: year, from: 2020-01-01, opening: {{base_this_period: 130 USD}}"
    sales = [0, 0, 60, 60]
    found = line(fee(keep, clauses, sales, as_of="2025-07-01"), "paid")
    assert found[:2] == [7.2, round(10 * 0.12 + 50 * 0.15, 6)]


def test_tier_bounds_shrink_with_the_days_of_the_term(keep: Keep) -> None:
    """From 1 July, 184 of 365 days: bounds of 50.41 and 100.82; 40 and 60 bring 4, then 1.04 + 5.94."""
    found = paid(keep, f"{TIERS}, tier_period: year, from: 2025-07-01", [0, 0, 40, 60])
    first = 100 * 184 / 365
    expected = (first - 40) * 0.10 + (100 - first) * 0.12
    assert found[:2] == [4.0, round(expected, 6)]


def test_bounds_of_a_first_year_that_is_cut_short_stay_whole_where_agreed(keep: Keep) -> None:
    """From July on, 120 at 10 % of 100 and 12 % of 20; with bounds by days 50.41, 50.41 and 19.18 at three rates."""
    clauses = f"{TIERS}, period: year, from: 2025-07-01, until: 2025-12-31"
    assert paid(keep, f"{clauses}, tiers_prorated: no", [0, 0, 120]) == [12.4]
    part = 184 / 365
    expected = 10 * part + 12 * part + 0.15 * (120 - 200 * part)
    assert paid(keep, clauses, [0, 0, 120]) == pytest.approx([expected])


def test_a_year_cut_short_by_an_event_is_settled_by_its_days_when_that_is_known(keep: Keep) -> None:
    """Ends after 273 days: until September the bounds are those of a whole year, then 74.79 and 149.59."""
    drivers = "\ndrivers: {over: {kind: event, when: year >= 2025, not_before: 2025-10-01}}"
    clauses = f"on: terms.sold.paid, {TIERS}, tier_period: year, ends_on: over"
    own = f"fee: {{kind: royalty, payer: ada, payee: bob, {clauses}}}"
    books = keep(f"terms:\n  {sold([60, 60, 60, 60])}\n  {own}{drivers}\n", step="quarter")
    bounds = [100 * 273 / 365, 200 * 273 / 365]
    total = bounds[0] * 0.10 + (bounds[1] - bounds[0]) * 0.12 + (180 - bounds[1]) * 0.15
    found = line(books.view.outcome("fee"), "paid")
    assert found[:2] == [6.0, 6.4]
    assert sum(found) == pytest.approx(total, abs=1e-5)


def test_contract_years_of_tiers_begin_on_their_anniversary(keep: Keep) -> None:
    """Years from 1 April: the first quarter belongs to the old year, whose bounds of 90 days are 24.66 and 49.32."""
    found = paid(keep, f"{TIERS}, tier_period: year, year_starts: 04-01", [20, 60, 60, 60, 60])
    assert found == [2.0, 6.0, 6.4, 7.2, 8.4]


def test_a_rate_changes_on_its_day_inside_a_period(keep: Keep) -> None:
    """365 a year at 10 %, from 20 July (day 200) on at 4 %, from 2026 on half of that."""
    clauses = (
        "on: 365 USD/year, period: year, rate: 10%, "
        "rate_changes: [{on: 2026-01-01, times: 50%}, {on: 2025-07-20, rate: 4%}]"
    )
    found = keep(f"terms: {{fee: {{kind: royalty, payer: ada, payee: bob, {clauses}}}}}").view.outcome("fee")
    assert line(found, "paid") == [round(20 + 165 * 0.04, 6), round(365 * 0.02, 6)]


def test_tiers_change_at_an_event_where_the_year_to_date_stands(keep: Keep) -> None:
    """150 sold by the day of generic entry: 10 + 6; the next 100 at half: 50 x 6 % + 50 x 7.5 %."""
    text = f"""
drivers: {{generic: {{kind: event, when: year >= 2025, not_before: 2025-07-01}}}}
terms:
  {sold([75, 75, 50, 50])}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, {TIERS}, tier_period: year,
    rate_changes: [{{on: generic, times: 50%}}]}}
"""
    found = line(keep(text, step="quarter").view.outcome("fee"), "paid")
    assert found[:4] == [7.5, 8.5, 3.0, 3.75]


def test_new_tiers_go_on_from_the_year_to_date(keep: Keep) -> None:
    """80 at 10 %; from July 20 % up to 120, then 30 %: 40 x 20 % + 20 x 30 %."""
    clauses = (
        f"{TIERS}, tier_period: year, "
        "rate_changes: [{on: 2025-07-01, tiers: [{up_to: 120 USD, rate: 20%}, {rate: 30%}]}]"
    )
    assert paid(keep, clauses, [40, 40, 60, 10]) == [4.0, 4.0, 14.0, 3.0]


def test_one_rate_takes_the_place_of_tiers_where_an_event_has_come_before_it_and_where_it_has_not(keep: Keep) -> None:
    """20 cents a day at 20 % in 2026, doubled from an event on that may come before that year, in it or never."""
    text = f"""
drivers: {{early: {{kind: event, chance: 50% by 2025-12-31}}}}
terms:
  fee: {{kind: royalty, payer: ada, payee: bob, on: 73 USD/year, period: year, {TIERS},
    rate_changes: [{{on: 2026-01-01, rate: 20%}}, {{on: early, times: 2x}}]}}
"""
    view = keep(text, paths=64).view
    found = next(each.amounts for each in view.outcome("fee").account().lines if each.name == "paid")
    doubled = np.clip(730.0 - view.futures.event("early"), 0.0, 365.0)
    assert found[:, 1] == pytest.approx(0.2 * 0.2 * (365.0 + doubled))
    assert {0.0, 365.0} < set(doubled)


def test_deductions_come_off_up_to_their_cap(keep: Keep) -> None:
    """8 % of 100 come off; a cap of 5 % leaves 95."""
    outcome = fee(keep, "rate: 10%, deductions: 8% * terms.sold.paid", [100, 50])
    assert line(outcome, "paid")[:2] == [9.2, 4.6]
    assert line(outcome, "deductions")[:2] == [8.0, 4.0]
    assert paid(keep, "rate: 10%, deductions: 8% * terms.sold.paid, deductions_cap: 5%", [100, 50]) == [9.5, 4.75]


def test_losses_are_set_against_what_comes_next_where_agreed(keep: Keep) -> None:
    """100, -50, 80: without carrying 10, 0, 8; with it 10, 0, 3."""
    clauses = "rate: 10%, on: terms.sold.paid - terms.cost.paid"
    cost = sold([0, 50, 0], "cost")
    own = "fee: {{kind: royalty, payer: ada, payee: bob, {}}}"

    def of(more: str) -> list[float]:
        books = keep(f"terms:\n  {sold([100, 0, 80])}\n  {cost}\n  {own.format(clauses + more)}\n", step="quarter")
        return line(books.view.outcome("fee"), "paid")[:3]

    assert of("") == [10.0, 0.0, 8.0]
    assert of(", carry_losses: yes") == [10.0, 0.0, 3.0]


def test_several_bases_have_rates_of_their_own_under_one_minimum_and_one_cap(keep: Keep) -> None:
    """10 % of 100 and 6 % of 50: 13; then 1 and 0.6, raised to 5; the cap of 20 leaves 2 of 10.6."""
    bases = "bases: [{title: us, on: terms.sold.paid, rate: 10%}, {title: row, on: terms.abroad.paid, rate: 6%}]"
    outcome = fee(keep, f"{bases}, minimum: 5 USD, cap: 20 USD", [100, 10, 100], sold([50, 10, 10], "abroad"))
    assert line(outcome, "paid")[:3] == [13.0, 5.0, 2.0]
    assert line(outcome, "share us")[:3] == [10.0, 1.0, 10.0]
    assert line(outcome, "share row")[:3] == [3.0, 0.6, 0.6]
    assert line(outcome, "balance")[:3] == [7.0, 2.0, 0.0]


def test_an_advance_is_recouped_from_the_share(keep: Keep) -> None:
    """30 paid ahead in January; of 10 % of 100, 200, 300: 10 and 20 withheld, then 30 paid."""
    outcome = fee(keep, "rate: 10%, advance: {amount: 30 USD, on: 2025-01-10}", [100, 200, 300])
    assert line(outcome, "recouped")[:3] == [10.0, 20.0, 0.0]
    assert line(outcome, "paid")[:3] == [30.0, 0.0, 30.0]
    assert line(outcome, "balance")[:3] == [20.0, 0.0, 0.0]
    assert [flow.amount[0].sum() for flow in outcome.flows] == pytest.approx([30.0, 30.0])
    assert outcome.flows[1].days.tolist() == [[9.0]]


def test_only_a_part_of_each_royalty_may_be_withheld(keep: Keep) -> None:
    """Half of 10, 20 and 30 go to the advance of 12: 5, 7 of 10, none."""
    outcome = fee(keep, "rate: 10%, recoupment: 50%, advance: {amount: 12 USD}", [100, 200, 300])
    assert line(outcome, "recouped")[:3] == [5.0, 7.0, 0.0]
    assert line(outcome, "paid")[:3] == [5.0, 13.0, 30.0]


def test_an_advance_is_recouped_from_gross_before_the_rate_counts(keep: Keep) -> None:
    """150 come off the top: 100 and 50 of 200; half of the other 150 is due."""
    outcome = fee(keep, "rate: 50%, recoup_from: gross, advance: {amount: 150 USD}", [100, 200])
    assert line(outcome, "recouped_from_gross")[:2] == [100.0, 50.0]
    assert line(outcome, "base")[:2] == [0.0, 150.0]
    assert line(outcome, "paid")[:2] == [0.0, 75.0]
    assert line(outcome, "balance")[:2] == [50.0, 0.0]


def test_the_opening_says_what_is_still_to_be_recouped(keep: Keep) -> None:
    clauses = "rate: 10%, advance: {amount: 30 USD, on: 2024-01-10}, opening: {balance: 12 USD}"
    assert paid(keep, clauses, [100, 200]) == [0.0, 18.0]
    assert paid(keep, clauses.replace(", opening: {balance: 12 USD}", ""), [100, 200, 100]) == [0.0, 0.0, 10.0]


def test_several_advances_are_one_account(keep: Keep) -> None:
    """10 ahead in January, 15 in May: 10 x 1 = 10 withheld, then 15 of 20."""
    advances = "advance: [{amount: 10 USD, on: 2025-01-10}, {amount: 15 USD, on: 2025-05-01}]"
    outcome = fee(keep, f"rate: 10%, {advances}", [100, 200])
    assert line(outcome, "balance")[:2] == [0.0, 0.0]
    assert line(outcome, "due")[:2] == [0.0, 5.0]
    assert line(outcome, "paid")[:2] == [10.0, 20.0]


def test_a_minimum_applies_after_recoupment_unless_it_says_before(keep: Keep) -> None:
    """10 % of 100; 30 to be recouped; a minimum of 4: after it 4 is paid. Before it, 10 is withheld whole."""
    clauses = "rate: 10%, minimum: 4 USD, advance: {amount: 30 USD}"
    assert paid(keep, clauses, [100, 10, 300], horizon="2025-09-30") == [4.0, 4.0, 11.0]
    before = f"{clauses}, minimum_applies: before_recoupment"
    assert paid(keep, before, [100, 10, 300], horizon="2025-09-30") == [0.0, 0.0, 14.0]


def test_what_a_minimum_added_is_recouped_where_agreed(keep: Keep) -> None:
    """10 % of 50, 50, 300 against a minimum of 12: 7 and 7 added; of 30 the 14 are withheld, 16 paid."""
    outcome = fee(keep, "rate: 10%, minimum: 12 USD, minimum_recoupable: yes", [50, 50, 300], horizon="2025-09-30")
    assert line(outcome, "paid") == [12.0, 12.0, 16.0]
    assert line(outcome, "balance") == [7.0, 14.0, 0.0]


def test_a_yearly_minimum_is_made_up_with_the_last_quarter(keep: Keep) -> None:
    """5 + 10 + 5 + 10 fall 10 short of 40; the next year begins anew."""
    clauses = "rate: 10%, minimum: 40 USD, minimum_period: year"
    assert paid(keep, clauses, [50, 100, 50, 100, 500, 0, 0, 0]) == [5.0, 10.0, 5.0, 20.0, 50.0, 0.0, 0.0, 0.0]


def test_a_quarterly_minimum_is_trued_up_at_the_end_of_the_year(keep: Keep) -> None:
    """1, 3, 5, 9 against 4 a quarter: 4, 4, 5, then 18 in all - 13 = 5. Then 4, 4, 4 and 16 - 12 = 4 of nothing."""
    outcome = fee(keep, "rate: 10%, minimum: 4 USD, true_up: year", [10, 30, 50, 90, 0, 0, 0, 0])
    assert line(outcome, "paid") == [4.0, 4.0, 5.0, 5.0, 4.0, 4.0, 4.0, 4.0]
    assert line(outcome, "true_up") == [0.0, 0.0, 0.0, -4.0, 0.0, 0.0, 0.0, 0.0]


def test_what_was_paid_too_much_on_account_is_paid_back(keep: Keep) -> None:
    """16 earned in the first quarter; 4, 4, 4 more on account; the year comes to 16: all 12 go back."""
    found = paid(keep, "rate: 10%, minimum: 4 USD, true_up: year", [160, 0, 0, 0])
    assert found == [16.0, 4.0, 4.0, -8.0]
    assert sum(found) == 16.0


def test_a_yearly_minimum_is_paid_quarterly_on_account(keep: Keep) -> None:
    """36.5 a year is 9, 9.1, 9.2 and 9.2 by days; 30 earned at the end are under it, 40 are 12.7 over what was paid."""
    clauses = "rate: 10%, minimum: 36.5 USD, minimum_period: year, true_up: year"
    found = paid(keep, clauses, [0, 0, 0, 300])
    assert found == [9.0, 9.1, 9.2, 9.2]
    assert paid(keep, clauses, [0, 0, 0, 400]) == [9.0, 9.1, 9.2, 12.7]


def test_a_year_under_way_is_settled_with_what_it_saw_before(keep: Keep) -> None:
    """As of 1 July: 11 paid, 7 earned of 4 + 4 asked; 3 and 5 to come: 4 and 5, then 16 - 20 = -4 in all."""
    clauses = (
        "rate: 10%, minimum: 4 USD, true_up: year, from: 2020-01-01, "
        "opening: {paid_this_year: 11 USD, earned_this_year: 7 USD}"
    )
    found = line(fee(keep, clauses, [0, 0, 30, 50], as_of="2025-07-01", horizon="2025-12-31"), "paid")
    assert found == [4.0, 1.0]


def test_a_year_that_an_event_ends_is_settled_by_its_days(keep: Keep) -> None:
    """Ends after 181 days: two quarters of 4 asked, 9 and nothing earned: 9, then 4 - 4."""
    text = f"""
drivers: {{over: {{kind: event, when: year >= 2025, not_before: 2025-07-01}}}}
terms:
  {sold([90, 0, 50, 50])}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, rate: 10%, minimum: 4 USD, true_up: year,
    ends_on: over}}
"""
    assert line(keep(text, step="quarter").view.outcome("fee"), "paid")[:4] == [9.0, 0.0, 0.0, 0.0]


def test_royalties_to_others_come_off_down_to_a_floor(keep: Keep) -> None:
    """10 % of 100 less half of 6 %: 7; less half of 14 %: not under 4 %."""
    assert paid(keep, "rate: 10%, stacking: {third_party_rate: 6%, deduct: 50%, floor: 4%}", [100]) == [7.0]
    outcome = fee(keep, "rate: 10%, stacking: {third_party_rate: 14%, deduct: 50%, floor: 4%}", [100, 0])
    assert line(outcome, "stacking")[:2] == [6.0, 0.0]
    assert line(outcome, "paid")[:2] == [4.0, 0.0]
    assert paid(keep, "rate: 3%, stacking: {third_party_rate: 14%, deduct: 50%, floor: 4%}", [100]) == [3.0]


def test_only_what_all_royalties_are_over_a_rate_comes_off(keep: Keep) -> None:
    """8 % and 6 % to others are 14 %: of the 4 % over 10 %, half comes off: 6 % of 100. At 20 % the floor of 5 % holds.

    The clause: https://lawinsider.com/clause/third-party-royalties-stacking-provision, whose figures are left out.
    """
    clauses = "rate: 8%, stacking: {third_party_rate: OTHERS, over: 10%, deduct: 50%, floor: 5%}"
    assert paid(keep, clauses.replace("OTHERS", "6%"), [100]) == pytest.approx([6.0])
    assert paid(keep, clauses.replace("OTHERS", "20%"), [100]) == pytest.approx([5.0])
    assert paid(keep, clauses.replace("OTHERS", "2%"), [100]) == pytest.approx([8.0])


def test_what_could_not_be_taken_off_is_carried_forward_where_agreed(keep: Keep) -> None:
    """At most half of 10 comes off: 5 of 8; then 2 and the other 3; then 2."""
    clauses = "rate: 10%, stacking: {third_party: terms.other.paid, most: 50%, carry_forward: yes}"
    other = sold([8, 2, 2], "other").replace("payee: ada", "payee: bob")
    assert paid(keep, clauses, [100, 100, 100], other) == [5.0, 5.0, 8.0]
    without = clauses.replace(", carry_forward: yes", "")
    assert paid(keep, without, [100, 100, 100], other) == [5.0, 8.0, 8.0]


def test_the_most_favoured_payee_has_the_better_rate_of_each_period(keep: Keep) -> None:
    """Carl's tiers bring 10 % of 100, then 12.5 % of 200 (10 and 15); bob has 11 % and never less than that."""
    carl = (
        "carl: {kind: royalty, payer: ada, payee: eve, on: 2 * terms.sold.paid, "
        "tiers: [{up_to: 100 USD, rate: 10%}, {rate: 15%}]}"
    )
    outcome = fee(keep, "rate: 11%, most_favoured: carl", [50, 100, 0], carl)
    assert line(outcome, "paid")[:3] == [5.5, 12.5, 0.0]
    assert line(outcome, "own_share")[:3] == [5.5, 11.0, 0.0]


@pytest.mark.parametrize(
    ("first", "second", "third", "mind", "each"),
    [
        ("second", "first", "", "", [[10, 19, 37], [10, 19, 37]]),
        ("second", "third", "first", "", [[12, 36, 60]] * 3),
        ("[second, third]", "[first, third]", "[first, second]", "", [[12, 36, 60]] * 3),
        ("second", "third", "first", ", favours: payer", [[5, 18, 22]] * 3),
        ("second", "first", "second", "", [[10, 19, 37], [10, 19, 37], [12, 36, 60]]),
    ],
)
def test_royalties_that_keep_pace_with_each_other_have_the_best_of_their_own_rates(
    keep: Keep, first: str, second: str, third: str, mind: str, each: list[list[float]]
) -> None:
    """By hand, of 100, 300 and 500: 10, 18 and 22; 5, 19 and 37; 12, 36 and 60, each by its own words."""
    rates = {
        "first": "tiers: [{up_to: 100 USD, rate: 10%}, {up_to: 200 USD, rate: 6%}, {rate: 2%}]",
        "second": "tiers: [{up_to: 200 USD, rate: 5%}, {rate: 9%}]",
        "third": "rate: 12%",
    }
    terms = [
        f"{name}: {{kind: royalty, payer: ada, payee: {payee}, on: terms.sold.paid, {rates[name]}"
        + (f", most_favoured: {other}{mind}}}" if other else "}")
        for name, payee, other in (("first", "bob", first), ("second", "eve", second), ("third", "bob", third))
    ]
    books = keep(f"terms:\n  {sold([100, 300, 500])}\n" + "".join(f"  {term}\n" for term in terms), step="quarter")
    for name, amounts in zip(rates, each, strict=False):
        assert line(books.view.outcome(name), "paid")[:3] == amounts


def test_a_rate_of_another_currency_is_a_rate(keep: Keep) -> None:
    """8 % of 100 dollars; 10 % of 50 euros is 10 % too, whatever a euro costs."""
    rates = "exchange_rates: {EUR: 1.25 USD/EUR}\n"
    there = "there: {kind: royalty, payer: ada, payee: eve, on: 200 EUR/year, rate: 10%, currency: EUR}"
    own = "fee: {kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, rate: 8%, most_favoured: there}"
    books = keep(f"{rates}terms:\n  {sold([100])}\n  {own}\n  {there}\n", step="quarter")
    assert line(books.view.outcome("fee"), "paid")[0] == 10.0


def test_a_most_favoured_licensee_never_has_the_higher_rate(keep: Keep) -> None:
    """10 % of its own 100, and 7 % of 200 once another pays 7 %; where the other sells nothing, its own 10 %."""
    other = sold([0, 50], "elsewhere")
    rival = "rival: {kind: royalty, payer: eve, payee: bob, on: terms.elsewhere.paid, rate: 7%}"
    clauses = "rate: 10%, most_favoured: rival, favours: payer"
    assert paid(keep, clauses, [100, 200, 300], other, rival) == [10.0, 14.0, 30.0]


def test_a_most_favoured_rate_counts_only_while_the_other_runs(keep: Keep) -> None:
    life = "from: 2025-04-01, until: 2025-06-30"
    carl = f"carl: {{kind: royalty, payer: ada, payee: eve, on: terms.sold.paid, rate: 20%, {life}}}"
    assert paid(keep, "rate: 10%, most_favoured: [carl]", [100, 100, 100], carl) == [10.0, 20.0, 10.0]
    switched_off = carl.replace("kind: royalty", "active: no, kind: royalty")
    assert paid(keep, "rate: 10%, most_favoured: carl", [100, 100], switched_off) == [10.0, 10.0]


def test_two_royalties_the_other_way_pay_only_their_difference(keep: Keep) -> None:
    """10 and 20 one way, 15 and 5 the other: 5 back, then 15."""
    back = "back: {kind: royalty, payer: bob, payee: ada, on: terms.made.paid, rate: 10%, netted_with: fee}"
    text = f"terms:\n  {sold([100, 200])}\n  {sold([150, 50], 'made')}\n  {back}\n  fee: {{kind: royalty, payer: ada, "
    books = keep(f"{text}payee: bob, on: terms.sold.paid, rate: 10%}}\n", step="quarter")
    outcome = {name: books.view.outcome(name) for name in ("fee", "back")}
    assert line(outcome["fee"], "paid")[:2] == [0.0, 15.0]
    assert line(outcome["back"], "paid")[:2] == [5.0, 0.0]
    assert line(outcome["fee"], "set_off")[:2] == line(outcome["back"], "set_off")[:2] == [10.0, 5.0]


def test_a_cap_counts_advances(keep: Keep) -> None:
    """Of at most 35 in all 20 are paid ahead: 10 withheld, 10 withheld and 10 paid, then 5 of 30."""
    outcome = fee(keep, "rate: 10%, cap: 35 USD, advance: {amount: 20 USD, on: 2025-01-10}", [100, 200, 300])
    assert line(outcome, "due")[:3] == [0.0, 10.0, 30.0]
    assert line(outcome, "paid")[:3] == [20.0, 10.0, 5.0]
    assert line(outcome, "left_under_cap")[:3] == [15.0, 5.0, 0.0]


def test_the_order_is_cap_of_the_period_then_recoupment_then_minimum_then_cap(keep: Keep) -> None:
    """30 capped at 25, 10 off for others: 15; 12 recouped: 3; minimum 6; and 6 of the 8 under the cap, then 2."""
    clauses = (
        "rate: 10%, period_cap: 25 USD, stacking: {third_party_rate: 3.3333333333333335%}, "
        "advance: {amount: 12 USD}, minimum: 6 USD, cap: 8 USD"
    )
    outcome = fee(keep, clauses, [300, 0, 0])
    names = [each.name for each in outcome.account().lines]
    assert [line(outcome, name)[0] for name in ("share", "period_cap", "stacking", "recouped", "due", "paid")] == [
        30.0,
        25.0,
        10.0,
        12.0,
        6.0,
        6.0,
    ]
    assert line(outcome, "paid")[:3] == [6.0, 2.0, 0.0]
    order = ["base", "rate", "share", "period_cap", "stacking", "recouped", "minimum", "due", "over_cap", "paid"]
    assert [name for name in names if name in order] == order


def test_a_taker_over_goes_on_recouping_where_the_old_one_stopped(keep: Keep) -> None:
    """30 ahead, 10 recouped by the old, which hands over 20: of 40 the new one pays 20."""
    new = (
        "new: {kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, rate: 20%, from: 2025-04-01, "
        "recoupment: 100%, replaces: fee, takes_over: yes}"
    )
    text = f"terms:\n  {sold([100, 200])}\n  {new}\n  fee: {{kind: royalty, payer: ada, payee: bob, "
    books = keep(f"{text}on: terms.sold.paid, rate: 10%, advance: {{amount: 30 USD}}}}\n", step="quarter")
    assert line(books.view.outcome("new"), "recouped")[0] == 20.0
    assert line(books.view.outcome("new"), "paid")[0] == 20.0


def test_an_advance_is_paid_once_whatever_an_option_switches(keep: Keep) -> None:
    """30 on 1 February, recouped from 10 and 20 by June: the new rate of 20 % of 300 is paid in full."""
    right = "more: {kind: option, holder: bob, on: 2025-06-30, exercise: always, switches: {terms.fee.rate: 20%}}"
    outcome = fee(keep, "rate: 10%, advance: {amount: 30 USD, on: 2025-02-01}", [100, 200, 300], right)
    assert sum(line(outcome, "advance")) == 30.0
    assert sum(line(outcome, "paid")) == 30.0 + 60.0


def test_an_advance_on_the_exercise_of_an_option_is_paid_once_with_it(keep: Keep) -> None:
    right = "more: {kind: option, holder: bob, on: 2025-06-30, exercise: always, switches: {terms.fee.rate: 20%}}"
    outcome = fee(keep, "rate: 10%, advance: {amount: 30 USD, on: more}", [100, 200, 300], right)
    assert sum(line(outcome, "advance")) == 30.0
    assert sum(line(outcome, "paid")) == 30.0 + 60.0


def test_an_advance_at_the_very_moment_at_which_another_takes_over_is_paid(keep: Keep) -> None:
    new = "new: {kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, rate: 20%, starts_on: ready, "
    more = f"{new}replaces: fee, takes_over: yes}}\ndrivers: {{ready: {{kind: event, when: year >= 2026}}}}"
    outcome = fee(keep, "rate: 10%, advance: {amount: 30 USD, on: ready}", [100, 200, 300, 0, 100], more)
    assert float(outcome.flows[1].amount[0, 0]) == 30.0


def test_who_takes_over_recoups_what_is_left_without_a_word_of_it(keep: Keep) -> None:
    """30 ahead, 10 recouped: of the new one's 40 the other 20 are withheld."""
    new = "new: {kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, rate: 20%, from: 2025-04-01, "
    text = f"terms:\n  {sold([100, 200])}\n  {new}replaces: fee, takes_over: yes}}\n"
    fee_ = "fee: {kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, rate: 10%, advance: {amount: 30 USD}}"
    books = keep(f"{text}  {fee_}\n", step="quarter")
    assert line(books.view.outcome("new"), "paid")[0] == 20.0


def test_an_advance_on_the_day_after_the_end_is_not_paid(keep: Keep) -> None:
    clauses = "rate: 10%, until: 2025-12-31, advance: {amount: 30 USD, on: DAY}"
    assert len(fee(keep, clauses.replace("DAY", "2026-01-01"), [100]).flows) == 1
    assert len(fee(keep, clauses.replace("DAY", "2025-12-31"), [100]).flows) == 2


def test_a_switch_in_the_middle_of_a_year_goes_on_with_the_year_to_date(keep: Keep) -> None:
    """60 by April at 10 %; then the first tier has 40 left, and the 80 after it are due at 20 %: 6 + 4 + 16 = 26."""
    own = "tiers: [{up_to: 100 USD, rate: 10%}, {rate: 15%}], tier_period: year"
    right = (
        "more: {kind: option, holder: bob, on: 2025-04-10, exercise: always, switches: {terms.fee.tiers.1.rate: 20%}}"
    )
    outcome = fee(keep, own, [60, 120], right, step="month")
    assert sum(line(outcome, "tier 1")) == 10.0
    assert sum(line(outcome, "paid")) == 26.0


def test_each_base_has_an_opening_of_its_own(keep: Keep) -> None:
    """Of the first base 80 came before: 20 of 50 at 10 %, 30 at 20 %. Of the second nothing: 50 at 10 %."""
    tiers = "tiers: [{up_to: 100 USD, rate: 10%}, {rate: 20%}]"
    bases = f"bases: [{{on: terms.sold.paid, {tiers}, opening: {{base: 80 USD}}}}, {{on: terms.sold.paid, {tiers}}}]"
    assert paid(keep, f"{bases}, tiers_on: cumulative", [50]) == [2.0 + 6.0 + 5.0]


def test_losses_before_the_first_day_are_set_against_what_comes(keep: Keep) -> None:
    outcome = fee(keep, "rate: 10%, carry_losses: yes, opening: {losses: 130 USD}", [100, 100])
    assert line(outcome, "base")[:2] == [0.0, 70.0]


def test_a_statement_by_steps_adds_up_to_the_account(keep: Keep) -> None:
    clauses = "rate: 10%, minimum: 4 USD, advance: {amount: 30 USD, on: 2025-05-10}, cap: 60 USD"
    outcome = fee(keep, clauses, [100, 10, 300, 100], step="month")
    account = {each.name: float(np.sum(each.amounts)) for each in outcome.account().lines if each.sort == "money"}
    for name in ("due", "paid"):
        assert float(np.sum(outcome.statement[name])) == pytest.approx(account[name])
    assert float(outcome.statement["paid"][0, 4]) == pytest.approx(30.0 + 4.0 * 31 / 91)


def test_netting_spares_the_payee_of_a_company_in_want_what_it_would_go_without(value: Callable[..., Any]) -> None:
    """Both royalties fall due after the sale. A firm worth 1,000 pays both in full: netting changes nothing.

    Worth 0, it lives on what bob pays it: 15 % of 1,000 in 2026, of which he has all back against 20 %. Netted, nobody
    pays it anything and the 5 % it owes stay unpaid.
    """
    text = """
drivers: {{sold: {{kind: event, when: year >= 2025, not_before: 2026-01-01}}}}
companies: {{firm: {{enterprise_value: {} USD, cost_of_capital: 10%, exit: sold}}}}
terms:
  fee: {{kind: royalty, payer: firm, payee: bob, on: 1000 USD/year, rate: 20%, period: year, from: 2026-01-01}}
  back: {{kind: royalty, payer: bob, payee: firm, on: 1000 USD/year, rate: 15%, period: year, from: 2026-01-01{}}}
  stake: {{kind: equity, company: firm, holder: ada, stake: 100%, residual: ada}}
"""

    def worth(firm: int, clause: str) -> dict[str, float]:
        return value(text.format(firm, clause), "bob")

    rich = [sum(worth(1000, clause).values()) for clause in ("", ", netted_with: fee")]
    assert rich[0] == pytest.approx(rich[1]) == pytest.approx(50 / 1.1**1.5)
    plain, netted = worth(0, ""), worth(0, ", netted_with: fee")
    assert plain["fee"] == pytest.approx(150 / 1.1**1.5)
    assert sum(plain.values()) == pytest.approx(0.0, abs=1e-9)
    assert netted["back"] == 0.0
    assert sum(netted.values()) == pytest.approx(0.0, abs=1e-9)


def test_terms_that_are_netted_stand_in_one_group_of_a_plan() -> None:
    from dealwright.engine.grids.plan import plan
    from dealwright.lang.load import loads

    head = "dealwright: 1\ntitle: T\nas_of: 2025-01-01\nhorizon: 2026-12-31\ncurrency: USD\nrisk_free: 4%\n"
    text = f"""{head}parties: {{ada: {{}}, bob: {{}}}}
terms:
  fee: {{kind: royalty, payer: ada, payee: bob, on: 10 USD/year, rate: 10%}}
  back: {{kind: royalty, payer: bob, payee: ada, on: 10 USD/year, rate: 10%, netted_with: fee}}
  other: {{kind: royalty, payer: ada, payee: bob, on: 10 USD/year, rate: 10%, most_favoured: third}}
  third: {{kind: royalty, payer: ada, payee: bob, on: 10 USD/year, rate: 10%}}
"""
    deal = loads(text).deal
    assert deal is not None
    found = plan([deal], {f"terms.{name}.rate": 2 for name in ("fee", "back", "other", "third")})
    assert {group.terms for group in found.groups} == {frozenset({"fee", "back"}), frozenset({"other", "third"})}


@pytest.mark.parametrize("rate", [0.05, 0.10])
def test_netting_moves_no_worth_though_it_ends_with_the_horizon(value: Callable[..., Any], rate: float) -> None:
    """100 and 30 a year for ever: netted up to the horizon and in full past it the two are worth the same."""
    text = """terms:
  there: {kind: royalty, payer: ada, payee: bob, on: 1k USD/year, rate: 10%, period: year, paid: end,
          beyond: perpetuity(2%)NET}
  back: {kind: royalty, payer: bob, payee: ada, on: 1k USD/year, rate: 3%, period: year, paid: end,
         beyond: perpetuity(1%)}
"""
    gross = value(text.replace("NET", ""), "bob", rate=rate)
    net = value(text.replace("NET", ", netted_with: back"), "bob", rate=rate)
    assert net["there"] != pytest.approx(gross["there"])
    assert net["there"] + net["back"] == pytest.approx(gross["there"] + gross["back"])
