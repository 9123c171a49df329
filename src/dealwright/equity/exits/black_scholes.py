"""Price European calls and puts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from dealwright.equity.exits.claims import Number


def black_scholes(
    spot: Number,
    strike: Number,
    years: float,
    volatility: float,
    rate: float,
    *,
    dividend: float = 0.0,
    kind: Literal["call", "put"] = "call",
) -> Number:
    """Return the worth of a European option.

    Args:
        spot: Worth of what it is on, in money.
        strike: Exercise price, in money; a call at infinity is worth nothing.
        years: Until exercise.
        volatility: Of the logarithm, a year.
        rate: Risk-free, a year, continuously compounded.
        dividend: Yield of what it is on, a year, continuously compounded.
        kind: A call or a put.

    Returns:
        Money. With no time or no volatility left, what it pays for certain, discounted.

    Source:
        Haug, The Complete Guide to Option Pricing Formulas, 1998, section 1.1.2 (Merton 1973).

    Example:
        >>> round(float(black_scholes(60.0, 65.0, 0.25, 0.3, 0.08)), 4)
        2.1334
    """
    from scipy.special import ndtr  # heavy; only the option pricing method needs it

    now, later = np.asarray(spot * np.exp(-dividend * years)), np.asarray(strike * np.exp(-rate * years))
    spread = volatility * np.sqrt(years)
    certain = (now <= 0.0) | (later <= 0.0) | ~np.isfinite(later) | (spread <= 0.0)
    moneyness = np.where(certain, 0.0, np.log(np.where(certain, 1.0, now) / np.where(certain, 1.0, later)))
    first = moneyness / spread + spread / 2 if spread > 0.0 else moneyness
    sign = 1.0 if kind == "call" else -1.0
    paid = np.where(np.isfinite(later), later, 0.0)  # what is not certain alone counts below
    uncertain = sign * (now * ndtr(sign * first) - paid * ndtr(sign * (first - spread)))
    found = np.where(certain, np.maximum(0.0, sign * (now - later)), uncertain)
    return found if found.ndim else float(found)
