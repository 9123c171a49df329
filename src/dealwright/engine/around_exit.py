"""What a flow is worth up to a company's exit, and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.worths import worth_up_to
from dealwright.terms.days.beyond import in_all

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.exit import ExitTime
    from dealwright.engine.view import FuturesView
    from dealwright.terms.outcome import Flow

YEAR = 365.0


def up_to_exit(flow: Flow, exit_: ExitTime, view: FuturesView) -> Float[ndarray, "2 path"]:
    """Discount a flow's entries to `as_of` at a company's rate, once in a view: all, and those up to its exit.

    Args:
        flow: The flow.
        exit_: When the company's exit comes.
        view: The futures.
    """
    key = ("up to exit", id(flow), id(exit_))
    return view.once(key, lambda: (worth_up_to(flow, exit_.rate, exit_.day), flow, exit_))[0]


def split(
    flow: Flow, exit_: ExitTime, view: FuturesView
) -> tuple[Float[ndarray, " path"], Float[ndarray, " path"] | None, Float[ndarray, " path"]]:
    """Sum a flow's entries, in money at the exit: up to it, after it but certain by then, and others after it.

    Args:
        flow: The flow.
        exit_: When the company's exit comes.
        view: The futures.

    Returns:
        The three sums; none in the middle where no entry is certain before it is paid.
    """
    carry = exit_.grown
    if flow.reached is None:
        total, before = up_to_exit(flow, exit_, view)
        return before * carry, None, (total - before) * carry
    speed = np.log1p(exit_.rate) / YEAR
    before, settled, unsure = np.zeros((3, len(exit_.day)))
    entries = zip(in_all(flow, exit_.rate).T, flow.days.T, flow.reached.T, strict=True)
    for amount, day, reached in entries:  # entry by entry: one row of paths stays at hand
        worth = amount * np.exp(-speed * day)
        later, certain = worth * (day > exit_.day), reached <= exit_.day
        settled += later * certain
        unsure += later * ~certain
        before += worth * (day <= exit_.day)
    return before * carry, settled * carry, unsure * carry
