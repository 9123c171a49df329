"""Sum clear paths by matrix products: where each company is never short of money, or never pays what it owes.

On such a path worth is a sum over the two halves, so utility is a product of a factor of either, and its sum over the
paths one multiply-add per package and path. From one level of the stakes to the next the factors are multiplied by
those of the step, not taken anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.sums import same_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float

    from dealwright.engine.grids.block import Block, Half
    from dealwright.engine.grids.sums import Sums, Taste


def add_products(block: Block, taste: Taste, alive: Bool[np.ndarray, "company path"], sums: Sums) -> None:
    """Add clear paths.

    Args:
        block: the paths; every package's exponent is well within the range of a double.
        taste: what the parties' utilities need.
        alive: whether a company is never short; if not, it never pays what it owes.
        sums: where to add.
    """
    weight, loss = block.weight * alive, block.discount * ~alive
    for party in range(len(weight)):
        for company, value in enumerate(weight[party]):
            mine, theirs = (half.at_exit[company] @ value for half in block.halves)
            total = sums.equity[party, company]
            np.add(total, mine[:, None] + theirs + block.equity[company] @ value, out=total)
        unpaid = [_unpaid(half, party, loss[party]) for half in block.halves]
        np.add(sums.unpaid[party], unpaid[0].sum(axis=1)[:, None] + unpaid[1].sum(axis=1), out=sums.unpaid[party])
        if taste.rate[party]:
            worth = [half.direct[party] - lost for half, lost in zip(block.halves, unpaid, strict=True)]
            _add_utility(block, taste, party, weight[party], worth, sums.utility[party])


def _unpaid(half: Half, party: int, loss: Float[np.ndarray, "company path"]) -> Float[np.ndarray, "_ #path"]:
    """Take what the party loses where nothing is paid of what it is owed."""
    lost = [remainder * loss[company] for (company, payee), remainder in half.at_stake.items() if payee == party]
    return sum(lost, start=np.zeros((half.width, 1)))


def _add_utility(
    block: Block,
    taste: Taste,
    party: int,
    weight: Float[np.ndarray, "company path"],
    worth: Sequence[Float[np.ndarray, "_ #path"]],
    sums: Float[np.ndarray, "level first second"],
) -> None:
    """Add each level's utilities; its factors are those of the level before, moved by one step."""
    nothing = [np.zeros((half.width, 1)) for half in block.halves]
    rate, stake = taste.rate[party], taste.stake[:, party]
    left, right = _factors(block, worth, stake[0][:, None] * weight, taste.shift[party], rate)
    moved, last = nothing, None
    for level in range(len(stake)):
        if level:
            step = stake[level] - stake[level - 1]
            if not same_step(step, last):
                moved, last = _factors(block, nothing, step[:, None] * weight, 0.0, rate), step
            left *= moved[0]
            right *= moved[1]
        np.add(sums[level], left @ right.T, out=sums[level])


def _factors(
    block: Block,
    worth: Sequence[Float[np.ndarray, "_ #path"]],
    weight: Float[np.ndarray, "company path"],
    shift: float,
    rate: float,
) -> list[Float[np.ndarray, "_ #path"]]:
    """Split the utility of worth and equity into a factor of either half, the second's centred on one on each path."""
    left, right = (
        sum((half.at_exit[company] * value for company, value in enumerate(weight)), start=each)
        for half, each in zip(block.halves, worth, strict=True)
    )
    middle = (right.min(axis=0) + right.max(axis=0)) / 2
    left = left + (middle + (weight * block.equity).sum(axis=0) - shift)
    return [np.exp(left * -rate), np.exp((right - middle) * -rate)]
