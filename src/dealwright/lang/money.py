"""Say in what money a file counts: its currency, and whether its prices are those of the day or of `as_of`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dealwright.deal.expression import Expression

Prices = Literal["nominal", "real"]
"""Whether amounts and rates are of the money of the day, or of the money of `as_of`."""


@dataclass(frozen=True, slots=True)
class Money:
    """The money of a file, or of a part of it.

    Args:
        currency: Code of the currency of money that names none; `USD real` in a term whose amounts are of `as_of` where
            the file counts in money of the day, `USD nominal` the other way round.
        prices: Whether the file counts in nominal prices or in real ones.
        inflation: Effective yearly rate by which money of the day loses worth; None if the file does not say it.
    """

    currency: str
    prices: Prices = "nominal"
    inflation: Expression | None = None

    @property
    def amounts(self) -> Prices:
        """Return whether amounts are nominal or real: as the file counts, but in a term that says otherwise."""
        _, _, said = self.currency.partition(" ")
        return self.prices if not said else "real" if said == "real" else "nominal"


def bare_code(currency: str) -> str:
    """Return the code of a currency, whatever the prices.

    Example:
        >>> bare_code("USD real")
        'USD'
    """
    return currency.partition(" ")[0]


def repriced(base: str, prices: Prices) -> str | None:
    """Return the base unit of what is money of a base unit, carried to the prices of another time.

    Args:
        base: Code of a currency, perhaps with the prices that it has in a term.
        prices: The prices that it should have.

    Returns:
        The base unit; none where it has these prices already.

    Example:
        >>> repriced("USD", "real"), repriced("USD nominal", "real"), repriced("USD real", "real")
        ('USD real', 'USD', None)
    """
    code, _, said = base.partition(" ")
    if said == prices:
        return None
    return code if said else f"{code} {prices}"
