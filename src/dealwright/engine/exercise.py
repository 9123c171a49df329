"""When the holders of options exercise them: better for them over all their flows, given only what is known then.

A policy is fitted on training futures, apart from those that are valued, by least squares on the state at each day of
decision, from the last back to the first; the branches fixed in advance stand as candidates beside it.

Source: F. A. Longstaff and E. S. Schwartz, Review of Financial Studies 14(1), 2001, section 2. Valued on futures of its
own a policy is a lower bound: P. Glasserman, Monte Carlo Methods in Financial Engineering, 2004, section 8.6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import beliefs as belief
from dealwright.engine.exercise_state import State, state_at
from dealwright.engine.lines import Rates, whole
from dealwright.engine.measures import exponential_equivalent
from dealwright.terms.exercised import decision_days, effect
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.view import FuturesView
    from dealwright.terms.option import Option
    from dealwright.world.futures import Futures

    Days = Float[ndarray, " path"]
    Worth = Float[ndarray, " path"]

SWEEPS = 2
"""How often policies of several options are fitted, each against the others'."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether to exercise on one day of decision, given the state then.

    Args:
        always: Exercises whatever the state; `coefficients` then count for nothing.
        state: How the state is laid out; none for a day on which nothing is exercised.
        coefficients: Of the gain from exercise over going on, on the columns of the state.
    """

    always: bool = False
    state: State | None = None
    coefficients: Float[ndarray, " column"] | None = None

    def says(self, days: Days, view: FuturesView) -> ndarray:
        """Tell on which paths it exercises on some days; where they are infinite it does not."""
        may = np.isfinite(days)
        if self.always or self.state is None or self.coefficients is None:
            return np.asarray(may & self.always)
        found: ndarray = may & (self.coefficients @ state_at(self.state, days, view) > 0.0)
        return found


@dataclass(frozen=True, slots=True)
class Policy:
    """When an option is exercised: a rule for each of its days of decision, in the order of time."""

    rules: tuple[Rule, ...]

    def decide(self, term: Option, view: FuturesView) -> Days:
        """Return the day of exercise on each path, infinite for never."""
        day: Days = np.full(view.paths, np.inf)
        for rule, days in zip(self.rules, decision_days(term, view), strict=True):
            day = np.where(np.isinf(day) & rule.says(days, view), days, day)
        return day


def exercised_on(name: str, deal: Deal, view: FuturesView, policy: Policy) -> Days:
    """Return the day on which an option takes effect on each path, its holder deciding on what it knows then.

    Args:
        name: The option.
        deal: The deal, overrides laid.
        view: Its futures, in which the option is not exercised.
        policy: How its holder decides.
    """
    term: Option = deal.terms[name]
    return effect(term, policy.decide(term, view), view)


def fitted(deal: Deal, futures: Futures) -> dict[str, Policy]:
    """Fit the policies of all options that their holders decide, on training futures.

    Args:
        deal: The deal, overrides laid.
        futures: The futures to be valued, of whose facts the training futures take those that are given.
    """
    given = {name: float(np.mean(value)) for name, value in futures.given.items()}
    training = simulate(deal, futures.draws.training(), facts=given)
    names = [name for name, term in deal.terms.items() if term.kind == "option" and term.exercise == "best"]
    never: dict[str, Policy] = {}
    for _ in range(SWEEPS if len(names) > 1 else 1):
        for name in reversed(names):
            others = {other: policy for other, policy in never.items() if other != name}
            never[name] = _fit(name, deal, training, others, names)
    return never


def _fit(name: str, deal: Deal, training: Futures, others: Mapping[str, Policy], names: Sequence[str]) -> Policy:
    """Fit one option's policy, those of others given."""
    from dealwright.engine.books import keep_books

    taste = _Taste.of(deal, deal.terms[name].holder, training)
    undecided = {other: np.full(training.paths, np.inf) for other in names if other not in others and other != name}

    def worth(day: Days) -> Worth:
        books = keep_books(deal, training, {**undecided, name: day}, others)
        return taste.worth(books)

    from dealwright.engine.view import FuturesView

    never = np.full(training.paths, np.inf)
    view = FuturesView.of(deal, training, {**undecided, name: never}, others)
    term: Option = deal.terms[name]
    days = decision_days(term, view)
    unexercised = worth(never)
    exercised = [worth(effect(term, each, view)) for each in days]
    rules, followed = _backwards(days, exercised, unexercised, taste, view)
    fixed = [(tuple(Rule() for _ in days), unexercised)]
    for place, each in enumerate(exercised):
        only = tuple(Rule(always=number == place) for number in range(len(days)))
        fixed.append((only, np.where(np.isfinite(days[place]), each, unexercised)))
    best = max([(rules, followed), *fixed], key=lambda candidate: taste.measure(candidate[1]))
    return Policy(best[0])


def _backwards(
    days: Sequence[Days], exercised: Sequence[Worth], unexercised: Worth, taste: _Taste, view: FuturesView
) -> tuple[tuple[Rule, ...], Worth]:
    """Go from the last day of decision to the first, each time on what the later rules bring."""
    following, rules = unexercised, []
    for day, now in zip(reversed(days), reversed(exercised), strict=True):
        rule, may = Rule(), np.isfinite(day)
        if may.any():
            gain = taste.utility(now[may]) - taste.utility(following[may])
            state = State.of(day, view)
            columns = state_at(state, day, view)[:, may]
            coefficients, *_ = np.linalg.lstsq(columns @ columns.T, columns @ gain, rcond=1e-10)
            rule = Rule(state=state, coefficients=coefficients)
        following = np.where(rule.says(day, view), now, following)
        rules.append(rule)
    return tuple(reversed(rules)), following


@dataclass(frozen=True, slots=True)
class _Taste:
    """What a holder weighs: the worth of all its flows at the bargain's rate, and its mind about risk."""

    holder: str
    rates: Rates
    tolerance: float | None

    @staticmethod
    def of(deal: Deal, holder: str, futures: Futures) -> _Taste:
        free = belief.constant(deal, deal.risk_free)
        if holder not in deal.parties:
            return _Taste(holder, Rates(free, own_rates=False), None)
        traits = belief.traits(deal, holder)
        if deal.worth_by == "mean_at_discount":
            return _Taste(holder, Rates(traits.discount, own_rates=True), None)
        del futures
        return _Taste(holder, Rates(free, own_rates=False), traits.risk_tolerance)

    def worth(self, books: object) -> Worth:
        """Return what everything is worth to the holder on each path."""
        if self.holder in books.deal.parties:  # type: ignore[attr-defined]
            return whole(books, self.holder, self.rates)  # type: ignore[arg-type]
        company = books.companies[self.holder]  # type: ignore[attr-defined]
        found: Worth = company.resources * company.exit.discount(company.exit.rate)
        return found

    def utility(self, worth: Worth) -> Worth:
        """Return a worth as the holder feels it, in money near its middle."""
        if self.tolerance is None:
            return worth
        middle = exponential_equivalent(worth[None, :], self.tolerance)[0]
        felt: Worth = -self.tolerance * np.expm1(-(worth - middle) / self.tolerance)
        return felt

    def measure(self, worth: Worth) -> float:
        """Return the one figure by which the holder compares."""
        if self.tolerance is None:
            return float(np.mean(worth))
        return float(exponential_equivalent(worth[None, :], self.tolerance)[0])
