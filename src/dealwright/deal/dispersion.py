"""Says how far a driver's level spreads: the moments of its law, in arithmetic that numbers and arrays share."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dealwright.deal.driver import Fading, GeometricBrownian, Growth, GrowthRate, MeanReverting

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealwright.deal.driver import Driver
    from dealwright.deal.expression import Expression

Amount = Any
"""A number or an array of numbers: the formulas are the same."""

NEVER = math.inf
"""The half-life of what does not fade."""
SHORTEST = 1e-6
"""The shortest half-life that is told apart from none, in years."""
LOSS = -1.0 + 1e-12
"""The worst effective yearly rate: everything is lost but a trace."""
_PIECE = 0.25
_LARGEST = 700.0
# Abscissas and weights of the eight-point Gauss-Legendre rule on [0, 1]: exact for polynomials of degree 15.
_NODES = tuple(
    (0.5 + sign * node / 2, weight / 2)
    for node, weight in (
        (0.1834346424956498, 0.3626837833783620),
        (0.5255324099163290, 0.3137066458778873),
        (0.7966664774136267, 0.2223810344533745),
        (0.9602898564975363, 0.1012285362903763),
    )
    for sign in (-1, 1)
)


@dataclass(frozen=True, slots=True)
class Volatility:
    """A volatility per square root of a year that fades.

    Args:
        now: Its value at time zero.
        long_run: What it fades to.
        half_life: Years in which the distance halves; `NEVER` where it does not fade.
    """

    now: Amount
    long_run: Amount = 0.0
    half_life: Amount = NEVER


@dataclass(frozen=True, slots=True)
class GrowthLaw:
    """The law of a level R whose growth mu moves.

    d ln R = (mu - sigma^2/2) dt + sigma dW,  d mu = kappa (mu_bar - mu) dt + eta dZ.

    Args:
        now: mu at time zero, the logarithm of one plus the effective yearly growth.
        long_run: mu_bar.
        half_life: ln 2 / kappa, in years.
        volatility: sigma.
        spread: eta at time zero, per square root of a year.
        spread_half_life: Years in which its distance from what it fades to halves.
        correlation: Of dW and dZ, from -1 to 1.
        spread_long_run: What eta fades to.

    Source:
        Schwartz and Moon, Rational pricing of internet companies, Financial Analysts Journal 56(3), 2000, 62-75,
        doi:10.2469/faj.v56.n3.2362, equations 1 to 6, under the real-world measure.
    """

    now: Amount
    long_run: Amount
    half_life: Amount
    volatility: Volatility
    spread: Amount = 0.0
    spread_half_life: Amount = NEVER
    correlation: Amount = 0.0
    spread_long_run: Amount = 0.0

    @property
    def fades_out(self) -> bool:
        """Say whether eta fades to nothing."""
        return isinstance(self.spread_long_run, float) and self.spread_long_run == 0.0


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The operations that numbers and arrays of numbers do not share.

    Args:
        left: From a half-life and years: what is left of a distance, exp(-kappa h).
        lag: From a half-life and years: the integral of that, (1 - exp(-kappa h)) / kappa.
        log_growth: From an effective yearly rate g: mu = ln(1 + g).
        half_life: From declared years: the same, but none so short that a step could not be computed.
    """

    left: Callable[[Amount, Amount], Amount]
    lag: Callable[[Amount, Amount], Amount]
    log_growth: Callable[[Amount], Amount]
    half_life: Callable[[Amount], Amount]


def _lag(half_life: float, years: float) -> float:
    speed = math.log(2.0) / half_life
    return -math.expm1(-speed * years) / speed if speed > 0 else years


NUMBERS = Arithmetic(
    left=lambda half_life, years: math.exp2(-years / half_life),
    lag=_lag,
    log_growth=lambda rate: math.log1p(max(rate, LOSS)),
    half_life=lambda years: max(years, SHORTEST),
)
"""The arithmetic of single numbers."""


