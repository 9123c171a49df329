"""What knowing several things at once is worth: all of them, or two that tell little apart from each other."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.knowing.result import Pair
from dealwright.bargain.knowing.value import NOTHING, SURE, TIE, Fit, Knowing, by_state, moves_nothing
from dealwright.engine.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.knowing.deciding import Decider
    from dealwright.bargain.knowing.outcomes import Outcomes
    from dealwright.bargain.knowing.unknowns import Unknown

MOST_PAIRED = 6
"""Doubts of which all pairs are looked at: those that move the decision most."""


def that_tell(
    outcomes: Outcomes, decider: Decider, wanted: Sequence[Unknown], alone: Mapping[str, Knowing], both: Sequence[Pair]
) -> list[str]:
    """Name the unknowns by which a rule of decision goes that may know all of them.

    They are those worth knowing by themselves or in pairs, or else those that move the decision most: a rule that goes
    by everything goes by the noise of everything.

    Args:
        outcomes: The futures.
        decider: The party.
        wanted: The unknowns that it does not know.
        alone: What knowing each is worth, by path.
        both: Pairs that are worth more together.
    """
    paired = {path for pair in both for path in pair.paths}
    telling = [each.name for each in wanted if alone[each.path].told or each.path in paired]
    if telling:
        return telling
    ranked = sorted(wanted, key=lambda each: -_weight(outcomes, decider, each.name))
    return [each.name for each in ranked[:MOST_PAIRED]]


def everything(outcomes: Outcomes, decider: Decider, names: Sequence[str]) -> Knowing:
    """Estimate what knowing all of several unknowns at once is worth, at the least.

    Mean burdens given all are taken as their usual values times what each unknown by itself makes of them (plus, where
    the party minds no risk). The rule that follows is some rule, so what it brings on futures it was not fitted on is a
    lower bound of what the best rule brings.

    Args:
        outcomes: The futures.
        decider: The party.
        names: The unknowns.

    Returns:
        What the rule brings.
    """
    moving = [name for name in names if not moves_nothing(outcomes, decider, name)]
    if not moving:
        return NOTHING
    burdens, paths = decider.burdens(outcomes.values), outcomes.draws.paths
    state, usual = decider.knowledge.state(outcomes.levels, paths), by_state(burdens, outcomes, decider)
    fits = {name: Fit.of(outcomes, decider, name) for name in moving}
    size = paths // outcomes.folds
    foretold = np.empty_like(burdens)
    for fold in range(outcomes.folds):
        here = slice(fold * size, (fold + 1) * size)
        base = ((usual.sum(axis=0) - usual[fold]) / (outcomes.folds - 1))[:, state[here]]
        told = base.copy()
        for name, fit in fits.items():
            own = fit.on_paths(fold, outcomes.levels[name][here], state[here], decider, outcomes.shapes[name])
            told = told + own - base if decider.tolerances is None else told * np.maximum(own / base, TIE)
        foretold[:, here] = told
    return _brought(foretold, burdens, outcomes, decider)


def pairs(
    outcomes: Outcomes, decider: Decider, wanted: Sequence[Unknown], alone: Mapping[str, Knowing]
) -> tuple[Pair, ...]:
    """Find pairs of unknowns that are worth more together than apart.

    Args:
        outcomes: The futures.
        decider: The party.
        wanted: The unknowns that it does not know.
        alone: What knowing each is worth, by path.

    Returns:
        The pairs of which that is told from noise, the dearest first.
    """
    ranked = sorted(wanted, key=lambda each: -_weight(outcomes, decider, each.name))
    most = ranked[:MOST_PAIRED]
    moving = [each for each in wanted if each in most and _weight(outcomes, decider, each.name) > 0]
    found = []
    for one, other in combinations(moving, 2):
        both = _both(outcomes, decider, one.name, other.name)
        apart = sum(alone[each.path].value.value for each in (one, other))
        if both.value.value - apart > SURE * both.value.standard_error and not both.changes_nothing:
            found.append(Pair((one.path, other.path), both.value))
    return tuple(sorted(found, key=lambda pair: -pair.value.value))


def _weight(outcomes: Outcomes, decider: Decider, name: str) -> float:
    """Return how far an unknown moves the difference between choices, with all that it does together with others."""
    if name not in outcomes.again:
        return 0.0
    before, after = (_apart(decider, values) for values in (outcomes.few_values, outcomes.again[name][1]))
    return float(np.mean((after - before) ** 2))


def _apart(decider: Decider, values: Float[ndarray, "form party path"]) -> Float[ndarray, "other path"]:
    burdens = decider.burdens(values).reshape(decider.tastes, len(decider.forms), -1)[decider.tastes // 2]
    return np.asarray(burdens[1:] - burdens[0])


def _both(outcomes: Outcomes, decider: Decider, one: str, other: str) -> Knowing:
    """Estimate what knowing two unknowns is worth: burdens are fitted to the products of their functions."""
    burdens, folds = decider.burdens(outcomes.values), outcomes.folds
    first, second = (outcomes.shapes[name].at(outcomes.levels[name])[:, :2] for name in (one, other))
    product = (first[:, :, None] * second[:, None, :]).reshape(len(first), -1)
    design = np.hstack([np.ones((len(first), 1)), first, second, product])
    size = len(design) // folds
    cut = design.reshape(folds, size, -1)
    values = np.swapaxes(burdens.reshape(len(burdens), folds, size), 0, 1)
    grams, right = np.swapaxes(cut, 1, 2) @ cut, values @ cut
    foretold = np.empty_like(burdens)
    for fold in range(folds):
        left = grams.sum(axis=0) - grams[fold]
        left += 1e-9 * np.trace(left) / len(left) * np.eye(len(left))
        slopes = np.linalg.solve(left, (right.sum(axis=0) - right[fold]).T).T
        foretold[:, fold * size : (fold + 1) * size] = slopes @ cut[fold].T
    return _brought(foretold, burdens, outcomes, decider)


def _brought(
    foretold: Float[ndarray, "outcome path"],
    burdens: Float[ndarray, "outcome path"],
    outcomes: Outcomes,
    decider: Decider,
) -> Knowing:
    """Return what deciding path by path by what is foretold brings, on the paths themselves."""
    forms, chances, folds = len(decider.forms), decider.knowledge.chances, outcomes.folds
    state = decider.knowledge.state(outcomes.levels, burdens.shape[-1])
    usual = by_state(burdens, outcomes, decider)
    mean = usual.mean(axis=0).reshape(decider.tastes, forms, -1)
    first = np.argmin(mean, axis=1)  # taste, state
    base = np.take_along_axis(mean, first[:, None], axis=1)[:, 0]
    told, own = (each.reshape(decider.tastes, forms, -1) for each in (foretold, burdens))
    blind = first[:, state]
    best = np.argmin(told, axis=1)
    better = _of(told, blind) - _of(told, best) > TIE * np.abs(_of(told, blind))
    chosen = np.where(better, best, blind)
    if np.array_equal(chosen, blind):
        return NOTHING
    fallen = by_state(_of(own, chosen) - _of(own, blind), outcomes, decider)  # fold, taste, state
    worth = float(np.mean(decider.money(fallen.mean(axis=0), base) @ chances))
    each = [float(np.mean(decider.money(fall, base) @ chances)) for fall in fallen]
    error = float(np.std(each, ddof=1)) / np.sqrt(folds)
    value = Estimate(max(worth, 0.0), float(error))
    return Knowing(value, value.value, float(np.mean(chosen != blind)))


def _of(burdens: Float[ndarray, "taste form path"], chosen: np.ndarray) -> Float[ndarray, "taste path"]:
    return np.take_along_axis(burdens, chosen[:, None], axis=1)[:, 0]
