"""Values the forms of a deal that are compared (no deal, packages) on futures in which what is not known is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Uncertain
from dealwright.deal.once import once_for_each_deal
from dealwright.engine import beliefs as belief
from dealwright.engine.books import keep_books
from dealwright.engine.expressions import names_used
from dealwright.engine.lines import Rates, wholes
from dealwright.engine.sensitivities.again import difference
from dealwright.engine.stage import chance_of_closing
from dealwright.world.beliefs import literals
from dealwright.world.futures import simulate
from dealwright.world.uncertain import pick, quantile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.knowing.unknowns import Unknown, Unknowns
    from dealwright.deal.deal import Deal
    from dealwright.engine.books import Books
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Levels = Mapping[str, Float[ndarray, " path"]]
    Settled = tuple[tuple[str, int], ...]
    """Which reading of facts is taken that are certain of another."""
    Forced = Mapping[str, int]
    """Reading that is true on every path, by fact."""

NO_DEAL = "no_deal"
IN_FORCE = "in_force"
SIGNING = "signing"


BESIDE = ("parties", "correlations", "exchange_rates", "risk_free", "inflation")
"""What of a deal tells two wordings apart beside their terms and companies."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the deal: what holds without a deal, or what a package makes.

    Args:
        name: `no_deal`, `in_force`, `signing`, or the name of a package.
        title: The same in words.
        package: What it lays over the deal; empty without one.
        loaded: The deal that it makes, assumptions as the file has them.
        drawn: The same with assumptions drawn within their ranges.
        chosen: Whether somebody decides on it.
    """

    name: str
    title: str
    package: Mapping[str, str]
    loaded: Loaded
    drawn: Loaded
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class Sampler:
    """Values forms of a deal for some parties.

    Args:
        forms: The forms; the first is what holds without a deal.
        parties: The parties.
        unknown: What is not known.
        rates: What each party discounts at.
        kept: Numbers that some levels of probability stand for, by distribution and levels; with the levels themselves.
        alike: Of each wording of a form, and of certain facts that are read otherwise, the first that says the same: a
            clause that a package replaces says nothing.
    """

    forms: tuple[Form, ...]
    parties: tuple[str, ...]
    unknown: Unknowns
    rates: Mapping[str, Rates] = field(default_factory=dict)
    kept: dict[tuple[Uncertain, int], tuple[ndarray, ndarray]] = field(default_factory=dict)
    alike: dict[tuple[str, Settled], dict[tuple[int, ...], tuple[int, ...]]] = field(default_factory=dict)

    def values(self, draws: Draws, levels: Levels, forced: Forced | None = None) -> Float[ndarray, "form party path"]:
        """Value every form on some futures.

        Args:
            draws: The futures.
            levels: Level of probability of each unknown on each path.
            forced: Readings that are true on all paths, whatever their weights.

        Returns:
            Present values.
        """
        found = np.array([self._form(form, draws, levels, forced or {}) for form in self.forms])
        for place, form in enumerate(self.forms):
            chance = chance_of_closing(form.drawn.sound) if form.name not in {NO_DEAL, IN_FORCE} else 1.0
            if chance < 1.0:
                found[place] = np.where(draws.uniform("closing") < chance, found[place], found[0])
        return found

    def _form(self, form: Form, draws: Draws, levels: Levels, forced: Forced) -> Float[ndarray, "party path"]:
        out, names = np.zeros((len(self.parties), draws.paths)), _wordings(form.drawn.sound)
        disputed = [each for each in self.unknown.every if each.name in names]
        plain = form.drawn
        certain = forced.keys() - {each.name for each in self.unknown.every}  # one reading of it is
        settled = tuple(sorted((name, forced[name]) for name in certain))
        for name, index in settled:
            plain = plain.reading(name, index)
        alike = self.alike.setdefault((form.name, settled), {})
        seen: dict[tuple[int, ...], Books] = {}
        for chosen, mask in _merged(_worlds(disputed, levels, forced, draws.paths), alike):
            loaded = plain
            for each, index in zip(disputed, chosen, strict=True):
                loaded = loaded.reading(each.name, index)
            deal = loaded.sound
            futures = simulate(deal, draws, facts=self._given(deal, draws, levels, forced))
            books = keep_books(futures.deal, futures, parties=list(self.parties))
            if chosen not in alike:
                seen[chosen] = books
                alike[chosen] = next((each for each, other in seen.items() if _say_the_same(other, books)), chosen)
            found = wholes(books, {party: self.rates[party] for party in self.parties})
            for row, worth in zip(out, found.values(), strict=True):
                np.copyto(row, worth, where=mask)
        return out

    def _given(self, deal: Deal, draws: Draws, levels: Levels, forced: Forced) -> dict[str, Float[ndarray, " path"]]:
        """Turn levels into the values of all uncertain numbers of a form of the deal, path by path."""
        found: dict[str, Float[ndarray, " path"]] = {}
        for each in self.unknown.every:
            fact = deal.facts.get(each.name)
            number = _elsewhere(deal).get(each.name) if fact is None else fact.is_
            if isinstance(number, Uncertain) and not each.structural:
                found[each.name] = self._number(each, number, levels[each.name])
        for each in _in_order(deal, [each for each in self.unknown.every if each.disputed]):
            found[each.name] = _read(deal, each, draws, levels[each.name], found, forced.get(each.name))
        return found

    def _number(self, each: Unknown, number: Uncertain, level: Float[ndarray, " path"]) -> Float[ndarray, " path"]:
        key = (number, id(level))
        if key not in self.kept:
            drawn = each.ranged is not None and each.ranged.spread == number
            self.kept[key] = (level, each.ranged.at(level) if drawn and each.ranged else quantile(number, level))
        return self.kept[key][1]


def _merged(
    worlds: Iterable[tuple[tuple[int, ...], ndarray]], alike: Mapping[tuple[int, ...], tuple[int, ...]]
) -> list[tuple[tuple[int, ...], ndarray]]:
    """Put the paths of wordings together that are known to say the same."""
    found: dict[tuple[int, ...], ndarray] = {}
    for chosen, mask in worlds:
        first = alike.get(chosen, chosen)
        found[first] = found[first] | mask if first in found else mask
    return list(found.items())


def _say_the_same(one: Books, other: Books) -> bool:
    """Tell whether two wordings of a form come to the same, term by term and company by company, on any futures.

    What is kept of it after tax, and all by which futures are drawn and amounts translated, must be the same, too.
    """
    if one is other:
        return True
    touched = difference(one, other)
    if touched is None or touched.terms or any(getattr(one.deal, k) != getattr(other.deal, k) for k in BESIDE):
        return False
    taxes = [party.tax for party in one.deal.parties.values() if party.tax is not None]
    return names_used(taxes).isdisjoint(touched.facts)


def _worlds(
    disputed: Sequence[Unknown], levels: Levels, forced: Forced, paths: int
) -> Iterator[tuple[tuple[int, ...], ndarray]]:
    """Go through the wordings of a deal, with the paths on which each is true."""
    taken = [each.reading(levels[each.name]) for each in disputed]
    choices = [(forced[each.name],) if each.name in forced else each.readings for each in disputed]
    for chosen in product(*choices):
        mask = np.ones(paths, dtype=bool)
        for each, reading, index in zip(disputed, taken, chosen, strict=True):
            if each.name not in forced:
                mask &= reading == index
        if mask.any():
            yield chosen, mask


@once_for_each_deal
def _wordings(deal: Deal) -> frozenset[str]:
    """Name the facts and choices whose readings word a deal otherwise."""
    return frozenset(each.name for each in belief.doubts(deal) if each.structural)


@once_for_each_deal
def _elsewhere(deal: Deal) -> dict[str, Uncertain]:
    """Return the uncertain literals outside the facts of a deal, by path."""
    return {each.path: each.uncertain for each in literals(deal)}


def _in_order(deal: Deal, disputed: Sequence[Unknown]) -> list[Unknown]:
    """Put facts with readings before those whose readings name them."""
    behind = {each.name: belief.facts_behind(deal, names_used(deal.facts[each.name])) for each in disputed}
    return sorted(disputed, key=lambda each: sum(name in behind[each.name] for name in behind))


def _read(
    deal: Deal,
    each: Unknown,
    draws: Draws,
    level: Float[ndarray, " path"],
    known: Mapping[str, Float[ndarray, " path"]],
    forced: int | None,
) -> Float[ndarray, " path"]:
    """Return the values of a fact with numeric readings."""
    futures = simulate(deal, draws, facts=known)
    readings = deal.facts[each.name].readings or []
    place, inside = pick(level, each.weights)
    values = []
    for reading in readings:
        value = reading.is_
        if isinstance(value, Uncertain):
            values.append(quantile(value, inside, futures.plain))
        else:
            number = np.nan if value is None else futures.number(value)
            values.append(np.broadcast_to(number, level.shape))
    return np.choose(place if forced is None else np.full(len(level), forced), values)


def compared(
    loaded: Loaded, laid: Mapping[str, str], packages: Mapping[str, tuple[str, Mapping[str, str]]]
) -> tuple[Form, ...]:
    """List the forms of a deal that are compared.

    Args:
        loaded: The deal, assumptions as the file has them.
        laid: What is laid over it so that they are drawn.
        packages: Title and package of each form beside no deal, by name.
    """
    drawn = loaded.with_overrides(dict(laid)) if laid else loaded
    first = (NO_DEAL, "no deal") if loaded.negotiate is not None else (IN_FORCE, "the contract in force")
    refused = Form(*first, {}, loaded.no_deal(), drawn.no_deal())
    return (
        refused,
        *(
            Form(name, title, package, loaded.package(dict(package)), drawn.package(dict(package)), name != SIGNING)
            for name, (title, package) in packages.items()
        ),
    )


def rates_of(loaded: Loaded, parties: Sequence[str]) -> dict[str, Rates]:
    """Return what each party discounts at, by the deal's measure."""
    deal = loaded.sound
    free = Rates(belief.constant(deal, deal.risk_free), own_rates=False)
    if deal.worth_by != "mean_at_discount":
        return dict.fromkeys(parties, free)
    return {party: Rates(belief.traits(deal, party).discount, own_rates=True) for party in parties}
