"""What one claim takes at a price of an as-converted common share, once every preference is paid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from dealwright.equity.exits.rising import Hinge, Rising

if TYPE_CHECKING:
    from jaxtyping import Bool
    from numpy import ndarray

    from dealwright.equity.exits.claims import Claim, Number

    Flag: TypeAlias = "bool | np.bool_ | Bool[ndarray, ' path']"


def nothing(number: Number) -> bool:
    """Return whether a number is zero on every path."""
    return np.ndim(number) == 0 and not number


def take(claim: Claim, price: Number) -> Number:
    """Return what a claim takes at a price, with what an heir then gets of it above a return cap.

    Args:
        claim: The claim.
        price: Money per as-converted common share, one or by path; zero where all preferences are just paid.

    Returns:
        Money.
    """
    over = price if nothing(claim.strike) else np.maximum(0.0, price - claim.strike)
    due = claim.preference if nothing(claim.last_preference) else claim.preference + claim.last_preference
    if claim.participation == "none":
        kept = due
    else:
        kept = due + claim.shares * over
        if claim.participation == "capped" and claim.cap is not None:
            kept = np.minimum(kept, np.maximum(claim.cap, due))
    if not claim.converts:
        found = kept if np.ndim(kept) else np.full(np.shape(price), kept)
    elif nothing(kept) and nothing(claim.on_conversion):
        found = _all_shares(claim) * over
    else:
        found = np.maximum(kept, _converted(claim, over))
    if not nothing(claim.exercise):
        found = np.maximum(0.0, found - claim.exercise)
    return found if claim.return_cap is None or claim.rest_to is not None else np.minimum(found, claim.return_cap)


def rising_of(claim: Claim) -> Rising:
    """Return what a claim takes as it rises with the price, a return cap included where nobody named gets the rest.

    Args:
        claim: The claim.

    Returns:
        At the price zero what it takes once all preferences are paid, and its hinges above.
    """
    found = Rising(claim.preference + claim.last_preference, tuple(_hinges(claim)))
    if not nothing(claim.exercise):
        found = found.less(claim.exercise)
    if claim.return_cap is not None and claim.rest_to is None:
        found = found.at_most(claim.return_cap)
    return found


def _all_shares(claim: Claim) -> Number:
    return claim.shares if nothing(claim.further_shares) else claim.shares + claim.further_shares


def _converted(claim: Claim, over: Number) -> Number:
    taken = _all_shares(claim) * over
    return taken if nothing(claim.on_conversion) else taken + claim.on_conversion


def _hinges(claim: Claim) -> list[Hinge]:
    """Return where a claim starts to share, stops at its cap, and converts."""
    due = claim.preference + claim.last_preference
    if not claim.converts:
        return [] if claim.participation == "none" else _shares_until(claim, _gap_to_cap(claim, due))
    level = due - claim.on_conversion
    if claim.participation == "none":
        return _start(claim.strike, level, _all_shares(claim))
    stops = np.minimum(_gap_to_cap(claim, due), _over(level, claim.further_shares))
    first = _shares_until(claim, stops)
    if not np.any(np.isfinite(stops)):
        return first
    held = np.where(np.isfinite(stops), stops, 0.0)
    starts = _start(claim.strike, level + claim.shares * held, _all_shares(claim))
    return first + [(price, np.where(np.isfinite(stops), change, 0.0)) for price, change in starts]


def _gap_to_cap(claim: Claim, due: Number) -> Number:
    """Return how far the price over the strike rises until a participating claim stops at its cap."""
    if claim.participation == "full" or claim.cap is None:
        return np.inf
    return _over(np.maximum(claim.cap, due) - due, claim.shares)


def _over(amount: Number, shares: Number) -> Number:
    """Return an amount per share, infinite where there are no shares."""
    none = np.equal(shares, 0.0)
    return np.where(none, np.inf, amount / np.where(none, 1.0, shares))


def _start(strike: Number, level: Number, shares: Number) -> list[Hinge]:
    """Return the hinge at which so many shares are worth more than a level."""
    above = _over(level, shares)
    some = np.isfinite(above)
    return [(np.where(some, strike + above, 0.0), np.where(some, shares, 0.0))]


def _shares_until(claim: Claim, stops: Number) -> list[Hinge]:
    """Return the hinges of shares that take part from the strike until the price has risen so far above it."""
    ends = np.isfinite(stops)
    first: Hinge = (claim.strike, claim.shares)
    if not np.any(ends):
        return [first]
    return [first, (np.where(ends, claim.strike + stops, 0.0), np.where(ends, -claim.shares, 0.0))]


def force(claim: Claim, forced: Flag) -> Claim:
    """Return a claim whose holder must take its shares in place of its preference.

    Args:
        claim: The claim; one that may not convert, or has no preference, stays as it is.
        forced: Whether it must, one answer or one by path.

    Returns:
        The claim: what is left of its preference is what it keeps in converting.
    """
    if not claim.converts or not np.any(forced):
        return claim
    if np.ndim(forced) == 0:
        return replace(claim, participation="none", cap=None, preference=claim.on_conversion, last_preference=0.0)
    kept = np.where(forced, claim.on_conversion, claim.preference)
    last = np.where(forced, 0.0, claim.last_preference)
    if claim.participation == "none":
        return replace(claim, preference=kept, last_preference=last)
    cap = np.where(forced, 0.0, np.inf if claim.participation == "full" or claim.cap is None else claim.cap)
    return replace(claim, participation="capped", preference=kept, last_preference=last, cap=cap)
