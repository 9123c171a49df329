"""How shares and rights vest, as a file declares it: by dates, by conditions, or with what terms of the deal do."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, Field

from dealwright.deal.measure import AS_TEXT, AS_TEXT_OR_NONE, FROZEN, Text
from dealwright.deal.security_measures import Amount, Count, Day, DayOfMonth, Earned, Months, Part, Reached


class VestingCondition(BaseModel):
    """Something that must come about before a part vests."""

    model_config = FROZEN
    kind: Annotated[Literal["milestone", "spend", "price"], AS_TEXT]
    name: Text | None = None
    amount: Amount | None = None


class VestingPart(BaseModel):
    """A part of a grant with a condition of its own."""

    model_config = FROZEN
    share: Part
    when: VestingCondition
    by: Day | None = None


class Instalment(BaseModel):
    """A fixed part that vests on a day."""

    model_config = FROZEN
    on: Day
    share: Part


class Vesting(BaseModel):
    """How a grant vests: by the calendar, by a schedule written out, by conditions, or mixed."""

    model_config = FROZEN
    start: Day | None = None
    months: Count | None = None
    every: Months | None = None
    cliff: Count | None = None
    day_of_month: DayOfMonth = "start"
    instalments: list[Instalment] = []
    parts: list[VestingPart] = []
    rounding: Annotated[Literal["none", "down"], AS_TEXT_OR_NONE] = "none"


class EarnedTranche(BaseModel):
    """A part of a right that vests once a condition on terms and drivers is true."""

    model_config = FROZEN
    share: Part
    when: Reached


class VestsWith(BaseModel):
    """How a right vests with what terms and drivers do: by a share that moves with them, by tranches, or both."""

    model_config = FROZEN
    AT_LEAST_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("share", "tranches"),)

    share: Earned | None = None
    tranches: Annotated[list[EarnedTranche], Field(min_length=1)] | None = None
