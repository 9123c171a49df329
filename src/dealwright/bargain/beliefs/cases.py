"""What the parties gain in every case that nobody can rule out, with what stands behind each case."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Bool, Float
    from numpy import ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """What the parties gain in every case that nobody can rule out.

    Args:
        gains: Gain over no deal, in money of `as_of`; (case, package, party).
        needed: What a party must gain lest it refuses, at least zero; (case, party).
        weights: Probability of each case, summing to one.
        values: Value in each case of every fact and trait that someone at the table knows and we do not, by name: a
            number, or the number of a reading from 0.
        levels: Level of probability of each.
        known_to: The parties that know each.
    """

    gains: Float[ndarray, "case package party"]
    needed: Float[ndarray, "case party"]
    weights: Float[ndarray, " case"]
    values: Mapping[str, Float[ndarray, " case"]] = field(default_factory=dict)
    levels: Mapping[str, Float[ndarray, " case"]] = field(default_factory=dict)
    known_to: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @staticmethod
    def alike(gains: Float[ndarray, "case package party"], needed: Float[ndarray, "case party"]) -> Cases:
        """Take all cases for as likely, with nothing known behind them."""
        return Cases(gains, needed, np.full(len(gains), 1.0 / len(gains)))

    def zone_empty(self, *, paying: bool) -> float:
        """Return the chance that no package suits everyone, or all together if they pay each other."""
        needed = self.needed[:, None]
        suits = self.gains.sum(axis=2) >= needed.sum(axis=2) if paying else np.all(self.gains >= needed, axis=2)
        return float(self.weights @ ~suits.any(axis=1))

    @property
    def empty(self) -> Bool[ndarray, " case"]:
        """Tell in which cases no package suits everyone."""
        return np.asarray(~np.all(self.gains >= self.needed[:, None], axis=2).any(axis=1))

    def with_packages(self, more: Cases) -> Cases:
        """Return the same cases with further packages behind these."""
        return replace(self, gains=np.concatenate([self.gains, more.gains], axis=1))

    @property
    def signing(self) -> Float[ndarray, "package party"]:
        """Return the chance that each party signs each package, nobody paying beside it."""
        return np.asarray(np.einsum("c,cpk->pk", self.weights, (self.gains >= self.needed[:, None]) * 1.0))

    @property
    def all_sign(self) -> Float[ndarray, " package"]:
        """Return the chance that all sign each package."""
        return np.asarray(self.weights @ np.all(self.gains >= self.needed[:, None], axis=2))
