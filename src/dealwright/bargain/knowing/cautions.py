"""Say what a reader must know before relying on what futures tell of a party: on how few of them it rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import beliefs as belief
from dealwright.engine import measures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.knowing.forms import Sampler
    from dealwright.bargain.knowing.outcomes import Outcomes
    from dealwright.deal.deal import Deal

FARTHEST = 0.01
"""The part of the futures that lie farthest from the mean."""
MADE_BY_FEW = 0.5
"""The part of a variance from which on those make it."""


def cautions(deal: Deal, sampler: Sampler, outcomes: Outcomes, parties: Sequence[str]) -> tuple[str, ...]:
    """Say of which parties a worth or a spread rests on few futures.

    Args:
        deal: The deal.
        sampler: The forms and parties.
        outcomes: What the forms come to.
        parties: The parties that are told of.
    """
    said = []
    for party in parties:
        name, place = deal.parties[party].name or party, sampler.parties.index(party)
        tolerance = None if deal.worth_by == "mean_at_discount" else belief.traits(deal, party).risk_tolerance
        chosen = [
            (form.title, values[place])
            for form, values in zip(sampler.forms, outcomes.values, strict=True)
            if form.chosen
        ]
        thin = [title for title, own in chosen if tolerance is not None and measures.rests_on_few(own, tolerance)]
        if thin:
            said.append(
                f"what {name} would take for sure ({', '.join(thin)}) rests on few futures, since its risk tolerance "
                "is small beside its spread: what knowing is worth to it may be further off than its error says"
            )
        few = [title for title, own in chosen if made_by_few(own)]
        if few:
            said.append(
                f"one future in a hundred makes most of the spread of {name} ({', '.join(few)}): shares of it move "
                "from seed to seed, more than their errors say"
            )
    return tuple(said)


def made_by_few(values: Float[ndarray, " path"]) -> bool:
    """Tell whether the futures farthest from the mean make most of a variance.

    Args:
        values: The outcome on each future.

    Example:
        >>> made_by_few(np.linspace(0.0, 1.0, 1000)), made_by_few(np.append(np.zeros(999), 1.0))
        (False, True)
    """
    squares = np.sort((values - np.mean(values)) ** 2)[::-1]
    total = float(squares.sum())
    return total > 0 and float(squares[: max(1, int(FARTHEST * len(squares)))].sum()) > MADE_BY_FEW * total
