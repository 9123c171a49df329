"""Chances, solutions and spreads over beliefs, judged by a plain loop that sets what is drawn in the file's place.

The judge knows the language, what a deal is worth to a party path by path, and nothing of how beliefs are valued: it
lays each drawn value over the deal as a user would with `--set`, values every package anew, and counts.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pytest

import dealwright
from dealwright.engine import beliefs as belief
from dealwright.engine.scenario import Scene
from dealwright.lang.load import loads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dealwright.bargain.result import Bargain
    from dealwright.lang.load import Loaded

    Values = Mapping[str, str]

DRAWS = 64
SIDES = 8

WELL = """
dealwright: 1
title: A well, and who may drill it
as_of: 2026-01-01
horizon: 2027-12-31
step: year
currency: USD
risk_free: 0%
worth_by: MEASURE
facts:
  yield_: {is: "uniform(20m USD/year, 60m USD/year)", known_to: driller}
  clause:
    known_to: owner
    readings:
      - {weight: 70%, overlay: {}}
      - {weight: 30%, overlay: {terms.cleanup.payer: owner}}
  levy: {known_to: [owner, driller], readings: [{is: 1m USD/year, weight: 60%}, {is: 6m USD/year, weight: 40%}]}
  quake: {known_to: nobody, readings: [{is: 0 USD/year, weight: 80%}, {is: 9m USD/year, weight: 20%}]}
parties:
  owner: {risk_tolerance: 15m to 60m, discount: 4% to 12%}
  driller: {risk_tolerance: 80m, discount: "uniform(5%, 20%)", reservation: "uniform(1m, 30m)"}
drivers:
  price: {kind: gbm, start: 1, growth: 0%, volatility: VOLATILITY}
terms:
  oil: {kind: flow, payee: driller, amount: yield_ * price - levy}
  rent: {kind: flow, payer: driller, payee: owner, amount: 0 USD/year}
  cleanup: {kind: flow, payer: driller, amount: 6m USD/year}
  harm: {kind: flow, payer: owner, amount: quake + levy}
  fee: {kind: payment, payer: driller, payee: owner, amount: 0 USD, on: 2026-01-01}
  grazing: {kind: flow, active: no, payee: owner, amount: 8m USD/year * price}
scenarios:
  idle:
    set:
      terms.oil.active: no
      terms.rent.active: no
      terms.cleanup.active: no
      terms.harm.active: no
      terms.fee.active: no
      terms.grazing.active: yes
negotiate:
  between: [owner, driller]
  no_deal: idle
  refine: no
  over: {terms.fee.amount: [0 USD, 25m, 50m], terms.rent.amount: [0 USD/year, 10m USD/year]}
"""
"""What it yields the driller alone knows, a clause the owner alone, a levy both, whether the earth quakes nobody."""

THREE = """
dealwright: 1
title: A film of three
as_of: 2026-01-01
horizon: 2026-12-31
currency: EUR
risk_free: 0%
facts:
  takings: {is: "normal(60m EUR/year, 15m EUR/year)", known_to: studio}
  series: {known_to: [studio, star], readings: [{is: 0 EUR/year, weight: 50%}, {is: 20m EUR/year, weight: 50%}]}
parties:
  studio: {risk_tolerance: "uniform(30m, 200m)"}
  star: {reservation: "uniform(2m, 18m)"}
  writer: {risk_tolerance: 25m, reservation: 1m to 6m}
terms:
  film: {kind: flow, payee: studio, amount: takings + series - 35m EUR/year}
  star: {kind: flow, payer: studio, payee: star, amount: 5m EUR/year + 10% * series}
  writer: {kind: payment, payer: studio, payee: writer, amount: 2m, on: 2026-06-30}
  elsewhere: {kind: flow, active: no, payee: writer, amount: 2500k EUR/year}
scenarios:
  apart: {set: {terms.film.active: no, terms.star.active: no, terms.writer.active: no}}
  series_elsewhere:
    set: {terms.film.active: no, terms.star.active: no, terms.writer.active: no, terms.elsewhere.active: yes}
negotiate:
  between: [studio, star, writer]
  no_deal: apart
  outside: {writer: series_elsewhere}
  refine: no
  over:
    terms.star.amount: [5m EUR/year, 9m EUR/year + 10% * series, 16m EUR/year]
    terms.writer.amount: [1m, 3m, 8m]
