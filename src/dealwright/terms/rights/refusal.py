"""The arithmetic of an exclusivity: what it is worth, costs and pays, and offers into which its holder steps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.account import Account, Line, within_date
from dealwright.terms.amounts.payments import together
from dealwright.terms.dated.on_dates import by_step
from dealwright.terms.days.business_days import later_by
from dealwright.terms.days.life import in_life, life
from dealwright.terms.outcome import Flow
from dealwright.terms.rights.granted import granted

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.terms.exclusivity import Exclusivity, FirstRefusal
    from dealwright.terms.outcome import Outcome, Statement
    from dealwright.terms.view import View


def exclusivity_flows(term: Exclusivity, view: View) -> Outcome:
    """Run an exclusivity, and step into the offers that are better for its holder.

    Args:
        term: The exclusivity.
        view: The futures.

    Returns:
        The flows and their account.
    """
    running = granted(term, view, [("", term)])
    if term.first_refusal is None:
        return running
    flows, offered = refusals(term, term.first_refusal, view)
    edges = np.array(view.grid.edges)

    def lines() -> Statement:
        paid = by_step(flows[0].amount, flows[0].days, edges)
        own = running.statement if any(flow.cash for flow in running.flows) else {}
        return together(own, {"due": paid, "paid": paid})

    def account() -> Account:
        own = running.account()
        return offered if own is None else own.then(offered)

    return replace(running, flows=(*running.flows, *flows), lines=lines, account=account)


def refusals(term: Exclusivity, right: FirstRefusal, view: View) -> tuple[list[Flow], Account]:
    """Answer each offer of a third party.

    Args:
        term: Who is bound to whom, and in which life.
        right: The right of first refusal.
        view: The futures.

    Returns:
        What the holder pays, what it gains, what the grantor does not have from the third party, and what it loses by a
        lower offer, an entry for each offer; and their account.
    """
    horizon, runs = view.grid.edges[-1], life(term, view)
    days = np.stack([view.event(name) for name in right.offers], axis=1)
    comes = (in_life(runs, days, closing=True) > 0) & (days <= horizon)
    at = np.where(comes, days, horizon)
    if right.if_ is not None:
        comes = comes & (np.stack([view.at(right.if_, day) for day in at.T], axis=1) > 0.5)  # noqa: PLR2004 - yes is 1
    full, worth = (np.stack([view.at(each, day) for day in at.T], axis=1) for each in (right.price, right.worth))
    less = 0.0 if right.deters is None else view.number(right.deters)
    price = full * (1.0 - less)
    fee = 0.0 if right.fee is None else view.number(right.fee)
    matched = comes & _takes(right, worth - price - fee)
    paid_on = at if right.after is None else later_by(at, view.number(right.after), view.grid, closing=True)
    known = np.where(comes, days, np.inf)
    paid, lost = (price + fee) * matched, full * less * comes
    flows = [
        Flow(term.holder, term.grantor, paid, paid_on, reached=known),
        Flow(None, term.holder, worth * matched, at, cash=False, reached=known),
        Flow(term.grantor, None, price * matched, paid_on, reached=known),
    ]
    flows += [] if right.deters is None else [Flow(term.grantor, None, lost, paid_on, reached=known)]
    shown = [
        Line("offer", price * comes),
        Line("asset's worth", worth * comes),
        Line("matched", matched.astype(float), "number"),
        Line("deterred", lost),
        Line("paid", paid),
    ]
    day = within_date(at, closing=True)
    return flows, Account(day, day, within_date(paid_on, closing=True), tuple(shown), paid_on)


def _takes(right: FirstRefusal, gain: Float[ndarray, "path entry"]) -> Bool[ndarray, "path entry"]:
    """Tell where the holder takes the asset: where it gains by it, or as it is fixed in advance."""
    if right.takes == "best":
        return np.asarray(gain > 0)
    return np.full(gain.shape, right.takes == "always")
