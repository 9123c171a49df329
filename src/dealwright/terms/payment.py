"""Payment: money on a date, on several dates, or at regular dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from dealwright.deal.expression import Expression
from dealwright.deal.measure import AS_TEXT, Date, Duration, Holder, Measure
from dealwright.terms.base import Period, Term
from dealwright.terms.pay_days import BusinessDays

if TYPE_CHECKING:
    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View


class Payment(Term):
    """Money that one side pays the other on dates written in the contract."""

    HELP: ClassVar[
        str
    ] = """A payment moves `amount` from `payer` to `payee` on a date, on several dates, or every period.

With `on` it is paid once. With a schedule of dates, `amount: {2026-01-31: 1bn, 2027-01-31: 2bn}`, each entry is paid
on its date; a year stands for its middle, 2 July. With `every` it is paid at the close of each calendar period from
`from` (without it, from `as_of`) to `until`, first and last prorated to the day. An amount may be an expression of
drivers, read on the day of payment. What falls before `as_of` is not counted.

    upfront: {kind: payment, payer: borealis, payee: northwind, amount: 500m, on: 2025-12-31}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("payer", "payee")
    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("on", "every", "amount"),)

    kind: Annotated[Literal["payment"], AS_TEXT] = "payment"
    payer: Holder
    payee: Holder
    amount: Annotated[Expression, Measure("money", varies=True, schedule=True, terms=True)]
    on: Date | None = None
    every: Period | None = None
    pays_after: Duration | None = None
    business_days: BusinessDays | None = None

    def flows(self, view: View) -> Outcome:
        """Pay each amount on its day, as far as the term then runs."""
        from dealwright.terms.dated import dated_payments

        return dated_payments(self, view)
