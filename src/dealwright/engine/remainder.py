"""What a term is expected to move after a company's exit, given what is known at the exit.

A price at the exit cannot know the future, so the later flows enter it as their conditional expectation on the state
there: a weighted least-squares regression over the paths (Longstaff and Schwartz, Review of Financial Studies 14(1),
2001, section 1, use the same device for continuation values). The weights are the discount factors of the company,
and the fit is scaled to the sample's own weighted mean, so that putting the expectation in place of the outcome moves
no value between the sides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.moved_by import moved_by, said_of
from dealwright.engine.regression import Basis, Shared
from dealwright.ground.calendar import DAYS_PER_YEAR
from dealwright.terms.equity import Equity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Bool, Float, Int
    from numpy import ndarray

    from dealwright.engine.exit import ExitTime
    from dealwright.engine.view import FuturesView
    from dealwright.terms import Flow, Term
    from dealwright.terms.days.life import Life
    from dealwright.terms.days.periods import Cells

    Rows = Float[ndarray, "_ path"]

TIME = 0
"""The row of the time left, the first of those that terms share."""
ON_TIME = [(), (TIME,), (TIME, TIME)]
"""What is known of the time left alone: columns as products of rows."""
SOME = 1024
"""Paths from which it is told what a term usually moves: it only guides the regression."""


@dataclass(frozen=True, slots=True)
class Running:
    """A term with the life that it has under all its wordings, as far as other terms let it run."""

    term: Term
    life: Life

    def ends(self, paths: int) -> Float[ndarray, " path"] | None:
        """Return the day on which events or other terms end it, infinite where none does; none where none can."""
        if np.ndim(self.life.end) == 0:
            return None
        end = np.broadcast_to(np.ravel(self.life.end), (paths,))
        return np.where(end < self.life.last, end, np.inf)


def expected_remainders(
    after: Mapping[str, Float[ndarray, " path"]],
    running: Running,
    flows: Sequence[Flow],
    exit_: ExitTime,
    view: FuturesView,
) -> dict[str, Float[ndarray, " path"]]:
    """Replace what flows after the exit by its conditional expectation given the state at the exit.

    Args:
        after: What the flows after the exit turn out to be worth there, by who stands on the other side; money at
            the exit.
        running: The term.
        flows: What the term moves to and from the company.
        exit_: When the company's exit comes.
        view: The futures.

    Returns:
        The expectation on each path, of the same weighted mean; zero where the term has ended by the exit.
    """
    settled = _settled(running.term, flows, exit_, view)
    moves = np.logical_or.reduce([each != 0.0 for each in after.values()])
    live = (_still_running(running, exit_, view).live | moves) & ~settled
    if not moves.any() or not live.any():
        return dict(after)
    chosen = None if live.all() else np.flatnonzero(live)
    asked = after if chosen is None else {who: each[chosen] for who, each in after.items()}
    expected = _known(running, flows, exit_, view, live, chosen).expectations(asked)
    if chosen is None:
        return expected
    out = {}
    for other, each in after.items():
        out[other] = np.where(settled, each, 0.0)
        out[other][chosen] = expected[other]
    return out


def _settled(term: Term, flows: Sequence[Flow], exit_: ExitTime, view: FuturesView) -> Bool[ndarray, " path"]:
    """Tell on which paths nothing is open at the exit: what was to happen has, whether it is paid for by then or not.

    That is where all that a term pays once is certain to be paid, or the exit of a company whose shares this one holds.
    """
    if isinstance(term, Equity):
        (flow,) = flows
        lock_up = view.futures.deal.companies[term.company].lock_up
        locked = 0.0 if lock_up is None else np.squeeze(view.number(lock_up)) * DAYS_PER_YEAR
        sold: Bool[ndarray, " path"] = flow.days[:, 0] - locked <= exit_.day
        return sold
    settled = np.ones(view.paths, dtype=bool)
    for flow in flows:
        if flow.reached is None:
            return np.zeros(view.paths, dtype=bool)
        settled &= np.all(flow.reached <= exit_.day[:, None], axis=1)
    return settled


@dataclass(frozen=True, slots=True)
class _StillRunning:
    """What is known at an exit of the life of a term, as far as other terms let it run.

    Args:
        live: Whether it still runs.
        part: The part of the paths on which nothing has ended a life by then, told from some.
        left: Years until the last day on which it may end.
    """

    live: Bool[ndarray, " path"]
    part: float | Float[ndarray, " path"]
    left: Float[ndarray, " path"]

    @property
    def nbytes(self) -> int:
        """Return the size of its arrays in bytes."""
        return 2 * self.left.nbytes + self.live.nbytes


def _still_running(running: Running, exit_: ExitTime, view: FuturesView) -> _StillRunning:
    """Tell what is known of a life at an exit, which is the same for all terms that run alike."""
    held = getattr(running.term, "company", None) is not None

    def compute() -> _StillRunning:
        on, ends = np.ones(view.paths, dtype=bool) if held else exit_.day < running.life.last, running.ends(view.paths)
        left = np.maximum(running.life.last - exit_.day, 0.0) / 365.0
        if ends is None:
            return _StillRunning(on, 1.0, left)
        some, horizon = ends[:: max(1, view.paths // SOME)], view.grid.edges[-1]
        by_date = np.bincount(np.ceil(np.clip(some, 0.0, horizon + 1.0)).astype(int), minlength=int(horizon) + 2)
        running_on = np.maximum(len(some) - np.cumsum(by_date), 1) / len(some)
        return _StillRunning(on & (ends > exit_.day), running_on[exit_.day.astype(int)], left)

    return view.figures(("still running", held), (running.life.sign, exit_.sign), compute)


def _known(
    term: Running,
    flows: Sequence[Flow],
    exit_: ExitTime,
    view: FuturesView,
    live: Bool[ndarray, " path"],
    chosen: Int[ndarray, " live"] | None,
) -> Basis:
    """Lay out what is known at the exit on the paths on which a term is live.

    What the term still moves on average over all paths comes first, alone and with each of the others: payments are
    lumps, and what is left of them falls by steps as the exit comes later. The others are the time left, the levels of
    the drivers behind the term, and what it has paid so far.
    """
    still, weights = _still_running(term, exit_, view), exit_.discount(exit_.rate)
    movers = view.figures("moved by", said_of(view, term.term), partial(moved_by, view, term.term))
    signs = [(exit_.sign, view.futures.sign(driver)) for driver in movers]
    weights = weights if chosen is None else weights[chosen]

    def seen(what: str, compute: Callable[[str, ExitTime, FuturesView], Rows]) -> list[Rows]:
        found = zip(movers, signs, strict=True)
        return [view.figures(what, sign, partial(compute, driver, exit_, view)) for driver, sign in found]

    def lay() -> Shared:
        states, parts, place = seen("state at exit", _state), [ON_TIME], 1
        for each in states:
            parts.append(_on_state(place, len(each)))
            place += len(each)
        rows = _on(chosen, [still.left, *chain.from_iterable(states)], len(weights))
        return Shared.of(rows, parts, weights)

    alike = np.array_equal(live, still.live)
    what = ("known at exit", getattr(term.term, "company", None) is not None)
    decided = (term.life.sign, exit_.sign, *(sign for _, sign in signs)) if alike else (None,)
    shared, relative = view.figures(what, decided, lay), seen("relative", _relative)
    usual, beside = _usual(flows, exit_, still, view), list(chain.from_iterable(relative))
    rows = [*usual, *beside, *_so_far(term.term, flows, exit_, still.left)]
    own = _with_usual(len(usual), len(beside), len(rows))
    order = _order(len(usual), [len(each) for each in relative], len(own), shared.parts)
    return Basis(_on(chosen, rows, len(weights)), own, weights, shared, order)


def _with_usual(usual: int, beside: int, rows: int) -> list[tuple[int, ...]]:
    """Say what comes of a term's own rows: columns as products of rows.

    Args:
        usual: How many rows come first, of what its flows usually move: each alone, with the time left, which is the
            first row after all own ones, and with each row beside.
        beside: How many rows follow, that stand for nothing alone.
        rows: How many there are in all; those after both count alone.
    """
    alone = [(place,) for place in (*range(usual), *range(usual + beside, rows))]
    others = [rows + TIME, *range(usual, usual + beside)]
    return [*alone[:usual], *((place, other) for other in others for place in range(usual)), *alone[usual:]]


def _on_state(place: int, rows: int) -> list[tuple[int, ...]]:
    """Say what comes of a driver's state at the exit and the time left: columns as products of rows.

    Args:
        place: Which row is the logarithm of its level; the level is the next, and its growth, if chance moves that, the
            one after.
        rows: How many rows there are; none if all paths agree.
    """
    if not rows:
        return []
    log, level = place, place + 1
    found: list[tuple[int, ...]] = [(log,), (log, log), (log, TIME), (level,), (level, TIME), (level, TIME, TIME)]
    for growth in range(place + 2, place + rows):
        pace = growth, TIME
        found += [pace, (*pace, level), (*pace, level, TIME), (*pace, *pace, level)]
    return found


def _on(
    chosen: Int[ndarray, " live"] | None, rows: Sequence[Float[ndarray, " path"]], count: int
) -> Float[ndarray, "row live"]:
    """Put rows together on some paths; on all where none are chosen."""
    found = np.empty((len(rows), count))
    for row, into in zip(rows, found, strict=True):
        if chosen is None:
            into[:] = row
        else:
            np.take(row, chosen, out=into, mode="clip")
    return found


def _order(usual: int, relative: Sequence[int], own: int, shared: Sequence[int]) -> list[int]:
    """Return the places of all columns, the own ones first and then the shared, in the order in which they count."""
    mine, others = iter(range(own)), iter(range(own, own + sum(shared)))
    found = [*islice(mine, usual), *islice(others, shared[0]), *islice(mine, usual)]
    for rows, states in zip(relative, shared[1:], strict=True):
        found += [*islice(others, states), *islice(mine, usual * rows)]
    return [*found, *mine]


def _usual(
    flows: Sequence[Flow], exit_: ExitTime, still: _StillRunning, view: FuturesView
) -> list[Float[ndarray, " path"]]:
    """Lay out what each flow still moves on average over all paths, where it moves anything."""
    usual = (_usually_left(flow, exit_, view) / still.part for flow in flows if not _floating(flow))
    return [row for row in usual if row.any()]


def _so_far(
    term: Term, flows: Sequence[Flow], exit_: ExitTime, left: Float[ndarray, " path"]
) -> list[Float[ndarray, " path"]]:
    """Lay out what a term has paid so far, where that decides what it will pay or is certain to be paid."""
    counted = [flows[0]] if _limited(term) else []
    counted += [replace(f, when=f.reached) for f in flows if f.reached is not None and f.amount.shape[1] > 1]
    return [row for flow in counted for row in _paid_so_far(flow, exit_, left)]


def _floating(flow: Flow) -> bool:
    """Tell whether a flow has no days of its own: what is paid once, when something happens."""
    return flow.reached is not None or (flow.moves.shape[1] == 1 and flow.days.ndim > 1)


@dataclass(frozen=True, slots=True)
class _Reached:
    """Which days of a flow an exit leaves behind.

    Args:
        when: The days, or their periods, kept alive so that their identity stays their own.
        order: The flow's entries in the order of their days.
        worth: What one unit of each is worth at the opening of `as_of`, in that order.
        passed: How many of them lie before the exit.
    """

    when: Float[ndarray, "..."] | Cells
    order: Int[ndarray, " entry"]
    worth: Float[ndarray, " entry"]
    passed: Int[ndarray, " path"]

    @property
    def nbytes(self) -> int:
        """Return the size of its arrays in bytes."""
        return getattr(self.when, "nbytes", 0) + self.passed.nbytes

    @staticmethod
    def of(flow: Flow, exit_: ExitTime) -> _Reached:
        """Look where an exit comes among the days of a flow: of some paths, as what ends early is paid before."""
        some = slice(None, None, max(1, len(exit_.day) // SOME))
        day = np.max(np.atleast_2d(flow.days_on(some)), axis=0)
        order = np.argsort(day, kind="stable")
        worth = np.exp(-np.mean(np.log1p(exit_.rate)) / 365.0 * day[order])
        return _Reached(flow.when, order, worth, np.searchsorted(day[order], exit_.day, side="right"))


def _usually_left(flow: Flow, exit_: ExitTime, view: FuturesView) -> Float[ndarray, " path"]:
    """Return what a flow still moves after the exit if it moves in each entry what it does on average."""
    at = view.figures(("reached", id(flow.when)), (exit_.sign,), partial(_Reached.of, flow, exit_))
    some = flow.amount_on(slice(None, None, max(1, flow.moves.shape[0] // SOME)))
    worth = np.mean(some, axis=0)[at.order] * at.worth
    rest = np.append(np.cumsum(worth[::-1])[::-1], 0.0)
    found: Float[ndarray, " path"] = rest[at.passed] * exit_.grown
    return found


def _at_exit(driver: str, exit_: ExitTime, view: FuturesView) -> Float[ndarray, " path"]:
    """Return a driver's level at the exit."""
    return np.broadcast_to(view.futures.at(driver, exit_.day, exit_.sign), exit_.day.shape)


