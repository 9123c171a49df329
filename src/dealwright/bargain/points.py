"""Hold packages with what they are worth: one by one, or many whose words are written only when somebody reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, overload

from dealwright.engine.result import finite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import numpy as np
    from jaxtyping import Float, Int

    from dealwright.engine.result import Json


@dataclass(frozen=True, slots=True)
class Point:
    """One package and what it is worth to each party.

    Attributes:
        package: `path: value as written`.
        certainty_equivalent: worth by the bargain's measure, per party, in currency.
        number: the package's place in the order of all packages, from 0.
        standard_error: standard error of the worth, per party; empty where it was not computed.
    """

    package: Mapping[str, str]
    certainty_equivalent: Mapping[str, float]
    number: int
    standard_error: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Return the package and its worth; the standard error where there is one."""
        written: dict[str, Json] = {
            "package": dict(self.package),
            "certainty_equivalent": {party: finite(worth) for party, worth in self.certainty_equivalent.items()},
        }
        if self.standard_error:
            written["standard_error"] = {party: finite(error) for party, error in self.standard_error.items()}
        return written


@dataclass(frozen=True, slots=True, eq=False)
class Points(Sequence[Point]):
    """Many packages in order. A frontier may hold a million: each is made a `Point` when it is asked for.

    Attributes:
        parties: the parties that bargain.
        numbers: the packages' places in the order of all packages.
        worth: worth of each of them to each party, in currency.
        describe: what a package sets, by its number.
    """

    parties: tuple[str, ...]
    numbers: Int[np.ndarray, " point"]
    worth: Float[np.ndarray, "party point"]
    describe: Callable[[int], Mapping[str, str]]

    def __len__(self) -> int:
        """Count the packages."""
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> Point: ...
    @overload
    def __getitem__(self, place: slice) -> Points: ...
    def __getitem__(self, place: int | slice) -> Point | Points:
        """Return one package, or some as a sequence of the same kind."""
        if isinstance(place, slice):
            return Points(self.parties, self.numbers[place], self.worth[:, place], self.describe)
        return self._point(int(self.numbers[place]), self.worth[:, place].tolist())

    def __iter__(self) -> Iterator[Point]:
        """Make one package after the other."""
        yield from map(self._point, self.numbers.tolist(), self.worth.T.tolist())

    def __eq__(self, other: object) -> bool:
        """Compare package by package, with a sequence of any kind."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    def __hash__(self) -> int:
        """Make equal sequences of this kind alike: by their packages' numbers."""
        return hash((self.parties, self.numbers.tobytes()))

    def _point(self, number: int, worth: Sequence[float]) -> Point:
        return Point(self.describe(number), dict(zip(self.parties, worth, strict=True)), number)


def worth_to(points: Sequence[Point], party: str) -> list[float]:
    """List what packages are worth to a party, without describing any.

    Args:
        points: the packages.
        party: to whom.
    """
    if isinstance(points, Points):
        found: list[float] = points.worth[points.parties.index(party)].tolist()
        return found
    return [point.certainty_equivalent[party] for point in points]


def numbers_of(points: Sequence[Point]) -> list[int]:
    """List the places of packages in the order of all, without describing any."""
    if isinstance(points, Points):
        found: list[int] = points.numbers.tolist()
        return found
    return [point.number for point in points]
