"""Sizes a bet between two parties on whether something happens: what it creates, and what it only moves.

One party is paid if it happens, and pays if it does not. All that matters of what a party has besides is its *tilted
chance*: the chance that it believes, weighted by what money is worth to it where it happens,

    q = E[exp(-V/rho); it happens] / E[exp(-V/rho)].

A party with a constant risk tolerance gains -rho ln(q exp(-x/rho) + (1 - q) exp(y/rho)) by being paid x if it happens
and paying y if not. A premium moves worth one for one, so the sum of two gains hangs on the swing s = x + y alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray

HALVINGS = 200
"""Halvings of an interval in which a size is looked for."""
ALIKE = 1e-9
"""Relative difference of odds under which there is nothing to bet on."""


@dataclass(frozen=True, slots=True)
class Odds:
    """How a party sees what may happen.

    Args:
        chance: How likely it believes it, 0 to 1.
        tilted: The same weighted by what money is worth to it where it happens, 0 to 1.
        tolerance: Its risk tolerance, money; None for one that does not mind risk.
    """

    chance: float
    tilted: float
    tolerance: float | None

    @staticmethod
    def of(values: Float[ndarray, " path"], happens: Bool[ndarray, " path"], tolerance: float | None) -> Odds:
        """Read a party's odds from its futures.

        Args:
            values: What it has on each path without the bet; present values, money.
            happens: Whether it happens.
            tolerance: Its risk tolerance; None for one that does not mind risk.
        """
        chance = float(np.mean(happens))
        if tolerance is None:
            return Odds(chance, chance, None)
        utility = np.exp((values.min() - values) / tolerance)
        return Odds(chance, float(utility @ happens / utility.sum()), tolerance)

    def gain(self, happens: float, otherwise: float) -> float:
        """Return by how much money that comes if it happens, and other money if not, lifts what the party has.

        Args:
            happens: What comes if it happens, present value.
            otherwise: What comes if not.
        """
        if self.tolerance is None:
            return self.tilted * happens + (1.0 - self.tilted) * otherwise
        least = min(happens, otherwise)
        rest = np.exp((least - np.array([happens, otherwise])) / self.tolerance)
        return least - self.tolerance * float(np.log(rest @ [self.tilted, 1.0 - self.tilted]))


@dataclass(frozen=True, slots=True)
class Bet:
    """A bet between two parties, in money of today.

    Args:
        backer: Which of the two is paid if it happens.
        pays_if: What who backs it gets if it happens.
        pays_if_not: What who backs it pays if it does not.
        gains: By how much it lifts what each has, the first and the second.
        by_beliefs: What the two gain on average by their own chances: the swing times the difference of these.
        by_risk: What it adds by moving risk to whoever bears it more easily; below zero where it makes risk.
        moved: What it moves from the first to the second on average, at the chance that the deal itself states.
    """

    backer: Literal["first", "second"]
    pays_if: float
    pays_if_not: float
    gains: tuple[float, float]
    by_beliefs: float
    by_risk: float
    moved: float

    @property
    def created(self) -> float:
        """What both gain together."""
        return sum(self.gains)

    @property
    def swing(self) -> float:
        """What lies between the two outcomes, to each."""
        return self.pays_if + self.pays_if_not


def best_swing(backs: Odds, against: Odds) -> float:
    """Return the swing at which two parties gain most together, without a limit; infinite if neither minds risk.

    Args:
        backs: The party that thinks it likelier, by tilted odds.
        against: The other.

    Source: Wilson, The theory of syndicates, Econometrica 36(1), 1968; Borch, Econometrica 30(3), 1962: for two
        outcomes rho_a rho_b / (rho_a + rho_b) times the logarithm of the ratio of their odds.
    """
    with np.errstate(divide="ignore"):
        ratio = float(
            np.log(backs.tilted) - np.log1p(-backs.tilted) - np.log(against.tilted) + np.log1p(-against.tilted)
        )
    bear = [each.tolerance for each in (backs, against) if each.tolerance is not None]
    return ratio / sum(1.0 / each for each in bear) if bear else np.inf


def best_bet(first: Odds, second: Odds, *, stated: float, most: float = np.inf) -> Bet | None:
    """Find the bet by which two parties gain most together, split evenly, in which neither ever pays over a limit.

    Args:
        first: One party.
        second: The other.
        stated: The chance of the event that the deal itself states, 0 to 1, for what the bet only moves.
        most: What either may lose by it at most, present value.

    Returns:
        The bet; None where the two see the odds alike, or one of them is certain.
    """
    backs, against = (first, second) if first.tilted >= second.tilted else (second, first)
    sure = any(not 0.0 < each.tilted < 1.0 for each in (first, second))
    if sure or backs.tilted - against.tilted <= ALIKE * min(against.tilted, 1.0 - backs.tilted):
        return None
    wanted = best_swing(backs, against)
    high = min(wanted, 2.0 * most)
    if not np.isfinite(high):
        return None
    swing = high if _largest(backs, against, high) <= most else _within(backs, against, high, most)
    return _bet(first, second, swing, _premium(backs, against, swing), stated)


def settled_bet(first: Odds, second: Odds, pays_if: float, pays_if_not: float, *, stated: float) -> Bet:
    """Value a given bet that the first party backs.

    Args:
        first: Who is paid if it happens.
        second: Who pays then.
        pays_if: What the first gets if it happens.
        pays_if_not: What it pays if it does not.
        stated: The chance that the deal itself states.
    """
    gains = (first.gain(pays_if, -pays_if_not), second.gain(-pays_if, pays_if_not))
    swing = pays_if + pays_if_not
    by_beliefs = swing * (first.chance - second.chance)
    moved = pays_if_not - stated * swing
    by_risk = sum(gains) - by_beliefs
    return Bet("first", pays_if, pays_if_not, gains, by_beliefs, by_risk, moved)


def _bet(first: Odds, second: Odds, swing: float, premium: float, stated: float) -> Bet:
    if first.tilted >= second.tilted:
        return settled_bet(first, second, swing - premium, premium, stated=stated)
    turned = settled_bet(second, first, swing - premium, premium, stated=stated)
    one, other = turned.gains
    return Bet(
        "second", turned.pays_if, turned.pays_if_not, (other, one), turned.by_beliefs, turned.by_risk, -turned.moved
    )


def _premium(backs: Odds, against: Odds, swing: float) -> float:
    """Return what who backs it pays in any case, so that both gain the same."""
    return (backs.gain(swing, 0.0) - against.gain(-swing, 0.0)) / 2.0


def _largest(backs: Odds, against: Odds, swing: float) -> float:
    """Return the most that either pays."""
    premium = _premium(backs, against, swing)
    return max(premium, swing - premium)


def _within(backs: Odds, against: Odds, high: float, most: float) -> float:
    """Find the largest swing at which neither pays over a limit: what each pays rises with it."""
    low = 0.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        low, high = (middle, high) if _largest(backs, against, middle) <= most else (low, middle)
    return low
