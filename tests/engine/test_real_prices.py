"""A deal says the same in real and in nominal prices, and a term of other prices than the file's is brought to them."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.engine import beliefs
from dealwright.engine.books import Books
from dealwright.engine.calibrate import calibrated
from dealwright.engine.lines import Rates, lines
from dealwright.lang.load import Loaded, loads
from dealwright.world.draws import Draws

Keep = Callable[..., Books]
Read = Callable[..., Loaded]

NOMINAL = """
dealwright: 1
title: A licence
as_of: 2025-01-01
horizon: 2032-12-31
step: month
currency: USD
inflation: INFLATION%
risk_free: 4%
parties: {ada: {discount: 9%}, ben: {discount: 9%}}
drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 0% real, volatility: 0%}
  units: {kind: gbm, start: 5, growth: 10%, volatility: 30%}
  price: {kind: growth, start: 7m USD, growth: {now: 8% real, long_run: 1% real, half_life: 2 years}, volatility: 10%}
terms:
  fee: {kind: payment, payer: ben, payee: ada, amount: units * price, on: 2029-07-01}
  share: {kind: flow, payer: ben, payee: ada, amount: 10% * sales, until: 2038-12-31, beyond: perpetuity(0.5% real)}
  floor: {kind: royalty, payer: ben, payee: ada, on: sales, rate: 10%, period: year, minimum: 9m, cap: 55m}
  prize: {kind: milestone, payer: ben, payee: ada, amount: 20m, when: "cumulative(sales) >= 400m"}
"""
REAL = (
    NOMINAL.replace("currency: USD", "currency: USD\nprices: real")
    .replace("risk_free: 4%", "risk_free: 4% nominal")
    .replace("{discount: 9%}", "{discount: 9% nominal}")
    .replace("on: sales, rate: 10%", "prices: nominal, on: inflated(sales), rate: 10%")
    .replace(
        'amount: 20m, when: "cumulative(sales)', 'prices: nominal, amount: 20m, when: "cumulative(inflated(sales))'
    )
)


def worth(books: Books, rate: float) -> Mapping[str, np.ndarray]:
    """Return what each term is worth to the payee on every path, at one rate."""
    return lines(books, "ada", Rates(rate, own_rates=False))


@settings(max_examples=6)
@given(inflation=st.sampled_from([-2, 0, 2, 7, 40]))
def test_a_nominal_deal_and_its_real_twin_are_worth_the_same_on_every_path(keep: Keep, inflation: int) -> None:
    # Fisher (1930): 1.04 nominal is 1.04 / (1 + inflation) real. Drivers grow by calendar years, discounting and prices
    # go by days of 1/365 year: by July 2029 the leap day of 2028 lies between them, and is all that does.
    twins = [text.replace("INFLATION", str(inflation)) for text in (NOMINAL, REAL)]
    above = 1 + inflation / 100
    nominal, real = worth(keep(twins[0]), 0.04), worth(keep(twins[1]), 1.04 / above - 1)
    days = 4 * 365 + 1 + 181
    np.testing.assert_allclose(real["fee"] / above ** (days / 365 - 4 - 181 / 365), nominal["fee"], rtol=1e-9)
    # Sales stand still in money of 2025; what accrues takes the average of the ends of each month.
    within = 1e-9 + np.log(above) ** 2 / 144 + 2 * abs(np.log(above)) / 365
    np.testing.assert_allclose(real["share"], nominal["share"], rtol=within)
    np.testing.assert_allclose(real["floor"], nominal["floor"], rtol=within)
    np.testing.assert_allclose(real["prize"], nominal["prize"], rtol=within)


CERTAIN = """
dealwright: 1
title: A rent
as_of: 2025-01-01
horizon: 2028-12-31
currency: USD
inflation: 3%
risk_free: 0%
parties: {ada: {discount: 0%}, ben: {discount: 0%}}
terms:
  rent: {kind: payment, payer: ben, payee: ada, amount: {2026-01-01: 10m, 2028-01-01: 10m}, prices: real}
  more: {kind: flow, payer: ben, payee: ada, amount: 5% * inflated(terms.rent.paid)}
