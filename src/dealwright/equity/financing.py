"""A financing round, made or planned, and what a company was found to be worth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from dealwright.equity.exact import NOTHING, Exact
from dealwright.ground.place import NOWHERE, Place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from dealwright.equity.events import Stage
    from dealwright.equity.securities import ShareClass


@dataclass(frozen=True, slots=True)
class PoolTarget:
    """How large the pool shall be when a round closes; it is topped up and never shrunk.

    Attributes:
        pool: Which pool; None: the only one there is, or a new one.
        share: Part of the shares after the round, as a fraction; or
        add: Shares to add.
        of: Whether the target counts `available` (not yet granted) shares, or the `total` of granted and available.
        when: Whether the share is of all shares `post` the round or `pre` the round.
        in_pre_money: Whether the top-up comes before the price, so that old holders alone bear it.
    """

    pool: str | None = None
    share: Exact | None = None
    add: Exact | None = None
    of: Literal["available", "total"] = "available"
    when: Literal["post", "pre"] = "post"
    in_pre_money: bool = True


@dataclass(frozen=True, slots=True)
class Round:
    """A priced round. Give the pre-money, the post-money, or the price; they are one thing.

    Attributes:
        id: Its name in the file.
        on: Day of closing.
        new_class: Class that it issues, its terms included; its original issue price is the price found.
        investors: New money by stakeholder.
        pre_money: Valuation before new money; counts the pool's top-up and, unless said, what converts.
        post_money: Valuation after it.
        price: Money per share.
        pool: The pool's target; None: pools stay as they are.
        converts: Convertibles that convert; None: all outstanding.
        convertibles_in_pre_money: Whether shares of what converts count in the pre-money (the usual), or are in
            addition to it (dilute new money as well).
        pro_rata: Whether pro rata rights are exercised, out of the round's money.
        pro_rata_on_top: Whether they are exercised on top of what the investors listed pay, not out of it.
        anti_dilution_in_pre_money: Whether shares that the round adds to earlier classes by their anti-dilution count
            in the pre-money, so that old holders bear them (the usual), or dilute new money as well.
        pro_forma: Whether it is planned only.
    """

    id: str
    on: dt.date
    new_class: ShareClass
    investors: Mapping[str, Exact]
    pre_money: Exact | None = None
    post_money: Exact | None = None
    price: Exact | None = None
    pool: PoolTarget | None = None
    converts: tuple[str, ...] | None = None
    convertibles_in_pre_money: bool = True
    pro_rata: bool = False
    pro_rata_on_top: bool = False
    anti_dilution_in_pre_money: bool = True
    pro_forma: bool = False
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def new_money(self) -> Exact:
        """Return what the investors pay in all."""
        return sum(self.investors.values(), NOTHING)


@dataclass(frozen=True, slots=True)
class Reported:
    """What one source says of a financing, where sources differ.

    Attributes:
        sources: Names of the sources.
        announced: Headline amount, where they tell it.
        post_money: Valuation after it, where they tell it.
        note: In words.
    """

    sources: tuple[str, ...]
    announced: Exact | None = None
    post_money: Exact | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Financing:
    """A round as the record tells it: what was announced, what came in, what went to sellers, what is to come.

    Attributes:
        id: Its name.
        on: Day.
        name: What it is called.
        lead: Who led it.
        announced: Headline amount; None: not disclosed.
        received: Money that came into the company by the table's day; None: all that was announced, less what went
            to sellers, came in things, or is still to come.
        in_kind: Part of it that came in things, by what they are (`compute credits`).
        secondary: Part of it that went to selling holders and brought the company nothing.
        stages: What is to come, with its conditions.
        pre_money: Valuation before, where told.
        post_money: Valuation after, where told.
        reported: What single sources say, where they differ.
        sources: Names of the sources.
        issues: Names of the events that belong to it.
        note: In words.
    """

    id: str
    on: dt.date
    name: str = ""
    lead: str = ""
    announced: Exact | None = None
    received: Exact | None = None
    in_kind: Mapping[str, Exact] = field(default_factory=dict)
    secondary: Exact = NOTHING
    stages: tuple[Stage, ...] = ()
    pre_money: Exact | None = None
    post_money: Exact | None = None
    reported: tuple[Reported, ...] = ()
    sources: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    note: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Headline:
    """A total that somebody published of all the money that a company raised, to be reconciled with the record.

    Attributes:
        id: Its name.
        on: Day of the publication.
        total: The total.
        counts: Financings whose announced amounts make it up, as far as that can be told.
        rounds: How many rounds it says there were.
        sources: Names of the sources.
        note: In words.
    """

    id: str
    on: dt.date
    total: Exact
    counts: tuple[str, ...] = ()
    rounds: int | None = None
    sources: tuple[str, ...] = ()
    note: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Valuation:
    """What a share of a class was found to be worth on a day (such as a 409A report)."""

    id: str
    of: str
    on: dt.date
    price: Exact
    provider: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ipo:
    """An initial public offering.

    Attributes:
        on: Day of closing.
        price: Offer price per common share, after the reverse split; or
        pre_money: worth of all shares before the offering, rights included, by which it is divided.
        primary: New shares sold by the company.
        secondary: Shares sold by holders, by stakeholder.
        greenshoe: Further shares that underwriters may buy, as a part of primary and secondary, from the company.
        exercised: Part of the greenshoe that is exercised, 0 to 1.
        underwriting: Underwriters' discount, as a part of the gross.
        costs: Other costs of the company.
        split: Split before it: new shares per old share (a reverse split is under one); None: no split.
        split_rounding: How each holder's count is rounded in the split.
        lock_up: Months before holders may sell.
    """

    on: dt.date
    price: Exact | None = None
    pre_money: Exact | None = None
    primary: Exact = NOTHING
    secondary: Mapping[str, Exact] = field(default_factory=dict)
    greenshoe: Exact = NOTHING
    exercised: Exact = NOTHING
    underwriting: Exact = NOTHING
    costs: Exact = NOTHING
    split: Exact | None = None
    split_rounding: Literal["none", "down", "nearest", "up"] = "down"
    lock_up: int = 0
    place: Place = field(default=NOWHERE, compare=False, repr=False)
