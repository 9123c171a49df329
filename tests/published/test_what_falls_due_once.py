"""Milestones, dated payments, loans and terminations by worked examples that others published."""

import pytest

from published.doors import Doors, by_year, paid_in


def test_two_payments_follow_cumulative_sales_a_month_after_the_quarter(doors: Doors) -> None:
    """13.3m when sales in all have reached 100m, and again at 200m, within thirty days after that quarter: 26.6m.

    Source: the clause on Vertex and CFFT at https://www.lawinsider.com/clause/additional-royalty. Sales are ours.
    """
    quarters = {"2025-02-15": 40e6, "2025-05-15": 45e6, "2025-08-15": 50e6, "2025-11-15": 70e6}
    said = doors(
        f"""
terms:
  {paid_in("sold", quarters)}
  fee: {{kind: milestone, payer: ada, payee: bob, of: terms.sold.paid, period: quarter, paid: end, after: 30 days,
        tiers: [{{at: 100m USD, amount: 13.3m USD}}, {{at: 200m USD, amount: 13.3m USD}}]}}
""",
        step="quarter",
        horizon="2026-12-31",
    )
    assert [period["paid_on"] for period in said.periods("fee")] == ["2025-10-30", "2026-01-30"]
    assert said.worth("bob") == pytest.approx(26.6e6)


def milestones_of_sales(doors: Doors, sales: list[float]) -> list[tuple[str, float]]:
    """Pay the holders of the rights that La Jolla gave for Tetraphase."""
    said = doors(
        f"""
terms:
  {paid_in("sold", by_year(*sales, year=2021))}
  first: {{kind: milestone, payer: ada, payee: bob, of: terms.sold.paid, within: year, paid: end, until: 2021-12-31,
          tiers: [{{at: 20m USD, amount: 2.5m USD}}]}}
  later: {{kind: milestone, payer: ada, payee: bob, of: terms.sold.paid, within: year, paid: end, until: 2024-12-31,
          tiers: [{{at: 35m USD, amount: 4.5m USD}}, {{at: 55m USD, amount: 9m USD}}]}}
""",
        as_of="2021-01-01",
        horizon="2025-12-31",
    )
    assert said.worth("bob") == pytest.approx(sum(said.paid("first") + said.paid("later")))
    return [(each["paid_on"], each["paid"]) for name in ("first", "later") for each in said.periods(name)]


@pytest.mark.parametrize(
    ("sales", "paid"),
    [
        ([15e6, 40e6, 36e6, 60e6, 80e6], [("2022-12-31", 4.5e6), ("2024-12-31", 9e6)]),
        ([60e6, 70e6, 0, 0, 0], [("2021-12-31", 2.5e6), ("2021-12-31", 4.5e6), ("2021-12-31", 9e6)]),
        ([20e6, 0, 0, 55e6, 0], [("2021-12-31", 2.5e6), ("2024-12-31", 4.5e6), ("2024-12-31", 9e6)]),
        ([19e6, 34e6, 34e6, 34e6, 90e6], []),
    ],
)
def test_rights_to_payments_on_the_sales_of_a_year(
    doors: Doors, sales: list[float], paid: list[tuple[str, float]]
) -> None:
    """2.5m for 20m in 2021; 4.5m for 35m and 9m for 55m in a year to 2024, all of one year too.

    After 2021 at most 13.5m are left. Source: https://capedge.com/filing/920465/0001193125-20-177096/LJPC-SCTOC/file/3
    and https://sec.gov/Archives/edgar/data/920465/000156459022020387/R12.htm. Sales are ours.
    """
    assert milestones_of_sales(doors, sales) == paid
    assert sum(amount for day, amount in paid if day > "2022") <= 13.5e6


