"""Royalty: a share of revenue or profit, in tiers, with an advance, a minimum and caps, paid period by period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from dealwright.deal.expression import Expression
from dealwright.deal.measure import (
    AS_TEXT,
    Condition,
    Date,
    Duration,
    Holder,
    Measure,
    MoneyPerYear,
    OneOrMany,
    PositiveMoney,
    Share,
    TermName,
)
from dealwright.terms.base import Opening, PaidWhen, Period, Term
from dealwright.terms.pay_days import BusinessDays, at_end
from dealwright.terms.royalty_clauses import Advance, Rate, RateChange, RoyaltyBase, Stacking, Tiers
from dealwright.terms.year_start import YearStart

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View

TiersOn = Annotated[Literal["period", "cumulative"], AS_TEXT]
TierMethod = Annotated[Literal["marginal", "retroactive"], AS_TEXT]
Favours = Annotated[Literal["payee", "payer"], AS_TEXT]
RecoupFrom = Annotated[Literal["share", "gross"], AS_TEXT]
MinimumApplies = Annotated[Literal["after_recoupment", "before_recoupment"], AS_TEXT]


class Royalty(Term):
    """A share of a base: in tiers, recouping an advance, with a minimum, a cap per period and a cap on all."""

    HELP: ClassVar[str] = """A royalty pays `rate` of `on` for every contract `period`, prorated to the day.

In each period, in this order: the base, its tiers, the cap of the period, stacking, recoupment, the minimum, the cap
on all. Periods are the calendar's; with `year_starts: 02-23` contract years, and the quarters of them, begin on that
day.

`on` is a yearly flow, such as the driver `revenue` or an expression of it; a negative one pays nothing, or with
`carry_losses` is set against the next periods' base first. `deductions` come off it (`8% * sales`), up to
`deductions_cap` of it. `bases` are several, each with its own `on` and `rate` or `tiers`, under one minimum and one
cap.

`tiers` stand in place of a rate. Marginal tiers apply each rate to the part of the base inside its bounds; with
`tier_method: retroactive` the rate of the tier that is reached applies to all of it. They count the base of each
period; of each year to date with `tier_period: year`; or of all time with `tiers_on: cumulative`. Bounds shrink with
the days of their period that the term runs, unless `tiers_prorated: no`. With `tiers_count` bounds count another flow
than the base, such as sales of the whole world of a royalty on those of one country, or copies at a dollar each
(`copies * 1 USD`), and a rate holds for as much of the base as lies in its tier of that flow. What earlier payments
of the year exceed the year to date by is a credit against what falls due next. `rate_changes` set another rate, or
multiply it by `times`, from a date or an event on, to the day. With `most_favoured: OTHER` the rate of a period is
never under that of another royalty, tiers counted; with `favours: payer`, as a licensee has it, never over it. Two
that name each other, or several in a circle, have the best of the rates that each has by its own words.

`stacking` takes royalties owed to others off: `deduct` of them, or of what all together are `over` a rate, down to
the rate `floor`, at most `most` of the royalty. `advance` is paid to the payee and recouped by withholding
`recoupment` (all unless said) of what falls due; with `recoup_from: gross` the base itself goes to recoupment first,
and the rate counts what is left of it.

`minimum` and `period_cap` are money per contract period and shrink with the days of the period that the term runs; a
schedule, `minimum: {2025: 8m, 2028: 20m}`, is money per contract year, by days. With `minimum_period: year` a minimum
is money per year, and what the year falls short of it is paid with its last period. With `true_up: year` each period
pays at least its own part of the minimum, on account: the last one is set so that the year has paid the larger of its
royalty and its minimum, whatever was paid too much being paid back. With `minimum_recoupable` what a minimum added is
recouped later: `recoupment` of what the royalty of a year is over its minimum goes to it, the oldest first,
`recoupable_for: 2 years` from the close of the year that added it, or up to `recoupable_until`; then it lapses. What
the period that holds `as_of` has paid already is `opening: {used_this_period: ...}`, what it has seen of the base in
tiers `base_this_period`, and `losses` what `carry_losses` had left; each of several `bases` has such an `opening`.

