"""What a company has issued: classes, pools, convertibles and rights, as a file declares them.

The keys are the names by which `dealwright.equity` knows the same things. Everything here must be certain, or one of a
few; only the price of a round to come may move with drivers.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, Field, model_validator

from dealwright.deal.measure import AS_TEXT, AS_TEXT_OR_NONE, FROZEN, Date, Holder, KeysOrValue, Text
from dealwright.deal.securities_at_exit import Exit
from dealwright.deal.securities_events import SecuritiesEvent, Stage
from dealwright.deal.securities_vesting import Vesting, VestsWith
from dealwright.deal.security_measures import (
    Amount,
    AntiDilutionKind,
    ClassName,
    Compounding,
    ConvertibleName,
    Count,
    Day,
    DayCount,
    Flag,
    Interest,
    Multiple,
    Number,
    Part,
    PoolName,
    Price,
    Priced,
    Ratio,
    RoundingWay,
    ShareRounding,
    Shares,
    StakeholderName,
)


class Stakeholder(BaseModel):
    """Someone who holds securities; in a deal `party` says which party or company of the deal it is."""

    model_config = FROZEN
    name: Text | None = None
    relationship: Text = "other"
    individual: Flag | None = None
    party: Holder | None = None
    note: Text | None = None


class Dividend(BaseModel):
    """A preferred dividend, as a share of the original issue price a year."""

    model_config = FROZEN
    rate: Interest
    cumulative: Flag | None = None
    compounding: Compounding = "simple"
    day_count: DayCount = "actual/365"
    since: Day | None = None
    on_conversion: Annotated[Literal["forfeited", "paid", "converts"], AS_TEXT] = "forfeited"


class AntiDilution(BaseModel):
    """Protection of a class's conversion price against a cheaper issue."""

    model_config = FROZEN
    kind: AntiDilutionKind
    waived_by: list[StakeholderName] = []
    exempt: list[Text] = []
    unissued_options: Flag | None = None


class IpoRatchet(BaseModel):
    """Protection at an IPO: the holder gets shares worth at least `multiple` times the original issue price."""

    model_config = FROZEN
    multiple: Multiple


class QualifiedIpo(BaseModel):
    """The IPO at which a class must convert: all conditions that are given must hold."""

    model_config = FROZEN
    price: Price | None = None
    price_multiple: Multiple | None = None
    proceeds: Amount | None = None
    valuation: Amount | None = None


class ReturnCap(BaseModel):
    """The most that a class's holders may ever get; what would come above it goes to `rest_to`, or to all others."""

    model_config = FROZEN
    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("multiple", "amount"),)

    multiple: Multiple | None = None
    amount: Amount | None = None
    rest_to: StakeholderName | None = None


class ShareClass(BaseModel):
    """A class of shares or units. `seniority`: higher is paid first, equal is pari passu."""

    model_config = FROZEN
    name: Text | None = None
    kind: Annotated[Literal["common", "preferred", "unit"], AS_TEXT] = "common"
    authorised: Shares | None = None
    votes: Shares | None = None
    par: Amount | None = None
    original_issue_price: Price | None = None
    converts_into: ClassName | None = None
    conversion_price: Price | None = None
    conversion_ratio: Ratio | None = None
    seniority: Number | None = None
    preference: Multiple | None = None
    participation: Annotated[Literal["none", "full", "capped"], AS_TEXT_OR_NONE] = "none"
    cap: Multiple | None = None
    dividend: Dividend | None = None
    anti_dilution: KeysOrValue[AntiDilution, AntiDilutionKind] | None = None
    ipo_ratchet: KeysOrValue[IpoRatchet, Multiple] | None = None
    qualified_ipo: QualifiedIpo | None = None
    threshold: Amount | None = None
    return_cap: ReturnCap | None = None
    pro_rata: Flag | None = None
    note: Text | None = None


class NewClass(ShareClass):
    """The class that a round issues, where it does not stand in `classes`; its name is the round's, or `id`."""

    id: Text | None = None


