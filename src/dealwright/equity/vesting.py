"""How a right or a share vests: by the calendar, on a milestone, by cumulative spend, or at a price."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from dealwright.equity.exact import Exact


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must come about before a part vests.

    Attributes:
        kind: `milestone` (an event of this name happens), `spend` (cumulative spend of the holder reaches `amount`),
            or `price` (a share of the class reaches `amount`).
        name: The milestone, or whose spend.
        amount: Money.
    """

    kind: Literal["milestone", "spend", "price"]
    name: str = ""
    amount: Exact | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a grant with its own condition.

    Attributes:
        share: Fraction of the grant.
        when: What must come about.
        by: Last day for it; None: no end.
    """

    share: Exact
    when: Condition
    by: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Instalment:
    """A fixed part that vests on a day, as an exact schedule written out."""

    on: dt.date
    share: Exact


@dataclass(frozen=True, slots=True)
class Vesting:
    """How a grant vests: by the calendar in equal parts, by a schedule written out, by conditions, or mixed.

    Attributes:
        start: Day from which months count; None: what no part waits for vests at once.
        months: Months until all of the calendar's part has vested; 0: no calendar.
        every: Months from one vesting day to the next.
        cliff: Months before which nothing vests; what fell due by then vests at once.
        day_of_month: On which day of a month shares vest: `start`: on the day of `start`; `last`: on the last day; or
            a day from 1 to 31. A month that lacks the day vests on its last day.
        instalments: A schedule written out, in place of months.
        parts: Parts with conditions; the calendar has what they leave of the grant.
        rounding: How whole shares are cut: `down` cumulatively, the last part taking the rest; or `none`.
    """

    start: dt.date | None = None
    months: int = 0
    every: int = 1
    cliff: int = 0
    day_of_month: Literal["start", "last"] | int = "start"
    instalments: tuple[Instalment, ...] = ()
    parts: tuple[Part, ...] = ()
    rounding: Literal["none", "down"] = "none"


@dataclass(frozen=True, slots=True)
class Progress:
    """What has come about that vesting asks for.

    Attributes:
        milestones: Day of each milestone that happened.
        spend: Cumulative spend by holder or name.
        price: Price of a share by class.
        reached: When a part that must come about by a day is judged later than that day: each amount of spend (by
            `spend` and name) or price (by `price` and class) that was reached, and when.
    """

    milestones: Mapping[str, dt.date]
    spend: Mapping[str, Exact]
    price: Mapping[str, Exact]
    reached: Mapping[tuple[str, str], tuple[tuple[dt.date, Exact], ...]] = field(default_factory=dict)


NOTHING_YET = Progress({}, {}, {})
ALL = Fraction(1)
