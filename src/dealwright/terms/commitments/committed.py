"""The arithmetic of commitments: price against market, shortfalls, a promise in total, and their account."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Binary, Quantity, is_constant, multiply
from dealwright.terms.account import Account, Line, within_date
from dealwright.terms.amounts.payments import statement, together, used_already
from dealwright.terms.commitments.minimum import begun, minimum_of
from dealwright.terms.commitments.shortfall import Course, clause_of, ledger_before, settle
from dealwright.terms.dated.on_dates import by_step
from dealwright.terms.days.beyond import accruing, days_of
from dealwright.terms.days.business_days import paid_on
from dealwright.terms.days.closing import last_moment
from dealwright.terms.days.life import life
from dealwright.terms.days.periods import cells
from dealwright.terms.opening import base_before, paid_before
from dealwright.terms.outcome import Flow, Outcome, State
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.commitment import Commitment
    from dealwright.terms.commitments.shortfall import Settled
    from dealwright.terms.days.life import Life
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import OnDemand, Statement
    from dealwright.terms.view import View

    Number = float | Float[ndarray, "path 1"]

_MOMENT = 1e-6


def commitment_flows(term: Commitment, view: View) -> Outcome:
    """Compute what a commitment charges its buyer and brings its seller.

    Args:
        term: The commitment.
        view: The futures.

    Returns: The price difference and the shortfall as flows between the sides, the seller's own margin and cost as
        flows with the world outside.
    """
    runs = life(term, view)
    steps = cells(runs, view.grid, view.grid.step)
    usage = Usage(term, view, steps)
    apart = usage.over_market
    flows = [
        accruing(term, view, (term.buyer, term.seller), apart, steps),
        accruing(term, view, (None, term.seller), usage.margin, steps, cash=False),
    ]

    def used() -> Statement:
        return statement(steps, view, due=usage.billed, paid=apart)()

    states = [used]
    settlement = _settlement(term, view, runs)
    if term.take_or_pay is not None and np.any(view.number(term.take_or_pay)):
        flows += _shortfall_flows(term, view, settlement)
        states.append(settlement.statement())
        states += [settlement.total_statement] if term.in_total is not None else []
    return Outcome(tuple(flows), lambda: together(*(lay() for lay in states)), settlement.closing, settlement.account)


@dataclass(frozen=True)
class Settlement:
    """What a commitment's periods are settled with, and how it came out.

    Args:
        term: The commitment.
        view: The futures.
        runs: Its life.
        pieces: Its contract periods.
        minimum: The whole minimum of each.
        spent: Usage of each as it is counted, that before `as_of` in the first included.
        settles: Whether a period is the last, after which nobody goes on.
        again: Settles the periods; path by path if asked.
        done: What came of it.
    """

    term: Commitment
    view: View
    runs: Life
    pieces: Cells
    minimum: Float[ndarray, "_ period"]
    spent: Float[ndarray, "_ period"]
    settles: Bool[ndarray, "_ period"]
    again: Callable[[bool], Settled]
    done: Settled

    @property
    def net(self) -> Float[ndarray, "path period"]:
        """Return what the buyer pays for shortfalls, less what it makes up and is paid back."""
        line = self.done.line
        return np.asarray(self.unit_price * (line("shortfall_paid") - line("make_up") - line("refund")))

    @cached_property
    def unit_price(self) -> Float[ndarray, "_ period"]:
        """Return what one of what is counted costs in each period: one, or the mean price where list prices count."""
        term, pieces = self.term, self.pieces
        if term.counted_at != "list_price" or term.price is None:
            return np.ones((1, 1))
        if is_constant(term.price):
            return np.full((1, 1), float(self.view.number(term.price)))
        years = pieces.money(Quantity(1.0), self.view)
        return np.asarray(pieces.money(term.price, self.view) / np.where(years > 0, years, 1.0))

    def statement(self) -> Callable[[], dict[str, Float[ndarray, "path step"]]]:
        """Return the lines per step: what is due and paid for shortfalls, and what the buyer has to its credit."""
        credit = self.done.line("excess") + self.done.line("make_up_left")
        return statement(self.pieces, self.view, due=self.net, paid=self.net, balance=credit)

    def closing(self) -> State:
        """Return what is left to whoever goes on: ages are told in the contract period in which the life ends."""
        settled = self.again(True)  # noqa: FBT003 - path by path
        left = settled.left
        assert left is not None  # noqa: S101 - it was settled
        pieces, ended = self.pieces, np.ravel(self.runs.end)
        ends = pieces.whole[:, None] + pieces.length[:, None]
        whole = np.any(np.abs(ends - ended) < _MOMENT, axis=0)

        def handed(lots: list[Float[ndarray, " _"]]) -> tuple[Number, ...]:
            older = [*lots[1:], np.zeros(1)]
            return tuple(np.where(whole, then, now)[:, None] for then, now in zip(older, lots, strict=True))

        used = np.sum(self.spent - settled.line("make_up"), axis=1, keepdims=True)
        paid = np.sum(settled.line("shortfall_paid"), axis=1, keepdims=True)
        rolled = np.where(np.any(self.settles, axis=1), 0.0, left.rolled)[:, None]
        before = base_before(self.term, self.view) + _in_period_before(self)
        return State(
            paid_before(self.term, self.view) + paid, before + used, handed(left.excess), handed(left.bank), rolled
        )

    def account(self) -> Account:
        """Return the account, period by period, in the order in which it is settled."""
        pieces, line = self.pieces, self.done.line
        periods = len(pieces.length)
        usage = Usage(self.term, self.view, pieces)
        charged = usage.over_market
        shown = [Line("used", self.spent), Line("minimum", self.minimum)]
        for name in _LINES:
            amounts = line(name) * (self.unit_price if name in _PAID else 1.0)
            if name in _ALWAYS or np.any(amounts):
                shown.append(Line(name, amounts, "level" if name in _LEVELS else "money"))
        at = next(k for k, each in enumerate(shown) if each.name == "shortfall_paid") + 1
        shown.insert(at, Line("price_difference", charged))
        if self.term.counted_at == "list_price":
            shown.insert(at - 1, Line("unit_price", self.unit_price * np.ones((1, periods)), "number"))
        shown.append(Line("paid", self.net + charged))
        days = np.atleast_2d(days_of(self.term, self.view, pieces, None))[:, :periods]
        found = Account(pieces.begins, pieces.close, days, tuple(shown))
        if self.term.in_total is None:
            return found
        due, day = self.in_total
        on = within_date(day, closing=True)
        return found.then(Account(on, on, on, (Line("total_shortfall", due), Line("paid", due)), moments=day))

    @cached_property
    def in_total(self) -> tuple[Float[ndarray, "path 1"], Float[ndarray, "path 1"]]:
        """Return what is short of a promise in total, and when it is paid."""
        ends = np.reshape(np.asarray(self.runs.end, dtype=float), (-1, 1))
        return total_due(self), paid_on(self.term, self.view, ends)

    def total_statement(self) -> dict[str, Float[ndarray, "path step"]]:
        """Return the lines per step of what is short of a promise in total."""
        found = by_step(*self.in_total, np.array(self.view.grid.edges))
        return {"due": found, "paid": found}


_LINES = (
    "take_or_pay",
    "rolled_in",
    "carried",
    "rolled_over",
    "shortfall",
    "shortfall_paid",
    "make_up",
    "refund",
    "lapsed",
    "excess",
    "make_up_left",
)
_ALWAYS = frozenset({"shortfall", "shortfall_paid"})
_LEVELS = frozenset({"excess", "make_up_left"})
_PAID = frozenset({"shortfall_paid", "refund"})


def _settlement(term: Commitment, view: View, runs: Life) -> Settlement:
    """Settle the contract periods of a commitment."""
    pieces = cells(runs, view.grid, term.period, year_start(term))
    before, used = used_already(term, view, pieces, term.period)
    minimum = minimum_of(term, view, runs, pieces, before)
    spent = Usage(term, view, pieces).counted + used
    clause = clause_of(term, _fee(term, pieces, view), view)
    live = pieces.overlap > 0
    following = np.concatenate([live[:, 1:], np.zeros((len(live), 1), dtype=bool)], axis=1)
    course = Course(live, live & ~following & _for_good(term, view, runs))

    def again(by_path: bool) -> Settled:  # noqa: FBT001 - the only thing to say
        return settle(clause, minimum, spent, course, ledger_before(term, clause, view), by_path=by_path)

    apart = pieces.start is not None or view.passes_on is not None
    return Settlement(term, view, runs, pieces, minimum, spent, course.settles, again, again(apart))


def _for_good(term: Commitment, view: View, runs: Life) -> Bool[ndarray, "_ 1"]:
    """Tell where a commitment ends for good: nobody goes on with it, and it does not go on past the horizon."""
    end = np.reshape(np.asarray(runs.end, dtype=float), (-1, 1))
    done = np.ones_like(end, dtype=bool)
    if term.beyond is not None:
        last = np.inf if term.until is None else view.grid.closing(view.calendar_date(term.until))
        done = done & ((end < view.grid.edges[-1]) | (last <= view.grid.edges[-1]))
    if view.passes_on is not None:
        done = done & (view.passes_on[:, None] > end)
    return done


def _shortfall_flows(term: Commitment, view: View, settlement: Settlement) -> list[Flow]:
    """Move what shortfalls cost, what is due in total at the end, and what standing ready costs the seller."""
    pieces, sides = settlement.pieces, (term.buyer, term.seller)
    cost = _or(term.avoidable_cost, 0.0, view) * settlement.unit_price * settlement.done.line("shortfall")
    flows = [
        accruing(term, view, sides, settlement.net, pieces, invoiced=True),
        accruing(term, view, (term.seller, None), cost, pieces, invoiced=True, cash=False),
    ]
    if term.in_total is not None:
        flows.append(Flow(*sides, *settlement.in_total))
    return flows


def total_due(settlement: Settlement) -> Float[ndarray, "path 1"]:
    """Return what a commitment is short of its promise in total when it ends for good on each path.

    Args:
        settlement: Its settled periods.
    """
    term, view, runs = settlement.term, settlement.view, settlement.runs
    if term.in_total is None or term.until is None:
        return np.zeros((1, 1))
    since = np.reshape(np.asarray(begun(term, view, runs), dtype=float), (-1, 1))
    end = np.reshape(np.asarray(runs.end, dtype=float), (-1, 1))
    planned = view.grid.closing(view.calendar_date(term.until)) - since
    ran = np.clip((end - since) / np.maximum(planned, _MOMENT), 0.0, 1.0)
    line, asked = settlement.done.line, 0.0 if term.take_or_pay is None else view.number(term.take_or_pay)
    counted = np.sum(settlement.spent - line("make_up") + line("shortfall_paid"), axis=1, keepdims=True)
    counted = counted + base_before(term, view) + paid_before(term, view) + _in_period_before(settlement)
    fee = _fee(term, settlement.pieces, view)[:, -1:] * settlement.unit_price[:, -1:]
    short = fee * np.maximum(asked * view.number(term.in_total) * ran - counted, 0.0)
    return np.asarray(short * np.any(settlement.settles, axis=1)[:, None])


def _in_period_before(settlement: Settlement) -> Number:
    """Return, as an amount to be left out, usage of the running period that an opening's `base` holds as well."""
    _, used = used_already(settlement.term, settlement.view, settlement.pieces, settlement.term.period)
    opening = settlement.term.opening
    return -np.sum(used, axis=1, keepdims=True) if np.ndim(used) and opening is not None and opening.base else 0.0


