"""Finds the packages that are on the table when somebody asks what it is worth to know more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.fresh import reserve
from dealwright.bargain.knowing.forms import SIGNING
from dealwright.bargain.negotiation import bargain_among, compare, outside_worth
from dealwright.bargain.packages import forms
from dealwright.bargain.result import SOLUTIONS
from dealwright.engine.scenario import Scene

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.packages import Grid
    from dealwright.bargain.result import Bargain
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

SOLUTION = "nash"
"""The package on the table where none is named."""
TERMS_APART = 2
"""In how many terms packages differ between which somebody chooses."""
AS_WELL = 0.02
"""The part of the others' gain by which a package may leave them short of the one on the table."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to know.

    Attributes:
        party: For whom; empty for all sides, and no advice.
        at: The package on the table, its values by path; what a solution names where empty.
        title: What that package is called.
        solution: The solution that names the package on the table, if it is not given.
        choices: How many packages there are to choose from, beside refusing.
        of: Paths of the facts wanted; all by default.
        ranges: Whether a number that is assumed within a range may be anywhere in it.
    """

    party: str = ""
    at: Mapping[str, str] = field(default_factory=dict)
    title: str = "the package"
    solution: str = SOLUTION
    choices: int = 1
    of: tuple[str, ...] = ()
    ranges: bool = True


def packages(loaded: Loaded, draws: Draws, asked: Asked) -> dict[str, tuple[str, dict[str, str]]]:
    """Find the packages that are looked at.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        asked: What is wanted.

    Returns:
        Title and values by name: signing alone, then the package on the table, then others to choose from.

    Raises:
        KeyError: If there is no such solution.
        ValueError: If no package suits everyone, so that no solution names one.
    """
    if loaded.negotiate is None:
        return {}
    found: dict[str, tuple[str, dict[str, str]]] = {SIGNING: ("signing alone", {})}
    if asked.at and asked.choices == 1:
        return found | {"package": (asked.title, dict(asked.at))}
    compared = compare(loaded, draws, lambda _done, _of: None)
    told = bargain_among(loaded, draws, compared)
    name, title, package = _on_table(told, asked)
    found[name] = (title, package)
    return found | _others(told, compared[2], package, asked)


def needs_of(loaded: Loaded, draws: Draws) -> dict[str, float]:
    """Tell by how much more than no deal a package must be worth to each party at the table.

    That is what it holds out for (`reservation`), or what its outside option is worth more, at central beliefs.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
    """
    deal, negotiate = loaded.sound, loaded.sound.negotiate
    if negotiate is None:
        return {}
    if not negotiate.outside and all(deal.parties[party].reservation is None for party in negotiate.between):
        return {}
    refusing = Scene(loaded.no_deal(), draws, forms=forms(loaded))
    held = {party: reserve(refusing, party).value for party in negotiate.between}
    wants = outside_worth(loaded, draws, refusing.forms, held)
    return {party: max(wants.get(party, value) - value, 0.0) for party, value in held.items()}


def _on_table(told: Bargain, asked: Asked) -> tuple[str, str, dict[str, str]]:
    if asked.at:
        return "package", asked.title, dict(asked.at)
    known = tuple(told.solutions or SOLUTIONS)
    if asked.solution not in known:
        message = f"no solution is called {asked.solution!r}; there are {', '.join(known)}"
        raise KeyError(message)
    if not told.solutions:
        near = told.nearest.package if told.nearest is not None else {}
        return "nearest", "the nearest package", dict(near)
    title = "the " + asked.solution.replace("_", "-").capitalize() + " package"
    return asked.solution, title, dict(told.solutions[asked.solution].package)


def _others(
    told: Bargain, grid: Grid, package: Mapping[str, str], asked: Asked
) -> dict[str, tuple[str, dict[str, str]]]:
    """Find packages that leave the other sides about as well off, the best for whoever decides first."""
    if asked.choices == 1 or not asked.party or asked.party not in told.between:
        return {}
    if set(package) != set(grid.values) or any(value not in grid.values[path] for path, value in package.items()):
        return {}
    held = np.array([told.reservation[party].value for party in told.between])
    gains = grid.worth - held[:, None]
    here, own = gains[:, grid.number(package)], list(told.between).index(asked.party)
    others = [place for place in range(len(held)) if place != own]
    fine = np.all(gains[others] >= (here - AS_WELL * np.abs(here))[others, None], axis=0)
    order = np.flatnonzero(fine)[np.argsort(-gains[own, fine], kind="stable")]
    chosen = [dict(package)]
    for number in order.tolist():
        candidate = grid.package(number)
        if all(sum(candidate[path] != each[path] for path in candidate) >= TERMS_APART for each in chosen):
            chosen.append(candidate)
        if len(chosen) == asked.choices:
            break
    return {f"other_{place}": (f"package {place + 1}", each) for place, each in enumerate(chosen) if place}
