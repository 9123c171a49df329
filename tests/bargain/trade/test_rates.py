"""What one unit of a term is worth in units of another: closed forms, whole valuations, identities, errors."""

from functools import cache
from math import erf, exp, log, sqrt

import numpy as np
import pytest

from dealwright.bargain.trade.rates import Slope, fieller
from dealwright.bargain.trade.result import Trade
from dealwright.lang.load import Loaded, loads
from dealwright.study import Study

HEAD = """
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
"""
CERTAIN = f"""{HEAD}
parties: {{ada: {{}}, ben: {{}}}}
terms:
  share: {{kind: royalty, payer: ben, payee: ada, on: 4m USD/year, rate: 10%, period: year, until: 2026-06-30}}
  fee:   {{kind: payment, payer: ben, payee: ada, amount: 100k USD, on: 2025-06-30}}
  gift:  {{kind: payment, payer: ben, payee: ada, amount: 50k USD, on: 2025-03-31, active: no}}
  use:   {{kind: flow, payee: ben, amount: 3m USD/year}}
scenarios:
  no_deal: {{terms.share.active: no, terms.fee.active: no, terms.use.active: no}}
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  over:
    terms.share.rate: 5% .. 20% by 5%
    terms.fee.amount: 50k USD .. 3m USD by 50k USD
    terms.share.until: 2025-12-31 .. 2026-12-31 by 3 months
    terms.gift.active: [yes, no]
"""


def deal(text: str) -> Loaded:
    """Read a deal and see that it has no errors."""
    loaded = loads(text)
    assert [problem.what for problem in loaded.errors] == []
    return loaded


def traded(text: str, paths: int = 64, seed: int = 1, **how: object) -> Trade:
    """Tell what the terms of a deal trade for."""
    return Study(deal(text), seed=seed, paths=paths).trade(**how)  # type: ignore[arg-type]


def value_of(found: Trade, of: str, within: str, party: str = "ada", to: str = "") -> float:
    """Return one rate."""
    rate = found.rates.at(of, within, party, to).rate
    assert rate is not None
    return rate.value


RATE, FEE, UNTIL, GIFT = "terms.share.rate", "terms.fee.amount", "terms.share.until", "terms.gift.active"


def test_a_point_of_a_rate_on_known_revenue_is_worth_what_it_pays() -> None:
    found = traded(CERTAIN)
    years = 1 + 181 / 365
    for party in ("ada", "ben"):
        # a point of 4m a year for so many years, in thousands
        assert value_of(found, RATE, FEE, party) == pytest.approx(0.01 * 4e6 * years / 1e3)
        assert value_of(found, FEE, RATE, party) == pytest.approx(1e3 / (0.01 * 4e6 * years))
    units = {term.path: term.unit for term in found.rates.terms}
    assert units[RATE] == "percentage point"
    assert units[FEE] == "1k USD"


def test_a_year_more_of_a_share_is_worth_what_the_year_pays() -> None:
    found = traded(CERTAIN)
    size = next(term.unit_size for term in found.rates.terms if term.path == FEE)
    assert value_of(found, UNTIL, FEE) == pytest.approx(0.10 * 4e6 / size)


def test_a_switch_is_priced_in_units_of_a_number_and_nothing_in_a_switch() -> None:
    found = traded(CERTAIN)
    size = next(term.unit_size for term in found.rates.terms if term.path == FEE)
    assert value_of(found, GIFT, FEE, to="yes") == pytest.approx(50e3 / size)
    assert all(not rate.within.to for rate in found.rates.rates)


def test_a_discounted_payment_counts_as_much_as_its_day() -> None:
    found = traded(CERTAIN.replace("risk_free: 0%", "risk_free: 7%"))
    size = next(term.unit_size for term in found.rates.terms if term.path == FEE)
    year, half = 1.07 ** (-182.5 / 365), 1.07 ** (-(365 + 90.5) / 365)
    worth = 0.01 * 4e6 * (year + 181 / 365 * half)
    assert value_of(found, RATE, FEE) == pytest.approx(worth / (1.07 ** (-180 / 365) * size), rel=1e-6)


