"""What may happen and can be seen by both sides: an event up to a date, or a driver over a level on a day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.driver import Event, GeometricBrownian, Growth, MeanReverting
from dealwright.ground.unit import Unit
from dealwright.lang.literal import read_literal
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.scenario import Scene
    from dealwright.lang.load import Loaded
    from dealwright.world.futures import Futures

YEARS = 3
"""Years from `as_of` after which a driver is looked at, at the end of the year, where nobody says when."""
_EVENT = re.compile(r"\s*(?P<name>\w+)\s+by\s+(?P<day>\d{4}-\d{2}-\d{2})\s*")
_OVER = re.compile(r"\s*(?P<name>\w+)\s*>\s*(?P<level>.+?)\s+(?:at|on)\s+(?P<day>\d{4}-\d{2}-\d{2})\s*")


class NoOccasionError(ValueError):
    """There is nothing like it to bet on."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that has happened by the close of a day, or has not.

    Args:
        name: The event or driver.
        day: The day at whose close it is known.
        over: The level over which the driver is then, in plain units; none for an event.
        said: The level as it is written.
    """

    name: str
    day: dt.date
    over: float | None = None
    said: str = ""

    def happens(self, scene: Scene, known: Mapping[str, float]) -> Bool[ndarray, " path"]:
        """Tell on which paths of a scene it happens.

        Args:
            scene: The deal as somebody sees it, on its futures.
            known: What is known of the facts.
        """
        found = np.zeros(scene.draws.paths, dtype=bool)
        for mask, loaded, facts in scene.readings(known):
            here = self._in(simulate(loaded.sound, scene.draws, facts=facts))
            found |= here if mask is None else here & mask
        return found

    def _in(self, futures: Futures) -> Bool[ndarray, " path"]:
        close = futures.grid.closing(self.day)
        if self.over is None:
            return np.broadcast_to(np.asarray(futures.event(self.name) < close), (futures.paths,))
        return np.broadcast_to(_level(futures, self.name, close) > self.over, (futures.paths,))


def _level(futures: Futures, name: str, day: float) -> Float[ndarray, " path"]:
    return futures.at(name, np.full(futures.paths, day))


def usual_occasions(scene: Scene, known: Mapping[str, float]) -> list[Occasion]:
    """List what a deal's parties could bet on: its events, and each driver that chance moves over its median.

    Args:
        scene: The deal as the file has it, on its futures.
        known: What is known of the facts.
    """
    deal = scene.loaded.sound
    _, loaded, facts = next(scene.readings(known))
    futures = simulate(loaded.sound, scene.draws, facts=facts)
    as_of, horizon = deal.dates
    later = min(dt.date(as_of.year + YEARS, 12, 31), horizon)
    found = []
    for name, driver in deal.drivers.items():
        if isinstance(driver, Event):
            found.append(Occasion(name, _by(driver, futures, later, deal)))
        elif isinstance(driver, Growth | MeanReverting | GeometricBrownian):
            median = float(f"{np.median(_level(futures, name, futures.grid.closing(later))):.2g}")
            found.append(Occasion(name, later, median, _written(median, name, loaded)))
    return found


def _by(event: Event, futures: Futures, later: dt.date, deal: Deal) -> dt.date:
    """Return the day of an event's chance, or a usual one."""
    if event.chance is None or not hasattr(event.chance, "by"):
        return later
    number = futures.number(event.chance.by)
    return min(futures.grid.date(float(number)), deal.dates[1]) if np.ndim(number) == 0 else later


def _written(level: float, name: str, loaded: Loaded) -> str:
    """Write a level with its unit."""
    unit = None if loaded.draft is None else loaded.draft.units.get(name)
    for size, word in ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(level) >= size:
            return f"{level / size:g}{word} {unit or ''}".strip()
    return f"{level:g} {unit or ''}".strip() if unit is not None and unit != Unit.NONE else f"{level:g}"


def read_occasion(words: str, loaded: Loaded) -> Occasion:
    """Read what is bet on: `ipo by 2028-12-31`, or `revenue > 30bn USD/year at 2028-12-31`.

    Args:
        words: What was typed.
        loaded: The deal.

    Raises:
        NoOccasionError: If it is neither, or the deal has no such event or driver.
    """
    deal, event, over = loaded.sound, _EVENT.fullmatch(words), _OVER.fullmatch(words)
    found = event or over
    if found is None:
        message = f"'{words}' is nothing to bet on: write EVENT by DATE, or DRIVER > LEVEL at DATE"
        raise NoOccasionError(message)
    name, day = found["name"], _day(found["day"], words)
    if not deal.dates[0] < day <= deal.dates[1]:
        message = f"'{words}': {day} lies outside the deal, which goes from {deal.dates[0]} to {deal.dates[1]}"
        raise NoOccasionError(message)
    events = [key for key, driver in deal.drivers.items() if isinstance(driver, Event)]
    levels = [key for key in deal.drivers if key not in events]
    if event is not None:
        if name not in events:
            message = f"there is no event `{name}`; there are {', '.join(events) or 'none'}"
            raise NoOccasionError(message)
        return Occasion(name, day)
    if name not in levels:
        message = f"there is no driver `{name}` with a level; there are {', '.join(levels) or 'none'}"
        raise NoOccasionError(message)
    literal = read_literal(found["level"], loaded.currency)
    wanted = None if loaded.draft is None else loaded.draft.units.get(name)
    if literal is None or not isinstance(literal.value, int | float) or (wanted is not None and literal.unit != wanted):
        message = f"'{found['level']}' is no level of `{name}`, which is measured in {wanted or 'plain numbers'}"
        raise NoOccasionError(message)
    return Occasion(name, day, float(literal.value), found["level"].strip())


def _day(text: str, words: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as reason:
        message = f"'{words}': {text} is no day"
        raise NoOccasionError(message) from reason
