"""Share out what parties gain who may pay each other: one unit less to one is one unit more to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float

ENOUGH = 1e-12
"""A shortage of less, relative to what is demanded, is rounding."""


def share_out(
    total: float, least: Float[np.ndarray, " party"], proportion: Float[np.ndarray, " party"]
) -> Float[np.ndarray, " party"]:
    """Divide a total in given proportions, except that each party gets at least what it must.

    With side payments the frontier is the line at the largest total; on it the Nash solution divides the gain in
    proportion to the powers, the egalitarian equally, and Kalai-Smorodinsky in proportion to the ideal gains. What a
    party could have outside only lifts its share to that, at the others' cost.

    Args:
        total: what there is to divide, in currency.
        least: what each party must at least get, in currency.
        proportion: how the rest is divided, at least zero and not all zero.

    Returns:
        What each party gets; it sums to the total.

    Raises:
        ValueError: if the total does not suffice.

    Example:
        >>> share_out(12.0, np.array([0.0, 9.0]), np.array([1.0, 1.0])).tolist()
        [3.0, 9.0]
    """
    scale = max(abs(total), float(np.abs(least).max()))
    if total < least.sum() - ENOUGH * scale:
        raise ValueError("the total does not give every party what it must get")
    bound = np.zeros(len(least), dtype=np.bool_)
    while True:
        rest = max(0.0, total - float(least[bound].sum()))
        weight = np.where(bound, 0.0, proportion)
        free = rest * weight / weight.sum() if weight.any() else np.zeros(len(least))
        short = ~bound & (free < least)
        if not short.any():
            return np.where(bound, least, free)
        bound |= short
