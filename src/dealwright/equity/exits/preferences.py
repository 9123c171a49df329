"""Share out what does not cover all preferences: by seniority, those of equal seniority by what each is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.exits.rising import Rising, reach, total
from dealwright.equity.exits.takes import nothing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.equity.exits.claims import Claim, Number


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
    for level in levels_of(claims, short):
        rest = _share_level(level, rest, got)
    return got


def levels_of(claims: Sequence[Claim], some: Int[ndarray, " some"] | None = None) -> Iterator[dict[int, Rising]]:
    """Return the preferences of each seniority, the highest first, and last what comes after all preferences.

    Args:
        claims: The claims.
        some: On which paths, where numbers differ by path; None: all.

    Returns:
        For each level, by the number of the claim, what the claim gets of it as the part that is paid rises from 0
        to 1, a return cap included where nobody named gets the rest.
    """
    ranks = {claim.seniority for claim in claims if not nothing(claim.preference)}
    for rank in sorted(ranks, reverse=True):
        yield {
            row: _owed(claim, some)
            for row, claim in enumerate(claims)
            if claim.seniority == rank and not nothing(claim.preference)
        }
    last = {row: _owed_last(claim, some) for row, claim in enumerate(claims) if not nothing(claim.last_preference)}
    if last:
        yield last


def _share_level(
    owed: dict[int, Rising], rest: Float[ndarray, " short"], got: list[Float[ndarray, " short"]]
) -> Float[ndarray, " short"]:
    """Add what each of one level gets; return what is left.

    The one unknown here is the part of each preference that is paid, from 0 to 1, for all of the level alike.
    """
    due = total(owed.values())
    whole = due.at(1.0)
    short = np.less(rest, whole)
    recovery = np.where(short, np.minimum(1.0, reach(due, rest)[0]), 1.0)
    for row, part in owed.items():
        got[row] = got[row] + part.at(recovery)
    return np.where(short, 0.0, rest - whole)


def _owed(claim: Claim, some: Int[ndarray, " some"] | None) -> Rising:
    """Return what a claim gets of its preference as the part that is paid rises."""
    found = Rising(0.0, ((0.0, _on(claim.preference, some)),))
    if not nothing(claim.exercise):
        found = found.less(_on(claim.exercise, some))
    if claim.return_cap is not None and claim.rest_to is None:
        found = found.at_most(_on(claim.return_cap, some))
    return found


def _owed_last(claim: Claim, some: Int[ndarray, " some"] | None) -> Rising:
    """Return what a claim gets of what is paid after all preferences."""
    found = Rising(0.0, ((0.0, _on(claim.last_preference, some)),))
    if claim.return_cap is not None and claim.rest_to is None:
        found = found.at_most(np.maximum(0.0, _on(claim.return_cap, some) - _on(claim.preference, some)))
    return found


def _on(number: Number, some: Int[ndarray, " some"] | None) -> Number:
    """Return a number on some of the paths."""
    return number if some is None or np.ndim(number) == 0 else np.asarray(number)[some]
