"""Royalties, rents, franchises, advances and revenue-based financing by worked examples that others published."""

import pytest

from published.doors import Doors, by_month, by_year, paid_in


def test_a_share_of_revenue_month_by_month_and_what_is_left_of_the_multiple(doors: Doors) -> None:
    """200,000 at 1.5 times and 6 %: of 80,000, 120,000 and 100,000 a month 4,800, 7,200 and 6,000.

    Source: https://test.crossval.com/academy/chapters/how-revenue-based-financing-works, its table. The months after
    are ours.
    """
    revenue = [80_000, 120_000, 100_000, 2_000_000, 3_000_000, 100_000]
    said = doors(
        f"""
terms:
  {paid_in("sold", by_month(*revenue))}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, rate: 6%, period: month, cap: 300k USD}}
""",
        step="month",
        horizon="2025-06-30",
    )
    assert said.paid() == pytest.approx([4_800, 7_200, 6_000, 120_000, 162_000, 0])
    assert said.line("fee", "balance")[:3] == pytest.approx([295_200, 288_000, 282_000])
    assert said.worth("bob") == pytest.approx(300_000)


@pytest.mark.parametrize(("copies", "paid"), [(4_000, 10_000), (3_999, 10_000), (4_100, 10_250)])
def test_a_book_earns_its_advance_with_its_four_thousandth_copy(doors: Doors, copies: int, paid: float) -> None:
    """10 % of a price of 25.00 against an advance of 10,000.

    Source: http://www.publetariat.com/2009/05/20/and-you-thought-royalty-involved-a-crown/
    """
    said = doors(f"""
terms:
  {paid_in("sold", by_year(25 * copies))}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, rate: 10%, period: year,
        advance: {{amount: 10k USD, on: 2025-01-01}}}}
""")
    assert said.worth("bob") == pytest.approx(paid)


@pytest.mark.parametrize(("revenue", "paid"), [(150_000, 100_000), (200_000, 100_000), (260_000, 130_000)])
def test_a_guarantee_covers_the_first_royalties(doors: Doors, revenue: int, paid: float) -> None:
    """Half of net revenue with 100,000 guaranteed, which cover the first 200,000 of revenue; then half again.

    Source: https://www.animenewsnetwork.com/encyclopedia/lexicon.php?id=124
    """
    said = doors(f"""
terms:
  {paid_in("sold", by_year(revenue))}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, rate: 50%, period: year, minimum: 100k USD}}
""")
    assert said.worth("bob") == pytest.approx(paid)


@pytest.mark.parametrize(
    ("rent", "share", "above", "sales", "extra"),
    [
        (50_000, "4%", 1_000_000, 1_100_000, 4_000),  # https://www.realized1031.com/glossary/percentage-rent
        (50_000, "4%", 1_250_000, 1_100_000, 0),  # there, with the natural breakpoint 50,000 / 4 %
        (60_000, "5%", 1_000_000, 1_200_500, 10_025),  # https://capitalretail.com/retail-leasing-and-percentage-rent/
        (60_000, "5%", 1_200_000, 1_200_500, 25),  # there, with the natural breakpoint
        (120_000, "8%", 1_500_000, 1_600_000, 8_000),  # https://capitalretail.com/percentage-rent-natural-breakpoint/
    ],
)
def test_percentage_rent_above_a_breakpoint(
    doors: Doors, rent: int, share: str, above: int, sales: int, extra: int
) -> None:
    said = doors(f"""
terms:
  {paid_in("sold", by_year(sales))}
  rent: {{kind: payment, payer: ada, payee: bob, amount: {rent // 4} USD, every: quarter}}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, period: year,
        tiers: [{{up_to: {above} USD, rate: 0%}}, {{rate: {share}}}]}}
""")
    assert said.paid() == pytest.approx([extra])
    assert said.worth("bob") == pytest.approx(rent + extra)


def test_a_natural_breakpoint_is_the_larger_of_the_rent_and_the_share(doors: Doors) -> None:
    """The same clause, said as a minimum: 8 % of 1.6m, never under the rent of 120,000: 128,000 in all."""
    said = doors(f"""
terms:
  {paid_in("sold", by_year(1_600_000))}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, period: year, rate: 8%, minimum: 120k USD}}
""")
    assert said.worth("bob") == pytest.approx(128_000)


def test_a_franchise_pays_each_rate_between_its_thresholds(doors: Doors) -> None:
    """6 % up to 1.5m, 5.25 % up to 2.5m, 4.5 % up to 3.5m: of 2m, 90,000 and 26,250. Paid monthly on the year to date.

    Source: the first clause "Continuing Royalty" at https://lawinsider.com/clause/continuing-royalty
    """
    said = doors(
        f"""
terms:
  {paid_in("sold", by_month(*[2_000_000 / 12] * 12))}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, period: month, tier_period: year, tiers: [
        {{up_to: 1.5m USD, rate: 6%}}, {{up_to: 2.5m USD, rate: 5.25%}}, {{up_to: 3.5m USD, rate: 4.5%}}]}}
""",
        step="month",
    )
    assert said.worth("bob") == pytest.approx(116_250)
    assert said.paid()[:9] == pytest.approx([10_000] * 9)
    assert said.paid()[9:] == pytest.approx([8_750] * 3)


def test_short_workings_are_recouped_out_of_what_exceeds_the_minimum_rent(doors: Doors) -> None:
    """Royalties of 80, 90 and 120 thousand, a minimum rent of 100: 100 is paid each year, and 10 are left to recoup.

    Source: https://indiafreenotes.com/preparation-of-royalty-analysis-table-excluding-government-subsidy. Its table is
    wrong: it lets 10,000 be recouped in a year that falls short itself, and pays 90,000 twice, under the minimum.
    """
    said = doors(
        f"""
terms:
  {paid_in("earned", by_year(80_000, 90_000, 120_000))}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.earned.paid, period: year, rate: 100%, minimum: 100k USD,
        minimum_recoupable: yes}}
""",
        horizon="2027-12-31",
    )
    assert said.paid() == pytest.approx([100_000, 100_000, 100_000])
    assert said.line("fee", "balance") == pytest.approx([20_000, 30_000, 10_000])
    assert said.worth("bob") == pytest.approx(300_000)
    assert said.worth("bob") != pytest.approx(100_000 + 90_000 + 90_000)
