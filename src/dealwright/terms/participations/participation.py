"""The arithmetic of a profit participation: its profit per period, what the parties are paid, and its account."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Schedule
from dealwright.terms.account import Line
from dealwright.terms.amounts.payments import accounted, statement
from dealwright.terms.days.beyond import days_of
from dealwright.terms.days.life import life
from dealwright.terms.days.periods import cells
from dealwright.terms.opening import balance_before, base_before, opening_of, paid_before, paid_to_before
from dealwright.terms.outcome import Flow, Outcome, State, told_later
from dealwright.terms.participations.hurdle import Hurdle, clock_of, contributions_of, invested_by
from dealwright.terms.participations.straight import paid_straight, profit_of, shared_out
from dealwright.terms.participations.tiers import Standing, distribute, tiers_of
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.account import Account
    from dealwright.terms.days.life import Life, Moment
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import Statement
    from dealwright.terms.participations.hurdle import Contribution
    from dealwright.terms.participations.tiers import Distributed, Tier
    from dealwright.terms.profit_participation import ProfitParticipation
    from dealwright.terms.view import View

    Amounts = Float[ndarray, " _"]


def participation_flows(term: ProfitParticipation, view: View) -> Outcome:
    """Pay a profit participation: by compiled loops where its tiers are plain and there is much to do.

    Args:
        term: The participation.
        view: The futures.
    """
    flows = paid_straight(term, view)
    return _period_by_period(term, view) if flows is None else told_later(flows, partial(_period_by_period, term, view))


def _period_by_period(term: ProfitParticipation, view: View) -> Outcome:
    """Pay a profit participation period by period.

    Args:
        term: The participation.
        view: The futures.

    Returns:
        A flow to the payee, one to each other participant, one to the residual party if there is one, and the
        statement of the first.
    """
    runs = life(term, view)
    pieces = cells(runs, view.grid, term.period, year_start(term))
    profit, more = profit_of(term, view, pieces)
    days, lasting = days_of(term, view, pieces, more), None if more is None else more.lasting
    tiers, contributions = tiers_of(term, view), contributions_of(term, view, runs.start)
    before = _standing(term, view, tiers, contributions, runs)
    shared = shared_out(profit, carry=view.holds(term.carry_losses, otherwise=False))
    done = distribute(tiers, shared, days, before, contributions)
    paid = {name: _side_by_side(amounts) for name, amounts in done.paid.items()}
    flows = [
        Flow(term.payer, name, amounts, days, lasting=lasting) for name, amounts in paid.items() if name != term.payer
    ]
    if term.residual is not None:
        flows.append(Flow(term.payer, term.residual, _residual(term, done, view), days, lasting=lasting))
    own, periods = paid[term.payee], len(pieces.length)

    def balance() -> Float[ndarray, "_ period"]:
        return _side_by_side([_first_left(tiers[0], each) for each in done.standings])

    def closing() -> State:
        return _closing(term, (pieces, runs), [before, *done.standings[:periods]], contributions)

    def lines() -> Statement:
        return statement(pieces, view, due=own, paid=own, balance=balance())()

    def account() -> Account:
        shown = _shown(term, profit, paid, done, balance(), _residual(term, done, view))
        return accounted(pieces, days, shown)()

    return Outcome(tuple(flows), lines, closing, account)


def _shown(
    term: ProfitParticipation,
    profit: Float[ndarray, "_ period"],
    paid: dict[str, Float[ndarray, "_ period"]],
    done: Distributed,
    balance: Float[ndarray, "_ period"],
    residual: Float[ndarray, "_ period"],
) -> list[Line]:
    """List the lines of the account: the profit, what each tier distributes, who gets what, what is still open."""
    lines = [Line("base", profit)]
    if term.invested is not None:
        lines.append(Line("invested", _side_by_side([each.invested for each in done.standings]), "level"))
    if len(term.tiers) > 1:
        lines += [Line(f"tier_{place}", _side_by_side(each)) for place, each in enumerate(done.tiers, start=1)]
    how = {name: "kept_by" if name == term.payer else "paid_to" for name in paid if name != term.payee}
    lines += [Line(f"{word}_{name}", paid[name]) for name, word in how.items()]
    if term.residual_share is not None:
        lines.append(Line("after_the_tiers", _side_by_side(done.rest)))
    if term.residual is not None:
        lines.append(Line("residual", residual))
    return [*lines, Line("paid", paid[term.payee]), Line("balance", balance, "level")]


def _residual(term: ProfitParticipation, done: Distributed, view: View) -> Float[ndarray, "_ period"]:
    """Return what the residual party gets of what comes after the last tier."""
    part = 1.0 if term.residual_share is None else view.number(term.residual_share)
    return np.asarray(_side_by_side(done.rest) * part)


def _standing(
    term: ProfitParticipation, view: View, tiers: Sequence[Tier], contributions: list[Contribution], runs: Life
) -> Standing:
    """Return where a participation stands before its first period."""
    first = tiers[0].ends
    invested = invested_by(contributions, _just_after(runs.start))
    limit = first.get("until_paid", first.get("until_multiple", np.zeros(1)) * invested)
    own = np.ravel(np.asarray(paid_before(term, view, limit[:, None]), dtype=float))
    paid = {name: np.ravel(np.asarray(paid_to_before(term, view, name), dtype=float)) for name in term.participants}
    paid[term.payee] = own
    base = np.ravel(np.asarray(base_before(term, view), dtype=float))
    kept = {} if view.handed is None else view.handed.kept
    catches = [place for place, tier in enumerate(tiers) if "until_catch_up" in tier.ends]
    caught_up = {place: np.ravel(np.asarray(kept.get(_caught_up(place), 0.0), dtype=float)) for place in catches}
    return Standing(base, paid, _hurdles(term, view, contributions, runs, own), invested, caught_up)


def _caught_up(place: int) -> str:
    """Name what a participation remembers of catching up in a tier."""
    return f"caught up in tier {place + 1}"


def _hurdles(
    term: ProfitParticipation, view: View, contributions: list[Contribution], runs: Life, paid: Amounts
) -> dict[int, Hurdle]:
    """Return what returns still ask for when a participation begins: what was paid before is told as of `as_of`."""
    handed = [np.ravel(np.asarray(each, dtype=float)) for each in balance_before(term, view)]
    opening, nothing, clock = opening_of(term), np.zeros(1), clock_of(term, view)
    start = np.ravel(np.asarray(runs.start, dtype=float))
    out: dict[int, Hurdle] = {}
    for place, tier in enumerate(term.tiers):
        if tier.until_hurdle is None:
            continue
        rate, simple = np.ravel(view.number(tier.until_hurdle)), view.holds(tier.simple, otherwise=False)
        known = handed[2 * len(out) : 2 * len(out) + 2] if view.handed is not None else handed[: place == 0]
        if known:
            capital, earned = (*known, nothing)[:2]
            at_once = view.handed is None and not isinstance(term.invested, Schedule)  # the balance holds it
            out[place] = Hurdle(rate, simple, capital, earned, _just_after(start) if at_once else start, clock)
        else:
            fresh = Hurdle(rate, simple, nothing, nothing, np.array([-np.inf]), clock)
            told = opening is not None and opening.paid is not None
            out[place] = fresh.at(_just_after(start), contributions).less(paid) if told else fresh
    return out


def _just_after(day: Moment) -> Amounts:
    """Return the next moment that a number can tell: what is put in on the day itself comes before it."""
    return np.asarray(np.nextafter(np.ravel(np.asarray(day, dtype=float)), np.inf))


def _closing(
    term: ProfitParticipation,
    life_: tuple[Cells, Life],
    standings: Sequence[Standing],
    contributions: list[Contribution],
) -> State:
    """Return what a participation hands over: for each return what is invested and earned, as of the end."""
    pieces, runs = life_
    live, end = pieces.overlap > 0, np.ravel(np.asarray(runs.end, dtype=float))
    last = np.where(live.any(axis=1), live.shape[1] - np.argmax(live[:, ::-1], axis=1), 0)[:, None]

    def then(amounts: Sequence[Amounts]) -> Amounts:
        beside = _side_by_side(amounts)
        rows = max(len(beside), len(last))
        at = np.broadcast_to(last, (rows, 1))
        return np.asarray(np.take_along_axis(np.broadcast_to(beside, (rows, beside.shape[1])), at, axis=1)[:, 0])

    left, balance = standings[-1], []
    for place in left.hurdles:
        each = [standing.hurdles[place] for standing in standings]
        stood = Hurdle(
            each[0].rate,
            each[0].simple,
            then([hurdle.capital for hurdle in each]),
            then([hurdle.earned for hurdle in each]),
            then([hurdle.day for hurdle in each]),
            each[0].clock,
        )
        told = stood.at(np.maximum(end, stood.day), contributions)
        balance += [told.capital[:, None], told.earned[:, None]]
    others = {name: amounts[:, None] for name, amounts in left.paid.items() if name != term.payee}
    kept = {_caught_up(place): then([each.caught_up[place] for each in standings])[:, None] for place in left.caught_up}
    return State(left.paid[term.payee][:, None], left.base[:, None], tuple(balance), others=others, kept=kept)


def _first_left(first: Tier, standing: Standing) -> Amounts:
    """Return what is still to be paid until the end of the first tier; 0 where no payment ends it."""
    got = standing.paid[first.counted]
    if "until_paid" in first.ends:
        return np.asarray(np.maximum(first.ends["until_paid"] - got, 0.0))
    if "until_multiple" in first.ends:
        return np.asarray(np.maximum(first.ends["until_multiple"] * standing.invested - got, 0.0))
    return np.maximum(standing.hurdles[0].due, 0.0) if 0 in standing.hurdles else np.zeros(1)


def _side_by_side(amounts: Sequence[Amounts]) -> Float[ndarray, "_ period"]:
    return np.stack(np.broadcast_arrays(*amounts)).T
