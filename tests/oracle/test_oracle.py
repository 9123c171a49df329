"""The engine agrees with a separate simulation of the same deal file: means, certainty equivalents, every line."""

import ast
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml

from dealwright.engine.result import CompanyWorth, ScenarioWorth
from dealwright.engine.valuation import value_deal
from dealwright.lang.load import loads
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate as simulate_futures
from oracle.everything import EVERYTHING
from oracle.simulate import Closed, Figure, Found, simulate

PARTIES_ALONE = """
dealwright: 1
title: Every cash-flow kind between two parties
as_of: 2025-02-10
horizon: 2030-11-20
step: quarter
currency: EUR
risk_free: 3%
parties:
  inventor: {discount: 11%, risk_tolerance: 40m}
  maker:    {discount: 8%, risk_tolerance: 300m}
  charity:  {discount: 3%, risk_tolerance: none}
drivers:
  sales:    {kind: gbm, start: 80m EUR/year, growth: 12%, volatility: 30%}
  price:    {kind: mean_reverting, start: 2x, long_run: 1x, half_life: 18 months, volatility: 35%}
  margin:   {kind: schedule, 2026: -10%, 2029: 30%}
  fixed:    {kind: constant, is: 5m EUR/year}
  approved: {kind: event, chance: 70% by 2027-12-31}
  rival:    {kind: event, chance: 50% by 2029-12-31, not_before: 2026-07-01}
correlations: {sales ~ price: -40%}
terms:
  royalty:  {kind: royalty, payer: maker, payee: inventor, on: sales * price, rate: 7%, period: half, from: 2025-04-15,
             until: 2029-05-31, ends_on: rival, minimum: 2m, period_cap: 6m, cap: 30m, opening: {paid: 4m}, paid: end}
  profits:  {kind: profit_participation, payer: maker, payee: inventor, on: margin * sales, residual: charity,
             residual_share: 60%, period: quarter, opening: {paid: 1m, base: 3m},
             tiers: [{share: 40%, until_paid: 9m}, {share: 15%, until_base: 45m}]}
  upfront:  {kind: payment, payer: maker, payee: inventor, amount: {2025-06-30: 3m, 2027-01-15: 2% * sales * 1 year}}
  approval: {kind: milestone, payer: maker, payee: inventor, amount: 8m, on: approved, until: 2028-06-30}
  access:   {kind: licence, grantor: inventor, holder: maker, worth: 9% * sales, costs: fixed, fee: 1m EUR/year,
             ends_on: [rival, approved]}
  supply:   {kind: commitment, buyer: maker, seller: inventor, minimum: {2025: 6m, 2027: 11m}, usage: 8% * sales,
             price: 110%, market_price: 100%, seller_margin: 20%, otherwise_bought: 50%, take_or_pay: yes,
             until: 2030-03-31}
"""

REALISED = """
dealwright: 1
title: A company whose remainders are taken as they turn out
as_of: 2025-01-01
horizon: 2030-12-31
step: quarter
currency: USD
risk_free: 4%
parties:
  owners: {discount: 12%, risk_tolerance: 2bn}
  lender: {discount: 6%, risk_tolerance: 1bn}
drivers:
  revenue: {kind: gbm, start: 1bn USD/year, growth: 15%, volatility: 45%}
  sold:    {kind: event, chance: 80% by 2028-12-31}
companies:
  firm: {enterprise_value: 2x * revenue * 1 year, cash_flow: -10% * revenue, cash: -900m, cost_of_capital: 11%,
         exit: [sold, horizon], remainder: realised}
terms:
  service:  {kind: flow, payer: firm, payee: lender, amount: 6% * revenue}
  rent:     {kind: flow, payer: firm, payee: lender, amount: 90m USD/year}
  earn_out: {kind: milestone, payer: firm, payee: owners, amount: 200m, on: sold}
  shares:   {kind: equity, company: firm, holder: lender, stake: 10%, residual: owners}
"""

SUBSIDIARY = """
dealwright: 1
title: A company that holds another
as_of: 2025-01-01
horizon: 2029-12-31
step: quarter
currency: USD
risk_free: 4%
parties:
  holders: {discount: 12%, risk_tolerance: 3bn}
  partner: {discount: 9%, risk_tolerance: 5bn}
drivers:
  revenue: {kind: gbm, start: 1bn USD/year, growth: 10%, volatility: 40%}
  rent:    {kind: gbm, start: 400m USD/year, growth: 5%, volatility: 35%}
  listed:  {kind: event, chance: 60% by 2028-12-31}
companies:
  site: {enterprise_value: 4x * rent * 1 year, cash_flow: 20% * rent, cash: -1.5bn, cost_of_capital: 8%, exit: listed}
  firm: {enterprise_value: 3x * revenue * 1 year, cash_flow: -20% * revenue, cash: -1bn, cost_of_capital: 13%,
         exit: horizon}
terms:
  lease:   {kind: flow, payer: firm, payee: site, amount: 25% * rent}
  holding: {kind: equity, company: site, holder: firm, stake: 60%, residual: partner}
  shares:  {kind: equity, company: firm, holder: partner, stake: 25%, residual: holders}
"""

