"""The clauses that a royalty may be made of: tiers, bases, changes of its rate, advances, stacking."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from dealwright.deal.expression import Expression
from dealwright.deal.measure import FROZEN, Condition, Measure, MoneyPerYear, PositiveMoney, Share, Text

Rate = Annotated[Expression, Measure("share", low=0, high=1, varies=True, terms=True)]


class RoyaltyTier(BaseModel):
    """A rate that holds up to an amount of the base, or from the tier before on without an end."""

    model_config = FROZEN
    up_to: PositiveMoney | None = None
    rate: Share


Tiers = Annotated[list[RoyaltyTier], Field(min_length=1)]


class BaseOpening(BaseModel):
    """What there was of one of several bases before `as_of`.

    Attributes:
        base: All of it.
        base_this_period: What the period of the tiers that holds `as_of` has seen of it.
        losses: What is left to be set against it.
    """

    model_config = FROZEN
    base: PositiveMoney | None = None
    base_this_period: PositiveMoney | None = None
    losses: PositiveMoney | None = None


class RoyaltyBase(BaseModel):
    """One of several bases of a royalty, with a rate or tiers of its own."""

    model_config = FROZEN
    title: Text | None = None
    on: MoneyPerYear
    deductions: MoneyPerYear | None = None
    deductions_cap: Share | None = None
    rate: Rate | None = None
    tiers: Tiers | None = None
    opening: BaseOpening | None = None


class RateChange(BaseModel):
    """Another rate, or so many times the rate, from a date or an event on.

    Attributes:
        on: The date, from its opening, or the event.
        rate: The rate that holds from then on.
        times: What every rate is multiplied by from then on; several changes multiply.
        tiers: The tiers that hold from then on.
    """

    model_config = FROZEN
    on: Annotated[Expression, Measure("moment")]
    rate: Share | None = None
    times: Annotated[Expression, Measure("multiple", low=0)] | None = None
    tiers: Tiers | None = None


class Advance(BaseModel):
    """Money paid ahead of royalties, which are withheld until it is recouped.

    Attributes:
        amount: How much.
        on: The date or the event on which it is paid; without it, it was paid before `as_of`.
    """

    model_config = FROZEN
    amount: PositiveMoney
    on: Annotated[Expression, Measure("moment")] | None = None


class Stacking(BaseModel):
    """What royalties owed to others take off this one.

    Attributes:
        third_party: What is owed to others, per year.
        third_party_rate: What is owed to others as a share of this royalty's base.
        over: The rate of the base that this royalty and the others may come to together; only what is over it counts.
        deduct: Which part of it is taken off; all unless said.
        floor: The rate under which the royalty does not fall by it.
        most: The part of the royalty that may be taken off at most.
        carry_forward: Whether what could not be taken off in a period is taken off later.
    """

    model_config = FROZEN
    third_party: MoneyPerYear | None = None
    third_party_rate: Share | None = None
    over: Share | None = None
    deduct: Share | None = None
    floor: Share | None = None
    most: Share | None = None
    carry_forward: Condition | None = None
