"""Compiled loops give every side of a random deal, on every path, what the plain ways give it."""

import importlib
from random import Random

import numpy as np
import pytest

from dealwright.engine.books import keep_books
from dealwright.engine.lines import Rates, whole
from dealwright.lang.load import Loaded, loads
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate
from exactness.random_deals import random_deal

DRAWS = Draws(3, 2, 300)
PLACES = (
    "engine.worths", "terms.royalties.straight", "terms.participations.straight", "terms.dated.straight",
    "world.events", "world.period_money", "world.programs",
)  # fmt: skip
"""Where it is decided whether loops pay."""
SCALE = 1e6
"""The least that a deal is taken to be about: its amounts are written in millions."""
KINDS = """dealwright: 1
title: A deal of plain clauses
as_of: 2025-02-14
horizon: 2031-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {{ada: {{discount: 9%}}, bob: {{discount: 8%}}}}
facts: {{part: {{is: "uniform(2%, 20%)"}}, much: {{is: "uniform(2m, 20m)"}}}}
drivers:
  sales: {{kind: growth, start: 20m USD/year, volatility: 40%, growth: 8%}}
  cost: {{kind: gbm, start: 80%, growth: -5%, volatility: 20%}}
  sold: {{kind: event, hazard: 20% / 1 year * cost}}
  poor: {{kind: event, when: sales < 12m USD/year}}
companies: {{firm: {{enterprise_value: 2x * sales * 1 year, cash_flow: sales * (1 - cost), tax: {tax}%, cash: -{debt}m,
    cost_of_capital: 10%, exit: sold}}}}
terms:
  fee: {{kind: royalty, payer: firm, payee: bob, on: sales, period: {period}, minimum: {least}k, cap: much,
      ends_on: poor, tiers: [{{up_to: {first}m, rate: {rate}%}}, {{rate: part}}], tier_period: {longer}}}
  shared: {{kind: profit_participation, payer: firm, payee: bob, on: sales * (1 - cost) - 1m USD/year, residual: ada,
      period: {period}, tiers: [{{share: {rate}%, until_paid: much}}, {{share: part, until_base: {base}m}}]}}
  scale: {{kind: milestone, payer: firm, payee: bob, of: sales,
      tiers: [{{at: {base}m, amount: 2m}}, {{at: much, amount: 1m}}]}}
  supply: {{kind: commitment, buyer: firm, seller: bob, usage: 30% * sales, minimum: {first}m, take_or_pay: yes,
      seller_margin: 30%, until: 2029-05-20}}
  access: {{kind: licence, grantor: firm, holder: bob, worth: part * sales * cost, costs: 2% * sales, ends_on: sold}}
  stake: {{kind: equity, company: firm, holder: bob, stake: {rate}%, residual: ada}}
"""


def sound(text: str) -> Loaded:
    """Read a deal that must have no errors."""
    loaded = loads(text)
    assert [str(problem) for problem in loaded.errors] == []
    return loaded


def worths(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch, *, much: bool, asked: tuple[str, ...] = ("pays", "pays_now")
) -> dict[str, np.ndarray]:
    """Return what each party has on each path, by compiled loops or without, where it is decided by what is asked."""
    for place in PLACES:
        module = importlib.import_module(f"dealwright.{place}")
        for name in asked:
            if hasattr(module, name):
                monkeypatch.setattr(module, name, lambda _: much)
    books = keep_books(loaded.sound, simulate(loaded.sound, DRAWS))
    return {party: whole(books, party, Rates(0.06, own_rates=True)) for party in loaded.sound.parties}


def assert_alike(loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare both ways."""
    plain, compiled = (worths(loaded, monkeypatch, much=much) for much in (False, True))
    for party, found in compiled.items():
        scale = max(SCALE, float(np.max(np.abs(plain[party]))))
        np.testing.assert_allclose(found, plain[party], rtol=0, atol=1e-12 * scale, err_msg=party)


def plain_clauses(seed: int) -> str:
    """Write a deal of plain clauses, with numbers drawn anew."""
    dice = Random(seed)  # noqa: S311 - no secret
    period, longer = dice.choice([("month", "month"), ("month", "quarter"), ("quarter", "year"), ("year", "year")])
    return KINDS.format(
        tax=dice.randint(0, 40), debt=dice.randint(0, 30), period=period, longer=longer, least=dice.randint(5, 60),
        first=dice.randint(1, 6), rate=dice.randint(4, 40), base=dice.randint(20, 90),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_deals_of_plain_clauses_are_worth_the_same_by_loops(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_alike(sound(plain_clauses(seed)), monkeypatch)


@pytest.mark.parametrize("seed", range(12))
def test_random_deals_are_worth_the_same_by_loops(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_alike(sound(random_deal(Random(seed), certain=True).text), monkeypatch)  # noqa: S311 - no secret


@pytest.mark.parametrize("seed", range(12))
def test_bytes_do_not_hang_on_whether_the_compiler_is_loaded_already(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in (random_deal(Random(seed), certain=True).text, plain_clauses(seed)):  # noqa: S311 - no secret
        loaded = sound(text)
        plain, compiled = (worths(loaded, monkeypatch, much=much, asked=("pays_now",)) for much in (False, True))
        assert {name: each.tobytes() for name, each in plain.items()} == {n: e.tobytes() for n, e in compiled.items()}
