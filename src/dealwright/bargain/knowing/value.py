"""What it would be worth to a party to know something before it decides, as the regression on its futures tells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.knowing.brought import Brought, taken
from dealwright.bargain.knowing.functions import scores
from dealwright.bargain.knowing.outcomes import varying
from dealwright.bargain.knowing.readings import Readings, cells_of, means_in
from dealwright.engine.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.knowing.deciding import Decider
    from dealwright.bargain.knowing.functions import Shape
    from dealwright.bargain.knowing.outcomes import Outcomes
    from dealwright.engine.result import Json

TIE = 1e-12
"""Mean burdens that differ by less, as a part of them, are alike."""
STEEPEST = 2.0
"""The most by which the logarithm of a burden is taken to rise with a normal score."""
RARE = 0.002
"""A stretch that is less likely is not told apart."""
SURE = 2.0
"""Standard errors by which a value must exceed nothing to be told from it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What is chosen over a stretch of what an unknown may be.

    Attributes:
        form: Place of the form that is chosen.
        start: Level of probability at which the stretch begins; readings divide all levels in their order.
        end: Where it ends.
        chance: How likely it is.
        below: The number at which it ends, as the file would write it; of a reading what it is called; empty where
            there is no end.
    """

    form: int
    start: float
    end: float
    chance: float
    below: str = ""

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "form": self.form,
            "start": self.start,
            "end": self.end,
            "chance": self.chance,
            "below": self.below,
        }


@dataclass(frozen=True, slots=True)
class Knowing:
    """What knowing something before deciding is worth to a party.

    Attributes:
        value: The value in currency for sure, at least zero: the rule of decision is fitted on some futures and
            evaluated on others, which understates it a little.
        at_most: The same, fitted and evaluated on the same futures, which overstates it; where no decision changes,
            what it could be for all that noise allows, which is nothing where no other choice comes near.
        changes: How often the party would decide otherwise than without knowing, 0 to 1.
        turns: What it would choose where, in the state of what it knows already in which that matters most.
        changes_nothing: Whether no decision changes, whatever comes out: the value is exactly zero.
        by_fold: The value on each fold of the futures by itself.
    """

    value: Estimate
    at_most: float
    changes: float
    turns: tuple[Turn, ...] = ()
    changes_nothing: bool = False
    by_fold: tuple[float, ...] = ()

    @property
    def told(self) -> bool:
        """Tell whether the value is more than its error explains."""
        return not self.changes_nothing and self.value.value > SURE * self.value.standard_error

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "value": self.value.to_json(),
            "at_most": self.at_most,
            "changes": self.changes,
            "changes_nothing": self.changes_nothing,
            "told": self.told,
            "turns": [each.to_json() for each in self.turns],
        }


NOTHING = Knowing(Estimate(0.0, 0.0), 0.0, 0.0, changes_nothing=True)
"""Of what moves nothing that the party decides on, or of what it knows."""


def value_of_knowing(outcomes: Outcomes, decider: Decider, name: str) -> Knowing:
    """Estimate what it is worth to a party to know one thing before it decides.

    Mean burdens (expected exponential utility with its sign changed, or minus the mean) are fitted as functions of the
    unknown; knowing it, the party takes the form with the least. The rule is fitted on all folds but one and evaluated
    by the fit of that one, so that noise does not flatter it.

    Args:
        outcomes: What each form comes to on the futures.
        decider: The party.
        name: The unknown, which the party does not know.

    Returns:
        The value, by which the party's certainty equivalent rises.

    Source: Strong, Oakley and Brennan, Estimating multiparameter partial expected value of perfect information from a
        probabilistic sensitivity analysis sample: a nonparametric regression approach, Medical Decision Making 34(3),
        2014, doi:10.1177/0272989X13505910; with exponential utility in place of its mean, design 4.8.
    """
    if not outcomes.moves(name, decider.forms, decider.place):
        return NOTHING
    shape = outcomes.shapes[name]
    by = burdens_by(outcomes, decider, name)
    expected = by.on_points(decider, shape)
    usual = by_state(decider.burdens(outcomes.values), outcomes, decider)
    brought = Brought(outcomes, decider, name, expected, usual.reshape(expected.shape[:-1]))
    found = _knowing(brought, by if isinstance(by, Readings) else None)
    if found.changes_nothing and found.at_most > 0:
        return replace(found, at_most=min(found.at_most, _hindsight(outcomes, decider)))
    return found


def _hindsight(outcomes: Outcomes, decider: Decider) -> float:
    """Return what it would be worth to see the future itself before deciding, over which no knowledge can be worth."""
    burdens = decider.burdens(outcomes.values)
    least = burdens.reshape(decider.tastes, len(decider.forms), -1).min(axis=1)
    means, best = (by_state(each, outcomes, decider).mean(axis=0) for each in (burdens, least))
    usual = means.reshape(decider.tastes, len(decider.forms), -1).min(axis=1)
    return float(np.mean(decider.money(best - usual, usual) @ decider.knowledge.chances))


def burdens_by(outcomes: Outcomes, decider: Decider, name: str) -> Fit | Readings:
    """Tell how mean burdens move with one unknown: reading by reading, or as functions of a number are fitted.

    Args:
        outcomes: The futures.
        decider: The party.
        name: The unknown.
    """
    return (Readings if name in outcomes.read else Fit).of(outcomes, decider, name)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """How mean burdens move with one unknown, in each state of what a party knows.

    Where burdens are exponential they bend like one in the unknown's normal score z: exp(b z), b = E[z u] / E[u], is
    taken off first, and what is left is nearly even.

    Args:
        slopes: Coefficients of the functions of the unknown and of their products with what is known, by fold.
        usual: What is left of mean burdens in each state, by fold.
        bend: b of each outcome; none where burdens are no exponentials of a number.
    """

    slopes: Float[ndarray, "fold outcome product"]
    usual: Float[ndarray, "fold outcome state"]
    bend: Float[ndarray, " outcome"] | None

    @staticmethod
    def of(outcomes: Outcomes, decider: Decider, name: str) -> Fit:
        """Fit the burdens of a party's choices to one unknown."""
        bend = _bend(outcomes, decider, name)

        def left(
            values: Float[ndarray, "form party any"], level: Float[ndarray, " any"]
        ) -> Float[ndarray, "outcome any"]:
            burdens = decider.burdens(values)
            return burdens if bend is None else np.asarray(burdens * np.exp(-bend[:, None] * scores(level)))

        slopes = outcomes.slopes(name, left, decider.knowledge)
        usual = by_state(left(outcomes.values, outcomes.levels[name]), outcomes, decider)
        return Fit(slopes, usual, bend)

    def on_points(self, decider: Decider, shape: Shape) -> Float[ndarray, "fold taste form state point"]:
        """Return mean burdens at each point of the unknown, by fold, in each state of what the party knows."""
        terms = decider.knowledge.terms
        parts = self.slopes.reshape(*self.slopes.shape[:2], terms.shape[1], -1)
        moves = np.einsum("foqb,sq,gb->fosg", parts, terms, shape.on_points, optimize=True)
        found = (self.usual[..., None] + moves) * self._back(shape.points)[None, :, None, :]
        return np.asarray(found.reshape(len(found), decider.tastes, -1, *found.shape[2:]))

    def on_paths(
        self, fold: int, levels: Float[ndarray, " path"], state: Int[ndarray, " path"], decider: Decider, shape: Shape
    ) -> Float[ndarray, "outcome path"]:
        """Return mean burdens on some paths, as all folds but one tell them."""
        folds = len(self.slopes)
        slopes, usual = ((each.sum(axis=0) - each[fold]) / (folds - 1) for each in (self.slopes, self.usual))
        basis = varying(shape.at(levels), decider.knowledge.terms[state])
        return np.asarray((usual[:, state] + slopes @ basis.T) * self._back(levels))

    def _back(self, levels: Float[ndarray, " any"]) -> Float[ndarray, "outcome any"]:
        """Return what was taken off."""
        if self.bend is None:
            return np.ones((self.slopes.shape[1], len(levels)))
        return np.asarray(np.exp(self.bend[:, None] * scores(levels)))


