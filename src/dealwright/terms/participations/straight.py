"""What a profit participation pays whose tiers end by amounts, by compiled loops; all else is told when asked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.pays import pays_now
from dealwright.terms.amounts.given import each_given, given
from dealwright.terms.amounts.rows import running_total
from dealwright.terms.days.beyond import later, when_of
from dealwright.terms.days.life import life
from dealwright.terms.days.periods import cells
from dealwright.terms.opening import base_before, paid_before, paid_to_before
from dealwright.terms.outcome import Flow
from dealwright.terms.participations.tiers import tiers_of
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.days.beyond import Later
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.participations.tiers import Tier
    from dealwright.terms.profit_participation import ProfitParticipation
    from dealwright.terms.view import View

    Amounts = Float[ndarray, " _"]
    Money = Float[ndarray, "_ period"]

PART = 2**13
"""Paths that a thread takes at a time."""
PLAIN = {"until_paid", "until_base"}
"""Ends of tiers that compiled loops know."""


def paid_straight(term: ProfitParticipation, view: View) -> tuple[Flow, ...] | None:
    """Return what a participation moves, where its tiers are plain and there is much to do; else none.

    Args:
        term: The participation.
        view: The futures.
    """
    if any(not PLAIN.issuperset(tier.ends) for tier in term.tiers) or term.invested is not None:
        return None
    pieces = cells(life(term, view), view.grid, term.period, year_start(term))
    if not pays_now(len(pieces.length) * view.paths):
        return None
    profit, more = profit_of(term, view, pieces)
    if len(profit) != view.paths:
        return None
    if view.holds(term.carry_losses, otherwise=False):
        profit = shared_out(profit, carry=True)
    tiers, parties = tiers_of(term, view), list(term.participants)
    found = np.empty((len(parties) + (term.residual is not None), profit.shape[1], view.paths))
    _pay(profit, tiers, parties, _before(term, view, tiers, parties), found)
    when, lasting = when_of(term, view, pieces, more), None if more is None else more.lasting
    flows = [
        Flow(term.payer, name, amounts.T, when, lasting=lasting)
        for name, amounts in zip(parties, found, strict=False)
        if name != term.payer
    ]
    if term.residual is not None:
        part = 1.0 if term.residual_share is None else view.number(term.residual_share)
        flows.append(Flow(term.payer, term.residual, found[-1].T * part, when, lasting=lasting))
    return tuple(flows)


def profit_of(term: ProfitParticipation, view: View, pieces: Cells) -> tuple[Money, Later | None]:
    """Return the profit of each period, those after the horizon behind, and what comes there.

    Args:
        term: The participation.
        view: The futures.
        pieces: Its periods.
    """
    profit = pieces.money(term.on, view)
    more = later(term, view, pieces, profit, limited=True)
    return (profit if more is None else more.join(profit)), more


def shared_out(profit: Money, *, carry: bool) -> Money:
    """Return what each period distributes: its profit, less the losses before it where they are carried.

    Args:
        profit: The profit of each period.
        carry: Whether losses are carried.
    """
    if not carry:
        return np.asarray(np.maximum(profit, 0.0))
    most = np.maximum.accumulate(np.maximum(running_total(profit), 0.0), axis=1)
    return np.asarray(np.diff(most, axis=1, prepend=0.0))


def _before(
    term: ProfitParticipation, view: View, tiers: Sequence[Tier], parties: Sequence[str]
) -> tuple[Amounts, Float[ndarray, "party _"]]:
    """Return all profit before a participation begins, and what each party was paid before."""
    limit = tiers[0].ends.get("until_paid", np.zeros(1))
    paid = {name: paid_to_before(term, view, name) for name in parties}
    paid[term.payee] = paid_before(term, view, limit[:, None])
    return each_given(base_before(term, view)), _rows([np.ravel(paid[name]) for name in parties])


def _pay(
    profit: Money,
    tiers: Sequence[Tier],
    parties: Sequence[str],
    before: tuple[Amounts, Float[ndarray, "party _"]],
    found: Float[ndarray, "wanted period path"],
) -> None:
    """Write what each party is paid, and what is left after the last tier where there is a place for it."""
    from dealwright.ground.kernels.threads import in_threads
    from dealwright.terms.participations.kernels.tiers import pay_tiers

    nothing, never = np.zeros(1), np.full(1, np.inf)
    shares = _rows([tier.shares.get(name, nothing) for tier in tiers for name in parties])
    ends = tuple(_rows([tier.ends.get(key, never) for tier in tiers]) for key in ("until_paid", "until_base"))
    counted = np.array([parties.index(tier.counted) if tier.ends else -1 for tier in tiers])
    paths = found.shape[2]
    by_tier = given(shares.reshape(len(tiers), len(parties), -1))
    work = partial(pay_tiers, given(profit.T), by_tier, ends, counted, before, found)
    in_threads(lambda place: work((place, min(place + PART, paths))), range(0, paths, PART))


def _rows(numbers: Sequence[Amounts]) -> Float[ndarray, "_ _"]:
    """Put numbers, each one for all paths or one per path, into rows of one array."""
    return given(np.array(np.broadcast_arrays(*numbers), dtype=float))