@dataclass(frozen=True, slots=True)
class Integrals:
    """What the half-lives of a law make of a step, whatever its volatilities.

    With t the time since the step's start, u the time left to its end, g and f what is then left of eta's and sigma's
    distance, k = exp(-kappa u) and b = (1 - exp(-kappa u)) / kappa, these are the integrals over the step of

    Args:
        years: 1.
        keep: Not an integral: k at the start.
        lag: k.
        growth: g^2 k^2.
        both: g^2 k b.
        both_long: g k.
        both_now: g k f.
        level: g^2 b^2.
        level_long: g b.
        level_now: g b f.
        fading: f.
        faded: f^2.
        mixed: The same with the root of g in place of g, where eta does not fade to nothing.
        lasting: The same with 1 in place of g, likewise.
    """

    years: Amount
    keep: Amount
    lag: Amount
    growth: Amount = 0.0
    both: Amount = 0.0
    both_long: Amount = 0.0
    both_now: Amount = 0.0
    level: Amount = 0.0
    level_long: Amount = 0.0
    level_now: Amount = 0.0
    fading: Amount = 0.0
    faded: Amount = 0.0
    mixed: Integrals | None = None
    lasting: Integrals | None = None


def integrals(law: GrowthLaw, years: Amount, use: Arithmetic = NUMBERS, pieces: int = 1) -> Integrals:
    """Return the integrals of a law's half-lives over a step.

    They are sums of exponentials; eight Gauss-Legendre points a piece give them to rounding, without the cancellation
    that their antiderivatives suffer at small kappa.

    Args:
        law: The law; only its half-lives count.
        years: Length of the step.
        use: The arithmetic of what the law is made of.
        pieces: Into how many pieces the step is cut; `pieces(years)` is plenty.
    """
    if not law.fades_out:
        fading = replace(law, spread_long_run=0.0)
        own, mixed, lasting = (
            integrals(replace(fading, spread_half_life=half_life), years, use, pieces)
            for half_life in (law.spread_half_life, 2.0 * law.spread_half_life, NEVER)
        )
        return replace(own, mixed=mixed, lasting=lasting)
    sums: list[Amount] = [0.0] * 9
    for piece in range(pieces):
        for node, weight in _NODES:
            part = (piece + node) / pieces
            rest, width = years * (1.0 - part), years * (weight / pieces)
            g, f = use.left(law.spread_half_life, years * part), use.left(law.volatility.half_life, years * part)
            gk, gb = g * use.left(law.half_life, rest), g * use.lag(law.half_life, rest)
            terms = (gk * gk, gk * gb, gk, gk * f, gb * gb, gb, gb * f, f, f * f)
            sums = [total + width * term for total, term in zip(sums, terms, strict=True)]
    return Integrals(years, use.left(law.half_life, years), use.lag(law.half_life, years), *sums)


@dataclass(frozen=True, slots=True)
class Moments:
    """What a step adds to growth and to the logarithm of the level: jointly normal, given the state at its start.

    Args:
        keep: Factor on the growth's distance from its long run, exp(-kappa h).
        lag: Integral of that factor over the step, in years.
        growth: Variance of the growth.
        both: Covariance of the growth and the logarithm of the level.
        level: Variance of the logarithm of the level.
        drag: Half the integral of the squared volatility, which the logarithm loses.
    """

    keep: Amount
    lag: Amount
    growth: Amount
    both: Amount
    level: Amount
    drag: Amount


