"""Work out doubtful paths pair by pair: where a company is short of money in some packages and not in others.

A company's resources are computed once for all parties and levels. The exponential is taken once for all levels that
rise by equal steps (the ladder): each level's utility is that of the level before times the same factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.sums import SAFE_EXPONENT, same_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jaxtyping import Float

    from dealwright.engine.grids.block import Block
    from dealwright.engine.grids.sums import Sums, Taste

LEAST_OWED = float(np.finfo(np.float64).tiny)
"""Stands for a debt of nothing, of which nothing is unpaid."""


def add_pairs(block: Block, taste: Taste, sums: Sums) -> None:
    """Add paths by working out each pair of super-columns.

    Args:
        block: the paths.
        taste: what the parties' utilities need.
        sums: where to add.
    """
    first, second = block.halves
    left = (taste.shift[:, None, None] - first.direct) * taste.rate[:, None, None]
    right = second.direct * -taste.rate[:, None, None]
    ladders = {party: list(_rungs(block, taste, party)) for party in taste.averse}
    room = _Room.of(block)
    for row in range(first.width):
        lost = _at_exit(block, row, room)
        for company, equity in enumerate(room.equity):
            sums.equity[:, company, row] += block.weight[:, company] @ equity.T
        for (company, party), each in lost.items():
            sums.unpaid[party, row] += each @ block.discount[party, company]
        for party, ladder in ladders.items():
            exponent = np.add(right[party], left[party, row], out=room.exponent)
            for (company, payee), each in lost.items():
                if payee == party:
                    exponent += each * (block.discount[party, company] * taste.rate[party])
            _climb(ladder, room, sums.utility[party, :, row])


@dataclass(frozen=True, slots=True, eq=False)
class _Room:
    """Hold the arrays that every row of pairs writes into."""

    equity: Float[np.ndarray, "company column path"]
    exponent: Float[np.ndarray, "column path"]
    utility: Float[np.ndarray, "column path"]
    factor: Float[np.ndarray, "column path"]
    spare: Float[np.ndarray, "column path"]
    ones: Float[np.ndarray, " path"]

    @staticmethod
    def of(block: Block) -> _Room:
        shape = block.halves[1].width, block.paths
        exponent, utility, factor, spare = np.empty((4, *shape))
        return _Room(np.empty((len(block.equity), *shape)), exponent, utility, factor, spare, np.ones(block.paths))


def _at_exit(block: Block, row: int, room: _Room) -> dict[tuple[int, int], Float[np.ndarray, "column path"]]:
    """Work out each company's equity (into the room) and what each party loses of its remainders, for one row."""
    first, second = block.halves
    lost = {}
    for company, resources in enumerate(room.equity):
        np.add(second.at_exit[company], block.equity[company] + first.at_exit[company, row], out=resources)
        payees = [pair for pair in first.at_stake if pair[0] == company]
        if payees and resources.min() < 0:
            owed = np.add(second.owed[company], first.owed[company, row], out=room.spare)
            share = np.minimum(np.negative(resources, out=room.factor), owed, out=room.factor)
            np.maximum(share, 0.0, out=share)
            np.divide(share, np.maximum(owed, LEAST_OWED, out=owed), out=share)
            for pair in payees:
                lost[pair] = (second.at_stake[pair] + first.at_stake[pair][row]) * share
        np.maximum(resources, 0.0, out=resources)
    return lost


@dataclass(frozen=True, slots=True, eq=False)
class _Rung:
    """One level of the ladder: how the exponent moves from the level before, or from nothing."""

    level: int
    slope: Float[np.ndarray, "company path"]
    fresh: bool
    """Whether the move is from nothing: at the first level, or where the step is no factor between 1e-73 and one."""
    same: bool
    """Whether the move is the one before again."""


def _rungs(block: Block, taste: Taste, party: int) -> Iterator[_Rung]:
    """Order the levels so that the exponent falls from one to the next: then no product is 0 x inf."""
    stake = taste.stake[:, party]
    order = range(len(stake)) if stake[-1].sum() >= stake[0].sum() else range(len(stake) - 1, -1, -1)
    slope = block.weight[party] * -taste.rate[party]
    greatest = np.maximum(0.0, block.equity + sum(half.at_exit.max(axis=1) for half in block.halves))
    yield _Rung(order[0], stake[order[0]][:, None] * slope, fresh=True, same=False)
    last = None
    for before, level in pairwise(order):
        step = stake[level] - stake[before]
        deepest = (step[:, None] * slope * greatest).sum(axis=0).min()
        if (step < 0).any() or deepest < -SAFE_EXPONENT:
            yield _Rung(level, stake[level][:, None] * slope, fresh=True, same=False)
            last = None
        else:
            yield _Rung(level, step[:, None] * slope, fresh=False, same=same_step(step, last))
            last = step


def _climb(ladder: Sequence[_Rung], room: _Room, sums: Float[np.ndarray, "level column"]) -> None:
    """Add each level's sum of utilities over the paths, from the exponent before the stakes."""
    for rung in ladder:
        if rung.fresh:
            np.add(room.exponent, _moved(rung, room, room.utility), out=room.utility)
            np.exp(room.utility, out=room.utility)
        else:
            if not rung.same:
                np.exp(_moved(rung, room, room.factor), out=room.factor)
            np.multiply(room.utility, room.factor, out=room.utility)
        sums[rung.level] += room.utility @ room.ones


def _moved(rung: _Rung, room: _Room, out: Float[np.ndarray, "column path"]) -> Float[np.ndarray, "column path"]:
    """Work out by how much the equity moves the exponent."""
    if not len(room.equity):
        out.fill(0.0)
        return out
    np.multiply(room.equity[0], rung.slope[0], out=out)
    for equity, slope in zip(room.equity[1:], rung.slope[1:], strict=True):
        np.add(out, np.multiply(equity, slope, out=room.spare), out=out)
    return out