class Pool(BaseModel):
    """Shares set aside for rights to come; `reserved` counts what has been granted out of it as well."""

    model_config = FROZEN
    name: Text | None = None
    of: ClassName
    reserved: Shares
    promised: Shares | None = None
    on: Day | None = None
    note: Text | None = None


class Capitalization(BaseModel):
    """What counts in the capitalization by which a cap is divided: the eight flags of the Open Cap Format."""

    model_config = FROZEN
    outstanding_shares: Flag | None = None
    outstanding_options: Flag | None = None
    unissued_options: Flag | None = None
    this_security: Flag | None = None
    other_converting: Flag | None = None
    topup_for_promised: Flag | None = None
    additional_topup: Flag | None = None
    new_money: Flag | None = None


class Convertible(BaseModel):
    """A SAFE or a convertible note, outstanding until an event or a round converts it."""

    model_config = FROZEN
    kind: Annotated[Literal["safe", "note"], AS_TEXT]
    holder: StakeholderName
    amount: Amount
    on: Day
    cap: Price | None = None
    money: Annotated[Literal["post", "pre"], AS_TEXT] | None = None
    discount: Part | None = None
    mfn: Flag | None = None
    mfn_of: list[ConvertibleName] | None = None
    fixed_share: Part | None = None
    pro_rata: Flag | None = None
    capitalization: Capitalization | None = None
    rate: Interest | None = None
    interest_from: Day | None = None
    compounding: Compounding = "simple"
    day_count: DayCount = "actual/365"
    maturity: Day | None = None
    qualified_financing: Amount | None = None
    preference: Annotated[Literal["conversion_price", "round_price"], AS_TEXT] = "conversion_price"
    interest_converts: Flag | None = None
    exit_multiple: Multiple | None = None
    seniority: Number | None = None
    converts_into: ClassName | None = None
    note: Text | None = None


class Right(BaseModel):
    """An option, a warrant, a restricted stock unit or a stock appreciation right."""

    model_config = FROZEN
    kind: Annotated[Literal["option", "warrant", "rsu", "sar"], AS_TEXT]
    holder: StakeholderName
    of: ClassName
    count: Shares
    strike: Amount | None = None
    on: Day | None = None
    pool: PoolName | None = None
    expires: Day | None = None
    vesting: Vesting | None = None
    vests_with: VestsWith | None = None
    note: Text | None = None


class PoolTarget(BaseModel):
    """How large the pool shall be when a round closes; it is topped up and never shrunk."""

    model_config = FROZEN
    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("share", "add"),)

    pool: PoolName | None = None
    share: Part | None = None
    add: Shares | None = None
    of: Annotated[Literal["available", "total"], AS_TEXT] = "available"
    when: Annotated[Literal["post", "pre"], AS_TEXT] = "post"
    in_pre_money: Flag | None = None


class PricedRound(BaseModel):
    """A priced round, made or planned: give the pre-money, the post-money, or the price; several must agree."""

    model_config = FROZEN
    AT_LEAST_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("pre_money", "post_money", "price"),)

    on: Day
    new_class: KeysOrValue[NewClass, ClassName] | None = None
    investors: dict[StakeholderName, Amount]
    pre_money: Priced | None = None
    post_money: Priced | None = None
    price: Priced | None = None
    pool: PoolTarget | None = None
    converts: list[ConvertibleName] | None = None
    convertibles_in_pre_money: Flag | None = None
    anti_dilution_in_pre_money: Flag | None = None
    pro_rata: Flag | None = None
    pro_rata_on_top: Flag | None = None
    pro_forma: Flag | None = None
    if_: Flag | None = Field(default=None, alias="if")
    note: Text | None = None


class Reported(BaseModel):
    """What one source says of a financing, where sources differ."""

    model_config = FROZEN
    sources: list[Text]
    announced: Amount | None = None
    post_money: Amount | None = None
    note: Text | None = None


