"""What a bargain looks like over all that the parties may know: chances, and solutions as distributions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.result import finite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.beliefs.split import SpreadSplit
    from dealwright.engine.result import Json


@dataclass(frozen=True, slots=True)
class Probability:
    """A chance that was counted in draws.

    Attributes:
        value: The share of the draws, 0 to 1.
        error: Its standard error; zero where nothing was drawn and the futures leave no doubt.
    """

    value: float
    error: float

    @staticmethod
    def of(share: float, draws: int, sides: int = 1) -> Probability:
        """Give a share of some draws its error: also none of many draws leaves a chance.

        Args:
            share: The share, 0 to 1.
            draws: How many draws; one where nothing is drawn.
            sides: How many sides to which the futures may err each was combined with.

        Source:
            The standard deviation of the chance given the draws, all chances being as likely before: Bayes and Price,
            Philosophical Transactions 53, 1763.
        """
        if draws <= 1:
            return Probability(share, math.sqrt(share * (1.0 - share) / (sides - 1.0)) if sides > 1 else 0.0)
        hits, misses = share * draws + 1.0, (1.0 - share) * draws + 1.0
        return Probability(share, math.sqrt(hits * misses / (hits + misses + 1.0)) / (hits + misses))

    def to_json(self) -> dict[str, Json]:
        """Return the chance and its error."""
        return {"value": finite(self.value), "standard_error": finite(self.error)}


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that is true already and that only some at the table know.

    Attributes:
        name: The fact, or a party's trait.
        known_to: The parties that know it.
        low: Its 5th percentile; none where it is a reading of the deal.
        middle: Its median, likewise.
        high: Its 95th percentile, likewise.
    """

    name: str
    known_to: tuple[str, ...]
    low: float | None
    middle: float | None
    high: float | None

    def to_json(self) -> dict[str, Json]:
        """Return the quantity and who knows it."""
        named: dict[str, Json] = {"name": self.name, "known_to": list(self.known_to)}
        return named | {"low": self.low, "middle": self.middle, "high": self.high}


@dataclass(frozen=True, slots=True)
class Gained:
    """What a party gains by a solution that is found anew in every case.

    Attributes:
        mean: Expected gain over no deal, in currency, where there is an agreement.
        error: Its standard error.
        low: 5th percentile of the gain.
        high: 95th percentile.
    """

    mean: float
    error: float
    low: float
    high: float

    def to_json(self) -> dict[str, Json]:
        """Return the figures.

        Keys:
            band: 5th and 95th percentile of the gain, in currency.
        """
        return {
            "mean": finite(self.mean),
            "standard_error": finite(self.error),
            "band": [finite(self.low), finite(self.high)],
        }


@dataclass(frozen=True, slots=True)
class Named:
    """How often a solution names a package.

    Attributes:
        package: `path: value as written`.
        number: The package's place in the order of all packages.
        share: Share of the cases in which there is an agreement.
    """

    package: Mapping[str, str]
    number: int
    share: float

    def to_json(self) -> dict[str, Json]:
        """Return the package and its share."""
        return {"package": dict(self.package), "share": finite(self.share)}


@dataclass(frozen=True, slots=True)
class OverBeliefs:
    """A bargaining solution, found anew in every case that nobody can rule out.

    Attributes:
        agreement: Chance that some package suits everyone.
        gains: What each party gains where one does.
        packages: The packages that it names most often.
        others: How many more it names.
    """

    agreement: Probability
    gains: Mapping[str, Gained]
    packages: tuple[Named, ...]
    others: int

    def to_json(self) -> dict[str, Json]:
        """Return the figures."""
        return {
            "agreement": self.agreement.to_json(),
            "gains": {party: each.to_json() for party, each in self.gains.items()},
            "packages": [each.to_json() for each in self.packages],
            "others": self.others,
        }


