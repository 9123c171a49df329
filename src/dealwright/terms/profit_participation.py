"""Profit participation: a share until an amount is recouped, then another, then a cap, then residual to a third."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BaseModel, Field

from dealwright.deal.measure import AS_TEXT, FROZEN, Condition, Duration, Holder, MoneyPerYear, PositiveMoney, Share
from dealwright.terms.base import Opening, PaidWhen, Period, Term
from dealwright.terms.pay_days import BusinessDays

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View


class ParticipationTier(BaseModel):
    """A share that holds until so much was paid in all (`until_paid`), or so much profit came in all (`until_base`)."""

    model_config = FROZEN
    share: Share
    until_paid: PositiveMoney | None = None
    until_base: PositiveMoney | None = None


class ProfitParticipation(Term):
    """Shares of a profit in tiers of cumulative amounts, with what follows the last tier going to a third party."""

    HELP: ClassVar[
        str
    ] = """A profit participation pays the `payee` a share of `on`, period by period while it is positive, in
tiers of cumulative amounts.

Each tier of `tiers` has a `share` and ends when all that was ever paid to the payee reaches `until_paid`, or when all
profit there ever was reaches `until_base`, whichever comes first. After the last tier the payee gets nothing more; a
`residual` party then gets `residual_share` of it, all of it unless said. With `carry_losses` a loss is set against
the next profits first.
`opening: {paid: ..., base: ...}` says what went before; `balance` in place of `paid` what is still to be paid of the
first tier.

    participation: {kind: profit_participation, payer: northwind, payee: borealis, on: profit, residual: foundation,
                    tiers: [{share: 75%, until_paid: 13bn}, {share: 49%, until_paid: 92bn}]}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("payer", "payee", "residual")
    CARRIES: ClassVar[bool] = True
    OPENING: ClassVar[tuple[str, ...]] = ("paid", "base", "balance")

    kind: Annotated[Literal["profit_participation"], AS_TEXT] = "profit_participation"
    payer: Holder
    payee: Holder
    on: MoneyPerYear
    tiers: Annotated[list[ParticipationTier], Field(min_length=1)]
    residual: Holder | None = None
    residual_share: Share | None = None
    period: Period = "year"
    carry_losses: Condition | None = None
    paid: PaidWhen = "middle"
    pays_after: Duration | None = None
    business_days: BusinessDays | None = None
    opening: Opening | None = None

    def flows(self, view: View) -> Outcome:
        """Run cumulative profit through the tiers and pay what each period adds."""
        from dealwright.terms.tiers import participation_flows

        return participation_flows(self, view)
