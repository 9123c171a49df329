"""Exclusivity: one side binds itself to deal with the other alone, or to offer it first what others would buy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BaseModel, Field

from dealwright.deal.expression import Expression
from dealwright.deal.measure import (
    AS_TEXT,
    FROZEN,
    Duration,
    EventName,
    Holder,
    Measure,
    MoneyPerYear,
    OneOrMany,
    PositiveMoney,
    Share,
    Text,
)
from dealwright.terms.base import Term

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View

Amount = Annotated[Expression, Measure("money", varies=True, terms=True)]


class FirstRefusal(BaseModel):
    """A right to step into a third party's offer at its price.

    Attributes:
        on: The event of a third party's offer, or several, each of which is one.
        price: What the third party offers, read on the day of its offer, as it would be without the right.
        worth: What the asset is then worth to the holder.
        deters: Share by which the third party offers less, as the holder may take the asset from it.
        if_: What must be true on that day for the right to hold.
        takes: Whether the holder takes the asset when that is better for it, always or never.
        fee: What the holder pays the grantor on top of the price when it takes it.
        after: How long after the offer the price is paid.
    """

    model_config = FROZEN
    on: OneOrMany[EventName]
    price: Annotated[Expression, Measure("money", low=0, varies=True, terms=True)]
    worth: Amount
    deters: Share | None = None
    if_: Annotated[Expression, Measure("condition", varies=True, terms=True)] | None = Field(default=None, alias="if")
    takes: Annotated[Literal["best", "always", "never"], AS_TEXT] = "best"
    fee: PositiveMoney | None = None
    after: Duration | None = None

    @property
    def offers(self) -> tuple[str, ...]:
        """Name the events that are offers."""
        return (self.on,) if isinstance(self.on, str) else tuple(self.on)


class Exclusivity(Term):
    """A promise to deal in a field with one party alone, or to offer it first what a third party would buy."""

    HELP: ClassVar[
        str
    ] = """An exclusivity binds the `grantor` to deal with the `holder` alone in the `field` that words describe, while
it runs.

It gives the holder the yearly `worth` and costs the grantor the yearly `costs`; neither is paid. `fee` is money per
year that the holder pays, `minimum_fee` the least in a calendar year, `upfront` what it pays at the beginning.

With `first_refusal` the holder may step into a third party's offer. On the day of each event in `on`, inside the life,
the third party offers `price`, less `deters`, since its offer may be matched. The holder matches when the asset's
`worth` to it is more than that price and its `fee`: it then gains the worth, and the grantor has from it what it would
have had from the third party. So the grantor loses by how much less is offered, matched or not, and gains the fee. That
it would have sold at `price` is taken to be in its own cash flow. `takes: always` or `never` fixes the answer. A right
of first offer has what the grantor asks as its `price`.

    api: {kind: exclusivity, grantor: northwind, holder: borealis, field: its programming interface, until: 2030-12-31,
          worth: 8% * api_sales, costs: 2% * api_sales, first_refusal: {on: capacity_offer, price: 40bn,
          worth: 1.1 * capacity_worth, deters: 3%}}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("grantor", "holder")

    kind: Annotated[Literal["exclusivity"], AS_TEXT] = "exclusivity"
    grantor: Holder
    holder: Holder
    field: Text | None = None
    worth: MoneyPerYear | None = None
    costs: MoneyPerYear | None = None
    fee: MoneyPerYear | None = None
    minimum_fee: PositiveMoney | None = None
    upfront: PositiveMoney | None = None
    first_refusal: FirstRefusal | None = None

    def flows(self, view: View) -> Outcome:
        """Run the worth, the cost and the fee, and step into offers."""
        from dealwright.terms.rights.refusal import exclusivity_flows

        return exclusivity_flows(self, view)