@dataclass(frozen=True, slots=True)
class GainBand:
    """How far a party's gain by a package moves with what it knows and we do not.

    Attributes:
        party: The party.
        of: The solution that names the package at central beliefs.
        low: 5th percentile of its gain over no deal, in currency.
        high: 95th percentile.
        by_belief: The same with one belief moving and all others central; the widest first, of those that move it.
    """

    party: str
    of: str
    low: float
    high: float
    by_belief: Mapping[str, tuple[float, float]]

    def to_json(self) -> dict[str, Json]:
        """Return the bands.

        Keys:
            band: 5th and 95th percentile of its gain over no deal, in currency.
        """
        return {
            "party": self.party,
            "of": self.of,
            "band": [finite(self.low), finite(self.high)],
            "by_belief": {name: [finite(low), finite(high)] for name, (low, high) in self.by_belief.items()},
        }


@dataclass(frozen=True, slots=True, eq=False)
class Signing:
    """How likely it is that each party does not refuse each of some packages.

    Attributes:
        parties: The parties at the table.
        each: Chance for each package and party; not a number where it was not computed.
        together: Chance that all sign it.
        draws: Draws of what the parties know, for the error.
        sides: Sides to which the futures may err, likewise.
    """

    parties: tuple[str, ...]
    each: Float[ndarray, "package party"]
    together: Float[ndarray, " package"]
    draws: int
    sides: int = 1

    def chances(self, place: int) -> dict[str, float]:
        """Return the chance of each party for one package; empty where it was not computed."""
        row = self.each[place]
        return {} if np.isnan(row).any() else dict(zip(self.parties, row.tolist(), strict=True))

    def all_sign(self, place: int) -> Probability | None:
        """Return the chance that all sign one package; none where it was not computed."""
        share = float(self.together[place])
        return None if math.isnan(share) else Probability.of(share, self.draws, self.sides)

    def to_json(self, place: int) -> dict[str, Json]:
        """Return the keys of one package.

        Keys:
            probability_signs: chance that each party does not refuse it, 0 to 1; empty where it was not computed.
            probability_all_sign: chance that all of them sign it; None likewise.
        """
        together = self.all_sign(place)
        return {
            "probability_signs": {party: finite(chance) for party, chance in self.chances(place).items()},
            "probability_all_sign": None if together is None else together.to_json(),
        }


@dataclass(frozen=True, slots=True, eq=False)
class BeliefsFound:
    """What a bargain looks like over all that the parties may know and we do not.

    Attributes:
        draws: Draws of that; one where there is nothing to draw.
        scramblings: Scramblings of the futures each draw is combined with, for their error.
        menu: How many packages were valued in every draw.
        zone: Chance that some package suits everyone.
        quantities: What only some at the table know.
        signing: How likely each package of the frontier is to be signed, in its order.
        solutions: Each solution as a distribution.
        spreads: How much of the spread of what each party has is belief, and how much is future.
        bands: How far the gain by each solution's package moves with each belief.
        miss: The most that a gain read between values that were valued was found to miss, in currency.
        left_out: Packages of the frontier that are too many to be valued in every draw.
    """

    draws: int
    scramblings: int
    menu: int
    zone: Probability
    quantities: tuple[Quantity, ...]
    signing: Signing
    solutions: Mapping[str, OverBeliefs]
    spreads: tuple[SpreadSplit, ...] = ()
    bands: tuple[GainBand, ...] = ()
    miss: float = 0.0
    left_out: int = 0

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `beliefs` in `bargain --json`; the chances of the frontier stand with its packages."""
        return {
            "draws": self.draws,
            "scramblings": self.scramblings,
            "packages": self.menu,
            "probability_zone": self.zone.to_json(),
            "unknown": [each.to_json() for each in self.quantities],
            "solutions": {name: each.to_json() for name, each in self.solutions.items()},
            "spreads": [each.to_json() for each in self.spreads],
            "bands": [each.to_json() for each in self.bands],
            "read_between_misses": finite(self.miss),
            "left_out": self.left_out,
        }
