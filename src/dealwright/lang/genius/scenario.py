"""Hold a scenario: its issues, and a profile for each party with what it makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, final

from dealwright.lang.genius.boxes import Boxed, Listed
from dealwright.lang.genius.ruled import Ruled
from dealwright.lang.genius.woven import Blend, Woven

if TYPE_CHECKING:
    from dealwright.lang.genius.functions import Function
    from dealwright.lang.genius.issue import Issue

Format = Literal["GENIUS", "NegMAS", "GeniusWeb"]


@final
@dataclass(frozen=True, slots=True)
class Additive:
    """A utility that is a weighted sum over the issues.

    Attributes:
        weights: Of each issue, in the order of the scenario; taken as they are, whatever they sum to.
        functions: What each issue's values are worth, before they are weighted.
        bias: What is added to every outcome.
        most: What no outcome is worth more than; None for no limit.

    Source:
        `AdditiveUtilitySpace.getUtility` in GENIUS 10.4: the sum of weight times evaluation over the issues, weights as
        the file has them, those of objectives left out; a sum above one counts as one.
    """

    weights: tuple[float, ...]
    functions: tuple[Function, ...]
    bias: float = 0.0
    most: float | None = None


Utility: TypeAlias = Additive | Boxed | Listed | Ruled | Woven | Blend


@final
@dataclass(frozen=True, slots=True)
class Profile:
    """What one party wants.

    Attributes:
        name: What it is called: its file's name.
        utility: What each outcome is worth to it.
        reservation_value: What no agreement is worth to it; minus infinity where it is worth less than any outcome.
        discount_factor: What is left of a utility at the end of the time for the talks, above 0 up to 1.
    """

    name: str
    utility: Utility
    reservation_value: float = 0.0
    discount_factor: float = 1.0


@final
@dataclass(frozen=True, slots=True)
class Scenario:
    """Issues, and a profile for each party.

    Attributes:
        name: What it is called.
        issues: What is negotiated.
        profiles: One for each party.
        format: Whose files it was read from.
    """

    name: str
    issues: tuple[Issue, ...]
    profiles: tuple[Profile, ...]
    format: Format = "GENIUS"
