"""Let two sides with known tactics talk, to see where talks tend. A simulation, not an equilibrium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.talking.tactics import TACTICS, come_closer

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.talking.tactics import Tactic
    from dealwright.engine.result import Json

ROUNDS = 20
"""Offers, taken in turn, up to the deadline."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Two sides that talk.

    Args:
        mine: What I gain from each package over my reservation value.
        theirs: The same of the other side.
        patience: What a gain one offer later is worth of one now, to me and to the other side.
        first: Who offers first: 0 for me.
    """

    mine: Float[ndarray, " package"]
    theirs: Float[ndarray, " package"]
    patience: tuple[float, float] = (1.0, 1.0)
    first: int = 0


@dataclass(frozen=True, slots=True)
class Played:
    """How one simulated talk went.

    Args:
        package: The package agreed; none where they did not agree.
        offers: How many offers were made.
        gains: What each side gains, discounted to the first offer.
    """

    package: int | None
    offers: int
    gains: tuple[float, float]


def play(sides: Sides, mine: Tactic, theirs: Tactic, rounds: int = ROUNDS) -> Played:
    """Let two sides make offers in turn until one accepts or time is up.

    A side offers, of the packages that gain it what it holds out for, the one that gains the other most; it accepts
    what gains it as much as it would hold out for in its own next offer.

    Args:
        sides: The sides.
        mine: My tactic.
        theirs: The other side's.
        rounds: How many offers there may be.
    """
    gains, tactics = (sides.mine, sides.theirs), (mine, theirs)
    order = tuple(np.argsort(-each, kind="stable") for each in gains)
    best = tuple(_most(gains[who], gains[1 - who]) for who in range(2))
    received: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        who = (sides.first + number) % 2
        other = 1 - who
        asked = _holds_out(tactics[who], number, rounds, best[who], received[who])
        package = _offer(gains[who], gains[other], order[who], asked)
        received[other].append(float(gains[other][package]))
        wants = _holds_out(tactics[other], number + 1, rounds, best[other], received[other])
        if gains[other][package] >= wants - 1e-9 * max(1.0, best[other]) and gains[other][package] >= 0:
            left = tuple(float(gains[side][package]) * sides.patience[side] ** number for side in range(2))
            return Played(package, number + 1, (left[0], left[1]))
    return Played(None, rounds, (0.0, 0.0))


def _holds_out(tactic: Tactic, number: int, rounds: int, most: float, received: list[float]) -> float:
    time = min(number / max(rounds - 1, 1), 1.0)
    return tactic.aspiration(time, most, 0.0, come_closer(received, most))


def _most(own: Float[ndarray, " package"], other: Float[ndarray, " package"]) -> float:
    """Return the most that a side gains where the other loses nothing; nothing where it gains in no such package."""
    return max(float(np.max(own[other >= 0], initial=0.0)), 0.0)


def _offer(own: Float[ndarray, " package"], other: Float[ndarray, " package"], order: ndarray, asked: float) -> int:
    """Choose the offer by a look at the packages from the best down; of none that gains as much, the best."""
    many = int(np.searchsorted(-own[order], -(asked - 1e-12 * max(1.0, abs(asked))), side="right"))
    good = order[: max(many, 1)]
    return int(good[np.argmax(other[good])])


@dataclass(frozen=True, slots=True)
class Tendency:
    """Where talks between two tactics tend, over what the other side may be like.

    Args:
        mine: My tactic.
        theirs: The other side's.
        agreed: Share of the talks that end in a deal.
        gains: Mean gain of each side, discounted; without a deal it gains nothing.
        errors: Their standard errors.
        offers: Mean number of offers in those that end in a deal; none where none does.
    """

    mine: str
    theirs: str
    agreed: float
    gains: tuple[float, float]
    errors: tuple[float, float]
    offers: float | None

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "mine": self.mine,
            "theirs": self.theirs,
            "agreed": self.agreed,
            "gains": list(self.gains),
            "standard_errors": list(self.errors),
            "offers": self.offers,
        }


def tendencies(
    mine: Float[ndarray, " package"],
    theirs: Float[ndarray, "world package"],
    patience: tuple[float, float],
    rounds: int = ROUNDS,
) -> tuple[Tendency, ...]:
    """Let every tactic meet every other, in every world that the other side may be of.

    Args:
        mine: What I gain from each package over my reservation value.
        theirs: What the other side gains over its own, in each world.
        patience: As for `Sides`.
        rounds: How many offers there may be.
    """
    found = []
    for own in TACTICS:
        for other in TACTICS:
            played = [play(Sides(mine, each, patience), own, other, rounds) for each in theirs]
            gains = np.array([each.gains for each in played])
            agreed = [each.offers for each in played if each.package is not None]
            error = gains.std(axis=0, ddof=1) / len(gains) ** 0.5 if len(gains) > 1 else np.zeros(2)
            found.append(
                Tendency(
                    own.name,
                    other.name,
                    len(agreed) / len(played),
                    (float(gains[:, 0].mean()), float(gains[:, 1].mean())),
                    (float(error[0]), float(error[1])),
                    float(np.mean(agreed)) if agreed else None,
                )
            )
    return tuple(found)
