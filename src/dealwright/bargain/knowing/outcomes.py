"""What the forms of a deal come to on many futures, and again with each thing that is not known drawn anew."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from dealwright.bargain.knowing.deciding import Knowledge
from dealwright.bargain.knowing.functions import Shape, fitted, together
from dealwright.bargain.knowing.readings import means_by_reading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.knowing.unknowns import Unknown, Unknowns
    from dealwright.world.draws import Draws

    Progress = Callable[[int, int], None]
    Target = Callable[[Float[ndarray, "form party path"], Float[ndarray, " path"]], Float[ndarray, "outcome path"]]
    """What is made of present values and of the levels of an unknown, path by path."""


class Valued(Protocol):
    """Values all forms of a deal on some futures."""

    @property
    def unknown(self) -> Unknowns:
        """Return what is not known."""

    def values(self, draws: Draws, levels: Mapping[str, Float[ndarray, " path"]]) -> Float[ndarray, "form party path"]:
        """Return present values where each unknown is at some level of probability."""


FEWEST = 4
"""Fewest paths of a fold for each coefficient that is fitted on them."""
AGAIN = 2048
"""Futures on which each unknown is drawn again, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """Present values of all forms to all parties.

    Args:
        draws: The futures; their scramblings are the folds.
        levels: Level of probability of each unknown on each of them.
        values: Present values on them; (form, party, path).
        few: Fewer futures, on which unknowns are drawn again.
        few_levels: Levels of probability there.
        few_values: Present values there.
        again: Of each number other levels, and present values with these in place of its own.
        shapes: The functions of each unknown.
        read: Of each unknown with readings, present values if each were true on every path; (reading, ...).
    """

    draws: Draws
    levels: Mapping[str, Float[ndarray, " path"]]
    values: Float[ndarray, "form party path"]
    few: Draws
    few_levels: Mapping[str, Float[ndarray, " few"]]
    few_values: Float[ndarray, "form party few"]
    again: Mapping[str, tuple[Float[ndarray, " few"], Float[ndarray, "form party few"]]]
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    read: Mapping[str, Float[ndarray, "reading form party few"]] = field(default_factory=dict)

    @staticmethod
    def of(sampler: Valued, draws: Draws, wanted: Sequence[Unknown], progress: Progress | None = None) -> Outcomes:
        """Value all forms, and again with each number drawn anew and with each reading true everywhere.

        Args:
            sampler: The forms, the parties, and what is not known.
            draws: The futures.
            wanted: What is drawn again, or gone through reading by reading, one after the other.
            progress: Is told how many are done, of how many.
        """
        tell = progress or (lambda _done, _of: None)
        few = replace(draws, paths_per_replicate=max(1, min(draws.paths_per_replicate, AGAIN // draws.replicates)))
        levels, few_levels = sampler.unknown.levels(draws), sampler.unknown.levels(few)
        values, again, read = sampler.values(draws, levels), {}, {}
        few_values = sampler.values(few, few_levels)
        shapes = {each.name: Shape.of(each.weights) for each in sampler.unknown.every}
        for done, each in enumerate(wanted):
            if each.weights:
                levels_of = shapes[each.name].in_each(few_levels[each.name])
                read[each.name] = np.array([sampler.values(few, {**few_levels, each.name: one}) for one in levels_of])
            else:
                other = each.level_again(few)
                again[each.name] = (other, sampler.values(few, {**few_levels, each.name: other}))
            tell(done + 1, len(wanted))
        return Outcomes(draws, levels, values, few, few_levels, few_values, again, shapes, read)

    @property
    def folds(self) -> int:
        """Return how many independent stretches the futures have."""
        return self.draws.replicates

    def slopes(self, name: str, of: Target, knowing: Knowledge | None = None) -> Float[ndarray, "fold outcome basis"]:
        """Fit how something moves with one unknown, on each fold by itself.

        Both the plain futures and those on which the unknown was drawn again tell it; whichever agrees better from fold
        to fold counts for more.

        Args:
            name: The unknown.
            of: What is fitted.
            knowing: What is known already, with whose readings that may vary: the coefficients of the functions of the
                unknown, then those of their products with each reading.
        """
        shape = self.shapes[name]
        knowing = knowing if knowing is not None and knowing.names else None
        basis, outcome = shape.at(self.levels[name]), of(self.values, self.levels[name])
        if knowing is not None:
            state = knowing.state(self.levels, outcome.shape[-1])
            basis, outcome = varying(basis, knowing.terms[state]), _less_state(outcome, state, self.folds)
        plain = fitted(basis, outcome, self.folds)
        if name not in self.again:
            return plain
        other, values = self.again[name]
        change = shape.at(other) - shape.at(self.few_levels[name])
        if knowing is not None:
            change = varying(change, knowing.terms[knowing.state(self.few_levels, len(change))])
        if change.shape[0] // self.folds < FEWEST * change.shape[1]:
            return plain
        moved = of(values, other) - of(self.few_values, self.few_levels[name])
        return together(plain, fitted(change, moved, self.folds, level=False))

    def moves(self, name: str, forms: Sequence[int], party: int) -> bool:
        """Tell whether an unknown moves what some forms are worth to a party; also where that was not looked at.

        Args:
            name: The unknown.
            forms: Places of the forms.
            party: Place of the party.
        """
        rows = list(forms)
        if name in self.read:
            first, *others = self.read[name][:, rows, party]
            return any(not np.array_equal(each, first) for each in others)
        if name in self.again:
            return not np.array_equal(self.again[name][1][rows, party], self.few_values[rows, party])
        return True

    def left_by(self, name: str, of: Callable[[ndarray], ndarray]) -> Float[ndarray, "outcome few"]:
        """Return the variance that an unknown makes with all else alike, path by path.

        Args:
            name: The unknown.
            of: What is made of present values; (form, party, path) to (outcome, path).
        """
        if name in self.again:
            return np.asarray((of(self.again[name][1]) - of(self.few_values)) ** 2 / 2.0)
        chances, (first, *others) = self.shapes[name].chances, [of(values) for values in self.read[name]]
        more = np.array([each - first for each in (first, *others)])  # nothing where readings are the same, to the bit
        mean = np.tensordot(chances, more, axes=1)
        return np.asarray(np.tensordot(chances, (more - mean) ** 2, axes=1))

    def functions(self, name: str, of: Callable[[ndarray], ndarray]) -> Float[ndarray, "fold outcome basis"]:
        """Return on each fold how something moves with an unknown: coefficients of its functions, or readings' means.

        Args:
            name: The unknown.
            of: What is made of present values; (form, party, path) to (outcome, path).
        """
        if name in self.read:
            return means_by_reading(self, name, of, Knowledge())[:, :, 0]
        return self.slopes(name, lambda values, _level: of(values))

    def gram(self, name: str) -> Float[ndarray, "basis basis"]:
        """Return the mean products of the functions of an unknown, less those of their means."""
        shape = self.shapes[name]
        if name in self.read:
            return np.asarray(np.diag(shape.chances) - np.outer(shape.chances, shape.chances))
        return np.asarray((shape.on_points.T * shape.chances) @ shape.on_points)


def varying(basis: Float[ndarray, "path basis"], terms: Float[ndarray, "path term"]) -> Float[ndarray, "path product"]:
    """Let functions vary with what is known: their products with each term.

    Args:
        basis: The functions on each path.
        terms: The terms on each path.
    """
    return np.asarray((terms[:, :, None] * basis[:, None, :]).reshape(len(basis), -1))


def _less_state(
    outcome: Float[ndarray, "outcome path"], state: Int[ndarray, " path"], folds: int
) -> Float[ndarray, "outcome path"]:
    """Take off what each state of what is known has on average, in each fold."""
    place = state + (state.max() + 1) * (np.arange(len(state)) // (len(state) // folds))
    counts = np.maximum(np.bincount(place), 1)
    return np.array([row - (np.bincount(place, weights=row) / counts)[place] for row in outcome])
