"""An axis whose marks are written out, with room for names beyond its upper end."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.show.charts.layers import position

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.show.charts.picture import Spec


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis with its marks.

    Attributes:
        low: lower end.
        high: upper end.
        ticks: marked values with what is written at each.
        title: what it counts, with its unit.
        logarithmic: whether equal lengths are equal ratios.
    """

    low: float
    high: float
    ticks: Mapping[float, str]
    title: str
    logarithmic: bool = False

    def part(self, value: float) -> float:
        """Return how far along the axis a value stands, from 0 to 1."""
        low, high, at = (math.log(each) if self.logarithmic else each for each in (self.low, self.high, value))
        return (at - low) / (high - low)

    def value(self, part: float) -> float:
        """Return the value that stands so far along the axis, from 0 to 1."""
        ratio = self.high / self.low if self.logarithmic else 0.0
        return self.low * ratio**part if self.logarithmic else self.low + part * (self.high - self.low)

    def channel(self, field: str, *, stretched: float = 1.0) -> Spec:
        """Return the position channel, its upper end moved out to leave room for names."""
        high = self.low * (self.high / self.low) ** stretched if self.logarithmic else 0.0
        high = high or self.low + (self.high - self.low) * stretched
        words = json.dumps(list(self.ticks.values()), ensure_ascii=False)
        label = f"{words}[indexof({json.dumps(list(self.ticks))}, datum.value)]" if self.ticks else "''"
        axis = {
            "title": self.title,
            "values": list(self.ticks),
            "labelExpr": label,
            "labelFlush": False,
            "tickCount": len(self.ticks),
        }
        return position(field, (self.low, high), axis, logarithmic=self.logarithmic)
