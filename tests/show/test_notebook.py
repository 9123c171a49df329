from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import captable_samples as tables

from dealwright.show.notebook import bargain_html, result_html

if TYPE_CHECKING:
    from dealwright.bargain.result import Bargain
    from dealwright.engine.result import Valuation


def test_a_valuation_draws_itself_without_any_script(valuation: Valuation) -> None:
    html = result_html(valuation)
    # Two densities; of six quantities over time, one is known; what the company's claims are worth.
    assert html.count("<svg") == 2 + 5 + 1
    assert "<script" not in html
    assert "Contract in force is worth 4.9bn more to Northwind" in html
    assert 'fill="var(--p1' in html
    assert len(html) < 200_000


def test_a_bargain_draws_itself_by_the_names_it_is_given(found: Bargain) -> None:
    html = bargain_html(found, names={"northwind": "Northwind", "borealis": "Borealis"}, currency="USD")
    assert html.count("<svg") == 1
    assert "<script" not in html
    assert "Northwind and Borealis can both sign" in html
    assert "zone of agreement" in html
    assert len(html) < 300_000


def test_a_result_draws_itself_when_a_notebook_asks(valuation: Valuation, found: Bargain) -> None:
    assert valuation._repr_html_() == result_html(valuation)
    named = replace(found, names={"northwind": "Northwind Ltd", "borealis": "Borealis"}, currency="EUR")
    assert "Northwind Ltd and Borealis can both sign" in named._repr_html_()
    assert "EUR bn" in named._repr_html_()


def test_a_bargain_without_names_uses_the_keys_of_the_file(found: Bargain) -> None:
    assert "Northwind and Borealis can both sign" in bargain_html(found)


def test_a_cap_table_draws_itself_and_prints_its_holders() -> None:
    table = tables.acme()
    html = table._repr_html_()
    assert html == result_html(table)
    # Ownership by class and by holder, an exit in money and in shares, the bridge of what was raised.
    assert html.count("<svg") == 2 + 1 + 2 + 1
    assert "<script" not in html
    assert "Ana Alvarez holds 26% of Acme Robotics fully diluted" in html
    assert "14 breakpoints decide who is paid" in html
    assert "Who holds what on 30 June 2025" in html
    assert "Ana Alvarez" in str(table)
    assert repr(table).startswith("<CapTable of 'Acme Robotics'")


def test_a_table_without_holders_draws_itself_too() -> None:
    assert "Nobody holds anything yet" in tables.acme(tables.VOID)._repr_html_()
