"""Tells what a number reaches: the futures themselves, or only some terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.deal.driver import Event
from dealwright.deal.expression import Quantity, names
from dealwright.engine.beliefs import facts_behind
from dealwright.engine.grids.links import COMPANY, links_of, together
from dealwright.engine.grids.said import Said
from dealwright.engine.sensitivities.again import Touched
from dealwright.lang.numbers import laid_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.lang.load import Loaded
    from dealwright.terms import Term

_STILL = frozenset({"terms", "parties", "risk_free"})
"""Where a number stands that moves no futures."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What one number reaches.

    Args:
        futures: Whether it moves the futures themselves.
        alike: Whether books differ term by term: no option or term that happens can switch others.
        touched: The terms that it touches, where it touches nothing else.
        facts: Facts that it moves, or its own path.
        nothing: Whether it reaches no party and no term that is in force, but through what moves the futures.
    """

    futures: bool
    alike: bool
    touched: Touched | None
    facts: frozenset[str]
    nothing: bool

    @property
    def tastes_only(self) -> bool:
        """Tell whether it moves no term: at most what parties are like."""
        return self.touched is not None and not self.touched.terms

    @property
    def idle(self) -> bool:
        """Tell whether nothing in force uses the number, be it only through drivers or companies."""
        return self.nothing and self.touched is not None


@dataclass(frozen=True)
class Reach:
    """What the numbers of a deal reach.

    Args:
        loaded: The deal.
        groups: Terms and companies whose effects do not add up, as a grid has them.
        using: By fact, what uses it: sections with names.
        again: Whether terms can be computed again one by one: none of them happens, and no option switches any.
        lively: Terms that are in force by some reading, or may be by their own switch.
        disputed: Facts whose readings reword the deal.
    """

    loaded: Loaded
    groups: Sequence[set[str]]
    using: dict[str, set[tuple[str, str]]]
    again: bool
    lively: frozenset[str]
    disputed: frozenset[str]

    @classmethod
    def of(cls, loaded: Loaded) -> Reach:
        """Find what the numbers of a deal reach."""
        deal = loaded.sound
        wordings = (loaded, *_readings(loaded))
        said = Said.of([each.sound for each in wordings])
        using: dict[str, set[tuple[str, str]]] = {}
        for entry in (entry for each in wordings if each.draft is not None for entry in each.draft.every()):
            for name in entry.uses:
                using.setdefault(name, set()).add((str(entry.path[0]) if entry.path else "risk_free", entry.name))
        for option, name in _switched_to(loaded):
            using.setdefault(name, set()).add(("terms", option))
        happens = any(term.HAPPENS for term in deal.terms.values()) or bool(deal.switched)
        lively = {name for name, shapes in said.terms.items() if not all(map(_is_off, shapes))}
        disputed = {name for name, fact in deal.facts.items() if any(each.overlay for each in fact.readings or ())}
        groups = together(said, (), links_of(said, ()))
        return cls(loaded, groups, using, not happens, frozenset(lively), frozenset(disputed))

    def moves_futures(self, path: str) -> bool:
        """Tell whether drivers, companies or what ties them together must be computed anew when a number moves."""
        section, _, rest = path.partition(".")
        if section != "facts":
            return section not in _STILL
        return bool({section for section, _ in self._users(rest.partition(".")[0])} - _STILL)

    def chances(self, path: str) -> tuple[str, ...]:
        """Name the events whose days a number at a path makes likely or not; none where it does anything else."""
        keys, deal = path.split("."), self.loaded.sound
        users = self._users(keys[1]) if keys[0] == "facts" else {(keys[0], keys[1]) if keys[1:] else ("", "")}
        events = sorted(name for kind, name in users if kind != "facts")
        if keys[0] == "drivers" and keys[2:3] not in (["chance"], ["hazard"]):
            return ()
        mine = {name for kind, name in users if kind == "facts"} | ({keys[1]} if keys[0] == "facts" else set())
        rewords = {path for fact in deal.facts.values() for each in fact.readings or () for path in each.overlay or {}}
        for kind, name in users:
            shape = deal.drivers.get(name) if kind == "drivers" else None
            if kind == "facts" and (deal.facts[name].readings or deal.facts[name].is_ is None):
                return ()
            if kind != "facts" and not (isinstance(shape, Event) and shape.when is None):
                return ()
            if isinstance(shape, Event) and (
                mine & _names_of(deal, shape.not_before) or any(each.startswith(f"drivers.{name}.") for each in rewords)
            ):
                return ()
        return tuple(events)

    def reached(self, path: str) -> Reached:
        """Return what the number at a path reaches."""
        section, _, rest = path.partition(".")
        name = rest.partition(".")[0]
        if section == "facts" and ".overlay." in rest:  # it may be a number of anything
            return Reached(futures=True, alike=False, touched=None, facts=frozenset({name}), nothing=False)
        users = self._users(name) if section == "facts" else {(section, name)}
        facts = frozenset(fact for kind, fact in users if kind == "facts")
        facts |= {name if section == "facts" else path}
        terms = {term for kind, term in users if kind == "terms"}
        touched = terms.union(*(group for group in self.groups if group & terms))
        few = {kind for kind, _ in users} <= {"facts", "terms", "parties"} and section != "risk_free"
        few = few and not any(each.startswith(COMPANY) for each in touched)
        nothing = not any(kind == "parties" for kind, _ in users) and touched.isdisjoint(self.lively)
        nothing = nothing and not path.endswith(".active") and name not in self.disputed
        return Reached(
            self.moves_futures(path), self.again, Touched(frozenset(touched), facts) if few else None, facts, nothing
        )

    def of_all(self, paths: Sequence[str]) -> Reached:
        """Return what the values at several paths reach together."""
        each = [self.reached(path) for path in paths]
        touched = [one.touched for one in each if one.touched is not None]
        facts = frozenset().union(*(one.facts for one in each))
        terms = frozenset().union(*(one.terms for one in touched))
        return Reached(
            any(one.futures for one in each),
            all(one.alike for one in each),
            Touched(terms, facts) if len(touched) == len(each) else None,
            facts,
            all(one.nothing for one in each),
        )

    def _users(self, fact: str) -> set[tuple[str, str]]:
        """Return what uses a fact, directly or through other facts, those facts included."""
        waiting, found = [fact], set[tuple[str, str]]()
        while waiting:
            for section, name in self.using.get(waiting.pop(), set()) - found:
                found.add((section, name))
                if section == "facts":
                    waiting.append(name)
        return found


def _readings(loaded: Loaded) -> Sequence[Loaded]:
    """Return the deal by each reading of a clause that rewords it."""
    deal = loaded.sound
    return [
        loaded.reading(name, place)
        for name, fact in deal.facts.items()
        for place, reading in enumerate(fact.readings or ())
        if reading.overlay
    ]


def _switched_to(loaded: Loaded) -> Iterator[tuple[str, str]]:
    """Yield what the wordings to which options switch terms use, each with the name of the option."""
    if loaded.draft is None:
        return
    for entry in loaded.draft.of("terms"):
        for _, _, changed in laid_by(loaded.draft, entry):
            yield from ((entry.name, name) for each in changed for name in each.uses)


def _names_of(deal: Deal, expression: Expression | None) -> frozenset[str]:
    """Name the facts in an expression, and those behind them."""
    return frozenset() if expression is None else facts_behind(deal, frozenset(names(expression)))


def _is_off(term: Term) -> bool:
    """Tell whether a term says itself that it is not in force."""
    return isinstance(term.active, Quantity) and term.active.value is False
