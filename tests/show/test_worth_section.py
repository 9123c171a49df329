"""The section on worth has the columns that a deal has figures for."""

import dealwright
from dealwright.lang.load import loads
from dealwright.show.key_numbers import key_numbers
from dealwright.show.page import TableFigure
from dealwright.show.sections.worth import worth_section, worth_table
from dealwright.show.story import Story

DEAL = """
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
parties: {ada: {name: Ada}, ben: {name: Ben}}
terms:
  fee: {kind: payment, payer: ben, payee: ada, amount: 1m USD, on: 2025-06-30}
  use: {kind: flow, payee: ben, amount: 3m USD/year}
scenarios:
  apart: {terms.fee.active: no, terms.use.active: no}
"""
BARGAIN = "negotiate: {between: [ada, ben], no_deal: apart, over: {terms.fee.amount: 0 USD .. 4m USD by 1m USD}}\n"


def table(deal: str) -> TableFigure:
    return worth_table(Story(dealwright.Study(loads(deal), paths=64).value()))


def test_where_nobody_bargains_no_column_is_over_no_deal() -> None:
    found = table(DEAL)
    assert [head.text for head in found.head] == ["", "worth", "mean", "5th", "median", "95th", "worst 5%", "loss"]
    assert {len(row.cells) for row in found.rows} == {8}
    assert "no deal" not in found.subtitle
    assert "no deal" not in worth_section(Story(dealwright.Study(loads(DEAL), paths=64).value())).why


def test_where_somebody_bargains_gain_and_chance_stand_beside_no_deal() -> None:
    found = table(DEAL + BARGAIN)
    assert [head.text for head in found.head][2] == "gain"
    assert found.head[-1].text == "under no deal"
    assert "of less than no deal" in found.subtitle


def test_a_zone_that_nothing_unknown_could_change_is_not_said_to_hang_on_the_unknown() -> None:
    study = dealwright.Study(loads(DEAL + BARGAIN), paths=64)
    (zone,) = (each for each in key_numbers(Story(study.value(), study.bargain())) if each.card == "bargain-zone"
               and each.label == "Chance that a zone exists")  # fmt: skip
    assert (zone.value, zone.note) == ("100%", "nothing is unknown that could change it")
