"""A hazard that changes at another event changes there, and not with the step that holds it."""

import datetime as dt
import math
from collections.abc import Callable

import numpy as np
import pytest

from dealwright.deal.deal import Deal
from dealwright.world import events
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

Read = Callable[..., Deal]

DRAWS = Draws(seed=3, replicates=32, paths_per_replicate=256)
AFTER = "{kind: event, hazard: 150% * after(trial)}"


@pytest.mark.parametrize(
    "approval",
    [AFTER, "{kind: event, hazard: pace}"],
    ids=["written out", "through a name"],
)
@pytest.mark.parametrize("step", ["year", "half", "month"])
def test_what_follows_an_event_comes_after_it_and_as_late_as_its_hazard_says(
    read: Read, approval: str, step: str
) -> None:
    deal = read(
        f"""drivers:
  trial: {{kind: event, chance: 90% by 2026-12-31}}
  pace: {{kind: derived, is: 150% * after(trial)}}
  approval: {approval}
""",
        step=step,
        horizon="2045-12-31",
    )
    futures = simulate(deal, DRAWS)
    trial, approval_day = futures.event("trial"), futures.event("approval")
    early = trial < 365 * 4
    waited = (approval_day[early] - trial[early]) / 365.25
    assert np.all(waited >= 0)
    assert np.all(np.isfinite(waited))
    assert np.mean(waited) == pytest.approx(1 / 1.5, abs=4 * np.std(waited) / math.sqrt(len(waited)))
    assert np.mean(waited < 1) == pytest.approx(1 - math.exp(-1.5), abs=4 * 0.5 / math.sqrt(len(waited)))


def test_a_hazard_before_an_event_ends_with_it(read: Read) -> None:
    deal = read(
        """drivers:
  deadline: {kind: event, chance: 90% by 2026-12-31}
  offer: {kind: event, hazard: 80% * before(deadline) + 5% * after(2030-06-30), not_before: 2025-09-30}
""",
        step="year",
        horizon="2035-12-31",
    )
    futures = simulate(deal, DRAWS)
    deadline, offer = futures.event("deadline"), futures.event("offer")
    late = (dt.date(2030, 6, 30) - deal.dates[0]).days
    happens = np.isfinite(offer)
    assert np.all((offer[happens] <= deadline[happens]) | (offer[happens] >= late))
    assert np.any(offer[happens] > late)


SOME = np.random.default_rng(8)
PARTS, PATHS = 12, 700
EDGES = np.cumsum(SOME.uniform(20.0, 100.0, PARTS + 1))[:, None]
CUTS = np.sort(SOME.uniform(0.0, 900.0, (PARTS + 1, PATHS)), axis=0)


@pytest.mark.parametrize("width", [1, PATHS])
@pytest.mark.parametrize("bounds", [EDGES, CUTS], ids=["alike", "of each path"])
@pytest.mark.parametrize("not_before", [0.0, 150.0, SOME.uniform(0.0, 600.0, PATHS)], ids=["none", "one", "of each"])
def test_compiled_loops_find_the_days_that_numpy_finds(
    width: int, bounds: np.ndarray, not_before: float | np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    spell = events.Spell(SOME.normal(0.3, 0.4, (PARTS, width)), bounds[:-1], bounds[1:], np.full(PARTS, 365.0))
    uniform, found = SOME.uniform(size=PATHS), []
    for much in (False, True):
        monkeypatch.setattr(events, "pays_now", lambda _, much=much: much)
        found.append(events.by_hazard(uniform, spell, not_before))
    np.testing.assert_array_equal(*found)
    assert 0.0 < np.mean(np.isfinite(found[0])) < 1.0
