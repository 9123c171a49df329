"""In worlds where the other side is known, what is learnt covers the truth as stated, and advice beats rules."""

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from scipy.stats import binom

WORLDS, OTHERS, GUESSES, LEVELS = 200, 60, 300, 3


@cache
def script() -> ModuleType:
    path = Path(__file__).resolve().parents[3] / "benchmarks" / "talks.py"
    spec = importlib.util.spec_from_file_location("worlds_of_talks", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def measured(tactic: str) -> Any:
    return script().measure(tactic, WORLDS if tactic == "as modelled" else OTHERS, GUESSES, LEVELS)


@pytest.mark.parametrize("offers", [3, 10])
@pytest.mark.parametrize("level", [0.5, 0.9])
def test_an_interval_covers_the_truth_as_often_as_it_says(offers: int, level: float) -> None:
    """200 sides as the model knows them: the share covered of each trait is what chance allows, no less and no more."""
    low, high = binom.ppf([0.001, 0.999], WORLDS, level) / WORLDS
    hits = measured("as modelled").hits[offers, level]
    assert (hits >= low).all(), hits
    assert (hits <= high).all(), hits


@pytest.mark.parametrize("levels", [3, 4])
def test_the_rules_of_thumb_name_different_packages(levels: int) -> None:
    """Else to beat one would be to beat the other."""
    equal, nash = script().rules(script().world(levels), levels)
    assert equal != nash


def test_the_rules_of_thumb_earn_differently() -> None:
    """Two by two over the same worlds, by more than two standard errors."""
    earned = measured("as modelled").earned[10][:, 1:4]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        less = earned[:, one] - earned[:, other]
        assert abs(less.mean()) > 2 * less.std(ddof=1) / WORLDS**0.5, (one, other)


@pytest.mark.parametrize("offers", [3, 10])
@pytest.mark.parametrize("rule", ["equal split", "Nash at prior means", "linear concession"])
def test_the_advised_offer_earns_more_than_rules_of_thumb(offers: int, rule: str) -> None:
    """By more than two standard errors of the difference in the same worlds."""
    earned = measured("as modelled").earned[offers]
    more = earned[:, 0] - earned[:, script().RULES.index(rule)]
    assert more.mean() > 2 * more.std(ddof=1) / WORLDS**0.5


def test_more_offers_teach_more() -> None:
    """What the advised offer misses of what could be earned with all known falls from 3 offers to 10."""
    found = measured("as modelled").earned
    missed = {offers: found[offers][:, -1] - found[offers][:, 0] for offers in (3, 10)}
    less = missed[3] - missed[10]
    assert less.mean() > 2 * less.std(ddof=1) / WORLDS**0.5


def test_a_side_that_plays_as_modelled_is_seldom_said_not_to_fit() -> None:
    assert measured("as modelled").odd <= 0.01


def test_a_side_that_never_gives_way_is_covered_all_the_same() -> None:
    """Hard to the end, without error: no tactic of the model, but one that repeats itself; the bound is from below."""
    hits = measured("hard to the end").hits
    for (_, level), hit in hits.items():
        assert (hit >= binom.ppf(0.001, OTHERS, level) / OTHERS).all(), hits


def test_what_a_side_needs_is_covered_though_it_looks_at_our_offers_and_not_at_the_clock() -> None:
    """Tit for tat is no tactic of the model: how much they care is then stated too surely, not what they need."""
    found = measured("tit for tat")
    assert all(found.hits[offers, 0.9][-1] >= binom.ppf(0.001, OTHERS, 0.9) / OTHERS for offers in (3, 10))
    less = found.earned[10][:, 0] - found.earned[10][:, 1]
    assert less.mean() > 2 * less.std(ddof=1) / OTHERS**0.5
