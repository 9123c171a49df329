"""Lay on the table what a bargain starts from: every package's worth to everyone, and what each holds without it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.points import Points
from dealwright.bargain.result import Solution
from dealwright.bargain.zone import floor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from jaxtyping import Float, Int

TIES_SHOWN = 20
"""Most equally good packages that a solution lists."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Say what the parties may agree on.

    Attributes:
        power: bargaining power of each party for the Nash solution, at least zero; empty if equal.
        side_payments: whether they may pay each other beside a package.
        lotteries: whether they may draw lots between packages.
        risk_tolerance: of each party, in currency, for lotteries; None, or absent, where worth itself is the utility.
    """

    power: Mapping[str, float] = field(default_factory=dict)
    side_payments: bool = False
    lotteries: bool = False
    risk_tolerance: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Hold what a bargain starts from.

    Attributes:
        parties: the parties that bargain.
        worth: worth of each package to each party.
        held: what each party holds without a deal.
        outside: what each party could have elsewhere; minus infinity where there is nothing.
        rules: what the parties may agree on.
        describe: what a package sets, by its number.
        numbers: the packages' numbers, where they are some of many; None where they are all, counted from zero.

    Raises:
        ValueError: if a number is not finite, or the arrays do not agree.
    """

    parties: tuple[str, ...]
    worth: Float[np.ndarray, "party package"]
    held: Float[np.ndarray, " party"]
    outside: Float[np.ndarray, " party"]
    rules: Rules
    describe: Callable[[int], Mapping[str, str]]
    numbers: Int[np.ndarray, " package"] | None = None

    def __post_init__(self) -> None:
        """Refuse what is no bargain."""
        if self.worth.shape != (len(self.parties), self.worth.size // max(1, len(self.parties))) or not self.worth.size:
            raise ValueError(f"the worth of the packages has shape {self.worth.shape}, for {len(self.parties)} parties")
        if not np.isfinite(self.worth).all():
            raise ValueError("the worth of a package is not finite")

    @property
    def least(self) -> Float[np.ndarray, " party"]:
        """Under what worth each party refuses."""
        return floor(self.held, self.outside)

    @property
    def power(self) -> Float[np.ndarray, " party"] | None:
        """Each party's bargaining power, or None if equal."""
        chosen = self.rules.power
        return np.array([chosen.get(party, 0.0) for party in self.parties], dtype=float) if chosen else None

    def named(self, values: Iterable[float]) -> dict[str, float]:
        """Write one number per party with the party's name."""
        return {party: float(value) for party, value in zip(self.parties, values, strict=True)}

    def points(self, places: Int[np.ndarray, " package"]) -> Points:
        """List some packages with what they are worth."""
        return Points(self.parties, self.numbered(places), np.take(self.worth, places, axis=1), self.describe)

    def numbered(self, places: Int[np.ndarray, " package"]) -> Int[np.ndarray, " package"]:
        """Return the numbers of some packages, by their places here."""
        return places if self.numbers is None else self.numbers[places]

    def solution(self, tied: Int[np.ndarray, " tied"]) -> Solution:
        """Name the first of some equally good packages and list the next.

        Args:
            tied: their places here, in order.

        Returns:
            The solution, in the space of single packages.
        """
        number, worth = int(self.numbered(tied[:1])[0]), self.worth[:, tied[0]]
        return Solution(
            self.describe(number),
            self.named(worth),
            self.named(worth - self.held),
            number,
            ties=tuple(self.points(tied[1 : TIES_SHOWN + 1])),
            tied=len(tied),
        )
