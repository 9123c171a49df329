"""What an input says of itself: live only where the whole workbook follows it, otherwise what else hangs on it."""

import datetime as dt
from pathlib import Path

import pytest

from dealwright.lang.load import load
from dealwright.show.excel.checks import NOT_OK
from dealwright.show.excel.marks import WORDS
from dealwright.show.excel.workbook import Model, model_of, written_out
from dealwright.study import Study

DEAL = """
dealwright: 1
title: Clauses that hang on what the sheet holds
as_of: 2025-03-10
horizon: 2030-12-31
step: quarter
currency: USD
risk_free: 3%
inflation: 2%
facts:
  in_force: {is: yes, reason: x}
  clause:
    reason: either is as likely
    readings:
      - {title: half, weight: 60%, overlay: {terms.part.tiers: [{share: 50%}]}}
      - {title: third, weight: 40%, overlay: {terms.part.tiers: [{share: 33%}]}}
parties: {maker: {discount: 4% real}, owner: {discount: 6%}}
drivers:
  sales:  {kind: gbm, start: 3m USD/year, growth: 12%, volatility: 35%}
  plant:  {kind: gbm, start: 3m USD/year, growth: 5%, volatility: 35%}
  opened: {kind: event, chance: 70% by 2027-12-31}
terms:
  royalty: {kind: royalty, payer: maker, payee: owner, on: sales, rate: 5%, cap: 400k USD, beyond: perpetuity(2%)}
  rent:    {kind: flow, payer: maker, payee: owner, amount: "if(in_force, 20k USD/year, 10k USD/year)"}
  extra:   {kind: flow, payer: maker, payee: owner, amount: 5k USD/year, active: in_force}
  part:    {kind: profit_participation, payer: maker, payee: owner, on: plant, tiers: [{share: 20%}]}
  centre:
    kind: venture
    members: {maker: 60%, owner: 40%}
    calls: [{on: 2026-01-01, amount: 500k USD}, {on: opened, amount: 300k USD, unmet_by: owner, covered: yes}]
  buy_out: {kind: option, holder: maker, writer: owner, on: 2027-06-30, price: 300k USD, ends: rent}
"""
SAID = {
    "facts.in_force": "live; but it also decides which clauses are in force",
    "terms.part.tiers.0.share": "live; but it also decides what a reading of “clause” says",
    "inflation": "not live: rates written as real or nominal is held as the tool found it",
    "drivers.opened.chance#1": "live; but it also decides the order in which the calls of “centre” come",
    "drivers.plant.start": "live; but it also decides the day on which “buy_out” takes effect",
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Give the deal on its sheets, all of them written."""
    file = Path(tmp_path_factory.mktemp("deal")) / "deal.yaml"
    file.write_text(DEAL)
    found = model_of(Study(load(str(file)), paths=16))
    written_out(found, dt.date(2026, 1, 1))
    return found


@pytest.mark.parametrize("path", SAID)
def test_an_input_says_what_is_held_that_hangs_on_it(model: Model, path: str) -> None:
    words = model.book.sheet("Inputs").cells[model.inputs.by_path[path].row, WORDS][0].value
    assert str(words).startswith(SAID[path])


def test_a_term_held_as_values_is_worth_what_the_tool_has_it_worth_past_the_horizon(model: Model) -> None:
    """The royalty is over its cap when it is 40 years past the horizon: what comes again from then on is nothing."""
    assert [term.name for term in model.terms if term.reason] == ["royalty"]
    shown = [content.value for content, _ in model.book.sheet("Checks").cells.values()]
    assert "OK" in shown
    assert NOT_OK not in shown
