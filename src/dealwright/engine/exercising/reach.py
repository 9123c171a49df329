"""What the exercise of an option touches, and what its holder knows of that on the day on which it decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.deal.driver import Derived, Event, GeometricBrownian, Growth, MeanReverting
from dealwright.deal.expression import FAIR_VALUE, Call, names, term_names, walk
from dealwright.deal.once import once_for_each_deal
from dealwright.engine import beliefs as belief
from dealwright.engine.expressions import expressions, names_used, references, terms_used
from dealwright.terms.option import Option

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from dealwright.deal.deal import Deal
    from dealwright.deal.driver import Driver
    from dealwright.deal.expression import Expression
    from dealwright.terms import Term

MEMORIES = frozenset({"cumulative", "trailing"})
"""Functions of the language whose value hangs on the past, not only on the level of the day."""

KINKS = frozenset({"if", "min", "max", "clip", "before", "after", "at"})
"""Functions of the language whose value has kinks or jumps."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What an exercise touches.

    Args:
        terms: Terms whose flows it may change, the option itself among them, and those on which they hang.
        drivers: Drivers that move those, by chance or by kinks and jumps.
        events: Events on which those hang, exercises of other options and terminations among them.
        facts: Uncertain facts that the holder knows.
        memories: Parts of expressions that look back.
        amounts: What is paid on the day itself.
    """

    terms: frozenset[str]
    drivers: tuple[str, ...]
    events: tuple[str, ...]
    facts: tuple[str, ...]
    memories: tuple[Expression, ...]
    amounts: tuple[Expression, ...]

    @classmethod
    def of(cls, name: str, deal: Deal, *, weighs_all: bool) -> Reach:
        """Find what the exercise of an option touches.

        Args:
            name: The option.
            deal: The deal.
            weighs_all: Whether the holder is not indifferent to risk, so that all its other flows count as well.
        """
        return _reach(deal, name, weighs_all=weighs_all)

    @classmethod
    def _of(cls, name: str, deal: Deal, *, weighs_all: bool) -> Reach:
        option: Option = deal.terms[name]
        terms = touched(deal, name)
        weighed = terms | {t for t, term in deal.terms.items() if weighs_all and option.holder in term.sides}
        asked = hung_on(weighed, deal)
        firms = deal.companies if any(_of_companies(deal.terms[t], deal) for t in weighed) else {}
        shapes = [*(each for t in sorted(asked) for each in wordings(t, deal)), *firms.values()]
        named = _behind(frozenset[str]().union(*(names_used(each) | references(each) for each in shapes)), deal)
        doubts = [each for each in belief.doubts(deal) if not each.structural and option.holder in each.known_to]
        events = [n for n, driver in deal.drivers.items() if n in named and isinstance(driver, Event)]
        events += [t for t, term in deal.terms.items() if t in asked and t != name and term.HAPPENS]
        return cls(
            asked,
            tuple(n for n, driver in deal.drivers.items() if n in named and _moves(driver)),
            tuple(events),
            tuple(each.name for each in doubts if each.name in named and each.name in deal.facts),
            tuple(dict.fromkeys(part for each in shapes for part in _memories(each))),
            _amounts(option),
        )


@once_for_each_deal
def _reach(deal: Deal, name: str, *, weighs_all: bool) -> Reach:
    return Reach._of(name, deal, weighs_all=weighs_all)  # noqa: SLF001 - its other half


def _moves(driver: Driver) -> bool:
    """Tell whether a level says something: that of what chance moves, or what may have kinks or jumps over it."""
    if isinstance(driver, Derived):
        return any(isinstance(part, Call) and part.function in KINKS for part in walk(driver.is_))
    return isinstance(driver, Growth | MeanReverting | GeometricBrownian)


def _amounts(option: Option) -> tuple[Expression, ...]:
    """Return what is paid on the day itself, except at fair value: that hangs on the rest of the state."""
    amounts = [*option.priced_by, option.receives]
    return tuple(each for each in amounts if each is not None and FAIR_VALUE not in names(each))


def wordings(name: str, deal: Deal) -> Iterator[Term]:
    """Go through the wordings that a term may come to have, its own first."""
    yield deal.terms[name]
    yield from (changed[name] for changed in deal.switched.values() if name in changed)


@once_for_each_deal
def touched(deal: Deal, name: str) -> frozenset[str]:
    """Name the terms whose flows the exercise of an option may change, the option itself among them."""
    found = {name, *deal.terms[name].others}
    found |= {term for options, changed in deal.switched.items() if name in options for term in changed}
    while True:
        more = {other for other in deal.terms if other not in found and _follows(other, found, deal)}
        if not more:
            return frozenset(found & deal.terms.keys())
        found |= more


def all_at_once(name: str, deal: Deal) -> bool:
    """Tell whether all that the exercise of an option brings is paid at once."""
    term: Option = deal.terms[name]
    return touched(deal, name) == {name} and term.stake is None and term.notice is None and term.notice_to is None


def hung_on(some: Collection[str], deal: Deal) -> frozenset[str]:
    """Name some terms with all on which what they do hangs: what they read, and what acts on them."""
    found = set(some)
    while True:
        used = frozenset[str]().union(*(_hangs_on(name, deal) for name in found))
        acts = {other for other, term in deal.terms.items() if not found.isdisjoint((*term.others, term.nets))}
        more = acts | (used & deal.terms.keys())
        if more <= found:
            return frozenset(found)
        found |= more


def _hangs_on(name: str, deal: Deal) -> frozenset[str]:
    """Name the terms that a term reads or for which it waits, and for an option those that its holder weighs."""
    if isinstance(deal.terms[name], Option):
        return touched(deal, name)
    every = list(wordings(name, deal))
    named = frozenset[str]().union(*(terms_used(each) | names_used(each) | references(each) for each in every))
    return named - frozenset[str]().union(*(each.others for each in every if each.takes_over is None))


def _follows(name: str, found: Collection[str], deal: Deal) -> bool:
    """Tell whether what a term does hangs on one of some terms."""
    for each in wordings(name, deal):
        named = names_used(each) | references(each)
        if any(other in named and deal.terms[other].HAPPENS for other in found if other in deal.terms):
            return True
        if terms_used(each) & set(found) or each.replaces in found or each.nets in found:
            return True
    return any(name in (*deal.terms[other].others, deal.terms[other].nets) for other in found if other in deal.terms)


def needed(name: str, deal: Deal) -> frozenset[str]:
    """Name the options without whose exercise an option begins not at all, or has no day of decision."""
    term: Option = deal.terms[name]
    return frozenset((*term.start_events, *term.awaited)) & deal.terms.keys()


def _of_companies(term: Term, deal: Deal) -> bool:
    return any(side in deal.companies for side in (*term.sides, getattr(term, "company", None)))


def _behind(named: frozenset[str], deal: Deal) -> frozenset[str]:
    """Name what stands behind some names: the drivers and facts that define them, too."""
    found: set[str] = set()
    waiting = set(named)
    while waiting:
        name = waiting.pop()
        if name not in found and (name in deal.drivers or name in deal.facts):
            found.add(name)
            waiting |= names_used(deal.drivers.get(name) or deal.facts[name])
    return frozenset(found)


def _memories(shape: object) -> Iterator[Expression]:
    for each in expressions(shape):
        for part in walk(each):
            if isinstance(part, Call) and part.function in MEMORIES and not term_names(part):
                yield part
