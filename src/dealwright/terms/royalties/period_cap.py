"""The cap of a royalty's periods, by days; one under way counts what it has paid already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.days.anniversaries import years_of
from dealwright.terms.days.periods import promised
from dealwright.terms.opening import used_before
from dealwright.terms.royalties.under_way import days_to_come, handed_on, seen_by_end, under_way
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import Number
    from dealwright.terms.royalties.under_way import UnderWay
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.view import View

    Money = Float[ndarray, "path period"]

USED = "used this period"
"""What a period under way has used of its cap, as one wording hands it on to the next."""


@dataclass(frozen=True, slots=True)
class PeriodCap:
    """The most that each period pays.

    Args:
        amounts: The most, less what the period under way had used.
        used: What that was.
        clock: The periods.
    """

    amounts: Money
    used: Number
    clock: UnderWay

    def kept(self, share: Money, view: View, pieces: Cells) -> dict[str, Number]:
        """Return what another wording goes on with.

        Args:
            share: What the rates brought in each period.
            view: The futures.
            pieces: The contract periods.
        """
        used = seen_by_end(np.minimum(share, self.amounts), self.used, self.clock, pieces)
        return handed_on(view, pieces, self.clock, {USED: used})


def period_cap_of(term: Royalty, view: View, pieces: Cells) -> PeriodCap | None:
    """Return the most that each period pays; none where there is no such cap.

    Args:
        term: The royalty.
        view: The futures.
        pieces: The contract periods.
    """
    if term.period_cap is None:
        return None
    years, opening = years_of(pieces, view.grid, term.period, year_start(term)), used_before(term, view)
    clock = under_way(term, view, pieces, years, ("cap", term.period), said=opening is not None)
    used: Number = 0.0 if opening is None else opening
    if view.handed is not None:
        used = view.handed.kept.get(USED, 0.0)
    more = clock.lift(clock.days) + days_to_come(view, pieces, years)
    whole = promised(term.period_cap, view, pieces, more, year_start(term))
    return PeriodCap(np.maximum(whole - clock.lift(used), 0.0), used, clock)
