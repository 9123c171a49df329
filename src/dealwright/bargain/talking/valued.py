"""Value packages of the talks as packages are valued, with errors: on the study's futures, or on fresh ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.fresh import central_blocks, closed
from dealwright.bargain.packages import forms
from dealwright.engine import beliefs as belief
from dealwright.engine import measures
from dealwright.engine.result import Estimate
from dealwright.engine.scenario import Scene

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

FRESH = 1_000_003
"""Added to the seed for futures on which nothing was chosen."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where packages are held against no deal, at central beliefs.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of the futures.
        parties: The parties at the table.
        held: What each has without a deal, scrambling by scrambling; filled when it is first needed.
    """

    loaded: Loaded
    draws: Draws
    parties: Sequence[str]
    held: dict[str, Float[ndarray, " replicate"]] = field(default_factory=dict)

    def afresh(self) -> Bench:
        """Return the same on futures on which nothing was chosen."""
        return Bench(self.loaded, replace(self.draws, seed=self.draws.seed + FRESH), self.parties)

    def gains(self, package: Mapping[str, str]) -> dict[str, Estimate]:
        """Estimate what a package brings each party over no deal, in currency; errors from the scramblings."""
        if not self.held:
            refusing = Scene(self.loaded.no_deal(), self.draws, forms=forms(self.loaded))
            self.held.update({party: central_blocks(refusing, party) for party in self.parties})
        scene = Scene(self.loaded.package(dict(package)), self.draws, forms=forms(self.loaded))
        return {party: self._gain(scene, party, self.held[party]) for party in self.parties}

    def _gain(self, scene: Scene, party: str, held: Float[ndarray, " replicate"]) -> Estimate:
        deal = scene.loaded.sound
        blocks = _with_closing(deal, party, central_blocks(scene, party), held) - held
        return Estimate(float(np.mean(blocks)), measures.spread(blocks) if len(blocks) > 1 else 0.0)


def _with_closing(
    deal: Deal, party: str, signed: Float[ndarray, " replicate"], held: Float[ndarray, " replicate"]
) -> Float[ndarray, " replicate"]:
    traits = belief.traits(deal, party)
    return np.concatenate([closed(deal, traits, signed[[k]], float(held[k])) for k in range(len(held))])
