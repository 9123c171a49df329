"""What happened to a company's securities, as a file declares it: one shape per kind of event."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, Discriminator, Tag

from dealwright.deal.measure import AS_TEXT, FROZEN, Text, kind_of
from dealwright.deal.securities_vesting import Vesting
from dealwright.deal.security_measures import (
    Amount,
    ClassName,
    Day,
    Flag,
    PoolName,
    Price,
    Ratio,
    RightName,
    SecurityName,
    ShareRounding,
    Shares,
    StakeholderName,
)


class Stage(BaseModel):
    """A part of a consideration that is paid later: on a day, on a condition, or both."""

    model_config = FROZEN
    amount: Amount
    on: Day | None = None
    condition: Text | None = None
    paid: Flag | None = None


class Consideration(BaseModel):
    """What is given for securities: `cash` at once, things `in_kind` by what they are, and `stages` to come."""

    model_config = FROZEN
    cash: Amount | None = None
    in_kind: dict[Text, Amount] = {}
    stages: list[Stage] = []


class _Happened(BaseModel):
    model_config = FROZEN
    on: Day
    id: Text | None = None
    note: Text | None = None


class IssueEvent(_Happened):
    """Shares or units are issued."""

    kind: Annotated[Literal["issue"], AS_TEXT] = "issue"
    of: ClassName
    holder: StakeholderName
    shares: Shares
    price: Amount | None = None
    consideration: Consideration | None = None
    security: Text | None = None
    vesting: Vesting | None = None
    financing: Text | None = None
    preference_price: Amount | None = None
    pool: PoolName | None = None


class TransferEvent(_Happened):
    """Securities change hands; a price paid goes to the seller and brings the company no money."""

    kind: Annotated[Literal["transfer"], AS_TEXT] = "transfer"
    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("security", "of"),)

    to: StakeholderName
    security: SecurityName | None = None
    of: ClassName | None = None
    holder: StakeholderName | None = None
    shares: Shares | None = None
    price: Amount | None = None
    becomes: Text | None = None


class ConvertEvent(_Happened):
    """Shares convert into another class by its ratio, or a convertible converts into a class at a price."""

    kind: Annotated[Literal["convert"], AS_TEXT] = "convert"
    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("security", "of"),)

    security: SecurityName | None = None
    of: ClassName | None = None
    holder: StakeholderName | None = None
    shares: Shares | None = None
    into: ClassName | None = None
    gets: Shares | None = None
    price: Price | None = None
    becomes: Text | None = None


class ExerciseEvent(_Happened):
    """A right is exercised: shares are issued for its strike."""

    kind: Annotated[Literal["exercise"], AS_TEXT] = "exercise"
    right: RightName
    shares: Shares
    net: Flag | None = None
    price: Price | None = None
    becomes: Text | None = None


class RepriceEvent(_Happened):
    """The strike of a right is changed."""

    kind: Annotated[Literal["reprice"], AS_TEXT] = "reprice"
    right: RightName
    strike: Amount


class CancelEvent(_Happened):
    """Securities end: shares are cancelled, a right lapses or is forfeited, a convertible is repaid."""

    kind: Annotated[Literal["cancel"], AS_TEXT] = "cancel"
    security: SecurityName
    shares: Shares | None = None
    paid: Amount | None = None
    to_pool: Flag | None = None
    reason: Text | None = None


class RepurchaseEvent(_Happened):
    """The company buys shares back."""

    kind: Annotated[Literal["repurchase"], AS_TEXT] = "repurchase"
    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("security", "of"),)

    shares: Shares
    price: Amount | None = None
    security: SecurityName | None = None
    of: ClassName | None = None
    holder: StakeholderName | None = None


class SplitEvent(_Happened):
    """Every share of a class, or of all, becomes `ratio` shares; under one, a reverse split."""

    kind: Annotated[Literal["split"], AS_TEXT] = "split"
    ratio: Ratio
    of: ClassName | None = None
    shares: ShareRounding = "none"
    fraction_price: Amount | None = None


class RatioAdjustmentEvent(_Happened):
    """A class's conversion price is changed, for all or for one holder alone."""

    kind: Annotated[Literal["ratio_adjustment"], AS_TEXT] = "ratio_adjustment"
    of: ClassName
    conversion_price: Price
    holder: StakeholderName | None = None


class PoolAdjustmentEvent(_Happened):
    """A pool's size is changed to `reserved` shares in all."""

    kind: Annotated[Literal["pool_adjustment"], AS_TEXT] = "pool_adjustment"
    pool: PoolName
    reserved: Shares


class AuthorisedAdjustmentEvent(_Happened):
    """The most shares of a class that may be issued is changed; without `authorised` there is no limit any more."""

    kind: Annotated[Literal["authorised_adjustment"], AS_TEXT] = "authorised_adjustment"
    of: ClassName
    authorised: Shares | None = None


class VestEvent(_Happened):
    """A milestone is reached, or shares vest outside the schedule."""

    kind: Annotated[Literal["vest"], AS_TEXT] = "vest"
    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("milestone", "security"),)

    milestone: Text | None = None
    amount: Amount | None = None
    security: SecurityName | None = None
    shares: Shares | None = None


class AccelerateEvent(_Happened):
    """Vesting of a security is brought forward."""

    kind: Annotated[Literal["accelerate"], AS_TEXT] = "accelerate"
    security: SecurityName
    shares: Shares | None = None


class ExchangeEvent(_Happened):
    """A recapitalisation: shares of one class become shares of another."""

    kind: Annotated[Literal["exchange"], AS_TEXT] = "exchange"
    of: ClassName
    into: ClassName
    ratio: Ratio
    holder: StakeholderName | None = None
    shares: Shares | None = None
    cash: Amount | None = None
    rounding: ShareRounding = "none"


class DistributionEvent(_Happened):
    """Money is paid out to holders."""

    kind: Annotated[Literal["distribution"], AS_TEXT] = "distribution"
    amount: Amount
    of: ClassName | None = None
    to: dict[StakeholderName, Amount] = {}
    reduces_preference: Flag | None = None


SecuritiesEvent = Annotated[
    Annotated[IssueEvent, Tag("issue")]
    | Annotated[TransferEvent, Tag("transfer")]
    | Annotated[ConvertEvent, Tag("convert")]
    | Annotated[ExerciseEvent, Tag("exercise")]
    | Annotated[RepriceEvent, Tag("reprice")]
    | Annotated[CancelEvent, Tag("cancel")]
    | Annotated[RepurchaseEvent, Tag("repurchase")]
    | Annotated[SplitEvent, Tag("split")]
    | Annotated[RatioAdjustmentEvent, Tag("ratio_adjustment")]
    | Annotated[PoolAdjustmentEvent, Tag("pool_adjustment")]
    | Annotated[AuthorisedAdjustmentEvent, Tag("authorised_adjustment")]
    | Annotated[VestEvent, Tag("vest")]
    | Annotated[AccelerateEvent, Tag("accelerate")]
    | Annotated[ExchangeEvent, Tag("exchange")]
    | Annotated[DistributionEvent, Tag("distribution")],
    Discriminator(kind_of),
]
EVENT_KINDS = (
    IssueEvent,
    TransferEvent,
    ConvertEvent,
    ExerciseEvent,
    RepriceEvent,
    CancelEvent,
    RepurchaseEvent,
    SplitEvent,
    RatioAdjustmentEvent,
    PoolAdjustmentEvent,
    AuthorisedAdjustmentEvent,
    VestEvent,
    AccelerateEvent,
    ExchangeEvent,
    DistributionEvent,
)
