"""States of what parties know are gone through once, with all scenarios and parties in each."""

from collections import Counter

import numpy as np
import pytest

from dealwright.engine.belief_states import value_in_turn
from dealwright.engine.beliefs import OUTER_DRAWS
from dealwright.engine.scenario import Scene
from dealwright.lang.load import loads
from dealwright.world import drivers
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

DEAL = """
dealwright: 1
title: A licence whose sales both sides know better than we do
as_of: 2025-01-01
horizon: 2029-12-31
step: year
currency: USD
risk_free: 4%
facts:
  sold: {is: 20m USD/year to 60m USD/year, known_to: [ada, bob]}
  clause:
    known_to: [ada]
    readings: [{weight: 55%, overlay: {}}, {weight: 45%, overlay: {terms.fee.until: 2027-12-31}}]
parties:
  ada: {risk_tolerance: 5m to 20m}
  bob: {risk_tolerance: 30m}
drivers: {sales: {kind: gbm, start: sold, growth: 3%, volatility: 20%}}
terms:
  fee: {kind: royalty, payer: bob, payee: ada, on: sales, rate: 10%}
  margin: {kind: flow, payee: bob, amount: 40% * sales}
scenarios:
  dear: {terms.fee.rate: 20%}
  cheap: {terms.fee.rate: 5%}
"""
PARTIES = ["ada", "bob"]


def _scenes() -> list[Scene]:
    loaded, draws = loads(DEAL), Draws(3, 1, 64)
    assert loaded.errors == ()
    return [Scene(each, draws) for each in (loaded, loaded.scenario("dear"), loaded.scenario("cheap"))]


def test_scenes_valued_in_turn_have_the_bytes_of_each_valued_by_itself() -> None:
    together = _scenes()
    value_in_turn(together, PARTIES, seed=3)
    for number, scene in enumerate(together):
        alone = _scenes()[number]
        for party in PARTIES:
            states = alone.tastes(party, seed=3).states
            assert len(states) >= OUTER_DRAWS
            kept = np.array([scene.valued[party, scene.risk_free, tuple(sorted(each.items()))] for each in states])
            assert kept.tobytes() == alone.present_values_by(party, states).tobytes()


def test_what_all_scenes_share_in_a_state_is_simulated_once_however_little_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted: Counter[str] = Counter()
    simulated = drivers.trajectory

    def counting(name: str, futures: object) -> object:
        counted[name] += 1
        return simulated(name, futures)  # type: ignore[arg-type]

    monkeypatch.setattr(drivers, "trajectory", counting)
    scenes = _scenes()
    few = simulate(scenes[0].loaded.sound, scenes[0].draws)
    few.store.kept.limit = 64 * 1024
    value_in_turn(scenes, PARTIES, seed=3)
    assert counted["sales"] == OUTER_DRAWS
