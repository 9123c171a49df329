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
    "inflation": "not live: held as the tool found it: rates written as real or nominal",
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


COMPANY = """
dealwright: 1
title: A company that is listed, and a royalty that an option words anew
as_of: 2025-03-10
horizon: 2030-12-31
step: quarter
currency: USD
risk_free: 3%
parties: {ann: {discount: 8%}, fund: {discount: 15%}}
drivers:
  sales:   {kind: gbm, start: 3m USD/year, growth: 12%, volatility: 35%}
  listing: {kind: event, chance: 80% by 2028-12-31}
companies:
  firm:
    enterprise_value: "4 * trailing(sales, 1 year)"
    cost_of_capital: 12%
    exit: [listing, horizon]
    securities:
      stakeholders: {ann: {party: ann}, fund: {party: fund}}
      classes:
        common: {kind: common}
        senior: {kind: preferred, converts_into: common, preference: 1x, original_issue_price: 1 USD,
                 ipo_ratchet: {multiple: 1.5x}}
      events:
        - {kind: issue, on: 2022-01-15, of: common, holder: ann, shares: 2_400_000}
        - {kind: issue, on: 2022-01-15, of: senior, holder: fund, shares: 1_400_000}
      exit: {ipo: [listing]}
terms:
  fee:     {kind: flow, payer: firm, payee: ann, amount: 50k USD/year, until: 2029-12-31}
  royalty: {kind: royalty, payer: ann, payee: fund, on: sales, rate: 5%}
  renewal: {kind: option, holder: ann, writer: fund, on: 2027-06-30, exercise: always,
            switches: {terms.royalty.rate: 4%}}
"""
BEHIND = {
    "parties.fund.discount": "live; but it also decides firm, held as the tool found it",
    "terms.fee.amount": "live; but it also decides firm, held as the tool found it",
    "terms.fee.until": "live; but it also decides firm, held as the tool found it",
    "terms.renewal.on": "live; but it also decides “royalty”, held as the tool found it",
    "companies.firm.cost_of_capital": "not live: held as the tool found it: firm",
}


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Give a deal whose company is held as the tool found it."""
    file = Path(tmp_path_factory.mktemp("listed")) / "deal.yaml"
    file.write_text(COMPANY)
    found = model_of(Study(load(str(file)), paths=16))
    written_out(found, dt.date(2026, 1, 1))
    assert set(found.companies.reasons) == {"firm"}
    return found


@pytest.mark.parametrize("path", BEHIND)
def test_what_a_held_company_or_wording_rests_on_says_so(listed: Model, path: str) -> None:
    words = listed.book.sheet("Inputs").cells[listed.inputs.by_path[path].row, WORDS][0].value
    assert words == BEHIND[path]
