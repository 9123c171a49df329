"""Drivers are drawn as far ahead as something reads them; how far that is decides no number."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from dealwright.deal.deal import Deal
from dealwright.engine import books as books_of
from dealwright.engine.ahead import ahead
from dealwright.engine.books import keep_books
from dealwright.engine.lines import Rates, whole
from dealwright.engine.view import FuturesView
from dealwright.lang.load import load, loads
from dealwright.world import movement
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate
from dealwright.world.movement import Ahead
from engine.deals import deals

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DEAL = """
dealwright: 1
title: How far ahead
as_of: 2026-01-01
horizon: 2035-12-31
step: year
currency: USD
risk_free: 3%
parties: {ann: {name: Ann, discount: 8%}, bob: {name: Bob, discount: 8%}}
drivers:
  sales: {kind: gbm, start: 10m USD/year, growth: 3%, volatility: 20%}
  costs: {kind: gbm, start: 5m USD/year, growth: 3%, volatility: 20%}
  usage: {kind: gbm, start: 5m USD/year, growth: 3%, volatility: 20%}
  unread: {kind: gbm, start: 5m USD/year, growth: 3%, volatility: 20%}
  margin: {kind: derived, is: sales - costs}
  sold: {kind: event, when: year > 2028}
  rich: {kind: event, when: "sales > 20m USD/year"}
companies: {firm: {name: Firm, enterprise_value: 2 years * usage, cost_of_capital: 10%, exit: sold}}
terms:
  stake: {kind: equity, company: firm, holder: ann, stake: 40%, residual: bob}
  royalty: ROYALTY
"""


def far(royalty: str, **changed: str) -> dict[str, int]:
    """Say how many years ahead each driver of a deal with a royalty is read."""
    text = DEAL.replace("ROYALTY", f"{{kind: royalty, payer: ann, payee: bob, rate: 5%, {royalty}}}")
    for old, new in changed.items():
        text = text.replace(f"{old}: sold", f"{old}: {new}")
    deal = loads(text).sound
    view = FuturesView.of(deal, simulate(deal, Draws(1, 2, 16)))
    return {name: each.level for name, each in ahead(deal, view, list(view.terms)).items()}


def test_a_driver_is_read_up_to_the_exit_of_companies_and_the_end_of_the_terms_that_name_it() -> None:
    # 2028 closes at edge 3; a moment later, when the firm is sold, lies in the step that ends at edge 4.
    assert far("on: margin, until: 2030-12-31") == {"sales": 6, "costs": 6, "usage": 4}
    assert far("on: sales, until: 2026-06-30") == {"sales": 4, "usage": 4}
    assert far("on: sales") == {"sales": 10, "usage": 4}


def test_what_is_added_up_and_what_events_hang_on_is_read_to_the_horizon() -> None:
    assert far("on: sales, until: 2026-06-30, ends_on: rich") == {"sales": 10, "usage": 4}
    assert far("on: cumulative(costs) / 1 year, until: 2026-06-30")["costs"] == 10
    assert far("on: costs, until: 2026-06-30", exit="rich") == {"sales": 10, "costs": 10, "usage": 10}


def everything(deal: Deal, draws: Draws) -> dict[str, bytes]:
    """Value a deal for all parties."""
    books = keep_books(deal, simulate(deal, draws), parties=deal.parties)
    return {party: whole(books, party, Rates(0.04, own_rates=False)).tobytes() for party in deal.parties}


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Look ahead on few futures, too, and move drivers by compiled loops."""
    monkeypatch.setattr(books_of, "MANY", 1)
    monkeypatch.setattr(movement, "pays_now", lambda _: True)
    return monkeypatch


@pytest.mark.parametrize("deal", ["openai-microsoft", "drug-licence", "bms-imclone", "film-recoupment", "term-sheet"])
@pytest.mark.parametrize("edges", [None, 1])
def test_no_number_hangs_on_how_far_ahead_drivers_are_drawn(
    always: pytest.MonkeyPatch, deal: str, edges: int | None
) -> None:
    sound = load(EXAMPLES / deal / "deal.yaml").sound
    if edges is not None:  # as if nothing were read past the first step: all of it is drawn when asked
        always.setattr(books_of, "ahead", lambda deal, *_: dict.fromkeys(_moving(deal), Ahead(edges, edges)))
    drawn = everything(sound, Draws(1, 2, 128))
    always.setattr(books_of, "ahead", lambda *_: {})
    assert drawn == everything(sound, Draws(1, 2, 128))


def _moving(deal: Deal) -> list[str]:
    return [name for name, each in deal.drivers.items() if each.kind in ("growth", "gbm", "mean_reverting")]


def test_in_the_real_deal_two_of_three_drivers_are_drawn_to_2031_and_nobody_asks_for_more(
    always: pytest.MonkeyPatch,
) -> None:
    deal, kept = load(EXAMPLES / "openai-microsoft" / "deal.yaml").sound, []
    levels = movement.levels
    always.setattr(movement, "levels", lambda *given, **how: (kept.append(levels(*given, **how)), kept[-1])[1])
    everything(deal, Draws(1, 2, 128))
    ((found, growth),) = kept
    assert [len(each) for each in found] == [64, 25, 25]  # revenue, multiple, office, by quarter
    assert [None if each is None else len(each) for each in growth] == [25, None, None]


@settings(max_examples=25, deadline=None)
@given(deals())
def test_random_deals_have_the_same_bytes_however_far_drivers_are_drawn(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(movement, "pays_now", lambda _: True)
        plain = everything(loads(text).sound, Draws(1, 2, 64))
        patch.setattr(books_of, "MANY", 1)
        assert everything(loads(text).sound, Draws(1, 2, 64)) == plain


@pytest.mark.usefixtures("always")
def test_drivers_that_nothing_reads_are_not_drawn_ahead() -> None:
    text = DEAL.replace("ROYALTY", "{kind: royalty, payer: ann, payee: bob, rate: 5%, on: sales}")
    deal = loads(text).sound
    futures = simulate(deal, Draws(1, 2, 16))
    keep_books(deal, futures, parties=deal.parties)
    assert futures.recall("trajectory", "unread") is None
    assert np.isfinite(futures.level("unread")).all()
