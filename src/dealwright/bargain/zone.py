"""Find the zone of possible agreement: the packages that nobody at the table would refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Bool, Float, Int


def zone(
    worth: Float[np.ndarray, "party package"],
    reservation: Float[np.ndarray, " party"],
    outside: Float[np.ndarray, " party"] | None = None,
) -> Int[np.ndarray, " acceptable"]:
    """Find the packages at or above every reservation value.

    The reservation values are taken as they are, also below the worst package or above the best. What a party could
    have outside only rules packages out; gains are counted from the reservation values.

    Args:
        worth: worth of each package to each party.
        reservation: what each party holds without a deal, in the same unit.
        outside: what each party could have elsewhere, in the same unit; minus infinity where there is nothing; None
            for no party.

    Returns:
        Numbers of the packages, in order.

    Raises:
        ValueError: if a reservation value is not finite, or an outside option is plus infinity or not a number.

    Source:
        Binmore, Shaked and Sutton, An outside option experiment, Quarterly Journal of Economics 104(4), 1989,
        doi:10.2307/2937866: an outside option constrains an agreement and does not shift it.
    """
    return np.flatnonzero(suits(worth, reservation, outside))


def suits(
    worth: Float[np.ndarray, "party package"],
    reservation: Float[np.ndarray, " party"],
    outside: Float[np.ndarray, " party"] | None = None,
) -> Bool[np.ndarray, " package"]:
    """Say of each package whether it is in the zone.

    Args:
        worth: worth of each package to each party.
        reservation: as in `zone`.
        outside: as in `zone`.

    Returns:
        Whether no party refuses it.

    Raises:
        ValueError: as `zone`.
    """
    found = np.ones(worth.shape[1], dtype=np.bool_)
    for row, least in zip(worth, floor(reservation, outside), strict=True):
        found &= row >= least
    return found


def floor(
    reservation: Float[np.ndarray, " party"], outside: Float[np.ndarray, " party"] | None = None
) -> Float[np.ndarray, " party"]:
    """Say under what worth each party refuses.

    Args:
        reservation: what each party holds without a deal.
        outside: what each party could have elsewhere; minus infinity where there is nothing; None for no party.

    Returns:
        The larger of the two, per party.

    Raises:
        ValueError: as `zone`.
    """
    if not np.isfinite(reservation).all():
        raise ValueError("a reservation value is not finite")
    if outside is None:
        return reservation
    if not (outside < np.inf).all():
        raise ValueError("an outside option is not a worth")
    return np.asarray(np.maximum(reservation, outside))


def probability_empty(
    worth: Float[np.ndarray, "belief party package"], floors: Float[np.ndarray, "belief party"]
) -> float:
    """Say how often no package suits everyone.

    Args:
        worth: worth of each package to each party under each belief, all beliefs equally likely.
        floors: under what worth each party refuses, under each belief.

    Returns:
        Share of the beliefs under which the zone is empty, 0 to 1.
    """
    suits = np.all(worth >= floors[:, :, None], axis=1)
    return float(1.0 - np.any(suits, axis=1).mean())
