"""What a royalty pays: the one place where the order of its clauses stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.amounts.payments import cumulative_cap, limit_of
from dealwright.terms.days.beyond import days_of, later, when_of
from dealwright.terms.days.life import life
from dealwright.terms.days.periods import cells
from dealwright.terms.opening import paid_before
from dealwright.terms.outcome import Flow, Outcome, told_later
from dealwright.terms.royalties.account import account_of, closing_of, statement_of
from dealwright.terms.royalties.alongside import set_off
from dealwright.terms.royalties.earned import earned
from dealwright.terms.royalties.minimum import minimum_of
from dealwright.terms.royalties.period_cap import period_cap_of
from dealwright.terms.royalties.recoupment import Paid, advances_of, begun_of, part_withheld
from dealwright.terms.royalties.settling import Settled, settled
from dealwright.terms.royalties.shortfalls import shortfalls_of
from dealwright.terms.royalties.stacking import taken_off
from dealwright.terms.royalties.straight import paid_straight
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.days.beyond import Later
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import Number
    from dealwright.terms.royalties.earned import Earned
    from dealwright.terms.royalties.minimum import Minimum
    from dealwright.terms.royalties.period_cap import PeriodCap
    from dealwright.terms.royalties.stacking import Stacked
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.view import View

    Money = Float[ndarray, "path period"]


@dataclass(frozen=True, slots=True)
class Worked:
    """All that a royalty comes to, clause by clause; (path or 1, period), what comes after the horizon behind.

    Args:
        pieces: The contract periods.
        brought: What its rates bring.
        period_cap: The most that each period pays.
        stacked: What royalties owed to others take off.
        minimum: What is paid at least.
        ahead: What is paid ahead; none where nothing recoups.
        after: What recoupment and the minimum make of it.
        more: What comes after the horizon.
        before: What was paid before the term begins.
        counted: What is paid, set off or not.
        left: What is left under the cumulative cap.
        set_off: What is set off against the royalty the other way.
    """

    pieces: Cells
    brought: Earned
    period_cap: PeriodCap | None
    stacked: Stacked | None
    minimum: Minimum | None
    ahead: Paid | None
    after: Settled
    more: Later | None
    before: Number
    counted: Money
    left: Money | None
    set_off: Money | None

    @property
    def paid(self) -> Money:
        """Return what is paid in money, advances apart."""
        if self.set_off is None:
            return self.counted
        periods = len(self.pieces.length)
        return _beside(self.counted[:, :periods] - self.set_off, self.counted[:, periods:])


def royalty_flows(term: Royalty, view: View) -> Outcome:
    """Pay a royalty: base, tiers, period cap, stacking, recoupment, minimum, cumulative cap, in this order.

    Args:
        term: The royalty.
        view: The futures.

    Returns:
        One flow from payer to payee, one of advances where there are any, and what stands behind them.
    """
    pieces = cells(life(term, view), view.grid, term.period, year_start(term))
    paid = paid_straight(term, view, pieces)
    if paid is None:
        return _one_by_one(term, view)
    flow = Flow(term.payer, term.payee, paid, when_of(term, view, pieces, None))
    return told_later((flow,), partial(_one_by_one, term, view))


def _one_by_one(term: Royalty, view: View) -> Outcome:
    """Compute clause by clause what a royalty pays, with its account."""
    done = worked(term, view)
    paid, days = done.paid, days_of(term, view, done.pieces, done.more)
    flows = [Flow(term.payer, term.payee, paid, days, lasting=None if done.more is None else done.more.lasting)]
    flows += [done.ahead.flow] if done.ahead is not None and done.ahead.flow is not None else []
    return Outcome(
        tuple(flows), statement_of(done, view), closing_of(term, view, done), account_of(term, view, done, days)
    )


def worked(term: Royalty, view: View) -> Worked:
    """Compute what every clause of a royalty comes to, in their order."""
    pieces = cells(life(term, view), view.grid, term.period, year_start(term))
    taken_over = view.handed is not None and bool(view.handed.balance)
    ahead = advances_of(term, view, pieces) if term.recoups or taken_over else None
    from_gross = term.recoup_from == "gross" and ahead is not None
    brought = earned(term, view, pieces, ahead if from_gross else None)
    cap = period_cap_of(term, view, pieces)
    share, stacked = _limited(term, view, pieces, cap, (brought.share, brought.base))
    minimum = minimum_of(term, view, pieces)
    goes_on = None if brought.unrecouped is None else _after_horizon(term, view, pieces, cap, brought.unrecouped)
    alone = term.minimum_recoupable is None and goes_on is None
    from_share = ahead if not from_gross else None if alone else NOTHING_AHEAD
    after, more = _settle(term, view, pieces, share, minimum, from_share, goes_on)
    before = paid_before(term, view, limit_of(term.cap, view), by_balance=not term.recoups)
    advances = None if ahead is None or ahead.flow is None else ahead.amounts
    counted, left = _capped(term, view, after.due, before, advances)
    netted = set_off(counted, term, view, pieces)
    return Worked(pieces, brought, cap, stacked, minimum, ahead, after, more, before, counted, left, netted)


NOTHING_AHEAD = Paid(None, np.zeros((1, 1)), 0.0)
"""No advance: only what a minimum adds is recouped."""


def _limited(
    term: Royalty, view: View, pieces: Cells, cap: PeriodCap | None, brought: tuple[Money, Callable[[], Money]]
) -> tuple[Money, Stacked | None]:
    """Take the cap of each period and royalties owed to others off a share of a base."""
    share, base = brought
    share = share if cap is None else np.minimum(share, cap.amounts)
    stacked = None if term.stacking is None else taken_off(share, base(), term, term.stacking, view, pieces)
    return (share if stacked is None else share - stacked.taken), stacked


def _after_horizon(
    term: Royalty, view: View, pieces: Cells, cap: PeriodCap | None, unrecouped: tuple[Money, Money, Money]
) -> Later | None:
    """Let a share go on after the horizon of which the base still goes to recoupment, until all is recouped."""
    share, base, left = unrecouped
    share, _ = _limited(term, view, pieces, cap, (share, lambda: base))
    more = later(term, view, pieces, share, limited=True)
    return None if more is None else replace(more, amounts=more.amounts * left)


def _settle(
    term: Royalty,
    view: View,
    pieces: Cells,
    share: Money,
    minimum: Minimum | None,
    ahead: Paid | None,
    goes_on: Later | None = None,
) -> tuple[Settled, Later | None]:
    """Recoup and pay at least the minimum, up to the horizon and as it goes on after it."""
    if ahead is not None:
        more = goes_on if goes_on is not None else later(term, view, pieces, share, limited=True)
        whole = share if more is None else more.join(share)
        minimum = minimum if minimum is None or more is None else _going_on(minimum, term, view, pieces)
        return _settled(term, view, pieces, whole, minimum, ahead, more), more
    if minimum is None or minimum.closing is None:
        due = share if minimum is None or minimum.on_account is None else np.maximum(share, minimum.on_account)
        after = Settled(due)
    else:
        after = _settled(term, view, pieces, share, minimum, NOTHING_AHEAD, None)
    more = later(term, view, pieces, after.due, limited=term.cap is not None)
    return (after if more is None else replace(after, due=more.join(after.due))), more


def _settled(
    term: Royalty, view: View, pieces: Cells, share: Money, minimum: Minimum | None, ahead: Paid, more: Later | None
) -> Settled:
    part = part_withheld(term, view)
    lots = shortfalls_of(term, view, pieces, more, part)
    begun = begun_of(term, view, pieces)
    return settled(share, ahead, minimum, part, lots, begun, before=term.minimum_applies == "before_recoupment")


def _going_on(minimum: Minimum, term: Royalty, view: View, pieces: Cells) -> Minimum:
    """Let a minimum go on after the horizon, each year settled by itself."""

    def on(amounts: Money | None) -> Money | None:
        more = None if amounts is None else later(term, view, pieces, amounts, limited=True)
        return amounts if amounts is None or more is None else more.join(amounts)

    asked = on(minimum.asked)
    if minimum.closing is None or minimum.opens is None or asked is None:
        return replace(minimum, on_account=on(minimum.on_account))
    years = asked.shape[1] - len(pieces.length)
    whole = np.ones((1, years), dtype=bool)
    closing = np.concatenate([minimum.closing, np.broadcast_to(whole, (len(minimum.closing), years))], axis=1)
    return replace(
        minimum,
        on_account=on(minimum.on_account),
        asked=asked,
        closing=closing,
        opens=np.append(minimum.opens, whole[0]),
    )


def _capped(
    term: Royalty, view: View, due: Money, before: Number, advances: Money | None
) -> tuple[Money, Money | None]:
    """Stop paying once all that was ever paid, advances included, reaches the cap."""
    if term.cap is None or advances is None:
        return cumulative_cap(due, term.cap, before, view)
    ahead = _beside(advances, np.zeros((1, due.shape[1] - advances.shape[1])))
    paid, left = cumulative_cap(due + ahead, term.cap, before, view)
    return paid - ahead, left


def _beside(first: Money, then: Money) -> Money:
    rows = max(len(first), len(then))
    return np.concatenate([np.broadcast_to(each, (rows, each.shape[1])) for each in (first, then)], axis=1)
