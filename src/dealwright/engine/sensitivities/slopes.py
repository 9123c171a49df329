"""Makes slopes of differences: how fast a party's worth moves, with its error, and whether both sides agree."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import measures
from dealwright.engine.belief_states import error_of_strata
from dealwright.engine.result import Estimate
from dealwright.engine.scenario import independent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.sensitivities.figures import Figures
    from dealwright.engine.sensitivities.ground import Ground

    Weighted = Sequence[tuple[float, Figures]]
    """Forms of a deal with the weight of each in a difference."""

KINK = 0.1
"""Part of a slope by which both sides must differ to be told apart from what bends."""
ROUNDING = 1e-13
"""Part of what is subtracted from each other that may be nothing but rounding."""
SPARSE = 0.5
"""Part of the paths under which those that move are told apart from the others."""
ERRORS = 4.0
"""So many standard errors make a difference that is not luck."""


@dataclass(frozen=True, slots=True)
class Slopes:
    """How one party's worth moves with a number, by plain unit of it.

    Args:
        by_part: Both slopes in each scrambling of the futures, up to a constant; of plain draws on each path.
        certainty_equivalent: Slope of what the party would take for sure.
        mean: Slope of its expected present value.
    """

    by_part: Float[ndarray, "2 part"]
    certainty_equivalent: Estimate
    mean: Estimate

    def told(self, size: float) -> Slopes:
        """Return the slopes by another unit of the number, of so many plain units."""
        told = (Estimate(size * each.value, abs(size) * each.standard_error) for each in self.both)
        return Slopes(size * self.by_part, *told)

    def unlike(self, near: Slopes) -> Slopes:
        """Return the slopes of a wider move, with half of what sets them apart from the near ones in their errors."""
        pairs = zip(self.both, near.both, strict=True)
        told = (Estimate(each.value, hypot(each.standard_error, (each.value - one.value) / 2)) for each, one in pairs)
        return Slopes(self.by_part, *told)

    @property
    def both(self) -> tuple[Estimate, Estimate]:
        """Return both slopes."""
        return self.certainty_equivalent, self.mean


def central(up: Figures, down: Figures, width: float) -> Weighted:
    """Weigh the forms on both sides of a number, so far apart, into the slope there."""
    return ((1.0 / width, up), (-1.0 / width, down))


def one_sided(base: Figures, near: Figures, far: Figures, by: float) -> Weighted:
    """Weigh three forms, the far one moved twice as far as the near one, into the slope at the first.

    Source: the second-order one-sided difference, (-3 f(x) + 4 f(x + h) - f(x + 2h)) / 2h.
    """
    return ((-1.5 / by, base), (2.0 / by, near), (-0.5 / by, far))


def slopes(weighted: Weighted, parts: int, scale: float = 0.0) -> Slopes:
    """Make slopes of forms of a deal.

    Args:
        weighted: The forms on the same futures, each with its weight.
        parts: Number of independent scramblings; 1 for plain draws.
        scale: The largest worth of any party, of which rounding is a part.

    Returns:
        The weighted sums, with errors taken path by path.
    """
    mean = sum(weight * each.mean for weight, each in weighted)
    drawn = sum((weight * each.discounted for weight, each in weighted), np.zeros(1))
    equivalent = sum(weight * each.certainty_equivalent for weight, each in weighted)
    gross = sum(abs(weight) * (scale + abs(each.mean) + (each.tolerance or 0.0)) for weight, each in weighted)
    shifted = float(np.hypot(_error_of_states(weighted), _error_of_shifts(weighted, gross)))
    utility = sum((weight * each.parts for weight, each in weighted), np.zeros(1))
    error = float(np.hypot(_error(utility, parts, gross), shifted))
    found = (equivalent, error), (mean, _error(drawn, parts, gross))
    told = (Estimate(*(each if abs(each) > ROUNDING * gross else 0.0 for each in both)) for both in found)
    return Slopes(_by_part((utility, drawn), parts), *told)


def weighed(figures: Figures, weights: Float[ndarray, " path"], ground: Ground) -> Slopes:
    """Make slopes of the deal as it is, of weights by which a number makes futures likelier.

    Args:
        figures: What the deal is worth to a party.
        weights: How much likelier each path becomes, by plain unit of the number.
        ground: The futures.
    """
    parts, unsure = independent(ground.draws), weights - np.mean(weights)
    found = [(sample - np.mean(sample)) * unsure for sample in (figures.parts, figures.discounted)]
    told = (Estimate(float(np.mean(each)), _error(each, parts, 0.0)) for each in found)
    return Slopes(_by_part(found, parts), *told)


def _by_part(samples: Sequence[Float[ndarray, " path"]], parts: int) -> Float[ndarray, "2 part"]:
    """Average samples over each scrambling; plain draws stay as they are."""
    both = np.stack(samples)
    return both if parts == 1 else both.reshape(len(both), parts, -1).mean(axis=2)


def _error(sample: Float[ndarray, " path"], parts: int, gross: float) -> float:
    """Return the error of a mean of differences: no less than what one path of each scrambling moves.

    Of a leap each scrambling may hold the same number of paths, which does not say that it is the right one. Where few
    paths leap, they are what one path moves; else that is the spread of all.
    """
    error, deviation = measures.mean(sample, parts).standard_error, float(np.std(sample))
    if parts == 1 or deviation <= np.sqrt(len(sample)) * ROUNDING * gross:
        return error
    leaping = sample[np.abs(sample) > ROUNDING * gross]
    if len(leaping) < SPARSE * len(sample):
        deviation = float(np.sqrt(np.mean(np.square(leaping))))
    return max(_rough(parts) * error, float(deviation * np.sqrt(parts) / len(sample)))


def _rough(parts: int) -> float:
    """Return by how much an error is widened since few scramblings tell their spread only roughly.

    Twice the error so widened holds the truth as often as twice a known standard error: 95 times in 100.

    Source: Student's t at the level of two standard errors over two, by the expansion of Fisher and Cornish, The
        Percentile Points of Distributions Having Known Cumulants, Technometrics 2(2), 1960.
    """
    z, freedom = 2.0, parts - 1
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return (z + first / freedom + second / freedom**2 + third / freedom**3) / z


def _error_of_shifts(weighted: Weighted, gross: float) -> float:
    """Return the error of a slope from the fewer paths on which what a party knows is taken otherwise."""
    drawn = [(weight, each.states) for weight, each in weighted if each.states is not None]
    drift = [weight * states.drift for weight, states in drawn if states.drift is not None]
    return _error(sum(drift, np.zeros(1)), drawn[0][1].parts, gross) if drift else 0.0


def _error_of_states(weighted: Weighted) -> float:
    """Return the error of what a slope has from states of belief that are drawn."""
    drawn = [(weight, each.states) for weight, each in weighted if each.states is not None]
    levels = next((each.levels for _, each in drawn if each.levels is not None), None)
    if levels is None:
        return 0.0
    return error_of_strata(sum((weight * (each.chances @ each.shifts) for weight, each in drawn), np.zeros(1)), levels)


def bends(up: Figures, base: Figures, down: Figures) -> bool:
    """Tell whether worth moves otherwise on both sides of a number, by more than what bends; perhaps by luck.

    Args:
        up: The figures above the number.
        base: Those at it.
        down: Those as far below it.
    """
    pairs = ((each.certainty_equivalent, each.mean) for each in (up, base, down))
    rounding = ROUNDING * (abs(base.mean) + (base.tolerance or 0.0))
    for above, here, below in zip(*pairs, strict=True):
        if abs(above - 2 * here + below) > max(KINK * max(abs(above - here), abs(here - below)), rounding):
            return True
    return False


def differ(above: Slopes, below: Slopes, apart: Slopes) -> bool:
    """Tell whether the slopes on both sides of a number differ by more than luck and a bend.

    Args:
        above: The slopes upwards.
        below: The slopes downwards.
        apart: Their differences, with errors taken path by path.
    """
    for up, down, gap in zip(above.both, below.both, apart.both, strict=True):
        size = max(abs(up.value), abs(down.value))
        if abs(gap.value) > max(ERRORS * gap.standard_error, KINK * size):
            return True
    return False
