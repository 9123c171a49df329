"""Drivers: what will happen and nobody decides. One shape per process."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, Discriminator, Field, Tag, model_validator

from dealwright.deal.expression import Expression
from dealwright.deal.measure import (
    AS_TEXT,
    FROZEN,
    Chance,
    Date,
    Duration,
    KeysOrValue,
    Measure,
    OneOrMany,
    Rate,
    SourceName,
    Text,
    kind_of,
)

Level = Annotated[Expression, Measure("any")]
Positive = Annotated[Expression, Measure("rate", low=0)]
Varying = Annotated[Expression, Measure("any", varies=True)]
PerYear = Annotated[Expression, Measure("per_year", low=0, varies=True)]
Occurs = Annotated[Expression, Measure("condition", varies=True)]
_POINT = re.compile(r"\d{4}(-\d{2}-\d{2})?")


class _Driver(BaseModel):
    model_config = FROZEN
    title: Text | None = None
    slot: Annotated[Expression, Measure("count", low=0, high=10_000)] | None = None
    source: OneOrMany[SourceName] | None = None
    note: Text | None = None


class Fading(BaseModel):
    """A volatility that fades from `now` to `long_run`, halving its distance every `half_life`."""

    model_config = FROZEN
    now: Positive
    long_run: Positive
    half_life: Duration


class GrowthRate(BaseModel):
    """A yearly growth that moves from `now` to `long_run`; `volatility` is in points per square root of a year.

    One value fades to nothing, with the half-life of the level's volatility or `volatility_half_life`; with `now`,
    `long_run` and `half_life` it fades as these say.
    """

    model_config = FROZEN
    now: Rate
    long_run: Rate
    half_life: Duration
    volatility: KeysOrValue[Fading, Positive] | None = None
    volatility_half_life: Duration | None = None


class Growth(_Driver):
    """A level whose growth itself moves and calms down (Schwartz and Moon 2000): young revenue."""

    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("start", "total"),)

    kind: Annotated[Literal["growth"], AS_TEXT] = "growth"
    start: Level | None = None
    total: Annotated[dict[Text, Level], Field(min_length=1)] | None = None
    growth: KeysOrValue[GrowthRate, Rate]
    volatility: KeysOrValue[Fading, Positive]
    ceiling: Level | None = None


class MeanReverting(_Driver):
    """A positive level pulled to its long run (log Ornstein-Uhlenbeck): multiples, prices."""

    kind: Annotated[Literal["mean_reverting"], AS_TEXT] = "mean_reverting"
    start: Level
    long_run: Level
    half_life: Duration
    volatility: Positive


class GeometricBrownian(_Driver):
    """A level with constant growth and volatility: a share price, a mature market."""

    kind: Annotated[Literal["gbm"], AS_TEXT] = "gbm"
    start: Level
    growth: Rate
    volatility: Positive


class ScheduleDriver(_Driver):
    """A level known in advance: `2025: x` is mid-2025, linear between, flat outside."""

    kind: Annotated[Literal["schedule"], AS_TEXT] = "schedule"
    points: dict[Text, Level]

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: Any) -> Any:  # noqa: ANN401 - the tree's mapping before it is read
        if not isinstance(data, dict) or "points" in data:
            return data
        points = {key: value for key, value in data.items() if _POINT.fullmatch(key)}
        return {key: value for key, value in data.items() if key not in points} | ({"points": points} if points else {})


class Constant(_Driver):
    """A level that does not move."""

    kind: Annotated[Literal["constant"], AS_TEXT] = "constant"
    is_: Level = Field(alias="is")


class Derived(_Driver):
    """A level computed from other drivers."""

    kind: Annotated[Literal["derived"], AS_TEXT] = "derived"
    is_: Varying = Field(alias="is")


class Event(_Driver):
    """Something that happens once or never: by a chance until a date, a hazard, or when a condition is first true."""

    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("chance", "hazard", "when"),)

    kind: Annotated[Literal["event"], AS_TEXT] = "event"
    chance: Chance | None = None
    hazard: PerYear | None = None
    when: Occurs | None = None
    not_before: Date | None = None


class Occurrence(Event):
    """An event that a term makes, such as the exercise of an option; no file declares it among its drivers."""


Driver = Annotated[
    Annotated[Growth, Tag("growth")]
    | Annotated[MeanReverting, Tag("mean_reverting")]
    | Annotated[GeometricBrownian, Tag("gbm")]
    | Annotated[ScheduleDriver, Tag("schedule")]
    | Annotated[Constant, Tag("constant")]
    | Annotated[Derived, Tag("derived")]
    | Annotated[Event, Tag("event")],
    Discriminator(kind_of),
]
DRIVER_KINDS = (Growth, MeanReverting, GeometricBrownian, ScheduleDriver, Constant, Derived, Event)
