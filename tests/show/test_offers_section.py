"""The report says what to offer: the curve of each side, and for one of them the advice."""

import re
from functools import cache

import dealwright
from dealwright.lang.load import loads
from dealwright.show.charts.picture import Figure
from dealwright.show.page import Section, TableFigure
from dealwright.show.sections.offers import offers_section
from dealwright.show.story import Story

DEAL = """
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2027-12-31
step: year
currency: USD
risk_free: 0%
parties: {ada: {name: Ada, risk_tolerance: 5m}, ben: {name: Ben, risk_tolerance: 2m to 20m}}
drivers:
  sales: {kind: gbm, start: 4m USD/year, growth: 5%, volatility: 25%}
terms:
  share: {kind: royalty, payer: ben, payee: ada, on: sales, rate: 10%}
  fee:   {kind: payment, payer: ben, payee: ada, amount: 1m USD, on: 2025-06-30}
  use:   {kind: flow, payee: ben, amount: 40% * sales}
scenarios:
  no_deal: {terms.share.active: no, terms.fee.active: no, terms.use.active: no}
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  over:
    terms.share.rate: 0% .. 40% by 5%
    terms.fee.amount: 0 USD .. 4m USD by 500k USD
"""


@cache
def section(advised: str | None, tolerance: str = "5m") -> Section:
    study = dealwright.Study(loads(DEAL.replace("risk_tolerance: 5m", f"risk_tolerance: {tolerance}")), paths=512)
    found = offers_section(Story(study.value(), study.bargain(), offered=study.offers(advised)))
    assert found is not None
    return found


def test_without_a_side_each_has_its_curve_or_its_one_offer_and_nothing_is_advised() -> None:
    found = section(None)
    assert found.finding == "What each side can offer"
    (picture,) = found.figures
    assert isinstance(picture, Figure)
    assert [panel.heading for panel in picture.panels] == ["Ada"]
    assert all(len(panel.data["curve"]) > 1 and not panel.data["best"] for panel in picture.panels)
    ((whose, said),) = picture.remarks
    assert whose == "For Ben one offer beats all others"
    assert re.fullmatch(r"Share rate \d+%, fee amount .*: signed with .*%, \+[\d.]+m over no deal\.", said)


def test_for_a_side_the_finding_is_its_best_offer_which_is_marked_in_the_picture() -> None:
    found = section("ada")
    assert found.finding.startswith("Offer ")
    assert "an expected surplus of" in found.finding
    picture = found.figures[0]
    assert isinstance(picture, Figure)
    (best,) = picture.panels[0].data["best"]
    assert best["y"] == max(row["y"] for row in picture.panels[0].data["curve"])
    letters = [row["t"] for row in picture.panels[0].data["alike"]]
    assert letters[0] == ", ".join("ABC"[: len(letters)])
    assert not any(letters[1:])
    assert picture.remarks[0][0] == "The best offer, valued again"


def test_offers_of_one_worth_and_changes_stand_in_tables_with_their_errors() -> None:
    tables = {each.name: each for each in section("ada").figures if isinstance(each, TableFigure)}
    assert "equivalent-offers" in tables
    assert {"changes-0", "changes-1"} <= tables.keys()
    assert any(cell.error for row in tables["changes-0"].rows for cell in row.cells)


def test_what_is_said_changes_with_what_it_rests_on() -> None:
    assert section("ada").finding != section("ada", "500k").finding


def test_a_report_that_weighed_no_offers_has_no_such_section() -> None:
    study = dealwright.Study(loads(DEAL), paths=64)
    assert offers_section(Story(study.value())) is None
