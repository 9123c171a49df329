"""Turn super-columns into factors of utilities, and move them from one level of the stakes to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.engine.grids.kernels.exponential import exponentials
from dealwright.ground.kernels.compiled import AS_WRITTEN, compiled

if TYPE_CHECKING:
    from jaxtyping import Float


def factors_in_numpy(
    worth: Float[np.ndarray, "column path"],
    at_exit: Float[np.ndarray, "company column path"],
    slope: Float[np.ndarray, "company path"],
    base: Float[np.ndarray, " path"],
    rate: float,
    least: float,
    out: Float[np.ndarray, "column path"],
) -> None:
    """Write `exp(rate (base - worth - slope at_exit))` as arrays: what the compiled loop is tested against.

    Args:
        worth: worth without equity, in currency.
        at_exit: effect on each company's resources.
        slope: worth of each unit of those.
        base: worth whose factor is one.
        rate: one over the risk tolerance.
        least: exponents under this count as this.
        out: where to write, in any precision.
    """
    exponent = (base - worth - np.einsum("cn,cwn->wn", slope, at_exit)) * rate
    out[:] = np.exp(np.maximum(exponent, least).astype(out.dtype))


@compiled(AS_WRITTEN)
def write_factors(worth: Any, at_exit: Any, slope: Any, base: Any, rate: Any, least: Any, out: Any) -> None:
    """Write the same by a compiled loop."""
    exponent = np.empty(base.shape[0])
    for column in range(out.shape[0]):
        direct, row = worth[column], out[column]
        for n in range(exponent.shape[0]):
            exponent[n] = base[n] - direct[n]
        for company in range(slope.shape[0]):
            factor, effect = slope[company], at_exit[company, column]
            for n in range(exponent.shape[0]):
                exponent[n] -= factor[n] * effect[n]
        for n in range(exponent.shape[0]):
            row[n] = max(exponent[n] * rate, least)
        exponentials(row)


@compiled(AS_WRITTEN)
def move_factors(factors: Any, step: Any, least: Any) -> None:
    """Multiply factors by those of a step; what falls under the least counts as the least."""
    for column in range(factors.shape[0]):
        row, by = factors[column], step[column]
        for n in range(row.shape[0]):
            row[n] = max(row[n] * by[n], least)
