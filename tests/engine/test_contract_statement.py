"""A contract statement adds up to the flows from which worths come, on every path and in the mean."""

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from dealwright.engine import beliefs as belief
from dealwright.engine.scenario import Scene
from dealwright.engine.statements.account_rows import Row, merged, one_a_day, rows_of
from dealwright.engine.statements.chosen import choose
from dealwright.engine.statements.contract import state_contract
from dealwright.engine.statements.result import TermStatement
from dealwright.engine.view import FuturesView
from dealwright.lang.load import Loaded, loads
from dealwright.study import Study
from dealwright.terms.account import Account, Line
from dealwright.world.draws import Draws
from engine.deals import deals

Read = Callable[..., Loaded]
ONE_WAY = ("royalty", "flow", "payment", "milestone", "licence", "profit_participation")
"""Kinds that pay one side for the other, and call it `paid`."""

HEAD = """
dealwright: 1
title: A mill
as_of: 2025-01-01
horizon: 2028-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {ada: {discount: 8%}, ben: {discount: 8%}}
"""


@settings(max_examples=25)
@given(text=deals())
def test_what_is_stated_as_paid_is_what_flows_on_a_path_and_in_the_mean(text: str) -> None:
    draws, loaded = Draws(1, 4, 4), loads(text)
    view = choose(loaded, draws, "mean", None).parts[0].view
    for path in ("mean", 3):
        for term in state_contract(loaded, draws, path, scenario="in_force").terms:
            if term.kind in ONE_WAY and len(term.sides) > 1:
                moved = paid_between(view, term)
                paid = sum(line.total or 0.0 for line in term.lines if line.name == "paid")
                assert paid == pytest.approx(np.mean(moved) if path == "mean" else moved[2], rel=1e-9, abs=1e-3)


def paid_between(view: FuturesView, term: TermStatement) -> np.ndarray:
    """Sum what flows from the side that pays to the one that is paid, path by path."""
    first, second = list(term.sides.values())[:2]
    way = (second, first) if term.kind == "licence" else (first, second)
    flows = [flow for flow in view.outcome(term.term).flows if flow.cash and (flow.payer, flow.payee) == way]
    several = flows if term.kind == "licence" else flows[:1]
    return sum((np.sum(flow.amount, axis=1) for flow in several), np.zeros(view.paths))


@settings(max_examples=25)
@given(text=deals())
def test_periods_of_a_statement_follow_each_other_inside_the_deal(text: str) -> None:
    loaded = loads(text)
    first, last = loaded.sound.dates
    for path in ("certain", "mean", 5):
        for term in state_contract(loaded, Draws(1, 4, 4), path, scenario="in_force").terms:
            days = [(period.opens, period.closes) for period in term.periods]
            assert all(opens <= closes for opens, closes in days)
            opened = [opens for opens, _ in days]
            assert opened == sorted(opened)
            assert not days or first <= days[0][0]
            assert all(len(line.amounts) == len(days) for line in term.lines)
            if term.kind == "royalty":
                assert all(closes < opens for (_, closes), (opens, _) in pairwise(days))
                assert not days or days[-1][1] <= last


