"""Finds each bargaining solution anew in every case that nobody can rule out: solutions as distributions."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.bargaining import agree
from dealwright.bargain.beliefs.found import Gained, Named, OverBeliefs, Probability
from dealwright.bargain.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.beliefs.cases import Cases
    from dealwright.bargain.result import Bargain, Solution
    from dealwright.bargain.table import Rules

SHOWN = 5
"""Packages that are shown of those that a solution names."""
MOST = 2**20
"""Most packages in all cases together among which solutions are found; of more, scramblings are passed over."""


def solutions_over_beliefs(
    cases: Cases,
    found: Bargain,
    numbers: Sequence[int],
    describe: Callable[[int], Mapping[str, str]],
    rules: Rules,
    draws: int,
) -> dict[str, OverBeliefs]:
    """Find the solutions anew in every case, among the packages that were valued in it.

    Args:
        cases: The cases, draw by draw, the scramblings of each together.
        found: The bargain at central beliefs.
        numbers: The packages' numbers.
        describe: What a package sets, by its number.
        rules: What the parties may agree on.
        draws: Draws of what the parties know.

    Returns:
        Each solution as a distribution, by name.
    """
    many, packages = cases.gains.shape[:2]
    taken = range(0, many, max(1, many // draws) if many * packages > MOST else 1)
    agreed = [_solutions(cases, case, found.between, rules) for case in taken]
    names = dict.fromkeys(name for each in agreed for name in each)
    told = {}
    for name in names:
        rows = [(case, each[name]) for case, each in zip(taken, agreed, strict=True) if name in each]
        chance = Probability.of(len(rows) / len(agreed), draws, many // draws)
        told[name] = _told(rows, found.between, chance, many // draws)
    return {
        name: OverBeliefs(each.agreement, each.gains, _named(each.packages, numbers, describe), each.others)
        for name, each in told.items()
    }


def _solutions(cases: Cases, case: int, parties: Sequence[str], rules: Rules) -> Mapping[str, Solution]:
    nothing = np.zeros(len(parties))
    names = {f"{party}.risk_tolerance": party for party in rules.risk_tolerance}
    own = {names[name]: float(values[case]) for name, values in cases.values.items() if name in names}
    rules = replace(rules, risk_tolerance={**rules.risk_tolerance, **own})
    table = Table(tuple(parties), cases.gains[case].T, nothing, cases.needed[case], rules, lambda _: {})
    return agree(table).solutions


def _told(
    rows: Sequence[tuple[int, Solution]], parties: Sequence[str], agreement: Probability, each: int
) -> OverBeliefs:
    """Put together what a solution brings over the cases in which there is one."""
    gains = np.array([[solution.surplus[party] for party in parties] for _, solution in rows])
    draw = np.array([case // each for case, _ in rows])
    counted = Counter(solution.number for _, solution in rows).most_common()
    packages = tuple(Named({}, number, count / len(rows)) for number, count in counted[:SHOWN])
    told = {party: _gained(gains[:, place], draw) for place, party in enumerate(parties)}
    return OverBeliefs(agreement, told, packages, len(counted) - len(packages))


def _gained(gains: Float[ndarray, " case"], draw: ndarray) -> Gained:
    """Summarise gains; those of one draw of beliefs in several scramblings count as one for the error."""
    low, high = np.quantile(gains, [0.05, 0.95], method="inverted_cdf").tolist()
    means = np.array([gains[draw == each].mean() for each in np.unique(draw)])
    error = float(means.std(ddof=1) / np.sqrt(len(means))) if len(means) > 1 else 0.0
    return Gained(float(gains.mean()), error, low, high)


def _named(
    packages: Sequence[Named], numbers: Sequence[int], describe: Callable[[int], Mapping[str, str]]
) -> tuple[Named, ...]:
    return tuple(Named(describe(numbers[each.number]), numbers[each.number], each.share) for each in packages)
