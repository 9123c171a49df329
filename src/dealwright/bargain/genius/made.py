"""Make a scenario of a deal: its negotiable paths are the issues, each party's worth of every package its utility."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from dealwright.bargain.genius.fitted import Fit, fit
from dealwright.bargain.negotiation import compare, outside_worth, values_of
from dealwright.bargain.packages import Eyes
from dealwright.ground.drawn import Drawn
from dealwright.lang.genius.functions import Table
from dealwright.lang.genius.issue import Issue
from dealwright.lang.genius.scenario import Additive, Profile, Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float

    from dealwright.engine.result import Estimate, Json
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

MOST_EXACT = 50_000
"""Packages of which a table is written, each with its own utility."""
PACKAGE = "package"
"""The one issue of the exact table."""
BETWEEN = "; "
"""What stands between two changes in the name of a package."""


class TooManyPackagesError(ValueError):
    """The packages of a deal are more than are held in memory at once."""


@final
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Made(Drawn):
    """A deal as a scenario.

    Attributes:
        title: The deal's title.
        currency: Its currency.
        measure: By which measure worth is meant.
        scenario: The best sums over the paths, in the words of GENIUS.
        exact: All packages as the values of one issue, each with its exact utility; None where there are too many.
        fits: How good the sums are, per party.
        ends: Least and most worth of a package per party, in money: 0 and 1 of the exact table.
        reservation: What no deal is worth to each party, in money.
        signs_from: What a package must be worth to it: no deal, or more with an outside option or a `reservation`.
        packages: How many there are.
        seed: Seed of the futures.
        paths: How many.
    """

    title: str
    currency: str
    measure: str
    scenario: Scenario
    exact: Scenario | None
    fits: Mapping[str, Fit]
    ends: Mapping[str, tuple[float, float]]
    reservation: Mapping[str, Estimate]
    signs_from: Mapping[str, float]
    packages: int
    seed: int
    paths: int

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `genius write --json`."""
        return {
            "deal": self.title,
            "currency": self.currency,
            "measure": self.measure,
            "seed": self.seed,
            "paths": self.paths,
            "packages": self.packages,
            "issues": {issue.name: [str(value) for value in issue.values] for issue in self.scenario.issues},
            "exact": self.exact is not None,
            "parties": {party: self._party(party) for party in self.fits},
        }

    def _party(self, party: str) -> dict[str, Json]:
        found, (least, most), held = self.fits[party], self.ends[party], self.reservation[party]
        return {
            "base": found.base,
            "scale": found.scale,
            "largest_error": found.largest_error,
            "typical_error": found.typical_error,
            "explained": found.explained,
            "exact_base": least,
            "exact_scale": width(least, most),
            "reservation": held.value,
            "reservation_standard_error": held.standard_error,
            "signs_from": self.signs_from[party],
            "reservation_utility": found.utility(self.signs_from[party]),
        }


def make(loaded: Loaded, draws: Draws, name: str) -> Made:
    """Make a scenario of a deal.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section.
        draws: The draws of its futures.
        name: What to call the scenario.

    Returns:
        The scenario: issues are the negotiable paths, values are as they are written, utilities are worth by the deal's
        measure, on the futures and at the beliefs on which a bargain compares its packages.

    Raises:
        TooManyPackagesError: If the packages do not fit in memory.
    """
    deal = loaded.sound
    refusing, held, grid = compare(loaded, draws, lambda _done, _of: None, Eyes(), None)
    if grid.excerpt is not None:
        raise TooManyPackagesError(f"{grid.excerpt.packages:,} packages do not fit in memory: negotiate fewer values")
    alone = values_of(held)
    wants = outside_worth(loaded, draws, refusing.forms, alone)
    signs_from = {party: max(value, wants.get(party, value)) for party, value in alone.items()}
    shape = tuple(len(values) for values in grid.values.values())
    order = np.ravel_multi_index(tuple(grid.places()[path] for path in grid.values), shape)
    worth = np.empty_like(grid.worth)
    worth[:, order] = grid.worth
    issues = tuple(
        Issue(path, "discrete", tuple(values), index=at) for at, (path, values) in enumerate(grid.values.items(), 1)
    )
    fits = {party: fit(row.reshape(shape)) for party, row in zip(held, worth, strict=True)}
    profiles = tuple(_summed(party, found, issues, signs_from[party]) for party, found in fits.items())
    return Made(
        deal.title,
        deal.currency,
        deal.worth_by,
        Scenario(name, issues, profiles),
        _exact(name, issues, worth, signs_from) if worth.shape[1] <= MOST_EXACT else None,
        fits,
        {party: (float(row.min()), float(row.max())) for party, row in zip(held, worth, strict=True)},
        held,
        signs_from,
        worth.shape[1],
        draws.seed,
        draws.paths,
    )


def _summed(party: str, found: Fit, issues: Sequence[Issue], held: float) -> Profile:
    """Write a sum in the words of GENIUS: weights that sum to one, evaluations from 0 to 1."""
    tables = tuple(
        Table(tuple(zip(issue.values, row, strict=True)))
        for issue, row in zip(issues, found.evaluations(), strict=True)
    )
    return Profile(party, Additive(tuple(found.weights()), tables, most=1.0), found.utility(held))


def _exact(
    name: str, issues: Sequence[Issue], worth: Float[np.ndarray, "party package"], signs_from: Mapping[str, float]
) -> Scenario:
    """Make one issue of all packages, so that what they are worth need not be a sum."""
    places = np.stack(np.unravel_index(np.arange(worth.shape[1]), [len(issue.values) for issue in issues]), axis=1)
    named = tuple(
        BETWEEN.join(f"{issue.name}={issue.values[at]}" for issue, at in zip(issues, row, strict=True))
        for row in places.tolist()
    )
    profiles = []
    for party, row in zip(signs_from, worth, strict=True):
        least, scale = float(row.min()), width(float(row.min()), float(row.max()))
        table = Table(tuple(zip(named, ((row - least) / scale).tolist(), strict=True)), by_largest=False)
        reservation = (signs_from[party] - least) / scale
        profiles.append(Profile(party, Additive((1.0,), (table,)), reservation))
    return Scenario(name, (Issue(PACKAGE, "discrete", named, index=1),), tuple(profiles), "NegMAS")


def width(least: float, most: float) -> float:
    """Return what one unit of utility is in money, from the least worth of a package to the most; 1 if all is one."""
    return most - least or 1.0
