"""Licences, exclusivities, options, ventures and earned rights by worked examples that others published."""

import math

import pytest

from published.doors import Doors, by_year, paid_in


def test_two_licences_for_a_fixed_fee_and_for_a_share_of_sales(doors: Doors) -> None:
    """1,200 thirty days after the first licence, and 5 % of sales for the second: 1,500 of 30,000.

    Source: question 19 at https://jkjiwani.teachable.com/courses/ifrs-15-revenue-from-contracts-with-customers-
    practicals-included/lectures/43499276, after IFRS 15, example 35. Sales of 30,000 are what its royalty implies.
    """
    said = doors(f"""
terms:
  {paid_in("sold", by_year(30_000))}
  first: {{kind: payment, payer: ada, payee: bob, stages: [{{on: 2025-01-01, after: 30 days, amount: 1200 USD}}]}}
  second: {{kind: licence, grantor: bob, holder: ada, fee: 5% * terms.sold.paid}}
""")
    assert [period["paid_on"] for period in said.periods("first")] == ["2025-01-31"]
    assert sum(said.line("second", "fee")) == pytest.approx(1_500)
    assert said.worth("bob") == pytest.approx(2_700)


@pytest.mark.parametrize(
    ("years", "second", "correlation", "printed"),
    [
        (0.1, 0.15, -0.5, 2.125),
        (0.1, 0.25, 0.0, 2.152),
        (0.5, 0.15, -0.5, 2.762),
        (0.5, 0.20, 0.0, 2.650),
        (0.5, 0.25, 0.5, 2.374),
    ],
)
def test_a_right_of_first_refusal_is_worth_an_option_to_exchange(
    doors: Doors, years: float, second: float, correlation: float, printed: float
) -> None:
    """On the day of the offer its holder may have an asset of 22 for a third party's price of 20, both uncertain.

    Source: options to exchange one asset for another (22 and 20, yields 6 % and 4 %, 10 %, volatility 20 %), in
    https://github.com/lballabio/QuantLib/blob/master/test-suite/margrabeoption.cpp, three decimals. Only products with
    time count, so each is written as an offer in one year.
    """
    grows = [math.expm1((0.10 - each) * years) for each in (0.06, 0.04)]
    moves = [each * math.sqrt(years) for each in (0.20, second)]
    said = doors(
        f"""
drivers:
  asset: {{kind: gbm, start: 22 USD, growth: {grows[0]!r}, volatility: {moves[0]!r}}}
  offered: {{kind: gbm, start: 20 USD, growth: {grows[1]!r}, volatility: {moves[1]!r}}}
  offer: {{kind: event, when: year >= 2026}}
correlations: {{asset ~ offered: {correlation:.0%}}}
terms:
  right: {{kind: exclusivity, grantor: bob, holder: ada, first_refusal: {{on: offer, price: offered, worth: asset}}}}
""",
        paths=16_384,
        horizon="2026-12-31",
        risk_free=repr(math.expm1(0.10 * years)),
    )
    worth = said.party("ada")["certainty_equivalent"]
    assert abs(worth["value"] - printed) < 4 * worth["standard_error"] + 0.001
    assert worth["standard_error"] < 0.02


def test_leaving_a_project_is_worth_a_put_on_what_it_would_still_bring(doors: Doors) -> None:
    """What is still to come is worth 30.6m, and another buys the project in two years for 28m: 3.45m.

    Source: example 3 at https://fliphtml5.com/ftmsg/ruay/AFM_-_Real_options/10/ (4 %, volatility 35 %).
    """
    rate = repr(math.expm1(0.04))
    said = doors(
        f"""
drivers: {{project: {{kind: gbm, start: 30.6m USD, growth: {rate}, volatility: 35%}}}}
terms: {{leave: {{kind: option, holder: ada, writer: bob, on: 2026-12-31, price: project, receives: 28m USD}}}}
""",
        paths=16_384,
        horizon="2026-12-31",
        risk_free=rate,
    )
    worth = said.party("ada")["certainty_equivalent"]
    assert abs(worth["value"] - 3.45e6) < 4 * worth["standard_error"] + 0.005e6
    assert worth["standard_error"] < 0.01e6


@pytest.mark.parametrize(
    ("third", "price"), [(100, 100), (120, 110), (149, 124.5), (151, 175.5), (180, 190), (200, 200)]
)
def test_a_third_appraisal_is_averaged_with_the_closest_of_two(doors: Doors, third: float, price: float) -> None:
    """Two appraisals of 100 and 200: a third decides which of them counts, with a jump of fifty in the middle.

    Source: https://chrismercer.net/a-quirk-with-third-appraisers-in-buy-sell-agreement-valuation-processes
    """
    said = doors(f"""
terms:
  buy: {{kind: option, holder: ada, writer: bob, on: 2025-06-30, exercise: always, receives: 500 USD,
        appraisals: [100 USD, 200 USD], third: {third} USD, apart: 10%}}
""")
    assert said.line("buy", "price") == pytest.approx([price])
    assert said.worth("ada") == pytest.approx(500 - price)


@pytest.mark.parametrize(
    ("counts", "third", "price"),
    [
        ("alone", 150, 150),
        ("alone", 400, 400),
        ("all", 150, 150),
        ("all", 360, 220),
        ("nearer", 120, 110),
        ("nearer", 400, 300),
        ("nearest", 400, 150),  # here the two that are nearest to each other are the first two
        ("nearer", 20, 60),
        ("nearest", 20, 60),
    ],
)
def test_a_third_appraisal_counts_as_the_agreement_says(doors: Doors, counts: str, third: int, price: float) -> None:
    """Alone, in a mean of all three, or in a mean with the closest of the first two.

    Source: the three ways that the same page names; the figures of the third are ours.
    """
    said = doors(f"""
terms:
  buy: {{kind: option, holder: ada, writer: bob, on: 2025-06-30, exercise: always, receives: 500 USD,
        appraisals: [100 USD, 200 USD], third: {third} USD, apart: 10%, third_counts: {counts}}}
""")
    assert said.line("buy", "price") == pytest.approx([price])


@pytest.mark.parametrize(("later", "shares"), [(6e6, (1 / 6, 5 / 12)), (12e6, (1 / 9, 4 / 9))])
def test_a_partner_who_stops_paying_is_diluted_to_what_it_has_paid(
    doors: Doors, later: float, shares: tuple[float, float]
) -> None:
    """Three partners pay 6m in thirds; one pays nothing of the next 6m: 2 of 12m, so 16.7 %, and 41.7 % each for two.

    Source: https://ja.scribd.com/presentation/372601405/PPT-Assignment-Ch-15, its example; the second is ours.
    """
    said = doors(
        f"""
terms:
  mine: {{kind: venture, members: {{a: 1 / 3, b: 1 / 3, c: 1 / 3}}, contributions: {{2025-01-01: 6m USD}},
         calls: [{{on: 2026-01-01, amount: {later} USD, unmet_by: a, covered: yes}}], exit_value: 100m USD}}
""",
        horizon="2026-12-31",
        parties="{a: {}, b: {}, c: {}}",
    )
    for member, share in (("a", shares[0]), ("b", shares[1]), ("c", shares[1])):
        assert said.line("mine", f"{member}: exit")[-1] == pytest.approx(100e6 * share)
    assert said.worth("a") == pytest.approx(100e6 * shares[0] - 2e6)
    assert said.worth("b") == pytest.approx(100e6 * shares[1] - 2e6 - later / 2)