def test_a_term_says_what_ended_it(read: Read) -> None:
    loaded = read(
        HEAD
        + """
drivers:
  sold: {kind: event, chance: 75% by 2026-12-31}
  sued: {kind: event, chance: 60% by 2028-12-31}
terms:
  fee: {kind: royalty, payer: ada, payee: ben, on: 100 USD/year, rate: 10%, period: year, ends_on: [sued, sold]}
  both: {kind: royalty, payer: ada, payee: ben, on: 100 USD/year, rate: 10%, ends_on_all: [sued, sold]}
  new: {kind: royalty, payer: ada, payee: ben, on: 100 USD/year, rate: 5%, from: 2025-07-01, replaces: old}
  old: {kind: royalty, payer: ada, payee: ben, on: 100 USD/year, rate: 5%, ends_on: sued}
  short: {kind: royalty, payer: ada, payee: ben, on: 100 USD/year, rate: 5%, until: 2025-12-31, ends_on: sued}
"""
    )
    stated = state_contract(loaded, Draws(1, 4, 4), "certain", scenario="in_force")
    ended = {term.term: [(each.by, each.on) for each in term.endings] for term in stated.terms}
    days = math.log(2) / -math.log(1 - 0.6) * (dt.date(2029, 1, 1) - dt.date(2025, 1, 1)).days
    sued = dt.date(2025, 1, 1) + dt.timedelta(days=int(days))
    assert ended == {
        "fee": [("sold", dt.date(2025, 12, 31))],
        "both": [("sued", sued)],
        "new": [],
        "old": [("new", dt.date(2025, 7, 1))],
        "short": [],
    }
    assert stated.term("old").periods[-1].closes == dt.date(2025, 6, 30)
    mean = state_contract(loaded, Draws(1, 64, 16), "mean", scenario="in_force").term("fee")
    shares = {each.by: each.share for each in mean.endings}
    survived = (1 - 0.75) ** 2 * (1 - 0.6)  # hazards are even: 75 % by two years is 93.75 % by four
    assert sum(shares.values()) == pytest.approx(1 - survived, abs=0.02)
    assert all(each.on is None for each in mean.endings)


def test_rows_of_several_paths_take_means_of_money_and_of_shares_where_there_are_days() -> None:
    opens, closes = np.array([[0.0, 10.0]]), np.array([[10.0, 20.0], [10.0, 10.0]])
    lines = (
        Line("paid", np.array([[6.0, 4.0], [6.0, 0.0]])),
        Line("rate", np.array([[0.1, 0.2], [0.1, 0.0]]), "share"),
    )
    account = Account(opens, closes, np.array([[5.0, 15.0], [5.0, 16.0]]), lines)
    first, second = rows_of(account, None)
    assert (first.opens, first.closes, first.paid_on, first.amounts) == (0, 10, 5, {"paid": 6, "rate": 0.1})
    assert (second.closes, second.paid_on, second.amounts) == (20, 15, {"paid": 2, "rate": 0.2})
    assert len(rows_of(account, 1)) == 1, "a period without days and money is none"
    assert rows_of(account, np.array([False, True]))[0].amounts == {"paid": 6, "rate": 0.1}


def test_rows_of_several_forms_are_weighted_and_periods_that_open_together_are_one() -> None:
    one = [Row(0, 10, 5, {"paid": 6.0, "rate": 0.1}), Row(10, 20, 15, {"paid": 1.0, "rate": 0.3})]
    other = [Row(0, 12, 6, {"paid": 2.0, "rate": 0.2, "cap": 9.0})]
    first, second = merged([(0.25, one), (0.75, other)], {"paid": "money", "rate": "share", "cap": "level"})
    assert first.amounts == pytest.approx({"paid": 3.0, "rate": 0.175, "cap": 6.75})
    assert (first.closes, math.isnan(first.paid_on)) == (12, True)
    assert second.amounts == pytest.approx({"paid": 0.25, "rate": 0.3})


def test_what_an_option_and_its_terms_state_on_a_path_is_what_that_path_is_worth(read: Read) -> None:
    """Money counts as it is at a risk-free rate of nothing, so a path is worth what the terms say was paid on it."""
    loaded = read(
        HEAD.replace("risk_free: 4%", "risk_free: 0%")
        + """
drivers: {sales: {kind: gbm, start: 1000 USD/year, growth: 0%, volatility: 50%}}
terms:
  fee: {kind: royalty, payer: ada, payee: ben, on: sales, rate: 10%, period: year}
  leave: {kind: option, holder: ada, writer: ben, on: 2026-12-31, price: 180 USD, ends: fee}
"""
    )
    draws = Draws(1, 4, 16)
    worths = Scene(loaded, draws).samples("ben", belief.traits(loaded.sound, "ben"), {}).risk_free
    left = 0
    for number in range(1, draws.paths + 1):
        fee, leave = state_contract(loaded, draws, number, scenario="in_force").terms
        price = sum(line.total or 0.0 for line in leave.lines if line.name == "price")
        assert (fee.line("paid").total or 0.0) + price == pytest.approx(worths[number - 1])
        assert [ending.by for ending in fee.endings] == (["leave"] if price else [])
        assert (fee.periods[-1].closes.year == 2026) == bool(price)
        left += bool(price)
    assert 0 < left < draws.paths


