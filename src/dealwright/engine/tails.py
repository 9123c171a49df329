"""Finds losses without a bound: where exponential utility has no finite expectation whatever the sample says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.driver import Derived, GeometricBrownian, Growth, MeanReverting
from dealwright.deal.expression import Call, Name, TermField, children
from dealwright.engine.expressions import expressions
from dealwright.engine.lines import Rates, direct
from dealwright.terms.commitment import Commitment
from dealwright.terms.licence import Licence
from dealwright.terms.periods import life
from dealwright.terms.profit_participation import ProfitParticipation
from dealwright.terms.royalty import Royalty

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.engine.books import Books
    from dealwright.terms import Term

HIGHEST = 0.01
"""The part of the paths on which a driver ends highest."""


def unbounded_losses(books: Books, party: str, sample: Float[ndarray, " path"]) -> list[str]:
    """Name the terms through which a party loses without bound as some driver rises, with too little beside it.

    A lognormal driver has no finite exponential moment, so any uncapped loss in proportion to one makes the certainty
    equivalent infinite, unless the same driver brings the party more, directly or through a stake. Which side weighs
    more is judged by the sample: a term is named only if the party is worse off than on average on the paths on which
    its driver ends highest.

    Args:
        books: The deal on its futures.
        party: The party.
        sample: Its present values at the risk-free rate.

    Returns:
        The terms, in the file's order; empty if losses are bounded.
    """
    found = []
    for name, term in books.view.terms.items():
        if party in term.sides and np.mean(direct(books, name, party, Rates(0.0, own_rates=False))) < 0:
            drivers = sorted(unbounded(books.deal, _charged(term)))
            if any(_worse_off(books, term, driver, sample) for driver in drivers):
                found.append(name)
    return found


def _worse_off(books: Books, term: Term, driver: str, sample: Float[ndarray, " path"]) -> bool:
    """Tell whether a party has less than on average where a driver is highest at the end of a term's life."""
    level = books.view.futures.at(driver, np.full(len(sample), life(term, books.view).last))
    highest = np.argsort(level)[-max(1, int(HIGHEST * len(sample))) :]
    return bool(np.ptp(level) > 0 and np.mean(sample[highest]) < np.mean(sample))


def _charged(term: Term) -> list[Expression]:
    """List what a term charges without a limit of its own."""
    match term:
        case Royalty():
            limited = term.cap is not None or term.period_cap is not None
            return [] if limited else [term.on, term.rate]
        case ProfitParticipation():
            last = term.tiers[-1]
            limited = last.until_paid is not None or last.until_base is not None
            return [] if limited and term.residual is None else [term.on]
        case Commitment():
            return [term.usage]
        case Licence():
            return [each for each in (term.worth, term.costs, term.fee) if each is not None]
        case _:
            return [each for key in ("amount",) for each in expressions(getattr(term, key, None))]


def unbounded(deal: Deal, charged: list[Expression]) -> set[str]:
    """Name the lognormal drivers with which an expression rises without bound.

    Args:
        deal: The deal.
        charged: Expressions; `min(x, y)` is bounded if one of its arguments is, `clip` if its upper end is.

    Returns:
        Names of drivers; a ceiling bounds one.
    """
    out: set[str] = set()
    for expression in charged:
        match expression:
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


def _behind(deal: Deal, name: str) -> set[str]:
    driver = deal.drivers.get(name)
    if isinstance(driver, Derived):
        return unbounded(deal, [driver.is_])
    moving = isinstance(driver, GeometricBrownian | MeanReverting | Growth)
    return {name} if moving and getattr(driver, "ceiling", None) is None else set()
