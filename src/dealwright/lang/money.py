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
        currency: Code of the currency of money that names none.
        prices: Whether rates are nominal or real.
        inflation: Effective yearly rate by which money of the day loses worth; None if the file does not say it.
    """

    currency: str
    prices: Prices = "nominal"
    inflation: Expression | None = None