def test_a_stake_states_the_equity_at_the_exit_and_what_a_round_leaves_of_it(read: Read) -> None:
    """A round of 2m on 8m before it leaves four fifths of 25 %; the firm is then worth its 10m and the 2m."""
    loaded = read(
        HEAD
        + """
companies:
  firm: {enterprise_value: 10m USD, cash: 0 USD, cash_flow: 0 USD/year, cost_of_capital: 0%, exit: [horizon],
         rounds: [{on: 2026-06-30, new_money: 2m USD, pre_money: 8m USD, by: ada}]}
terms:
  stake: {kind: equity, company: firm, holder: ben, stake: 25%, residual: ada}
"""
    )
    (stake,) = state_contract(loaded, Draws(1, 4, 4), "certain", scenario="in_force").terms
    assert {line.name: line.amounts for line in stake.lines} == {
        "equity": (pytest.approx(12e6),),
        "stake": (0.25,),
        "diluted": (pytest.approx(0.2),),
        "worth": (pytest.approx(2.4e6),),
    }
    assert stake.periods[0].opens == stake.periods[0].paid_on == dt.date(2028, 12, 31)


def test_what_is_paid_on_its_own_date_is_stated_with_it_and_a_mixture_with_none() -> None:
    head = (
        "dealwright: 1\ntitle: Dates\nas_of: 2025-01-01\nhorizon: 2026-12-31\ncurrency: USD\nrisk_free: 4%\n"
        "parties: {a: {}, b: {}}\ndrivers: {s: {kind: constant, is: 400k USD/year}}\nterms:\n"
    )
    royalty = (
        "  r: {{kind: royalty, payer: a, payee: b, on: s, rate: {}, period: year, paid: end, "
        "advance: {{amount: 500k, on: 2025-03-10}}, recoupment: 0%}}\n"
    )
    option = "  o: {kind: option, holder: a, writer: b, on: 2026-12-31, price: 1k, receives: 2k}\n"
    found = {}
    for rate in ("0%", "5%"):
        stated = Study(loads(head + royalty.format(rate) + option)).statement(path="certain")
        found[rate] = {term.term: [period.paid_on for period in term.periods] for term in stated.terms}
    assert found["0%"]["r"] == [dt.date(2025, 3, 10), dt.date(2026, 12, 31)]
    assert found["5%"]["r"] == [None, dt.date(2026, 12, 31)]
    assert found["5%"]["o"] == [dt.date(2026, 12, 31)]


def test_fields_of_a_licence_with_the_same_days_share_a_row_and_stand_in_the_order_of_the_file() -> None:
    one, other = "worth: 10k USD/year, fee: 4k USD/year", "until: 2026-12-31, worth: 5k USD/year, fee: 1k USD/year"
    fields = f"parts: {{b: {{{one}}}, a: {{{other}}}}}"
    loaded = loads(HEAD + f"terms:\n  right: {{kind: licence, grantor: ada, holder: ben, {fields}}}\n")
    (term,) = state_contract(loaded, Draws(1, 4, 4), 1, scenario="in_force").terms
    assert len(term.periods) == 16
    assert [line.name for line in term.lines] == ["b: worth", "b: fee", "a: worth", "a: fee", "paid"]
    first = {line.name: line.amounts[0] for line in term.lines}
    assert first["paid"] == pytest.approx(5000 * 90 / 365)
    assert first["b: worth"] == pytest.approx(10_000 * 90 / 365)


def test_an_exchange_rate_of_two_rows_of_a_day_is_one_rate() -> None:
    rows = [Row(0.0, 90.0, 45.0, {"fee": 2.0, "rate": 1.1}), Row(0.0, 90.0, 45.0, {"fee": 3.0, "rate": 1.1})]
    (one,) = one_a_day(rows, {"fee": "money", "rate": "number"})
    assert one.amounts == {"fee": 5.0, "rate": 1.1}
    assert len(one_a_day([replace(row, paid_on=math.nan) for row in rows], {"fee": "money", "rate": "number"})) == 2
