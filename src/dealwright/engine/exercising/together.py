"""The days on which all options of a deal are exercised: each knows what was done before, whoever did it.

What an option does on a day hangs on what the others did up to that day alone. So from the guess that nobody does
anything, each is decided anew until nothing changes any more: with every round at least one more day is final.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.exercising.turns import by_first_day

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.occurrences import Occurrences

    Days = Float[ndarray, " path"]


def decided_together(occurrences: Occurrences) -> dict[str, Days]:
    """Return the day on which it is decided that each option is exercised, infinite for never.

    Args:
        occurrences: What is known of them.
    """
    never = np.full(occurrences.view.paths, np.inf)
    order = by_first_day(occurrences.deal)
    days = {name: np.asarray(occurrences.given.get(name, never)) for name in order}
    free = [name for name in order if name not in occurrences.given and name in occurrences.view.terms]
    return _Table(occurrences, days, free).decided()


@dataclass
class _Table:
    """Options while they are decided.

    Args:
        occurrences: What is known of them.
        days: The day of decision of each, as far as that is found.
        free: Those that are not given.
        last: The last day on which each may still be decided.
        visits: How often each was decided.
        most: How often each may be: by then every day is final.
    """

    occurrences: Occurrences
    days: dict[str, Days]
    free: list[str]
    last: dict[str, float] = field(default_factory=dict)
    visits: dict[str, int] = field(default_factory=dict)
    most: int = 1

    def decided(self) -> dict[str, Days]:
        """Decide all."""
        open_ = list(self.free)
        while open_:
            name = open_.pop(0)
            changed = self._decide(name)
            again = {other for other in self.free if other != name and self._concerns(other, changed)}
            open_ = [other for other in self.free if other in again or other in open_]
        return self.days

    def _decide(self, name: str) -> Days:
        """Decide one, and return the first day of each path on which what it does is not what it did."""
        term, policy = self.occurrences.deal.terms[name], self.occurrences.policy(name)
        seen = self.occurrences.deciding(name, self.days)
        choices = policy.days(term, seen)
        before, found = self.days[name], policy.decide(choices, seen)
        if name not in self.visits:
            self.most += len(choices)
        self.visits[name] = self.visits.get(name, 0) + 1
        self.last[name] = max(
            (float(np.max(day, where=np.isfinite(day), initial=-1.0)) for day in choices), default=-1.0
        )
        self.days[name] = found
        return np.where(found != before, np.minimum(found, before), np.inf)

    def _concerns(self, other: str, changed: Days) -> bool:
        """Tell whether an option that was decided already might be decided differently after a change."""
        if other not in self.visits or self.visits[other] > self.most:
            return False
        return bool(np.any(changed <= np.minimum(self.days[other], self.last[other])))
