"""Licence: access to technology until a date or an event, worth something to its holder and costing its grantor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeVar

from pydantic import BaseModel, Field

from dealwright.deal.expression import Expression
from dealwright.deal.measure import (
    AS_TEXT,
    FROZEN,
    Condition,
    Date,
    EventName,
    Holder,
    Measure,
    MoneyPerYear,
    OneOrMany,
    PositiveMoney,
    Text,
)
from dealwright.terms.base import LIFE, Term

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View

Moment = Annotated[Expression, Measure("moment")]


_GRANTS = ("worth", "costs", "fee", "minimum_fee", "upfront", "exclusive_worth", "exclusive_costs")
Whole = TypeVar("Whole", bound=Term)


def with_life(term: Whole, part: BaseModel) -> Whole:
    """Return a term with the life of a part: its own where it says so, else that of the whole."""
    return term.model_copy(update={key: getattr(part, key) for key in LIFE if getattr(part, key) is not None})


class LicencePart(BaseModel):
    """A field of a licence, with a life, a worth, costs and a fee of its own.

    Attributes:
        from_: When it begins; like the whole, unless said.
        until: When it ends; like the whole, unless said.
        starts_on: Events of which the first begins it; like the whole, unless said.
        ends_on: Events of which the first ends it; like the whole, unless said.
        ends_on_all: Events that together end it; like the whole, unless said.
        ends_not_before: No event ends it before; like the whole, unless said.
        worth: What it is worth per year to the holder.
        costs: What it costs the grantor per year.
        fee: What the holder pays per year.
        minimum_fee: The least that the fee of a calendar year comes to.
        upfront: What the holder pays when it begins.
        exclusive: Whether the holder has it alone.
        exclusive_until: Until when.
        exclusive_worth: What it is worth while it is exclusive.
        exclusive_costs: What it costs while it is exclusive.
    """

    model_config = FROZEN
    from_: Date | None = Field(default=None, alias="from")
    until: Date | None = None
    starts_on: OneOrMany[EventName] | None = None
    ends_on: OneOrMany[EventName] | None = None
    ends_on_all: Annotated[list[EventName], Field(min_length=1)] | None = None
    ends_not_before: Date | None = None
    worth: MoneyPerYear | None = None
    costs: MoneyPerYear | None = None
    fee: MoneyPerYear | None = None
    minimum_fee: PositiveMoney | None = None
    upfront: PositiveMoney | None = None
    exclusive: Condition | None = None
    exclusive_until: OneOrMany[Moment] | None = None
    exclusive_worth: MoneyPerYear | None = None
    exclusive_costs: MoneyPerYear | None = None


class Licence(Term):
    """Access to technology: a worth to the holder, a cost to the grantor, a fee between them."""

    HELP: ClassVar[
        str
    ] = """A licence gives its `holder` the yearly `worth` and costs its `grantor` the yearly `costs` while it runs;
neither is paid to the other.

`fee` is money per year that the holder pays the grantor; `minimum_fee` is the least that it comes to in a calendar
year, by days, made up at the close of the year; `upfront` is paid when the licence begins, if that is not before
`as_of`. The licence runs from `from` to the close of `until`, or to the first event of `ends_on`: the earlier of a date
and an event. The later of both is `ends_on` with `ends_not_before`, all of several events `ends_on_all`.

With `exclusive: yes` it is exclusive while it runs, or to the first of `exclusive_until` (dates, to their close, and
events): `exclusive_worth` and `exclusive_costs` then stand in place of `worth` and `costs`. Field limits are `parts`,
each with a life, a worth, costs and a fee of its own beside those of the whole; the life of a part is that of the
whole, key by key, where it says nothing else. A part is reached by its name: `terms.access.parts.oncology.until`.

    access: {kind: licence, grantor: northwind, holder: borealis, until: 2030-12-31, worth: 12% * office_revenue,
             costs: 2% * revenue}
    fields: {kind: licence, grantor: maker, holder: clinic, until: 2035-12-31, ends_on: breach, parts: {
             oncology: {worth: 5m USD/year, exclusive: yes, exclusive_worth: 9m USD/year, exclusive_until: 2029-12-31},
             other:    {until: 2030-12-31, worth: 2m USD/year, fee: 3% * sales, minimum_fee: 100k}}}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("grantor", "holder")

    kind: Annotated[Literal["licence"], AS_TEXT] = "licence"
    grantor: Holder
    holder: Holder
    worth: MoneyPerYear | None = None
    costs: MoneyPerYear | None = None
    fee: MoneyPerYear | None = None
    minimum_fee: PositiveMoney | None = None
    upfront: PositiveMoney | None = None
    exclusive: Condition | None = None
    exclusive_until: OneOrMany[Moment] | None = None
    exclusive_worth: MoneyPerYear | None = None
    exclusive_costs: MoneyPerYear | None = None
    parts: Annotated[dict[Text, LicencePart], Field(min_length=1)] | None = None

    @property
    def lives(self) -> tuple[Term, ...]:
        """Return what runs: each part with its own life, and the whole where something is granted beside them."""
        beside = not self.parts or any(getattr(self, key) is not None for key in _GRANTS)
        return (*((self,) if beside else ()), *(with_life(self, part) for part in (self.parts or {}).values()))

    def flows(self, view: View) -> Outcome:
        """Run the worth, the cost and the fee over the days of the licence, and of each of its parts."""
        from dealwright.terms.rights.granted import granted

        parts = [(f"{name}: ", part) for name, part in (self.parts or {}).items()]
        return granted(self, view, [("", self), *parts])
