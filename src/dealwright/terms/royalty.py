"""Royalty: a share of revenue or profit paid period by period, with a minimum and a cumulative cap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from dealwright.deal.expression import Expression
from dealwright.deal.measure import AS_TEXT, Duration, Holder, Measure, MoneyPerYear, PositiveMoney
from dealwright.terms.base import Opening, PaidWhen, Period, Term
from dealwright.terms.pay_days import BusinessDays
from dealwright.terms.year_start import YearStart

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View


class Royalty(Term):
    """A share of a base, with a minimum per period, a cap per period and a cap on all that is ever paid."""

    HELP: ClassVar[str] = """A royalty pays `rate` of `on` for every contract `period`, prorated to the day.

Periods are the calendar's; with `year_starts: 02-23` contract years, and the quarters of them, begin on that day.
`on` is a yearly flow, such as the driver `revenue` or an expression of it; a negative one pays nothing. `minimum` and
`period_cap` are money per contract period and shrink with the days of the period that the term runs; a schedule,
`minimum: {2025: 8m, 2028: 20m}`, is money per calendar year, by days. What the period that holds
`as_of` has paid already is `opening: {used_this_period: ...}`. `cap` is the most that is ever paid, what
`opening: {paid: ...}` names included; `opening: {balance: ...}` says instead what is left under it. The term ends at
the close of `until`, or when an event of `ends_on` happens.

    revenue_share: {kind: royalty, payer: northwind, payee: borealis, on: revenue, rate: 20%, until: 2030-12-31}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("payer", "payee")
    CARRIES: ClassVar[bool] = True
    OPENING: ClassVar[tuple[str, ...]] = ("paid", "balance", "used_this_period")

    kind: Annotated[Literal["royalty"], AS_TEXT] = "royalty"
    payer: Holder
    payee: Holder
    on: MoneyPerYear
    rate: Annotated[Expression, Measure("share", low=0, high=1, varies=True, terms=True)]
    period: Period = "quarter"
    year_starts: YearStart | None = None
    minimum: Annotated[Expression, Measure("money", low=0, schedule=True)] | None = None
    period_cap: PositiveMoney | None = None
    cap: PositiveMoney | None = None
    paid: PaidWhen = "middle"
    pays_after: Duration | None = None
    business_days: BusinessDays | None = None
    opening: Opening | None = None

    def flows(self, view: View) -> Outcome:
        """Compute the payments of every contract period: share, period cap, minimum, cumulative cap, in this order.

        Source: the order of design 4.3; the same order as most licence agreements write it.
        """
        from dealwright.terms.payments import participation

        return participation(self, view)
