"""Turn super-columns into factors of utilities, and move them from one level of the stakes to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.engine.grids.kernels.exponential import exponentials
from dealwright.ground.kernels.compiled import AS_WRITTEN, compiled

if TYPE_CHECKING:
    from jaxtyping import Float, Integer


NOTHING = np.zeros((0, 0))
"""Stands for a worth of nothing."""
EVERY = np.zeros(0, dtype=np.uintp)
"""Stands for all paths."""


def factors_in_numpy(
    worth: Float[np.ndarray, "_ _"],
    lost: Float[np.ndarray, "_ _"],
    at_exit: Float[np.ndarray, "company column path"],
    slope: Float[np.ndarray, "company chosen"],
    base: Float[np.ndarray, " chosen"],
    rate: float,
    least: float,
    places: Integer[np.ndarray, " place"],
    out: Float[np.ndarray, "column chosen"],
) -> None:
    """Write `exp(rate (base + lost - worth - slope at_exit))` as arrays: what the compiled loop is tested against.

    Args:
        worth: worth without equity, in currency; or `NOTHING`.
        lost: what of it is lost on the chosen paths; or `NOTHING`.
        at_exit: effect on each company's resources.
        slope: worth of each unit of those, on the chosen paths.
        base: worth whose factor is one, likewise.
        rate: one over the risk tolerance.
        least: exponents under this count as this.
        places: the paths that are chosen; or `EVERY`.
        out: where to write, in any precision.
    """
    chosen = np.asarray(places, dtype=np.intp) if len(places) else slice(None)
    exponent = base - np.einsum("cn,cwn->wn", slope, at_exit[..., chosen])
    exponent = exponent - worth[..., chosen] if len(worth) else exponent
    exponent = exponent + lost if len(lost) else exponent
    out[:] = np.exp(np.maximum(exponent * rate, least).astype(out.dtype))


@compiled(AS_WRITTEN)
def write_factors(
    worth: Any, lost: Any, at_exit: Any, slope: Any, base: Any, rate: Any, least: Any, places: Any, out: Any
) -> None:
    """Write the same by a compiled loop."""
    exponent = np.empty(base.shape[0])
    for column in range(out.shape[0]):
        row = out[column]
        for n in range(exponent.shape[0]):
            exponent[n] = base[n]
        if worth.shape[0] > 0:
            _take_off(exponent, worth[column], places)
        if lost.shape[0] > 0:
            less = lost[column]
            for n in range(exponent.shape[0]):
                exponent[n] += less[n]
        for company in range(slope.shape[0]):
            _take_off_times(exponent, slope[company], at_exit[company, column], places)
        for n in range(exponent.shape[0]):
            row[n] = max(exponent[n] * rate, least)
        exponentials(row)


@compiled(AS_WRITTEN)
def _take_off(exponent: Any, values: Any, places: Any) -> None:
    if places.shape[0] == 0:
        for n in range(exponent.shape[0]):
            exponent[n] -= values[n]
    else:
        for n in range(exponent.shape[0]):
            exponent[n] -= values[places[n]]


@compiled(AS_WRITTEN)
def _take_off_times(exponent: Any, factor: Any, values: Any, places: Any) -> None:
    if places.shape[0] == 0:
        for n in range(exponent.shape[0]):
            exponent[n] -= factor[n] * values[n]
    else:
        for n in range(exponent.shape[0]):
            exponent[n] -= factor[n] * values[places[n]]


@compiled(AS_WRITTEN)
def move_factors(factors: Any, step: Any, least: Any) -> None:
    """Multiply factors by those of a step; what falls under the least counts as the least."""
    for column in range(factors.shape[0]):
        row, by = factors[column], step[column]
        for n in range(row.shape[0]):
            row[n] = max(row[n] * by[n], least)
