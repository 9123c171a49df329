"""Between which exit values the same classes must convert at a public offering, and where what is paid bends there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.issuers.offering import pay_forced, price_asked, ratcheted
from dealwright.equity.exits.corners import corners
from dealwright.equity.exits.takes import force
from dealwright.equity.exits.waterfall import pay

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.engine.issuers.stages import StageStack
    from dealwright.equity.exits.claims import Number
    from dealwright.equity.exits.waterfall import Payouts

    Flags = Bool[ndarray, " path"]
    Column = Float[ndarray, " path"]


@dataclass(frozen=True, slots=True)
class Regions:
    """What must convert at which exit value, on the paths of one stack.

    Args:
        offered: On which paths the exit is a public offering.
        least: From which exit value on each series must convert there; infinite where it never must; (path,) money.
        edges: Exit values between which everybody gets a straight line, in any order; those of `least` among them.
        steps: Those at which a series must convert.
    """

    offered: Flags
    least: Mapping[str, Column]
    edges: Sequence[Number]
    steps: Sequence[Column]

    def forced_at(self, equity: Column) -> dict[str, Flags]:
        """Say on which paths each series must convert.

        Args:
            equity: What there is, or a little less; (path,) money.
        """
        return {name: least <= equity for name, least in self.least.items()}

    def paid(self, stage: StageStack, equity: Column, forced: Mapping[str, Flags]) -> Payouts:
        """Pay an exit at which some series must convert."""
        return pay_forced(stage, equity, forced) if self.offered.any() else pay(stage.stack, equity)


def regions_of(stage: StageStack, offered: Flags, primary: float | None) -> Regions:
    """Find what must convert at which exit value.

    Args:
        stage: What the exit pays by.
        offered: On which of its paths the exit is a public offering.
        primary: New shares that the company sells there, where a class asks for proceeds.

    Returns:
        The regions.
    """
    if not offered.any():
        return Regions(offered, {}, corners(stage.stack), ())
    everyone = dict.fromkeys(stage.series, offered)
    all_converted = _corners(stage, everyone)
    there = np.flatnonzero(offered)
    least = {name: np.where(offered, 0.0, np.inf) for name in stage.series}
    steps = []
    for name, series in stage.series.items():
        price = price_asked(series, there, primary)
        if price is not None:
            least[name][there] = _least(
                stage.at(there), [np.broadcast_to(at, offered.shape)[there] for at in all_converted], price
            )
            valuation = series.cls.qualified_ipo.valuation if series.cls.qualified_ipo is not None else None
            if valuation is not None:
                least[name][there] = np.maximum(least[name][there], float(valuation))
            steps.append(least[name])
    found = Regions(offered, least, (), steps)
    bends = [at for equity in (np.zeros(len(offered)), *steps) for at in _corners(stage, found.forced_at(equity))]
    return replace(found, edges=[*bends, *steps])


def _corners(stage: StageStack, forced: Mapping[str, Flags]) -> list[Number]:
    """List where a stack bends where some series must convert."""
    offered = ratcheted(stage, forced)
    claims = tuple(
        force(claim, forced[claim.security])
        if claim.security in forced and stage.series[claim.security].promise is None
        else claim
        for claim in offered.claims
    )
    return corners(replace(offered, claims=claims))


def _least(stage: StageStack, bends: Sequence[Column], price: Column) -> Column:
    """Return the least exit value at which a share comes to a price if every class converts; infinite where none does.

    The price rises with the exit value by straight lines between its bends.
    """
    everyone = dict.fromkeys(stage.series, np.ones(len(price), dtype=bool))
    edges = np.sort(
        np.array([np.zeros(len(price)), *(np.where(np.isfinite(at), np.maximum(0.0, at), 0.0) for at in bends)]), axis=0
    )
    edges = np.append(edges, 2.0 * edges[-1:] + 1.0, axis=0)
    prices = np.array([np.broadcast_to(pay_forced(stage, edge, everyone).common_price, price.shape) for edge in edges])
    found = np.where(prices[0] >= price, 0.0, np.inf)
    for low, high, under, over in zip(edges[:-1], edges[1:], prices[:-1], prices[1:], strict=True):
        crosses = np.isinf(found) & (under < price) & (over >= price)
        rises = np.where(over > under, over - under, 1.0)
        found = np.where(crosses, low + (high - low) * (price - under) / rises, found)
    rises = prices[-1] - prices[-2]
    beyond = np.isinf(found) & (rises > 0.0) & np.isfinite(price)
    slope = (edges[-1] - edges[-2]) / np.where(rises > 0.0, rises, 1.0)
    return np.where(beyond, edges[-1] + np.where(beyond, price - prices[-1], 0.0) * slope, found)
