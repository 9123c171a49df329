"""Hold the room between the steps of the ranges: places along each axis, the packages there, and their exact gains."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.refining.model import model_around
from dealwright.bargain.refining.valued import in_units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.refining.model import Model
    from dealwright.bargain.refining.valued import Valued
    from dealwright.lang.spans import Span

    Place = Float[ndarray, " axis"]
    Package = Mapping[str, str]

FEW_AXES = 3
"""Most axes of which two places are written up and two down."""
MOST_CORNERS = 6
"""Most axes of which a place is written both up and down, in every combination; of more, each to the nearest."""
SPREAD, MOST_ALONG, FEWEST = 400, 17, 3
"""Most packages spread over the axes, most along one of them, and the fewest that tell more than the ends."""
AT_ONE = 1e-6
"""Part of the finest step by which a place may miss one that can be written and still be it: the next are no tries."""


@dataclass(frozen=True, slots=True)
class Room:
    """All packages that share their choices and differ along the axes.

    Args:
        choices: A value of each negotiable path, in the order of the file; those of the axes are replaced.
        axes: The paths with room between their steps, and what lies there.
        valued: What packages are worth.
        unit: The money that gains are counted in.
    """

    choices: Package
    axes: Mapping[str, Span]
    valued: Valued
    unit: float
    _models: dict[tuple[float, ...], Model | None] = field(default_factory=dict, init=False)

    def place(self, package: Package) -> Place:
        """Return where a package of this room stands: 0 at the low end of each axis, 1 at the high end."""
        return np.array([self._along(span, span.place(package[path])) for path, span in self.axes.items()])

    def package(self, place: Place) -> dict[str, str]:
        """Write the package nearest to a place."""
        found = dict(self.choices)
        for (path, span), part in zip(self.axes.items(), place.tolist(), strict=True):
            found[path] = span.text(span.nearest(self._back(span, part)))
        return found

    def written(self, place: Place) -> Place:
        """Return the nearest place that can be written."""
        return self.place(self.package(place))

    def around(self, place: Place) -> Float[ndarray, "axis try"]:
        """Return the places that can be written next to a place: each axis up and down, or to the nearest if many.

        Of few axes two on either side: where the gains of several sides must be level, the nearest are not the best.
        """
        if len(place) > MOST_CORNERS:
            return self.written(place)[:, None]
        half = self.finest * (0.5 - AT_ONE)
        sides = (-1, 1, -3, 3) if len(place) <= FEW_AXES else (-1, 1)
        ends = [self.written(np.clip(place + side * half, 0.0, 1.0)) for side in sides]
        both = [dict.fromkeys(pair) for pair in zip(*(end.tolist() for end in ends), strict=True)]
        return np.array(list(product(*both))).T

    def gain(self, place: Place) -> Float[ndarray, " party"] | None:
        """Return the gains over no deal of the package at a place, in units of the money at stake."""
        worth = self.valued.worth(self.package(place))
        return None if worth is None else in_units(worth - self.valued.held, self.unit)

    def about(self, place: Place) -> Float[ndarray, " party"] | None:
        """Return the same, good enough for a model: of the grid's packages as the grid has it."""
        worth = self.valued.about(self.package(place))
        return None if worth is None else in_units(worth - self.valued.held, self.unit)

    def lattice(self) -> list[Place]:
        """Spread places evenly over all axes, where they are more than the steps; else none."""
        along = min(MOST_ALONG, int(SPREAD ** (1 / len(self.axes)) + AT_ONE))
        steps = np.prod([len(span.steps) for span in self.axes.values()])
        if along < FEWEST or along ** len(self.axes) <= steps:
            return []
        return [np.array(each) for each in product(np.linspace(0.0, 1.0, along), repeat=len(self.axes))]

    @property
    def finest(self) -> Float[ndarray, " axis"]:
        """Return how far neighbouring places that can be written lie apart along each axis."""
        return np.array([float(span.unit) / (span.steps[-1] - span.steps[0]) for span in self.axes.values()])

    def steps(self, place: Place) -> Float[ndarray, " axis"]:
        """Return the width of the range's own steps at a place."""
        widths = []
        for span, part in zip(self.axes.values(), place.tolist(), strict=True):
            marks = np.array([self._along(span, step) for step in span.steps])
            after = int(np.clip(np.searchsorted(marks, part), 1, len(marks) - 1))
            widths.append(float(marks[after] - marks[after - 1]))
        return np.array(widths)

    def nearest_steps(self, place: Place) -> list[float]:
        """Return the nearest step of the range along each axis."""
        spans = zip(self.axes.values(), place.tolist(), strict=True)
        return [
            min((self._along(span, step) for step in span.steps), key=lambda at: abs(at - part)) for span, part in spans
        ]

    def model(self, place: Place, reach: Float[ndarray, " axis"], before: Model | None = None) -> Model | None:
        """Model the gains around a package, no farther than a reach along each axis.

        Args:
            place: The package.
            reach: The reach.
            before: A model of greater reach near by (see `model_around`).
        """
        key = (*place.tolist(), *reach.tolist())
        if key not in self._models:
            ends = np.array([np.maximum(place - reach, 0.0), np.minimum(place + reach, 1.0)])
            nodes = [self._nodes(place, axis, ends[:, axis]) for axis in range(len(place))]
            self._models[key] = model_around(self.gain, self.about, place, nodes, ends, before)
        return self._models[key]

    def _nodes(self, place: Place, axis: int, ends: Float[ndarray, " end"]) -> tuple[float, ...]:
        """Choose two other places along an axis: one on each side, or half way and all the way to the one end."""
        low, high = ends.tolist()
        here = float(place[axis])
        gap = float(self.finest[axis]) / 2
        if here - low < gap or high - here < gap:
            far = high if high - here >= here - low else low
            wanted = [(here + far) / 2, far]
        else:
            wanted = [low, high]
        found = dict.fromkeys(self._one(place, axis, each) for each in wanted)
        return tuple(each for each in found if abs(each - here) > gap)

    def _one(self, place: Place, axis: int, to: float) -> float:
        moved = place.copy()
        moved[axis] = to
        return float(self.written(moved)[axis])

    @staticmethod
    def _along(span: Span, step: float) -> float:
        return (step - span.steps[0]) / (span.steps[-1] - span.steps[0])

    @staticmethod
    def _back(span: Span, part: float) -> float:
        return span.steps[0] + part * (span.steps[-1] - span.steps[0])
