"""Number the outcomes of a scenario, and say what they are worth to each party."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, final

import numpy as np

from dealwright.bargain.genius.unsummed import boxed, ruled
from dealwright.bargain.genius.woven import woven
from dealwright.lang.genius.boxes import Boxed, Listed
from dealwright.lang.genius.issue import REAL_STEPS
from dealwright.lang.genius.ruled import Ruled
from dealwright.lang.genius.scenario import Additive
from dealwright.lang.genius.woven import Blend, Woven

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float, Int

    from dealwright.lang.genius.issue import Issue, Value
    from dealwright.lang.genius.scenario import Profile

    Choices = Int[np.ndarray, "outcome issue"]


@final
@dataclass(frozen=True)
class Outcomes:
    """All outcomes of some issues, numbered with the last issue running fastest.

    Attributes:
        issues: What is negotiated.
        steps: Values at which real issues are looked at.
    """

    issues: tuple[Issue, ...]
    steps: int = REAL_STEPS

    @cached_property
    def choices(self) -> tuple[Sequence[Value], ...]:
        """The values of each issue."""
        return tuple(issue.choices(self.steps) for issue in self.issues)

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many values each issue has."""
        return tuple(len(each) for each in self.choices)

    @cached_property
    def count(self) -> int:
        """How many outcomes there are."""
        product = 1
        for size in self.shape:
            product *= size
        return product

    def places(self, numbers: Int[np.ndarray, " outcome"]) -> Choices:
        """Say which value of each issue an outcome takes.

        Args:
            numbers: Numbers of outcomes.

        Returns:
            The place of the value among those of its issue.
        """
        rest, found = np.asarray(numbers, dtype=np.int64), np.empty((len(numbers), len(self.shape)), dtype=np.int32)
        for issue in range(len(self.shape) - 1, -1, -1):
            rest, found[:, issue] = np.divmod(rest, self.shape[issue])
        return found

    def written(self, places: Sequence[int]) -> dict[str, str]:
        """Write an outcome: the value of each issue by its name."""
        return {
            issue.name: written(self.choices[at][place])
            for at, (issue, place) in enumerate(zip(self.issues, places, strict=True))
        }

    def found(self, outcome: Mapping[str, str]) -> tuple[int, ...]:
        """Find an outcome.

        Args:
            outcome: The value of each issue as it is written, by the issue's name.

        Returns:
            The place of each value.

        Raises:
            ValueError: If an issue is missing or unknown, or has no such value.
        """
        unknown = outcome.keys() - {issue.name for issue in self.issues}
        if unknown:
            known = ", ".join(f"`{issue.name}`" for issue in self.issues)
            raise ValueError(f"there is no issue `{min(unknown)}`; there are {known}")
        return tuple(self._place(issue, at, outcome) for at, issue in enumerate(self.issues))

    def _place(self, issue: Issue, at: int, outcome: Mapping[str, str]) -> int:
        if issue.name not in outcome:
            raise ValueError(f"the outcome says nothing of `{issue.name}`")
        wanted, values = outcome[issue.name], [written(value) for value in self.choices[at]]
        if wanted in values:
            return values.index(wanted)
        near = [place for place, value in enumerate(self.choices[at]) if _same_number(wanted, value)]
        if near:
            return near[0]
        few = 8
        which = ", ".join(f"`{value}`" for value in values[:few]) + (
            f" and {len(values) - few} more" * (len(values) > few)
        )
        raise ValueError(f"`{issue.name}` cannot be `{wanted}`; it can be {which}")


def written(value: Value) -> str:
    """Write a value: a word as it is, a number as short as it can be read back."""
    return value if isinstance(value, str) else f"{value:.12g}" if isinstance(value, float) else str(value)


def _same_number(wanted: str, value: Value) -> bool:
    try:
        return not isinstance(value, str) and abs(float(wanted) - float(value)) <= 1e-9 * max(1.0, abs(float(value)))
    except ValueError:
        return False


def parts(profile: Profile, outcomes: Outcomes) -> list[Float[np.ndarray, " value"]]:
    """Say what each value of each issue adds to a party's utility.

    Args:
        profile: The party's profile, whose utility is additive.
        outcomes: The outcomes.

    Returns:
        Weight times evaluation, a row for each issue.
    """
    utility = profile.utility
    assert isinstance(utility, Additive)  # noqa: S101 - the caller has looked
    return [
        weight * np.array(function.of(values), dtype=float)
        for weight, function, values in zip(utility.weights, utility.functions, outcomes.choices, strict=True)
    ]


def capped(profile: Profile, sums: Float[np.ndarray, " outcome"]) -> Float[np.ndarray, " outcome"]:
    """Add a party's bias to sums over the issues, and keep them under its limit."""
    utility = profile.utility
    assert isinstance(utility, Additive)  # noqa: S101 - the caller has looked
    whole = sums + utility.bias if utility.bias else sums
    return whole if utility.most is None else np.minimum(whole, utility.most)


def utilities(profile: Profile, outcomes: Outcomes, places: Choices) -> Float[np.ndarray, " outcome"]:
    """Say what some outcomes are worth to a party.

    Args:
        profile: Its profile.
        outcomes: All outcomes.
        places: Which value of each issue each outcome takes.

    Returns:
        Utilities; those that are sums are summed in the order of the issues, as GENIUS does.
    """
    utility = profile.utility
    if not isinstance(utility, Additive):
        return _unsummed(profile, outcomes, places)
    total = np.zeros(len(places))
    for issue, row in enumerate(parts(profile, outcomes)):
        total += row[places[:, issue]]
    return capped(profile, total)


def _unsummed(profile: Profile, outcomes: Outcomes, places: Choices) -> Float[np.ndarray, " outcome"]:
    """Say what outcomes are worth by a utility that is no sum over the issues."""
    utility = profile.utility
    if isinstance(utility, Boxed):
        return boxed(utility, outcomes.choices, places)
    if isinstance(utility, Ruled):
        return ruled(utility, places)
    if isinstance(utility, Woven):
        return woven(utility, outcomes.choices, places)
    if isinstance(utility, Listed):
        return np.asarray(np.array(utility.worths)[np.ravel_multi_index(tuple(places.T), outcomes.shape)])
    assert isinstance(utility, Blend)  # noqa: S101 - there is no other
    total = np.zeros(len(places))
    for weight, part in utility.parts:
        total += weight * utilities(replace(profile, utility=part), outcomes, places)
    return total


def all_utilities(profile: Profile, outcomes: Outcomes, first: int, last: int) -> Float[np.ndarray, " outcome"]:
    """Say what the outcomes of a stretch of numbers are worth to a party.

    Args:
        profile: Its profile.
        outcomes: All outcomes.
        first: The first number.
        last: The one after the last.

    Returns:
        Utilities.
    """
    if not isinstance(profile.utility, Additive):
        return utilities(profile, outcomes, outcomes.places(np.arange(first, last)))
    rows, tail = parts(profile, outcomes), 1
    at = len(rows)
    while at > 0 and tail * len(rows[at - 1]) <= last - first:
        at -= 1
        tail *= len(rows[at])
    heads = np.arange(first // tail, (last - 1) // tail + 1)
    places = Outcomes(outcomes.issues[:at], outcomes.steps).places(heads) if at else np.zeros((len(heads), 0), np.int32)
    total = np.zeros(len(heads))
    for issue, row in enumerate(rows[:at]):
        total += row[places[:, issue]]
    for row in rows[at:]:
        total = (total[:, None] + row[None, :]).ravel()
    start = first - (first // tail) * tail
    return capped(profile, total[start : start + last - first])
