"""Losses without a bound are named, and only those; a certainty equivalent that rests on few paths says so."""

from collections.abc import Callable

import pytest

from dealwright.engine.result import ScenarioWorth

Value = Callable[..., ScenarioWorth]

HEAD = """
dealwright: 1
title: Who bears the cost
as_of: 2025-01-01
horizon: 2029-12-31
step: quarter
currency: USD
risk_free: 4%
parties:
  ada: {risk_tolerance: 500m}
  bob: {risk_tolerance: 500m}
drivers:
  cost:  {kind: gbm, start: 10m USD/year, growth: 5%, volatility: 30%}
  other: {kind: gbm, start: 10m USD/year, growth: 5%, volatility: 30%}
  held:  {kind: growth, start: 10m USD/year, growth: 5%, volatility: 30%, ceiling: 40m USD/year}
  bill:  {kind: derived, is: 2 * cost}
facts:
  repair: {is: 20m to 60m, reason: an estimate}
  told:   {is: 20m to 60m, reason: an estimate, known_to: [ada, bob]}
companies:
  firm: {enterprise_value: 5x * cost * 1 year, cost_of_capital: 8%, exit: horizon}
terms:
  base: {kind: flow, payee: ada, amount: 20m USD/year}
"""
RESIDUAL = (
    "{kind: profit_participation, payer: ada, payee: bob, on: cost, residual: bob, "
    "tiers: [{share: 9%, until_paid: 9m}]}"
)
STAKE = "  all: {kind: equity, company: firm, holder: ada, stake: 90%, residual: bob}\n"


def warned(found: ScenarioWorth, party: str) -> bool:
    return any("heavy exponent tail" in words for words in found.parties[party].warnings)


@pytest.mark.parametrize(
    "term",
    [
        "{kind: flow, payer: ada, amount: cost}",
        "{kind: flow, payer: ada, payee: bob, amount: bill / 2}",
        "{kind: royalty, payer: ada, payee: bob, on: cost, rate: 50%}",
        "{kind: licence, grantor: ada, holder: bob, costs: cost}",
        "{kind: commitment, buyer: ada, seller: bob, usage: cost, price: 150%, market_price: 100%}",
        "{kind: payment, payer: ada, payee: bob, amount: cost * 1 year, on: 2027-01-01}",
        '{kind: flow, payer: ada, amount: "max(cost, 3m USD/year)"}',
        "{kind: profit_participation, payer: ada, payee: bob, on: cost, tiers: [{share: 50%}]}",
        RESIDUAL,
        "{kind: flow, payer: ada, amount: 10% * terms.base.paid + cost}",
        "{kind: flow, payer: bob, payee: ada, amount: 12m USD/year - cost}",
        '{kind: payment, payer: ada, payee: bob, amount: "lognormal(90m, 40m)", on: 2027-01-01}',
        "{kind: payment, payer: ada, payee: bob, amount: 2 * repair, on: 2027-01-01}",
    ],
)
def test_a_loss_in_proportion_to_a_lognormal_driver_has_a_heavy_tail(value: Value, term: str) -> None:
    found = value(f"{HEAD}  loss: {term}\n{STAKE.replace('holder: ada', 'holder: bob')}", paths=1024)
    assert warned(found, "ada")
    assert not warned(found, "bob")
    (words,) = (words for words in found.parties["ada"].warnings if "heavy" in words)
    assert "loss" in words
    assert "mean" in words


@pytest.mark.parametrize(
    "term",
    [
        "{kind: flow, payer: ada, amount: held}",
        "{kind: flow, payer: ada, amount: 15m USD/year}",
        '{kind: flow, payer: ada, amount: "min(cost, 30m USD/year)"}',
        '{kind: flow, payer: ada, amount: "clip(cost, 1m USD/year, 30m USD/year)"}',
        '{kind: flow, payer: ada, amount: "if(cost > 9m USD/year, 12m USD/year, 1m USD/year)"}',
        "{kind: royalty, payer: ada, payee: bob, on: cost, rate: 50%, cap: 90m}",
        "{kind: royalty, payer: ada, payee: bob, on: cost, rate: 50%, period_cap: 9m}",
        "{kind: commitment, buyer: ada, seller: bob, usage: cost, minimum: 12m, take_or_pay: yes}",
        "{kind: profit_participation, payer: ada, payee: bob, on: cost, tiers: [{share: 50%, until_paid: 30m}]}",
        "{kind: flow, payer: firm, payee: bob, amount: bill}",
        "{kind: flow, payer: bob, payee: ada, amount: 12m USD/year}",
        '{kind: payment, payer: ada, payee: bob, amount: "normal(90m, 40m)", on: 2027-01-01}',
        "{kind: payment, payer: ada, payee: bob, amount: 2 * told, on: 2027-01-01}",
    ],
)
def test_a_loss_with_a_bound_has_none(value: Value, term: str) -> None:
    found = value(f"{HEAD}  loss: {term}\n{STAKE}", paths=1024)
    assert not warned(found, "ada")
    assert not warned(found, "bob")


def test_what_the_same_driver_brings_is_set_against_the_loss(value: Value) -> None:
    """A stake worth five years of the cost outweighs a fifth of it a year; a fiftieth of it in income does not."""
    loss = "  loss: {kind: flow, payer: ada, amount: 20% * cost}\n"
    assert not warned(value(HEAD + loss + STAKE, paths=1024), "ada")
    poor = STAKE.replace("holder: ada", "holder: bob").replace("residual: bob", "residual: bob")
    gain = "  gain: {kind: flow, payee: ada, amount: 2% * cost}\n"
    assert warned(value(HEAD + loss + gain + poor, paths=1024), "ada")
    assert not warned(value(HEAD + loss + gain.replace("2%", "30%") + poor, paths=1024), "ada")


def test_another_driver_is_no_help(value: Value) -> None:
    text = HEAD + "  loss: {kind: flow, payer: ada, amount: cost}\n  gain: {kind: flow, payee: ada, amount: other}\n"
    assert warned(value(text + STAKE.replace("holder: ada", "holder: bob"), paths=1024), "ada")


def test_no_warning_where_risk_does_not_matter(value: Value) -> None:
    text = HEAD.replace("ada: {risk_tolerance: 500m}", "ada: {risk_tolerance: none}")
    found = value(text + "  loss: {kind: flow, payer: ada, amount: cost}\n" + STAKE, paths=256)
    assert found.parties["ada"].warnings == ()


def test_a_certainty_equivalent_that_rests_on_few_paths_says_so(value: Value) -> None:
    text = HEAD + "  loss: {kind: flow, payer: ada, amount: cost}\n" + STAKE.replace("holder: ada", "holder: bob")
    few = [
        words for words in value(text.replace("500m}", "2m}", 1), paths=2048).parties["ada"].warnings if "few" in words
    ]
    assert len(few) == 1
    assert "2,048" in few[0]
    assert not [words for words in value(text, paths=2048).parties["ada"].warnings if "few" in words]
