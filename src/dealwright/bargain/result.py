"""Hold what a bargain found: plain frozen data, ready to be shown or written as JSON.

Amounts are in plain units of the deal's currency, at `as_of`, by the bargain's one measure of worth. The key
`certainty_equivalent` holds that measure; `measure` says which it is, and `space` where the solutions lie.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from dealwright.engine.heading import Headed
from dealwright.engine.result import finite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.beliefs.found import BeliefsFound
    from dealwright.bargain.plan_result import GridPlan
    from dealwright.bargain.points import Point
    from dealwright.bargain.refinement import Refinement
    from dealwright.bargain.ripples.implied_result import Implied
    from dealwright.bargain.ripples.jumps import Stretch
    from dealwright.bargain.ripples.spaces_result import Spaces
    from dealwright.bargain.spread import Spreads
    from dealwright.bargain.trade.prices import Prices
    from dealwright.engine.result import Estimate, Json

Measure = Literal["certainty_equivalent", "mean_at_discount", "utility"]
"""What one figure of a party means: money for sure, expected money, or a utility as a textbook states it."""

Space = Literal["money", "money with side payments", "lotteries"]
"""What the parties may agree on: one package; a package and a payment in cash; a draw between packages."""

SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
"""The solutions that every bargain names, in the order they are shown."""


def _bands(bands: Mapping[str, tuple[float, float]]) -> dict[str, Json]:
    return {party: [finite(low), finite(high)] for party, (low, high) in bands.items()}


def _numbers(values: Mapping[str, float]) -> dict[str, Json]:
    return {name: finite(value) for name, value in values.items()}


def _estimates(values: Mapping[str, Estimate] | None) -> dict[str, Json] | None:
    return None if values is None else {name: value.to_json() for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Chance:
    """One outcome of a lottery over packages.

    Attributes:
        package: `path: value as written`.
        probability: how likely it is drawn, 0 to 1.
    """

    package: Mapping[str, str]
    probability: float

    def to_json(self) -> dict[str, Json]:
        """Return both attributes under their own names."""
        return {"package": dict(self.package), "probability": finite(self.probability)}


@dataclass(frozen=True, slots=True)
class Solution:
    """What one bargaining solution names.

    Attributes:
        package: `path: value as written`; of a lottery, its likeliest package.
        certainty_equivalent: what each party holds, payments and chances counted, in currency.
        surplus: what each party gains over its reservation value, in currency.
        number: the package's place in the order of all packages, from 0.
        payments: what each party receives in cash beside the package; they sum to zero; empty without side payments.
        lottery: the packages drawn between; empty where one package is sure.
        ties: the other packages that are as good by this solution, in package order, as many as are shown.
        tied: how many packages are as good, the named one counted.
        probability_signs: chance that each party does not refuse it, over what the parties know and we do not and the
            error of the futures, 0 to 1; empty if not computed.
        probability_all_sign: chance that all of them do; None likewise.
        fresh: worth of the package on fresh futures, over all that each party may know, payments counted, per party;
            None until it was valued again.
        fresh_surplus: gain over no deal on those futures, per party; None likewise.
        belief_band: 5th and 95th percentile of that worth over what each party knows and we do not; of those parties
            for which it moves.
    """

    package: Mapping[str, str]
    certainty_equivalent: Mapping[str, float]
    surplus: Mapping[str, float]
    number: int
    payments: Mapping[str, float] = field(default_factory=dict)
    lottery: tuple[Chance, ...] = ()
    ties: tuple[Point, ...] = ()
    tied: int = 1
    probability_signs: Mapping[str, float] = field(default_factory=dict)
    probability_all_sign: float | None = None
    fresh: Mapping[str, Estimate] | None = None
    fresh_surplus: Mapping[str, Estimate] | None = None
    belief_band: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def total_surplus(self) -> float:
        """What all parties gain together, in currency."""
        return sum(self.surplus.values())

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `bargain --json` for one solution."""
        return {
            "package": dict(self.package),
            "certainty_equivalent": _numbers(self.certainty_equivalent),
            "surplus": _numbers(self.surplus),
            "total_surplus": finite(self.total_surplus),
            "payments": _numbers(self.payments),
            "lottery": [each.to_json() for each in self.lottery],
            "tied": self.tied,
            "ties": [each.to_json() for each in self.ties],
            "probability_signs": _numbers(self.probability_signs),
            "probability_all_sign": None if self.probability_all_sign is None else finite(self.probability_all_sign),
            "fresh": _estimates(self.fresh),
            "fresh_surplus": _estimates(self.fresh_surplus),
            "belief_band": _bands(self.belief_band),
        }


