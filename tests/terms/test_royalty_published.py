"""Royalties by published worked examples; `check` in each vector says which of its printed figures are wrong."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyxirr

Keep = Callable[..., Any]


def published(shared: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "vectors" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def royalty(keep: Keep, on: str, clauses: str, *more: str, **head: str) -> Any:
    """Keep the books of a royalty on a yearly flow, and return what it did."""
    own = f"fee: {{kind: royalty, payer: ada, payee: bob, on: {on}, {clauses}}}"
    text = "terms:\n" + "".join(f"  {term}\n" for term in (own, *more))
    return keep(text, **{"horizon": "2025-12-31", **head}).view.outcome("fee")


def lines(outcome: Any) -> dict[str, list[float]]:
    return {line.name: [float(amount) for amount in line.amounts[0]] for line in outcome.account().lines}


def quarters(*amounts: float) -> str:
    """Write the payment, by a third, of so much in each quarter of 2025."""
    days = ("2025-02-15", "2025-05-15", "2025-08-15", "2025-11-15")
    paid = ", ".join(f"{day}: {amount} USD" for day, amount in zip(days, amounts, strict=False))
    return f"sold: {{kind: payment, payer: eve, payee: ada, amount: {{{paid}}}}}"


def test_marginal_tiers_of_a_price(keep: Keep, shared: Path) -> None:
    """Boxes at 10, 9 and 8 are 100, 90 and 80 % of 10. The average is not the printed 9.67, so 30,000 are 290,000."""
    case = published(shared, "marginal_tiers")
    inputs, printed, exact = case["inputs"], case["expected"], case["check"]["computed"]
    first, second, third = inputs["tiers"]
    list_price = first["price"]
    tiers = (
        f"tiers: [{{up_to: {first['to'] * list_price} USD, rate: 100%}}, "
        f"{{up_to: {second['to'] * list_price} USD, rate: {10 * second['price']}%}}, {{rate: {10 * third['price']}%}}]"
    )
    found = lines(royalty(keep, f"{inputs['expected_units'] * list_price} USD/year", f"{tiers}, period: year"))
    assert found["paid"] == pytest.approx([printed["total_expected"]])
    assert found["tier 1"] + found["tier 2"] == pytest.approx([1_000_000, 450_000])
    assert inputs["sold"] * list_price * found["rate"][0] == pytest.approx(exact["revenue"])
    assert inputs["sold"] * list_price * found["rate"][0] != pytest.approx(printed["revenue_printed"], abs=50)


def test_an_advance_recouped_from_the_artists_half(keep: Keep, shared: Path) -> None:
    """At 150,000 of revenue 25,000 are left to be recouped: the printed 50,000 is revenue, not balance."""
    case = published(shared, "recoupment_50_50")
    assert case["check"]["status"] == "reproduced_except"
    share = case["inputs"]["share"]
    for which, even, profit in zip(
        case["inputs"]["cases"], case["expected"]["breakeven"], [100e3, 50e3, 200e3], strict=True
    ):
        revenue = even or which["revenue"]
        clauses = f"rate: {share:.0%}, period: year, advance: {{amount: {which['advance']} USD, on: 2025-01-01}}"
        found = lines(royalty(keep, f"{revenue} USD/year", clauses))
        assert revenue - sum(found["paid"]) == pytest.approx(profit)
        assert profit in case["expected"]["label_profit"]
        if even:
            assert found["balance"] == pytest.approx([0.0])
            more = lines(royalty(keep, f"{revenue + 1000} USD/year", clauses))
            assert more["due"] == pytest.approx([share * 1000])
        else:
            assert found["balance"] == pytest.approx([1000 * case["check"]["computed"]["unrecouped_at_150"]])
            assert found["balance"] != pytest.approx([50_000.0])


def test_the_yearly_rate_printed_for_an_advance_is_not_the_internal_rate_of_its_payments(
    keep: Keep, shared: Path
) -> None:
    """40 months of 3,000 for 100,000: 11.6 % a year effective, not the printed 9.5 %."""
    case = published(shared, "rbf_apr_claim")
    inputs = case["inputs"]
    on, clauses = (
        f"{12 * inputs['monthly_revenue']} USD/year",
        f"rate: {100 * inputs['rate']}%, cap: {inputs['cap']} USD",
    )
    outcome = royalty(keep, on, f"{clauses}, period: month, paid: end", horizon="2029-12-31", step="month")
    flow = outcome.flows[0]
    money = flow.amount[0][flow.amount[0] > 0]
    assert len(money) == pytest.approx(case["expected"]["months"], abs=1)
    assert float(np.sum(money)) - inputs["advance"] == pytest.approx(case["expected"]["cost"])
    days = [dt.date(2025, 1, 1) + dt.timedelta(int(day)) for day in np.ravel(flow.days)[: len(money)]]
    rate = pyxirr.xirr([dt.date(2025, 1, 1), *days], [-inputs["advance"], *money])
    assert rate == pytest.approx(case["check"]["computed"]["apr_effective"], abs=1e-3)  # months of 28 to 31 days
    assert rate != pytest.approx(case["expected"]["apr_printed"], abs=0.01)


def test_a_share_of_revenue_repays_a_multiple_in_the_published_months(keep: Keep, shared: Path) -> None:
    case = published(shared, "rbf_fixed_revenue")
    inputs, printed = case["inputs"], case["expected"]
    cap = inputs["advance"] * inputs["cap_multiple"]
    assert cap == printed["cap"]
    on = f"{12 * inputs['monthly_revenue']} USD/year"
    clauses = f"rate: {100 * inputs['rate']}%, period: month, cap: {cap} USD"
    found = lines(royalty(keep, on, clauses, horizon="2039-12-31", step="month"))
    assert sum(found["paid"][: printed["months"] - 1]) < cap - 1
    assert sum(found["paid"][: printed["months"] + 1]) == pytest.approx(cap)


def test_a_royalty_with_an_annual_minimum(keep: Keep, shared: Path) -> None:
    """The published year by year, paid by the quarter: what the year falls short of comes with its last quarter."""
    case = published(shared, "royalty_floor_annual")
    inputs = case["inputs"]
    clauses = f"rate: {inputs['rate']:.0%}, minimum: {inputs['minimum']} USD, minimum_period: year"
    for sales, due in zip(inputs["sales"], case["expected"]["due"], strict=True):
        found = lines(royalty(keep, "terms.sold.paid", clauses, quarters(*(sales / 4,) * 4), step="quarter"))
        assert sum(found["paid"]) == pytest.approx(due)
        assert found["paid"][:3] == pytest.approx([sales / 4 * inputs["rate"]] * 3)


def test_chained_rights_take_their_part_of_what_the_one_before_was_paid(keep: Keep, shared: Path) -> None:
    case = published(shared, "film_chain_shares")
    first, second = (f"{right['pct']:.0%}" for right in case["inputs"]["rights"])
    text = f"""
