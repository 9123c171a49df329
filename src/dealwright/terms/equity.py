"""Equity: an as-converted stake in a company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from dealwright.deal.measure import AS_TEXT, CompanyName, Holder, Share
from dealwright.terms.base import Term
from dealwright.terms.outcome import Outcome

if TYPE_CHECKING:
    from dealwright.terms.view import View


class Equity(Term):
    """A share of a company's equity at its exit, fully diluted at `as_of`; later rounds with a price dilute it."""

    HELP: ClassVar[
        str
    ] = """An equity term gives its `holder` the `stake` of what a `company`'s equity is worth at its exit.

The stake is fully diluted at `as_of`; a later round with a `pre_money` dilutes it. One equity term of each company
names the `residual`, the party that holds all the rest: stakes and residual are exactly 100 %. Until another is said,
its worth is discounted at the company's cost of capital. A stake lasts until the exit: it has no `currency`,
`prices`, `from`, `until`, `ends_on`, `beyond` or `rank`.

    stake: {kind: equity, company: northwind, holder: borealis, stake: 30%, residual: holders}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("company", "holder", "residual")
    IDLE: ClassVar[tuple[str, ...]] = ("currency", "prices", "from", "until", "ends_on", "beyond", "rank")

    kind: Annotated[Literal["equity"], AS_TEXT] = "equity"
    company: CompanyName
    holder: Holder
    stake: Share
    residual: Holder | None = None

    def flows(self, view: View) -> Outcome:
        """Move nothing by itself: the company's exit pays the stake."""
        del view
        return Outcome()
