"""Say which figures of each package are wanted, and in which precision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dealwright.engine.grids.precision import Name


@dataclass(frozen=True, slots=True)
class Figures:
    """What is worked out of each package.

    Attributes:
        tails: whether to tell how far its worth may fall, besides what it is worth.
        precision: in which precision its worth is computed; None leaves the choice to the size of the grid.
    """

    tails: bool = False
    precision: Name | None = None


WORTH_ALONE = Figures()
"""Nothing but what a package is worth."""
