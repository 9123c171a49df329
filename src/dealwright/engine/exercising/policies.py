"""When the holders of options exercise them: better for them over all their flows, given only what is known then.

A policy is fitted on training futures, apart from those that are valued; the branches fixed in advance stand as
candidates beside it. Valued on futures of its own a policy is a lower bound of the option to its holder.

Policies of several options are fitted together (see `induction`); then branches fixed in advance are tried on each.

Source: F. A. Longstaff and E. S. Schwartz, Review of Financial Studies 14(1), 2001; P. Glasserman, Monte Carlo Methods
in Financial Engineering, 2004, section 8.6, on the bound.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.signature import signature
from dealwright.engine.exercising.induction import inducted
from dealwright.engine.exercising.reach import Reach, all_at_once
from dealwright.engine.exercising.rule import EXERCISE, WAIT, Policy, Rule, backwards, days_open
from dealwright.engine.exercising.taste import Taste
from dealwright.engine.exercising.turns import by_first_day
from dealwright.engine.exercising.weighed import what_is_weighed
from dealwright.terms.option import Option
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.view import FuturesView
    from dealwright.world.futures import Futures

    Days = Float[ndarray, " path"]
    Worth = Float[ndarray, " path"]

__all__ = ["Policy", "fitted"]

SWEEPS = 12
"""How often branches fixed in advance are tried on each of several options, until none is better."""


def fitted(deal: Deal, futures: Futures) -> dict[str, Policy]:
    """Fit the policies of all options that their holders decide, on training futures.

    Args:
        deal: The deal, overrides laid.
        futures: The futures to be valued, of whose facts the training futures take those that are given.
    """
    given = {name: float(np.mean(value)) for name, value in futures.given.items()}
    reduced = what_is_weighed(deal)
    training = simulate(reduced, futures.draws.training(), facts=given)
    return training.store.get(("policies", _decided_by(reduced, given)), lambda: _Fit(reduced, training).policies())


def _decided_by(deal: Deal, given: Mapping[str, float]) -> Hashable:
    """Return all that policies hang on, as one value that equal ones share."""
    holders = {term.holder for term in deal.terms.values() if isinstance(term, Option)}
    parties = {name: party for name, party in deal.parties.items() if name in holders}
    traits = [(name, party.discount, party.risk_tolerance, party.tax) for name, party in parties.items()]
    terms = [
        (name, term.model_copy(update={"switches": None}) if isinstance(term, Option) else term)
        for name, term in deal.terms.items()
    ]
    facts = [
        (name, fact.is_, [(each.is_, each.weight) for each in fact.readings or ()]) for name, fact in deal.facts.items()
    ]
    switched = [(tuple(sorted(by)), changed) for by, changed in deal.switched.items()]
    world = (
        deal.drivers,
        facts,
        deal.correlations,
        deal.exchange_rates,
        deal.dates,
        deal.step,
        deal.prices,
        deal.inflation,
    )
    said = (traits, terms, switched, deal.companies, world, deal.risk_free, deal.worth_by)
    return (signature(said), tuple(sorted(given.items())))


@dataclass
class _Fit:
    """Policies while they are being fitted on training futures."""

    deal: Deal
    training: Futures
    found: dict[str, Policy] = field(default_factory=dict)

    def policies(self) -> dict[str, Policy]:
        """Fit all of them."""
        order = [name for name in by_first_day(self.deal) if self.deal.terms[name].exercise == "best"]
        if len(order) == 1:
            return {name: self._fit(name) for name in order}
        self.found = inducted(self.deal, self.training, order)
        for _ in range(SWEEPS):
            if not self._sweep(order):
                break
        return self.found

    def _sweep(self, order: Sequence[str]) -> bool:
        """Try fixed branches on all options, each against the policies of the others; tell whether one is better."""
        changed = False
        for name in reversed(order):
            policy = self._fit(name, self.found[name])
            changed |= policy is not self.found[name]
            self.found[name] = policy
        return changed

    def _fit(self, name: str, current: Policy | None = None) -> Policy:
        """Fit one option's policy, what the others do given: of the candidates the best, the current where equal."""
        from dealwright.engine.books import keep_books
        from dealwright.engine.view import FuturesView

        taste, term = Taste.of(self.deal, self.deal.terms[name].holder), self.deal.terms[name]
        others = {other: policy for other, policy in self.found.items() if other != name}
        never = np.full(self.training.paths, np.inf)

        def worth(day: Days) -> Worth:
            return taste.worth(keep_books(self.deal, self.training, {name: day}, others))

        view = FuturesView.of(self.deal, self.training, {name: never}, others).deciding(name)
        at_once = all_at_once(name, self.deal)
        days = days_open(term, view, at_once=at_once)
        waiting, exercised = worth(never), [worth(each) for each in days]
        if current is None:
            reach = Reach.of(name, self.deal, weighs_all=taste.tolerance is not None)
            current = Policy(backwards(days, exercised, waiting, taste, reach, view), at_once)
        candidates = [current, *(Policy(rules, at_once) for rules in _fixed(len(days)))]
        return max(candidates, key=lambda policy: taste.measure(_followed(policy, days, exercised, waiting, view)))


def _fixed(count: int) -> Iterator[tuple[Rule, ...]]:
    """Go through the branches fixed in advance: never, on one day only, and on the first day from each on."""
    yield (WAIT,) * count
    for place in range(count):
        yield tuple(EXERCISE if number >= place else WAIT for number in range(count))
        yield tuple(EXERCISE if number == place else WAIT for number in range(count))


def _followed(
    policy: Policy, days: Sequence[Days], exercised: Sequence[Worth], waiting: Worth, view: FuturesView
) -> Worth:
    """Return what following a policy brings on each path."""
    worth, open_ = waiting, np.ones(view.paths, dtype=bool)
    for rule, day, now in zip(policy.rules, days, exercised, strict=True):
        here = rule.says(np.where(open_, day, np.inf), view)
        worth, open_ = np.where(here, now, worth), open_ & ~here
    return worth
