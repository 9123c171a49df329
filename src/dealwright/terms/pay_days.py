"""Say how long after its day a payment is made, and on which business day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel

from dealwright.deal.expression import Expression
from dealwright.deal.measure import AS_TEXT, FROZEN, Measure, OneOrMany, Text

if TYPE_CHECKING:
    from dealwright.terms.base import Term

Roll = Annotated[
    Literal["following", "modified_following", "preceding", "modified_preceding", "unadjusted"],
    AS_TEXT,
]


class BusinessDays(BaseModel):
    """How a payment is moved off a day on which banks are closed.

    Attributes:
        roll: To the next business day, to the one before, or not at all; `modified_...` turns round at a month's end.
        calendar: Whose business days; a day counts only if all are open. Without one, Monday to Friday.
        after: Business days to be added.
    """

    model_config = FROZEN
    roll: Roll = "following"
    calendar: OneOrMany[Text] | None = None
    after: Annotated[Expression, Measure("count", low=0)] | None = None

    @property
    def calendars(self) -> tuple[str, ...]:
        """Name the calendars."""
        if self.calendar is None:
            return ()
        return (self.calendar,) if isinstance(self.calendar, str) else tuple(self.calendar)


def at_end(term: Term) -> bool:
    """Say whether a term pays at the end of what it pays for rather than evenly over it.

    A delay or a business day is one of the period's end, so either implies it.
    """
    keys = ("pays_after", "business_days")
    return getattr(term, "paid", "end") == "end" or any(getattr(term, key, None) is not None for key in keys)
