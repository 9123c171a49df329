"""Say what the value of a key measures: its unit, its bounds, and whether drivers may move it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import core_schema

from dealwright.deal.expression import Expression

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

MeasureUnit = Literal[
    "money",
    "money/year",
    "share",
    "rate",
    "multiple",
    "number",
    "per_year",
    "count",
    "date",
    "moment",
    "duration",
    "condition",
    "condition_or_share",
    "chance",
    "beyond",
    "exchange_rate",
    "any",
]
EXAMPLES: dict[str, str] = {
    "money": "13bn USD",
    "money/year": "12.7bn USD/year",
    "share": "20%",
    "rate": "9%",
    "multiple": "8x",
    "number": "1.5",
    "per_year": "5%",
    "count": "3",
    "date": "2030-12-31",
    "moment": "2030-12-31",
    "duration": "18 months",
    "condition": "yes",
    "condition_or_share": "85%",
    "chance": "60% by 2028-12-31",
    "beyond": "perpetuity(2%)",
    "exchange_rate": "1.1 USD/EUR",
    "any": "13bn USD",
}
MEANINGS: dict[str, str] = {
    "money": "an amount of money",
    "money/year": "an amount of money per year",
    "share": "a share",
    "rate": "an effective yearly rate",
    "multiple": "a multiple",
    "number": "a number",
    "per_year": "a number per year",
    "count": "a whole number",
    "date": "a date",
    "moment": "a date or an event",
    "duration": "a duration",
    "condition": "yes or no",
    "condition_or_share": "yes, no or a share",
    "chance": "a chance by a date",
    "beyond": "`cut` or `perpetuity(GROWTH)`",
    "exchange_rate": "the price of one unit of a currency in the deal's own",
    "any": "a value",
}
POINT = r"^\d{4}(-\d{2}-\d{2})?$"
"""What a point of a schedule looks like: a year or a date."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a value measures.

    Args:
        unit: The unit its expression must have; `share`, `rate`, `multiple`, `number` and `count` are pure numbers;
            `per_year` is one by the year, whether or not it says so.
        low: Smallest value allowed of a constant, in the unit's plain scale.
        high: Largest value allowed of a constant.
        above: Value over which a constant must lie.
        varies: Whether drivers may move it along time; otherwise only literals and facts may.
        schedule: Whether a mapping of years or dates to values may stand here.
        terms: Whether results of terms (`terms.NAME.paid`) may be used.
        yearly_with: Key beside which the value is one per year.
        certain: Whether it must be known, or be one of a few values each of which makes a deal of its own.
        prices: Of which prices a rate is: of those of the `file`, as a discount, or of the amounts that it acts on, its
            `own`, as a growth or a rate of interest; empty where nothing tells nominal from real.
    """

    unit: MeasureUnit
    low: float | None = None
    high: float | None = None
    varies: bool = False
    schedule: bool = False
    terms: bool = False
    above: float | None = None
    certain: bool = False
    yearly_with: str = ""
    prices: Literal["file", "own", ""] = ""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Let pydantic read a value of this measure through the reader in its validation context."""

        def read(value: object, info: core_schema.ValidationInfo) -> object:
            return info.context.read(value, self) if info.context is not None else value

        return core_schema.with_info_plain_validator_function(read, field_name=None)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema that an editor uses to complete this value."""
        kinds = ["string", "number", *(["boolean"] if self.unit in {"condition", "condition_or_share", "any"} else [])]
        words, example = f"{MEANINGS[self.unit]}, such as `{EXAMPLES[self.unit]}`", EXAMPLES[self.unit]
        mapping: JsonSchemaValue = {"properties": {"one_of": {"type": "object"}}, "additionalProperties": False}
        if self.schedule:
            words += f", or a schedule such as `{{2025: {example}, 2028: ...}}`"
            mapping["patternProperties"] = {POINT: {"type": kinds, "examples": [example]}}
        return {"type": [*kinds, "object"], "description": words, "examples": [example], **mapping}


def _text(value: Any) -> Any:  # noqa: ANN401 - a scalar of the tree is known here only by its text
    return getattr(value, "text", value)


FROZEN = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True, defer_build=True)
"""How every declared shape behaves: frozen, and strict about its keys."""

AS_TEXT = BeforeValidator(_text)
"""Reads a scalar of the tree as its text."""

AS_TEXT_OR_NONE = BeforeValidator(lambda value: "none" if value is None else _text(value))
"""Reads a scalar as its text where the word `none` is one of those allowed."""

Text = Annotated[str, AS_TEXT]
"""Free text."""


def kind_of(value: Any) -> str | None:  # noqa: ANN401 - the tree's mapping before it is read, or a shape already read
    """Tell which kind a mapping says it is, for shapes that come in several kinds."""
    return str(_text(value.get("kind"))) if isinstance(value, dict) else getattr(value, "kind", None)


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a text that names something declared elsewhere in the file.

    Args:
        sections: Sections of the deal in which the name may stand, such as `parties` and `companies`.
        also: Words allowed beside the declared names, such as `horizon`.
    """

    sections: tuple[str, ...]
    also: tuple[str, ...] = ()

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Let the reader in the validation context note where the name is used."""

        def note(value: object, info: core_schema.ValidationInfo) -> object:
            if info.context is not None:
                info.context.refer(value, self)
            return value

        return core_schema.with_info_before_validator_function(note, handler(source))


def _one_or_many(value: Any) -> str:  # noqa: ANN401 - the tree's value before it is read, or one already read
    return "<many>" if isinstance(value, list | tuple) else "<one>"


def _keys_or_value(value: Any) -> str:  # noqa: ANN401 - the tree's value before it is read, or one already read
    return "<keys>" if isinstance(value, dict | BaseModel) else "<value>"


Item = TypeVar("Item")
Keys = TypeVar("Keys")
OneOrMany = Annotated[
    Annotated[Item, Tag("<one>")] | Annotated[list[Item], Field(min_length=1), Tag("<many>")],
    Discriminator(_one_or_many),
]
"""One thing, or a list of such things. The signs around the tags keep them apart from keys of a file."""
KnownTo = Annotated[Annotated[Text, Tag("<one>")] | Annotated[list[Text], Tag("<many>")], Discriminator(_one_or_many)]
"""Who knows something: a party, several, `everyone`, `nobody`, or an empty list."""
KeysOrValue = Annotated[Annotated[Keys, Tag("<keys>")] | Annotated[Item, Tag("<value>")], Discriminator(_keys_or_value)]
"""A mapping of keys, or one value."""

PartyName = Annotated[Text, Refers(("parties",))]
CompanyName = Annotated[Text, Refers(("companies",))]
Holder = Annotated[Text, Refers(("parties", "companies"))]
EventName = Annotated[Text, Refers(("events",))]
ExitName = Annotated[Text, Refers(("events",), ("horizon",))]
SourceName = Annotated[Text, Refers(("sources",))]
ScenarioName = Annotated[Text, Refers(("scenarios",))]
TermName = Annotated[Text, Refers(("terms",))]

Money = Annotated[Expression, Measure("money")]
PositiveMoney = Annotated[Expression, Measure("money", low=0)]
MoneyPerYear = Annotated[Expression, Measure("money/year", varies=True, terms=True)]
Share = Annotated[Expression, Measure("share", low=0, high=1)]
Rate = Annotated[Expression, Measure("rate", above=-1, prices="own")]
DiscountRate = Annotated[Expression, Measure("rate", above=-1, prices="file")]
Inflation = Annotated[Expression, Measure("rate", above=-1)]
Date = Annotated[Expression, Measure("date")]
Duration = Annotated[Expression, Measure("duration", low=0)]
Condition = Annotated[Expression, Measure("condition")]
Chance = Annotated[Expression, Measure("chance")]
Anything = Annotated[Expression, Measure("any", schedule=True)]
Raw = Annotated[Any, WithJsonSchema({})]
"""A value kept as it stands in the file, read when it is laid over the deal."""
