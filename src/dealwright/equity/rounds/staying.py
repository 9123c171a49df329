"""Say which convertibles a round leaves outstanding, what is owed on them, and why they stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dealwright.equity.accrual import interest

if TYPE_CHECKING:
    import datetime as dt

    from dealwright.equity.exact import Exact
    from dealwright.equity.rounds.priced import PricedRound


@dataclass(frozen=True, slots=True)
class Staying:
    """A convertible that a round does not convert.

    Attributes:
        convertible: Its name.
        holder: Stakeholder.
        amount: What was paid for it: the principal.
        interest: What it has earned by the day of the round.
        maturity: Day on which it falls due, if any.
        overdue: Whether that day has passed.
        reason: `too_little_money`: the round brings less than its `qualified_financing`; `not_named`: the round names
            what converts, and not this.
        needs: The new money in which it would convert by itself, for the first reason.
    """

    convertible: str
    holder: str
    amount: Exact
    interest: Exact
    maturity: dt.date | None
    overdue: bool
    reason: Literal["too_little_money", "not_named"]
    needs: Exact | None

    @property
    def owed(self) -> Exact:
        """Return what is owed on it, in money."""
        return self.amount + self.interest


def staying(priced: PricedRound) -> tuple[Staying, ...]:
    """Return the convertibles that stay outstanding.

    Args:
        priced: The round.

    Returns:
        One for each, in the order in which they were issued.
    """
    day, named = priced.round.on, priced.round.converts is not None
    converted = {each.convertible for each in priced.conversions}
    return tuple(
        Staying(
            convertible=held.id,
            holder=held.holder,
            amount=held.amount,
            interest=interest(held, day),
            maturity=held.maturity,
            overdue=held.maturity is not None and held.maturity < day,
            reason="not_named" if named else "too_little_money",
            needs=None if named else held.qualified_financing,
        )
        for name, held in priced.before.convertibles.items()
        if name not in converted
    )
