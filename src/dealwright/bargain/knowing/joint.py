"""What knowing several things at once is worth: all of them, or two that tell little apart from each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.knowing.result import Pair
from dealwright.bargain.knowing.value import NOTHING, SURE, TIE, Knowing, burdens_by, by_state
from dealwright.engine.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.knowing.deciding import Decider
    from dealwright.bargain.knowing.outcomes import Outcomes
    from dealwright.bargain.knowing.unknowns import Unknown

    Chosen = Int[ndarray, "taste path"]
    """The place of what is chosen among the forms, by taste on each path."""

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


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule of decision, and what it brings.

    Args:
        knowing: What it is worth to know what it goes by, at the least.
        chosen: What it chooses on each path; each stretch of paths by a rule that was fitted on the others.
    """

    knowing: Knowing
    chosen: Chosen


def everything(
    outcomes: Outcomes, decider: Decider, names: Sequence[str], known: Sequence[tuple[Sequence[str], Knowing]] = ()
) -> Knowing:
    """Estimate what knowing all of several unknowns at once is worth, at the least.

    Mean burdens given all are taken as their usual values times what each unknown by itself makes of them (plus, where
    the party minds no risk). The rule that follows is some rule, so what it brings on futures it was not fitted on is a
    lower bound of what the best rule brings. It is compared, path by path, with the best rule that goes by less: who
    knows more can always follow that one, so all is never worth less.

    Args:
        outcomes: The futures.
        decider: The party.
        names: The unknowns.
        known: What knowing some of them is worth.

    Returns:
        What the rule brings.
    """
    moving = [name for name in names if outcomes.moves(name, decider.forms, decider.place)]
    if not moving:
        return NOTHING
    burdens = decider.burdens(outcomes.values)
    told = [(list(some), each) for some, each in known if each.told]
    best = max(told, key=lambda each: each[1].value.value, default=None)
    less = None if best is None else _rule(outcomes, decider, *best, burdens)
    chosen = _chosen(_by_each(outcomes, decider, moving, burdens), burdens, outcomes, decider)
    return _over(chosen, less, burdens, outcomes, decider)


def _by_each(
    outcomes: Outcomes, decider: Decider, names: Sequence[str], burdens: Float[ndarray, "outcome path"]
) -> Float[ndarray, "outcome path"]:
    """Foretell burdens by what each unknown by itself makes of them, on each fold as the others tell it."""
    state = decider.knowledge.state(outcomes.levels, outcomes.draws.paths)
    usual, shapes = by_state(burdens, outcomes, decider), outcomes.shapes
    fits = {name: burdens_by(outcomes, decider, name) for name in names}
    means = {
        name: (fit.on_points(decider, shapes[name]) @ shapes[name].chances).reshape(usual.shape)
        for name, fit in fits.items()
    }
    foretold = np.empty_like(burdens)
    for fold, here in enumerate(_stretches(outcomes)):
        told = _without(usual, fold)[:, state[here]]
        for name, fit in fits.items():
            own = fit.on_paths(fold, outcomes.levels[name][here], state[here], decider, shapes[name])
            mean = _without(means[name], fold)[:, state[here]]
            told = told + own - mean if decider.tolerances is None else told * np.maximum(own / mean, TIE)
        foretold[:, here] = told
    return foretold


def _without(means: Float[ndarray, "fold outcome state"], fold: int) -> Float[ndarray, "outcome state"]:
    """Return what all folds but one say on average."""
    return np.asarray((means.sum(axis=0) - means[fold]) / (len(means) - 1))


def _stretches(outcomes: Outcomes) -> list[slice]:
    """Return where the paths of each fold are."""
    size = outcomes.draws.paths // outcomes.folds
    return [slice(fold * size, (fold + 1) * size) for fold in range(outcomes.folds)]


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
    burdens, found = decider.burdens(outcomes.values), []
    for one, other in combinations(moving, 2):
        names = (one.name, other.name)
        chosen = _chosen(_both(outcomes, names, burdens), burdens, outcomes, decider)
        best = max((one, other), key=lambda each: alone[each.path].value.value)
        known = alone[best.path]
        less = _rule(outcomes, decider, [best.name], known, burdens) if known.told else None
        both = _over(chosen, less, burdens, outcomes, decider)
        apart = sum(alone[each.path].value.value for each in (one, other))
        if both.value.value - apart > SURE * both.value.standard_error and not both.changes_nothing:
            found.append(Pair((one.path, other.path), both.value))
    return tuple(sorted(found, key=lambda pair: -pair.value.value))


def known_together(pair: Pair) -> Knowing:
    """Return what knowing a pair is worth as what knowing anything is worth."""
    return Knowing(pair.value, pair.value.value, 0.0)


