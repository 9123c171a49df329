"""Flow: any expression, for what has no kind yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from dealwright.deal.measure import AS_TEXT, Holder, MoneyPerYear
from dealwright.terms.base import Term

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View


class RunningFlow(Term):
    """A yearly amount between two sides, or between one side and the world outside."""

    HELP: ClassVar[
        str
    ] = """A flow moves the yearly `amount` from `payer` to `payee` while it runs, prorated to the day.

Leave out `payer` or `payee` for the world outside: a flow with only a payee is a gain to it that nobody in the deal
pays; one with only a payer is a cost to it.

    exclusivity: {kind: flow, payee: borealis, amount: 1% * office_revenue, until: 2030-12-31}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("payer", "payee")

    kind: Annotated[Literal["flow"], AS_TEXT] = "flow"
    payer: Holder | None = None
    payee: Holder | None = None
    amount: MoneyPerYear

    def flows(self, view: View) -> Outcome:
        """Run the amount over the days of the term."""
        from dealwright.terms.amounts.running import running_flows

        return running_flows(self, view, ((self.payer, self.payee, self.amount),), cash=True)
