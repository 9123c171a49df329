"""Rules by which the holder of an option decides on each day on which it may, found by least squares.

Going back from the last day of decision to the first, the gain from an exercise over what the later rules bring is
regressed on the state of the day. Near the boundary, where that leaves the decision in doubt, a second regression on
the paths in doubt alone decides. Of these, and of exercising or waiting whatever the state, each day takes the best.

Source: F. A. Longstaff and E. S. Schwartz, Review of Financial Studies 14(1), 2001, section 2, who too regress only
where the decision is in doubt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from dealwright.engine.exercising.state import State
from dealwright.terms.exercised import decision_days, paid_at_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.engine.exercising.reach import Reach
    from dealwright.engine.exercising.taste import Taste
    from dealwright.engine.view import FuturesView
    from dealwright.terms.option import Option

    Days = Float[ndarray, " path"]
    Worth = Float[ndarray, " path"]
    Columns = Float[ndarray, "column path"]

IN_DOUBT = 0.5
"""Part of the paths, those with the smallest gain or loss, on which the decision is fitted anew."""
NOTHING = 1e-9
"""Part of the largest gain on any path that counts as no gain."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether to exercise on one day of decision, given the state then.

    Args:
        always: Exercises whatever the state; the rest then counts for nothing.
        state: How the state is laid out; none for a day on which nothing is exercised.
        coefficients: Of the gain from exercise over going on, on the columns of the state.
        doubt: Where the gain is no farther than this from nothing, `near` decides.
        near: Coefficients fitted where the decision is in doubt.
        least: The gain from which it exercises.
    """

    always: bool = False
    state: State | None = None
    coefficients: Float[ndarray, " column"] | None = None
    doubt: float = 0.0
    near: Float[ndarray, " column"] | None = None
    least: float = 0.0

    def says(self, days: Days, view: FuturesView) -> Bool[ndarray, " path"]:
        """Tell on which paths it exercises on some days; where they are infinite it does not."""
        may = np.isfinite(days)
        if self.always or self.state is None or not may.any():
            return np.asarray(may & self.always)
        return np.asarray(may & self.gains(self.state.at(days, view)))

    def gains(self, columns: Columns) -> Bool[ndarray, " path"]:
        """Tell where an exercise gains by the state alone."""
        gain = np.asarray(self.coefficients @ columns)
        if self.near is not None:
            gain = np.where(np.abs(gain) <= self.doubt, self.near @ columns, gain)
        return np.asarray(gain > self.least)


WAIT, EXERCISE = Rule(), Rule(always=True)


class Decides(Protocol):
    """How an option is exercised: when it may be, and when of that it is."""

    def days(self, term: Option, view: FuturesView) -> list[Days]:
        """List the days on which the option may be exercised, infinite on paths where it may not.

        Args:
            term: The option.
            view: The futures as they are without its exercise.
        """
        ...

    def decide(self, days: Sequence[Days], view: FuturesView) -> Days:
        """Return the day of decision on each path, infinite for never.

        Args:
            days: The days on which it may be exercised.
            view: The futures as they are without its exercise.
        """
        ...


@dataclass(frozen=True, slots=True)
class Policy:
    """When an option is exercised.

    Args:
        rules: A rule for each of its days of decision, in the order of time.
        at_once: Whether all that an exercise brings is paid at once: it is then none where that is not above nothing.
    """

    rules: tuple[Rule, ...]
    at_once: bool = False

    def days(self, term: Option, view: FuturesView) -> list[Days]:
        """List the days on which the option may be exercised, infinite on paths where it may not.

        Args:
            term: The option.
            view: The futures as they are without its exercise.
        """
        return days_open(term, view, at_once=self.at_once)

    def decide(self, days: Sequence[Days], view: FuturesView) -> Days:
        """Return the day of decision on each path, infinite for never.

        Args:
            days: The days on which it may be exercised.
            view: The futures as they are without its exercise.
        """
        return followed(self.rules, days, np.full(view.paths, np.inf), view)


def followed(rules: Sequence[Rule], days: Sequence[Days], day: Days, view: FuturesView) -> Days:
    """Return the day of decision on each path by rules, or the one on which it is decided already.

    Args:
        rules: A rule for each day.
        days: The days on which the option may be exercised.
        day: The day on which that is decided already; infinite where it is not.
        view: The futures as they are without the exercise.
    """
    for rule, each in zip(rules, days, strict=True):
        open_ = np.where(np.isinf(day), each, np.inf)
        day = np.where(rule.says(open_, view), open_, day)
    return day


@dataclass(frozen=True, slots=True)
class Partly:
    """An option of which the last rules are fitted: before them it is exercised at random, or not at all.

    So whoever decides later learns what to do in any case.

    Args:
        level: A number from 0 to 1 for each path, which draws the day.
        rules: The rules of its last days.
        always: Whether it is exercised on every path on which it may be, as long as no rule is fitted.
        at_once: Whether all that an exercise brings is paid at once: it is then none where that is not above nothing.
    """

    level: Float[ndarray, " path"]
    rules: tuple[Rule, ...] = ()
    always: bool = False
    at_once: bool = False

    def days(self, term: Option, view: FuturesView) -> list[Days]:
        """List the days on which the option may be exercised, infinite on paths where it may not."""
        return days_open(term, view, at_once=self.at_once)

    def decide(self, days: Sequence[Days], view: FuturesView) -> Days:
        """Return the day that is drawn or decided on each path, infinite for never."""
        drawn = len(days) - len(self.rules)
        choices = drawn + (not self.always or bool(self.rules))
        place = np.minimum((self.level * choices).astype(int), choices - 1)
        day: Days = np.vstack([*days[:drawn], np.full(view.paths, np.inf)])[place, np.arange(view.paths)]
        return followed(self.rules, days[drawn:], day, view)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A branch fixed in advance.

    Args:
        always: Whether the option is exercised on the first day on which it may be; else never.
    """

    always: bool

    def days(self, term: Option, view: FuturesView) -> list[Days]:
        """List the days on which the option may be exercised, infinite on paths where it may not."""
        return decision_days(term, view)

    def decide(self, days: Sequence[Days], view: FuturesView) -> Days:
        """Return the first of some days, or never."""
        return np.minimum.reduce(days) if self.always else np.full(view.paths, np.inf)


