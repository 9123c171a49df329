"""How sure we are that a zone exists and that a party signs, over what only the parties know and the sampling error."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import beliefs as belief
from dealwright.engine.grids.package_columns import value_of_package
from dealwright.engine.measures import exponential_equivalent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Bool, Float, Int
    from numpy import ndarray

    from dealwright.bargain.packages import Grid
    from dealwright.deal.deal import Deal
    from dealwright.engine.worth import Traits

ROUNDING = 1e-12
"""What a party gains less than this, relative to the largest worth, is rounding."""
TRAITS = ("discount", "risk_tolerance")
"""What a party may know about itself alone."""
CANDIDATES = 48
"""Packages that are looked at: the nearest to being signed, spread along the frontier."""
FURTHER = 96
"""Most packages that are looked at beside those, where three and more bargain."""


def unrounded(
    worth: Float[ndarray, " package"], held: float, largest: float | None = None
) -> Float[ndarray, " package"]:
    """Put a package that differs from no deal by rounding alone at exactly what no deal is worth: nobody refuses it.

    Args:
        worth: What packages are worth.
        held: What no deal is worth.
        largest: The largest worth of any package, of either sign, where these are not all.
    """
    slack = ROUNDING * max(abs(held), float(np.abs(worth).max()) if largest is None else float(largest))
    return np.where(np.abs(worth - held) <= slack, held, worth)


@dataclass(frozen=True, slots=True)
class Stand:
    """What some packages and no deal bring the parties, in one state of what they know.

    Args:
        packages: Present values of each package; (package, party, path).
        refusal: Present values without a deal; (party, path).
        outside: Present values of their outside options, by the party's place; (path,).
    """

    packages: Float[ndarray, "package party path"]
    refusal: Float[ndarray, "party path"]
    outside: Mapping[int, Float[ndarray, " path"]] = field(default_factory=dict)

    def gains(
        self, traits: Sequence[Traits], *, mean: bool, replicates: int = 1
    ) -> Float[ndarray, "replicate package party"]:
        """Compute what each party gains from each package over no deal, in each scrambling.

        The last of the packages is an addition: what each party must gain lest it takes its outside option, if it has
        one, or nothing.
        """
        each = [self.gain(p, own, mean=mean, replicates=replicates) for p, own in enumerate(traits)]
        return np.stack(each, axis=2)

    def gain(
        self, place: int, traits: Traits, *, mean: bool, replicates: int = 1
    ) -> Float[ndarray, "replicate package"]:
        """Compute the same for the party at one place."""
        out = np.zeros((replicates, len(self.packages) + 1))
        refused = _equivalents(self.refusal[None, place], traits, mean=mean, replicates=replicates)
        out[:, :-1] = _equivalents(self.packages[:, place], traits, mean=mean, replicates=replicates) - refused
        if place in self.outside:
            out[:, -1:] = _equivalents(self.outside[place][None], traits, mean=mean, replicates=replicates) - refused
        return out


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """What the parties gain in every case that nobody can rule out.

    Args:
        gains: Gain over no deal; (case, package, party).
        needed: What a party must gain lest it takes its outside option, at least zero; (case, party).
    """

    gains: Float[ndarray, "case package party"]
    needed: Float[ndarray, "case party"]

    def zone_empty(self, *, paying: bool) -> float:
        """Return the share of the cases in which no package suits everyone, or all together if they pay each other."""
        needed = self.needed[:, None]
        suits = self.gains.sum(axis=2) >= needed.sum(axis=2) if paying else np.all(self.gains >= needed, axis=2)
        return float(np.mean(~suits.any(axis=1)))

    @property
    def empty(self) -> Bool[ndarray, " case"]:
        """Tell in which cases no package suits everyone."""
        return np.asarray(~np.all(self.gains >= self.needed[:, None], axis=2).any(axis=1))

    def with_packages(self, more: Cases) -> Cases:
        """Return the same cases with further packages behind these."""
        return Cases(np.concatenate([self.gains, more.gains], axis=1), self.needed)

    def signs(self, package: int, payments: Sequence[float]) -> list[float]:
        """Return the share of the cases in which each party signs a package, with what it is paid beside it."""
        found: list[float] = np.mean(self.gains[:, package] + payments >= self.needed, axis=0).tolist()
        return found


def _equivalents(
    samples: Float[ndarray, "package path"], traits: Traits, *, mean: bool, replicates: int
) -> Float[ndarray, "replicate package"]:
    blocks = samples.reshape(len(samples) * replicates, -1)
    if mean or traits.risk_tolerance is None:
        found: Float[ndarray, " block"] = np.mean(blocks, axis=1)
    else:
        found = exponential_equivalent(blocks, traits.risk_tolerance)
    return found.reshape(len(samples), replicates).T


def candidates(
    gains: Float[ndarray, "party package"],
    frontier: Int[ndarray, " undominated"],
    spread: Float[ndarray, " party"] | None = None,
) -> list[int]:
    """Choose the packages whose gains decide whether a zone exists.

    Args:
        gains: What each party gains from each package over no deal; what all gain together, where they may pay each
            other.
        frontier: Numbers of the undominated packages.
        spread: Standard deviation of each party's gain over all packages, where these are some of them.

    Returns:
        Numbers of at most `CANDIDATES` packages: those whose least gain, in units of the party's own spread, is
        largest, and others spread evenly along the frontier.
    """
    if len(gains) == 1:
        return [int(number) for number in np.argsort(-gains[0], kind="stable")[:CANDIDATES]]
    deviations = np.std(gains, axis=1) if spread is None else spread
    scale = [max(float(f"{each:.9g}"), 1e-300) for each in deviations]  # without the digits that hang on the order
    least = np.min(gains / np.array(scale)[:, None], axis=0)
    best = frontier[np.argsort(-least[frontier], kind="stable")[: CANDIDATES // 2]]
    along = frontier[np.unique(np.linspace(0, len(frontier) - 1, CANDIDATES // 2).astype(int))]
    return [int(number) for number in dict.fromkeys([*best, *along])]


def overlooked(
    found: Cases, central: Float[ndarray, "party package"], others: Float[ndarray, "party other"]
) -> list[int]:
    """Choose further packages that may suit everyone in cases in which none of those valued does.

    Among three and more parties a few packages do not cover the frontier. How the gains of those valued move in a case
    is read as a linear function of their central gains, and so foretold of the others.

    Args:
        found: The cases, with the packages that were valued in them.
        central: What these gain each party at central beliefs.
        others: The same of packages that were not.

    Returns:
        Places among the others of the best in each such case, each once, the most often best first; at most `FURTHER`.
    """
    cases = np.flatnonzero(found.empty)
    if others.shape[1] == 0:
        return []
    scale = np.maximum(np.std(others, axis=1), 1e-300)[:, None]
    design, far = (np.vstack([np.ones(each.shape[1]), each / scale]) for each in (central, others))
    moves = np.linalg.pinv(design.T) @ found.gains[cases, : central.shape[1]]
    best = [
        int(np.argmax(np.min((move.T @ far - needed[:, None]) / scale, axis=0)))
        for move, needed in zip(moves, found.needed[cases], strict=True)
    ]
    places, counts = np.unique(best, return_counts=True)
    return [int(each) for each in places[np.argsort(-counts, kind="stable")][:FURTHER]]


def stand(
    grid: Grid,
    numbers: Sequence[int],
    refusal: Float[ndarray, "party path"],
    outside: Mapping[int, Float[ndarray, " path"]],
) -> Stand:
    """Value some packages of a grid, path by path."""
    found = {number: _values(grid, number) for number in sorted(numbers)}  # world by world
    return Stand(np.array([found[number] for number in numbers]), refusal, outside)


def _values(grid: Grid, number: int) -> Float[ndarray, "party path"]:
    world = next(w for w in reversed(grid.worlds) if w.first <= number)
    return value_of_package(world.columns, *world.index.choice(number - world.first))


def cases(
    deal: Deal,
    seed: int,
    whole: Stand,
    redraw: Callable[[Mapping[str, float]], Stand],
    facts: Sequence[belief.Doubt],
    *,
    replicates: int,
) -> Cases:
    """Go through what the parties may know and what the futures may be.

    Each draw of what the parties know and we do not shifts every gain, taken on the same few paths as at central
    beliefs; each scrambling of the futures gives the gains at central beliefs anew. The cases are their combinations,
    all as likely.

    Args:
        deal: The deal.
        seed: Seed of the study.
        whole: The candidates on all paths, at central beliefs.
        redraw: Values the candidates again on few paths, given what is known.
        facts: What someone at the table knows and we do not.
        replicates: Independent scramblings of all paths.

    Returns:
        Gains in every case.
    """
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    table, mean = deal.negotiate.between, deal.worth_by == "mean_at_discount"
    central = [belief.traits(deal, party) for party in table]
    names = [d.name for d in facts] + [f"{party}.{trait}" for party in table for trait in TRAITS]
    by_block = whole.gains(central, mean=mean, replicates=replicates)
    few = redraw({d.name: d.central for d in facts}) if facts else whole
    seen: dict[tuple[float, ...] | None, Stand] = {}
    shifted = cache(lambda key, place, traits: seen.get(key, few).gain(place, traits, mean=mean)[0])
    base = np.stack([shifted(None, place, traits) for place, traits in enumerate(central)], axis=1)
    gains = []
    for level in belief.joint_levels(seed, names):
        known = {d.name: d.at(level[d.name]) for d in facts}
        key = tuple(known.values()) if facts else None
        if key is not None and key not in seen:
            seen[key] = redraw(known)
        traits = [belief.traits(deal, party, {t: level[f"{party}.{t}"] for t in TRAITS}) for party in table]
        shifts = np.stack([shifted(key, place, own) for place, own in enumerate(traits)], axis=1)
        gains.append(by_block + (shifts - base))
    found = np.concatenate(gains)
    worth = max(float(np.abs(np.mean(each, axis=-1)).max()) for each in (whole.packages, whole.refusal))
    found = np.where(np.abs(found) <= ROUNDING * worth, 0.0, found)
    return Cases(found[:, :-1], np.maximum(found[:, -1], 0.0))


def restricted(
    values: Mapping[str, Sequence[str]], packages: Sequence[Mapping[str, str]]
) -> dict[str, tuple[str, ...]]:
    """Keep of each path the values that some of the packages set, in their order."""
    return {path: tuple(v for v in each if any(p[path] == v for p in packages)) for path, each in values.items()}
