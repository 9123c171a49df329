"""Compares a package with those one or two steps away: what a change gives the others, and what it costs me."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.offering.view import View
    from dealwright.engine.result import Estimate

ERRORS = 2.0
"""Standard errors under which a figure is not told from nothing."""

Kind = Literal["concession", "ask", "both gain", "both lose", "no matter", "split"]
"""What a change is, from the side that looks: it gives, it takes, all gain, nobody does, nothing is sure, or it gives
to some of the others and takes from others of them."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a change of a package does, on the same futures and beliefs.

    Args:
        gives: What it brings the others together, money; below zero if it takes from them.
        costs: What it costs me, money; below zero if it brings me something.
        kind: What it is; a figure within two standard errors of nothing counts as nothing.
    """

    gives: Estimate
    costs: Estimate
    kind: Kind

    @property
    def rate(self) -> float:
        """Return what it gives for each unit of money that it costs (an ask: takes for each that it brings)."""
        return self.gives.value / self.costs.value if self.costs.value else np.inf * np.sign(self.gives.value)


def pairs_of(singles: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """List the changes of two terms at once that single changes make."""
    return [{**one, **other} for one, other in combinations(singles, 2) if one.keys().isdisjoint(other)]


def compare(view: View, base: int, changed: int) -> Compared:
    """Compare two packages of a view.

    Args:
        view: What packages bring each side, in every case.
        base: The package from which the change is made.
        changed: The package that it makes.
    """
    gives = view.estimate((view.others[:, changed] - view.others[:, base]).sum(axis=1))
    costs = view.estimate(view.mine[:, base] - view.mine[:, changed])
    each = [view.estimate(row) for row in (view.others[:, changed] - view.others[:, base]).T]
    return Compared(gives, costs, _kind([sure(one) for one in each], gives, costs))


def sure(estimate: Estimate) -> int:
    """Return the sign of a figure: 0 where it is within two standard errors of nothing."""
    return 0 if abs(estimate.value) <= ERRORS * estimate.standard_error else int(np.sign(estimate.value))


def _kind(each: Sequence[int], gives: Estimate, costs: Estimate) -> Kind:
    if min(each) < 0 < max(each):
        return "split"
    them, me = sure(gives), -sure(costs)
    if them == 0 and me == 0:
        return "no matter"
    if them >= 0 and me >= 0:
        return "both gain"
    if them <= 0 and me <= 0:
        return "both lose"
    return "concession" if them > 0 else "ask"


def ranked_concessions(found: Sequence[Compared]) -> list[int]:
    """Rank concessions: what gives the others most for what it costs me first.

    Args:
        found: Changes of one package.

    Returns:
        Places of those that are concessions.
    """
    places = [place for place, each in enumerate(found) if each.kind == "concession"]
    return sorted(places, key=lambda place: -found[place].rate)


def ranked_asks(found: Sequence[Compared]) -> list[int]:
    """Rank what could be asked back: what costs the others least for what it brings me first.

    Args:
        found: Changes of one package.

    Returns:
        Places of those that are asks.
    """
    places = [place for place, each in enumerate(found) if each.kind == "ask"]
    return sorted(places, key=lambda place: found[place].rate)
