"""How sure a bargain of three is of its zone: packages that no solution names may suit everyone in some cases."""

import numpy as np
import pytest

import dealwright
from dealwright.bargain import certainty
from dealwright.bargain.beliefs.cases import Cases
from dealwright.bargain.certainty import overlooked
from dealwright.lang.load import loads

PIE = """
dealwright: 1
title: Three share eleven
as_of: 2026-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
facts:
  a_alone: {is: "uniform(1m USD/year, 5m USD/year)", known_to: ada}
  b_alone: {is: "uniform(1m USD/year, 5m USD/year)", known_to: ben}
  c_alone: {is: "uniform(1m USD/year, 5m USD/year)", known_to: cyd}
parties: {ada: {}, ben: {}, cyd: {}}
terms:
  pie: {kind: flow, payee: ada, amount: 11m USD/year}
  to_ben: {kind: payment, payer: ada, payee: ben, amount: 1m, on: 2026-01-01}
  to_cyd: {kind: payment, payer: ada, payee: cyd, amount: 1m, on: 2026-01-01}
  a: {kind: flow, active: no, payee: ada, amount: a_alone}
  b: {kind: flow, active: no, payee: ben, amount: b_alone}
  c: {kind: flow, active: no, payee: cyd, amount: c_alone}
scenarios:
  apart:
    set:
      terms.pie.active: no
      terms.to_ben.active: no
      terms.to_cyd.active: no
      terms.a.active: yes
      terms.b.active: yes
      terms.c.active: yes
negotiate:
  between: [ada, ben, cyd]
  no_deal: apart
  refine: no
  over:
    terms.to_ben.amount: 0 USD .. 12m by 0.5m
    terms.to_cyd.amount: 0 USD .. 12m by 0.5m
"""


def chance_of_no_zone() -> float:
    loaded = loads(PIE)
    assert not loaded.errors, loaded
    found = dealwright.Study(loaded, paths=64).bargain().probability_zone_empty
    assert found is not None
    return found


def test_the_chance_of_no_zone_among_three_is_that_over_all_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three alone have 1 to 5 each, so 3 to 15 together, and 11 m to share in steps of half a million.

    Steps leave a quarter on average for each of two. The three together have more than 10.5 with a chance of 0.236;
    64 draws leave a standard error of 0.053.
    """
    found = chance_of_no_zone()
    assert found == pytest.approx(0.236, abs=4 * 0.053)
    monkeypatch.setattr(certainty, "CANDIDATES", 100_000)
    assert found == chance_of_no_zone()


def test_the_package_that_suits_everyone_in_a_case_is_foretold_from_how_others_moved() -> None:
    """In the only case ada gains 0.45 less and ben 0.3 more than at central beliefs, cyd the same."""
    valued = np.array([[0.4, 0.2, 0.3, 0.1], [0.2, 0.4, 0.1, 0.3], [0.4, 0.4, 0.6, 0.6]])
    others = np.array([[0.1, 0.5, 0.9], [0.8, 0.1, -0.5], [0.1, 0.4, 0.1]])
    gains = (valued + np.array([[-0.45], [0.3], [0.0]])).T[None]
    found = Cases.alike(gains, np.zeros((1, 3)))
    assert found.empty.all()
    assert overlooked(found, valued, others) == [1]
    more = Cases.alike((others[:, [1]] + np.array([[-0.45], [0.3], [0.0]])).T[None], found.needed)
    assert not found.with_packages(more).empty.any()
    assert overlooked(found, valued, others[:, :0]) == []
