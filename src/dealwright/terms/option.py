"""Option: a right of one party to switch, extend, buy, sell or leave, exercised when better for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from dealwright.deal.expression import FAIR_VALUE, Expression, names
from dealwright.deal.measure import (
    AS_TEXT,
    CompanyName,
    Date,
    Duration,
    EventName,
    Holder,
    Measure,
    OneOrMany,
    Raw,
    Share,
    TermName,
    Text,
)
from dealwright.terms.base import Period, Term

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View


Price = Annotated[Expression, Measure("money", low=0, varies=True, terms=True)]


class Option(Term):
    """A right, held by one party, that it exercises on each path when that is better for it over all its flows."""

    HELP: ClassVar[
        str
    ] = """An option lets its `holder` do something once: on a date (`on`), at an event (`at`), or in the window from
`from` to `until`, on the last day of every `every` (a quarter unless said).

It is exercised on each path when that is better for the holder over all its flows, given only what is known on that
day, and only where `if` then holds. From the day of exercise on `switches` are laid over the terms, the terms in `ends`
end, and other terms may name the option as an event: `starts_on: renewal`, `after(renewal)`. The holder pays the
`writer` the `price`, and gets what it `receives`, both read on that day; with `stake` it buys that part of the
`company` from the writer, with `sells: yes` it sells it to the writer. `notice` is the time from the decision to its
effect, and `notice_to: quarter` puts that off to the close of the quarter.

In the price of a stake `fair_value` stands for what the stake is then worth: its part of the equity at the exit, as
expected on the day of exercise and discounted to it at the company's cost of capital. So `price: max(fair_value, 50m)`
is fair value with a floor, and `80% * fair_value` a discount on it. `appraisals: [A, B]` in place of a price are two
opinions, of which the price is the mean; where they are farther `apart` than so much of the lower one, a `third` is
asked, and the price is the mean of the two that are nearest to each other (of equally near ones, the two higher).
With `third_counts: nearer` it is the mean of the third and the nearer of the first two, with `all` of all three, with
`alone` it is the third.
`price_floor` and `price_cap` bound either.

`exercise: always` or `never` fixes the branch in advance (always: on the first day on which it may).
Of several options each is best against what the others do. Who decides knows what was exercised, or given notice of, up
to that day; of two on one day, the one that stands first in the file is decided first, unless it hangs on the other. A
right that another's exercise ends is gone that day. A right to a company's stake is over at that company's exit.

    renewal: {kind: option, holder: borealis, writer: northwind, on: 2029-12-31, price: 500m,
              switches: {terms.access.until: 2035-12-31}}
"""
    ROLES: ClassVar[tuple[str, ...]] = ("holder", "writer")
    HAPPENS: ClassVar[bool] = True

    kind: Annotated[Literal["option"], AS_TEXT] = "option"
    holder: Holder
    writer: Holder | None = None
    on: Date | None = None
    at: OneOrMany[EventName] | None = None
    every: Period = "quarter"
    if_: Annotated[Expression, Measure("condition", varies=True, terms=True)] | None = Field(default=None, alias="if")
    switches: dict[Text, Raw] | None = None
    ends: OneOrMany[TermName] | None = None
    price: Price | None = None
    appraisals: Annotated[list[Price], Field(min_length=2, max_length=2)] | None = None
    third: Price | None = None
    apart: Annotated[Expression, Measure("share", low=0)] | None = None
    third_counts: Annotated[Literal["nearest", "nearer", "all", "alone"], AS_TEXT] = "nearest"
    price_floor: Annotated[Expression, Measure("money", low=0)] | None = None
    price_cap: Annotated[Expression, Measure("money", low=0)] | None = None
    receives: Annotated[Expression, Measure("money", low=0, varies=True, terms=True)] | None = None
    company: CompanyName | None = None
    stake: Share | None = None
    sells: Annotated[Literal["yes", "no"], AS_TEXT] | None = None
    notice: Duration | None = None
    notice_to: Period | None = None
    exercise: Annotated[Literal["best", "always", "never"], AS_TEXT] = "best"

    @property
    def ended(self) -> tuple[str, ...]:
        """Name the terms that the exercise ends."""
        return () if self.ends is None else (self.ends,) if isinstance(self.ends, str) else tuple(self.ends)

    @property
    def awaited(self) -> tuple[str, ...]:
        """Name the events at which the option may be exercised."""
        return () if self.at is None else (self.at,) if isinstance(self.at, str) else tuple(self.at)

    @property
    def priced_by(self) -> tuple[Expression, ...]:
        """Return the expressions of which the price is made."""
        return tuple(each for each in (self.price, *(self.appraisals or ()), self.third) if each is not None)

    @property
    def at_fair_value(self) -> bool:
        """Tell whether the price hangs on the fair value of the stake."""
        return any(FAIR_VALUE in names(each) for each in self.priced_by)

    @property
    def trades(self) -> tuple[str | None, str | None]:
        """Name who sells the stake and who buys it."""
        return (self.holder, self.writer) if self.sells == "yes" else (self.writer, self.holder)

    @property
    def buyer(self) -> str | None:
        """Name who buys the stake."""
        return self.trades[1]

    @property
    def others(self) -> tuple[str, ...]:
        """Name the terms that the exercise ends or switches, and the one that the option replaces."""
        return (*super().others, *self.ended)

    def ends_others(self, view: View) -> dict[str, Float[ndarray, " path"]]:
        """Tell that the exercise ends the terms in `ends`."""
        day = view.occurs
        return super().ends_others(view) | ({} if day is None else dict.fromkeys(self.ended, day))

    def flows(self, view: View) -> Outcome:
        """Pay the price and what is received on the day of exercise."""
        from dealwright.terms.exercised import exercised_flows

        return exercised_flows(self, view)