def fixed_in_advance(term: Option) -> Fixed | None:
    """Return the branch of an option where that is fixed in advance; none where its holder decides."""
    return None if term.exercise == "best" else Fixed(term.exercise == "always")


def days_open(term: Option, view: FuturesView, *, at_once: bool) -> list[Days]:
    """List the days on which a holder may decide for an exercise, infinite on paths where it may not or never would.

    Args:
        term: The option.
        view: The futures as they are without its exercise.
        at_once: Whether all that an exercise brings is paid at once.
    """
    days = decision_days(term, view)
    if not at_once:
        return days
    return [np.where(paid_at_once(term, np.minimum(day, view.grid.edges[-1]), view) > 0.0, day, np.inf) for day in days]


def backwards(
    days: Sequence[Days], exercised: Sequence[Worth], waiting: Worth, taste: Taste, reach: Reach, view: FuturesView
) -> tuple[Rule, ...]:
    """Find rules from the last day of decision to the first, each on what the later rules bring.

    Args:
        days: The days of decision; infinite on paths on which there is none.
        exercised: What an exercise on each brings the holder in all.
        waiting: What never exercising brings.
        taste: What the holder weighs.
        reach: What the exercise touches.
        view: The training futures as they are without the exercise.

    Returns:
        A rule for each day.
    """
    following, rules = waiting, []
    for day, now in zip(reversed(days), reversed(exercised), strict=True):
        rule = rule_for(day, now, following, taste, reach, view)
        following = np.where(rule.says(day, view), now, following)
        rules.append(rule)
    return tuple(reversed(rules))


def rule_for(day: Days, now: Worth, following: Worth, taste: Taste, reach: Reach, view: FuturesView) -> Rule:
    """Find the rule for one day.

    Args:
        day: The day on each path; infinite on paths on which there is none.
        now: What an exercise on it brings the holder in all.
        following: What going on brings.
        taste: What the holder weighs.
        reach: What the exercise touches.
        view: The training futures as they are without the exercise.
    """
    return _rule(State.of(reach, day, view), day, now, following, taste, view) if np.isfinite(day).any() else WAIT


def _rule(state: State, day: Days, now: Worth, following: Worth, taste: Taste, view: FuturesView) -> Rule:
    """Find the rule for one day: of each sort fitted on one half of the paths, the one that does best on the other."""
    may = np.isfinite(day)
    columns = state.at(day, view)[:, may]
    felt, plain = taste.gain(now[may], following[may], columns), taste.gain(now[may], following[may])
    first = np.arange(len(felt)) < len(felt) // 2
    brings: Float[ndarray, "sort path"] = np.zeros((4, len(felt)))
    for half in (first, ~first):
        for sort, rule in zip(brings, _sorts(state, columns[:, ~half], felt[~half]), strict=True):
            sort[half] = plain[half] * _exercises(rule, columns[:, half])
    best = int(np.argmax(brings[:FINEST].sum(axis=1)))
    finer = brings[FINEST] - brings[best]
    clearly = float(finer.sum()) > float(np.std(finer)) * np.sqrt(len(finer))
    return _sorts(state, columns, felt)[FINEST if clearly else best]


FINEST = 3
"""The sort of rule that must be better by a standard error at least, as it has the most coefficients."""


def _sorts(state: State, columns: Columns, felt: Worth) -> tuple[Rule, Rule, Rule, Rule]:
    """Return a rule of each sort: waiting or exercising whatever the state, fitted on all paths, and where in doubt."""
    if not len(felt):
        return WAIT, EXERCISE, WAIT, WAIT
    least = NOTHING * float(np.max(np.abs(felt)))
    coefficients = _least_squares(columns, felt)
    gain = np.abs(coefficients @ columns)
    doubt = float(np.quantile(gain, IN_DOUBT))
    near = gain <= doubt
    whole = Rule(state=state, coefficients=coefficients, least=least)
    return WAIT, EXERCISE, whole, replace(whole, doubt=doubt, near=_least_squares(columns[:, near], felt[near]))


def _exercises(rule: Rule, columns: Columns) -> Bool[ndarray, " path"]:
    if rule.state is None:
        return np.full(columns.shape[1], rule.always)
    return rule.gains(columns)


def _least_squares(columns: Columns, gain: Float[ndarray, " path"]) -> Float[ndarray, " column"]:
    """Fit a gain on columns; where these say the same, the shortest solution."""
    found: Float[ndarray, " column"] = np.linalg.lstsq(columns @ columns.T, columns @ gain, rcond=1e-11)[0]
    return found
