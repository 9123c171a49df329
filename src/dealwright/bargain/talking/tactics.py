"""Tactics that sides are seen to use at a table: what they hold out for as time passes and as the other gives way.

They are simulation, not equilibrium: nobody's tactic is the best answer to the other's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray


@dataclass(frozen=True, slots=True)
class Tactic:
    """How a side gives way.

    Args:
        name: Its name in words and tables.
        pace: Time passed to this power's inverse is the part given up by then: under 1 late (Boulware), over 1 early
            (conceder), 1 evenly.
        returned: Part of what the other side gave way since its first offer that is given in return; none for a side
            that looks at the clock alone.

    Source:
        Faratin, Sierra and Jennings, Negotiation decision functions for autonomous agents, Robotics and Autonomous
        Systems 24, 1998, sections 4.1 (time) and 4.3 (tit-for-tat, averaged).
    """

    name: str
    pace: float = 1.0
    returned: float | None = None

    def aspiration(self, time: float, most: float, least: float, given: float = 0.0) -> float:
        """Return the gain that the side holds out for.

        Args:
            time: Part of the time that is over, 0 to 1.
            most: The gain with which it opens.
            least: The gain under which it walks away.
            given: By how much, as a part of what it could give, the other side has come towards it, 0 to 1.

        Returns:
            Gain, from `most` down to `least`.
        """
        part = time ** (1 / self.pace) if self.returned is None else self.returned * given
        return most - min(max(part, 0.0), 1.0) * (most - least)


BOULWARE, LINEAR, CONCEDER = Tactic("boulware", 0.2), Tactic("linear", 1.0), Tactic("conceder", 5.0)
TIT_FOR_TAT = Tactic("tit_for_tat", returned=1.0)
TACTICS = (BOULWARE, LINEAR, CONCEDER, TIT_FOR_TAT)


def come_closer(received: Sequence[float], most: float) -> float:
    """Say how far the other side has come since its first offer.

    Args:
        received: What its offers gave me, first to last.
        most: The most that it could give.

    Returns:
        As a part of what was left to give after the first, 0 to 1.
    """
    if len(received) < 2 or most <= received[0]:  # noqa: PLR2004 - one offer shows no movement
        return 0.0
    return float(np.clip((max(received) - received[0]) / (most - received[0]), 0.0, 1.0))


def offered(own: Float[ndarray, " package"], other: Float[ndarray, " package"], asked: float) -> int:
    """Choose what to offer: of the packages that gain me what I ask, the one that the other side gains most by.

    Args:
        own: What I gain from each package.
        other: What the other side gains.
        asked: What I hold out for.

    Returns:
        Number of the package; where none gains me as much, of that which gains me most.
    """
    enough = own >= min(asked, float(own.max())) - 1e-12 * max(1.0, float(np.abs(own).max()))
    return int(np.flatnonzero(enough)[np.argmax(other[enough])])
