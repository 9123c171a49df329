"""What the log of a deal teaches, by weighing several hundred thousand draws: plain sums that import no room of ours.

Every formula is written out from docs/talks.md. A deal is a function of the draws, written by hand beside its text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DRAWS, PART = 200_000, 20_000
FIVE = 1.6448536269514722
"""The 95th percentile of a standard normal."""


def between(low: float, high: float, normal: np.ndarray) -> np.ndarray:
    """Return draws of `low to high`: log-normal with these as 5th and 95th percentile."""
    middle, spread = (np.log(low) + np.log(high)) / 2, (np.log(high) - np.log(low)) / (2 * FIVE)
    return np.exp(middle + spread * normal)


def sigmoid(steps: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-np.clip(steps, -500, 500))))


@dataclass(frozen=True)
class Did:
    """What the side did: it offered a package, or refused or accepted one, when so much of the time was over."""

    what: str
    package: int
    time: float


@dataclass(frozen=True)
class Side:
    """One side of a deal by hand.

    `traits(normals)` turns draws of standard normals into named values; `gains(values)` into what each package brings
    it, (draw, package); `needs(values)` into what it must gain. `mine` is what each package brings us.
    """

    count: int
    traits: Callable[[np.ndarray], dict[str, np.ndarray]]
    gains: Callable[[dict[str, np.ndarray]], np.ndarray]
    needs: Callable[[dict[str, np.ndarray]], np.ndarray]
    mine: np.ndarray


@dataclass(frozen=True)
class Weighed:
    """What is believed after the log: draws and weights, and chances by package, each with its standard error."""

    values: dict[str, np.ndarray]
    weights: np.ndarray
    signs: np.ndarray
    sign_errors: np.ndarray
    accepts: np.ndarray
    accept_errors: np.ndarray
    likelihood: float

    @property
    def sample(self) -> float:
        """So many draws of equal weight know as much."""
        return float(1 / np.sum(self.weights**2))

    def mean(self, name: str) -> float:
        """Return the mean of a trait."""
        return float(self.weights @ self.values[name])

    def error(self, name: str) -> float:
        """Return the standard error of that mean: of weighted draws, by the first order."""
        return float(np.sqrt(self.weights**2 @ (self.values[name] - self.mean(name)) ** 2))

    def below(self, name: str, value: float) -> tuple[float, float]:
        """Return the chance that a trait is no more than a value, and its standard error."""
        under = self.values[name] <= value
        chance = float(self.weights @ under)
        return chance, float(np.sqrt(self.weights**2 @ (under - chance) ** 2))


def weigh(side: Side, log: Sequence[Did], later: float, seed: int = 1) -> Weighed:
    """Weigh draws of a side by the chance of all that it did; `later` is when it is asked next."""
    random = np.random.default_rng(seed)
    parts = [_part(side, log, later, random) for _ in range(DRAWS // PART)]
    raw = np.concatenate([part[1] for part in parts])
    values = {name: np.concatenate([part[0][name] for part in parts]) for name in parts[0][0]}
    (signs, sign_errors), (accepts, accept_errors) = (_mean([(p[1], p[place]) for p in parts]) for place in (2, 3))
    return Weighed(values, raw / raw.sum(), signs, sign_errors, accepts, accept_errors, float(raw.mean()))


def _mean(parts: Sequence[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the weighted mean of each column, and its standard error."""
    whole = sum(float(weights.sum()) for weights, _ in parts)
    mean = np.sum([weights @ each for weights, each in parts], axis=0) / whole
    squares = np.sum([weights**2 @ (each - mean) ** 2 for weights, each in parts], axis=0)
    return mean, np.sqrt(squares) / whole


def _part(
    side: Side, log: Sequence[Did], later: float, random: np.random.Generator
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray, np.ndarray]:
    values = side.traits(random.standard_normal((PART, side.count)))
    gains = np.broadcast_to(side.gains(values), (PART, len(side.mine)))
    needed = np.broadcast_to(side.needs(values), PART)
    welcome = side.mine >= 0
    middle = side.gains(side.traits(np.zeros((1, side.count))))[0]
    ambition, pace, back, stray, care, again = random.standard_normal((6, PART))
    noise = 0.04 * np.exp(0.8 * stray) * middle[welcome].max()
    attention = 0.04 * np.exp(0.8 * stray) * (1.5 + np.exp(1 + 1.2 * care)) * (side.mine.max() - side.mine.min())
    best = gains[:, welcome].max(axis=1)
    held = needed + sigmoid(-2 + 1.2 * back) * np.maximum(best - needed, 0)
    repeats = sigmoid(-2 + 1.2 * again)

    def asks(time: float) -> np.ndarray:
        left = 1 - time ** (1 / np.exp(0.8 * pace))
        return np.asarray(held + sigmoid(1 + ambition) * left * np.maximum(best - held, 0))

    chance, last = np.ones(PART), None
    for did in log:
        takes = sigmoid((gains - asks(did.time)[:, None]) / noise[:, None])
        if did.what != "offered":
            chance *= takes[:, did.package] if did.what == "accepted" else 1 - takes[:, did.package]
            continue
        raw = takes * np.exp((side.mine - side.mine.max()) / attention[:, None])
        offer = raw[:, did.package] / raw.sum(axis=1)
        if last is not None:
            offer = (1 - repeats) * offer + repeats * (last == did.package)
        chance, last = chance * offer, did.package
    signs = sigmoid((gains - needed[:, None]) / noise[:, None])
    accepts = sigmoid((gains - asks(later)[:, None]) / noise[:, None])
    return {**values, "needed": needed}, chance, signs, accepts


def together(sides: Sequence[Side], logs: Sequence[Sequence[Did]], seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return the chance that all sides sign each package, and its error, by draws of all at once."""
    random = np.random.default_rng(seed)
    parts = []
    for _ in range(DRAWS // PART):
        each = [_part(side, log, 1.0, random) for side, log in zip(sides, logs, strict=True)]
        parts.append((np.prod([part[1] for part in each], axis=0), np.prod([part[2] for part in each], axis=0)))
    return _mean(parts)
