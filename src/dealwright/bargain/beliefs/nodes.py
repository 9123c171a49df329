"""Choose the few states in which a deal is valued, and say how any other state is read off them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, product
from math import comb, prod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

MOST_STATES = 96
"""Most states in which a deal is valued anew."""
NODES = (7, 5, 3)
"""Values of a quantity without end at which a deal is valued, as many as the states allow."""
PROOFS = np.array([0.618, 1.236, 1.854])
"""Where what is read off others is proved: parts of the way along the first quantity, multiples of it for others."""

NEAR = 1e-14
"""A value is a node from here on, in quarters of the way from the first node to the last."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The values of one quantity at which a deal is valued.

    Args:
        name: The quantity.
        nodes: Its values, rising.
        central: Its value at central beliefs.
        discrete: Whether it has no others.
    """

    name: str
    nodes: tuple[float, ...]
    central: float
    discrete: bool

    def weights(self, values: Float[ndarray, " case"]) -> Float[ndarray, "case node"]:
        """Return how much each node counts at some values: one alone, or the nodes' polynomial, cut off at its ends."""
        nodes = np.array(self.nodes)
        if self.discrete:
            away = np.abs(values[:, None] - nodes)
            return np.asarray((away == away.min(axis=1, keepdims=True)) * 1.0)
        return barycentric(nodes, np.clip(values, nodes[0], nodes[-1]))

    def between(self, parts: Float[ndarray, " part"]) -> list[float]:
        """Return values at parts of the way between its ends, or those of its nodes that are nearest to that."""
        if self.discrete:
            return [self.nodes[int(part * len(self.nodes))] for part in parts]
        return [self.nodes[0] + float(part) * (self.nodes[-1] - self.nodes[0]) for part in parts]


def barycentric(nodes: Float[ndarray, " node"], values: Float[ndarray, " case"]) -> Float[ndarray, "case node"]:
    """Return the weights of the polynomial through some nodes.

    Args:
        nodes: Where it is known, all different.
        values: Where it is asked for.

    Returns:
        Weights that sum to one over the nodes.

    Source: Berrut and Trefethen, Barycentric Lagrange interpolation, SIAM Review 46(3), 2004, second form.
    """
    width = np.ptp(nodes) / 4.0 or 1.0  # four units wide: the products neither vanish nor overflow
    slopes = 1.0 / np.prod((nodes[:, None] - nodes) / width + np.eye(len(nodes)), axis=1)
    distance = (values[:, None] - nodes) / width
    exact = np.abs(distance) < NEAR
    found = slopes / np.where(exact, 1.0, distance)
    found = np.where(exact.any(axis=1)[:, None], exact * 1.0, found)
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def chebyshev(low: float, high: float, count: int) -> Float[ndarray, " node"]:
    """Return points between two ends, both among them, through which a polynomial follows a smooth curve."""
    middle, half = (low + high) / 2.0, (high - low) / 2.0
    found = middle - half * np.cos(np.pi * np.arange(count) / (count - 1))
    found[0], found[-1] = low, high
    return np.asarray(found)


@dataclass(frozen=True, slots=True)
class States:
    """The states in which a deal is valued, for one who knows several quantities.

    With all of them together where these make few enough states; else by pairs, or one by one, the others at their
    central values, and added up: what three of them do only together is then left out.

    Args:
        axes: The quantities.
        order: How many of them are moved together.
        points: Of each state the value of each quantity.
    """

    axes: tuple[Axis, ...]
    order: int
    points: tuple[tuple[float, ...], ...]

    @staticmethod
    def of(
        quantities: Sequence[tuple[str, Sequence[float], float, tuple[float, float]]], most: int = MOST_STATES
    ) -> States:
        """Choose the states.

        Args:
            quantities: Of each its name, its values if they are few, its central value and its ends.
            most: How many states at most, unless the quantities moved one by one make more.
        """
        tried = [(order, count) for order in (len(quantities), 2, 1) for count in NODES]
        plans = [States(tuple(_axis(*each, count) for each in quantities), order, ()) for order, count in tried]
        chosen = next((plan for plan in plans if plan.count <= most), plans[-1])
        chosen = replace(chosen, order=min(chosen.order, len(quantities)))
        points = dict.fromkeys(point for some in chosen.subsets for point in chosen.points_of(some))
        return replace(chosen, points=tuple(points))

    @property
    def proofs(self) -> list[tuple[float, ...]]:
        """List states in which what is read off the others can be proved: none where they are all there is."""
        if self.order == len(self.axes) and all(axis.discrete for axis in self.axes):
            return []
        levels = (PROOFS * np.arange(1, len(self.axes) + 1)[:, None] + 0.5) % 1.0
        columns = [axis.between(level) for axis, level in zip(self.axes, levels, strict=True)]
        return list(zip(*columns, strict=True))

    @property
    def count(self) -> int:
        """Count the states, those that are met twice twice."""
        return sum(prod(len(self.axes[place].nodes) for place in chosen) for chosen in self.subsets)

    @property
    def subsets(self) -> list[tuple[int, ...]]:
        """List the sets of quantities that are moved together, the others at their central values."""
        places = range(len(self.axes))
        return [chosen for size in range(self.order + 1) for chosen in combinations(places, size) if self.counts(size)]

    def counts(self, size: int) -> int:
        """Return how often what a set of so many quantities does counts in the sum.

        Source: Kuo, Sloan, Wasilkowski and Wozniakowski, On decompositions of multivariate functions, Mathematics of
        Computation 79, 2010, the anchored decomposition cut at an order.
        """
        others, left = len(self.axes) - size, self.order - size
        return (-1) ** left * comb(others - 1, left) if others else 1

    def points_of(self, chosen: Sequence[int]) -> list[tuple[float, ...]]:
        """List the states of a set, its last quantity moving fastest."""
        nodes = [axis.nodes if place in chosen else (axis.central,) for place, axis in enumerate(self.axes)]
        return list(product(*nodes))

    def weights(self, values: Mapping[str, Float[ndarray, " case"]], cases: int) -> Float[ndarray, "case state"]:
        """Return how much each state counts in each case.

        Args:
            values: Value of each quantity by case; central where it is not named.
            cases: Number of cases.
        """
        by_axis = [axis.weights(values.get(axis.name, np.full(cases, axis.central))) for axis in self.axes]
        return self.joined(by_axis, cases)

    def joined(self, by_axis: Sequence[Float[ndarray, "case _"]], cases: int) -> Float[ndarray, "case state"]:
        """Return how much each state counts, from how much each node of each quantity does.

        Args:
            by_axis: Weights of the nodes of each quantity, in their order, by case.
            cases: Number of cases.
        """
        number = {point: place for place, point in enumerate(self.points)}
        found = np.zeros((cases, len(self.points)))
        for chosen in self.subsets:
            share = np.full((cases, 1), float(self.counts(len(chosen))))
            for place in chosen:
                share = (share[:, :, None] * by_axis[place][:, None, :]).reshape(cases, -1)
            found[:, [number[point] for point in self.points_of(chosen)]] += share
        return found


def _axis(name: str, choices: Sequence[float], central: float, ends: tuple[float, float], count: int) -> Axis:
    if choices:
        return Axis(name, tuple(choices), central, discrete=True)
    if not ends[0] < ends[1]:
        return Axis(name, (central,), central, discrete=True)
    return Axis(name, tuple(chebyshev(*ends, count).tolist()), central, discrete=False)