UNCERTAIN = f"""{HEAD.replace("risk_free: 0%", "risk_free: 3%")}
parties: {{ada: {{risk_tolerance: 5m}}, ben: {{risk_tolerance: 8m}}}}
drivers:
  sales: {{kind: gbm, start: 2m USD/year, growth: 4%, volatility: 35%}}
  worth: {{kind: gbm, start: 30m USD, growth: 3%, volatility: 40%}}
companies:
  firm: {{enterprise_value: worth, cash: -20m USD, cost_of_capital: 3%, exit: horizon}}
terms:
  share: {{kind: royalty, payer: ben, payee: ada, on: sales, rate: 10%, period: year}}
  fee:   {{kind: payment, payer: ben, payee: ada, amount: 1m USD, on: 2025-06-30}}
  stake: {{kind: equity, company: firm, holder: ada, residual: ben, stake: 30%}}
negotiate:
  between: [ada, ben]
  over:
    terms.share.rate: 5% .. 20% by 5%
    terms.fee.amount: 500k USD .. 3m USD by 500k USD
    terms.stake.stake: 10% .. 50% by 10%
"""
STAKE = "terms.stake.stake"


def black_scholes_call(spot: float, strike: float, years: float, rate: float, volatility: float) -> float:
    """Return what a call is worth (Black and Scholes 1973)."""
    spread = volatility * sqrt(years)
    d1 = log(spot / strike) / spread + rate * years / spread + spread / 2
    normal = [(1 + erf(x / sqrt(2))) / 2 for x in (d1, d1 - spread)]
    return spot * normal[0] - strike * exp(-rate * years) * normal[1]


@cache
def uncertain(mean: bool = False, paths: int = 8192, seed: int = 1) -> Trade:  # noqa: FBT001, FBT002 - told apart below
    text = UNCERTAIN.replace("risk_tolerance: 5m", "").replace("risk_tolerance: 8m", "") if mean else UNCERTAIN
    return traded(text, paths=paths, seed=seed)


def test_a_point_of_a_stake_in_a_firm_in_debt_is_worth_its_part_of_a_call() -> None:
    found = uncertain(mean=True)
    years = 730 / 365
    call = black_scholes_call(30e6, 20e6 * 1.03**years, years, log(1.03), 0.4)
    rate = found.rates.at(STAKE, FEE, "ada")
    assert rate.rate is not None
    expected = 0.01 * call / (1e6 * 1.03 ** (-180 / 365))
    assert abs(rate.rate.value - expected) < 4 * rate.rate.standard_error + 1e-4 * expected


@pytest.mark.parametrize("party", ["ada", "ben"])
def test_rates_there_and_back_make_one_and_three_terms_close_a_triangle(party: str) -> None:
    found, terms = uncertain(), (RATE, FEE, STAKE)
    for a in terms:
        for b in terms:
            if a != b:
                assert value_of(found, a, b, party) * value_of(found, b, a, party) == pytest.approx(1.0, rel=1e-12)
                for c in {*terms} - {a, b}:
                    through = value_of(found, a, b, party) * value_of(found, b, c, party)
                    assert through == pytest.approx(value_of(found, a, c, party), rel=1e-12)


def test_slopes_are_those_that_sensitivities_tell() -> None:
    found = uncertain()
    told = Study(deal(UNCERTAIN), paths=8192).sensitivities(of=[RATE, FEE, STAKE])
    for term in found.rates.terms:
        for party in ("ada", "ben"):
            slope = told.at(term.path).parties[party].worth
            assert term.worth[party].value == pytest.approx(slope.value, rel=1e-12)
            assert term.worth[party].standard_error == pytest.approx(slope.standard_error, rel=1e-9)


def test_rates_are_ratios_of_differences_of_whole_valuations() -> None:
    found = uncertain()

    def worth(**laid: str) -> dict[str, float]:
        values = {path.replace("__", "."): text for path, text in laid.items()}
        parties = Study(deal(UNCERTAIN), paths=8192, overrides=values).value("in_force").scenarios["in_force"].parties
        return {name: each.certainty_equivalent.value for name, each in parties.items()}

    up, down = worth(terms__share__rate="10.1%"), worth(terms__share__rate="9.9%")
    more, less = worth(terms__stake__stake="30.3%"), worth(terms__stake__stake="29.7%")
    for party in ("ada", "ben"):
        ratio = (up[party] - down[party]) / 0.2 / ((more[party] - less[party]) / 0.6)
        assert value_of(found, RATE, STAKE, party) == pytest.approx(ratio, rel=1e-6)


def test_what_may_not_move_worth_is_no_money_to_count_in() -> None:
    # the share is of what Ben's own firm has left after its debt, which is nothing in every future
    text = UNCERTAIN.replace("start: 30m USD", "start: 1k USD")
    found = traded(text)
    for party in ("ada", "ben"):
        assert found.rates.at(FEE, STAKE, party).rate is None
        back = found.rates.at(STAKE, FEE, party).rate
        assert back is not None
        assert back.value == 0.0
    assert not Slope(1.0, 0.6, np.zeros(8)).is_told


