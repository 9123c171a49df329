"""Finds losses without a bound: where exponential utility has no finite expectation whatever the sample says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.driver import Derived, GeometricBrownian, Growth, MeanReverting
from dealwright.deal.expression import Call, Name, TermField, Uncertain, children
from dealwright.engine.expressions import expressions
from dealwright.engine.lines import Rates, direct
from dealwright.terms.commitment import Commitment
from dealwright.terms.days.life import life
from dealwright.terms.exclusivity import Exclusivity
from dealwright.terms.licence import Licence
from dealwright.terms.profit_participation import ProfitParticipation
from dealwright.terms.royalty import Royalty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.engine.books import Books
    from dealwright.terms import Term

HIGHEST = 0.01
"""The part of the paths on which a driver ends highest."""


def unbounded_losses(books: Books, party: str, sample: Float[ndarray, " path"]) -> list[str]:
    """Name the terms through which a party loses without bound as some driver rises, with too little beside it.

    A lognormal driver, or fact, has no finite exponential moment, so any uncapped loss in proportion to one makes the
    certainty equivalent infinite, unless the same driver brings the party more, directly or through a stake. Which side
    weighs more is judged by the sample: a term is named only if, on the paths on which its driver ends highest, it
    costs the party money, and more than on average, and the party is worse off than on average.

    Args:
        books: The deal on its futures.
        party: The party.
        sample: Its present values at the risk-free rate.

    Returns:
        The terms, in the file's order; empty if losses are bounded.
    """
    found = []
    for name, term in books.view.terms.items():
        moving = unbounded(books.deal, _charged(term)) if party in term.sides else set()
        own = direct(books, name, party, Rates(0.0, own_rates=False)) if moving else sample
        for driver in moving:
            highest = _highest(books, term, driver)
            worst = np.mean(own[highest]) if highest.size else 0.0
            if worst < 0 and worst < np.mean(own) and np.mean(sample[highest]) < np.mean(sample):
                found.append(name)
                break
    return found


def _highest(books: Books, term: Term, driver: str | Uncertain) -> Int[ndarray, " path"]:
    """Return the paths on which a driver is highest at the end of a term's life, or a fact; none if all agree."""
    futures = books.view.futures
    if isinstance(driver, Uncertain):
        level = futures.uncertain(driver)
    elif driver in books.deal.facts:
        level = futures.fact(driver)
    else:
        level = futures.at(driver, np.full(books.view.paths, life(term, books.view).last))
    if np.ptp(level) == 0:
        return np.array([], dtype=np.intp)
    return np.argsort(level)[-max(1, int(HIGHEST * books.view.paths)) :]


def _charged(term: Term) -> list[Expression]:
    """List what a term charges without a limit of its own."""
    match term:
        case Royalty():
            limited = term.cap is not None or term.period_cap is not None
            return [] if limited else [each for part in term.parts for each in (part.on, part.rate) if each is not None]
        case ProfitParticipation():
            last = term.tiers[-1]
            return [] if last.ends and term.residual is None else [term.on]
        case Commitment():
            return [term.usage]
        case Licence():
            keys = ("worth", "costs", "fee", "exclusive_worth", "exclusive_costs")
            return [each for right in (term, *(term.parts or {}).values()) for each in _said(right, keys)]
        case Exclusivity():
            return [*_said(term, ("worth", "costs", "fee")), *_said(term.first_refusal, ("price", "worth"))]
        case _:
            keys = ("amount", "fee", "cash_flow", "capacity", "exit_value")
            tiers = [each for tier in getattr(term, "tiers", None) or () for each in _said(tier, ("amount",))]
            return [*_said(term, keys), *tiers]


def _said(shape: object, keys: Sequence[str]) -> list[Expression]:
    return [each for key in keys for each in expressions(getattr(shape, key, None))]


def unbounded(deal: Deal, charged: Sequence[Expression]) -> set[str | Uncertain]:
    """Name the lognormal drivers and facts with which an expression rises without bound.

    Args:
        deal: The deal.
        charged: Expressions; `min(x, y)` is bounded if one of its arguments is, `clip` if its upper end is.

    Returns:
        Names of drivers and facts, and literals that stand for themselves; a ceiling bounds a driver.
    """
    out: set[str | Uncertain] = set()
    for expression in charged:
        match expression:
            case Uncertain():
                out |= {expression} if expression.family == "lognormal" else set()
            case Name(name):
                out |= _behind(deal, name)
            case TermField(term):
                out |= unbounded(deal, _charged(deal.terms[term]))
            case Call("min", arguments):
                parts = [unbounded(deal, [each]) for each in arguments]
                out |= set().union(*parts) if all(parts) else set()
            case Call("clip", (value, _, high)):
                out |= unbounded(deal, [value]) if unbounded(deal, [high]) else set()
            case Call("if", (_, first, second)):
                out |= unbounded(deal, [first, second])
            case _:
                out |= unbounded(deal, list(children(expression)))
    return out


def _behind(deal: Deal, name: str) -> set[str | Uncertain]:
    fact = deal.facts.get(name)
    if fact is not None:
        inner = unbounded(deal, [] if fact.is_ is None else [fact.is_])
        return {name} if isinstance(fact.is_, Uncertain) and inner else inner
    driver = deal.drivers.get(name)
    if isinstance(driver, Derived):
        return unbounded(deal, [driver.is_])
    moving = isinstance(driver, GeometricBrownian | MeanReverting | Growth)
    return {name} if moving and getattr(driver, "ceiling", None) is None else set()
