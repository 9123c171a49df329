"""Values a menu of packages, no deal and outside options, for parties that know some facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.wording import Wordings
from dealwright.bargain.packages import Eyes, forms, signed_scene, value_grid
from dealwright.engine import beliefs as belief
from dealwright.engine.grids.many_packages import values_of_packages
from dealwright.engine.scenario import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.packages import Grid
    from dealwright.engine.worth import Traits
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Refused = tuple[Float[ndarray, "party path"], Mapping[int, Float[ndarray, " path"]]]

TOGETHER = 2**22
"""Present values of packages that are held at once."""
AT_HAND = 2**16
"""Present values of packages that are worked out at once: they stay in a core's own memory."""


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

    def grid(
        self,
        draws: Draws,
        known: Mapping[str, float],
        traits: Mapping[str, Traits] | None = None,
        opened: dict[str, Scene] | None = None,
    ) -> Grid:
        """Open a grid that holds all of it.

        Args:
            draws: The draws of the futures.
            known: All that is known.
            traits: What the parties are like; as at central beliefs by default.
            opened: Scenes of the deal on these draws; new ones are added.
        """
        eyes = Eyes(known, traits, {} if opened is None else opened, alone=True)
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
    for own, worths in _in_blocks(grid, packages):
        if places and (len(places) + len(own)) * worths[0].size > TOGETHER:
            yield places, np.concatenate(parts)
            places, parts = [], []
        places.extend(own)
        parts.append(worths)
    if places:
        yield places, np.concatenate(parts)


def _in_blocks(
    grid: Grid, packages: Sequence[Mapping[str, str]]
) -> Iterator[tuple[list[int], Float[ndarray, "package party path"]]]:
    """Value packages path by path, so many of one world together as stay close at hand."""
    laid_out = grid.worlds[0].plan
    known = {path: {value: place for place, value in enumerate(each)} for path, each in grid.values.items()}
    chosen = {path: np.array([known[path][package[path]] for package in packages]) for path in grid.values}

    def option(paths: Sequence[str]) -> Int[ndarray, " package"]:
        """Number what each package chooses of some paths, the last of them moving fastest."""
        found = np.zeros(len(packages), dtype=np.intp)
        for path in paths:
            found = found * len(grid.values[path]) + chosen[path]
        return found

    world, level = option(laid_out.worlds), option(laid_out.stakes)
    options = np.array(
        [*(option(group.paths) for group in laid_out.groups), option([])]
    )  # the last buys in later rounds
    for number in np.unique(world).tolist():
        columns = grid.worlds[number].columns
        places = np.flatnonzero(world == number)
        of = np.unique(options[:, places], axis=1, return_inverse=True)[1].ravel()
        places, of = places[np.argsort(of, kind="stable")], np.sort(of)
        few, many = (max(1, most // (len(columns.parties) * columns.paths)) for most in (AT_HAND, TOGETHER))
        for alike in np.split(places, np.searchsorted(of, range(few, int(of[-1]) + 1, few))):
            for some in np.split(alike, range(many, len(alike), many)):
                yield some.tolist(), values_of_packages(columns, level[some], options[:, some])


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
