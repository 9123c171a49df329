"""Measure advice in talks in worlds where the other side is known: coverage, what is earned, and the time.

Run: python benchmarks/talks.py [--quick]. All figures of one run are of the same worlds. The tactics of the other side
are simulation, not equilibrium.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dealwright.bargain.talking.behaviour import OtherSide, guess, offer_chances
from dealwright.bargain.talking.learning import Entry, before_the_talks, listen
from dealwright.bargain.talking.next_offer import Standing, next_offer, outlook
from dealwright.bargain.talking.tactics import TIT_FOR_TAT, come_closer, offered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.talking.behaviour import Guessed
    from dealwright.bargain.talking.particles import Particles

ISSUES, ROUNDS = 4, 10
THEIRS, MINE = np.array([14.0, 6.0, 3.0, 8.0]), np.array([4.0, 8.0, 7.0, 6.0])
NEED, WALK_AWAY = 8.0, 5.0
"""Such that equal splits and Nash at prior means name two packages, and a linear concession goes past both."""
CARE, DOUBT = 0.5, 0.4
OFFERS, STATED = (3, 10), (0.5, 0.9)
MODELLED, EXACT, RETURNS, HARD, ANYTHING = TACTICS = (
    "as modelled",
    "by the clock, without error",
    "tit for tat",
    "hard to the end",
    "whatever suits it",
)
RULES = ("advised", "equal split", "Nash at prior means", "linear concession", "all known")


def menu(levels: int) -> np.ndarray:
    """List all packages: a level from 0 to 1 on each issue, more is better for them; (package, issue)."""
    axes = np.meshgrid(*[np.linspace(0, 1, levels)] * ISSUES, indexing="ij")
    return np.stack([axis.ravel() for axis in axes], axis=1)


def world(levels: int = 4) -> OtherSide:
    """Say what is believed before the talks: how much they care for each issue, and what they need, within limits."""
    packages = menu(levels)
    return OtherSide(
        traits=ISSUES + 1,
        gains=lambda points: THEIRS * np.exp(CARE * points[:, :ISSUES]) @ packages.T,
        needs=lambda points: NEED * np.exp(DOUBT * points[:, ISSUES]),
        mine=(1 - packages) @ MINE - WALK_AWAY,
        scale=float(THEIRS.sum()),
    )


class Talks(NamedTuple):
    """Talks in one world: the truth, and what the other side did."""

    truth: np.ndarray
    log: tuple[Entry, ...]


def play(side: OtherSide, random: np.random.Generator, tactic: str = MODELLED) -> Talks:
    """Let a side whose traits and manner are drawn from what is believed talk for ten rounds, or until it accepts."""
    truth = random.standard_normal((1, side.coordinates))
    seen = guess(side, truth)
    chances, theirs = offer_chances(side, seen), seen.gains[0]
    central = guess(side, np.zeros((1, side.coordinates))).gains[0]
    log: list[Entry] = []
    received: list[float] = []
    last: int | None = None
    for number in range(ROUNDS):
        now = number / ROUNDS
        if tactic == MODELLED:
            last = int(random.choice(len(theirs), p=chances.of(now, last)[0]))
        elif tactic == ANYTHING:
            last = int(random.choice(np.flatnonzero(theirs >= min(seen.needed[0], theirs.max()))))
        else:
            last = offered(theirs, side.mine, _asked(seen, tactic, now, received))
        log.append(Entry("offered", last, now))
        counter = offered(side.mine, central, float(side.mine.max()) * (1 - 0.5 * now))
        received.append(float(theirs[counter]))
        accepts = random.random() < float(seen.accepts(counter, now)[0])
        log.append(Entry("accepted" if accepts else "refused", counter, now))
        if accepts:
            break
    return Talks(truth[0], tuple(log))


def _asked(seen: Guessed, tactic: str, now: float, received: Sequence[float]) -> float:
    """Return the gain that a side without error holds out for."""
    best, needed = float(seen.best[0]), float(seen.needed[0])
    if tactic == RETURNS:
        return TIT_FOR_TAT.aspiration(now, best, needed, come_closer(received, best))
    return float(seen.aspiration(now)[0]) if tactic == EXACT else needed + 0.75 * max(best - needed, 0.0)


def until(log: Sequence[Entry], offers: int) -> int:
    """Return how many entries there are up to the answer after so many offers of theirs."""
    made = [number for number, entry in enumerate(log) if entry.kind == "offered"]
    return len(log) if len(made) <= offers else made[offers]


def covered(believed: Particles, truth: np.ndarray, traits: int, level: float) -> list[bool]:
    """Tell of each trait whether its interval covers the truth."""
    found = []
    for trait in range(traits):
        order = np.argsort(believed.points[:, trait])
        reached = np.cumsum(believed.weights[order])
        ends = np.minimum(np.searchsorted(reached, [(1 - level) / 2, (1 + level) / 2]), len(order) - 1)
        low, high = believed.points[order[ends], trait]
        found.append(bool(low <= truth[trait] <= high))
    return found


def earned(side: OtherSide, talks: Talks, believed: Particles, offers: int, levels: int) -> list[float]:
    """Return what each rule earns by its last word, over the other side's chance to sign it rather than walk away.

    A linear concession is no last word: it is played from the first round to the last, from the best package for us
    down to our reservation value, and the other side answers as it holds out in each round.
    """
    seen = guess(side, talks.truth[None])
    advised = next_offer(outlook(side, believed, Standing(time=offers / ROUNDS)))
    gained = seen.signs()[0] * side.mine
    return [
        0.0 if advised is None else float(gained[advised.package]),
        *(float(gained[package]) for package in rules(side, levels)),
        _conceding(side, seen, prior_means(levels)),
        float(gained.max()),
    ]


def prior_means(levels: int) -> np.ndarray:
    """Return what each package gains them over what they need, by what is believed before a word is spoken."""
    return np.asarray(np.exp(CARE**2 / 2) * (menu(levels) @ THEIRS) - NEED * np.exp(DOUBT**2 / 2))


def rules(side: OtherSide, levels: int) -> tuple[int, int]:
    """Return the package of equal splits, whose smaller gain is largest, and Nash's, whose product of gains is."""
    theirs = prior_means(levels)
    fair = np.where((side.mine > 0) & (theirs > 0), side.mine * theirs, -1)
    return int(np.argmax(np.minimum(side.mine, theirs))), int(np.argmax(fair))


