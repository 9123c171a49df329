"""The arithmetic of a venture: what its members pay in, how that moves their shares, and what each share brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Name, Schedule
from dealwright.ground.calendar import A_MOMENT
from dealwright.terms.account import Account, Line, within_date
from dealwright.terms.amounts.payments import accounted
from dealwright.terms.dated.on_dates import by_step
from dealwright.terms.days.closing import last_moment
from dealwright.terms.days.life import SLACK, Life, in_life, life
from dealwright.terms.days.periods import cells
from dealwright.terms.opening import paid_before
from dealwright.terms.outcome import Flow, Outcome, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import Statement
    from dealwright.terms.venture import Venture, VentureCall
    from dealwright.terms.view import View

    Days = Float[ndarray, "path entry"]


@dataclass(frozen=True)
class Calls:
    """What is asked of all members together, on each path in the order of time.

    Args:
        days: Day of each call, infinite where it is not made; (path, call).
        amounts: What is asked for; likewise.
        unmet: Whether each member, and last those outside, does not pay; (path, call, member).
        covered: Whether the others pay for it; (path, call).
        counts: At how much that counts as contributed; (path, call).
        dilution: How many times a share falls as contributions have it; (path, call).
    """

    days: Days
    amounts: Days
    unmet: Bool[ndarray, "path call member"]
    covered: Bool[ndarray, "path call"]
    counts: Days
    dilution: Days


@dataclass(frozen=True)
class Shared:
    """Who pays what, and who has which share after it.

    Args:
        paid: What each member, and last those outside, pays at each call; (path, call, member).
        shares: The shares from the beginning, and from each call on; (path, stretch, member).
        contributed: What all have contributed by the end, as it counts; (path, 1).
    """

    paid: Float[ndarray, "path call member"]
    shares: Float[ndarray, "path stretch member"]
    contributed: Float[ndarray, "path 1"]


def venture_flows(term: Venture, view: View) -> Outcome:
    """Collect what members pay in, and divide what the venture brings.

    Args:
        term: The venture.
        view: The futures.

    Returns:
        The flows of every member, from and to the world outside, and their account.
    """
    runs, edges = life(term, view), np.array(view.grid.edges)
    horizon = float(edges[-1])
    calls = _calls(term, runs, view)
    shared = _shared(term, calls, view)
    at = np.where(np.isfinite(calls.days), calls.days, horizon)
    flows = [
        Flow(member, None, shared.paid[:, :, place], at, reached=calls.days)
        for place, member in enumerate(term.members)
        if at.shape[1]
    ]
    alone = _alone(term, runs, view)
    brought = [part for stretch in _stretches(calls, shared, runs) for part in _brought(term, *stretch, view)]
    sold, sold_on = _exit(term, runs, shared, calls, view)

    def lines() -> Statement:
        nothing = np.zeros((1, len(edges) - 1))
        paid = sum((by_step(each.amount, each.days, edges, closing=False) for each in (*flows, *alone)), nothing)
        return {"due": paid, "paid": paid}

    def account() -> Account:
        found = [_called(term, calls, shared, at)] if at.shape[1] else []
        found += [_paid_alone(flow, term, calls, shared) for flow in alone]
        found += [accounted(pieces, pieces.middle, shown)() for pieces, shown, _ in brought]
        if sold:
            then, shown = _at_exit(shared, calls, sold_on), []
            for place, flow in enumerate(sold):
                shown.append(Line(f"{flow.payee}: share", then[:, place, None], "share"))
                shown.append(Line(f"{flow.payee}: exit", flow.amount))
            day = within_date(sold_on, closing=True)
            found.append(Account(day, day, day, tuple(shown), sold_on))
        nothing = np.zeros((1, 1))
        whole = found[0] if found else Account(nothing, nothing, nothing)
        for each in found[1:]:
            whole = whole.then(each)
        return whole

    everything = (*flows, *alone, *(flow for *_, each in brought for flow in each), *sold)
    return Outcome(everything, lines, partial(_closing, term, shared, view), account)


def _closing(term: Venture, shared: Shared, view: View) -> State:
    """Hand on what was contributed, and the shares as they are beside those that the wording says."""
    said, last = _said(term, view), shared.shares[:, -1]
    kept: dict[str, Float[ndarray, "path 1"]] = {CONTRIBUTED: shared.contributed}
    for place, member in enumerate(term.members):
        kept[f"{SHARE} {member}"], kept[f"{SAID} {member}"] = last[:, place, None], said[:, place, None]
    total = paid_before(term, view) + shared.paid.sum(axis=(1, 2))[:, None]
    return State(paid=total, kept=kept)


CONTRIBUTED, SHARE, SAID = "contributed", "share", "said share"
"""What all have contributed as it counts, what a member has of all, and what its wording says, as it is handed on."""


def _said(term: Venture, view: View) -> Days:
    """Return the shares that a wording says, and last that of those outside; (path or 1, member)."""
    named = np.stack(np.broadcast_arrays(*(np.ravel(view.number(share)) for share in term.members.values())), axis=1)
    return np.concatenate([named, 1.0 - named.sum(axis=1, keepdims=True)], axis=1)


def _at_first(term: Venture, view: View) -> tuple[Days, Days]:
    """Return the shares with which a venture begins, and what all have contributed as it counts.

    A wording that an option switches on goes on with the shares as calls have left them, unless it says others.
    """
    said = _said(term, view)
    kept = {} if view.handed is None else view.handed.kept
    total = np.reshape(kept.get(CONTRIBUTED, paid_before(term, view)), (-1, 1))
    names = [name for name in term.members if f"{SAID} {name}" in kept]
    if len(names) < len(term.members):
        return said, total
    was, now = (
        np.concatenate(np.broadcast_arrays(*(np.reshape(kept[f"{key} {name}"], (-1, 1)) for name in names)), axis=1)
        for key in (SAID, SHARE)
    )
    same = np.all(was == said[:, :-1], axis=1, keepdims=True)
    now = np.concatenate([now, 1.0 - now.sum(axis=1, keepdims=True)], axis=1)
    return np.where(same, now, said), total


def _entries(schedule: Expression, view: View) -> Iterator[tuple[float, Expression]]:
    """Go through the dates of a schedule, or one amount at `as_of`, from `as_of` on."""
    if not isinstance(schedule, Schedule):
        yield 0.0, schedule
        return
    for point, value in schedule.points:
        day = view.grid.day(point if isinstance(point, date) else date(point, 7, 2))
        if day >= 0:
            yield day, value


def _calls(term: Venture, runs: Life, view: View) -> Calls:
    """Put contributions and calls into the order of time on each path."""
    horizon, count = view.grid.edges[-1], len(term.members) + 1
    days, amounts, unmet, covered, harder = [], [], [], [], []
    for day, value in [] if term.contributions is None else _entries(term.contributions, view):
        days.append(np.full(view.paths, day))
        amounts.append(np.broadcast_to(np.ravel(view.number(value)), (view.paths,)))
        unmet.append(np.zeros(count, dtype=bool))
        covered.append(False)
        harder.append(np.ones((2, view.paths)))
    for call in term.calls or ():
        days.append(_made(call, view))
        amounts.append(np.broadcast_to(np.ravel(view.number(call.amount)), (view.paths,)))
        unmet.append(np.array([*(name in call.unmet for name in term.members), False]))
        covered.append(view.holds(call.covered, otherwise=False))
        said = [1.0 if each is None else np.ravel(view.number(each)) for each in (call.counts, call.dilution)]
        harder.append(np.stack([np.broadcast_to(each, (view.paths,)) for each in said]))
    if not days:
        none = np.zeros((view.paths, 0))
        return Calls(none, none, np.zeros((view.paths, 0, count), dtype=bool), none.astype(bool), none, none)
    when = np.stack(days, axis=1)
    counts = (in_life(runs, when, closing=False) > 0) & (when < horizon)
    for place, call in enumerate(term.calls or (), start=len(days) - len(term.calls or ())):
        if isinstance(call.on, Name) and view.in_force(call.on.name):
            counts[:, place] = _at_exercise(when[:, place], runs, view)
    when = np.where(counts, when, np.inf)
    order = np.argsort(when, axis=1, kind="stable")
    asked = np.stack(amounts, axis=1) * counts
    in_order = [np.take_along_axis(each, order, axis=1) for each in (when, asked, *np.stack(harder, axis=2))]
    when, asked, counted, diluted = in_order
    return Calls(when, asked, np.array(unmet)[order], np.array(covered)[order], counted, diluted)


def _at_exercise(day: Float[ndarray, " path"], runs: Life, view: View) -> Bool[ndarray, " path"]:
    """Tell where a call on an option, or on another event of the terms, is made: by the wording that then begins."""
    counts = (day < view.grid.edges[-1]) & (in_life(runs, (day + A_MOMENT)[:, None], closing=True)[:, 0] > 0)
    return counts if view.passes_on is None else counts & (day < view.passes_on - SLACK)


def _made(call: VentureCall, view: View) -> Float[ndarray, " path"]:
    """Return the day of a call, infinite where it is not made."""
    day = np.broadcast_to(view.moment(call.on), (view.paths,))
    day = day if view.is_date(call.on) else day - A_MOMENT  # an event at the close of a date is of that date
    if call.if_ is None:
        return day
    holds = view.at(call.if_, np.clip(day, 0.0, view.grid.edges[-1])) > 0.5  # noqa: PLR2004 - yes is 1, no is 0
    return np.where(holds, day, np.inf)


def _shared(term: Venture, calls: Calls, view: View) -> Shared:
    """Divide each call by the shares of its day, and move the shares where somebody does not pay.

    Source:
        A share is what the member has contributed over what all have: the way of reducing a participation of the
        mining venture agreements that J. C. Lacy describes in Proceedings of the 31st Rocky Mountain Mineral Law
        Institute, 1985.
    """
    share, contributed = _at_first(term, view)
    share = np.broadcast_to(share, (view.paths, share.shape[1]))
    had = contributed * share
    paid, shares = [], [share]
    for place in range(calls.days.shape[1]):
        unmet, asked = calls.unmet[:, place], calls.amounts[:, place, None] * share
        lacking = np.sum(asked * unmet, axis=1, keepdims=True) * calls.covered[:, place, None]
        paying = share * ~unmet
        part = np.divide(paying, paying.sum(axis=1, keepdims=True), out=np.zeros_like(paying), where=paying > 0)
        pays = asked * ~unmet + lacking * part
        had = had + pays + (calls.counts[:, place, None] - 1.0) * lacking * part
        total = had.sum(axis=1, keepdims=True)
        moved = np.any(unmet & (asked > 0), axis=1, keepdims=True) & (total > 0)
        fallen = _fallen(share, had / np.where(total > 0, total, 1.0), unmet, part, calls.dilution[:, place, None])
        share = np.where(moved, fallen, share)
        had = np.where(moved, share * total, had)
        paid.append(pays)
        shares.append(share)
    empty = np.zeros((view.paths, 0, share.shape[1]))
    return Shared(np.stack(paid, axis=1) if paid else empty, np.stack(shares, axis=1), had.sum(axis=1, keepdims=True))


def _fallen(share: Days, contributed: Days, unmet: Bool[ndarray, "path member"], part: Days, times: Days) -> Days:
    """Return the shares after a call: what each has contributed of all, or less where a harder clause says so.

    Args:
        share: The shares before; (path, member).
        contributed: What each has contributed over what all have; likewise.
        unmet: Who does not pay; likewise.
        part: How those who pay share what others lose; likewise.
        times: How many times the fall that contributions alone bring; (path, 1).
    """
    lost = np.where(unmet, np.clip((times - 1.0) * (share - contributed), 0.0, contributed), 0.0)
    return np.asarray(contributed - lost + lost.sum(axis=1, keepdims=True) * part)


def _alone(term: Venture, runs: Life, view: View) -> list[Flow]:
    """Return what single members contribute by themselves."""
    found, horizon = [], view.grid.edges[-1]
    for member, schedule in (term.own_contributions or {}).items():
        for day, value in _entries(schedule, view):
            if day < horizon:
                amount = np.reshape(view.number(value), (-1, 1)) * in_life(runs, np.array([[day]]), closing=False)
                found.append(Flow(member, None, amount, np.array([day])))
    return found


def _stretches(calls: Calls, shared: Shared, runs: Life) -> Iterator[tuple[Life, Float[ndarray, "path member"]]]:
    """Cut the life where shares move, each part with the shares that then hold."""
    moves = [
        place for place in range(calls.days.shape[1])
        if not np.array_equal(shared.shares[:, place], shared.shares[:, place + 1])
    ]  # fmt: skip
    start: float | Float[ndarray, "path 1"] = runs.start
    for place in moves:
        end = np.clip(calls.days[:, place, None], start, runs.end)
        first, last = float(np.min(start)), min(runs.last, max(float(np.max(end)), float(np.min(start))))
        yield Life(start, end, first, last), shared.shares[:, place]
        start = end
    last_of = shared.shares[:, -1]
    same = np.array_equal(last_of, np.broadcast_to(last_of[:1], last_of.shape))
    yield Life(start, runs.end, float(np.min(start)), runs.last), last_of[:1] if same else last_of


def _brought(
    term: Venture, part: Life, shares: Float[ndarray, "path member"], view: View
) -> Iterator[tuple[Cells, list[Line], list[Flow]]]:
    """Divide what the venture brings while shares do not move."""
    if term.cash_flow is None and term.capacity is None:
        return
    pieces = cells(_columns(part), view.grid, view.grid.step)
    nothing = np.zeros((1, len(pieces.length)))
    brings = nothing if term.cash_flow is None else pieces.money(term.cash_flow, view)
    saved = nothing if term.capacity is None else pieces.money(term.capacity, view) * (1.0 - _price(term, view))
    takes = {name: view.number(share) for name, share in (term.takes or {}).items()}
    given = sum((saved * share for share in takes.values()), nothing)
    shown, flows = [Line("cash flow", brings)], []
    shown += [Line("given to members", given)] if takes else []
    for place, member in enumerate(term.members):
        gets = (brings - given) * shares[:, place, None] + saved * takes.get(member, 0.0)
        shown += [Line(f"{member}: share", shares[:, place, None] * np.ones((1, len(pieces.length))), "share")]
        shown += [Line(f"{member}: gets", gets)]
        flows.append(Flow(None, member, gets, pieces.middle))
    yield pieces, shown, flows


def _columns(part: Life) -> Life:
    """Return a life whose start is the same on all paths, if it is, as one number."""
    start = part.start
    same = np.ndim(start) and np.ptp(start) == 0
    if same:
        return Life(float(np.min(start)), part.end, part.first, part.last)
    end = np.broadcast_to(part.end, np.shape(start)) if np.ndim(start) else part.end
    return Life(start, end, part.first, part.last)


def _price(term: Venture, view: View) -> float | Float[ndarray, "path 1"]:
    return 1.0 if term.price is None else view.number(term.price)


def _exit(
    term: Venture, runs: Life, shared: Shared, calls: Calls, view: View
) -> tuple[list[Flow], Float[ndarray, "path 1"]]:
    """Divide the exit value at the end of the life, by the shares of that day; not where another wording goes on."""
    end = np.broadcast_to(np.reshape(runs.end, (-1, 1)), (view.paths, 1))
    if term.exit_value is None:
        return [], end
    lives = end > np.reshape(runs.start, (-1, 1))
    if view.passes_on is not None:
        lives = lives & (np.reshape(view.passes_on, (-1, 1)) > end)
    ends = np.where(end[:, 0] < runs.last, end[:, 0], last_moment(end[:, 0]))  # an event is of the day that it opens
    value = view.at(term.exit_value, ends)[:, None] * lives
    shares = _at_exit(shared, calls, end)
    return [
        Flow(None, member, value * shares[:, which, None], end) for which, member in enumerate(term.members)
    ], end  # fmt: skip


def _at_exit(shared: Shared, calls: Calls, end: Float[ndarray, "path 1"]) -> Float[ndarray, "path member"]:
    """Return the shares that hold on the day of the exit."""
    return np.asarray(shared.shares[np.arange(len(shared.shares)), np.sum(calls.days <= end, axis=1)])


def _paid_alone(flow: Flow, term: Venture, calls: Calls, shared: Shared) -> Account:
    """Return the account of what one member pays by itself, which leaves all shares as they are."""
    day = np.broadcast_to(flow.days, flow.amount.shape[-1:])[None, :]
    shares = _at_exit(shared, calls, day)
    shown = [Line(f"{flow.payer}: pays alone", flow.amount)]
    shown += [Line(f"{name}: share", shares[:, place, None], "share") for place, name in enumerate(term.members)]
    at = within_date(day, closing=False)
    return Account(at, at, at, tuple(shown), day)


def _called(term: Venture, calls: Calls, shared: Shared, at: Days) -> Account:
    """Return the account of contributions and calls: what each pays, and its share after it."""
    shown = [Line("called", calls.amounts)]
    for place, member in enumerate(term.members):
        shown.append(Line(f"{member}: pays", shared.paid[:, :, place]))
        shown.append(Line(f"{member}: share", shared.shares[:, 1:, place], "share"))
    day = within_date(at, closing=False)
    opens = np.floor(day)  # before what the venture brings from that date on
    return Account(opens, opens, day, tuple(shown), at)
