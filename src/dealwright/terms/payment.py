"""Payment: money on a date, on several dates, at regular dates, or in stages; indexed, or as interest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BaseModel, Field

from dealwright.deal.expression import Expression
from dealwright.deal.measure import AS_TEXT, FROZEN, Date, Duration, Holder, Measure, Rate, Share
from dealwright.ground import day_count as counts
from dealwright.terms.base import Period, Term
from dealwright.terms.pay_days import BusinessDays
from dealwright.terms.year_start import YearStart

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View

DayCount = Annotated[counts.DayCount, AS_TEXT]


class PaymentStage(BaseModel):
    """A part of a payment that comes on a date or when an event happens, if a condition then holds.

    Attributes:
        on: The date or the event.
        after: How long after it the stage falls due.
        amount: How much.
        share: Part of the payment's `amount`, in place of an amount of its own.
        if_: What must be true on the day on which it falls due.
    """

    model_config = FROZEN
    on: Annotated[Expression, Measure("moment")]
    after: Duration | None = None
    amount: Annotated[Expression, Measure("money", varies=True, terms=True)] | None = None
    share: Share | None = None
    if_: Annotated[Expression, Measure("condition", varies=True, terms=True)] | None = Field(default=None, alias="if")


class Payment(Term):
    """Money that one side pays the other on dates written in the contract."""

    HELP: ClassVar[
        str
    ] = """A payment moves `amount` from `payer` to `payee` on a date, on several dates, every period, or in stages.

With `on` it is paid once. With a schedule of dates, `amount: {2026-01-31: 1bn, 2027-01-31: 2bn}`, each entry is paid
on its date; a year stands for its middle, 2 July. With `every` it is paid at the close of each calendar period from
`from` (without it, from `as_of`) to `until`, first and last prorated to the day; with `year_starts: 02-23` periods
are those of contract years that begin on that day. An amount may be an expression of
drivers, read on the day on which it falls due. What falls due before `as_of` is not counted.

With `day_count` the amount is money per year, paid every period for the years that its days come to: `actual/365`,
`actual/360`, `actual/actual` (ISDA), `30/360`, `30e/360` or `30u/360`.

`indexed_by` multiplies every amount by the level of an index on the day on which it falls due over its level at the
base: on `as_of`, on the day of `indexed_from`, or `index_base` itself, the level on that day. With `index_floor` or
`index_cap`, the least and the most that the index may change in a year, it is reviewed once a year, on the
anniversaries of the base; what is paid at the close of the year before goes by the review before.

`stages` come each on a date or an event, `after` a while if said, `if` a condition is true on the day on which they
fall due; each is an `amount`, or a `share` of the payment's own.

    upfront: {kind: payment, payer: borealis, payee: northwind, amount: 500m, on: 2025-12-31}
    rent:    {kind: payment, payer: tenant, payee: owner, amount: 10k, every: month, indexed_by: prices, index_cap: 3%}
    build:   {kind: payment, payer: owner, payee: builder, amount: 2m, stages: [{on: signing, share: 30%},
              {on: finished, share: 70%, after: 30 days, if: defects < 10}]}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("payer", "payee")
    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("on", "every", "amount", "stages"),)
    BY_DATES: ClassVar[tuple[str, ...]] = ("amount",)

    kind: Annotated[Literal["payment"], AS_TEXT] = "payment"
    payer: Holder
    payee: Holder
    amount: (
        Annotated[Expression, Measure("money", varies=True, schedule=True, terms=True, yearly_with="day_count")] | None
    ) = None
    on: Date | None = None
    every: Period | None = None
    year_starts: YearStart | None = None
    stages: Annotated[list[PaymentStage], Field(min_length=1)] | None = None
    day_count: DayCount | None = None
    indexed_by: Annotated[Expression, Measure("any", varies=True)] | None = None
    indexed_from: Date | None = None
    index_base: Annotated[Expression, Measure("any", above=0)] | None = None
    index_floor: Rate | None = None
    index_cap: Rate | None = None
    pays_after: Duration | None = None
    business_days: BusinessDays | None = None

    @property
    def pays_on_days(self) -> bool:
        """Say whether all that the term pays is paid on days of its own."""
        return True

    def flows(self, view: View) -> Outcome:
        """Pay each amount on its day, as far as the term then runs."""
        from dealwright.terms.dated.on_dates import dated_payments

        return dated_payments(self, view)
