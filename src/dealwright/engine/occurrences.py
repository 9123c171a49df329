"""The days on which terms happen that others may name as events; each is found when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.engine.exercising.rule import fixed_in_advance
from dealwright.engine.exercising.turns import by_turns
from dealwright.engine.succession import JUST_BEFORE
from dealwright.terms.days.business_days import later_by
from dealwright.terms.exercised import effect
from dealwright.terms.option import Option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.exercising.rule import Decides
    from dealwright.engine.view import FuturesView

    Days = Float[ndarray, " path"]

JUST_AFTER = 2.0 * JUST_BEFORE
"""Part of a day by which a day lies after another, even if it ends something before it."""


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences(Mapping[str, "Float[ndarray, ' path']"]):
    """The day of each occurrence on each path, infinite for never.

    Args:
        deal: The deal, whose terms happen.
        view: Its futures as its terms see them.
        first: The view from which this one stems, where the policies are kept that were found.
        policies: How options are exercised, where that is known already; else it is found on training futures.
        given: Days on which it is decided that options are exercised, where they are known from the start.
        late: Options that are decided after the one that looks, where both may be on one day.
        never: Terms that are taken never to happen.
        happened: Days that were found.
        decided: Days of decision that were found.
        without: Views in which some terms never happen, by which; shared by all that stem from one view.
    """

    deal: Deal
    view: FuturesView
    first: FuturesView
    policies: Mapping[str, Decides] = field(default_factory=dict)
    given: Mapping[str, Days] = field(default_factory=dict)
    late: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    happened: dict[str, Days] = field(default_factory=dict)
    decided: dict[str, Days] = field(default_factory=dict)
    without: dict[frozenset[str], FuturesView] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Days:
        """Return the day of an occurrence."""
        if name not in self.happened:
            if name not in self.deal.terms or not self.deal.terms[name].HAPPENS:
                raise KeyError(name)
            if isinstance(self.deal.terms[name], Option):
                self._exercise()
            else:
                self.happened[name] = self._find(name)
        return self.happened[name]

    def known(self, name: str) -> Days:
        """Return the day from which it is known that something will happen: that of the notice, where there is one."""
        happens, term = self[name], self.deal.terms[name]
        if name in self.decided:
            return self._seen(name, self.decided[name])
        notice = getattr(term, "notice", None)
        return happens if notice is None else later_by(happens, -np.ravel(self.view.number(notice)), self.view.grid)

    def _exercise(self) -> None:
        """Find the days of all options."""
        from dealwright.engine.exercising.together import decided_together

        self.decided.update(decided_together(self))
        for name, day in self.decided.items():
            self.happened[name] = self._seen(name, effect(self.deal.terms[name], day, self.view))

    def _seen(self, name: str, day: Days) -> Days:
        """Return a day as who looks sees it: where that one decides first, it does not know it on the same day yet."""
        return day + JUST_AFTER if name in self.late else day

    def _find(self, name: str) -> Days:
        if name not in self.view.terms or name in self.never:
            return np.full(self.view.paths, np.inf)
        found: Days = self.deal.terms[name].happens(self._until(name).before(name))
        return found

    def policy(self, name: str) -> Decides:
        """Return how an option is exercised, found on training futures where it is not known."""
        from dealwright.engine.exercising.policies import fitted

        found = self.policies.get(name) or fixed_in_advance(self.deal.terms[name])
        return found or self.first.once("policies", lambda: fitted(self.deal, self.first.futures))[name]

    def _until(self, name: str) -> FuturesView:
        """Show what there is until a term happens: it is decided by what came before, in which it has not happened.

        So a condition may read results of the very terms that the term ends once the condition is true.
        """
        never = self.never | {name}
        if never not in self.without:
            if any(isinstance(term, Option) for term in self.view.terms.values()):
                self._exercise()
            self.without[never] = self._anew(given={**self.given, **self.decided}, never=never, without=self.without)
        return self.without[never]

    def deciding(self, name: str, days: Mapping[str, Days] | None = None) -> FuturesView:
        """Show what whoever decides for an option knows when it does: what the others do, and not what it does itself.

        Args:
            name: The option.
            days: Days of decision of all options; those that are found here where none are given.
        """
        if days is None:
            self._exercise()
        turns = by_turns(self.deal)
        given = {**(self.decided if days is None else days), name: np.full(self.view.paths, np.inf)}
        return self._anew(given=given, late=frozenset(turns[turns.index(name) :])).before(name)

    def _anew(self, **known: Any) -> FuturesView:  # noqa: ANN401 - fields of the class
        fresh: dict[str, Any] = {"happened": {}, "decided": {}, "without": {}}
        found = replace(self, view=self.view.anew(), **fresh | known)
        return found.view.with_occurrences(found)

    def __iter__(self) -> Iterator[str]:
        """Go through the terms that happen."""
        return (name for name, term in self.deal.terms.items() if term.HAPPENS)

    def __len__(self) -> int:
        """Count them."""
        return sum(1 for _ in self)
