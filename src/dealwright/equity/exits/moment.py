"""The day of an exit, one for all paths or one by path, and what time has done to securities by then."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from dealwright.equity.accrual import accrued, interest
from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.exits.by_path import growth_by_path, vested_by_path
from dealwright.equity.replay.pieces import vested_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.equity.exits.by_path import Days
    from dealwright.equity.exits.claims import Number
    from dealwright.equity.holdings import HeldRight, Holdings, Lot, Piece
    from dealwright.equity.securities import Convertible, Dividend
    from dealwright.equity.vesting import Vesting

    When: TypeAlias = "dt.date | Days"
    Amount: TypeAlias = "Exact | Float[ndarray, ' path']"
    """Exact where it is the same on all paths, else floats by path."""
    Reached: TypeAlias = "tuple[str, Exact] | None"
    """A class, and the price that a share of it reaches in the exit; None: no matter which."""


def product(*factors: Amount) -> Number:
    """Multiply, exactly as far as the factors are exact, and return floats."""
    exactly, by_path = Exact(1), []
    for factor in factors:
        if isinstance(factor, Exact):
            exactly *= factor
        else:
            by_path.append(factor)
    found: Number = float(exactly)
    for factor in by_path:
        found = found * factor
    return found


def plus(*terms: Amount) -> Amount:
    """Add: exactly where all terms are exact, else as floats."""
    exactly = sum((term for term in terms if isinstance(term, Exact)), NOTHING)
    by_path = [term for term in terms if not isinstance(term, Exact)]
    return np.asarray(sum(by_path, float(exactly))) if by_path else exactly


def parts_of(counts: Mapping[str, Amount]) -> dict[str, Number]:
    """Return what part of a sum each stakeholder has.

    Args:
        counts: Shares by stakeholder.

    Returns:
        Parts that sum to 1; on a path without shares everybody's part is nothing.
    """
    if len(counts) == 1:
        return dict.fromkeys(counts, 1.0)
    shares = plus(*counts.values())
    if isinstance(shares, Exact):
        return {holder: float(count / shares) for holder, count in counts.items()}  # exact all, as their sum is
    some = shares > 0.0
    whole = np.where(some, shares, 1.0)
    return {holder: np.where(some, product(count) / whole, 0.0) for holder, count in counts.items()}


@dataclass(frozen=True, slots=True)
class Moment:
    """The day of an exit.

    Attributes:
        held: What is outstanding.
        when: The day, one or by path.
        accelerates: Part of what is not vested that vests at the exit.
    """

    held: Holdings
    when: When
    accelerates: Exact = NOTHING

    @property
    def by_path(self) -> bool:
        """Return whether the day differs by path."""
        return not isinstance(self.when, dt.date)

    def accrued(self, dividend: Dividend | None, price: Exact, issued: dt.date | None, paid: Exact = NOTHING) -> Amount:
        """Return the cumulative dividend that a share has accrued by then, less what was paid of it, in money."""
        if isinstance(self.when, dt.date):
            return accrued(dividend, price, issued, self.when, paid)
        start = accrues_from(dividend, issued)
        if dividend is None or start is None:
            return NOTHING
        grown = growth_by_path(float(dividend.rate), dividend.compounding, dividend.day_count, start, self.when)
        return np.maximum(0.0, float(price) * grown - float(paid))

    def interest(self, note: Convertible) -> Amount:
        """Return the interest that a convertible has earned by then, in money."""
        if isinstance(self.when, dt.date):
            return interest(note, self.when)
        if not note.rate:
            return NOTHING
        return float(note.amount) * growth_by_path(
            float(note.rate), note.compounding, note.day_count, note.interest_from or note.on, self.when
        )

    def in_parts(
        self, vesting: Vesting | None, shares: Callable[[Reached], Amount]
    ) -> Iterator[tuple[Reached, Amount]]:
        """Part the shares of a grant by the price at which they vest, where the exit itself may reach that price.

        Args:
            vesting: How it vests.
            shares: Gives the shares that are not forfeited if a share of a class reaches a price.

        Yields:
            What must be reached, lowest price first, nothing for what has vested anyway; and the shares that it brings.
        """
        known = shares(None)
        yield None, known
        parts = vesting.parts if vesting is not None else ()
        waits = {(each.when.amount, each.when.name) for each in parts if each.when.kind == "price" and each.when.amount}
        for amount, name in sorted(waits):
            then = shares((name, amount))
            more = plus(then, -known if isinstance(known, Exact) else np.negative(known))
            yield (name, amount), more
            known = then

    def price_of(self, reached: Reached) -> float | None:
        """Return the price of an as-converted common share at which a share of a class is worth so much."""
        return None if reached is None else float(reached[1] / self.held.ratio_of_class(reached[0]))

    def shares_of(self, lot: Lot, reached: Reached = None) -> Amount:
        """Return the shares of a lot that are not forfeited: vested by then, or accelerated by the exit."""
        if lot.vesting is None:
            return lot.shares - lot.unvested * (1 - self.accelerates)
        return self._kept(lot.piece, lot.vesting, lot.shares, (lot.shares - lot.unvested, reached))

    def shares_by(self, held: HeldRight, reached: Reached = None) -> Amount:
        """Return the shares that a right gives then: none once it has expired."""
        right = held.right
        if right.vesting is None:
            kept: Amount = held.vested + held.unvested * self.accelerates
        else:
            kept = self._kept(held.piece, right.vesting, right.count, (held.vested, reached))
        if right.expires is None:
            return kept
        if isinstance(self.when, dt.date):
            return kept if self.when <= right.expires else NOTHING
        shares = float(kept) if isinstance(kept, Exact) else kept
        return np.asarray(np.where(self.when <= np.datetime64(right.expires, "D"), shares, 0.0))

    def _kept(self, piece: Piece | None, vesting: Vesting, count: Exact, so_far: tuple[Exact, Reached]) -> Amount:
        """Return the shares of a grant that have vested, never under what is known to have, and what is accelerated.

        `so_far` is what is known to have vested, and a price that the exit reaches.
        """
        (known, reached), progress = so_far, self.held.progress
        if known >= count:
            return count
        if reached is not None:
            progress = replace(progress, price={**progress.price, reached[0]: reached[1]})
        if isinstance(self.when, dt.date):
            later = self.when > self.held.on or reached is not None
            vested = max(known, vested_of(piece, vesting, count, self.when, progress)) if later else known
            return vested + (count - vested) * self.accelerates
        after = (self.when > np.datetime64(self.held.on, "D")) | (reached is not None)
        by_path = np.where(after, vested_by_path(piece, vesting, count, self.when, progress), 0.0)
        by_path = np.maximum(float(known), by_path)
        return np.asarray(by_path + (float(count) - by_path) * float(self.accelerates))


def accrues_from(dividend: Dividend | None, issued: dt.date | None) -> dt.date | None:
    """Return the day from which a share's dividend accrues; None: it does not."""
    if dividend is None or not dividend.cumulative:
        return None
    if dividend.since is None or issued is None:
        return dividend.since or issued
    return max(dividend.since, issued)