def test_an_interval_holds_the_ratios_that_two_errors_do_not_rule_out() -> None:
    one, other, together = Slope(3.0, 0.4, np.zeros(8)), Slope(2.0, 0.3, np.zeros(8)), 0.05
    for ratio in fieller(one, other, together):
        error = sqrt(one.error**2 - 2 * ratio * together + (ratio * other.error) ** 2)
        assert abs(one.value - ratio * other.value) == pytest.approx(2 * error)


def test_errors_that_move_together_make_a_surer_rate() -> None:
    # both are shares of the same sales: worth one of the other in every future, for a party that does not mind risk
    text = UNCERTAIN.replace(
        "fee:   {kind: payment, payer: ben, payee: ada, amount: 1m USD, on: 2025-06-30}",
        "fee:   {kind: royalty, payer: ben, payee: ada, on: 2 * sales, rate: 10%, period: year}",
    )
    text = text.replace("terms.fee.amount: 500k USD .. 3m USD by 500k USD", "terms.fee.rate: 5% .. 20% by 5%")
    text = text.replace("risk_tolerance: 5m", "").replace("risk_tolerance: 8m", "")
    found = traded(text, paths=1024)
    rate = found.rates.at("terms.fee.rate", RATE, "ada")
    assert rate.rate is not None
    assert rate.rate.value == pytest.approx(2.0, rel=1e-9)
    assert rate.rate.standard_error < 1e-6


def test_intervals_hold_the_closed_form_in_most_seeds() -> None:
    years = 730 / 365
    call = black_scholes_call(30e6, 20e6 * 1.03**years, years, log(1.03), 0.4)
    expected, held = 0.01 * call / (1e6 * 1.03 ** (-180 / 365)), 0
    for seed in range(1, 31):
        interval = uncertain(mean=True, paths=512, seed=seed).rates.at(STAKE, FEE, "ada").interval
        assert interval is not None
        held += interval[0] <= expected <= interval[1]
    assert held >= 26  # 95 % of 30 less four standard errors of a count, 3.7 - 4 x 1.2 < 26


def test_terms_are_traded_from_any_package() -> None:
    low, high = traded(CERTAIN), traded(CERTAIN, at={"terms.share.rate": "20%"})
    assert value_of(high, UNTIL, FEE) == pytest.approx(2 * value_of(low, UNTIL, FEE))
    assert high.at == {"terms.share.rate": "20%"}
    named = traded(CERTAIN, at="egalitarian")
    assert named.named == "egalitarian"
    assert set(named.at) == {RATE, FEE, UNTIL, GIFT}


def test_where_nothing_is_negotiable_the_numbers_of_the_terms_are_traded() -> None:
    text = CERTAIN[: CERTAIN.index("negotiate:")]
    found = traded(text)
    assert value_of(found, RATE, FEE) > 0
    assert {term.path for term in found.rates.terms} >= {RATE, FEE, UNTIL}


def test_a_term_that_says_nothing_is_left_out_with_the_reason() -> None:
    text = CERTAIN.replace(", until: 2026-06-30", "")
    (left,) = traded(text).rates.left_out
    assert left.path == UNTIL
    assert "none" in left.why


def test_json_has_each_rate_with_its_error() -> None:
    written = uncertain().to_json()
    rates = written["exchange_rates"]["rates"]  # type: ignore[index,call-overload]
    assert len(rates) == 3 * 2 * 2  # type: ignore[arg-type]
    assert {"rate", "interval", "compensating_change", "party", "of", "in"} <= set(rates[0])  # type: ignore[index,arg-type]


def test_of_two_numbers_of_one_value_each_has_its_own_rates() -> None:
    rates = traded(f"""{HEAD}
parties: {{ada: {{}}, ben: {{}}}}
terms:
  rent: {{kind: flow, payer: ben, payee: ada, amount: "20% * 50 USD/year"}}
  fee:  {{kind: payment, payer: ben, payee: ada, amount: 10 USD, on: 2026-01-01}}
""").rates  # fmt: skip
    share, rent, fee = (each for each in rates.terms if each.path.endswith(".amount"))
    one, other = (rates.between(each, fee, "ada").rate for each in (share, rent))
    assert one is not None
    assert other is not None
    assert one.value / other.value == pytest.approx(0.5 / 0.2)  # 1 % of 50 a year, and 20 % of 1
    with pytest.raises(KeyError):
        rates.between(share, rent, "ada")
    told = [(each["place"], each["in_place"]) for each in rates.to_json()["rates"] if each["party"] == "ada"]  # type: ignore[index,union-attr,call-overload]
    assert {(0, 0), (1, 0), (0, 1)} == set(told)