"""
"""The studio knows the takings, it and the star whether there will be a series; the writer may go elsewhere."""


@dataclass
class Judge:
    """Values a deal in each draw of what the parties know, by setting it.

    Args:
        text: The deal.
        knows: Facts that each party knows, each with its value at a level of probability as it is written, and at 1/2.
        traits: Traits of each party that are drawn, in the same way.
        paths: Number of futures.
    """

    text: str
    knows: Mapping[str, Mapping[str, Callable[[float], Values]]]
    traits: Mapping[str, Mapping[str, Callable[[float], float]]]
    tolerance: Mapping[str, float | None]
    paths: int
    seen: dict[tuple[str, tuple[tuple[str, str], ...]], np.ndarray] = field(default_factory=dict)

    @cached_property
    def loaded(self) -> Loaded:
        """The deal."""
        found = loads(self.text)
        assert not found.errors, found.errors
        return found

    @cached_property
    def packages(self) -> list[Values]:
        """Every package."""
        over = self.loaded.ranges()
        return [dict(zip(over, each, strict=True)) for each in product(*over.values())]

    @cached_property
    def found(self) -> Bargain:
        """What is judged."""
        return dealwright.Study(self.loaded, paths=self.paths).bargain()

    @property
    def facts(self) -> list[str]:
        """What somebody knows."""
        return list(dict.fromkeys(name for some in self.knows.values() for name in some))

    @cached_property
    def levels(self) -> Mapping[str, np.ndarray]:
        """Level of probability of each thing in each draw."""
        traits = [f"{party}.{trait}" for party, some in self.traits.items() for trait in some]
        return {name: belief.outer_levels(1, name, DRAWS) for name in (*self.facts, *traits)}

    @property
    def by_mean(self) -> bool:
        """Whether it is bargained over by means at each side's own rate."""
        return "worth_by: mean_at_discount" in self.text

    def value(self, party: str, known: Values) -> np.ndarray:
        """Value no deal, its outside option if it has one, and every package for a party; (row, path)."""
        key = (party, tuple(sorted(known.items())))
        if key not in self.seen:
            study = dealwright.Study(self.loaded.with_overrides(known), paths=self.paths)
            deal = study.deal
            assert not deal.errors, deal.errors
            other = deal.outside(party)
            forms = [deal.no_deal(), *([] if other is None else [other]), *map(deal.package, self.packages)]
            traits = belief.traits(deal.sound, party)
            worths = [Scene(form, study.randomness).samples(party, traits, {}) for form in forms]
            self.seen[key] = np.array([each.at_discount if self.by_mean else each.risk_free for each in worths])
        return self.seen[key]

    def gains(self, party: str, known: Values, rho: float | None, paths: slice) -> np.ndarray:
        """Return what an outside option, or nothing, and every package bring over no deal, in sure money."""
        rows = self.value(party, known)[:, paths]
        worth = rows.mean(axis=1)
        if rho is not None and not self.by_mean:
            low = rows.min(axis=1)
            worth = low - rho * np.log(np.mean(np.exp((low[:, None] - rows) / rho), axis=1))
        return np.append([0.0] * (len(rows) == len(self.packages) + 1), worth[1:] - worth[0])

    @cached_property
    def cases(self) -> tuple[np.ndarray, np.ndarray]:
        """What packages bring, and what each party must gain: (draw, side, package, party), (draw, side, party)."""
        every = {name: of for some in self.knows.values() for name, of in some.items()}
        middle = {path: text for of in every.values() for path, text in of(0.5).items()}
        each, few = self.paths // SIDES, slice(0, self.paths // SIDES)
        gains, needed = [], []
        for party, facts in self.knows.items():
            rho = self.tolerance[party]
            whole = self.gains(party, middle, rho, slice(None))
            parts = np.array([self.gains(party, middle, rho, slice(s * each, (s + 1) * each)) for s in range(SIDES)])
            sides = whole + (parts - parts.mean(axis=0)) / math.sqrt(SIDES - 1)
            own, least = [], []
            for draw in range(DRAWS):
                at = {name: float(row[draw]) for name, row in self.levels.items()}
                traits = {name: of(at[f"{party}.{name}"]) for name, of in self.traits[party].items()}
                known = {path: text for name, of in facts.items() for path, text in of(at[name]).items()}
                if "discount" in traits:
                    known[f"parties.{party}.discount"] = repr(traits["discount"])
                case = sides + self.gains(party, known, traits.get("risk_tolerance", rho), few)
                case -= self.gains(party, middle, rho, few)
                own.append(case[:, 1:])
                least.append(np.maximum(case[:, 0], traits.get("reservation", 0.0)))
            gains.append(own)
            needed.append(least)
        return np.moveaxis(np.array(gains), 0, -1), np.moveaxis(np.array(needed), 0, -1)


def uniform(low: float, high: float) -> Callable[[float], float]:
    return lambda level: low + (high - low) * level


