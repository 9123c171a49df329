"""Values a menu of packages, no deal and outside options, for parties that know some facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.wording import Wordings
from dealwright.bargain.packages import Eyes, forms, signed_scene, value_grid
from dealwright.engine import beliefs as belief
from dealwright.engine.grids.package_columns import parts_of_package
from dealwright.engine.scenario import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.packages import Grid
    from dealwright.engine.worth import Traits
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Refused = tuple[Float[ndarray, "party path"], Mapping[int, Float[ndarray, " path"]]]

TOGETHER = 2**22
"""Present values of packages that are held at once."""


@dataclass(frozen=True, slots=True)
class Menu:
    """Packages that are looked at in every state of what is known.

    Args:
        loaded: The deal, checked and calibrated.
        packages: What each package sets, by path: a value of every negotiable path.
        wordings: The deals that readings make of them.
    """

    loaded: Loaded
    packages: Sequence[Mapping[str, str]]
    wordings: Wordings

    @staticmethod
    def of(loaded: Loaded, draws: Draws, packages: Sequence[Mapping[str, str]]) -> Menu:
        """Look at some packages.

        Args:
            loaded: The deal, checked and calibrated.
            draws: Any draws of its futures.
            packages: What each sets, by path: a value of every negotiable path.
        """
        return Menu(loaded, packages, Wordings(loaded, packages, signed_scene(loaded, draws, Eyes())))

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        """The values of each path that some of the packages set: the file's in its order, then others."""
        found = {}
        for path, each in self.loaded.ranges().items():
            chosen = dict.fromkeys(package[path] for package in self.packages)
            found[path] = tuple(dict.fromkeys([*(value for value in each if value in chosen), *chosen]))
        return found

    def grid(self, draws: Draws, known: Mapping[str, float], traits: Mapping[str, Traits] | None = None) -> Grid:
        """Open a grid that holds all of it.

        Args:
            draws: The draws of the futures.
            known: All that is known.
            traits: What the parties are like; as at central beliefs by default.
        """
        eyes = Eyes(known, traits, alone=True)
        return value_grid(self.loaded, draws, values=self.values, eyes=eyes, worth=False)

    def present_values(self, draws: Draws, known: Mapping[str, float]) -> Float[ndarray, "package party path"]:
        """Value all of it path by path.

        Args:
            draws: The draws of the futures.
            known: All that is known.
        """
        parts = list(present_values(self.grid(draws, known), self.packages))
        found = np.empty((len(self.packages), *parts[0][1].shape[1:]))
        for places, worths in parts:
            found[places] = worths
        return found


def present_values(
    grid: Grid, packages: Sequence[Mapping[str, str]]
) -> Iterator[tuple[list[int], Float[ndarray, "package party path"]]]:
    """Value packages of a grid path by path, as many together as may be held at once.

    Args:
        grid: A grid that holds them.
        packages: What each sets.

    Yields:
        Places of some of the packages, and their present values.
    """
    places: list[int] = []
    parts: list[Float[ndarray, "package party path"]] = []
    for own, worths in _alike(grid, packages):
        if places and (len(places) + len(own)) * worths[0].size > TOGETHER:
            yield places, np.concatenate(parts)
            places, parts = [], []
        places.extend(own)
        parts.append(worths)
    if places:
        yield places, np.concatenate(parts)


def _alike(
    grid: Grid, packages: Sequence[Mapping[str, str]]
) -> Iterator[tuple[list[int], Float[ndarray, "package party path"]]]:
    """Value packages path by path, those together that differ in the stakes alone."""
    alike: dict[tuple[int, tuple[int, ...]], list[tuple[int, int]]] = {}
    for place, package in enumerate(packages):
        number = grid.number(package)
        world = next(w for w in range(len(grid.worlds) - 1, -1, -1) if grid.worlds[w].first <= number)
        level, chosen = grid.worlds[world].index.choice(number - grid.worlds[world].first)
        alike.setdefault((world, chosen), []).append((place, level))
    for (world, chosen), some in sorted(alike.items()):
        columns = grid.worlds[world].columns
        value, equity = parts_of_package(columns, chosen)
        step = max(1, TOGETHER // value.size)
        for first in range(0, len(some), step):
            part = some[first : first + step]
            stakes = columns.stake[[level for _, level in part]]
            worths = np.repeat(value[None], len(part), axis=0)
            for company in range(stakes.shape[2]):
                worths += stakes[:, :, company, None] * equity[:, company]
            yield [place for place, _ in part], worths


def without(
    loaded: Loaded, refusing: Scene, known: Mapping[str, float], traits: Mapping[str, Traits] | None = None
) -> Refused:
    """Return the present values of no deal, and of outside options by place, by the bargain's measure.

    Args:
        loaded: The deal.
        refusing: No deal.
        known: All that is known of the facts that are not known to all.
        traits: What the parties are like; as at central beliefs by default.
    """
    deal = loaded.sound
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    table = deal.negotiate.between
    like = traits or {party: belief.traits(deal, party) for party in table}
    outside = {
        place: _present_values(replace(refusing, loaded=other, valued={}, kept={}), party, known, like[party])
        for place, party in enumerate(table)
        if (other := loaded.outside(party)) is not None
    }
    return np.array([_present_values(refusing, party, known, like[party]) for party in table]), outside


def _present_values(scene: Scene, party: str, known: Mapping[str, float], traits: Traits) -> Float[ndarray, " path"]:
    if scene.loaded.sound.worth_by == "mean_at_discount":
        return scene.samples(party, traits, known).at_discount
    return scene.present_values(party, known)


def no_deal(loaded: Loaded, draws: Draws) -> Scene:
    """Open the scene in which talks fail, to be compared with every package."""
    return Scene(loaded.no_deal(), draws, forms=forms(loaded))
