"""Say in which precision a grid is computed, and what each precision can hold.

Single precision takes half the time and memory. An exponent is rounded to a part in 2^24 of the worth it stands for,
and a utility to a few of these at each level of a flight: a certainty equivalent is off by about 1e-7, and at most
`ERROR`, of the larger of the worth's scale and the risk tolerance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float

    Name = Literal["double", "single"]

LARGE = 4_000_000_000
"""Packages times paths over which a grid is computed in single precision."""

ERROR = {"double": 1e-11, "single": 1e-5}
"""Error of a figure at most, as a part of the largest worth of any package on any path."""


NEAR = {"double": 1e-9, "single": 1e-5}
"""The same for a package that seems to be worth what no deal is: such packages are valued again by themselves."""


@dataclass(frozen=True, slots=True)
class Precision:
    """What a precision can hold.

    Attributes:
        name: its name.
        type: the type of the arrays.
        factor: the exponent of a factor of a product is at most this, and cut off at minus twice this: with factors
            of the other half no larger than it, what is cut off is under `exp(-factor)`.
        pair: the exponent of a pair is at most this.
        span: by how many risk tolerances the middle package's worth may rise along a flight.
        levels: how many levels a flight may have.
        least: mean utilities under this may miss what was cut off.
        most: those over it may be sums that were too large.
    """

    name: Name
    type: type[np.floating]
    factor: float
    pair: float
    span: float
    levels: int
    least: float
    most: float

    def trusts(self, utility: Float[np.ndarray, "..."]) -> np.ndarray:
        """Say which mean utilities are within what the precision can hold."""
        return np.asarray((utility > self.least) & (utility < self.most))


DOUBLE = Precision("double", np.float64, 300.0, 700.0, 100.0, 64, math.exp(-260), 1e250)
SINGLE = Precision("single", np.float32, 40.0, 80.0, 12.0, 32, math.exp(-24), 1e250)


def precision_for(packages: int, paths: int, asked: Name | None = None) -> Precision:
    """Choose the precision of a grid by its size alone.

    Args:
        packages: how many packages there are.
        paths: how many futures.
        asked: the precision that was asked for; None leaves the choice.

    Returns:
        The precision.
    """
    single = packages * paths > LARGE if asked is None else asked == "single"
    return SINGLE if single else DOUBLE
