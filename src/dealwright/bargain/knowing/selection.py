"""What it does to a party that others know more: they sign only where that is good for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.knowing.deciding import Knowledge
from dealwright.engine.measures import exponential_equivalent
from dealwright.engine.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.bargain.knowing.outcomes import Outcomes
    from dealwright.bargain.knowing.unknowns import Unknown
    from dealwright.engine.result import Json


@dataclass(frozen=True, slots=True)
class Selection:
    """A package that others sign only in some states of what they know and a party does not.

    Attributes:
        form: The package.
        who: Who knows more, and would refuse in some states.
        knows: Paths of what they know and the party does not.
        probability: How often all of them sign, 0 to 1.
        if_all_signed: What the party would gain over no deal if they signed whatever they know, in currency.
        as_they_sign: What it gains where they sign when that is good for them, in currency.
    """

    form: str
    who: tuple[str, ...]
    knows: tuple[str, ...]
    probability: float
    if_all_signed: Estimate
    as_they_sign: Estimate

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "form": self.form,
            "who": list(self.who),
            "knows": list(self.knows),
            "probability": self.probability,
            "if_all_signed": self.if_all_signed.to_json(),
            "as_they_sign": self.as_they_sign.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody else who decides on a package.

    Args:
        party: The party.
        place: Its place among those that are valued.
        tolerance: Its risk tolerance; none where it minds no risk.
        needs: The least gain over no deal at which it signs, in currency.
    """

    party: str
    place: int
    tolerance: float | None
    needs: float = 0.0


def selection(
    outcomes: Outcomes, form: tuple[int, str], own: Signer, others: Sequence[Signer], unknown: Sequence[Unknown]
) -> Selection | None:
    """Find what a party gains from a package that others sign only where what they know speaks for it.

    Args:
        outcomes: The futures.
        form: Place and name of the package.
        own: The party.
        others: The others at the table.
        unknown: What is not known to all.

    Returns:
        What comes of it; None where all others sign whatever they know.

    Source: Akerlof, The Market for "Lemons", Quarterly Journal of Economics 84(3), 1970.
    """
    place, name = form
    more = [each for each in unknown if own.party not in each.known_to]
    signs = np.ones(outcomes.draws.paths, dtype=bool)
    who: list[str] = []
    known: dict[str, None] = {}
    for other in others:
        knowledge = Knowledge.of(other.party, more)
        here = _signs(outcomes, place, other, knowledge)
        if here.all() or not here.any():
            continue
        who.append(other.party)
        known |= dict.fromkeys(each.path for each in more if each.name in knowledge.names)
        signs &= here
    if not who:
        return None
    refused, signed = outcomes.values[0, own.place], outcomes.values[place, own.place]
    return Selection(
        name,
        tuple(who),
        tuple(known),
        float(np.mean(signs)),
        _gain(signed, refused, own.tolerance, outcomes.folds),
        _gain(np.where(signs, signed, refused), refused, own.tolerance, outcomes.folds),
    )


def _signs(outcomes: Outcomes, place: int, other: Signer, knowledge: Knowledge) -> Bool[ndarray, " path"]:
    """Tell on which paths somebody signs, knowing what it knows."""
    values = outcomes.values[[0, place], other.place]
    state = knowledge.state(outcomes.levels, outcomes.draws.paths)
    found = np.zeros(len(state), dtype=bool)
    for each in np.unique(state):
        here = state == each
        refused, signed = _worth(values[:, here], other.tolerance)
        found[here] = signed >= refused + other.needs
    return found


def _worth(values: Float[ndarray, "row path"], tolerance: float | None) -> Float[ndarray, " row"]:
    if tolerance is None:
        return np.asarray(np.mean(values, axis=1))
    return exponential_equivalent(values, tolerance)


def _gain(
    one: Float[ndarray, " path"], other: Float[ndarray, " path"], tolerance: float | None, folds: int
) -> Estimate:
    """Estimate how much more one sample is worth than another on the same futures."""
    both = np.array([one, other])
    whole = _worth(both, tolerance)
    parts = np.array([_worth(part, tolerance) for part in np.moveaxis(both.reshape(2, folds, -1), 1, 0)])
    differences = parts[:, 0] - parts[:, 1]
    error = float(np.std(differences, ddof=1) / np.sqrt(folds)) if folds > 1 else 0.0
    return Estimate(float(whole[0] - whole[1]), error)


def signers(
    parties: Sequence[str],
    table: Sequence[str],
    tolerances: Mapping[str, float | None],
    needs: Mapping[str, float],
) -> dict[str, Signer]:
    """Describe those at the table."""
    return {
        party: Signer(party, list(parties).index(party), tolerances[party], needs.get(party, 0.0)) for party in table
    }