def _conceding(side: OtherSide, seen: Guessed, theirs: np.ndarray) -> float:
    total, left = 0.0, 1.0
    for number in range(ROUNDS + 1):
        now = number / ROUNDS
        package = offered(side.mine, theirs, float(side.mine.max()) * (1 - now))
        taken = float(seen.accepts(package, now)[0] if number < ROUNDS else seen.signs()[0, package])
        total, left = total + left * taken * float(side.mine[package]), left * (1 - taken)
    return total


class Measured(NamedTuple):
    """What was found in some worlds.

    Args:
        hits: Share of the worlds in which the interval of each trait covers it, by number of offers and stated level.
        earned: What each of `RULES` earned in each world, by number of offers.
        odd: Share of all entries that were flagged as not fitting the model.
        seconds: Processor time for each world.
    """

    hits: dict[tuple[int, float], np.ndarray]
    earned: dict[int, np.ndarray]
    odd: float
    seconds: float


def measure(tactic: str, worlds: int, particles: int, levels: int) -> Measured:
    """Play talks in many worlds and hold what is learnt against the truth."""
    side, start = world(levels), time.process_time()
    hits: dict[tuple[int, float], list[list[bool]]] = {(offers, level): [] for offers in OFFERS for level in STATED}
    gained: dict[int, list[list[float]]] = {offers: [] for offers in OFFERS}
    odd: list[bool] = []
    for number in range(worlds):
        random = np.random.default_rng([20250514, number])
        talks = play(side, random, tactic)
        steps = listen(side, talks.log, before_the_talks(side, random, particles), random)
        odd += [not step.fits for step in steps]
        for offers in OFFERS:
            believed = steps[until(talks.log, offers) - 1].believed
            gained[offers].append(earned(side, talks, believed, offers, levels))
            for level in STATED:
                hits[offers, level].append(covered(believed, talks.truth, side.traits, level))
    return Measured(
        {key: np.mean(each, axis=0) for key, each in hits.items()},
        {key: np.array(each) for key, each in gained.items()},
        float(np.mean(odd)),
        (time.process_time() - start) / worlds,
    )


def main() -> None:
    """Print coverage, earnings and times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the worlds, fewer guesses and packages")
    quick = parser.parse_args().quick
    worlds, particles, levels = (40, 300, 3) if quick else (200, 600, 4)
    print(f"{worlds} worlds, {particles} guesses, {levels**ISSUES} packages")
    for tactic in TACTICS:
        found = measure(tactic, worlds, particles, levels)
        print(f"{tactic}: {found.odd:.1%} of the entries do not fit; {found.seconds:.2f} processor-s each")
        for (offers, level), hit in found.hits.items():
            print(f"  {offers} offers, stated {level:.0%}: covers {hit.min():.0%} to {hit.max():.0%} by trait")
        for offers, each in found.earned.items():
            for place, name in enumerate(RULES):
                less = each[:, 0] - each[:, place]
                error = less.std(ddof=1) / len(less) ** 0.5
                print(
                    f"  {offers} offers, {name}: {each[:, place].mean():.2f}; advised {less.mean():+.2f} ±{error:.2f}"
                )


if __name__ == "__main__":
    main()
