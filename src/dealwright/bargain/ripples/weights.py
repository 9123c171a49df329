"""Reads bargaining weights that are asked for: shares of one, for some or all of those at the table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROUNDING = 1e-9
"""Weights whose sum differs from one by less sum to one."""


class WeightsError(ValueError):
    """Says why weights cannot be meant."""


def weights_of(given: Mapping[str, float], table: Sequence[str]) -> dict[str, float]:
    """Complete the weights of some of those at the table.

    Args:
        given: Weight by party, 0 to 1.
        table: The parties at the table.

    Returns:
        A weight for each, summing to one: who is not named shares alike what is left.

    Raises:
        WeightsError: If somebody is not at the table, a weight is negative or no number, or all do not sum to one.

    Example:
        >>> weights_of({"ada": 0.6}, ["ada", "ben", "cyd"])
        {'ada': 0.6, 'ben': 0.2, 'cyd': 0.2}
    """
    for party, weight in given.items():
        if party not in table:
            raise WeightsError(f"`{party}` is not at the table; there are {', '.join(table)}")
        if not math.isfinite(weight) or weight < 0:
            raise WeightsError(f"the weight of {party} is {_share(weight)}: give a share from 0% to 100%")
    total, others = sum(given.values()), [party for party in table if party not in given]
    said = " and ".join(f"{party} {_share(weight)}" for party, weight in given.items())
    if total > 1 + ROUNDING or (not others and total < 1 - ROUNDING):
        mend = "weights are shares of 100%" if not others else "leave something to the others, or name a smaller share"
        raise WeightsError(f"the weights {said} sum to {_share(total)}, not to 100%: {mend}")
    left = max(0.0, round(1.0 - total, 12))
    return {party: given[party] if party in given else left / len(others) for party in table}


def _share(weight: float) -> str:
    return f"{100 * weight:.6g}%"
