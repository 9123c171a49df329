"""What is true already but not known to all: who knows which fact, what is taken for central, what is drawn."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Name, Quantity, Uncertain, walk
from dealwright.deal.once import once_for_each_deal
from dealwright.deal.rebuilt import rebuilt
from dealwright.engine.expressions import names_used
from dealwright.engine.issuers.owners import holders_of_securities
from dealwright.engine.worth import Traits
from dealwright.world.beliefs import fact_slot, literals
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate
from dealwright.world.uncertain import number_of, quantile

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.deal.source import Fact
    from dealwright.world.futures import Futures

EVERYONE = "everyone"
"""The word of a deal file for all parties; `nobody` names none of them."""
OUTER_DRAWS = 64
"""Draws of what a party knows and we do not."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact that is not known to all.

    Args:
        name: The fact, or the path of a literal that is one of several dates, durations, or of yes and no.
        structural: Whether its readings are wordings of the deal, dates, durations, or yes and no, not numbers.
        known_to: The parties that know it.
        values: Its readings' values (numbers or indices of readings); empty for a distribution.
        weights: Their weights.
        distribution: The distribution of a fact that is an uncertain number.
    """

    name: str
    structural: bool
    known_to: frozenset[str]
    values: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()
    distribution: Uncertain | None = None

    def at(self, level: float) -> float:
        """Return the value at a level of probability: 0.5 is central for numbers."""
        return float(self.at_levels(np.array([level]))[0])

    def at_levels(self, levels: Float[ndarray, " level"]) -> Float[ndarray, " level"]:
        """Return the values at several levels of probability."""
        if self.distribution is not None:
            return np.asarray(quantile(self.distribution, levels), dtype=np.float64)
        order = np.argsort(self.values)
        reached = np.searchsorted(np.cumsum(np.array(self.weights)[order]), levels)
        return np.array(self.values)[order[np.minimum(reached, len(order) - 1)]]

    @property
    def choices(self) -> tuple[float, ...]:
        """Return the different values that it may have, in rising order; empty where there is no end of them."""
        if self.distribution is None:
            pairs = zip(self.values, self.weights, strict=True)
        elif self.distribution.family == "one_of":
            pairs = ((number_of(choice), weight) for choice, weight in self.distribution.choices)  # type: ignore[assignment]
        else:
            return ()
        return tuple(sorted({value for value, weight in pairs if weight > 0}))

    @property
    def central(self) -> float:
        """Return the median of a number, the likeliest of readings of the deal."""
        return float(np.argmax(self.weights)) if self.structural else self.at(0.5)


def not_counted(deal: Deal) -> list[str]:
    """Say whose own beliefs about the future a worth does not count: it is by those of the file, for everyone."""
    own = [name for name, party in deal.parties.items() if party.believes]
    if not own:
        return []
    whose = " and ".join(f"`{name}`" for name in own)
    verb = "believes" if len(own) == 1 else "believe"
    return [f"everybody's worth is by the file's own beliefs; what {whose} {verb} (`believes`) counts in `offers`"]


def doubts(deal: Deal, forms: Sequence[Deal] = ()) -> tuple[Doubt, ...]:
    """List the facts that are not known to all and move the deal; what only a trait uses is none of them.

    Args:
        deal: The deal.
        forms: Other forms of it with which it is compared: a fact counts that moves one of them, and is known to
            whom a clause of one of them makes it known.

    Returns:
        The facts, in the order of the file.
    """
    deals = (deal, *forms)
    named = frozenset().union(*map(_moving, deals))
    one = _one_future(deal, named)
    found = (_doubt(deals, name, fact, one) for name, fact in deal.facts.items() if name in named or _rewords(fact))
    chosen = {each.path: each.uncertain for form in deals for each in literals(form) if _chooses(each.uncertain)}
    inline = (_choice(path, uncertain, frozenset()) for path, uncertain in chosen.items())
    return (*(each for each in found if each is not None), *inline)


def level(deal: Deal, draws: Draws, doubt: Doubt) -> Float[ndarray, " path"]:
    """Draw the level of probability that decides on each path which reading of a doubt is true."""
    return draws.uniform(doubt.name, fact_slot(deal, doubt.name) if doubt.name in deal.facts else None)


def constant(deal: Deal, expression: Expression, level: float = 0.5) -> float:
    """Evaluate a key that nothing moves, such as the risk-free rate.

    Args:
        deal: The deal.
        expression: The key.
        level: Level of probability at which everything uncertain behind it is taken: 0.5 is central.

    Returns:
        Its value.
    """
    if isinstance(expression, Uncertain):
        return _quantile(expression, level)
    if isinstance(expression, Quantity):
        return float(expression.value)  # type: ignore[arg-type]
    one = _one_future(deal, facts_behind(deal, names_used(expression)), level)
    return float(one.number(rebuilt(expression, lambda part: _at_level(part, level))))


def _at_level(part: Expression, level: float) -> Expression | None:
    """Return what an uncertain literal is at a level of probability; None for all else."""
    return Quantity(_quantile(part, level)) if isinstance(part, Uncertain) else None


def _one_future(deal: Deal, facts: Collection[str], level: float = 0.5) -> Futures:
    """Open a single future in which some facts have their values at a level of probability."""
    shapes = {name: fact for name, fact in deal.facts.items() if name in facts}
    drawn = {
        name: _quantile(fact.is_, level)
        for name, fact in shapes.items()
        if isinstance(fact.is_, Uncertain) and not _chooses(fact.is_)
    }
    one = simulate(deal, Draws(0, 1, 1), facts=drawn)
    for name, fact in shapes.items():
        if fact.kind == "numeric readings":
            values = tuple(_number(reading.is_, one) for reading in fact.readings or ())
            one = one.with_facts(
                {
                    name: Doubt(
                        name, structural=False, known_to=frozenset(), values=values, weights=_weights(fact, one)
                    ).at(level)
                }
            )
    return one


@once_for_each_deal
def _moving(deal: Deal) -> frozenset[str]:
    """Name the facts that enter drivers, companies or terms, directly or through other facts."""
    reworded = frozenset(name for fact in deal.facts.values() if _rewords(fact) for name in names_used(fact))
    return facts_behind(deal, names_used((deal.drivers, deal.companies, deal.terms)) | reworded)


def facts_behind(deal: Deal, names: Collection[str]) -> frozenset[str]:
    """Name the facts among some names, and those behind them."""
    waiting = set(names)
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in deal.facts and name not in found:
            found.add(name)
            waiting |= names_used(deal.facts[name])
    return frozenset(found)


def _doubt(deals: Sequence[Deal], name: str, fact: Fact, one: Futures) -> Doubt | None:
    known = frozenset().union(*(knowers(deal, name, fact) for deal in deals))
    if isinstance(fact.is_, Uncertain):
        if not _chooses(fact.is_):
            return Doubt(name, structural=False, known_to=known, distribution=fact.is_)
        return _choice(name, fact.is_, known)
    if fact.readings is None:
        return None
    structural = _rewords(fact) or any(_decides(reading.is_) for reading in fact.readings)
    values = (float(i) if structural else _number(reading.is_, one) for i, reading in enumerate(fact.readings))
    return Doubt(name, structural, known, tuple(values), _weights(fact, one))


def _choice(name: str, choice: Uncertain, known: frozenset[str]) -> Doubt:
    weights = tuple(weight for _, weight in choice.choices)
    return Doubt(name, structural=True, known_to=known, values=tuple(map(float, range(len(weights)))), weights=weights)


def _weights(fact: Fact, one: Futures) -> tuple[float, ...]:
    return tuple(_number(reading.weight, one) for reading in fact.readings or ())


def _number(expression: Expression | None, one: Futures) -> float:
    """Evaluate a reading: its median where it is itself uncertain."""
    if isinstance(expression, Uncertain):
        return _quantile(expression, 0.5)
    return np.nan if expression is None else float(one.number(expression))


def _rewords(fact: Fact) -> bool:
    """Tell whether some reading of a fact words the deal otherwise."""
    return any(reading.overlay is not None for reading in fact.readings or ())


def _chooses(uncertain: Uncertain) -> bool:
    return any(_decides(choice) for choice, _ in uncertain.choices)


def _decides(expression: Expression | None) -> bool:
    """Tell whether a reading is a date, a duration, or yes or no: each makes a deal of its own, as another wording."""
    return isinstance(expression, Quantity) and (
        isinstance(expression.value, date | bool) or expression.kind == "duration"
    )


def _quantile(distribution: Uncertain, level: float) -> float:
    return float(quantile(distribution, np.array([level]))[0])


def _overlaid(fact: Fact) -> list[str]:
    """List the paths that readings of a fact word anew."""
    return [path for reading in fact.readings or () for path in reading.overlay or {}]


def knowers(deal: Deal, name: str, fact: Fact) -> frozenset[str]:
    """Tell which parties know a fact.

    `known_to` says so. Otherwise a fact whose readings are ways to read a clause is known to the clause's parties,
    and anything else to nobody.
    """
    if fact.known_to is not None:
        named = [fact.known_to] if isinstance(fact.known_to, str) else fact.known_to
        return frozenset(deal.parties) if EVERYONE in named else frozenset(named) & frozenset(deal.parties)
    if fact.readings is None:
        return frozenset()
    read = {path.split(".")[1] for path in _overlaid(fact) if path.startswith("terms.")}
    terms = [t for term, t in deal.terms.items() if term in read or name in names_used(t)]
    sides = frozenset(side for term in terms for side in term.sides)
    owners = {who for t in deal.terms.values() if getattr(t, "company", None) in sides for who in t.sides}
    issuers = sides | {path.split(".")[1] for path in _overlaid(fact) if path.split(".")[2:3] == ["securities"]}
    owners |= {
        who for name in issuers & deal.companies.keys() for who in holders_of_securities(deal, deal.companies[name])
    }
    return (sides | owners) & frozenset(deal.parties)


def traits(deal: Deal, party: str, level: float | Mapping[str, float] = 0.5) -> Traits:
    """Evaluate what a party is like, its own uncertain traits at a level of probability.

    Args:
        deal: The deal.
        party: The party.
        level: Level of probability of every uncertain trait, or one per trait (`discount`, `risk_tolerance`).

    Returns:
        Its traits; a party without a discount is discounted at the risk-free rate.
    """
    shape = deal.parties[party]
    discount = _trait(deal, shape.discount, level if isinstance(level, float) else level["discount"])
    tolerance = _trait(deal, shape.risk_tolerance, level if isinstance(level, float) else level["risk_tolerance"])
    free = _trait(deal, deal.risk_free, 0.5)
    return Traits(free if discount is None else discount, tolerance)  # type: ignore[arg-type]


def traits_at(deal: Deal, party: str, levels: Sequence[Mapping[str, float]]) -> list[Traits]:
    """Evaluate what a party is like at several levels of probability of its own uncertain traits.

    Args:
        deal: The deal.
        party: The party.
        levels: Level of probability of each of its traits (`PARTY.discount`, `PARTY.risk_tolerance`), by draw.

    Returns:
        Its traits in each draw.
    """
    shape, free = deal.parties[party], _trait(deal, deal.risk_free, 0.5)
    discounts = _traits(deal, shape.discount, [level[f"{party}.discount"] for level in levels])
    tolerances = _traits(deal, shape.risk_tolerance, [level[f"{party}.risk_tolerance"] for level in levels])
    pairs = zip(discounts, tolerances, strict=True)
    return [Traits(free if discount is None else discount, tolerance) for discount, tolerance in pairs]  # type: ignore[arg-type]


def trait_at(deal: Deal, party: str, trait: str, levels: Float[ndarray, " level"]) -> Float[ndarray, " level"] | None:
    """Evaluate one trait of a party at several levels of probability.

    Args:
        deal: The deal.
        party: The party.
        trait: `discount`, `risk_tolerance` or `reservation`.
        levels: Levels of probability of all that is uncertain behind it.

    Returns:
        Its values; none where the party has no such trait.
    """
    found = _traits(deal, getattr(deal.parties[party], trait), levels.tolist())
    return None if any(each is None for each in found) else np.array(found, dtype=np.float64)


def uncertain_traits(deal: Deal, party: str) -> tuple[str, ...]:
    """Name the traits of a party that only it knows."""
    keys = {name: getattr(deal.parties[party], name) for name in ("discount", "risk_tolerance")}
    return tuple(name for name, key in keys.items() if unsure(deal, key))


def unsure(deal: Deal, expression: Expression | None) -> bool:
    """Tell whether a key holds something uncertain, or rests on a fact that is."""
    if expression is None:
        return False
    behind = (deal.facts[name] for name in facts_behind(deal, names_used(expression)))
    return any(isinstance(part, Uncertain) for part in walk(expression)) or any(
        fact.readings is not None or isinstance(fact.is_, Uncertain) for fact in behind
    )


def _trait(deal: Deal, expression: Expression | None, level: float) -> float | None:
    said = _meant(deal, expression)
    return None if said is None else constant(deal, said, level)


def _traits(deal: Deal, expression: Expression | None, levels: Sequence[float]) -> Sequence[float | None]:
    """Evaluate a trait at several levels of probability, all at once where it is a distribution, once where certain."""
    said = _meant(deal, expression)
    if isinstance(said, Uncertain):
        return [float(each) for each in quantile(said, np.array(levels))]
    if said is None or isinstance(said, Quantity):
        return [None if said is None else constant(deal, said)] * len(levels)
    return [constant(deal, said, level) for level in levels]


def _meant(deal: Deal, expression: Expression | None) -> Expression | None:
    """Return what a trait says, through the facts that it names; none where there is none."""
    while (
        isinstance(expression, Name) and expression.name in deal.facts and deal.facts[expression.name].is_ is not None
    ):
        expression = deal.facts[expression.name].is_
    return None if isinstance(expression, Quantity) and expression.value is None else expression


def outer_levels(seed: int, name: str, count: int = OUTER_DRAWS) -> Float[ndarray, " draw"]:
    """Draw levels of probability for something that a party knows and we do not: one in each of equal strata, shuffled.

    Args:
        seed: Seed of the study.
        name: What is drawn; another name draws independently.
        count: Number of draws.

    Returns:
        Levels strictly between 0 and 1.
    """
    key = int.from_bytes(hashlib.sha256(f"belief {seed} {name}".encode()).digest()[:8], "little")
    rng = np.random.Generator(np.random.PCG64(key))
    return (rng.permutation(count) + rng.uniform(0.02, 0.98, count)) / count


def joint_levels(seed: int, names: Sequence[str], count: int = OUTER_DRAWS) -> list[dict[str, float]]:
    """Draw levels for several things at once, one dictionary per draw."""
    drawn = {name: outer_levels(seed, name, count) for name in names}
    return [{name: float(levels[i]) for name, levels in drawn.items()} for i in range(count)]


def every_reading(facts: Sequence[Doubt]) -> list[tuple[dict[str, float], float]] | None:
    """List every way in which some facts can be true, with its probability.

    Args:
        facts: The facts, independent of each other.

    Returns:
        Values by fact with their weight; `None` where a fact has a distribution or there are more ways than draws.
    """
    if any(fact.distribution is not None for fact in facts) or prod(len(fact.values) for fact in facts) > OUTER_DRAWS:
        return None
    out: list[tuple[dict[str, float], float]] = [({}, 1.0)]
    for fact in facts:
        readings = [(value, weight) for value, weight in zip(fact.values, fact.weights, strict=True) if weight > 0]
        out = [({**known, fact.name: value}, p * weight) for known, p in out for value, weight in readings]
    total = sum(weight for _, weight in out)
    return [(known, weight / total) for known, weight in out]
