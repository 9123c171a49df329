"""Hold utilities in which issues work together: products of what several issues make, and sums of whole utilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, final

if TYPE_CHECKING:
    from dealwright.lang.genius.functions import Function
    from dealwright.lang.genius.issue import Value
    from dealwright.lang.genius.scenario import Utility

Powers: TypeAlias = tuple[tuple[int, float], ...]
"""What is multiplied: the place of each number, and the power to which it is raised."""


@final
@dataclass(frozen=True, slots=True)
class Products:
    """A sum of products of numbers.

    Attributes:
        terms: How much each product counts, and what is multiplied.
        offset: What is added.
    """

    terms: tuple[tuple[float, Powers], ...]
    offset: float = 0.0


@final
@dataclass(frozen=True, slots=True)
class Grid:
    """A number for each combination of the values of some issues.

    Attributes:
        entries: The numbers by the values, in the order of the issues.
    """

    entries: tuple[tuple[tuple[Value, ...], float], ...]


Joint: TypeAlias = Products | Grid
"""What several issues make together."""


@final
@dataclass(frozen=True, slots=True)
class Factor:
    """What some issues make.

    Attributes:
        issues: Their places.
        function: Of one issue, a function of its values; of several, one of their values together.
    """

    issues: tuple[int, ...]
    function: Function | Joint


@final
@dataclass(frozen=True, slots=True)
class Woven:
    """A utility that is made of factors.

    Attributes:
        factors: What some issues make.
        products: The sum of products of the factors, by their places.

    Source:
        `GLAUtilityFunction`, `GPAUtilityFunction` and `PAUtilityFunction` in NegMAS 0.16.
    """

    factors: tuple[Factor, ...]
    products: Products


@final
@dataclass(frozen=True, slots=True)
class Blend:
    """A weighted sum of whole utilities.

    Attributes:
        parts: How much each counts.

    Source:
        `WeightedUtilityFunction` in NegMAS 0.16.
    """

    parts: tuple[tuple[float, Utility], ...]
