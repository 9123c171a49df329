"""What a deal's books are worth to a party: every figure of one row of the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import measures
from dealwright.engine.lines import Rates, lines, whole
from dealwright.engine.result import Estimate, PartyWorth
from dealwright.engine.tails import unbounded_losses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.books import Books


ROUNDING = 1e-9
"""Part of two present values of the same path by which they may differ and still be the same."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a party is like.

    Args:
        discount: Its effective yearly discount rate.
        risk_tolerance: Howard's corporate risk tolerance in money, or `None` for one that does not mind risk.
    """

    discount: float
    risk_tolerance: float | None


@dataclass(frozen=True, slots=True)
class Samples:
    """A party's present values on every path.

    Args:
        risk_free: At the risk-free rate; (path,) money.
        by_line: At the rates of the mean at discount, line by line; each (path,).
    """

    risk_free: Float[ndarray, " path"]
    by_line: Mapping[str, Float[ndarray, " path"]]

    @property
    def at_discount(self) -> Float[ndarray, " path"]:
        """Return the sum of the lines."""
        return sum(self.by_line.values(), np.zeros(len(self.risk_free)))


def samples(books: Books, party: str, traits: Traits, risk_free: float) -> Samples:
    """Discount a deal's books for a party, at the risk-free rate and at its own.

    Args:
        books: The deal on its futures.
        party: The party.
        traits: What it is like.
        risk_free: Effective yearly rate.

    Returns:
        Present values on every path.
    """
    total = whole(books, party, Rates(risk_free, own_rates=False))
    by_line = lines(books, party, Rates(traits.discount, own_rates=True))
    return Samples(total, by_line)


def worth(
    books: Books,
    party: str,
    traits: Traits,
    found: Samples,
    *,
    replicates: int,
    no_deal: Float[ndarray, " path"] | None = None,
) -> PartyWorth:
    """Put together every figure of a party's worth.

    Args:
        books: The deal on its futures.
        party: The party.
        traits: What it is like.
        found: Its present values.
        replicates: Number of independent scramblings of the futures.
        no_deal: Its present values at the risk-free rate if talks fail, on the same paths.

    Returns:
        The figures; amounts in plain units of the currency.
    """
    sample = found.risk_free
    percentiles = np.percentile(sample, [5, 25, 50, 75, 95])
    return PartyWorth(
        mean=measures.mean(found.at_discount, replicates),
        mean_at_risk_free=measures.mean(sample, replicates),
        p5=float(percentiles[0]),
        p25=float(percentiles[1]),
        p50=float(percentiles[2]),
        p75=float(percentiles[3]),
        p95=float(percentiles[4]),
        cvar5=measures.shortfall(sample, 0.05),
        probability_of_loss=float(np.mean(sample < 0)),
        probability_worse_than_no_deal=None if no_deal is None else _chance_of_less(sample, no_deal),
        certainty_equivalent=measures.certainty_equivalent(sample, traits.risk_tolerance, replicates),
        by_term={name: float(np.mean(line)) for name, line in found.by_line.items()},
        by_term_error={name: measures.mean(line, replicates).standard_error for name, line in found.by_line.items()},
        sample=sample,
        warnings=tuple(_warnings(books, party, traits, sample)),
    )  # fmt: skip


def _chance_of_less(sample: Float[ndarray, " path"], other: Float[ndarray, " path"]) -> float:
    """Say on what share of the paths one sample is below another by more than rounding."""
    return float(np.mean(sample < other - ROUNDING * (np.abs(sample) + np.abs(other))))


def _warnings(books: Books, party: str, traits: Traits, sample: Float[ndarray, " path"]) -> list[str]:
    """Say where a certainty equivalent should not be trusted."""
    if traits.risk_tolerance is None:
        return []
    mean, worst = _money(float(np.mean(sample))), _money(measures.shortfall(sample, 0.05))
    instead = f"read the mean at the risk-free rate, {mean}, and the mean of the worst 5 %, {worst}, instead"
    out = []
    unbounded = unbounded_losses(books, party, sample)
    if unbounded:
        out.append(
            f"heavy exponent tail: losses through {' and '.join(unbounded)} have no bound, so the certainty equivalent "
            f"is infinite in principle and what is shown rests on the sample; {instead}"
        )
    if measures.rests_on_few(sample, traits.risk_tolerance):
        paths = measures.effective_paths(sample, traits.risk_tolerance)
        out.append(
            f"the certainty equivalent rests on few paths (effectively {paths:,.0f} of {len(sample):,}): the risk "
            f"tolerance is small beside the spread; {instead}"
        )
    return out


def _money(amount: float) -> str:
    for size, suffix in ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(amount) >= size:
            return f"{amount / size:.3g}{suffix}"
    return f"{amount:.3g}"


def same(first: Estimate, second: Estimate) -> bool:
    """Tell whether two estimates differ by no more than two standard errors of their difference."""
    return abs(first.value - second.value) <= 2.0 * float(np.hypot(first.standard_error, second.standard_error))
