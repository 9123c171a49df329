"""Milestone: money that falls due when something happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from dealwright.deal.expression import Expression
from dealwright.deal.measure import AS_TEXT, Duration, EventName, Holder, Measure, OneOrMany
from dealwright.terms.base import Term
from dealwright.terms.pay_days import BusinessDays

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View


class Milestone(Term):
    """Money paid once, on the day an event happens or a threshold is first passed."""

    HELP: ClassVar[
        str
    ] = """A milestone moves `amount` from `payer` to `payee` when the event `on` happens, or when the condition
`when` is first true.

With several events all must have happened; the last one counts. It is due only inside the term's life, from `from` to
`until`; a condition that is true when the life begins is met on that day. `after` delays the day on
which it falls due, months by the calendar; what falls due after the horizon is not looked at.

    approval: {kind: milestone, payer: licensee, payee: inventor, amount: 75m, on: approved, until: 2031-12-31}
    scale:    {kind: milestone, payer: licensee, payee: inventor, amount: 50m, when: cumulative(sales) >= 1bn}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("payer", "payee")
    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("on", "when"),)

    kind: Annotated[Literal["milestone"], AS_TEXT] = "milestone"
    payer: Holder
    payee: Holder
    amount: Annotated[Expression, Measure("money", varies=True, terms=True)]
    on: OneOrMany[EventName] | None = None
    when: Annotated[Expression, Measure("condition", varies=True, terms=True)] | None = None
    after: Duration | None = None
    business_days: BusinessDays | None = None

    @property
    def awaited(self) -> tuple[str, ...]:
        """Name the events that must all have happened."""
        if self.on is None:
            return ()
        return (self.on,) if isinstance(self.on, str) else tuple(self.on)

    def flows(self, view: View) -> Outcome:
        """Pay the amount on the day of the last event awaited."""
        from dealwright.terms.dated import milestone_payment

        return milestone_payment(self, view)
