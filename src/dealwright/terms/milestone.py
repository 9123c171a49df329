"""Milestone: money that falls due when something happens, or when an amount is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BaseModel, Field

from dealwright.deal.expression import Expression
from dealwright.deal.measure import (
    AS_TEXT,
    FROZEN,
    Condition,
    Duration,
    EventName,
    Holder,
    Measure,
    MoneyPerYear,
    OneOrMany,
    PositiveMoney,
)
from dealwright.terms.base import Opening, Period, Term
from dealwright.terms.pay_days import BusinessDays
from dealwright.terms.year_start import YearStart

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View

ReachedWhen = Annotated[Literal["reached", "end"], AS_TEXT]


class MilestoneTier(BaseModel):
    """An amount that falls due once, when what counts reaches `at`.

    Attributes:
        at: What must be reached.
        amount: What is then paid.
    """

    model_config = FROZEN
    at: PositiveMoney
    amount: Annotated[Expression, Measure("money", varies=True, terms=True)]


class Milestone(Term):
    """Money paid once, on the day an event happens or a threshold is first passed."""

    HELP: ClassVar[
        str
    ] = """A milestone moves `amount` from `payer` to `payee` when the events `on` have happened and the conditions
`when` have each been true; the last one counts, with `any: yes` the first.

It is due only inside the term's life, from `from` to `until`; a condition that is true when the life begins is met on
that day. `after` delays the day on which it falls due, months by the calendar; what falls due after the
horizon is not looked at.

Milestones on amounts count the yearly flow `of` over the term's life. With `tiers` each amount is paid once, when the
sum reaches `at`; with `every` the `amount` is paid each time that the sum has grown by so much, at most `most` times.
What was reached before `as_of` follows from `opening: {base: ...}`, the sum until then. With `within: year` (or a
quarter, a half, a month) the sum begins anew with each period, and a tier is paid for the first period that reaches
it, never again. There `opening: {base: ...}` is the most that a period has come to, and `used_this_period` what the one
that holds `as_of` has seen. With `rolling: 1 year` the sum is that of the year that ends on the day.
A sum of what another term has `paid` reaches an amount on the day of the payment that brings it there.

A milestone falls due when it is reached, or with `paid: end` at the close of the `period` in which it is, that of
`within` unless said: `period: quarter, paid: end, after: 30 days` is thirty days after the quarter.

    approval: {kind: milestone, payer: licensee, payee: inventor, amount: 75m, on: approved, until: 2031-12-31}
    scale:    {kind: milestone, payer: licensee, payee: inventor, amount: 50m, of: sales, every: 1bn, most: 5}
    yearly:   {kind: milestone, payer: licensee, payee: inventor, of: sales, within: year, paid: end, after: 60 days,
               tiers: [{at: 250m, amount: 10m}, {at: 500m, amount: 30m}]}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("payer", "payee")
    OPENING: ClassVar[tuple[str, ...]] = ("base", "used_this_period")

    kind: Annotated[Literal["milestone"], AS_TEXT] = "milestone"
    payer: Holder
    payee: Holder
    amount: Annotated[Expression, Measure("money", varies=True, terms=True)] | None = None
    on: OneOrMany[EventName] | None = None
    when: OneOrMany[Annotated[Expression, Measure("condition", varies=True, terms=True)]] | None = None
    any: Condition | None = None
    of: MoneyPerYear | None = None
    tiers: Annotated[list[MilestoneTier], Field(min_length=1)] | None = None
    every: Annotated[Expression, Measure("money", above=0)] | None = None
    most: Annotated[Expression, Measure("count", low=1)] | None = None
    within: Period | None = None
    rolling: Duration | None = None
    year_starts: YearStart | None = None
    period: Period | None = None
    paid: ReachedWhen = "reached"
    after: Duration | None = None
    business_days: BusinessDays | None = None
    opening: Opening | None = None

    @property
    def awaited(self) -> tuple[str, ...]:
        """Name the events that must have happened."""
        if self.on is None:
            return ()
        return (self.on,) if isinstance(self.on, str) else tuple(self.on)

    @property
    def conditions(self) -> tuple[Expression, ...]:
        """Return the conditions that must have been true."""
        return () if self.when is None else tuple(self.when) if isinstance(self.when, list) else (self.when,)

    @property
    def pays_on_days(self) -> bool:
        """Say whether all that the term pays is paid on days of its own."""
        return True

    def flows(self, view: View) -> Outcome:
        """Pay the amount on the day of the last event awaited, or each on the day on which a sum is reached."""
        if self.of is not None:
            from dealwright.terms.dated.thresholds import threshold_payments

            return threshold_payments(self, view)
        from dealwright.terms.dated.reached import milestone_payment

        return milestone_payment(self, view)
