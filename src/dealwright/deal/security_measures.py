"""What the values of securities measure: shares, money, parts, days, and the names of one another."""

from __future__ import annotations

from typing import Annotated, Literal

from dealwright.deal.expression import Expression
from dealwright.deal.measure import AS_TEXT, AS_TEXT_OR_NONE, Measure, Refers, Text
from dealwright.ground import day_count

StakeholderName = Annotated[Text, Refers(("stakeholders",))]
ClassName = Annotated[Text, Refers(("classes",))]
PoolName = Annotated[Text, Refers(("pools",))]
ConvertibleName = Annotated[Text, Refers(("convertibles",))]
RightName = Annotated[Text, Refers(("rights",))]
SecurityName = Text
"""A lot that an event issued, a right or a convertible; what events turn into others may be named by them."""

Shares = Annotated[Expression, Measure("number", low=0, certain=True)]
Number = Annotated[Expression, Measure("number", certain=True)]
Ratio = Annotated[Expression, Measure("number", above=0, low=0, certain=True)]
Amount = Annotated[Expression, Measure("money", low=0, certain=True)]
Price = Annotated[Expression, Measure("money", low=0, above=0, certain=True)]
Priced = Annotated[Expression, Measure("money", low=0, above=0, varies=True)]
"""The price of a round, the one value here that drivers may move."""
Earned = Annotated[Expression, Measure("share", low=0, high=1, varies=True, terms=True)]
"""A part that what terms and drivers do decides, path by path."""
Reached = Annotated[Expression, Measure("condition", varies=True, terms=True)]
"""Whether what terms and drivers do has come about, path by path."""
Multiple = Annotated[Expression, Measure("multiple", low=0, certain=True)]
Part = Annotated[Expression, Measure("share", low=0, high=1, certain=True)]
Interest = Annotated[Expression, Measure("rate", low=0, certain=True)]
Count = Annotated[Expression, Measure("count", low=0, certain=True)]
Months = Annotated[Expression, Measure("count", low=1, certain=True)]
Day = Annotated[Expression, Measure("date", certain=True)]
Flag = Annotated[Expression, Measure("condition", certain=True)]

Compounding = Annotated[Literal["simple", "yearly", "half_yearly", "quarterly", "monthly", "daily"], AS_TEXT]
DayCount = Annotated[day_count.DayCount, AS_TEXT]
AntiDilutionKind = Annotated[Literal["none", "broad_based", "narrow_based", "full_ratchet"], AS_TEXT_OR_NONE]
RoundingWay = Annotated[Literal["up", "down", "nearest"], AS_TEXT]
ShareRounding = Annotated[Literal["none", "down", "nearest", "up"], AS_TEXT_OR_NONE]
DayOfMonth = Annotated[
    Literal[
        "start", "last", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17",
        "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31",
    ],
    AS_TEXT,
]  # fmt: skip
"""The day of a schedule's start, the last of the month, or a day of the month."""
