"""The report says what terms trade for: the best swap in words, exchange rates, what every input moves."""

from functools import cache

import dealwright
from dealwright.lang.load import loads
from dealwright.show.charts.picture import Figure
from dealwright.show.page import Section, TableFigure
from dealwright.show.sections.trade import trade_section
from dealwright.show.story import Story

DEAL = """
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
parties: {ada: {name: Ada}, ben: {name: Ben}}
facts:
  value: {is: WORTH, range: 3m USD/year to 5m USD/year, status: assumed, reason: as seen}
terms:
  access: {kind: licence, grantor: ada, holder: ben, worth: value, costs: 1m USD/year, until: 2025-12-31}
  fee:    {kind: payment, payer: ben, payee: ada, amount: 1m USD, on: 2025-06-30}
  use:    {kind: flow, payee: ben, amount: 3m USD/year}
scenarios:
  no_deal: {terms.access.active: no, terms.fee.active: no, terms.use.active: no}
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  over:
    terms.access.until: 2025-06-30 .. 2026-12-31 by 6 months
    terms.fee.amount: 0 USD .. 8m USD by 500k USD
"""
THIRD = """terms:
  gain: {kind: payment, payer: ada, payee: cyn, amount: 1m USD, on: 2025-06-30}
"""


@cache
def section(worth: str = "4m USD/year") -> Section:
    study = dealwright.Study(loads(DEAL.replace("WORTH", worth)), paths=64)
    found = trade_section(Story(study.value(), study.bargain(), traded=study.trade()))
    assert found is not None
    return found


def test_the_finding_is_the_best_swap_and_changes_with_what_it_is_worth() -> None:
    assert section().finding == "1 more year of access for 2.5m USD more fee amount: +1.50m to Ada, +1.50m to Ben"
    assert (
        section("5m USD/year").finding
        == "1 more year of access for 3m USD more fee amount: +2.00m to Ada, +2.00m to Ben"
    )


def test_rates_stand_for_each_party_and_the_pair_that_is_priced_most_differently_is_named() -> None:
    (table,) = (each for each in section().figures if each.name == "exchange-rates")
    assert isinstance(table, TableFigure)
    assert table.finding == "1m USD of fee amount is worth −1.00 to Ada and −0.250 to Ben, in years of access until"
    assert [cell.text for cell in table.rows[0].cells] == ["Access until", "Ada", "", "−1.00"]
    assert [cell.text for cell in table.rows[1].cells] == ["", "Ben", "", "−4.00"]


def test_what_is_switched_counts_for_who_prices_a_term_most_differently() -> None:
    deal = DEAL.replace("WORTH", "4m USD/year")
    deal = deal.replace("terms.access.until: 2025-06-30 .. 2026-12-31 by 6 months", "terms.access.active: [yes, no]")
    study = dealwright.Study(loads(deal), paths=64)
    found = trade_section(Story(study.value(), study.bargain(), traded=study.trade()))
    assert found is not None
    (table,) = (each for each in found.figures if each.name == "exchange-rates")
    assert isinstance(table, TableFigure)
    assert table.finding == "No access is worth 1.00 to Ada and 4.00 to Ben, in m USD of fee amount"


def test_the_two_of_three_parties_who_price_a_term_most_differently_are_named() -> None:
    deal = DEAL.replace("WORTH", "4m USD/year").replace("ben: {name: Ben}}", "ben: {name: Ben}, cyn: {name: Cyn}}")
    deal = deal.replace("between: [ada, ben]", "between: [ada, ben, cyn]").replace("terms:\n", THIRD, 1)
    deal = deal.replace(
        "terms.fee.amount: 0 USD .. 8m USD by 500k USD", "terms.gain.amount: 1m USD .. 3m USD by 1m USD"
    )
    deal = deal.replace("holder: ben", "holder: cyn")
    study = dealwright.Study(loads(deal), paths=64)
    found = trade_section(Story(study.value(), study.bargain(), traded=study.trade()))
    assert found is not None
    (table,) = (each for each in found.figures if each.name == "exchange-rates")
    assert isinstance(table, TableFigure)
    assert table.finding == "1 year of access until is worth 1.00 to Ada and 4.00 to Cyn, in m USD of gain amount"


def test_prices_that_differ_by_rounding_alone_are_not_told_apart() -> None:
    deal = DEAL.replace("WORTH", "4m USD/year").replace(
        "terms.access.until: 2025-06-30 .. 2026-12-31 by 6 months", "terms.more.amount: [1m USD, 3m USD]"
    )
    deal = deal.replace(
        "terms:\n", "terms:\n  more: {kind: payment, payer: ben, payee: ada, amount: 1m USD, on: 2025-07-31}\n"
    )
    study = dealwright.Study(loads(deal), paths=64)
    found = trade_section(Story(study.value(), study.bargain(), traded=study.trade()))
    assert found is not None
    (table,) = (each for each in found.figures if each.name == "exchange-rates")
    assert isinstance(table, TableFigure)
    assert table.finding == "No pair of terms is priced differently by more than four standard errors"


def test_the_tornado_has_a_panel_for_each_party_with_the_same_inputs_in_the_same_order() -> None:
    (picture,) = (each for each in section().figures if each.name == "tornado")
    assert isinstance(picture, Figure)
    ada, ben = picture.panels
    assert (ada.heading, ben.heading) == ("Ada", "Ben")
    assert {row["t"] for row in ada.data["ends"]} == {row["t"] for row in ben.data["ends"]}
    ends = {(row["t"], row["s"]): row["v"] for row in ben.data["ends"]}
    assert ends["Fee amount", "8m USD"] == -7
    assert ends["Value", "5m USD/year"] == 1


def test_a_report_that_did_not_ask_has_no_such_section() -> None:
    study = dealwright.Study(loads(DEAL.replace("WORTH", "4m USD/year")), paths=64)
    assert trade_section(Story(study.value())) is None
