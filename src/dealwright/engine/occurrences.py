"""The days on which terms happen that others may name as events; each is found when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.exercising.rule import Policy
    from dealwright.engine.view import FuturesView


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences(Mapping[str, "Float[ndarray, ' path']"]):
    """The day of each occurrence on each path, infinite for never.

    Args:
        deal: The deal, whose terms happen.
        view: Its futures as its terms see them.
        first: The view from which this one stems, where the policies are kept that were found.
        decided: Days that are known already.
        policies: How holders decide, where that is known already; else it is found on training futures.
        given: Days that were known from the start.
        never: Terms that are taken never to happen.
        without: Views in which some terms never happen, by which; shared by all that stem from one view.
    """

    deal: Deal
    view: FuturesView
    first: FuturesView
    decided: dict[str, Float[ndarray, " path"]] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    given: Mapping[str, Float[ndarray, " path"]] = field(default_factory=dict)
    never: frozenset[str] = frozenset()
    without: dict[frozenset[str], FuturesView] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        deal: Deal,
        view: FuturesView,
        given: Mapping[str, Float[ndarray, " path"]],
        policies: Mapping[str, Policy],
    ) -> Occurrences:
        """Begin with the days that are known.

        Args:
            deal: The deal, whose terms happen.
            view: Its futures as its terms see them.
            given: Days that are known.
            policies: How holders decide, where that is known.
        """
        return cls(deal, view, view, dict(given), policies, given)

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
        seen = self._until(name).before(name)
        own: Float[ndarray, " path"] | None = self.deal.terms[name].happens(seen)
        if own is not None:
            return own
        from dealwright.engine.exercising.policies import exercised_on, fitted

        policy = self.policies.get(name)
        if policy is None:
            policy = self.first.once("policies", lambda: fitted(self.deal, self.first.futures))[name]
        return exercised_on(name, self.deal, seen, policy)

    def _until(self, name: str) -> FuturesView:
        """Show what there is until a term happens: it is decided by what came before, in which it has not happened.

        So a condition may read results of the very terms that the term ends once the condition is true.
        """
        never = self.never | {name}
        if never not in self.without:
            days = {**self.given, **dict.fromkeys(never, np.full(self.view.paths, np.inf))}
            found = replace(self, view=self.view.anew(), decided=days, never=never)
            self.without[never] = found.view.with_occurrences(found)
        return self.without[never]

    def __iter__(self) -> Iterator[str]:
        """Go through the terms that happen."""
        return (name for name, term in self.deal.terms.items() if term.HAPPENS)

    def __len__(self) -> int:
        """Count them."""
        return sum(1 for _ in self)
