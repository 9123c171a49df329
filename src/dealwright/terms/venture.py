"""Venture: members put money into something in common, and share what it brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BaseModel, Field

from dealwright.deal.expression import Expression
from dealwright.deal.measure import (
    AS_TEXT,
    FROZEN,
    Condition,
    Holder,
    Measure,
    MoneyPerYear,
    OneOrMany,
    PositiveMoney,
    Share,
)
from dealwright.terms.base import Opening, Term

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View

Scheduled = Annotated[Expression, Measure("money", low=0, schedule=True)]


class VentureCall(BaseModel):
    """A call for more money.

    Attributes:
        on: The date or the event on which it is made.
        amount: How much all members together are asked for.
        if_: What must be true on that day for it to be made.
        unmet_by: Members that do not pay their part.
        covered: Whether the others pay it for them.
        counts: At how much what the others pay for them counts as contributed.
        dilution: How many times the fall of a share that contributions alone would bring.
    """

    model_config = FROZEN
    on: Annotated[Expression, Measure("moment")]
    amount: PositiveMoney
    if_: Annotated[Expression, Measure("condition", varies=True, terms=True)] | None = Field(default=None, alias="if")
    unmet_by: OneOrMany[Holder] | None = None
    covered: Condition | None = None
    counts: Annotated[Expression, Measure("share", low=0)] | None = None
    dilution: Annotated[Expression, Measure("multiple", low=0)] | None = None

    @property
    def unmet(self) -> tuple[str, ...]:
        """Name the members that do not pay."""
        if self.unmet_by is None:
            return ()
        return (self.unmet_by,) if isinstance(self.unmet_by, str) else tuple(self.unmet_by)


class Venture(Term):
    """A joint venture: members contribute by their shares, and by their shares take what it brings."""

    HELP: ClassVar[
        str
    ] = """A venture has `members` with shares; what is left to 100% belongs to others outside the deal.

The members pay the `contributions` by their shares, on dates or in the middle of years; what falls before `as_of` is
not counted. `own_contributions` are paid by one member alone and change no share. `calls` ask for more, each on a date
or an event, by the shares of that day. A member in `unmet_by` does not pay its part, with `covered: yes` the others do;
from then on each share is what the member has contributed over what all have, `opening: {paid: ...}` included, which is
what all had contributed by `as_of`. A harder clause has what the others pay for it count more, `counts: 150%`, or its
share fall by more than that, `dilution: 1.5x`, for the gain of those who pay.

`cash_flow` is what the venture brings per year, by the shares of the day; where it is negative the members pay. It is
before the price that members have: with `capacity`, money per year at market prices, each in `takes` takes a part of it
at `price`, a share of the market price; it saves the rest, and all bear that by their shares. When the venture's life
ends, or at the horizon, its `exit_value` is divided. A venture that is a company of the deal is better written as a
company with `equity` terms, and payments into it.

    stargate: {kind: venture, members: {softbank: 40%, openai: 40%}, contributions: {2025: 20bn, 2026: 40bn},
               calls: [{on: expansion, amount: 20bn, unmet_by: openai, covered: yes}], cash_flow: 12% * built,
               exit_value: 8 * rent, ends_on: sale}
"""
    OPENING: ClassVar[tuple[str, ...]] = ("paid",)

    kind: Annotated[Literal["venture"], AS_TEXT] = "venture"
    members: Annotated[dict[Holder, Share], Field(min_length=1)]
    contributions: Scheduled | None = None
    own_contributions: Annotated[dict[Holder, Scheduled], Field(min_length=1)] | None = None
    calls: Annotated[list[VentureCall], Field(min_length=1)] | None = None
    cash_flow: MoneyPerYear | None = None
    capacity: MoneyPerYear | None = None
    takes: Annotated[dict[Holder, Share], Field(min_length=1)] | None = None
    price: Annotated[Expression, Measure("share", low=0)] | None = None
    exit_value: Annotated[Expression, Measure("money", varies=True, terms=True)] | None = None
    opening: Opening | None = None

    @property
    def sides(self) -> tuple[str, ...]:
        """Name the members."""
        return tuple(self.members)

    def flows(self, view: View) -> Outcome:
        """Collect what members pay in, and divide what the venture brings."""
        from dealwright.terms.rights.members import venture_flows

        return venture_flows(self, view)
