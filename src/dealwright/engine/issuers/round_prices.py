"""What the model says a share sold in a round is worth, beside what was or will be paid for it.

A share of a round carries its preferences, so its price times all shares is a headline, and no fair price of the whole
company. Model and price are compared for the very shares that the round sold: what they are expected to be paid at the
exit, discounted to the round at the cost of capital, per share, times all shares then there, fully diluted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import measures
from dealwright.engine.issuers.issuer import issuer_of
from dealwright.engine.issuers.later_rounds import later_rounds
from dealwright.engine.issuers.payouts import payments
from dealwright.engine.result import RoundPrice
from dealwright.equity.ledger import holdings_on

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.books import Books
    from dealwright.engine.issuers.issuer import Issuer
    from dealwright.equity.exits.claims import Number
    from dealwright.equity.holdings import Holdings, Lot

    Column = Float[ndarray, " path"]

YEAR = 365.0


def prices_of_later_rounds(books: Books, name: str, *, replicates: int) -> list[RoundPrice]:
    """Price the shares of every later round of a company that has securities.

    Args:
        books: The deal on its futures.
        name: The company.
        replicates: Number of independent scramblings.

    Returns:
        Modelled beside asked, for each round that comes about somewhere.
    """
    issuer, exit_ = issuer_of(books.deal, name, books.view), books.companies[name].exit
    found = []
    for each in later_rounds(issuer):
        reached = (exit_.day >= each.later.day) & each.came
        lots = [f"{each.later.round.id}:{investor}" for investor in each.paid]
        if not reached.any() or not lots:
            continue
        modelled = _headline(books, issuer, lots, each.later.day, (reached, each.fully_diluted))
        asked = np.where(reached, each.price * each.fully_diluted, 0.0)
        paid = float(np.sum(asked) / np.sum(reached))
        found.append(RoundPrice(each.later.round.on, measures.mean(modelled, replicates), paid))
    return found


def modelled_headline(books: Books, name: str, on: dt.date) -> Column | None:
    """Price the shares that a company sold on an observed day, times all shares then there.

    Args:
        books: The deal on its futures.
        name: The company, which has securities.
        on: The day.

    Returns:
        The modelled post-money on each path, of which the mean counts; None where it sold none that day.
    """
    issuer, exit_ = issuer_of(books.deal, name, books.view), books.companies[name].exit
    then = holdings_on(issuer.table, on)
    sold = _sold(then, on)
    if not sold:
        return None
    day = float((on - books.view.grid.as_of).days)
    return _headline(books, issuer, [lot.security for lot in sold], day, (exit_.day >= day, float(then.fully_diluted)))


def _sold(held: Holdings, on: dt.date) -> list[Lot]:
    """Return the lots sold on a day: of those issued then for money, the dearest, for others may have converted."""
    issued = [lot for lot in held.lots if lot.on == on and lot.price]
    dearest = max((lot.price for lot in issued if lot.price), default=None)
    return [lot for lot in issued if lot.price == dearest]


def _headline(books: Books, issuer: Issuer, lots: Collection[str], day: float, then: tuple[Column, Number]) -> Column:
    """Return what lots are paid per share, discounted to a day, times all shares there then; its mean counts."""
    company, (reached, every) = books.companies[issuer.name], then
    exit_, per_share = company.exit, np.zeros(books.view.paths)
    for stage, payouts in payments(issuer, exit_.time, company.equity, lots):
        money = sum((payouts.by_security[name] for name in stage.lone), start=np.zeros(len(stage.places)))
        shares = sum(stage.lone.values(), start=np.zeros(len(stage.places)))
        per_share[stage.places] = np.divide(money, shares, out=np.zeros_like(money), where=shares > 0)
    factor = (1.0 + exit_.rate) ** ((day - exit_.day) / YEAR) / max(float(np.mean(reached)), 1e-300)
    return np.where(reached, per_share * every * factor, 0.0)
