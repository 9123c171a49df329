"""Converts what a term moves into the deal's currency, at the exchange rate of the day of each payment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.world.evaluate import evaluate

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.terms import Outcome, Term
    from dealwright.terms.outcome import Flow
    from dealwright.world.futures import Futures


def exchange_rate(term: Term, deal: Deal) -> Expression | None:
    """Return the price of one unit of a term's currency in the deal's; none where the term is in the deal's own."""
    if term.currency is None or term.currency == deal.currency:
        return None
    return deal.exchange_rates[term.currency]


def converted(outcome: Outcome, rate: Expression, futures: Futures) -> Outcome:
    """Return what a term moves in the deal's currency; its statement stays in its own.

    Args:
        outcome: What the term does, in its own currency.
        rate: Price of one unit of that in the deal's currency.
        futures: The futures.

    Returns:
        The outcome with every amount times the rate on the day of its payment on its path. What is paid before
        `as_of` has the rate of that day as drivers are extended backwards, what is paid after the horizon that at
        the horizon.
    """
    return replace(outcome, flows=tuple(_converted(flow, rate, futures) for flow in outcome.flows))


def _converted(flow: Flow, rate: Expression, futures: Futures) -> Flow:
    return replace(flow, amount=flow.amount * _rates(rate, flow.days, futures))


def _rates(rate: Expression, days: Float[ndarray, "..."], futures: Futures) -> Float[ndarray, "_ entry"]:
    """Return an exchange rate at some days, (entry,) or (path, entry), by path where it differs."""
    moments = np.minimum(np.atleast_2d(days), futures.grid.edges[-1])
    return np.atleast_2d(evaluate(rate, futures, at=moments))
