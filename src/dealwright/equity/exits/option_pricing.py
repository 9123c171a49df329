"""Value claims by the option pricing method: each stretch between two breakpoints is a call spread on the equity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.exits.black_scholes import black_scholes
from dealwright.equity.exits.breakpoints import breakpoints

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.equity.exits.breakpoints import Breakpoint
    from dealwright.equity.exits.claims import Claim, Stack

_WIDEST = 1e12
"""How many times its first guess an equity may be before a price counts as out of reach."""


@dataclass(frozen=True, slots=True)
class Market:
    """What moves the equity until the exit.

    Attributes:
        volatility: Of the equity, a year, as a fraction.
        years: Until the exit.
        rate: Risk-free, a year, continuously compounded.
    """

    volatility: float
    years: float
    rate: float


@dataclass(frozen=True, slots=True)
class OptionPrices:
    """What claims are worth by the option pricing method.

    Attributes:
        equity: Worth of all claims together, in money.
        points: The breakpoints.
        stretches: Worth of the equity between each breakpoint and the next, the last one without an end.
        by_claim: Worth of each claim, and of what an heir takes above a return cap, named as in `Breakpoint.shares`;
            with `nobody` they sum to the equity.
        per_share: Worth of each claim per share, right or unit of its security.
        nobody: Worth of what nobody has a claim to.
    """

    equity: float
    points: tuple[Breakpoint, ...]
    stretches: tuple[float, ...]
    by_claim: Mapping[str, float]
    per_share: Mapping[str, float]
    nobody: float


@dataclass(frozen=True, slots=True)
class Backsolved:
    """The worth of all equity at which one security is worth its price.

    Attributes:
        equity: Implied worth of all claims, in money.
        post_money: The headline: the price of an as-converted share times all of them.
        prices: What every claim is then worth.
    """

    equity: float
    post_money: float
    prices: OptionPrices

    @property
    def overstated(self) -> float:
        """Return by what part of the implied equity the headline is above it."""
        return self.post_money / self.equity - 1.0


def option_prices(stack: Stack, equity: float, market: Market) -> OptionPrices:
    """Return what each claim is worth.

    Args:
        stack: What an exit pays, in single numbers; what is paid ahead of the claims is not counted.
        equity: Worth today of all claims together, in money.
        market: Volatility, years and rate.

    Returns:
        The worth of each stretch and of each claim.

    Source:
        AICPA, Valuation of Privately-Held-Company Equity Securities Issued as Compensation, 2013, chapter 6 (option
        pricing method); Black and Scholes, Journal of Political Economy 81(3), 1973.
    """
    return _priced(stack, breakpoints(stack), equity, market)


def backsolve(
    stack: Stack, security: str, price: float, market: Market, *, fully_diluted: float | None = None
) -> Backsolved | None:
    """Return the worth of all equity at which a security is worth its price.

    Args:
        stack: What an exit pays, in single numbers, the security's own claims among them.
        security: Name of a class (or of a claim).
        price: Money per share, such as the price of a round.
        market: Volatility, years and rate.
        fully_diluted: As-converted shares that the headline counts; None: those of all claims.

    Returns:
        The implied equity beside the headline; None where no equity makes the security worth as much.

    Raises:
        KeyError: If there is no such security with a share.

    Source:
        AICPA 2013, chapter 6 (backsolve); on headlines, Gornall and Strebulaev, Journal of Financial Economics 135(1),
        2020.
    """
    from scipy.optimize import brentq  # heavy; only the option pricing method needs it

    own = [claim for claim in stack.claims if security in (claim.name, claim.security) and count_of(claim) > 0]
    if not own:
        raise KeyError(security)
    points, counted = breakpoints(stack), sum(count_of(claim) for claim in own)

    def above(equity: float) -> float:
        by_claim = _priced(stack, points, equity, market).by_claim
        return sum(by_claim[claim.name] for claim in own) - price * counted

    first = price * sum(float(claim.shares) for claim in stack.claims) or price * counted
    most = first
    while above(most) < 0.0:
        most *= 2.0
        if most > first * _WIDEST:
            return None
    equity = float(brentq(above, 0.0, most, xtol=1e-12 * first, rtol=1e-14))
    converted = sum(float(claim.shares) for claim in own) / counted
    counted_shares = sum(float(claim.shares) for claim in stack.claims if claim.counted)
    shares = counted_shares if fully_diluted is None else fully_diluted
    return Backsolved(equity, price / converted * shares if converted else 0.0, _priced(stack, points, equity, market))


def count_of(claim: Claim) -> float:
    """Return how many shares, rights or units of its security a claim is."""
    return float(claim.shares if claim.count is None else claim.count)


def _priced(stack: Stack, points: tuple[Breakpoint, ...], equity: float, market: Market) -> OptionPrices:
    calls = _calls(points, equity, market)
    stretches = calls - np.append(calls[1:], 0.0)
    by_claim = {claim.name: 0.0 for claim in stack.claims}
    for point, stretch in zip(points, stretches.tolist(), strict=True):
        for name, part in point.shares.items():
            by_claim[name] = by_claim.get(name, 0.0) + part * stretch
    nobody = sum(stretch for point, stretch in zip(points, stretches.tolist(), strict=True) if not point.shares)
    counts = {claim.name: count_of(claim) for claim in stack.claims}
    per_share = {name: by_claim[name] / count for name, count in counts.items() if count > 0}
    return OptionPrices(equity, points, tuple(stretches.tolist()), by_claim, per_share, float(nobody))


def _calls(points: Sequence[Breakpoint], equity: float, market: Market) -> Float[ndarray, " point"]:
    """Return the worth of a call on the equity at each breakpoint."""
    strikes = np.array([point.equity for point in points])
    return np.asarray(black_scholes(equity, strikes, market.years, market.volatility, market.rate))
