"""A term in another currency computes in it, and what it pays is worth the deal's money at the rate of that day."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.engine.books import Books, keep_books
from dealwright.engine.lines import Rates, lines
from dealwright.engine.valuation import value_deal
from dealwright.lang.load import loads
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

Keep = Callable[..., Books]

HEAD = """
dealwright: 1
title: A licence paid in euros
as_of: 2025-01-01
horizon: 2028-12-31
step: quarter
currency: USD
risk_free: 0%
parties: {ada: {discount: 8%}, ben: {discount: 8%}}
"""
CERTAIN = (
    HEAD
    + """
drivers:
  sales: {kind: schedule, 2025: 100m EUR/year}
  eur_usd: {kind: schedule, 2025: 1.10 USD/EUR, 2026: 1.20 USD/EUR, 2027: 1.25 USD/EUR}
exchange_rates: {EUR: eur_usd}
terms:
  share: {kind: royalty, payer: ben, payee: ada, on: sales, rate: 10%, period: year, cap: 12m, until: 2027-12-31,
          currency: EUR}
  next: {kind: royalty, payer: ada, payee: ben, on: 50% * terms.share.paid * eur_usd, rate: 100%, period: year}
"""
)


def cash(books: Books, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Take the amounts and days of a term's one flow."""
    (flow,) = books.view.outcome(name).flows
    return flow.amount, flow.days


def test_a_cap_counts_in_the_terms_own_currency_and_each_payment_is_converted_at_its_day(keep: Keep) -> None:
    # 10m EUR at mid-2025 at 1.10, then the 2m EUR left under the cap at mid-2026 at 1.20, then nothing.
    books = keep(CERTAIN, paths=8)
    amounts, days = cash(books, "share")
    assert days[0, :2] == pytest.approx([182.5, 365 + 182.5])
    assert amounts[0, :3] == pytest.approx([11_000_000.0, 2_400_000.0, 0.0], abs=0.005)


def test_a_statement_stays_in_the_terms_own_currency(keep: Keep) -> None:
    stated = keep(CERTAIN, paths=8).view.outcome("share").statement
    assert float(np.sum(stated["paid"])) == pytest.approx(12_000_000.0, abs=0.005)


def test_what_another_term_takes_from_it_is_in_the_terms_own_currency(keep: Keep) -> None:
    # Half of all 12m EUR, at a rate that stands still.
    still = CERTAIN.replace(
        "{kind: schedule, 2025: 1.10 USD/EUR, 2026: 1.20 USD/EUR, 2027: 1.25 USD/EUR}",
        "{kind: constant, is: 1.25 USD/EUR}",
    )
    amounts, _ = cash(keep(still, paths=8), "next")
    assert float(np.sum(amounts)) == pytest.approx(7_500_000.0, abs=0.005)


LUMP = (
    HEAD
    + """
drivers:
  sales: {kind: gbm, start: 100m EUR/year, growth: 5%, volatility: 30%}
  eur_usd: {kind: gbm, start: 1.10 USD/EUR, growth: 2%, volatility: 20%}
  usd_eur: {kind: derived, is: 1 / eur_usd}
correlations: {sales ~ eur_usd: CORRELATION%}
exchange_rates: {EUR: eur_usd}
terms:
  lump: {kind: payment, payer: ben, payee: ada, amount: 10m, on: 2028-01-01, currency: EUR}
"""
)


def expectation(text: str) -> tuple[float, float]:
    """Return the mean of what a lump pays on its day, and its standard error over 32 independent scramblings."""
    futures = simulate(loads(text).sound, Draws(1, 32, 256))
    amounts, days = cash(keep_books(futures.deal, futures), "lump")
    assert np.all(days == 3 * 365)
    means = np.mean(np.reshape(amounts, (32, -1)), axis=1)
    return float(np.mean(means)), float(np.std(means, ddof=1) / np.sqrt(32.0))


def test_a_lump_in_another_currency_is_worth_the_forward_of_a_lognormal_rate() -> None:
    # E[X(3)] = 1.10 (1.02)^3, the mean of a geometric Brownian motion.
    mean, error = expectation(LUMP.replace("CORRELATION", "0"))
    assert mean == pytest.approx(10e6 * 1.10 * 1.02**3, abs=4 * error)
    assert error < 10_000


