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
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal import expression as ast
from dealwright.deal.driver import Derived, Event, GeometricBrownian, Growth, MeanReverting
from dealwright.engine.expressions import expressions
from dealwright.ground.calendar import DAYS_PER_YEAR
from dealwright.terms.equity import Equity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.exit import ExitTime
    from dealwright.engine.view import FuturesView
    from dealwright.terms import Flow, Term
    from dealwright.terms.days.life import Life

FEWEST_PER_COLUMN = 12
"""Paths that each column of the regression must have; where there are fewer, the last columns are left out."""
AT_ONCE = 2**14
"""Paths that are added up at once: a few tens of columns of them stay in the processor's cache."""
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
    moves = np.any([each != 0.0 for each in after.values()], axis=0)
    live = _live(moves, running, exit_) & ~settled
    if not moves.any() or not live.any():
        return dict(after)
    weights = exit_.discount(exit_.rate)[live]
    basis = _laid_out(_state(running, flows, exit_, view), live)
    out = {}
    for other, each in after.items():
        out[other] = np.where(settled, each, 0.0)
        out[other][live] = expectation(basis, each[live], weights)
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
        settled &= False if flow.reached is None else np.all(flow.reached <= exit_.day[:, None], axis=1)
    return settled


def _live(moves: Bool[ndarray, " path"], running: Running, exit_: ExitTime) -> Bool[ndarray, " path"]:
    """Tell on which paths the term still runs at the exit, as far as is known then, or moves anything after it."""
    held = getattr(running.term, "company", None) is not None
    on = np.ones(len(moves), dtype=bool) if held else exit_.day < running.life.last
    ends = running.ends(len(moves))
    found: Bool[ndarray, " path"] = (on if ends is None else on & (ends > exit_.day)) | moves
    return found


def _laid_out(parts: Sequence[Float[ndarray, "_ path"]], live: Bool[ndarray, " path"]) -> Float[ndarray, "column live"]:
    """Put columns together on the paths on which a term is live."""
    if live.all():
        return np.concatenate(parts)
    places = np.flatnonzero(live)
    found, row = np.empty((sum(len(part) for part in parts), len(places))), 0
    for part in parts:
        np.take(part, places, axis=1, out=found[row : row + len(part)], mode="clip")
        row += len(part)
    return found


def _state(known: Running, flows: Sequence[Flow], exit_: ExitTime, view: FuturesView) -> list[Float[ndarray, "_ path"]]:
    """Lay out what is known at the exit: time left, levels of the drivers behind the term, what it has paid so far.

    What the term still moves on average over all paths comes first, alone and with each of the others: payments are
    lumps, and what is left of them falls by steps as the exit comes later.
    """
    term, last = known.term, known.life.last
    left = np.maximum(last - exit_.day, 0.0) / 365.0
    running = _part_running(known, exit_)
    still = [_usually_left(flow, exit_) / running for flow in flows if not _floating(flow)]
    usual = _scaled([np.zeros(len(left)), *still])
    rows = [usual, _scaled([np.ones(len(left)), left, left**2]), usual * left]
    for driver in view.figures("moved by", (view.sign(term),), partial(_moved_by, view, term)):
        signs = (exit_.sign, view.futures.sign(driver))
        rows.append(view.figures(("state", last), signs, partial(_driver_state, driver, exit_, left, view)))
        relative = view.figures("relative", signs, partial(_relative, driver, exit_, view))
        rows += [usual * each for each in relative]
    if _limited(term):
        rows.append(_scaled(_paid_so_far(flows[0], exit_, left)))
    for flow in flows:
        if flow.reached is not None and flow.amount.shape[1] > 1:
            rows.append(_scaled(_paid_so_far(replace(flow, when=flow.reached), exit_, left)))
    return rows


def _part_running(running: Running, exit_: ExitTime) -> float | Float[ndarray, " path"]:
    """Return the part of all paths on which nothing has ended a term by the exit."""
    ends = running.ends(len(exit_.day))
    if ends is None:
        return 1.0
    ends = np.sort(ends)
    return np.maximum(1.0 - np.searchsorted(ends, exit_.day, side="right") / len(ends), 1.0 / len(ends))


def _floating(flow: Flow) -> bool:
    """Tell whether a flow has no days of its own: what is paid once, when something happens."""
    return flow.reached is not None or (flow.amount.shape[1] == 1 and flow.days.ndim > 1)