@dataclass(frozen=True, slots=True)
class SurplusSplit:
    """Where the parties' joint gain comes from, in currency; the three sum to it.

    Attributes:
        cash_flow: more cash for the parties together, everything discounted at one rate.
        risk_sharing: risk moved to whoever bears it more easily.
        discount_rates: money moved to whoever waits more easily; it rests on the rates, not on the business.
    """

    cash_flow: float
    risk_sharing: float
    discount_rates: float

    @staticmethod
    def of(gain: float, mean_gain: float, mean_gain_at_one_rate: float) -> SurplusSplit:
        """Split what a package gains for all parties together over no deal.

        Args:
            gain: the joint gain by the bargain's measure, in currency.
            mean_gain: the joint gain in expected money at the rates of the measure, in currency.
            mean_gain_at_one_rate: the same with every party and company discounting at one rate, in currency.

        Returns:
            The parts: risk is what the measure adds to the mean, rates what they add to one rate.
        """
        return SurplusSplit(mean_gain_at_one_rate, gain - mean_gain, mean_gain - mean_gain_at_one_rate)

    @property
    def total(self) -> float:
        """The joint gain, in currency."""
        return self.cash_flow + self.risk_sharing + self.discount_rates

    @property
    def rests_on_rates(self) -> bool:
        """Whether more than a third of the joint gain comes from the parties' different discount rates."""
        return abs(self.discount_rates) > abs(self.total) / 3

    def to_json(self) -> dict[str, Json]:
        """Return the three parts and whether the last exceeds a third."""
        return {
            "cash_flow": finite(self.cash_flow),
            "risk_sharing": finite(self.risk_sharing),
            "discount_rates": finite(self.discount_rates),
            "rests_on_rates": self.rests_on_rates,
        }


@dataclass(frozen=True, slots=True)
class Offer:
    """What a party has offered in the talks, laid over the contract like a package.

    Attributes:
        by: the party that offered it.
        on: when, ISO 8601 as written.
        package: `path: value as written`.
        certainty_equivalent: worth by the bargain's measure, per party, in currency.
        answer: `refused`, `accepted`, `open`, or `signed` in the end; empty if the file does not say.
        to: whom it was made to; empty if the file does not say.
    """

    by: str
    on: str
    package: Mapping[str, str]
    certainty_equivalent: Mapping[str, float]
    answer: str = ""
    to: str = ""

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "by": self.by,
            "on": self.on,
            "package": dict(self.package),
            "certainty_equivalent": _numbers(self.certainty_equivalent),
            "answer": self.answer,
            "to": self.to,
        }


