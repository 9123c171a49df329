"""What a payee goes without where a company cannot pay all that its terms still owe after its exit."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.around_exit import up_to_exit
from dealwright.engine.worths import worth_up_to
from dealwright.terms.outcome import Flow, Outcome

if TYPE_CHECKING:
    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.engine.exit import ExitTime, TermAtExit
    from dealwright.engine.view import FuturesView

YEAR = 365.0
RARE = 8
"""Where something stays unpaid on fewer paths than one in so many, only those are looked at."""


def lost(
    claim: tuple[str, str],
    unpaid: Float[ndarray, "*#reading path"],
    added: TermAtExit,
    exit_: ExitTime,
    rate: float | Float[ndarray, " path"],
    view: FuturesView,
) -> Float[ndarray, "*#reading path"]:
    """Discount what a payee goes without of what a company owes it; what is at stake is asked only where it does.

    Args:
        claim: The term, and who is owed.
        unpaid: What stays unpaid; money at the exit.
        added: What the term adds to the company's resources.
        exit_: When the company's exit comes.
        rate: Rate at which the payee counts the term; effective yearly.
        view: The futures.

    Returns:
        Present value; 0 where all is paid.
    """
    owed = added.owed[claim[1]]
    some = np.flatnonzero(unpaid) if unpaid.ndim == owed.ndim == 1 else np.arange(view.paths)
    if len(some) * RARE > view.paths:
        stake = at_stake(*claim, added, exit_, rate, view)
        return np.asarray(share_unpaid(unpaid, owed) * stake)
    found, here = np.zeros(len(unpaid)), exit_.on(some)
    if not len(some):
        return found
    rate = rate[some] if np.ndim(rate) else rate  # type: ignore[index]
    found[some] = share_unpaid(unpaid[some], owed[some]) * _claimed(claim, owed[some], here, rate, view, some)
    return found


def at_stake(
    name: str, payee: str, added: TermAtExit, exit_: ExitTime, rate: float | Float[ndarray, " path"], view: FuturesView
) -> Float[ndarray, " path"]:
    """Discount what a payee goes without if a company pays nothing of what a term still owes it after the exit.

    At the company's own rate that is the debt as expected at the exit. At another rate the payee counts the same money
    for more or less than the company does, and goes without what it counts: a claim of which nothing is paid is worth
    nothing to it.

    Args:
        name: The term.
        payee: Who is owed.
        added: What the term adds to the company's resources.
        exit_: When the company's exit comes.
        rate: Rate at which the payee counts the term; effective yearly.
        view: The futures.

    Returns:
        Present value on each path; 0 where nothing is owed.
    """
    return _claimed((name, payee), added.owed[payee], exit_, rate, view)


def _claimed(
    claim: tuple[str, str],
    owed: Float[ndarray, "*#reading path"],
    exit_: ExitTime,
    rate: float | Float[ndarray, " path"],
    view: FuturesView,
    some: Int[ndarray, " path"] | None = None,
) -> Float[ndarray, "*#reading path"]:
    """Discount what somebody is owed, on some paths, or on all."""
    expected: Float[ndarray, "*#reading path"] = exit_.discount(rate) * owed
    if np.array_equal(rate, exit_.rate):
        return expected
    compute = partial(_counted_otherwise, claim, exit_, rate, view, some)
    signs = (None,) if some is not None or np.ndim(rate) else (exit_.sign, view.signed(claim[0]))
    more = view.figures(("counted otherwise", exit_.name, claim[1], str(rate)), signs, compute)
    return np.where(owed > 0.0, expected + more, 0.0)


def _counted_otherwise(
    claim: tuple[str, str],
    exit_: ExitTime,
    rate: float | Float[ndarray, " path"],
    view: FuturesView,
    some: Int[ndarray, " path"] | None,
) -> Float[ndarray, " path"]:
    """Return how much more what is due after the exit is worth to its payee than the company's rate makes of it."""
    mine, its = np.log1p(rate) / YEAR, np.log1p(exit_.rate) / YEAR
    by_company, more = np.exp((its - mine) * exit_.day), np.zeros(len(exit_.day))
    for flow in view.outcome(claim[0]).flows:
        sign = _sign(flow, exit_.name, claim[1])
        if sign:
            known = flow if flow.lasting is None else replace(flow, lasting=None)
            known = known if some is None else known.on(some)
            own, own_before = worth_up_to(known, rate, exit_.day)
            usual = up_to_exit(known, exit_, view) if some is None else worth_up_to(known, exit_.rate, exit_.day)
            counted, before = usual
            more += sign * ((own - own_before) - by_company * (counted - before))
    return more


def _sign(flow: Flow, debtor: str, payee: str) -> float:
    """Tell whether a flow goes from a debtor to a payee, 1, back, -1, or elsewhere, 0."""
    return float((flow.payer, flow.payee) == (debtor, payee)) - float((flow.payer, flow.payee) == (payee, debtor))


def share_unpaid(
    unpaid: Float[ndarray, "*#reading path"], owed: Float[ndarray, "*#reading path"]
) -> Float[ndarray, "*#reading path"]:
    """Return which share of a debt stays unpaid, 0 to 1; 0 where nothing is owed."""
    found: Float[ndarray, "*#reading path"] = np.divide(unpaid, owed, out=np.zeros_like(unpaid), where=owed > 0)
    return found


def paid_in_part(
    outcome: Outcome, payee: str, added: TermAtExit, exit_: ExitTime, share: Float[ndarray, " path"]
) -> Outcome:
    """Return what a term moves once a share of what a company owes a payee after its exit stays unpaid.

    Args:
        outcome: What it would move.
        payee: Who is owed.
        added: What the term adds to the company's resources.
        exit_: When the company's exit comes.
        share: The share unpaid; (path,) 0 to 1.

    Returns:
        The outcome with later flows cut by the share, and at the exit the share of what they differ by from the debt
        expected there, so that the payee loses what the company is spared.
    """
    flows, realised = [], np.zeros(len(share))
    for flow in outcome.flows:
        sign = _sign(flow, exit_.name, payee)
        if sign:
            later = flow.days > exit_.day[:, None]
            realised += sign * np.sum(flow.amount * later * exit_.carried(flow.days), axis=1)
            flows.append(replace(flow, moves=flow.amount * (1.0 - share[:, None] * later)))
        else:
            flows.append(flow)
    settled = share * (realised - added.owed[payee])
    return Outcome((*flows, Flow(exit_.name, payee, settled[:, None], exit_.day[:, None])), outcome.lines)
