"""Policies of several options, fitted together from the last day of decision to the first.

When the rule for a day is fitted, those of all later days are known, whoever decides on them; what was decided before
is drawn at random. So each rule is best against what the others will do, whatever has happened by then, also where
their rules make sure that it never does.

Source: J. von Neumann and O. Morgenstern's backward induction, as R. Selten, International Journal of Game Theory 4,
1975, asks it of every subgame; I. Kharroubi, N. Langrené and H. Pham, Monte Carlo Methods and Applications 20(2), 2014,
on decisions drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.exercising.reach import Reach, all_at_once, needed
from dealwright.engine.exercising.rule import WAIT, Decides, Partly, Policy, Rule, days_open, rule_for
from dealwright.engine.exercising.taste import Taste
from dealwright.engine.exercising.turns import by_turns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.view import FuturesView
    from dealwright.world.futures import Futures

    Days = Float[ndarray, " path"]
    Worth = Float[ndarray, " path"]


def inducted(deal: Deal, training: Futures, options: Sequence[str]) -> dict[str, Policy]:
    """Fit the policies of several options together.

    Args:
        deal: The deal, overrides laid.
        training: Futures apart from those that are valued.
        options: Those that their holders decide.
    """
    fitting = _Induction(deal, training, options)
    for name in fitting.slots():
        fitting.fit(name)
    return {name: Policy(rules, all_at_once(name, deal)) for name, rules in fitting.rules.items()}


@dataclass
class _Induction:
    """Rules while they are being fitted.

    Args:
        deal: The deal.
        training: The training futures.
        options: The options that are fitted.
        rules: The rules of the last days of each, as far as they are found.
    """

    deal: Deal
    training: Futures
    options: Sequence[str]
    rules: dict[str, tuple[Rule, ...]] = field(default_factory=dict)

    def slots(self) -> list[str]:
        """List the options, each once for every day of decision: the last day first."""
        self.rules = dict.fromkeys(self.options, ())
        turns = by_turns(self.deal)
        found = []
        for name in self.options:
            for day in self._open(name, self._view(name)):
                first = float(np.min(day))
                found.append((first, turns.index(name), name))
        return [name for _, _, name in sorted(found, reverse=True)]

    def fit(self, name: str) -> None:
        """Fit the rule of an option for the last of its days for which there is none yet."""
        taste, view, known = Taste.of(self.deal, self.deal.terms[name].holder), self._view(name), self.rules[name]
        days = self._open(name, view)
        place = len(days) - len(known) - 1
        waits = Policy((*[WAIT] * (place + 1), *known), all_at_once(name, self.deal))
        now = self._worth(name, taste, {name: days[place]}, {})
        following = self._worth(name, taste, {}, {name: waits})
        reach = Reach.of(name, self.deal, weighs_all=taste.tolerance is not None)
        self.rules[name] = (rule_for(days[place], now, following, taste, reach, view), *known)

    def _others(self, name: str) -> dict[str, Decides]:
        """Let the other options follow the rules that are found, and be exercised at random before."""
        always = needed(name, self.deal)
        return {other: self._partly(other, always=other in always) for other in self.options if other != name}

    def _partly(self, name: str, *, always: bool) -> Partly:
        level = self.training.draws.uniform(f"exercise of {name}")
        return Partly(level, self.rules[name], always, all_at_once(name, self.deal))

    def _view(self, name: str) -> FuturesView:
        from dealwright.engine.view import FuturesView

        never = {name: np.full(self.training.paths, np.inf)}
        return FuturesView.of(self.deal, self.training, never, self._others(name)).deciding(name)

    def _open(self, name: str, view: FuturesView) -> list[Days]:
        return days_open(self.deal.terms[name], view, at_once=all_at_once(name, self.deal))

    def _worth(self, name: str, taste: Taste, decided: dict[str, Days], policies: dict[str, Policy]) -> Worth:
        from dealwright.engine.books import keep_books

        return taste.worth(keep_books(self.deal, self.training, decided, {**self._others(name), **policies}))
