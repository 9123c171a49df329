"""Make the cap table that a file declares: every declared shape becomes the dataclass of the same keys."""

from __future__ import annotations

import dataclasses
import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import BaseModel

from dealwright.deal import securities as declared
from dealwright.deal import securities_at_exit as at_exit
from dealwright.deal import securities_events as happened
from dealwright.deal import securities_vesting as vested
from dealwright.equity import capitalization, events, financing, securities, vesting
from dealwright.equity.captable import CapTable
from dealwright.equity.exact import Exact, Rounding
from dealwright.ground.place import NOWHERE, Place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from dealwright.deal.expression import Expression

    ValueOf: TypeAlias = Callable[[Expression], Exact | dt.date | bool | None]
    PlaceOf: TypeAlias = Callable[[tuple[str | int, ...]], Place]

MADE: dict[type[BaseModel], type[Any]] = {
    declared.Stakeholder: securities.Stakeholder,
    declared.Dividend: securities.Dividend,
    declared.AntiDilution: securities.AntiDilution,
    declared.IpoRatchet: securities.IpoRatchet,
    declared.QualifiedIpo: securities.QualifiedIpo,
    declared.ReturnCap: securities.ReturnCap,
    declared.ShareClass: securities.ShareClass,
    declared.NewClass: securities.ShareClass,
    declared.Pool: securities.Pool,
    declared.Capitalization: capitalization.Capitalization,
    declared.Convertible: securities.Convertible,
    declared.Right: securities.Right,
    declared.PoolTarget: financing.PoolTarget,
    declared.PricedRound: financing.Round,
    declared.Reported: financing.Reported,
    declared.Financing: financing.Financing,
    declared.Headline: financing.Headline,
    declared.Appraisal: financing.Valuation,
    declared.Ipo: financing.Ipo,
    at_exit.CarveOut: securities.CarveOut,
    at_exit.Tier: securities.Tier,
    at_exit.Exit: securities.ExitTerms,
    declared.Rounding: Rounding,
    vested.VestingCondition: vesting.Condition,
    vested.VestingPart: vesting.Part,
    vested.Instalment: vesting.Instalment,
    vested.Vesting: vesting.Vesting,
    happened.Stage: events.Stage,
    happened.Consideration: events.Consideration,
    happened.IssueEvent: events.Issue,
    happened.TransferEvent: events.Transfer,
    happened.ConvertEvent: events.Convert,
    happened.ExerciseEvent: events.Exercise,
    happened.RepriceEvent: events.Reprice,
    happened.CancelEvent: events.Cancel,
    happened.RepurchaseEvent: events.Repurchase,
    happened.SplitEvent: events.Split,
    happened.RatioAdjustmentEvent: events.RatioAdjustment,
    happened.PoolAdjustmentEvent: events.PoolAdjustment,
    happened.AuthorisedAdjustmentEvent: events.AuthorisedAdjustment,
    happened.VestEvent: events.Vest,
    happened.AccelerateEvent: events.Accelerate,
    happened.ExchangeEvent: events.Exchange,
    happened.DistributionEvent: events.Distribution,
}
"""What each declared shape becomes."""

_BY_NAME = ("stakeholders", "classes", "pools", "convertibles", "rights")
_IN_ORDER = ("financings", "headlines", "valuations")
_BEAR_THEIR_ID = (securities.Stakeholder, securities.ShareClass, securities.Pool)
_SHORT: dict[str, Callable[[Exact], object]] = {"ipo_ratchet": securities.IpoRatchet}
"""Keys whose one number stands for a mapping of one key."""


EARNED = vesting.Vesting(parts=(vesting.Part(vesting.ALL, vesting.Condition("milestone", "what terms do")),))
"""What stands in a table for vesting with what terms and drivers of a deal do: nothing has vested by any day of it."""


def no_place(_: tuple[str | int, ...]) -> Place:
    """Return the place of what stands in no text."""
    return NOWHERE


