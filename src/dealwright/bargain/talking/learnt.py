"""What one side has learnt about another from its entries of the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.talking.contradiction import ContradictedError, impossible_offers
from dealwright.bargain.talking.heard import heard
from dealwright.bargain.talking.learning import before_the_talks, listen
from dealwright.ground.problem import in_file_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.talking.ground import Ground
    from dealwright.bargain.talking.heard import Heard
    from dealwright.bargain.talking.learning import Step
    from dealwright.bargain.talking.other_side import Across
    from dealwright.bargain.talking.particles import Particles


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What one side has learnt about another.

    Args:
        seen: The other side as it was believed to be.
        start: The guesses before the talks.
        steps: What each of its entries taught.
        numbers: Where these stand in `talks:`.
    """

    seen: Across
    start: Particles
    steps: Sequence[Step]
    numbers: Sequence[int]

    @property
    def believed(self) -> Particles:
        """What is believed now."""
        return self.steps[-1].believed if self.steps else self.start


def learn_from_the_log(ground: Ground, seen: Sequence[Across]) -> list[Learnt]:
    """Learn about sides from what they did, each with draws of its own.

    Args:
        ground: What the talks stand on.
        seen: The sides, and who looks.

    Raises:
        ContradictedError: If what is believed of a side rules out an offer that it made.
    """
    entries = [heard(ground, each) for each in seen]
    ruled_out = [p for each, said in zip(seen, entries, strict=True) for p in impossible_offers(ground, each, said)]
    if ruled_out:
        raise ContradictedError(in_file_order(ruled_out))
    return [_learnt(ground, each, said, k) for k, (each, said) in enumerate(zip(seen, entries, strict=True))]


def _learnt(ground: Ground, seen: Across, entries: Sequence[Heard], number: int) -> Learnt:
    random = np.random.default_rng([ground.draws.seed, 1, number])
    start = before_the_talks(seen.side, random)
    steps = listen(seen.side, [entry for _, entry in entries], start, random)
    return Learnt(seen, start, steps, [place for place, _ in entries])
