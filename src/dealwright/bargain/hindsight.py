"""Sum up how a signed package stands, over all states of what the parties know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.backtest_result import RULES, Closeness, Distance, PartyPower, Power, Spread
from dealwright.bargain.shortfall import explained_by
from dealwright.bargain.zone import zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.circumstances import Circumstance
    from dealwright.bargain.standing import Frame, Standing
    from dealwright.engine.result import Estimate

LIKE = 1e-9
"""Rules whose distances differ by less, as a share of the pie, came as near."""


def over(parties: Sequence[str], draws: Sequence[Float[ndarray, " party"]]) -> dict[str, Spread]:
    """Read the percentiles of one figure per party.

    Args:
        parties: The parties.
        draws: Their figures in each draw.
    """
    return {} if not draws else dict(zip(parties, map(Spread.of, np.array(draws).T), strict=True))


def distance(frame: Frame, whole: Standing, stands: Sequence[Standing], again: Estimate | None) -> Distance:
    """Say how far the package is from the frontier.

    Args:
        frame: What stays the same in every state.
        whole: How the package stands at central beliefs.
        stands: The same in each draw.
        again: What is left, on fresh futures.
    """
    shares = [each.short.left / each.pie for each in stands if each.pie]
    return Distance(
        dict(zip(frame.parties, whole.short.could_gain.tolist(), strict=True)),
        whole.short.left,
        again,
        whole.pie,
        Spread.of(shares) if shares else None,
        {} if whole.short.better is None else frame.describe(whole.short.better),
    )


def implied(frame: Frame, central: Circumstance, stands: Sequence[Standing], apart: Distance) -> Power | None:
    """Say which powers the package implies.

    Args:
        frame: What stays the same in every state.
        central: What everything is worth at central beliefs.
        stands: How the package stands in each draw.
        apart: How far it is from the frontier.

    Returns:
        The powers; None where the parties pay each other.
    """
    if frame.rules.side_payments:
        return None
    exact = None
    if not apart.beyond_error and (central.gain > central.rounding).all():
        inside = zone(central.worth, central.held, central.outside)
        exact = explained_by(central.worth[:, inside] - central.held[:, None], central.gain)
    found = [each.power for each in stands if each.power is not None]
    nearest = over(frame.parties, found)
    ranges = None if exact is None else exact.ranges
    middle = None if exact is None else exact.central
    each = {
        party: PartyPower(
            None if ranges is None else ranges[place], None if middle is None else middle[place], nearest.get(party)
        )
        for place, party in enumerate(frame.parties)
    }
    return Power(frame.parties[0], each, len(found) / len(stands))


def closeness(frame: Frame, whole: Standing, stands: Sequence[Standing]) -> dict[str, Closeness]:
    """Say how near each rule came, over the draws in which there is a zone.

    Args:
        frame: What stays the same in every state.
        whole: How the package stands at central beliefs.
        stands: The same in each draw.

    Returns:
        The rules, in their order; none where no draw has a zone.
    """
    found = [each.rules for each in stands if each.rules]
    if not found:
        return {}
    best = [min(each.of_pie for each in rules.values()) for rules in found]
    out = {}
    for name in RULES:
        reached = [rules[name] for rules in found if name in rules]
        if not reached:
            continue
        shares = [each.of_pie for each in reached]
        near = [rules[name].of_pie <= least + LIKE for rules, least in zip(found, best, strict=True) if name in rules]
        central = whole.rules.get(name)
        number = None if central is None else central.package
        out[name] = Closeness(
            {} if number is None else frame.describe(number),
            over(frame.parties, [each.apart for each in reached]),
            Spread.of(shares) if np.isfinite(shares).all() else None,
            Spread.of([each.of_terms for each in reached]),
            sum(near) / len(found),
        )
    return out
