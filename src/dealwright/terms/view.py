"""How a term's rule sees the futures: expressions of its keys become arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from datetime import date

    from jaxtyping import Float
    from numpy import ndarray
    from pydantic import BaseModel

    from dealwright.deal.expression import Expression
    from dealwright.ground.calendar import TimeGrid
    from dealwright.terms.account import Account
    from dealwright.terms.days.life import Life
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import OnDemand, Outcome, State

    Window = tuple[Float[ndarray, "step _"], Float[ndarray, "step _"]]
    Apart = tuple[
        list[tuple[Float[ndarray, "_ 1"], Expression]],
        list[tuple[Float[ndarray, "_ payment"], Float[ndarray, "_ payment"]]],
    ]


Found = TypeVar("Found")


class View(Protocol):
    """The futures of one deal, asked in the words of its terms. Days count from the opening of `as_of`."""

    @property
    def grid(self) -> TimeGrid:
        """The calendar-aligned steps."""
        ...

    @property
    def paths(self) -> int:
        """The number of futures."""
        ...

    @property
    def bounds(self) -> tuple[Float[ndarray, " path"] | None, Float[ndarray, " path"] | None]:
        """The days between which other terms let the term run on each path; none where no other term says so."""
        ...

    @property
    def handed(self) -> State | None:
        """What the term in whose place this one steps has done; none where it steps in nobody's place."""
        ...

    @property
    def passes_on(self) -> Float[ndarray, " path"] | None:
        """The day on which another wording goes on from here with all that this one has left; none where none does."""
        ...

    def sign(self, shape: BaseModel, *keys: str) -> int | None:
        """Return a number that stands for some keys of a term and all they depend on; none where nothing can."""
        ...

    def figures(self, what: Hashable, signs: tuple[int | None, ...], compute: Callable[[], Found]) -> Found:
        """Compute something, or take it from what was computed where all that decides it had the same signs."""
        ...

    def kept(self, frame: Hashable, flow: Expression, compute: Callable[[], Found]) -> Found:
        """Compute what comes of a flow in a frame, or take it from what was computed of one that says the same."""
        ...

    def fair_value(self, days: Float[ndarray, " path"]) -> Float[ndarray, " path"]:
        """Return what the stake of the option that looks is worth on a day of each path, given what is known then."""
        ...

    def at_fair_value(self, worth: Float[ndarray, " path"]) -> View:
        """Return the same view in which `fair_value` is so much on each path."""
        ...

    @property
    def occurs(self) -> Float[ndarray, " path"] | None:
        """The day on which the term itself happens on each path, for kinds that are events; infinite for never."""
        ...

    def in_force(self, name: str) -> bool:
        """Tell whether a term is in force."""
        ...

    def runs(self, name: str) -> Iterable[Life]:
        """Return when a term in force runs, and each of its parts, by its own words and by what others do to it."""
        ...

    def going_on(self, name: str, since: Float[ndarray, " path"], until: Float[ndarray, " path"]) -> Iterable[Outcome]:
        """Return what a term in force would do between two days, had it not been ended, by each of its wordings."""
        ...

    def account(self, name: str) -> Account | None:
        """Return the account of another term; none where it is not in force or has none."""
        ...

    def rates_of(self, name: str) -> Iterable[Account]:
        """Return the accounts whose rates count for who keeps pace with a royalty."""
        ...

    def counterclaim(self) -> Account | None:
        """Return the account of the term with which this one is netted, as it is before that; none where none is."""
        ...

    def number(self, expression: Expression) -> float | Float[ndarray, "path 1"]:
        """Evaluate a key that drivers do not move; one value per path where an uncertain fact stands behind it."""
        ...

    def calendar_date(self, expression: Expression) -> date:
        """Evaluate a key that is a date."""
        ...

    def moment(self, expression: Expression) -> Float[ndarray, "..."]:
        """Return the day of a date or of an event; one, or one per path, infinite where the event never happens."""
        ...

    def is_date(self, expression: Expression) -> bool:
        """Tell whether an expression is a date, not an event."""
        ...

    def holds(self, expression: Expression | None, *, otherwise: bool) -> bool:
        """Evaluate a key that is yes or no."""
        ...

    def stretches(self, first: int, last: int) -> Iterable[slice]:
        """Cut steps, from a first up to before a last, into stretches to be evaluated one after the other."""
        ...

    def windowed(self, expression: Expression) -> bool:
        """Say whether `before` or `after` stands in an expression, so that the days that count decide its value."""
        ...

    def rates(self, expression: Expression, steps: slice, window: Window | None = None) -> Float[ndarray, "_ _"]:
        """Evaluate a yearly flow over some of the steps: (path, step), either of which may be one for all.

        The window is the first and the last day that count in each of the steps: (step, path) or (step, 1).
        """
        ...

    def money(self, flow: Expression, pieces: Cells) -> Float[ndarray, "period path"] | None:
        """Sum a yearly flow into money per contract period, if there is a quicker way to than over its rates."""
        ...

    def on_demand(
        self, flow: Expression, pieces: Cells, plainly: Callable[[], Float[ndarray, "_ period"]]
    ) -> OnDemand | None:
        """Return money per contract period that is made where it is read, if that is quicker.

        `plainly` finds it over the rates, or says why it has none, where some of it is no finite number.
        """
        ...

    def apart(self, flow: Expression) -> Apart:
        """Take a yearly flow apart into what runs evenly and what is paid on days of its own.

        Returns:
            Parts that run evenly, each with a number by which it counts, (path or 1, 1); and amounts with the moments
            at which they are paid, each (path or 1, payment).
        """
        ...

    def at(self, expression: Expression, days: Float[ndarray, " _"] | float) -> Float[ndarray, " path"]:
        """Evaluate an expression at a day of each path, drivers interpolated to it."""
        ...

    def amount(self, expression: Expression, days: Float[ndarray, " _"] | float) -> Float[ndarray, "_ 1"]:
        """Evaluate an amount that falls due on a day: as `at`, but one number where it is the same at any time."""
        ...

    def event(self, name: str, by: float | None = None) -> Float[ndarray, " path"]:
        """Return the day of an event on each path, infinite where it never happens; of those that count by some day."""
        ...

    def exit_day(self, company: str) -> Float[ndarray, " path"]:
        """Return the day of a company's exit on each path."""
        ...

    def first_time(self, condition: Expression, not_before: float | Float[ndarray, " path"]) -> Float[ndarray, " path"]:
        """Return the first day not before another on which a condition is true on each path, or infinity."""
        ...
