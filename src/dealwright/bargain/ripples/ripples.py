"""Values packages to everyone with a claim, also those who are not at the table, against no deal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.bargaining import bargain
from dealwright.bargain.negotiation import compare, outside_worth, rules_of
from dealwright.bargain.ripples.everyone import Everyone
from dealwright.bargain.ripples.ripples_result import Extreme, Ripple, Ripples

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dealwright.engine.executors.running import Running
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Progress = Callable[[int, int], None]

MOST = 100
"""Packages of the frontier that are valued at most; of more, so many are spread evenly over it."""
FRESH = 1_000_003
"""What is added to the seed for futures that nothing was chosen on."""


def find_ripples(
    loaded: Loaded,
    draws: Draws,
    *,
    most: int = MOST,
    progress: Progress | None = None,
    running: Running | None = None,
) -> Ripples:
    """Say what packages do to those who are not at the table.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section.
        draws: The draws of its futures.
        most: Packages of the frontier that are valued at most; of more, so many are spread evenly over it.
        progress: Is told how many packages are valued, of how many.
        running: Who finds the frontier, and where packages are kept; this process, in memory, by default.

    Returns:
        What today's contract, each solution's package and each of the frontier do.
    """
    deal = loaded.sound
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    refusing, reservation, grid = compare(loaded, draws, lambda _done, _of: None, running=running)
    found = bargain(
        grid.worth if grid.excerpt is None else grid.excerpt,
        reservation,
        describe=grid.package,
        measure=deal.worth_by,
        outside=outside_worth(loaded, draws, refusing.forms, {p: each.value for p, each in reservation.items()}),
        rules=rules_of(deal),
    )
    along = np.unique(np.linspace(0, len(found.frontier) - 1, min(most, len(found.frontier))).astype(int))
    wanted = [found.frontier[int(place)].package for place in along]
    everyone = Everyone.of(loaded, draws)
    told: dict[tuple[tuple[str, str], ...], Ripple] = {}
    every = [*(each.package for each in found.solutions.values()), *wanted]
    for done, package in enumerate(every):
        told.setdefault(tuple(package.items()), everyone.ripple(package))
        if progress is not None:
            progress(done + 1, len(every))
    frontier = tuple(told[tuple(package.items())] for package in wanted)
    again = Everyone.of(loaded, replace(draws, seed=draws.seed + FRESH))
    best, worst = (_extremes(frontier, everyone.outside, again, sign) for sign in (1.0, -1.0))
    return Ripples(
        everyone.outside,
        deal.worth_by,
        {party: everyone.held(party) for party in everyone.outside},
        everyone.today(),
        {name: told[tuple(each.package.items())] for name, each in found.solutions.items()},
        frontier,
        len(found.frontier),
        best,
        worst,
        deal.title,
        deal.currency,
        {key: party.name or key for key, party in deal.parties.items()},
    )


def _extremes(frontier: Sequence[Ripple], parties: Sequence[str], again: Everyone, sign: float) -> dict[str, Extreme]:
    """Pick the best or the worst package for each party, and value it on fresh futures."""
    found = {}
    for party in parties:
        picked = max(frontier, key=lambda each: sign * each.outsiders[party].value)
        fresh = again.ripple(picked.package).outsiders[party]
        found[party] = Extreme(picked.package, picked.outsiders[party], fresh)
    return found
