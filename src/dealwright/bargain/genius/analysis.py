"""Analyse a scenario: what each outcome is worth to each party, which are undominated, what the solutions name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.bargaining import bargain
from dealwright.bargain.excerpt import Aim, Excerpt, excerpt, glance
from dealwright.bargain.genius.measured import Analysis, Party, agreement_at, as_genius_counts, opposition
from dealwright.bargain.genius.merged import merged_frontier
from dealwright.bargain.genius.outcomes import Outcomes, all_utilities, capped, parts, utilities
from dealwright.bargain.table import Rules
from dealwright.bargain.zone import suits
from dealwright.engine.result import Estimate
from dealwright.lang.genius.issue import REAL_STEPS
from dealwright.lang.genius.scenario import Additive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float, Int

    from dealwright.bargain.genius.measured import Agreement
    from dealwright.bargain.result import Bargain
    from dealwright.lang.genius.scenario import Profile, Scenario

MOST_LISTED = 20_000_000
"""Outcomes that are gone through one by one; of more, the frontier is merged from the issues."""
MOST_UNSUMMED = 10_000_000
"""The same where a utility is no sum over the issues."""
DRAWN, SEED = 1 << 16, 1
"""Outcomes drawn of more than can be gone through, and the seed by which."""
BLOCK = 1 << 20
"""Outcomes gone through at once."""


class NoNumberError(ValueError):
    """A utility has no number for an outcome."""


class TooManyOutcomesError(ValueError):
    """There are more outcomes than can be gone through, and a utility that is no sum over the issues."""


def analyse(
    scenario: Scenario,
    *,
    time: float = 0.0,
    steps: int = REAL_STEPS,
    lotteries: bool = False,
    outcome: Mapping[str, str] | None = None,
) -> Analysis:
    """Analyse a scenario.

    Args:
        scenario: Issues and profiles.
        time: When the parties agree, as a share of the time for the talks, 0 to 1: utilities and reservation values
            are discounted to it.
        steps: Values at which each real issue is looked at, at least two.
        lotteries: Whether the parties may draw lots between outcomes.
        outcome: An outcome to be looked at, the value of each issue as it is written by the issue's name.

    Returns:
        The analysis, in utilities.

    Raises:
        ValueError: If the outcome is none of the scenario's, or `time` or `steps` is out of its range.
        TooManyOutcomesError: If there are too many outcomes.
    """
    if not 0 <= time <= 1 or steps < 2:  # noqa: PLR2004 - both ends
        raise ValueError("the time is from 0 to 1, and a real issue is looked at at two values or more")
    outcomes = Outcomes(scenario.issues, steps)
    places = None if outcome is None else np.array([outcomes.found(outcome)], dtype=np.int32)
    seen = _Seen.of(scenario.profiles, outcomes, time)
    found = seen.bargain(lotteries=lotteries)
    agreement = None if places is None else _agreement(places, seen, found)
    named = as_genius_counts(found)
    return Analysis(
        scenario.name,
        scenario.format,
        outcomes,
        seen.parties(),
        found,
        opposition(found, named),
        named,
        agreement,
        time,
        seen.notes,
        seen.share,
    )


def _agreement(places: Int[np.ndarray, "outcome issue"], seen: _Seen, found: Bargain) -> Agreement:
    worth = [
        float(utilities(profile, seen.outcomes, places)[0] * scale)
        for profile, scale in zip(seen.profiles, seen.scales, strict=True)
    ]
    return agreement_at(seen.outcomes.written(places[0].tolist()), dict(zip(found.between, worth, strict=True)), found)


def _too_many(outcomes: Outcomes) -> str:
    """Say why outcomes are not gone through, and what mends it."""
    what = f"there are {outcomes.count:,} outcomes, and utilities that are no sums over the issues"
    finer = range(outcomes.steps, 1, -1) if any(issue.kind == "real" for issue in outcomes.issues) else ()
    steps = next((each for each in finer if Outcomes(outcomes.issues, each).count <= MOST_UNSUMMED), None)
    mend = f"say --steps {steps}" if steps else "leave values out of the domain until there are few enough"
    return f"{what}: only {MOST_UNSUMMED:,} of those can be gone through; {mend}"


class _Seen:
    """All outcomes as the parties see them, gone through or merged."""

    def __init__(self, profiles: Sequence[Profile], outcomes: Outcomes, time: float) -> None:
        self.profiles, self.outcomes = tuple(profiles), outcomes
        self.scales = [profile.discount_factor**time for profile in profiles]
        self.notes: tuple[str, ...] = ()
        self.rows: list[list[Float[np.ndarray, " value"]]] = []
        self.ends: list[tuple[float, float]] = []
        self.excerpt: Excerpt | None = None
        self.places: Int[np.ndarray, "outcome issue"] | None = None
        self.share: Estimate | None = None

    @staticmethod
    def of(profiles: Sequence[Profile], outcomes: Outcomes, time: float) -> _Seen:
        seen = _Seen(profiles, outcomes, time)
        sums = all(isinstance(profile.utility, Additive) for profile in profiles)
        if not sums and outcomes.count > MOST_UNSUMMED:
            raise TooManyOutcomesError(_too_many(outcomes))
        seen.rows = [parts(profile, outcomes) for profile in profiles] if sums else []
        seen.ends = [seen._range(at) if sums else seen._looked_through(at) for at in range(len(profiles))]
        (seen._list if outcomes.count <= MOST_LISTED else seen._merge)()
        return seen

    def _looked_through(self, at: int) -> tuple[float, float]:
        """The least and the most that an outcome is worth to a party whose utility is no sum."""
        low, high = np.inf, -np.inf
        for first, last in self._blocks():
            worth = all_utilities(self.profiles[at], self.outcomes, first, last) * self.scales[at]
            self._see_numbers(worth, first, at)
            low, high = min(low, float(worth.min())), max(high, float(worth.max()))
        return low, high

    def _see_numbers(self, worth: Float[np.ndarray, " outcome"], first: int, at: int) -> None:
        """Refuse a utility that has no number for an outcome, as of a root of what is below zero."""
        odd = np.flatnonzero(~np.isfinite(worth))
        if len(odd):
            places = self.outcomes.places(np.array([first + int(odd[0])]))[0]
            where = ", ".join(f"{name} {value}" for name, value in self.outcomes.written(places.tolist()).items())
            raise NoNumberError(f"what {self.profiles[at].name} makes of {where} is no finite number")

    def _blocks(self) -> list[tuple[int, int]]:
        count = self.outcomes.count
        return [(first, min(first + BLOCK, count)) for first in range(0, count, BLOCK)]

    def _range(self, at: int) -> tuple[float, float]:
        """The least and the most that an outcome is worth to a party: the least and the most of every issue."""
        profile, rows = self.profiles[at], self.rows[at]
        sums = np.array([sum(row.min() for row in rows), sum(row.max() for row in rows)])
        if not np.isfinite(sums).all():
            raise NoNumberError(f"what {profile.name} makes of some outcome is no finite number")
        low, high = (capped(profile, sums) * self.scales[at]).tolist()
        return low, high

    @property
    def held(self) -> list[float]:
        """What each party holds without an agreement: where a profile says it is less than anything, the least."""
        return [
            profile.reservation_value * scale if np.isfinite(profile.reservation_value) else low
            for profile, scale, (low, _) in zip(self.profiles, self.scales, self.ends, strict=True)
        ]

    def _aim(self) -> Aim:
        ends = np.array(self.ends)
        outside = np.full(len(self.profiles), -np.inf)
        return Aim(self.outcomes.count, np.array(self.held), outside, paying=False, least=ends[:, 0], most=ends[:, 1])

    def _list(self) -> None:
        aim = self._aim()
        self.excerpt = excerpt((glance(np.arange(*block), self._worth(*block), aim) for block in self._blocks()), aim)

    def _worth(self, first: int, last: int) -> Float[np.ndarray, "party outcome"]:
        rows = [
            all_utilities(profile, self.outcomes, first, last) * scale
            for profile, scale in zip(self.profiles, self.scales, strict=True)
        ]
        return np.array(rows)

    def _merge(self) -> None:
        merged = merged_frontier(self.rows)
        worth = np.array(
            [
                capped(profile, row) * scale
                for profile, row, scale in zip(self.profiles, merged.worth, self.scales, strict=True)
            ]
        )
        numbers = np.arange(worth.shape[1])
        self.places = merged.places
        self.excerpt = Excerpt(self.outcomes.count, numbers, worth, 0, numbers, np.zeros(len(worth)))
        many = f"there are {self.outcomes.count:,} outcomes, so the frontier is merged issue by issue"
        self.notes = (f"{many}, with one outcome for each of its points; how many are acceptable is drawn",)
        self.share = self._drawn()
        if merged.slack:
            self.notes += (f"the frontier is exact to {merged.slack:.2g} of a sum of weights",)

    def _drawn(self) -> Estimate:
        """Estimate which share of all outcomes nobody refuses, from outcomes drawn evenly."""
        random = np.random.default_rng(SEED)
        sizes = self.outcomes.shape
        places = np.stack([random.integers(size, size=DRAWN, dtype=np.int32) for size in sizes], axis=1)
        rows = [utilities(profile, self.outcomes, places) for profile in self.profiles]
        worth = np.array([row * scale for row, scale in zip(rows, self.scales, strict=True)])
        share = float(suits(worth, np.array(self.held)).mean())
        return Estimate(share, float(np.sqrt(share * (1.0 - share) / DRAWN)))

    def _described(self, number: int) -> dict[str, str]:
        places = self.outcomes.places(np.array([number]))[0] if self.places is None else self.places[number]
        return self.outcomes.written(places.tolist())

    def bargain(self, *, lotteries: bool) -> Bargain:
        assert self.excerpt is not None  # noqa: S101 - `of` has seen to it
        names = [profile.name for profile in self.profiles]
        return bargain(
            self.excerpt,
            dict(zip(names, self.held, strict=True)),
            describe=self._described,
            paths_of_terms=[issue.name for issue in self.outcomes.issues],
            measure="utility",
            rules=Rules(lotteries=lotteries),
        )

    def parties(self) -> tuple[Party, ...]:
        return tuple(
            Party(
                profile.name, held, profile.discount_factor, *ends, stated=bool(np.isfinite(profile.reservation_value))
            )
            for profile, held, ends in zip(self.profiles, self.held, self.ends, strict=True)
        )
