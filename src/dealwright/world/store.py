"""Holds what futures on the same draws have in common: results, signs for what decides them, how deals are wired."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from dealwright.deal.signature import signature
from dealwright.world.kept import Kept
from dealwright.world.wiring import Wiring

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from dealwright.deal.deal import Deal

Found = TypeVar("Found")


@dataclass(slots=True, eq=False)
class Store:
    """What futures of several forms of a deal on the same draws have in common.

    Args:
        kept: Results that are asked for again, under all that decides them.
    """

    kept: Kept = field(default_factory=Kept)
    _signs: dict[Hashable, int] = field(default_factory=dict, init=False, repr=False)
    _next: Iterator[int] = field(default_factory=count, init=False, repr=False)
    _shapes: dict[int, tuple[object, int]] = field(default_factory=dict, init=False, repr=False)
    _wirings: dict[tuple[int, int, frozenset[str]], Wiring] = field(default_factory=dict, init=False, repr=False)

    def get(self, key: Hashable, compute: Callable[[], Found]) -> Found:
        """Return what was computed under a key, computing it if it was not or is forgotten."""
        found: Found = self.kept.get(key, compute)
        return found

    def knows(self, key: Hashable) -> bool:
        """Say whether something is kept under a key."""
        return self.kept.known(key) is not None

    def sign(self, key: Hashable) -> int:
        """Return a number that stands for a key: equal keys have the same one."""
        return self._signs.setdefault(key, next(self._next))

    def shape(self, shape: object) -> int:
        """Return a number that stands for all that an expression or declared shape says, wherever it stands.

        Args:
            shape: What is never changed; one that was seen before costs nothing.
        """
        known = self._shapes.get(id(shape))
        if known is None:
            known = self._shapes[id(shape)] = (shape, self.sign(signature(shape)))  # kept alive: its identity stays its
        return known[1]

    def wiring(self, deal: Deal, given: frozenset[str]) -> Wiring:
        """Return how the names of a deal hang together where some facts are given."""
        key = (id(deal.drivers), id(deal.facts), given)
        if key not in self._wirings:
            self._wirings[key] = Wiring(deal.drivers, deal.facts, given)
        return self._wirings[key]
