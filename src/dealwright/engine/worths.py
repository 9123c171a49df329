"""What the entries of a flow are worth together at a rate, and what of it comes up to a day of each path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.ground.kernels.pays import pays_now
from dealwright.terms.amounts.given import each_given, given
from dealwright.terms.days.beyond import in_all
from dealwright.world.exponential import AT_HAND, exponential

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms import Flow
    from dealwright.terms.outcome import OnDemand

    Rate = float | Float[ndarray, "..."]

YEAR = 365.0
PART = 2**13
"""Paths that a thread takes at a time."""
AT_ONCE = 2**11
"""The same where amounts are made by the way: some tens of rows of them stay close to a processor."""


def worth_of(flow: Flow, rate: Rate) -> Float[ndarray, " _"]:
    """Discount a flow's entries to `as_of`.

    Args:
        flow: The flow.
        rate: Effective yearly rate; scalar, (path,) or (path, 1).

    Returns:
        Present value on each path (or one value where nothing varies).

    Source: (1 + r)^(-days/365) from the day of each entry, design 4.1.
    """
    speed, later = _speed(rate), _on_demand(flow)
    if later is not None:
        return np.asarray(_made(flow, later, speed, None)[0])
    amounts, fixed = in_all(flow, rate), _fixed(flow)
    if fixed is not None and len(speed) == 1:
        found: Float[ndarray, " _"] = amounts @ np.exp(-speed[0] * fixed)
        return found
    if pays_now(amounts.size):
        return np.asarray(_compiled(flow, amounts, speed, None)[0])
    return _plainly(flow, amounts, speed, None)[0]


def worth_up_to(flow: Flow, rate: Rate, bound: Float[ndarray, " path"]) -> Float[ndarray, "2 path"]:
    """Discount a flow's entries to `as_of`: all, the same bytes as `worth_of` where they vary, and those up to a day.

    Args:
        flow: The flow.
        rate: Effective yearly rate; scalar or (path,).
        bound: The last day on each path on which entries count for the second.
    """
    speed, later = _speed(rate), _on_demand(flow)
    if later is not None:
        return _made(flow, later, speed, bound)
    amounts = in_all(flow, rate)
    if len(amounts) == 1 and not np.any(amounts):
        return np.zeros((2, len(bound)))
    if pays_now(amounts.shape[1] * len(bound)):
        return _compiled(flow, amounts, speed, bound)
    return np.array(_plainly(flow, amounts, speed, bound))


def _speed(rate: Rate) -> Float[ndarray, " _"]:
    return np.ravel(np.log1p(rate) / YEAR)


def _fixed(flow: Flow) -> Float[ndarray, " entry"] | None:
    """Return the days of a flow, if they are the same on all paths."""
    if flow.by_path:
        return None
    return np.ravel(flow.days)


def _plainly(
    flow: Flow, amounts: Float[ndarray, "_ entry"], speed: Float[ndarray, " _"], bound: Float[ndarray, " path"] | None
) -> list[Float[ndarray, " path"]]:
    """Add up entry by entry, as the compiled loop does: it finds the same bytes."""
    days, amounts = np.atleast_2d(flow.days).T, amounts.T
    paths = max(amounts.shape[1], days.shape[1], len(speed), 1 if bound is None else len(bound))
    found = [np.zeros(paths) for _ in range(1 if bound is None else 2)]
    together = max(1, AT_HAND // paths)
    for first in range(0, len(days), together):
        some = slice(first, first + together)
        powers = -speed * days[some]
        unit = np.empty(powers.shape)
        exponential(powers, unit)
        worths = unit * amounts[some]
        for worth in worths:
            found[0] += worth
        if bound is not None:
            for worth in np.where(days[some] <= bound, worths, 0.0):
                found[1] += worth
    return found


def _on_demand(flow: Flow) -> OnDemand | None:
    """Return amounts that are made where they are read, unless the last of them stands for more."""
    return flow.on_demand if flow.lasting is None else None


def _made(
    flow: Flow, later: OnDemand, speed: Float[ndarray, " _"], bound: Float[ndarray, " path"] | None
) -> Float[ndarray, "_ path"]:
    """Add up amounts as they are made, some paths at a time, which stay close to a processor; the same bytes."""
    from dealwright.engine.kernels.products import add_products
    from dealwright.engine.kernels.worths import add_worths
    from dealwright.ground.kernels.threads import in_threads

    (paths, entries), parts, unsound = later.shape, later.made_of, list[int]()
    moments, found = _laid(flow, paths, speed, bound)

    def at_once(begin: int) -> None:
        unsound.append(add_products(parts[0], *moments, found, (begin, min(begin + PART, paths))))

    def one_by_one(begin: int) -> None:
        end = min(begin + AT_ONCE, paths)
        rows = np.empty((entries, end - begin))
        unsound.append(later.write((begin, end), rows))
        add_worths(given(rows), *moments, found, (begin, end, begin))

    if not later.is_there:
        simple = len(parts) == 1 and _is_simple(parts[0], moments)
        in_threads(at_once if simple else one_by_one, range(0, paths, PART if simple else AT_ONCE))
    return _compiled(flow, later.whole, speed, bound) if later.is_there or any(unsound) else found


def _is_simple(part: tuple[Any, ...], moments: tuple[Any, ...]) -> bool:
    """Say whether money is of one driver alone, of one cell a period, and paid on days that are simply told."""
    (levels, _, cut, life, number), (days, cells, (start, end, speed, _)) = part, moments
    driven = len(levels[0]) > 0 and not len(levels[1]) and len(number) == 1 and len(cut[0]) == cut[1][-1] + 1
    same = life[0][0] == -np.inf and np.may_share_memory(life[1], end)  # the life of the money, begun alike
    by_life = same and len(cells[0]) == len(cut[0]) and len(start) == 1
    return driven and len(speed) == 1 and (days.shape[1] == 1 if len(days) else by_life)


def _compiled(
    flow: Flow, amounts: Float[ndarray, "_ entry"], speed: Float[ndarray, " _"], bound: Float[ndarray, " path"] | None
) -> Float[ndarray, "_ path"]:
    from dealwright.engine.kernels.worths import add_worths
    from dealwright.ground.kernels.threads import in_threads

    moments, found = _laid(flow, len(amounts), speed, bound)
    laid, paths = given(amounts.T), found.shape[1]
    in_threads(
        lambda place: add_worths(laid, *moments, found, (place, min(place + PART, paths), 0)), range(0, paths, PART)
    )
    return found


def _laid(
    flow: Flow, rows: int, speed: Float[ndarray, " _"], bound: Float[ndarray, " path"] | None
) -> tuple[tuple[Any, ...], Float[ndarray, "_ path"]]:
    """Lay out when entries are paid, as the loops have it: days, periods, numbers; and where their worths go."""
    none = np.zeros(1)
    pieces = flow.when if flow.by_path and not isinstance(flow.when, np.ndarray) else None
    if pieces is None:
        days, cells, life = np.atleast_2d(flow.days).T, (none[:0], none[:0]), (none, none)
    else:
        days, cells = np.empty((0, 0)), pieces.bounds
        life = np.full(1, -np.inf) if pieces.start is None else pieces.start, pieces.end
    numbers = tuple(each_given(each) for each in (*life, speed, none if bound is None else bound))
    paths = max(rows, days.shape[1] if days.size else 0, *(len(each) for each in numbers))
    return (given(days), tuple(map(given, cells)), numbers), np.empty((1 if bound is None else 2, paths))