@pytest.mark.parametrize("correlation", [-60, 0, 60])
def test_a_share_of_revenue_abroad_carries_the_covariance_with_the_rate(correlation: int) -> None:
    # E[R X] = R0 X0 ((1 + g)(1 + h))^T exp(rho sigma tau T): the product of two lognormals (Black-Scholes quanto).
    text = LUMP.replace("CORRELATION", str(correlation)).replace("10m", "10% * sales * 1 year")
    mean, error = expectation(text)
    expected = 10e6 * 1.10 * (1.05 * 1.02) ** 3 * np.exp(correlation / 100 * 0.3 * 0.2 * 3)
    assert mean == pytest.approx(expected, abs=4 * error)
    assert error < 0.004 * expected


def test_a_rate_upside_down_is_turned_by_an_expression(keep: Keep) -> None:
    plain = LUMP.replace("CORRELATION", "0")
    upside_down = plain.replace("EUR: eur_usd", "EUR: 1 / usd_eur")
    assert cash(keep(upside_down), "lump")[0] == pytest.approx(cash(keep(plain), "lump")[0], rel=1e-12)


def test_past_the_horizon_the_rate_stays_what_it_is_there(keep: Keep) -> None:
    text = (
        HEAD
        + """
drivers: {eur_usd: {kind: schedule, 2025: 1.0 USD/EUR, 2028-12-31: 1.50 USD/EUR, 2035: 3.0 USD/EUR}}
exchange_rates: {EUR: eur_usd}
terms:
  rent: {kind: flow, payer: ben, payee: ada, amount: 10m/year, until: 2030-12-31, beyond: perpetuity(0%), currency: EUR}
"""
    )
    (flow,) = keep(text, paths=8).view.outcome("rent").flows
    later = flow.amount[0, flow.days.ravel() > 4 * 365 + 1]
    at_horizon = 1.5 + 1.5 * 1 / (6 * 365 + 2 + 182)  # a day later than 2028-12-31 on the way to mid-2035
    assert later == pytest.approx(10e6 * at_horizon, rel=1e-3)
    assert len(later) == 2


def test_another_rate_laid_over_the_deal_changes_what_the_same_term_is_worth(keep: Keep) -> None:
    books = [keep(CERTAIN, {"exchange_rates.EUR": f"{rate} USD/EUR"}, paths=8) for rate in (1, 2)]
    once, twice = (cash(each, "share")[0] for each in books)
    assert twice == pytest.approx(2.0 * once)


FIRM = """
dealwright: 1
title: A firm between two parties
as_of: 2025-02-10
horizon: 2029-11-20
step: quarter
currency: EUR
risk_free: 4%
parties:
  ada: {discount: 12%}
  bob: {discount: 9%}
drivers:
  sales: {kind: gbm, start: 100m EUR/year, growth: 8%, volatility: 45%}
  ended: {kind: event, chance: 50% by 2028-06-30}
terms:
  fee:     {kind: royalty, payer: ada, payee: bob, on: sales, rate: RATE%, cap: 30m, minimum: 1m, ends_on: ended,
            until: 2028-12-31}
  access:  {kind: licence, grantor: ada, holder: bob, worth: 6% * sales, costs: 2% * sales, until: 2028-05-17}
  compute: {kind: commitment, buyer: ada, seller: bob, usage: 20% * sales, minimum: {2025: 20m, 2027: 35m},
            take_or_pay: yes, seller_margin: 30%, until: 2028-12-31}
  prize:   {kind: milestone, payer: ada, payee: bob, amount: 15m, on: ended}
  shared:  {kind: profit_participation, payer: ada, payee: bob, on: 30% * sales, residual: ada,
            tiers: [{share: 40%, until_paid: 20m}, {share: 10%, until_base: 90m}]}
  upfront: {kind: payment, payer: bob, payee: ada, amount: 10m, on: 2025-06-30}
"""


