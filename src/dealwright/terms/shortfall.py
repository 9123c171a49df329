"""The arithmetic of commitments: price against market, yearly shortfalls, carry-forward."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.beyond import accruing
from dealwright.terms.life import life
from dealwright.terms.opening import balance_before
from dealwright.terms.outcome import Outcome
from dealwright.terms.payments import statement, together, used_already
from dealwright.terms.periods import cells, promised

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.commitment import Commitment
    from dealwright.terms.periods import Cells
    from dealwright.terms.view import View


_WHOLE = 1e-6


def commitment_flows(term: Commitment, view: View) -> Outcome:
    """Compute what a commitment charges its buyer and brings its seller.

    Args:
        term: The commitment.
        view: The futures.

    Returns: The price difference and the shortfall as flows between the sides, the seller's own margin and cost as
        flows with the world outside.
    """
    runs = life(term, view)
    steps, years = cells(runs, view.grid, view.grid.step), cells(runs, view.grid, "year")
    price, market = _or(term.price, 1.0, view), _or(term.market_price, _or(term.price, 1.0, view), view)
    caused = _or(term.seller_margin, 0.0, view) * market * (1.0 - _or(term.otherwise_bought, 0.0, view))
    used = steps.money(term.usage, view)
    flows = [
        accruing(term, view, (term.buyer, term.seller), (price - market) * used, steps),
        accruing(term, view, (None, term.seller), caused * used, steps, cash=False),
    ]
    states = [statement(steps, view, due=price * used, paid=(price - market) * used)]
    if view.holds(term.take_or_pay, otherwise=False):
        short, excess = _shortfalls(term, years, price * years.money(term.usage, view), view)
        states.append(statement(years, view, due=short, paid=short, balance=excess))
        cost = _or(term.avoidable_cost, 0.0, view) * short
        flows.append(accruing(term, view, (term.buyer, term.seller), short, years, invoiced=True))
        flows.append(accruing(term, view, (term.seller, None), cost, years, invoiced=True, cash=False))
    return Outcome(tuple(flows), lambda: together(*(lay() for lay in states)))


def _shortfalls(
    term: Commitment, years: Cells, spent: Float[ndarray, "_ period"], view: View
) -> tuple[Float[ndarray, "path period"], Float[ndarray, "path period"]]:
    """Find what each calendar year falls short once carried excess is used up, oldest first, and what is carried on."""
    before, used = used_already(term, view, years, "year")
    asked = np.zeros((1, 1)) if term.minimum is None else promised(term.minimum, view, years, before)
    spent, asked = np.broadcast_arrays(spent + used, asked)
    kept = np.floor(np.ravel(_or(term.carry_forward, 0.0, view)) + _WHOLE)
    most = int(np.max(kept))
    excess = [np.ravel(left) for left in balance_before(term, view)][-most:] if most else []
    short, carried = [], []
    for k in range(spent.shape[1]):
        balance = spent[:, k] - asked[:, k]
        gap = np.maximum(-balance, 0.0)
        for place, left in enumerate(excess):
            taken = np.minimum(left, gap) * (len(excess) - place <= kept)
            gap, excess[place] = gap - taken, left - taken
        short.append(gap)
        excess = [*excess, np.maximum(balance, 0.0)][-most:] if most else []
        carried.append(sum((left * (len(excess) - place <= kept) for place, left in enumerate(excess)), 0.0 * gap))
    return np.stack(np.broadcast_arrays(*short)).T, np.stack(np.broadcast_arrays(*carried)).T


def _or(
    expression: Expression | None, otherwise: float | Float[ndarray, "path 1"], view: View
) -> float | Float[ndarray, "path 1"]:
    return otherwise if expression is None else view.number(expression)
