"""Values any package of a negotiation in every case that nobody can rule out; what a state costs is paid once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.certainty import Cases, Stand, cases, stand
from dealwright.bargain.negotiation import present_values_without
from dealwright.bargain.packages import Eyes, forms, value_grid
from dealwright.engine import beliefs as belief
from dealwright.engine.scenario import Scene
from dealwright.engine.valuation import few

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.packages import Grid
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Refused = tuple[Float[ndarray, "party path"], dict[int, Float[ndarray, " path"]]]


@dataclass
class Outlook:
    """One set of futures, and all that the parties may know, on which packages are valued.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section.
        draws: The draws of its futures.
        values: Every value of each negotiable path that a package may have.
    """

    loaded: Loaded
    draws: Draws
    values: Mapping[str, Sequence[str]]
    _grids: dict[tuple[tuple[str, float], ...] | None, tuple[Grid, Refused]] = field(default_factory=dict, init=False)

    def cases(self, packages: Sequence[Mapping[str, str]]) -> Cases:
        """Value packages in every case.

        Args:
            packages: `path: value as written`, of every negotiable path.
        """
        deal = self.loaded.sound
        assert deal.negotiate is not None  # noqa: S101 - the caller has looked
        doubts = Scene(self.loaded.no_deal(), self.draws, forms=forms(self.loaded)).doubts
        facts = [doubt for doubt in doubts if doubt.known_to & set(deal.negotiate.between)]
        whole = self._stand(packages, None)
        return cases(
            deal,
            self.draws.seed,
            whole,
            lambda known: self._stand(packages, known),
            facts,
            replicates=self.draws.replicates,
        )

    @property
    def levels(self) -> Float[ndarray, "state quantity"] | None:
        """Return the level of probability of all that is drawn, in each state; none where nothing is."""
        deal = self.loaded.sound
        assert deal.negotiate is not None  # noqa: S101 - the caller has looked
        doubts = Scene(self.loaded.no_deal(), self.draws, forms=forms(self.loaded)).doubts
        facts = [doubt.name for doubt in doubts if doubt.known_to & set(deal.negotiate.between)]
        traits = [f"{p}.{trait}" for p in deal.negotiate.between for trait in belief.uncertain_traits(deal, p)]
        names = [*facts, *traits]
        drawn = belief.joint_levels(self.draws.seed, names)
        return np.array([[each[name] for name in names] for each in drawn]) if names else None

    def _stand(self, packages: Sequence[Mapping[str, str]], known: Mapping[str, float] | None) -> Stand:
        grid, refused = self._grid(known)
        return stand(grid, [grid.number(package) for package in packages], *refused)

    def _grid(self, known: Mapping[str, float] | None) -> tuple[Grid, Refused]:
        key = None if known is None else tuple(known.items())
        if key not in self._grids:
            draws = self.draws if known is None else few(self.draws)
            eyes = Eyes() if known is None else Eyes(known)
            grid = value_grid(self.loaded, draws, values=self.values, eyes=eyes, worth=False)
            refusing = Scene(self.loaded.no_deal(), draws, forms=forms(self.loaded))
            self._grids[key] = grid, present_values_without(self.loaded, refusing, known)
        return self._grids[key]

    def afresh(self, packages: Sequence[Mapping[str, str]]) -> Outlook:
        """Return another set of futures and of what may be known, for some packages that were chosen on this one."""
        again = replace(self.draws, seed=self.draws.seed + 1_000_003)
        values = {path: tuple(dict.fromkeys(package[path] for package in packages)) for path in self.values}
        return Outlook(self.loaded, again, values)
