"""What a company can issue: classes of shares, convertibles, rights and pools, with the terms that each carries.

Shares and money are exact, money in the company's one currency; rates are yearly unless a term says how it counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from dealwright.equity.capitalization import POST_MONEY, PRE_MONEY, Capitalization
from dealwright.equity.exact import NOTHING, WHOLE, Exact
from dealwright.ground.place import NOWHERE, Place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from dealwright.equity.vesting import Vesting
    from dealwright.ground.day_count import DayCount

ClassKind = Literal["common", "preferred", "unit"]
Participation = Literal["none", "full", "capped"]
Compounding = Literal["simple", "yearly", "half_yearly", "quarterly", "monthly", "daily"]
AntiDilutionKind = Literal["none", "broad_based", "narrow_based", "full_ratchet"]
RightKind = Literal["option", "warrant", "rsu", "sar"]


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """Someone who holds securities.

    Attributes:
        id: Its name in the file.
        name: Its name in full.
        relationship: What it is to the company, such as `founder`, `investor`, `employee`.
        individual: Whether it is a natural person.
        party: The deal's party that it is, where the table stands in a deal.
    """

    id: str
    name: str
    relationship: str = "other"
    individual: bool = False
    party: str | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Dividend:
    """A preferred dividend.

    Attributes:
        rate: Share of the original issue price a year.
        cumulative: Whether what is not declared accrues and joins the preference; otherwise it is nothing unless
            declared.
        compounding: `simple`, or how often what accrued itself earns.
        day_count: How days become years.
        since: Day from which it accrues; None: from each share's issue.
        on_conversion: What becomes of what accrued when a share converts: `forfeited`, `paid` in money, or
            `converts` into further shares at the conversion price.
    """

    rate: Exact
    cumulative: bool = True
    compounding: Compounding = "simple"
    day_count: DayCount = "actual/365"
    since: dt.date | None = None
    on_conversion: Literal["forfeited", "paid", "converts"] = "forfeited"


@dataclass(frozen=True, slots=True)
class AntiDilution:
    """Protection of a class's conversion price against a cheaper issue.

    Attributes:
        kind: `broad_based` (all common, as-converted preferred, options and pool), `narrow_based` (preferred as
            converted only), `full_ratchet`, or `none`.
        unissued_options: Whether the broad base counts what pools have not granted; charters differ.
        waived_by: Stakeholders who waive it.
        exempt: Classes, convertibles and pools whose issues never trigger it.
    """

    kind: AntiDilutionKind
    unissued_options: bool = True
    waived_by: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IpoRatchet:
    """Protection at an IPO: the holder gets shares worth at least so much at the offer price.

    Attributes:
        multiple: Least worth of a share at the IPO, as a multiple of its original issue price.
    """

    multiple: Exact


@dataclass(frozen=True, slots=True)
class QualifiedIpo:
    """The IPO at which a class must convert: all conditions that are given must hold.

    Attributes:
        price: Least offer price per common share, in money; None: not asked for.
        price_multiple: Least offer price as a multiple of the class's original issue price; None: not asked for.
        proceeds: Least gross proceeds to the company; None: not asked for.
        valuation: Least pre-money valuation; None: not asked for.
    """

    price: Exact | None = None
    price_multiple: Exact | None = None
    proceeds: Exact | None = None
    valuation: Exact | None = None


@dataclass(frozen=True, slots=True)
class ReturnCap:
    """The most that a class's holders may ever get; what would come above it goes to another.

    Attributes:
        multiple: As a multiple of what was paid for the shares; or
        amount: in money for the whole class.
        rest_to: Stakeholder who gets what remains; None: it is shared by all others.
    """

    multiple: Exact | None = None
    amount: Exact | None = None
    rest_to: str | None = None


@dataclass(frozen=True, slots=True)
class ShareClass:
    """A class of shares or units.

    Attributes:
        id: Its name in the file.
        name: Its name in full.
        kind: `common`, `preferred` or `unit`.
        authorised: Most shares that may be issued; None: no limit.
        votes: Votes of one share.
        original_issue_price: Money per share; None: not known, and of a round's class the price found.
        converts_into: Class that a share converts into; None: it does not convert.
        conversion_price: Money per common share; a share converts into original issue price / conversion price
            shares. None: the original issue price, so one for one.
        conversion_ratio: Shares that a share converts into where no price says it.
        seniority: Higher is paid first, equal is pari passu.
        preference: Multiple of the original issue price that is paid before the classes below.
        participation: Whether it shares with common after its preference; without, it takes the better of the two.
        cap: Most that a capped share gets, the preference included, as a multiple of the original issue price; it
            may convert when that is better; None: no cap.
        dividend: Its dividend; None: none.
        anti_dilution: Its protection; None: none.
        ipo_ratchet: Its protection at an IPO; None: none.
        qualified_ipo: The IPO at which it must convert; None: any IPO.
        threshold: Of a profits interest: money per unit that a share of `converts_into` must have got before this
            unit takes part (an exercise price that nobody pays); None: it takes part from the first.
        return_cap: The most it may ever get; None: no limit.
        pro_rata: Whether its holders may keep their share by buying in each round.
    """

    id: str
    name: str
    kind: ClassKind = "common"
    authorised: Exact | None = None
    votes: Exact = WHOLE
    par: Exact | None = None
    original_issue_price: Exact | None = None
    converts_into: str | None = None
    conversion_price: Exact | None = None
    conversion_ratio: Exact = WHOLE
    seniority: Exact = NOTHING
    preference: Exact = NOTHING
    participation: Participation = "none"
    cap: Exact | None = None
    dividend: Dividend | None = None
    anti_dilution: AntiDilution | None = None
    ipo_ratchet: IpoRatchet | None = None
    qualified_ipo: QualifiedIpo | None = None
    threshold: Exact | None = None
    return_cap: ReturnCap | None = None
    pro_rata: bool = False
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def ratio(self) -> Exact:
        """Return how many shares of `converts_into` one share converts into."""
        if self.original_issue_price is None or self.conversion_price is None:
            return self.conversion_ratio
        return self.original_issue_price / self.conversion_price


@dataclass(frozen=True, slots=True)
class Convertible:
    """A SAFE or a convertible note, outstanding until an event converts it.

    Attributes:
        id: Its name in the file.
        kind: `safe` or `note`.
        holder: Stakeholder.
        amount: Money paid for it (principal of a note).
        on: Day of issue.
        cap: Valuation cap; None: uncapped.
        money: Whether the cap is `post` money (converting securities included) or `pre` money; None: `post` for a SAFE
            and `pre` for a note.
        discount: Fraction off the round's price: 15 % off is 0.15.
        mfn: Whether it takes the best terms of convertibles issued after it (most favoured nation).
        mfn_of: Convertibles whose terms it may take, by name; None: all that were issued after it.
        fixed_share: Share of the capitalization that it converts into whatever it cost, as a fraction; None: it
            converts by its money.
        pro_rata: Whether its holder may keep its share by buying in the round.
        capitalization: What counts in its capitalization; None: what is usual for its `money`.
        rate: Interest a year of a note.
        interest_from: Day from which interest counts; None: the day of issue.
        compounding: How interest counts.
        day_count: How days become years.
        maturity: Day on which a note falls due; it earns interest and may convert after it as before; None: none.
        qualified_financing: Least new money of a round in which it converts by itself; None: any round.
        interest_converts: Whether interest converts with the principal; otherwise it is paid.
        exit_multiple: What is paid at an exit before conversion, as a multiple of the amount; the holder takes the
            better of that and conversion at the cap.
        seniority: Rank of that payment among the preferences; a note is paid before all of them, as debt; None: that of
            the most senior preferred shares outstanding.
        converts_into: Class that it becomes; None: the round's class, at its own price (a shadow series).
        preference: What the preference of a share that it becomes counts: its own `conversion_price`, so that all of
            them together count what was paid; or the `round_price`, which at a discount is more than was paid.
    """

    id: str
    kind: Literal["safe", "note"]
    holder: str
    amount: Exact
    on: dt.date
    cap: Exact | None = None
    money: Literal["post", "pre"] | None = None
    discount: Exact = NOTHING
    mfn: bool = False
    mfn_of: tuple[str, ...] | None = None
    fixed_share: Exact | None = None
    pro_rata: bool = False
    capitalization: Capitalization | None = None
    rate: Exact = NOTHING
    interest_from: dt.date | None = None
    compounding: Compounding = "simple"
    day_count: DayCount = "actual/365"
    maturity: dt.date | None = None
    qualified_financing: Exact | None = None
    interest_converts: bool = True
    exit_multiple: Exact = WHOLE
    seniority: Exact | None = None
    converts_into: str | None = None
    preference: Literal["conversion_price", "round_price"] = "conversion_price"
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def counted(self) -> Capitalization:
        """Return what counts in its capitalization."""
        return self.capitalization or (POST_MONEY if self.cap_money == "post" else PRE_MONEY)

    @property
    def cap_money(self) -> Literal["post", "pre"]:
        """Return whether its cap is post or pre money: as it says, else as is usual for what it is."""
        return self.money or ("post" if self.kind == "safe" else "pre")


@dataclass(frozen=True, slots=True)
class Right:
    """An option, a warrant, a restricted stock unit or a stock appreciation right.

    Attributes:
        id: Its name in the file.
        kind: `option`, `warrant`, `rsu` (no strike) or `sar` (pays the gain, nobody pays the strike).
        holder: Stakeholder.
        of: Class that it gives.
        count: Shares that it gives in all.
        strike: Money per share to exercise.
        on: Day of grant; None: from the beginning.
        pool: Pool that it comes out of; None: outside every pool.
        expires: Last day of exercise; after it the right is no more, and its shares return to its pool; None: never.
        vesting: How it vests; None: at once.
    """

    id: str
    kind: RightKind
    holder: str
    of: str
    count: Exact
    strike: Exact = NOTHING
    on: dt.date | None = None
    pool: str | None = None
    expires: dt.date | None = None
    vesting: Vesting | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pool:
    """Shares set aside for rights to come (a stock plan).

    Attributes:
        id: Its name in the file.
        name: Its name in full.
        of: Class of its shares.
        reserved: Shares set aside in all, granted ones included.
        promised: Shares promised and not yet granted.
        on: Day from which it stands; None: from the beginning.
    """

    id: str
    name: str
    of: str
    reserved: Exact
    promised: Exact = NOTHING
    on: dt.date | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of a distribution by cumulative amounts, before the stack of preferences.

    Attributes:
        shares: What each stakeholder gets of each unit distributed here; what is left of one goes to the stack.
        until: Stakeholder whose cumulative receipts, `opening` included, end the step, and
        reach: the amount at which they do; None: the step has no such end.
        up_to: Total cumulative distribution at which the step ends; None: no such end.
    """

    shares: Mapping[str, Exact]
    until: str | None = None
    reach: Exact | None = None
    up_to: Exact | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CarveOut:
    """A share of the proceeds for some, such as management, before the stack.

    Attributes:
        to: Stakeholder.
        share: Part of what is left after debt and fees.
        most: Most money; None: no limit.
    """

    to: str
    share: Exact
    most: Exact | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ExitTerms:
    """What an exit pays before the holders, and what it does to rights.

    Attributes:
        debt: Money owed to lenders.
        fees: Money, and
        fee_share: part of the proceeds, for bankers and lawyers.
        carve_outs: In their order.
        tiers: Distribution by cumulative amounts before the stack.
        opening: What each stakeholder received under the tiers before.
        accelerates: Part of what is not yet vested that vests at the exit, as a fraction.
        ipo: Names of the deal's events that are public offerings where they end the company's run; every other exit,
            and the horizon, is a sale. Of no meaning outside a deal.
    """

    debt: Exact = NOTHING
    fees: Exact = NOTHING
    fee_share: Exact = NOTHING
    carve_outs: tuple[CarveOut, ...] = ()
    tiers: tuple[Tier, ...] = ()
    opening: Mapping[str, Exact] = field(default_factory=dict)
    accelerates: Exact = NOTHING
    ipo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extra:
    """What a foreign format says of something here that has no word for it: kept so that nothing is lost.

    Attributes:
        of: `id` of what it belongs to.
        content: The foreign object as it was read.
    """

    of: str
    content: Mapping[str, Any]
