"""Termination: terms end at an event, on a date or by a condition, after notice and for a fee."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from dealwright.deal.expression import Expression
from dealwright.deal.measure import AS_TEXT, Duration, Holder, Measure, OneOrMany, Share, TermName
from dealwright.terms.base import Period, Term

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View

Moment = Annotated[Expression, Measure("moment")]


class Termination(Term):
    """The end of other terms at an event, on a date or by a condition, after notice and for a fee."""

    HELP: ClassVar[
        str
    ] = """A termination ends the terms in `ends`: at the first of `on` (events, or dates at whose close they end),
or when the condition `when` is first true.

It takes effect `notice` later, by the calendar: six months after 31 August are 28 February, a month after 30
April is 30 May. With `notice_to: quarter` (or a month, a half, a year) it takes effect at the close of the quarter in
which the notice runs out.

What happens outside the termination's own life, from `from` to `until`, ends nothing; nor does it take effect where
all that it ends is over by then. `fee` is paid by `payer` to `payee` on the day on which it takes effect, and read on
that day. With `tail` the ended terms go on bringing the `payee` what the `payer` would have paid it, or `tail_share`
of that, for so long after they ended, when it would have been paid. A condition may read what the ended terms have
paid so far. The termination is an event by its own name: `starts_on: breach_ends`. What one side may choose is an
`option` with `ends`.

    breach_ends: {kind: termination, ends: [access, revenue_share], on: breach, notice: 6 months, fee: 200m,
                  payer: northwind, payee: borealis}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("payer", "payee")
    HAPPENS: ClassVar[bool] = True
    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("on", "when"),)

    kind: Annotated[Literal["termination"], AS_TEXT] = "termination"
    ends: OneOrMany[TermName]
    on: OneOrMany[Moment] | None = None
    when: Annotated[Expression, Measure("condition", varies=True, terms=True)] | None = None
    notice: Duration | None = None
    notice_to: Period | None = None
    payer: Holder | None = None
    payee: Holder | None = None
    fee: Annotated[Expression, Measure("money", low=0, varies=True, terms=True)] | None = None
    tail: Duration | None = None
    tail_share: Share | None = None

    @property
    def ended(self) -> tuple[str, ...]:
        """Name the terms that it ends."""
        return (self.ends,) if isinstance(self.ends, str) else tuple(self.ends)

    @property
    def moments(self) -> tuple[Expression, ...]:
        """Return the events and dates of which the first ends the terms."""
        return () if self.on is None else tuple(self.on) if isinstance(self.on, list) else (self.on,)

    @property
    def others(self) -> tuple[str, ...]:
        """Name the terms that it ends, and the one that it replaces."""
        return (*super().others, *self.ended)

    @property
    def reads(self) -> tuple[str, ...]:
        """Name the terms of which a tail is paid."""
        return self.ended if self.tail is not None else ()

    def happens(self, view: View) -> Float[ndarray, " path"]:
        """Tell the day on which it takes effect."""
        from dealwright.terms.rights.terminated import takes_effect

        return takes_effect(self, view)

    def ends_others(self, view: View) -> dict[str, Float[ndarray, " path"]]:
        """Tell that it ends the terms in `ends`."""
        day = view.occurs
        return super().ends_others(view) | ({} if day is None else dict.fromkeys(self.ended, day))

    def flows(self, view: View) -> Outcome:
        """Pay the fee on the day on which it takes effect, and the tail after it."""
        from dealwright.terms.rights.terminated import termination_flows

        return termination_flows(self, view)
