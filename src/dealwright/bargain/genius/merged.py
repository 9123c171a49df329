"""Find the frontier of additive utilities without going through all outcomes: issue by issue.

What a party makes of an outcome is a sum over the issues. An outcome that begins with values of the first issues which
another choice of them beats is beaten itself. So the frontier of the first issues is joined with the values of the next
one, and what is beaten is left out, until all issues are in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from dealwright.bargain.frontier import frontier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float, Int

MOST_KEPT = 200_000
"""Partial outcomes that are kept exactly; of more, those are merged that differ by less than `FINENESS`."""
MOST_JOINED = 8_000_000
"""Partial outcomes that are looked at at once."""
FINENESS = 1e-4
"""What sums may differ by, as a share of the largest, where there are too many to keep all."""


@final
@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """The frontier of a sum over issues.

    Attributes:
        places: Which value of each issue each undominated outcome takes; one outcome for each point, in the order of
            all outcomes.
        worth: The sums, per party.
        slack: By how much the frontier may be higher in some places, as sums; zero where it is exact.
    """

    places: Int[np.ndarray, "outcome issue"]
    worth: Float[np.ndarray, "party outcome"]
    slack: float = 0.0


def merged_frontier(rows: Sequence[Sequence[Float[np.ndarray, " value"]]]) -> Merged:
    """Find the undominated outcomes of sums over issues.

    Args:
        rows: What each value of each issue adds, for each party in turn.

    Returns:
        One outcome for each point of the frontier, summed in the order of the issues.

    Example:
        >>> own, other = [np.array([0.0, 1.0]), np.array([0.0, 2.0])], [np.array([3.0, 0.0]), np.array([1.0, 0.0])]
        >>> merged_frontier([own, other]).worth.T.tolist()
        [[0.0, 4.0], [2.0, 3.0], [3.0, 0.0]]
    """
    parties, issues = len(rows), len(rows[0])
    worth, links = np.zeros((parties, 1)), []
    slack = 0.0
    for issue in range(issues):
        step = np.array([rows[party][issue] for party in range(parties)])
        worth, before, chosen = _joined(worth, step)
        if worth.shape[1] > MOST_KEPT:
            kept, coarse = _coarser(worth)
            worth, before, chosen, slack = worth[:, kept], before[kept], chosen[kept], slack + coarse
        links.append((before, chosen))
    return Merged(_followed(links, worth.shape[1]), worth, slack)


def _joined(
    worth: Float[np.ndarray, "party partial"], step: Float[np.ndarray, "party value"]
) -> tuple[Float[np.ndarray, "party kept"], Int[np.ndarray, " kept"], Int[np.ndarray, " kept"]]:
    """Join partial outcomes with the values of one more issue, and keep one of each undominated point."""
    values = step.shape[1]
    size = max(1, MOST_JOINED // values)
    sums, numbers = np.empty((len(worth), 0)), np.empty(0, dtype=np.int64)
    for start in range(0, worth.shape[1], size):
        piece = (worth[:, start : start + size, None] + step[:, None, :]).reshape(len(worth), -1)
        best = _points(piece)
        sums = np.concatenate([sums, piece[:, best]], axis=1)
        numbers = np.concatenate([numbers, best + start * values])
    best = _points(sums)
    return sums[:, best], numbers[best] // values, numbers[best] % values


def _points(worth: Float[np.ndarray, "party package"]) -> Int[np.ndarray, " point"]:
    """Find the undominated packages, the first of each point, in their order: so partial outcomes stay in theirs."""
    found = frontier(worth)
    order = found[np.lexsort((found, *worth[::-1, found]))]
    there = worth[:, order]
    return np.sort(order[np.concatenate(([True], (there[:, 1:] != there[:, :-1]).any(axis=0)))])


def _coarser(worth: Float[np.ndarray, "party partial"]) -> tuple[Int[np.ndarray, " kept"], float]:
    """Keep the best of each cell of a raster, and say how high a cell is."""
    high = FINENESS * float(np.abs(worth).max())
    cells = np.floor(worth / high)
    order = np.argsort(-worth.sum(axis=0), kind="stable")
    _, first = np.unique(cells[:, order], axis=1, return_index=True)
    return np.sort(order[first]), high


def _followed(
    links: Sequence[tuple[Int[np.ndarray, " _"], Int[np.ndarray, " _"]]], count: int
) -> Int[np.ndarray, "outcome issue"]:
    """Follow each outcome back through the issues."""
    places, at = np.empty((count, len(links)), dtype=np.int32), np.arange(count)
    for issue in range(len(links) - 1, -1, -1):
        before, chosen = links[issue]
        places[:, issue], at = chosen[at], before[at]
    return places