def _relative(driver: str, exit_: ExitTime, view: FuturesView) -> Float[ndarray, "2 path"]:
    """Return a driver's level at the exit over what it is on average of some paths then, and the logarithm of that."""
    level = _at_exit(driver, exit_, view)
    if np.ptp(level) == 0.0 or np.min(level) <= 0.0:
        return np.empty((0, len(level)))
    edges = np.asarray(view.grid.edges)
    last = min(int(np.searchsorted(edges, np.max(exit_.day))) + 1, len(edges))  # what comes later decides nothing
    some = slice(None, None, max(1, view.paths // SOME))
    usual = np.log(np.mean(view.futures.level(driver, last)[some], axis=0))
    relative = level / np.exp(np.interp(exit_.day, edges[:last], usual))
    return np.array([relative, np.log(relative)])


def _state(driver: str, exit_: ExitTime, view: FuturesView) -> Float[ndarray, "row path"]:
    """Return the logarithm of a driver's level at the exit, the level, and its growth there if chance moves that.

    Each is on a scale of its own; there are no rows if all paths agree.
    """
    level = _at_exit(driver, exit_, view)
    if np.ptp(level) == 0.0 or np.min(level) <= 0.0:
        return np.empty((0, len(level)))
    growth = view.futures.growth_at(driver, exit_.day)
    return np.array([_normal(np.log(level)), level / level.mean(), *map(_normal, growth)])


def _normal(row: Float[ndarray, " path"]) -> Float[ndarray, " path"]:
    """Return a row less its mean, over its standard deviation."""
    return np.asarray((row - row.mean()) / max(float(row.std()), 1e-12))


def _limited(term: Term) -> bool:
    """Tell whether what a term has paid decides what it will pay."""
    keys = ("cap", "advance") if hasattr(term, "within") else ("cap", "advance", "tiers")
    return any(getattr(term, key, None) is not None for key in keys)


def _paid_so_far(flow: Flow, exit_: ExitTime, left: Float[ndarray, " path"]) -> list[Float[ndarray, " path"]]:
    so_far = np.zeros(len(left))
    for amount, day in zip(flow.amount.T, flow.days.T, strict=True):
        so_far += amount * (day <= exit_.day)
    return [so_far, so_far * left, so_far**2] if np.ptp(so_far) > 0 else []
