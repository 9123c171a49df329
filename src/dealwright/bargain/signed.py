"""Find the package that was signed in the end, and say where it lies among what could be negotiated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import show
from dealwright.engine import beliefs as belief
from dealwright.lang.parse import Grammar, parse
from dealwright.world.draws import Draws
from dealwright.world.frames import Edges
from dealwright.world.futures import simulate
from dealwright.world.value import value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.lang.load import Loaded
    from dealwright.world.futures import Futures

FEW = 64
"""Futures on which the value of a term that moves with time is averaged."""

SWITCHES = ("active", "if")
"""Keys that mean yes where they are left out."""

UNSAID = {"no", "none"}
"""A yes or no that is left out is a no."""

Position = float | str
"""Where a value stands on its path: a number, a day, or the value itself where there is no order."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The package that was signed.

    Args:
        by: The party in whose offer it stands.
        on: When, ISO 8601.
        package: `path: value as written`.
    """

    by: str
    on: str
    package: Mapping[str, str]


def signed_package(loaded: Loaded) -> Signed | None:
    """Find the entry of the talks that was signed; None where there is none."""
    deal = loaded.sound
    for number, talk in enumerate(deal.talks):
        if talk.signed is not None and belief.constant(deal, talk.signed):
            paths = talk.offer or {}
            package = {path: loaded.text_at(f"talks.{number}.offer.{path}") or "" for path in paths}
            return Signed(talk.by, show(talk.on), package)
    return None


@dataclass(frozen=True, slots=True, eq=False)
class TermSpace:
    """Where packages lie on their negotiable paths.

    Args:
        positions: Of each value of each path.
        width: From the least to the greatest of a path's values; zero where they have no order.
    """

    positions: Mapping[str, Sequence[Position]]
    width: Mapping[str, float]

    @staticmethod
    def of(loaded: Loaded, values: Mapping[str, Sequence[str]]) -> TermSpace:
        """Lay out the negotiable paths of a deal.

        Args:
            loaded: The deal, with what signing changes.
            values: Values of each path, as written.
        """
        found = {path: [position(loaded.package({path: text}), path) for text in each] for path, each in values.items()}
        numbers = {path: [each for each in row if isinstance(each, float)] for path, row in found.items()}
        ordered = {path for path, row in numbers.items() if len(row) == len(found[path])}
        width = {path: max(row) - min(row) if path in ordered else 0.0 for path, row in numbers.items()}
        return TermSpace(found, width)

    def apart(self, path: str, one: Position, other: Position) -> float:
        """Say how far two values are apart: as a share of the range, or all where they differ and have no order."""
        if isinstance(one, float) and isinstance(other, float) and self.width[path] > 0:
            return abs(one - other) / self.width[path]
        return float(one != other and {one, other} != UNSAID)

    def distances(
        self, signed: Mapping[str, Position], places: Mapping[str, Int[ndarray, " package"]]
    ) -> Float[ndarray, " package"]:
        """Say how far packages are from the one signed, on average over the paths.

        Args:
            signed: Where it stands on each path.
            places: Which of a path's values each package has.

        Returns:
            The distances: 0 for the same terms, 1 for a whole range on every path.

        Source:
            Gower, A general coefficient of similarity and some of its properties, Biometrics 27(4), 1971.
        """
        rows = [
            np.array([self.apart(path, each, signed[path]) for each in row])[places[path]]
            for path, row in self.positions.items()
        ]
        return np.asarray(np.mean(rows, axis=0))

    def distance(self, one: Mapping[str, Position], other: Mapping[str, Position]) -> float:
        """Say how far two packages are apart."""
        return float(np.mean([self.apart(path, one[path], other[path]) for path in self.positions]))

    def middle(self, held: Mapping[str, Position]) -> dict[str, int]:
        """Say which value of each path is nearest to the middle of its range; where there is no order, the one held.

        Args:
            held: Where the contract in force stands on each path.

        Returns:
            The place of the value among those of its path.
        """
        return {path: self._central(path, held[path]) for path in self.positions}

    def _central(self, path: str, held: Position) -> int:
        row = self.positions[path]
        if self.width[path] > 0:
            numbers = np.array(row, dtype=float)
            return int(np.argmin(np.abs(numbers - (numbers.min() + numbers.max()) / 2)))
        return row.index(held) if held in row else 0

    def beyond(self, signed: Mapping[str, Position]) -> list[str]:
        """Name the paths on which a package lies outside what is negotiated."""
        return [path for path, row in self.positions.items() if not _within(signed[path], row)]


def _within(where: Position, row: Sequence[Position]) -> bool:
    numbers = [each for each in row if isinstance(each, float)]
    if isinstance(where, float) and len(numbers) == len(row):
        return min(numbers) <= where <= max(numbers)
    return where in row or (where in UNSAID and not UNSAID.isdisjoint(row))


def position(loaded: Loaded, path: str) -> Position:
    """Say where the value at a path stands; what moves is averaged over its term's life and over the futures."""
    node = loaded.node_at(path)
    expression = None if node is None else parse(node, Grammar(loaded.currency, terms=True, schedule=True))[0]
    if expression is None:
        return loaded.text_at(path) or _left_out(path)
    futures = simulate(loaded.sound, Draws(0, 1, FEW))
    try:
        found = np.asarray(value(expression, Edges(futures)))
    except (KeyError, TypeError, ValueError):  # the name of a party or an event, a list, what another term brings
        return loaded.text_at(path) or _left_out(path)
    if found.dtype.kind not in "fi" or not np.isfinite(found).all():
        return loaded.text_at(path) or _left_out(path)
    return float(np.mean(found[_life(loaded, path, futures)] if found.ndim and len(found) > 1 else found))


def _left_out(path: str) -> str:
    """Say what a key that is not written means: a term is active, and all else is not there."""
    return "yes" if path.rpartition(".")[2] in SWITCHES else "none"


def _life(loaded: Loaded, path: str, futures: Futures) -> slice:
    """Say which edges of the steps lie in the life of the term that a path leads into."""
    section, name, *_ = [*path.split("."), ""]
    term = loaded.sound.terms.get(name) if section == "terms" else None
    edges = np.asarray(futures.grid.edges)
    start, end = (_day(futures, None if term is None else each) for each in (_from(term), _until(term)))
    inside = np.flatnonzero((edges >= (start or edges[0])) & (edges < (edges[-1] if end is None else end)))
    return slice(int(inside[0]), int(inside[-1]) + 1) if len(inside) else slice(None)


def _from(term: object) -> Expression | None:
    return getattr(term, "from_", None)


def _until(term: object) -> Expression | None:
    return getattr(term, "until", None)


def _day(futures: Futures, moment: Expression | None) -> float | None:
    return None if moment is None else float(np.mean(futures.number(moment)))
