"""What a report says of who owns a company that has stakes: columns over time, or a table of the one day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dealwright.lang.load import loads
from dealwright.show.charts.picture import Figure
from dealwright.show.page import TableFigure
from dealwright.show.report import sections_of
from dealwright.show.story import Story
from dealwright.study import Study

if TYPE_CHECKING:
    from dealwright.engine.result import Valuation

DEAL = """dealwright: 1
title: A firm that is sold in parts
as_of: 2025-01-01
horizon: 2029-12-31
step: year
currency: USD
risk_free: 3%
parties: {ada: {name: Ada}, bob: {name: Bob}, eve: {name: The fund}}
companies:
  firm:
    name: The firm
    enterprise_value: 1000 USD
    cost_of_capital: 10%
    rounds:
      - {on: 2026-06-30, new_money: 250 USD, pre_money: 750 USD, by: eve}
      - {on: 2027-06-30, new_money: 250 USD, pre_money: 750 USD}
  site: {name: Site, enterprise_value: 100 USD, cost_of_capital: 10%}
terms:
  shares: {kind: equity, company: firm, holder: ada, stake: 40%, residual: bob}
  call: {kind: option, title: The call, holder: eve, writer: bob, on: 2028-12-31, company: firm, stake: 20%,
         exercise: always, price: 1 USD}
  held: {kind: equity, company: site, holder: ada, stake: 50%, residual: firm}
scenarios: {no_deal: {terms.shares.stake: 10%}}
"""


@pytest.fixture(scope="module")
def valued() -> Valuation:
    return Study(loads(DEAL), paths=16).value()


def shown(valued: Valuation, name: str) -> Figure | TableFigure:
    (section,) = (each for each in sections_of(Story(valued)) if each.name == "companies")
    (figure,) = (each for each in section.figures if each.name == name)
    return figure


def test_a_company_that_raises_is_drawn_from_its_first_day_to_its_exit(valued: Valuation) -> None:
    figure = shown(valued, "owned-firm")
    assert isinstance(figure, Figure)
    assert figure.finding == "Of the firm, 30% belongs to the fund at its exit, up from 0% on 1 January 2025"
    assert "futures whose exit came before no longer count" in figure.subtitle
    assert figure.table.head[3:] == ("The fund", "Later investors", "Ada", "Bob")
    assert [row[:3] for row in figure.table.rows] == [
        ("1 January 2025", "As it stands", "100%"),
        ("30 June 2026", "Round: the fund", "100%"),
        ("30 June 2027", "Round: later investors", "100%"),
        ("31 December 2028", "“The call” exercised", "100%"),
        ("At its exit", "Whenever it comes; “The call” exercised", "100%"),
    ]
    for row in figure.table.rows:
        assert sum(float(cell.rstrip("%")) for cell in row[3:]) == pytest.approx(100.0, abs=0.05 * len(row[3:]))
    (panel,) = figure.panels
    for layout in ("wide", "narrow"):
        parts = panel.data[f"parts-{layout}"]
        tops = {row["x"]: max(part["hi"] for part in parts if part["x"] == row["x"]) for row in parts}
        assert len(tops) == 5
        assert list(tops.values()) == pytest.approx([1.0] * 5, abs=1e-5)


def test_a_company_that_nothing_changes_has_a_table_and_no_picture(valued: Valuation) -> None:
    figure = shown(valued, "owned-site")
    assert isinstance(figure, TableFigure)
    assert figure.finding == "Of Site, 50% each belongs to Ada and the firm"
    assert [head.text for head in figure.head] == ["Holder", "1 January 2025"]
    assert [[cell.text for cell in row.cells] for row in figure.rows] == [["Ada", "50.0%"], ["The firm", "50.0%"]]
    assert "no round with a price and no option on a stake moves it" in figure.subtitle


def test_the_answer_in_data_says_the_same(valued: Valuation) -> None:
    said = valued.to_json()["scenarios"]["in_force"]["companies"]  # type: ignore[index, call-overload]
    first, *_, last = said["firm"]["owned"]  # type: ignore[index, call-overload]
    assert first == {"on": "2025-01-01", "shares": {"ada": 0.4, "bob": 0.6}, "standing": 1.0}
    assert last["on"] is None
    assert last["options"] == {"call": 1.0}
    assert sum(last["shares"].values()) == pytest.approx(1.0)
    assert len(said["site"]["owned"]) == 1  # type: ignore[index, call-overload, arg-type]


def test_of_many_times_the_largest_changes_are_drawn_and_the_table_has_all() -> None:
    rounds = "\n".join(
        f"      - {{on: 2026-{month:02}-01, new_money: {month} USD, pre_money: 100 USD}}" for month in range(1, 13)
    )
    text = DEAL[: DEAL.index("      - {on")] + rounds + "\n" + DEAL[DEAL.index("  site:") :]
    figure = shown(Study(loads(text), paths=16).value(), "owned-firm")
    assert isinstance(figure, Figure)
    assert figure.sample.startswith("9 of 15 days, the largest changes; n = 16 futures")
    assert len(figure.table.rows) == 15
    names = {row["at"].partition(":")[0] for row in figure.panels[0].data["parts-wide"]}
    assert {"1 January 2025", "31 December 2028", "At its exit"} <= names
    assert len(names) == 9