def table_of(
    issued: declared.Issued,
    head: tuple[str, str, dt.date],
    value_of: ValueOf,
    place_of: PlaceOf = no_place,
) -> CapTable:
    """Make the cap table that a file declares.

    Args:
        issued: A company's securities, of a file of their own or of a deal.
        head: The company's name, its currency's code, and the day for which the table is shown.
        value_of: Gives the exact number, date or truth that an expression comes to; None only for the price of a round
            that drivers move, which then has none.
        place_of: Gives the place of what some steps lead to, such as `("events", 3)`.

    Returns:
        The table; what it says has not been audited.
    """
    maker = _Maker(value_of, place_of)
    company, currency, as_of = head
    named: dict[str, Any] = {section: maker.named(issued, section) for section in _BY_NAME}
    listed: dict[str, Any] = {section: tuple(maker.named(issued, section).values()) for section in _IN_ORDER}
    single: dict[str, Any] = {"ipo": maker.single(issued, "ipo")}
    single |= {key: made for key in ("exit", "rounding") if (made := maker.single(issued, key)) is not None}
    return CapTable(
        company=company,
        currency=currency,
        as_of=as_of,
        **named,
        **listed,
        **single,
        events=tuple(maker.made(event, ("events", position)) for position, event in enumerate(issued.events)),
        rounds=tuple(
            maker.round(name, round_, named["classes"])
            for name, round_ in issued.rounds.items()
            if round_.if_ is None or value_of(round_.if_)
        ),
        sources=dict(issued.sources),
        others=getattr(issued, "others", None),
        extras=tuple(securities.Extra(extra.of, json.loads(extra.content)) for extra in issued.extras),
        place=place_of(()),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Maker:
    """Turn declared shapes into dataclasses."""

    value_of: ValueOf
    place_of: PlaceOf

    def named(self, issued: declared.Issued, section: str) -> dict[str, Any]:
        """Make everything in a section of names."""
        content: Mapping[str, BaseModel] = getattr(issued, section)
        return {name: self.made(shape, (section, name), name) for name, shape in content.items()}

    def single(self, issued: declared.Issued, section: str) -> Any:  # noqa: ANN401 - the section's dataclass, if there
        """Make a section that is one thing."""
        shape = getattr(issued, section)
        return None if shape is None else self.made(shape, (section,))

    def round(
        self, name: str, shape: declared.PricedRound, classes: Mapping[str, securities.ShareClass]
    ) -> financing.Round:
        """Make a round; the class that it issues stands in `classes`, or in the round itself."""
        way, new = ("rounds", name), shape.new_class
        if isinstance(new, BaseModel):
            made = self.made(new, (*way, "new_class"), getattr(new, "id", None) or name)
        else:
            made = classes[new or name]
        result: financing.Round = self.made(shape, way, name, new_class=made)
        return result

    def made(self, shape: BaseModel, way: tuple[str | int, ...], name: str = "", **given: object) -> Any:  # noqa: ANN401 - any dataclass of the model
        """Make the dataclass of a shape.

        Args:
            shape: The declared shape.
            way: The steps to it.
            name: What it is called in its section.
            given: Values of keys that are made elsewhere.
        """
        kind = MADE[type(shape)]
        content: dict[str, object] = dict(given)
        for field in dataclasses.fields(kind):
            if field.name == "place":
                content["place"] = self.place_of(way)
            elif field.name == "id" and name:
                content["id"] = name
            elif field.name not in content:
                value = self.value(getattr(shape, field.name, None), (*way, field.name), field)
                if value is not None:
                    content[field.name] = value
        if getattr(shape, "vests_with", None) is not None:
            content["vesting"] = EARNED
        if kind in _BEAR_THEIR_ID and "name" not in content:
            content["name"] = name
        return kind(**content)

    def value(self, value: object, way: tuple[str | int, ...], field: dataclasses.Field[Any]) -> object:
        """Make the value of one key; None where there is none."""
        if value is None or isinstance(value, str):
            return self.word(value, field)
        if isinstance(value, BaseModel):
            return self.made(value, way)
        if isinstance(value, dict):
            return {key: self.value(inner, (*way, key), field) for key, inner in value.items()}
        if isinstance(value, list):
            return tuple(self.value(inner, (*way, index), field) for index, inner in enumerate(value))
        number = self.value_of(value)  # type: ignore[arg-type]  # what is left is an expression
        if field.name in _SHORT and isinstance(number, Fraction):
            return _SHORT[field.name](number)
        return int(number) if field.type in {"int", "int | None"} and isinstance(number, Fraction) else number

    @staticmethod
    def word(value: str | None, field: dataclasses.Field[Any]) -> object:
        """Make a word; one that stands for a mapping of one key becomes that."""
        if value is not None and field.name == "anti_dilution":
            return securities.AntiDilution(value)  # type: ignore[arg-type]  # one of its kinds, as declared
        if value is not None and field.name == "day_of_month" and value.isdigit():
            return int(value)
        return value
