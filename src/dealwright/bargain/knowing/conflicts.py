"""What each reading of a disputed fact would be worth to each party, all readings valued on the same futures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import beliefs as belief
from dealwright.engine import measures
from dealwright.engine.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.knowing.forms import Sampler
    from dealwright.bargain.knowing.outcomes import Outcomes
    from dealwright.deal.deal import Deal
    from dealwright.engine.result import Json


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fact on which sources disagree.

    Attributes:
        path: The fact.
        likeliest: Place of its likeliest reading.
        worth: By form and party, what each reading would be worth more than the likeliest one, in currency.
    """

    path: str
    likeliest: int
    worth: Mapping[str, Mapping[str, tuple[Estimate, ...]]]

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        worth: dict[str, Json] = {
            form: {party: [each.to_json() for each in some] for party, some in parties.items()}
            for form, parties in self.worth.items()
        }
        return {"path": self.path, "likeliest": self.likeliest, "worth": worth}


def conflicts(deal: Deal, sampler: Sampler, outcomes: Outcomes) -> tuple[Conflict, ...]:
    """Value each reading of each disputed fact as if it were known to be true.

    Args:
        deal: The deal.
        sampler: The forms and parties.
        outcomes: The futures, of which the fewer are used.

    Returns:
        The facts that have readings, in the order of the file; also those of which one reading is held for certain.
    """
    disputed = {name: fact for name, fact in deal.facts.items() if fact.readings}
    return tuple(_conflict(deal, name, sampler, outcomes) for name in disputed)


def _conflict(deal: Deal, name: str, sampler: Sampler, outcomes: Outcomes) -> Conflict:
    readings = deal.facts[name].readings or []
    likeliest = int(np.argmax([belief.constant(deal, each.weight) for each in readings]))
    drawn = next((each.readings for each in sampler.unknown.every if each.name == name and name in outcomes.read), ())
    values = [
        outcomes.read[name][drawn.index(place)]
        if place in drawn
        else sampler.values(outcomes.few, outcomes.few_levels, {name: place})
        for place in range(len(readings))
    ]
    worth = {
        form.name: {
            party: tuple(
                _more(deal, party, each[row, column], values[likeliest][row, column], outcomes.folds) for each in values
            )
            for column, party in enumerate(sampler.parties)
        }
        for row, form in enumerate(sampler.forms)
    }
    return Conflict(f"facts.{name}", likeliest, worth)


def _more(deal: Deal, party: str, one: Float[ndarray, " path"], other: Float[ndarray, " path"], folds: int) -> Estimate:
    """Estimate how much more one sample is worth than another on the same futures."""
    if np.array_equal(one, other):
        return Estimate(0.0, 0.0)
    tolerance = None if deal.worth_by == "mean_at_discount" else belief.traits(deal, party).risk_tolerance

    def worth(sample: Float[ndarray, "row path"]) -> Float[ndarray, " row"]:
        if tolerance is None:
            return np.asarray(np.mean(sample, axis=1))
        return measures.exponential_equivalent(sample, tolerance)

    whole = float(worth(one[None])[0] - worth(other[None])[0])
    parts = worth(one.reshape(folds, -1)) - worth(other.reshape(folds, -1))
    return Estimate(whole, float(np.std(parts, ddof=1) / np.sqrt(folds)) if folds > 1 else 0.0)