def test_a_rent_rises_by_three_per_cent_a_year(doors: Doors) -> None:
    """60,000 a year at 3 %: 63,654 in the third year and 318,548 in five.

    Source: https://usecalcpro.com/finance/lease-escalation-calculator. Its fifth year, 67,495, is a misprint: with it
    the five do not add up to what it prints; 67,530.53 do.
    """
    said = doors(
        """
drivers: {level: {kind: derived, is: "1.03 ^ (year - 2025)"}}
terms: {rent: {kind: payment, payer: ada, payee: bob, amount: 60k USD, every: year, indexed_by: level}}
""",
        horizon="2029-12-31",
    )
    paid = said.paid("rent")
    assert round(paid[2]) == 63_654
    assert round(sum(paid)) == 318_548
    assert paid[4] == pytest.approx(67_530.53, abs=0.01)
    assert paid[4] != pytest.approx(67_495, abs=30)
    assert said.worth("bob") == pytest.approx(sum(paid))


def test_a_rent_follows_the_consumer_prices(doors: Doors) -> None:
    """1,000 a month becomes 1,040 when prices have risen by 4 %.

    Source: https://www.century21.com/glossary/definition/cpi-and-market-rent-escalation-in-a-lease
    """
    said = doors(
        """
drivers: {prices: {kind: schedule, 2025-01-01: 250, 2026-01-01: 260, 2027-01-01: 260}}
terms: {rent: {kind: payment, payer: ada, payee: bob, amount: 1000 USD, every: month, indexed_by: prices,
        index_floor: 0%, index_cap: 10%}}
""",
        step="month",
        horizon="2026-12-31",
    )
    assert said.paid("rent")[:11] == pytest.approx([1_000] * 11)
    assert said.paid("rent")[12:] == pytest.approx([1_040] * 12)


@pytest.mark.parametrize(
    ("count", "first", "last", "interest"),
    [
        ("actual/360", "2025-02-01", "2025-03-01", 7.78),
        ("actual/360", "2025-01-01", "2025-02-01", 8.61),
        ("actual/365", "2025-04-01", "2025-05-01", 8.22),
        ("actual/365", "2025-01-01", "2025-02-01", 8.49),
        ("30e/360", "2025-02-01", "2025-03-01", 8.33),
    ],
)
def test_a_month_of_interest_by_the_way_its_days_are_counted(
    doors: Doors, count: str, first: str, last: str, interest: float
) -> None:
    """1,000 at 10 % for one month of 28, 30 or 31 days.

    Source: the pages of the class InterestDayInYear of tech.corefinance:common-product 0.0.19; the last is 1,000 / 120.
    """
    said = doors(
        f"""
terms:
  loan: {{kind: loan, lender: bob, borrower: ada, principal: 1000 USD, from: {first}, maturity: {last}, rate: 10%,
         day_count: {count}}}
"""
    )
    assert round(sum(said.line("loan", "interest")), 2) == interest
    assert round(said.worth("bob"), 2) == interest


def test_a_lease_is_left_for_six_months_rent_and_what_was_spent_on_it(doors: Doors) -> None:
    """28,000 a month, six of them, and 180,000 not yet written off: 348,000.

    Source: https://everycalc.org/lease-termination-option-cost-calculator
    """
    said = doors(
        """
terms:
  rent: {kind: payment, payer: ada, payee: bob, amount: 28k USD, every: month}
  leave: {kind: termination, ends: rent, on: 2025-06-30, payer: ada, payee: bob, fee: 6 * 28k USD + 180k USD}
""",
        step="month",
    )
    assert said.line("leave", "fee") == pytest.approx([348_000])
    assert said.worth("bob") == pytest.approx(6 * 28_000 + 348_000)


def test_the_fee_is_what_is_not_yet_written_off_on_the_day(doors: Doors) -> None:
    """100,000 written off over five years, left after three: 40,000.

    Source: http://www.officeleasecenter.com/blog/q-in-a-lease-cancellation-clause-what-are-unamortized-costs
    """
    said = doors(
        """
drivers: {written_off: {kind: derived, is: 20k USD/year}}
terms:
  rent: {kind: flow, payer: ada, payee: bob, amount: 90k USD/year}
  leave: {kind: termination, ends: rent, on: 2027-12-31, payer: ada, payee: bob,
          fee: 100k USD - cumulative(written_off)}
""",
        horizon="2029-12-31",
    )
    assert said.line("leave", "fee") == pytest.approx([40_000])
    assert said.worth("bob") == pytest.approx(3 * 90_000 + 40_000)