DEALS = {
    "everything": (EVERYTHING, 8000, 8),
    "parties alone": (PARTIES_ALONE, 40000, 0),
    "realised": (REALISED, 40000, 0),
    "subsidiary": (SUBSIDIARY, 20000, 4),
}


@cache
def engine(name: str) -> ScenarioWorth:
    loaded = loads(DEALS[name][0])
    assert [problem.what for problem in loaded.errors] == []
    return value_deal(loaded, Draws(7, 32, 512)).scenarios["in_force"]


@cache
def oracle(name: str) -> Found:
    text, paths, inner = DEALS[name]
    return simulate(yaml.load(text, yaml.BaseLoader), paths=paths, seed=20250514, inner=inner)  # noqa: S506 - texts only


def apart(value: float, error: float, figure: Figure) -> float:
    """Measure how far two estimates are apart, in standard errors of their difference."""
    scale = float(np.hypot(error, figure.error)) + 1e-9 * max(abs(value), abs(figure.value), 1.0)
    return abs(value - figure.value) / scale


@pytest.mark.parametrize("name", DEALS)
def test_the_engine_agrees_with_the_oracle(name: str) -> None:
    """Every figure and every line of every party within four standard errors; floors and unpaid remainders too."""
    ours, theirs = engine(name), oracle(name)
    for party, worth in ours.parties.items():
        found = theirs.parties[party]
        for mine, figure in (
            (worth.mean, found.mean),
            (worth.mean_at_risk_free, found.risk_free),
            (worth.certainty_equivalent, found.certainty_equivalent),
        ):
            assert apart(mine.value, mine.standard_error, figure) < 4, (party, mine, figure)
        assert {n for n, value in worth.by_term.items() if value} == {
            n for n, each in found.lines.items() if each.value
        }
        for line, figure in found.lines.items():
            value, error = worth.by_term.get(line, 0.0), worth.by_term_error.get(line, 0.0)
            assert apart(value, error, figure) < 4, (party, line, value, error, figure)
    for name_of, company in ours.companies.items():
        agree_at_exit(company, theirs.companies[name_of])


def agree_at_exit(ours: CompanyWorth, theirs: Closed) -> None:
    """Compare how often a company is at its floor, and what then stays unpaid."""
    floor, paths = float(np.mean(theirs.resources < 0)), len(theirs.resources)
    assert ours.probability_at_floor == pytest.approx(floor, abs=4 * (floor * (1 - floor) / paths) ** 0.5 + 0.002)
    factor = (1 + theirs.rate) ** (-theirs.day / 365)
    unpaid: dict[str, np.ndarray] = {}
    for (term, _), lost in theirs.unpaid.items():
        unpaid[term] = unpaid.get(term, np.zeros(paths)) + factor * lost
    for term, lost in unpaid.items():
        error = 2.0 * float(np.std(lost)) / paths**0.5  # the engine's, not printed, is taken as no larger
        assert ours.unpaid.get(term, 0.0) == pytest.approx(float(np.mean(lost)), abs=4 * error + 1.0), term


def test_the_deal_with_everything_has_everything() -> None:
    found, uncapped = (
        simulate(yaml.load(text, yaml.BaseLoader), paths=2000, seed=1, inner=1)  # noqa: S506 - texts only
        for text in (EVERYTHING, EVERYTHING.replace("cap: 11bn, ", ""))
    )
    firm = found.companies["northwind"]
    assert float(np.mean(firm.resources < 0)) > 0.05
    assert 0.2 < float(np.mean(firm.day < firm.day.max())) < 0.9, "a random exit"
    assert {"partner", "founders", "fund"} == set(firm.shares), "the payee holds shares, and so does the later round"
    assert 0.5 < float(np.mean(firm.shares["fund"] > 0)) < 1, "a round that comes only where the exit has not come"
    assert found.parties["fund"].lines["rounds"].value < 0
    assert sum(float(np.mean(lost)) for lost in firm.unpaid.values()) > 0
    paid, all_due = (each.parties["partner"].lines["share"].value for each in (found, uncapped))
    assert paid < 0.9 * all_due, "the cumulative cap binds"


def test_in_the_deal_with_everything_the_payer_burns_cash_in_debt_and_the_trigger_falls_inside_steps() -> None:
    text = yaml.load(EVERYTHING, yaml.BaseLoader)  # noqa: S506 - texts only
    assert text["companies"]["northwind"]["cash"] == "-6bn"
    assert text["terms"]["share"]["payer"] == "northwind"
    assert text["terms"]["share"]["ends_on"] == "breakthrough"
    deal = loads(EVERYTHING).deal
    assert deal is not None
    futures = simulate_futures(deal, Draws(7, 8, 64))
    spent = futures.level("margin")[:, :12] * futures.level("revenue")[:, :12]
    assert np.all(spent < 0), "a year of burn on every path"
    day = futures.event("breakthrough")
    happened = day[np.isfinite(day)]
    assert len(happened) > 0.3 * len(day)
    assert np.mean(np.isin(happened, futures.grid.edges)) < 0.05


def test_the_oracle_imports_numpy_and_nothing_of_the_house() -> None:
    own = Path(__file__).parent
    for module in ("reading", "world", "rules", "simulate"):
        for node in ast.walk(ast.parse((own / f"{module}.py").read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in {"numpy", "oracle", *sys.stdlib_module_names}
