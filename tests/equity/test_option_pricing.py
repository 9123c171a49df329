"""The option pricing method against published prices and an independent engine."""

import math

import pytest
import QuantLib as ql  # noqa: N813 - its users' name for it
from hypothesis import given
from hypothesis import strategies as st

from dealwright.equity.exits.black_scholes import black_scholes
from dealwright.equity.exits.breakpoints import breakpoints
from dealwright.equity.exits.claims import Claim, Stack
from dealwright.equity.exits.option_pricing import Market, backsolve, option_prices
from equity.published_cases import same_as_published
from equity.test_waterfall_properties import in_numbers, stacks

ROWS = [
    ["C", 65, 60, 0, 0.08, 0.25, 0.3], ["P", 95, 100, 0.05, 0.1, 0.5, 0.2], ["P", 19, 19, 0.1, 0.1, 0.75, 0.28],
    ["C", 19, 19, 0.1, 0.1, 0.75, 0.28], ["C", 1.6, 1.56, 0.08, 0.06, 0.5, 0.12], ["P", 70, 75, 0.05, 0.1, 0.5, 0.35],
    ["C", 100, 90, 0.1, 0.1, 0.1, 0.15], ["C", 100, 100, 0.1, 0.1, 0.1, 0.15], ["C", 100, 110, 0.1, 0.1, 0.1, 0.15],
    ["C", 100, 90, 0.1, 0.1, 0.5, 0.35], ["C", 100, 110, 0.1, 0.1, 0.5, 0.35], ["P", 100, 90, 0.1, 0.1, 0.5, 0.35],
    ["P", 100, 110, 0.1, 0.1, 0.5, 0.15], ["C", 40, 42, 0.08, 0.04, 0.75, 0.35],
]  # fmt: skip
VALUES = [
    2.1334,
    2.4648,
    1.7011,
    1.7011,
    0.0291,
    4.087,
    0.0205,
    1.8734,
    9.9413,
    4.9329,
    15.3086,
    14.4452,
    1.0646,
    5.0975,
]
MARKET = Market(volatility=0.6, years=4.0, rate=0.04)
STACK = Stack(
    (
        Claim("Series A", {"fund": 1.0}, shares=1000.0, preference=1500.0, seniority=1.0, security="A", count=500.0),
        Claim("options", {"staff": 1.0}, shares=1000.0, strike=0.2),
        Claim("common", {"founders": 1.0}, shares=1000.0),
    )
)


def independent(spot: float, strike: float, market: Market) -> float:
    """Return a call by QuantLib's analytic engine."""
    today = ql.Date(1, 1, 2025)
    ql.Settings.instance().evaluationDate = today
    count = ql.Actual365Fixed()
    process = ql.BlackScholesProcess(
        ql.QuoteHandle(ql.SimpleQuote(spot)),
        ql.YieldTermStructureHandle(ql.FlatForward(today, market.rate, count)),
        ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, ql.NullCalendar(), market.volatility, count)),
    )
    ends = ql.EuropeanExercise(today + round(market.years * 365))
    option = ql.VanillaOption(ql.PlainVanillaPayoff(ql.Option.Call, strike), ends)
    option.setPricingEngine(ql.AnalyticEuropeanEngine(process))
    return float(option.NPV())


def test_european_options_are_worth_what_haug_prints() -> None:
    """Source: vector black_scholes_haug (Haug 1998, rows as in QuantLib's own tests)."""
    same_as_published("black_scholes_haug", inputs__rows=ROWS, expected__values=VALUES)
    found = [
        black_scholes(float(spot), float(strike), years, vol, rate, dividend=q, kind="call" if kind == "C" else "put")  # type: ignore[arg-type]
        for kind, strike, spot, q, rate, years, vol in ROWS
    ]
    assert found == pytest.approx(VALUES, abs=1e-4)


@given(st.floats(1, 1e4), st.floats(1, 1e4), st.floats(0.05, 2), st.integers(30, 3650), st.floats(-0.02, 0.2))
def test_a_call_is_worth_what_an_independent_engine_says(
    spot: float, strike: float, vol: float, days: int, rate: float
) -> None:
    market = Market(vol, days / 365, rate)
    found = black_scholes(spot, strike, market.years, vol, rate)
    assert found == pytest.approx(independent(spot, strike, market), rel=1e-9, abs=1e-9 * spot)


def test_each_stretch_is_a_call_spread() -> None:
    found = option_prices(STACK, 4000.0, MARKET)
    strikes = [point.equity for point in breakpoints(STACK)]
    assert strikes == pytest.approx([0, 1500, 1700, 4300])
    calls = [4000.0, *(independent(4000.0, strike, MARKET) for strike in strikes[1:]), 0.0]
    spreads = [calls[n] - calls[n + 1] for n in range(4)]
    assert found.stretches == pytest.approx(spreads, rel=1e-10)
    expected = {
        "Series A": spreads[0] + spreads[3] / 3,
        "common": spreads[1] + spreads[2] / 2 + spreads[3] / 3,
        "options": spreads[2] / 2 + spreads[3] / 3,
    }
    assert found.by_claim == pytest.approx(expected, rel=1e-10)
    assert found.per_share["Series A"] == pytest.approx(expected["Series A"] / 500)
    assert found.per_share["common"] == pytest.approx(expected["common"] / 1000)


def test_a_backsolve_finds_the_equity_at_which_the_round_is_worth_its_price() -> None:
    found = backsolve(STACK, "A", 4.0, MARKET)
    assert found is not None
    assert found.prices.per_share["Series A"] == pytest.approx(4.0, rel=1e-12)
    assert found.post_money == 2.0 * 3000  # 4 a share, two common shares each
    assert found.equity < found.post_money
    assert found.overstated == pytest.approx(6000 / found.equity - 1)
    again = option_prices(STACK, found.equity, MARKET)
    assert again.per_share["Series A"] == pytest.approx(4.0, rel=1e-12)
    wide = backsolve(STACK, "Series A", 4.0, MARKET, fully_diluted=4000.0)
    assert wide is not None
    assert wide.post_money == 8000


def test_a_price_that_no_equity_gives_is_told() -> None:
    debt_like = Claim("B", {"b": 1.0}, shares=10.0, preference=10.0, converts=False)
    stack = Stack((debt_like, Claim("common", {"c": 1.0}, shares=10.0)))
    assert backsolve(stack, "B", 2.0, MARKET) is None
    with pytest.raises(KeyError):
        backsolve(stack, "C", 1.0, MARKET)


@given(stacks(), st.integers(1, 2000), st.floats(0.05, 1.5), st.floats(0.1, 8))
def test_the_worth_of_all_claims_sums_to_the_equity(
    claims: tuple[Claim, ...], equity: int, volatility: float, years: float
) -> None:
    found = option_prices(in_numbers(claims), float(equity), Market(volatility, years, 0.03))
    assert sum(found.by_claim.values()) + found.nobody == pytest.approx(equity, rel=1e-12)
    assert min(found.by_claim.values()) >= -1e-9 * equity


def test_without_time_a_claim_is_worth_what_it_is_paid() -> None:
    """At 4,000: Series A keeps 1,500, and (2,500 + 200) / 2,000 a share for the others."""
    now = option_prices(STACK, 4000.0, Market(0.6, 0.0, 0.04)).by_claim
    assert now == pytest.approx({"Series A": 1500, "common": 1350, "options": 1150})
    sure = option_prices(STACK, 4000.0, Market(0.0, 1.0, math.log(1.25))).by_claim
    assert sure["Series A"] == pytest.approx(4000 - (4000 - 1500 / 1.25) + (4000 - 4300 / 1.25) / 3)
