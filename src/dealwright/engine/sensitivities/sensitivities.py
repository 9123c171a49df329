"""Moves each number of a deal a little, on the same futures, and tells what that does to each party's worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.heading import heading_of
from dealwright.engine.naming import titles_of
from dealwright.engine.result import PartyCard
from dealwright.engine.sensitivities.probe import sensitivity
from dealwright.engine.sensitivities.result import LeftOut, Sensitivities, Sensitivity
from dealwright.ground.calendar import TimeGrid
from dealwright.ground.kernels.pays import get_ready
from dealwright.lang.numbers import numbers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dealwright.engine.sensitivities.ground import Grounds
    from dealwright.lang.numbers import Number

    Progress = Callable[[int, int], None]


def sensitivities(
    grounds: Grounds,
    scenario: str,
    wanted: Sequence[Number],
    left_out: Sequence[LeftOut] = (),
    *,
    progress: Progress | None = None,
) -> Sensitivities:
    """Tell how much numbers of a deal move each party's worth.

    Args:
        grounds: The deal in the scenario on its futures, with the parties wanted.
        scenario: Name of the scenario.
        wanted: The numbers to be moved.
        left_out: What is not moved, for another reason than that it cannot be.
        progress: Is told how many numbers are done, of how many.

    Returns:
        The slopes with their errors, the most telling number first.
    """
    loaded, draws, deal = grounds.loaded, grounds.draws, grounds.loaded.sound
    every = numbers_of(loaded)
    get_ready(len(wanted) * draws.paths * TimeGrid.of(*deal.dates, deal.step).steps)
    told: list[Sensitivity | LeftOut] = []
    for done, number in enumerate(wanted):
        told.append(sensitivity(grounds, number, every))
        if progress is not None:
            progress(done + 1, len(wanted))
    return Sensitivities(
        **heading_of(loaded, draws),
        scenario=scenario,
        worth={party: figures.certainty_equivalent for party, figures in grounds.all.base.items()},
        parties={
            key: PartyCard(deal.parties[key].name or key, deal.parties[key].short or "") for key in grounds.parties
        },
        numbers=tuple(sorted((e for e in told if isinstance(e, Sensitivity)), key=lambda each: -each.size)),
        left_out=(*(each for each in told if isinstance(each, LeftOut)), *left_out),
        worth_by=deal.worth_by,
        titles=titles_of(deal),
    )
