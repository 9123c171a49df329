"""Share out what does not cover all preferences: by seniority, those of equal seniority by what each is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.rising import Rising, reach, total
from dealwright.equity.takes import nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.equity.claims import Claim, Number


def share_preferences(
    claims: Sequence[Claim], equity: Float[ndarray, " path"], short: Int[ndarray, " short"]
) -> list[Float[ndarray, " short"]]:
    """Share what there is where the preferences are not all paid.

    Args:
        claims: The claims.
        equity: Money for all of them.
        short: The paths on which it does not cover the preferences.

    Returns:
        Money of each claim on those paths.
    """
    rest = equity[short]
    got = [np.zeros(short.size) for _ in claims]
    levels = {claim.seniority for claim in claims if not nothing(claim.preference)}
    for level in sorted(levels, reverse=True):
        here = {
            row: _owed(claim, short)
            for row, claim in enumerate(claims)
            if claim.seniority == level and not nothing(claim.preference)
        }
        rest = _share_level(here, rest, got)
    last = {row: _owed_last(claim, short) for row, claim in enumerate(claims) if not nothing(claim.last_preference)}
    _share_level(last, rest, got)
    return got


def _share_level(
    owed: dict[int, Rising], rest: Float[ndarray, " short"], got: list[Float[ndarray, " short"]]
) -> Float[ndarray, " short"]:
    """Add what each of one level gets; return what is left.

    The one unknown here is the part of each preference that is paid, from 0 to 1, for all of the level alike.
    """
    if not owed:
        return rest
    due = total(owed.values())
    short = np.less(rest, due.at(1.0))
    recovery = np.where(short, np.minimum(1.0, reach(due, rest)[0]), 1.0)
    for row, part in owed.items():
        money = part.at(recovery)
        got[row] = got[row] + money
        rest = rest - money
    # Where the level is not whole, nothing is left; what rounding leaves is nobody's.
    return np.where(short, 0.0, np.maximum(0.0, rest))


def _owed(claim: Claim, short: Int[ndarray, " short"]) -> Rising:
    """Return what a claim gets of its preference as the part that is paid rises."""
    found = Rising(0.0, ((0.0, _on(claim.preference, short)),))
    if not nothing(claim.exercise):
        found = found.less(_on(claim.exercise, short))
    if claim.return_cap is not None and claim.rest_to is None:
        found = found.at_most(_on(claim.return_cap, short))
    return found


def _owed_last(claim: Claim, short: Int[ndarray, " short"]) -> Rising:
    """Return what a claim gets of what is paid after all preferences."""
    found = Rising(0.0, ((0.0, _on(claim.last_preference, short)),))
    if claim.return_cap is not None and claim.rest_to is None:
        found = found.at_most(np.maximum(0.0, _on(claim.return_cap, short) - _on(claim.preference, short)))
    return found


def _on(number: Number, short: Int[ndarray, " short"]) -> Number:
    """Return a number on some of the paths."""
    return np.asarray(number)[short] if np.ndim(number) else number