def lognormal(low: float, high: float) -> Callable[[float], float]:
    """A range `low to high` is a lognormal between its 5th and 95th percentile."""
    spread = math.log(high / low) / (2 * NormalDist().inv_cdf(0.95))
    return lambda level: math.sqrt(low * high) * math.exp(spread * NormalDist().inv_cdf(level))


def normal(mean: float, deviation: float) -> Callable[[float], float]:
    return NormalDist(mean, deviation).inv_cdf


def between(low: float, high: float) -> Callable[[float], float]:
    """A range `low to high` of a rate that may be negative is a normal between its 5th and 95th percentile."""
    return normal((low + high) / 2, (high - low) / 2 / NormalDist().inv_cdf(0.95))


def number(fact: str, at: Callable[[float], float], unit: str) -> Callable[[float], Values]:
    return lambda level: {f"facts.{fact}.is": f"{at(level)!r} {unit}"}


def readings(fact: str, chances: Sequence[float], order: Sequence[int] | None = None) -> Callable[[float], Values]:
    """The reading that a level falls on, in rising order of what it says, has all the weight."""

    def at(level: float) -> Values:
        chosen = int(np.searchsorted(np.cumsum(chances), level))
        weights = {n: "100%" if n == (order or range(9))[chosen] else "0%" for n in range(len(chances))}
        return {f"facts.{fact}.readings.{n}.weight": weight for n, weight in weights.items()}

    return at


def well(measure: str) -> Judge:
    """The well; by means at each side's own rate everything is certain to who knows it, so that no sample comes in."""
    mean = measure == "mean_at_discount"
    text = WELL.replace("MEASURE", measure).replace("VOLATILITY", "0%" if mean else "40%")
    levy, clause = {"levy": readings("levy", [0.6, 0.4])}, {"clause": readings("clause", [0.7, 0.3])}
    owner = {"discount": between(0.04, 0.12)} if mean else {"risk_tolerance": lognormal(15e6, 60e6)}
    driller = {"discount": uniform(0.05, 0.20)} if mean else {}
    if mean:
        text = text.replace("known_to: owner", "known_to: [owner, driller]")
        text = text.replace("weight: 80%", "weight: 100%").replace("weight: 20%", "weight: 0%")
    return Judge(
        text,
        {
            "owner": {**clause, **levy},
            "driller": {
                "yield_": number("yield_", uniform(20e6, 60e6), "USD/year"),
                **(clause if mean else {}),
                **levy,
            },
        },
        {"owner": owner, "driller": {**driller, "reservation": uniform(1e6, 30e6)}},
        {"owner": math.sqrt(15e6 * 60e6), "driller": 80e6},
        64,
    )


def film() -> Judge:
    both = {"series": readings("series", [0.5, 0.5])}
    return Judge(
        THREE,
        {
            "studio": {"takings": number("takings", normal(60e6, 15e6), "EUR/year"), **both},
            "star": both,
            "writer": {},
        },
        {
            "studio": {"risk_tolerance": uniform(30e6, 200e6)},
            "star": {"reservation": uniform(2e6, 18e6)},
            "writer": {"reservation": lognormal(1e6, 6e6)},
        },
        {"studio": 115e6, "star": None, "writer": 25e6},
        64,
    )


@pytest.fixture(scope="module", params=["certainty_equivalent", "mean_at_discount", "three"])
def judge(request: pytest.FixtureRequest) -> Judge:
    return film() if request.param == "three" else well(request.param)


def test_chances_of_a_zone_and_of_each_signature_are_those_of_the_loop(judge: Judge) -> None:
    gains, needed = judge.cases
    signs = gains >= needed[:, :, None] - 1e-6
    found = judge.found
    assert found.beliefs is not None
    assert 0.0 < signs.mean() < 1.0
    zone = signs.all(axis=3).any(axis=2).mean()
    assert found.beliefs.zone.value == pytest.approx(zone, abs=2 / 512)
    assert found.probability_zone_empty == pytest.approx(1 - zone, abs=2 / 512)
    for place, point in enumerate(found.frontier):
        row = judge.packages.index(dict(point.package))
        told = found.beliefs.signing.chances(place)
        for p, party in enumerate(judge.knows):
            assert told[party] == pytest.approx(signs[:, :, row, p].mean(), abs=2 / 512), (point.package, party)
        together = found.beliefs.signing.all_sign(place)
        assert together is not None
        assert together.value == pytest.approx(signs[:, :, row].all(axis=2).mean(), abs=2 / 512)
    for each in found.solutions.values():
        row = judge.packages.index(dict(each.package))
        assert each.probability_all_sign == pytest.approx(signs[:, :, row].all(axis=2).mean(), abs=2 / 512)