terms:
  first: {{kind: royalty, payer: ada, payee: bob, on: {case["inputs"]["income"]} USD/year, rate: {first}, period: year}}
  second: {{kind: royalty, payer: bob, payee: eve, on: terms.first.paid, rate: {second}, period: year}}
"""
    view = keep(text, horizon="2025-12-31").view
    got = [float(view.outcome(name).flows[0].amount[0, 0]) for name in ("first", "second")]
    assert got == pytest.approx(case["expected"]["right_revenue"])
    assert sum(got) == pytest.approx(case["expected"]["pool_revenue"])


def test_percentage_rent_by_breakpoints(keep: Keep) -> None:
    """5 % up to 1,000 and 4 % over it: sales of 1,500 owe 70.

    Source: https://docs.oracle.com/cd/E41948_01/fscm92pbh1/eng/fscm/frem/concept_UnderstandingPercentRentTerms-9f2dec.html
    """
    tiers = "tiers: [{up_to: 1000 USD, rate: 5%}, {up_to: 4999.99 USD, rate: 4%}, {rate: 3%}], period: year"
    assert lines(royalty(keep, "1500 USD/year", tiers))["paid"] == pytest.approx([70.0])


def test_a_rebate_in_three_steps(keep: Keep) -> None:
    """0.25 % of 2,000, 0.5 % of 3,000 and 1.5 % of 5,000: 5 + 15 + 75 = 95.

    Source: the clause "Basic Rebate" at https://lawinsider.com/clause/basic-rebate
    """
    tiers = "tiers: [{up_to: 2000 USD, rate: 0.25%}, {up_to: 5000 USD, rate: 0.5%}, {rate: 1.5%}], period: year"
    found = lines(royalty(keep, "10000 USD/year", tiers))
    assert [found[f"tier {tier}"][0] for tier in (1, 2, 3)] == pytest.approx([5.0, 15.0, 75.0])
    assert found["paid"] == pytest.approx([95.0])


def test_a_price_that_falls_for_all_units_once_a_volume_is_passed(keep: Keep) -> None:
    """75 units at 480, then 225 more, with 432 for all 300 of them: 36,000, then 129,600 - 36,000 = 93,600.

    Source: https://ifrsbuddy.com/learn/en/ifrs-15-transaction-price-worked-example. There the lower price counts once
    it is expected; here once the first 75 units are passed.
    """
    clauses = "tiers: [{up_to: 36000 USD, rate: 100%}, {rate: 90%}], tier_period: year, tier_method: retroactive"
    found = lines(royalty(keep, "terms.sold.paid", clauses, quarters(75 * 480, 225 * 480), step="quarter"))
    assert found["paid"][:2] == pytest.approx([36_000.0, 93_600.0])


def test_a_guaranteed_royalty_is_made_up_by_the_shortfall(keep: Keep) -> None:
    """10,000 promised, 8,000 earned: 2,000 more are owed.

    Source: http://easyroyaltiesusa.com/2011/07/minimum-guaranteed-royalties/
    """
    clauses = "rate: 10%, minimum: 10000 USD, minimum_period: year"
    found = lines(royalty(keep, "terms.sold.paid", clauses, quarters(*(20_000,) * 4), step="quarter"))
    assert found["true_up"] == pytest.approx([0.0, 0.0, 0.0, 2000.0])
    assert sum(found["paid"]) == pytest.approx(10_000.0)


def years(*amounts: float) -> str:
    """Sell so much in the middle of each year from 2025 on."""
    days = [f"{2025 + place}-07-01: {amount} USD" for place, amount in enumerate(amounts)]
    return f"sold: {{kind: payment, payer: eve, payee: ada, amount: {{{', '.join(days)}}}}}"


def test_short_workings_of_a_mine_are_recouped_in_the_two_years_after_theirs(keep: Keep) -> None:
    """5 a ton, at least 75,000: short by 25,000 and 14,000; 29,000 and 52,500 over it recoup 29,000 and 10,000.

    Source: the royalty analysis table asked for at https://askfilo.com/user-question-answers-smart-solutions/
    prepare-a-royalty-analysis-table-from-the-following-details-3433353837343432, which prints royalty, short-working
    and excess; the recoupment is theirs by hand.
    """
    clauses = "rate: 100%, period: year, minimum: 75000 USD, minimum_recoupable: yes, recoupable_for: 2 years"
    sold = years(50_000, 61_000, 104_000, 127_500, 177_500)
    found = lines(royalty(keep, "terms.sold.paid", clauses, sold, horizon="2029-12-31"))
    assert found["topped_up"] == pytest.approx([25_000, 14_000, 0, 0, 0])
    assert found["minimum_recouped"] == pytest.approx([0, 0, 29_000, 10_000, 0])
    assert found["paid"] == pytest.approx([75_000, 75_000, 75_000, 117_500, 177_500])


def test_short_workings_that_could_not_be_recouped_in_two_years_lapse(keep: Keep) -> None:
    """Of 25,000 short in the first year 4,000 are recouped in the third, and 21,000 lapse with it."""
    clauses = "rate: 100%, period: year, minimum: 75000 USD, minimum_recoupable: yes, recoupable_for: 2 years"
    sold = years(50_000, 75_000, 79_000, 175_000)
    found = lines(royalty(keep, "terms.sold.paid", clauses, sold, horizon="2028-12-31"))
    assert found["minimum_recouped"] == pytest.approx([0, 0, 4_000, 0])
    assert found["lapsed"] == pytest.approx([0, 0, 21_000, 0])
    assert found["balance"] == pytest.approx([25_000, 25_000, 0, 0])


def test_short_workings_are_recouped_from_a_part_of_the_surplus_in_the_first_four_years(keep: Keep) -> None:
    """1.20 a ton, at least 8,000, 40 % of the surplus recoups: 11,480 and 11,840 are paid, 1,520 are never recouped.

    Source: the second example at https://financenumericals.blogspot.com/2017/02/how-to-calculate-royalty.html
    """
    clauses = (
        "rate: 100%, period: year, minimum: 8000 USD, minimum_recoupable: yes, recoupment: 40%, "
        "recoupable_until: 2028-12-31"
    )
    sold = years(2_400, 7_200, 13_800, 14_400, 20_000)
    found = lines(royalty(keep, "terms.sold.paid", clauses, sold, horizon="2029-12-31"))
    assert found["paid"] == pytest.approx([8_000, 8_000, 11_480, 11_840, 20_000])
    assert found["minimum_recouped"] == pytest.approx([0, 0, 2_320, 2_560, 0])
    assert found["lapsed"] == pytest.approx([0, 0, 0, 1_520, 0])


def test_short_workings_of_the_first_three_years_only_lapse_before_there_is_a_surplus(keep: Keep) -> None:
    """5 a ton, at least 20,000: 15,000, 17,500, 20,000 and 30,000 of royalty recoup nothing; the last is paid whole.

    Source: https://askfilo.com/user-question-answers-smart-solutions/
    answer-the-following-questions-a-company-took-a-mine-on-a-3431383530383037
    """
    clauses = "rate: 100%, period: year, minimum: 20000 USD, minimum_recoupable: yes, recoupable_until: 2027-12-31"
    sold = years(15_000, 17_500, 20_000, 30_000)
    found = lines(royalty(keep, "terms.sold.paid", clauses, sold, horizon="2028-12-31"))
    assert found["paid"] == pytest.approx([20_000, 20_000, 20_000, 30_000])
    assert found["lapsed"] == pytest.approx([0, 0, 7_500, 0])


def test_the_rate_of_one_country_follows_the_tiers_of_the_whole_world(keep: Keep) -> None:
    """5 % up to 100 and 10 % over it of 200 sold in the world are 15, or 7.5 %: of 80 sold in one country 6 are due.

    Source: the effective royalty rate at https://lawinsider.com/dictionary/effective-royalty-rate, whose figures are
    left out: what the tiers bring of the sales of the whole territory, over those sales, times the sales of a country.
    """
    clauses = "tiers: [{up_to: 100 USD, rate: 5%}, {rate: 10%}], tiers_count: 200 USD/year, period: year"
    found = lines(royalty(keep, "80 USD/year", clauses))
    assert found["rate"] == pytest.approx([0.075])
    assert found["paid"] == pytest.approx([6.0])


def test_an_authors_rate_rises_with_the_copies_whatever_their_price(keep: Keep) -> None:
    """10 % of the first 5,000 copies, 12.5 % of the next 5,000, then 15 %: 6,000 at 20 dollars, then 6,000 at 16.

    By hand: 5,000 x 2 + 1,000 x 2.50 = 12,500, then 4,000 x 2 + 2,000 x 2.40 = 12,800. Source of the clause: the
    quantity escalator at http://easyroyaltiesusa.com/2014/03/royalty-escalators/
    """
    clauses = (
        "tiers: [{up_to: 5000 USD, rate: 10%}, {up_to: 10000 USD, rate: 12.5%}, {rate: 15%}], tiers_on: cumulative, "
        "tiers_count: terms.copies.paid"
    )
    copies = quarters(6_000, 6_000).replace("sold:", "copies:")
    found = lines(royalty(keep, "terms.sold.paid", clauses, quarters(120_000, 96_000), copies, step="quarter"))
    assert found["paid"][:2] == pytest.approx([12_500.0, 12_800.0])
