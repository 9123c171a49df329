"""Every solution against whole-number arithmetic over all packages: who is named, how many tie, and in which order."""

from fractions import Fraction
from math import prod

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.bargain import Rules, bargain
from dealwright.bargain.table import TIES_SHOWN

NAMES = "abcde"


def best(key: dict[int, object]) -> list[int]:
    """List the packages with the largest key, in order."""
    most = max(key.values())  # type: ignore[type-var]
    return [number for number, each in key.items() if each == most]


def chosen(gains: dict[int, list[int]], power: list[int]) -> dict[str, list[int]]:
    """Choose among undominated packages of the zone by each solution's words, in fractions."""
    parties = range(len(power))
    ideal = [max(gain[party] for gain in gains.values()) for party in parties]
    shares = {
        number: [Fraction(gain[party], ideal[party]) if ideal[party] > 0 else Fraction(0) for party in parties]
        for number, gain in gains.items()
    }
    counted = {
        number: [share[party] ** power[party] for party in parties if share[party] > 0 and power[party] > 0]
        for number, share in shares.items()
    }
    some = [party for party in parties if ideal[party] > 0]
    return {
        "nash": best({number: (len(each), prod(each)) for number, each in counted.items()}),
        "kalai_smorodinsky": best({number: sorted(share[p] for p in some) for number, share in shares.items()}),
        "egalitarian": best({number: sorted(gain) for number, gain in gains.items()}),
        "utilitarian": best({number: sum(gain) for number, gain in gains.items()}),
    }


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32 - 1), parties=st.integers(2, 5), size=st.sampled_from([2, 4, 9, 50, 10**6]))
def test_zone_frontier_and_solutions_are_those_of_whole_numbers(seed: int, parties: int, size: int) -> None:
    random = np.random.default_rng(seed)
    worth = random.integers(-size // 2, size + 1, (parties, random.integers(1, 30)))
    if random.random() < 0.2:
        worth[random.integers(parties)] = random.integers(-2, 3)  # nothing matters to this party
    if random.random() < 0.1:
        worth[:] = worth[:, :1]
    held = random.integers(-size // 2, size // 2 + 1, parties)
    power = random.integers(0, 4, parties)
    power[random.integers(parties)] += 1
    outside = {NAMES[party]: float(random.integers(0, size)) for party in range(parties) if random.random() < 0.2}
    names = NAMES[:parties]
    rules = Rules(power=dict(zip(names, power.astype(float).tolist(), strict=True)))
    reservation = dict(zip(names, held.astype(float).tolist(), strict=True))
    found = bargain(worth.astype(float), reservation, outside=outside, rules=rules)

    packages = [tuple(map(int, column)) for column in worth.T]
    floor = [max(float(own), outside.get(name, own)) for name, own in zip(names, held, strict=True)]
    zone = [n for n, each in enumerate(packages) if all(e >= f for e, f in zip(each, floor, strict=True))]
    undominated = {
        number
        for number, each in enumerate(packages)
        if not any(other != each and all(o >= e for o, e in zip(other, each, strict=True)) for other in packages)
    }
    assert found.zone == len(zone)
    assert {point.number for point in found.frontier} == undominated
    assert bool(found.solutions) == bool(zone)
    if zone:
        gains = {n: (worth[:, n] - held).tolist() for n in zone if n in undominated}
        for name, tied in chosen(gains, power.tolist()).items():
            solution = found.solutions[name]
            assert solution.tied == len(tied), name
            assert [solution.number, *(each.number for each in solution.ties)] == tied[: TIES_SHOWN + 1], name
