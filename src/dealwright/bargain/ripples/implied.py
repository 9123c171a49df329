"""Says which bargaining power a package implies, over what the parties know and we do not and the sampling error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.backtest_result import Spread
from dealwright.bargain.beliefs.model import belief_model
from dealwright.bargain.frontier import frontier
from dealwright.bargain.power import ImpliedPower, implied_power, nearest_power
from dealwright.bargain.ripples.implied_result import Implied, ImpliedShare
from dealwright.bargain.ripples.jumps import jumps
from dealwright.bargain.zone import suits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.packages import Grid
    from dealwright.bargain.result import Bargain
    from dealwright.bargain.ripples.implied_result import Origin
    from dealwright.engine.scenario import Scene
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

NEAR, CORNERS, ALONG = 40, 40, 24
"""Packages beside which one is held in each case: those nearest to it, those that Nash names under other powers, and
some along the frontier."""


def implied_of(
    found: Bargain, of: tuple[Loaded, Draws, Grid, Scene], package: Mapping[str, str], origin: Origin
) -> Implied:
    """Say which power a package implies, and how unsure that is.

    Args:
        found: The bargain.
        of: The deal, the draws it was found on, all packages, and no deal.
        package: A value of every negotiable path; it need not be one of the grid's steps.
        origin: Whose package it is.

    Returns:
        The power at central beliefs against all packages of the frontier, and over all cases against those that may be
        the Nash solution in its stead.
    """
    loaded, draws, grid, refusing = of
    held = np.array([each.value for each in found.reservation.values()])
    rows = grid.worth if grid.excerpt is None else grid.excerpt.worth
    undominated = frontier(rows)
    gain = np.take(rows, undominated, axis=1) - held[:, None]
    on_grid = all(package[path] in values for path, values in grid.values.items())
    least = np.array([max(0.0, found.outside.get(p, -np.inf) - found.reservation[p].value) for p in found.between])
    if on_grid:
        own = grid.worth_of(np.array([grid.number(package)]))[:, 0] - held
    else:
        own = belief_model(loaded, draws, [package], refusing=refusing).gains_at({})[0, 0]
    inside = (gain >= least[:, None]).all(axis=0)
    rivals = grid.numbered([int(each) for each in undominated[_rivals(gain, own, inside)]])
    menu = [package, *(grid.package(number) for number in rivals)]
    model = belief_model(loaded, draws, menu, grid=grid if on_grid else None, refusing=refusing)
    drawn = model.cases(scrambled=True)
    alone = model.scramblings()
    scrambled = [_case(gains.T, needed) for gains, needed in zip(alone.gains, alone.needed, strict=True)]
    scrambled = scrambled if model.replicates > 1 else []
    seen = [_case(gains.T, needed) for gains, needed in zip(drawn.gains, drawn.needed, strict=True)]
    whole = _case(np.column_stack([own, gain]), least)
    return _summed(found.between, (package, origin), whole, scrambled, seen, len(menu) - 1)


class _Case:
    """How the package stands in one case: whether all gain, which powers explain it, by which it is nearest."""

    def __init__(self, power: ImpliedPower | None, nearest: Float[ndarray, " party"] | None) -> None:
        self.power, self.nearest = power, nearest


def _case(gain: Float[ndarray, "party package"], needed: Float[ndarray, " party"]) -> _Case:
    """Hold the first package against the others in one case."""
    own = gain[:, 0]
    if not ((own > 0) & (own >= needed)).all():
        return _Case(None, None)
    agreed = gain[:, suits(gain, np.zeros(len(gain)), needed)]
    place = int(np.flatnonzero((agreed == own[:, None]).all(axis=0))[0])
    power = implied_power(agreed, place)
    middle = nearest_power(agreed, own) if power.central is None else np.array(power.central)
    return _Case(power, middle)


def _rivals(
    gain: Float[ndarray, "party package"], own: Float[ndarray, " party"], inside: ndarray
) -> Int[ndarray, " rival"]:
    """Choose the packages of the frontier that may be the Nash solution in place of one."""
    all_gain = np.flatnonzero(inside & (gain > 0).all(axis=0))
    if len(all_gain) == 0:
        return _evenly(np.arange(gain.shape[1]), ALONG)
    there = gain[:, all_gain]
    logs = np.log(there)
    mine = np.log(np.where(own > 0, own, there.min(axis=1)))
    near = all_gain[np.argsort(((logs - mine[:, None]) ** 2).sum(axis=0), kind="stable")[:NEAR]]
    corners = [_evenly(all_gain[jumps(there, place)[0]], CORNERS) for place in range(len(gain))]
    return np.unique(np.concatenate([near, *corners, _evenly(all_gain, ALONG)]))


def _evenly(places: Int[ndarray, " _"], most: int) -> Int[ndarray, " _"]:
    return np.asarray(places[np.unique(np.linspace(0, len(places) - 1, min(most, len(places))).astype(int))])


def _summed(
    parties: Sequence[str],
    told: tuple[Mapping[str, str], Origin],
    central: _Case,
    scrambled: Sequence[_Case],
    seen: Sequence[_Case],
    beside: int,
) -> Implied:
    """Sum up how a package stands over all cases."""
    powers = [each.power for each in seen if each.power is not None]
    middle, error = (_middles(cases) for cases in (seen, scrambled))
    ranges = np.array([power.ranges for power in powers if power.ranges is not None])
    nearest = _rows([each.nearest for each in seen if each.nearest is not None])
    exact = central.power
    found = {}
    for place, party in enumerate(parties):
        found[party] = ImpliedShare(
            None if exact is None or exact.ranges is None else exact.ranges[place],
            None if exact is None or exact.central is None else exact.central[place],
            _spread(error, place),
            _spread(middle, place),
            float(np.quantile(ranges[:, place, 0], 0.05)) if len(ranges) else None,
            float(np.quantile(ranges[:, place, 1], 0.95)) if len(ranges) else None,
            _spread(nearest, place),
        )
    count, off = len(seen), sum(power.ranges is None and power.forgone > 0 for power in powers)
    return Implied(
        dict(told[0]),
        told[1],
        found,
        0.0 if exact is None else exact.forgone,
        Spread.of([power.forgone for power in powers]) if powers else None,
        len(ranges) / count,
        off / count,
        (len(powers) - len(ranges) - off) / count,
        1.0 - len(powers) / count,
        count,
        beside,
    )


def _middles(cases: Sequence[_Case]) -> Float[ndarray, "case party"]:
    return _rows([each.power.central for each in cases if each.power is not None and each.power.central is not None])


def _rows(values: Sequence[Sequence[float] | Float[ndarray, " party"]]) -> Float[ndarray, "case party"]:
    return np.array(values) if values else np.zeros((0, 1))


def _spread(values: Float[ndarray, "case party"], place: int) -> Spread | None:
    return Spread.of(values[:, place]) if len(values) else None
