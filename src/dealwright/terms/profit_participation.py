"""Profit participation: a share until an amount is recouped, then another, then a cap, then residual to a third."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BaseModel, Field

from dealwright.deal.expression import Expression
from dealwright.deal.measure import (
    AS_TEXT,
    FROZEN,
    Condition,
    Duration,
    Holder,
    Measure,
    MoneyPerYear,
    PositiveMoney,
    Rate,
    Share,
    Text,
)
from dealwright.terms.base import Opening, PaidWhen, Period, Term
from dealwright.terms.pay_days import BusinessDays, at_end
from dealwright.terms.payment import DayCount
from dealwright.terms.year_start import YearStart

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View

PositiveMultiple = Annotated[Expression, Measure("multiple", low=0)]


class ParticipationTier(BaseModel):
    """Shares that hold until the first of the tier's ends is reached; without an end, for ever.

    Attributes:
        share: The payee's share.
        shares: The shares of several, in its place; what is left of the profit stays with the payer, named or not.
        until_paid: The end: so much was paid in all.
        until_base: The end: there was so much profit in all.
        until_multiple: The end: so many times what was invested was paid.
        until_hurdle: The end: what was invested is paid back with this yearly return.
        simple: Whether that return is not compounded.
        until_catch_up: The end: a party has this share of all that was paid beyond what was invested.
        of: The party whose receipts count for the end.
    """

    model_config = FROZEN
    share: Share | None = None
    shares: Annotated[dict[Text, Share], Field(min_length=1)] | None = None
    until_paid: PositiveMoney | None = None
    until_base: PositiveMoney | None = None
    until_multiple: PositiveMultiple | None = None
    until_hurdle: Rate | None = None
    simple: Condition | None = None
    until_catch_up: Share | None = None
    of: Holder | None = None

    @property
    def ends(self) -> tuple[str, ...]:
        """Name the keys that say when the tier ends."""
        return tuple(key for key in TIER_ENDS if getattr(self, key) is not None)

    def parts(self, payee: str) -> dict[str, Expression]:
        """Return the share of each party, the payee's under its own name."""
        if self.shares is not None:
            return dict(self.shares)
        return {} if self.share is None else {payee: self.share}

    def counted(self, payee: str) -> str:
        """Name the party whose receipts count for the end: the payee, or who catches up with it."""
        if self.of is not None:
            return self.of
        others = [name for name in self.parts(payee) if name != payee]
        return others[0] if self.until_catch_up is not None and others else payee


TIER_ENDS = ("until_paid", "until_base", "until_multiple", "until_hurdle", "until_catch_up")
"""The keys of a tier that end it."""


class ProfitParticipation(Term):
    """Shares of a profit in tiers of cumulative amounts, with what follows the last tier going to a third party."""

    HELP: ClassVar[
        str
    ] = """A profit participation pays the `payee` a share of `on`, period by period while it is positive, in
tiers of cumulative amounts.

Each tier of `tiers` has a `share`, or `shares` of several parties, and ends with the first of its ends: when all that
was ever paid to the payee reaches `until_paid`; when all profit there ever was reaches `until_base`; when
`until_multiple: 1.2x` of what was `invested` was paid; when what was invested is paid back with a yearly return of
`until_hurdle: 8%`, counted from each contribution to each payment by days of 1/365 year, or by `day_count`, and
compounded, or with `simple: yes` earned on what is still invested and paid before it; or when `until_catch_up: 20%` of
all that was paid beyond what was invested has gone to who catches up. Another party's receipts count with `of: NAME`. A
payer that takes part itself, such as a manager who catches up, is named like the others; its share of every tier is
what they leave.

Profit of one period runs through as many tiers as it fills.
A later contribution opens a tier again. Who has caught up and is then paid less by a later tier does not catch up
again, in the same period or another, unless a contribution has opened a tier before it again, which it then follows.
What by the `opening` is behind is caught up.

After the last tier the participants get nothing more; a `residual` party then gets `residual_share` of it, all of it
unless said. With `carry_losses` a loss is set against the next profits first.

`invested` is what the payee has put in: one amount, on the first day, or a schedule of dates; it is only counted here,
and paid by a term of its own. `opening: {paid: ..., base: ...}` says what went before, `paid_to: {NAME: ...}` what the
others got; `balance` in place of `paid` what is still to be paid of the first tier, for what was invested by then.
`terms.NAME.paid` is what the payee gets. So a clawback over several of them is a `payment` on a day after the last of
theirs: of `max(0, cumulative(profit - terms.NAME.paid) - 20% * max(0, cumulative(profit) - 100m))`.

    participation: {kind: profit_participation, payer: northwind, payee: borealis, on: profit, residual: foundation,
                    tiers: [{share: 75%, until_paid: 13bn}, {share: 49%, until_paid: 92bn}]}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("payer", "payee", "residual")
    CARRIES: ClassVar[bool] = True
    OPENING: ClassVar[tuple[str, ...]] = ("paid", "base", "balance", "paid_to")

    kind: Annotated[Literal["profit_participation"], AS_TEXT] = "profit_participation"
    payer: Holder
    payee: Holder
    on: MoneyPerYear
    tiers: Annotated[list[ParticipationTier], Field(min_length=1)]
    invested: Annotated[Expression, Measure("money", low=0, schedule=True)] | None = None
    day_count: DayCount | None = None
    residual: Holder | None = None
    residual_share: Share | None = None
    period: Period = "year"
    year_starts: YearStart | None = None
    carry_losses: Condition | None = None
    paid: PaidWhen = "middle"
    pays_after: Duration | None = None
    business_days: BusinessDays | None = None
    opening: Opening | None = None

    @property
    def participants(self) -> tuple[str, ...]:
        """Name the payee and all who have a share in some tier, the payer too where what it keeps is counted."""
        named = [name for tier in self.tiers for name in tier.parts(self.payee)]
        named += [self.payer for tier in self.tiers if tier.of == self.payer]
        return tuple(dict.fromkeys([self.payee, *named]))

    def paid_in(self, tier: ParticipationTier) -> dict[str, Expression]:
        """Return the share of each party that a tier pays: of all but the payer, who keeps what they leave."""
        return {name: share for name, share in tier.parts(self.payee).items() if name != self.payer}

    @property
    def sides(self) -> tuple[str, ...]:
        """Name the parties and companies that stand on some side of the term."""
        return tuple(dict.fromkeys([*super().sides, *self.participants]))

    @property
    def pays_on_days(self) -> bool:
        """Say whether all that the term pays is paid on days of its own, the ends of its periods."""
        return at_end(self)

    def flows(self, view: View) -> Outcome:
        """Run each period's profit through the tiers and pay what each party gets."""
        from dealwright.terms.participations.participation import participation_flows

        return participation_flows(self, view)
