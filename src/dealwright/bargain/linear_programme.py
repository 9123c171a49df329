"""Solve a linear programme over chances, or powers, that sum to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.threads import loaded_in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from scipy.optimize import OptimizeResult

EXACT = 1e-10
"""How exactly a programme is solved: the least that HiGHS takes."""


def least_loss(
    loss: Float[np.ndarray, " unknown"],
    rows: Float[np.ndarray, "row unknown"],
    most: Float[np.ndarray, " row"],
    ends: Sequence[tuple[float | None, float | None]],
) -> OptimizeResult:
    """Minimise a loss with rows @ unknowns <= most, where all unknowns but the last sum to one.

    Args:
        loss: of one unit of each unknown.
        rows: what is bounded.
        most: its bounds.
        ends: the least and the largest value of each unknown; None where there is none.

    Returns:
        What HiGHS found, with its status: 0 where it is solved.
    """
    linprog = loaded_in_order("scipy.optimize").linprog  # heavy; only draws among many and backtests need it
    once = np.append(np.ones(len(loss) - 1), 0.0)[None, :]
    exact = {"primal_feasibility_tolerance": EXACT, "dual_feasibility_tolerance": EXACT}
    return linprog(loss, rows, most, once, np.ones(1), ends, method="highs-ds", options=exact)  # type: ignore[no-any-return]
