"""Loan: money lent, its interest by a day count, and its repayment at the end, by instalments or out of a cash flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from dealwright.deal.expression import Expression
from dealwright.deal.measure import AS_TEXT, Date, Duration, Holder, Measure, MoneyPerYear, PositiveMoney, Share
from dealwright.ground import day_count as counts
from dealwright.terms.base import Opening, Period, Term
from dealwright.terms.pay_days import BusinessDays

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View

Repayment = Annotated[Literal["bullet", "linear", "annuity"], AS_TEXT]
Interest = Annotated[Literal["paid", "capitalised"], AS_TEXT]
LoanDayCount = Annotated[Literal[counts.DayCount, "actual/actual icma"], AS_TEXT]
Periods = Annotated[Literal["unadjusted", "adjusted"], AS_TEXT]
AtEnd = Annotated[Literal["due", "forgiven"], AS_TEXT]


class Loan(Term):
    """Money that a lender lends a borrower, with interest, until it is repaid."""

    HELP: ClassVar[
        str
    ] = """A loan moves `principal` from `lender` to `borrower` on the day of `from`, and back with interest.

With a schedule, `principal: {2025-03-01: 2m, 2026-03-01: 1m}`, it is drawn in parts. The loan runs to its `maturity`,
or for its `tenor`. `rate` is what a year costs, times the years of each period by `day_count`; one that moves with
drivers is read on the first day of each period. By `actual/actual icma` every regular period is as long as the others,
and the days of an odd one are counted in the regular ones that they lie in. Interest is due `every` period from the
first day on, or from the day of `first`; without `every` at the end. With `business_days` payments move, and with
`periods: adjusted` the periods of interest too. With `interest: capitalised` it is added to what is owed.

`repayment` is `bullet`, all at the end; `linear`, equal parts; or `annuity`, equal sums of interest and repayment; both
begin after a `grace`. `instalments: 10k` fixes what is repaid on each day of interest, or with `annuity` the sum of
interest and repayment; `instalments: {2026-01-01: 1m}` are repaid on their dates. `sweep` is money per year, such as
`50% * profit`, that goes to repayment as well, on each day of interest, as far as there is any and something is owed.
What is then left at the maturity is due, or `at_end: forgiven`.

`arrangement_fee` is a share of the `facility`, or of all that is drawn without one, and paid on the first day. The
`commitment_fee` is what a year costs of the part of the `facility` that is not drawn yet, up to `available_until`, and
falls due with interest. `prepayment_fee` is a share of what is repaid before its time: by a `sweep`, or where an event
or another term ends the loan.

An event of `ends_on` makes all that is owed due on its day, and so does the close of an `until` before the maturity.
A loan made before `as_of` is followed from its first day, or says what is left by `opening: {balance: ...}`; the
interest of the period that holds `as_of` is due in full. One that runs past the horizon says `beyond: cut`: it is then
settled there.

    bridge: {kind: loan, lender: bank, borrower: builder, principal: 2m, from: 2025-03-01, maturity: 2027-03-01,
             rate: 6%, day_count: actual/360, every: quarter, business_days: {calendar: TARGET}}
    costs:  {kind: loan, lender: partner, borrower: developer, principal: {2025: 5m, 2026: 8m}, maturity: 2035-12-31,
             rate: 8%, every: year, interest: capitalised, sweep: 60% * profit, at_end: forgiven}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("lender", "borrower")
    CARRIES: ClassVar[bool] = True
    OPENING: ClassVar[tuple[str, ...]] = ("balance",)
    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("maturity", "tenor"),)

    kind: Annotated[Literal["loan"], AS_TEXT] = "loan"
    lender: Holder
    borrower: Holder
    principal: Annotated[Expression, Measure("money", low=0, schedule=True)]
    maturity: Date | None = None
    tenor: Duration | None = None
    rate: Annotated[Expression, Measure("per_year", varies=True, prices="own")]
    day_count: LoanDayCount = "actual/365"
    every: Period | None = None
    first: Date | None = None
    interest: Interest = "paid"
    repayment: Repayment = "bullet"
    grace: Duration | None = None
    instalments: Annotated[Expression, Measure("money", low=0, schedule=True)] | None = None
    sweep: MoneyPerYear | None = None
    at_end: AtEnd = "due"
    arrangement_fee: Share | None = None
    facility: PositiveMoney | None = None
    commitment_fee: Annotated[Expression, Measure("per_year", low=0)] | None = None
    available_until: Date | None = None
    prepayment_fee: Share | None = None
    business_days: BusinessDays | None = None
    periods: Periods = "unadjusted"
    opening: Opening | None = None

    @property
    def pays_on_days(self) -> bool:
        """Say whether all that the term pays is paid on days of its own."""
        return True

    def flows(self, view: View) -> Outcome:
        """Lend, count interest and repay, day by day of the contract.

        Source: ISDA 2006 Definitions, section 4.16 (day counts); ACTUS, contract types PAM, LAM and ANN.
        """
        from dealwright.terms.loans.amortisation import loan_flows

        return loan_flows(self, view)
