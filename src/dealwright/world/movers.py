"""Says by which rule each declared driver moves, and what its shocks are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.deal.correlation import Shock
from dealwright.deal.dispersion import growth_law
from dealwright.deal.driver import GeometricBrownian, Growth, MeanReverting
from dealwright.world import processes
from dealwright.world.clock import year_times
from dealwright.world.rule import Part
from dealwright.world.shocks import correlation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.dispersion import GrowthLaw
    from dealwright.deal.expression import Expression
    from dealwright.world.futures import Futures
    from dealwright.world.rule import Rule

    Number = float | Float[ndarray, " path"]


@dataclass(frozen=True, slots=True)
class Mover:
    """How a driver moves.

    Args:
        rule: Returns by which rule, on some of the paths.
        parts: What its shocks are made of, in the order of their slots.
        ceiling: What its level does not pass; none where there is none.
    """

    rule: Callable[[slice], Rule]
    parts: tuple[Part, ...]
    ceiling: Number | None = None

    @property
    def grows(self) -> bool:
        """Say whether chance moves its growth."""
        return any(part.growth for part in self.parts)


def mover(name: str, futures: Futures) -> tuple[Mover, Number]:
    """Return how a driver moves that chance moves, and the continuous yearly growth by which it is extended backwards.

    Args:
        name: The driver: growth, mean_reverting or gbm.
        futures: What it depends on.
    """
    driver = futures.deal.drivers[name]
    if isinstance(driver, Growth):
        return _growth(name, driver, futures)
    if isinstance(driver, MeanReverting):
        declared = (driver.start, driver.long_run, driver.half_life, driver.volatility)
        return _by_one_shock(name, processes.mean_reverting, declared, futures), 0.0
    if isinstance(driver, GeometricBrownian):
        moving = _by_one_shock(name, processes.gbm, (driver.start, driver.growth, driver.volatility), futures)
        return moving, processes.ARRAYS.log_growth(futures.number(driver.growth))
    message = f"chance does not move {name}"
    raise TypeError(message)


def _by_one_shock(name: str, process: Callable[..., Rule], declared: Sequence[Expression], futures: Futures) -> Mover:
    numbers, times = [futures.number(each) for each in declared], year_times(futures.grid)
    parts = [Part(str(shock), slot, weight, 0.0) for shock, slot, weight in futures.loadings(Shock(name))]
    return Mover(lambda some: process(*(processes.cut(number, some) for number in numbers), times), tuple(parts))


def _growth(name: str, driver: Growth, futures: Futures) -> tuple[Mover, Number]:
    level, growth = Shock(name), Shock(name, of_growth=True)
    law = growth_law(driver, futures.number, correlation(level, growth, futures), processes.ARRAYS)
    start, times = _start(driver, law, futures), year_times(futures.grid)
    still = np.all(law.spread == 0) and np.all(law.spread_long_run == 0)
    parts = _parts(futures.loadings(level), () if still else futures.loadings(growth))
    ceiling = None if driver.ceiling is None else futures.number(driver.ceiling)

    def rule(some: slice) -> Rule:
        return processes.growth(processes.cut(start, some), processes.on_paths(law, some), times)

    return Mover(rule, parts, ceiling), law.now


def _parts(
    onto_level: Sequence[tuple[Shock, int, float]], onto_growth: Sequence[tuple[Shock, int, float]]
) -> tuple[Part, ...]:
    """Bring together what two shocks are made of, in the order of slots."""
    slots = {shock: slot for shock, slot, _ in (*onto_level, *onto_growth)}
    level, growth = ({shock: weight for shock, _, weight in onto} for onto in (onto_level, onto_growth))
    return tuple(
        Part(str(shock), slots[shock], level.get(shock, 0.0), growth.get(shock, 0.0))
        for shock in sorted(slots, key=lambda shock: slots[shock])
    )


def _start(driver: Growth, law: GrowthLaw, futures: Futures) -> Any:  # noqa: ANN401 - one number, or one per path
    """Return the level at `as_of`: as declared, or so that a calendar year is expected to sum to its total."""
    if driver.start is not None:
        return futures.number(driver.start)
    year, total = next(iter((driver.total or {}).items()))
    return futures.number(total) / processes.expected_year(law, futures.grid, int(year))