def _bend(outcomes: Outcomes, decider: Decider, name: str) -> Float[ndarray, " outcome"] | None:
    """Return how steeply burdens rise with the normal score of a number; none where they are no exponentials."""
    shape = outcomes.shapes[name]
    if decider.tolerances is None or shape.weights:
        return None
    slopes = outcomes.slopes(name, lambda values, _level: decider.burdens(values)).mean(axis=0)
    rise = slopes @ (shape.on_points.T * shape.chances) @ scores(shape.points)
    return np.asarray(np.clip(rise / decider.burdens(outcomes.values).mean(axis=1), -STEEPEST, STEEPEST))


def by_state(
    burdens: Float[ndarray, "outcome path"], outcomes: Outcomes, decider: Decider
) -> Float[ndarray, "fold outcome state"]:
    """Return mean burdens by fold in each state of what a party knows.

    Args:
        burdens: Burdens on all paths.
        outcomes: The futures.
        decider: The party.
    """
    knowledge, folds = decider.knowledge, outcomes.folds
    state, states = knowledge.state(outcomes.levels, burdens.shape[-1]), len(knowledge.chances)
    return means_in(burdens, cells_of(state, states, folds), states, folds)


def _knowing(brought: Brought, readings: Readings | None) -> Knowing:
    """Compare deciding by what comes out with deciding without knowing it."""
    expected, decider, shape = brought.expected, brought.decider, brought.outcomes.shapes[brought.name]
    nearest = shape.nearest(brought.outcomes.draws.paths)
    folds, chances, likely = len(expected), decider.knowledge.chances, shape.chances
    mean = expected.mean(axis=0)
    blind = mean @ likely
    first = np.argmin(blind, axis=1)  # taste, state: what is chosen without knowing
    base = np.take_along_axis(blind, first[:, None], axis=1)[:, 0]
    usual = np.broadcast_to(first[..., None], (*first.shape, len(likely)))
    others, every = brought.rules()
    pooled = _best(every, first, nearest)
    if np.array_equal(pooled, usual):  # no decision changes, though what is put off here flatters
        room = _room(expected, usual, nearest) @ likely
        most = float(np.mean(decider.money(-room, base) @ chances))
        return Knowing(Estimate(0.0, 0.0), most, 0.0, changes_nothing=True)
    chosen = [_best(each, first, nearest) for each in others]
    fallen = brought.fallen(chosen, usual, readings)
    flattered = (taken(every, pooled) - taken(every, usual)) @ likely
    changes = float(np.mean((pooled != usual) @ likely @ chances))
    worth = float(np.mean(decider.money(fallen.mean(axis=0), base) @ chances))
    each = [float(np.mean(decider.money(fall, base) @ chances)) for fall in fallen]
    error = float(np.std(each, ddof=1)) / np.sqrt(folds) if folds > 1 else 0.0
    most = float(np.mean(decider.money(flattered, base) @ chances))
    middle = len(base) // 2
    telling = int(np.argmin(flattered[middle] * chances))  # the state of what is known in which it matters most
    turns = _turns(pooled[middle, telling], decider, shape)
    return Knowing(Estimate(max(worth, 0.0), float(error)), max(most, worth, 0.0), changes, turns, by_fold=tuple(each))


