"""Finds packages of one worth between the steps of a range: one term is set so that all the others bring just that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.offering.ground import lines_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.offering.ground import Ground
    from dealwright.lang.spans import Span

MOST = 40
"""Packages that are written at most, and beside them the best of each value of each path."""
OF_EACH = 1


@dataclass(frozen=True, slots=True, eq=False)
class Tuned:
    """Packages of which one term is set so that they bring one party about the same.

    Args:
        choices: What each package sets; its value of the tuned term is replaced.
        path: The term that is set.
        span: What lies between its steps.
        where: Where it is set in each package.
        slope: By how much what the package brings rises with it, there.
    """

    choices: list[dict[str, str]]
    path: str
    span: Span
    where: Float[ndarray, " package"]
    slope: Float[ndarray, " package"]

    @property
    def packages(self) -> list[dict[str, str]]:
        """The packages, the term written as finely as a contract would say it."""
        places = [self.span.nearest(float(each)) for each in self.where]
        return [{**c, self.path: self.span.text(place)} for c, place in zip(self.choices, places, strict=True)]

    def corrected(self, over: Float[ndarray, " package"]) -> Tuned:
        """Set the term anew, where packages turned out to bring more than they should.

        Args:
            over: By how much each brings more, money.
        """
        written = np.array([self.span.nearest(float(each)) for each in self.where])
        return replace(self, where=np.clip(written - over / self.slope, self.span.steps[0], self.span.steps[-1]))


def tuned_packages(ground: Ground, place: int, level: float) -> Tuned | None:
    """List packages that bring one party about the same, one term of each set between two steps of its range.

    The term is the one that moves that party most of those with values between their steps. Between two steps worth is
    taken as linear; what a package brings then is left to be valued.

    Args:
        ground: All packages.
        place: The party's place at the table.
        level: What they are to bring it at central beliefs, money.

    Returns:
        The packages, what is best for the others first; none where no term has room between its steps.
    """
    worlds = ground.grid.worlds[0].plan.worlds
    spans = {path: span for path, span in ground.loaded.spans().items() if path not in worlds}
    if not spans:
        return None
    places = ground.grid.places()
    lines = {path: lines_of(places, path, len(ground.grid.values[path])) for path in spans}
    path = max(spans, key=lambda each: float(np.mean(np.ptp(ground.gains[place][lines[each]], axis=1))))
    return _along(ground, place, level, (path, spans[path]), lines[path], places)


def _along(
    ground: Ground,
    place: int,
    level: float,
    tuned: tuple[str, Span],
    lines: Int[ndarray, "line value"],
    places: Mapping[str, Int[ndarray, " package"]],
) -> Tuned | None:
    """Set one path of every choice of the others so that it brings a level."""
    path, span = tuned
    over = ground.gains[place][lines] - level
    crosses = (over[:, :-1] * over[:, 1:] <= 0.0) & (over[:, :-1] != over[:, 1:])
    rows = np.flatnonzero(crosses.any(axis=1))
    low = crosses[rows].argmax(axis=1)
    before, after = over[rows, low], over[rows, low + 1]
    part = before / (before - after)
    ends = lines[rows, low], lines[rows, low + 1]
    theirs = np.delete(ground.gains, place, axis=0).sum(axis=0)
    worth = (1.0 - part) * theirs[ends[0]] + part * theirs[ends[1]]
    chosen = _chosen(worth, {other: row[ends[0]] for other, row in places.items() if other != path})
    if not chosen:
        return None
    steps = np.array(span.steps)
    width = steps[low + 1] - steps[low]
    packages = [ground.grid.package(int(ends[0][each])) for each in chosen]
    where, slope = steps[low] + part * width, (after - before) / width
    return Tuned(packages, path, span, where[chosen], slope[chosen])


def _chosen(worth: Float[ndarray, " line"], values: Mapping[str, Int[ndarray, " line"]]) -> list[int]:
    """Choose the lines best for the others, and the best of each value of each path."""
    order = np.argsort(-worth, kind="stable")
    kept = dict.fromkeys(order[:MOST].tolist())
    for row in values.values():
        for value in np.unique(row):
            kept.update(dict.fromkeys(order[row[order] == value][:OF_EACH].tolist()))
    return list(kept)
