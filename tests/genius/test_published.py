"""Domains of the competitions of GENIUS: their figures are those of a plain reckoning, outcome by outcome.

The numbers of outcomes and the oppositions below are ours, the latter to three digits. There are two measures of
opposition, the distance from GENIUS's Kalai-Smorodinsky outcome and that from the nearest outcome; the table says which
of the two each is.
"""

import itertools
from pathlib import Path

import numpy as np
import pytest

from dealwright.study.genius import analyse, read_scenario
from genius import published
from genius.published import Domain, named

HALF_A_DIGIT = 0.0005
FIGURES: dict[str, tuple[int, str, float]] = {
    "ITEX_CYPRESS": (180, "kalai", 0.431),
    "ENGLAND_ZIMBABWE": (576, "kalai", 0.278),
    "NICE_OR_DIE": (3, "nearest", 0.840),
    "LAPTOP": (27, "nearest", 0.160),
    "ACQUISITION": (384, "nearest", 0.117),
    "GROCERY": (1600, "nearest", 0.191),
    "ENERGY": (390_625, "kalai", 0.448),
}


def by_hand(domain_of: Domain) -> np.ndarray:
    """Reckon what each outcome is worth to both parties, one outcome at a time."""
    _, own, weights, other, others = domain_of
    rows = []
    for evaluations, weighed in ((own, weights), (other, others)):
        shares = [[weight * each / max(row) for each in row] for row, weight in zip(evaluations, weighed, strict=True)]
        rows.append([sum(outcome) for outcome in itertools.product(*shares)])
    return np.array(rows)


def least_apart(worth: np.ndarray) -> int:
    """Return the undominated outcome of which both parties' utilities differ least, as GENIUS has Kalai-Smorodinsky."""
    order = np.lexsort((-worth[1], -worth[0]))
    others = worth[1][order]
    best = np.maximum.accumulate(others)
    undominated = order[np.r_[True, others[1:] > best[:-1]]]
    return int(undominated[np.argmin(np.abs(worth[0] - worth[1])[undominated])])


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_a_domain_has_the_figures_of_a_plain_reckoning(name: str, tmp_path: Path) -> None:
    count, measure, wanted = FIGURES[name]
    domain_of = getattr(published, name)
    reading = read_scenario([named(tmp_path, name.lower(), domain_of)])
    assert reading.problems == ()
    found, worth = analyse(reading.sound), by_hand(domain_of)
    assert found.outcomes.count == worth.shape[1] == count
    assert getattr(found.opposition, measure) == pytest.approx(wanted, abs=HALF_A_DIGIT)
    away = np.sqrt(((1.0 - worth) ** 2).sum(axis=0))
    assert found.opposition.nearest == pytest.approx(away.min(), abs=1e-12)
    assert found.opposition.kalai == pytest.approx(away[least_apart(worth)], abs=1e-12)
    solutions = {key: list(each.certainty_equivalent.values()) for key, each in found.bargain.solutions.items()}
    assert np.prod(solutions["nash"]) == pytest.approx(worth.prod(axis=0).max(), rel=1e-12)
    assert sum(solutions["utilitarian"]) == pytest.approx(worth.sum(axis=0).max(), rel=1e-12)
    assert min(solutions["egalitarian"]) == pytest.approx(worth.min(axis=0).max(), rel=1e-12)
    ideal = worth.max(axis=1)[:, None]
    kalai = np.array(solutions["kalai_smorodinsky"])[:, None]
    assert (kalai / ideal).min() == pytest.approx((worth / ideal).min(axis=0).max(), rel=1e-12)


UNCERTAIN = """<discount_factor value="1.0"></discount_factor><reservation value="0.29"></reservation>
<comparisons>
3
</comparisons><errors>
0
</errors><fixed_seed>
true
</fixed_seed><experimental>
false
</experimental>"""


def test_a_profile_that_agents_see_in_part_is_read_whole(tmp_path: Path) -> None:
    """GENIUS shows an agent some comparisons of outcomes where a profile is uncertain; the profile itself is exact."""
    where = named(tmp_path, "nice", published.NICE_OR_DIE, more=UNCERTAIN)
    for file in ("a.xml", "b.xml"):
        text = (where / file).read_text("utf-8")
        (where / file).write_text(text.replace("<utility_space>", '<utility_space type="UNCERTAIN">'), encoding="utf-8")
    reading = read_scenario([where])
    assert reading.problems == ()
    found = analyse(reading.sound)
    assert {party.reservation_value for party in found.parties} == {0.29}
    assert list(found.bargain.solutions["nash"].certainty_equivalent.values()) == pytest.approx([0.299, 0.299])
    assert found.bargain.zone == 1, "the two others are refused, by one party each"


def test_a_discount_that_is_no_number_counts_as_none(tmp_path: Path) -> None:
    """A published profile of the acquisition has the letter s for its discount."""
    settings = '<discount_factor value="s"></discount_factor>'
    reading = read_scenario([named(tmp_path, "acquisition", published.ACQUISITION, more=settings)])
    assert [problem.code for problem in reading.problems] == ["genius-number"] * 2
    assert {each.discount_factor for each in reading.sound.profiles} == {1.0}
