"""How sure we are that a zone exists: what the parties know and we do not, and the error of the futures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import beliefs as belief
from dealwright.engine.measures import exponential_equivalent
from dealwright.engine.package_columns import value_of_package

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.packages import Grid
    from dealwright.deal.deal import Deal
    from dealwright.engine.worth import Traits

CANDIDATES = 48
"""Packages that are looked at: the nearest to being signed, spread along the frontier."""


@dataclass(frozen=True, slots=True)
class Stand:
    """What some packages and no deal bring the parties, in one state of what they know.

    Args:
        packages: Present values of each package; (package, party, path).
        refusal: Present values without a deal; (party, path).
    """

    packages: Float[ndarray, "package party path"]
    refusal: Float[ndarray, "party path"]

    def gains(
        self, traits: Sequence[Traits], *, mean: bool, replicates: int = 1
    ) -> Float[ndarray, "replicate package party"]:
        """Compute what each party gains from each package over no deal, in each scrambling."""
        out = np.empty((replicates, len(self.packages), len(traits)))
        for p, each in enumerate(traits):
            refused = _equivalents(self.refusal[None, p], each, mean=mean, replicates=replicates)
            out[:, :, p] = _equivalents(self.packages[:, p], each, mean=mean, replicates=replicates) - refused
        return out


def _equivalents(
    samples: Float[ndarray, "package path"], traits: Traits, *, mean: bool, replicates: int
) -> Float[ndarray, "replicate package"]:
    blocks = samples.reshape(len(samples) * replicates, -1)
    if mean or traits.risk_tolerance is None:
        found: Float[ndarray, " block"] = np.mean(blocks, axis=1)
    else:
        found = exponential_equivalent(blocks, traits.risk_tolerance)
    return found.reshape(len(samples), replicates).T


def candidates(gains: Float[ndarray, "party package"], frontier: Int[ndarray, " undominated"]) -> list[int]:
    """Choose the packages whose gains decide whether a zone exists.

    Args:
        gains: What each party gains from each package over no deal.
        frontier: Numbers of the undominated packages.

    Returns:
        Numbers of at most `CANDIDATES` packages: those whose least gain, in units of the party's own spread, is
        largest, and others spread evenly along the frontier.
    """
    scale = np.maximum(np.std(gains, axis=1, keepdims=True), 1e-300)
    least = np.min(gains / scale, axis=0)
    best = frontier[np.argsort(-least[frontier], kind="stable")[: CANDIDATES // 2]]
    along = frontier[np.unique(np.linspace(0, len(frontier) - 1, CANDIDATES // 2).astype(int))]
    return [int(number) for number in dict.fromkeys([*best, *along])]


def stand(grid: Grid, numbers: Sequence[int], refusal: Float[ndarray, "party path"]) -> Stand:
    """Value some packages of a grid, path by path."""
    return Stand(np.array([_values(grid, number) for number in numbers]), refusal)


def _values(grid: Grid, number: int) -> Float[ndarray, "party path"]:
    world = next(w for w in reversed(grid.worlds) if w.first <= number)
    return value_of_package(world.columns, *world.index.choice(number - world.first))


def probability_zone_empty(
    deal: Deal,
    seed: int,
    whole: Stand,
    redraw: Callable[[Mapping[str, float]], Stand] | None,
    *,
    replicates: int,
) -> float:
    """Estimate the chance that no package suits everyone.

    Each draw of what the parties know and we do not shifts every gain, taken on the same few paths as at central
    beliefs; each scrambling of the futures gives the gains at central beliefs anew. The chance is the share of their
    combinations in which no candidate is in the zone.

    Args:
        deal: The deal.
        seed: Seed of the study.
        whole: The candidates on all paths, at central beliefs.
        redraw: Values the candidates again on few paths, given what is known; none where nothing is that moves the
            deal.
        replicates: Independent scramblings of all paths.

    Returns:
        A probability.
    """
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    table, mean = deal.negotiate.between, deal.worth_by == "mean_at_discount"
    central = [belief.traits(deal, party) for party in table]
    facts = [d for d in belief.doubts(deal) if d.known_to & set(table)]
    names = [d.name for d in facts] + [
        f"{party}.{trait}" for party in table for trait in ("discount", "risk_tolerance")
    ]
    by_block = whole.gains(central, mean=mean, replicates=replicates)
    few = redraw({d.name: d.central for d in facts}) if redraw is not None and facts else whole
    base = few.gains(central, mean=mean)[0]
    seen: dict[tuple[float, ...], Stand] = {}
    empty = []
    for level in belief.joint_levels(seed, names):
        known = {d.name: d.at(level[d.name]) for d in facts}
        key = tuple(known.values())
        if redraw is not None and facts and key not in seen:
            seen[key] = redraw(known)
        traits = [
            belief.traits(deal, party, {t: level[f"{party}.{t}"] for t in ("discount", "risk_tolerance")})
            for party in table
        ]
        shift = seen.get(key, few).gains(traits, mean=mean)[0] - base
        empty += [not np.any(np.all(block + shift >= 0.0, axis=1)) for block in by_block]
    return float(np.mean(empty))


def restricted(
    values: Mapping[str, Sequence[str]], packages: Sequence[Mapping[str, str]]
) -> dict[str, tuple[str, ...]]:
    """Keep of each path the values that some of the packages set, in their order."""
    return {path: tuple(v for v in each if any(p[path] == v for p in packages)) for path, each in values.items()}
