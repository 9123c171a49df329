"""The days on which terms happen that others may name as events; each is found when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.exercise import Policy
    from dealwright.engine.view import FuturesView


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences(Mapping[str, "Float[ndarray, ' path']"]):
    """The day of each occurrence on each path, infinite for never.

    Args:
        deal: The deal, whose terms happen.
        view: Its futures as its terms see them.
        decided: Days that are known already.
        policies: How holders decide, where that is known already; else it is found on training futures.
    """

    deal: Deal
    view: FuturesView
    decided: dict[str, Float[ndarray, " path"]] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Float[ndarray, " path"]:
        """Return the day of an occurrence."""
        if name not in self.decided:
            if name not in self.deal.terms or not self.deal.terms[name].HAPPENS:
                raise KeyError(name)
            self.decided[name] = self._find(name)
        return self.decided[name]

    def _find(self, name: str) -> Float[ndarray, " path"]:
        if name not in self.view.terms:
            return np.full(self.view.paths, np.inf)
        seen = self.view.with_occurrences(self)
        own: Float[ndarray, " path"] | None = self.deal.terms[name].happens(seen)
        if own is not None:
            return own
        from dealwright.engine.exercise import exercised_on

        return exercised_on(name, self.deal, seen, self.policies)

    def __iter__(self) -> Iterator[str]:
        """Go through the terms that happen."""
        return (name for name, term in self.deal.terms.items() if term.HAPPENS)

    def __len__(self) -> int:
        """Count them."""
        return sum(1 for _ in self)