class Financing(BaseModel):
    """A round as the record tells it: what was announced, what came in, what went to sellers, what is to come."""

    model_config = FROZEN
    on: Day
    name: Text | None = None
    lead: Text | None = None
    announced: Amount | None = None
    received: Amount | None = None
    in_kind: dict[Text, Amount] = {}
    secondary: Amount | None = None
    stages: list[Stage] = []
    pre_money: Amount | None = None
    post_money: Amount | None = None
    reported: list[Reported] = []
    sources: list[Text] = []
    issues: list[Text] = []
    note: Text | None = None


class Headline(BaseModel):
    """A total that somebody published of all the money that a company raised, to be reconciled with the record."""

    model_config = FROZEN
    on: Day
    total: Amount
    counts: list[Text] = []
    rounds: Count | None = None
    sources: list[Text] = []
    note: Text | None = None


class Appraisal(BaseModel):
    """What a share of a class was found to be worth on a day, such as a 409A report."""

    model_config = FROZEN
    of: ClassName
    on: Day
    price: Amount
    provider: Text | None = None
    note: Text | None = None


class Ipo(BaseModel):
    """An initial public offering; `greenshoe` is a part of the shares offered, of which `exercised` is taken up."""

    model_config = FROZEN
    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("price", "pre_money"),)

    on: Day
    price: Price | None = None
    pre_money: Price | None = None
    primary: Shares | None = None
    secondary: dict[StakeholderName, Shares] = {}
    greenshoe: Part | None = None
    exercised: Part | None = None
    underwriting: Part | None = None
    costs: Amount | None = None
    split: Ratio | None = None
    split_rounding: ShareRounding = "down"
    lock_up: Count | None = None
    note: Text | None = None


class Rounding(BaseModel):
    """How prices and share counts are rounded; nothing is rounded unless it says so."""

    model_config = FROZEN
    price: RoundingWay = "nearest"
    price_places: Count | None = None
    conversion_price: RoundingWay = "nearest"
    conversion_places: Count | None = None
    shares: ShareRounding = "none"


class ForeignWords(BaseModel):
    """What a foreign format said that has no word here, kept as JSON so that nothing is lost."""

    model_config = FROZEN
    of: Text
    content: Text


class Issued(BaseModel):
    """What a company has issued, with its history and what is planned: the same in a deal and in a file of its own."""

    model_config = FROZEN
    stakeholders: dict[Text, Stakeholder] = {}
    classes: dict[Text, ShareClass] = {}
    pools: dict[Text, Pool] = {}
    convertibles: dict[Text, Convertible] = {}
    rights: dict[Text, Right] = {}
    events: list[SecuritiesEvent] = []
    rounds: dict[Text, PricedRound] = {}
    ipo: Ipo | None = None
    exit: Exit | None = None
    financings: dict[Text, Financing] = {}
    headlines: dict[Text, Headline] = {}
    sources: dict[Text, Text] = {}
    valuations: dict[Text, Appraisal] = {}
    rounding: Rounding | None = None
    extras: list[ForeignWords] = Field(default=[])

    @model_validator(mode="before")
    @classmethod
    def _leave_out(cls, data: Any) -> Any:  # noqa: ANN401 - the tree's mapping before it is read
        """Leave out what is written `none` under a name: so a scenario takes a round away."""
        for section in data.values() if isinstance(data, dict) else ():
            for name in [name for name, said in section.items() if said is None] if isinstance(section, dict) else ():
                del section[name]
        return data


class Securities(Issued):
    """A company's securities in a deal: written out, or those of a `file`; every stakeholder is a party or company.

    `holders` says which party or company a stakeholder is, where it does not bear its name; `others` is who all
    further stakeholders are.
    """

    file: Text | None = None
    holders: dict[StakeholderName, Holder] = {}
    others: Holder | None = None
    note: Text | None = None


class CapTableFile(Issued):
    """A cap table in a file of its own: its head, and what the company has issued."""

    captable: Annotated[Literal["1"], AS_TEXT]
    company: Text
    currency: Text
    as_of: Date
    title: Text | None = None
    note: Text | None = None
