"""Values packages in every case that nobody can rule out, to each party as it believes the deal to be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.model import belief_model
from dealwright.bargain.offering.view import View
from dealwright.engine.beliefs import EVERYONE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.beliefs.model import BeliefModel
    from dealwright.bargain.offering.after_talks import Heard
    from dealwright.bargain.packages import Grid
    from dealwright.engine.scenario import Scene
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Package = Mapping[str, str]

STATES = 256
"""Draws of what the parties know and we do not."""
FRESH = 1_000_003
"""By how much the seed of fresh futures is more."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """The deal as somebody believes it to be, on one set of futures.

    Args:
        loaded: The deal, with those beliefs laid over it.
        grid: All packages of the ranges at central beliefs, if they are valued on these futures.
        refusing: No deal on these futures, if it is open.
    """

    loaded: Loaded
    grid: Grid | None = None
    refusing: Scene | None = None

    def model(self, draws: Draws, packages: Sequence[Package]) -> BeliefModel:
        """Value packages in all that the parties may be like and know.

        Args:
            draws: The draws of the futures.
            packages: `path: value as written`, of every negotiable path.
        """
        of_grid = self.grid is not None and all(
            package[path] in row for package in packages for path, row in self.grid.values.items()
        )
        grid = self.grid if of_grid else None
        return belief_model(self.loaded, draws, packages, grid=grid, refusing=self.refusing)


@dataclass(frozen=True, slots=True)
class Outlook:
    """One set of futures, on which packages are valued.

    Args:
        draws: The draws of the futures.
        eyes: With which eyes each party sees the deal, in the order of the table; those who believe alike share them.
        heard: What the log of the talks told the side that looks; none where it is not listened to.
    """

    draws: Draws
    eyes: Sequence[Eyes]
    heard: Heard | None = None

    def view(self, packages: Sequence[Package], place: int) -> View:
        """Value packages in every case, from one side.

        Args:
            packages: `path: value as written`, of every negotiable path.
            place: The place of the side at the table.
        """
        alike = {id(eyes): eyes for eyes in self.eyes}
        found = {key: eyes.model(self.draws, packages) for key, eyes in alike.items()}
        learnt = {} if self.heard is None else self.heard.levels(STATES, self.draws.seed)
        cases = {
            key: model.cases(STATES if model.beliefs else 1, scrambled=True, learnt=learnt if model.beliefs else None)
            for key, model in found.items()
        }
        most = max(len(each.gains) for each in cases.values())
        mine = [cases[id(eyes)] for eyes in self.eyes]
        sides = max(model.replicates for model in found.values())
        gains = np.stack([_repeated(c.gains, most, sides)[:, :, p] for p, c in enumerate(mine)], axis=2)
        gains[:, :, place] += self._told(packages, place, found[id(self.eyes[place])], most, learnt)
        needed = np.stack([_repeated(c.needed, most, sides)[:, p] for p, c in enumerate(mine)], axis=1)
        levels = {name: row[::sides] for each in cases.values() for name, row in each.levels.items()}
        drawn = np.array(list(levels.values())).T if levels and not learnt else None
        return View.of(gains, needed, place, replicates=sides, levels=drawn)

    def _told(
        self,
        packages: Sequence[Package],
        place: int,
        model: BeliefModel,
        most: int,
        learnt: Mapping[str, Float[ndarray, " case"]],
    ) -> Float[ndarray, "most package"] | float:
        """Say by how much more or less a side has in each case for what only others know: that they sign tells of it.

        Args:
            packages: The packages.
            place: The place of the side.
            model: What it knows itself.
            most: Number of cases.
            learnt: Levels of what others know, as the log of the talks told of them.

        Returns:
            What it has if it knew that, less what it then has on average by what is believed before the talks; nothing
            where it knows all that others do.
        """
        party = model.table[place]
        hidden = [b.name for b in model.beliefs.values() if b.doubt is not None and party not in b.known_to]
        if not hidden:
            return 0.0
        eyes = self.eyes[place]
        names = [name for name in hidden if name in eyes.loaded.sound.facts]
        if not names:
            return 0.0
        known = {f"facts.{name}.known_to": EVERYONE for name in names}
        informed = Eyes(eyes.loaded.with_overrides(known, warnings=False)).model(self.draws, packages)
        before = informed.cases(STATES, scrambled=True).gains[:, :, place]
        now = informed.cases(STATES, scrambled=True, learnt=learnt).gains[:, :, place] if learnt else before
        if len(now) != most:
            return 0.0
        apart = before.reshape(STATES, -1, len(packages)).mean(axis=0)  # the futures' error is in what it knows already
        return np.asarray((now.reshape(STATES, -1, len(packages)) - apart).reshape(now.shape))

    @property
    def afresh(self) -> Outlook:
        """Another set of futures and of what may be known, for packages that were chosen on this one."""
        fresh = {id(eyes): Eyes(eyes.loaded) for eyes in self.eyes}
        again = replace(self.draws, seed=self.draws.seed + FRESH)
        return Outlook(again, [fresh[id(eyes)] for eyes in self.eyes], self.heard)


def _repeated(cases: Float[ndarray, "case ..."], most: int, sides: int) -> Float[ndarray, "most ..."]:
    """Repeat the one state of somebody to whom nothing is unknown, as often as others have states."""
    return cases if len(cases) == most else np.concatenate([cases] * (most // max(len(cases), sides)))
