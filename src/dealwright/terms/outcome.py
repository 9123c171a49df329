"""What a term yields: flows between parties and companies, and the statement that explains them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.terms.account import Account
    from dealwright.terms.days.periods import Cells

    Number = float | Float[ndarray, "path 1"]
    Paths = slice | Int[ndarray, " _"]


class OnDemand(ABC):
    """Amounts that are made where they are read, some paths at a time."""

    @property
    @abstractmethod
    def shape(self) -> tuple[int, int]:
        """Return how many paths and how many entries there are."""

    @property
    @abstractmethod
    def whole(self) -> Float[ndarray, "path entry"]:
        """Return all of them, which from then on are there."""

    @property
    @abstractmethod
    def is_there(self) -> bool:
        """Say whether all of them are there."""

    @property
    @abstractmethod
    def made_of(self) -> Sequence[tuple[Any, ...]]:
        """Return what a compiled loop makes them of, part by part, of which they are the sum."""

    @abstractmethod
    def on(self, paths: Paths) -> Float[ndarray, "_ entry"]:
        """Return those on some paths."""

    @abstractmethod
    def write(self, place: tuple[int, int], out: Float[ndarray, "entry _"]) -> int:
        """Write those from one path up to another, and say how many are infinite or no number."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Amounts moving from `payer` to `payee`; either may be `None`, the world outside the deal.

    Args:
        payer: Party or company that gives, or `None`.
        payee: Party or company that receives, or `None`.
        moves: Money in the deal's currency; shape (path or 1, entry). Negative amounts move the other way.
        when: Days from the opening of `as_of` at which each entry is discounted; shape (entry,) or (path, entry). Or
            the periods of a life, where each entry is paid in the middle of one.
        cash: Whether it is paid money, or a worth or cost that is not.
        lasting: Yearly growth with which the last entry comes again every 365 days for ever; none where it does not.
        reached: Days from which each entry is certain to be paid, infinite where it is not; none where that is only
            the day on which it is paid.
    """

    payer: str | None
    payee: str | None
    moves: Float[ndarray, "path entry"] | OnDemand
    when: Float[ndarray, "..."] | Cells
    cash: bool = True
    lasting: float | Float[ndarray, "path 1"] | None = None
    reached: Float[ndarray, "path entry"] | None = None

    @property
    def on_demand(self) -> OnDemand | None:
        """Return its amounts if they are made where they are read; none if they are there."""
        return self.moves if isinstance(self.moves, OnDemand) else None

    @property
    def amount(self) -> Float[ndarray, "path entry"]:
        """Return all its amounts; (path or 1, entry)."""
        return self.moves.whole if isinstance(self.moves, OnDemand) else self.moves

    def amount_on(self, paths: Paths) -> Float[ndarray, "_ entry"]:
        """Return its amounts on some of the paths; one row where they are the same on all.

        Args:
            paths: Which paths.
        """
        later = self.on_demand
        if later is not None:
            return later.on(paths)
        return _on(self.amount, paths)

    def on(self, paths: Int[ndarray, " _"]) -> Flow:
        """Return what it moves on some of the paths.

        Args:
            paths: Which paths.
        """
        pieces = _periods(self.when)
        when = self.days_on(paths) if pieces is None else pieces.on(paths)
        lasting = self.lasting if self.lasting is None or isinstance(self.lasting, float) else _on(self.lasting, paths)
        reached = None if self.reached is None else _on(self.reached, paths)
        return replace(self, moves=self.amount_on(paths), when=when, lasting=lasting, reached=reached)

    @property
    def days(self) -> Float[ndarray, "..."]:
        """Return the day on which each entry is discounted; (entry,) or (path or 1, entry)."""
        pieces = _periods(self.when)
        return cast("Float[ndarray, '...']", self.when) if pieces is None else pieces.middle

    def days_on(self, paths: Paths) -> Float[ndarray, "..."]:
        """Return the day on which each entry is discounted on some of the paths; one row where it is the same on all.

        Args:
            paths: Which paths.
        """
        pieces = _periods(self.when)
        if pieces is not None:
            return pieces.on(paths).middle
        days = cast("Float[ndarray, '...']", self.when)
        return days[paths] if self.by_path else days

    @property
    def by_path(self) -> bool:
        """Say whether entries are paid on other days on other paths."""
        pieces = _periods(self.when)
        if pieces is None:
            days = cast("Float[ndarray, '...']", self.when)
            return days.ndim > 1 and len(days) > 1
        return pieces.start is not None or len(pieces.end) > 1

    @property
    def nbytes(self) -> int:
        """Return its size in bytes."""
        pieces = _periods(self.when)
        amounts: int = 8 * self.moves.shape[0] * self.moves.shape[1]
        return amounts + (self.days.nbytes if pieces is None else 2 * pieces.end.nbytes)


def _on(rows: Float[ndarray, "_ entry"], paths: Paths) -> Float[ndarray, "_ entry"]:
    """Return rows of some paths; one row stands for all."""
    return rows[paths] if len(rows) > 1 else rows


def _periods(when: Float[ndarray, "..."] | Cells) -> Cells | None:
    return cast("Cells", when) if hasattr(when, "closes") else None


@dataclass(frozen=True, slots=True)
class State:
    """What a term has done, as it hands it over.

    Args:
        paid: All that was paid; one number, or (path, 1).
        base: All of the base that there was, likewise.
        balance: What is left: to be recouped, or of what was carried forward, oldest first where it is of several ages.
        make_up: What was paid for and not taken, oldest first.
        rolled: What was moved on to be bought later.
        others: All that was paid to others than the payee, by name.
        kept: What else its clauses remember, by name: what a year under way has seen, losses, credits.
    """

    paid: Number = 0.0
    base: Number = 0.0
    balance: tuple[Number, ...] = ()
    make_up: tuple[Number, ...] = ()
    rolled: Number = 0.0
    others: Mapping[str, Number] = field(default_factory=dict)
    kept: Mapping[str, Number] = field(default_factory=dict)


Statement = dict[str, "Float[ndarray, 'path step']"]
"""Lines of a statement, each (path or 1, step): `due` and `paid` are money in the step, `balance` the money left."""


def _no_account() -> None:
    return None


def _no_statement() -> Statement:
    return {}


@dataclass(frozen=True)
class Outcome:
    """Everything a term did on every path.

    Args:
        flows: The term's flows.
        lines: Computes the statement, which is asked for only where something uses or shows it.
        closing: Computes what the term has done when it ends, for the one that steps in its place.
        account: Computes what the clause did in each contract period, line by line; none where it has no periods.
    """

    flows: tuple[Flow, ...] = ()
    lines: Callable[[], Statement] = _no_statement
    closing: Callable[[], State] = State
    account: Callable[[], Account | None] = _no_account

    @cached_property
    def statement(self) -> Statement:
        """Return the statement behind the flows."""
        return self.lines()

    @property
    def nbytes(self) -> int:
        """Return the size in bytes, about: what the statement is laid from is some twice as large as the flows."""
        return 3 * sum(flow.nbytes for flow in self.flows)


def told_later(flows: tuple[Flow, ...], compute: Callable[[], Outcome]) -> Outcome:
    """Return what a term moves, computed by itself, of which all else is computed once somebody asks for it.

    Args:
        flows: What it moves.
        compute: Computes the same with all that stands behind it.
    """
    whole = lru_cache(compute)

    def lines() -> Statement:
        return whole().statement

    def closing() -> State:
        return whole().closing()

    def account() -> Account | None:
        return whole().account()

    return Outcome(flows, lines, closing, account)
