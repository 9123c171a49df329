"""Scenes of a deal in which one number has moved: what is alike is taken from the scene in which none has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import beliefs as belief
from dealwright.engine.books import keep_books
from dealwright.engine.lines import whole
from dealwright.engine.scenario import Scene
from dealwright.engine.sensitivities.again import (
    Kept,
    Touched,
    UnlikeError,
    books_again,
    difference,
    form_of,
    value_again,
)
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.engine.books import Books
    from dealwright.engine.lines import Rates

    Chosen = tuple[tuple[str, int], ...]
    """Index of the reading of each disputed clause."""

NOTHING = Touched(frozenset(), frozenset())


@dataclass
class KeptScene(Scene):
    """A scene to which others are compared that differ from it in few terms; keeps what its books are worth."""

    accounts: dict[tuple[Chosen, tuple[tuple[str, float], ...]], Kept] = field(default_factory=dict)

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """Name what is not known to all, and the facts behind it."""
        names = [each.name for each in self.doubts]
        return belief.facts_behind(self.loaded.sound, names).union(names)

    @cached_property
    def _apart(self) -> dict[tuple[int, int], Touched | None]:
        """Keep in what pairs of books differ, once that was asked for."""
        return {}

    def apart(self, first: Books, other: Books) -> Touched | None:
        """Tell in what two of the books of this scene differ; none where exits of companies do, too."""
        key = (id(first), id(other))
        if key not in self._apart:
            self._apart[key] = difference(first, other)
        return self._apart[key]

    def account(self, chosen: Chosen, numbers: Mapping[str, float]) -> Kept:
        """Keep the books by some readings and numeric facts that are known, with what they are worth."""
        key = (chosen, tuple(numbers.items()))
        if key not in self.accounts:
            deal = self.reading(chosen).sound
            self.accounts[key] = Kept(keep_books(deal, simulate(deal, self.draws, facts=numbers)))
        return self.accounts[key]

    def _open(self, known: Mapping[str, float]) -> list[tuple[Bool[ndarray, " path"] | None, Books]]:
        return [(mask, self.account(chosen, numbers).books) for mask, chosen, numbers in self.choices(known)]


@dataclass(frozen=True, slots=True)
class Step:
    """Books with those from which they differ little.

    Args:
        mask: The paths on which they hold; none for all.
        books: The books.
        before: Those from which they differ; none where they are kept by themselves.
        touched: What the difference can reach.
    """

    mask: Bool[ndarray, " path"] | None
    books: Books
    before: Kept | None
    touched: Touched

    def value(self, party: str, rates: Rates) -> Float[ndarray, " path"]:
        """Return the present value to a party; (path,)."""
        if self.before is None:
            return whole(self.books, party, rates)
        return value_again(self.before, self.books, party, rates, self.touched)


@dataclass
class LikeScene(Scene, ABC):
    """A scene that is like another, on the same draws; what is alike is taken from there.

    Args:
        before: The other scene.
        believed: Whether nothing that is not known to all has changed, nor the chances of its readings.
    """

    before: KeptScene = field(kw_only=True)
    believed: bool = field(default=True, kw_only=True)
    steps: dict[tuple[tuple[str, float], ...], list[Step]] = field(default_factory=dict, kw_only=True)

    def __post_init__(self) -> None:
        """Take over what is not known to all, where that is alike.

        Raises:
            UnlikeError: If something else is not known to all, or to others.
        """
        self.drawn = self.before.drawn
        if self.believed:
            self.__dict__["doubts"] = self.before.doubts
        elif [_kind(each) for each in self.doubts] != [_kind(each) for each in self.before.doubts]:
            raise UnlikeError

    @abstractmethod
    def _step(self, mask: Bool[ndarray, " path"] | None, kept: Kept, numbers: Mapping[str, float]) -> Step:
        """Open books where some paths hold and numeric facts are known, beside those of the other scene."""

    def _open(self, known: Mapping[str, float]) -> list[tuple[Bool[ndarray, " path"] | None, Books]]:
        found = [
            self._step(mask, self.before.account(chosen, self._there(numbers)), numbers)
            for mask, chosen, numbers in self.choices(known)
        ]
        self.steps[tuple(sorted(known.items()))] = found
        return [(step.mask, step.books) for step in found]

    def _there(self, numbers: dict[str, float]) -> dict[str, float]:
        """Return what numeric facts that are known were before: the same readings of them."""
        if self.believed:
            return numbers
        was = {each.name: each.values for each in self.before.doubts}
        now = {each.name: each.values for each in self.doubts}
        return {name: was[name][now[name].index(value)] if name in now else value for name, value in numbers.items()}

    def present_values(
        self, party: str, known: Mapping[str, float], rates: Rates | None = None
    ) -> Float[ndarray, " path"]:
        """Discount the books for a party that knows some facts: what was there before, and what has changed."""
        rates, facts = rates or self.risk_free, tuple(sorted(known.items()))
        if (party, rates, facts) not in self.valued:
            self.books(known)
            found = [(step.mask, step.value(party, rates)) for step in self.steps[facts]]
            whole_ = found[0][1] if found[0][0] is None else sum((m * v for m, v in found), np.zeros(self.draws.paths))
            self.valued[party, rates, facts] = whole_
        return self.valued[party, rates, facts]


def _kind(doubt: belief.Doubt) -> tuple[object, ...]:
    """Tell what of a doubt must be alike; a distribution must be the same, since its levels are not found again."""
    return doubt.name, doubt.structural, doubt.known_to, len(set(doubt.values)), doubt.distribution


@dataclass
class MovedScene(LikeScene):
    """A scene that differs from another in few terms; computes only what these touch.

    Args:
        touched: What the change can reach.
    """

    touched: Touched = field(kw_only=True)

    def _step(self, mask: Bool[ndarray, " path"] | None, kept: Kept, numbers: Mapping[str, float]) -> Step:
        form = form_of(kept.books.deal, self.before.loaded.sound, self.loaded.sound)
        futures = kept.books.view.futures.of_form(form, self.touched.facts, numbers)
        return Step(mask, books_again(kept.books, form, futures, self.touched.terms), kept, self.touched)


@dataclass
class NewScene(LikeScene):
    """A scene with futures of its own: its first books are kept by themselves, all others as those differ from them.

    How they differ is told by the other scene, in which the same readings and facts make the same difference.
    """

    anchor: tuple[Kept, Kept] | None = field(default=None, kw_only=True)

    def _step(self, mask: Bool[ndarray, " path"] | None, kept: Kept, numbers: Mapping[str, float]) -> Step:
        was, now, there = self.before.loaded.sound, self.loaded.sound, kept.books
        apart = None if self.anchor is None else self.before.apart(self.anchor[0].books, there)
        if self.anchor is None or apart is None:
            form = form_of(there.deal, was, now)
            books = keep_books(form, simulate(form, self.draws, facts=numbers))
            self.anchor = self.anchor or (kept, Kept(books))
            return Step(mask, books, None, NOTHING)
        first, mine = self.anchor[0].books, self.anchor[1].books
        form = form_of(there.deal, first.deal, mine.deal)
        futures = mine.view.futures.of_form(form, apart.facts, numbers)
        return Step(mask, books_again(mine, form, futures, apart.terms), self.anchor[1], apart)