def _weight(outcomes: Outcomes, decider: Decider, name: str) -> float:
    """Return how far an unknown moves the difference between choices, with all that it does together with others."""
    if name not in outcomes.again and name not in outcomes.read:
        return 0.0
    return float(np.mean(outcomes.left_by(name, lambda values: _apart(decider, values))))


def _apart(decider: Decider, values: Float[ndarray, "form party path"]) -> Float[ndarray, "other path"]:
    burdens = decider.burdens(values).reshape(decider.tastes, len(decider.forms), -1)[decider.tastes // 2]
    return np.asarray(burdens[1:] - burdens[0])


def _both(
    outcomes: Outcomes, names: Sequence[str], burdens: Float[ndarray, "outcome path"]
) -> Float[ndarray, "outcome path"]:
    """Foretell burdens by two unknowns: fitted to the products of their functions, on each fold as the others tell."""
    folds = outcomes.folds
    first, second = (outcomes.shapes[name].at(outcomes.levels[name])[:, :2] for name in names)
    product = (first[:, :, None] * second[:, None, :]).reshape(len(first), -1)
    design = np.hstack([np.ones((len(first), 1)), first, second, product])
    cut = design.reshape(folds, len(design) // folds, -1)
    values = np.swapaxes(burdens.reshape(len(burdens), folds, -1), 0, 1)
    grams, right = np.swapaxes(cut, 1, 2) @ cut, values @ cut
    foretold = np.empty_like(burdens)
    for fold, here in enumerate(_stretches(outcomes)):
        left = grams.sum(axis=0) - grams[fold]
        left += 1e-9 * np.trace(left) / len(left) * np.eye(len(left))
        slopes = np.linalg.solve(left, (right.sum(axis=0) - right[fold]).T).T
        foretold[:, here] = slopes @ cut[fold].T
    return foretold


def _rule(
    outcomes: Outcomes,
    decider: Decider,
    names: Sequence[str],
    knowing: Knowing,
    burdens: Float[ndarray, "outcome path"],
) -> Rule:
    """Return the rule that goes by one unknown or two, whose worth is known."""
    alone = len(names) == 1
    foretold = _by_each(outcomes, decider, names, burdens) if alone else _both(outcomes, names, burdens)
    return Rule(knowing, _chosen(foretold, burdens, outcomes, decider))


def _chosen(
    foretold: Float[ndarray, "outcome path"],
    burdens: Float[ndarray, "outcome path"],
    outcomes: Outcomes,
    decider: Decider,
) -> Chosen:
    """Return what is chosen on each path by what is foretold; the usual where no other is better."""
    told, blind = foretold.reshape(decider.tastes, len(decider.forms), -1), _blind(burdens, outcomes, decider)
    best = np.argmin(told, axis=1)
    better = _of(told, blind) - _of(told, best) > TIE * np.abs(_of(told, blind))
    return np.where(better, best, blind)


def _blind(burdens: Float[ndarray, "outcome path"], outcomes: Outcomes, decider: Decider) -> Chosen:
    """Return what is chosen on each path without knowing more."""
    state = decider.knowledge.state(outcomes.levels, burdens.shape[-1])
    mean = by_state(burdens, outcomes, decider).mean(axis=0).reshape(decider.tastes, len(decider.forms), -1)
    return np.asarray(np.argmin(mean, axis=1)[:, state])


def _over(
    chosen: Chosen, less: Rule | None, burdens: Float[ndarray, "outcome path"], outcomes: Outcomes, decider: Decider
) -> Knowing:
    """Return what a rule brings: what one that goes by less is worth, and what it brings more on the same paths.

    Where more is not told from noise, who knows more follows the rule that goes by less.
    """
    blind, folds = _blind(burdens, outcomes, decider), outcomes.folds
    before, known = (blind, NOTHING) if less is None else (less.chosen, less.knowing)
    if np.array_equal(chosen, before):
        return known
    own = burdens.reshape(decider.tastes, len(decider.forms), -1)
    usual = by_state(_of(own, before), outcomes, decider).mean(axis=0)
    fallen = by_state(_of(own, chosen) - _of(own, before), outcomes, decider)  # fold, taste, state
    more, *each = (
        float(np.mean(decider.money(fall, usual) @ decider.knowledge.chances))
        for fall in (fallen.mean(axis=0), *fallen)
    )
    error = float(np.std(each, ddof=1)) / np.sqrt(folds)
    if less is not None and more <= SURE * error:
        return known
    if known.by_fold:
        error = float(np.std(np.add(each, known.by_fold), ddof=1)) / np.sqrt(folds)
    else:
        error = float(np.hypot(error, known.value.standard_error))
    value = Estimate(max(known.value.value + more, 0.0), float(error))
    return Knowing(value, value.value, float(np.mean(chosen != blind)))


def _of(burdens: Float[ndarray, "taste form path"], chosen: Chosen) -> Float[ndarray, "taste path"]:
    return np.take_along_axis(burdens, chosen[:, None], axis=1)[:, 0]