"""


def test_amounts_of_a_real_term_in_a_nominal_file_rise_with_inflation(keep: Keep) -> None:
    # 365 and 3 * 365 days: 10m * 1.03 = 10.3m, 10m * 1.03^3 = 10,927,270.
    (flow,) = keep(CERTAIN, paths=8).view.outcome("rent").flows
    assert flow.amount[0] == pytest.approx([10_300_000.0, 10_927_270.0], abs=0.005)


def test_the_statement_of_a_real_term_stays_in_money_of_as_of(keep: Keep) -> None:
    paid = keep(CERTAIN, paths=8).view.outcome("rent").statement["paid"]
    assert np.sum(paid, axis=1) == pytest.approx(20_000_000.0)


def test_amounts_of_a_nominal_term_in_a_real_file_lose_worth(keep: Keep) -> None:
    real = CERTAIN.replace("prices: real", "prices: nominal").replace("currency: USD", "currency: USD\nprices: real")
    real = real.replace(": 0%", ": 0% real").replace("inflated(terms", "deflated(terms")
    (flow,) = keep(real, paths=8).view.outcome("rent").flows
    assert flow.amount[0] == pytest.approx([10e6 / 1.03, 10e6 / 1.03**3], abs=0.005)


def test_an_uncertain_inflation_raises_an_amount_on_every_path_by_its_own(keep: Keep) -> None:
    text = CERTAIN.replace("inflation: 3%", "inflation: aim\nfacts: {aim: {is: 1% to 5%, reason: a guess}}")
    books = keep(text)
    aim = np.asarray(books.view.futures.fact("aim"))
    (flow,) = books.view.outcome("rent").flows
    np.testing.assert_allclose(flow.amount[:, 1], 10e6 * (1 + aim) ** 3)
    assert np.std(aim) > 0.005


def test_what_rises_for_ever_rises_with_inflation_too(keep: Keep) -> None:
    # 10m a year of money of 2025 for ever, at 5 % and with 3 % inflation: the integral of 10m (1.03 / 1.05)^t.
    text = CERTAIN.replace("kind: payment", "kind: flow, beyond: perpetuity(0% real)").replace(
        "discount: 0%", "discount: 9%"
    )
    text = text.replace("amount: {2026-01-01: 10m, 2028-01-01: 10m}", "amount: 10m/year")
    found = lines(keep(text.replace("risk_free: 0%", "risk_free: 5%"), paths=8), "ada", Rates(0.05, own_rates=False))
    assert float(np.mean(found["rent"])) == pytest.approx(10e6 / np.log(1.05 / 1.03), rel=1e-3)


def test_growth_for_ever_is_compared_with_the_discount_in_the_same_prices() -> None:
    text = CERTAIN.replace("risk_free: 0%", "risk_free: 2.5%").replace(
        "amount: {2026-01-01: 10m, 2028-01-01: 10m}", "amount: 10m/year, beyond: perpetuity(0% real)"
    )
    text = text.replace("kind: payment", "kind: flow").replace("discount: 0%", "discount: 9%")
    (problem,) = loads(text).errors
    assert problem.code == "endless-growth"
    assert "grows by 3% a year" in problem.what


CALIBRATED = """
dealwright: 1
title: A mill
as_of: 2025-01-01
horizon: 2027-12-31
currency: USD
prices: real
inflation: 2%
risk_free: 1% real
parties: {ada: {discount: 5% real}, ben: {discount: 9% nominal}}
drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 5% real, volatility: 20%}
companies:
  mill: {enterprise_value: 3x * sales * 1 year, cash: 10m, cost_of_capital: 9% real,
         calibrate: {round: 2025-01-01, post_money: 350m, by: sales.growth}}
terms:
  stake: {kind: equity, company: mill, holder: ada, stake: 30%, residual: ben}
"""


def test_a_calibration_finds_the_growth_of_the_twin(read: Read) -> None:
    # The same price is met by the same growth, real in one file and nominal in the other, as near as it is solved for.
    draws = Draws(1, 4, 64)
    nominal = CALIBRATED.replace("prices: real\n", "")
    grown = [calibrated(read(text), draws) for text in (CALIBRATED, nominal)]
    real, other = (each.draft.constants.number(each.sound.drivers["sales"].growth) for each in grown)
    assert str(grown[0].text_at("drivers.sales.growth")).endswith("% real")
    assert 1 + other == pytest.approx((1 + real) * 1.02, rel=1e-6)


DOUBTFUL = """
dealwright: 1
title: A loan
as_of: 2025-01-01
horizon: 2030-12-31
currency: USD
inflation: INFLATION
risk_free: 3% real
facts: {aim: {is: 2%, reason: the central bank}}
parties: {ada: {discount: 5% to 9% real}, ben: {discount: 5% real}}
terms:
  loan: {kind: loan, lender: ada, borrower: ben, principal: 10m, from: 2025-03-01, maturity: 2029-03-01, rate: 3% real,
         every: quarter, repayment: annuity}
  more: {kind: flow, payer: ben, payee: ada, amount: aim * 1m/year}
"""


@pytest.mark.parametrize("inflation", ["2%", "aim"])
def test_a_rate_of_discount_in_doubt_is_real_at_every_level_of_probability(read: Read, inflation: str) -> None:
    # 5 % and 9 % real are the 5th and 95th percentile, 7 % the median of a normal: 1.05 * 1.02 - 1 and so on.
    deal = read(DOUBTFUL.replace("INFLATION", inflation)).sound
    assert beliefs.uncertain_traits(deal, "ada") == ("discount",)
    found = [beliefs.traits(deal, "ada", level).discount for level in (0.05, 0.5, 0.95)]
    assert found == pytest.approx([0.071, 0.0914, 0.1118])


def test_a_loan_at_a_real_rate_costs_the_same_whether_inflation_is_a_number_or_a_fact(keep: Keep) -> None:
    number, fact = (keep(DOUBTFUL.replace("INFLATION", each), paths=8) for each in ("2%", "aim"))
    plain = keep(DOUBTFUL.replace("INFLATION", "2%").replace("rate: 3% real", "rate: 5.06%"), paths=8)
    told = [flow.amount for flow in plain.view.outcome("loan").flows]
    for books in (number, fact):
        for flow, amount in zip(books.view.outcome("loan").flows, told, strict=True):
            np.testing.assert_allclose(flow.amount, np.broadcast_to(amount, flow.amount.shape), atol=1e-6)
