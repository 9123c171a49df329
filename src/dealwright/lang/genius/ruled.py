"""Hold utilities of ranks and rules: each value has a rank, and rules say when one counts for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True, slots=True)
class Rule:
    """When something is worth nothing: if all of its checks hold, and a sum is within its bounds.

    Attributes:
        of: The place of the issue that is worth nothing then; None for the whole outcome.
        checks: The place of an issue, and for which of its values the check holds.
        summed: The place of an issue, and the whole number of each of its values.
        low: The least sum.
        high: The largest.
    """

    of: int | None
    checks: tuple[tuple[int, tuple[bool, ...]], ...]
    summed: tuple[tuple[int, tuple[int, ...]], ...] = ()
    low: int = 0
    high: int = 0


@final
@dataclass(frozen=True, slots=True)
class Ruled:
    """A utility of ranks and rules.

    Attributes:
        ranks: The place of an issue, and what each of its values is worth, from 0 to 1.
        rules: When an issue or an outcome is worth nothing.

    Source:
        `ConstraintUtilitySpace.getUtility` in GENIUS 10.4: the mean over the ranked issues of rank over largest rank,
        nothing for an issue that a rule speaks of, and nothing at all where a rule speaks of the outcome.
    """

    ranks: tuple[tuple[int, tuple[float, ...]], ...]
    rules: tuple[Rule, ...]
