"""Find the solutions in each space of agreements: one package, a package and a payment, a draw between packages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain import lotteries, lotteries_of_many, solutions
from dealwright.bargain.frontier import frontier
from dealwright.bargain.mixtures import EmptyHullError
from dealwright.bargain.result import Chance
from dealwright.bargain.side_payments import ENOUGH, share_out
from dealwright.bargain.zone import suits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float, Int

    from dealwright.bargain.lotteries import Lottery
    from dealwright.bargain.result import Solution, Space
    from dealwright.bargain.table import Table

    Gains = Float[np.ndarray, "party package"]
    PerParty = Float[np.ndarray, " party"]
    _Drawn = tuple[Int[np.ndarray, " package"], dict[str, Lottery], PerParty]
    """Packages of the frontier, the solutions by name, and the most each party can gain; no solutions where no draw
    suits everyone."""

EMPTY = "no package is worth at least its reservation value to every party"


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """Hold what the parties could agree on in one space.

    Attributes:
        space: which space.
        acceptable: how many packages nobody refuses in it.
        frontier: numbers of the packages that make its frontier.
        solutions: by name.
        ideal: the most each party could hold.
        reason: why there is no solution; empty where there is.
        notes: what a reader must know.
    """

    space: Space
    acceptable: int
    frontier: Int[np.ndarray, " package"]
    solutions: Mapping[str, Solution] = field(default_factory=dict)
    ideal: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""
    notes: tuple[str, ...] = ()


def agree_on_packages(table: Table) -> Agreement:
    """Let the parties choose one package.

    Args:
        table: what the bargain starts from.

    Returns:
        What they could agree on.
    """
    undominated = frontier(table.worth)
    acceptable = suits(table.worth, table.held, table.outside)
    candidates = np.sort(undominated[acceptable[undominated]])
    if len(candidates) == 0:
        return Agreement("money", 0, undominated, reason=EMPTY)
    gain = np.take(table.worth, candidates, axis=1) - table.held[:, None]
    chosen = {
        "nash": solutions.nash(gain, table.power),
        "kalai_smorodinsky": solutions.kalai_smorodinsky(gain),
        "egalitarian": solutions.egalitarian(gain),
        "utilitarian": solutions.utilitarian(gain),
    }
    return Agreement(
        "money",
        int(np.count_nonzero(acceptable)),
        undominated,
        {name: table.solution(candidates[tied]) for name, tied in chosen.items()},
        table.named(table.held + solutions.ideal_gain(gain)),
    )


def agree_with_payments(table: Table) -> Agreement:
    """Let the parties choose a package and pay each other: the frontier is the line at the largest total.

    Args:
        table: what the bargain starts from, in money.

    Returns:
        What they could agree on. Nash, Kalai-Smorodinsky and egalitarian divide the gain of the best package; any
        division is utilitarian, and the equal one is named.
    """
    least = np.maximum(0.0, table.least - table.held)
    gain = table.worth - table.held[:, None]
    best = solutions.utilitarian(gain)
    total = gain.sum(axis=0)
    needed = float(least.sum())
    slack = ENOUGH * max(float(np.abs(table.worth).max()), float(np.abs(table.held).max()))
    acceptable = int((total >= needed - slack).sum())
    surplus = max(float(total[best[0]]), needed) if acceptable else float(total[best[0]])
    if surplus < needed:
        reason = "no package leaves the parties together with their reservation values, whatever they pay each other"
        return Agreement("money with side payments", 0, best, reason=reason)
    equal = np.ones(len(least))
    ideal = surplus - needed + least
    divisions = {
        "nash": share_out(surplus, least, solutions.powers(len(least), table.power)),
        "kalai_smorodinsky": share_out(surplus, least, ideal if ideal.any() else equal),
        "egalitarian": share_out(surplus, least, equal),
        "utilitarian": share_out(surplus, least, equal),
    }
    named = table.solution(best)
    found = {
        name: replace(
            named,
            certainty_equivalent=table.named(table.held + share),
            surplus=table.named(share),
            payments=table.named(share - gain[:, best[0]]),
        )
        for name, share in divisions.items()
    }
    note = (
        "side payments move worth one for one: any division of the largest total is utilitarian; the equal one is named"
    )
    return Agreement(
        "money with side payments", acceptable, best, found, table.named(table.held + ideal), notes=(note,)
    )


def agree_on_lotteries(table: Table) -> Agreement:
    """Let the parties draw lots between packages: the frontier is the convex hull in expected utility.

    Args:
        table: what the bargain starts from.

    Returns:
        What they could agree on. The frontier is that of the hull where two bargain; where more do, it lists the
        undominated packages, some of which a draw between others may beat.
    """
    tolerance = [table.rules.risk_tolerance.get(party) for party in table.parties]
    gain, least = table.worth - table.held[:, None], np.maximum(0.0, table.least - table.held)
    acceptable = int(suits(table.worth, table.held, table.outside).sum())
    two = len(table.parties) == 2  # noqa: PLR2004 - the hull's edge is a line for two
    on_frontier, chosen, ideal = (_between_two if two else _among_many)(table, gain, least, tolerance)
    if not chosen:
        return Agreement("lotteries", acceptable, on_frontier, reason=f"{EMPTY}, nor is a draw between packages")
    found = {name: _drawn(table, lottery) for name, lottery in chosen.items()}
    return Agreement("lotteries", acceptable, on_frontier, found, table.named(table.held + ideal))


def _between_two(table: Table, gain: Gains, least: PerParty, tolerance: Sequence[float | None]) -> _Drawn:
    """Walk the edge of two parties' hull."""
    hull = lotteries.Hull.of(gain, least, (tolerance[0], tolerance[1]))
    if not hull.corners:
        return np.array(hull.vertices), {}, least
    chosen = {
        "nash": lotteries.nash_lottery(hull, table.power),
        "kalai_smorodinsky": lotteries.kalai_smorodinsky_lottery(hull),
        "egalitarian": lotteries.egalitarian_lottery(hull),
        "utilitarian": lotteries.utilitarian_lottery(hull),
    }
    return np.array(hull.vertices), chosen, np.array([hull.at(len(hull.corners) - 1).gain[0], hull.at(0).gain[1]])


def _among_many(table: Table, gain: Gains, least: PerParty, tolerance: Sequence[float | None]) -> _Drawn:
    """Optimise over the hull of any number of parties."""
    undominated = frontier(table.worth)
    try:
        draws = lotteries_of_many.Draws.of(gain, least, tolerance)
    except EmptyHullError:
        return undominated, {}, least
    chosen = {
        "nash": lotteries_of_many.nash_draw(draws, table.power),
        "kalai_smorodinsky": lotteries_of_many.kalai_smorodinsky_draw(draws),
        "egalitarian": lotteries_of_many.egalitarian_draw(draws),
        "utilitarian": lotteries_of_many.utilitarian_draw(draws),
    }
    return undominated, chosen, draws.ideal_gain


def _drawn(table: Table, lottery: Lottery) -> Solution:
    likeliest = max(lottery.chances, key=lambda chance: chance[1])[0]
    sure = len(lottery.chances) == 1
    return replace(
        table.solution(np.array([likeliest])),
        certainty_equivalent=table.named(table.held + np.array(lottery.gain)),
        surplus=table.named(lottery.gain),
        lottery=() if sure else tuple(Chance(table.describe(number), chance) for number, chance in lottery.chances),
    )
