"""Scenarios, the negotiation and the log of its talks: all of them pairs of path and value laid over the deal."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from dealwright.deal.expression import Expression
from dealwright.deal.measure import (
    AS_TEXT,
    FROZEN,
    Condition,
    Date,
    Measure,
    OneOrMany,
    PartyName,
    Raw,
    ScenarioName,
    SourceName,
    Text,
)

MOST_PACKAGES = 10_000_000_000
"""So many packages are valued in one bargain at most."""
MOST_IN_MEMORY = 2_000_000
"""A grid of more packages is valued part by part and kept on disk."""
_WORDS = ("title", "note", "set")


class Scenario(BaseModel):
    """Pairs of path and value; written flat, or under `set:` beside a `title` and a `note`."""

    model_config = FROZEN
    title: Text | None = None
    note: Text | None = None
    overrides: dict[Text, Raw] = Field(default={}, alias="set")

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: Any) -> Any:  # noqa: ANN401 - the tree's mapping before it is read
        if not isinstance(data, dict):
            return data
        flat = {key: value for key, value in data.items() if key not in _WORDS}
        inner = data.get("set") or {}
        if not flat:
            return data
        kept = {key: value for key, value in data.items() if key in _WORDS and key != "set"}
        return kept | {"set": {**inner, **flat}}


class Negotiate(BaseModel):
    """Who bargains, over which paths, and what holds if they fail."""

    model_config = FROZEN
    between: list[PartyName]
    no_deal: ScenarioName | None = None
    over: dict[Text, Raw]
    outside: dict[PartyName, ScenarioName] = {}
    side_payments: Condition | None = None
    lotteries: Condition | None = None
    refine: Condition | None = None
    power: dict[PartyName, Annotated[Expression, Measure("number", low=0)]] | None = None
    priced_in: Text | None = None
    deadline: Date | None = None
    note: Text | None = None


class Talk(BaseModel):
    """One entry in the log: an offer by a party on a date, and what became of it; at most one was signed."""

    model_config = FROZEN
    by: PartyName
    on: Date
    offer: dict[Text, Raw] | None = None
    answer: Annotated[Literal["refused", "accepted", "open"], AS_TEXT] | None = None
    signed: Condition | None = None
    to: PartyName | None = None
    source: OneOrMany[SourceName] | None = None
    note: Text | None = None
