"""Work out what an exit pays to whom at some values, for a terminal or as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.equity.exits.claims import by_declared, named
from dealwright.equity.exits.exit_breakpoints import exit_breakpoints
from dealwright.equity.exits.returns import returns
from dealwright.equity.exits.stack import stack_of
from dealwright.equity.exits.waterfall import pay
from dealwright.show.captable.as_data import plain
from dealwright.show.captable.names import names_of_table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.equity.captable import CapTable
    from dealwright.equity.exits.exit_breakpoints import ExitBreakpoint
    from dealwright.equity.exits.returns import Return
    from dealwright.equity.exits.waterfall import Payouts
    from dealwright.equity.holdings import Holdings
    from dealwright.show.captable.names import TableNames

_MOST_RETURNS = 100
"""Exit values for which returns are told as data."""


@dataclass(frozen=True)
class PaidOut:
    """What an exit pays at some values.

    Attributes:
        table: The company.
        held: What is outstanding.
        on: Day of the exit.
        values: Exit values.
        paid: What each pays.
        points: Where it changes who gets the next unit of an exit.
    """

    table: CapTable
    held: Holdings
    on: dt.date
    values: Float[ndarray, " exit"]
    paid: Payouts
    points: tuple[ExitBreakpoint, ...]

    @classmethod
    def of(cls, table: CapTable, held: Holdings, values: Sequence[float], *, forced: bool = False) -> PaidOut:
        """Pay an exit.

        Args:
            table: The company.
            held: What is outstanding.
            values: Exit values; none: some are chosen.
            forced: Whether holders must convert.
        """
        on = max(table.as_of, held.on)
        stack = stack_of(held, table.exit, on)
        if forced:
            stack = pay(stack, 0.0, forced=True).stack
        points = exit_breakpoints(stack)
        known = [point.exit_value for point in points if 0 < point.exit_value < np.inf]
        chosen = np.array(values or _round_values(known[-1] if known else 1e7), dtype=float)
        return cls(table, held, on, chosen, pay(stack, chosen), points)

    @cached_property
    def by_holder(self) -> dict[str, Float[ndarray, " exit"]]:
        """What each stakeholder gets in all, at each exit value."""
        return {name: self._each(money) for name, money in self.paid.by_holder.items()}

    @cached_property
    def by_security(self) -> dict[str, Any]:
        """What each class, convertible and right gets, under the name that the file gives it."""
        return by_declared(self.paid.stack.claims, self.paid.by_claim)

    @cached_property
    def names(self) -> TableNames:
        """What ids are called."""
        return names_of_table(self.table)

    def data(self) -> dict[str, Any]:
        """Return all of it as plain data: each list has a figure for every exit value."""
        paid = self.paid
        return {
            "company": self.table.company,
            "currency": self.table.currency,
            "on": plain(self.on),
            "exits": plain(self.values),
            "common_price": plain(self._each(paid.common_price)),
            "by_holder": {name: plain(money) for name, money in self.by_holder.items()},
            "by_security": {name: plain(self._each(money)) for name, money in self.by_security.items()},
            "unpaid_preference": {name: plain(self._each(money)) for name, money in paid.unpaid.items()},
            "debt": plain(self._each(paid.debt)),
            "fees": plain(self._each(paid.fees)),
            "nobody": plain(self._each(paid.left)),
            "breakpoints": [
                {**plain(point), "shares": plain(named(paid.stack.claims, point.shares))} for point in self.points
            ],
            "returns": [
                {"exit": float(value), "holders": [plain(each) for each in self.returns(place)]}
                for place, value in enumerate(self.values[:_MOST_RETURNS])
            ],
        }

    def returns(self, place: int, of: Collection[str] | None = None) -> tuple[Return, ...]:
        """Return what each holder's money came back as.

        Args:
            place: Which of the exit values, from 0.
            of: Holders; None: all.
        """
        proceeds = {name: float(money[place]) for name, money in self.by_holder.items()}
        return returns(self.held, proceeds, self.on, of)

    def _each(self, money: Any) -> Float[ndarray, " exit"]:  # noqa: ANN401 - one number, or one for each exit value
        return np.broadcast_to(np.asarray(money, dtype=float), self.values.shape)


def _round_values(last: float) -> list[float]:
    """Return exit values up to past the last breakpoint, in round figures."""
    unit = 10.0 ** np.floor(np.log10(last))
    first = np.ceil(last / unit) * unit
    return [float(first * times) for times in (0.1, 0.25, 0.5, 1, 2, 5)]