@settings(max_examples=8)
@given(rate=st.sampled_from([5, 9, 30]), price=st.sampled_from([0.5, 1.25, 150.0]))
def test_every_term_in_another_currency_at_a_rate_that_stands_still_is_worth_that_many_times(
    keep: Keep, rate: int, price: float
) -> None:
    own = FIRM.replace("RATE", str(rate))
    abroad = own.replace("currency: EUR", "currency: USD").replace("kind: ", "currency: EUR, kind: ")
    abroad = abroad.replace("{currency: EUR, kind: gbm", "{kind: gbm").replace(
        "{currency: EUR, kind: event", "{kind: event"
    )
    abroad = abroad.replace("terms:", f"exchange_rates: {{EUR: {price} USD/EUR}}\nterms:")
    worth = [
        {name: np.mean(line) for name, line in lines(keep(text), "bob", Rates(0.09, own_rates=True)).items()}
        for text in (own, abroad)
    ]
    assert worth[0].keys() == worth[1].keys()
    for name, line in worth[0].items():
        assert worth[1][name] == pytest.approx(price * line, rel=1e-12)


def test_scenarios_on_the_same_futures_have_rates_of_their_own() -> None:
    scenarios = """
scenarios:
  once: {exchange_rates.EUR: 1 USD/EUR}
  twice: {exchange_rates.EUR: 2 USD/EUR}
"""
    draws = Draws(1, 4, 4)
    found = value_deal(loads(CERTAIN + scenarios), draws).scenarios
    once, twice = (found[name].parties["ada"].by_term["share"] for name in ("once", "twice"))
    assert twice == pytest.approx(2.0 * once)
    assert once > 0


def test_inflation_of_a_scenario_is_that_of_its_indexed_terms() -> None:
    text = (
        HEAD.replace("currency: USD", "currency: USD\ninflation: 0%")
        + """
terms:
  rent: {kind: payment, payer: ben, payee: ada, amount: 10m, on: 2027-01-01, prices: real}
scenarios: {dear: {inflation: 10%}}
"""
    )
    found = value_deal(loads(text), Draws(1, 4, 4)).scenarios
    flat, dear = (found[name].parties["ada"].by_term["rent"] for name in ("in_force", "dear"))
    assert dear == pytest.approx(flat * 1.21)


WANT = """
dealwright: 1
title: A firm in want
as_of: 2025-02-10
horizon: 2029-11-20
step: quarter
currency: USD
risk_free: 4%
parties:
  ada: {discount: 12%, risk_tolerance: 90m}
  bob: {discount: 9%, risk_tolerance: 200m}
  eve: {discount: 7%, risk_tolerance: none}
drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 8%, volatility: 45%}
  fx: {kind: constant, is: 1.25 USD/EUR}
  sold:  {kind: event, chance: 60% by 2028-06-30}
  ended: {kind: event, chance: 50% by 2028-06-30}
exchange_rates: {EUR: fx}
companies:
  firm: {enterprise_value: 0.8x * sales * 1 year, cash_flow: -10% * sales, cash: -60m, cost_of_capital: 11%,
         exit: [sold, horizon]}
terms:
  fee:   {kind: royalty, payer: firm, payee: bob, on: sales, rate: 9%, cap: 30m, minimum: 1m, ends_on: ended}
  rent:  {kind: flow, payer: firm, payee: eve, amount: 5m/year, until: 2029-03-31}
  prize: {kind: milestone, payer: firm, payee: eve, amount: 15m, on: ended}
  stake: {kind: equity, company: firm, holder: bob, stake: 30%, residual: ada}
"""


@pytest.mark.parametrize("party", ["ada", "bob", "eve"])
def test_what_a_company_owes_abroad_stays_unpaid_as_what_it_owes_at_home(keep: Keep, party: str) -> None:
    abroad = WANT.replace("on: sales,", "on: sales / fx, currency: EUR,").replace("amount", "currency: EUR, amount")
    for home_money, euros in (("30m", "24m"), ("1m", "0.8m"), ("5m/year", "4m/year"), ("amount: 15m", "amount: 12m")):
        abroad = abroad.replace(f" {home_money}", f" {euros}")
    home, away = (lines(keep(text), party, Rates(0.09, own_rates=False)) for text in (WANT, abroad))
    assert home.keys() == away.keys()
    for name, line in home.items():
        np.testing.assert_allclose(away[name], line, rtol=1e-9, atol=1e-3)
    assert ("limited_liability" in home) == (party != "eve")