def _room(
    expected: Float[ndarray, "fold taste form state point"],
    usual: Int[ndarray, "taste state point"],
    nearest: Int[ndarray, " point"],
) -> Float[ndarray, "taste state point"]:
    """Return how much lighter another choice could be at each point, for all that noise allows."""
    gains = np.array([taken(each, usual)[:, None] - each for each in expected])
    error = np.std(gains, axis=0, ddof=1) / np.sqrt(len(gains)) if len(gains) > 1 else 0.0
    return np.asarray(np.maximum(np.max(gains.mean(axis=0) + SURE * error, axis=1), 0.0)[..., nearest])


def _best(
    burdens: Float[ndarray, "taste form state point"],
    first: Int[ndarray, "taste state"],
    nearest: Int[ndarray, " point"],
) -> Int[ndarray, "taste state point"]:
    """Choose the form with the least burden; the usual one where no other is better.

    Where hardly any future has been, what is chosen is what is chosen at the nearest point that some have seen.
    """
    best = np.argmin(burdens, axis=1)
    usual = np.broadcast_to(first[..., None], best.shape)
    better = taken(burdens, usual) - taken(burdens, best) > TIE * np.abs(taken(burdens, usual))
    return np.where(better, best, usual)[..., nearest]


def _turns(chosen: Int[ndarray, " point"], decider: Decider, shape: Shape) -> tuple[Turn, ...]:
    """Put points in a row together at which the same form is chosen, unless they are hardly ever met."""
    ends = np.cumsum(shape.chances)
    cuts = [0, *(np.flatnonzero(np.diff(chosen)) + 1).tolist(), len(chosen)]
    if shape.weights:
        cuts = list(range(len(chosen) + 1))
    found: list[Turn] = []
    for start, stop in pairwise(cuts):
        low = float(ends[start - 1]) if start else 0.0
        turn = Turn(decider.forms[int(chosen[start])], low, float(ends[stop - 1]), float(ends[stop - 1]) - low)
        if shape.weights or turn.chance >= RARE:
            found.append(turn)
    return tuple(found) if shape.weights else _joined(found)


def _joined(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Join stretches between which one was left out."""
    found: list[Turn] = []
    for turn in turns:
        if found and found[-1].form == turn.form:
            last = found.pop()
            found.append(replace(last, end=turn.end, chance=last.chance + turn.chance))
        else:
            found.append(turn)
    return tuple(found)
