"""Values one scenario: the books as each party knows them, its samples, its figures, and what beliefs add."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import beliefs as belief
from dealwright.engine.belief_states import Tastes, belief_states
from dealwright.engine.books import Books, keep_books
from dealwright.engine.lines import Rates, whole
from dealwright.engine.measures import certainty_equivalent
from dealwright.engine.result import Estimate, PartyWorth
from dealwright.engine.worth import Samples, Traits, samples, worth
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


@dataclass
class Scene:
    """One scenario of a deal on one set of draws; keeps its books, so that what parties know alike is computed once.

    Args:
        loaded: The scenario's deal, overrides laid.
        draws: The draws.
        otherwise: The chance that the scenario comes to be, and the scene that holds if it does not.
        forms: Other forms of the deal with which it is compared, for what is taken for known in all of them.
    """

    loaded: Loaded
    draws: Draws
    otherwise: tuple[float, Scene] | None = None
    forms: Sequence[Deal] = ()
    valued: dict[tuple[str, Rates, tuple[tuple[str, float], ...]], Float[ndarray, " path"]] = field(
        default_factory=dict
    )
    kept: dict[tuple[tuple[str, float], ...], list[tuple[Bool[ndarray, " path"] | None, Books]]] = field(
        default_factory=dict
    )

    @cached_property
    def doubts(self) -> tuple[belief.Doubt, ...]:
        """List the facts not known to all."""
        return belief.doubts(self.loaded.sound, self.forms)

    def known(self, party: str) -> dict[str, float]:
        """Return the facts a party knows, at their central values."""
        return {doubt.name: doubt.central for doubt in self.doubts if party in doubt.known_to}

    def read_as(self, known: Mapping[str, float]) -> tuple[str, ...]:
        """Say how the first of the books of someone who knows some facts reads what rewords the deal.

        Args:
            known: Value of each fact known (index of the reading, for readings of the deal).
        """
        said = []
        for doubt in (each for each in self.doubts if each.structural):
            first = next(i for i, weight in enumerate(doubt.weights) if weight > 0)
            fact = self.loaded.sound.facts.get(doubt.name)
            plain = doubt.name.removeprefix("terms.").replace(".", " ").replace("_", " ")
            index = int(known.get(doubt.name, first))
            title = fact.readings[index].title if fact is not None and fact.readings else None
            said.append(f"“{title}”" if title else f"reading {index + 1} of {plain}")
        return tuple(said)

    def books(self, known: Mapping[str, float]) -> list[tuple[Bool[ndarray, " path"] | None, Books]]:
        """Keep the books as seen by someone who knows some facts.

        Args:
            known: Value of each fact known (index of the reading, for readings of the deal).

        Returns: Books, each with the paths on which they hold (`None`: on all): readings of the deal that are not
            known split the paths.
        """
        key = tuple(sorted(known.items()))
        if key not in self.kept:
            if len(self.kept) == KEPT:
                self.kept.clear()
            self.kept[key] = list(self._open(known))
        return self.kept[key]

    def _open(self, known: Mapping[str, float]) -> list[tuple[Bool[ndarray, " path"] | None, Books]]:
        futures = (
            (mask, simulate(loaded.sound, self.draws, facts=facts)) for mask, loaded, facts in self.readings(known)
        )
        parties = [party for party in self.loaded.sound.parties if not known or self.known(party) == known]
        return [(mask, keep_books(each.deal, each, parties=parties)) for mask, each in futures]

    def readings(
        self, known: Mapping[str, float]
    ) -> Iterator[tuple[Bool[ndarray, " path"] | None, Loaded, dict[str, float]]]:
        """Go through the deals that the readings of disputed clauses make for someone who knows some facts.

        Args:
            known: Value of each fact known (index of the reading, for readings of the deal).

        Yields:
            The paths on which a deal holds (`None`: all), the deal, and the numeric facts known.
        """
        for mask, chosen, numbers in self.choices(known):
            yield mask, self.reading(chosen), numbers

    def choices(
        self, known: Mapping[str, float]
    ) -> Iterator[tuple[Bool[ndarray, " path"] | None, tuple[tuple[str, int], ...], dict[str, float]]]:
        """Go through the readings of disputed clauses that may be true for someone who knows some facts.

        Args:
            known: Value of each fact known (index of the reading, for readings of the deal).

        Yields:
            The paths on which they are true (`None`: all), the index of each, and the numeric facts known.
        """
        structural = [doubt for doubt in self.doubts if doubt.structural]
        names = [doubt.name for doubt in structural]
        numbers = {name: value for name, value in known.items() if name not in names}
        choices = [
            [int(known[d.name])] if d.name in known else [i for i, weight in enumerate(d.weights) if weight > 0]
            for d in structural
        ]
        for chosen in product(*choices):
            yield self._paths(structural, chosen, known), tuple(zip(names, chosen, strict=True)), numbers

    def reading(self, chosen: Iterable[tuple[str, int]]) -> Loaded:
        """Return the deal as some readings of disputed clauses word it."""
        loaded = self.loaded
        for name, index in chosen:
            loaded = loaded.reading(name, index)
        return loaded

    def _paths(
        self, structural: Sequence[belief.Doubt], chosen: Sequence[int], known: Mapping[str, float]
    ) -> Bool[ndarray, " path"] | None:
        deal = self.loaded.sound
        mask = None
        for doubt, index in zip(structural, chosen, strict=True):
            if doubt.name in known:
                continue
            edges = np.concatenate([[0.0], np.cumsum(doubt.weights)])
            edges[-1] = 1.0
            level = belief.level(deal, self.draws, doubt)
            here = (level >= edges[index]) & (level < edges[index + 1])
            mask = here if mask is None else mask & here
        return mask

    def samples(self, party: str, traits: Traits, known: Mapping[str, float] | None = None) -> Samples:
        """Discount the books for a party, as it knows them."""
        known = self.known(party) if known is None else known
        deal = self.loaded.sound
        free = belief.constant(deal, deal.risk_free)
        found = mixed([(mask, samples(books, party, traits, free)) for mask, books in self.books(known)])
        if self.otherwise is None:
            return found
        closes = self.closes()
        return mixed([(closes, found), (~closes, self.otherwise[1].samples(party, traits, known))])

    @cached_property
    def risk_free(self) -> Rates:
        """Return the rates of what is free of risk."""
        deal = self.loaded.sound
        return Rates(belief.constant(deal, deal.risk_free), own_rates=False)

    def present_values(
        self, party: str, known: Mapping[str, float], rates: Rates | None = None
    ) -> Float[ndarray, " path"]:
        """Discount the books for a party that knows some facts, once.

        Args:
            party: The party.
            known: Value of each fact known.
            rates: The rates of the measure; the risk-free rate by default.
        """
        rates = rates or self.risk_free
        key = (party, rates, tuple(sorted(known.items())))
        if key not in self.valued:
            parts = [(mask, whole(books, party, rates)) for mask, books in self.books(known)]
            nothing = np.zeros(self.draws.paths)
            self.valued[key] = sum((each * (1.0 if mask is None else mask) for mask, each in parts), nothing)
            if self.otherwise is not None:
                other = self.otherwise[1].present_values(party, known, rates if rates.own_rates else None)
                self.valued[key] = np.where(self.closes(), self.valued[key], other)
        return self.valued[key]

    def present_values_by(self, party: str, known: Sequence[Mapping[str, float]]) -> Float[ndarray, "state path"]:
        """Discount the books at the risk-free rate for a party that knows some facts, by each of several states."""
        return np.array([self.present_values(party, each) for each in known])

    @cached_property
    def _tasted(self) -> dict[tuple[str, int, int], Tastes]:
        """Keep what parties are like and know, once that was asked for."""
        return {}

    def tastes(self, party: str, *, seed: int, draws: int = belief.OUTER_DRAWS) -> Tastes:
        """Return what a party is like and knows, and how that is drawn."""
        key = (party, seed, draws)
        if key not in self._tasted:
            self._tasted[key] = Tastes.of(self, party, seed=seed, draws=draws)
        return self._tasted[key]

    def on(self, draws: Draws) -> Scene:
        """Return the same scenario on other draws, with what holds if it does not come to be."""
        otherwise = None if self.otherwise is None else (self.otherwise[0], self.otherwise[1].on(draws))
        return replace(self, draws=draws, otherwise=otherwise, valued={}, kept={})

    def closes(self) -> Bool[ndarray, " path"]:
        """Tell on which paths a signed deal closes."""
        assert self.otherwise is not None  # noqa: S101 - the caller has looked
        return self.draws.uniform("closing") < self.otherwise[0]


def mixed(parts: Sequence[tuple[Bool[ndarray, " path"] | None, Samples]]) -> Samples:
    """Put samples together that each hold on paths of their own.

    Args:
        parts: Samples with the paths on which they hold; `None` holds on all and stands alone.

    Returns:
        The samples of all paths.
    """
    if parts[0][0] is None:
        return parts[0][1]
    names = dict.fromkeys(name for _, part in parts for name in part.by_line)
    nothing = np.zeros(len(parts[0][1].risk_free))
    return Samples(
        sum((mask * part.risk_free for mask, part in parts), nothing),
        {name: sum((mask * part.by_line.get(name, nothing) for mask, part in parts), nothing) for name in names},
    )


KEPT = 16
"""Sets of books kept at once where facts are redrawn."""


def party_worth(
    scene: Scene, party: str, *, seed: int, no_deal: Float[ndarray, " path"] | None = None, small: Scene | None = None
) -> tuple[PartyWorth, Samples]:
    """Value a scenario for a party.

    Args:
        scene: The scenario.
        party: The party.
        seed: Seed of the study.
        no_deal: Its present values at the risk-free rate if talks fail, on the same paths.
        small: The same scenario on fewer draws, for what the party knows and we do not; none leaves that out.

    Returns:
        The figures and the samples behind them.
    """
    tastes, known = (small or scene).tastes(party, seed=seed), scene.known(party)
    traits = tastes.central
    found = scene.samples(party, traits)
    seen = scene.samples(party, traits, {}) if known else found
    figures = worth(scene.books(known)[0][1], party, traits, seen, replicates=independent(scene.draws), no_deal=no_deal)
    states = belief_states(party, found, tastes, small)
    if states is None:
        return figures, seen
    central = certainty_equivalent(found.risk_free, traits.risk_tolerance, independent(scene.draws))
    headline = Estimate(central.value + states.mean, float(np.hypot(central.standard_error, states.error)))
    if traits.risk_tolerance is None:
        headline = figures.mean_at_risk_free
    low, high = states.percentiles(0.05, 0.95)
    return replace(
        figures, certainty_equivalent=headline, belief_band=(central.value + low, central.value + high)
    ), seen


def independent(draws: Draws) -> int:
    """Count the independent scramblings of some draws; 1 stands for plain draws, whose every path is independent."""
    return draws.replicates if draws.mode == "sobol" and draws.replicates > 1 else 1