@dataclass(frozen=True, slots=True, repr=False)
class Bargain(Headed):
    """What the parties could agree on, and what the bargaining solutions name.

    Attributes:
        packages: how many packages were compared.
        between: the parties that bargain.
        paths_of_terms: the paths that a package sets.
        reservation: what each party holds without a deal, in currency, as packages are compared: at central beliefs.
        fresh_reservation: the same on the fresh futures of the solutions, over all that each party may know; empty
            until solutions were valued again.
        reservation_band: 5th and 95th percentile of that over beliefs; of those parties for which it moves.
        zone: how many packages no party refuses.
        frontier: the undominated packages, by rising worth to the first party.
        solutions: by name; empty where no solution exists.
        no_solution: why there is none; empty where there is.
        nearest: the package whose largest shortage under a reservation value is smallest; None where there is a
            solution.
        ideal: the most each party could hold if the others only got what they must; empty where there is no solution.
        outside: what each party could have elsewhere, in currency; it limits the zone and is no part of a gain.
        cloud: packages for the picture, thinned so that the cloud keeps its outline.
        probability_zone_empty: chance over beliefs that no package suits everyone, 0 to 1; None if not computed.
        measure: what `certainty_equivalent` holds.
        space: where the solutions lie.
        split: where the joint gain of the Nash package comes from; None if not computed.
        notes: sentences a reader must know before trusting the figures.
        offers: what was offered in the talks, in the file's order.
        prices: what each change of a term is worth in another; None where the file asks for none.
        refined: what lies between the steps of the ranges; None where there is no room, or nobody asked.
        names: the parties in words; their keys where there are none.
        literals: what each fact says that is one plain value, such as the ends of a range.
        plan: how the packages were valued; None where their worths were given.
        spread: how far what was found may fall; None where nobody asked.
        beliefs: what it looks like over all that the parties may know; None where the worths were given.
        power: weight of each party in the Nash solution, summing to one; empty if equal because nobody says otherwise.
        jumps: by party, the packages that the Nash solution names as its weight rises from 0 to 1, the others sharing
            the rest as their powers say; empty where no single package is agreed on.
        implied: which powers a package implies; None where nobody asked and nothing was signed.
        spaces: what payments and draws between packages would add; None where nobody asked.
    """

    packages: int
    between: tuple[str, ...]
    paths_of_terms: tuple[str, ...]
    reservation: Mapping[str, Estimate]
    zone: int
    frontier: Sequence[Point]
    solutions: Mapping[str, Solution]
    no_solution: str = ""
    nearest: Point | None = None
    ideal: Mapping[str, float] = field(default_factory=dict)
    outside: Mapping[str, float] = field(default_factory=dict)
    cloud: Sequence[Point] = ()
    probability_zone_empty: float | None = None
    measure: Measure = "certainty_equivalent"
    space: Space = "money"
    split: SurplusSplit | None = None
    notes: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    fresh_reservation: Mapping[str, Estimate] = field(default_factory=dict)
    reservation_band: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    prices: Prices | None = None
    refined: Refinement | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    literals: Mapping[str, str] = field(default_factory=dict)
    plan: GridPlan | None = None
    spread: Spreads | None = None
    beliefs: BeliefsFound | None = None
    power: Mapping[str, float] = field(default_factory=dict)
    jumps: Mapping[str, tuple[Stretch, ...]] = field(default_factory=dict)
    implied: Implied | None = None
    spaces: Spaces | None = None

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `bargain --json`; the cloud is left to the picture.

        Keys:
            reservation_standard_error: standard error of `reservation`, per party, in currency.
            zone: how many packages no party refuses, and how likely there is none.
        """
        empty = self.probability_zone_empty
        return {
            **self.head(),
            "packages": self.packages,
            "between": list(self.between),
            "over": list(self.paths_of_terms),
            "measure": self.measure,
            "space": self.space,
            "reservation": {party: finite(held.value) for party, held in self.reservation.items()},
            "reservation_standard_error": {
                party: finite(held.standard_error) for party, held in self.reservation.items()
            },
            "fresh_reservation": _estimates(self.fresh_reservation),
            "reservation_band": _bands(self.reservation_band),
            "outside": _numbers(self.outside),
            "zone": {"packages": self.zone, "probability_empty": None if empty is None else finite(empty)},
            "frontier": [
                point.to_json() | ({} if self.beliefs is None else self.beliefs.signing.to_json(place))
                for place, point in enumerate(self.frontier)
            ],
            "ideal": _numbers(self.ideal),
            "solutions": {name: solution.to_json() for name, solution in self.solutions.items()},
            "no_solution": self.no_solution,
            "nearest": None if self.nearest is None else self.nearest.to_json(),
            "surplus_split": None if self.split is None else self.split.to_json(),
            "notes": list(self.notes),
            "offers": [offer.to_json() for offer in self.offers],
            "prices": None if self.prices is None else self.prices.to_json(),
            "plan": None if self.plan is None else self.plan.to_json(),
            "refined": None if self.refined is None else self.refined.to_json(),
            "spread": None if self.spread is None else self.spread.to_json(),
            "beliefs": None if self.beliefs is None else self.beliefs.to_json(),
            "power": _numbers(self.power),
            "jumps": {party: [each.to_json() for each in stretches] for party, stretches in self.jumps.items()},
            "implied_power": None if self.implied is None else self.implied.to_json(),
            "spaces": None if self.spaces is None else self.spaces.to_json(),
        }
