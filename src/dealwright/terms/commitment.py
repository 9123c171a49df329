"""Commitment: a buyer promises to use or pay a minimum; the seller earns its margin on what the promise brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BaseModel, Field

from dealwright.deal.expression import Expression
from dealwright.deal.measure import (
    AS_TEXT,
    FROZEN,
    Duration,
    Holder,
    Measure,
    MoneyPerYear,
    PositiveMoney,
    Rate,
    Share,
)
from dealwright.terms.base import Opening, PaidWhen, Period, Term
from dealwright.terms.pay_days import BusinessDays
from dealwright.terms.year_start import YearStart

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View

Over = Annotated[Literal["minimum", "take_or_pay"], AS_TEXT]
CountedAt = Annotated[Literal["price", "list_price"], AS_TEXT]


class Ramp(BaseModel):
    """A yearly minimum that rises, or falls, on each anniversary of the commitment's beginning.

    Attributes:
        from_: The amount of the first year.
        to: The amount at which it stays.
        over: The time after which it is reached, by equal steps.
        growth: The yearly growth, in place of `over`.
    """

    model_config = FROZEN
    from_: PositiveMoney = Field(alias="from")
    to: PositiveMoney | None = None
    over: Duration | None = None
    growth: Rate | None = None


class Commitment(Term):
    """A promise to buy at least so much, used or not."""

    HELP: ClassVar[
        str
    ] = """A commitment binds the `buyer` to use at least `minimum` per `period` (a year unless said) from
the `seller`; with `year_starts: 10-01` contract years, and the quarters of them, begin on 1 October.

`usage` is what the buyer uses per year, at list price. Usage at the market price is already in the buyer's own cash
flow, so the term charges it only (`price` - `market_price`) x usage and, with `take_or_pay`, the shortfall of price x
usage under the minimum. The seller gains the same money, plus `seller_margin` of the market price on usage that the
promise brought (1 - `otherwise_bought`), less `avoidable_cost` of the shortfall, which it still spends to stand
ready. Prices and margins may be expressions of drivers. What is promised counts at the `price`, or with `counted_at:
list_price` at list price: what is then short or free comes to that times the mean price of its period. So a promise of
a quantity is told, as of gas: with 1 USD a unit as list price, `price` is that of a unit, and may move.

A schedule, `minimum: {2025: 8bn, 2028: 20bn}`, and a `ramp` are money per contract year, by days: `ramp: {from: 2bn,
to: 10bn, over: 4 years}` asks 2, 4, 6, 8 and from then on 10 billion a year, each step on an anniversary of the
beginning; `ramp: {from: 2bn, growth: 20%}` grows on those days, up to `to` if there is one. `take_or_pay: 85%` asks
only for that share of the minimum.

Each period is settled in this order. (1) What was rolled over is bought first; what is not bought of it is paid. (2)
What is left of the usage is set against the minimum, or the share of it that `take_or_pay` asks for. (3) Excess of
the periods of `carry_forward` before makes good what is missing, oldest first, up to `carry_forward_most` of the
minimum. (4) The share `roll_over` of what is still missing is moved to the next period, but in the last one. (5) The
rest is paid at the price `shortfall` (100% unless said). (6) Usage over the whole minimum (or over what
`take_or_pay` asks for, with `excess_over: take_or_pay`) is free as far as shortfalls of the periods of `make_up`
before were paid, oldest first; what is not taken by then lapses, and `refund` is the share of what is left at the end
that is paid back. (7) What is still over is excess to be carried forward. Both are kept for whole periods.

`in_total: 250bn` with `until` is a promise over the whole life: what all usage and all shortfalls paid are short of it
is paid at the end. A life that an event ends early owes that part of it that it ran, by days. In the period that holds
`as_of` the minimum shrinks to the days to come, unless `opening: {used_this_period: ...}` says what that period has
brought already; `opening: {balance: ...}` is excess of the period before, and `make_up` and `rolled` are what was paid
for and not taken in it and moved on from it; `base` and `paid` count all usage and all shortfalls for `in_total`.

`terms.NAME.due` is all that the buyer owes for usage and shortfalls, `paid` what it pays beyond the market's price.

    compute: {kind: commitment, buyer: northwind, seller: borealis, minimum: {2025: 8bn, 2028: 20bn}, until: 2031-12-31,
              usage: 45% * revenue, price: 100%, market_price: 90%, otherwise_bought: 70%, seller_margin: 30%,
                  take_or_pay: yes}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("buyer", "seller")
    OPENING: ClassVar[tuple[str, ...]] = ("paid", "base", "balance", "used_this_period", "make_up", "rolled")

    kind: Annotated[Literal["commitment"], AS_TEXT] = "commitment"
    buyer: Holder
    seller: Holder
    minimum: Annotated[Expression, Measure("money", low=0, schedule=True)] | None = None
    ramp: Ramp | None = None
    in_total: PositiveMoney | None = None
    period: Period = "year"
    year_starts: YearStart | None = None
    usage: MoneyPerYear
    price: Annotated[Expression, Measure("share", low=0, varies=True)] | None = None
    market_price: Annotated[Expression, Measure("share", low=0, varies=True)] | None = None
    counted_at: CountedAt | None = None
    otherwise_bought: Share | None = None
    seller_margin: Annotated[Expression, Measure("share", low=0, high=1, varies=True)] | None = None
    avoidable_cost: Share | None = None
    take_or_pay: Annotated[Expression, Measure("condition_or_share", low=0, high=1)] | None = None
    shortfall: Annotated[Expression, Measure("share", low=0, varies=True)] | None = None
    roll_over: Share | None = None
    carry_forward: Duration | None = None
    carry_forward_most: Share | None = None
    make_up: Duration | None = None
    excess_over: Over | None = None
    refund: Share | None = None
    paid: PaidWhen = "middle"
    pays_after: Duration | None = None
    business_days: BusinessDays | None = None
    opening: Opening | None = None

    def flows(self, view: View) -> Outcome:
        """Charge the price difference step by step and the shortfall period by period."""
        from dealwright.terms.commitments.committed import commitment_flows

        return commitment_flows(self, view)
