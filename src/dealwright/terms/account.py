"""The account of a term: what its clause computed in each contract period, line by line, for a person to check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from dealwright.ground.calendar import WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

Sort = Literal["money", "share", "level", "number", "count"]
"""What a line holds: money of the period, a share, money that stands at the end of the period, a plain number, or how
often something happened, by which there is a row though no money moves."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an account.

    Args:
        name: What the contract calls it: `base`, `share`, `minimum`, `recouped`, `cap`, `due`, `paid`, `balance`.
        amounts: What it is in each period; (path or 1, period).
        sort: What it holds: `money` of the period adds up over time, a `level` stands at its end.
    """

    name: str
    amounts: Float[ndarray, "path period"]
    sort: Sort = "money"


@dataclass(frozen=True)
class Account:
    """What a clause computed, period by period, in the order in which it computes.

    Args:
        opens: Day on which each period begins within the term's life, from the opening of `as_of`; (path or 1, period).
        closes: Day on which it ends there; a period outside the life has no days.
        paid_on: Day on which what the period brought is paid, likewise; what is paid after the middle of its period and
            on a whole number of days is paid at the close of a date.
        lines: The lines, in the order of the clause.
        moments: When each payment is made, where `paid_on` is but the middle of its date: a whole number is the close
            of a date, a moment more the opening of the next.
    """

    opens: Float[ndarray, "_ period"]
    closes: Float[ndarray, "_ period"]
    paid_on: Float[ndarray, "_ period"]
    lines: tuple[Line, ...] = field(default=())
    moments: Float[ndarray, "_ period"] | None = None

    @property
    def made_on(self) -> Float[ndarray, "_ period"]:
        """Return the moments at which payments are made."""
        return self.paid_on if self.moments is None else self.moments

    def then(self, later: Account) -> Account:
        """Put another account behind this one: of the term that steps in its place."""
        lines = tuple(_joined_line(name, self, later) for name in _in_order(self, later))
        return Account(
            _beside([self.opens, later.opens]),
            _beside([self.closes, later.closes]),
            _beside([self.paid_on, later.paid_on]),
            lines,
            _beside([self.made_on, later.made_on]),
        )


def _in_order(first: Account, then: Account) -> list[str]:
    """Name the lines of two accounts; one that only the second has comes where it stands among those of both."""
    names, place = [line.name for line in first.lines], 0
    for line in then.lines:
        if line.name in names:
            place = names.index(line.name) + 1
        else:
            names.insert(place, line.name)
            place += 1
    return names


def within_date(days: Float[ndarray, "..."], *, closing: bool | Bool[ndarray, "..."]) -> Float[ndarray, "..."]:
    """Put moments into the middle of their date, with which they are shown.

    Args:
        days: The moments.
        closing: Whether a whole number is the closing of a date, as of an event, or its opening, as of a payment.
    """
    return np.where(closing, np.ceil(days - WHOLE) - 0.5, np.floor(days + WHOLE) + 0.5)


def _joined_line(name: str, first: Account, then: Account) -> Line:
    found = [next((line for line in each.lines if line.name == name), None) for each in (first, then)]
    sort = next(line.sort for line in found if line is not None)
    parts = [
        np.zeros((1, each.opens.shape[1]))
        if line is None
        else np.broadcast_to(line.amounts, (len(line.amounts), each.opens.shape[1]))
        for each, line in zip((first, then), found, strict=True)
    ]
    return Line(name, _beside(parts), sort)


def _beside(parts: Sequence[Float[ndarray, "_ _"]]) -> Float[ndarray, "_ _"]:
    """Put columns beside columns; one row stands for all."""
    rows = max(len(part) for part in parts)
    return np.concatenate([np.broadcast_to(part, (rows, part.shape[1])) for part in parts], axis=1)
