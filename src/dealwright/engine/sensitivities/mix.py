"""Puts together what several readings of a deal have: each on paths of its own, or side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.engine.exit import TermAtExit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray


@dataclass(frozen=True, slots=True)
class Mix:
    """How several readings make one.

    Args:
        paths: Number of paths.
        masks: The paths on which each holds; none where each has a row of its own, or there is but one.
    """

    paths: int
    masks: tuple[Bool[ndarray, " path"], ...] | None = None

    def __call__(self, parts: Sequence[Float[ndarray, " path"] | None]) -> Float[ndarray, "*#reading path"]:
        """Put arrays together.

        Args:
            parts: What each reading has; none for nothing.

        Returns:
            What all have alike as it is; else one value for each path, or a row for each reading.
        """
        first = parts[0]
        if first is not None and all(each is first for each in parts):
            return first
        if len(parts) == 1:
            return np.zeros(self.paths)
        alone = [np.broadcast_to(0.0 if each is None else each, (self.paths,)) for each in parts]
        if self.masks is None:
            return np.stack(alone)
        out = np.zeros(self.paths)
        for mask, each in zip(self.masks, alone, strict=True):
            np.copyto(out, each, where=mask)
        return out

    def of_terms(self, parts: Sequence[TermAtExit | None]) -> TermAtExit | None:
        """Put together what a term adds to a company at its exit."""
        first, there = parts[0], [each for each in parts if each is not None]
        if not there or all(each is first for each in parts):
            return first
        value = self([None if each is None else each.value for each in parts])
        owed = self._by_name([{} if each is None else each.owed for each in parts])
        realised = self([None if each is None else each.realised for each in parts])
        sides = dict.fromkeys(name for each in there for name in each.sides)
        if len(sides) == 1:
            return TermAtExit(value, owed, realised, dict.fromkeys(sides, value))
        return TermAtExit(value, owed, realised, self._by_name([{} if each is None else each.sides for each in parts]))

    def _by_name(self, parts: Sequence[dict[str, Any]]) -> dict[str, Float[ndarray, "*#reading path"]]:
        """Put arrays together that each reading has under names; a name that one lacks stands for nothing there."""
        names = dict.fromkeys(name for each in parts for name in each)
        return {name: self([each.get(name) for each in parts]) for name in names}
