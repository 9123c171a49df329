"""Lays single packages, payments beside a package, and draws between packages side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.bargaining import bargain
from dealwright.bargain.lots import mixed_parts
from dealwright.bargain.ripples.everyone import Everyone
from dealwright.bargain.ripples.spaces_result import InSpace, Spaces
from dealwright.engine import beliefs as belief
from dealwright.engine.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.packages import Grid
    from dealwright.bargain.result import Bargain, Solution
    from dealwright.bargain.table import Rules
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Moved = Mapping[str, Float[ndarray, " path"]]

WAYS = ("money", "money with side payments", "lotteries")


def compare_spaces(found: Bargain, loaded: Loaded, draws: Draws, grid: Grid, rules: Rules) -> Spaces:
    """Find what each way of agreeing would bring, and what it adds to single packages.

    Args:
        found: The bargain.
        loaded: The deal.
        draws: The draws it was found on.
        grid: All packages.
        rules: What the parties may agree on; which way they may is set aside.

    Returns:
        The solutions in each way, with errors on the same futures.
    """
    deal, everyone = loaded.sound, Everyone.of(loaded, draws, found.between)
    minds = deal.worth_by != "mean_at_discount"
    tolerance = {p: belief.traits(deal, p).risk_tolerance if minds else None for p in found.between}
    plain = replace(rules, side_payments=False, lotteries=False, risk_tolerance=tolerance)
    ways = (plain, replace(plain, side_payments=True), replace(plain, lotteries=True))
    solved = {}
    for way, each in zip(WAYS, ways, strict=True):
        solved[way] = bargain(
            grid.worth if grid.excerpt is None else grid.excerpt,
            found.reservation,
            describe=grid.package,
            measure=found.measure,
            outside=found.outside,
            rules=each,
        )
    moves = _Moves(everyone, tolerance)
    base = {
        name: (solution, moves.of(solution, solved[WAYS[0]])) for name, solution in solved[WAYS[0]].solutions.items()
    }
    return Spaces(
        {
            way: {
                name: moves.told(solution, moves.of(solution, each), base.get(name) if way != WAYS[0] else None)
                for name, solution in each.solutions.items()
            }
            for way, each in solved.items()
        },
        {way: each.no_solution for way, each in solved.items() if each.no_solution},
    )


class _Moves:
    """What each path moves the gains by that solutions name."""

    def __init__(self, everyone: Everyone, tolerance: Mapping[str, float | None]) -> None:
        self.everyone, self.tolerance = everyone, tolerance
        self.kept: dict[tuple[tuple[str, str], ...], Mapping[str, tuple[float, Float[ndarray, " path"]]]] = {}

    def of(self, solution: Solution, found: Bargain) -> Moved:
        """Return what each path moves each party's gain by, to first order."""
        if solution.lottery:
            return self._drawn(solution)
        gains = {party: moved for party, (_, moved) in self._gains(solution.package).items()}
        if not solution.payments:
            return gains
        least = {p: max(0.0, found.outside.get(p, -np.inf) - found.reservation[p].value) for p in gains}
        spare = solution.total_surplus - sum(least.values())
        total = sum(gains.values(), np.zeros(self.everyone.draws.paths))
        share = {p: (solution.surplus[p] - least[p]) / spare if spare > 0 else 1.0 / len(gains) for p in gains}
        return {party: share[party] * total for party in gains}

    def _drawn(self, solution: Solution) -> Moved:
        parts = [self._gains(each.package) for each in solution.lottery]
        chances, found = [each.probability for each in solution.lottery], {}
        for party, rho in self.tolerance.items():
            shares = mixed_parts(np.array([part[party][0] for part in parts]), chances, rho)
            found[party] = np.asarray(shares @ np.array([part[party][1] for part in parts]))
        return found

    def _gains(self, package: Mapping[str, str]) -> Mapping[str, tuple[float, Float[ndarray, " path"]]]:
        key = tuple(package.items())
        if key not in self.kept:
            self.kept[key] = self.everyone.gains(package)
        return self.kept[key]

    def told(self, solution: Solution, moved: Moved, base: tuple[Solution, Moved] | None) -> InSpace:
        """Write a solution with its errors, and what it adds to another."""
        error, nothing = self.everyone.error, np.zeros(self.everyone.draws.paths)
        surplus = {party: Estimate(value, error(moved[party])) for party, value in solution.surplus.items()}
        total = Estimate(solution.total_surplus, error(sum(moved.values(), nothing)))
        told = InSpace(solution.package, surplus, total, solution.payments, solution.lottery)
        if base is None:
            return told
        before, still = base
        more = {party: moved[party] - still[party] for party in moved}
        added = {p: Estimate(solution.surplus[p] - before.surplus[p], error(each)) for p, each in more.items()}
        whole = Estimate(solution.total_surplus - before.total_surplus, error(sum(more.values(), nothing)))
        return replace(told, added=added, total_added=whole)
