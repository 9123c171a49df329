"""The close of a date: it is one moment with the opening of the next, and belongs to its own date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.calendar import WHOLE

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray


def last_moment(days: Float[ndarray, "..."] | float) -> Float[ndarray, "..."]:
    """Return the moments at which what falls due on some days is read: at a close, the last before it.

    Args:
        days: Days from the opening of `as_of`; a whole number is the close of a date.

    Returns:
        Moments of that date, so that at the close of 31 December it is still the old year.
    """
    at = np.asarray(days, dtype=float)
    return np.where((at == np.rint(at)) & (at > 0.0), at - WHOLE, at)
