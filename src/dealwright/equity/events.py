"""What happened to a company's securities, in the order of days: the list that only ever grows.

A security that an event issues has a name of its own (`security`); later events name it, or a class and a holder,
whose oldest shares then go first. What an event turns a security into is named by `becomes`, or by the event's id; the
rest of a security keeps its name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from dealwright.equity.exact import NOTHING, Exact
from dealwright.ground.place import NOWHERE, Place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from dealwright.equity.vesting import Vesting


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened.

    Attributes:
        on: The day.
        id: Its name, if it has one.
        place: Where the file says so.
    """

    on: dt.date
    id: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a consideration that is paid later.

    Attributes:
        amount: Money.
        on: Day on which it falls due; None: at the condition alone.
        condition: In words; None: unconditional.
        paid: Whether it has been paid.
    """

    amount: Exact
    on: dt.date | None = None
    condition: str | None = None
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Consideration:
    """What is given for securities: money, or things such as compute credits, at once or in stages.

    Attributes:
        cash: Money paid at once.
        in_kind: Worth of things given, by what they are (`compute credits`).
        stages: What is paid later.
    """

    cash: Exact = NOTHING
    in_kind: Mapping[str, Exact] = field(default_factory=dict)
    stages: tuple[Stage, ...] = ()

    @property
    def total(self) -> Exact:
        """Return all of it, stages to come included."""
        return self.cash + sum(self.in_kind.values(), NOTHING) + sum((s.amount for s in self.stages), NOTHING)

    @property
    def cash_paid(self) -> Exact:
        """Return the money that has been paid."""
        return self.cash + sum((s.amount for s in self.stages if s.paid), NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue(Event):
    """Shares or units are issued.

    Attributes:
        of: Class.
        holder: Stakeholder.
        shares: How many.
        price: Money per share; None: not said.
        consideration: What was given, where it is more than price times shares in cash; None: that.
        security: Name of the lot; the event's id if empty.
        vesting: How the shares vest (restricted stock); None: at once.
        financing: Financing that it belongs to; None: none.
        preference_price: Money per share that its preference counts, where it differs from the class's price (a
            shadow series); None: the original issue price.
        pool: Pool that the shares come out of (restricted stock under a plan); None: outside every pool.
    """

    of: str
    holder: str
    shares: Exact
    price: Exact | None = None
    consideration: Consideration | None = None
    security: str = ""
    vesting: Vesting | None = None
    financing: str | None = None
    preference_price: Exact | None = None
    pool: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Event):
    """Securities change hands; a price paid goes to the seller and brings the company no money.

    Attributes:
        to: Stakeholder who gets them.
        security: Lot, right or convertible; or
        of: class, and
        holder: from whom, oldest first.
        shares: How many, or of a convertible how much of its amount; None: all.
        price: Money per share paid to the seller; None: nothing is paid,
            and what it cost the seller stays its cost.
        becomes: Name of what the new holder has; the event's id if empty, and without one a whole security keeps its
            name, and a part is called by it and the new holder, such as `a_1/ann`.
    """

    to: str
    security: str | None = None
    of: str | None = None
    holder: str | None = None
    shares: Exact | None = None
    price: Exact | None = None
    becomes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Convert(Event):
    """Shares convert into another class by its ratio, or a convertible converts into a class at a price.

    Attributes:
        security: Lot or convertible; or
        of: class, and
        holder: whose shares.
        shares: How many convert, or of a convertible how much of its amount; None: all.
        into: Class; None: what the class converts into.
        gets: Shares that come of it; None: by the ratio, or the convertible's amount by `price`.
        price: Conversion price of a convertible.
        becomes: Name of the new lot; the event's id if empty, and without one what it was and is, such as
            `a_1/common`.
    """

    security: str | None = None
    of: str | None = None
    holder: str | None = None
    shares: Exact | None = None
    into: str | None = None
    gets: Exact | None = None
    price: Exact | None = None
    becomes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise(Event):
    """A right is exercised: shares are issued for its strike.

    Attributes:
        right: The right.
        shares: How many it is exercised for.
        net: Whether shares are withheld for the strike instead of money (then at `price`).
        price: Worth of a share, for a net exercise.
        becomes: Name of the new lot; the event's id if empty, and without one what it was and is, such as
            `a_1/common`.
    """

    right: str
    shares: Exact
    net: bool = False
    price: Exact | None = None
    becomes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprice(Event):
    """The strike of a right is changed.

    Attributes:
        right: The right.
        strike: Money per share to exercise from now on.
    """

    right: str
    strike: Exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel(Event):
    """Securities end: shares are cancelled, a right lapses or is forfeited, a convertible is repaid.

    Attributes:
        security: Lot, right or convertible.
        shares: How many, or of a convertible how much of its amount; None: all.
        paid: Money that the company pays for a convertible as it ends, interest included; None: none, or not known.
        to_pool: Whether cancelled shares of a right return to its pool.
        reason: In words.
    """

    security: str
    shares: Exact | None = None
    paid: Exact | None = None
    to_pool: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repurchase(Event):
    """The company buys shares back.

    Attributes:
        security: Lot; or
        of: class, and
        holder: whose.
        shares: How many; unvested ones first where they go back at what was paid for them, else vested ones first.
        price: Money per share; None: what was paid for them.
    """

    shares: Exact
    price: Exact | None = None
    security: str | None = None
    of: str | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Event):
    """Every share of a class becomes `ratio` shares; under one, a reverse split.

    Prices per share (issue, conversion, strike) are divided, rights and pools multiplied.

    Attributes:
        of: Class; None: every class, and with them every pool and right.
        ratio: New shares per old share.
        shares: How each holder's count of a class, and each right, is rounded.
        fraction_price: Money paid per new share for what rounding takes from a holder; None: nothing is paid.
    """

    ratio: Exact
    of: str | None = None
    shares: Literal["none", "down", "nearest", "up"] = "none"
    fraction_price: Exact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioAdjustment(Event):
    """A class's conversion price is changed.

    Attributes:
        of: Class.
        conversion_price: The new price.
        holder: For whom alone; None: for the whole class.
    """

    of: str
    conversion_price: Exact
    holder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolAdjustment(Event):
    """A pool's size is changed to `reserved` shares in all."""

    pool: str
    reserved: Exact


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisedAdjustment(Event):
    """The most shares of a class that may be issued is changed; None: no limit."""

    of: str
    authorised: Exact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vest(Event):
    """A milestone is reached, or shares vest outside the schedule.

    Attributes:
        milestone: The milestone; for all securities that wait for it.
        amount: Where given, not a milestone but cumulative spend of that name reaches this amount of money.
        security: A right or lot, and
        shares: how many of it vest.
    """

    milestone: str | None = None
    amount: Exact | None = None
    security: str | None = None
    shares: Exact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accelerate(Event):
    """Vesting of a security is brought forward.

    Attributes:
        security: A right or lot.
        shares: How many vest now; None: all that is left.
    """

    security: str
    shares: Exact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange(Event):
    """A recapitalisation: shares of one class become shares of another.

    Attributes:
        of: Class given.
        into: Class received.
        ratio: Shares received per share given.
        holder: Whose; None: everybody's, and then rights and pools on the class are on the other as well.
        shares: How many; None: all.
        cash: Money per share paid beside.
        rounding: How each holder's count is rounded.
    """

    of: str
    into: str
    ratio: Exact
    holder: str | None = None
    shares: Exact | None = None
    cash: Exact = NOTHING
    rounding: Literal["none", "down", "nearest", "up"] = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution(Event):
    """Money is paid out to holders.

    Attributes:
        amount: Money in all.
        of: Class that it is paid on, per share; None: by the waterfall of that day; or
        to: each stakeholder's money.
        reduces_preference: Whether it pays preference off (a return of capital).
    """

    amount: Exact
    of: str | None = None
    to: Mapping[str, Exact] = field(default_factory=dict)
    reduces_preference: bool = False


AnyEvent: TypeAlias = (
    Issue | Transfer | Convert | Exercise | Reprice | Cancel | Repurchase | Split | RatioAdjustment | PoolAdjustment
    | AuthorisedAdjustment | Vest | Accelerate | Exchange | Distribution
)  # fmt: skip