def _usually_left(flow: Flow, exit_: ExitTime) -> Float[ndarray, " path"]:
    """Return what a flow still moves after the exit if it moves in each entry what it does on average."""
    some = slice(None, None, max(1, len(flow.amount) // SOME))
    day = np.max(np.atleast_2d(flow.days)[some], axis=0)  # what ends early in a period is paid before the others are
    order = np.argsort(day, kind="stable")
    worth = np.mean(flow.amount[some], axis=0)[order] * np.exp(-np.mean(np.log1p(exit_.rate)) / 365.0 * day[order])
    rest = np.append(np.cumsum(worth[::-1])[::-1], 0.0)
    found: Float[ndarray, " path"] = (
        rest[np.searchsorted(day[order], exit_.day, side="right")] * exit_.carried(np.zeros(1))[:, 0]
    )
    return found


def _relative(driver: str, exit_: ExitTime, view: FuturesView) -> Float[ndarray, "2 path"]:
    """Return a driver's level at the exit over what it is on average then, and the logarithm of that."""
    level = np.broadcast_to(view.futures.at(driver, exit_.day), exit_.day.shape)
    if np.ptp(level) == 0.0 or np.min(level) <= 0.0:
        return np.empty((0, len(level)))
    usual = np.log(np.mean(view.futures.level(driver), axis=0))
    relative = level / np.exp(np.interp(exit_.day, view.grid.edges, usual))
    return np.array([relative, np.log(relative)])


def _moved_by(view: FuturesView, term: Term) -> tuple[str, ...]:
    """Name the stochastic drivers that move a term, or the events that end it or that it awaits."""
    deal = view.futures.deal
    named = (*term.events, *term.start_events, *getattr(term, "awaited", ()))
    shapes = [view.terms.get(name) or deal.drivers[name] for name in named]  # a term that happens, or an event
    return tuple(dict.fromkeys((*behind(deal, view.terms, term), *behind(deal, view.terms, shapes))))


def _driver_state(
    driver: str, exit_: ExitTime, left: Float[ndarray, " path"], view: FuturesView
) -> Float[ndarray, "column path"]:
    """Lay out a driver's level at the exit, and what comes of it with the time left; nothing if all paths agree."""
    level = np.broadcast_to(view.futures.at(driver, exit_.day), exit_.day.shape)
    if np.ptp(level) == 0.0 or np.min(level) <= 0.0:
        return np.empty((0, len(left)))
    log = np.log(level)
    log = (log - log.mean()) / max(float(log.std()), 1e-12)
    scaled = level / level.mean()
    rows = [log, log**2, log * left, scaled, scaled * left, scaled * left**2]
    for growth in view.futures.growth_at(driver, exit_.day):
        pace = (growth - growth.mean()) / max(float(growth.std()), 1e-12) * left
        rows += [pace, pace * scaled, pace * scaled * left, pace**2 * scaled]
    return _scaled(rows)


def _scaled(rows: list[Float[ndarray, " path"]]) -> Float[ndarray, "column path"]:
    """Put rows together that are not all zero, each with a greatest size of 1."""
    spread = [float(np.max(np.abs(row))) for row in rows]
    kept = [row / size for row, size in zip(rows, spread, strict=True) if size > 0]
    return np.array(kept).reshape(-1, len(rows[0]))


def _limited(term: Term) -> bool:
    """Tell whether what a term has paid decides what it will pay."""
    keys = ("cap", "advance") if hasattr(term, "within") else ("cap", "advance", "tiers")
    return any(getattr(term, key, None) is not None for key in keys)


def _paid_so_far(flow: Flow, exit_: ExitTime, left: Float[ndarray, " path"]) -> list[Float[ndarray, " path"]]:
    so_far = np.zeros(len(left))
    for amount, day in zip(flow.amount.T, flow.days.T, strict=True):
        so_far += amount * (day <= exit_.day)
    return [so_far, so_far * left, so_far**2] if np.ptp(so_far) > 0 else [np.zeros(len(left))]


def expectation(
    basis: Float[ndarray, "column path"], actual: Float[ndarray, " path"], weights: Float[ndarray, " path"]
) -> Float[ndarray, " path"]:
    """Return what is expected given a state, of the same weighted mean as what came.

    Args:
        basis: What is known, laid out for least squares; the first columns count most.
        actual: What came.
        weights: How much each path counts.
    """
    return _same_mean(_fit(basis, actual, weights), actual, weights)


def _fit(
    basis: Float[ndarray, "column path"], actual: Float[ndarray, " path"], weights: Float[ndarray, " path"]
) -> Float[ndarray, " path"]:
    basis = basis[: max(1, len(actual) // FEWEST_PER_COLUMN)]
    squares, sides = np.zeros((len(basis), len(basis))), np.zeros(len(basis))
    for begin in range(0, len(actual), AT_ONCE):
        some = slice(begin, begin + AT_ONCE)
        weighted = basis[:, some] * weights[some]
        squares += weighted @ basis[:, some].T
        sides += weighted @ actual[some]
    coefficients, *_ = np.linalg.lstsq(squares, sides, rcond=1e-11)
    found: Float[ndarray, " path"] = coefficients @ basis
    return found


def _same_mean(
    fitted: Float[ndarray, " path"], actual: Float[ndarray, " path"], weights: Float[ndarray, " path"]
) -> Float[ndarray, " path"]:
    """Keep the sign of one-signed outcomes and the weighted mean of all."""
    for sign in (1.0, -1.0):
        if np.all(sign * actual >= 0.0):
            fitted = sign * np.maximum(sign * fitted, 0.0)
            mean = weights @ fitted
            return fitted * (weights @ actual / mean) if mean != 0.0 else actual
    found: Float[ndarray, " path"] = fitted + (weights @ (actual - fitted)) / weights.sum()
    return found


def behind(deal: Deal, terms: Mapping[str, Term], shape: object) -> list[str]:
    """Name the stochastic drivers that move a declared shape, in the file's order.

    Args:
        deal: The deal, for its drivers and companies.
        terms: The terms in force as they now stand, which a package may have changed.
        shape: The shape.
    """
    found: set[str] = set()
    waiting = [name for each in _shapes(deal, terms, shape) for name in ast.names(each)]
    while waiting:
        name = waiting.pop()
        if name in found or name not in deal.drivers:
            continue
        found.add(name)
        driver = deal.drivers[name]
        if isinstance(driver, Derived | Event):
            waiting += [inner for each in expressions(driver) for inner in ast.names(each)]
    moving = Growth | MeanReverting | GeometricBrownian
    return [name for name, driver in deal.drivers.items() if name in found and isinstance(driver, moving)]


def _shapes(deal: Deal, terms: Mapping[str, Term], shape: object) -> list[ast.Expression]:
    company = deal.companies.get(getattr(shape, "company", None) or "")
    others = [terms[name] for each in expressions(shape) for name in ast.term_names(each) if name in terms]
    return [each for part in (shape, company, *others) if part is not None for each in expressions(part)]