@dataclass(frozen=True)
class Usage:
    """Usage of a commitment in some periods, at one price or another.

    Args:
        term: The commitment.
        view: The futures.
        pieces: The periods.
    """

    term: Commitment
    view: View
    pieces: Cells

    @cached_property
    def listed(self) -> Float[ndarray, "_ period"]:
        """Return usage at the list price."""
        return self.pieces.money(self.term.usage, self.view)

    @property
    def counted(self) -> Float[ndarray, "_ period"]:
        """Return usage as it counts for the promise."""
        return self.listed if self.term.counted_at == "list_price" else self.billed

    @cached_property
    def billed(self) -> Float[ndarray, "_ period"]:
        """Return usage at the term's price."""
        return self._at(self.term.price)

    @cached_property
    def at_market(self) -> Float[ndarray, "_ period"]:
        """Return usage at the market's price, which is the term's own unless said."""
        return self.billed if self.term.market_price is None else self._at(self.term.market_price)

    @property
    def over_market(self) -> Float[ndarray, "_ period"]:
        """Return what the term's price asks for over the market's."""
        if self.term.market_price is None:
            return np.zeros((1, len(self.pieces.length)))
        return np.asarray(self.billed - self.at_market)

    @property
    def margin(self) -> Float[ndarray, "_ period"] | OnDemand:
        """Return the seller's margin on the usage that the promise brought."""
        term = self.term
        if term.seller_margin is None:
            return np.zeros((1, len(self.pieces.length)))
        brought = self.pieces.summed(self._brought(term.seller_margin), self.view)
        if brought is not None:
            return brought
        caused = 1.0 - _or(term.otherwise_bought, 0.0, self.view)
        if is_constant(term.seller_margin):
            return np.asarray(self.view.number(term.seller_margin) * caused * self.at_market)
        price = term.price if term.market_price is None else term.market_price
        earned = term.seller_margin if price is None else multiply(term.seller_margin, price)
        return np.asarray(caused * self.pieces.money(multiply(earned, term.usage), self.view))

    def _brought(self, margin: Expression) -> Expression:
        """Return the margin per year on the usage that the promise brought."""
        term, brought = self.term, margin
        price = term.price if term.market_price is None else term.market_price
        for each in (price, term.usage):
            brought = brought if each is None else multiply(brought, each)
        if term.otherwise_bought is None:
            return brought
        return multiply(Binary("-", Quantity(1.0), term.otherwise_bought, term.otherwise_bought.place), brought)

    def _at(self, price: Expression | None) -> Float[ndarray, "_ period"]:
        if price is None:
            return self.listed
        if is_constant(price):
            return np.asarray(self.view.number(price) * self.listed)
        return self.pieces.money(multiply(price, self.term.usage), self.view)


def _fee(term: Commitment, pieces: Cells, view: View) -> Float[ndarray, "_ period"]:
    """Return the price of what is short, at the end of each period."""
    if term.shortfall is None:
        return np.ones((1, len(pieces.length)))
    if is_constant(term.shortfall):
        return np.full((1, len(pieces.length)), float(view.number(term.shortfall)))
    close = np.broadcast_to(last_moment(pieces.close), (len(pieces.close), len(pieces.length)))
    return np.stack([view.at(term.shortfall, day if len(day) > 1 else float(day[0])) for day in close.T]).T


def _or(expression: Expression | None, otherwise: Number, view: View) -> Number:
    return otherwise if expression is None else view.number(expression)
