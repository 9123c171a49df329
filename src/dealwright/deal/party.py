"""Parties, who decide and have a worth, and companies, which have cash, equity and owners."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from dealwright.deal.expression import Expression
from dealwright.deal.measure import (
    AS_TEXT,
    FROZEN,
    Condition,
    Date,
    Duration,
    ExitName,
    KnownTo,
    Measure,
    MoneyPerYear,
    OneOrMany,
    PartyName,
    PositiveMoney,
    Rate,
    Raw,
    ScenarioName,
    Share,
    SourceName,
    Text,
)
from dealwright.deal.securities import Securities


class Party(BaseModel):
    """Someone who decides, or a group with one claim, and has a worth.

    `discount` is the effective yearly rate at which its mean is shown; `risk_tolerance` is Howard's corporate risk
    tolerance, an amount of money, or `none` for a party that does not mind risk; `reservation` is the least gain over
    no deal at which it signs.
    """

    model_config = FROZEN
    name: Text | None = None
    short: Text | None = None
    discount: Rate | None = None
    risk_tolerance: Annotated[Expression, Measure("money", low=0, above=0)] | None = None
    reservation: Annotated[Expression, Measure("money")] | None = None
    tax: Share | None = None
    if_lost: ScenarioName | None = None
    believes: dict[Text, Raw] = {}
    known_to: KnownTo | None = None
    source: OneOrMany[SourceName] | None = None
    note: Text | None = None


class Round(BaseModel):
    """New money into a company: with `pre_money` it dilutes the holders; without, it is money only."""

    model_config = FROZEN
    on: Date
    new_money: PositiveMoney
    pre_money: Annotated[Expression, Measure("money", low=0, above=0)] | None = None
    if_: Condition | None = Field(default=None, alias="if")
    by: PartyName | None = None
    source: OneOrMany[SourceName] | None = None
    note: Text | None = None


class Calibrate(BaseModel):
    """An observed round whose price one driver value is solved to meet."""

    model_config = FROZEN
    round: Date
    post_money: Annotated[Expression, Measure("money", low=0, above=0)]
    by: Text | None = None
    source: OneOrMany[SourceName] | None = None
    note: Text | None = None


class Company(BaseModel):
    """A firm with cash, equity and owners; what happens to it reaches parties only through its cash and its equity."""

    model_config = FROZEN
    name: Text | None = None
    short: Text | None = None
    enterprise_value: Annotated[Expression, Measure("money", varies=True)]
    cash_flow: MoneyPerYear | None = None
    cash: Annotated[Expression, Measure("money")] | None = None
    cost_of_capital: Rate
    exit: OneOrMany[ExitName] = "horizon"
    rounds: list[Round] = []
    securities: Securities | None = None
    calibrate: Calibrate | None = None
    remainder: Annotated[Literal["expected", "realised"], AS_TEXT] = "expected"
    illiquidity_discount: Share | None = None
    lock_up: Duration | None = None
    tax: Share | None = None
    if_lost: ScenarioName | None = None
    source: OneOrMany[SourceName] | None = None
    note: Text | None = None

    @property
    def exits(self) -> tuple[str, ...]:
        """Name what ends the company's time in the deal, first to come first."""
        return (self.exit,) if isinstance(self.exit, str) else tuple(self.exit)
