"""Licence: access to technology until a date or an event, worth something to its holder and costing its grantor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from dealwright.deal.measure import AS_TEXT, Holder, MoneyPerYear
from dealwright.terms.base import Term

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View


class Licence(Term):
    """Access to technology: a worth to the holder, a cost to the grantor, a fee between them."""

    HELP: ClassVar[
        str
    ] = """A licence gives its `holder` the yearly `worth` and costs its `grantor` the yearly `costs` while it runs;
neither is paid to the other.

`fee` is money per year that the holder pays the grantor. The licence runs from `from` to the close of `until`, or to
the first event of `ends_on`.

    access: {kind: licence, grantor: northwind, holder: borealis, until: 2030-12-31, worth: 12% * office_revenue,
             costs: 2% * revenue}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("grantor", "holder")

    kind: Annotated[Literal["licence"], AS_TEXT] = "licence"
    grantor: Holder
    holder: Holder
    worth: MoneyPerYear | None = None
    costs: MoneyPerYear | None = None
    fee: MoneyPerYear | None = None

    def flows(self, view: View) -> Outcome:
        """Run the worth, the cost and the fee over the days of the licence."""
        from dealwright.terms.running import running_flows

        worth, costs, fee = (
            (None, self.holder, self.worth),
            (self.grantor, None, self.costs),
            (self.holder, self.grantor, self.fee),
        )
        return running_flows(self, view, (worth, costs, fee), cash=False)