def moments(law: GrowthLaw, start: Amount, step: Integrals, use: Arithmetic = NUMBERS) -> Moments:
    """Return the exact moments over a step.

    The variances and the covariance are the integrals over the step of (eta k)^2, eta k (eta b + rho sigma) and
    (eta b)^2 + 2 rho eta b sigma + sigma^2, with k and b as in `Integrals`.

    Args:
        law: The law.
        start: Years from time zero to the step's start.
        step: The integrals of its half-lives over the step.
        use: The arithmetic of what the law is made of.
    """
    distance = (law.spread - law.spread_long_run) * use.left(law.spread_half_life, start)
    long_run = law.volatility.long_run
    now = (law.volatility.now - long_run) * use.left(law.volatility.half_life, start)
    variance = long_run * long_run * step.years + 2.0 * long_run * now * step.fading + now * now * step.faded
    # eta is what fades and what lasts: its square is made of three parts, eta itself of two.
    squared: list[tuple[Amount, Integrals]] = [(distance * distance, step)]
    plain: list[tuple[Amount, Integrals]] = [(distance, step)]
    if step.mixed is not None and step.lasting is not None:
        rest = law.spread_long_run
        squared += [(2.0 * distance * rest, step.mixed), (rest * rest, step.lasting)]
        plain += [(rest, step.lasting)]
    growth = sum(part * each.growth for part, each in squared)
    both = sum(part * (long_run * each.both_long + now * each.both_now) for part, each in plain)
    both = sum(part * each.both for part, each in squared) + law.correlation * both
    level = sum(part * (long_run * each.level_long + now * each.level_now) for part, each in plain)
    level = sum(part * each.level for part, each in squared) + 2.0 * law.correlation * level
    return Moments(step.keep, step.lag, growth, both, level + variance, variance / 2.0)


def pieces(years: float) -> int:
    """Return into how many pieces to cut a step of some years."""
    return max(1, math.ceil(years / _PIECE - 1e-3))


def growth_law(
    driver: Growth, number: Callable[[Expression], Amount], correlation: Amount = 0.0, use: Arithmetic = NUMBERS
) -> GrowthLaw:
    """Read the law of a growth driver.

    Args:
        driver: The driver as declared.
        number: How to evaluate a key that does not move in time: rates as fractions, durations in years.
        correlation: Of its level's shock and its growth's.
        use: The arithmetic of what `number` returns.

    Returns:
        The law. A plain `growth: 12%` keeps that rate. The growth's volatility fades to nothing, with the half-life of
        the level's volatility unless it has its own; where the level's does not fade either, it stays. With keys of its
        own it fades to its own long run.
    """
    volatility = _volatility(driver.volatility, number, use)
    declared = driver.growth
    if not isinstance(declared, GrowthRate):
        rate = use.log_growth(number(declared))
        return GrowthLaw(rate, rate, NEVER, volatility)
    now, long_run = use.log_growth(number(declared.now)), use.log_growth(number(declared.long_run))
    half_life, own = use.half_life(number(declared.half_life)), declared.volatility_half_life
    given = declared.volatility
    if isinstance(given, Fading):
        own_law = _volatility(given, number, use)
        return GrowthLaw(
            now, long_run, half_life, volatility, own_law.now, own_law.half_life, correlation, own_law.long_run
        )
    spread = 0.0 if given is None else number(given)
    fades = volatility.half_life if own is None else use.half_life(number(own))
    return GrowthLaw(now, long_run, half_life, volatility, spread, fades, correlation)


def mean_over_median(
    driver: Driver, years: float, number: Callable[[Expression], float], correlation: float = 0.0
) -> float:
    """Return the mean of a driver's level over its median, some years ahead: how far a few futures carry the mean.

    Args:
        driver: Any driver; those that no shock moves give 1.
        years: How far ahead, 0 or more.
        number: How to evaluate a key that does not move in time.
        correlation: Of the level's shock and the growth's, for a growth driver.

    Returns:
        exp(v / 2) with v the variance of the logarithm of the level; a ceiling is not counted.
    """
    if years <= 0:
        return 1.0
    if isinstance(driver, Growth):
        law = growth_law(driver, number, correlation)
        variance = moments(law, 0.0, integrals(law, years, pieces=pieces(years))).level
    elif isinstance(driver, GeometricBrownian):
        variance = number(driver.volatility) ** 2 * years
    elif isinstance(driver, MeanReverting):
        half_life = NUMBERS.half_life(number(driver.half_life))
        variance = number(driver.volatility) ** 2 * NUMBERS.lag(half_life / 2.0, years)
    else:
        return 1.0
    return math.exp(min(variance / 2.0, _LARGEST))


def _volatility(declared: Fading | Expression, number: Callable[[Expression], Amount], use: Arithmetic) -> Volatility:
    if not isinstance(declared, Fading):
        value = number(declared)
        return Volatility(value, value)
    return Volatility(number(declared.now), number(declared.long_run), use.half_life(number(declared.half_life)))
