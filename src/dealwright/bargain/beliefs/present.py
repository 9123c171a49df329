"""Values a menu of packages, no deal and outside options path by path, for parties that know some facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.packages import Eyes, forms, value_grid
from dealwright.engine import beliefs as belief
from dealwright.engine.grids.package_columns import value_of_package
from dealwright.engine.scenario import Scene

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.packages import Grid
    from dealwright.engine.worth import Traits
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


@dataclass(frozen=True, slots=True)
class Stand:
    """What some packages and no deal bring the parties, in one state of what is known.

    Args:
        packages: Present values of each package; (package, party, path).
        refusal: Present values without a deal; (party, path).
        outside: Present values of their outside options, by the party's place; (path,).
    """

    packages: Float[ndarray, "package party path"]
    refusal: Float[ndarray, "party path"]
    outside: Mapping[int, Float[ndarray, " path"]] = field(default_factory=dict)

    def rows(self, place: int) -> Float[ndarray, "row path"]:
        """Return the present values of one party: of each package, of no deal, and of its outside option if any."""
        outside = [self.outside[place]] if place in self.outside else []
        return np.concatenate([self.packages[:, place], np.array([self.refusal[place], *outside])])

    def cut(self, parts: int) -> list[Stand]:
        """Cut the paths into so many equal blocks."""
        return [
            Stand(self.packages[:, :, some], self.refusal[:, some], {p: each[some] for p, each in self.outside.items()})
            for some in np.split(np.arange(self.refusal.shape[1]), parts)
        ]


@dataclass(frozen=True, slots=True)
class Menu:
    """Packages that are looked at in every state of what is known.

    Args:
        loaded: The deal, checked and calibrated.
        packages: What each package sets, by path: a value of every negotiable path.
    """

    loaded: Loaded
    packages: Sequence[Mapping[str, str]]

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        """The values of each path that some of the packages set: the file's in its order, then others."""
        ranges = self.loaded.ranges()
        return {
            path: tuple(
                dict.fromkeys(
                    [
                        *(v for v in each if any(p[path] == v for p in self.packages)),
                        *(p[path] for p in self.packages),
                    ]
                )
            )
            for path, each in ranges.items()
        }

    def stand(
        self, draws: Draws, refusing: Scene, known: Mapping[str, float], traits: Mapping[str, Traits] | None = None
    ) -> Stand:
        """Value all of it.

        Args:
            draws: The draws of the futures.
            refusing: No deal, on the same draws.
            known: All that is known.
            traits: What the parties are like; as at central beliefs by default.
        """
        eyes = Eyes(known, traits, alone=True)
        grid = value_grid(self.loaded, draws, values=self.values, eyes=eyes, worth=False)
        numbers = [grid.number(package) for package in self.packages]
        return on_grid(grid, numbers, without(self.loaded, refusing, known, traits))


def on_grid(
    grid: Grid,
    numbers: Sequence[int],
    refused: tuple[Float[ndarray, "party path"], Mapping[int, Float[ndarray, " path"]]],
) -> Stand:
    """Value some packages of a grid, path by path, beside what holds without a deal."""
    found = {number: _values(grid, number) for number in sorted(set(numbers))}  # world by world
    return Stand(np.array([found[number] for number in numbers]), *refused)


def _values(grid: Grid, number: int) -> Float[ndarray, "party path"]:
    world = next(w for w in reversed(grid.worlds) if w.first <= number)
    return value_of_package(world.columns, *world.index.choice(number - world.first))


def without(
    loaded: Loaded, refusing: Scene, known: Mapping[str, float], traits: Mapping[str, Traits] | None = None
) -> tuple[Float[ndarray, "party path"], dict[int, Float[ndarray, " path"]]]:
    """Return the present values of no deal, and of outside options, by the bargain's measure.

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
