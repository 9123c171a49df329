"""Weighs what an offer brings against the chance that it is signed, and finds the best one.

What they know may bear on what I get: then that they sign tells something. So what counts is what I gain in the cases
in which they sign, not what I gain on average.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.frontier import frontier

if TYPE_CHECKING:
    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.offering.view import View
    from dealwright.engine.result import Estimate


@dataclass(frozen=True, slots=True)
class Weighed:
    """What an offer brings, and how likely it is signed.

    Args:
        gain: What I gain on average over all cases, over my reservation value; money.
        signs: Chance that all others sign it.
        gain_if_signed: What I gain in the cases in which they do; None where they never do.
        surplus: Expected surplus: the chance times the gain if signed; money.
        theirs: What the others gain together on average over all cases; money.
    """

    gain: Estimate
    signs: Estimate
    gain_if_signed: float | None
    surplus: Estimate
    theirs: Estimate


def chances(view: View) -> Float[ndarray, " package"]:
    """Return the chance that all others sign each package."""
    return np.asarray(view.weights @ view.signed)


def expected_surplus(view: View) -> Float[ndarray, " package"]:
    """Compute the expected surplus of each offer: P(they sign) x what I gain if they do, in money.

    Where they refuse, I have my reservation value, and gain nothing.

    Args:
        view: What packages bring each side, in every case.

    Source: Raiffa, The Art and Science of Negotiation, 1982, chapter 4 (an offer against an unknown reservation
        price); Samuelson and Bazerman, Research in Experimental Economics 3, 1985 (what signing tells).
    """
    return np.asarray(view.weights @ (view.signed * view.mine_by_state))


def best_offer(view: View) -> int:
    """Find the offer with the largest expected surplus; of equally good ones the likeliest to be signed.

    Args:
        view: What packages bring each side, in every case.
    """
    surplus = expected_surplus(view)
    good = np.flatnonzero(surplus >= surplus.max() - 1e-12 * np.abs(surplus).max())
    return int(good[np.argmax(chances(view)[good])])


def better(view: View, one: int, other: int) -> bool:
    """Tell whether an offer has a larger expected surplus than another by more than two standard errors of that.

    Args:
        view: What packages bring each side, in every case.
        one: The offer.
        other: The other.
    """
    brought = view.signed * view.mine
    found = view.estimate(brought[:, one] - brought[:, other])
    return found.value > 2.0 * found.standard_error


def efficient(view: View) -> Int[ndarray, " offer"]:
    """List the efficient offers: no other brings me as much and is as likely to be signed.

    Args:
        view: What packages bring each side, in every case.

    Returns:
        Places of the packages, what brings me most first; of those that are alike, one.
    """
    gain, chance = view.weights @ view.mine, chances(view)
    found = np.asarray(frontier(np.array([gain, chance])))
    order = found[np.lexsort((-chance[found], -gain[found]))]
    pairs = np.array([gain[order], chance[order]])
    fresh = np.r_[True, np.any(np.diff(pairs, axis=1) != 0.0, axis=0)]
    return np.asarray(order[fresh])


def weigh(view: View, package: int) -> Weighed:
    """Weigh one offer, with errors.

    Args:
        view: What packages bring each side, in every case.
        package: Its place.
    """
    signed = view.signed[:, package]
    value = float(view.weights @ (signed * view.mine_by_state[:, package]))
    surplus = replace(view.estimate(signed * view.mine[:, package]), value=value)
    chance = view.estimate(signed.astype(float))
    return Weighed(
        gain=view.estimate(view.mine[:, package]),
        signs=chance,
        gain_if_signed=surplus.value / chance.value if chance.value > 0.0 else None,
        surplus=surplus,
        theirs=view.estimate(view.others[:, package].sum(axis=1)),
    )


def best_payment(view: View, package: int) -> tuple[float, float]:
    """Find what to pay the other side beside a package, where two bargain and may pay each other.

    Paid what it is short of, a party signs. So only payments that bring it just there in some case can be best.

    Args:
        view: What packages bring each side, in every case.
        package: The package.

    Returns:
        What I pay (below zero: what I am paid), and the expected surplus with it; money.
    """
    short = -view.others[:, package, 0]
    order = np.argsort(short, kind="stable")
    paid, weight = short[order], view.weights[order]
    gained = np.cumsum(weight * view.mine_by_state[order, package])
    reached = np.cumsum(weight)
    last = np.r_[paid[1:] > paid[:-1], True]
    surplus = np.where(last, gained - paid * reached, -np.inf)
    best = int(np.argmax(surplus))
    return float(paid[best]), float(surplus[best])
