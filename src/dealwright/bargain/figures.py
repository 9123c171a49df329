"""Say which figures of packages are wanted, and in which precision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.engine.grids.precision import Name


@dataclass(frozen=True, slots=True)
class Figures:
    """What is worked out of each package.

    Attributes:
        tails: whether to tell how far its worth may fall, besides what it is worth.
        precision: in which precision its worth is computed; None leaves the choice to the size of the grid.
        implied_by: the package whose implied power is wanted, a value of every negotiable path; None for what was
            signed in the talks.
        side_by_side: whether single packages, payments and draws are laid side by side.
    """

    tails: bool = False
    precision: Name | None = None
    implied_by: Mapping[str, str] | None = None
    side_by_side: bool = False


WORTH_ALONE = Figures()
"""Nothing but what a package is worth."""