`cap` is the most that is ever paid, advances and what `opening: {paid: ...}` names included; `opening: {balance: ...}`
says instead what is left under it, or, of a royalty that recoups, what is still to be recouped. With
`netted_with: OTHER`, a royalty the other way, only the difference of the two is paid, by the one that owes more.
What goes on after the horizon (`beyond`) is stated in full for both, which moves no worth: each side pays the one
and gets the other.

    revenue_share: {kind: royalty, payer: northwind, payee: borealis, on: revenue, rate: 20%, until: 2030-12-31}
    drug: {kind: royalty, payer: maker, payee: inventor, on: sales, deductions: 5% * sales, tier_period: year,
           tiers: [{up_to: 100m, rate: 10%}, {up_to: 300m, rate: 12%}, {rate: 15%}],
           rate_changes: [{on: generic_entry, times: 50%}], advance: {amount: 10m, on: 2025-12-31}, recoupment: 50%}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("payer", "payee")
    CARRIES: ClassVar[bool] = True
    OPENING: ClassVar[tuple[str, ...]] = (
        "paid",
        "base",
        "balance",
        "used_this_period",
        "base_this_period",
        "paid_this_year",
        "earned_this_year",
        "losses",
    )
    UNLESS: ClassVar[Mapping[str, tuple[str, ...]]] = {"on": ("bases",), "rate": ("tiers", "bases")}
    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("on", "bases"), ("rate", "tiers", "bases"))

    kind: Annotated[Literal["royalty"], AS_TEXT] = "royalty"
    payer: Holder
    payee: Holder
    on: MoneyPerYear | None = None
    bases: Annotated[list[RoyaltyBase], Field(min_length=1)] | None = None
    deductions: MoneyPerYear | None = None
    deductions_cap: Share | None = None
    carry_losses: Condition | None = None
    rate: Rate | None = None
    tiers: Tiers | None = None
    tiers_on: TiersOn = "period"
    tiers_count: MoneyPerYear | None = None
    tier_method: TierMethod = "marginal"
    tier_period: Period | None = None
    tiers_prorated: Condition | None = None
    rate_changes: Annotated[list[RateChange], Field(min_length=1)] | None = None
    most_favoured: OneOrMany[TermName] | None = None
    favours: Favours = "payee"
    stacking: Stacking | None = None
    advance: OneOrMany[Advance] | None = None
    recoup_from: RecoupFrom = "share"
    recoupment: Share | None = None
    period: Period = "quarter"
    year_starts: YearStart | None = None
    minimum: Annotated[Expression, Measure("money", low=0, schedule=True)] | None = None
    minimum_period: Period | None = None
    minimum_applies: MinimumApplies = "after_recoupment"
    minimum_recoupable: Condition | None = None
    recoupable_for: Duration | None = None
    recoupable_until: Date | None = None
    true_up: Period | None = None
    period_cap: PositiveMoney | None = None
    cap: PositiveMoney | None = None
    netted_with: TermName | None = None
    paid: PaidWhen = "middle"
    pays_after: Duration | None = None
    business_days: BusinessDays | None = None
    opening: Opening | None = None

    @property
    def advances(self) -> tuple[Advance, ...]:
        """List what is paid ahead."""
        if self.advance is None:
            return ()
        return tuple(self.advance) if isinstance(self.advance, list) else (self.advance,)

    @property
    def parts(self) -> tuple[RoyaltyBase, ...]:
        """List the bases, each with its own rate or tiers; the one of the term itself where it has no others."""
        if self.bases is not None:
            return tuple(self.bases)
        one = {key: getattr(self, key) for key in ("on", "deductions", "deductions_cap", "rate", "tiers", "opening")}
        return (RoyaltyBase.model_construct(**one),)

    @property
    def recoups(self) -> bool:
        """Say whether something is withheld until it is recouped."""
        return self.advance is not None or self.minimum_recoupable is not None or self.recoupment is not None

    @property
    def favoured(self) -> tuple[str, ...]:
        """Name the royalties under whose rate this one does not fall."""
        if self.most_favoured is None:
            return ()
        return (self.most_favoured,) if isinstance(self.most_favoured, str) else tuple(self.most_favoured)

    @property
    def remembers(self) -> tuple[str, ...]:
        """Name the keys of an `opening` that count for the clauses that there are."""
        tiered = self.tiers is not None
        counts = {
            "balance": self.cap is not None or self.recoups,
            "used_this_period": self.minimum is not None or self.period_cap is not None,
            "losses": self.carry_losses is not None and self.bases is None,
            "base": tiered and self.tiers_on == "cumulative",
            "base_this_period": tiered and self.tiers_on == "period",
            "paid_this_year": self.settles_years,
            "earned_this_year": self.settles_years,
        }
        return tuple(key for key in self.OPENING if counts.get(key, True))

    @property
    def settles_years(self) -> bool:
        """Say whether a minimum is settled at the end of a period longer than the one that is paid."""
        longer = self.true_up or self.minimum_period
        return self.minimum is not None and longer is not None and longer != self.period

    @property
    def reads(self) -> tuple[str, ...]:
        """Name the terms whose rate counts here."""
        return self.favoured

    @property
    def nets(self) -> str | None:
        """Name the royalty the other way with which this one is netted."""
        return self.netted_with

    @property
    def pays_on_days(self) -> bool:
        """Say whether all that the term pays is paid on days of its own, the ends of its periods."""
        return at_end(self)

    def flows(self, view: View) -> Outcome:
        """Compute what every contract period pays: base, tiers, caps, stacking, recoupment, minimum, in this order.

        Source: the order of design 4.3; the same order as most licence agreements write it.
        """
        from dealwright.terms.royalties.payments import royalty_flows

        return royalty_flows(self, view)