def test_nash_over_beliefs_is_what_the_loop_finds_in_each_case(judge: Judge) -> None:
    gains, needed = judge.cases
    agreed, chosen = [], Counter[int]()
    for draw, side in product(range(DRAWS), range(SIDES)):
        own = gains[draw, side]
        best, top = None, -1.0
        for package in range(len(own)):
            if all(own[package] >= needed[draw, side] - 1e-6) and math.prod(np.maximum(own[package], 0)) > top:
                best, top = package, math.prod(np.maximum(own[package], 0))
        if best is not None:
            agreed.append(own[best])
            chosen[best] += 1
    told = judge.found.beliefs.solutions["nash"]  # type: ignore[union-attr]
    assert told.agreement.value == pytest.approx(len(agreed) / DRAWS / SIDES, abs=2 / 512)
    rows = np.array(agreed)
    for p, party in enumerate(judge.knows):
        assert told.gains[party].mean == pytest.approx(rows[:, p].mean(), rel=0.01, abs=1e5)
        low, high = np.quantile(rows[:, p], [0.05, 0.95], method="inverted_cdf")
        assert (told.gains[party].low, told.gains[party].high) == pytest.approx((low, high), rel=0.02, abs=2e5)
    for named in told.packages:
        share = chosen[judge.packages.index(dict(named.package))] / len(agreed)
        assert named.share == pytest.approx(share, abs=3 / 512)


def test_belief_and_future_make_the_variance_of_a_worth_in_which_everything_is_drawn() -> None:
    """The law of total variance: what one sees who knows nothing has both, and each combination of facts its own."""
    judge = well("certainty_equivalent")
    text = judge.text.replace('"uniform(20m USD/year, 60m USD/year)"', "40m USD/year")
    loaded = loads(text.replace("volatility: 40%", "volatility: 30%"))
    assert not loaded.errors, loaded.errors
    paths = 4096
    found = dealwright.Study(loaded, paths=paths).bargain()
    nash = found.solutions["nash"].package
    told = {(each.party, each.of): each for each in found.beliefs.spreads}  # type: ignore[union-attr]
    facts = {"clause": (0.7, 0.3), "levy": (0.6, 0.4), "quake": (0.8, 0.2)}
    chances, means, variances = [], [], []
    for chosen in product(range(2), repeat=3):
        known = {}
        for (fact, weights), place in zip(facts.items(), chosen, strict=True):
            known |= {f"facts.{fact}.readings.{n}.weight": "100%" if n == place else "0%" for n in range(len(weights))}
        signed = loaded.with_overrides({**known, **nash})
        worth = dealwright.Study(signed, paths=paths).value(["in_force"]).scenarios["in_force"].parties
        chances.append(math.prod(weights[place] for weights, place in zip(facts.values(), chosen, strict=True)))
        means.append([worth[party].sample.mean() for party in found.between])
        variances.append([worth[party].sample.var() for party in found.between])
    weights, middle, inside = np.array(chances), np.array(means), np.array(variances)
    whole = dealwright.Study(loaded.with_overrides(nash), paths=paths).value(["in_force"]).scenarios["in_force"].parties
    for p, party in enumerate(found.between):
        future = weights @ inside[:, p]
        belief = weights @ (middle[:, p] - weights @ middle[:, p]) ** 2
        each = told[party, "nash"]
        assert each.deviation == pytest.approx(math.sqrt(future + belief), rel=0.03)
        assert each.belief == pytest.approx(belief / (future + belief), abs=4 * each.error + 0.01)
        assert each.deviation == pytest.approx(whole[party].sample.std(), rel=0.04)
        for axis, fact in enumerate(facts):
            table = middle[:, p].reshape(2, 2, 2)
            others = [weight for name, weight in facts.items() if name != fact]
            alone = np.einsum("aij,i,j->a", np.moveaxis(table, axis, 0), *map(np.array, others))
            own = np.array(facts[fact])
            share = own @ (alone - own @ alone) ** 2 / (future + belief)
            assert each.by_fact.get(fact, 0.0) == pytest.approx(share, abs=4 * each.error + 0.01)


@pytest.mark.parametrize("paths", [1, 8, 16])
def test_a_handful_of_futures_is_bargained_over_and_split_as_far_as_it_has_a_spread(paths: int) -> None:
    found = dealwright.Study(well("certainty_equivalent").loaded, paths=paths).bargain().beliefs
    assert found is not None
    assert bool(found.spreads) == (paths > 8)
    assert all(math.isfinite(each.deviation) and 0 <= each.belief <= 1 for each in found.spreads)
