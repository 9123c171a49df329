"""The model of the other side is what its page says, and learning by guesses comes to what plain weighing gives."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from dealwright.bargain.talking.behaviour import MANNERS, OtherSide, guess, offer_chances
from dealwright.bargain.talking.learning import Entry, before_the_talks, listen, log_likelihoods, surprise
from dealwright.bargain.talking.next_offer import Standing, lessons, next_offer, opening, outlook
from dealwright.bargain.talking.particles import Particles

PRICES = np.linspace(0, 1, 101)


def seller() -> OtherSide:
    """A seller who gains the price, and needs anything between 0 and 1 by all that we know; we gain the rest."""
    return OtherSide(
        traits=1,
        gains=lambda points: np.broadcast_to(PRICES, (len(points), 101)),
        needs=lambda points: ndtr(points[:, 0]),
        mine=1 - PRICES,
        scale=1.0,
    )


def test_offers_and_answers_are_as_likely_as_the_page_says() -> None:
    """Every formula written out again, package by package and guess by guess."""
    side, random = seller(), np.random.default_rng(1)
    points = random.standard_normal((5, side.coordinates))
    log = [Entry("offered", 80, 0.0), Entry("refused", 30, 0.25), Entry("offered", 80, 0.5), Entry("accepted", 60, 0.9)]
    found = log_likelihoods(side, log, points)
    for row, (need, ambition, pace, back, noise, attention, repeats) in enumerate(points):
        needed, stray = float(ndtr(need)), 0.04 * np.exp(0.8 * noise)
        held = needed + sigmoid(-2 + 1.2 * back) * (1 - needed)
        care, again = stray * (1.5 + np.exp(1 + 1.2 * attention)), sigmoid(-2 + 1.2 * repeats)
        asked = [
            held + sigmoid(1 + ambition) * (1 - entry.time ** (1 / np.exp(0.8 * pace))) * (1 - held) for entry in log
        ]
        raw = np.array(
            [[sigmoid((price - ask) / stray) * np.exp((1 - price) / care) for price in PRICES] for ask in asked]
        )
        offers = raw / raw.sum(axis=1, keepdims=True)
        expected = [
            offers[0, 80],
            1 - sigmoid((0.30 - asked[1]) / stray),
            (1 - again) * offers[2, 80] + again,
            sigmoid((0.60 - asked[3]) / stray),
        ]
        assert np.exp(found[:, row]) == pytest.approx(expected, rel=1e-9)


def sigmoid(steps: float) -> float:
    return float(1 / (1 + np.exp(-steps)))


def test_learning_by_guesses_comes_to_what_weighing_many_draws_gives() -> None:
    """400,000 draws from the prior, weighed by the likelihood of the whole log, are a second way to the same belief."""
    side, random = seller(), np.random.default_rng(2)
    log = [Entry("offered", 85, 0.0), Entry("refused", 20, 0.1), Entry("offered", 70, 0.5), Entry("offered", 62, 0.9)]
    points = random.standard_normal((400_000, side.coordinates))
    total = np.concatenate([log_likelihoods(side, log, part).sum(axis=0) for part in np.split(points, 40)])
    weights = np.exp(total - total.max())
    sample = 1 / np.sum((weights / weights.sum()) ** 2)
    needs = ndtr(points[:, 0])
    mean = float(weights @ needs / weights.sum())
    spread = float(np.sqrt(weights @ (needs - mean) ** 2 / weights.sum()))
    runs = []
    for seed in range(8):
        again = np.random.default_rng(100 + seed)
        now = listen(side, log, before_the_talks(side, again, 1000), again)[-1].believed
        runs.append((float(now.weights @ ndtr(now.points[:, 0])), now.log_evidence))
    means, evidence = np.array(runs).T
    error = np.hypot(spread / sample**0.5, means.std(ddof=1) / 8**0.5)
    assert means.mean() == pytest.approx(mean, abs=4 * error)
    exact = float(total.max() + np.log(weights.mean()))
    assert evidence.mean() == pytest.approx(exact, abs=4 * evidence.std(ddof=1) / 8**0.5 + 0.02)


def test_an_offer_bounds_what_its_maker_needs_and_hardly_more() -> None:
    """A first ask of 0.9 tells next to nothing of the need; a late one of 0.35 leaves little for one above a half."""
    side, random = seller(), np.random.default_rng(3)
    start = before_the_talks(side, random, 2000)
    high = listen(side, [Entry("offered", 90, 0.0)], start, random)[-1].believed
    low = listen(side, [Entry("offered", 35, 0.9)], start, random)[-1].believed
    above = [float(each.weights @ (ndtr(each.points[:, 0]) > 0.5)) for each in (start, high, low)]
    assert above[1] == pytest.approx(above[0], abs=0.15)
    assert above[2] < 0.1


def quiet(need: np.ndarray) -> np.ndarray:
    """Guesses of the need alone: no noise, nothing held back."""
    points = np.zeros((len(need), 1 + len(MANNERS)))
    points[:, 0] = need
    points[:, 1 + MANNERS.index("noise")] = -8.0
    points[:, 1 + MANNERS.index("held_back")] = -20.0
    return points


def test_the_best_offer_to_a_seller_of_unknown_need_is_half() -> None:
    """Need uniform on [0, 1], gain 1 - p, chance p: (1 - p) p is largest at one half, where it is a quarter."""
    from scipy.stats import norm

    points = quiet(norm.ppf((np.arange(2000) + 0.5) / 2000))
    view = outlook(seller(), Particles.of(points), Standing(1.0))
    found = next_offer(view)
    assert found is not None
    assert PRICES[found.package] == pytest.approx(0.5)
    assert found.signs == pytest.approx(0.5, abs=0.01)
    assert found.expected == pytest.approx(0.25, abs=0.005)
    assert found.signs_error == pytest.approx((0.25 / 2000) ** 0.5, rel=0.05)


def test_an_offer_takes_back_nothing_and_asks_no_less_than_is_on_the_table() -> None:
    from scipy.stats import norm

    believed = Particles.of(quiet(norm.ppf((np.arange(500) + 0.5) / 500)))
    after_ours = next_offer(outlook(seller(), believed, Standing(1.0, ours=65)))
    assert after_ours is not None
    assert after_ours.package == 65
    with_theirs = next_offer(outlook(seller(), believed, Standing(1.0, theirs=30)))
    assert with_theirs is not None
    assert (with_theirs.package, with_theirs.accept, with_theirs.expected) == (30, True, pytest.approx(0.7))


def test_an_opening_that_another_offer_can_follow_is_the_best_of_all_pairs() -> None:
    """Every first and every second offer are gone through, under every guess."""
    random = np.random.default_rng(4)
    side = replace(seller(), mine=(1 - PRICES) - 0.05)
    points = random.standard_normal((50, side.coordinates))
    view = outlook(side, Particles.of(points), Standing(0.6))
    found = opening(view)
    assert found is not None
    best = max(
        sum(
            (
                view.accepts[row, one] * view.mine[one]
                + (1 - view.accepts[row, one]) * view.signs[row, two] * view.mine[two]
            )
            / 50
            for row in range(50)
        )
        for one in range(95)
        for two in range(one, 95)
    )
    assert found[1] == pytest.approx(best, rel=1e-9)


def test_a_refusal_raises_and_a_yes_lowers_what_they_are_thought_to_need() -> None:
    random = np.random.default_rng(5)
    view = outlook(seller(), before_the_talks(seller(), random, 2000), Standing(1.0))
    yes, no = lessons(view, 50)
    assert yes.chance + no.chance == pytest.approx(1)
    assert yes.after[1] < yes.before[1] == no.before[1] < no.after[1]


def test_an_entry_that_the_model_cannot_foresee_is_surprising_and_one_that_it_can_is_not() -> None:
    """Sure of a need of at least 0.6, an ask of 0.05 is one in thousands; a yes to nothing likewise; 0.8 is usual."""
    side = replace(seller(), needs=lambda points: 0.6 + 0.4 * ndtr(points[:, 0]))
    start = before_the_talks(side, np.random.default_rng(6), 2000)
    assert surprise(side, [Entry("offered", 5, 0.5)], start) < 0.01
    assert surprise(side, [Entry("accepted", 5, 0.5)], start) < 0.01
    assert surprise(side, [Entry("offered", 80, 0.5)], start) > 0.2
    assert surprise(side, [Entry("refused", 5, 0.5)], start) == 1.0


def test_the_chances_of_all_offers_sum_to_one() -> None:
    side = seller()
    points = np.random.default_rng(7).standard_normal((20, side.coordinates)) * 3
    chances = offer_chances(side, guess(side, points))
    assert chances.of(0.3).sum(axis=1) == pytest.approx(1)
    assert chances.of(0.3, last=7).sum(axis=1) == pytest.approx(1)
