"""Contracts on what may happen, beside a package."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dealwright.bargain.offering.contingent import Sight, searched_switches, switch_again, worthwhile
from dealwright.bargain.offering.occasions import Occasion

if TYPE_CHECKING:
    from dealwright.bargain.offering.contracts import Contract

RAIN = Occasion("rain", dt.date(2026, 12, 31))
PACKAGES, PATHS = 5, 4096
STEPS = [{}, *({"terms.a.rate": f"{k}%"} for k in range(1, PACKAGES))]


def sights(seed: int, *, tolerance: float | None = 4.0, alike: bool = True) -> dict[str, Sight]:
    """What two see of five packages whose worth depends on whether it rains; and what the file says."""
    rng = np.random.default_rng(seed)
    rain = np.arange(PATHS) % 10 < 4
    more = rain if alike else np.arange(PATHS) % 10 < 7
    out = {}
    for party in ("ada", "ben"):
        then, else_ = rng.normal(scale=2.0, size=(2, PACKAGES, 1))
        noise = rng.normal(scale=0.3, size=PATHS)
        for key, here in ((party, more if party == "ada" else rain), (f"{party}.file", rain)):
            out[key] = Sight(np.where(here, then, else_) + noise, {RAIN: here}, tolerance, 8)
    return out


def equivalent(values: np.ndarray, tolerance: float | None) -> float:
    return (
        float(values.mean()) if tolerance is None else float(-tolerance * np.log(np.mean(np.exp(-values / tolerance))))
    )


def gain(sight: Sight, one: int, other: int) -> float:
    mixed = np.where(sight.happens[RAIN], sight.values[one], sight.values[other])
    return equivalent(mixed, sight.tolerance) - equivalent(sight.values[0], sight.tolerance)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("tolerance", [None, 4.0])
def test_the_switch_is_the_best_of_all_pairs_that_nobody_regrets(seed: int, tolerance: float | None) -> None:
    seen, most = sights(seed, tolerance=tolerance), 2.5
    best, found = 0.0, None
    for one, other in product(range(PACKAGES), repeat=2):
        gains = [gain(seen[party], one, other) for party in ("ada", "ben")]
        worst = min(
            float(
                np.min(np.where(seen[p].happens[RAIN], seen[p].values[one], seen[p].values[other]) - seen[p].values[0])
            )
            for p in ("ada", "ben")
        )
        sure = [np.prod([max(gain(seen[p], each, each), 0.0) for p in ("ada", "ben")]) for each in (one, other)]
        worth = float(np.prod(np.maximum(gains, 0.0)))
        if one != other and worst >= -most and worth > max(sure) and worth > best + 1e-12:
            best, found = worth, (one, other)
    told = searched_switches(seen, ("ada", "ben"), [RAIN], most)
    assert [(one, other) for _, one, other in told] == ([] if found is None else [found])


def test_nobody_loses_over_the_limit_on_any_future() -> None:
    for seed in range(20):
        seen = sights(seed)
        for switch in searched_switches(seen, ("ada", "ben"), [RAIN], 1.0):
            contract = switch_again(seen, ("ada", "ben"), switch, STEPS)
            assert max(contract.most_lost.values()) <= 1.0


def test_what_is_created_is_the_sum_of_terms_beliefs_and_risk() -> None:
    told = 0
    for seed, alike in product(range(12), (True, False)):
        seen = sights(seed, alike=alike)
        for switch in searched_switches(seen, ("ada", "ben"), [RAIN], 50.0):
            contract = switch_again(seen, ("ada", "ben"), switch, STEPS)
            told += 1
            assert contract.by_change + contract.by_beliefs + contract.by_risk == pytest.approx(contract.created.value)
            assert worthwhile(contract)
            assert alike is (contract.by_beliefs == pytest.approx(0.0, abs=1e-9))
            for party in ("ada", "ben"):
                expected = gain(seen[party], switch[1], switch[2])
                assert contract.gains[party].value == pytest.approx(expected)
    assert told > 5


def test_parties_that_do_not_mind_risk_create_nothing_by_sharing_it() -> None:
    for seed in range(12):
        seen = sights(seed, tolerance=None, alike=False)
        for switch in searched_switches(seen, ("ada", "ben"), [RAIN], 50.0):
            contract = switch_again(seen, ("ada", "ben"), switch, STEPS)
            assert contract.by_risk == pytest.approx(0.0, abs=1e-9)


def test_a_switch_takes_nothing_from_who_is_at_the_table_but_not_a_side_of_it() -> None:
    # Cem pays for all that the other two gain together, or for half of it; with the packages that leave him alone they
    # may do as they like. Against all pairs of packages that leave him as much, one by one.
    told = 0
    for seed in range(12):
        seen = sights(seed)
        for part in (1.0, 0.5, -0.5):
            loss = -part * (seen["ada"].values + seen["ben"].values)
            loss[3:] = loss[0]
            third = Sight(loss, seen["ada"].happens, 4.0, 8)
            seen |= {"cem": third, "cem.file": third}
            best, found = 0.0, None
            for one, other in product(range(PACKAGES), repeat=2):
                gains = [gain(seen[party], one, other) for party in ("ada", "ben")]
                sure = [np.prod([max(gain(seen[p], each, each), 0.0) for p in ("ada", "ben")]) for each in (one, other)]
                worth = float(np.prod(np.maximum(gains, 0.0)))
                if gain(third, one, other) >= -1e-9 and one != other and worth > max(*sure, best + 1e-12):
                    best, found = worth, (one, other)
            switches = searched_switches(seen, ("ada", "ben"), [RAIN], 50.0)
            assert [(one, other) for _, one, other in switches] == ([] if found is None else [found])
            for switch in switches:
                contract = switch_again(seen, ("ada", "ben"), switch, STEPS)
                assert worthwhile(contract)
                assert contract.bystanders["cem"].value >= -1e-9
                told += 1
    assert told > 5


def test_what_harms_somebody_else_at_the_table_is_not_worthwhile() -> None:
    seen = sights(1)
    third = Sight(
        np.where(np.arange(PACKAGES)[:, None] == 0, 0.0, -1.0) + np.zeros(PATHS), seen["ada"].happens, None, 8
    )
    free = [contract for pair in product(range(PACKAGES), repeat=2) if worthwhile(contract := switched(seen, pair))]
    assert free
    harmed = [
        switched(seen | {"cem": third, "cem.file": third}, pair) for pair in product(range(1, PACKAGES), repeat=2)
    ]
    assert not any(worthwhile(each) for each in harmed)


def switched(seen: dict[str, Sight], pair: tuple[int, int]) -> Contract:
    return switch_again(seen, ("ada", "ben"), (RAIN, *pair), STEPS)
