"""Value every package of a grid exactly, from columns: as if each were valued alone, to rounding.

Paths are dealt with in fixed blocks whose sums are added in a fixed order, so the result is the same bytes whatever
the threads.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from dealwright.engine.grids.block import take_block
from dealwright.engine.grids.kernel import sum_block
from dealwright.engine.grids.package_columns import PackageIndex, value_of_package
from dealwright.engine.grids.sums import Sums, Taste
from dealwright.engine.measures import exponential_equivalent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from jaxtyping import Float, Int

    from dealwright.engine.grids.package_columns import PackageColumns

BLOCK = 1024
"""Paths per block: few enough that the joined halves of 100,000 packages take some 25 MB."""

SMALLEST, LARGEST = 1e-250, 1e250
"""A mean utility outside these may have lost paths to the range of a double: such a package is valued alone."""


@dataclass(frozen=True, slots=True, eq=False)
class PackageWorth:
    """What every package is worth to every party.

    Attributes:
        parties: the parties, one axis of the arrays.
        index: what each package number stands for.
        certainty_equivalent: what the party would take for sure, in currency; the mean for a party without a risk
            tolerance.
        mean: expected present value at the rate of the measure, in currency.
    """

    parties: tuple[str, ...]
    index: PackageIndex
    certainty_equivalent: Float[np.ndarray, "party package"]
    mean: Float[np.ndarray, "party package"]


def value_packages(
    columns: PackageColumns, *, threads: int = 2, progress: Callable[[int, int], None] | None = None
) -> PackageWorth:
    """Value all packages of a grid.

    Expected exponential utility of a sum is the mean of a product over its groups. Limited liability leaves it a
    product wherever the sign of a company's resources does not hang on the package; elsewhere each pair of
    super-columns is worked out.

    Args:
        columns: what the grid is made of.
        threads: how many blocks of paths are worked on at once, at least one.
        progress: told after each block how many are done, and of how many.

    Returns:
        Certainty equivalents and means of all packages.
    """
    index = PackageIndex.of(len(columns.stake), [group.options for group in columns.groups])
    taste = Taste(columns.stake.astype(np.float64), columns.rate, _middle(columns, index))
    order = _likes_together(columns)
    blocks = [order[start : start + BLOCK] for start in range(0, len(order), BLOCK)]

    def work(paths: Int[np.ndarray, " path"]) -> Sums:
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            return sum_block(take_block(columns, index, paths), taste)

    _, first, second = index.shape
    total = Sums.zero(taste, first, second)
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(threads) as pool:
        starts = [partial(pool.submit, work, paths) for paths in blocks]
        for done, sums in enumerate(_in_order(starts, threads), start=1):
            total.add(sums)
            if progress is not None:
                progress(done, len(blocks))
    mean = _means(columns, total)
    return PackageWorth(columns.parties, index, _certainty_equivalents(columns, index, total, taste, mean), mean)


def _in_order(starts: Sequence[Callable[[], Future[Sums]]], ahead: int) -> Iterator[Sums]:
    """Yield results in the order of the tasks, with only a few held at once."""
    running: deque[Future[Sums]] = deque()
    for start in starts:
        if len(running) > ahead:
            yield running.popleft().result()
        running.append(start())
    while running:
        yield running.popleft().result()


def _middle(columns: PackageColumns, index: PackageIndex) -> Float[np.ndarray, " party"]:
    """Take the middle package's certainty equivalents for shifts: near them each package's mean utility is near one."""
    value = value_of_package(columns, index.levels // 2, [options // 2 for options in index.options])
    shift = np.zeros(len(columns.parties))
    for party, tolerance in enumerate(columns.risk_tolerance):
        if tolerance is not None:
            shift[party] = exponential_equivalent(value[party : party + 1], tolerance)[0]
    return shift


def _likes_together(columns: PackageColumns) -> Int[np.ndarray, " path"]:
    """Order the paths so that those whose companies are short in a like share of the packages stand in one block."""
    short = np.zeros(columns.paths)
    for place, company in enumerate(columns.companies):
        effects = [group.at_exit[company] for group in columns.groups if company in group.at_exit]
        least = columns.equity[place] + sum(effect.min(axis=0) for effect in effects)
        greatest = columns.equity[place] + sum(effect.max(axis=0) for effect in effects)
        width = np.where(greatest > least, greatest - least, 1.0)
        short += np.clip(-least / width, 0.0, 1.0)
    return np.argsort(short, kind="stable")


def _means(columns: PackageColumns, total: Sums) -> Float[np.ndarray, "party package"]:
    first, second = total.direct
    pairs = first[:, :, None] + second[:, None, :] - total.unpaid
    worth = np.repeat(pairs[:, None], len(columns.stake), axis=1)
    worth += np.einsum("lpc,pcij->plij", columns.stake, total.equity)
    return worth.reshape(len(columns.parties), -1) / columns.paths


def _certainty_equivalents(
    columns: PackageColumns,
    index: PackageIndex,
    total: Sums,
    taste: Taste,
    mean: Float[np.ndarray, "party package"],
) -> Float[np.ndarray, "party package"]:
    sure = mean.copy()
    for party, tolerance in enumerate(columns.risk_tolerance):
        if tolerance is not None:
            utility = total.utility[party].ravel() / columns.paths
            trusted = (utility > SMALLEST) & (utility < LARGEST)
            sure[party, trusted] = taste.shift[party] - tolerance * np.log(utility[trusted])
            for number in np.flatnonzero(~trusted):
                value = value_of_package(columns, *index.choice(int(number)))
                sure[party, number] = exponential_equivalent(value[party : party + 1], tolerance)[0]
    return sure
