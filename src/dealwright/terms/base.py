"""What every kind of term shares: its common keys, its life, and the shape of its rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BaseModel, Field

from dealwright.deal.expression import Expression
from dealwright.deal.measure import (
    AS_TEXT,
    FROZEN,
    Condition,
    Date,
    DiscountRate,
    EventName,
    Measure,
    OneOrMany,
    PositiveMoney,
    SourceName,
    TermName,
    Text,
)

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.outcome import Outcome
    from dealwright.terms.view import View

LINES = ("exit", "rounds", "limited_liability", "waterfall")
"""Lines of a worth that are no term: no term may be called so."""

LIFE = ("from_", "until", "starts_on", "ends_on", "ends_on_all", "ends_not_before")
"""The keys that say when a term begins and ends."""

Period = Annotated[Literal["month", "quarter", "half", "year"], AS_TEXT]
PaidWhen = Annotated[Literal["middle", "end"], AS_TEXT]


class Opening(BaseModel):
    """What a term has already done before `as_of`.

    Attributes:
        paid: All that was paid.
        base: All of the base that there was.
        balance: What is left: under a cumulative cap, to be recouped, or of excess carried forward.
        used_this_period: What the contract period that holds `as_of` has seen so far.
        make_up: What was paid for in the period before and not taken.
        rolled: What was moved on from the period before, to be bought first.
        paid_to: All that was paid to others than the payee, by name.
        base_this_period: The base that the period of the tiers that holds `as_of` has seen so far.
        paid_this_year: What the year of a yearly minimum that holds `as_of` has paid so far.
        earned_this_year: What it has earned so far, a minimum apart.
        losses: What is left of losses to be set against later periods.
    """

    model_config = FROZEN
    paid: PositiveMoney | None = None
    base: PositiveMoney | None = None
    balance: PositiveMoney | None = None
    used_this_period: PositiveMoney | None = None
    make_up: PositiveMoney | None = None
    rolled: PositiveMoney | None = None
    paid_to: dict[Text, PositiveMoney] | None = None
    base_this_period: PositiveMoney | None = None
    paid_this_year: PositiveMoney | None = None
    earned_this_year: PositiveMoney | None = None
    losses: PositiveMoney | None = None


class Term(BaseModel):
    """One clause of the contract. Each kind adds its own keys and its cash-flow rule.

    `from` is the opening of that day and `until` its close. The first of `starts_on` to happen begins the term, if that
    comes after `from`. The first of `ends_on` ends it early, and so do the events of `ends_on_all` once all of them
    have happened; neither before the close of `ends_not_before`. A term that `replaces` another ends it where it
    begins itself; with `takes_over` it goes on with what that one has paid, has seen of its base and has left.
    `currency` is that of all its money; what it pays is exchanged by `exchange_rates` of the day on which it is paid.
    With `prices: real` its amounts are money of `as_of` and rise with `inflation`; with `prices: nominal`, of the day.
    `discount` replaces the parties' own rates for the mean at discount. `rank` orders what a company in want still
    owes after its exit: higher is paid first.
    """

    model_config = FROZEN
    HELP: ClassVar[str]
    """What the kind is for and how its keys read, in words and with an example: the manual's page."""
    ROLES: ClassVar[tuple[str, ...]] = ()
    """The keys that name who stands on which side."""
    CARRIES: ClassVar[bool] = False
    """Whether the term keeps state, so that a life begun before `as_of` wants an `opening`."""

    OPENING: ClassVar[tuple[str, ...]] = ()
    """The keys of an `opening` that count for the kind."""
    IDLE: ClassVar[tuple[str, ...]] = ()
    """Keys shared by all terms that change nothing in this kind."""

    HAPPENS: ClassVar[bool] = False
    """Whether the term is also an event, which others may name: an option is exercised, a termination takes effect."""

    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Groups of keys of which exactly one must be there."""
    UNLESS: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Keys that must be there unless one of some others is."""
    BY_DATES: ClassVar[tuple[str, ...]] = ()
    """Those of them that count only where they are a schedule."""

    kind: str
    title: Text | None = None
    active: Condition | None = None
    currency: Text | None = None
    prices: Annotated[Literal["nominal", "real"], AS_TEXT] | None = None
    from_: Date | None = Field(default=None, alias="from")
    until: Date | None = None
    starts_on: OneOrMany[EventName] | None = None
    ends_on: OneOrMany[EventName] | None = None
    ends_on_all: Annotated[list[EventName], Field(min_length=1)] | None = None
    ends_not_before: Date | None = None
    replaces: TermName | None = None
    takes_over: Condition | None = None
    beyond: Annotated[Expression, Measure("beyond")] | None = None
    discount: DiscountRate | None = None
    rank: Annotated[Expression, Measure("count", low=0)] | None = None
    source: OneOrMany[SourceName] | None = None
    note: Text | None = None

    @property
    def events(self) -> tuple[str, ...]:
        """Name the events that may end the term."""
        first = () if self.ends_on is None else (self.ends_on,) if isinstance(self.ends_on, str) else self.ends_on
        return (*first, *(self.ends_on_all or ()))

    @property
    def start_events(self) -> tuple[str, ...]:
        """Name the events of which the first begins the term."""
        if self.starts_on is None:
            return ()
        return (self.starts_on,) if isinstance(self.starts_on, str) else tuple(self.starts_on)

    @property
    def others(self) -> tuple[str, ...]:
        """Name the terms on which this one acts: whose life it ends, or of which it makes another."""
        return () if self.replaces is None else (self.replaces,)

    @property
    def remembers(self) -> tuple[str, ...]:
        """Name the keys of an `opening` that count for the term as it stands."""
        return self.OPENING

    @property
    def reads(self) -> tuple[str, ...]:
        """Name the terms whose results this one reads by a key of its own, expressions apart."""
        return ()

    @property
    def pays_on_days(self) -> bool:
        """Say whether all that the term pays is paid on days of its own, not evenly over the time for which it pays."""
        return False

    @property
    def nets(self) -> str | None:
        """Name the term with which this one is netted, so that only the difference of the two is paid."""
        return None

    def happens(self, view: View) -> Float[ndarray, " path"]:
        """Tell the day on which a term of a kind that happens by itself does so on each path.

        Args:
            view: The futures.
        """
        message = f"{type(self).__name__} does not happen on {view}"
        raise TypeError(message)

    def ends_others(self, view: View) -> dict[str, Float[ndarray, " path"]]:
        """Tell which terms this one ends, and on which day of each path.

        Args:
            view: The futures, seen as this term sees them.
        """
        if self.replaces is None:
            return {}
        from dealwright.terms.days.life import beginning

        return {self.replaces: beginning(self, view)}

    @property
    def lives(self) -> tuple[Term, ...]:
        """Return what runs, each with its own life: the term, unless it has parts."""
        return (self,)

    @property
    def sides(self) -> tuple[str, ...]:
        """Name the parties and companies that stand on some side of the term."""
        named = [getattr(self, role) for role in self.ROLES]  # asked for often: lists are quicker here
        return tuple(dict.fromkeys([name for name in named if name is not None]))

    def flows(self, view: View) -> Outcome:
        """Compute what the term moves on every path.

        Args:
            view: The futures, seen through the deal's own names.

        Returns:
            Cash flows, worths that are not cash, and the statement behind them.
        """
        message = f"{type(self).__name__} has no rule on {view}"
        raise TypeError(message)
