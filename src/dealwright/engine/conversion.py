"""Converts what a term moves into the deal's money, at the exchange rate or the prices of the day of each payment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Call, Quantity
from dealwright.terms.account import Line
from dealwright.world.evaluate import evaluate

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.terms import Outcome, Term
    from dealwright.terms.account import Account
    from dealwright.terms.outcome import Flow
    from dealwright.world.futures import Futures

_ONE = Quantity(1.0, written="1")


def exchange_rate(term: Term, deal: Deal) -> Expression | None:
    """Return the price, in the deal's money, of one unit of the money that a term computes in.

    Returns:
        An expression of the day of payment; none where the term computes in the deal's own money.
    """
    if term.currency is not None and term.currency != deal.currency:
        return deal.exchange_rates[term.currency]
    if term.prices is None or term.prices == deal.prices or deal.inflation is None:
        return None
    return Call("inflated" if term.prices == "real" else "deflated", (_ONE, deal.inflation))


def money_of(term: Term, deal: Deal) -> str:
    """Return the money that a term computes in, as its unit is written: `EUR`, or `USD real` in a nominal deal."""
    prices = "" if term.prices is None or term.prices == deal.prices else f" {term.prices}"
    return (term.currency or deal.currency) + prices


def converted(outcome: Outcome, rate: Expression, futures: Futures) -> Outcome:
    """Return what a term moves in the deal's money; its statement stays in its own.

    Args:
        outcome: What the term does, in its own money.
        rate: Price of one unit of that in the deal's money.
        futures: The futures.

    Returns:
        The outcome with every amount times the rate on the day of its payment on its path. Before `as_of` drivers are
        extended backwards; after the horizon an exchange rate stands still, and prices go on rising.
    """
    return replace(outcome, flows=tuple(_converted(flow, rate, futures) for flow in outcome.flows))


def with_exchange(account: Account, term: Term, futures: Futures) -> Account:
    """Add to a term's account, where that is in other money, the rate of each day of payment and what is then paid.

    Args:
        account: The account.
        term: The term.
        futures: The futures.
    """
    rate = exchange_rate(term, futures.deal)
    if rate is None:
        return account
    name = "exchange_rate" if term.currency not in {None, futures.deal.currency} else "price_level"
    rates = _rates(rate, account.made_on, futures)
    paid = next((line.amounts for line in account.lines if line.name == "paid"), None)
    own = [Line(name, rates, "number")]
    own += [] if paid is None else [Line(f"paid_in_{futures.deal.currency}", paid * rates)]
    return replace(account, lines=(*account.lines, *own))


def _converted(flow: Flow, rate: Expression, futures: Futures) -> Flow:
    lasting = flow.lasting
    if lasting is not None and isinstance(rate, Call) and rate.function in {"inflated", "deflated"}:
        above = 1.0 + np.reshape(futures.number(rate.arguments[1]), (-1, 1))
        lasting = (1.0 + lasting) * (above if rate.function == "inflated" else 1.0 / above) - 1.0
    return replace(flow, moves=flow.amount * _rates(rate, flow.days, futures), lasting=lasting)


def _rates(rate: Expression, days: Float[ndarray, "..."], futures: Futures) -> Float[ndarray, "_ entry"]:
    """Return an exchange rate at some days, (entry,) or (path, entry), by path where it differs."""
    moments = np.atleast_2d(days)
    moments = np.where(np.isfinite(moments), moments, futures.grid.edges[-1])  # nothing is paid at never
    return np.atleast_2d(evaluate(rate, futures, at=moments))
