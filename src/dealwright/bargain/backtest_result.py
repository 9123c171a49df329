"""Hold what a backtest found: plain frozen data, ready to be shown or written as JSON.

Amounts are in plain units of the deal's currency, at `as_of`, by the bargain's one measure of worth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.result import finite
from dealwright.ground.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.result import Measure
    from dealwright.engine.result import Estimate, Json

RULES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "no_change", "middle", "random")
"""What is held against the package that was signed: four solutions, then three baselines, in the order shown."""
BASELINES = ("no_change", "middle", "random")
"""The contract left as it is, the middle of every range, and any package of the zone, each as likely."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How a figure lies over what only the parties know.

    Attributes:
        median: half of the draws are below.
        low: its 5th percentile.
        high: its 95th percentile.
    """

    median: float
    low: float
    high: float

    @staticmethod
    def of(values: Sequence[float] | Float[ndarray, " draw"]) -> Spread:
        """Read the percentiles of some draws, of which there is at least one."""
        low, median, high = np.quantile(np.asarray(values, dtype=float), [0.05, 0.5, 0.95])
        return Spread(float(median), float(low), float(high))

    def to_json(self) -> dict[str, Json]:
        """Return the three figures under their own names."""
        return {"median": finite(self.median), "low": finite(self.low), "high": finite(self.high)}


@dataclass(frozen=True, slots=True)
class Closeness:
    """How near a rule came to the package that was signed.

    Attributes:
        package: what the rule names at central beliefs; empty where it names no single package.
        apart: by how much each party's worth differs, in currency, over the draws in which there is a zone.
        of_pie: the differences of all parties together, as a share of the pie, likewise; None where the pie is nothing.
        of_terms: how far the terms are apart: the mean over the paths of the difference as a share of the path's
            range, likewise; more than one where the signed value lies outside.
        nearest: share of those draws in which no other rule's worths are nearer.
    """

    package: Mapping[str, str]
    apart: Mapping[str, Spread]
    of_pie: Spread | None
    of_terms: Spread
    nearest: float

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "package": dict(self.package),
            "apart": {party: spread.to_json() for party, spread in self.apart.items()},
            "of_pie": _spread(self.of_pie),
            "of_terms": self.of_terms.to_json(),
            "nearest": finite(self.nearest),
        }


@dataclass(frozen=True, slots=True)
class PartyPower:
    """Which bargaining power of one party the signed package implies, the others' to match.

    Attributes:
        interval: the powers by which the Nash solution names the package at central beliefs; None off the frontier
            beyond the error, in a hollow of it, or where a party does not gain.
        central: its power in the middle of all that do; None likewise.
        nearest: the power by which it is nearest to the Nash solution, over the draws in which all gain.
    """

    interval: tuple[float, float] | None
    central: float | None
    nearest: Spread | None

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "interval": None if self.interval is None else [finite(each) for each in self.interval],
            "central": None if self.central is None else finite(self.central),
            "nearest": _spread(self.nearest),
        }


@dataclass(frozen=True, slots=True)
class Power:
    """Which bargaining powers the signed package implies.

    Attributes:
        party: the first party.
        each: of every party.
        draws: share of the draws in which all gain.
    """

    party: str
    each: Mapping[str, PartyPower]
    draws: float

    @property
    def interval(self) -> tuple[float, float] | None:
        """The powers of the first party by which the Nash solution names the package at central beliefs."""
        return self.each[self.party].interval

    @property
    def nearest(self) -> Spread | None:
        """The power of the first party by which it is nearest to the Nash solution, over the draws."""
        return self.each[self.party].nearest

    def to_json(self) -> dict[str, Json]:
        """Return what is said of the first party, and of each."""
        return {
            "party": self.party,
            **self.each[self.party].to_json(),
            "draws": finite(self.draws),
            "each": {party: each.to_json() for party, each in self.each.items()},
        }


@dataclass(frozen=True, slots=True)
class Distance:
    """How far the signed package is from the frontier, at central beliefs.

    Attributes:
        could_gain: the most each party could gain more while no other loses, in currency.
        left: the most all could gain more together while nobody loses, in currency.
        again: the same for the package that promises it, on fresh futures; None on the frontier.
        pie: the most that all gain together in a package that everybody accepts, in currency; None without a zone.
        of_pie: `left` as a share of the pie, over the draws in which there is a zone.
        better: the package in which they would gain it; empty on the frontier.
    """

    could_gain: Mapping[str, float]
    left: float
    again: Estimate | None
    pie: float | None
    of_pie: Spread | None
    better: Mapping[str, str] = field(default_factory=dict)

    @property
    def beyond_error(self) -> bool:
        """Whether the package is off the frontier by more than two standard errors."""
        return self.again is not None and self.again.value > 2 * self.again.standard_error

    def to_json(self) -> dict[str, Json]:
        """Return every attribute, and whether the distance exceeds the error."""
        return {
            "could_gain": {party: finite(value) for party, value in self.could_gain.items()},
            "left": finite(self.left),
            "again": None if self.again is None else self.again.to_json(),
            "beyond_error": self.beyond_error,
            "pie": None if self.pie is None else finite(self.pie),
            "of_pie": _spread(self.of_pie),
            "better": dict(self.better),
        }


@dataclass(frozen=True, slots=True, repr=False)
class Backtest(Drawn):
    """What the package that was signed looks like from before.

    Attributes:
        file: where the deal was read.
        title: the deal's title.
        as_of: the day before.
        by: the party in whose offer the package stands.
        on: when it was signed, ISO 8601.
        package: `path: value as written`.
        beyond: the paths on which it lies outside what is negotiated.
        not_negotiated: the paths that it sets and nobody negotiates here.
        between: the parties at the table.
        gain: what each gains over no deal, at central beliefs.
        gain_band: the same over what the parties know and we do not.
        probability_gains: chance over that and the error of the futures that each party does not refuse it.
        probability_in_zone: the chance that nobody does.
        in_zone: whether nobody does at central beliefs.
        packages: how many packages were compared.
        zone: how many of them nobody refuses at central beliefs.
        zone_share: their share, over the draws.
        empty: share of the draws in which no package suits everyone.
        distance: how far it is from the frontier.
        power: which powers it implies; None where the parties pay each other.
        rules: how near each rule of `RULES` came; empty where there never is a zone.
        draws: how many draws of what the parties know were taken; 1 where they know nothing that we do not.
        names: the parties in words.
        currency: ISO 4217 code.
        measure: what the worth means.
        seed: seed of the futures.
        paths: number of futures.
        before_tax: whether no party and no company pays tax in this deal.
        notes: sentences a reader must know before trusting the figures.
        price_basis: `nominal` or `real`: whether amounts of later days are of these days or of `as_of`.
        titles: what the file calls its terms and facts, by path such as `terms.access`, where it gives them a title.
        literals: what each fact says, where it says one plain value.
    """

    file: str
    title: str
    as_of: date
    by: str
    on: str
    package: Mapping[str, str]
    beyond: tuple[str, ...]
    not_negotiated: tuple[str, ...]
    between: tuple[str, ...]
    gain: Mapping[str, Estimate]
    gain_band: Mapping[str, Spread]
    probability_gains: Mapping[str, float]
    probability_in_zone: float
    in_zone: bool
    packages: int
    zone: int
    zone_share: Spread
    empty: float
    distance: Distance
    power: Power | None
    rules: Mapping[str, Closeness]
    draws: int
    names: Mapping[str, str]
    currency: str
    measure: Measure
    seed: int
    paths: int
    before_tax: bool
    notes: tuple[str, ...] = ()
    price_basis: str = "nominal"
    titles: Mapping[str, str] = field(default_factory=dict)
    literals: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Return the keys of one file of `backtest --json`."""
        return {
            "file": self.file,
            "deal": self.title,
            "as_of": self.as_of.isoformat(),
            "seed": self.seed,
            "paths": self.paths,
            "draws": self.draws,
            "currency": self.currency,
            "measure": self.measure,
            "before_tax": self.before_tax,
            "price_basis": self.price_basis,
            "between": list(self.between),
            "signed": {
                "by": self.by,
                "on": self.on,
                "package": dict(self.package),
                "beyond": list(self.beyond),
                "not_negotiated": list(self.not_negotiated),
            },
            "gain": {party: each.to_json() for party, each in self.gain.items()},
            "gain_band": {party: each.to_json() for party, each in self.gain_band.items()},
            "probability_gains": {party: finite(each) for party, each in self.probability_gains.items()},
            "in_zone": self.in_zone,
            "probability_in_zone": finite(self.probability_in_zone),
            "packages": self.packages,
            "zone": {
                "packages": self.zone,
                "share": self.zone_share.to_json(),
                "empty": finite(self.empty),
            },
            "distance": self.distance.to_json(),
            "power": None if self.power is None else self.power.to_json(),
            "rules": {name: each.to_json() for name, each in self.rules.items()},
            "notes": list(self.notes),
        }


def _spread(spread: Spread | None) -> Json:
    return None if spread is None else spread.to_json()
