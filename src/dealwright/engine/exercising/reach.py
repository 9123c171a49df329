"""What the exercise of an option touches, and what its holder knows of that on the day on which it decides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.deal.driver import Event, GeometricBrownian, Growth, MeanReverting
from dealwright.deal.expression import FAIR_VALUE, Call, Quantity, names, term_names, walk
from dealwright.engine import beliefs as belief
from dealwright.engine.expressions import expressions, names_used, references, terms_used
from dealwright.terms.option import Option

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.terms import Term

MEMORIES = frozenset({"cumulative", "trailing"})
"""Functions of the language whose value hangs on the past, not only on the level of the day."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What an exercise touches.

    Args:
        terms: Terms whose flows it may change, the option itself among them.
        drivers: Drivers that chance moves and that move those.
        events: Events on which those hang, occurrences of other options decided before among them.
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
        option: Option = deal.terms[name]
        terms = touched(name, deal)
        weighed = terms | {t for t, term in deal.terms.items() if weighs_all and option.holder in term.sides}
        firms = deal.companies if any(_of_companies(deal.terms[t], deal) for t in weighed) else {}
        shapes = [*(each for t in sorted(weighed) for each in wordings(t, deal)), *firms.values()]
        named = _behind(frozenset[str]().union(*(names_used(each) | references(each) for each in shapes)), deal)
        doubts = [each for each in belief.doubts(deal) if not each.structural and option.holder in each.known_to]
        moved = Growth | MeanReverting | GeometricBrownian
        events = [n for n, driver in deal.drivers.items() if n in named and isinstance(driver, Event)]
        events += [other for other in before(name, deal) if touched(other, deal) & terms]
        return cls(
            terms,
            tuple(n for n, driver in deal.drivers.items() if n in named and isinstance(driver, moved)),
            tuple(events),
            tuple(each.name for each in doubts if each.name in named and each.name in deal.facts),
            tuple(dict.fromkeys(part for each in shapes for part in _memories(each))),
            _amounts(option),
        )


def _amounts(option: Option) -> tuple[Expression, ...]:
    """Return what is paid on the day itself, except at fair value: that hangs on the rest of the state."""
    amounts = [*option.priced_by, option.receives]
    return tuple(each for each in amounts if each is not None and FAIR_VALUE not in names(each))


def wordings(name: str, deal: Deal) -> Iterator[Term]:
    """Go through the wordings that a term may come to have, its own first."""
    yield deal.terms[name]
    yield from (changed[name] for changed in deal.switched.values() if name in changed)


def touched(name: str, deal: Deal) -> frozenset[str]:
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
    return touched(name, deal) == {name} and deal.terms[name].stake is None


def _follows(name: str, found: Collection[str], deal: Deal) -> bool:
    """Tell whether what a term does hangs on one of some terms."""
    for each in wordings(name, deal):
        named = names_used(each) | references(each)
        if any(other in named and deal.terms[other].HAPPENS for other in found if other in deal.terms):
            return True
        if terms_used(each) & set(found) or each.replaces in found:
            return True
    return any(name in deal.terms[other].others for other in found if other in deal.terms)


def in_order(deal: Deal) -> list[str]:
    """List the options that their holders decide, in the order in which they are decided.

    Each comes after those on whose exercise it hangs itself; else the one that may be exercised first, by its `on` or
    `from`, and of those with the same day the one that stands first in the file.
    """
    waiting = [name for name, term in deal.terms.items() if isinstance(term, Option) and term.exercise == "best"]
    if len(waiting) > 1:
        waiting.sort(key=lambda name: _first_day(deal.terms[name], deal))
    done: list[str] = []
    while waiting:
        free = [name for name in waiting if not _awaits(name, deal).intersection(waiting) - {name}]
        done.append((free or waiting)[0])
        waiting.remove(done[-1])
    return done


def _first_day(term: Option, deal: Deal) -> float:
    """Return the day from which an option may be exercised, by its dates alone; that of `as_of` where they say none."""
    first = term.on or term.from_
    if isinstance(first, Quantity) and isinstance(first.value, dt.date):
        return max(0.0, float((first.value - deal.dates[0]).days))
    return 0.0 if first is None else max(0.0, belief.constant(deal, first))


def before(name: str, deal: Deal) -> list[str]:
    """List the options that are decided before one, in their order."""
    order = in_order(deal)
    return order[: order.index(name)] if name in order else []


def needed(name: str, deal: Deal) -> frozenset[str]:
    """Name the options without whose exercise an option begins not at all, or has no day of decision."""
    term: Option = deal.terms[name]
    return frozenset((*term.start_events, *term.awaited)) & deal.terms.keys()


def _awaits(name: str, deal: Deal) -> frozenset[str]:
    term = deal.terms[name]
    return (names_used(term) | references(term)) & deal.terms.keys()


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
