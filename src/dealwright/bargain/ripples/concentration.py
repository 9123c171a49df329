"""Turns values by counterparty into shares and their Herfindahl index, each with its error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import measures
from dealwright.engine.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray


def shares(
    values: Mapping[str, Float[ndarray, " path"]], replicates: int
) -> tuple[dict[str, Estimate], Estimate | None]:
    """Estimate which share of a sum of means each part has, and how concentrated they are.

    Args:
        values: What each part is on every path; their means are of one sign.
        replicates: Number of independent scramblings; 1 means plain draws.

    Returns:
        The shares, 0 to 1, and their Herfindahl index, the sum of their squares: 1 where all is one part's, 1/n where
        n parts are alike. Nothing where the means sum to nothing. Errors are to first order in those of the means (the
        delta method): a share s of a total G moves by (dg - s dG) / G, the index by twice the sum of s ds.

    Source: Hirschman, The paternity of an index, American Economic Review 54(5), 1964, on whose index it is.
    """
    means = {name: float(np.mean(each)) for name, each in values.items()}
    total = sum(means.values())
    if total == 0.0:
        return {}, None
    everything = sum(values.values(), np.zeros(1))
    found = {name: mean / total for name, mean in means.items()}
    moves = {name: (values[name] - share * everything) / total for name, share in found.items()}
    index = sum((2.0 * found[name] * move for name, move in moves.items()), np.zeros_like(everything))
    error = measures.mean(index, replicates).standard_error
    return (
        {name: Estimate(share, measures.mean(moves[name], replicates).standard_error) for name, share in found.items()},
        Estimate(sum(share**2 for share in found.values()), error),
    )
