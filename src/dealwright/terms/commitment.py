"""Commitment: a buyer promises to use or pay a minimum; the seller earns its margin on what the promise brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from dealwright.deal.expression import Expression
from dealwright.deal.measure import AS_TEXT, Condition, Duration, Holder, Measure, MoneyPerYear, Share
from dealwright.terms.base import Opening, PaidWhen, Term
from dealwright.terms.pay_days import BusinessDays

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View


class Commitment(Term):
    """A promise to buy at least so much, used or not."""

    HELP: ClassVar[
        str
    ] = """A commitment binds the `buyer` to use at least `minimum` per calendar year from the `seller`.

`usage` is what the buyer uses per year, at list price. Usage at the market price is already in the buyer's own cash
flow, so the term charges it only (`price` - `market_price`) x usage and, with `take_or_pay`, the shortfall of price x
usage under the minimum. The seller gains the same money, plus `seller_margin` of the market price on usage that the
promise brought (1 - `otherwise_bought`), less `avoidable_cost` of the shortfall, which it still spends to stand
ready. Excess over the minimum may be set against shortfalls of the whole years in `carry_forward`, oldest first. In the
year that holds `as_of` the minimum shrinks to the days to come, unless `opening: {used_this_period: ...}` says what
that year has brought already; `opening: {balance: ...}` is excess of the year before.

    compute: {kind: commitment, buyer: northwind, seller: borealis, minimum: {2025: 8bn, 2028: 20bn}, until: 2031-12-31,
              usage: 45% * revenue, price: 100%, market_price: 90%, otherwise_bought: 70%, seller_margin: 30%,
                  take_or_pay: yes}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("buyer", "seller")
    OPENING: ClassVar[tuple[str, ...]] = ("balance", "used_this_period")

    kind: Annotated[Literal["commitment"], AS_TEXT] = "commitment"
    buyer: Holder
    seller: Holder
    minimum: Annotated[Expression, Measure("money", low=0, schedule=True)] | None = None
    usage: MoneyPerYear
    price: Annotated[Expression, Measure("share", low=0)] | None = None
    market_price: Annotated[Expression, Measure("share", low=0)] | None = None
    otherwise_bought: Share | None = None
    seller_margin: Share | None = None
    avoidable_cost: Share | None = None
    take_or_pay: Condition | None = None
    carry_forward: Duration | None = None
    paid: PaidWhen = "middle"
    pays_after: Duration | None = None
    business_days: BusinessDays | None = None
    opening: Opening | None = None

    def flows(self, view: View) -> Outcome:
        """Charge the price difference step by step and the shortfall year by year."""
        from dealwright.terms.shortfall import commitment_flows

        return commitment_flows(self, view)
